"""An evaluator that is put back to an earlier state: a new epoch, and figures refilled from the collector's journal."""
import shutil
import sqlite3

from harness import DaemonTest, alert_pb2, query_pb2, row, content, unittest, wait_until

LAST = "2026-05-07T09:00:00+07:00"


class Restore(DaemonTest):
    options = {"units": ("dpupr",)}

    def setUp(self):
        super().setUp()
        self.connection = self.pair.connect("dpupr")
        for month, progress in ((1, 2), (2, 5), (3, 9), (4, 15)):
            day = f"2026-{month + 1:02d}-07T09:00:00+07:00"
            self.pair.advance(day)
            if month == 3:
                self.pair.evaluator("backup", "copy.db")
                self.copied = self.pair.status().event_number
            self.connection.judged(content("dpupr", row("jal01", f"2026-{month:02d}", progress, as_of=day)))
        self.before = self.pair.status()
        self.rows = self.attainment()

    def attainment(self):
        return self.pair.query().ask(attainment=query_pb2.AttainmentQuery(period="2026")).attainment.rows

    def put_back(self, change=None):
        self.pair.stop("evaluator")
        state = self.pair.folder / "e"
        for left in ("ledger.db-wal", "ledger.db-shm"):
            (state / left).unlink(missing_ok=True)
        shutil.copy(state / "copy.db", state / "ledger.db")
        if change:
            ledger = sqlite3.connect(state / "ledger.db")
            change(ledger)
            ledger.commit()
            ledger.close()
        self.pair.start_evaluator()

    def refilled(self):
        wait_until(lambda: self.pair.status().messages == self.before.messages, "the refill from the journal")
        self.pair.advance(LAST)
        self.assertEqual(self.attainment(), self.rows)
        self.assertNotEqual(self.pair.status().epoch, self.before.epoch)

    def test_a_backup_that_is_opened_begins_a_new_epoch_and_is_refilled(self):
        self.put_back()
        self.refilled()
        self.pair.stop("evaluator")
        self.assertEqual(self.pair.rebuild_check().returncode, 0)

    def test_a_copy_made_by_hand_is_given_away_by_the_collector(self):
        def unmark(ledger):
            ledger.execute("DELETE FROM meta WHERE key = 'copy'")
        self.put_back(unmark)
        self.refilled()

    def test_who_follows_the_old_epoch_is_told_that_it_is_gone(self):
        self.put_back()
        follower = self.pair.query()
        follower.send(follow=alert_pb2.FollowRequest(epoch=self.before.epoch, after=self.copied, credit=10))
        gone = follower.expect("follow_gone")
        self.assertEqual(gone.epoch, self.pair.status().epoch)


if __name__ == "__main__":
    unittest.main()
