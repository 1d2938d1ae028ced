#include "names.h"
#include "reader.h"

// The targets of one indicator and year, in order of their last day, then their first.
struct plan {
    struct reader *reader;
    const struct indicator *indicator;
    size_t first, end;
};

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
    size_t of_kind[CAPAIAN_YEAR + 1];
    for (size_t kind = 0; kind <= CAPAIAN_YEAR; kind++)
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

// A run of period targets of one kind from the start of the year.
struct run {
    bool broken;
    int32_t next;    // the first day of the target that goes on with it
    capaian_nano total;
};

// What a target amounts to from the start of the year to its last day; false where it does not say.
static bool amount_to_date(const struct plan *plan, const struct target *target, struct run *runs, capaian_nano *ret) {
    bool stands = target->to_date || target->period.kind == CAPAIAN_YEAR || plan->indicator->within_year == BY_LAST;
    if (stands) {
        *ret = target->target;
        return target->scheduled;
    }
    struct run *run = &runs[target->period.kind];
    run->broken = run->broken || capaian_period_first(target->period) != run->next;
    run->next = capaian_period_last(target->period) + 1;
    run->total += target->scheduled ? target->target : 0;
    *ret = run->total;
    return target->scheduled && !run->broken && plan->indicator->within_year == BY_SUM;
}

// Targets that end on the same day agree on what is reached by then: the fourth quarter's, December's, the year's.
static void check_agreement(const struct plan *plan) {
    struct run runs[CAPAIAN_YEAR + 1];
    int32_t start = capaian_period_first(capaian_period_of_year(target_at(plan, plan->first)->period.year));
    for (size_t kind = 0; kind <= CAPAIAN_YEAR; kind++)
        runs[kind] = (struct run){.next = start};
    size_t standing = SIZE_MAX;    // the first target of the day that says what is reached by then
    capaian_nano standing_amount = 0;
    for (size_t i = plan->first; i < plan->end; i++) {
        const struct target *target = target_at(plan, i);
        capaian_nano amount;
        if (!amount_to_date(plan, target, runs, &amount))
            continue;
        bool same_day = standing != SIZE_MAX &&
                        capaian_period_last(target_at(plan, standing)->period) == capaian_period_last(target->period);
        char line[NUMBER_ARGUMENT], period[CAPAIAN_PERIOD_TEXT], number[CAPAIAN_NUMBER_TEXT];
        if (same_day) {
            if (amount != standing_amount)
                find(plan, i, "target", CAPAIAN_TARGET_CONTRADICTS, capaian_period_format(target->period, period),
                     nano_argument(plan->reader, amount, number),
                     line_argument(plan->reader->target_lines[standing], line));
            continue;
        }
        if (standing != SIZE_MAX && plan->indicator->within_year == BY_SUM && amount < standing_amount)
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

void targets_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t first = 0, end; first < catalogue->target_count; first = end) {
        const struct target *target = &catalogue->targets[first];
        for (end = first + 1; end < catalogue->target_count; end++) {
            const struct target *next = &catalogue->targets[end];
            if (next->indicator != target->indicator || next->period.year != target->period.year)
                break;
        }
        struct plan plan = {reader, &catalogue->indicators[target->indicator], first, end};
        check_repeats(&plan);
        check_mixture(&plan);
        check_agreement(&plan);
        check_judged(&plan);
    }
}
