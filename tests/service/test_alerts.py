"""Time that is advanced, and what falls due in it: overdue, missed, behind, and how each resolves."""
from harness import ACCEPTED, BUSY, DEADLINE, STORED, WARNED, DaemonTest, alert_pb2, content, instant, query_pb2, row, unittest

KINDS = {number: name.removeprefix("ALERT_KIND_").lower() for name, number in alert_pb2.AlertKind.items()}
STATES = {number: name.removeprefix("ALERT_STATE_").lower() for name, number in alert_pb2.AlertState.items()}


class Alerts(DaemonTest):
    def setUp(self):
        super().setUp()
        self.collected = []
        self.follow = self.pair.query()
        self.follow.send(follow=alert_pb2.FollowRequest(credit=4096))

    def events(self, indicator):
        """All events of that indicator until now, in words."""
        number = self.pair.status().event_number
        while not (self.collected and self.collected[-1][0] >= number) and number:
            batch = self.follow.expect("follow_batch")
            self.collected += [(event.number, event) for event in batch.events]
        self.assertEqual([n for n, _ in self.collected], list(range(1, number + 1)))
        return [(KINDS[e.kind], e.period, STATES[e.state], e.reason) for _, e in self.collected if e.indicator == indicator]

    def last(self, alert):
        return [e for _, e in self.collected if e.alert == alert][-1]

    def report(self, key, unit, indicator, period, value, **fields):
        return self.pair.connect(key).judged(content(unit, row(indicator, period, value, **fields)))

    def test_a_numeric_miss_that_is_corrected(self):
        self.pair.advance("2026-04-05")
        self.assertEqual(self.events("ret01"), [])
        self.report("bapenda", "bapenda", "ret01", "2026-Q1", 7_000_000_000, as_of="2026-04-05")
        self.assertEqual(self.events("ret01"), [("missed", "2026-Q1", "firing", "numeric")])
        event = self.last("missed/ret01/2026-Q1")
        self.assertEqual((event.unit, event.satuan, event.cut), ("bapenda", "rupiah", "2026-Q1"))
        self.assertEqual((event.target.coefficient, event.realization.coefficient, event.deviation.coefficient),
                         (7_200_000_000, 7_000_000_000, -200_000_000))
        self.assertTrue(event.sentence_id and event.sentence_en)
        self.assertEqual(event.at, instant("2026-04-05"))
        self.report("bapenda", "bapenda", "ret01", "2026-Q1", 7_300_000_000, as_of="2026-04-06", reason="koreksi")
        self.assertEqual(self.events("ret01")[1:], [("missed", "2026-Q1", "resolved", "corrected"),
                                                    ("restated", "2026-Q1", "resolved", "restated_met")])
        restated = self.last("restated/missed/ret01/2026-Q1")
        self.assertEqual((restated.refers, restated.before[:7]), ("missed/ret01/2026-Q1", "not_met"))

    def test_behind_within_the_year_and_recovered(self):
        self.pair.advance("2026-04-05")
        self.report("dispar", "dispar", "par02", "2026-Q1", 10, as_of="2026-04-05")    # 15 were agreed
        self.assertEqual(self.events("par02"), [("behind", "2026", "firing", "below_trajectory")])
        self.pair.advance("2026-07-05")
        self.report("dispar", "dispar", "par02", "2026-Q2", 41, as_of="2026-07-05")    # 40
        # Nobody has acknowledged it: the sekda is told after seven days, the bupati after seven more.
        self.assertEqual(self.events("par02")[1:], 2 * [("behind", "2026", "firing", "escalated")] +
                         [("behind", "2026", "resolved", "recovered")])

    def test_silence_is_overdue_and_then_missed(self):
        self.pair.advance("2026-04-10")
        self.assertEqual(self.events("ret01"), [])
        self.pair.advance("2026-04-11")
        self.assertEqual(self.events("ret01"), [("overdue", "2026-Q1", "firing", "not_reported")])
        self.pair.advance("2026-05-02")
        self.assertEqual(self.events("ret01")[1:], 2 * [("overdue", "2026-Q1", "firing", "escalated")] +
                         [("overdue", "2026-Q1", "resolved", "into_missed"),
                          ("missed", "2026-Q1", "firing", "not_reported")])
        event = self.last("missed/ret01/2026-Q1")
        self.assertFalse(event.HasField("realization"))
        self.assertFalse(event.unheard)
        reply = self.report("bapenda", "bapenda", "ret01", "2026-Q1", 9_000_000_000, as_of="2026-05-02")
        self.assertEqual([code for _, _, code in self.results(reply)], ["period.locked"])
        rows = self.pair.query().ask(attainment=query_pb2.AttainmentQuery(indicator="ret01")).attainment.rows
        target = next(t for t in rows[0].targets if t.period == "2026-Q1")
        self.assertEqual(target.outcome, query_pb2.ASSESSED_MISSED_SILENT)

    def test_a_late_report_resolves_and_is_told(self):
        self.pair.advance("2026-04-12")
        reply = self.report("bapenda", "bapenda", "ret01", "2026-Q1", 8_000_000_000, as_of="2026-04-12")
        self.assertEqual(reply.outcome, WARNED)
        self.assertEqual([code for _, _, code in self.results(reply)], ["row.late"])
        self.assertEqual(self.events("ret01"), [("overdue", "2026-Q1", "firing", "not_reported"),
                                                ("overdue", "2026-Q1", "resolved", "late_report")])

    def test_events_are_reported_when_the_count_agrees(self):
        self.pair.advance("2026-02-03")
        connection = self.pair.connect()
        as_of = "2026-02-03"
        tickets = [row("par01", f"2026-01-{day:02d}", 10, as_of, ref=f"karcis-{day}") for day in range(1, 31)]
        self.assertEqual(connection.judged(content("dispar", *tickets)).outcome, ACCEPTED)
        closing = connection.judged(content("dispar", row("par01", "2026-01", as_of=as_of, complete=(31, 310))))
        self.assertEqual([code for _, _, code in self.results(closing)], ["complete.count"])
        self.pair.advance("2026-02-12")
        self.assertEqual(self.events("par01"), [("overdue", "2026-01", "firing", "not_reported")])
        # The same tickets again change nothing; the last one makes it complete.
        again = connection.judged(content("dispar", *tickets))
        self.assertEqual(again.verdict.unchanged, 30)
        connection.judged(content("dispar", row("par01", "2026-01-31", 10, "2026-02-12", ref="karcis-31")))
        self.assertEqual(self.events("par01")[1:], [("overdue", "2026-01", "resolved", "late_report")])

    def test_time_runs_forward_only(self):
        self.pair.advance("2026-03-01")
        answer = self.pair.evaluator("clock", "advance", "2026-02-01", check=False)
        self.assertEqual(answer.returncode, 1)
        self.assert_code(self.pair.query().act(clock_advance=query_pb2.ClockAdvance(to=instant("2026-02-01"))), "clock.back")
        self.assertEqual(self.pair.status().now, instant("2026-03-01"))

    def test_what_was_received_before_an_instant_is_judged_before_it(self):
        """A report that waits in the collector's journal while the due date passes raises no false alarm."""
        self.pair.advance("2026-04-09")
        self.pair.stop("evaluator")
        self.assertEqual(self.pair.connect("bapenda").submit(
            content("bapenda", row("ret01", "2026-Q1", 8_000_000_000, "2026-04-09"))).outcome, STORED)
        self.pair.start_evaluator()
        self.pair.advance("2026-04-20")
        self.follow = self.pair.query()
        self.follow.send(follow=alert_pb2.FollowRequest(credit=4096))
        self.assertEqual(self.events("ret01"), [])
        self.assertIn(("overdue", "2026-Q1", "firing", "not_reported"), self.events("par02"))


class RealTime(DaemonTest):
    options = {"simulated": None}

    def test_a_real_ledger_does_not_let_its_clock_be_moved(self):
        self.assert_code(self.pair.query().act(clock_advance=query_pb2.ClockAdvance(to=2**45)), "clock.real")
        self.assertFalse(self.pair.status().simulated)
        self.assertEqual(self.pair.evaluator("clock", "advance", "2030-01-01", check=False).returncode, 1)

    def test_the_two_kinds_of_time_refuse_each_other(self):
        self.pair.stop("collector")
        self.pair.simulated = "2026-01-01"    # the collector's only: the ledger stays real
        with self.assertRaises(RuntimeError):
            self.pair.start_collector()
        self.assertEqual(self.pair.processes.pop("collector").wait(DEADLINE), 3)
        self.assertIn("other kind of time", self.pair.log("collector"))
        for file in (self.pair.folder / "c").glob("journal.db*"):
            file.unlink()
        self.pair.start_collector()
        reply = self.pair.connect().submit(content("dispar", row("par01", "2026-01-01", 1)))
        self.assertEqual(reply.outcome, BUSY)
        self.assertGreater(reply.retry_after_ms, 0)
        self.assertEqual(self.pair.status().messages, 0)


if __name__ == "__main__":
    unittest.main()
