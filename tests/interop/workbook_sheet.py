"""The sheet of workbook.py: its rows, the catalogue that they make, and a quarter of them as a message."""
import csv
import io
import pathlib
from decimal import ROUND_HALF_UP, Decimal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHEET = ROOT.parent / "shared" / "data" / "deli-serdang-bappedalitbang-2025.csv"
QUARTERS = ("q1", "q2", "q3", "q4")
SENT = ("2025-04-07", "2025-07-07", "2025-10-07", "2026-01-07")
NINE = Decimal(1).scaleb(-9)
AGREED = 2  # decimals agreed for every indicator of this sheet
RATES = ("%", "Nilai")  # a share or an index: its years are never added up


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


def load():
    with SHEET.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cents(value):
    """At the agreed decimals; None stays None."""
    return None if value is None else value.quantize(Decimal(1).scaleb(-AGREED), ROUND_HALF_UP)


def across_years(row):
    return "last" if row["unit_of_measure"] in RATES else "sum"


def catalogue(folder, rows, satuan_of, across=across_years, plan=None):
    """plan: the years that column 6 is the end of; then column 7 is what it began with."""
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
        [(code(row), row["indicator"], "bappeda", satuan_of(row), AGREED, "ratio", "higher", "value", "period",
          "quarter", "sum", across(row), "yes" if row["unit_of_measure"] == "%" else "", "workbook row " + row["row"],
          "2025-01-01") for row in rows]))
    (folder / "targets.csv").write_text(table(
        ("indicator", "period", "target", "counts", "judged"),
        [(code(row), "2025", row["target_2025"] or "-", "to_date", "yes") for row in rows] +
        [(code(row), plan, row["renstra_2030_target"], "to_date", "no") for row in rows if plan]))
    if plan:
        (folder / "opening.csv").write_text(table(
            ("indicator", "until", "realized", "source"),
            [(code(row), "2024-12-31", row["prior_realized"], "workbook column 7") for row in rows]))


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
        if None in own or not any(own) or row["unit_of_measure"] not in RATES:
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
