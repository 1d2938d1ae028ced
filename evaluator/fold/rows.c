#include "fold/rows.h"

Capaian__V1__Assessment *fold_assessment(const struct fold *fold, const struct tracked *tracked,
                                         const struct assessment *assessment, struct capaian_arena *arena) {
    const struct policy *policy = &fold_latest(fold)->catalogue->policy;
    const struct indicator *rules = tracked->rules;
    Capaian__V1__Assessment *answer = onwire_assessment(arena, assessment);
    if (answer == NULL)
        return NULL;
    if (assessment->has_percent) {
        capaian_nano capped = assessment->percent;
        capped = capped > policy->score_cap ? policy->score_cap : capped < 0 ? 0 : capped;
        answer->band = (char *)policy_band(policy, assessment->percent);
        answer->capped = onwire_decimal(arena, capped);
    }
    if (rules->grade_count == 0)
        return answer;
    bool ranked = rules->formula == FORMULA_GRADE;
    const struct grade *stated =
        !assessment->has_realization ? NULL
        : ranked                     ? catalogue_grade_ranked(tracked->catalogue, rules->scale, assessment->realization)
                 : catalogue_grade_of_value(tracked->catalogue, rules->scale, assessment->realization);
    const struct grade *aimed = !assessment->has_target || !ranked
                                    ? NULL
                                    : catalogue_grade_ranked(tracked->catalogue, rules->scale, assessment->aim.target);
    if (stated != NULL)
        answer->realization_grade = (char *)stated->grade;
    if (aimed != NULL)
        answer->target_grade = (char *)aimed->grade;
    return answer;
}

// The number that the first version agreed for the whole year, where a later one has changed it.
static const struct target *original_target(const struct fold *fold, const struct tracked *tracked, int year,
                                            uint32_t *ret_version) {
    const struct capaian_period whole = capaian_period_of_year(year);
    for (size_t i = 0; i < fold->version_count; i++) {
        const struct version *version = &fold->versions[i];
        const struct indicator *rules = catalogue_indicator(version->catalogue, tracked->code);
        for (uint32_t k = 0; rules != NULL && k < rules->target_count; k++) {
            const struct target *target = &version->catalogue->targets[rules->first_target + k];
            if (target->scheduled && capaian_period_equal(target->period, whole)) {
                *ret_version = version->number;
                return target;
            }
        }
    }
    return NULL;
}

// What stands beside the year: the target it began with, the plan that it is a part of, the same cut a year ago.
static void put_beside(const struct fold *fold, const struct tracked *tracked, const struct year *year,
                       const struct assessment *of_year, const struct assessment *to_date,
                       Capaian__V1__AttainmentRow *row, struct capaian_arena *arena) {
    const struct indicator *rules = tracked->rules;
    uint32_t version = 0;
    const struct target *first = original_target(fold, tracked, year->year, &version);
    int32_t lock = indicator_lock_day(tracked->catalogue, rules, capaian_period_of_year(year->year));
    if (first != NULL && of_year->has_target && version != of_year->version &&
        (first->target != of_year->aim.target || (first->has_high && first->high != of_year->aim.high))) {
        struct assessment against = assess_year_against(
            rules, year, (struct aim){first->target, first->high, first->has_high}, version, fold->today, lock);
        row->original = fold_assessment(fold, tracked, &against, arena);
    }
    for (size_t i = 0; i < tracked->years.count && row->plan == NULL; i++) {
        const struct year *last = tracked->years.list[i];
        for (size_t k = 0; k < last->goal_count; k++) {
            const struct goal *goal = &last->goals[k];
            if (goal->period.kind != CAPAIAN_YEARS || goal->period.year > year->year || last->year < year->year)
                continue;
            struct assessment plan = assess_plan(rules, &tracked->years, goal, fold->today,
                                                 indicator_lock_day(tracked->catalogue, rules, goal->period));
            row->plan = fold_assessment(fold, tracked, &plan, arena);
            break;
        }
    }
    struct realized before;
    if (to_date->cut.kind != 0 && assess_same_cut_before(rules, year, to_date->cut, &before)) {
        struct assessment then = {.period = capaian_period_of_year(year->year - 1),
                                  .cut = to_date->cut,
                                  .outcome = before.nil ? CAPAIAN__V1__ASSESSED__ASSESSED_NIL
                                                        : CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET,
                                  .has_realization = !before.nil,
                                  .realization = before.value,
                                  .status = before.status};
        then.cut.year = (int16_t)(year->year - 1);
        row->year_before = fold_assessment(fold, tracked, &then, arena);
    }
}

Capaian__V1__AttainmentRow *fold_row(const struct fold *fold, const struct tracked *tracked, const struct year *year,
                                     struct capaian_arena *arena) {
    const struct indicator *rules = tracked->rules;
    int32_t today = fold->today;
    Capaian__V1__AttainmentRow *row = capaian_arena_take(arena, sizeof *row);
    Capaian__V1__Assessment **targets =
        capaian_arena_take(arena, (year->goal_count + 1) * sizeof(Capaian__V1__Assessment *));
    if (row == NULL || targets == NULL)
        return NULL;
    capaian__v1__attainment_row__init(row);
    row->indicator = (char *)tracked->code;
    row->name = (char *)rules->name;
    row->unit = (char *)rules->unit;
    row->satuan = (char *)rules->satuan;
    row->decimals = rules->decimals;
    row->formula = (char *)formula_name(rules->formula);
    row->better = (char *)better_name(rules->better);
    row->plan_node = (char *)rules->plan;
    row->progress = rules->progress;
    struct capaian_period whole = capaian_period_of_year(year->year);
    struct assessment to_date = assess_to_date(rules, year, today);
    struct assessment of_year = assess_year(rules, year, today, indicator_lock_day(tracked->catalogue, rules, whole));
    row->to_date = fold_assessment(fold, tracked, &to_date, arena);
    row->year = fold_assessment(fold, tracked, &of_year, arena);
    for (size_t i = 0; i < year->goal_count; i++) {
        struct assessment assessment = assess_goal(
            rules, year, &year->goals[i], today, indicator_lock_day(tracked->catalogue, rules, year->goals[i].period));
        targets[i] = fold_assessment(fold, tracked, &assessment, arena);
        if (targets[i] == NULL)
            return NULL;
    }
    put_beside(fold, tracked, year, &of_year, &to_date, row, arena);
    row->targets = targets;
    row->n_targets = year->goal_count;
    size_t run = reported_run(rules, year);
    if (run > year->first_figure)
        row->reported_through = onwire_period(arena, year->figures[run - 1].period);
    if (run < year->figure_count && capaian_period_last(year->figures[run].period) < today)
        row->unreported_from = onwire_period(arena, year->figures[run].period);
    return row->to_date == NULL || row->year == NULL || row->unreported_from == NULL ? NULL : row;
}
