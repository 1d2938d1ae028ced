"""The checks of recovery hold, and each fails where its promise is broken on purpose.

CAPAIAN_SABOTAGED names a build folder with CAPAIAN_SABOTAGE=ON; without it the controls are an error, not skipped.
"""

from recovery import UNITS, check_put_back_twice, check_refilled, check_same_place, check_sent_is_not_settled, \
    check_stopped_keeps
from harness import ControlTest, DaemonTest, unittest


class Promises(DaemonTest):
    options = {"units": UNITS}

    def test_what_was_sent_is_not_settled(self):
        check_sent_is_not_settled(self.pair)

    def test_a_stopped_collector_deletes_nothing(self):
        check_stopped_keeps(self.pair)


class Controls(ControlTest):
    def broken(self, name, **options):
        return super().broken(name, units=UNITS, **options)

    def test_a_collector_that_ignores_the_epoch_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "messages came again"):
            check_refilled(self.broken("ignore_epoch"))

    def test_a_cursor_that_moves_when_something_is_sent_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "acknowledged messages are in the ledger"):
            check_sent_is_not_settled(self.broken("advance_cursor_early"))

    def test_a_ledger_that_names_a_place_by_its_message_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "taken for whole"):
            check_same_place(self.broken("same_place", simulated=None))

    def test_a_journal_that_knows_no_other_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "taken for whole"):
            check_put_back_twice(self.broken("only_its_own"))

    def test_a_collector_that_deletes_before_it_is_greeted_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "are deleted"):
            check_stopped_keeps(self.broken("purge_ungreeted"))

    def test_the_sabotaged_build_is_honest_when_nothing_is_asked(self):
        check_sent_is_not_settled(self.broken(""))


if __name__ == "__main__":
    unittest.main()
