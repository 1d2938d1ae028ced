#include "commands/difference_text.h"
#include "commands/policy_texts.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct compare_days ANY_DAYS = {DAY_ALWAYS, DAY_ALWAYS};

static struct unit make_unit(const char *code, const char *name) {
    return (struct unit){.code = code,
                         .name = name,
                         .kind = "dinas",
                         .reports_to = "",
                         .from = DAY_ALWAYS,
                         .to = DAY_NEVER,
                         .successors = "",
                         .official_code = ""};
}

static struct indicator make_indicator(const char *code, uint32_t first, uint32_t count) {
    return (struct indicator){.code = code,
                              .name = "",
                              .unit = "a",
                              .reporter = "a",
                              .satuan = "orang",
                              .scale = "",
                              .source = "",
                              .plan = "",
                              .definition = "",
                              .first_target = first,
                              .target_count = count};
}

static struct target make_target(const char *period, int64_t number) {
    struct target target = {.scheduled = true, .target = number * CAPAIAN_NANO};
    cr_assert_eq(capaian_period_parse(period, &target.period), 0);
    return target;
}

static struct catalogue make(struct unit *units, size_t unit_count, struct indicator *indicators,
                             size_t indicator_count, struct target *targets, size_t target_count) {
    return (struct catalogue){.units = units,
                              .indicators = indicators,
                              .targets = targets,
                              .unit_count = unit_count,
                              .indicator_count = indicator_count,
                              .target_count = target_count};
}

Test(difference, against_nothing_everything_is_added) {
    struct unit units[] = {make_unit("a", "A")};
    struct indicator indicators[] = {make_indicator("i", 0, 2)};
    struct target targets[] = {make_target("2026-Q1", 1), make_target("2026", 4)};
    struct catalogue after = make(units, 1, indicators, 1, targets, 2);
    struct difference difference;
    catalogue_compare(NULL, &after, (struct compare_days){DAY_NEVER, DAY_NEVER}, &difference);
    cr_assert_eq(difference.units.added, 1);
    cr_assert_eq(difference.indicators.added, 1);
    cr_assert_eq(difference.targets.added, 2);
    cr_assert_eq(difference.units.changed + difference.indicators.changed + difference.targets.changed, 0);
    catalogue_compare(&after, &after, ANY_DAYS, &difference);
    cr_assert_eq(difference.units.added + difference.units.changed + difference.units.removed, 0);
    cr_assert_eq(difference.targets.added + difference.targets.changed + difference.targets.removed, 0);
}

Test(difference, counts_targets_by_the_way_they_went) {
    struct unit units[] = {make_unit("a", "A")};
    struct indicator indicators[] = {make_indicator("i", 0, 5)};
    struct target old[] = {make_target("2026-Q1", 1), make_target("2026-Q2", 2), make_target("2026-Q3", 3),
                           make_target("2026", 4), make_target("2027", 5)};
    struct target now[] = {make_target("2026-Q1", 2), make_target("2026-Q2", 1), make_target("2026", 4),
                           make_target("2026-S2", 3), make_target("2027", 5)};
    now[2].weight = CAPAIAN_NANO;
    now[4].scheduled = false;
    struct catalogue before = make(units, 1, indicators, 1, old, 5);
    struct catalogue after = make(units, 1, indicators, 1, now, 5);
    struct difference difference;
    catalogue_compare(&before, &after, ANY_DAYS, &difference);
    cr_assert_eq(difference.targets_up, 1);
    cr_assert_eq(difference.targets_down, 1);
    cr_assert_eq(difference.targets.changed, 4);
    cr_assert_eq(difference.targets.added, 1);
    cr_assert_eq(difference.targets.removed, 1);
    cr_assert_eq(difference.indicators.changed, 0);
}

Test(difference, counts_what_came_went_and_changed) {
    struct unit old_units[] = {make_unit("a", "A"), make_unit("b", "B")};
    struct unit now_units[] = {make_unit("a", "Aa"), make_unit("c", "C"), make_unit("d", "D")};
    struct indicator old_indicators[] = {make_indicator("i", 0, 1), make_indicator("j", 1, 1)};
    struct indicator now_indicators[] = {make_indicator("i", 0, 1)};
    now_indicators[0].decimals = 2;
    struct target targets[] = {make_target("2026", 1), make_target("2026", 2)};
    struct catalogue before = make(old_units, 2, old_indicators, 2, targets, 2);
    struct catalogue after = make(now_units, 3, now_indicators, 1, targets, 1);
    struct difference difference;
    catalogue_compare(&before, &after, ANY_DAYS, &difference);
    cr_assert_eq(difference.units.added, 2);
    cr_assert_eq(difference.units.removed, 1);
    cr_assert_eq(difference.units.changed, 1);
    cr_assert_eq(difference.indicators.removed, 1);
    cr_assert_eq(difference.indicators.changed, 1);
    cr_assert_eq(difference.targets.removed, 1);
}

static int32_t day_of(const char *text) {
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(text, &day), 0);
    return day;
}

// A version in force since the year began.
static struct compare_days on(const char *today) {
    return (struct compare_days){day_of(today), day_of("2026-01-01")};
}

static void assert_text(const struct difference *difference, bool rejudge, const char *expected) {
    struct capaian_string out = {0};
    string_add_difference(&out, difference, rejudge, CAPAIAN_ENGLISH);
    cr_assert_str_eq(out.size > 0 ? out.text : "", expected);
    capaian_string_free(&out);
}

Test(difference, targets_are_told_with_the_old_and_the_new_number_and_those_of_ended_periods_apart) {
    struct unit units[] = {make_unit("a", "A")};
    struct indicator indicators[] = {make_indicator("i", 0, 3)};
    struct target old[] = {make_target("2026-Q1", 1000), make_target("2026-Q3", 3000), make_target("2026", 4000)};
    struct target now[] = {make_target("2026-Q1", 900), make_target("2026-Q2", 2000), make_target("2026", 4500)};
    now[2].has_high = true;
    now[2].high = 5000 * CAPAIAN_NANO;
    now[2].judged = true;
    struct catalogue before = make(units, 1, indicators, 1, old, 3);
    struct catalogue after = make(units, 1, indicators, 1, now, 3);
    struct difference difference;
    catalogue_compare(&before, &after, on("2026-07-01"), &difference);
    cr_assert_eq(difference.lists[CHANGE_ENDED].count, 1);
    assert_text(
        &difference, false,
        "\nTargets up (1):\n  i 2026: 4,000 -> 4,500..5,000\n"
        "\nTargets down (1):\n  i 2026-Q1: 1,000 -> 900\n"
        "\nNew targets (1):\n  i 2026-Q2: (none) -> 2,000\n"
        "\nTargets gone (1):\n  i 2026-Q3: 3,000 -> (none)\n"
        "\nOther changes of targets (1):\n  i 2026: judged no -> yes\n"
        "\nOther targets for periods that have ended (1); what has been judged stays as it was judged; --rejudge would "
        "judge these again:\n  i 2026-Q1: 1,000 -> 900\n"
        "\nFirst targets for periods that have ended; they hold at once (1):\n  i 2026-Q2: (none) -> 2,000\n");
    struct capaian_string out = {0};
    string_add_difference(&out, &difference, true, CAPAIAN_INDONESIAN);
    cr_assert_not_null(strstr(out.text, "Target lain bagi periode yang sudah berakhir (1); dinilai ulang (--rejudge):\n"
                                        "  i 2026-Q1: 1.000 -> 900\n"));
    capaian_string_free(&out);
    // The last day itself has not ended; of a first catalogue nothing has been judged.
    catalogue_compare(&before, &after, on("2026-03-31"), &difference);
    cr_assert_eq(difference.lists[CHANGE_ENDED].count, 0);
    catalogue_compare(&before, &after, on("2026-04-01"), &difference);
    cr_assert_eq(difference.lists[CHANGE_ENDED].count, 1);
    catalogue_compare(NULL, &after, on("2026-07-01"), &difference);
    cr_assert_eq(difference.lists[CHANGE_ENDED].count, 0);
    cr_assert_eq(difference.lists[CHANGE_ENDED_FIRST].count, 0);
    // In force after the first quarter: its number never holds there, whether it is judged again or not.
    catalogue_compare(&before, &after, (struct compare_days){day_of("2026-07-01"), day_of("2026-04-01")}, &difference);
    cr_assert_eq(difference.lists[CHANGE_ENDED].count, 0);
    cr_assert_eq(difference.lists[CHANGE_ENDED_FIRST].count, 1);
    cr_assert_eq(difference.lists[CHANGE_ENDED_BEFORE].count, 1);
    cr_assert_eq(difference.lists[CHANGE_ENDED_BEFORE].list[0].is, &now[0]);
    catalogue_compare(&before, &after, (struct compare_days){day_of("2026-07-01"), day_of("2026-03-31")}, &difference);
    cr_assert_eq(difference.lists[CHANGE_ENDED_BEFORE].count, 0);
}

Test(difference, units_and_rules_are_told_field_by_field) {
    struct unit old_units[] = {make_unit("a", "A"), make_unit("b", "B")};
    struct unit now_units[] = {make_unit("a", "Aa"), make_unit("b", "B"), make_unit("c", "C")};
    now_units[0].reports_to = "c";
    now_units[1].to = day_of("2026-12-31");
    now_units[1].successors = "c";
    now_units[2].from = day_of("2027-01-01");
    struct indicator was[] = {make_indicator("i", 0, 0), make_indicator("j", 0, 0)};
    struct indicator is[] = {make_indicator("i", 0, 0), make_indicator("k", 0, 0)};
    was[0].formula = FORMULA_RATIO;
    is[0].formula = FORMULA_REFLECTED;
    is[0].unit = is[0].reporter = "b";
    is[0].per = 1000;
    is[0].satuan = "hari";
    struct catalogue before = make(old_units, 2, was, 2, NULL, 0);
    struct catalogue after = make(now_units, 3, is, 2, NULL, 0);
    struct difference difference;
    catalogue_compare(&before, &after, ANY_DAYS, &difference);
    cr_assert_eq(difference.units.changed, 2);
    cr_assert_eq(difference.indicators.changed, 1);
    assert_text(&difference, false,
                "\nNew units (1):\n  c C, from 2027-01-01\n"
                "\nUnits that end (1):\n  b B, until 2026-12-31\n"
                "\nUnits renamed (1):\n  a: A -> Aa\n"
                "\nUnits with another superior (1):\n  a: (blank) -> c\n"
                "\nUnits with other successors (1):\n  b: (blank) -> c\n"
                "\nNew indicators (1):\n  k (a) \n"
                "\nIndicators gone (1):\n  j (a) \n"
                "\nIndicators moved to another unit or reporter (1):\n  i: unit a -> b\n"
                "\nIndicators whose formula or consolidation changes (2):\n  i: formula ratio -> reflected\n"
                "  i: per 0 -> 1,000\n"
                "\nOther changes of indicators (1):\n  i: satuan orang -> hari\n");
}

static struct holder make_holder(const char *unit, const char *person, const char *from, const char *to) {
    return (struct holder){.unit = unit,
                           .person = person,
                           .name = "Kepala",
                           .capacity = CAPACITY_DEFINITIVE,
                           .from = day_of(from),
                           .to = to != NULL ? day_of(to) : DAY_NEVER,
                           .appointment = APPOINTMENT_INAUGURATION,
                           .basis = "SK"};
}

// 110 posts sworn in on one day: a count, and the first of them by name.
Test(difference, a_bulk_inauguration_is_a_count_with_the_first_twenty) {
    enum { POSTS = 110 };
    static char posts[POSTS][8], people[POSTS][8];
    static struct holder old[POSTS], now[2 * POSTS];
    for (size_t i = 0; i < POSTS; i++) {
        (void)snprintf(posts[i], sizeof posts[i], "u%03zu", i);
        (void)snprintf(people[i], sizeof people[i], "P%03zu", i);
        old[i] = make_holder(posts[i], "P900", "2024-01-01", NULL);
        now[2 * i] = make_holder(posts[i], "P900", "2024-01-01", "2026-01-25");
        now[2 * i + 1] = make_holder(posts[i], people[i], "2026-01-26", NULL);
    }
    struct catalogue before = {.holders = old, .holder_count = POSTS};
    struct catalogue after = {.holders = now, .holder_count = 2 * POSTS};
    struct difference difference;
    catalogue_compare(&before, &after, ANY_DAYS, &difference);
    cr_assert_eq(difference.holders.added, POSTS);
    cr_assert_eq(difference.holders.changed, POSTS);
    cr_assert_eq(difference.holders.removed, 0);
    cr_assert_eq(difference.lists[CHANGE_HOLDER_COMES].count, POSTS);
    cr_assert_eq(difference.lists[CHANGE_HOLDER_GOES].count, POSTS);
    struct capaian_string out = {0};
    string_add_difference(&out, &difference, false, CAPAIAN_INDONESIAN);
    cr_assert_not_null(strstr(out.text, "Pejabat masuk (110):\n  u000: P000 Kepala (definitif), mulai 2026-01-26\n"));
    cr_assert_not_null(strstr(out.text, "  u019: P019 Kepala (definitif), mulai 2026-01-26\n  dan 90 lainnya\n"));
    cr_assert_not_null(strstr(out.text, "Pejabat keluar (110):\n  u000: P900 Kepala (definitif), sampai 2026-01-25\n"));
    cr_assert_null(strstr(out.text, "u020"));
    capaian_string_free(&out);
    string_add_difference_json(&out, &difference);
    cr_assert_not_null(strstr(out.text,
                              "\"holder_comes\":{\"count\":110,\"list\":[\n{\"subject\":\"u000\",\"person\":\"P000\","
                              "\"name\":\"Kepala\",\"capacity\":\"definitive\",\"from\":\"2026-01-26\"}"));
    capaian_string_free(&out);
}

Test(difference, policies_are_told_by_key_and_a_default_written_out_is_no_change) {
    const char *old = "; satu\r\ntolerance = 5%\r\ndue = 10d\r\nsatuan = orang,\r\n  hari\r\n";
    const char *now = "tolerance = 4%\ngrace = 10m\nsatuan = orang, hari\n";
    struct policy_texts before, after;
    struct difference difference = {0};
    cr_assert_eq(policy_texts_read(&(struct catalogue_file){"policy.ini", old, strlen(old)}, &before), 0);
    cr_assert_eq(policy_texts_read(&(struct catalogue_file){"policy.ini", now, strlen(now)}, &after), 0);
    policy_texts_compare(&before, &after, &difference);
    assert_text(&difference, false, "\nPolicies changed (1):\n  tolerance: 5% -> 4%\n");
    policy_texts_free(&before);
    policy_texts_free(&after);
}
