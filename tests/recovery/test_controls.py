"""The checks of recovery hold, and each fails where its promise is broken on purpose.

CAPAIAN_SABOTAGED names a build folder with CAPAIAN_SABOTAGE=ON; without it the controls are an error, not skipped.
"""

from recovery import UNITS, check_refilled, check_sent_is_not_settled
from harness import ControlTest, DaemonTest, unittest


class Promises(DaemonTest):
    options = {"units": UNITS}

    def test_what_was_sent_is_not_settled(self):
        check_sent_is_not_settled(self.pair)


class Controls(ControlTest):
    def broken(self, name):
        return super().broken(name, units=UNITS)

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
