"""The catalogue as people handle it: begun from a template, taken over from a spreadsheet, shown before it is applied,
and what was agreed when."""
import json
import shutil

from harness import CATALOGUE, DaemonTest, unittest


def replace(path, old, new):
    text = path.read_text()
    assert old in text, f"{path}: {old}"
    path.write_text(text.replace(old, new))


class Catalogue(DaemonTest):
    def command(self, *arguments, code=0):
        answer = self.pair.evaluator("catalogue", *map(str, arguments), check=False)
        self.assertEqual(answer.returncode, code, answer.stdout + answer.stderr)
        return answer.stdout

    def revised(self):
        """The example, half a year later."""
        folder = self.pair.folder / "revised"
        shutil.copytree(CATALOGUE, folder)
        replace(folder / "targets.csv", "par01,2026-Q1,150.000", "par01,2026-Q1,140.000")
        replace(folder / "targets.csv", "par01,2026,1.000.000", "par01,2026,1.100.000")
        replace(folder / "policy.ini", "tolerance = 5%", "tolerance = 4%")
        replace(folder / "units.csv", "ortala,Bagian Organisasi,bagian,sekda", "ortala,Biro Organisasi,bagian,bupati")
        with (folder / "holders.csv").open("a") as file:
            file.write("dispar,P0299,Kepala Dinas Pariwisata,definitive,2026-05-01,,inauguration,SK 99/2026\n")
        return folder

    def apply(self, folder, basis, *more, effective="2026-03-01", code=0):
        return self.command("apply", folder, "--basis", basis, "--effective", effective, *more, code=code)

    def in_force(self, period):
        """The number that is judged by, and the version that it is from."""
        answer = json.loads(self.pair.evaluator("explain", "par01", period, "--json").stdout)
        return answer["assessment"]["target"], answer["assessment"]["catalogue_version"]

    def test_what_changes_is_shown_before_it_is_applied(self):
        self.pair.advance("2026-05-02")
        folder = self.revised()
        said = self.apply(folder, "SK 2", "--dry-run")
        for lines in ("Compared with version 1:\n", "  targets: 0 added, 0 removed, 2 changed (1 up, 1 down)\n",
                      "Units renamed (1):\n  ortala: Bagian Organisasi -> Biro Organisasi\n",
                      "Units with another superior (1):\n  ortala: sekda -> bupati\n",
                      "Targets up (1):\n  par01 2026: 1,000,000 -> 1,100,000\n",
                      "Targets down (1):\n  par01 2026-Q1: 150,000 -> 140,000\n",
                      "Holders who come (1):\n  dispar: P0299 Kepala Dinas Pariwisata (definitive), from 2026-05-01\n",
                      "Holders who go (1):\n  dispar: P0201 Kepala Dinas Pariwisata (definitive), until 2026-04-30\n",
                      "Policies changed (1):\n  tolerance: 5% -> 4%\n",
                      "(1); what has been judged stays as it was judged; --rejudge would judge these again:\n"
                      "  par01 2026-Q1: 150,000 -> 140,000\n", "Not applied (--dry-run).\n"):
            self.assertIn(lines, said)
        self.assertEqual(self.pair.status().catalogue_version, 1)
        said = self.apply(folder, "SK 2", "--dry-run", "--rejudge", effective="2026-05-01")
        self.assertIn("Targets for periods that end before this is in force; they never hold (1):\n  par01 2026-Q1: ", said)
        self.assertNotIn("; judged again", said)
        indonesian = self.apply(folder, "SK 2", "--dry-run", "--lang", "id")
        self.assertIn("Target turun (1):\n  par01 2026-Q1: 150.000 -> 140.000\n", indonesian)
        facts = json.loads(self.apply(folder, "SK 2", "--rejudge", "--dry-run", "--json"))
        self.assertEqual((facts["applied"], facts["rejudge"], facts["targets_down"]), (False, True, 1))
        ended = facts["changes"]["ended"]
        self.assertEqual((ended["count"], ended["list"][0]["period"], ended["list"][0]["before"], ended["list"][0]["after"]),
                         (1, "2026-Q1", 150000, 140000))
        self.assertIn("Catalogue version 2 is applied at step", self.apply(folder, "SK 2"))
        self.assertIn("Version 2 is exactly this; nothing was applied.\n", self.apply(folder, "SK 2"))
        self.assertEqual(self.pair.status().catalogue_version, 2)
        # As it was said: the ended quarter stays, the year that runs has the new number; judged again both have.
        self.assertEqual((self.in_force("2026-Q1"), self.in_force("2026")), ((150000, 1), (1100000, 2)))
        self.assertIn("have ended since 2026-03-01 are judged again", self.apply(folder, "SK 2", "--rejudge"))
        self.assertEqual((self.in_force("2026-Q1"), self.in_force("2026")), ((140000, 3), (1100000, 3)))

    def test_a_version_that_another_replaces_from_a_later_day_is_told_so(self):
        folder = self.revised()
        later = "  Version 2 is effective from 2026-10-01 and takes the place of this one from that day"
        self.assertNotIn("takes the place", self.apply(folder, "Perubahan PK", effective="2026-10-01"))
        with (folder / "holders.csv").open("a") as file:
            file.write("kec-telaga,P0702,Camat Telaga,definitive,2026-07-01,,inauguration,SK 97/2026\n")
        self.assertIn(later, self.apply(folder, "SOTK", effective="2026-07-01"))
        said = json.loads(self.apply(folder, "SOTK 2", "--dry-run", "--json", effective="2026-08-01"))
        self.assertEqual((said["compared_with"], said["later"]), (3, {"version": 2, "effective": "2026-10-01"}))
        self.assertNotIn("takes the place", self.apply(folder, "Perubahan PK 2", effective="2026-10-01"))

    def test_the_history_shows_every_version_and_every_number(self):
        self.pair.advance("2026-05-02")
        self.apply(self.revised(), "SK 2/2026", effective="2026-05-01")
        facts = json.loads(self.command("history", "--json"))["versions"]
        self.assertEqual([(version["version"], version["basis"], version["effective"]) for version in facts],
                         [(1, "Perjanjian Kinerja 2026", "2026-01-01"), (2, "SK 2/2026", "2026-05-01")])
        self.assertEqual((facts[1]["targets"], facts[1]["targets_up"], facts[1]["targets_down"]),
                         ({"added": 0, "removed": 0, "changed": 2}, 1, 1))
        self.assertEqual(facts[1]["holders"], {"added": 1, "removed": 0, "changed": 1})
        said = self.command("history")
        self.assertRegex(said, r"\n +2  2026-05-01  2026-05-02  \+0 -0 ~1 .* 1 / 1 .* SK 2/2026\n")
        periods = {period["period"]: period["numbers"] for period in
                   json.loads(self.command("history", "--indicator", "par01", "--json"))["periods"]}
        self.assertEqual([(number["version"], number["kind"], number["target"]) for number in periods["2026"]],
                         [(1, "original", 1000000), (2, "revised", 1100000)])
        self.assertEqual([number["target"] for number in periods["2026-Q2"]], [400000])
        said = self.command("history", "--indicator", "par01", "--lang", "id")
        self.assertRegex(said, r"\n2026 +1\.100\.000  ya +perubahan +2  2026-05-01  SK 2/2026\n")
        self.command("history", "--indicator", "par99", code=1)

    def test_a_template_is_empty_says_so_and_takes_its_own_examples(self):
        folder = self.pair.folder / "new"
        self.command("template", folder)
        self.command("template", folder, code=3)
        said = self.command("check", folder, code=1)
        for name in ("units", "indicators", "targets", "holders"):
            self.assertIn(f"{name}.csv: file.no_rows: ", said)
        name = None
        for line in (folder / "BACA-SAYA.txt").read_text().splitlines():
            if ".csv (" in line or ".ini (" in line:
                name = line.split(" ")[0]
            elif line.startswith("  contoh: ") and name in ("units.csv", "indicators.csv", "targets.csv", "holders.csv"):
                with (folder / name).open("a") as file:
                    file.write(line.removeprefix("  contoh: ") + "\n")
        self.assertIn("errors: 0,", self.command("check", folder))

    def spreadsheet(self):
        """The example as Excel in Indonesian settings saves it."""
        folder = self.pair.folder / "excel"
        folder.mkdir()
        def save(name, text):
            (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
        def sheet(name, headers, choices=()):
            lines = (CATALOGUE / name).read_text().splitlines()
            assert '"' not in "".join(lines[1:]) or name == "targets.csv"
            import csv, io
            rows = list(csv.reader(io.StringIO("\n".join(lines))))
            rows[0] = [headers.get(cell, cell) for cell in rows[0]]
            rows[1:] = [[dict(choices).get(cell, cell) for cell in row] for row in rows[1:]]
            out = io.StringIO()
            csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
            return out.getvalue()
        save("perangkat_daerah.csv", sheet("units.csv", {"unit": "Perangkat Daerah", "reports_to": "Atasan", "name": "Nama"}))
        save("indikator.csv", sheet("indicators.csv", {"indicator": "Kode", "formula": "Rumus", "every": "Setiap"},
                                    {"ratio": "rasio", "month": "bulan", "quarter": "triwulan", "higher": "Makin Tinggi"}.items()))
        save("target.csv", sheet("targets.csv", {"indicator": "Indikator", "weight": "Bobot"}, {"yes": "ya", "no": "tidak"}.items()))
        save("pejabat.csv", sheet("holders.csv", {"person": "Pejabat", "capacity": "Sebagai"}, {"definitive": "definitif"}.items()))
        save("kalender.csv", sheet("calendar.csv", {"date": "Tanggal"}))
        save("kebijakan.ini", (CATALOGUE / "policy.ini").read_text().replace("tolerance = 5%", "tolerance = 5,0%"))
        return folder

    def test_what_a_spreadsheet_saved_becomes_a_catalogue_that_says_the_same(self):
        folder, to = self.spreadsheet(), self.pair.folder / "to"
        self.command("check", folder, code=1)
        said = self.command("import", folder, to, "--numbers", "id")
        self.assertIn("  indikator.csv -> indicators.csv: 11 rows\n", said)
        self.assertEqual(sorted(path.name for path in to.iterdir()), sorted(path.name for path in CATALOGUE.iterdir()))
        self.assertEqual((to / "units.csv").read_text().splitlines()[0], "unit,name,kind,reports_to,from,to,successors,official_code,feed_every")
        targets = (to / "targets.csv").read_text()
        self.assertIn("\npar01,2026,1000000,,to_date,yes,100,\n", targets)
        self.assertNotIn(";", targets)
        policy = (to / "policy.ini").read_text()
        self.assertIn("\nnumbers = en\n", policy)
        self.assertIn("\ntolerance = 5%\n", policy)
        for path in to.iterdir():
            self.assertNotIn(b"\r", path.read_bytes())
            self.assertNotIn(b"\xef\xbb\xbf", path.read_bytes())
        # Against the example itself, which stands as version 1.
        facts = json.loads(self.apply(to, "SK 2", "--dry-run", "--json"))
        self.assertEqual({name: changes["count"] for name, changes in facts["changes"].items() if changes["count"]}, {"policy": 1})
        self.assertEqual(facts["changes"]["policy"]["list"], [{"subject": "numbers", "before": "id", "after": "en"}])
        self.command("import", folder, to, "--numbers", "id", code=3)

    def test_what_the_spreadsheet_destroyed_is_named_and_nothing_is_written(self):
        folder, to = self.spreadsheet(), self.pair.folder / "to"
        lines = (folder / "target.csv").read_bytes().decode("utf-8-sig").splitlines()
        lines[1] = lines[1].replace("2026-Q1", "Mar-26")
        lines[2] = lines[2].replace("400.000", "1,23E+11")
        lines[3] = lines[3].replace("700.000", "#DIV/0!")
        (folder / "target.csv").write_text("\r\n".join(lines) + "\r\n")
        units = (folder / "perangkat_daerah.csv").read_text(encoding="utf-8-sig")
        (folder / "perangkat_daerah.csv").write_text(units.replace("2020-01-01", "01/03/2026", 1))
        said = self.command("import", folder, to, "--numbers", "id", code=1)
        for finding in ("perangkat_daerah.csv:2: from: excel.date: 01/03/2026 ", "target.csv:2: period: excel.date: Mar-26 ",
                        "target.csv:3: target: excel.rounded: 1,23E+11 ", "target.csv:4: target: excel.fault: #DIV/0! "):
            self.assertIn(finding, said)
        self.assertIn("errors: 4, warnings: 0\nNothing was written;", said)
        self.assertFalse(to.exists())
        facts = json.loads(self.command("import", folder, to, "--numbers", "id", "--json", code=1))
        self.assertEqual((facts["written"], facts["errors"]), (False, 4))

    def test_an_import_that_the_check_refuses_stays_for_mending(self):
        folder, to = self.spreadsheet(), self.pair.folder / "to"
        targets = (folder / "target.csv").read_text(encoding="utf-8-sig")
        (folder / "target.csv").write_text(targets.replace("par01;2026;1.000.000;;to_date;ya;100", "par01;2026;1.000.000;;to_date;ya;60"))
        said = self.command("import", folder, to, "--numbers", "id", code=1)
        self.assertIn("weight.sum", said)
        replace(to / "targets.csv", "par01,2026,1000000,,to_date,yes,60", "par01,2026,1000000,,to_date,yes,100")
        self.assertIn("errors: 0,", self.command("check", to))

    def test_a_style_that_the_policy_contradicts_and_files_of_no_catalogue_are_refused(self):
        folder, to = self.spreadsheet(), self.pair.folder / "to"
        self.assertEqual(self.command("import", folder, to, "--numbers", "xx", code=2), "")
        answer = self.pair.evaluator("catalogue", "import", str(folder), str(to), "--numbers", "en", check=False)
        self.assertEqual(answer.returncode, 1)
        (folder / "rekap.csv").write_text("a;b\n")
        self.assertIn("rekap.csv: file.unknown: ", self.command("import", folder, to, "--numbers", "id", code=1))
        self.assertFalse(to.exists())

    def test_every_command_is_listed_and_explains_itself(self):
        listed = self.command("--help")
        for name in ("check", "apply", "show", "history", "template", "import"):
            self.assertIn(f"capaian-evaluator catalogue {name} ", listed)
            self.assertIn(f"catalogue {name}", self.command(name, "--help"))


if __name__ == "__main__":
    unittest.main()
