#include "serve/explain.h"

// As the fold chooses (fold/state.c): of those effective by the period's last day and applied in time, the latest.
static bool effective_by(const struct version *version, struct capaian_period period) {
    return version->effective <= capaian_period_last(period);
}

static int32_t applied_on(const struct version *version) {
    return capaian_day_at(&version->catalogue->calendar, version->applied_at);
}

static bool applied_in_time(const struct version *version, struct capaian_period period) {
    return version->rejudge || applied_on(version) <= capaian_period_last(period);
}

static const struct target *target_in(const struct explaining *x, const struct version *version) {
    const struct indicator *rules = catalogue_indicator(version->catalogue, x->tracked->code);
    for (uint32_t i = 0; rules != NULL && i < rules->target_count; i++) {
        const struct target *target = &version->catalogue->targets[rules->first_target + i];
        if (capaian_period_equal(target->period, x->explained.period))
            return target;
    }
    return NULL;
}

static uint32_t in_force(const struct explaining *x) {
    return x->explained.goal == NULL ? 0 : x->explained.goal->version;
}

static bool put_version(struct explaining *x, const struct version *version, const struct target *target) {
    char date[CAPAIAN_PERIOD_TEXT];
    Capaian__V1__TargetVersion *answer = capaian_arena_take(x->arena, sizeof *answer);
    if (answer == NULL)
        return false;
    capaian__v1__target_version__init(answer);
    answer->catalogue_version = version->number;
    answer->basis = version->basis;
    answer->effective = capaian_arena_text(x->arena, "%s", capaian_date_format(version->effective, date));
    answer->applied_at = version->applied_at;
    answer->in_force = version->number == in_force(x);
    if (target->scheduled)
        answer->target = onwire_decimal(x->arena, target->target);
    if (target->scheduled && target->has_high)
        answer->target_high = onwire_decimal(x->arena, target->high);
    const struct indicator *rules = catalogue_indicator(version->catalogue, x->tracked->code);
    const struct grade *grade = !target->scheduled || rules->formula != FORMULA_GRADE
                                    ? NULL
                                    : catalogue_grade_ranked(version->catalogue, rules->scale, target->target);
    if (grade != NULL)
        answer->target_grade = (char *)grade->grade;
    x->out->versions[x->out->n_versions++] = answer;
    return answer->effective != NULL;
}

// The basis of the number that was compared with; where several were put together, of the last of them.
static void put_basis(struct explaining *x) {
    uint32_t number = x->explained.assessment.version;
    char date[CAPAIAN_PERIOD_TEXT];
    if (number == 0 || number > x->fold->version_count)
        return;
    const struct version *version = &x->fold->versions[number - 1];
    x->out->legal_basis = version->basis;
    x->out->effective = capaian_arena_text(x->arena, "%s", capaian_date_format(version->effective, date));
}

void explain_versions(struct explaining *x) {
    put_basis(x);
    x->out->versions =
        capaian_arena_take(x->arena, (x->fold->version_count + 1) * sizeof(Capaian__V1__TargetVersion *));
    for (size_t i = 0; x->out->versions != NULL && i < x->fold->version_count; i++) {
        const struct target *target = target_in(x, &x->fold->versions[i]);
        if (target != NULL && !put_version(x, &x->fold->versions[i], target))
            return;
    }
}

static const char *day_text(struct explanation_lines *lines, int32_t day) {
    char date[CAPAIAN_PERIOD_TEXT];
    const char *text = capaian_arena_text(lines->arena, "%s", capaian_date_format(day, date));
    return text == NULL ? "" : text;
}

static void say_why(const struct explaining *x, struct explanation_lines *lines, const struct version *version) {
    const char *effective = day_text(lines, version->effective), *applied = day_text(lines, applied_on(version));
    const char *last = day_text(lines, capaian_period_last(x->explained.period));
    struct capaian_period period = x->explained.period;
    bool standing = version->number == in_force(x), in_time = applied_in_time(version, period);
    if (standing && !in_time)
        SAY(lines,
            "Versi %u menentukan: diterapkan %s, sesudah %s, tetapi sebelumnya belum ada target untuk periode ini.",
            "Version %u holds: it was applied on %s, after %s, but no target had been agreed for this period before.",
            version->number, applied, last);
    else if (standing)
        SAY(lines, "Versi %u menentukan: yang terakhir berlaku (sejak %s) pada hari terakhir periode, %s, %s %s.",
            "Version %u holds: the latest effective (since %s) on the period's last day, %s, %s %s.", version->number,
            effective, last,
            version->rejudge ? EITHER(lines, "dan diterapkan dengan --rejudge pada", "and applied with --rejudge on")
                             : EITHER(lines, "dan diterapkan tepat waktu pada", "and applied in time on"),
            applied);
    else if (!effective_by(version, period))
        SAY(lines, "Versi %u tidak menentukan: baru berlaku sejak %s, sesudah hari terakhir periode, %s.",
            "Version %u does not hold: it is effective only since %s, after the period's last day, %s.",
            version->number, effective, last);
    else if (!in_time)
        SAY(lines, "Versi %u tidak menentukan: diterapkan %s, sesudah periode berakhir pada %s, dan tanpa --rejudge.",
            "Version %u does not hold: it was applied on %s, after the period had ended on %s, and without --rejudge.",
            version->number, applied, last);
    else
        SAY(lines, "Versi %u tidak menentukan lagi: digantikan versi yang lebih baru.",
            "Version %u holds no more: a later version has taken its place.", version->number);
}

void explain_version_lines(const struct explaining *x, struct explanation_lines *lines) {
    const struct version *before = NULL;
    size_t agreed = 0;
    for (size_t i = 0; i < x->fold->version_count; i++)
        agreed += target_in(x, &x->fold->versions[i]) != NULL;
    // A version that only repeats what the one before says needs no word of its own, unless it is the one that holds.
    for (size_t i = 0; i < x->fold->version_count; i++) {
        const struct version *version = &x->fold->versions[i];
        const struct target *target = target_in(x, version), *was = before == NULL ? NULL : target_in(x, before);
        if (target == NULL)
            continue;
        bool same = was != NULL && was->scheduled == target->scheduled && was->target == target->target &&
                    was->high == target->high && was->to_date == target->to_date;
        before = version;
        if (version->number == in_force(x) || !same)
            say_why(x, lines, version);
    }
    if (agreed > 0 && in_force(x) == 0)
        SAY_PLAIN(lines, "Versi katalog yang berlaku pada hari terakhir periode tidak memuat target untuk periode ini.",
                  "The catalogue version in force on the period's last day has no target for this period.");
}
