"""Explanations: each formula and consolidation, as the command prints it, from the target's versions to the receipts."""
import json
import os
import pathlib
import uuid

from harness import DaemonTest, content, row, unittest

UNITS = """unit,name,kind,reports_to,from,to,successors,official_code,feed_every
bupati,Bupati,kepala daerah,,2020-01-01,,,,
dinas,Dinas,dinas,bupati,2020-01-01,,,1.01,
pusk1,Puskesmas Satu,puskesmas,dinas,2020-01-01,,,1.02,
pusk2,Puskesmas Dua,puskesmas,dinas,2020-01-01,,,1.03,
"""
HOLDERS = """unit,person,name,capacity,from,to,appointment,basis
bupati,P1,Bupati,definitive,2025-02-20,,inauguration,SK 1
dinas,P2,Kepala Dinas Lama,definitive,2024-01-01,2026-04-30,inauguration,SK 2
dinas,P3,Kepala Dinas Baru,plt,2026-05-01,,assignment,SK 3
pusk1,P4,Kepala Puskesmas Satu,definitive,2024-01-01,,inauguration,SK 4
pusk2,P5,Kepala Puskesmas Dua,definitive,2024-01-01,,inauguration,SK 5
"""
HEADER = ("indicator,name,unit,reporter,satuan,decimals,formula,better,reporting,reported_as,every,within_year,"
          "across_years,per,progress,min,max,scale,source,due,final_due,lock,plan,definition,from,to")
POLICY = """timezone = Asia/Jakarta
numbers = en
satuan = orang, %, hari, indeks, predikat, rupiah
due = 10d
lock = 400d
grace = 10m
tolerance = 5%
clear = 2%
plausible = 20%..200%
score_cap = 120
tenure_target = trajectory
min_months = 6
missing_reasons = belum terbit, keadaan kahar
escalation = 7d
review = none
"""


def indicator(code, satuan, decimals, formula, better, within, across, every="month", reporting="value", reported="period",
              per="", scale=""):
    cells = [code, f"Indikator {code}", "dinas", "", satuan, str(decimals), formula, better, reporting, reported, every,
             within, across, per, "", "", "", scale, "Register", "", "", "", "", f"Definisi {code}", "2026-01-01", ""]
    return ",".join(cells)


INDICATORS = [indicator("ratio", "orang", 0, "ratio", "higher", "sum", "sum"),
              indicator("reflected", "hari", 2, "reflected", "lower", "ratio-of-sums", "ratio-of-sums", per="1"),
              indicator("inverse", "indeks", 1, "inverse", "lower", "last", "last"),
              indicator("rangeup", "%", 1, "range", "higher", "last", "last", "quarter"),
              indicator("rangedown", "hari", 1, "range", "lower", "last", "last", "quarter"),
              indicator("rangein", "%", 1, "range", "inside", "average", "average"),
              indicator("grade", "predikat", 0, "grade", "higher", "last", "last", "quarter", scale="akip"),
              indicator("events", "hari", 2, "ratio", "higher", "average", "average", reporting="events"),
              indicator("todate", "rupiah", 0, "ratio", "higher", "sum", "sum", reported="to_date"),
              indicator("parts", "orang", 0, "ratio", "higher", "sum", "sum")]
TARGETS = """indicator,period,target,target_high,counts,judged,weight,curve
ratio,2026-Q1,150000,,to_date,yes,,
ratio,2026,600000,,to_date,yes,,s
ratio,2026..2027,1300000,,to_date,no,,
reflected,2026-Q1,5,,to_date,yes,,
reflected,2026,5,,to_date,no,,
inverse,2026-Q1,18,,to_date,yes,,
inverse,2026,18,,to_date,no,,
rangeup,2026-Q1,80,90,to_date,yes,,
rangeup,2026,80,90,to_date,no,,
rangedown,2026-Q1,7,8,to_date,yes,,
rangedown,2026,7,8,to_date,no,,
rangein,2026-Q1,40,60,to_date,yes,,
rangein,2026,40,60,to_date,no,,
grade,2026-Q1,BB,,to_date,yes,,
grade,2026,BB,,to_date,no,,
events,2026-Q1,4,,to_date,yes,,
events,2026,4,,to_date,no,,
todate,2026-Q1,300,,period,no,,
todate,2026-Q2,400,,period,yes,,
todate,2026-Q3,400,,period,no,,
todate,2026-Q4,400,,period,no,,
parts,2026-Q1,100,,to_date,yes,,
parts,2026,400,,to_date,no,,
"""
SCALES = """scale,grade,rank,score,from_value
akip,D,1,30,
akip,C,2,50,
akip,CC,3,60,
akip,B,4,70,
akip,BB,5,80,
akip,A,6,90,
akip,AA,7,100,
"""
SHARES = """indicator,unit,part,share
parts,pusk1,adds,
parts,pusk2,adds,
ratio,pusk1,answers,30
"""
# What the formula makes of each figure for 2026-Q1.
LINES = {
    "ratio": "Capaian = R / T x 100 = 120.000 / 150.000 x 100 = 80,00 %",
    "reflected": "Capaian = (2 x T - R) / T x 100 = (2 x 5 - 5,54) / 5 x 100 = 89,20 %",
    "inverse": "Capaian = T / R x 100 = 18 / 20 x 100 = 90,00 %",
    "rangeup": "Capaian = R / T x 100 = 92 / 90 x 100 = 102,22 %",
    "rangedown": "Capaian = (2 x T - R) / T x 100 = (2 x 8 - 9) / 8 x 100 = 87,50 %",
    "rangein": "Capaian = (2 x T - R) / T x 100 = (2 x 60 - 62) / 60 x 100 = 96,67 %",
    "grade": "Capaian = skor B / skor BB x 100 = 70 / 80 x 100 = 87,50 %",
    "events": "R (2026-01 s.d. 2026-03) = rata-rata = jumlah / banyaknya = 11,5 / 3 = 3,833333333 hari",
    "todate": "R s.d. 2026-03 = angka terakhir, yang dilaporkan sejak awal tahun = 310 rupiah",
}


def write(folder, targets=TARGETS):
    folder.mkdir(exist_ok=True)
    files = {"units.csv": UNITS, "holders.csv": HOLDERS, "indicators.csv": "\n".join([HEADER, *INDICATORS, ""]),
             "targets.csv": targets, "policy.ini": POLICY, "scales.csv": SCALES, "shares.csv": SHARES}
    for name, text in files.items():
        (folder / name).write_text(text)


class Explanations(DaemonTest):
    options = {"catalogue": False, "units": ("dinas", "pusk1", "pusk2")}

    def setUp(self):
        super().setUp()
        self.folder = self.pair.folder / "catalogue"
        write(self.folder)
        self.pair.apply(self.folder)
        self.pair.wait_connected()

    def report(self, *rows, unit="dinas", id=None):
        reply = self.pair.connect(unit).judged(content(unit, *rows), id)
        self.assertEqual(reply.verdict.accepted, len(rows), reply)

    def explained(self, code, period="2026-Q1", *arguments):
        return self.pair.evaluator("explain", code, period, "--lang", "id", *arguments).stdout

    def keep(self, name, text):
        """For whoever wants to read them: CAPAIAN_SAMPLES names a folder."""
        if os.environ.get("CAPAIAN_SAMPLES"):
            (pathlib.Path(os.environ["CAPAIAN_SAMPLES"]) / f"{name}.txt").write_text(text)

    def months(self, code, *values, **fields):
        return [row(code, f"2026-{month:02}", value, as_of="2026-04-03", **fields) for month, value in enumerate(values, 1)]

    def grade(self, code, period, grade):
        made = row(code, period, as_of="2026-04-03")
        made.grade.grade = grade
        return made

    def test_every_formula(self):
        self.pair.advance("2026-04-05")
        ratios = [row("reflected", f"2026-{month:02}", ratio=pair, as_of="2026-04-03")
                  for month, pair in enumerate([(100, 20), (130, 25), (97, 14)], 1)]
        events = [row("events", "2026-01-05", 3, as_of="2026-04-03", ref="a"), row("events", "2026-02-05", 4, as_of="2026-04-03", ref="b"),
                  row("events", "2026-03-05", "4.5", as_of="2026-04-03", ref="c"),
                  *[row("events", f"2026-{month:02}", complete=(1, total), as_of="2026-04-04")
                    for month, total in ((1, 3), (2, 4), (3, "4.5"))]]
        self.report(*self.months("ratio", 40000, 45000, 35000), *ratios, *self.months("inverse", 17, 19, 20),
                    row("rangeup", "2026-Q1", 92, as_of="2026-04-03"), row("rangedown", "2026-Q1", 9, as_of="2026-04-03"),
                    *self.months("rangein", 61, 62, 63), self.grade("grade", "2026-Q1", "B"), *events,
                    *self.months("todate", 90, 200, 310))
        for code, line in LINES.items():
            said = self.explained(code)
            self.keep(code, said)
            self.assertIn(f"\n  {line}\n", said)
            self.assertIn("\nCara memeriksa:\n", said)
        self.keep("ratio-year", self.explained("ratio", "2026"))
        self.keep("ratio-plan", self.explained("ratio", "2026..2027"))
        self.pair.advance("2026-07-05")
        self.report(*[row(code, f"2026-{month:02}", value, as_of="2026-07-03") for code, values in
                      (("ratio", (60000, 50000)), ("todate", (400, 550, 690))) for month, value in enumerate(values, 4)])
        self.keep("ratio-curve", self.explained("ratio", "2026-05"))
        said = self.explained("todate", "2026-Q2")
        self.keep("todate-difference", said)
        self.assertIn("R = angka s.d. 2026-06 dikurangi angka s.d. 2026-03 = 690 - 310 = 380 rupiah", said)
        figures = json.loads(self.explained("todate", "2026-Q2", "--json"))["figures"]
        self.assertEqual([figure["period"] for figure in figures], [f"2026-{month:02}" for month in (3, 4, 5, 6)])

    def test_which_rows_count_and_what_they_can_be_checked_with(self):
        self.pair.advance("2026-02-05")
        first, second = uuid.uuid4().bytes, uuid.uuid4().bytes
        self.report(row("ratio", "2026-01", 40000, as_of="2026-02-01", source="Karcis", note="awal"), id=first)
        wrong = row("ratio", "2026-01", 41000, as_of="2026-01-31", reason="salah ketik")
        wrong.replaces.message_id, wrong.replaces.row = first, 0
        self.report(wrong, id=second)
        said = json.loads(self.explained("ratio", "2026-01", "--json"))
        rows = {row["message_id"]: row for row in said["rows"]}
        self.assertEqual({id: (row["counts"], row["replaced"], row["figure"]) for id, row in rows.items()},
                         {first.hex(): (False, True, "40000"), second.hex(): (True, False, "41000")})
        self.assertEqual((rows[first.hex()]["source"], rows[second.hex()]["reason"]), ("Karcis", "salah ketik"))
        connection = self.pair.connect("dinas")
        for id in (first, second):
            self.assertEqual(rows[id.hex()]["content_hash"], connection.receipt(id).receipt.content_hash.hex())
        self.assertEqual([figure["realized"] for figure in said["figures"]], ["41000"])
        self.assertIn(second.hex(), self.explained("ratio", "2026-01"))

    def test_the_versions_say_which_holds_and_why(self):
        self.pair.advance("2026-02-05")
        write(self.folder, TARGETS.replace("ratio,2026-Q1,150000", "ratio,2026-Q1,140000"))
        self.pair.evaluator("catalogue", "apply", str(self.folder), "--basis", "PK Perubahan", "--effective", "2026-02-01")
        self.pair.advance("2026-04-05")
        write(self.folder, TARGETS.replace("ratio,2026-Q1,150000", "ratio,2026-Q1,100000"))
        self.pair.evaluator("catalogue", "apply", str(self.folder), "--basis", "Terlambat", "--effective", "2026-03-01")
        self.report(*self.months("ratio", 40000, 45000, 35000))
        said = json.loads(self.explained("ratio", "2026-Q1", "--json"))
        self.assertEqual([(version["catalogue_version"], version["basis"], version["target"], version["in_force"])
                          for version in said["versions"]],
                         [(1, "Perjanjian Kinerja 2026", 150000, False), (2, "PK Perubahan", 140000, True),
                          (3, "Terlambat", 100000, False)])
        self.assertEqual((said["assessment"]["target"], said["legal_basis"]), (140000, "PK Perubahan"))
        self.assertEqual(said["arithmetic_id"][:3], [
            "Versi 1 tidak menentukan lagi: digantikan versi yang lebih baru.",
            "Versi 2 menentukan: yang terakhir berlaku (sejak 2026-02-01) pada hari terakhir periode, 2026-03-31, dan "
            "diterapkan tepat waktu pada 2026-02-05.",
            "Versi 3 tidak menentukan: diterapkan 2026-04-05, sesudah periode berakhir pada 2026-03-31, dan tanpa --rejudge."])
        self.assertEqual((said["accountable"]["person"], said["answering"][0]["unit"]), ("P2", "pusk1"))
        self.keep("versions", self.explained("ratio"))

    def test_parts_and_what_is_declared_missing(self):
        self.pair.advance("2026-02-05")
        self.report(row("parts", "2026-01", 30, as_of="2026-02-03"), unit="pusk1")
        self.report(row("parts", "2026-01", 12, as_of="2026-02-03"), unit="pusk2")
        missing = row("inverse", "2026-01", as_of="2026-02-03")
        missing.missing.reason = "belum terbit"
        self.report(row("parts", "2026-01", 0, as_of="2026-02-03"), missing)
        said = json.loads(self.explained("parts", "2026-01", "--json"))
        self.assertEqual([(figure["unit"], figure["realized"]) for figure in said["figures"]],
                         [("", "42"), ("dinas", "0"), ("pusk1", "30"), ("pusk2", "12")])
        self.assertEqual(sorted((row["unit"], row["figure"], row["counts"]) for row in said["rows"]),
                         [("dinas", "0", True), ("pusk1", "30", True), ("pusk2", "12", True)])
        said = json.loads(self.explained("inverse", "2026-01", "--json"))
        self.assertEqual([(figure["missing"], figure["reported"]) for figure in said["figures"]], [("belum terbit", False)])
        self.assertEqual([row["figure"] for row in said["rows"]], ["missing: belum terbit"])
        self.keep("parts", self.explained("parts", "2026-01"))


if __name__ == "__main__":
    unittest.main()
