"""A real workbook through both daemons: the quarterly evaluation of 2025 that a planning office kept by hand.

Turns the sheet into a catalogue and four quarters of messages, runs them, and compares our totals, our five-year
attainment and our percentages with the sheet's (workbook_plan.py). Every difference must follow from a rule named here;
a difference without a rule, or a rule without its rows, fails. The sheet is not part of the project: without it the
test is skipped.

    /usr/bin/python3 tests/interop/workbook.py BUILD_DIR
"""
import csv
import io
import os
import pathlib
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "service"))

import workbook_plan as plan
from workbook_sheet import (QUARTERS, ROOT, SENT, SHEET, catalogue, cents, code, load, messages, number, parents,
                            satuan)

SKIP = 77


def rule_for(row, ours, sheet):
    """Why our total is not the sheet's; None: no rule knows it."""
    quarters = [number(row[q]) for q in QUARTERS]
    if None in quarters:
        return "a blank quarter is not zero: the year is not reported, so there is no total"
    if cents(sum(quarters)) == ours != sheet:
        return "the sheet's total is not the sum of its quarters"
    return None


def main(build):
    if not SHEET.exists():
        print(f"skipped: {SHEET.relative_to(ROOT.parent)} is not here (it is not part of the project)")
        return SKIP
    from pair import Pair  # of the service tests
    sheet = load()
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

        catalogue(folder, rows, satuan, across=lambda row: "sum")
        answer = pair.evaluator("catalogue", "check", str(folder), check=False)
        expect("percent rows summed over the years, as the form does: refused",
               answer.stdout.count("indicator.rate_summed"), 21)

        catalogue(folder, rows, satuan, plan=plan.PLAN)
        pair.evaluator("catalogue", "apply", str(folder), "--basis", "workbook", "--effective", "2025-01-01")
        pair.allow_submit("bappeda")
        rounded, seen = [], {}
        for quarter, day in zip(QUARTERS, SENT):
            pair.evaluator("clock", "advance", day)
            path = pair.folder / f"{quarter}.csv"
            path.write_text(messages(rows, quarter, rounded))
            pair.submit("bappeda", "--numbers", "en", "--as-of", day, str(path))
            seen[quarter] = plan.report(pair)
        pair.evaluator("clock", "advance", "2026-03-01")
        reported, missed = plan.report(pair), plan.alerts(pair, "missed")
        report = list(csv.DictReader(io.StringIO(pair.evaluator("report", "--period", "2025", "--csv").stdout)))
        failures += plan.compare_plan(rows, reported, expect)
        plan.contradictions(rows, seen, expect)
        expect("rows 46 and 48: missed, in an alert", [missed[c]["attainment"] for c in ("r046", "r048")], [0, 0])
        # An opening balance is no row that somebody sent: what is absurd in it puts no figure of the year in doubt.
        expect("implausible among the quarters", sorted(plan.alerts(pair, "implausible")), ["r063"])
        plan.plan_of_five(pair, folder, rows, expect)
    with Pair(build, simulated="2025-01-01") as pair:
        plan.send_the_form(pair, rows, expect)
    ours = {line["indicator"]: line for line in report}

    print(f"Cells with more than nine decimals: {len(rounded)}")
    for line in rounded:
        print("  " + line)
    print("Known from the sheet:")
    expect("row 13 carries two indicators in one cell", "1. " in rows[0]["indicator"] and "2. " in rows[0]["indicator"],
           True)
    for wanted in ("13", "14"):
        row = next(row for row in rows if row["row"] == wanted)
        exactly = sum(number(row[q]) for q in QUARTERS) == 100
        expect(f"row {wanted}: the typed parts add up to 100 exactly", exactly, False)
        expect(f"row {wanted}: outcome", ours[code(row)]["year_outcome"], "met")
    zero = [row["row"] for row in rows if number(row["target_2025"]) == 0]
    expect("rows with target 0", len(zero), 9)
    expect("of these realized something",
           [row["row"] for row in rows if row["row"] in zero and number(row["total_2025"])], ["82"])
    expect("row 82: outcome, percentage", (ours["r082"]["year_outcome"], ours["r082"]["year_attainment"]), ("met", ""))
    blank = [row["row"] for row in rows if any(number(row[q]) is None for q in QUARTERS)]
    expect("rows with a blank quarter", blank, ["40", "41", "89", "90"])
    for row in blank:
        expect(f"row {row}: outcome", ours[f"r{int(row):03d}"]["year_outcome"], "missed_silent")
    cells = next(row for row in rows if row["row"] == "51")
    expect("row 51: the sheet's total, its quarters, ours",
           (number(cells["total_2025"]), sum(number(cells[q]) for q in QUARTERS), ours["r051"]["year_realization"]),
           (0, 35, "35"))
    averaging = parents(rows)
    expect("rows that average the typed percentages of the rows below them, no data of their own", sorted(averaging),
           [14, 22, 27, 30, 45, 56, 64, 67, 71, 92, 93, 98, 103])
    increments = [row["row"] for row in rows if row["unit_of_measure"] == "%"]
    print(f"Percentages are increments within the year (progress): {len(increments)} rows")

    print("Our totals beside the sheet's:")
    equal, differing = 0, []
    for row in rows:
        line = ours[code(row)]
        typed = cents(number(row["total_2025"]))
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
