// What the lines of an explanation are made of; within explain/ only.
#pragma once

#include "explain/explain.h"

// Never NULL: "" over the arena's cap, which the lines remember.
const char *say_number(struct explanation_lines *lines, capaian_nano nano);
const char *say_percent(struct explanation_lines *lines, capaian_nano nano);
const char *say_count(struct explanation_lines *lines, uint64_t count);
const char *say_period(struct explanation_lines *lines, struct capaian_period period);
const char *say_day(struct explanation_lines *lines, int32_t day);
// "2026-01 s.d. 2026-03", or one of them alone.
const char *say_span(struct explanation_lines *lines, struct capaian_period first, struct capaian_period last);
// With the satuan; of a grade "BB (peringkat 5 dari 7, skor 5)".
const char *say_figure(struct explanation_lines *lines, capaian_nano nano);
const char *say_aim(struct explanation_lines *lines, struct aim aim);
// The periods among first to last that are not reported: "2026-02, 2026-03"; "" when all are.
const char *say_gaps(struct explanation_lines *lines, const struct year *year, size_t first, size_t last);
// "a + b + c"; a minus stands in parentheses.
const char *say_join(struct explanation_lines *lines, const char *before, const char *sign, capaian_nano nano);

const struct grade *grade_ranked(const struct indicator *rules, capaian_nano rank);
capaian_nano aim_high(struct aim aim);

// How many decimals are agreed and what that made of a number.
void explain_rounding(struct explanation_lines *lines, const char *what, capaian_nano exact, capaian_nano rounded);

// The parts, in their order.
void explain_realization(struct explanation_lines *lines, const struct year *year, size_t first, size_t last);
void explain_plan(struct explanation_lines *lines, const struct explained *explained);
void explain_stated_target(struct explanation_lines *lines, const struct goal *goal);
void explain_target_at(struct explanation_lines *lines, const struct year *year, int32_t day);
void explain_percent(struct explanation_lines *lines, const struct explained *explained,
                     const struct assessment *assessment);
void explain_decision(struct explanation_lines *lines, const struct explained *explained,
                      const struct assessment *assessment);
void explain_outcome(struct explanation_lines *lines, const struct explained *explained,
                     const struct assessment *assessment);
