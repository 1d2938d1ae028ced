#include "alert/telling.h"

const char *tell_either(const struct telling *t, const char *indonesian, const char *english) {
    return t->language == CAPAIAN_INDONESIAN ? indonesian : english;
}

bool tell_reason(const struct telling *t, enum alert_reason reason) {
    return alert_reason_is(t->facts->transition->reason, reason);
}

// A full arena shows in the sentence as a whole, which then is none.
static const char *kept(const char *text) {
    return text == NULL ? "" : text;
}

static const char *formatted(const struct telling *t, capaian_nano nano, int decimals) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    return kept(capaian_arena_text(t->arena, "%s", capaian_nano_format(nano, decimals, t->style, buffer)));
}

const char *tell_number(const struct telling *t, capaian_nano nano) {
    return formatted(t, nano, (int)t->facts->indicator->decimals);
}

const char *tell_exact(const struct telling *t, capaian_nano nano) {
    return formatted(t, nano, -1);
}

// A grade is its rank: people know it by its name.
static const char *grade_name(const struct telling *t, capaian_nano rank) {
    const struct indicator *indicator = t->facts->indicator;
    for (size_t i = 0; indicator->formula == FORMULA_GRADE && i < indicator->grade_count; i++)
        if (indicator->grades[i].rank * CAPAIAN_NANO == rank)
            return indicator->grades[i].grade;
    return NULL;
}

const char *tell_figure(const struct telling *t, capaian_nano nano) {
    const char *grade = grade_name(t, nano);
    return grade != NULL
               ? grade
               : kept(capaian_arena_text(t->arena, "%s %s", tell_number(t, nano), t->facts->indicator->satuan));
}

const char *tell_target(const struct telling *t) {
    struct aim aim = t->facts->transition->assessment.aim;
    if (!aim.has_high || aim.high == aim.target)
        return tell_figure(t, aim.target);
    return kept(TELL(t, "%s sampai %s", "%s to %s", tell_number(t, aim.target), tell_figure(t, aim.high)));
}

// Of progress in percent the distance is told in points: 40 % of a plan of 45 % is 5 points behind, not 11 %.
static const char *points(const struct telling *t) {
    const struct assessment *a = &t->facts->transition->assessment;
    if (!t->facts->indicator->progress || a->realization == a->aim.target)
        return "";
    capaian_nano deviation = a->realization - a->aim.target;
    return kept(deviation < 0 ? TELL(t, ", %s poin di bawahnya", ", %s points below", tell_number(t, -deviation))
                              : TELL(t, ", %s poin di atasnya", ", %s points above", tell_number(t, deviation)));
}

const char *tell_figures(const struct telling *t) {
    const struct assessment *a = &t->facts->transition->assessment;
    char percent[CAPAIAN_NUMBER_TEXT] = "";
    if (!a->has_realization)
        return tell_either(t, "realisasi tidak ada", "nothing realized");
    if (!a->has_target)
        return kept(TELL(t, "realisasi %s", "%s realized", tell_figure(t, a->realization)));
    if (a->has_percent)
        (void)capaian_percent_format(a->percent, t->style, percent);
    return kept(TELL(t, "realisasi %s dari target %s%s%s%s%s", "%s against %s%s%s%s%s", tell_figure(t, a->realization),
                     tell_target(t), a->has_percent ? " (" : "", percent, a->has_percent ? " %)" : "", points(t)));
}

const char *tell_day(const struct telling *t, int32_t day) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return kept(capaian_arena_text(t->arena, "%s", capaian_date_format(day, buffer)));
}

const char *tell_period(const struct telling *t, struct capaian_period period) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return kept(capaian_arena_text(t->arena, "%s", capaian_period_format(period, buffer)));
}
