#include "alert/telling.h"

// Missed, restated, behind: what is said of targets.

static const char *which_is_better(const struct telling *t) {
    switch (t->facts->indicator->better) {
    case BETTER_LOWER:
        return tell_either(t, "lebih rendah lebih baik", "lower is better");
    case BETTER_INSIDE:
        return tell_either(t, "yang disepakati ada di dalam rentang itu", "inside that range is what was agreed");
    case BETTER_HIGHER:
        break;
    }
    return tell_either(t, "lebih tinggi lebih baik", "higher is better");
}

char *tell_missed(const struct telling *t) {
    if (tell_reason(t, REASON_NOT_REPORTED))
        return TELL(t,
                    "Target %s %s tidak tercapai karena tidak dilaporkan sampai terkunci pada %s; "
                    "angkanya tidak ada, bukan nol.",
                    "%s %s is missed because it was not reported until it locked on %s; there is no "
                    "figure, which is not zero.",
                    t->name, t->period, tell_day(t, t->facts->lock_day));
    if (tell_reason(t, REASON_NUMERIC))
        return TELL(t, "Target %s %s tidak tercapai: %s; %s.", "%s %s is missed: %s; %s.", t->name, t->period,
                    tell_figures(t), which_is_better(t));
    if (tell_reason(t, REASON_CAUGHT_UP))
        return TELL(t, "%s %s tetap tercatat tidak tercapai, tetapi target sesudahnya tercapai.",
                    "%s %s stays on record as missed, but a later target of the year is met.", t->name, t->period);
    if (tell_reason(t, REASON_EXCUSED))
        return TELL(t, "%s %s tidak lagi dinilai meleset: angkanya dinyatakan tidak ada dan itu diterima.",
                    "%s %s no longer counts as missed: its figure is declared missing, and that is accepted.", t->name,
                    t->period);
    return TELL(t, "%s %s tidak lagi meleset setelah koreksi: %s.", "%s %s is no longer missed after a correction: %s.",
                t->name, t->period, tell_figures(t));
}

static const char *verdict(const struct telling *t, uint8_t outcome) {
    switch ((Capaian__V1__Assessed)outcome) {
    case CAPAIAN__V1__ASSESSED__ASSESSED_MET:
        return tell_either(t, "tercapai", "met");
    case CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET:
        return tell_either(t, "tidak tercapai", "missed");
    case CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT:
        return tell_either(t, "tidak tercapai (tidak dilaporkan)", "missed (not reported)");
    case CAPAIAN__V1__ASSESSED__ASSESSED_NIL:
        return tell_either(t, "nihil", "nil");
    case CAPAIAN__V1__ASSESSED__ASSESSED_ESTIMATED:
        return tell_either(t, "baru perkiraan", "only an estimate");
    default:
        return tell_either(t, "dikecualikan karena angkanya tidak ada", "left out as missing");
    }
}

// "tercapai (tinggi)"
static const char *announcement(const struct telling *t, uint8_t outcome, uint8_t band) {
    const char *name = t->facts->policy == NULL ? "" : alert_band_name(t->facts->policy, band);
    const char *text =
        *name == '\0' ? verdict(t, outcome) : capaian_arena_text(t->arena, "%s (%s)", verdict(t, outcome), name);
    return text == NULL ? "" : text;
}

char *tell_restated(const struct telling *t) {
    const struct transition *transition = t->facts->transition;
    const struct announced *before = &transition->before;
    uint8_t band = t->facts->policy == NULL ? 0 : alert_band(t->facts->policy, &transition->assessment);
    return TELL(t, "Putusan %s %s yang sudah diumumkan berubah dari %s menjadi %s: %s.",
                "The announced verdict on %s %s changes from %s to %s: %s.", t->name, t->period,
                announcement(t, before->outcome, before->band),
                announcement(t, (uint8_t)transition->assessment.outcome, band), tell_figures(t));
}

char *tell_behind(const struct telling *t) {
    const char *cut = tell_period(t, t->facts->transition->assessment.cut);
    if (tell_reason(t, REASON_BELOW_TRAJECTORY))
        return TELL(t, "Sampai %s, %s tertinggal dari jalur tahun %s: %s.",
                    "Through %s, %s is behind its course for %s: %s.", cut, t->name, t->period, tell_figures(t));
    if (tell_reason(t, REASON_RECOVERED))
        return TELL(t, "Sampai %s, %s kembali ke jalur tahun %s: %s.",
                    "Through %s, %s is back on its course for %s: %s.", cut, t->name, t->period, tell_figures(t));
    return TELL(t, "Tahun %s selesai; ketertinggalan %s digantikan oleh penilaian tahun itu.",
                "%s is over; the judgement of the year takes the place of %s being behind.", t->period, t->name);
}
