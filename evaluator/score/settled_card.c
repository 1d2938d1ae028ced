#include "attainment/realize.h"
#include "score/tenure_card.h"

#include <errno.h>

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

// What one indicator's stretches add up to.
struct settling {
    const struct tracked *tracked;
    const struct policy *policy;
    const struct settled *settled;
    const struct tenure *tenure;
    int32_t came;    // in this post since
    int32_t earliest;
    struct realized realized;
    struct assessment assessment;
    int32_t begins, ends;
    const struct year *year;    // the latest with a checkpoint: its weight holds
    bool some, broken;
};

// The latest day that ends a checkpoint and is locked; DAY_ALWAYS: none is. A rule of the catalogue alone: what has
// been reported has no say in it.
static int32_t latest_settled(const struct tracked *tracked, int32_t last, int32_t today) {
    struct aim aim;
    uint32_t version;
    for (size_t k = tracked->years.count; k > 0; k--) {
        const struct year *year = tracked->years.list[k - 1];
        for (size_t i = year->figure_count; i > year->first_figure; i--) {
            struct capaian_period period = year->figures[i - 1].period;
            int32_t end = capaian_period_last(period);
            if (end < today && end <= last && trajectory_at(tracked->rules, year, end, &aim, &version) &&
                indicator_lock_day(tracked->catalogue, tracked->rules, period) <= today)
                return end;
        }
    }
    return DAY_ALWAYS;
}

static bool good_enough(const struct settling *s, const struct realized *realized) {
    return realized->status == CAPAIAN__V1__STATUS__STATUS_FINAL &&
           (!s->policy->review || realized->stage == CAPAIAN__V1__STAGE__STAGE_REVIEWED);
}

static void add(struct settling *s, const struct year *year, const struct stretched *part) {
    struct realized realized = part->realized;
    struct assessment assessment = part->assessment;
    s->begins = s->some ? s->begins : part->begins;
    if (s->some && s->tracked->rules->within_year == BY_SUM) {
        realized.numerator += s->realized.numerator;
        assessment.aim.target += s->assessment.aim.target;
        assessment.aim.high += s->assessment.aim.high;
        realized.value = capaian_nano_round(realized.numerator, s->tracked->rules->decimals, CAPAIAN_HALF_UP);
    } else {
        s->begins = part->begins;
    }
    s->ends = capaian_period_last(assessment.cut);
    s->realized = realized;
    s->assessment = assessment;
    s->year = year;
    s->some = true;
}

// One piece within a year and between pauses.
static void piece(struct settling *s, int32_t from, int32_t to) {
    struct capaian_period period = capaian_period_at(CAPAIAN_YEAR, to);
    const struct year *year = tracked_year(s->tracked, period.year);
    if (year == NULL || from > to || s->broken)
        return;
    // What remained at the handover is asked for in the year of the handover, once.
    bool handed_over = !s->some && capaian_period_at(CAPAIAN_YEAR, s->came).year == period.year;
    const struct stretch stretch = {
        .from = from,
        .to = to,
        .today = s->settled->today,
        .rule = handed_over ? s->policy->tenure_target : TENURE_TRAJECTORY,
        .whole = true,
    };
    struct stretched part = stretch_assess(s->tracked, year, &stretch);
    bool figures = part.assessment.has_realization || part.assessment.outcome == OUTCOME(NIL);
    if (figures && !good_enough(s, &part.realized))
        part.assessment.outcome = OUTCOME(NOT_REVIEWED);
    if (figures && part.assessment.outcome != OUTCOME(NOT_REVIEWED) && part.assessment.has_target) {
        add(s, year, &part);
        return;
    }
    // No checkpoint in a piece says nothing against the others; figures that should be there do.
    if (part.assessment.outcome == OUTCOME(NOT_DUE) || part.assessment.outcome == OUTCOME(NO_TRAJECTORY) ||
        part.assessment.outcome == OUTCOME(NO_TARGET)) {
        if (!s->some)
            s->assessment = part.assessment;
        return;
    }
    s->assessment = part.assessment;
    s->year = year;
    s->begins = from;
    s->ends = to;
    s->broken = true;
}

static void between_pauses(struct settling *s, int32_t from, int32_t to) {
    for (size_t i = 0; i < s->settled->pauses->count && from <= to; i++) {
        const struct pause *pause = &s->settled->pauses->list[i];
        if (pause->to < from || pause->from > to)
            continue;
        piece(s, from, pause->from - 1);
        from = pause->to == DAY_NEVER ? DAY_NEVER : pause->to + 1;
    }
    piece(s, from, to);
}

// The first day on which figures of the indicator could be asked for; what nobody agreed on is no figure.
static int32_t first_agreed(const struct tracked *tracked) {
    for (size_t i = 0; i < tracked->years.count; i++) {
        const struct year *year = tracked->years.list[i];
        int32_t first = capaian_period_first(capaian_period_at(CAPAIAN_YEAR, year_end(year)));
        if (year->goal_count > 0)
            return tracked->rules->from > first ? tracked->rules->from : first;
    }
    return DAY_NEVER;
}

static void settle(struct settling *s) {
    const struct settled *settled = s->settled;
    int32_t last = latest_settled(s->tracked, s->tenure->to, settled->today);
    int32_t from = last == DAY_ALWAYS ? DAY_ALWAYS : months_before(settled->pauses, last + 1, settled->months);
    s->assessment.outcome = OUTCOME(NOT_DUE);
    // So many months of figures in this post are not there yet.
    if (from < s->earliest || from < first_agreed(s->tracked))
        return;
    while (from <= last && !s->broken) {
        int32_t end = capaian_period_last(capaian_period_at(CAPAIAN_YEAR, from));
        between_pauses(s, from, end < last ? end : last);
        from = end + 1;
    }
    if (s->some && !s->broken)
        assessment_compare(&s->assessment, s->tracked->rules, &s->realized);
}

int settled_card(const struct fold *fold, const struct duties *duties, const struct tenure *tenure,
                 const struct settled *settled, struct scorecard *ret, int32_t *ret_from, int32_t *ret_to) {
    const struct policy *policy = &fold_latest(fold)->catalogue->policy;
    int32_t from = tenure->from > settled->from ? tenure->from : settled->from;
    struct scorecard card;
    if (tenure_lines(fold, duties, tenure, from, settled->today, &card) < 0)
        return -ENOMEM;
    *ret_from = DAY_NEVER;
    *ret_to = DAY_ALWAYS;
    for (size_t i = 0; i < card.line_count; i++) {
        struct score_line *line = &card.lines[i];
        struct settling s = {.tracked = line->tracked,
                             .policy = policy,
                             .settled = settled,
                             .tenure = tenure,
                             .came = line->from,
                             .earliest = line->from > from ? line->from : from};
        settle(&s);
        line->assessment = s.assessment;
        const struct year *year =
            s.year != NULL ? s.year : tracked_year(line->tracked, capaian_period_at(CAPAIAN_YEAR, settled->today).year);
        line->weight = score_weight(line, year);
        if (s.year == NULL)
            continue;
        *ret_from = s.begins < *ret_from ? s.begins : *ret_from;
        *ret_to = s.ends > *ret_to ? s.ends : *ret_to;
    }
    scorecard_weigh_equally(&card);
    scorecard_add_up(policy, &card);
    *ret = card;
    return 0;
}
