#include "alert/telling.h"

// What every kind can have.

static const char *subject(const struct telling *t) {
    switch (t->facts->transition->kind) {
    case CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND:
        return tell_either(t, "tertinggal dari jalurnya", "being behind its course");
    case CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE:
        return tell_either(t, "belum dilaporkan", "not being reported");
    case CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE:
        return tell_either(t, "berangka tidak wajar", "having an implausible figure");
    default:
        return tell_either(t, "tidak tercapai", "being missed");
    }
}

// Of those kinds and moments that have any: ": realisasi …"
static const char *with_figures(const struct telling *t) {
    if (!t->facts->transition->assessment.has_realization)
        return "";
    const char *text = capaian_arena_text(t->arena, ": %s", tell_figures(t));
    return text == NULL ? "" : text;
}

static char *escalated(const struct telling *t) {
    const struct holder *told = t->facts->told;
    if (told == NULL)
        return TELL(t, "Belum ada yang menyatakan mengetahui bahwa %s %s %s%s.", "Nobody has acknowledged %s %s %s%s.",
                    t->name, t->period, subject(t), with_figures(t));
    return TELL(t, "Belum ada yang menyatakan mengetahui bahwa %s %s %s%s; kini disampaikan kepada %s (%s).",
                "Nobody has acknowledged %s %s %s%s; now told: %s (%s).", t->name, t->period, subject(t),
                with_figures(t), told->name, told->unit);
}

// Whoever tells what a person did without saying who: the reason's own description.
static char *described(const struct telling *t) {
    const char *what = "";
    for (enum alert_reason i = 0; i < ALERT_REASON_COUNT; i++)
        if (tell_reason(t, i))
            what = tell_either(t, alert_reason_entry(i)->indonesian, alert_reason_entry(i)->english);
    return capaian_arena_text(t->arena, "%s %s: %s.", t->name, t->period, what);
}

static char *done(const struct telling *t) {
    const Capaian__V1__Acted *acted = t->facts->transition->acted;
    const char *actor = acted->actor[0] != '\0' ? acted->actor : acted->key;
    const char *colon = acted->reason[0] != '\0' ? ": " : "";
    if (tell_reason(t, REASON_ACKNOWLEDGED))
        return TELL(t, "%s menyatakan mengetahui bahwa %s %s %s, sampai %s%s%s.",
                    "%s acknowledges %s %s %s, until %s%s%s.", actor, t->name, t->period, subject(t),
                    acted->until[0] != '\0' ? acted->until : tell_either(t, "selesai", "it is over"), colon,
                    acted->reason);
    if (tell_reason(t, REASON_CLOSED))
        return TELL(t, "%s menutup peringatan bahwa %s %s %s%s%s.", "%s closes the alert about %s %s %s%s%s.", actor,
                    t->name, t->period, subject(t), colon, acted->reason);
    if (tell_reason(t, REASON_COMMENTED))
        return TELL(t, "%s memberi catatan bahwa %s %s %s%s%s.", "%s comments on %s %s %s%s%s.", actor, t->name,
                    t->period, subject(t), colon, acted->reason);
    return described(t);
}

static char *followed_up(const struct telling *t) {
    const Capaian__V1__FollowUp *follow_up = t->facts->transition->follow_up;
    const char *cause = "";    // it may not be known yet
    if (follow_up->cause[0] != '\0')
        cause = TELL(t, "penyebab %s; ", "cause %s; ", follow_up->cause);
    return TELL(t, "Tindak lanjut atas %s %s: %stindakan %s; penanggung jawab tindakan %s; selesai %s.",
                "Follow-up on %s %s: %saction %s; owner %s; due %s.", t->name, t->period, cause == NULL ? "" : cause,
                follow_up->action, follow_up->owner, follow_up->due);
}

char *tell_attention(const struct telling *t) {
    if (tell_reason(t, REASON_REVISED))
        return TELL(t, "%s %s: katalog yang direvisi tidak lagi memuat dasar peringatan ini.",
                    "%s %s: the revised catalogue no longer has what this alert rests on.", t->name, t->period);
    if (tell_reason(t, REASON_ESCALATED))
        return escalated(t);
    if (tell_reason(t, REASON_ACKNOWLEDGEMENT_EXPIRED))
        return TELL(t, "Masa pernyataan mengetahui bahwa %s %s %s sudah habis, dan itu masih berlaku%s.",
                    "The acknowledgement of %s %s %s has run out, and it still stands%s.", t->name, t->period,
                    subject(t), with_figures(t));
    if (tell_reason(t, REASON_FOLLOWED_UP) && t->facts->transition->follow_up != NULL)
        return followed_up(t);
    return t->facts->transition->acted != NULL ? done(t) : described(t);
}
