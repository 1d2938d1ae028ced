"""kill -9 of one daemon while many rows are submitted: what was acknowledged is there, once, and nothing else.

    test_kill.py evaluator|collector ROWS KILLS
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from flood import Flood    # noqa: E402
from harness import DaemonTest, unittest    # noqa: E402
from promises import check_acknowledged, check_record    # noqa: E402

VICTIM, ROWS, KILLS = "evaluator", 100000, 5


class Kill(DaemonTest):
    def test_kill(self):
        pair = self.pair
        pair.advance("2026-02-03")
        flood = Flood(pair, ROWS)
        at = {flood.total * (kill + 1) // (KILLS + 1) for kill in range(KILLS)}
        def after(acknowledged):
            if acknowledged in at:
                at.remove(acknowledged)
                pair.stop(VICTIM, kill=True)
                (pair.start_evaluator if VICTIM == "evaluator" else pair.start_collector)()
        flood.run(after, seconds=900)
        self.assertFalse(at, "every kill happened")
        check_acknowledged(pair, flood, 300)
        print(f"{VICTIM} killed {KILLS} times: {flood.total} messages, {flood.resent} sent again")
        check_record(pair)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        VICTIM, ROWS, KILLS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    unittest.main(argv=sys.argv[:1])
