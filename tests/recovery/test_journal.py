"""A collector's journal that is put back to an older copy, and one that runs twice."""
import shutil
import sqlite3

from recovery import UNITS, check_put_back_twice, check_same_place, collector_status, copy_journal, journal, \
    put_journal_back, restore, stop, stored, submit, unique, visit
from harness import DaemonTest, unittest, wait_until
from promises import check_record, figure, verdicts


class Journal(DaemonTest):
    def setUp(self):
        super().setUp()
        if self.pair.simulated:
            self.pair.advance("2026-02-07")
        self.total = self.count = 0
        self.ids = []

    def send(self, values, collector=None):
        for value in values:
            self.ids.append(unique())
            submit(self.pair, "dispar", visit(value), collector, self.ids[-1])
            self.total, self.count = self.total + value, self.count + 1

    def settled(self):
        wait_until(lambda: self.pair.status().messages >= self.count, "all is applied")
        self.assertEqual(figure(self.pair), (self.total, self.count))


class Simulated(Journal):
    options = {"units": UNITS}

    def test_a_restore_is_refused_where_it_would_harm(self):
        self.send(range(1, 4))
        copy_journal(self.pair)
        answer = put_journal_back(self.pair, "--replace", check=False)
        self.assertEqual(answer.returncode, 3)
        self.assertIn("Another process", answer.stderr)
        stop(self.pair, "collector")
        was = journal(self.pair).read_bytes()
        answer = put_journal_back(self.pair, check=False)
        self.assertTrue(answer.returncode == 1 and "--replace" in answer.stderr or "nothing was done" in answer.stdout, answer)
        wrong = put_journal_back(self.pair, "--replace", name="e/ledger.db", check=False)
        self.assertIn("another program", wrong.stderr)
        tampered = sqlite3.connect(self.pair.folder / "copy.db")
        tampered.execute("DROP TRIGGER entry_never_changes")
        tampered.execute("UPDATE entry SET content = x'00' WHERE sequence = 2")
        tampered.commit()
        tampered.close()
        wrong = put_journal_back(self.pair, "--replace", check=False)
        self.assertIn("contradicts itself", wrong.stderr)
        self.assertEqual(journal(self.pair).read_bytes(), was)
        self.pair.start_collector()

    def test_two_collectors_on_copies_of_one_journal_are_told_and_harm_nothing(self):
        pair = self.pair
        self.send(range(1, 4))
        stop(pair, "collector")
        shutil.copytree(pair.folder / "c", pair.folder / "collector3")
        (pair.folder / "collector3" / "journal.db.lock").unlink(missing_ok=True)
        pair.start_collector()
        pair.public["collector3"] = pair.public["c"]
        pair.start_another("collector3")
        wait_until(lambda: any(link.shared for link in pair.status().links), "the evaluator sees both", 40)
        self.assertIn("two collectors use one key", pair.log("evaluator"))
        for value in range(10, 14):
            self.send([value])
            self.send([value + 10], "collector3")
        self.settled()
        wait_until(lambda: "another collector uses the same key" in pair.log("collector") + pair.log("collector3"),
                   "a collector is told")
        self.assertTrue(all(verdicts(pair, self.ids).values()))
        self.assertIn("TWO collectors", pair.evaluator("status").stdout)
        check_record(pair)
        pair.start_evaluator()
        pair.start_collector()


class Real(Journal):
    """In real time a collector takes messages that no evaluator has greeted, so they take the numbers of those before."""
    options = {"units": UNITS, "simulated": None}

    def settled(self):
        # Whatever day it is: every message has its verdict, accepted or not.
        wait_until(lambda: self.pair.status().messages >= self.count, "all is applied")
        self.assertEqual(self.pair.status().messages, self.count)

    def test_an_older_copy_loses_nothing_that_the_evaluator_has_and_counts_nothing_twice(self):
        pair = self.pair
        self.send(range(1, 6))
        copy_journal(self.pair)
        pair.evaluator("backup", "early.db")
        self.send(range(6, 11))
        pair.evaluator("backup", "late.db")
        stop(pair, "evaluator")    # so that new messages take the numbers of those that the copy does not have
        stop(pair, "collector")
        said = put_journal_back(self.pair, "--replace").stdout
        self.assertIn("messages 1 to 5", said)
        self.assertIn("nothing was done", put_journal_back(self.pair).stdout)
        pair.start_collector()
        for value in range(100, 107):
            self.ids.append(unique())
            reply = stored(pair, "dispar", visit(value), self.ids[-1])
            self.total, self.count = self.total + value, self.count + 1
        self.assertEqual(reply.receipt.sequence, 12)
        pair.start_evaluator()
        self.settled()
        self.assertTrue(all(verdicts(pair, self.ids).values()), "each has its verdict")
        self.assertIn("older copy", pair.log("collector"))
        since = collector_status(pair).refill_complete_since
        self.assertGreater(since, 0, "a restore is whole from then on only")
        # What an evaluator of before that lacks is not in this journal: it stops, loudly.
        stop(pair, "evaluator")
        restore(pair, "--replace", backup="early.db")
        pair.start_evaluator()
        wait_until(lambda: collector_status(pair).held, "the collector stops")
        self.assertEqual(collector_status(pair).lacking, 5)
        # A backup from after it has all: it goes on by itself.
        stop(pair, "evaluator")
        restore(pair, "--replace", backup="late.db")
        pair.start_evaluator()
        self.settled()
        self.assertFalse(collector_status(pair).held)
        check_record(pair)
        pair.start_evaluator()
        pair.start_collector()

    def test_the_same_message_at_the_same_place_does_not_hide_what_is_gone(self):
        check_same_place(self.pair)
        self.assertIn("older copy", self.pair.log("collector"))

    def test_the_same_copy_put_back_twice_does_not_hide_what_is_gone(self):
        check_put_back_twice(self.pair)
        self.assertEqual(self.pair.log("collector").count("older copy"), 2)


if __name__ == "__main__":
    unittest.main()
