// How T came about: stated, put together from targets of periods, or on the way of a curve.
#include "explain/telling.h"

static void explain_aim_rounding(struct explanation_lines *lines, struct aim aim) {
    unsigned decimals = lines->rules->decimals;
    capaian_nano low = capaian_nano_round(aim.target, decimals, CAPAIAN_HALF_UP);
    capaian_nano high = capaian_nano_round(aim.high, decimals, CAPAIAN_HALF_UP);
    if (low != aim.target)
        explain_rounding(lines, "T", aim.target, low);
    if (aim.has_high && high != aim.high)
        explain_rounding(lines, EITHER(lines, "batas atas T", "T's upper bound"), aim.high, high);
}

void explain_stated_target(struct explanation_lines *lines, const struct goal *goal) {
    struct aim aim = {goal->target, goal->high, goal->has_high};
    if (goal->period.kind == CAPAIAN_YEARS)
        SAY(lines, "T = %s, target akhir rencana %s.", "T = %s, the target for the end of the plan %s.",
            say_aim(lines, aim), say_period(lines, goal->period));
    else if (goal->to_date)
        SAY(lines, "T = %s, target sejak awal tahun s.d. akhir %s.",
            "T = %s, the target from the start of the year to the end of %s.", say_aim(lines, aim),
            say_period(lines, goal->period));
    else
        SAY(lines, "T = %s, target untuk %s saja.", "T = %s, the target for %s alone.", say_aim(lines, aim),
            say_period(lines, goal->period));
    explain_aim_rounding(lines, aim);
}

// "10 + 20 + 30" of the low or the high bounds.
static const char *goals_added(struct explanation_lines *lines, const struct ground *ground, bool high) {
    const char *text = "";
    for (size_t i = 0; i < ground->goal_count; i++) {
        const struct goal *goal = ground->goals[i];
        text = say_join(lines, text, "+", high && goal->has_high ? goal->high : goal->target);
    }
    return text;
}

static void explain_put_together(struct explanation_lines *lines, const struct ground *ground, struct aim aim) {
    const char *span = say_span(lines, ground->goals[0]->period, ground->goals[ground->goal_count - 1]->period);
    if (ground->kind == GROUND_AVERAGED)
        SAY(lines, "T (%s) = rata-rata target yang dijadwalkan = (%s) / %zu = %s",
            "T (%s) = average of the scheduled targets = (%s) / %zu = %s", span, goals_added(lines, ground, false),
            ground->goal_count, say_aim(lines, aim));
    else
        SAY(lines, "T (%s) = jumlah target periode = %s = %s", "T (%s) = sum of the periods' targets = %s = %s", span,
            goals_added(lines, ground, false), say_aim(lines, aim));
    if (aim.has_high)
        SAY(lines, "Batas atas dengan cara yang sama: %s.", "The upper bound likewise: %s.",
            goals_added(lines, ground, true));
}

static void explain_curve(struct explanation_lines *lines, const struct ground *ground, int32_t day, struct aim aim) {
    const struct goal *after = ground->goals[0];
    capaian_nano begin = ground->before != NULL ? ground->before->target : 0;
    int days = ground->to - ground->from, gone = day - ground->from;
    bool s = after->curve == CURVE_S;
    SAY(lines, "T pada %s ada di jalur %s dari %s (%s) ke %s (%s): sudah lewat %d dari %d hari.",
        "T on %s lies on the %s from %s (%s) to %s (%s): %d of %d days are gone.", say_day(lines, day),
        s ? EITHER(lines, "kurva S", "S-curve") : EITHER(lines, "lurus yang disepakati", "agreed straight line"),
        say_number(lines, begin), say_day(lines, ground->from), say_number(lines, after->target),
        say_day(lines, ground->to), gone, days);
    if (s)
        SAY(lines, "Bagian jalan: 3p^2 - 2p^3 dengan p = %d/%d, yaitu %llu/%llu.",
            "Share of the way: 3p^2 - 2p^3 with p = %d/%d, which is %llu/%llu.", gone, days,
            (unsigned long long)ground->part, (unsigned long long)ground->whole);
    SAY_SAME(lines, "T = %s + (%s) x %llu / %llu = %s", say_number(lines, begin),
             say_join(lines, say_number(lines, after->target), "-", begin), (unsigned long long)ground->part,
             (unsigned long long)ground->whole, say_aim(lines, aim));
}

void explain_target_at(struct explanation_lines *lines, const struct year *year, int32_t day) {
    struct ground ground;
    struct aim aim;
    uint32_t version;
    if (!trajectory_grounded(lines->rules, year, day, &aim, &version, &ground) || ground.goal_count == 0)
        return;
    switch (ground.kind) {
    case GROUND_STATED:
        explain_stated_target(lines, ground.goals[0]);
        return;
    case GROUND_ADDED:
    case GROUND_AVERAGED:
        explain_put_together(lines, &ground, aim);
        break;
    case GROUND_CURVE:
        explain_curve(lines, &ground, day, aim);
        break;
    }
    explain_aim_rounding(lines, aim);
}
