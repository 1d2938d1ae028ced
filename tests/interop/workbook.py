"""A real workbook through both daemons: the quarterly evaluation of 2025 that a planning office kept by hand.

Turns the sheet into a catalogue and four quarters of messages, runs them, and compares our totals with the sheet's. Every
difference must follow from a rule named here; a difference without a rule, or a rule without its rows, fails. The sheet is
not part of the project: without it the test is skipped.

    /usr/bin/python3 tests/interop/workbook.py BUILD_DIR
"""
import csv
import io
import os
import pathlib
import sys
from decimal import ROUND_HALF_UP, Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "service"))

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHEET = ROOT.parent / "shared" / "data" / "deli-serdang-bappedalitbang-2025.csv"
QUARTERS = ("q1", "q2", "q3", "q4")
SENT = ("2025-04-07", "2025-07-07", "2025-10-07", "2026-01-07")
NINE = Decimal(1).scaleb(-9)
AGREED = 2  # decimals agreed for every indicator of this sheet
SKIP = 77


def number(text):
    return None if text.strip() == "" else Decimal(text)


def code(row):
    return f"r{int(row['row']):03d}"


def satuan(row):
    """The one satuan that no policy knows is a typing error of Unit."""
    return "Unit" if row["unit_of_measure"] == "Unir" else row["unit_of_measure"]


def table(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def catalogue(folder, rows, satuan_of):
    folder.mkdir(exist_ok=True)
    known = sorted({satuan(row) for row in rows})
    (folder / "policy.ini").write_text(
        "timezone = Asia/Jakarta\nnumbers = en\nsatuan = " + ", ".join(known) + "\ndue = 10d\nlock = 30d\n")
    (folder / "units.csv").write_text(
        "unit,name,kind,reports_to,from\nbupati,Bupati,kepala daerah,,2025-01-01\n"
        "bappeda,Bappedalitbang,badan,bupati,2025-01-01\n")
    (folder / "holders.csv").write_text(
        "unit,person,name,capacity,from,to,appointment,basis\n"
        "bappeda,P1,Kepala Bappedalitbang,definitive,2025-01-01,,inauguration,-\n")
    (folder / "indicators.csv").write_text(table(
        ("indicator", "name", "unit", "satuan", "decimals", "formula", "better", "reporting", "reported_as", "every",
         "within_year", "across_years", "progress", "source", "from"),
        [(code(row), row["indicator"], "bappeda", satuan_of(row), AGREED, "ratio", "higher", "value", "period", "quarter",
          "sum", "last" if row["unit_of_measure"] == "%" else "sum", "yes" if row["unit_of_measure"] == "%" else "", "workbook row " + row["row"], "2025-01-01")
         for row in rows]))
    (folder / "targets.csv").write_text(table(
        ("indicator", "period", "target", "counts", "judged"),
        [(code(row), "2025", row["target_2025"] or "-", "to_date", "yes") for row in rows]))


def messages(rows, quarter, rounded):
    """One quarter's CSV, as `submit` takes it. Cells with more than nine decimals are rounded, and listed."""
    lines = []
    for row in rows:
        value = number(row[quarter])
        if value is None:
            continue
        exact = value.quantize(NINE, ROUND_HALF_UP) if -value.as_tuple().exponent > 9 else value
        if exact != value:
            rounded.append(f"row {row['row']} {quarter}: {value} -> {exact}")
        lines.append((code(row), f"2025-Q{quarter[1]}", format(exact.normalize(), "f"), satuan(row)))
    return table(("indicator", "period", "value", "satuan"), lines)


def parents(rows):
    """Rows that average the typed percentages of the rows below them, and so are no data of their own."""
    found = {}
    for place, row in enumerate(rows):
        own = number(row["q1"]), number(row["q2"]), number(row["q3"]), number(row["q4"])
        if None in own or not any(own) or row["unit_of_measure"] not in ("%", "Nilai"):
            continue
        typed = [number(row[q + "_pct_typed"]) for q in QUARTERS]
        children = []
        for below in rows[place + 1:]:
            children.append([number(below[q + "_pct_typed"]) for q in QUARTERS])
            if None in children[-1] or None in typed:
                break
            means = [sum(child[i] for child in children) / len(children) for i in range(4)]
            if len(children) > 1 and all(abs(mean - mine) < Decimal("1e-9") for mean, mine in zip(means, typed)):
                found[int(row["row"])] = len(children)
                break
    return found


def rule_for(row, ours, sheet):
    """Why our total is not the sheet's; None: no rule knows it."""
    quarters = [number(row[q]) for q in QUARTERS]
    if None in quarters:
        return "a blank quarter is not zero: the year is not reported, so there is no total"
    if sum(quarters).quantize(Decimal(1).scaleb(-AGREED), ROUND_HALF_UP) == ours != sheet:
        return "the sheet's total is not the sum of its quarters"
    return None


def main(build):
    if not SHEET.exists():
        print(f"skipped: {SHEET.relative_to(ROOT.parent)} is not here (it is not part of the project)")
        return SKIP
    from pair import Pair  # of the service tests
    with SHEET.open(newline="", encoding="utf-8") as file:
        sheet = list(csv.DictReader(file))
    failures = []

    def expect(what, found, wanted):
        print(f"  {what}: {found}")
        if found != wanted:
            failures.append(f"{what}: found {found}, expected {wanted}")

    rows = [row for row in sheet if row["target_2025"].strip() != ""]
    with Pair(build, simulated="2025-01-01") as pair:
        folder = pair.folder / "catalogue"
        catalogue(folder, sheet, lambda row: row["unit_of_measure"])
        answer = pair.evaluator("catalogue", "check", str(folder), check=False)
        print("The sheet as it stands is refused:")
        lines = answer.stdout.splitlines()
        unknown = [line for line in lines if "satuan.unknown" in line]
        without = [line for line in lines if "indicator.target_absent" in line]
        expect("rows whose satuan nobody knows", [line.split(":")[1] for line in unknown],
               [str(2 + i) for i, row in enumerate(sheet) if row["unit_of_measure"] == "Unir"])
        expect("rows without any number to reach", len(without), len(sheet) - len(rows))
        expect("those rows", [row["row"] for row in sheet if row not in rows], ["108", "109", "110", "111", "112"])

        catalogue(folder, rows, satuan)
        pair.evaluator("catalogue", "apply", str(folder), "--basis", "workbook", "--effective", "2025-01-01")
        pair.allow_submit("bappeda")
        rounded = []
        for quarter, day in zip(QUARTERS, SENT):
            pair.evaluator("clock", "advance", day)
            path = pair.folder / f"{quarter}.csv"
            path.write_text(messages(rows, quarter, rounded))
            pair.submit("bappeda", "--numbers", "en", "--as-of", day, str(path))
        pair.evaluator("clock", "advance", "2026-03-01")
        report = list(csv.DictReader(io.StringIO(pair.evaluator("report", "--period", "2025", "--csv").stdout)))
    ours = {line["indicator"]: line for line in report}

    print(f"Cells with more than nine decimals: {len(rounded)}")
    for line in rounded:
        print("  " + line)
    print("Known from the sheet:")
    expect("row 13 carries two indicators in one cell", "1. " in rows[0]["indicator"] and "2. " in rows[0]["indicator"],
           True)
    for wanted in ("13", "14"):
        row = next(row for row in rows if row["row"] == wanted)
        expect(f"row {wanted}: the typed parts add up to 100 exactly", sum(number(row[q]) for q in QUARTERS) == 100, False)
        expect(f"row {wanted}: outcome", ours[code(row)]["year_outcome"], "met")
    zero = [row["row"] for row in rows if number(row["target_2025"]) == 0]
    expect("rows with target 0", len(zero), 9)
    expect("of these realized something", [r["row"] for r in rows if r["row"] in zero and number(r["total_2025"])], ["82"])
    expect("row 82: outcome, percentage", (ours["r082"]["year_outcome"], ours["r082"]["year_attainment"]), ("met", ""))
    blank = [row["row"] for row in rows if any(number(row[q]) is None for q in QUARTERS)]
    expect("rows with a blank quarter", blank, ["40", "41", "89", "90"])
    for row in blank:
        expect(f"row {row}: outcome", ours[f"r{int(row):03d}"]["year_outcome"], "missed_silent")
    averaging = parents(rows)
    expect("rows that average the typed percentages of the rows below them, no data of their own", sorted(averaging),
           [14, 22, 27, 30, 45, 56, 64, 67, 71, 92, 93, 98, 103])
    increments = [row["row"] for row in rows if row["unit_of_measure"] == "%"]
    print(f"Percentages are increments within the year (progress): {len(increments)} rows")

    print("Our totals beside the sheet's:")
    equal, differing = 0, []
    for row in rows:
        line = ours[code(row)]
        typed = number(row["total_2025"]).quantize(Decimal(1).scaleb(-AGREED), ROUND_HALF_UP)
        complete = line["reported_through"] == "2025-Q4"
        total = Decimal(line["year_realization"]) if complete and line["year_realization"] else None
        if total == typed:
            equal += 1
            continue
        rule = rule_for(row, total, typed)
        differing.append(row["row"])
        print(f"  row {row['row']}: sheet {typed}, ours {total if total is not None else 'none'}: {rule or 'NO RULE'}")
        if rule is None:
            failures.append(f"row {row['row']}: sheet {typed}, ours {total}: no rule explains it")
    expect("rows that differ", differing, ["40", "41", "51", "89", "90"])
    print(f"  equal: {equal} of {len(rows)}")
    for failure in failures:
        print("FAILED " + failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(os.path.abspath(sys.argv[1]))))
