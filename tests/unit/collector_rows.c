// The lines of a sheet: what is read, and how each fault is named.
#include "commands/cells.h"
#include "harness/sheet_rows.h"
#include "wire/content_id.h"

// One data line under this header is refused with exactly this code in this column, and nothing is sent.
static void refuses_with(const char *header, const char *line, enum capaian_code code, const char *field,
                         const struct rows_options *options) {
    char text[4096];
    snprintf(text, sizeof(text), "%s\n%s\n", header, line);
    struct rows *rows = read_with(text, options);
    cr_assert_eq(rows->finding_count, 1, "%s: %zu findings, first %s", line, rows->finding_count,
                 rows->finding_count > 0 ? capaian_code_name(rows->findings[0].code) : "-");
    cr_assert_eq(rows->findings[0].code, code, "%s: %s", line, capaian_code_name(rows->findings[0].code));
    cr_assert_str_eq(rows->findings[0].field, field);
    cr_assert_eq(rows->findings[0].line, 2);
    cr_assert_eq(rows->refused, 1);
    cr_assert_eq(rows->messages.count, 0);
    cr_assert_not(rows->unreadable);
    rows_free(rows);
}

static void refuses(const char *header, const char *line, enum capaian_code code, const char *field) {
    refuses_with(header, line, code, field, &plain);
}

static void refuses_file(const char *text, enum capaian_code code) {
    struct rows *rows = read_text(text);
    cr_assert_eq(rows->finding_count, 1);
    cr_assert_eq(rows->findings[0].code, code, "%s", capaian_code_name(rows->findings[0].code));
    cr_assert(rows->unreadable);
    cr_assert_eq(rows->messages.count, 0);
    rows_free(rows);
}

Test(collector_rows, an_indonesian_sheet_becomes_one_message) {
    struct rows_options options = plain;
    options.numbers = CAPAIAN_NUMBERS_ID;
    struct rows *rows =
        read_with("\xEF\xBB\xBFindikator;periode;nilai;pembilang;penyebut;status;satuan;catatan;konfirmasi\r\n"
                  "par01;2026-Q1;1.234,5;;;sementara;orang;\"dua\nbaris\";ya\r\n"
                  "\r\n"
                  "kes04;2026-03;;412;498;tetap;;;\r\n",
                  &options);
    cr_assert_eq(rows->finding_count, 0);
    cr_assert_eq(rows->line_count, 2);
    cr_assert_eq(rows->messages.count, 1);
    const struct message *message = &rows->messages.list[0];
    cr_assert_str_eq(message->unit, "dispar");
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    const Capaian__V1__Content *content = content_of(message, arena);
    cr_assert_str_eq(content->unit, "dispar");
    cr_assert_not(content->atomic);
    const Capaian__V1__Row *first = content->rows[0];
    cr_assert_str_eq(first->indicator, "par01");
    cr_assert_str_eq(first->period, "2026-Q1");
    cr_assert_eq(first->figure_case, CAPAIAN__V1__ROW__FIGURE_VALUE);
    cr_assert_eq(first->value->coefficient, 12345);
    cr_assert_eq(first->value->scale, 1);
    cr_assert_eq(first->status, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL);
    cr_assert_eq(first->as_of, NOON * INT64_C(1000));
    cr_assert_str_eq(first->satuan, "orang");
    cr_assert_str_eq(first->note, "dua\nbaris");
    cr_assert(first->confirm);
    const Capaian__V1__Row *second = content->rows[1];
    cr_assert_eq(second->figure_case, CAPAIAN__V1__ROW__FIGURE_RATIO);
    cr_assert_eq(second->ratio->numerator->coefficient, 412);
    cr_assert_eq(second->ratio->denominator->coefficient, 498);
    cr_assert_eq(second->status, CAPAIAN__V1__STATUS__STATUS_FINAL);
    cr_assert_eq(message->lines[0], 2);
    cr_assert_eq(message->lines[1], 5, "line %u", message->lines[1]);
    uint8_t hash[32];
    capaian_content_hash(message->content, message->size, hash);
    cr_assert_arr_eq(message->id, hash, 6);
    cr_assert(capaian_message_id_stateless(message->id, message->content, message->size));
    capaian_arena_free(arena);
    rows_free(rows);
}

Test(collector_rows, every_kind_of_figure_is_read) {
    struct rows *rows = read_text(
        "indicator,period,value,complete,total,total_denominator,missing,grade,score,withdraw,ref,as_of,reason,"
        "evidence,evidence_sha256,menggantikan\n"
        "ev01,2026-03,5,,,,,,,,IZN-1,2026-04-01,,,,0123456789abcdef0123456789ABCDEF:17\n"
        "ev01,2026-03,,12,340,50,,,,,,,,,,\n"
        "mis01,2026-Q1,,,,,bencana,,,,,,,,,\n"
        "akp01,2026,,,,,,BB,72.5,,,,,,,\n"
        "wd01,2026-02,,,,,,,,ya,,2026-04-01T08:30:00Z,salah,https://a.example/b,"
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff,\n");
    cr_assert_eq(rows->finding_count, 0, "%s", capaian_code_name(rows->findings ? rows->findings[0].code : CAPAIAN_OK));
    cr_assert_eq(rows->messages.count, 1);
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    const Capaian__V1__Content *content = content_of(&rows->messages.list[0], arena);
    cr_assert_str_eq(content->rows[0]->ref, "IZN-1");
    cr_assert_eq(content->rows[0]->as_of, INT64_C(1775001600000));
    cr_assert_eq(content->rows[0]->replaces->row, 17);
    cr_assert_eq(content->rows[0]->replaces->message_id.len, 16);
    cr_assert_eq(content->rows[0]->replaces->message_id.data[0], 0x01);
    cr_assert_eq(content->rows[0]->replaces->message_id.data[15], 0xEF);
    cr_assert_null(content->rows[1]->replaces);
    cr_assert_eq(content->rows[1]->complete->count, 12);
    cr_assert_eq(content->rows[1]->complete->total->coefficient, 340);
    cr_assert_eq(content->rows[1]->complete->denominator->coefficient, 50);
    cr_assert_str_eq(content->rows[2]->missing->reason, "bencana");
    cr_assert_str_eq(content->rows[3]->grade->grade, "BB");
    cr_assert_eq(content->rows[3]->grade->score->coefficient, 725);
    cr_assert_eq(content->rows[4]->figure_case, CAPAIAN__V1__ROW__FIGURE_WITHDRAW);
    cr_assert_eq(content->rows[4]->as_of, INT64_C(1775032200000));
    cr_assert_str_eq(content->rows[4]->reason, "salah");
    cr_assert_str_eq(content->rows[4]->evidence->address, "https://a.example/b");
    cr_assert_eq(content->rows[4]->evidence->sha256.len, 32);
    cr_assert_eq(content->rows[4]->evidence->sha256.data[31], 0xFF);
    capaian_arena_free(arena);
    rows_free(rows);
}

Test(collector_rows, a_date_without_offset_is_read_in_the_zone) {
    struct rows_options options = plain;
    options.offset_s = 7 * 3600;
    struct rows *rows = read_with("indicator,period,value,as_of\na,2026,1,2026-04-01\n", &options);
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    cr_assert_eq(content_of(&rows->messages.list[0], arena)->rows[0]->as_of,
                 INT64_C(1775001600000) - INT64_C(7) * 3600 * 1000);
    capaian_arena_free(arena);
    rows_free(rows);
}

Test(collector_rows, faulty_cells_are_named) {
    const char *header = "indicator,period,value,numerator,denominator,status,as_of,ref,confirm,event";
    refuses(header, "a,2026,n/a,,,,,,,", CAPAIAN_FIGURE_MALFORMED, "value");
    refuses(header, "a,2026,1:17,,,,,,,", CAPAIAN_FIGURE_MALFORMED, "value");
    refuses(header, "a,2026,\"82,7%\",,,,,,,", CAPAIAN_FIGURE_MALFORMED, "value");
    refuses(header, "a,2026,1.234,,,,,,,", CAPAIAN_FIGURE_AMBIGUOUS, "value");
    refuses(header, "a,2026,1.0000000001,,,,,,,", CAPAIAN_FIGURE_LARGE, "value");
    refuses(header, "a,2026,99999999999999999999,,,,,,,", CAPAIAN_FIGURE_LARGE, "value");
    refuses(header, "a,2026,,3,,,,,,", CAPAIAN_RATIO_PART, "ratio");
    refuses(header, "a,2026,,,4,,,,,", CAPAIAN_RATIO_PART, "ratio");
    refuses(header, "a,2026,,3,0,,,,,", CAPAIAN_RATIO_ZERO, "denominator");
    refuses(header, "a,2026,,3,-4,,,,,", CAPAIAN_RATIO_NEGATIVE, "denominator");
    refuses(header, "a,2026,,3,x,,,,,", CAPAIAN_FIGURE_MALFORMED, "denominator");
    refuses(header, "a,2026,1,3,4,,,,,", CAPAIAN_FIGURE_SEVERAL, "numerator");
    refuses(header, "a,2026,,,,,,,,", CAPAIAN_FIGURE_ABSENT, "figure");
    refuses(header, "a,Mar-26,1,,,,,,,", CAPAIAN_PERIOD_MALFORMED, "period");
    refuses(header, "a,2026-02-30,1,,,,,,,", CAPAIAN_PERIOD_MALFORMED, "period");
    refuses(header, "a b,2026,1,,,,,,,", CAPAIAN_CODE_MALFORMED, "indicator");
    refuses(header, "a,2026,1,,,pasti,,,,", CAPAIAN_STATUS_WORD, "status");
    refuses(header, "a,2026,1,,,,14/03/2026,,,", CAPAIAN_AS_OF_MALFORMED, "as_of");
    refuses(header, "a,2026,1,,,,2026-02-30,,,", CAPAIAN_AS_OF_MALFORMED, "as_of");
    refuses(header, "a,2026,1,,,,,1.23457E+12,,", CAPAIAN_REF_ROUNDED, "ref");
    refuses(header, "a,2026,1,,,,,\"1,23457E+12\",,", CAPAIAN_REF_ROUNDED, "ref");
    refuses(header, "a,2026,1,,,,,,mungkin,", CAPAIAN_FLAG_MALFORMED, "confirm");
    const char *second = "indicator,period,value,complete,total,grade,score,missing,evidence_sha256,unit";
    refuses(second, "a,2026,,1.5,,,,,,", CAPAIAN_COUNT_MALFORMED, "complete");
    refuses(second, "a,2026,,-1,,,,,,", CAPAIAN_COUNT_MALFORMED, "complete");
    refuses(second, "a,2026,1,,7,,,,,", CAPAIAN_CELL_ALONE, "total");
    refuses(second, "a,2026,1,,,,7,,,", CAPAIAN_CELL_ALONE, "score");
    refuses(second, "a,2026,1,,,,,,abc,", CAPAIAN_EVIDENCE_MALFORMED, "evidence_sha256");
    refuses(second, "a,2026,1,,,,,,,di spar", CAPAIAN_CODE_MALFORMED, "unit");
    const char *third = "indicator,period,value,replaces";
    refuses(third, "a,2026,1,0123456789abcdef0123456789abcdef", CAPAIAN_REPLACES_CELL, "replaces");
    refuses(third, "a,2026,1,0123456789abcdef0123456789abcdef:", CAPAIAN_REPLACES_CELL, "replaces");
    refuses(third, "a,2026,1,0123456789abcdef0123456789abcdef:-1", CAPAIAN_REPLACES_CELL, "replaces");
    refuses(third, "a,2026,1,0123456789abcdef0123456789abcdef:1234567890", CAPAIAN_REPLACES_CELL, "replaces");
    refuses(third, "a,2026,1,0123456789abcdef:0", CAPAIAN_REPLACES_CELL, "replaces");
    refuses(third, "a,2026,1,0123456789abcdef0123456789abcdeg:0", CAPAIAN_REPLACES_CELL, "replaces");
}

Test(collector_rows, an_ambiguous_number_shows_both_readings) {
    struct rows *rows = read_text("indicator,period,value\na,2026,1.234\n");
    const struct rows_finding *finding = finding_at(rows, 2, CAPAIAN_FIGURE_AMBIGUOUS);
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->arguments[0], "1.234");
    cr_assert_str_eq(finding->arguments[1], "1234 (id)");
    cr_assert_str_eq(finding->arguments[2], "1.234 (en)");
    rows_free(rows);
}

Test(collector_rows, what_is_not_stated_by_the_sheet_must_come_with_it) {
    struct rows_options no_time = plain;
    no_time.has_as_of = false;
    refuses_with("indicator,period,value", "a,2026,1", CAPAIAN_AS_OF_UNSTATED, "as_of", &no_time);
    struct rows_options no_unit = plain;
    no_unit.unit = NULL;
    refuses_with("indicator,period,value,unit", "a,2026,1,", CAPAIAN_UNIT_ABSENT, "unit", &no_unit);
    struct rows *rows = read_with("indicator,period,value,as_of,unit\na,2026,1,2026-04-01,dinkes\n",
                                  &(struct rows_options){.unit = NULL});
    cr_assert_eq(rows->finding_count, 0);
    cr_assert_str_eq(rows->messages.list[0].unit, "dinkes");
    rows_free(rows);
}

// The ledger alone knows its time: a simulated one may be years ahead of this machine.
Test(collector_rows, a_late_as_of_is_left_to_the_evaluator) {
    struct rows *rows = read_text("indicator,period,value,as_of\na,2090,1,2091-01-05\n");
    cr_assert_eq(rows->finding_count, 0);
    rows_free(rows);
}

Test(collector_rows, all_faults_of_a_line_and_the_good_lines_beside_it) {
    struct rows *rows = read_text("indicator,period,value,status\n"
                                  "a,2026-01,1,\n"
                                  "b b,2026-13,n/a,pasti\n"
                                  "c,2026-01,3,\n");
    cr_assert_eq(rows->finding_count, 4);
    cr_assert_not_null(finding_at(rows, 3, CAPAIAN_FIGURE_MALFORMED));
    cr_assert_not_null(finding_at(rows, 3, CAPAIAN_STATUS_WORD));
    cr_assert_not_null(finding_at(rows, 3, CAPAIAN_CODE_MALFORMED));
    cr_assert_not_null(finding_at(rows, 3, CAPAIAN_PERIOD_MALFORMED));
    cr_assert_eq(rows->refused, 1);
    cr_assert_eq(rows->messages.count, 1);
    cr_assert_eq(rows->messages.list[0].row_count, 2);
    cr_assert_eq(rows->messages.list[0].lines[0], 2);
    cr_assert_eq(rows->messages.list[0].lines[1], 4);
    rows_free(rows);
}

Test(collector_rows, files_that_are_no_sheets) {
    refuses_file("", CAPAIAN_SHEET_NO_HEADER);
    refuses_file("PK\x03\x04\x14", CAPAIAN_SHEET_NOT_CSV);
    refuses_file("indicator,period,value,harga\na,2026,1,2\n", CAPAIAN_SHEET_UNKNOWN_COLUMN);
    refuses_file("indicator,period,nilai,value\na,2026,1,2\n", CAPAIAN_SHEET_REPEATED_COLUMN);
    refuses_file("indicator,value\na,1\n", CAPAIAN_SHEET_NEEDS_COLUMN);
    refuses_file("indicator,period,value\na,2026,1,2\n", CAPAIAN_SHEET_TOO_MANY_CELLS);
    refuses_file("indicator,period,value\na,2026,\"1\n", CAPAIAN_SHEET_UNREADABLE);
    refuses_file("indicator,period,value\n", CAPAIAN_SHEET_NO_ROWS);
    refuses_file("indicator,period,value\n,,\n\n", CAPAIAN_SHEET_NO_ROWS);
    refuses_file("indicator,period,note\na,2026,caf\xe9\n", CAPAIAN_SHEET_ENCODING);
    refuses_file("\xFF\xFEi", CAPAIAN_SHEET_ENCODING);
}

Test(collector_rows, a_column_that_is_misspelt_is_told_what_is_meant) {
    struct rows *rows = read_text("indikator,periode,nilia\na,2026,1\n");
    const struct rows_finding *finding = finding_at(rows, 1, CAPAIAN_SHEET_UNKNOWN_COLUMN);
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->arguments[0], "nilia");
    cr_assert_str_eq(finding->arguments[1], "nilai (value)");
    rows_free(rows);
    rows = read_text("indikator,periode,harga\na,2026,1\n");
    finding = finding_at(rows, 1, CAPAIAN_SHEET_UNKNOWN_COLUMN);
    cr_assert_eq(strncmp(finding->arguments[1], "unit, indicator, period, value,", 31), 0, "%s", finding->arguments[1]);
    rows_free(rows);
}

Test(collector_rows, the_line_that_excel_puts_first_is_skipped_and_counted) {
    struct rows *rows = read_text("sep=;\r\nindicator;period;value\r\na;2026;1\r\nb;2026;x\r\n");
    cr_assert_eq(rows->messages.list[0].lines[0], 3);
    cr_assert_not_null(finding_at(rows, 4, CAPAIAN_FIGURE_MALFORMED));
    rows_free(rows);
}

Test(collector_rows, findings_are_bounded_and_counted) {
    const size_t count = ROWS_FINDINGS_MAX + 7;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    fprintf(file, "indicator,period,value\n");
    for (size_t i = 0; i < count; i++)
        fprintf(file, "a%zu,2026,n/a\n", i);
    fclose(file);
    struct rows *rows = read_text(text);
    cr_assert_eq(rows->finding_count, ROWS_FINDINGS_MAX);
    cr_assert_eq(rows->findings_left_off, 7);
    cr_assert_eq(rows->refused, count);
    cr_assert_str_eq(rows->findings[ROWS_FINDINGS_MAX - 1].arguments[0], "n/a");
    rows_free(rows);
    free(text);
}

Test(collector_rows, fields_of_the_schema_are_shown_as_columns) {
    cr_assert_str_eq(cells_column_of("ratio.denominator"), "denominator");
    cr_assert_str_eq(cells_column_of("evidence.sha256"), "evidence_sha256");
    cr_assert_str_eq(cells_column_of("period"), "period");
    cr_assert_str_eq(cells_column_of("later.field"), "later.field");
}

Test(collector_rows, whom_a_sheet_speaks_for_is_in_each_source) {
    struct rows_options options = plain;
    options.on_behalf_of = "Dinas Pariwisata";
    struct rows *rows = read_with("indicator,period,value,source\npar01,2026-Q1,1,\npar02,2026-Q1,2,SIPD\n", &options);
    cr_assert_eq(rows->finding_count, 0);
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    const Capaian__V1__Content *content = content_of(&rows->messages.list[0], arena);
    cr_assert_str_eq(content->rows[0]->source, "atas nama Dinas Pariwisata");
    cr_assert_str_eq(content->rows[1]->source, "SIPD (atas nama Dinas Pariwisata)");
    capaian_arena_free(arena);
    rows_free(rows);
}

Test(collector_rows, a_column_has_a_word_in_each_language) {
    char word[CELL_WORD];
    cr_assert_str_eq(cells_column_word("numerator", CAPAIAN_INDONESIAN, word), "pembilang");
    cr_assert_str_eq(cells_column_word("indicator", CAPAIAN_INDONESIAN, word), "indikator");
    cr_assert_str_eq(cells_column_word("satuan", CAPAIAN_INDONESIAN, word), "satuan");
    cr_assert_str_eq(cells_column_word("numerator", CAPAIAN_ENGLISH, word), "numerator");
    cr_assert_str_eq(cells_column_word("", CAPAIAN_INDONESIAN, word), "");
}
