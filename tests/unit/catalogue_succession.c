// Units that end and what comes after them, and posts that change hands together.
#include "harness/catalogue_good.h"

// X is split in two; the first part goes on as W, which is closed for good, the second as V.
static const char split[] = "x,X,,sekda,2020-01-01,2023-12-31,y;z,,\n"
                            "y,Y,,sekda,2024-01-01,2024-12-31,w,,\n"
                            "z,Z,,sekda,2024-01-01,2025-12-31,v,,\n"
                            "w,W,,sekda,2025-01-01,2025-06-30,,,\n"
                            "v,V,,sekda,2026-01-01,,,,";

static const char *code_on(const struct catalogue *catalogue, const char *code, const char *date) {
    const struct unit *unit = catalogue_unit_on(catalogue, code, day(date));
    return unit == NULL ? "" : unit->code;
}

Test(catalogue_succession, a_unit_is_itself_while_it_lasts_and_then_its_successor) {
    struct catalogue *catalogue = read_with_line("units.csv", 6, split);
    cr_assert_str_eq(code_on(catalogue, "x", "2019-12-31"), "", "not yet");
    cr_assert_str_eq(code_on(catalogue, "x", "2020-01-01"), "x");
    cr_assert_str_eq(code_on(catalogue, "x", "2023-12-31"), "x");
    cr_assert_str_eq(code_on(catalogue, "x", "2024-01-01"), "y", "the first of two");
    cr_assert_str_eq(code_on(catalogue, "x", "2025-03-01"), "w", "the first one's own, before the second");
    cr_assert_str_eq(code_on(catalogue, "x", "2025-07-01"), "z", "the first line has ended");
    cr_assert_str_eq(code_on(catalogue, "x", "2026-07-01"), "v");
    cr_assert_str_eq(code_on(catalogue, "y", "2025-07-01"), "", "closed without a successor");
    cr_assert_str_eq(code_on(catalogue, "bupati", "2026-07-01"), "bupati");
    cr_assert_str_eq(code_on(catalogue, "tidak-ada", "2026-07-01"), "");
    catalogue_free(catalogue);
}

Test(catalogue_succession, whoever_follows_at_any_remove_succeeds) {
    struct catalogue *catalogue = read_with_line("units.csv", 6, split);
    static const char *const after_x[] = {"x", "y", "z", "w", "v"};
    for (size_t i = 0; i < 5; i++)
        cr_assert(catalogue_succeeds(catalogue, "x", after_x[i]), "%s", after_x[i]);
    cr_assert_not(catalogue_succeeds(catalogue, "x", "dispar"));
    cr_assert_not(catalogue_succeeds(catalogue, "y", "x"), "not backwards");
    cr_assert_not(catalogue_succeeds(catalogue, "y", "v"), "not across");
    cr_assert_not(catalogue_succeeds(catalogue, "x", "tidak-ada"));
    cr_assert_not(catalogue_succeeds(catalogue, "tidak-ada", "tidak-ada"));
    catalogue_free(catalogue);
}

// A chain of `count` units, each followed by the next, a month apart.
static void add_chain(int count, char *text) {
    for (int i = 0; i < count; i++) {
        int32_t from = capaian_period_first((struct capaian_period){2000, CAPAIAN_YEAR, 1}) + 30 * i;
        char first[CAPAIAN_PERIOD_TEXT], last[CAPAIAN_PERIOD_TEXT], next[24] = "";
        if (i + 1 < count)
            sprintf(next, "c%d", i + 1);
        text += sprintf(text, "%sc%d,C,,bupati,%s,%s,%s,,", i > 0 ? "\n" : "", i, capaian_date_format(from, first),
                        i + 1 < count ? capaian_date_format(from + 29, last) : "", next);
    }
}

Test(catalogue_succession, following_successors_is_bounded) {
    char lines[8192], text[TEXT_MAX];
    add_chain(64, lines);
    struct catalogue *catalogue = read_with_line("units.csv", 6, lines);
    cr_assert_str_eq(code_on(catalogue, "c0", "2026-01-01"), "c63");
    cr_assert(catalogue_succeeds(catalogue, "c0", "c63"));
    catalogue_free(catalogue);

    struct catalogue_file files[TEXT_FILES];
    struct catalogue_findings findings;
    catalogue = NULL;
    add_chain(65, lines);
    good_text_with("units.csv", 6, lines, text);
    good_files(files);
    files[good_rank("units.csv")] = (struct catalogue_file){"units.csv", text, strlen(text)};
    cr_assert_eq(catalogue_read(files, TEXT_FILES, &catalogue, &findings), 0);
    cr_assert_null(catalogue);
    cr_assert_eq(findings.count, 1);
    cr_assert_eq(findings.list[0].code, CAPAIAN_UNIT_SUCCESSION);
    cr_assert_eq(findings.list[0].line, 6);
    cr_assert_str_eq(findings.list[0].column, "successors");
    catalogue_findings_free(&findings);
}

// Layers of two units that are both followed by both of the next: 2^20 ways through, and 40 units.
Test(catalogue_succession, many_ways_to_the_same_unit_are_walked_once) {
    char lines[8192], *at = lines;
    for (int layer = 0; layer < 20; layer++) {
        for (int side = 0; side < 2; side++) {
            at += sprintf(at, "%sl%d_%d,L,,bupati,%d-01-01,", at > lines ? "\n" : "", layer, side, 2000 + layer);
            at += layer < 19 ? sprintf(at, "%d-12-31,l%d_0;l%d_1,,", 2000 + layer, layer + 1, layer + 1)
                             : sprintf(at, "2019-12-31,,,");
        }
    }
    struct catalogue *catalogue = read_with_line("units.csv", 6, lines);
    cr_assert_str_eq(code_on(catalogue, "l0_1", "2019-06-01"), "l19_0");
    cr_assert_null(catalogue_unit_on(catalogue, "l0_0", day("2026-01-01")));
    cr_assert(catalogue_succeeds(catalogue, "l0_0", "l19_1"));
    catalogue_free(catalogue);
}

enum { POSTS = 110 };

static char *posts_units(void) {
    char *text = malloc(POSTS * 64 + 1024), *at = text;
    at += sprintf(at, "%s", good_texts[0]);
    for (int i = 0; i < POSTS; i++)
        at += sprintf(at, "o%03d,Organisasi %d,dinas,sekda,2020-01-01,,,,\n", i, i);
    return text;
}

// Everybody in one post is followed by somebody on 26 January 2026: half inaugurated, a Pj, or confirmed.
static char *posts_holders(void) {
    char *text = malloc(POSTS * 160 + 1024), *at = text;
    at += sprintf(at, "%s", good_texts[3]);
    for (int i = 0; i < POSTS; i++) {
        at += sprintf(at, "o%03d,A%03d,Kepala,definitive,2023-02-03,,inauguration,SK 1/2023\n", i, i);
        if (i % 3 == 0)
            at += sprintf(at, "o%03d,A%03d,Kepala,definitive,2026-01-26,,confirmation,SK 15/2026\n", i, i);
        else if (i % 3 == 1)
            at += sprintf(at, "o%03d,B%03d,Pj Kepala,Pj,2026-01-26,,assignment,SK 15/2026\n", i, i);
        else
            at += sprintf(at, "o%03d,B%03d,Kepala,definitif,2026-01-26,,pelantikan,SK 15/2026\n", i, i);
    }
    return text;
}

Test(catalogue_succession, a_hundred_and_ten_posts_change_hands_in_one_version) {
    struct catalogue_file files[TEXT_FILES];
    char *units = posts_units(), *holders = posts_holders();
    good_files(files);
    files[good_rank("units.csv")] = (struct catalogue_file){"units.csv", units, strlen(units)};
    files[good_rank("holders.csv")] = (struct catalogue_file){"holders.csv", holders, strlen(holders)};
    struct catalogue *catalogue = read_good(files, TEXT_FILES);
    cr_assert_eq(catalogue->unit_count, 4 + POSTS);
    cr_assert_eq(catalogue->holder_count, 4 + 2 * POSTS);
    for (int i = 0; i < POSTS; i++) {
        char unit[16], before[16], after[16];
        sprintf(unit, "o%03d", i);
        sprintf(before, "A%03d", i);
        sprintf(after, "%c%03d", i % 3 == 0 ? 'A' : 'B', i);
        const struct holder *last = catalogue_accountable(catalogue, unit, day("2026-01-25"));
        cr_assert_str_eq(last->person, before);
        cr_assert_eq(last->to, day("2026-01-25"), "ended by the next");
        const struct holder *next = catalogue_accountable(catalogue, unit, day("2026-01-26"));
        cr_assert_str_eq(next->person, after);
        cr_assert_eq(next->appointment, i % 3 == 0   ? APPOINTMENT_CONFIRMATION
                                        : i % 3 == 1 ? APPOINTMENT_ASSIGNMENT
                                                     : APPOINTMENT_INAUGURATION);
        cr_assert_eq(next->capacity, i % 3 == 1 ? CAPACITY_PJ : CAPACITY_DEFINITIVE);
        cr_assert_eq(next->to, DAY_NEVER);
    }
    catalogue_free(catalogue);
    free(units);
    free(holders);
}
