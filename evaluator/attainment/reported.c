#include "attainment/reported.h"

#define REPORTED(name) CAPAIAN__V1__REPORTED__REPORTED_##name

// Whether `overdue` is raised for the period when its due date passes and nothing is in.
static bool watched(const struct year *year, const struct figure *figure) {
    if (year->dropped || figure->missing_until != 0 || capaian_period_last(figure->period) < year->duty_from)
        return false;
    for (size_t i = 0; i < year->goal_count; i++)
        if (year->goals[i].scheduled)
            return true;
    return false;
}

static bool is_late(const struct catalogue *catalogue, const struct year *year, const struct figure *figure,
                    int32_t due) {
    int32_t received = capaian_day_at(&catalogue->calendar, figure->statement.received_at);
    if (received <= due)
        return false;
    if (year_alert(year, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE, figure->period) != NULL)
        return true;
    // An instant is judged when all collectors have been heard: what comes in before that raises nothing and is late.
    return received == due + 1 || !watched(year, figure);
}

static bool is_nil(const struct indicator *indicator, const struct figure *figure) {
    if (indicator->reporting == REPORTING_EVENTS)
        return figure->statement.count == 0;
    return indicator->within_year == BY_RATIO_OF_SUMS && figure->statement.denominator == 0;
}

static Capaian__V1__Reported state_of(const struct catalogue *catalogue, const struct indicator *indicator,
                                      const struct year *year, size_t index, const struct reported *dates,
                                      int32_t today, int32_t reopened_until) {
    const struct figure *figure = &year->figures[index];
    bool in_duty = index >= year->first_figure && index < year->figure_count && !year->dropped;
    int32_t last = capaian_period_last(figure->period);
    if (figure_reported(figure, indicator->reporting)) {
        if (is_nil(indicator, figure))
            return REPORTED(NIL);
        // Nothing is late where nothing was due.
        return in_duty && last >= year->duty_from && is_late(catalogue, year, figure, dates->due) ? REPORTED(LATE)
                                                                                                  : REPORTED(ON_TIME);
    }
    if (figure->statement.stands && figure->statement.kind == STATED_MISSING)
        return figure_excused(figure, today) ? REPORTED(MISSING_ACCEPTED) : REPORTED(MISSING);
    if (!in_duty || last < year->duty_from)
        return REPORTED(NO_DUTY);
    if (last >= today)
        return REPORTED(NOT_DUE);
    if (today <= dates->due)
        return REPORTED(OPEN);
    return today < dates->lock || today <= reopened_until ? REPORTED(OVERDUE) : REPORTED(LOCKED);
}

struct reported reported_at(const struct catalogue *catalogue, const struct indicator *indicator,
                            const struct year *year, size_t index, int32_t today, int32_t reopened_until) {
    const struct figure *figure = &year->figures[index];
    struct reported reported = {.due = indicator_due_day(catalogue, indicator, figure->period),
                                .lock = indicator_lock_day(catalogue, indicator, figure->period)};
    reported.state = state_of(catalogue, indicator, year, index, &reported, today, reopened_until);
    if (figure_reported(figure, indicator->reporting)) {
        reported.status = figure_status(figure, indicator->reporting);
        reported.stage = (Capaian__V1__Stage)figure->stage;
    }
    return reported;
}
