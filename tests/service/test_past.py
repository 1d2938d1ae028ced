"""What the ledger said at an instant, what was sealed, and a record made anew, as people ask for them."""
import csv
import io
import json
import sqlite3

from harness import DaemonTest, content, row, unittest


class Past(DaemonTest):
    def setUp(self):
        super().setUp()
        self.pair.wait_connected()
        self.connection = self.pair.connect("bapenda")

    def send(self, value, when, **fields):
        self.pair.advance(when)
        reply = self.connection.judged(content("bapenda", row("ret01", "2026-Q1", value, as_of=when, **fields)))
        self.assertEqual(reply.verdict.accepted, 1, reply)

    def report(self, *arguments, code=0):
        answer = self.pair.evaluator("report", *arguments, check=False)
        self.assertEqual(answer.returncode, code, answer.stdout + answer.stderr)
        return answer.stdout + answer.stderr

    def ret01(self, *arguments):
        page = json.loads(self.report("--indicator", "ret01", "--json", *arguments))
        return page, page["rows"][0]["to_date"]["realization"]

    def test_a_report_of_then(self):
        self.send(7_000_000_000, "2026-04-05")
        then, figure = self.ret01()
        self.assertEqual(figure, 7_000_000_000)
        self.send(7_300_000_000, "2026-04-08", reason="koreksi")
        self.assertEqual(self.ret01()[1], 7_300_000_000)
        page, figure = self.ret01("--as-of", "2026-04-05")
        self.assertEqual((figure, page["rows"]), (7_000_000_000, then["rows"]))
        self.assertLess(page["step"], self.ret01()[0]["step"])
        # The end of the day, and an instant of it.
        self.assertEqual(page["now"], self.ret01("--as-of", "2026-04-05T23:59:59+07:00")[0]["now"] + 999)
        self.assertIn("AS OF 2026-04-05T23:59:59+07:00", self.report("--as-of", "2026-04-05"))
        self.assertIsNone(self.ret01("--as-of", "2026-04-04")[1])
        rows = list(csv.DictReader(io.StringIO(self.report("--as-of", "2026-04-05", "--csv"))))
        line = next(line for line in rows if line["indicator"] == "ret01")
        self.assertEqual((line["to_date_realization"], line["ledger_time"]), ("7000000000", "2026-04-05T23:59:59+07:00"))
        # What has not been left behind is what is now.
        self.assertEqual(self.ret01("--as-of", "2030-01-01")[1], 7_300_000_000)
        self.assertIn("is not an instant", self.report("--as-of", "kemarin", code=2))
        self.assertIn("the first was applied 2026-01-01T00:00:00+07:00", self.report("--as-of", "2000-01-01", code=1))

    def test_everything_else_of_then(self):
        self.send(7_000_000_000, "2026-04-05")
        asked = (("explain", "ret01", "2026-Q1"), ("scorecard", "--unit", "bapenda"), ("plan",))
        before = [json.loads(self.pair.evaluator(*words, "--json").stdout) for words in asked]
        self.send(7_300_000_000, "2026-04-08", reason="koreksi")
        for words, then in zip(asked, before):
            now = json.loads(self.pair.evaluator(*words, "--as-of", "2026-04-05", "--json").stdout)
            for answer in (now, then):
                answer.pop("now", None)
                answer.pop("step", None)    # the next move of the clock was recorded at that time too
            self.assertEqual(now, then, words)
            self.assertIn("is not an instant", self.pair.evaluator(*words, "--as-of", "x", check=False).stderr)
        rows = json.loads(self.pair.evaluator("explain", "ret01", "2026-Q1", "--json").stdout)["rows"]
        self.assertEqual((len(before[0]["rows"]), len(rows)), (1, 2))

    def test_what_is_sealed_stays(self):
        self.send(7_000_000_000, "2026-04-05")
        self.assertIn("Nothing has been sealed", self.report("--sealed-list"))
        self.pair.evaluator("act", "seal", "tw1", "--period", "2026", "--actor", "P0501", "--reason", "LKjIP")
        was, names = self.report("--sealed", "tw1", "--json"), self.report("--sealed-list", "--json")
        self.send(7_300_000_000, "2026-04-08", reason="koreksi")
        self.assertEqual(self.ret01()[1], 7_300_000_000)
        self.assertEqual(self.report("--sealed", "tw1", "--json"), was)
        self.assertEqual(self.report("--sealed-list", "--json"), names)
        sealed = json.loads(names)["sealed"][0]
        self.assertEqual((sealed["name"], sealed["year"], sealed["actor"], len(sealed["hash"])), ("tw1", "2026", "P0501", 64))
        self.assertIn(sealed["hash"], self.report("--sealed-list", "--csv"))
        self.assertIn("SEALED as tw1", self.report("--sealed", "tw1"))
        self.assertIn("query.unknown", self.report("--sealed", "tw2", code=1))
        self.assertIn("leave out --as-of", self.report("--sealed", "tw1", "--as-of", "2026-04-01", code=2))

    def rebuild(self, *arguments):
        answer = self.pair.run("evaluator", "rebuild", *arguments, "--state", str(self.pair.folder / "e"), check=False)
        return answer.returncode, answer.stdout + answer.stderr

    def test_a_record_is_made_anew(self):
        self.send(7_000_000_000, "2026-04-05")
        code, said = self.rebuild()
        self.assertEqual(code, 3, "it is being served: " + said)
        self.pair.stop("evaluator")
        database = sqlite3.connect(self.pair.folder / "e" / "ledger.db")
        with database:
            database.execute("UPDATE figure SET count = count + 1")
        database.close()
        self.assertEqual(self.rebuild("--check")[0], 1)
        code, said = self.rebuild()
        self.assertEqual(code, 0, said)
        self.assertIn("figure: row 1", said)
        self.assertIn("made anew", said)
        self.assertEqual(self.rebuild("--check")[0], 0)


if __name__ == "__main__":
    unittest.main()
