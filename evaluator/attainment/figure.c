#include "attainment/figure.h"

#include <string.h>

int rank_compare(const struct rank *a, const struct rank *b) {
    if (a->status != b->status)
        return a->status < b->status ? 1 : -1;
    if (a->as_of != b->as_of)
        return a->as_of > b->as_of ? 1 : -1;
    int by_id = memcmp(a->id, b->id, sizeof a->id);
    if (by_id != 0)
        return by_id;
    return a->row == b->row ? 0 : a->row > b->row ? 1 : -1;
}

bool statement_is_figure(const struct statement *statement) {
    return statement->stands && statement->kind == STATED_FIGURE;
}

bool statement_same_numbers(const struct statement *a, const struct statement *b) {
    return a->kind == b->kind && a->numerator == b->numerator && a->denominator == b->denominator &&
           a->count == b->count;
}

bool statement_same_figure(const struct statement *a, const struct statement *b) {
    return statement_same_numbers(a, b) && a->status == b->status;
}

uint32_t statement_mark(const struct statement *statement) {
    uint64_t mixed = (uint64_t)statement->numerator ^ (uint64_t)(statement->numerator >> 64) ^
                     (uint64_t)statement->denominator * UINT64_C(0xff51afd7ed558ccd);
    mixed *= UINT64_C(0xc4ceb9fe1a85ec53);
    mixed ^= mixed >> 32;
    uint32_t mark = (uint32_t)(mixed * UINT64_C(0x9e3779b97f4a7c15) >> 32);
    return mark == 0 ? 1 : mark;
}

enum effect statement_would(const struct statement *standing, const struct statement *stated) {
    if (!standing->stands)
        return EFFECT_STANDS;
    if (statement_same_figure(standing, stated))
        return EFFECT_UNCHANGED;
    return rank_compare(&stated->rank, &standing->rank) > 0 ? EFFECT_STANDS : EFFECT_SUPERSEDED;
}

bool statement_vouched(const struct statement *statement) {
    return statement->kind == STATED_FIGURE && statement->confirmed && statement->evidenced;
}

bool statement_kept(const struct statement *standing, const struct statement *stated, enum effect *ret_effect) {
    *ret_effect = statement_would(standing, stated);
    // The stronger of two equal statements is kept even though the figure is the same: what a third statement is
    // compared with must not depend on the order in which the two came.
    bool kept = *ret_effect == EFFECT_STANDS ||
                (*ret_effect == EFFECT_UNCHANGED && rank_compare(&stated->rank, &standing->rank) > 0);
    if (kept && *ret_effect == EFFECT_UNCHANGED && statement_vouched(stated) && !statement_vouched(standing))
        *ret_effect = EFFECT_CONFIRMED;
    return kept;
}

enum effect statement_state(struct statement *standing, const struct statement *stated) {
    enum effect effect;
    if (statement_kept(standing, stated, &effect)) {
        *standing = *stated;
        standing->stands = true;
    }
    return effect;
}

static void count_status(struct figure *figure, const struct statement *event, uint64_t by) {
    figure->count += by;
    if (event->status == CAPAIAN__V1__STATUS__STATUS_PROVISIONAL)
        figure->provisional += by;
    else if (event->status == CAPAIAN__V1__STATUS__STATUS_ESTIMATED)
        figure->estimated += by;
}

// Wraps around, so that taking out what was put in always leaves what there was; FIGURE_ROWS_MAX says from when on a
// sum is not to be trusted.
static capaian_nano plus(capaian_nano a, capaian_nano b) {
    capaian_nano sum;
    (void)__builtin_add_overflow(a, b, &sum);
    return sum;
}

static capaian_nano minus(capaian_nano a, capaian_nano b) {
    capaian_nano difference;
    (void)__builtin_sub_overflow(a, b, &difference);
    return difference;
}

void figure_add(struct figure *figure, const struct statement *event) {
    figure->numerator = plus(figure->numerator, event->numerator);
    figure->denominator = plus(figure->denominator, event->denominator);
    count_status(figure, event, 1);
    figure->dirty = true;
}

void figure_remove(struct figure *figure, const struct statement *event) {
    figure->numerator = minus(figure->numerator, event->numerator);
    figure->denominator = minus(figure->denominator, event->denominator);
    count_status(figure, event, UINT64_MAX);
    figure->dirty = true;
}

bool figure_reported(const struct figure *figure, enum reporting reporting) {
    const struct statement *statement = &figure->statement;
    if (!statement_is_figure(statement) || reporting == REPORTING_VALUE)
        return statement_is_figure(statement);
    return statement->count == figure->count && statement->numerator == figure->numerator &&
           statement->denominator == figure->denominator;
}

bool figure_excused(const struct figure *figure, int32_t day) {
    return figure->statement.stands && figure->statement.kind == STATED_MISSING && figure->missing_until >= day;
}

Capaian__V1__Status figure_status(const struct figure *figure, enum reporting reporting) {
    Capaian__V1__Status closing = (Capaian__V1__Status)figure->statement.status;
    if (reporting == REPORTING_VALUE)
        return closing;
    Capaian__V1__Status rows = figure->estimated > 0     ? CAPAIAN__V1__STATUS__STATUS_ESTIMATED
                               : figure->provisional > 0 ? CAPAIAN__V1__STATUS__STATUS_PROVISIONAL
                                                         : CAPAIAN__V1__STATUS__STATUS_FINAL;
    return closing > rows ? closing : rows;
}

Capaian__V1__Stage stage_weaker(Capaian__V1__Stage a, Capaian__V1__Stage b) {
    static const int weakness[] = {[CAPAIAN__V1__STAGE__STAGE_REVIEWED] = 0,
                                   [CAPAIAN__V1__STAGE__STAGE_SUBMITTED] = 1,
                                   [CAPAIAN__V1__STAGE__STAGE_DISPUTED] = 2};
    return weakness[a] >= weakness[b] ? a : b;
}
