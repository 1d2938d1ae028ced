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

struct year *years_find(const struct years *years, int year) {
    for (size_t i = 0; i < years->count; i++)
        if (years->list[i]->year == year)
            return years->list[i];
    return NULL;
}

struct announced *year_announced(const struct year *year, struct capaian_period period) {
    for (size_t i = 0; i < year->announced_count; i++)
        if (capaian_period_equal(year->announced[i].period, period))
            return &year->announced[i];
    return NULL;
}

struct announced *year_announce(struct year *year, struct capaian_period period) {
    if (year->announced_count == year->announced_room) {
        size_t room = year->announced_room == 0 ? 4 : 2 * year->announced_room;
        struct announced *announced = realloc(year->announced, room * sizeof *announced);
        if (announced == NULL)
            return NULL;
        year->announced = announced;
        year->announced_room = room;
    }
    struct announced *added = &year->announced[year->announced_count++];
    *added = (struct announced){.period = period};
    return added;
}
