#include "harness/catalogue_faults.h"
#include "harness/catalogue_faults_plan.h"

#include <criterion/criterion.h>

enum { VARIANTS = sizeof variants / sizeof *variants, PLAN_VARIANTS = sizeof plan_variants / sizeof *plan_variants };

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
    for (size_t i = 0; i < PLAN_VARIANTS; i++)
        wrong += !finds_just_that(&plan_variants[i]);
    cr_assert_eq(wrong, 0, "%zu of %d variants", wrong, VARIANTS + PLAN_VARIANTS);
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
    } found[8];    // as far as a file is named
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
      {"indicators.csv", 4, "unit", CAPAIAN_INDICATOR_UNIT_ENDED},
      {"indicators.csv", 5, "unit", CAPAIAN_INDICATOR_UNIT_ENDED},
      {"indicators.csv", 6, "unit", CAPAIAN_INDICATOR_UNIT_ENDED}}},
    {"policy.ini",
     2,
     "due = 10d",
     {{"targets.csv", 2, "target", CAPAIAN_CELL_AMBIGUOUS}, {"opening.csv", 3, "numerator", CAPAIAN_CELL_AMBIGUOUS}}},
    {"policy.ini",
     2,
     "numbers = en",
     {{"targets.csv", 3, "target", CAPAIAN_CELL_NUMBER},
      {"targets.csv", 4, "target", CAPAIAN_CELL_NUMBER},
      {"targets.csv", 8, "target", CAPAIAN_CELL_NUMBER},
      {"targets.csv", 8, "target_high", CAPAIAN_CELL_NUMBER},
      {"targets.csv", 9, "target", CAPAIAN_CELL_NUMBER},
      {"shares.csv", 4, "share", CAPAIAN_CELL_NUMBER},
      {"opening.csv", 2, "realized", CAPAIAN_CELL_NUMBER}}},
    {"indicators.csv",
     2,
     "par 01,K,dispar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,,,,,,,",
     {{"indicators.csv", 2, "indicator", CAPAIAN_CODE_MALFORMED},
      {"targets.csv", 2, "indicator", CAPAIAN_INDICATOR_UNKNOWN},
      {"targets.csv", 3, "indicator", CAPAIAN_INDICATOR_UNKNOWN},
      {"targets.csv", 9, "indicator", CAPAIAN_INDICATOR_UNKNOWN},
      {"shares.csv", 2, "indicator", CAPAIAN_INDICATOR_UNKNOWN},
      {"opening.csv", 2, "indicator", CAPAIAN_INDICATOR_UNKNOWN}}},
    {"indicators.csv",
     5,
     SAK("higher,events,period,year,last,last,,,,,akip,LHE,,,,,,2026-01-01,"),
     {{"indicators.csv", 5, "within_year", CAPAIAN_INDICATOR_EVENTS_LAST},
      {"indicators.csv", 5, "reporting", CAPAIAN_INDICATOR_GRADE_NEEDS}}},
    // A row of a scale or a ladder that has no place makes no other look absent.
    {"scales.csv", 4, "akip,BB,lima,5,70", {{"scales.csv", 4, "rank", CAPAIAN_CELL_NUMBER}}},
    {"ladder.csv", 3, "jpt,satu,dinas,score<80,12,,T,PP", {{"ladder.csv", 3, "step", CAPAIAN_CELL_NUMBER}}},
    {"scales.csv", 1, "scale,grade,rank,score,warna", {{"scales.csv", 1, "", CAPAIAN_SHEET_UNKNOWN_COLUMN}}},
    {"plan.csv", 1, "node,name", {{"plan.csv", 1, "", CAPAIAN_SHEET_NEEDS_COLUMN}}},
    {"targets.csv",
     3,
     "par01,1/3/2026,abc,,separuh,yes,40,",
     {{"targets.csv", 3, "period", CAPAIAN_EXCEL_DATE},
      {"targets.csv", 3, "target", CAPAIAN_CELL_NUMBER},
      {"targets.csv", 3, "counts", CAPAIAN_CELL_CHOICE}}},
    // What must not be found
    {"units.csv", 4, "dispar,Dinas Pariwisata,dinas,sekda,2020-01-01,2026-12-31,dinkes,,", {{0}}},
    {"units.csv", 6, "x,X,,sekda,2020-01-01,2025-12-31,dinkes ; dispar,,", {{0}}},
    {"targets.csv", 12, "par01,2026-03,150.000,,period,no,,", {{0}}},
    {"targets.csv", 12, "par01,2026-Q4,1.000.000,,to_date,no,,", {{0}}},
    {"targets.csv", 12, "izn01,2026-Q4,6,,period,no,,", {{0}}},
    {"targets.csv", 6, "jal01,2026-Q1,0,,period,no,0,", {{0}}},
    {"targets.csv",
     12,
     "par01,2027-S1,50,,period,no,,\npar01,2027-S2,50,,period,no,,\npar01,2027,100,,period,ya,,",
     {{0}}},
    {"targets.csv", 12, "air01,2026,\"6,5\",\"8,5\",,yes,,", {{0}}},
    {"targets.csv", 12, "sak01,2027..2030,A,,period,yes,,", {{0}}},
    {"targets.csv", 12, "par01,2026..2028,3.000.000,,to_date,yes,,kurva s", {{0}}},
    {"targets.csv", 2, "par01,2026-Q1,150.000,,s.d.,no,,S", {{0}}},
    {"indicators.csv", 2, IND("orang,0,ratio,higher,events,period,month,average,sum,,,0,,akip,Karcis,,,,,,,"), {{0}}},
    {"indicators.csv", 6, AIR("range,lower,value,period,quarter,last,last,,,0,14,,Lab,,,,,,2026-01-01,"), {{0}}},
    {"indicators.csv",
     6,
     AIR("range,higher,value,to_date,quarter,average,last,,,0,14,,Lab,,,,,,2026-01-01,"),
     {{"targets.csv", 8, "counts", CAPAIAN_TARGET_PERIOD_AVERAGE}}},
    {"indicators.csv", 6, AIR("range,higher,value,to_date,quarter,last,last,,,0,14,,Lab,,,,,,2026-01-01,"), {{0}}},
    {"indicators.csv",
     6,
     AIR("range,inside,value,period,year,average,last,,,0,14,,Lab,,,,,,2026-01-01,"),
     {{"targets.csv", 8, "period", CAPAIAN_TARGET_FINER}}},
    {"shares.csv", 5, "izn01,bupati,answers,\"49,5\"", {{0}}},
    {"shares.csv", 5, "jal01,sekda,answers,100", {{0}}},
    {"opening.csv", 5, "par01,2026-12-31,900.000,,,LKjIP 2026", {{0}}},
    {"ladder.csv", 4, "adm,1,sekretariat,score<80,0,0,T,PP", {{0}}},
    {"holders.csv", 6, "sekda,P1,Pj,Pj,2026-01-01,,,SK", {{0}}},
    {"holders.csv", 6, "dispar,P0203,Kepala Dinas,definitive,2026-09-01,,confirmation,SK 9", {{0}}},
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
    for (; count < 8 && group->found[count].file != NULL; count++) {
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

// Codes of the catalogue's part of the table that have a test of their own, above or beside this file.
static const enum capaian_code elsewhere[] = {
    CAPAIAN_FILE_ABSENT,       CAPAIAN_FILE_UNKNOWN,       CAPAIAN_FILE_TWICE,      CAPAIAN_FILE_ROWS,
    CAPAIAN_FINDINGS_LEFT_OFF, CAPAIAN_UNIT_HOLDER_ABSENT, CAPAIAN_UNIT_SUCCESSION, CAPAIAN_FILE_NO_ROWS,
};

static bool is_tested(enum capaian_code code) {
    bool tested = false;
    for (size_t i = 0; i < VARIANTS; i++)
        tested = tested || variants[i].code == code;
    for (size_t i = 0; i < PLAN_VARIANTS; i++)
        tested = tested || plan_variants[i].code == code;
    for (size_t i = 0; i < GROUPS; i++) {
        for (size_t f = 0; f < 8; f++)
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
