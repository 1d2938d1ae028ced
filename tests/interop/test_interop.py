"""The real daemons, spoken to by a client that knows PROTOCOL.md alone.

    /usr/bin/python3 tests/interop/test_interop.py BUILD_DIR SCHEMA_DIR    (where protoc wrote capaian/v1/*_pb2.py)
"""
import datetime
import pathlib
import sys
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "service"), str(HERE.parent / "tools")]

import zmq                    # noqa: E402
import capaian_client as c    # noqa: E402
import protocol               # noqa: E402
from pair import DEADLINE, Pair    # noqa: E402

BUILD, SCHEMA = sys.argv[1:3]
CATALOGUE = HERE.parent / "example" / "catalogue"
DOCUMENT = HERE.parent.parent / "proto" / "PROTOCOL.md"
c.load_schema(SCHEMA)
pb = c.pb


def instant(text):
    """Local time of the example (UTC+7) in milliseconds."""
    zone = datetime.timezone(datetime.timedelta(hours=7))
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


class Stage(unittest.TestCase):
    """Two daemons, keys made here, and the example's catalogue, applied by an act of ours."""

    START = "2026-04-09"

    @classmethod
    def setUpClass(cls):
        cls.pair = Pair(BUILD, simulated="2026-01-01")
        cls.pair.__enter__()
        cls.addClassCleanup(cls.pair.__exit__)
        cls.context = zmq.Context()
        cls.addClassCleanup(cls.context.destroy, 0)
        cls.keys = {name: c.Keypair() for name in ("bapenda", "dispar", "watcher", "admin", "link", "stranger")}
        for unit in ("bapenda", "dispar"):
            cls.pair.authorise("c", f"{cls.keys[unit].public.hex()} submit {unit} {unit}")
            cls.pair.authorise("e", f"{cls.keys[unit].public.hex()} submit {unit} {unit}")
        cls.pair.authorise("e", f"{cls.keys['watcher'].public.hex()} watch * dashboard")
        cls.pair.authorise("e", f"{cls.keys['admin'].public.hex()} admin * planning office")
        admin = cls.asker("admin")
        apply = pb.query.CatalogueApply(basis="SK 15/2026", effective="2026-01-01")
        for path in sorted(CATALOGUE.iterdir()):
            apply.files.add(name=path.name, text=path.read_bytes())
        reply = admin.act("catalogue_apply", apply)
        assert reply.catalogue_version == 1 and reply.step > 0
        admin.act("clock_advance", pb.query.ClockAdvance(to=instant(cls.START)))
        admin.close()

    @classmethod
    def place(cls, key, socket):
        endpoint = cls.pair.intake if socket == "intake" else cls.pair.endpoints[socket]
        server = bytes.fromhex(cls.pair.public["c" if socket == "intake" else "e"])
        return c.Place(cls.context, endpoint, server, cls.keys[key])

    @classmethod
    def asker(cls, key, **more):
        return c.Asker(cls.place(key, "query"), **more)

    @classmethod
    def sender(cls, key, **more):
        return c.Sender(cls.place(key, "intake"), **more)

    def opened(self, thing):
        self.addCleanup(thing.close)
        return thing

    def advance(self, to):
        admin = self.opened(self.asker("admin", silence_ms=20000))
        return admin.act("clock_advance", pb.query.ClockAdvance(to=instant(to)))


def value(indicator, period, number, as_of, unit="bapenda", scale=0, **fields):
    content = pb.content.Content(unit=unit)
    row = content.rows.add(indicator=indicator, period=period, as_of=as_of, **fields)
    row.value.coefficient, row.value.scale = number, scale
    return content


class Submitting(Stage):
    def setUp(self):
        self.now = instant(self.START)

    def realized(self, indicator):
        page = self.opened(self.asker("admin")).ask("attainment", pb.query.AttainmentQuery(indicator=indicator))
        return page.rows[0].year.realization.coefficient * 10 ** -page.rows[0].year.realization.scale

    def test_the_documents_own_client(self):
        client = {}
        exec(protocol.sketch_in(DOCUMENT.read_text()), client)
        file = self.pair.folder / "bapenda.pair"
        keys = self.keys["bapenda"]
        file.write_text(f"public = {keys.public.hex()}\nsecret = {keys.secret.hex()}\n")
        content = client["figure"]("bapenda", "ret01", "2026-Q1", 73000000000, 1, self.now - 3600 * 1000)
        place = self.place("bapenda", "intake")
        given = place.endpoint, place.server_key, client["key_pair"](file), c.message_id(), content
        self.assertIn(client["submit"](*given).outcome,
                      (pb.submit.OUTCOME_ACCEPTED, pb.submit.OUTCOME_ACCEPTED_WITH_WARNINGS))
        # Nobody there, then somebody: it goes on by itself.
        self.pair.stop("collector")
        answers = []
        thread = threading.Thread(target=lambda: answers.append(client["submit"](*given)))
        thread.start()
        thread.join(0.5)
        self.pair.start_collector()
        thread.join(30)
        self.assertTrue(answers[0].duplicate)

    def test_the_documents_own_bytes(self):
        # Its answer is dropped, the same bytes go again on a new socket, and the figure is there once.
        request, example_answer, _ = (frame for _, frame in protocol.frames_in(DOCUMENT.read_text()))
        submit = pb.envelope.Envelope.FromString(request).submit
        first = c.Connection(self.place("bapenda", "intake"))
        first.send_bytes(request)
        kind, dropped = first.receive(1000 * DEADLINE)
        first.close()
        self.assertEqual((kind, dropped.outcome, dropped.duplicate), ("submit_reply", pb.submit.OUTCOME_STORED, False))
        example = pb.envelope.Envelope.FromString(example_answer).submit_reply
        self.assertEqual(dropped.receipt.content_hash, example.receipt.content_hash)
        self.assertEqual(dropped.receipt.content_hash, c.content_hash(submit.content))

        sender = self.opened(self.sender("bapenda"))
        again = sender.submit(submit.content, id=submit.message_id)
        self.assertTrue(again.duplicate)
        self.assertEqual(again.outcome, pb.submit.OUTCOME_ACCEPTED)
        self.assertEqual(again.receipt, dropped.receipt)
        self.assertEqual((again.verdict.accepted, again.verdict.refused), (1, 0))
        self.assertEqual(self.realized("ret01"), 7350000000)

        told = self.opened(self.asker("bapenda")).ask(
            "verdict", pb.query.VerdictQuery(unit="bapenda", message_id=submit.message_id))
        self.assertEqual(told, again.verdict)
        with self.assertRaises(c.Refused) as refused:
            self.opened(self.asker("dispar")).ask(
                "verdict", pb.query.VerdictQuery(unit="bapenda", message_id=submit.message_id))
        self.assertEqual(refused.exception.code, "key.unit")

        other = value("ret01", "2026-Q1", 1, self.now).SerializeToString()
        conflict = sender.submit(other, id=submit.message_id)
        self.assertEqual((conflict.outcome, conflict.refusal.code), (pb.submit.OUTCOME_CONFLICT, "message.id_conflict"))
        self.assertEqual(self.realized("ret01"), 7350000000)

    def test_pushed_and_asked(self):
        sender = self.opened(self.sender("dispar"))
        content = value("par02", "2026-Q1", 1640, self.now, "dispar", 2, satuan="%").SerializeToString()
        id = c.message_id()
        stored = sender.submit(content, id=id, judged=False)
        self.assertEqual(stored.outcome, pb.submit.OUTCOME_STORED)
        self.assertEqual(stored.credit, 256)
        pushed = sender.pushed(id, 5000)
        self.assertEqual(pushed.outcome, pb.submit.OUTCOME_ACCEPTED)
        asked = sender.receipt(id)
        self.assertEqual(asked.verdict, pushed.verdict)
        self.assertEqual(asked.receipt, stored.receipt)
        self.assertEqual(sender.receipt(c.message_id()).outcome, pb.submit.OUTCOME_UNKNOWN)
        # The same again under a new id is another message that changes nothing.
        same = sender.submit(content)
        self.assertEqual((same.duplicate, same.verdict.unchanged), (False, 1))
        self.assertEqual(same.verdict.results[0].code, "row.unchanged")

    def test_rows_refused_one_by_one(self):
        content = value("par02", "2026-Q1", 1700, self.now + 1000, "dispar", 2)
        content.rows.add(indicator="par02", period="2026-13")
        content.rows.add(indicator="ret01", period="2026-Q1", as_of=self.now).value.coefficient = 1
        content.rows.add(indicator="par01", period="2026-03", as_of=self.now, ref="x").grade.grade = "A"
        content.rows.add(indicator="par02", period="2026-Q1", as_of=self.now, satuan="orang").value.coefficient = 3
        sender = self.opened(self.sender("dispar"))
        reply = sender.submit(content.SerializeToString())
        codes = [(result.row, result.field, result.code) for result in reply.verdict.results]
        self.assertEqual(reply.outcome, pb.submit.OUTCOME_PARTLY_REFUSED)
        self.assertEqual((reply.verdict.accepted, reply.verdict.refused), (1, 4))
        self.assertEqual(codes, [(1, "period", "period.malformed"), (1, "figure", "figure.absent"),
                                 (1, "as_of", "as_of.absent"), (2, "indicator", "indicator.unit"),
                                 (3, "grade", "figure.kind"), (4, "satuan", "satuan.differs")])
        content.atomic = True
        reply = sender.submit(content.SerializeToString())
        self.assertEqual((reply.outcome, reply.verdict.accepted), (pb.submit.OUTCOME_REFUSED, 0))
        self.assertIn("row.not_applied", [result.code for result in reply.verdict.results])

    def test_content_is_exact(self):
        good = value("par02", "2026-Q1", 1640, self.now, "dispar", 2).SerializeToString()
        row = good.index(b"\x1a")
        faults = {
            "content.unknown_field": good + b"\xf8\x07\x01",                        # field 127 = 1
            "content.malformed": good + b"\x0a\x06dispar",                           # unit a second time
            "content.rows": b"\x0a\x06dispar",
            "content.unit": b"\x0a\x01 " + good[row:],
            "text.malformed": good + b"\x1a\x04\x7a\x02a\x00",                       # source with a NUL
            "message.too_large": good + b"\x1a\xff\xff\x0f" + b"\x0a\xfb\xff\x0f" + bytes(262139),
        }
        sender = self.opened(self.sender("dispar"))
        for code, content in faults.items():
            reply = sender.submit(content)
            self.assertEqual((reply.outcome, reply.refusal.code), (pb.submit.OUTCOME_REFUSED, code))
            self.assertFalse(reply.HasField("receipt"))
        self.assertEqual(sender.submit(good, id=b"short").refusal.code, "message.id_length")
        foreign = value("ret01", "2026-Q1", 1, self.now).SerializeToString()
        self.assertEqual(sender.submit(foreign).refusal.code, "key.unit")

    def test_events_and_complete(self):
        content = pb.content.Content(unit="dispar")
        for number, visitors in enumerate((120, 80)):
            content.rows.add(indicator="par01", period="2026-03-14", as_of=self.now,
                             ref=f"karcis-{number}").value.coefficient = visitors
        close = content.rows.add(indicator="par01", period="2026-03", as_of=self.now)
        close.complete.count, close.complete.total.coefficient = 2, 201
        sender = self.opened(self.sender("dispar"))
        reply = sender.submit(content.SerializeToString())
        self.assertEqual([result.code for result in reply.verdict.results], ["complete.count"])
        # A revision under the same ref makes the sums agree, and nothing counts twice.
        content = value("par01", "2026-03-14", 81, self.now + 1, "dispar", ref="karcis-1")
        reply = sender.submit(content.SerializeToString())
        self.assertEqual(reply.outcome, pb.submit.OUTCOME_ACCEPTED)
        explained = self.opened(self.asker("dispar")).ask("explain", pb.query.ExplainQuery(indicator="par01",
                                                                                           period="2026-03"))
        self.assertEqual([(figure.realized, figure.reported) for figure in explained.figures], [("201", True)])
        self.assertEqual(sum(row.counts for row in explained.rows), 3)

    def test_a_sender_that_keeps_no_state(self):
        content = value("par01", "2026-03-15", 7, self.now, "dispar").SerializeToString()
        sender = self.opened(self.sender("dispar"))
        for attempt in range(2):
            reply = sender.submit(content, id=c.content_id(content, attempt))
            self.assertEqual(reply.verdict.results[0].code, "ref.absent")
            self.assertFalse(reply.duplicate)
            self.assertTrue(sender.submit(content, id=c.content_id(content, attempt)).duplicate)

    def test_dry_run(self):
        content = value("ret01", "2026-Q2", 5, self.now).SerializeToString()
        sender, id = self.opened(self.sender("bapenda")), c.message_id()
        reply = sender.submit(content, id=id, dry_run=True)
        self.assertEqual((reply.outcome, reply.verdict.step), (pb.submit.OUTCOME_ACCEPTED, 0))
        self.assertFalse(reply.HasField("receipt"))
        self.assertEqual(sender.receipt(id).outcome, pb.submit.OUTCOME_UNKNOWN)

    def test_req(self):
        sender = self.opened(self.sender("dispar", kind=zmq.REQ))
        content = value("par02", "2026-Q1", 1641, self.now + 2, "dispar", 2).SerializeToString()
        self.assertTrue(sender.submit(content).HasField("verdict"))
        # One request, one answer: the next is answered too.
        self.assertEqual(sender.submit(content, judged=False).outcome, pb.submit.OUTCOME_STORED)
        self.assertTrue(sender.submit(content).HasField("verdict"))

    def test_what_cannot_be_read(self):
        connection = self.opened(c.Connection(self.place("dispar", "intake")))
        connection.socket.send_multipart([b"two", b"frames"])    # dropped without an answer
        for frame, code in ((b"\xff\xff", "envelope.malformed"), (b"\x08\x02\x62\x00", "envelope.version"),
                            (b"\x08\x01", "envelope.kind"), (b"\x08\x01\x82\x02\x00", "envelope.kind")):
            connection.send_bytes(frame)
            kind, refusal = connection.receive(1000 * DEADLINE)
            self.assertEqual((kind, refusal.code), ("refusal", code))
        self.assertIsNone(connection.receive(100))

    def test_a_stranger_hears_nothing(self):
        connection = self.opened(c.Connection(self.place("stranger", "intake")))
        with self.assertRaises(c.Silence):
            connection.send("receipt", pb.submit.ReceiptRequest(message_id=c.message_id()), timeout_ms=500)
            self.assertIsNone(connection.receive(500))
            raise c.Silence()


class Watching(Stage):
    START = "2026-01-02"

    def latest(self):
        return self.opened(self.asker("watcher")).ask("status", pb.query.EvaluatorStatusQuery()).event_number

    def all_events(self, **more):
        follow = self.opened(c.Follow(self.place("watcher", "query"), **more))
        events, after = [], more.get("after", 0)
        while True:
            batch = follow.receive(1000 * DEADLINE)
            self.assertIsNotNone(batch)
            self.assertEqual(batch.after, after)
            events.extend(batch.events)
            after = batch.upto
            if batch.live:
                return events, batch.upto

    def test_nothing_is_missed(self):
        lost = set()

        def lose(kind, message):
            # Every third event and, now and then, what shows it: each once.
            if kind != "event" or message.number % 3 or message.number in lost:
                return False
            lost.add(message.number)
            return True

        watcher = self.opened(c.Watcher(self.place("watcher", "alerts"), self.place("watcher", "query"), lose=lose))
        seen = watcher.events(10000, until=self.latest())
        sender = self.opened(self.sender("bapenda"))
        for day in ("2026-02-12", "2026-04-12", "2026-05-02", "2026-07-12"):
            self.advance(day)
            if day == "2026-04-12":
                late = value("ret01", "2026-Q1", 7000000000, instant(day)).SerializeToString()
                reply = sender.submit(late)
                self.assertEqual(reply.outcome, pb.submit.OUTCOME_ACCEPTED_WITH_WARNINGS)
                self.assertEqual(reply.verdict.results[0].code, "row.late")
            seen += watcher.events(10000, until=self.latest())
        self.assertGreater(watcher.lost, 0)
        self.assertGreater(watcher.healed, 0)
        events, latest = self.all_events()
        self.assertGreater(latest, 20)
        self.assertEqual([event.number for event in events], list(range(1, latest + 1)))
        self.assertEqual(seen, events)

        # One unit, a few at a time, is the same selection.
        follow, ours, after = self.opened(c.Follow(self.place("bapenda", "query"), unit="bapenda", credit=2)), [], 0
        while after < latest:
            batch = follow.receive(1000 * DEADLINE)
            self.assertLessEqual(len(batch.events), 2)
            self.assertEqual(batch.after, after)
            ours.extend(batch.events)
            after = batch.upto
        self.assertEqual(ours, [event for event in events if event.unit == "bapenda"])
        told = [(event.alert, event.state, event.reason) for event in ours if "ret01" in event.alert]
        self.assertEqual(told[:3], [("overdue/ret01/2026-Q1", pb.alert.ALERT_STATE_FIRING, "not_reported"),
                                    ("overdue/ret01/2026-Q1", pb.alert.ALERT_STATE_RESOLVED, "late_report"),
                                    ("missed/ret01/2026-Q1", pb.alert.ALERT_STATE_FIRING, "numeric")])

        # What stands is what the events leave standing.
        standing = {event.alert: event for event in events}
        snapshot = self.opened(self.asker("watcher")).ask("snapshot", pb.query.SnapshotQuery())
        self.assertEqual(snapshot.number, latest)
        self.assertEqual(list(snapshot.standing), sorted((event for event in standing.values()
                                                          if event.state == pb.alert.ALERT_STATE_FIRING),
                                                         key=lambda event: event.number))

        # Another epoch, or a number that was never given, is gone.
        for after, epoch in ((0, bytes(16)), (latest + 1, b"")):
            gone = self.opened(c.Follow(self.place("watcher", "query"), after=after, epoch=epoch)).receive(1000 * DEADLINE)
            self.assertIsInstance(gone, pb.alert.FollowGone)
            self.assertEqual((gone.epoch, gone.number), (snapshot.epoch, latest))

    def test_whose_stream_it_is(self):
        with self.assertRaises(c.Refused) as refused:
            self.opened(c.Follow(self.place("bapenda", "query"))).receive(1000 * DEADLINE)
        self.assertEqual(refused.exception.code, "key.unit")
        with self.assertRaises(c.Refused) as refused:
            self.opened(self.asker("dispar")).act("clock_advance", pb.query.ClockAdvance(to=0))
        self.assertEqual(refused.exception.code, "key.not_allowed")


class Linking(Stage):
    """A second collector, ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pair.authorise("e", f"{cls.keys['link'].public.hex()} link bapenda second collector")

    def entry(self, content, received_at):
        return pb.link.LinkEntry(message_id=c.message_id(), content=content.SerializeToString(),
                                 key=self.keys["bapenda"].public, received_at=received_at, unit=content.unit)

    def greeted(self, collector):
        end = time.monotonic() + 20
        while True:
            try:
                return collector.hello()
            except c.Silence:
                collector.connection.reopen()
            except c.Refused as refused:
                if refused.code != "key.not_allowed" or time.monotonic() > end:
                    raise

    def test_a_collector_of_ours(self):
        collector = self.opened(c.Collector(self.place("link", "link"), "second", True))
        greeting = self.greeted(collector)
        self.assertEqual((greeting.session, greeting.applied, list(greeting.units)),
                         (collector.session, 0, ["bapenda"]))
        now = greeting.now
        first = self.entry(value("ret01", "2026-Q1", 7400000000, now), now)
        foreign = self.entry(value("par02", "2026-Q1", 1, now, "dispar"), now)
        collector.batch([first, foreign], now)
        ack, verdicts = collector.settle()
        self.assertEqual([verdict.outcome for verdict in verdicts],
                         [pb.submit.OUTCOME_ACCEPTED, pb.submit.OUTCOME_REFUSED])
        self.assertEqual(verdicts[1].refusal.code, "link.unit")
        self.assertEqual(ack.applied, 2)

        # A batch that does not continue the last one ends the session; all is sent again, and nothing counts twice.
        collector.batch([first], now, first=7)
        self.assertEqual(collector.wait("link_greeting").session, b"")
        self.assertEqual(collector.hello().applied, 2)
        collector.batch([first], now)
        ack, again = collector.settle()
        self.assertEqual((ack.applied, again[0]), (3, verdicts[0]))

        # An instant is judged when every collector has been heard.
        admin, to, answers = self.asker("admin", silence_ms=20000), instant("2026-04-12"), []
        thread = threading.Thread(target=lambda: answers.append(
            admin.act("clock_advance", pb.query.ClockAdvance(to=to))))
        thread.start()
        self.assertEqual(collector.wait("link_clock").now, to)
        thread.join(0.3)
        self.assertEqual(answers, [])
        collector.batch([], to)
        thread.join(10)
        self.assertEqual(len(answers), 1)
        admin.close()

    def test_the_ledger_turns_out_restored(self):
        collector = self.opened(c.Collector(self.place("link", "link"), "second", True))
        greeting = self.greeted(collector)
        follow = self.opened(c.Follow(self.place("watcher", "query"), epoch=greeting.epoch))
        self.assertEqual(follow.receive(1000 * DEADLINE).epoch, greeting.epoch)
        # One more than it has: what it would number next was told before.
        after = collector.hello(greeting.epoch, greeting.applied + 1)
        self.assertNotEqual(after.epoch, greeting.epoch)
        message = follow.receive(1000 * DEADLINE)
        while isinstance(message, pb.alert.FollowBatch):    # those that were under way
            message = follow.receive(1000 * DEADLINE)
        self.assertIsInstance(message, pb.alert.FollowGone)
        self.assertEqual(message.epoch, after.epoch)
        snapshot = self.opened(self.asker("watcher")).ask("snapshot", pb.query.SnapshotQuery())
        follow.ask(snapshot.number, snapshot.epoch)
        self.assertEqual(follow.receive(1000 * DEADLINE).epoch, after.epoch)

    def test_the_other_kind_of_time(self):
        self.pair.authorise("e", f"{self.keys['stranger'].public.hex()} link * of real time")
        collector = self.opened(c.Collector(self.place("stranger", "link"), "real", False))
        greeting = self.greeted(collector)
        self.assertTrue(greeting.simulated)
        # Greeted, so that it knows; not let in: what it sends now is of no known session.
        collector.batch([], watermark=0)
        self.assertEqual(collector.wait("link_greeting").session, b"")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
