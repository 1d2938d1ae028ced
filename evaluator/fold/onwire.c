#include "fold/onwire.h"

Capaian__V1__Decimal *onwire_decimal(struct capaian_arena *arena, capaian_nano nano) {
    struct capaian_decimal exact;
    Capaian__V1__Decimal *decimal = capaian_arena_take(arena, sizeof *decimal);
    if (decimal == NULL || capaian_decimal_of(nano, &exact) < 0)
        return NULL;
    capaian__v1__decimal__init(decimal);
    decimal->coefficient = exact.coefficient;
    decimal->scale = exact.scale;
    return decimal;
}

Capaian__V1__Person *onwire_person(struct capaian_arena *arena, const char *unit, const struct holder *holder) {
    Capaian__V1__Person *person = capaian_arena_take(arena, sizeof *person);
    if (person == NULL)
        return NULL;
    capaian__v1__person__init(person);
    person->unit = (char *)unit;
    if (holder != NULL) {
        person->person = (char *)holder->person;
        person->name = (char *)holder->name;
        person->capacity = (char *)capacity_name(holder->capacity);
    }
    return person;
}

char *onwire_period(struct capaian_arena *arena, struct capaian_period period) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return capaian_arena_text(arena, "%s", capaian_period_format(period, buffer));
}

Capaian__V1__Assessment *onwire_assessment(struct capaian_arena *arena, const struct assessment *assessment) {
    Capaian__V1__Assessment *answer = capaian_arena_take(arena, sizeof *answer);
    char *period = onwire_period(arena, assessment->period), *cut = onwire_period(arena, assessment->cut);
    if (answer == NULL || period == NULL || cut == NULL)
        return NULL;
    capaian__v1__assessment__init(answer);
    answer->period = period;
    answer->cut = cut;
    answer->outcome = assessment->outcome;
    answer->status = assessment->status;
    answer->stage = assessment->stage;
    answer->judged = assessment->judged;
    answer->catalogue_version = assessment->version;
    if (assessment->has_target)
        answer->target = onwire_decimal(arena, assessment->aim.target);
    if (assessment->has_target && assessment->aim.has_high)
        answer->target_high = onwire_decimal(arena, assessment->aim.high);
    if (assessment->has_realization)
        answer->realization = onwire_decimal(arena, assessment->realization);
    if (assessment->has_target && assessment->has_realization)
        answer->deviation = onwire_decimal(arena, assessment->realization - assessment->aim.target);
    if (assessment->has_percent)
        answer->attainment = onwire_decimal(arena, assessment->percent);
    return answer;
}

const char *alert_kind_code(Capaian__V1__AlertKind kind) {
    static const char *const codes[] = {"",         "missed", "behind",     "overdue", "implausible",
                                        "restated", "silent", "consequence"};
    return (size_t)kind < sizeof codes / sizeof codes[0] ? codes[kind] : "";
}
