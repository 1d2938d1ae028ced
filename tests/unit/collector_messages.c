// How the lines of a sheet become messages, the same ones every time.
#include "harness/sheet_rows.h"

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

Test(collector_messages, a_long_sheet_is_split_the_same_way_every_time) {
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

Test(collector_messages, bytes_split_too_and_no_line_is_lost) {
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

Test(collector_messages, another_as_of_is_another_message) {
    struct rows_options later = plain;
    later.as_of++;
    struct rows *rows = read_text("indicator,period,value\na,2026,1\n");
    struct rows *other = read_with("indicator,period,value\na,2026,1\n", &later);
    cr_assert_arr_neq(rows->messages.list[0].id, other->messages.list[0].id, CAPAIAN_ID_SIZE);
    rows_free(other);
    rows_free(rows);
}

Test(collector_messages, units_travel_apart) {
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

Test(collector_messages, all_or_nothing) {
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
