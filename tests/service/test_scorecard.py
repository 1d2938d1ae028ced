"""Scorecards, tenures and the plan as people ask for them, and who may."""
import csv
import io
import json
import shutil

from harness import CATALOGUE, DaemonTest, content, instant, query_pb2, row, unittest


class Scorecards(DaemonTest):
    options = {"catalogue": False}

    def setUp(self):
        super().setUp()
        folder = self.pair.folder / "catalogue"
        shutil.copytree(CATALOGUE, folder)
        self.put_plan(folder, {"izn01": "S1", "izn02": "S1", "par01": "S2"})
        (folder / "plan.csv").write_text("node,parent,level,name,external\nT,,tujuan,Tujuan,RPJMN PN 2\n"
                                         "S1,T,sasaran,Izin,\nS2,T,sasaran,Wisata,\n")
        (folder / "shares.csv").write_text("indicator,unit,part,share\nret01,dpmptsp,answers,20\n")
        self.pair.apply(folder)
        self.pair.wait_connected()
        for name, roles, units in (("watcher", "watch", "*"), ("people", "personnel", "-"), ("dispar_asks", "submit", "dispar")):
            self.pair.public[name] = self.pair.keygen(f"{name}.key")
            self.pair.authorise("e", f"{self.pair.public[name]} {roles} {units} {name}")
        connection = self.pair.connect("dpmptsp")
        for month in (1, 2, 3):
            day = f"2026-{month + 1:02}-05"
            self.pair.advance(day)
            reply = connection.judged(content("dpmptsp", row("izn01", f"2026-{month:02}", ratio=(500, 100), as_of=day),
                                              row("izn02", f"2026-{month:02}", ratio=(80, 100), as_of=day)))
            self.assertEqual(reply.verdict.accepted, 2, reply)

    def put_plan(self, folder, nodes):
        lines = list(csv.reader((folder / "indicators.csv").read_text().splitlines()))
        for line in lines[1:]:
            line[lines[0].index("plan")] = nodes.get(line[0], "")
        with (folder / "indicators.csv").open("w", newline="") as file:
            csv.writer(file).writerows(lines)

    def ask(self, *arguments, key="admin", code=0):
        answer = self.pair.run("evaluator", *arguments, key=key, check=False)
        self.assertEqual(answer.returncode, code, answer.stdout + answer.stderr)
        return answer.stdout + answer.stderr

    def test_a_card_says_what_it_counts_and_what_it_leaves_out(self):
        said = self.ask("scorecard", "--unit", "dpmptsp")
        # 5.00 of 5.00 is 100, 80 of 90 is 88.89: half and half. The share of ret01 is not in yet.
        self.assertIn("Score 94.44", said)
        self.assertIn("assessed 83.33 % of the weight; met 1, not met 1, not assessed 1", said)
        line = next(line for line in said.splitlines() if line.startswith("ret01"))
        self.assertIn("left out: not reported yet; answers for a share", line)
        # Target and realization with the decimals of the indicator.
        line = next(line for line in said.splitlines() if line.startswith("izn02"))
        self.assertRegex(line, r" 90\.00 +80\.00 +88\.89 ")
        self.assertIn("P0301", said)
        self.assertIn("Skor 94,44", self.ask("scorecard", "--unit", "dpmptsp", "--lang", "id"))
        card = json.loads(self.ask("scorecard", "--unit", "dpmptsp", "--json"))["cards"][0]
        self.assertEqual((card["score"], card["assessed"], card["met"], len(card["lines"])), (94.44, 83.33, 1, 3))
        self.assertEqual([line["left_out"] for line in card["lines"]], ["no", "no", "not_reported"])
        rows = list(csv.DictReader(io.StringIO(self.ask("scorecard", "--csv"))))
        self.assertEqual({row["unit"] for row in rows} >= {"dispar", "dpmptsp", "bapenda"}, True)
        izn02 = next(row for row in rows if row["indicator"] == "izn02")
        self.assertEqual((izn02["capped"], izn02["counted"], izn02["outcome"]), ("88.888889", "50", "not_met"))
        self.assertEqual((izn02["satuan"], izn02["target"], izn02["realization"]), ("%", "90", "80"))
        self.assertIn("No score", self.ask("scorecard", "--unit", "dispar"))

    def test_a_person_is_for_those_who_may(self):
        said = self.ask("scorecard", "--person", "P0301", key="people")
        self.assertIn("Score 94.44", said)
        self.assertIn("Rule of the tenure: the trajectory since the handover; chain of appointments since 2024-06-03", said)
        for key in ("watcher", "dispar_asks"):
            self.assertIn("key.not_allowed", self.ask("scorecard", "--person", "P0301", key=key, code=1))
        self.assertIn("query.unknown", self.ask("scorecard", "--person", "P9999", code=1))
        # A Plh has no card: the chair was warm, the post was somebody else's.
        self.assertIn("query.unknown", self.ask("scorecard", "--person", "P0202", code=1))

    def test_a_unit_sees_its_own_card(self):
        cards = json.loads(self.ask("scorecard", "--json", key="dispar_asks"))["cards"]
        self.assertEqual([card["unit"] for card in cards], ["dispar"])
        self.assertIn("key.unit", self.ask("scorecard", "--unit", "dpmptsp", key="dispar_asks", code=1))
        self.assertGreater(len(json.loads(self.ask("scorecard", "--json", key="watcher"))["cards"]), 5)

    def test_the_plan_counts_what_lies_below(self):
        nodes = {node["node"]: node for node in json.loads(self.ask("plan", "--json"))["nodes"]}
        top = nodes["T"]
        self.assertEqual([nodes[node]["indicators"] for node in ("T", "S1", "S2")], [3, 2, 1])
        self.assertEqual([node["together"] for node in nodes.values()], [None] * 3)    # days and percent do not add up
        self.assertEqual((top["met"], top["not_met"], top["external"]), (1, 1, "RPJMN PN 2"))
        said = self.ask("plan")
        self.assertIn("percentages are never averaged", said)
        self.assertIn("RPJMN PN 2", said)
        self.assertIn("key.not_allowed", self.ask("plan", key="dispar_asks", code=1))

    def test_a_card_of_many_lines_goes_over_pages(self):
        folder = self.pair.folder / "catalogue"
        lines = (folder / "indicators.csv").read_text().splitlines()
        model = next(csv.reader([line for line in lines if line.startswith("ret01")]))
        with (folder / "indicators.csv").open("a", newline="") as indicators, (folder / "targets.csv").open("a") as targets:
            for number in range(1100):
                csv.writer(indicators).writerow([f"x{number:04}", model[1], "sekda"] + model[3:])
                targets.write(f"x{number:04},2026,10,,to_date,yes,,\n")
        self.pair.apply(folder)
        cards = json.loads(self.ask("scorecard", "--json"))["cards"]
        units = [card["unit"] for card in cards]
        self.assertEqual(len(units), len(set(units)), units)
        sekda = next(card for card in cards if card["unit"] == "sekda")
        self.assertEqual([line["indicator"] for line in sekda["lines"]], [f"x{number:04}" for number in range(1100)])
        self.assertEqual((sekda["score"], sekda["assessed"], sekda["not_assessed"]), (None, 0, 1100))
        self.assertEqual(len(next(card for card in cards if card["unit"] == "dpmptsp")["lines"]), 3)
        rows = list(csv.DictReader(io.StringIO(self.ask("scorecard", "--csv"))))
        self.assertEqual(sum(row["unit"] == "sekda" for row in rows), 1100)

    def test_what_cannot_be_answered_says_so(self):
        connection = self.pair.query()
        self.assert_code(connection.ask(scorecard=query_pb2.ScorecardQuery(period="2026-Q1")), "period.malformed")
        self.assert_code(connection.ask(scorecard=query_pb2.ScorecardQuery(unit="nobody")), "unit.unknown")
        self.ask("scorecard", "--period", "2026-Q1", code=2)
        self.ask("plan", "--csv", "--json", code=2)


if __name__ == "__main__":
    unittest.main()
