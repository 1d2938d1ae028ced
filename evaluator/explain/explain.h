// One figure explained line by line: what it rests on, how R and T came about, what was rounded, what the formula made
// of them and what decided. Pure, like the attainment that it retells: it asks the same functions for every number and
// derives none by itself that is compared.
#pragma once

#include "attainment/realize.h"
#include "wire/arena.h"

// What is asked for, found among an indicator's years.
struct explained {
    const struct indicator *rules;
    const struct policy *policy;
    const struct years *years;
    const struct year *year;    // whose targets hold; of a plan its last
    struct capaian_period period;
    const struct goal *goal;    // NULL: the period has no target of its own
    int32_t today, lock_day;
    size_t first, last;    // the reporting periods of the year that it rests on; of a plan each year has its own
    struct assessment assessment;
    // How it stands to date, where that is another question than the period's own.
    bool beside;
    size_t beside_last;
    struct assessment to_date;
    struct plan_course course;    // of a plan
};

// Fills in what follows from rules, policy, years, period, today and lock_day. False: the period holds no reporting
// period, or nothing is known of its year.
bool explained_find(struct explained *explained);

// The first and last of the reporting periods of one year that the explained period rests on. False: none of them.
bool explained_reports(const struct explained *explained, const struct year *year, size_t *ret_first, size_t *ret_last);

// Lines of one language, as they grow. All in the arena.
struct explanation_lines {
    struct capaian_arena *arena;
    const struct indicator *rules;
    bool english;
    enum capaian_number_style style;
    char **list;
    size_t count, room;
    bool failed;    // over the arena's cap
};

void explain_begin(struct explanation_lines *lines, struct capaian_arena *arena, const struct indicator *rules,
                   bool english);
void explain_arithmetic(struct explanation_lines *lines, const struct explained *explained);

// Adds a line; NULL: the arena is over its cap. Use SAY, with literal formats that the compiler checks.
void explain_add(struct explanation_lines *lines, char *line);

#define EITHER(l, indonesian, english_) ((l)->english ? (english_) : (indonesian))
// The same in both languages; and a sentence without numbers.
#define SAY_SAME(l, ...) explain_add((l), capaian_arena_text((l)->arena, __VA_ARGS__))
#define SAY_PLAIN(l, indonesian, english_) SAY_SAME((l), "%s", EITHER((l), (indonesian), (english_)))
#define SAY(l, indonesian, english_, ...)                                                                              \
    explain_add((l), (l)->english ? capaian_arena_text((l)->arena, english_, __VA_ARGS__)                              \
                                  : capaian_arena_text((l)->arena, indonesian, __VA_ARGS__))
