#include "alert/telling.h"

// Overdue, implausible: what is said of reports.

char *tell_overdue(const struct telling *t) {
    const char *due = tell_day(t, t->facts->due_day), *reporter = t->facts->indicator->reporter;
    if (tell_reason(t, REASON_NOT_REPORTED))
        return TELL(t, "Laporan %s periode %s dari %s belum lengkap; jatuh tempo %s.",
                    "The report of %s for %s from %s is not in; it was due %s.", t->name, t->period, reporter, due);
    if (tell_reason(t, REASON_LATE_REPORT))
        return TELL(t, "Laporan %s periode %s sudah masuk, terlambat dari jatuh tempo %s.",
                    "The report of %s for %s is in, after its due date %s.", t->name, t->period, due);
    if (tell_reason(t, REASON_MISSING_ACCEPTED))
        return TELL(t, "Laporan %s periode %s tidak ditunggu lagi: angkanya dinyatakan tidak ada dan itu diterima.",
                    "The report of %s for %s is no longer waited for: its figure is declared missing, and that is "
                    "accepted.",
                    t->name, t->period);
    if (tell_reason(t, REASON_CLOSED_UNIT))
        return TELL(t, "Laporan %s periode %s tidak ditunggu lagi: %s sudah ditutup tanpa penerus.",
                    "The report of %s for %s is no longer waited for: %s has closed without a successor.", t->name,
                    t->period, reporter);
    return TELL(t, "Laporan %s periode %s terkunci tanpa angka dan dinilai tidak tercapai.",
                "%s for %s locked without a figure and is judged missed.", t->name, t->period);
}

static const char *limits(const struct telling *t) {
    const struct indicator *indicator = t->facts->indicator;
    const char *text =
        indicator->has_min && indicator->has_max ? TELL(t, "batas %s sampai %s", "the limits %s to %s",
                                                        tell_exact(t, indicator->min), tell_exact(t, indicator->max))
        : indicator->has_min ? TELL(t, "batas bawah %s", "the lower limit %s", tell_exact(t, indicator->min))
                             : TELL(t, "batas atas %s", "the upper limit %s", tell_exact(t, indicator->max));
    return text == NULL ? "" : text;
}

static char *doubted(const struct telling *t) {
    const struct transition *transition = t->facts->transition;
    const char *satuan = t->facts->indicator->satuan;
    const char *figure = tell_exact(t, transition->figure), *beside = tell_exact(t, transition->beside);
    const char *against = tell_period(t, transition->beside_period);
    char percent[CAPAIAN_NUMBER_TEXT];
    if (tell_reason(t, REASON_BEYOND_PLAUSIBLE))
        return TELL(t,
                    "Angka %s sampai %s tidak wajar: %s %s terhadap %s menurut jalurnya (%s %%); periksa satuannya, "
                    "lalu perbaiki atau tegaskan dengan bukti.",
                    "The figure of %s through %s is implausible: %s %s against %s on its course (%s %%); check the "
                    "satuan, then correct it or confirm it with evidence.",
                    t->name, t->period, tell_number(t, transition->figure), satuan, tell_target(t),
                    capaian_percent_format(transition->assessment.percent, t->style, percent));
    if (tell_reason(t, REASON_OUTSIDE_LIMITS))
        return TELL(t, "Angka %s %s, %s %s, di luar %s dan belum disertai bukti.",
                    "The figure of %s for %s, %s %s, is outside %s and comes without evidence.", t->name, t->period,
                    figure, satuan, limits(t));
    if (tell_reason(t, REASON_FELL))
        return TELL(t, "Angka kumulatif %s sampai %s turun: %s, padahal sampai %s sudah %s.",
                    "The figure to date of %s through %s has fallen: %s, although through %s it was %s already.",
                    t->name, t->period, figure, against, beside);
    return TELL(t, "Angka %s %s melonjak: %s %s, sedangkan %s %s %s; periksa satuannya.",
                "The figure of %s for %s jumps: %s %s, where that of %s is %s %s; check the satuan.", t->name,
                t->period, figure, satuan, against, beside, satuan);
}

char *tell_implausible(const struct telling *t) {
    const char *figure = tell_exact(t, t->facts->transition->figure), *satuan = t->facts->indicator->satuan;
    if (tell_reason(t, REASON_REPLACED))
        return TELL(t, "Angka %s %s yang diragukan sudah diganti baris lain.",
                    "The doubted figure of %s for %s has been replaced by another row.", t->name, t->period);
    if (tell_reason(t, REASON_CONFIRMED))
        return TELL(t, "Angka %s %s ditegaskan dengan bukti: %s %s.",
                    "The figure of %s for %s is confirmed with evidence: %s %s.", t->name, t->period, figure, satuan);
    if (tell_reason(t, REASON_REVIEWED))
        return TELL(t, "Angka %s %s sudah diperiksa: %s %s.", "The figure of %s for %s has been reviewed: %s %s.",
                    t->name, t->period, figure, satuan);
    if (tell_reason(t, REASON_PLAUSIBLE))
        return TELL(t, "Angka %s %s wajar setelah angka atau target di sekitarnya berubah: %s %s.",
                    "The figure of %s for %s is plausible now that what surrounds it has changed: %s %s.", t->name,
                    t->period, figure, satuan);
    return doubted(t);
}
