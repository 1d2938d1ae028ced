"""A disk that fails and becomes read-only under a running daemon: it ends, says why, and loses nothing."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from mounts import FailingDisk, Turns, enter_namespace, on_disk    # noqa: E402

enter_namespace()
if not FailingDisk.possible():
    print("skipped: no ext4 in a loop device here")
    sys.exit(77)

from flood import Flood    # noqa: E402
from harness import DaemonTest, unittest    # noqa: E402
from promises import check_acknowledged, check_record    # noqa: E402

MESSAGES = 600
COULD_NOT = 3


class ReadOnly(DaemonTest):
    options = {"build": os.environ["CAPAIAN_SABOTAGED"]}

    def check(self, daemon):
        pair = self.pair
        pair.advance("2026-02-03")
        disk = on_disk(pair, daemon, FailingDisk)
        flood = Flood(pair, MESSAGES, rows_per_message=1)
        def ended():
            return pair.processes[daemon].poll() is not None
        def again():
            self.assertEqual(pair.processes.pop(daemon).wait(), COULD_NOT)
            said = pair.log(daemon)
            self.assertRegex(said, "the journal cannot be used any more" if daemon == "collector" else
                             "the ledger cannot be written; stopping")
            with self.assertRaisesRegex(RuntimeError, "read-only|Read-only"):
                (pair.start_collector if daemon == "collector" else pair.start_evaluator)()
            self.assertEqual(pair.processes.pop(daemon).wait(), COULD_NOT)
            disk.repair()
            (pair.start_collector if daemon == "collector" else pair.start_evaluator)()
        flood.run(seconds=60, silence=1,
                  turn=Turns((lambda: len(flood.acknowledged) > MESSAGES // 3, disk.fail), (ended, again)))
        check_acknowledged(pair, flood)
        check_record(pair)
        disk.close()

    def test_under_the_collector(self):
        self.check("collector")

    def test_under_the_evaluator(self):
        self.check("evaluator")


if __name__ == "__main__":
    unittest.main()
