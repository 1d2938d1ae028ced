#include "harness/catalogue_texts.h"
#include "wire/limits.h"

#include <criterion/criterion.h>

#define IND(rest) "par01,Kunjungan,dispar,," rest

// One line of the good catalogue replaced, and the one finding that follows.
struct variant {    // NOLINT(clang-analyzer-optin.performance.Padding): in the order in which one reads a row
    const char *file;
    unsigned line;
    const char *text;
    unsigned found_line;
    const char *column;
    enum capaian_code code;
    const char *argument0;    // NULL: not looked at
};

static const struct variant variants[] = {
    // Whole files
    {"units.csv", 1, "unit,name,reports_to,foto", 1, "", CAPAIAN_SHEET_UNKNOWN_COLUMN, "foto"},
    {"units.csv", 1, "unit,name,from", 1, "", CAPAIAN_SHEET_NEEDS_COLUMN, "reports_to"},
    {"calendar.csv", 1, "date,date", 1, "", CAPAIAN_SHEET_REPEATED_COLUMN, "date"},
    {"calendar.csv", 2, "2026-12-25,Natal,holiday,lagi", 2, "", CAPAIAN_SHEET_TOO_MANY_CELLS, NULL},
    {"calendar.csv", 2, "2026-12-25,\"Natal", 2, "", CAPAIAN_SHEET_UNREADABLE, NULL},

    // Cells
    {"units.csv", 6, ",Tanpa kode,,sekda,,,,,", 6, "unit", CAPAIAN_CELL_ABSENT, NULL},
    {"units.csv", 6, "di nas,Dinas,,sekda,2020-01-01,,,,", 6, "unit", CAPAIAN_CODE_MALFORMED, "di nas"},
    {"units.csv", 6, "x,X,,di nas,2020-01-01,,,,", 6, "reports_to", CAPAIAN_CODE_MALFORMED, "di nas"},
    {"units.csv", 6, "x,X,,sekda,2020-02-30,,,,", 6, "from", CAPAIAN_CELL_DATE, "2020-02-30"},
    {"units.csv", 6, "x,X,,sekda,kemarin,,,,", 6, "from", CAPAIAN_CELL_DATE, "kemarin"},
    {"units.csv", 6, "x,X,,sekda,2026-02-01,2026-01-31,,,", 6, "to", CAPAIAN_CELL_DATES, "2026-02-01"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,,,,besok", 6, "feed_every", CAPAIAN_CELL_DURATION, "besok"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,,,,0d", 6, "feed_every", CAPAIAN_CELL_DURATION, "0d"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,sebulan,,,,,,"), 2, "due",
     CAPAIAN_CELL_SPAN, "sebulan"},
    {"indicators.csv", 2, IND("orang,10,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "decimals",
     CAPAIAN_CELL_WHOLE, "10"},
    {"indicators.csv", 2, IND("orang,,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "decimals",
     CAPAIAN_CELL_ABSENT, NULL},
    {"indicators.csv", 2, IND("orang,0,ratio,,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "better",
     CAPAIAN_CELL_ABSENT, NULL},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,minggu,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "every",
     CAPAIAN_CELL_CHOICE, "minggu"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,mungkin,0,,,Karcis,,,,,,,"), 2,
     "progress", CAPAIAN_FLAG_MALFORMED, "mungkin"},
    {"targets.csv", 2, "par01,2026-Q1,150.000 orang,,to_date,no,,", 2, "target", CAPAIAN_CELL_NUMBER, "150.000 orang"},
    {"targets.csv", 2, "par01,2026-Q1,15%,,to_date,no,,", 2, "target", CAPAIAN_CELL_NUMBER, "15%"},
    {"targets.csv", 2, "par01,2026-Q1,n/a,,to_date,no,,", 2, "target", CAPAIAN_CELL_NUMBER, "n/a"},
    {"targets.csv", 2, "par01,2026-Q1,,,to_date,no,,", 2, "target", CAPAIAN_CELL_ABSENT, NULL},
    {"targets.csv", 2, "par01,2026-Q1,\"1,0000000001\",,to_date,no,,", 2, "target", CAPAIAN_FIGURE_LARGE, NULL},
    {"targets.csv", 6, "jal01,2026-Q1,-,,period,no,-1,", 6, "weight", CAPAIAN_CELL_NEGATIVE, "-1"},

    // What a spreadsheet made of a cell
    {"targets.csv", 2, "par01,Mar-26,150.000,,to_date,no,,", 2, "period", CAPAIAN_EXCEL_DATE, "Mar-26"},
    {"targets.csv", 2, "par01,Mei-26,150.000,,to_date,no,,", 2, "period", CAPAIAN_EXCEL_DATE, "Mei-26"},
    {"targets.csv", 2, "par01,01/03/2026,150.000,,to_date,no,,", 2, "period", CAPAIAN_EXCEL_DATE, "01/03/2026"},
    {"targets.csv", 2, "par01,3/1/26,150.000,,to_date,no,,", 2, "period", CAPAIAN_EXCEL_DATE, "3/1/26"},
    {"targets.csv", 2, "par01,2026-Q1,1-Mar,,to_date,no,,", 2, "target", CAPAIAN_EXCEL_DATE, "1-Mar"},
    {"targets.csv", 2, "par01,2026-Q1,1:32,,to_date,no,,", 2, "target", CAPAIAN_EXCEL_TIME, "1:32"},
    {"targets.csv", 2, "par01,2026-Q1,01:32:00,,to_date,no,,", 2, "target", CAPAIAN_EXCEL_TIME, "01:32:00"},
    {"targets.csv", 2, "par01,2026-Q1,\"1:17,9\",,to_date,no,,", 2, "target", CAPAIAN_EXCEL_TIME, "1:17,9"},
    {"targets.csv", 2, "par01,2026-Q1,\"1,23457E+11\",,to_date,no,,", 2, "target", CAPAIAN_EXCEL_ROUNDED,
     "1,23457E+11"},
    {"targets.csv", 2, "par01,2026-Q1,#DIV/0!,,to_date,no,,", 2, "target", CAPAIAN_EXCEL_FAULT, "#DIV/0!"},
    {"units.csv", 6, "x,X,,sekda,45992,,,,", 6, "from", CAPAIAN_EXCEL_DATE, "45992"},
    {"units.csv", 6, "x,X,,sekda,31/01/2026,,,,", 6, "from", CAPAIAN_EXCEL_DATE, "31/01/2026"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,,,Feb-19,", 6, "official_code", CAPAIAN_EXCEL_DATE, "Feb-19"},
    {"units.csv", 6, "Mar-26,X,,sekda,2020-01-01,,,,", 6, "unit", CAPAIAN_EXCEL_DATE, "Mar-26"},
    {"holders.csv", 2, "dispar,\"1,98E+17\",Kepala,definitive,2024-01-01,,,SK 1", 2, "person", CAPAIAN_EXCEL_ROUNDED,
     "1,98E+17"},

    // Units
    {"units.csv", 6, "dispar,Dua,,sekda,2020-01-01,,,,", 6, "unit", CAPAIAN_CODE_TWICE, "dispar"},
    {"units.csv", 6, "x,,,sekda,2020-01-01,,,,", 6, "name", CAPAIAN_UNIT_NAME_ABSENT, "x"},
    {"units.csv", 6, "x,X,,setda,2020-01-01,,,,", 6, "reports_to", CAPAIAN_UNIT_UNKNOWN, "setda"},
    {"units.csv", 6, "x,X,,,2020-01-01,,,,", 6, "reports_to", CAPAIAN_UNIT_ROOT_SECOND, "x"},
    {"units.csv", 6, "x,X,,x,2020-01-01,,,,", 6, "reports_to", CAPAIAN_UNIT_CYCLE, "x > x"},
    {"units.csv", 6, "x,X,,y,2020-01-01,,,,\ny,Y,,z,2020-01-01,,,,\nz,Z,,x,2020-01-01,,,,", 6, "reports_to",
     CAPAIAN_UNIT_CYCLE, "x > y > z > x"},
    {"units.csv", 6, "x,X,,sekda,2019-01-01,,,,", 6, "reports_to", CAPAIAN_UNIT_SUPERIOR_ENDED, "sekda"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,,dinkes,,", 6, "successors", CAPAIAN_UNIT_SUCCESSOR_OPEN, "x"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,2025-12-31,dinkes;dp2kb,,", 6, "successors", CAPAIAN_UNIT_UNKNOWN, "dp2kb"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,2025-12-31,x,,", 6, "successors", CAPAIAN_UNIT_SUCCESSOR_ABSENT, "x"},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,2025-12-31,y,,\ny,Y,,sekda,2026-02-01,,,,", 6, "successors",
     CAPAIAN_UNIT_SUCCESSOR_ABSENT, "y"},

    // Indicators
    {"indicators.csv", 5, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 5, "indicator",
     CAPAIAN_CODE_TWICE, "par01"},
    {"indicators.csv", 2, "par01,,dispar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,", 2,
     "name", CAPAIAN_INDICATOR_NAME_ABSENT, "par01"},
    {"indicators.csv", 2, "par01,K,,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,", 2, "unit",
     CAPAIAN_INDICATOR_UNIT_ABSENT, "par01"},
    {"indicators.csv", 2, "par01,K,disbudpar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,", 2,
     "unit", CAPAIAN_UNIT_UNKNOWN, "disbudpar"},
    {"indicators.csv", 2, "par01,K,dispar,bps,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,", 2,
     "reporter", CAPAIAN_UNIT_UNKNOWN, "bps"},
    {"indicators.csv", 2, IND(",0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "satuan",
     CAPAIAN_SATUAN_ABSENT, "par01"},
    {"indicators.csv", 2, IND("ekor,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "satuan",
     CAPAIAN_SATUAN_UNKNOWN, "ekor"},
    {"indicators.csv", 2, IND("orang,0,,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "formula",
     CAPAIAN_INDICATOR_FORMULA_ABSENT, "par01"},
    {"indicators.csv", 2, IND("orang,0,range,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "formula",
     CAPAIAN_CATALOGUE_NOT_YET, "formula = range"},
    {"indicators.csv", 2, IND("orang,0,predikat,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "formula",
     CAPAIAN_CATALOGUE_NOT_YET, "formula = grade"},
    {"indicators.csv", 2, IND("orang,0,ratio,inside,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "better",
     CAPAIAN_CATALOGUE_NOT_YET, "better = inside"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,rata-rata,last,,,0,,,Karcis,,,,,,,"), 2,
     "within_year", CAPAIAN_CATALOGUE_NOT_YET, "within_year = average"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,day,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "every",
     CAPAIAN_CATALOGUE_NOT_YET, "every = day"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,akip,Karcis,,,,,,,"), 2, "scale",
     CAPAIAN_CATALOGUE_NOT_YET, "scale"},
    {"indicators.csv", 2, IND("orang,0,ratio,lower,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "formula",
     CAPAIAN_INDICATOR_FORMULA_DIRECTION, "ratio"},
    {"indicators.csv", 2, IND("orang,0,inverse,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2, "formula",
     CAPAIAN_INDICATOR_FORMULA_DIRECTION, "inverse"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,,sum,,,0,,,Karcis,,,,,,,"), 2, "within_year",
     CAPAIAN_INDICATOR_CONSOLIDATION_ABSENT, "par01"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,,,,0,,,Karcis,,,,,,,"), 2, "across_years",
     CAPAIAN_INDICATOR_CONSOLIDATION_ABSENT, "par01"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,ratio-of-sums,sum,,,0,,,Karcis,,,,,,,"), 2,
     "across_years", CAPAIAN_INDICATOR_RATE_SUMMED, NULL},
    {"indicators.csv", 2, IND("%,0,ratio,higher,events,period,month,sum,sum,,ya,0,,,Karcis,,,,,,,"), 2, "across_years",
     CAPAIAN_INDICATOR_RATE_SUMMED, NULL},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,ratio-of-sums,,,0,,,Karcis,,,,,,,"), 2,
     "across_years", CAPAIAN_INDICATOR_RATIO_ACROSS, NULL},
    {"indicators.csv", 2, IND("%,0,ratio,higher,events,period,month,sum,last,,,0,,,Karcis,,,,,,,"), 2, "progress",
     CAPAIAN_INDICATOR_PROGRESS_ABSENT, NULL},
    {"indicators.csv", 2, IND("%,0,ratio,higher,events,period,month,ratio-of-sums,last,,,0,,,Karcis,,,,,,,"), 2, "per",
     CAPAIAN_INDICATOR_PER_PERCENT, "%"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,100,,0,,,Karcis,,,,,,,"), 2, "per",
     CAPAIAN_INDICATOR_PER_IDLE, NULL},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,to_date,month,sum,sum,,,0,,,Karcis,,,,,,,"), 2,
     "reported_as", CAPAIAN_INDICATOR_EVENTS_TO_DATE, NULL},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,last,sum,,,0,,,Karcis,,,,,,,"), 2,
     "within_year", CAPAIAN_INDICATOR_EVENTS_LAST, NULL},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,10,9,,Karcis,,,,,,,"), 2, "min",
     CAPAIAN_INDICATOR_LIMITS, "10"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,,,,,,,,"), 2, "source",
     CAPAIAN_INDICATOR_SOURCE_ABSENT, "par01"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,10d,,9d,,,,"), 2, "lock",
     CAPAIAN_LOCK_EARLY, "10d"},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,10wd,,13d,,,,"), 2, "lock",
     CAPAIAN_LOCK_EARLY, "10wd"},
    {"indicators.csv", 5, "baru,Baru,dispar,,orang,0,ratio,higher,value,,month,sum,sum,,,,,,Buku,,,,,,,", 5,
     "indicator", CAPAIAN_INDICATOR_TARGET_ABSENT, "baru"},

    // Targets
    {"targets.csv", 7, "par02,2026,1,,,yes,,", 7, "indicator", CAPAIAN_INDICATOR_UNKNOWN, "par02"},
    {"targets.csv", 2, "par01,2026-Q5,150.000,,to_date,no,,", 2, "period", CAPAIAN_PERIOD_MALFORMED, "2026-Q5"},
    {"targets.csv", 7, "par01,2025..2030,6.500.000,,to_date,no,,", 7, "period", CAPAIAN_CATALOGUE_NOT_YET,
     "2025..2030"},
    {"targets.csv", 2, "par01,2026-Q1,150.000,160.000,to_date,no,,", 2, "target_high", CAPAIAN_CATALOGUE_NOT_YET,
     "target_high"},
    {"targets.csv", 2, "par01,2026-Q1,150.000,,to_date,no,,S", 2, "curve", CAPAIAN_CATALOGUE_NOT_YET, "curve"},
    {"targets.csv", 2, "par01,2026-Q1,150.000,,,no,,", 2, "counts", CAPAIAN_CELL_ABSENT, NULL},
    {"targets.csv", 2, "par01,2026-Q1,150.000,,to_date,kadang,,", 2, "judged", CAPAIAN_FLAG_MALFORMED, "kadang"},
    {"targets.csv", 7, "par01,2026-Q1,150.000,,to_date,no,,", 7, "period", CAPAIAN_TARGET_TWICE, "par01"},
    {"targets.csv", 7, "jal01,2025-12,5,,to_date,yes,,", 7, "period", CAPAIAN_INDICATOR_ENDED, "jal01"},
    {"targets.csv", 7, "jal01,2027,5,,to_date,yes,,", 7, "period", CAPAIAN_INDICATOR_ENDED, "jal01"},
    {"targets.csv", 2, "par01,2026-03-14,150.000,,to_date,no,,", 2, "period", CAPAIAN_TARGET_FINER, "2026-03-14"},
    {"targets.csv", 7, "par01,2026-Q2,150.000,,period,no,,", 7, "counts", CAPAIAN_TARGET_MIXED, "2026-Q2"},
    {"targets.csv", 7, "par01,2026-Q4,900.000,,to_date,no,,", 7, "target", CAPAIAN_TARGET_CONTRADICTS, "2026-Q4"},
    {"targets.csv", 7, "par01,2026-03,140.000,,to_date,no,,", 7, "target", CAPAIAN_TARGET_CONTRADICTS, "2026-03"},
    {"targets.csv", 7, "par01,2026-S1,500.000,,period,no,,\npar01,2026-S2,499.999,,period,no,,", 8, "target",
     CAPAIAN_TARGET_CONTRADICTS, "2026-S2"},
    {"targets.csv", 7, "jal01,2026-Q4,99,,period,no,,", 5, "target", CAPAIAN_TARGET_CONTRADICTS, "2026-12"},
    {"targets.csv", 7, "par01,2026-Q2,140.000,,to_date,no,,", 7, "target", CAPAIAN_TARGET_FALLS, "2026-Q2"},
    {"targets.csv", 7, "par01,2027,1.100.000,,,no,,", 7, "judged", CAPAIAN_TARGET_UNJUDGED, "par01"},
    {"targets.csv", 6, "jal01,2026-Q1,-,,period,yes,,", 6, "judged", CAPAIAN_TARGET_JUDGED_IDLE, "2026-Q1"},
    {"targets.csv", 2, "par01,2026-Q1,\"150.000,5\",,to_date,no,,", 2, "target", CAPAIAN_TARGET_DECIMALS, "150.000,5"},
    {"targets.csv", 5, "jal01,2026-12,101,,to_date,yes,30,", 5, "target", CAPAIAN_TARGET_LIMITS, "101"},
    {"targets.csv", 5, "jal01,2026-12,100,,to_date,yes,29,", 3, "weight", CAPAIAN_WEIGHTS, "dispar"},

    // Holders
    {"holders.csv", 6, "dinas,P1,K,definitive,2026-01-01,,,SK", 6, "unit", CAPAIAN_UNIT_UNKNOWN, "dinas"},
    {"holders.csv", 6, "sekda,,K,definitive,2026-01-01,,,SK", 6, "person", CAPAIAN_CELL_ABSENT, NULL},
    {"holders.csv", 6, "sekda,198001012005011001,K,definitive,2026-01-01,,,SK", 6, "person", CAPAIAN_PERSON_IDENTITY,
     NULL},
    {"holders.csv", 6, "sekda,19800101 200501 1 001,K,definitive,2026-01-01,,,SK", 6, "person", CAPAIAN_PERSON_IDENTITY,
     NULL},
    {"holders.csv", 6, "sekda,P1,K,ketua,2026-01-01,,,SK", 6, "capacity", CAPAIAN_CELL_CHOICE, "ketua"},
    {"holders.csv", 6, "sekda,P1,K,definitive,,,,SK", 6, "from", CAPAIAN_CELL_ABSENT, NULL},
    {"holders.csv", 6, "sekda,P1,K,definitive,2026-01-01,,,", 6, "basis", CAPAIAN_HOLDER_BASIS_ABSENT, "P1"},
    {"holders.csv", 3, "dispar,P0202,Plt,Plt,2026-03-01,2026-06-01,assignment,SK 2", 4, "from", CAPAIAN_HOLDER_OVERLAP,
     "P0203"},
    {"holders.csv", 3, "dispar,P0202,Pj,Pj,2024-01-01,,assignment,SK 2", 3, "from", CAPAIAN_HOLDER_OVERLAP, "P0202"},
    {"holders.csv", 6, "dispar,P0205,Plh,Plh,2026-07-10,2026-07-12,assignment,SK 5", 6, "from", CAPAIAN_HOLDER_OVERLAP,
     "P0205"},
    {"holders.csv", 3, "dispar,P0202,Plt,Plt,2026-03-01,2026-05-30,assignment,SK 2", 4, "from", CAPAIAN_HOLDER_VACANCY,
     "dispar"},
    {"holders.csv", 6, "dispar,P0205,Plh,Plh,2026-05-30,2026-06-02,assignment,SK 5", 6, "from",
     CAPAIAN_HOLDER_PLH_OUTSIDE, "P0205"},
    {"holders.csv", 6, "dispar,P0205,Plh,Plh,2023-05-30,2023-06-02,assignment,SK 5", 6, "from",
     CAPAIAN_HOLDER_PLH_OUTSIDE, "P0205"},
    {"holders.csv", 6, "sekda,P1,Plt,Plt,2026-01-01,2026-07-01,,SK", 6, "to", CAPAIAN_HOLDER_PLT_LONG, "P1"},
    {"holders.csv", 6, "sekda,P1,Plt,Plt,2026-01-01,2026-03-31,,SK\nsekda,P1,Plt,Plt,2026-04-01,2026-09-30,,SK", 7,
     "to", CAPAIAN_HOLDER_PLT_LONG, "P1"},

    // Policy
    {"policy.ini", 5, "toleransi = 5%", 5, "", CAPAIAN_POLICY_KEY, "toleransi"},
    {"policy.ini", 5, "tolerance = 6%", 5, "tolerance", CAPAIAN_POLICY_TWICE, "tolerance"},
    {"policy.ini", 5, "ini bukan kebijakan", 5, "", CAPAIAN_POLICY_LINE, NULL},
    {"policy.ini", 5, "[lain]\ndue = 10d", 6, "", CAPAIAN_POLICY_LINE, NULL},
    {"policy.ini", 1, "timezone = Asia/Tokyo", 1, "timezone", CAPAIAN_POLICY_VALUE, "Asia/Tokyo"},
    {"policy.ini", 5, "due = sepuluh hari", 5, "due", CAPAIAN_POLICY_VALUE, "sepuluh hari"},
    {"policy.ini", 5, "due =", 5, "due", CAPAIAN_POLICY_VALUE, ""},
    {"policy.ini", 4, "tolerance = 5", 4, "tolerance", CAPAIAN_POLICY_VALUE, "5"},
    {"policy.ini", 4, "tolerance = -5%", 4, "tolerance", CAPAIAN_POLICY_VALUE, "-5%"},
    {"policy.ini", 5, "score_cap = banyak", 5, "score_cap", CAPAIAN_POLICY_VALUE, "banyak"},
    {"policy.ini", 5, "tenure_target = separuh", 5, "tenure_target", CAPAIAN_POLICY_VALUE, "separuh"},
    {"policy.ini", 5, "clear = 6%", 5, "clear", CAPAIAN_POLICY_CLEAR, "6%"},
    {"policy.ini", 5, "lock = 9d", 5, "lock", CAPAIAN_LOCK_EARLY, "10d"},

    // Calendar
    {"calendar.csv", 3, "2026-12-25,Natal lagi,holiday", 3, "date", CAPAIAN_CALENDAR_TWICE, "2026-12-25"},
    {"calendar.csv", 3, "2026-12-26,Natal,pesta", 3, "kind", CAPAIAN_CELL_CHOICE, "pesta"},
    {"calendar.csv", 3, ",Natal,holiday", 3, "date", CAPAIAN_CELL_ABSENT, NULL},
};

enum { VARIANTS = sizeof variants / sizeof *variants };

static void read_texts(const struct catalogue_file *files, size_t count, struct catalogue **ret,
                       struct catalogue_findings *ret_findings) {
    *ret = NULL;
    cr_assert_eq(catalogue_read(files, count, ret, ret_findings), 0);
    // A catalogue comes exactly when there is no error.
    cr_assert_eq(*ret != NULL, ret_findings->errors == 0);
}

static void show(const struct catalogue_findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        char *text = catalogue_finding_text(&findings->list[i], CAPAIAN_ENGLISH);
        fprintf(stderr, "  %s\n", text);
        free(text);
    }
}

static bool is_expected(const struct catalogue_finding *finding, const struct variant *variant) {
    return strcmp(finding->file, variant->file) == 0 && finding->line == variant->found_line &&
           strcmp(finding->column, variant->column) == 0 && finding->code == variant->code &&
           (variant->argument0 == NULL ||
            (finding->arguments[0] != NULL && strcmp(finding->arguments[0], variant->argument0) == 0));
}

static bool finds_just_that(const struct variant *variant) {
    char text[TEXT_MAX];
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    good_files(files);
    good_text_with(variant->file, variant->line, variant->text, text);
    files[good_rank(variant->file)] = (struct catalogue_file){variant->file, text, strlen(text)};
    read_texts(files, TEXT_FILES, &catalogue, &findings);
    bool just_that = findings.count == 1 && is_expected(&findings.list[0], variant);
    if (!just_that) {
        fprintf(stderr, "%s:%u %s: expected %s at %u %s, found %zu:\n", variant->file, variant->line, variant->text,
                capaian_code_name(variant->code), variant->found_line, variant->column, findings.count);
        show(&findings);
    }
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
    return just_that;
}

Test(catalogue_check, the_good_catalogue_has_no_findings) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    good_files(files);
    read_texts(files, TEXT_FILES, &catalogue, &findings);
    show(&findings);
    cr_assert_eq(findings.count, 0);
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
}

Test(catalogue_check, each_fault_is_found_at_its_line_and_column_and_nothing_else) {
    size_t wrong = 0;
    for (size_t i = 0; i < VARIANTS; i++)
        wrong += !finds_just_that(&variants[i]);
    cr_assert_eq(wrong, 0, "%zu of %d variants", wrong, VARIANTS);
}

// One line replaced, and what is found, in order.
struct group {
    const char *file;
    unsigned line;
    const char *text;
    struct {
        const char *file;
        unsigned line;
        const char *column;
        enum capaian_code code;
    } found[4];    // as far as a file is named
};

static const struct group groups[] = {
    // Faults that come together
    {"units.csv",
     2,
     "bupati,Bupati,,sekda,2020-01-01,,,,",
     {{"units.csv", 0, "", CAPAIAN_UNIT_ROOT_ABSENT}, {"units.csv", 2, "reports_to", CAPAIAN_UNIT_CYCLE}}},
    {"units.csv",
     4,
     "dispar,Dinas Pariwisata,dinas,sekda,2020-01-01,2026-11-30,,,",
     {{"indicators.csv", 2, "unit", CAPAIAN_INDICATOR_UNIT_ENDED},
      {"indicators.csv", 3, "unit", CAPAIAN_INDICATOR_UNIT_ENDED},
      {"indicators.csv", 4, "unit", CAPAIAN_INDICATOR_UNIT_ENDED}}},
    {"policy.ini", 2, "due = 10d", {{"targets.csv", 2, "target", CAPAIAN_CELL_AMBIGUOUS}}},
    {"policy.ini",
     2,
     "numbers = en",
     {{"targets.csv", 3, "target", CAPAIAN_CELL_NUMBER}, {"targets.csv", 4, "target", CAPAIAN_CELL_NUMBER}}},
    {"indicators.csv",
     2,
     "par 01,K,dispar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,",
     {{"indicators.csv", 2, "indicator", CAPAIAN_CODE_MALFORMED},
      {"targets.csv", 2, "indicator", CAPAIAN_INDICATOR_UNKNOWN},
      {"targets.csv", 3, "indicator", CAPAIAN_INDICATOR_UNKNOWN}}},
    {"targets.csv",
     3,
     "par01,1/3/2026,abc,,separuh,yes,40,",
     {{"targets.csv", 3, "period", CAPAIAN_EXCEL_DATE},
      {"targets.csv", 3, "target", CAPAIAN_CELL_NUMBER},
      {"targets.csv", 3, "counts", CAPAIAN_CELL_CHOICE}}},
    // What must not be found
    {"units.csv", 4, "dispar,Dinas Pariwisata,dinas,sekda,2020-01-01,2026-12-31,dinkes,,", {{0}}},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,2025-12-31,dinkes ; dispar,,", {{0}}},
    {"targets.csv", 7, "par01,2026-03,150.000,,period,no,,", {{0}}},
    {"targets.csv", 7, "par01,2026-Q4,1.000.000,,to_date,no,,", {{0}}},
    {"targets.csv", 7, "izn01,2026-Q4,6,,period,no,,", {{0}}},
    {"targets.csv", 6, "jal01,2026-Q1,0,,period,no,0,", {{0}}},
    {"targets.csv",
     7,
     "par01,2027-S1,50,,period,no,,\npar01,2027-S2,50,,period,no,,\npar01,2027,100,,period,ya,,",
     {{0}}},
    {"holders.csv", 6, "sekda,P1,Plt,Plt,2026-01-01,2026-06-30,,SK", {{0}}},
    {"holders.csv", 6, "sekda,P1,Plt,Plt,2026-01-01,2026-06-30,,SK\nsekda,P2,Plt,Plt,2026-07-01,2026-12-31,,SK", {{0}}},
    {"holders.csv", 6, "dispar,P0205,Plh,Plh,2026-08-01,,assignment,SK 5", {{0}}},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,10wd,,14d,,,,"), {{0}}},
    {"indicators.csv",
     4,
     "jal01,Kemajuan,dispar,,%,2,rasio,Makin "
     "Tinggi,nilai,kumulatif,Triwulanan,jumlah,rata-rata,,ya,0,100,,Laporan,,,,,,"
     "2026-01-01,2026-12-31",
     {{"targets.csv", 5, "period", CAPAIAN_TARGET_FINER}}},
};

enum { GROUPS = sizeof groups / sizeof *groups };

static bool finds_the_group(const struct group *group) {
    char text[TEXT_MAX];
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    good_files(files);
    good_text_with(group->file, group->line, group->text, text);
    files[good_rank(group->file)] = (struct catalogue_file){group->file, text, strlen(text)};
    read_texts(files, TEXT_FILES, &catalogue, &findings);
    size_t count = 0;
    bool same = true;
    for (; count < 4 && group->found[count].file != NULL; count++) {
        const struct catalogue_finding *finding = &findings.list[count];
        same = same && count < findings.count && strcmp(finding->file, group->found[count].file) == 0 &&
               finding->line == group->found[count].line && strcmp(finding->column, group->found[count].column) == 0 &&
               finding->code == group->found[count].code;
    }
    same = same && findings.count == count;
    if (!same) {
        fprintf(stderr, "%s:%u %s: found %zu:\n", group->file, group->line, group->text, findings.count);
        show(&findings);
    }
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
    return same;
}

Test(catalogue_check, faults_that_come_together_are_all_found_and_harmless_cells_are_not) {
    size_t wrong = 0;
    for (size_t i = 0; i < GROUPS; i++)
        wrong += !finds_the_group(&groups[i]);
    cr_assert_eq(wrong, 0, "%zu of %d groups", wrong, GROUPS);
}

static void assert_only(const struct catalogue_findings *findings, const char *file, unsigned line, const char *column,
                        enum capaian_code code) {
    cr_assert_eq(findings->count, 1, "%zu findings", findings->count);
    cr_assert_str_eq(findings->list[0].file, file);
    cr_assert_eq(findings->list[0].line, line);
    cr_assert_str_eq(findings->list[0].column, column);
    cr_assert_eq(findings->list[0].code, code, "%s", capaian_code_name(findings->list[0].code));
}

Test(catalogue_check, a_unit_that_answers_without_a_holder_is_named) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    const char *text = "unit,person,capacity,from,to,basis\nsekda,P1,definitif,2024-01-01,,SK\n";
    good_files(files);
    files[good_rank("holders.csv")] = (struct catalogue_file){"holders.csv", text, strlen(text)};
    read_texts(files, TEXT_FILES, &catalogue, &findings);
    assert_only(&findings, "units.csv", 4, "unit", CAPAIAN_UNIT_HOLDER_ABSENT);
    cr_assert_not_null(catalogue, "a warning does not block");
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
}

// Codes of the catalogue's part of the table that have a test of their own above.
static const enum capaian_code elsewhere[] = {
    CAPAIAN_FILE_ABSENT, CAPAIAN_FILE_NOT_YET,      CAPAIAN_FILE_UNKNOWN,       CAPAIAN_FILE_TWICE,
    CAPAIAN_FILE_ROWS,   CAPAIAN_FINDINGS_LEFT_OFF, CAPAIAN_UNIT_HOLDER_ABSENT, CAPAIAN_FILE_NO_ROWS,
};

static bool is_tested(enum capaian_code code) {
    bool tested = false;
    for (size_t i = 0; i < VARIANTS; i++)
        tested = tested || variants[i].code == code;
    for (size_t i = 0; i < GROUPS; i++) {
        for (size_t f = 0; f < 4; f++)
            tested = tested || (groups[i].found[f].file != NULL && groups[i].found[f].code == code);
    }
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        tested = tested || elsewhere[i] == code;
    return tested;
}

Test(catalogue_check, no_code_of_the_catalogue_is_without_a_test) {
#define X(name, text, severity, indonesian, english) CAPAIAN_##name,
    static const enum capaian_code codes[] = {CAPAIAN_CATALOGUE_CODES(X)};
#undef X
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        cr_expect(is_tested(codes[i]), "%s", capaian_code_name(codes[i]));
}
