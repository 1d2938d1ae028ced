#include "commands/forward_standing.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static struct forward_standing standing;

static Capaian__V1__AlertEvent event_of(char *alert, uint64_t number) {
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
    event.alert = alert;
    event.number = number;
    return event;
}

// As many alerts as this, and the sum of their numbers.
static void assert_standing(size_t count, uint64_t sum) {
    const Capaian__V1__AlertEvent **list = forward_standing_list(&standing);
    cr_assert_not_null(list);
    cr_assert_eq(standing.count, count);
    for (size_t i = 0; i < standing.count; i++)
        sum -= list[i]->number;
    cr_assert_eq(sum, 0);
    free(list);
}

Test(forward_standing, the_last_event_of_each_alert_is_kept_until_it_is_forgotten) {
    enum { ALERTS = 300 };
    char name[32];
    assert_standing(0, 0);
    for (unsigned i = 1; i <= ALERTS; i++) {
        snprintf(name, sizeof name, "missed/a%u/2026", i);
        Capaian__V1__AlertEvent event = event_of(name, i);
        cr_assert_eq(forward_standing_keep(&standing, &event), 0);
    }
    assert_standing(ALERTS, ALERTS * (ALERTS + 1) / 2);
    for (unsigned i = 1; i <= ALERTS; i++) {
        snprintf(name, sizeof name, "missed/a%u/2026", i);
        Capaian__V1__AlertEvent event = event_of(name, 1);
        if (i % 3 == 0)
            forward_standing_forget(&standing, &event);
        else
            cr_assert_eq(forward_standing_keep(&standing, &event), 0);
        forward_standing_forget(&standing, &(Capaian__V1__AlertEvent){.alert = "never/told"});
    }
    assert_standing(ALERTS - ALERTS / 3, ALERTS - ALERTS / 3);
    forward_standing_clear(&standing);
    assert_standing(0, 0);
}
