// What the sentences of all kinds are made of; within alert/ only.
#pragma once

#include "alert/sentence.h"

struct telling {
    const struct sentence_facts *facts;
    enum capaian_language language;
    enum capaian_number_style style;
    struct capaian_arena *arena;
    const char *name, *period;    // the indicator's, the transition's
};

// Both formats stay literals, so the compiler checks their arguments.
#define TELL(t, indonesian, english, ...)                                                                              \
    ((t)->language == CAPAIAN_INDONESIAN ? capaian_arena_text((t)->arena, indonesian, __VA_ARGS__)                     \
                                         : capaian_arena_text((t)->arena, english, __VA_ARGS__))

const char *tell_either(const struct telling *t, const char *indonesian, const char *english);
bool tell_reason(const struct telling *t, enum alert_reason reason);

// A number in the indicator's decimals; with as many as it needs; a figure with its satuan, of a grade its name.
const char *tell_number(const struct telling *t, capaian_nano nano);
const char *tell_exact(const struct telling *t, capaian_nano nano);
const char *tell_figure(const struct telling *t, capaian_nano nano);
// "1.000 orang", "80 sampai 90 hari", "A"
const char *tell_target(const struct telling *t);
// "realisasi 820 orang dari target 1.000 orang (82,00 %)"
const char *tell_figures(const struct telling *t);
const char *tell_day(const struct telling *t, int32_t day);
const char *tell_period(const struct telling *t, struct capaian_period period);

// The kinds. All in the arena; NULL over its cap.
char *tell_missed(const struct telling *t);
char *tell_restated(const struct telling *t);
char *tell_behind(const struct telling *t);
char *tell_overdue(const struct telling *t);
char *tell_implausible(const struct telling *t);
// What every kind can have: a revision, an escalation, what a person did.
char *tell_attention(const struct telling *t);
