"""An evaluator restored from an old backup: refilled from two collectors, with what is lost named; and what is refused."""
import shutil
import sqlite3

from recovery import LAST, MISSED, UNITS, act, attainment, check_refilled, collector_status, journal, ledger, purge, \
    restore, standing, stop, submit, work
from harness import DaemonTest, alert_pb2, content, query_pb2, row, unittest, wait_until


class Restored(DaemonTest):
    options = {"units": UNITS}

    def test_it_is_refilled_from_two_collectors_and_lists_the_acts_that_are_lost(self):
        before, said = check_refilled(self.pair)
        self.assertIn("new stream epoch", said)
        # Simulated time is moved by people.
        self.assertRegex(said, r"LOST: 3 acts")
        self.assertIn("acts of people are lost", self.pair.log("evaluator"))
        # A watcher of the old epoch is told, and the snapshot is where it goes on from.
        follower = self.pair.query()
        follower.send(follow=alert_pb2.FollowRequest(epoch=before.epoch, after=before.event_number, credit=10))
        gone = follower.expect("follow_gone")
        snapshot = follower.ask(snapshot=query_pb2.SnapshotQuery()).snapshot
        self.assertEqual((snapshot.epoch, gone.epoch), (self.pair.status().epoch,) * 2)
        follower.send(follow=alert_pb2.FollowRequest(epoch=snapshot.epoch, after=snapshot.number, credit=10))
        self.assertTrue(follower.expect("follow_batch").live)
        stop(self.pair, "evaluator")
        self.assertEqual(self.pair.rebuild_check().returncode, 0)
        self.pair.start_evaluator()

    def test_the_acts_are_listed_from_the_ledger_that_was_there_when_their_list_is_lost(self):
        work(self.pair, 3)
        act(self.pair, "comment", MISSED, "--reason", "asked the office")
        stop(self.pair, "evaluator")
        acts = self.pair.folder / "e" / "acts.log"
        listed = restore(self.pair, "--replace", "--quick").stdout
        self.assertRegex(listed, r"LOST: 2 acts of people, by .*acts.log")
        self.assertIn("DEED_COMMENT\tmissed/ret01/2026-Q1\tP0501\tplanning\tasked the office", listed)
        acts.unlink()
        former = ledger(self.pair).with_name("ledger.db.replaced-1")
        former.replace(ledger(self.pair))
        said = restore(self.pair, "--replace").stdout
        self.assertIn("by the ledger that was there", said)
        self.assertEqual(said.split("reason):\n")[1], listed.split("reason):\n")[1])
        (ledger(self.pair)).unlink()
        self.assertIn("cannot be listed", restore(self.pair).stdout)
        self.pair.start_evaluator()

    def test_it_touches_nothing_that_is_in_use_or_there_and_is_done_once(self):
        work(self.pair, 3)
        served = restore(self.pair, "--replace", check=False)
        self.assertEqual(served.returncode, 3, served)
        self.assertIn("Another process", served.stderr)
        stop(self.pair, "evaluator")
        was = ledger(self.pair).read_bytes()
        there = restore(self.pair, check=False)
        self.assertEqual(there.returncode, 1, there)
        self.assertIn("--replace", there.stderr)
        self.assertEqual(ledger(self.pair).read_bytes(), was)
        for stale in ("-wal", "-shm"):
            (self.pair.folder / "e" / f"ledger.db{stale}").write_bytes(b"stale" * 1000)
        restore(self.pair, "--replace")
        again = restore(self.pair)
        self.assertIn("nothing was done", again.stdout)
        restore(self.pair, "--replace", "--quick")
        names = {path.name for path in (self.pair.folder / "e").glob("ledger.db*")}
        self.assertLessEqual({"ledger.db", "ledger.db.replaced-1"}, names)
        self.assertFalse(names & {"ledger.db-wal", "ledger.db-shm", "ledger.db.replaced-2"}, names)
        self.pair.start_evaluator()

    def tampered(self, change):
        path = self.pair.folder / "e" / "tampered.db"
        shutil.copy(self.pair.folder / "e" / "copy.db", path)
        change(path)
        answer = restore(self.pair, "--replace", backup="tampered.db", check=False)
        self.assertNotEqual(answer.returncode, 0, answer.stdout)
        return answer.stderr

    def sql(self, *statements):
        def change(path):
            database = sqlite3.connect(path)
            for statement in statements:
                database.execute(statement)
            database.commit()
            database.close()
        return change

    def test_a_backup_that_is_not_what_it_was_is_refused(self):
        work(self.pair, 3)
        stop(self.pair, "evaluator")
        was = ledger(self.pair).read_bytes()
        self.assertIn("not what its steps give", self.tampered(self.sql("UPDATE figure SET count = count + 1")))
        self.assertIn("not what its steps give", self.tampered(
            self.sql("DROP TRIGGER message_update", "UPDATE message SET verdict = x'00'")))
        self.assertIn("newer release", self.tampered(self.sql("PRAGMA user_version = 99")))
        self.assertIn("another program", self.tampered(self.sql("PRAGMA application_id = 7")))
        self.assertIn("damaged", self.tampered(lambda path: path.write_bytes(
            path.read_bytes()[:8192] + b"\xff" * 4096 + path.read_bytes()[12288:])))
        self.assertIn("damaged", self.tampered(lambda path: path.write_bytes(b"not a database" * 500)))
        self.assertEqual(ledger(self.pair).read_bytes(), was, "nothing was touched")
        self.assertFalse(list((self.pair.folder / "e").glob("*restoring*")))
        self.pair.start_evaluator()

    def test_what_neither_has_any_more_is_a_loud_stop(self):
        pair = self.pair
        work(pair, 2)
        wait_until(lambda: collector_status(pair, "collector2").messages_pending == 0, "all is applied")
        stop(pair, "collector2", "evaluator")
        purge(pair, 4, "collector2")    # the backup has two of these
        pair.start_another("collector2")
        restore(pair, "--replace")
        pair.start_evaluator()
        wait_until(lambda: collector_status(pair, "collector2").held, "the collector stops")
        status = collector_status(pair, "collector2")
        self.assertEqual(status.lacking, 2)
        self.assertGreater(status.refill_complete_since, 0)
        self.assertIn("STOPPED", pair.log("collector2"))
        wait_until(lambda: any(link.held for link in pair.status().links), "the evaluator knows")
        self.assertIn("NOT WHOLE: collector2, up to 2 messages", pair.evaluator("status").stdout)
        self.assertIn("NOT WHOLE", pair.log("evaluator"))
        # It takes messages on, and sends none.
        other = pair.connect("dispar", "collector2")
        other.submit(content("dispar", row("par01", "2026-04-02", 5, as_of=LAST)))
        wait_until(lambda: pair.status().messages >= 5, "the other collector refills")
        self.assertEqual(collector_status(pair, "collector2").messages_pending, 1)
        # By the operator's word, for this ledger alone, it goes on.
        stop(pair, "collector2")
        epoch = pair.status().epoch.hex()
        start = pair.start
        pair.start = lambda name, *arguments: start(name, *arguments, "--go-without", epoch)
        pair.start_another("collector2")
        pair.start = start
        wait_until(lambda: collector_status(pair, "collector2").messages_pending == 0, "it goes on")
        self.assertEqual(collector_status(pair, "collector2").lacking, 2)
        stop(pair, "collector2")
        pair.start_another("collector2")
        wait_until(lambda: collector_status(pair, "collector2").evaluator_connected, "it needs to be told once")
        wait_until(lambda: any(link.lacking == 2 and not link.held for link in pair.status().links), "it stays known")
        self.assertIn("as its operator said", pair.evaluator("status").stdout)


if __name__ == "__main__":
    unittest.main()
