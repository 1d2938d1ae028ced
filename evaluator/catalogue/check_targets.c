#include "names.h"
#include "reader.h"

#include <stdio.h>

// The targets of one indicator and year, in order of their last day, then their first; or those of its plans of
// several years that begin with one year.
struct plan {
    struct reader *reader;
    const struct indicator *indicator;
    size_t first, end;
};

enum { KINDS = CAPAIAN_YEAR + 1 };    // of periods within a year, and none

static const struct target *target_at(const struct plan *plan, size_t index) {
    return &plan->reader->catalogue->targets[index];
}

static void find(const struct plan *plan, size_t index, const char *column, enum capaian_code code,
                 const char *argument0, const char *argument1, const char *argument2) {
    reader_find(plan->reader, FILE_TARGETS, plan->reader->target_lines[index], column, code, argument0, argument1,
                argument2);
}

static void check_repeats(const struct plan *plan) {
    for (size_t i = plan->first + 1; i < plan->end; i++) {
        struct capaian_period period = target_at(plan, i)->period;
        if (!capaian_period_equal(target_at(plan, i - 1)->period, period))
            continue;
        char text[CAPAIAN_PERIOD_TEXT], line[NUMBER_ARGUMENT];
        find(plan, i, "period", CAPAIAN_TARGET_TWICE, plan->indicator->code, capaian_period_format(period, text),
             line_argument(plan->reader->target_lines[i - 1], line));
    }
}

// Within a year, targets of one kind of period all count alike: of quarters that mix, no run adds up.
static void check_mixture(const struct plan *plan) {
    size_t of_kind[KINDS];
    for (size_t kind = 0; kind < KINDS; kind++)
        of_kind[kind] = SIZE_MAX;
    for (size_t i = plan->first; i < plan->end; i++) {
        const struct target *target = target_at(plan, i);
        size_t *first = &of_kind[target->period.kind];
        if (!target->scheduled)
            continue;
        if (*first == SIZE_MAX)
            *first = i;
        if (target_at(plan, *first)->to_date == target->to_date)
            continue;
        char text[CAPAIAN_PERIOD_TEXT], line[NUMBER_ARGUMENT];
        find(plan, i, "counts", CAPAIAN_TARGET_MIXED, capaian_period_format(target->period, text),
             name_text(counts_names, target->to_date ? COUNTS_TO_DATE : COUNTS_PERIOD),
             line_argument(plan->reader->target_lines[*first], line));
    }
}

// What is to be reached; `high` is `low` where there is no upper bound.
struct amount {
    capaian_nano low, high;
};

// A run of period targets of one kind from the start of the year.
struct run {
    bool broken;
    int32_t next;    // the first day of the target that goes on with it
    struct amount total;
};

// What a target amounts to from the start of the year to its last day; false where it does not say.
static bool amount_to_date(const struct plan *plan, const struct target *target, struct run *runs, struct amount *ret) {
    bool stands = target->to_date || target->period.kind == CAPAIAN_YEAR || plan->indicator->within_year == BY_LAST;
    struct amount amount = {target->target, target->has_high ? target->high : target->target};
    if (stands) {
        *ret = amount;
        return target->scheduled;
    }
    struct run *run = &runs[target->period.kind];
    run->broken = run->broken || capaian_period_first(target->period) != run->next;
    run->next = capaian_period_last(target->period) + 1;
    run->total.low += target->scheduled ? amount.low : 0;
    run->total.high += target->scheduled ? amount.high : 0;
    *ret = run->total;
    return target->scheduled && !run->broken && plan->indicator->within_year == BY_SUM;
}

enum { AMOUNT_TEXT = 2 * CAPAIAN_NUMBER_TEXT + 4 };

// 5,5; 80..90; BB
static const char *amount_text(const struct plan *plan, struct amount amount, char buffer[AMOUNT_TEXT]) {
    char low[CAPAIAN_NUMBER_TEXT], high[CAPAIAN_NUMBER_TEXT];
    const struct grade *grade =
        plan->indicator->formula == FORMULA_GRADE
            ? catalogue_grade_ranked(plan->reader->catalogue, plan->indicator->scale, amount.low)
            : NULL;
    if (grade != NULL)
        return grade->grade;
    bool range = amount.low != amount.high;
    (void)snprintf(buffer, AMOUNT_TEXT, "%s%s%s", nano_argument(plan->reader, amount.low, low), range ? ".." : "",
                   range ? nano_argument(plan->reader, amount.high, high) : "");
    return buffer;
}

// Targets that end on the same day agree on what is reached by then: the fourth quarter's, December's, the year's.
static void check_agreement(const struct plan *plan) {
    struct run runs[KINDS];
    int32_t start = capaian_period_first(capaian_period_of_year(target_at(plan, plan->first)->period.year));
    for (size_t kind = 0; kind < KINDS; kind++)
        runs[kind] = (struct run){.next = start};
    size_t standing = SIZE_MAX;    // the first target of the day that says what is reached by then
    struct amount standing_amount = {0};
    for (size_t i = plan->first; i < plan->end; i++) {
        const struct target *target = target_at(plan, i);
        struct amount amount;
        if (!amount_to_date(plan, target, runs, &amount))
            continue;
        bool same_day = standing != SIZE_MAX &&
                        capaian_period_last(target_at(plan, standing)->period) == capaian_period_last(target->period);
        char line[NUMBER_ARGUMENT], period[CAPAIAN_PERIOD_TEXT], text[AMOUNT_TEXT];
        if (same_day) {
            if (amount.low != standing_amount.low || amount.high != standing_amount.high)
                find(plan, i, "target", CAPAIAN_TARGET_CONTRADICTS, capaian_period_format(target->period, period),
                     amount_text(plan, amount, text), line_argument(plan->reader->target_lines[standing], line));
            continue;
        }
        if (standing != SIZE_MAX && plan->indicator->within_year == BY_SUM && amount.low < standing_amount.low)
            find(plan, i, "target", CAPAIAN_TARGET_FALLS, capaian_period_format(target->period, period),
                 line_argument(plan->reader->target_lines[standing], line), NULL);
        standing = i;
        standing_amount = amount;
    }
}

static void check_judged(const struct plan *plan) {
    bool scheduled = false;
    for (size_t i = plan->first; i < plan->end; i++) {
        scheduled = scheduled || target_at(plan, i)->scheduled;
        if (target_at(plan, i)->judged)
            return;
    }
    if (!scheduled || !plan->reader->targets_whole)
        return;
    char year[NUMBER_ARGUMENT];
    find(plan, plan->first, "judged", CAPAIAN_TARGET_UNJUDGED, plan->indicator->code,
         line_argument((unsigned)target_at(plan, plan->first)->period.year, year), NULL);
}

// A target of one period says what that period comes to; figures to date do not, and the average of them is neither.
static void check_average(const struct plan *plan) {
    if (!plan->indicator->reported_to_date || plan->indicator->within_year != BY_AVERAGE)
        return;
    for (size_t i = plan->first; i < plan->end; i++) {
        const struct target *target = target_at(plan, i);
        char period[CAPAIAN_PERIOD_TEXT];
        if (target->to_date || !target->scheduled || target->period.kind == CAPAIAN_YEAR)
            continue;
        find(plan, i, "counts", CAPAIAN_TARGET_PERIOD_AVERAGE, plan->indicator->code,
             capaian_period_format(target->period, period), NULL);
        return;
    }
}

// What is added up over the years is at least what one of them comes to, where none takes anything away.
static void check_years(const struct plan *plan) {
    const struct indicator *indicator = plan->indicator;
    for (size_t i = plan->first; i < plan->end && indicator->across_years == BY_SUM; i++) {
        const struct target *whole = target_at(plan, i);
        size_t largest = SIZE_MAX;
        for (size_t k = indicator->first_target; k < indicator->first_target + indicator->target_count; k++) {
            const struct target *year = target_at(plan, k);
            if (year->period.kind != CAPAIAN_YEAR || !year->scheduled ||
                !capaian_period_holds(whole->period, year->period))
                continue;
            if (year->target < 0)
                return;
            if (largest == SIZE_MAX || year->target > target_at(plan, largest)->target)
                largest = k;
        }
        char years[CAPAIAN_PERIOD_TEXT], year[CAPAIAN_PERIOD_TEXT], line[NUMBER_ARGUMENT];
        if (whole->scheduled && largest != SIZE_MAX && whole->target < target_at(plan, largest)->target)
            find(plan, i, "target", CAPAIAN_TARGET_PLAN_BELOW, capaian_period_format(whole->period, years),
                 capaian_period_format(target_at(plan, largest)->period, year),
                 line_argument(plan->reader->target_lines[largest], line));
    }
}

// These sort behind the year in which they begin, because they end later.
static bool is_of_years(const struct target *target) {
    return target->period.kind == CAPAIAN_YEARS;
}

void targets_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t first = 0, end; first < catalogue->target_count; first = end) {
        const struct target *target = &catalogue->targets[first];
        for (end = first + 1; end < catalogue->target_count; end++) {
            const struct target *next = &catalogue->targets[end];
            if (next->indicator != target->indicator || next->period.year != target->period.year ||
                is_of_years(next) != is_of_years(target))
                break;
        }
        struct plan plan = {reader, &catalogue->indicators[target->indicator], first, end};
        check_repeats(&plan);
        // A plan of years stands for itself: it need not be judged, and adds up from no year's targets.
        if (is_of_years(target)) {
            check_years(&plan);
            continue;
        }
        check_average(&plan);
        check_mixture(&plan);
        check_agreement(&plan);
        check_judged(&plan);
    }
}
