"""A disk that is really full: promises 1 and 3 with the daemons as they run."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from mounts import SmallDisk, Turns, enter_namespace, on_disk    # noqa: E402

enter_namespace()

from flood import Flood    # noqa: E402
from harness import DEADLINE, ControlTest, DaemonTest, query_pb2, unittest, wait_until    # noqa: E402
from promises import check_acknowledged, check_record, settle    # noqa: E402

SABOTAGED = os.environ["CAPAIAN_SABOTAGED"]
MESSAGES = 600
COULD_NOT = 3


def check_collector_full(pair):
    """Filled to the last byte by somebody else, three times, while its journal is the only copy: busy, and nothing that was
    acknowledged is lost; then by itself on."""
    pair.advance("2026-02-03")
    disk = on_disk(pair, "collector", SmallDisk, "48m")
    pair.stop("evaluator")
    flood = Flood(pair, MESSAGES, rows_per_message=1)
    def step(number):
        # Acknowledged now, and since the last filling some that did not find room.
        return [(lambda: len(flood.acknowledged) > number * MESSAGES // 4, disk.fill),
                (lambda: flood.busy["busy.disk_full"] > 20 * number, disk.make_room)]
    flood.run(seconds=60, silence=1, turn=Turns(*step(1), *step(2), *step(3)))
    assert flood.busy["busy.disk_full"] > 60, flood.busy
    pair.start_evaluator()
    check_acknowledged(pair, flood, 20)
    check_record(pair)
    disk.close()


def check_evaluator_full(pair):
    """It folds nothing and goes on answering; collectors go on storing; with room again everything goes on."""
    pair.advance("2026-02-03")
    disk = on_disk(pair, "evaluator", SmallDisk, "64m")
    flood = Flood(pair, MESSAGES, rows_per_message=1)
    flood.run(seconds=60, turn=Turns((lambda: len(flood.acknowledged) > MESSAGES // 3, disk.fill)))
    assert not flood.busy, flood.busy
    process = pair.processes["evaluator"]
    wait_until(lambda: process.poll() is not None or "the disk is nearly full" in pair.log("evaluator"), "it has noticed", 5,
               between=lambda: pair.connect().receive(0.05))
    assert process.poll() is None, f"ended {process.poll()}: {pair.log('evaluator')[-300:]}"
    assert pair.counters()["disk_short"] == 1
    assert pair.status().messages < flood.total, "what came later waits"
    reply = pair.query().act(clock_advance=query_pb2.ClockAdvance(to=2**41))
    assert reply.refusal.code == "busy.disk_full", reply
    disk.make_room()
    check_acknowledged(pair, flood, 20)
    # And so by a restart in a full disk: it says why it cannot, or serves.
    flood = Flood(pair, 0)
    disk.fill()
    pair.stop("evaluator", kill=True)
    try:
        pair.start_evaluator()
    except RuntimeError as error:
        assert "full" in str(error) or "No space" in str(error), error
        assert pair.processes.pop("evaluator").wait(DEADLINE) == COULD_NOT
        disk.make_room()
        pair.start_evaluator()
    else:
        disk.make_room()
    wait_until(lambda: pair.counters()["disk_short"] == 0, "there is room")
    check_record(pair)
    disk.close()


class FullDisk(DaemonTest):
    options = {"build": SABOTAGED}

    def test_the_collectors(self):
        check_collector_full(self.pair)

    def test_the_evaluators(self):
        check_evaluator_full(self.pair)


class Controls(ControlTest):
    def test_a_receipt_for_what_the_disk_did_not_take_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "acknowledged messages are not there|every message got"):
            check_collector_full(self.broken("acknowledge_lost"))

    def test_an_evaluator_that_writes_until_it_cannot_ends_with_a_sentence_and_loses_nothing(self):
        pair = self.broken("ignore_full_disk")
        with self.assertRaisesRegex(AssertionError, "(?s)ended 3: .*the ledger cannot be written; stopping"):
            check_evaluator_full(pair)
        (pair.folder / "e" / "ballast").unlink()
        del pair.processes["evaluator"]
        pair.start_evaluator()
        settle(pair, MESSAGES, 20)
        self.assertEqual(pair.status().messages, MESSAGES)


if __name__ == "__main__":
    unittest.main()
