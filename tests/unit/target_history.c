#include "commands/target_history.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { VERSIONS = 4 };

static struct target make_target(const char *period, int64_t number, bool judged) {
    struct target target = {.scheduled = true, .target = number * CAPAIAN_NANO, .judged = judged};
    cr_assert_eq(capaian_period_parse(period, &target.period), 0);
    return target;
}

static void add(struct history *history, size_t version, struct target *targets, uint32_t count) {
    struct indicator indicator = {.code = "i", .target_count = count};
    struct catalogue catalogue = {
        .indicators = &indicator, .indicator_count = 1, .targets = targets, .target_count = count};
    cr_assert_eq(history_add(history, version, &catalogue, "i"), 0);
}

static void fill_versions(struct history_version versions[VERSIONS]) {
    static char *const bases[VERSIONS] = {(char *)"PK 2026", (char *)"PK P 2026", (char *)"lama", (char *)"SK 4"};
    for (size_t i = 0; i < VERSIONS; i++) {
        versions[i] = (struct history_version){.number = (uint32_t)i + 1, .basis = bases[i], .readable = i != 2};
        (void)snprintf(versions[i].effective, sizeof versions[i].effective, "2026-0%zu-01", i + 1);
    }
}

Test(history, each_number_once_with_the_version_that_brought_it) {
    struct history history = {0};
    struct history_version versions[VERSIONS];
    struct target first[] = {make_target("2026-Q1", 1500, false), make_target("2026", 4000, true)};
    struct target second[] = {make_target("2026-Q1", 1500, false), make_target("2026", 4500, true)};
    struct target fourth[] = {make_target("2026", 4500, true), make_target("2027", 5000, true)};
    fill_versions(versions);
    add(&history, 0, first, 2);
    add(&history, 1, second, 2);
    add(&history, 3, fourth, 2);    // the third cannot be read
    history_finish(&history);
    cr_assert(history.known);
    struct capaian_string out = {0};
    string_add_history(&out, &history, versions, VERSIONS, CAPAIAN_INDONESIAN);
    cr_assert_str_eq(out.text, "periode   target  dinilai             versi  berlaku     dasar\n"
                               "2026-Q1    1.500  tidak    murni          1  2026-01-01  PK 2026\n"
                               "2026-Q1  dihapus  tidak    perubahan      4  2026-04-01  SK 4\n"
                               "2026       4.000  ya       murni          1  2026-01-01  PK 2026\n"
                               "2026       4.500  ya       perubahan      2  2026-02-01  PK P 2026\n"
                               "2027       5.000  ya       murni          4  2026-04-01  SK 4\n");
    capaian_string_free(&out);
    history_free(&history);
}

Test(history, a_number_that_went_and_came_back_is_told_again) {
    struct history history = {0};
    struct history_version versions[VERSIONS];
    struct target target = make_target("2026", 5, true);
    target.has_high = true;
    target.high = 7 * CAPAIAN_NANO;
    fill_versions(versions);
    add(&history, 0, &target, 1);
    add(&history, 3, &target, 1);
    history_finish(&history);
    struct capaian_string out = {0};
    string_add_history_json(&out, &history, "i", versions, VERSIONS);
    const char *removed = strstr(out.text, "\"version\":2");
    cr_assert_not_null(removed);
    cr_assert_not_null(strstr(removed, "\"removed\":true"));
    const char *again = strstr(removed, "\"version\":4");
    cr_assert_not_null(again);
    cr_assert_not_null(strstr(again, "\"target\":5,\"target_high\":7,\"target_grade\":null"));
    cr_assert_null(strstr(out.text, "\"version\":3"), "what cannot be read says nothing");
    capaian_string_free(&out);
    history_free(&history);
}

Test(history, an_indicator_that_no_version_has_is_not_known) {
    struct history history = {0};
    struct catalogue catalogue = {0};
    cr_assert_eq(history_add(&history, 0, &catalogue, "i"), 0);
    history_finish(&history);
    cr_assert_not(history.known);
    history_free(&history);
}
