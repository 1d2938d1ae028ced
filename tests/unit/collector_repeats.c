// Lines that speak of the same thing: events are told apart by their refs, statements by their order.
#include "commands/repeats.h"
#include "harness/sheet_rows.h"

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

Test(collector_repeats, what_may_be_an_event_needs_a_ref) {
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

Test(collector_repeats, a_line_may_say_that_it_is_no_event) {
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

Test(collector_repeats, two_statements_about_one_thing_need_an_order) {
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

Test(collector_repeats, two_units_may_each_add_to_one_indicator) {
    struct rows *rows = read_text("unit,indicator,period,value\ndispar,ret01,2026-Q1,1\ndisdag,ret01,2026-Q1,2\n");
    cr_assert_eq(rows->finding_count, 0);
    cr_assert_eq(rows->messages.count, 2);
    rows_free(rows);
    rows = read_text("unit,indicator,period,value\ndispar,ret01,2026-Q1,1\n,ret01,2026-Q1,2\n");
    cr_assert_not_null(finding_at(rows, 2, CAPAIAN_ROW_REPEATED));
    cr_assert_not_null(finding_at(rows, 3, CAPAIAN_ROW_REPEATED));
    rows_free(rows);
}

Test(collector_repeats, repeats_keep_the_order_of_the_list) {
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
