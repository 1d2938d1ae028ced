"""kill -9 at random moments (random_kill.py), and that the check notices daemons that break a promise.

    test_random_kill.py [CYCLES [SEED]]

Runs the build without sanitizers, CAPAIAN_SABOTAGED, which starts several times a second.
"""
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import Daemons, DaemonTest, unittest    # noqa: E402
from random_kill import check_random_kills    # noqa: E402

CYCLES, SEED = 50, random.SystemRandom().randrange(1 << 32)


class RandomKill(DaemonTest):
    options = {"build": os.environ["CAPAIAN_SABOTAGED"]}

    def test_random_kills(self):
        print(f"seed {SEED}, {CYCLES} cycles", flush=True)
        print(check_random_kills(self.pair, SEED, CYCLES), flush=True)


class Controls(unittest.TestCase):
    def broken(self, name, cycles):
        with Daemons(build=os.environ["CAPAIAN_SABOTAGED"], environment={"CAPAIAN_SABOTAGE": name}) as pair:
            check_random_kills(pair, 7, cycles)

    def test_a_forgotten_id_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, r"\(\d+, \d+"):
            self.broken("forget_ids", 150)

    def test_a_gap_in_the_numbers_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "numbered without gaps"):
            self.broken("skip_event_numbers", 2)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        CYCLES = int(sys.argv[1])
    if len(sys.argv) > 2:
        SEED = int(sys.argv[2])
    unittest.main(argv=sys.argv[:1])
