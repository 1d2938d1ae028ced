"""The checks of recovery hold, and each fails where its promise is broken on purpose.

CAPAIAN_SABOTAGED names a build folder with CAPAIAN_SABOTAGE=ON; without it the controls are an error, not skipped.
"""
import os

from recovery import UNITS, check_refilled, check_sent_is_not_settled
from harness import Daemons, DaemonTest, unittest


class Promises(DaemonTest):
    options = {"units": UNITS}

    def test_what_was_sent_is_not_settled(self):
        check_sent_is_not_settled(self.pair)


class Controls(unittest.TestCase):
    def broken(self, name):
        pair = Daemons(build=os.environ["CAPAIAN_SABOTAGED"], units=UNITS, environment={"CAPAIAN_SABOTAGE": name})
        pair.__enter__()
        self.addCleanup(pair.__exit__)
        return pair

    def test_a_collector_that_ignores_the_epoch_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "messages came again"):
            check_refilled(self.broken("ignore_epoch"))

    def test_a_cursor_that_moves_when_something_is_sent_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "acknowledged messages are in the ledger"):
            check_sent_is_not_settled(self.broken("advance_cursor_early"))

    def test_the_sabotaged_build_is_honest_when_nothing_is_asked(self):
        check_sent_is_not_settled(self.broken(""))


if __name__ == "__main__":
    unittest.main()
