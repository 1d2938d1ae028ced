#include "attainment/year.h"

#include <stdlib.h>

struct alert *year_alert(const struct year *year, Capaian__V1__AlertKind kind, struct capaian_period period) {
    for (size_t i = 0; i < year->alert_count; i++)
        if (year->alerts[i].kind == kind && capaian_period_equal(year->alerts[i].period, period))
            return &year->alerts[i];
    return NULL;
}

struct alert *year_alert_add(struct year *year, Capaian__V1__AlertKind kind, struct capaian_period period) {
    if (year->alert_count == year->alert_room) {
        size_t room = year->alert_room == 0 ? 4 : 2 * year->alert_room;
        struct alert *alerts = realloc(year->alerts, room * sizeof *alerts);
        if (alerts == NULL)
            return NULL;
        year->alerts = alerts;
        year->alert_room = room;
    }
    struct alert *alert = &year->alerts[year->alert_count++];
    *alert = (struct alert){.kind = kind, .period = period, .reason = ""};
    return alert;
}

struct figure *year_figure(struct year *year, struct capaian_period period) {
    if (period.year != year->year || period.number == 0 || period.number > FIGURES_MAX)
        return NULL;
    struct figure *figure = &year->figures[period.number - 1];
    return capaian_period_equal(figure->period, period) ? figure : NULL;
}
