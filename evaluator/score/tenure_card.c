#include "score/tenure_card.h"

#include <errno.h>

int tenure_card(const struct fold *fold, const struct duties *duties, const struct tenure *tenure, int year,
                int32_t today, struct scorecard *ret, int32_t *ret_from, int32_t *ret_to) {
    const struct policy *policy = &fold_latest(fold)->catalogue->policy;
    struct capaian_period period = capaian_period_of_year(year);
    int32_t first = capaian_period_first(period), last = capaian_period_last(period);
    struct stretch stretch = {.from = tenure->from > first ? tenure->from : first,
                              .to = tenure->to,
                              .today = today,
                              .rule = policy->tenure_target};
    *ret_from = stretch.from;
    *ret_to = tenure->to < last ? tenure->to : last;
    if (*ret_to >= today)
        *ret_to = today - 1;
    struct scorecard card;
    if (tenure_lines_then(fold, duties, tenure, stretch.from, last, &card) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < card.line_count; i++) {
        struct score_line *line = &card.lines[i];
        const struct year *of = tracked_year(line->tracked, year);
        line->weight = score_weight(line, of);
        line->assessment.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET;
        if (of == NULL)
            continue;
        struct stretch own = stretch;
        own.from = line->from > stretch.from ? line->from : stretch.from;
        own.to = line->to < stretch.to ? line->to : stretch.to;
        struct stretched stretched = stretch_assess(line->tracked, of, &own);
        line->assessment = stretched.assessment;
        line->has_handover = stretched.has_handover;
        line->at_handover = stretched.at_handover;
    }
    scorecard_weigh_equally(&card);
    scorecard_add_up(policy, &card);
    *ret = card;
    return 0;
}
