"""What the sheet of workbook.py consolidates and what was typed into it, beside what the pair computes."""
import json
from decimal import Decimal

from workbook_sheet import QUARTERS, RATES, catalogue, cents, code, number, satuan, table

# The form adds what had been realized through 2024 (column 7), so the plan that it measures holds 2024. A plan that
# begins with 2025 begins with nothing: what was realized before it is none of it.
PLAN, PLAN_OF_FIVE = "2024..2030", "2025..2030"
TOLERANCE = Decimal("0.01")  # points: both percentages are printed with two decimals, and either may be rounded
PLAUSIBLE = Decimal(200)     # percent: the policy's upper limit where it names none


def attainment(assessment, field="attainment"):
    """A number of `--json`, exact; None where it is absent."""
    value = assessment[field]
    return None if value is None else Decimal(value)


def report(pair):
    answer = pair.evaluator("report", "--period", "2025", "--json").stdout
    return {row["indicator"]: row for row in json.loads(answer, parse_float=Decimal)["rows"]}


def alerts(pair, kind):
    """The standing alerts of a kind, by indicator."""
    standing = json.loads(pair.evaluator("status", "--alerts", "--json").stdout, parse_float=Decimal)["standing"]
    return {alert["indicator"]: alert for alert in standing if alert["kind"] == kind}


def sheet_percent(row):
    """Column 15; None: #DIV/0!"""
    text = row["attainment_renstra_pct"]
    return None if text.startswith("#") else cents(Decimal(text))


def shown(value):
    return "none" if value is None else f"{value:,.2f} %"


RATE = "a rate: its latest year stands, the form adds the years"
NO_SUM = "the sheet's year is not the sum of its quarters"


def five_year_rule(row, realized):
    """Why our figure of the plan is not the sheet's; None: no rule knows it."""
    year = sum(number(row[q]) or 0 for q in QUARTERS)
    if row["unit_of_measure"] in RATES:
        return RATE if realized == cents(year) else None
    if realized == cents(number(row["prior_realized"]) + year):
        return NO_SUM
    return None


def compare_plan(rows, reported, expect):
    """Columns 14 and 15 beside the plan's R and R/T. Returns the failures."""
    failures, equal, by_rule, rates = [], 0, {}, []
    print(f"Five-year attainment, the sheet's (14 = 7 + 13, 15 = 14 / 6 x 100) and ours (plan {PLAN}):")
    for row in rows:
        plan = reported[code(row)]["plan"]
        theirs, ours = sheet_percent(row), cents(attainment(plan))
        realized = attainment(plan, "realization")
        line = f"  row {row['row']} ({row['unit_of_measure']}): {row['to_date']} of {row['renstra_2030_target']}, " \
               f"{shown(theirs)}; ours {realized}, {shown(ours)}"
        if theirs is not None and theirs >= 159 and row["unit_of_measure"] == "%":
            rates.append((row["row"], ours))
        if theirs == ours:
            equal += 1
            print(line)
            continue
        rule = five_year_rule(row, realized)
        by_rule.setdefault(rule, []).append(row["row"])
        print(f"{line}: {rule or 'NO RULE'}")
        if rule is None:
            failures.append(f"row {row['row']}: five years {shown(theirs)}, ours {shown(ours)}: no rule explains it")
    percent = [row for row in rows if row["unit_of_measure"] == "%"]
    absurd = [reported[c]["plan"] for c in ("r023", "r042")]
    expect("rows 23 and 42, where the satuan changed: in percent, as a scorecard takes it",
           [(str(cents(attainment(plan))), attainment(plan, "capped")) for plan in absurd],
           [("1388.89", 120), ("3750.00", 120)])
    expect("rows that agree, that differ", (equal, len(rows) - equal), (72, 21))
    expect("differ because rates were summed", len(by_rule.get(RATE, ())), 20)
    expect("differ because the sheet's year is not the sum of its quarters", by_rule.get(NO_SUM), ["51"])
    expect("percent rows, of these with something to reach in 2025",
           (len(percent), sum(number(row["target_2025"]) > 0 for row in percent)), (21, 20))
    expect("percent rows that the sheet has at 159 % or more", len(rates), 17)
    expect("ours of these: 100 %", sum(ours == 100 for _, ours in rates), 15)
    expect("ours of the others", [(row, str(ours)) for row, ours in rates if ours != 100],
           [("70", "92.86"), ("97", "81.67")])
    return failures


def contradictions(rows, seen, expect):
    """Typed percentages of the year so far that the pair does not arrive at from the quantities."""
    found, by_hand, closest, without = {}, {}, None, set()
    for row in rows:
        target, quantity = number(row["target_2025"]), Decimal(0)
        for quarter in QUARTERS:
            typed, computed = number(row[quarter + "_pct_typed"]), attainment(seen[quarter][code(row)]["year"])
            if typed is None or computed is None:
                without.add(row["row"])
                continue
            quantity += number(row[quarter])
            if abs(typed - quantity / target) * 100 > TOLERANCE:
                by_hand.setdefault(row["row"], []).append(quarter)
            off = abs(typed * 100 - computed)
            if off > TOLERANCE:
                found.setdefault(row["row"], []).append((quarter, cents(typed * 100), cents(computed)))
                closest = off if closest is None else min(off, closest)
    print("Rows whose typed percentage contradicts the quantity:")
    for row, quarters in found.items():
        print(f"  row {row}: " + ", ".join(f"{q} typed {typed} computed {computed}" for q, typed, computed in quarters))
    expect("rows, quarters", (len(found), sum(map(len, found.values()))), (33, 85))
    expect("the quantities added up by hand say the same",
           {row: [q for q, _, _ in quarters] for row, quarters in found.items()} == by_hand, True)
    print(f"  the closest of them is off by {closest.normalize():f} points")
    expect("rows without a percentage, because the target is 0", sorted(without, key=int),
           [row["row"] for row in rows if number(row["target_2025"]) == 0])
    for row in ("46", "48"):
        expect(f"row {row} ends the year at quantity 0 with 100 %", found[row][-1], ("q4", 100, 0))
    expect("rows that still contradict at the year's end", [row for row in found if found[row][-1][0] == "q4"],
           ["46", "48"])
    expect("row 16: no document, and 25, 50, 75 %", found["16"],
           [("q1", 25, 0), ("q2", 50, 0), ("q3", 75, 0)])


def plan_of_five(pair, folder, rows, expect):
    """The same figures where the plan begins with 2025: what was realized before it does not count."""
    catalogue(folder, rows, satuan, plan=PLAN_OF_FIVE)
    pair.evaluator("catalogue", "apply", str(folder), "--basis", "plan from 2025", "--effective", "2026-03-01")
    reported = report(pair)
    plans = {row["row"]: reported[code(row)]["plan"] for row in rows}
    print(f"The plan {PLAN_OF_FIVE}, without what was realized before it:")
    for row in ("23", "42"):
        percent = cents(attainment(plans[row]))
        expect(f"row {row}: five-year attainment", (plans[row]["period"], percent), (PLAN_OF_FIVE, 100))
    expect("rows above 200 %", [row for row in plans if (attainment(plans[row]) or 0) > PLAUSIBLE], ["21", "32"])
    expect("rows with more to reach in 2025 alone than at the end of the plan",
           [row["row"] for row in rows if number(row["target_2025"]) > number(row["renstra_2030_target"])],
           ["15", "21", "32", "33", "59", "60", "61", "63", "66"])


def form_catalogue(folder, rows):
    """Column 14 as one figure a year, to date, against column 6; a rate is at most 100."""
    catalogue(folder, rows, satuan)
    (folder / "indicators.csv").write_text(table(
        ("indicator", "name", "unit", "satuan", "decimals", "formula", "better", "reporting", "reported_as", "every",
         "within_year", "across_years", "min", "max", "source", "from"),
        [(code(row), row["indicator"], "bappeda", satuan(row), 2, "ratio", "higher", "value", "to_date", "year", "last",
          "last", 0, 100 if row["unit_of_measure"] in RATES else "", "workbook row " + row["row"], "2025-01-01")
         for row in rows]))
    (folder / "targets.csv").write_text(table(
        ("indicator", "period", "target", "counts", "judged"),
        [(code(row), "2025", row["renstra_2030_target"], "to_date", "yes") for row in rows]))


def send_the_form(pair, rows, expect):
    """Somebody sends the form's own totals: rates beyond 100 are refused, and counts above the plausible doubted."""
    print("The form's totals sent as they stand:")
    folder = pair.folder / "catalogue"
    form_catalogue(folder, rows)
    pair.evaluator("catalogue", "apply", str(folder), "--basis", "form", "--effective", "2025-01-01")
    pair.allow_submit("bappeda")
    pair.evaluator("clock", "advance", "2026-01-07")
    path = pair.folder / "form.csv"
    path.write_text(table(("indicator", "period", "value", "satuan"),
                          [(code(row), "2025", f"{cents(number(row['to_date'])).normalize():f}", satuan(row))
                           for row in rows]))
    answer = pair.submit("bappeda", "--numbers", "en", "--as-of", "2026-01-07", str(path), check=False)
    refused = [int(line.split(":")[1]) for line in answer.stdout.splitlines() if ": figure.range: " in line]
    expect("refused as outside 0 to 100", [rows[line - 2]["row"] for line in refused],
           [row["row"] for row in rows if row["unit_of_measure"] in RATES and sheet_percent(row) > 100])
    expect("that is", len(refused), 19)
    doubted = alerts(pair, "implausible")
    counts = [row for row in rows if row["unit_of_measure"] not in RATES]
    expect("implausible: counts above 200 %", [row["row"] for row in rows if code(row) in doubted],
           [row["row"] for row in counts if (sheet_percent(row) or 0) > PLAUSIBLE])
    expect("that is", len(doubted), 13)
    expect("rows 23 and 42, in percent", [str(cents(attainment(doubted[row]))) for row in ("r023", "r042")],
           ["1388.89", "3750.00"])
