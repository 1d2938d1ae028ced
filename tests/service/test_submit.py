"""Receipts, duplicates, conflicts, busy, waiting for verdicts, and verdicts that are pushed."""
import contextlib
import hashlib
import sqlite3
import uuid

from harness import (ACCEPTED, BUSY, CONFLICT, PARTLY, REFUSED, STORED, UNKNOWN, DaemonTest, content, instant, row,
                     submit_pb2, unittest, wait_until)


def visitors(value=100, **fields):
    return content("dispar", row("par01", "2026-01-01", value, **fields))


class Submit(DaemonTest):
    def test_a_receipt_names_what_is_on_disk(self):
        message, id = visitors().SerializeToString(), uuid.uuid4().bytes
        reply = self.pair.connect().submit(message, id)
        self.assertEqual(reply.outcome, STORED)
        self.assertFalse(reply.duplicate)
        self.assertEqual(reply.receipt.content_hash, hashlib.blake2b(message, digest_size=32).digest())
        self.assertEqual(reply.receipt.collector, "collector")
        self.assertEqual(reply.receipt.message_id, id)
        self.assertGreater(reply.receipt.sequence, 0)
        self.assertEqual(reply.receipt.received_at, instant("2026-01-01"))
        self.assertGreater(reply.credit, 0)

    def test_a_verdict_is_on_disk_soon_although_nothing_else_comes(self):
        self.assertEqual(self.pair.connect().judged(visitors()).outcome, ACCEPTED)
        with contextlib.closing(sqlite3.connect(f"file:{self.pair.folder}/c/journal.db?mode=ro", uri=True)) as journal:
            wait_until(lambda: journal.execute("SELECT cursor FROM state").fetchone() == (1,), "the cursor is committed")
            self.assertEqual(journal.execute("SELECT count(*) FROM verdict").fetchone(), (1,))

    def test_the_same_again_is_a_duplicate_with_the_original_verdict(self):
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        first = connection.judged(visitors(), id)
        self.assertEqual(first.outcome, ACCEPTED)
        again = connection.submit(visitors(), id)
        self.assertTrue(again.duplicate)
        self.assertEqual(again.outcome, ACCEPTED)
        self.assertEqual(again.verdict, first.verdict)
        self.assertEqual(again.receipt, first.receipt)

    def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(self):
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        connection.judged(visitors(100), id)
        other = connection.submit(visitors(200), id)
        self.assertEqual(other.outcome, CONFLICT)
        self.assert_code(other, "message.id_conflict")
        self.assertEqual(connection.receipt(id).receipt.content_hash,
                         hashlib.blake2b(visitors(100).SerializeToString(), digest_size=32).digest())
        self.assertEqual(self.pair.status().messages, 1)

    def test_an_id_belongs_to_its_unit(self):
        id = uuid.uuid4().bytes
        self.assertEqual(self.pair.connect().judged(visitors(), id).outcome, ACCEPTED)
        other = content("dpmptsp", row("izn01", "2026-01", ratio=(1, 2)))
        self.assertNotEqual(self.pair.connect("dpmptsp").judged(other, id).outcome, CONFLICT)

    def test_the_verdict_is_pushed_to_the_connection_that_sent(self):
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        self.assertEqual(connection.submit(visitors(), id).outcome, STORED)
        pushed = connection.expect("submit_reply")
        self.assertEqual((pushed.message_id, pushed.outcome, pushed.verdict.accepted), (id, ACCEPTED, 1))

    def test_a_receipt_can_be_asked_for_at_any_time(self):
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        reply = connection.judged(visitors(), id)
        self.assertEqual(self.pair.connect().receipt(id).verdict, reply.verdict)
        self.assertEqual(connection.receipt(uuid.uuid4().bytes).outcome, UNKNOWN)
        self.assertEqual(self.pair.connect("bapenda").receipt(id).outcome, UNKNOWN)

    def test_patience_ends_with_stored(self):
        self.assertEqual(self.pair.stop("evaluator"), 0)
        reply = self.pair.connect().submit(visitors(), wait=submit_pb2.WAIT_JUDGED, patience=200)
        self.assertEqual(reply.outcome, STORED)
        self.assertTrue(reply.receipt.sequence)
        self.assertFalse(reply.HasField("verdict"))

    def test_nothing_waits_on_the_evaluator(self):
        self.pair.stop("evaluator")
        connection, ids = self.pair.connect(), [uuid.uuid4().bytes for _ in range(20)]
        for id in ids:
            self.assertEqual(connection.submit(visitors(1), id).outcome, STORED)
        self.pair.start_evaluator()
        for id in ids:
            self.assertEqual(connection.judged(visitors(1), id).outcome, ACCEPTED)
        self.assertEqual(self.pair.status().messages, 20)

    def test_rows_are_judged_one_by_one_unless_all_or_nothing_was_asked(self):
        connection = self.pair.connect()
        rows = [row("par01", "2026-01-01", 1), row("nope", "2026-01", 1), row("par01", "2026-01-01", 2)]
        some = connection.judged(content("dispar", *rows))
        self.assertEqual((some.outcome, some.verdict.accepted, some.verdict.refused), (PARTLY, 2, 1))
        self.assertEqual(self.results(some), [(1, "indicator", "indicator.unknown")])
        none = connection.judged(content("dispar", *rows, atomic=True))
        self.assertEqual((none.outcome, none.verdict.accepted, none.verdict.refused), (REFUSED, 0, 3))
        self.assertIn((0, "row.not_applied"), [(r, code) for r, _, code in self.results(none)])
        self.assertEqual(self.pair.status().rows, 2)

    def test_a_dry_run_stores_nothing(self):
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        reply = connection.submit(content("dispar", row("par01", "2026-01-01", 1), row("nope", "2026-01", 1)), id,
                                  dry_run=True)
        self.assertEqual((reply.outcome, reply.verdict.accepted, reply.verdict.refused), (PARTLY, 1, 1))
        self.assertFalse(reply.HasField("receipt"))
        self.assertEqual(self.results(reply), [(1, "indicator", "indicator.unknown")])
        self.assertEqual(connection.receipt(id).outcome, UNKNOWN)
        self.assertEqual((self.pair.status().messages, self.pair.status().rows), (0, 0))
        self.pair.stop("evaluator")
        self.assertEqual(connection.submit(visitors(), dry_run=True).outcome, BUSY)


class Full(DaemonTest):
    def test_a_full_share_is_busy_with_a_time_and_empties_by_itself(self):
        self.pair.stop("collector")
        pair = self.pair
        pair.start_collector = lambda: None
        pair.intake = pair.start("collector", "--state", str(pair.folder / "c"), "--name", "collector", "--evaluator",
                                 pair.endpoints["link"], "--evaluator-key", pair.public["e"], "--intake", pair.intake,
                                 "--simulated", "--reserve", "4M")["intake"]
        pair.wait_connected()
        pair.stop("evaluator")
        connection = pair.connect()
        large = content("dispar", *(row("par01", "2026-01-01", 1, note="x" * 480) for _ in range(400)))
        replies = []
        wait_until(lambda: replies.append(connection.submit(large)) or replies[-1].outcome != STORED, "busy")
        self.assertEqual(replies[-1].outcome, BUSY)
        self.assert_code(replies[-1], "busy.quota")
        self.assertGreater(replies[-1].retry_after_ms, 0)
        stored = len(replies) - 1
        self.assertGreater(stored, 0)
        # A full share of one unit is not another's.
        self.assertEqual(pair.connect("bapenda").submit(content("bapenda", row("ret01", "2026-Q1", 1))).outcome, STORED)
        pair.start_evaluator()
        wait_until(lambda: connection.submit(large).outcome != BUSY, "room again")
        wait_until(lambda: pair.status().messages == stored + 2, "every stored message judged")


if __name__ == "__main__":
    unittest.main()
