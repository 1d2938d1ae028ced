"""What people do about alerts, figures and periods, and what it leads to: with the running daemons."""
import json

from harness import DaemonTest, alert_pb2, content, envelope_pb2, query_pb2, row, unittest

MISSED = "missed/ret01/2026-Q1"


class Deeds(DaemonTest):
    options = {"units": ("dispar", "dpmptsp", "bapenda")}

    def setUp(self):
        super().setUp()
        self.pair.advance("2026-04-11")
        self.pair.connect("bapenda").judged(
            content("bapenda", row("ret01", "2026-Q1", 7_000_000_000, as_of="2026-04-11")))

    def tearDown(self):
        """Whatever was done, the record gives it again."""
        self.pair.stop("collector")
        self.pair.stop("evaluator")
        answer = self.pair.rebuild_check()
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.pair.start_evaluator()
        self.pair.start_collector()
        super().tearDown()

    def act(self, *arguments):
        return self.pair.evaluator("act", *arguments, "--actor", "P0501").stdout

    def refused(self, *arguments):
        answer = self.pair.evaluator("act", *arguments, "--actor", "P0501", check=False)
        self.assertEqual(answer.returncode, 1, answer.stdout)
        return answer.stderr

    def history(self, alert=MISSED):
        return self.pair.query().ask(history=query_pb2.HistoryQuery(alert=alert)).history.events

    def digest(self, **fields):
        return self.pair.query().ask(digest=query_pb2.DigestQuery(**fields)).digest

    def completeness(self, unit):
        rows = self.pair.query().ask(completeness=query_pb2.CompletenessQuery(unit=unit)).completeness.rows
        return {r.indicator: list(r.periods) for r in rows}

    def test_an_acknowledgement_says_who_why_and_until_when_and_ends_by_itself(self):
        self.act("ketahui", MISSED, "--reason", "Sedang ditelusuri", "--until", "2026-05-15")
        event = self.history()[-1]
        self.assertEqual(event.state, alert_pb2.ALERT_STATE_ACKNOWLEDGED)
        self.assertEqual((event.acted.actor, event.acted.key, event.acted.reason, event.acted.until),
                         ("P0501", "planning", "Sedang ditelusuri", "2026-05-15"))
        self.assertEqual(self.digest(unit="bapenda").acknowledged, 1)
        self.pair.advance("2026-05-15")
        self.assertEqual(self.history()[-1].state, alert_pb2.ALERT_STATE_ACKNOWLEDGED)
        self.pair.advance("2026-05-16")
        self.assertEqual(self.history()[-1].state, alert_pb2.ALERT_STATE_FIRING)
        self.assertEqual(self.digest(unit="bapenda").acknowledged, 0)

    def test_two_acknowledgements_both_remain_on_record(self):
        self.act("ketahui", MISSED, "--reason", "Ditelusuri", "--until", "2026-12-31")
        self.pair.evaluator("act", "ketahui", MISSED, "--reason", "Saya juga", "--until", "2026-12-31", "--actor", "P0101")
        self.assertEqual([event.acted.actor for event in self.history() if event.HasField("acted")], ["P0501", "P0101"])

    def test_the_same_act_is_done_once(self):
        identity = "0123456789abcdef0123456789abcdef"
        first = json.loads(self.act("ketahui", MISSED, "--reason", "x", "--until", "2026-12-31", "--id", identity,
                                   "--json"))
        again = json.loads(self.act("ketahui", MISSED, "--reason", "x", "--until", "2026-12-31", "--id", identity,
                                   "--json"))
        self.assertEqual(first, again)
        self.assertEqual(first["act_id"], identity)
        self.assertEqual(sum(event.HasField("acted") for event in self.history()), 1)

    def test_a_follow_up_that_is_not_done_in_time_is_stale(self):
        self.act("ketahui", MISSED, "--reason", "Ditelusuri", "--until", "2026-12-31")
        self.act("tindak-lanjut", MISSED, "--cause", "Loket tutup", "--action", "Loket keliling", "--owner", "P0501",
                 "--due", "2026-06-30")
        event = self.history()[-1]
        self.assertEqual((event.follow_up.cause, event.follow_up.action, event.follow_up.owner, event.follow_up.due),
                         ("Loket tutup", "Loket keliling", "P0501", "2026-06-30"))
        self.assertIn(("bapenda", "2026-06-30"), [(n.unit, n.due) for n in self.digest(unit="bapenda").notices])
        self.pair.evaluator("act", "comment", MISSED, "--reason", "Berjalan", "--actor", "P0501")
        snapshot = self.pair.query().ask(snapshot=query_pb2.SnapshotQuery()).snapshot
        incidents = {event.alert: incident for event, incident in zip(snapshot.standing, snapshot.incidents, strict=True)}
        self.assertEqual(incidents[MISSED].follow_up, event.follow_up)
        self.assertEqual(sum(incident.HasField("follow_up") for incident in incidents.values()), 1)
        self.pair.advance("2026-06-30")
        self.assertEqual(self.digest(unit="bapenda").stale, 0)
        self.pair.advance("2026-07-01")
        digest = self.digest(unit="bapenda")
        self.assertEqual(digest.stale, 1)
        self.assertEqual(digest.notices[0].alerts[0].alert, MISSED)    # what is stale comes first
        self.assertEqual(self.pair.status().load.stale, 1)

    def test_an_acknowledgement_without_a_follow_up_is_stale_after_thirty_days(self):
        self.pair.advance("2026-04-20")
        self.act("ketahui", MISSED, "--reason", "Ditelusuri", "--until", "2026-12-31")
        self.pair.advance("2026-05-20")
        self.assertEqual(self.digest(unit="bapenda").stale, 0)
        self.pair.advance("2026-05-21")
        self.assertEqual(self.digest(unit="bapenda").stale, 1)

    def test_what_is_suppressed_is_told_as_such_and_stands(self):
        self.act("tahan", "unit/bapenda", "--reason", "Gangguan SIPD", "--until", "2026-05-15")
        self.assertEqual(self.pair.status().load.suppressed, 1)
        self.assertEqual(self.digest(unit="bapenda").standing, 1)
        self.pair.advance("2026-05-16")
        self.assertEqual(self.pair.status().load.suppressed, 0)

    def test_a_decision_closes(self):
        self.act("tutup", MISSED, "--reason", "Keputusan rapat 12 Mei")
        event = self.history()[-1]
        self.assertIn(event.state, (alert_pb2.ALERT_STATE_RESOLVED, alert_pb2.ALERT_STATE_CANCELLED))
        self.assertEqual(event.acted.reason, "Keputusan rapat 12 Mei")
        self.assertEqual(self.digest(unit="bapenda").standing, 0)

    def test_a_comment_changes_no_state(self):
        self.act("catat", MISSED, "--reason", "Menunggu data kas")
        event = self.history()[-1]
        self.assertEqual((event.state, event.acted.reason), (alert_pb2.ALERT_STATE_FIRING, "Menunggu data kas"))
        # A word about it is not another beginning.
        self.assertEqual(self.digest(day="2026-04-11", unit="bapenda").fired, 2)

    def test_what_is_locked_and_reopened_may_be_reported_until_then(self):
        self.pair.advance("2026-05-10")
        january = self.completeness("dpmptsp")["izn02"][0]
        self.assertEqual((january.state, january.reopened_until), (query_pb2.REPORTED_LOCKED, ""))
        self.act("buka-kembali", "dpmptsp/2026-01", "--reason", "Temuan inspektorat", "--until", "2026-05-20")
        january, february = self.completeness("dpmptsp")["izn02"][:2]
        self.assertEqual((january.state, january.reopened_until), (query_pb2.REPORTED_OVERDUE, "2026-05-20"))
        self.assertEqual(february.state, query_pb2.REPORTED_LOCKED)
        reply = self.pair.connect("dpmptsp").judged(
            content("dpmptsp", row("izn02", "2026-01", ratio=(9, 10), as_of="2026-05-10", reason="Temuan inspektorat")))
        self.assertEqual(reply.verdict.refused, 0)
        self.assertEqual(self.completeness("dpmptsp")["izn02"][0].state, query_pb2.REPORTED_LATE)
        self.pair.advance("2026-05-21")
        reply = self.pair.connect("dpmptsp").judged(
            content("dpmptsp", row("izn01", "2026-01", ratio=(9, 10), as_of="2026-05-21", reason="x")))
        self.assertEqual([result[2] for result in self.results(reply)], ["period.locked"])

    def test_a_review_and_a_doubt_are_the_stage_of_the_figure(self):
        self.act("reviu", "ret01/2026-Q1")
        self.assertEqual(self.completeness("bapenda")["ret01"][0].stage, query_pb2.STAGE_REVIEWED)
        self.act("sanggah", "ret01/2026-Q1", "--reason", "Berbeda dengan buku kas")
        self.assertEqual(self.completeness("bapenda")["ret01"][0].stage, query_pb2.STAGE_DISPUTED)
        self.pair.connect("bapenda").judged(
            content("bapenda", row("ret01", "2026-Q1", 7_000_000_001, as_of="2026-04-11T02:00:00", reason="koreksi")))
        self.assertEqual(self.completeness("bapenda")["ret01"][0].stage, query_pb2.STAGE_SUBMITTED)

    def test_missing_is_accepted_or_refused(self):
        missing = row("par02", "2026-Q1", as_of="2026-04-11")
        missing.missing.reason = "belum terbit"
        self.pair.connect("dispar").judged(content("dispar", missing))
        self.assertEqual(self.completeness("dispar")["par02"][0].state, query_pb2.REPORTED_MISSING)
        self.act("terima-kosong", "par02/2026-Q1", "--reason", "Rilis Juni", "--until", "2026-06-30")
        self.assertEqual(self.completeness("dispar")["par02"][0].state, query_pb2.REPORTED_MISSING_ACCEPTED)
        self.assertEqual(self.history("overdue/par02/2026-Q1")[-1].state, alert_pb2.ALERT_STATE_RESOLVED)
        self.act("tolak-kosong", "par02/2026-Q1", "--reason", "Sudah terbit")
        self.assertEqual(self.completeness("dispar")["par02"][0].state, query_pb2.REPORTED_MISSING)

    def test_what_is_not_there_cannot_be_acted_on(self):
        self.refused("ketahui", "missed/ret01/2026-Q2", "--reason", "x", "--until", "2026-12-31")
        self.refused("reviu", "ret01/2026-Q2")
        self.refused("buka-kembali", "xyz/2026-Q1", "--reason", "x", "--until", "2026-12-31")
        self.refused("tahan", "unit/xyz", "--reason", "x", "--until", "2026-12-31")

    def test_a_text_that_a_deed_does_not_ask_for_is_looked_at_all_the_same(self):
        """Events carry them: one that is not UTF-8 would end every reader of the stream."""
        connection = self.pair.query()
        before = len(self.history())
        until = query_pb2.Deed(kind=query_pb2.DEED_COMMENT, subject=MISSED, until="UU").SerializeToString()
        act = query_pb2.ActRequest(act_id=b"0123456789abcdef", actor="P0501", reason="x")
        act.deed.ParseFromString(until)
        frame = envelope_pb2.Envelope(version=1, act=act).SerializeToString()
        self.assertEqual(frame.count(b"UU"), 1)
        connection.raw(frame.replace(b"UU", b"\xff\xfe"))
        self.assert_code(connection.expect("act_reply"), "deed.text")
        for fields in ({"until": "x" * 501}, {"from": "x" * 501}, {"period": "x" * 501},
                       {"follow_up": alert_pb2.FollowUp(due="x" * 501)}):
            deed = query_pb2.Deed(kind=query_pb2.DEED_COMMENT, subject=MISSED, **fields)
            self.assert_code(connection.act(reason="x", deed=deed), "deed.text")
        # What a later schema adds is ignored, and takes no room in the record: its field 15, a million bytes.
        deed = query_pb2.Deed(kind=query_pb2.DEED_COMMENT, subject=MISSED)
        deed.MergeFromString(b"\x7a\xc0\x84\x3d" + bytes(1_000_000))
        size = lambda: sum(file.stat().st_size for file in (self.pair.folder / "e").glob("ledger.db*"))
        size_before = size()
        self.assertTrue(connection.act(reason="x", deed=deed).step)
        self.assertLess(size() - size_before, 500_000)
        self.assertEqual(len(self.history()), before + 1)


if __name__ == "__main__":
    unittest.main()
