"""Sender, two collectors, evaluator and watcher on a network that loses, delays, reorders and doubles packets, and
whose cables are cut: nothing is lost, nothing counts twice, no alert is missed and none is false."""
import namespaces

namespaces.enter()

import shutil    # noqa: E402
import socket    # noqa: E402
import sys    # noqa: E402
import time    # noqa: E402
import unittest    # noqa: E402
import uuid    # noqa: E402

import cables    # noqa: E402
from networked import BAD, COLLECTORS, OFFICE, EitherCollector, Networked, Watching, written    # noqa: E402
from flood import Flood    # noqa: E402
from harness import ACCEPTED, CATALOGUE, STORED, ControlTest, content, instant, query_pb2, row, wait_until    # noqa: E402
from promises import check_record, figure, replay, settle, verdicts    # noqa: E402
from toggles import Toggles    # noqa: E402

IN_TIME = "2026-04-05"
SO_RCVBUFFORCE = 33
ROWS_A_MESSAGE, MESSAGES_A_SECOND = 10, 20


class Load:
    """Rows at a steady pace and figures that make alerts, through either collector, while a plan of faults is carried
    out: a generator that acts and yields (what is waited for, a function that says that it is there)."""

    def __init__(self, pair, plan):
        self.pair, self.toggles = pair, Toggles(EitherCollector(pair))
        self.senders = EitherCollector(pair)
        self.flood = Flood(self.senders, ROWS_A_MESSAGE, ROWS_A_MESSAGE, month="2026-03", as_of="2026-04-01")
        self.began = time.monotonic()
        self.plan, self.until, self.what, self.deadline = plan(self), lambda: True, "", 0

    def run(self):
        self.flood.run(turn=self.turn, silence=1, seconds=120)
        return self

    def turn(self):
        busy = self.toggles.turn()
        if self.toggles.stopped:
            return busy
        self.flood.add(max(0, int((time.monotonic() - self.began) * MESSAGES_A_SECOND) - self.flood.total))
        if self.until():
            try:
                self.what, self.until = next(self.plan)
                self.deadline = time.monotonic() + 30
            except StopIteration:
                self.toggles.stopped = True
        elif time.monotonic() > self.deadline:
            raise AssertionError(f"not within 30 s: {self.what}")
        return True

    def stored(self):
        """So many more receipts."""
        goal = len(self.flood.acknowledged) + MESSAGES_A_SECOND // 2
        return "the load goes on", lambda: len(self.flood.acknowledged) >= goal

    def heard(self, name, text, times=1):
        """A daemon says so again."""
        goal = self.pair.lines(name, text) + times
        return f"{name}: {text}", lambda: self.pair.lines(name, text) >= goal


def lasting(seconds):
    until = time.monotonic() + seconds
    return "that long", lambda: time.monotonic() > until


def check_all(load, watchers=(), files=(), seconds=60):
    """Every receipt was true and every verdict is one; who watched has what the ledger has."""
    pair, flood, toggles = load.pair, load.flood, load.toggles
    messages = flood.total + len(toggles.judged)
    assert len(flood.acknowledged) == flood.total, "every message got its receipt"
    settle(pair, messages, seconds)
    found, judged = verdicts(pair, flood.acknowledged), verdicts(pair, toggles.judged, "bapenda")
    lost = [id.hex() for id, verdict in (found | judged).items() if verdict is None]
    assert not lost, f"{len(lost)} acknowledged messages are not there"
    assert all(verdict.outcome == ACCEPTED and verdict.accepted == ROWS_A_MESSAGE for verdict in found.values())
    assert all(verdict.accepted == 1 for verdict in judged.values())
    assert len({verdict.step for verdict in (found | judged).values()}) == messages, "one verdict a message"
    counted = figure(pair, period="2026-03")
    sent = sum(total for _, total in flood.acknowledged.values()), flood.total * ROWS_A_MESSAGE
    assert counted == sent, f"counted {counted}, sent {sent}"
    status = pair.status()
    assert (status.messages, status.rows) == (messages, sent[1] + len(toggles.judged)), (status.messages, status.rows)
    ledger = replay(pair, status.event_number)
    assert [event.number for event in ledger] == list(range(1, status.event_number + 1)), "the log has no gap"
    for watcher in watchers:
        assert watcher.finish(status.event_number) == ledger, "the watcher was told what is in the log"
    for lines in files:
        wait_until(lambda: lines.read_text().count("\n") >= len(ledger), "`watch` has written all", 40)
        told = [(event.number, event.alert, event.reason) for event in ledger]
        assert written(lines) == told, "`watch` has written each once, in order"
    duplicates = pair.counters()["duplicates"]
    check_record(pair)
    return len(ledger), duplicates


def everything(load):
    """Each cable, each way of cutting it."""
    pair, cut = load.pair, load.pair.cables
    pair.all_cables(**BAD)
    yield load.stored()

    at, resent = load.senders.at, load.flood.resent
    cut.both("sender", at, **cables.LOST)
    yield "sent again to the other collector", lambda: load.flood.resent > resent
    cut.both("sender", at, **BAD)
    yield load.stored()

    # Half open: neither end is told that the other is gone.
    cut.both("collector", OFFICE, **cables.LOST)
    began = time.monotonic()
    both = (load.heard("collector", "the evaluator is silent"), load.heard("evaluator", "link lost"))
    yield "both ends give up the half-open link", lambda: all(true() for _, true in both)
    load.noticed = time.monotonic() - began
    cut.both("collector", OFFICE, **BAD)
    began = time.monotonic()
    yield load.heard("collector", "link up")
    load.healed = time.monotonic() - began

    cut.unplug("collector2", OFFICE)
    yield lasting(1.5)
    cut.plug("collector2", OFFICE)
    yield load.stored()

    # Acknowledgements are lost and batches arrive; and the watcher is left alone until it has noticed.
    cut.change(OFFICE, "collector2", **cables.LOST)
    cut.both(OFFICE, "watcher", **cables.LOST)
    yield load.heard("collector2", "the evaluator is silent")
    cut.change(OFFICE, "collector2", **BAD)
    yield load.heard("collector2", "link up")
    cut.both(OFFICE, "watcher", **BAD)
    yield load.stored()

    for _ in range(3):
        for cable in list(cut.ends):
            cut.tear(*cable)
        yield load.stored()

    for name in COLLECTORS:
        cut.unplug("sender", name)
    yield lasting(2)
    for name in COLLECTORS:
        cut.plug("sender", name)
    yield load.stored()


def receipts_lost(load):
    """What the collector has stored is sent again through the other one."""
    yield load.stored()
    load.pair.cables.change(load.senders.at, "sender", **cables.LOST)
    resent = load.flood.resent
    yield "sent again to the other collector", lambda: load.flood.resent > resent
    load.pair.all_cables()
    yield load.stored()


def batches_lost(load):
    """What was on its way on a link comes again, from a collector that was killed while the link was cut."""
    yield load.stored()
    at = load.senders.at
    load.pair.cables.both(at, OFFICE, **cables.LOST)
    yield load.stored()
    load.pair.stop(at, kill=True)
    load.pair.start_another(at)
    load.pair.cables.tear(at, OFFICE)
    load.pair.all_cables()
    yield load.stored()


def watcher_lost(load):
    for _ in range(2):
        load.pair.cables.both(OFFICE, "watcher", **cables.LOST)
        yield load.stored()
        load.pair.cables.tear(OFFICE, "watcher")
        load.pair.all_cables()
        yield load.stored()


def check_torn_link(pair, seconds=20):
    """The link breaks, and is there again before anybody calls it silent, while messages are on their way on it; no
    other message follows."""
    pair.cables.both("collector", OFFICE, **cables.LOST)
    connection, made = pair.connect(), [uuid.uuid4().bytes for _ in range(20)]
    for number, id in enumerate(made):
        message = content("dispar", row("par01", "2026-03-01", number + 1, "2026-04-01"))
        assert connection.submit(message, id).outcome == STORED
    pair.cables.tear("collector", OFFICE)
    pair.all_cables()
    wait_until(lambda: all(connection.receipt(id).HasField("verdict") for id in made),
               "what was lost with the link is judged", seconds, lambda: connection.receive(0.1))
    assert figure(pair, period="2026-03") == (210, 20), figure(pair, period="2026-03")
    check_record(pair)


def advance(pair, to):
    """Asked for, and not waited for: the connection on which the answer comes."""
    query = pair.query()
    query.send(act=query_pb2.ActRequest(act_id=uuid.uuid4().bytes, actor="test",
                                        clock_advance=query_pb2.ClockAdvance(to=instant(to))))
    wait_until(lambda: pair.status().now == instant(to), "it is later")
    return query


def about(pair, indicator):
    """Its events: reasons, and who was unheard."""
    return [(event.reason, list(event.unheard)) for event in replay(pair, 0) if event.indicator == indicator]


def report_before_due(pair):
    """Stored by a collector whose link is cut, on the eve of the due date."""
    pair.cables.both("collector", OFFICE, **cables.LOST)
    connection, id = pair.connect("bapenda"), uuid.uuid4().bytes
    reply = connection.submit(content("bapenda", row("ret01", "2026-Q1", 8_000_000_000, "2026-04-09")), id)
    assert reply.outcome == STORED and reply.receipt.received_at == instant("2026-04-09"), reply
    return connection, id


def check_on_time(pair, connection, id):
    wait_until(lambda: connection.receipt(id).HasField("verdict"), "it is judged", between=lambda: connection.receive(0.1))
    reply = connection.receipt(id)
    assert reply.outcome == ACCEPTED and not reply.verdict.results, f"not as on time: {reply}"
    rows = pair.query().ask(explain=query_pb2.ExplainQuery(indicator="ret01", period="2026-Q1")).explain.rows
    assert [(row.received_at, row.late) for row in rows] == [(instant("2026-04-09"), False)], rows


def check_cut_over_a_due_date(pair):
    """Nobody is called late while a collector cannot be heard, and what it had received in time is in time."""
    connection, id = report_before_due(pair)
    beacons = pair.alerts()
    before = beacons.expect("beacon").number
    query = advance(pair, "2026-04-20")
    for _ in range(3):
        number = beacons.expect("beacon", where=lambda beacon: beacon.now == instant("2026-04-20")).number
        assert number == before, f"{number - before} events before the collector was heard"
    pair.all_cables(**BAD)
    query.expect("act_reply")
    assert about(pair, "ret01") == [], f"a false alarm: {about(pair, 'ret01')}"
    assert ("not_reported", []) in about(pair, "par02"), "who has not reported is called late"
    check_on_time(pair, connection, id)
    check_record(pair)


def check_grace(pair):
    """Only the grace lets a due date be judged without a collector, and the alert names it; it is mended afterwards."""
    folder = pair.folder / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    policy = (folder / "policy.ini").read_text()
    (folder / "policy.ini").write_text(policy.replace("grace = 10m", "grace = 3s"))
    pair.apply(folder)
    connection, id = report_before_due(pair)
    began = time.monotonic()
    query = advance(pair, "2026-04-20")
    query.expect("act_reply")
    waited = time.monotonic() - began
    assert waited >= 2.9, f"judged after {waited:.1f} s"
    first = about(pair, "ret01")
    assert first[:1] == [("not_reported", ["collector"])], f"the alert does not name the collector: {first}"
    pair.all_cables(**BAD)
    check_on_time(pair, connection, id)
    assert about(pair, "ret01")[-1][0] == "late_report", about(pair, "ret01")
    check_record(pair)


class Instrument(unittest.TestCase):
    def test_the_cables_do_what_they_say(self):
        for place in ("here", "there"):
            namespaces.make(place)
            self.addCleanup(namespaces.remove, place)
        cable = cables.Cables([("here", "there")])
        self.addCleanup(cable.close)
        with namespaces.inside("here"):
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with namespaces.inside("there"):
            receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(sender.close)
        self.addCleanup(receiver.close)
        receiver.bind((cable.address("there", "here"), 0))
        receiver.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 22)
        receiver.settimeout(0.3)

        def sent(numbers):
            """Those that arrive, in order."""
            arrived = []
            for number in numbers:
                sender.sendto(number.to_bytes(4, "big"), receiver.getsockname())
            try:
                while True:
                    arrived.append(int.from_bytes(receiver.recv(16), "big"))
            except TimeoutError:
                return arrived

        def late():
            """Milliseconds that a packet takes."""
            began = time.monotonic()
            sender.sendto(b"late", receiver.getsockname())
            receiver.recv(16)
            return 1000 * (time.monotonic() - began)

        everything = list(range(400))
        self.assertEqual(sent(everything), everything)
        cable.change("here", "there", loss=20, delay=50, jitter=10, reorder=10, duplicate=10)
        arrived = sent(everything)
        lost, twice = len(everything) - len(set(arrived)), len(arrived) - len(set(arrived))
        swapped = sum(later < earlier for earlier, later in zip(arrived, arrived[1:]))
        cable.change("here", "there", delay=50, jitter=10)
        middle = sorted(late() for _ in range(11))[5]
        print(f"{cable.kind}: of {len(everything)} packets {lost} lost, {twice} twice, {swapped} out of order; "
              f"{middle:.0f} ms late")
        self.assertTrue(40 <= lost <= 130 and 8 <= twice <= 75 and swapped >= 10, (lost, twice, swapped))
        self.assertTrue(40 <= middle <= 200, middle)
        cable.change("here", "there", **cables.LOST)
        self.assertEqual(sent(everything), [])
        cable.change("here", "there")
        self.assertEqual(sent(everything), everything)


class Network(unittest.TestCase):
    def network(self, date=IN_TIME, **options):
        return self.enterContext(Networked(date, **options))

    def test_everything_that_happens_to_cables(self):
        pair = self.network()
        watcher = Watching(pair)
        process, lines = pair.watch("--since", "0")
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        began = time.monotonic()
        load = Load(pair, everything).run()
        events, duplicates = check_all(load, [watcher], [lines])
        seen = pair.segments()
        print(f"{load.flood.total * ROWS_A_MESSAGE} rows and {events} events in {time.monotonic() - began:.0f} s: "
              f"{load.flood.resent} messages sent again, {duplicates} came twice; the watcher replayed "
              f"{watcher.healed} times and began anew {watcher.again} times; "
              f"a half-open link was noticed in {load.noticed:.1f} s, and was back {load.healed:.1f} s after it healed; "
              f"{seen}")
        self.assertGreater(duplicates, 0)
        self.assertGreater(watcher.healed + watcher.again, 0)
        self.assertLess(load.noticed, 8)
        self.assertLess(load.healed, 10)
        self.assertTrue(all(seen.values()), seen)
        self.assert_well(pair)

    def assert_well(self, pair):
        for name in ("evaluator", *COLLECTORS):
            self.assertNotRegex(pair.log(name), r"Sanitizer|runtime error")

    def test_a_link_that_breaks_with_messages_on_it(self):
        pair = self.network()
        check_torn_link(pair)
        self.assert_well(pair)

    def test_a_cut_over_a_due_date(self):
        pair = self.network("2026-04-09")
        check_cut_over_a_due_date(pair)
        self.assert_well(pair)

    def test_a_cut_over_a_due_date_that_outlasts_the_grace(self):
        pair = self.network("2026-04-09")
        check_grace(pair)
        self.assert_well(pair)


class Controls(ControlTest):
    daemons = Networked

    def broken(self, name, date=IN_TIME):
        return super().broken(name, date)

    def test_a_forgotten_id_is_noticed(self):
        load = Load(self.broken("forget_ids"), receipts_lost).run()
        with self.assertRaisesRegex(AssertionError, "counted"):
            check_all(load)

    def test_a_cursor_ahead_of_the_acknowledgements_is_noticed(self):
        load = Load(self.broken("advance_cursor_early"), batches_lost).run()
        with self.assertRaisesRegex(AssertionError, "acknowledged messages are not there"):
            check_all(load, seconds=3)

    def test_heartbeats_that_are_trusted_are_noticed(self):
        with self.assertRaisesRegex(AssertionError, "what was lost with the link is judged"):
            check_torn_link(self.broken("trust_heartbeats"), 5)

    def test_events_that_are_not_in_the_log_are_noticed(self):
        pair = self.broken("publish_without_log")
        watcher = Watching(pair)
        load = Load(pair, watcher_lost).run()
        with self.assertRaisesRegex(AssertionError, "the log has no gap|what is in the log"):
            check_all(load, [watcher])

    def test_a_due_date_that_is_judged_without_a_collector_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "before the collector was heard"):
            check_cut_over_a_due_date(self.broken("judge_without_watermark", "2026-04-09"))

    def test_the_sabotaged_build_is_honest_when_nothing_is_asked(self):
        pair = self.broken("")
        def plan(load):
            for each in (receipts_lost, batches_lost, watcher_lost):
                yield from each(load)
        watcher = Watching(pair)
        check_all(Load(pair, plan).run(), [watcher])


if __name__ == "__main__":
    if cables.kind() is None:
        print("skipped: neither netem (sch_netem) nor /dev/net/tun, so no bad cables can be made")
        sys.exit(77)
    unittest.main()
