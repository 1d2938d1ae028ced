#include "alert/sentence.h"

#include "alert/telling.h"

#include <string.h>

#define KIND(name) CAPAIAN__V1__ALERT_KIND__ALERT_KIND_##name

// Reasons that no kind has of its own.
static bool of_any_kind(const char *reason) {
    for (enum alert_reason i = REASON_REVISED; i < ALERT_REASON_COUNT; i++)
        if (alert_reason_is(reason, i))
            return true;
    return false;
}

static char *tell(const struct telling *t) {
    const struct transition *transition = t->facts->transition;
    if (of_any_kind(transition->reason))
        return tell_attention(t);
    switch (transition->kind) {
    case KIND(MISSED):
        return tell_missed(t);
    case KIND(RESTATED):
        return tell_restated(t);
    case KIND(BEHIND):
        return tell_behind(t);
    case KIND(IMPLAUSIBLE):
        return tell_implausible(t);
    default:
        return tell_overdue(t);
    }
}

char *alert_sentence(const struct sentence_facts *facts, enum capaian_language language, struct capaian_arena *arena) {
    char period[CAPAIAN_PERIOD_TEXT];
    const struct telling t = {.facts = facts,
                              .language = language,
                              .style = language == CAPAIAN_INDONESIAN ? CAPAIAN_NUMBERS_ID : CAPAIAN_NUMBERS_EN,
                              .arena = arena,
                              .name = facts->indicator->name,
                              .period = capaian_period_format(facts->transition->period, period)};
    const char *text = tell(&t);
    if (text == NULL)
        return NULL;
    static const char *const capacities[][2] = {
        {"", ""}, {"definitif", "definitive"}, {"Plt", "acting, Plt"}, {"Plh", "acting, Plh"}, {"Pj", "interim, Pj"}};
    if (facts->accountable == NULL)
        return capaian_arena_text(
            arena, "%s %s.", text,
            tell_either(&t, "Penanggung jawab: jabatan kosong", "Accountable: the post is vacant"));
    return capaian_arena_text(arena, "%s %s: %s (%s).", text, tell_either(&t, "Penanggung jawab", "Accountable"),
                              facts->accountable->name,
                              capacities[facts->accountable->capacity][language == CAPAIAN_ENGLISH]);
}

static const char *outcome_word(uint8_t outcome) {
    switch ((Capaian__V1__Assessed)outcome) {
    case CAPAIAN__V1__ASSESSED__ASSESSED_MET:
        return "met";
    case CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET:
        return "not_met";
    case CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT:
        return "missed_silent";
    case CAPAIAN__V1__ASSESSED__ASSESSED_NIL:
        return "nil";
    case CAPAIAN__V1__ASSESSED__ASSESSED_ESTIMATED:
        return "estimated";
    default:
        return "missing";
    }
}

char *alert_before(const struct announced *before, const struct policy *policy, struct capaian_arena *arena) {
    const char *band = alert_band_name(policy, before->band);
    return *band == '\0' ? capaian_arena_text(arena, "%s", outcome_word(before->outcome))
                         : capaian_arena_text(arena, "%s (%s)", outcome_word(before->outcome), band);
}
