"""A daemon that stands still, that is short of memory, that dies on an entry; keys that are stolen or removed."""
import os
import pathlib
import signal
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from flood import Flood    # noqa: E402
from harness import (ACCEPTED, DEADLINE, REFUSED, UNKNOWN, ControlTest, DaemonTest, alert_pb2, content, query_pb2, row,    # noqa: E402
                     submit_pb2, unittest, wait_until)
from hostile import addresses, resident    # noqa: E402
from mounts import Turns    # noqa: E402
from promises import check_acknowledged, check_record, verdicts    # noqa: E402

SABOTAGED = os.environ["CAPAIAN_SABOTAGED"]
# Seconds that a daemon stands still; the other side gives up after 5.
SILENCE = int(sys.argv.pop(1)) if sys.argv[1:] and sys.argv[1].isdigit() else 7
GOOD = content("dispar", row("par01", "2026-01-01", 1))


def check_standing_still(pair, daemon):
    """SIGSTOP until the other side has given it up, SIGCONT; all goes on and nothing counts twice."""
    pair.advance("2026-02-03")
    flood, stopped = Flood(pair, 4000, rows_per_message=2), []
    def stop():
        pair.processes[daemon].send_signal(signal.SIGSTOP)
        stopped.append(time.monotonic())
    def noticed():
        other, said = (("collector", "the evaluator is silent") if daemon == "evaluator" else ("evaluator", "link lost"))
        return time.monotonic() - stopped[0] > SILENCE and said in pair.log(other)
    flood.run(seconds=80 + SILENCE, silence=1, turn=Turns(
        (lambda: len(flood.acknowledged) > 1000, stop),
        (noticed, lambda: pair.processes[daemon].send_signal(signal.SIGCONT))))
    check_acknowledged(pair, flood)
    check_record(pair)


def check_deadly_entry(pair, forget=lambda: None):
    """The evaluator dies on it, and is started again as a supervisor would: twice, and then all goes on."""
    pair.advance("2026-02-03")
    connection, deadly, deaths = pair.connect(), uuid.uuid4().bytes, 0
    before = [connection.submit(GOOD).message_id for _ in range(20)]
    connection.submit(content("dispar", row("par01", "2026-01-02", 1, note="deadly")), deadly)
    after = [connection.submit(GOOD).message_id for _ in range(20)]
    def judged():
        nonlocal deaths
        if pair.processes["evaluator"].poll() is not None:
            deaths += 1
            assert deaths <= 2, f"died {deaths} times on one entry"
            assert pair.processes.pop("evaluator").returncode == -signal.SIGKILL
            forget()
            pair.start_evaluator()
        return connection.receipt(after[-1]).HasField("verdict")
    wait_until(judged, "what came after it is judged", 60)
    assert deaths == 2, deaths
    assert all(connection.receipt(id).outcome == ACCEPTED for id in (*before, *after))
    reply = connection.receipt(deadly)
    assert reply.outcome == REFUSED and reply.refusal.code == "message.quarantined", reply
    assert "quarantined" in pair.log("evaluator")
    check_record(pair)


def check_stolen(pair):
    """A message for a unit that the key does not cover, made up or overheard, through the collector."""
    own = pair.connect()
    id, data = uuid.uuid4().bytes, GOOD.SerializeToString()
    assert own.judged(data, id).outcome == ACCEPTED
    thief = pair.connect("bapenda")
    for replayed in (id, uuid.uuid4().bytes):
        reply = thief.submit(data, replayed)
        assert reply.outcome == REFUSED and reply.refusal.code == "key.unit", f"a key of another unit is answered {reply}"
        assert not reply.HasField("receipt")
    assert thief.receipt(id).outcome == UNKNOWN, "nor does it learn what became of it"
    assert pair.status().messages == 1 and own.receipt(id).outcome == ACCEPTED


def check_removed_in_flight(pair):
    """A key that is removed while its requests pour in, on the intake and on the query socket: from then on no more."""
    pair.public["temporary"] = pair.keygen("temporary.key")
    keys = {daemon: (pair.folder / daemon / "authorised_keys").read_text().splitlines() for daemon in "ce"}
    pair.write_keys("c", *keys["c"], f"{pair.public['temporary']} submit dispar temporary")
    pair.write_keys("e", *keys["e"], f"{pair.public['temporary']} query,watch * temporary")
    connection, query, follower = pair.connect("temporary"), pair.query("temporary"), pair.query("temporary")
    assert connection.judged(GOOD).outcome == ACCEPTED
    assert query.ask(attainment=query_pb2.AttainmentQuery(period="2026")).attainment.rows
    follower.send(follow=alert_pb2.FollowRequest(credit=100))
    follower.expect("follow_batch")
    for number in range(400):
        connection.send(submit=submit_pb2.SubmitRequest(message_id=uuid.uuid4().bytes, content=GOOD.SerializeToString()))
        query.send(query=query_pb2.QueryRequest(request=number, attainment=query_pb2.AttainmentQuery(period="2026")))
        if number == 200:
            for daemon in "ce":
                pair.write_keys(daemon, *keys[daemon])
    # Asked after the file was changed: refused, whatever is still on its way.
    id = uuid.uuid4().bytes
    reply = connection.submit(GOOD, id)
    assert reply.refusal.code == "key.not_allowed", f"a removed key is answered {reply.outcome}"
    query.expect("refusal", where=lambda refusal: refusal.code == "key.not_allowed")
    while (envelope := query.receive(0.2)) is not None:
        assert envelope.WhichOneof("kind") == "refusal", "nothing is told after the first refusal"
    stored = wait_until(lambda: (found := pair.status()).messages and found, "the rest is judged").messages
    assert stored < 402
    while follower.receive(0.2) is not None:
        pass
    assert follower.receive(2) is None, "the follow has ended (it would say each second that it is there)"
    assert pair.connect().receipt(id).outcome == UNKNOWN


class StandingStill(DaemonTest):
    options = {"build": SABOTAGED}

    def test_the_evaluator(self):
        check_standing_still(self.pair, "evaluator")

    def test_the_collector(self):
        check_standing_still(self.pair, "collector")


class Keys(DaemonTest):
    options = {"build": SABOTAGED}

    def test_a_key_of_another_unit(self):
        check_stolen(self.pair)

    def test_a_key_removed_in_flight(self):
        check_removed_in_flight(self.pair)


class Deadly(DaemonTest):
    options = {"build": SABOTAGED, "environment": {"CAPAIAN_SABOTAGE": "die_on_marked_entry"}}

    def test_an_entry_on_which_the_evaluator_dies(self):
        check_deadly_entry(self.pair)


class Memory(DaemonTest):
    """RLIMIT_AS a little above what the daemon has at rest."""
    options = {"build": SABOTAGED}

    def check(self, daemon, spare):
        pair = self.pair
        pair.advance("2026-02-03")
        start = pair.start_collector if daemon == "collector" else pair.start_evaluator
        # One arena, or most of the addresses are reserved and never used.
        pair.before[daemon] = ("env", "MALLOC_ARENA_MAX=1")
        pair.stop(daemon)
        start()
        pair.wait_connected()
        size = addresses(pair.processes[daemon])
        pair.before[daemon] = ("env", "MALLOC_ARENA_MAX=1", "prlimit", f"--as={int((size + spare) * (1 << 20))}")
        pair.stop(daemon)
        start()
        large = [row("par01", "2026-01-01", 1, "2026-02-01", note="x" * 200)] * 400
        # Whoever asks for much memory is refused, or the daemon ends; it never answers what is not so.
        connections = [pair.connect() for _ in range(4)]
        frame = submit_pb2.SubmitRequest(message_id=bytes(16), content=content("dispar", *large).SerializeToString())
        flood, ends = Flood(pair, 3000, rows_per_message=10), []
        def turn():
            for connection in connections:
                frame.message_id = uuid.uuid4().bytes
                if connection.socket.poll(0, 2):
                    connection.send(submit=frame)
                while connection.receive(0) is not None:
                    pass
            if (code := pair.processes[daemon].poll()) is not None:
                ends.append(code)
                pair.processes.pop(daemon)
                pair.before.pop(daemon)
                start()
            return False
        flood.run(seconds=120, silence=1, turn=turn)
        if daemon in pair.before:
            # It has served all of it, or is about to end; with memory it goes on where it was.
            code = pair.stop(daemon)
            ends += [code] if code else []
            del pair.before[daemon]
            start()
        print(f"{daemon}: {size:.0f} MiB of addresses and {spare} more; ended {ends}; resident"
              f" {resident(pair.processes[daemon]):.0f} MiB")
        for code in ends:
            self.assertIn(code, (3, -signal.SIGABRT), pair.log(daemon)[-2000:])
            self.assertRegex(pair.log(daemon), "(?i)out of memory|bad_alloc|cannot be (used|written)")
        found = {}
        def all_judged():
            found.update(verdicts(pair, [id for id in flood.acknowledged if id not in found]))
            for id in [id for id, verdict in found.items() if verdict is None]:
                del found[id]
            return len(found) == len(flood.acknowledged)
        wait_until(all_judged, "what was acknowledged is there")
        self.assertEqual({verdict.outcome for verdict in found.values()}, {ACCEPTED})
        check_record(pair)

    def test_of_the_collector(self):
        self.check("collector", 4)

    def test_of_the_evaluator(self):
        self.check("evaluator", 2)

    def test_too_little_to_start_with(self):
        for daemon, start in (("collector", self.pair.start_collector), ("evaluator", self.pair.start_evaluator)):
            self.pair.stop(daemon)
            for size in (16 << 20, 24 << 20):
                self.pair.before[daemon] = ("prlimit", f"--as={size}")
                # The loader may be the one that says so.
                with self.assertRaisesRegex(RuntimeError, "(?i)memory|cannot|unavailable|failed to map"):
                    start()
                self.assertNotIn(self.pair.processes.pop(daemon).wait(DEADLINE), (0, -signal.SIGSEGV))
            del self.pair.before[daemon]
            start()


class Controls(ControlTest):
    def test_a_forgotten_id_is_noticed_after_standing_still(self):
        # Something has to be on its way when the evaluator is stopped, which is so most times.
        for _ in range(4):
            try:
                check_standing_still(self.broken("forget_ids"), "evaluator")
            except AssertionError as noticed:
                self.assertRegex(str(noticed), r"\(\d+, \d+")
                return
        self.fail("four times nothing was noticed")

    def test_an_evaluator_that_does_not_remember_its_deaths_is_noticed(self):
        pair = self.broken("die_on_marked_entry")
        with self.assertRaisesRegex(AssertionError, "died 3 times"):
            check_deadly_entry(pair, (pair.folder / "e" / "ledger.in-hand").unlink)
        pair.processes.pop("evaluator", None)

    def test_a_collector_that_trusts_the_unit_in_the_body_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "a key of another unit is answered"):
            check_stolen(self.broken("trust_unit_in_body"))

    def test_keys_that_stay_are_noticed(self):
        # Read once, at the start, with all that this check will need.
        with self.assertRaisesRegex(AssertionError, "a removed key is answered"):
            check_removed_in_flight(Stubborn(self.broken("")))


class Stubborn:
    """The pair, whose daemons stop reading their keys once a temporary one is in them."""

    def __init__(self, pair):
        self.pair, self.written = pair, 0

    def __getattr__(self, name):
        return getattr(self.pair, name)

    def write_keys(self, daemon, *lines):
        self.pair.write_keys(daemon, *lines)
        self.written += 1
        if self.written == 2:
            self.pair.environment["CAPAIAN_SABOTAGE"] = "keep_removed_keys"
            for name, start in (("collector", self.pair.start_collector), ("evaluator", self.pair.start_evaluator)):
                self.pair.stop(name)
                start()
            self.pair.wait_connected()


if __name__ == "__main__":
    unittest.main()
