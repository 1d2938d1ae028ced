// The outcome in one sentence.
#include "explain/telling.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name

// What is missing is told by its periods; of a plan, by the plan.
static const char *gaps_of(struct explanation_lines *lines, const struct explained *x) {
    if (x->period.kind == CAPAIAN_YEARS)
        return say_period(lines, x->period);
    bool since =
        lines->rules->reported_to_date && lines->rules->within_year != BY_LAST && x->first > x->year->first_figure;
    const char *gaps = say_gaps(lines, x->year, since ? x->first - 1 : x->first, x->last);
    return *gaps == '\0' ? say_period(lines, x->period) : gaps;
}

// The first day on which an acceptance of what is missing ends; DAY_NEVER: none does.
static int32_t excused_until(const struct explained *x) {
    int32_t until = DAY_NEVER;
    for (size_t i = x->first; x->period.kind != CAPAIAN_YEARS && i <= x->last; i++) {
        const struct figure *figure = &x->year->figures[i];
        if (figure_excused(figure, x->today) && figure->missing_until < until)
            until = figure->missing_until;
    }
    return until;
}

static void explain_incomplete(struct explanation_lines *lines, const struct explained *x,
                               const struct assessment *assessment) {
    const char *gaps = gaps_of(lines, x);
    switch (assessment->outcome) {
    case OUTCOME(NOT_REPORTED):
        SAY(lines, "Hasil: belum dilaporkan (%s); yang kosong bukan nol, dan terkunci pada %s.",
            "Outcome: not reported yet (%s); what is missing is not zero, and it locks on %s.", gaps,
            say_day(lines, x->lock_day));
        break;
    case OUTCOME(MISSED_SILENT):
        SAY(lines, "Hasil: tidak tercapai (tidak dilaporkan): %s tidak lengkap sampai terkunci pada %s.",
            "Outcome: missed (not reported): %s was not complete until it locked on %s.", gaps,
            say_day(lines, x->lock_day));
        break;
    default:
        SAY(lines, "Hasil: dikeluarkan dari penilaian: %s dinyatakan tidak tersedia, dan itu diterima%s%s.",
            "Outcome: left out: %s is declared missing, and that is accepted%s%s.", gaps,
            excused_until(x) == DAY_NEVER ? "" : EITHER(lines, " sampai ", " until "),
            excused_until(x) == DAY_NEVER ? "" : say_day(lines, excused_until(x)));
    }
}

static const char *sentence(const struct explanation_lines *lines, Capaian__V1__Assessed outcome) {
    switch (outcome) {
    case OUTCOME(MET):
        return EITHER(lines, "Hasil: tercapai.", "Outcome: met.");
    case OUTCOME(NOT_MET):
        return EITHER(lines, "Hasil: tidak tercapai.", "Outcome: not met.");
    case OUTCOME(NO_TARGET):
        return EITHER(lines, "Hasil: belum ada target untuk periode ini, maka tidak ada yang dibandingkan.",
                      "Outcome: there is no target for this period yet, so there is nothing to compare with.");
    case OUTCOME(NO_TRAJECTORY):
        return EITHER(lines,
                      "Hasil: tidak dapat dinilai, tidak ada lintasan target yang disepakati sebelum akhir tahun; "
                      "garis lurus tidak pernah diandaikan.",
                      "Outcome: not assessable, no trajectory of targets is agreed before the end of the year; a "
                      "straight line is never assumed.");
    case OUTCOME(NOT_SCHEDULED):
        return EITHER(lines, "Hasil: tidak dijadwalkan, targetnya tertulis - dan periode ini tidak dinilai.",
                      "Outcome: not scheduled, its target is written as - and this period is not assessed.");
    case OUTCOME(NIL):
        return EITHER(lines, "Hasil: nihil (0/0), tidak ada yang terjadi dan tidak ada yang dinilai.",
                      "Outcome: nil (0/0), nothing happened and there is nothing to assess.");
    case OUTCOME(ESTIMATED):
        return EITHER(lines, "Hasil: baru perkiraan; R memenuhi T, tetapi perkiraan tidak pernah dinyatakan tercapai.",
                      "Outcome: only an estimate; R satisfies T, but an estimate never shows as met.");
    case OUTCOME(BEYOND):
        return EITHER(lines, "Hasil: angkanya melampaui bilangan yang dapat dibandingkan.",
                      "Outcome: the figures are beyond the numbers that are compared.");
    case OUTCOME(NOT_REVIEWED):
        return EITHER(lines, "Hasil: belum direviu, maka belum dinilai.", "Outcome: not reviewed, so not assessed.");
    default:
        return EITHER(lines, "Hasil: tidak dikenal.", "Outcome: unknown.");
    }
}

void explain_outcome(struct explanation_lines *lines, const struct explained *x, const struct assessment *assessment) {
    bool provisional = assessment->status == CAPAIAN__V1__STATUS__STATUS_PROVISIONAL;
    if (assessment->has_realization && provisional)
        SAY_PLAIN(lines, "Bertumpu pada angka sementara, yang masih dapat berubah.",
                  "It rests on provisional figures, which may still change.");
    switch (assessment->outcome) {
    case OUTCOME(NOT_DUE):
        SAY(lines, "Hasil: belum berakhir (hari terakhir %s), maka belum ada putusan%s.",
            "Outcome: not over yet (its last day is %s), so there is no verdict%s.",
            say_day(lines, capaian_period_last(assessment->period)),
            assessment->has_realization ? EITHER(lines, "; yang di atas baru kemajuan", "; the above is progress")
                                        : "");
        break;
    case OUTCOME(NOT_REPORTED):
    case OUTCOME(MISSED_SILENT):
    case OUTCOME(MISSING):
        explain_incomplete(lines, x, assessment);
        break;
    default:
        SAY_SAME(lines, "%s", sentence(lines, assessment->outcome));
    }
}
