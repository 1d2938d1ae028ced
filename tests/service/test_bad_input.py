"""What bad input gets: a stable code, the row and field, a sentence in both languages; nobody else notices."""
import os
import shutil
import socket
import uuid

from harness import (ACCEPTED, CATALOGUE, REFUSED, STORED, WARNED, DaemonTest, content, envelope_pb2, instant, row,
                     submit_pb2, unittest, wait_until, zmq)

GOOD = content("dispar", row("par01", "2026-01-01", 1))
DAY = 24 * 60 * 60 * 1000


class BadFrames(DaemonTest):
    def test_what_is_no_request_is_answered_with_a_code_or_dropped(self):
        established = self.pair.connect()
        self.assertEqual(established.judged(GOOD).outcome, ACCEPTED)
        hostile = self.pair.connect()
        unknown_kind = envelope_pb2.Envelope(version=1).SerializeToString() + bytes([0xfa, 0x3f, 0x00])
        for frame, code in ((b"\xff" * 40, "envelope.malformed"),
                            (os.urandom(1000) + b"\xff", "envelope.malformed"),
                            (b"\x08\x07", "envelope.version"),
                            (envelope_pb2.Envelope(version=1).SerializeToString(), "envelope.kind"),
                            (unknown_kind, "envelope.kind"),
                            (envelope_pb2.Envelope(version=1, beacon={"number": 1}).SerializeToString(),
                             "envelope.kind")):
            hostile.raw(frame)
            self.assert_code(type("Answer", (), {"refusal": hostile.expect("refusal")}), code)
        for frame in (b"", b"\x08\x01" * 100000):    # empty; the same field many times
            hostile.raw(frame)
        before = self.pair.counters("collector")
        hostile.raw(b"one", b"two", b"three")
        wait_until(lambda: self.pair.counters("collector") != before, "several frames are counted")
        self.assertEqual(established.judged(GOOD).outcome, ACCEPTED)

    def test_a_truncated_or_bit_flipped_request_stops_nothing(self):
        hostile, established = self.pair.connect(), self.pair.connect()
        whole = envelope_pb2.Envelope(version=1, submit=submit_pb2.SubmitRequest(
            message_id=bytes(16), content=GOOD.SerializeToString())).SerializeToString()
        for size in range(len(whole)):
            hostile.raw(whole[:size])
        for bit in range(0, 8 * len(whole), 3):
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            hostile.raw(bytes(flipped))
            hostile.receive(0)
        self.assertEqual(established.judged(GOOD).outcome, ACCEPTED)

    def test_a_frame_too_large_ends_that_connection_only(self):
        established, large = self.pair.connect(), self.pair.connect()
        self.assertEqual(large.judged(GOOD).outcome, ACCEPTED)
        monitor = large.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        large.raw(b"x" * (300 * 1024))
        self.assertTrue(monitor.poll(20000), "the connection ends")
        large.socket.disable_monitor()
        monitor.close()
        self.assertEqual(established.judged(GOOD).outcome, ACCEPTED)

    def test_bytes_that_are_no_zmtp_stop_nothing(self):
        for endpoint in (self.pair.intake, *self.pair.endpoints.values()):
            host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n" + os.urandom(2000))
        plain = self.pair.context.socket(zmq.DEALER)    # no CURVE
        plain.linger = 0
        plain.connect(self.pair.intake)
        plain.send(b"hello")
        self.assertEqual(self.pair.connect().judged(GOOD).outcome, ACCEPTED)
        self.assertFalse(plain.poll(0))
        plain.close()

    def test_the_query_socket_answers_with_codes_too(self):
        query = self.pair.query()
        query.raw(b"\xff" * 30)
        self.assertEqual(query.expect("refusal").code, "envelope.malformed")
        query.send(submit=submit_pb2.SubmitRequest(message_id=bytes(16)))
        self.assertEqual(query.expect("refusal").code, "envelope.kind")
        self.assert_code(query.ask(explain={"indicator": "nope", "period": "2026"}), "indicator.unknown")
        self.assert_code(query.ask(attainment={"period": "20x6"}), "period.malformed")
        self.assert_code(query.ask(verdict={"unit": "dispar", "message_id": bytes(16)}), "message.unknown")
        link = self.pair.link("admin")    # no link role
        link.raw(b"\xff")
        self.assertEqual(self.pair.connect().judged(GOOD).outcome, ACCEPTED)


class BadMessages(DaemonTest):
    def test_the_message_as_a_whole(self):
        connection = self.pair.connect()
        good = GOOD.SerializeToString()
        for wanted, id, data in (
                ("message.id_length", b"short", good),
                ("message.id_length", bytes(17), good),
                ("content.malformed", None, b"\xff\xff\xff"),
                ("content.malformed", None, good[:-1]),
                ("content.malformed", None, good + b"\x0a\x06dispar"),    # the unit given twice
                ("content.unknown_field", None, good + b"\x98\x06\x01"),
                ("content.rows", None, content("dispar").SerializeToString()),
                ("content.rows", None, content("dispar", *[row("par01", "2026-01", 1)] * 1025).SerializeToString()),
                ("content.unit", None, content("dis par", row("par01", "2026-01", 1)).SerializeToString()),
                ("content.unit", None, content("", row("par01", "2026-01", 1)).SerializeToString()),
                ("message.too_large", None, b"\x1a\x00" * 130000),
                ("key.unit", None, content("bapenda", row("ret01", "2026-Q1", 1)).SerializeToString())):
            id = uuid.uuid4().bytes if id is None else id
            with self.subTest(code=wanted):
                connection.send(submit=submit_pb2.SubmitRequest(message_id=id, content=data))
                reply = connection.expect("submit_reply")
                self.assertEqual(reply.outcome, REFUSED)
                self.assertIn(reply.refusal.code, (wanted, "content.rows") if wanted == "message.too_large" else (wanted,))
                self.assertTrue(reply.refusal.sentence_id and reply.refusal.sentence_en)
                self.assertFalse(reply.HasField("receipt"))
        self.assertEqual(connection.judged(GOOD).outcome, ACCEPTED)
        self.assertEqual(self.pair.status().messages, 1)

    def test_each_row_gets_its_code_and_field(self):
        self.pair.advance("2026-03-10")
        connection = self.pair.connect()
        as_of = "2026-03-10"
        made = lambda period="2026-03-01", value=1, **fields: row("par01", period, value, **{"as_of": as_of, **fields})
        raw_text = made(note="x")
        bad_text = raw_text.SerializeToString().replace(b"\x01x", b"\x01\xff", 1)
        cases = [
            (row("nope", "2026-01", 1, as_of), "indicator", "indicator.unknown"),
            (row("ret01", "2026-Q1", 1, as_of), "indicator", "indicator.unit"),
            (made("2026-13"), "period", "period.malformed"),
            (made("2026-02-30"), "period", "period.malformed"),
            (made("Maret"), "period", "period.malformed"),
            (made("2026-05-01"), "period", "period.future"),
            (made("2026-01-05"), "period", "period.locked"),
            (made("2026-Q1"), "period", "period.coarser"),
            (row("par02", "2026-01", 1, as_of), "period", "period.finer"),
            (row("par02", "2026", 1, as_of), "period", "period.coarser"),
            (made("2025-12-31"), "period", "indicator.ended"),
            (made(value=60000), "value", "figure.range"),
            (made(value=-1), "value", "figure.range"),
            (made(value=None), "", "figure.absent"),
            (made(value=None, ratio=(1, 2)), "ratio", "figure.kind"),
            (made(satuan="rupiah"), "satuan", "satuan.differs"),
            (made(as_of=instant(as_of) + 2 * DAY), "as_of", "as_of.ahead"),
            (made(as_of=0), "as_of", "as_of.absent"),
            (made(note="x" * 501), "note", "text.too_long"),
            (made(source="a\x07b"), "source", "text.malformed"),
            (made(ref="r" * 65), "ref", "ref.too_long"),
            (made(status=9), "status", "status.unknown"),
        ]
        reply = connection.judged(content("dispar", *(case[0] for case in cases)))
        self.assertEqual(reply.outcome, REFUSED)
        found = {r: (field, code) for r, field, code in self.results(reply)}
        for number, (_, field, code) in enumerate(cases):
            with self.subTest(code=code, field=field, row=number):
                self.assertEqual(found.get(number, (None, None))[1], code)
                if field:
                    self.assertTrue(found[number][0].startswith(field), found[number])
        self.assertEqual(self.pair.status().rows, 0)
        # Too many digits and text that is not UTF-8, which this client would not write by itself.
        digits = made()
        digits.value.scale = 10
        self.assertEqual([c for _, _, c in self.results(connection.judged(content("dispar", digits)))], ["figure.digits"])
        encoded = b"\x0a\x06dispar\x1a" + bytes([len(bad_text)]) + bad_text
        self.assertEqual([c for _, _, c in self.results(connection.judged(encoded))], ["text.malformed"])

    def test_ratios(self):
        self.pair.advance("2026-02-03")
        connection = self.pair.connect("dpmptsp")
        made = lambda *ratio: row("izn01", "2026-01", as_of="2026-02-03", ratio=ratio)
        half = made(1, 2)
        half.ratio.ClearField("denominator")
        reply = connection.judged(content("dpmptsp", made(5, 0), made(5, -1), half,
                                          row("izn01", "2026-01", 5, "2026-02-03")))
        self.assertEqual([(r, code) for r, _, code in self.results(reply)],
                         [(0, "ratio.zero"), (1, "ratio.negative"), (2, "ratio.part"), (3, "figure.kind")])
        self.assertEqual(connection.judged(content("dpmptsp", made(0, 0))).outcome, ACCEPTED)

    def test_confirm_lets_an_unlikely_figure_in_and_says_so(self):
        reply = self.pair.connect().judged(content("dispar", row("par01", "2026-01-01", 60000, confirm=True)))
        self.assertEqual(reply.outcome, WARNED)
        self.assertEqual(self.results(reply), [(0, "value", "figure.confirmed")])


class BadCatalogue(DaemonTest):
    options = {"catalogue": False}

    def test_every_finding_has_its_place_and_nothing_is_applied(self):
        folder = self.pair.folder / "catalogue"
        shutil.copytree(CATALOGUE, folder)
        lines = (folder / "indicators.csv").read_text().splitlines()
        lines[1] = lines[1].replace(",orang,", ",,")
        lines[2] = lines[2].replace(",ratio,", ",perkiraan,")
        (folder / "indicators.csv").write_text("\n".join(lines) + "\n")
        targets = (folder / "targets.csv").read_text().replace("400.000", "1.234x")
        (folder / "targets.csv").write_text(targets)
        for command in (("check", str(folder)),
                        ("apply", str(folder), "--basis", "x", "--effective", "2026-01-01")):
            answer = self.pair.evaluator("catalogue", *command, check=False)
            self.assertEqual(answer.returncode, 1, answer)
            said = answer.stdout + answer.stderr
            self.assertRegex(said, r"indicators\.csv:2: satuan")
            self.assertRegex(said, r"indicators\.csv:3: formula")
            self.assertRegex(said, r"targets\.csv:3: target")
        self.assertEqual(self.pair.status().catalogue_version, 0)
        # Nothing to judge by: the message waits in its journal until there is.
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        wait_until(lambda: connection.submit(GOOD, id, wait=submit_pb2.WAIT_JUDGED, patience=300).outcome == STORED,
                   "the collector knows the time")
        self.pair.apply()
        self.assertEqual(connection.judged(GOOD, id).outcome, ACCEPTED)

    def test_a_broken_catalogue_sent_by_another_program_is_refused_as_well(self):
        files = [{"name": path.name, "text": path.read_bytes()} for path in CATALOGUE.iterdir()]
        for file in files:
            if file["name"] == "units.csv":
                file["text"] = file["text"].replace(b"sekda,2020", b"nobody,2020")
        reply = self.pair.query().act(catalogue_apply={"files": files, "basis": "x", "effective": "2026-01-01"})
        self.assert_code(reply, "catalogue.findings")
        self.assertTrue(reply.findings)
        for finding in reply.findings:
            self.assertRegex(finding.field, r"^[a-z]+\.(csv|ini):\d+:\w*")
        self.assertEqual(self.pair.status().catalogue_version, 0)


if __name__ == "__main__":
    unittest.main()
