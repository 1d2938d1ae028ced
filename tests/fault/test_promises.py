"""Promises 1, 2 and 4 of daemons as they are, and that each check fails where its promise is broken on purpose.

CAPAIAN_SABOTAGED names a build folder with CAPAIAN_SABOTAGE=ON; without it the controls are an error, not skipped.
"""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import Daemons, DaemonTest, unittest    # noqa: E402
from promises import (check_a_lock_waits_for_the_earlier_copy, check_alerts_are_facts, check_exactly_once,    # noqa: E402
                      check_receipts_mean_disk, check_the_earlier_copy_counts)


class Promises(DaemonTest):
    def test_a_receipt_means_on_disk(self):
        self.pair.advance("2026-02-03")
        def die():
            self.pair.stop("collector", kill=True)
            self.pair.start_collector()
        check_receipts_mean_disk(self.pair, die)

    def test_a_message_has_its_effect_once(self):
        check_exactly_once(self.pair)

    def test_of_two_copies_the_earlier_receive_time_counts(self):
        check_the_earlier_copy_counts(self.pair)

    def test_a_lock_waits_for_the_earlier_copy(self):
        check_a_lock_waits_for_the_earlier_copy(self.pair)

    def test_alerts_are_facts(self):
        check_alerts_are_facts(self.pair)


class Controls(unittest.TestCase):
    def broken(self, name):
        """A pair that breaks the promise."""
        pair = Daemons(build=os.environ["CAPAIAN_SABOTAGED"])
        pair.__enter__()
        self.addCleanup(pair.__exit__)
        pair.advance("2026-02-03")
        for daemon in ("collector", "evaluator"):
            pair.stop(daemon)
        pair.environment["CAPAIAN_SABOTAGE"] = name
        pair.start_evaluator()
        pair.start_collector()
        pair.wait_connected()
        return pair

    def test_an_answer_before_the_commit_is_noticed(self):
        pair = self.broken("answer_before_commit,die")
        def restart():
            # It has answered and killed itself; from now on it is honest.
            self.assertEqual(pair.processes.pop("collector").wait(20), -9)
            del pair.environment["CAPAIAN_SABOTAGE"]
            pair.start_collector()
        with self.assertRaisesRegex(AssertionError, "acknowledged messages are not there"):
            check_receipts_mean_disk(pair, restart, messages=2)

    def test_a_forgotten_id_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, r"\(\d+, \d+\)"):
            check_exactly_once(self.broken("forget_ids"))

    def test_the_receive_time_of_the_first_copy_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "the earlier copy does not count"):
            check_the_earlier_copy_counts(self.broken("keep_first_receive_time"))

    def test_a_refusal_before_the_lock_is_judged_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "judged before the lock is"):
            check_a_lock_waits_for_the_earlier_copy(self.broken("refuse_before_lock_is_judged"))

    def test_an_event_that_is_published_and_not_in_the_log_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "the log has what was published"):
            check_alerts_are_facts(self.broken("publish_without_log"))

    def test_a_gap_in_the_numbers_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "without gaps"):
            check_alerts_are_facts(self.broken("skip_event_numbers"))

    def test_the_sabotaged_build_is_honest_when_nothing_is_asked(self):
        """So it is the broken promise that the checks notice, and not the build."""
        pair = self.broken("")
        check_exactly_once(pair)


if __name__ == "__main__":
    unittest.main()
