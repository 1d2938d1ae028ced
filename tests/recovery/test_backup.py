"""Copies of a ledger and a journal while rows pour in."""
import sqlite3
import sys
import threading
import time

from recovery import UNITS, ledger
from harness import DaemonTest, unittest
from flood import Flood
from promises import check_acknowledged, check_record

ROWS = 20000


def steps(path):
    database = sqlite3.connect(path)
    rows = [*database.execute("SELECT step, id, unit, hash, content, verdict FROM message ORDER BY step"),
            *database.execute("SELECT step, kind, at, instant, text, act, body FROM step ORDER BY step")]
    database.close()
    return rows


class UnderLoad(DaemonTest):
    options = {"units": UNITS}

    def test_a_copy_under_load_is_a_prefix_and_keeps_nobody_waiting_for_long(self):
        pair, folder = self.pair, self.pair.folder
        pair.advance("2026-02-03")
        flood = Flood(pair, ROWS)
        taken, gap, last = [], [0.0], [time.monotonic()]
        def copies(number, before):
            if before:
                before.join()    # one at a time
            began = time.monotonic()
            pair.evaluator("backup", f"copy{number}.db")
            pair.run("collector", "backup", str(folder / f"journal{number}.db"), "--state", str(folder / "c"))
            taken.append(time.monotonic() - began)
        at, threads = {flood.total // 4, flood.total // 2, flood.total * 3 // 4}, []
        def after(acknowledged):
            gap[0], last[0] = max(gap[0], time.monotonic() - last[0]), time.monotonic()
            if acknowledged in at:
                at.remove(acknowledged)
                threads.append(threading.Thread(target=copies, args=(len(threads), threads[-1] if threads else None)))
                threads[-1].start()
        flood.run(after)
        for thread in threads:
            thread.join()
        self.assertEqual(len(taken), 3, "every copy was made")
        check_acknowledged(pair, flood)
        check_record(pair)
        whole = steps(ledger(pair))
        for number in range(3):
            copy = folder / "e" / f"copy{number}.db"
            answer = pair.run("evaluator", "rebuild", "--check", str(copy), check=False)
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
            part = steps(copy)
            reached = max(row[0] for row in part)
            self.assertEqual(part, [row for row in whole if row[0] <= reached], "a prefix of the ledger's steps")
            entries = sqlite3.connect(folder / f"journal{number}.db")
            self.assertEqual(entries.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            count, first, end = entries.execute("SELECT count(*), min(sequence), max(sequence) FROM entry").fetchone()
            self.assertEqual(count, end - first + 1)
            entries.close()
        size = (folder / "e" / "copy2.db").stat().st_size
        print(f"copies took {', '.join(f'{t:.2f}' for t in taken)} s, the last of {size >> 10} KiB; longest wait between "
              f"receipts {gap[0] * 1000:.0f} ms", file=sys.stderr)
        self.assertLess(gap[0], 3, "intake went on")
        pair.start_evaluator()
        pair.start_collector()


if __name__ == "__main__":
    unittest.main()
