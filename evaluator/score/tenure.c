#include "score/tenure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_holders(const void *left, const void *right) {
    const struct holder *a = *(const struct holder *const *)left, *b = *(const struct holder *const *)right;
    int order = strcmp(a->person, b->person);
    if (order == 0)
        order = (a->from > b->from) - (a->from < b->from);
    return order != 0 ? order : strcmp(a->unit, b->unit);
}

// A post ends with its unit, whatever the appointment says.
static int32_t last_day(const struct catalogue *catalogue, const struct holder *holder) {
    const struct unit *unit = catalogue_unit(catalogue, holder->unit);
    return unit != NULL && unit->to < holder->to ? unit->to : holder->to;
}

static bool same_post(const struct catalogue *catalogue, const struct tenure *tenure, const struct holder *holder) {
    const char *unit = tenure->holder->unit;
    bool adjoins = tenure->to != DAY_NEVER && tenure->to + 1 == holder->from;
    return adjoins && (strcmp(unit, holder->unit) == 0 || catalogue_succeeds(catalogue, unit, holder->unit));
}

// The person's tenures so far lie from `first` on; the latest is looked at first.
static void take(const struct catalogue *catalogue, struct tenures *tenures, size_t first,
                 const struct holder *holder) {
    struct tenure *confirmed = NULL;
    for (size_t i = tenures->count; i > first; i--) {
        struct tenure *tenure = &tenures->list[i - 1];
        if (tenure->holder->capacity != holder->capacity)
            continue;
        if (same_post(catalogue, tenure, holder)) {
            tenure->holder = holder;
            tenure->to = last_day(catalogue, holder);
            return;
        }
        if (confirmed == NULL && holder->appointment == APPOINTMENT_CONFIRMATION && tenure->to < holder->from)
            confirmed = tenure;
    }
    tenures->list[tenures->count++] = (struct tenure){
        .holder = holder,
        .first = confirmed != NULL ? confirmed->first : holder,
        .from = holder->from,
        .to = last_day(catalogue, holder),
        .since = confirmed != NULL ? confirmed->since : holder->from,
    };
}

int tenures_read(const struct catalogue *catalogue, const char *person, struct tenures *ret) {
    struct tenures tenures = {.list = malloc((catalogue->holder_count + 1) * sizeof(struct tenure))};
    const struct holder **holders = malloc((catalogue->holder_count + 1) * sizeof(const struct holder *));
    if (tenures.list == NULL || holders == NULL) {
        free(tenures.list);
        free(holders);
        return -ENOMEM;
    }
    size_t count = 0, first = 0;
    for (size_t i = 0; i < catalogue->holder_count; i++) {
        const struct holder *holder = &catalogue->holders[i];
        if (holder->capacity != CAPACITY_PLH && (person == NULL || strcmp(person, holder->person) == 0))
            holders[count++] = holder;
    }
    qsort(holders, count, sizeof *holders, compare_holders);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(holders[i - 1]->person, holders[i]->person) != 0)
            first = tenures.count;
        take(catalogue, &tenures, first, holders[i]);
    }
    free(holders);
    *ret = tenures;
    return 0;
}

void tenures_free(struct tenures *tenures) {
    free(tenures->list);
    *tenures = (struct tenures){0};
}
