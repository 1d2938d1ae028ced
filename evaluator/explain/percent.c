// What the formula makes of R and T, and what the policy makes of the percentage.
#include "explain/telling.h"

struct sides {
    struct explanation_lines *lines;
    const char *r, *percent;
    capaian_nano realization;
};

static const char *positive(struct explanation_lines *lines, capaian_nano nano) {
    const char *text =
        nano < 0 ? capaian_arena_text(lines->arena, "(%s)", say_number(lines, nano)) : say_number(lines, nano);
    return text == NULL ? "" : text;
}

static void explain_ratio(const struct sides *sides, const char *of, capaian_nano whole) {
    SAY(sides->lines, "Capaian = R / %s x 100 = %s / %s x 100 = %s %%",
        "Attainment = R / %s x 100 = %s / %s x 100 = %s %%", of, sides->r, positive(sides->lines, whole),
        sides->percent);
}

static void explain_reflected(const struct sides *sides, const char *of, capaian_nano whole) {
    const char *t = positive(sides->lines, whole);
    SAY(sides->lines, "Capaian = (2 x %s - R) / %s x 100 = (2 x %s - %s) / %s x 100 = %s %%",
        "Attainment = (2 x %s - R) / %s x 100 = (2 x %s - %s) / %s x 100 = %s %%", of, of, t, sides->r, t,
        sides->percent);
}

static const char *bound_word(const struct explanation_lines *lines, bool low) {
    return low ? EITHER(lines, "batas bawah", "the lower bound") : EITHER(lines, "batas atas", "the upper bound");
}

// Outside the range the near bound is the target; `better` says whether more or less of it is what counts.
static void explain_range(const struct sides *sides, struct aim aim) {
    struct explanation_lines *lines = sides->lines;
    bool below = sides->realization<aim.target, above = sides->realization> aim_high(aim);
    if (!below && !above) {
        SAY(lines, "Capaian: R = %s ada di dalam rentang %s, maka %s %%.",
            "Attainment: R = %s lies inside the range %s, hence %s %%.", sides->r, say_aim(lines, aim), sides->percent);
        return;
    }
    capaian_nano bound = below ? aim.target : aim_high(aim);
    const char *word = bound_word(lines, below);
    SAY(lines, "R = %s ada di %s rentang %s: batas terdekat, %s %s, dipakai sebagai T.",
        "R = %s lies %s the range %s: the near bound, %s %s, is taken as T.", sides->r,
        below ? EITHER(lines, "bawah", "below") : EITHER(lines, "atas", "above"), say_aim(lines, aim), word,
        say_number(lines, bound));
    bool less_counts_for_more =
        lines->rules->better == BETTER_LOWER || (lines->rules->better == BETTER_INSIDE && above);
    if (less_counts_for_more)
        explain_reflected(sides, "T", bound);
    else
        explain_ratio(sides, "T", bound);
}

static void explain_grade(const struct sides *sides, capaian_nano target) {
    struct explanation_lines *lines = sides->lines;
    const struct grade *reached = grade_ranked(lines->rules, sides->realization);
    const struct grade *agreed = grade_ranked(lines->rules, target);
    if (reached == NULL || agreed == NULL)
        return;
    SAY(lines, "Capaian = skor %s / skor %s x 100 = %s / %s x 100 = %s %%",
        "Attainment = score of %s / score of %s x 100 = %s / %s x 100 = %s %%", reached->grade, agreed->grade,
        say_number(lines, reached->score), say_number(lines, agreed->score), sides->percent);
}

static void explain_without(struct explanation_lines *lines, const struct assessment *assessment) {
    const struct indicator *rules = lines->rules;
    capaian_nano bound =
        assessment->realization > aim_high(assessment->aim) ? aim_high(assessment->aim) : assessment->aim.target;
    const char *why;
    if (rules->formula == FORMULA_GRADE)
        why = EITHER(lines, "skala tidak lagi memuat salah satu predikat, atau skor targetnya tidak di atas nol",
                     "the scale has one of the grades no more, or the score of the target is not above zero");
    else if (bound == 0)
        why = "T = 0";
    else if (bound < 0)
        why = EITHER(lines, "T di bawah nol", "T is below zero");
    else if (rules->formula == FORMULA_INVERSE && assessment->realization <= 0)
        why =
            EITHER(lines, "R tidak di atas nol, sehingga T / R tidak ada", "R is not above zero, so there is no T / R");
    else
        why = EITHER(lines, "hasil baginya terlalu besar", "the quotient is too large");
    SAY(lines,
        "Persentase tidak ada: %s. Perbandingan R dengan T tetap menentukan; kartu nilai menghitung 100 bila tercapai "
        "dan 0 bila tidak.",
        "No percentage: %s. The comparison of R with T decides all the same; a scorecard counts 100 when met and 0 "
        "when "
        "not.",
        why);
}

static void explain_policy(struct explanation_lines *lines, const struct policy *policy, capaian_nano percent) {
    capaian_nano capped = percent > policy->score_cap ? policy->score_cap : percent < 0 ? 0 : percent;
    const char *band = policy_band(policy, percent);
    SAY(lines, "Capaian mentah %s %%, disimpan tanpa batas; kartu nilai memakai %s %% (batas kebijakan %s %%).",
        "Raw attainment %s %%, kept uncapped; a scorecard takes %s %% (the policy's cap is %s %%).",
        say_number(lines, percent), say_number(lines, capped), say_number(lines, policy->score_cap));
    if (*band != '\0')
        SAY(lines, "Kategori menurut kebijakan: %s. Kategori bukan putusan tercapai atau tidak.",
            "Band by policy: %s. A band is not the verdict of met or not met.", band);
}

void explain_percent(struct explanation_lines *lines, const struct explained *x, const struct assessment *assessment) {
    if (!assessment->has_percent) {
        explain_without(lines, assessment);
        return;
    }
    const struct sides sides = {lines, positive(lines, assessment->realization),
                                say_percent(lines, assessment->percent), assessment->realization};
    capaian_nano target = assessment->aim.target;
    switch (lines->rules->formula) {
    case FORMULA_RATIO:
        explain_ratio(&sides, "T", target);
        break;
    case FORMULA_REFLECTED:
        explain_reflected(&sides, "T", target);
        break;
    case FORMULA_INVERSE:
        SAY(lines, "Capaian = T / R x 100 = %s / %s x 100 = %s %%", "Attainment = T / R x 100 = %s / %s x 100 = %s %%",
            positive(lines, target), sides.r, sides.percent);
        break;
    case FORMULA_RANGE:
        explain_range(&sides, assessment->aim);
        break;
    case FORMULA_GRADE:
        explain_grade(&sides, target);
        break;
    }
    if (x->policy != NULL)
        explain_policy(lines, x->policy, assessment->percent);
}
