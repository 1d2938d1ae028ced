#include "alert/sentence.h"

#include <string.h>

struct telling {
    const struct sentence_facts *facts;
    enum capaian_language language;
    enum capaian_number_style style;
    struct capaian_arena *arena;
};

// Both formats stay literals, so the compiler checks their arguments.
#define TELL(t, indonesian, english, ...)                                                                              \
    ((t)->language == CAPAIAN_INDONESIAN ? capaian_arena_text((t)->arena, indonesian, __VA_ARGS__)                     \
                                         : capaian_arena_text((t)->arena, english, __VA_ARGS__))

static const char *say(const struct telling *t, const char *indonesian, const char *english) {
    return t->language == CAPAIAN_INDONESIAN ? indonesian : english;
}

static const char *number(const struct telling *t, capaian_nano nano) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    const char *text = capaian_arena_text(
        t->arena, "%s", capaian_nano_format(nano, (int)t->facts->indicator->decimals, t->style, buffer));
    return text == NULL ? "" : text;
}

// "realisasi 820 orang dari target 1.000 orang (82,00 %)"
static const char *figures(const struct telling *t) {
    const struct assessment *a = &t->facts->transition->assessment;
    const char *satuan = t->facts->indicator->satuan;
    char percent[CAPAIAN_NUMBER_TEXT];
    const char *text =
        !a->has_realization
            ? say(t, "realisasi tidak ada", "nothing realized")
            : TELL(t, "realisasi %s %s dari target %s %s%s%s%s", "%s %s against %s %s%s%s%s", number(t, a->realization),
                   satuan, number(t, a->aim.target), satuan, a->has_percent ? " (" : "",
                   a->has_percent ? capaian_percent_format(a->percent, t->style, percent) : "",
                   a->has_percent ? " %)" : "");
    return text == NULL ? "" : text;
}

static const char *revised(const struct telling *t, const char *name, const char *period) {
    return TELL(t, "%s %s: katalog yang direvisi tidak lagi memuat dasar peringatan ini.",
                "%s %s: the revised catalogue no longer has what this alert rests on.", name, period);
}

static const char *missed(const struct telling *t, const char *name, const char *period) {
    const char *reason = t->facts->transition->reason;
    char lock[CAPAIAN_PERIOD_TEXT];
    if (strcmp(reason, "not_reported") == 0)
        return TELL(t,
                    "Target %s %s tidak tercapai karena tidak dilaporkan sampai terkunci pada %s; "
                    "angkanya tidak ada, bukan nol.",
                    "%s %s is missed because it was not reported until it locked on %s; there is no "
                    "figure, which is not zero.",
                    name, period, capaian_date_format(t->facts->lock_day, lock));
    if (strcmp(reason, "numeric") == 0)
        return TELL(t, "Target %s %s tidak tercapai: %s; %s lebih baik.", "%s %s is missed: %s; %s is better.", name,
                    period, figures(t),
                    t->facts->indicator->better == BETTER_LOWER ? say(t, "lebih rendah", "lower")
                                                                : say(t, "lebih tinggi", "higher"));
    if (strcmp(reason, "caught_up") == 0)
        return TELL(t, "%s %s tetap tercatat tidak tercapai, tetapi target sesudahnya tercapai.",
                    "%s %s stays on record as missed, but a later target of the year is met.", name, period);
    return TELL(t, "%s %s tidak lagi meleset setelah koreksi: %s.", "%s %s is no longer missed after a correction: %s.",
                name, period, figures(t));
}

static const char *behind(const struct telling *t, const char *name, const char *period) {
    const struct transition *transition = t->facts->transition;
    char cut[CAPAIAN_PERIOD_TEXT];
    capaian_period_format(transition->assessment.cut, cut);
    if (strcmp(transition->reason, "below_trajectory") == 0)
        return TELL(t, "Sampai %s, %s tertinggal dari jalur tahun %s: %s.",
                    "Through %s, %s is behind its course for %s: %s.", cut, name, period, figures(t));
    if (strcmp(transition->reason, "recovered") == 0)
        return TELL(t, "Sampai %s, %s kembali ke jalur tahun %s: %s.",
                    "Through %s, %s is back on its course for %s: %s.", cut, name, period, figures(t));
    return TELL(t, "Tahun %s selesai; ketertinggalan %s digantikan oleh penilaian tahun itu.",
                "%s is over; the judgement of the year takes the place of %s being behind.", period, name);
}

static const char *overdue(const struct telling *t, const char *name, const char *period) {
    const char *reason = t->facts->transition->reason;
    char due[CAPAIAN_PERIOD_TEXT];
    capaian_date_format(t->facts->due_day, due);
    if (strcmp(reason, "not_reported") == 0)
        return TELL(t, "Laporan %s periode %s dari %s belum lengkap; jatuh tempo %s.",
                    "The report of %s for %s from %s is not in; it was due %s.", name, period,
                    t->facts->indicator->reporter, due);
    if (strcmp(reason, "late_report") == 0)
        return TELL(t, "Laporan %s periode %s sudah masuk, terlambat dari jatuh tempo %s.",
                    "The report of %s for %s is in, after its due date %s.", name, period, due);
    return TELL(t, "Laporan %s periode %s terkunci tanpa angka dan dinilai tidak tercapai.",
                "%s for %s locked without a figure and is judged missed.", name, period);
}

char *alert_sentence(const struct sentence_facts *facts, enum capaian_language language, struct capaian_arena *arena) {
    struct telling t = {facts, language, language == CAPAIAN_INDONESIAN ? CAPAIAN_NUMBERS_ID : CAPAIAN_NUMBERS_EN,
                        arena};
    const struct transition *transition = facts->transition;
    const char *name = facts->indicator->name;
    char period[CAPAIAN_PERIOD_TEXT];
    capaian_period_format(transition->period, period);
    const char *text = strcmp(transition->reason, "revised") == 0                       ? revised(&t, name, period)
                       : transition->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED ? missed(&t, name, period)
                       : transition->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND ? behind(&t, name, period)
                                                                                        : overdue(&t, name, period);
    if (text == NULL)
        return NULL;
    static const char *const capacities[][2] = {
        {"", ""}, {"definitif", "definitive"}, {"Plt", "acting, Plt"}, {"Plh", "acting, Plh"}, {"Pj", "interim, Pj"}};
    if (facts->accountable == NULL)
        return capaian_arena_text(arena, "%s %s.", text,
                                  say(&t, "Penanggung jawab: jabatan kosong", "Accountable: the post is vacant"));
    return capaian_arena_text(arena, "%s %s: %s (%s).", text, say(&t, "Penanggung jawab", "Accountable"),
                              facts->accountable->name,
                              capacities[facts->accountable->capacity][language == CAPAIAN_ENGLISH]);
}
