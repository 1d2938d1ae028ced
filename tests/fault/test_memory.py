"""Programs that send and never read, and those that take all there is: what a daemon holds for them has a ceiling, and
others are served. Promises 3, 9 and 10. Sizes are those of /proc, of the build without sanitizers."""
import os
import pathlib
import shutil
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import (ACCEPTED, BUSY, CATALOGUE, STORED, ControlTest, DaemonTest, alert_pb2, content, envelope_pb2,    # noqa: E402
                     query_pb2, row, submit_pb2, unittest, wait_until)
from hostile import Mute, peak, resident    # noqa: E402

SABOTAGED = os.environ["CAPAIAN_SABOTAGED"]
GOOD = content("dispar", row("par01", "2026-01-01", 1))
INDICATORS = 1000
# The ceilings of PROTOCOL.md, section 14.
COLLECTOR, EVALUATOR = 64, 256
PATIENT = 60000


def envelope(**kind):
    return envelope_pb2.Envelope(version=1, **kind).SerializeToString()


def submit(data=GOOD, **fields):
    return envelope(submit=submit_pb2.SubmitRequest(message_id=uuid.uuid4().bytes, content=data.SerializeToString(),
                                                    **fields))


def many_indicators(pair):
    """The example's catalogue with as many indicators as a regency has, each with a long definition."""
    folder = pair.folder / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    with (folder / "indicators.csv").open("a") as file:
        for number in range(INDICATORS):
            file.write(f"tes{number:04d},Uji {number},dispar,,%,2,ratio,higher,value,period,month,last,average,,,0,100,,Uji,,,,,"
                       f"{'definisi ' * 200},2026-01-01,\n")
    with (folder / "targets.csv").open("a") as file:
        separator = ";" if ";" in (folder / "targets.csv").read_text().splitlines()[0] else ","
        for number in range(INDICATORS):
            file.write(separator.join((f"tes{number:04d}", "2026", "50", "", "to_date", "yes", "", "")) + "\n")
    return folder


def mutes(pair, count, endpoint, server, key):
    return [Mute(pair, endpoint, server, key) for _ in range(count)]


def check_evaluator_ceiling(pair):
    """Questions of every kind whose answers nobody reads, and follows begun again and again."""
    pair.evaluator("catalogue", "apply", str(many_indicators(pair)), "--basis", "x", "--effective", "2026-01-01")
    pair.advance("2026-03-20")
    process, before = pair.processes["evaluator"], resident(pair.processes["evaluator"])
    ask = [envelope(query=query_pb2.QueryRequest(request=1, **what)) for what in (
        {"catalogue": {}}, {"attainment": {"period": "2026"}}, {"completeness": {}}, {"snapshot": {}}, {"status": {}})]
    follow = envelope(follow=alert_pb2.FollowRequest(credit=4096))
    asked = said = 0
    silent = mutes(pair, 4, pair.endpoints["query"], "e", "admin")
    for mute in silent:
        asked += mute.say(ask[0], 40) + sum(mute.say(frame, 5) for frame in ask[1:])
        said += mute.say(follow, 50)
    planner = pair.query("planner")
    def queries():
        counters = planner.ask(status={}).status.counters
        return next(counter.value for counter in counters if counter.name == "queries")
    wait_until(lambda: queries() >= asked, "all of them are answered", 60)
    said += asked
    assert planner.ask(attainment={"period": "2026"}).attainment.rows, "another key is answered"
    most = peak(process)
    print(f"evaluator with {INDICATORS} indicators: {before:.0f} MiB, with {said} unread answers at most {most:.0f}")
    assert most <= EVALUATOR, f"{most:.0f} MiB, above the ceiling of {EVALUATOR}"
    # What a key has not taken is given back when its connections end.
    for mute in silent:
        mute.close()
    def answered():
        connection = pair.query()
        connection.send(query=query_pb2.QueryRequest(request=7, status={}))
        return connection.receive(2)
    wait_until(answered, "the key is answered again")


def check_collector_ceiling(pair):
    """Submissions whose receipts nobody reads, and verdicts with all their sentences, asked for again and again."""
    process, id, said = pair.processes["collector"], uuid.uuid4().bytes, 0
    reply = pair.connect().judged(content("dispar", *[row("nope", "2026-01-01", 1)] * 400), id)
    assert len(reply.verdict.results) == 256, reply
    before, ask = resident(process), envelope(receipt=submit_pb2.ReceiptRequest(message_id=id))
    for mute in mutes(pair, 8, pair.intake, "c", "dispar"):
        said += sum(mute.say(submit(), 1) for _ in range(50)) + mute.say(ask, 900)
    wait_until(lambda: pair.counters("collector")["frames"] >= said, "all of them are taken")
    other = pair.connect("bapenda").judged(content("bapenda", row("ret01", "2026-Q1", 1)))
    assert other.outcome == ACCEPTED, "another key is served"
    most = peak(process)
    print(f"collector: {before:.0f} MiB, with {said} unread answers at most {most:.0f}")
    assert most <= COLLECTOR, f"{most:.0f} MiB, above the ceiling of {COLLECTOR}"


def check_shares(pair):
    """One key waits for as many verdicts as it can; another one may wait too."""
    pair.stop("evaluator")
    flood = [pair.connect() for _ in range(68)]
    for connection in flood:
        for _ in range(250):
            connection.raw(submit(wait=submit_pb2.WAIT_JUDGED, patience_ms=PATIENT))
    busy = wait_until(lambda: flood[-1].receive(), "the last are told")
    assert busy.submit_reply.outcome == BUSY and busy.submit_reply.refusal.code == "busy.credit", busy
    reply = pair.connect("bapenda").submit(content("bapenda", row("ret01", "2026-Q1", 1)), wait=submit_pb2.WAIT_JUDGED,
                                           patience=100)
    assert reply.outcome == STORED, f"another key is answered {reply.refusal.code}"


def check_quota(pair):
    """One unit fills its quarter of the reserve; another one is still served."""
    pair.stop("evaluator")
    connection, code = pair.connect(), ""
    large = content("dispar", *[row("par01", "2026-01-01", 1, note="x" * 400)] * 500)
    for _ in range(40):
        reply = connection.submit(large)
        if reply.outcome == BUSY:
            code = reply.refusal.code
            break
    reply = pair.connect("bapenda").submit(content("bapenda", *[row("ret01", "2026-Q1", 1, note="x" * 400)] * 500))
    assert code == "busy.quota" and reply.outcome == STORED, f"one is answered {code}, another {reply.refusal.code}"


class Ceilings(DaemonTest):
    options = {"build": SABOTAGED}

    def setUp(self):
        super().setUp()
        self.pair.public["planner"] = self.pair.keygen("planner.key")
        self.pair.authorise("e", f"{self.pair.public['planner']} watch * planner")

    def test_the_evaluator(self):
        check_evaluator_ceiling(self.pair)

    def test_the_collector(self):
        check_collector_ceiling(self.pair)

    def test_a_message_of_many_frames(self):
        """Gathered by libzmq before anybody sees it: what it costs is measured, and it is given back."""
        process = self.pair.processes["collector"]
        bomb = self.pair.connect()
        bomb.receipt(bytes(16))
        frames, size = 400, 256 * 1024
        for number in range(frames):
            if not bomb.socket.poll(2000, 2):
                break
            bomb.socket.send(bytes(size), 2 if number + 1 < frames else 0)
        wait_until(lambda: self.pair.counters("collector")["frames_malformed"] > 0, "it was dropped")
        print(f"a message of {frames * size >> 20} MiB: at most {peak(process):.0f} MiB, afterwards {resident(process):.0f}")
        self.assertLess(peak(process), COLLECTOR + 2 * (frames * size >> 20))
        self.assertEqual(self.pair.connect().judged(GOOD).outcome, ACCEPTED)
        self.assertLess(resident(process), COLLECTOR)


class Shares(DaemonTest):
    options = {"build": SABOTAGED, "options": ("--reserve", "64M")}

    def test_the_room_for_those_who_wait(self):
        check_shares(self.pair)
        self.pair.start_evaluator()


class Quota(DaemonTest):
    options = {"build": SABOTAGED, "options": ("--reserve", "4M")}

    def test_the_reserve(self):
        check_quota(self.pair)
        self.pair.start_evaluator()


class Controls(ControlTest):
    def broken(self, name, options=()):
        pair = super().broken(name, options=options)
        pair.public["planner"] = pair.keygen("planner.key")
        pair.authorise("e", f"{pair.public['planner']} watch * planner")
        return pair

    def test_answers_without_a_limit_are_noticed_at_the_evaluator(self):
        with self.assertRaisesRegex(AssertionError, "above the ceiling"):
            check_evaluator_ceiling(self.broken("count_no_unread"))

    def test_answers_without_a_limit_are_noticed_at_the_collector(self):
        with self.assertRaisesRegex(AssertionError, "above the ceiling"):
            check_collector_ceiling(self.broken("count_no_unread"))

    def test_a_key_that_takes_all_the_room_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "another key is answered busy.credit"):
            check_shares(self.broken("no_shares", ("--reserve", "64M")))

    def test_a_unit_that_takes_the_whole_reserve_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "one is answered busy, another busy"):
            check_quota(self.broken("no_shares", ("--reserve", "4M")))


if __name__ == "__main__":
    unittest.main()
