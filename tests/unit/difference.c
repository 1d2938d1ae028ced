#include "commands/difference.h"

#include <criterion/criterion.h>

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
    catalogue_compare(NULL, &after, DAY_NEVER, &difference);
    cr_assert_eq(difference.units.added, 1);
    cr_assert_eq(difference.indicators.added, 1);
    cr_assert_eq(difference.targets.added, 2);
    cr_assert_eq(difference.units.changed + difference.indicators.changed + difference.targets.changed, 0);
    catalogue_compare(&after, &after, DAY_ALWAYS, &difference);
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
    catalogue_compare(&before, &after, DAY_ALWAYS, &difference);
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
    catalogue_compare(&before, &after, DAY_ALWAYS, &difference);
    cr_assert_eq(difference.units.added, 2);
    cr_assert_eq(difference.units.removed, 1);
    cr_assert_eq(difference.units.changed, 1);
    cr_assert_eq(difference.indicators.removed, 1);
    cr_assert_eq(difference.indicators.changed, 1);
    cr_assert_eq(difference.targets.removed, 1);
}
