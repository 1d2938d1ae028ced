"""What is asked about alerts and reports: history, the digest of a day, who has reported, how much the alerts ask."""
import csv
import io
import json

from harness import ACCEPTED, DaemonTest, alert_pb2, content, instant, query_pb2, row, unittest

STATES = {number: name.removeprefix("REPORTED_").lower() for name, number in query_pb2.Reported.items()}


class Desk(DaemonTest):
    options = {"units": ("dispar", "dpmptsp", "bapenda", "ortala")}

    def report(self, unit, indicator, period, value=None, **fields):
        return self.pair.connect(unit).judged(content(unit, row(indicator, period, value, **fields)))

    def ask(self, kind, key="admin", cursor="", **fields):
        names = {"history": "HistoryQuery", "digest": "DigestQuery", "completeness": "CompletenessQuery"}
        return self.pair.query(key).ask(cursor=cursor, **{kind: getattr(query_pb2, names[kind])(**fields)})

    def states(self, **fields):
        rows = self.ask("completeness", **fields).completeness.rows
        return {r.indicator: [STATES[p.state] for p in r.periods] for r in rows}

    def own_key(self, unit, name):
        """A key that may ask for one unit."""
        self.pair.public[name] = self.pair.keygen(f"{name}.key")
        path = self.pair.folder / "e" / "authorised_keys"
        self.pair.write_keys("e", *path.read_text().splitlines(), f"{self.pair.public[name]} query {unit} {name}")
        query = self.pair.query(name)
        query.send(query=query_pb2.QueryRequest(request=1, status=query_pb2.EvaluatorStatusQuery()))
        query.expect("query_reply")
        return name

    def test_the_history_of_an_alert_is_every_event_in_order(self):
        self.pair.advance("2026-04-11")
        self.report("bapenda", "ret01", "2026-Q1", 7_000_000_000, as_of="2026-04-11")
        self.report("bapenda", "ret01", "2026-Q1", 7_300_000_000, as_of="2026-04-11T01:00:00", reason="koreksi")
        page = self.ask("history", indicator="ret01").history
        self.assertEqual([(e.alert, e.state) for e in page.events],
                         [("overdue/ret01/2026-Q1", alert_pb2.ALERT_STATE_FIRING),
                          ("overdue/ret01/2026-Q1", alert_pb2.ALERT_STATE_RESOLVED),
                          ("missed/ret01/2026-Q1", alert_pb2.ALERT_STATE_FIRING),
                          ("missed/ret01/2026-Q1", alert_pb2.ALERT_STATE_RESOLVED),
                          ("restated/missed/ret01/2026-Q1", alert_pb2.ALERT_STATE_RESOLVED)])
        self.assertEqual([e.number for e in page.events], sorted(e.number for e in page.events))
        self.assertEqual(len(page.events[0].epoch), 16)
        one = self.ask("history", alert="missed/ret01/2026-Q1").history
        self.assertEqual([e.number for e in one.events], [e.number for e in page.events[2:4]])
        after = self.ask("history", cursor=str(page.events[1].number), indicator="ret01").history
        self.assertEqual([e.number for e in after.events], [e.number for e in page.events[2:]])

    def test_history_says_what_is_wrong_with_a_question(self):
        self.assert_code(self.ask("history"), "query.malformed")
        self.assert_code(self.ask("history", alert="missed/ret01/2026", indicator="ret01"), "query.malformed")
        self.assert_code(self.ask("history", alert="missed/ret01/2026-Q1"), "query.unknown")
        self.assert_code(self.ask("history", indicator="xyz"), "indicator.unknown")
        self.assert_code(self.ask("history", indicator="ret01", stream=alert_pb2.STREAM_PERSONNEL), "key.not_allowed")
        self.assert_code(self.ask("history", indicator="ret01", cursor="1.2"), "query.malformed")

    def test_a_key_of_one_unit_sees_its_own(self):
        self.pair.advance("2026-04-11")
        key = self.own_key("bapenda", "officer")
        self.assertEqual(len(self.ask("history", key, indicator="ret01").history.events), 1)
        self.assert_code(self.ask("history", key, indicator="par02"), "key.unit")
        self.assert_code(self.ask("history", key, alert="overdue/par02/2026-Q1"), "key.unit")
        self.assertEqual([r.indicator for r in self.ask("completeness", key).completeness.rows], ["ret01"])
        self.assert_code(self.ask("digest", key), "key.unit")
        self.assert_code(self.ask("digest", key, unit="sekda"), "key.unit")
        digest = self.ask("digest", key, unit="bapenda", day="2026-04-11").digest
        self.assertEqual((digest.fired, digest.standing), (1, 1))

    def test_the_digest_counts_the_day_and_bundles_what_stands(self):
        self.pair.advance("2026-04-11")
        self.report("dispar", "par02", "2026-Q1", 10, as_of="2026-04-11")    # 15 were agreed: behind
        digest = self.ask("digest", day="2026-04-11").digest
        overdue = [alert for notice in digest.notices for alert in notice.alerts
                   if alert.kind == alert_pb2.ALERT_KIND_OVERDUE]
        behind = [alert.alert for notice in digest.notices for alert in notice.alerts
                  if alert.kind == alert_pb2.ALERT_KIND_BEHIND]
        self.assertEqual(behind, ["behind/par02/2026"])
        self.assertEqual(digest.standing, len(overdue) + 1)
        self.assertEqual((digest.acknowledged, digest.stale), (0, 0))
        # Of six monthly and two quarterly figures nothing had come; January and February were overdue before.
        self.assertEqual((digest.fired, digest.resolved), (9, 1))
        bundles = [(notice.unit, notice.due) for notice in digest.notices]
        self.assertEqual(len(bundles), len(set(bundles)))
        self.assertIn(("bapenda", "2026-04-30"), bundles)    # 30 days after the quarter's end
        self.assertIn(("dispar", ""), bundles)
        for notice in digest.notices:
            self.assertEqual({alert.unit for alert in notice.alerts}, {notice.unit})
            numbers = [alert.number for alert in notice.alerts]
            self.assertEqual(numbers, sorted(numbers))
        firsts = [notice.alerts[0].number for notice in digest.notices]
        self.assertEqual(firsts, sorted(firsts))
        acting = {notice.unit: notice.acting.person for notice in digest.notices}
        self.assertEqual(acting["dpupr"], "P0402")
        # Yesterday of the ledger's clock; nobody asks for a day that has not come.
        self.assertEqual(self.ask("digest").digest.day, "2026-04-10")
        self.assert_code(self.ask("digest", day="2026-04-12"), "query.malformed")
        self.assert_code(self.ask("digest", unit="xyz"), "unit.unknown")

    def test_the_digest_of_a_unit_holds_those_that_report_to_it(self):
        self.pair.advance("2026-04-11")
        of_all = self.ask("digest", day="2026-04-11").digest
        of_head = self.ask("digest", day="2026-04-11", unit="bupati").digest
        self.assertEqual((of_head.fired, of_head.standing), (of_all.fired, of_all.standing))
        of_one = self.ask("digest", day="2026-04-11", unit="bapenda").digest
        self.assertEqual((of_one.fired, of_one.resolved, of_one.standing), (1, 0, 1))
        self.assertEqual([notice.unit for notice in of_one.notices], ["bapenda"])

    def test_who_has_reported(self):
        connection = self.pair.connect("dpmptsp")
        self.pair.advance("2026-02-05")
        self.assertEqual(self.states(unit="dpmptsp")["izn02"], ["open"] + 11 * ["not_due"])
        connection.judged(content("dpmptsp", row("izn02", "2026-01", ratio=(9, 10), as_of="2026-02-05", status=1)))
        self.pair.advance("2026-03-12")
        connection.judged(content("dpmptsp", row("izn02", "2026-02", ratio=(8, 10), as_of="2026-03-12")))
        connection.judged(content("dpmptsp", row("izn02", "2026-01", ratio=(10, 10), as_of="2026-02-20", status=1,
                                                 reason="koreksi")))
        self.pair.advance("2026-04-05")
        connection.judged(content("dpmptsp", row("izn02", "2026-03", ratio=(0, 0), as_of="2026-04-05")))
        self.pair.advance("2026-05-12")
        page = self.ask("completeness", unit="dpmptsp").completeness
        self.assertEqual(page.year, "2026")
        rows = {r.indicator: r for r in page.rows}
        self.assertEqual(sorted(rows), ["izn01", "izn02"])
        # January was in time and revised later; of what never came January to March are locked, April is overdue.
        self.assertEqual(self.states(unit="dpmptsp"),
                         {"izn01": 3 * ["locked"] + ["overdue"] + 8 * ["not_due"],
                          "izn02": ["on_time", "late", "nil", "overdue"] + 8 * ["not_due"]})
        january = rows["izn02"].periods[0]
        self.assertEqual((january.period, january.due, january.lock, january.status, january.reopened_until),
                         ("2026-01", "2026-02-10", "2026-03-03", 1, ""))
        self.assertEqual((rows["izn02"].unit, rows["izn02"].reporter), ("dpmptsp", "dpmptsp"))

    def test_the_matrix_is_of_those_who_report(self):
        self.pair.advance("2026-02-05")
        rows = self.ask("completeness", unit="ortala").completeness.rows
        self.assertEqual([(r.indicator, r.unit, r.reporter, len(r.periods)) for r in rows],
                         [("kec01", "kec-telaga", "ortala", 2), ("pkm01", "pkm-telaga", "ortala", 2)])
        self.assertEqual([r.indicator for r in self.ask("completeness", unit="kec-telaga").completeness.rows], ["kec02"])
        self.assertEqual(len(self.ask("completeness").completeness.rows), 11)
        self.assertEqual(len(self.ask("completeness", cursor="9.0").completeness.rows), 2)
        self.assertEqual(len(self.ask("completeness", cursor="10.1").completeness.rows), 0)
        self.assertEqual(len(self.ask("completeness", period="2024").completeness.rows), 0)
        self.assert_code(self.ask("completeness", period="2026-Q1"), "period.malformed")
        self.assert_code(self.ask("completeness", unit="xyz"), "unit.unknown")
        self.assert_code(self.ask("completeness", cursor="1"), "query.malformed")

    def test_a_period_of_events_without_any_is_nil_once_closed(self):
        self.pair.advance("2026-02-05")
        self.assertEqual(self.report("dispar", "par01", "2026-01", as_of="2026-02-05", complete=(0, 0)).outcome, ACCEPTED)
        self.assertEqual(self.states(unit="dispar")["par01"], ["nil"] + 11 * ["not_due"])

    def test_status_says_how_much_the_alerts_ask(self):
        self.assertEqual(len(self.pair.status().load.days), 0)
        self.pair.advance("2026-04-11")
        connection = self.pair.connect("bapenda")
        for hour, value in enumerate((7_000_000_000, 7_300_000_000, 7_000_000_001, 7_300_000_001, 7_000_000_002)):
            connection.judged(content("bapenda", row("ret01", "2026-Q1", value, reason="koreksi",
                                                     as_of=instant("2026-04-11") + hour)))
        load = self.pair.status().load
        self.assertEqual((load.top[0].alert, load.top[0].fired), ("missed/ret01/2026-Q1", 3))
        self.assertEqual((load.flapping, load.stale, load.suppressed), (1, 0, 0))
        self.assertEqual(len(load.top), 9)    # eight overdue since the 11th beside it
        self.assertEqual({top.fired for top in load.top[1:]}, {1})
        day = next(day for day in load.days if day.day == "2026-04-11")
        digest = self.ask("digest", day="2026-04-11").digest
        self.assertEqual((day.fired, day.resolved), (digest.fired, digest.resolved))
        self.assertEqual(day.resolved, 3)    # once overdue, twice missed
        self.assertNotIn("2026-03-12", [day.day for day in load.days])    # 31 days ago
        self.pair.advance("2026-05-15")
        load = self.pair.status().load
        self.assertEqual(load.flapping, 0)
        self.assertNotIn("2026-04-11", [day.day for day in load.days])
        self.pair.stop("evaluator")
        self.assertEqual(self.pair.rebuild_check().returncode, 0)
        self.pair.start_evaluator()


class Commands(DaemonTest):
    options = {"units": ("dispar", "dpmptsp", "bapenda")}

    def setUp(self):
        super().setUp()
        self.pair.advance("2026-02-05")
        self.pair.connect("dpmptsp").judged(
            content("dpmptsp", row("izn02", "2026-01", ratio=(9, 10), as_of="2026-02-05", status=1)))
        self.pair.advance("2026-04-11")
        self.pair.connect("bapenda").judged(
            content("bapenda", row("ret01", "2026-Q1", 7_000_000_000, as_of="2026-04-11")))

    def say(self, *arguments):
        return self.pair.evaluator(*arguments).stdout

    def refused(self, *arguments):
        answer = self.pair.evaluator(*arguments, check=False)
        self.assertEqual(answer.stdout, "")
        return answer.returncode, answer.stderr

    def test_everything_fits_a_hundred_columns(self):
        for language in ("id", "en"):
            for arguments in (["digest"], ["digest", "--day", "2026-04-11"], ["completeness"],
                              ["history", "--indicator", "ret01"], ["history", "missed/ret01/2026-Q1"]):
                said = self.say(*arguments, "--lang", language)
                self.assertGreater(len(said.splitlines()), 1, arguments)
                for line in said.splitlines():
                    self.assertLessEqual(len(line), 100, line)

    def test_completeness(self):
        said = self.say("completeness")
        signs = {line.split()[1]: line for line in said.splitlines() if len(line.split()) > 4}
        self.assertIn("  +X!.........  2026-03, 2026-04-10", signs["izn02"])
        self.assertIn("  ~...", signs["ret01"])
        self.assertIn("~ late", said)
        self.assertNotIn("declared missing", said)
        rows = list(csv.DictReader(io.StringIO(self.say("completeness", "--unit", "dpmptsp", "--csv"))))
        self.assertEqual(len(rows), 24)
        january = next(r for r in rows if (r["indicator"], r["period"]) == ("izn02", "2026-01"))
        self.assertEqual((january["state"], january["status"], january["stage"], january["due"], january["locked_from"]),
                         ("on_time", "provisional", "submitted", "2026-02-10", "2026-03-03"))
        march = next(r for r in rows if (r["indicator"], r["period"]) == ("izn02", "2026-03"))
        self.assertEqual((march["state"], march["status"], march["stage"]), ("overdue", "", ""))
        answer = json.loads(self.say("completeness", "--unit", "bapenda", "--json"))
        self.assertEqual([p["state"] for p in answer["rows"][0]["periods"]], ["late"] + 3 * ["not_due"])
        self.assertEqual(self.refused("completeness", "--period", "2026-Q1")[0], 2)

    def test_digest(self):
        said = self.say("digest", "--day", "2026-04-11", "--unit", "bapenda")
        self.assertTrue(said.startswith("2026-04-11: began 2, ended 1\nNow: standing 1, of these acknowledged 0, stale 0\n"),
                        said)
        self.assertIn("bapenda, Kepala Badan Pendapatan Daerah (definitive)\n  missed/ret01/2026-Q1, firing, 2026-04-11\n",
                      said)
        said = self.say("digest", "--day", "2026-04-11")
        self.assertIn("Kepala Dinas Pariwisata (definitive), was to be by 2026-03-02\n", said)
        self.assertIn("Kepala Dinas Pariwisata (definitive), by 2026-04-30\n", said)
        answer = json.loads(self.say("digest", "--json", "--day", "2026-04-11"))
        self.assertEqual(answer["standing"], sum(len(notice["alerts"]) for notice in answer["notices"]))
        self.assertEqual((answer["fired"], answer["resolved"]), (9, 1))
        self.assertIn("is not a date", self.refused("digest", "--day", "kemarin")[1])

    def test_history(self):
        lines = self.say("history", "overdue/ret01/2026-Q1").splitlines()
        heads = [line for line in lines if not line.startswith(" ")]
        self.assertEqual([head.split("  ")[2:] for head in heads],
                         [["overdue", "firing", "bapenda", "ret01", "2026-Q1"],
                          ["overdue", "resolved", "bapenda", "ret01", "2026-Q1"]])
        events = json.loads(self.say("history", "--indicator", "ret01", "--json"))["events"]
        self.assertEqual([event["alert"].split("/")[0] for event in events], ["overdue", "overdue", "missed"])
        self.assertEqual(self.say("history", "--indicator", "kec01"), "Nothing has happened yet.\n")
        self.assertEqual(self.refused("history")[0], 2)
        self.assertEqual(self.refused("history", "missed/ret01/2026-Q1", "--indicator", "ret01")[0], 2)
        self.assertIn("query.unknown", self.refused("history", "missed/ret01/2026-Q2")[1])

    def test_status_tells_the_load(self):
        said = self.say("status")
        self.assertIn("Alerts of the last 30 days:\n  began: 9\n  ended: 1\n", said)
        self.assertIn("  2026-04-11: 9 began, 1 ended\n", said)

    def test_an_act_that_is_written_wrong_is_not_sent(self):
        before = self.pair.counters()["acts"]
        for arguments, sentence in (
                (["acknowledge", "missed/ret01/2026-Q1", "--actor", "P1"], "needs --reason; for example: act acknowledge"),
                (["tutup", "ret01", "--reason", "x", "--actor", "P1"], "ret01 is not an alert"),
                (["buka-kembali", "bapenda/2026-Q1", "--reason", "x", "--actor", "P1"], "needs --until"),
                (["review", "ret01/2026-Q1"], "review needs --actor"),
                (["review", "ret01/2026-Q1", "--actor", "P1", "--id", "12"], "--id takes 32 hexadecimal digits"),
                (["lupakan", "missed/ret01/2026-Q1"], "lupakan is no act"),
                (["review"], "write it as: capaian-evaluator act KIND SUBJECT")):
            code, said = self.refused("act", *arguments)
            self.assertEqual(code, 2)
            self.assertIn(sentence, said)
        self.assertEqual(self.pair.counters()["acts"], before)


if __name__ == "__main__":
    unittest.main()
