#include "commands/import_cells.h"

#include "catalogue/excel.h"
#include "catalogue/files.h"
#include "commands/import_folder.h"

#include <criterion/criterion.h>
#include <string.h>

static size_t column_of(const struct columns *columns, const char *name) {
    for (size_t i = 0; i < columns->count; i++) {
        if (strcmp(columns->list[i].name, name) == 0)
            return i;
    }
    cr_assert_fail("no column %s", name);
    return 0;
}

static void check(size_t file, const char *column, const char *cell, const char *expected) {
    const struct columns *columns = catalogue_columns(file);
    struct capaian_string out = {0};
    const char *instead = NULL;
    capaian_string_add(&out, "|");
    enum capaian_code code = cell_import(columns, column_of(columns, column), cell, CAPAIAN_NUMBERS_ID, &out, &instead);
    cr_assert_eq(code, CAPAIAN_OK, "%s: %s", cell, capaian_code_name(code));
    cr_assert_str_eq(out.text + 1, expected, "%s: %s", column, cell);
    capaian_string_free(&out);
}

static void refused(size_t file, const char *column, const char *cell, enum capaian_code expected) {
    const struct columns *columns = catalogue_columns(file);
    struct capaian_string out = {0};
    const char *instead = NULL;
    enum capaian_code code = cell_import(columns, column_of(columns, column), cell, CAPAIAN_NUMBERS_ID, &out, &instead);
    cr_assert_eq(code, expected, "%s %s: %s", column, cell, code == CAPAIAN_OK ? "taken" : capaian_code_name(code));
    cr_assert_not_null(instead);
    capaian_string_free(&out);
}

// A new column that is not classified would be copied as text, and 1.000 become 1.
Test(import_cells, every_column_of_every_file_has_a_kind) {
    enum cell_kind kind;
    for (size_t file = 0; file < CATALOGUE_FILES; file++) {
        const struct columns *columns = catalogue_columns(file);
        for (size_t i = 0; columns != NULL && i < columns->count; i++)
            cr_expect(columns->forms[i].names != NULL || cell_kind(columns->list[i].name, &kind), "%s: %s",
                      catalogue_file_names[file], columns->list[i].name);
    }
    cr_assert_not(cell_kind("nothing", &kind));
}

Test(import_cells, numbers_become_plain) {
    check(FILE_TARGETS, "target", "1.250.000", "1250000");
    check(FILE_TARGETS, "target", "5,50", "5.5");
    check(FILE_TARGETS, "target", "1.000", "1000");
    check(FILE_TARGETS, "target", "-", "-");
    check(FILE_TARGETS, "target", "BB", "BB");
    check(FILE_TARGETS, "weight", "", "");
    check(FILE_INDICATORS, "min", "-0,25", "-0.25");
    refused(FILE_TARGETS, "target", "12.5", CAPAIAN_CELL_NUMBER);
    refused(FILE_TARGETS, "target", "1,234,567", CAPAIAN_CELL_NUMBER);
    refused(FILE_TARGETS, "target", "1,1234567891", CAPAIAN_FIGURE_LARGE);
}

Test(import_cells, words_become_the_products_own) {
    check(FILE_INDICATORS, "better", "Makin Tinggi", "higher");
    check(FILE_INDICATORS, "within_year", "rasio dari jumlah", "ratio-of-sums");
    check(FILE_INDICATORS, "every", "triwulan", "quarter");
    check(FILE_TARGETS, "judged", "YA", "yes");
    check(FILE_TARGETS, "judged", "-", "no");
    check(FILE_HOLDERS, "capacity", "pelaksana tugas", "Plt");
    check(FILE_INDICATORS, "better", "entah", "entah");
}

Test(import_cells, other_cells_stay_and_are_quoted_where_they_must_be) {
    check(FILE_UNITS, "name", "Dinas A, B", "\"Dinas A, B\"");
    check(FILE_UNITS, "name", "Dinas \"X\"", "\"Dinas \"\"X\"\"\"");
    check(FILE_UNITS, "name", "-", "-");
    check(FILE_UNITS, "name", "1.000", "1.000");
    check(FILE_UNITS, "successors", "a;b", "\"a;b\"");
    check(FILE_UNITS, "official_code", "2.19", "2.19");
    check(FILE_UNITS, "from", "2026-01-31", "2026-01-31");
    check(FILE_TARGETS, "period", "2026-03", "2026-03");
}

Test(import_cells, what_a_spreadsheet_destroyed_is_refused_by_name) {
    refused(FILE_TARGETS, "period", "Mar-26", CAPAIAN_EXCEL_DATE);
    refused(FILE_TARGETS, "period", "01/03/2026", CAPAIAN_EXCEL_DATE);
    refused(FILE_UNITS, "from", "01/03/2026", CAPAIAN_EXCEL_DATE);
    refused(FILE_UNITS, "from", "46023", CAPAIAN_EXCEL_DATE);
    refused(FILE_UNITS, "official_code", "2/19/2026", CAPAIAN_EXCEL_DATE);
    refused(FILE_TARGETS, "target", "1:32", CAPAIAN_EXCEL_TIME);
    refused(FILE_TARGETS, "target", "1,23E+11", CAPAIAN_EXCEL_ROUNDED);
    refused(FILE_TARGETS, "target", "#DIV/0!", CAPAIAN_EXCEL_FAULT);
    refused(FILE_HOLDERS, "person", "1,97E+17", CAPAIAN_EXCEL_ROUNDED);
    refused(FILE_UNITS, "name", "#NAME?", CAPAIAN_EXCEL_FAULT);
    refused(FILE_INDICATORS, "better", "#N/A", CAPAIAN_EXCEL_FAULT);
    refused(FILE_INDICATORS, "due", "10-Mar", CAPAIAN_EXCEL_DATE);
}

static void check_policy(const char *text, enum capaian_number_style style, const char *expected,
                         enum capaian_number_style expected_style) {
    struct capaian_string out = {0};
    enum capaian_number_style declared;
    policy_import(text, strlen(text), style, &out, &declared);
    cr_assert_str_eq(out.text, expected);
    cr_assert_eq(declared, expected_style);
    capaian_string_free(&out);
}

Test(import_cells, the_policy_declares_english_numbers_and_writes_them) {
    check_policy("\xEF\xBB\xBF; kebijakan 1,5\r\nnumbers = id ; gaya\r\ntolerance = 2,5%\r\ndue = 10d\r\n"
                 "plausible = 12,5%..1.200%\r\n",
                 CAPAIAN_NUMBERS_ID,
                 "; kebijakan 1,5\nnumbers = en\ntolerance = 2.5%\ndue = 10d\nplausible = 12.5%..1200%\n",
                 CAPAIAN_NUMBERS_ID);
    check_policy("bands = >90,5 tinggi,\n  >=0 rendah\nmissing_reasons = 1,5 bulan\n", CAPAIAN_NUMBERS_ID,
                 "numbers = en\nbands = >90.5 tinggi,\n  >=0 rendah\nmissing_reasons = 1,5 bulan\n",
                 CAPAIAN_NUMBERS_UNDECLARED);
    check_policy("Numbers=en\nclear = 1,000 points", CAPAIAN_NUMBERS_EN, "numbers = en\nclear = 1000 points\n",
                 CAPAIAN_NUMBERS_EN);
    check_policy("", CAPAIAN_NUMBERS_ID, "numbers = en\n", CAPAIAN_NUMBERS_UNDECLARED);
}

Test(import_cells, files_go_by_their_indonesian_names_too) {
    cr_assert_eq(import_rank("perangkat_daerah.csv"), FILE_UNITS);
    cr_assert_eq(import_rank("Unit.CSV"), FILE_UNITS);
    cr_assert_eq(import_rank("units.csv"), FILE_UNITS);
    cr_assert_eq(import_rank("indikator.csv"), FILE_INDICATORS);
    cr_assert_eq(import_rank("kebijakan.ini"), FILE_POLICY);
    cr_assert_eq(import_rank("andil.csv"), import_rank("shares.csv"));
    cr_assert_eq(import_rank("saldo_awal.csv"), import_rank("opening.csv"));
    cr_assert_eq(import_rank("target (1).csv"), CATALOGUE_FILES);
}
