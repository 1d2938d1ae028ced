#include "score/plan.h"

#include "attainment/realize.h"
#include "score/scorecard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

// What the indicators of one node have come to so far.
struct sum {
    uint32_t parts;
    bool apart;    // they do not state the same thing
    const struct indicator *rules;
    struct assessment assessment;
    struct realized realized;
};

static bool same_thing(const struct sum *sum, const struct indicator *rules, const struct assessment *assessment) {
    const struct indicator *first = sum->rules;
    const struct aim *a = &sum->assessment.aim, *b = &assessment->aim;
    bool same = strcmp(first->satuan, rules->satuan) == 0 && first->decimals == rules->decimals &&
                first->formula == rules->formula && first->better == rules->better &&
                first->within_year == rules->within_year && a->has_high == b->has_high &&
                capaian_period_equal(sum->assessment.cut, assessment->cut);
    if (rules->within_year == BY_RATIO_OF_SUMS)
        same = same && first->per == rules->per && a->target == b->target && (!a->has_high || a->high == b->high);
    return same;
}

// The sums that an assessment rests on: from the start of the year to its cut.
static bool sums_of(const struct tracked *tracked, const struct year *year, const struct assessment *assessment,
                    struct realized *ret) {
    bool assessed = assessment->outcome == OUTCOME(MET) || assessment->outcome == OUTCOME(NOT_MET) ||
                    assessment->outcome == OUTCOME(ESTIMATED) || assessment->outcome == OUTCOME(NIL);
    int last = assessed ? figure_ending(year, capaian_period_last(assessment->cut)) : -1;
    bool adds = tracked->rules->within_year == BY_SUM || tracked->rules->within_year == BY_RATIO_OF_SUMS;
    return adds && last >= 0 && realize(tracked->rules, year, year->first_figure, (size_t)last, ret);
}

static void add(struct sum *sum, const struct tracked *tracked, const struct year *year,
                const struct assessment *assessment) {
    struct realized realized;
    sum->parts++;
    if (sum->apart || year == NULL || !sums_of(tracked, year, assessment, &realized)) {
        sum->apart = true;
        return;
    }
    if (sum->rules == NULL) {
        sum->rules = tracked->rules;
        sum->assessment = *assessment;
        sum->realized = realized;
        return;
    }
    if (!same_thing(sum, tracked->rules, assessment)) {
        sum->apart = true;
        return;
    }
    if (tracked->rules->within_year == BY_SUM) {
        sum->assessment.aim.target += assessment->aim.target;
        sum->assessment.aim.high += assessment->aim.high;
    }
    sum->realized.numerator += realized.numerator;
    sum->realized.denominator += realized.denominator;
    if (realized.status > sum->realized.status)
        sum->realized.status = realized.status;
    sum->realized.stage = stage_weaker(sum->realized.stage, realized.stage);
}

static void together(struct sum *sum, struct plan_node *node) {
    if (sum->apart || sum->parts < 2)
        return;
    const struct indicator *rules = sum->rules;
    struct realized *realized = &sum->realized;
    if (rules->within_year == BY_SUM)
        realized->value = capaian_nano_round(realized->numerator, rules->decimals, CAPAIAN_HALF_UP);
    else {
        realized->nil = realized->denominator == 0;
        if (!realized->nil && capaian_quotient(realized->numerator, realized->denominator, rules->per, rules->decimals,
                                               CAPAIAN_HALF_UP, &realized->value) < 0)
            return;
    }
    if (!number_fits(realized->value))
        return;
    sum->assessment.has_realization = sum->assessment.has_percent = sum->assessment.judged = false;
    sum->assessment.weight = 0;
    assessment_compare(&sum->assessment, rules, realized);
    node->has_together = true;
    node->together = sum->assessment;
    node->satuan = rules->satuan;
}

static void count(struct plan_node *node, Capaian__V1__Assessed outcome) {
    node->indicators++;
    if (outcome == OUTCOME(MET))
        node->met++;
    else if (outcome == OUTCOME(NOT_MET) || outcome == OUTCOME(MISSED_SILENT))
        node->not_met++;
    else
        node->not_assessed++;
}

int plan_roll_up(const struct fold *fold, int year, int32_t today, struct plan_node **ret_nodes) {
    const struct catalogue *catalogue = fold_latest(fold)->catalogue;
    struct capaian_period period = capaian_period_of_year(year);
    struct plan_node *nodes = calloc(catalogue->node_count + 1, sizeof *nodes);
    struct sum *sums = calloc(catalogue->node_count + 1, sizeof *sums);
    if (nodes == NULL || sums == NULL) {
        free(nodes);
        free(sums);
        return -ENOMEM;
    }
    for (size_t i = 0; i < catalogue->node_count; i++)
        nodes[i] = (struct plan_node){.node = &catalogue->nodes[i], .satuan = ""};
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct tracked *tracked = fold->tracked[fold->of_catalogue[i]];
        const struct node *node = catalogue_node(catalogue, tracked->rules->plan);
        if (node == NULL || tracked->rules->from > capaian_period_last(period) ||
            tracked->rules->to < capaian_period_first(period))
            continue;
        const struct year *of = tracked_year(tracked, year);
        struct assessment assessment = score_assess(tracked, of, today);
        add(&sums[node - catalogue->nodes], tracked, of, &assessment);
        // The check has found every circle; the limit holds what a way up can be.
        for (size_t up = 0; node != NULL && up < catalogue->node_count; up++) {
            count(&nodes[node - catalogue->nodes], assessment.outcome);
            node = *node->parent == '\0' ? NULL : catalogue_node(catalogue, node->parent);
        }
    }
    for (size_t i = 0; i < catalogue->node_count; i++)
        together(&sums[i], &nodes[i]);
    free(sums);
    *ret_nodes = nodes;
    return 0;
}
