#include "commands/cells.h"
#include "commands/repeats.h"
#include "commands/rows.h"
#include "wire/content.h"
#include "wire/content_id.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOON = 1775000000 };    // seconds; as_of of the tests

static const struct rows_options plain = {.unit = "dispar", .has_as_of = true, .as_of = NOON * INT64_C(1000)};

static struct rows *read_with(const char *text, const struct rows_options *options) {
    struct rows *rows = NULL;
    cr_assert_eq(rows_read(text, strlen(text), options, &rows), 0);
    return rows;
}

static struct rows *read_text(const char *text) {
    return read_with(text, &plain);
}

// The message decodes exactly as the collector will decode it.
static Capaian__V1__Content *content_of(const struct message *message, struct capaian_arena *arena) {
    Capaian__V1__Content *content = NULL;
    cr_assert_eq(capaian_content_unpack(message->content, message->size, arena, &content), CAPAIAN_OK);
    cr_assert_eq(content->n_rows, message->row_count);
    return content;
}

static const struct rows_finding *finding_at(const struct rows *rows, unsigned line, enum capaian_code code) {
    for (size_t i = 0; i < rows->finding_count; i++) {
        if (rows->findings[i].line == line && rows->findings[i].code == code)
            return &rows->findings[i];
    }
    return NULL;
}

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

// Lines of `text` (the header is 1) that are refused with ref.absent, or as one more of the same, as a set of bits.
static unsigned without_ref_or(const char *text, enum capaian_code code) {
    struct rows *rows = read_text(text);
    unsigned lines = 0;
    for (size_t i = 0; i < rows->finding_count; i++) {
        cr_assert_eq(rows->findings[i].code, code, "%s", capaian_code_name(rows->findings[i].code));
        lines |= 1U << rows->findings[i].line;
    }
    rows_free(rows);
    return lines;
}

static unsigned without_ref(const char *text) {
    return without_ref_or(text, CAPAIAN_REF_ABSENT);
}

enum { LINE_2 = 1 << 2, LINE_3 = 1 << 3 };

Test(collector_rows, what_may_be_an_event_needs_a_ref) {
    const char *once = "indicator,period,value\na,2026-03,1\na,2026-04,2\nb,2026-03,2\n";
    cr_assert_eq(without_ref(once), 0);
    // Twice the same period, even with equal figures: two tickets, or one line twice?
    cr_assert_eq(
        without_ref_or("indicator,period,value\na,2026-03,1\na,2026-03,1\nb,2026-03,1\n", CAPAIAN_ROW_REPEATED),
        LINE_2 | LINE_3);
    cr_assert_eq(without_ref("indicator,period,value,ref\na,2026-03,1,X\na,2026-03,1,\n"), LINE_3);
    cr_assert_eq(without_ref("indicator,period,value,ref\na,2026-03,1,X\na,2026-04,1,\n"), LINE_3);
    cr_assert_eq(without_ref("indicator,period,value,ref\na,2026-03,1,X\na,2026-03,1,Y\n"), 0);
    cr_assert_eq(without_ref("indicator,period,value\na,2026-03-14,1\n"), LINE_2);
    cr_assert_eq(without_ref("indicator,period,numerator,denominator\na,2026-03-14,1,2\n"), LINE_2);
    cr_assert_eq(without_ref("indicator,period,value,complete\na,2026-03,1,\na,2026-03,,1\nb,2026-03,1,\n"), LINE_2);
    cr_assert_eq(without_ref("indicator,period,value,event\na,2026-03,1,ya\na,2026-04,1,\n"), LINE_2 | LINE_3);
    // A faulty line still shows that there are two.
    struct rows *rows = read_text("indicator,period,value\na,2026-03,1\na,2026-03,x\n");
    cr_assert_str_eq(finding_at(rows, 2, CAPAIAN_ROW_REPEATED)->arguments[0], "3");
    cr_assert_str_eq(finding_at(rows, 2, CAPAIAN_ROW_REPEATED)->field, "period");
    cr_assert_eq(rows->messages.count, 0);
    rows_free(rows);
}

Test(collector_rows, a_line_may_say_that_it_is_no_event) {
    cr_assert_eq(without_ref("indicator,period,value,event\na,2026-03-14,1,tidak\n"), 0);
    cr_assert_eq(without_ref("indicator,period,value,event,as_of\na,2026-03,1,tidak,2026-04-01\n"
                             "a,2026-03,2,tidak,2026-04-02\n"),
                 0);
    // Not against what the sheet itself shows.
    cr_assert_eq(without_ref("indicator,period,value,event,ref\na,2026-03,1,tidak,\na,2026-03,1,,X\n"), LINE_2);
    cr_assert_eq(without_ref_or("indicator,period,value,event\na,2026-03,1,tidak\na,2026-03,1,\nb,2026,1,\n",
                                CAPAIAN_ROW_REPEATED),
                 LINE_3);
}

Test(collector_rows, two_statements_about_one_thing_need_an_order) {
    struct rows *rows = read_text("indicator,period,value,ref\na,2026-03,1,X\na,2026-03,2,X\na,2026-03,1,X\n");
    const struct rows_finding *finding = finding_at(rows, 2, CAPAIAN_ROW_TWICE);
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->field, "ref");
    cr_assert_str_eq(finding->arguments[0], "3");
    cr_assert_str_eq(finding_at(rows, 3, CAPAIAN_ROW_TWICE)->arguments[0], "2");
    cr_assert_not_null(finding_at(rows, 4, CAPAIAN_ROW_TWICE));
    cr_assert_eq(rows->messages.count, 0);
    rows_free(rows);
    // The same line twice is harmless, and so is a revision that says when.
    rows = read_text("indicator,period,value,ref,as_of\na,2026-03,1,X,\na,2026-03,1,X,\na,2026-03,2,X,2026-12-01\n");
    cr_assert_eq(rows->finding_count, 0);
    cr_assert_eq(rows->messages.list[0].row_count, 3);
    rows_free(rows);
    rows = read_text("indicator,period,grade\na,2026,BB\na,2026,CC\n");
    cr_assert_str_eq(finding_at(rows, 3, CAPAIAN_ROW_TWICE)->field, "period");
    rows_free(rows);
}

// A sheet of `count` lines, each with a note of `note` bytes.
static char *long_sheet(size_t count, size_t note) {
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    fprintf(file, "indicator,period,value,ref,note\n");
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "a,2026-03,%zu,R%zu,", i, i);
        for (size_t n = 0; n < note; n++)
            fputc('n', file);
        fputc('\n', file);
    }
    fclose(file);
    return text;
}

Test(collector_rows, a_long_sheet_is_split_the_same_way_every_time) {
    char *text = long_sheet(2500, 0);
    struct rows *rows = read_text(text);
    struct rows *again = read_text(text);
    cr_assert_eq(rows->messages.count, 3);
    cr_assert_eq(rows->messages.list[0].row_count, CAPAIAN_ROWS_MAX);
    cr_assert_eq(rows->messages.list[1].lines[0], CAPAIAN_ROWS_MAX + 2);
    cr_assert_eq(rows->messages.list[2].row_count, 2500 - 2 * CAPAIAN_ROWS_MAX);
    cr_assert_eq(rows->messages.list[2].lines[2500 - 2 * CAPAIAN_ROWS_MAX - 1], 2501);
    struct capaian_arena *arena = capaian_arena_new(8 << 20);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_arr_eq(rows->messages.list[i].id, again->messages.list[i].id, CAPAIAN_ID_SIZE);
        const Capaian__V1__Content *content = content_of(&rows->messages.list[i], arena);
        cr_assert_eq(content->rows[0]->value->coefficient, (int64_t)i * CAPAIAN_ROWS_MAX);
        for (size_t j = 0; j < i; j++)
            cr_assert_arr_neq(rows->messages.list[i].id, rows->messages.list[j].id, CAPAIAN_ID_SIZE);
    }
    capaian_arena_free(arena);
    rows_free(again);
    rows_free(rows);
    free(text);
}

Test(collector_rows, bytes_split_too_and_no_line_is_lost) {
    char *text = long_sheet(1000, CAPAIAN_TEXT_MAX);
    struct rows *rows = read_text(text);
    cr_assert_eq(rows->messages.count, 3);
    unsigned next = 2;
    for (size_t i = 0; i < rows->messages.count; i++) {
        cr_assert_leq(rows->messages.list[i].size, CAPAIAN_CONTENT_MAX);
        for (uint32_t row = 0; row < rows->messages.list[i].row_count; row++)
            cr_assert_eq(rows->messages.list[i].lines[row], next++);
    }
    cr_assert_eq(next, 1002);
    rows_free(rows);
    free(text);
}

Test(collector_rows, another_as_of_is_another_message) {
    struct rows_options later = plain;
    later.as_of++;
    struct rows *rows = read_text("indicator,period,value\na,2026,1\n");
    struct rows *other = read_with("indicator,period,value\na,2026,1\n", &later);
    cr_assert_arr_neq(rows->messages.list[0].id, other->messages.list[0].id, CAPAIAN_ID_SIZE);
    rows_free(other);
    rows_free(rows);
}

Test(collector_rows, units_travel_apart) {
    struct rows *rows = read_text("unit,indicator,period,value\n"
                                  "dinkes,a,2026,1\n"
                                  ",b,2026,1\n"
                                  "dinkes,c,2026,1\n"
                                  "bkd,d,2026,1\n");
    cr_assert_eq(rows->messages.count, 3);
    cr_assert_str_eq(rows->messages.list[0].unit, "bkd");
    cr_assert_str_eq(rows->messages.list[1].unit, "dinkes");
    cr_assert_eq(rows->messages.list[1].row_count, 2);
    cr_assert_eq(rows->messages.list[1].lines[0], 2);
    cr_assert_eq(rows->messages.list[1].lines[1], 4);
    cr_assert_str_eq(rows->messages.list[2].unit, "dispar");
    rows_free(rows);
}

Test(collector_rows, all_or_nothing) {
    struct rows_options atomic = plain;
    atomic.atomic = true;
    struct rows *rows = read_with("indicator,period,value\na,2026,1\nb,2026,2\n", &atomic);
    cr_assert_eq(rows->messages.count, 1);
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    cr_assert(content_of(&rows->messages.list[0], arena)->atomic);
    capaian_arena_free(arena);
    rows_free(rows);

    rows = read_with("indicator,period,value\na,2026,1\nb,2026,x\n", &atomic);
    cr_assert_eq(rows->messages.count, 0);
    cr_assert_eq(rows->refused, 2);
    rows_free(rows);

    rows = read_with("unit,indicator,period,value\ndinkes,a,2026,1\n,b,2026,1\n", &atomic);
    cr_assert_not_null(finding_at(rows, 0, CAPAIAN_ATOMIC_UNITS));
    cr_assert_eq(rows->messages.count, 0);
    rows_free(rows);

    char *text = long_sheet(CAPAIAN_ROWS_MAX + 1, 0);
    rows = read_with(text, &atomic);
    cr_assert_not_null(finding_at(rows, 0, CAPAIAN_TOO_LARGE));
    cr_assert_eq(rows->messages.count, 0);
    cr_assert_eq(rows->refused, CAPAIAN_ROWS_MAX + 1);
    rows_free(rows);
    free(text);
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

Test(collector_rows, two_units_may_each_add_to_one_indicator) {
    struct rows *rows = read_text("unit,indicator,period,value\ndispar,ret01,2026-Q1,1\ndisdag,ret01,2026-Q1,2\n");
    cr_assert_eq(rows->finding_count, 0);
    cr_assert_eq(rows->messages.count, 2);
    rows_free(rows);
    rows = read_text("unit,indicator,period,value\ndispar,ret01,2026-Q1,1\n,ret01,2026-Q1,2\n");
    cr_assert_not_null(finding_at(rows, 2, CAPAIAN_ROW_REPEATED));
    cr_assert_not_null(finding_at(rows, 3, CAPAIAN_ROW_REPEATED));
    rows_free(rows);
}

Test(collector_rows, repeats_keep_the_order_of_the_list) {
    struct statement list[] = {
        {.unit = "u", .indicator = "b", .period = "2026", .ref = "", .as_of = 1, .line = 2},
        {.unit = "u", .indicator = "a", .period = "2026", .ref = "", .as_of = 1, .line = 3},
        {.unit = "u", .indicator = "b", .period = "2026", .ref = "", .as_of = 2, .line = 4},
    };
    cr_assert_eq(repeats_find(list, 3), 0);
    cr_assert_eq(list[0].code, CAPAIAN_ROW_REPEATED);
    cr_assert_eq(list[0].other_line, 4);
    cr_assert_eq(list[1].code, CAPAIAN_OK);
    cr_assert_eq(list[2].code, CAPAIAN_ROW_REPEATED);
    cr_assert_eq(list[2].other_line, 2);
    cr_assert_eq(list[1].line, 3);
    cr_assert_eq(repeats_find(NULL, 0), 0);
}
