#include "alert/doubt.h"
#include "alert/moves.h"

#include <errno.h>
#include <string.h>

// One alert of a reporting period at a time: its struct is that of the latest row in doubt, and another row's begins
// its incidents anew.

static bool same_row(const struct alert *alert, const struct statement *statement) {
    return alert->row == statement->row && memcmp(alert->row_id, statement->row_id, CAPAIAN_ID_SIZE) == 0;
}

static void put_doubt(const struct doubt *doubt, struct transition *ret) {
    struct assessment *numbers = &ret->assessment;
    ret->figure = doubt->figure;
    ret->beside = doubt->beside;
    ret->beside_period = doubt->beside_period;
    numbers->has_realization = true;
    numbers->realization = doubt->figure;
    if (doubt->reason != REASON_BEYOND_PLAUSIBLE)
        return;
    numbers->cut = ret->period;
    numbers->has_target = numbers->has_percent = true;
    numbers->aim = doubt->aim;
    numbers->percent = doubt->percent;
    numbers->version = doubt->version;
}

void implausible_numbers(const struct settling *s, const struct alert *alert, struct transition *ret) {
    const struct figure *figure = year_figure(s->year, alert->period);
    struct doubt doubt = {0};
    struct doubt_points points;
    if (figure == NULL)
        return;
    doubt_points(s->year, &points);
    if (figure_reported(figure, s->indicator->reporting) &&
        doubt_of(&s->catalogue->policy, s->indicator, s->year, &points, (size_t)(figure - s->year->figures), s->today,
                 &doubt)) {
        put_doubt(&doubt, ret);
    } else if (statement_is_figure(&figure->statement)) {
        ret->assessment.has_realization = figure_as_reported(s->indicator, figure, &ret->assessment.realization);
        ret->figure = ret->assessment.realization;
    }
}

static int resolve(struct settling *s, const struct alert *alert, enum alert_reason reason) {
    const struct assessment none = {.period = alert->period};
    int r = alert_move(s, IMPLAUSIBLE, alert->period, RESOLVED, reason, &none);
    if (r == 0)
        implausible_numbers(s, alert, &s->out->list[s->out->count - 1]);
    return r;
}

static int fire(struct settling *s, const struct figure *figure, const struct doubt *doubt) {
    struct alert *alert = year_alert(s->year, IMPLAUSIBLE, figure->period);
    if (alert == NULL)
        alert = year_alert_add(s->year, IMPLAUSIBLE, figure->period);
    if (alert == NULL)
        return -ENOMEM;
    if (!same_row(alert, &figure->statement)) {
        *alert = (struct alert){.kind = IMPLAUSIBLE, .period = figure->period, .reason = ""};
        memcpy(alert->row_id, figure->statement.row_id, sizeof alert->row_id);
        alert->row = figure->statement.row;
    }
    const struct assessment none = {.period = figure->period};
    int r = alert_move(s, IMPLAUSIBLE, figure->period, FIRING, doubt->reason, &none);
    if (r == 0)
        put_doubt(doubt, &s->out->list[s->out->count - 1]);
    return r;
}

static int settle_period(struct settling *s, const struct doubt_points *points, size_t index) {
    const struct figure *figure = &s->year->figures[index];
    const struct alert *alert = year_alert(s->year, IMPLAUSIBLE, figure->period);
    bool held = alert_held(alert);
    bool other = held && !(statement_is_figure(&figure->statement) && same_row(alert, &figure->statement));
    bool reported = figure_reported(figure, s->indicator->reporting);
    if (!reported && !other)
        return 0;    // events that no longer agree with their closing: nothing to judge until they do
    bool vouched = reported && statement_vouched(&figure->statement),
         reviewed = reported && figure->stage == CAPAIAN__V1__STAGE__STAGE_REVIEWED;
    struct doubt doubt = {0};
    bool doubted = reported && !vouched && !reviewed &&
                   doubt_of(&s->catalogue->policy, s->indicator, s->year, points, index, s->today, &doubt);
    int r = 0;
    if (held && (other || !doubted))
        r = resolve(s, alert,
                    vouched    ? REASON_CONFIRMED
                    : reviewed ? REASON_REVIEWED
                    : other    ? REASON_REPLACED
                               : REASON_PLAUSIBLE);
    return r < 0 || !doubted || (held && !other) ? r : fire(s, figure, &doubt);
}

int settle_implausible(struct settling *s) {
    struct doubt_points points;
    int r = 0;
    doubt_points(s->year, &points);
    for (size_t i = s->year->first_figure; r == 0 && !s->year->dropped && i < s->year->figure_count; i++)
        r = settle_period(s, &points, i);
    return r;
}
