// Met or not: R against T by `better` alone, and by how much.
#include "explain/telling.h"

static const char *sign_of(capaian_nano a, capaian_nano b) {
    return a == b ? "=" : a < b ? "<" : ">";
}

static const char *met_word(const struct explanation_lines *lines, bool met) {
    return met ? EITHER(lines, "terpenuhi", "satisfied") : EITHER(lines, "tidak terpenuhi", "not satisfied");
}

// Before the end of a period nothing is decided.
static const char *decision_word(const struct explanation_lines *lines, const struct assessment *a) {
    return a->outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE ? EITHER(lines, "Perbandingan", "Comparison")
                                                                 : EITHER(lines, "Putusan", "Decision");
}

static void explain_grades(struct explanation_lines *lines, const struct assessment *a, bool met) {
    SAY(lines, "%s: peringkat yang lebih tinggi lebih baik, tercapai bila peringkat R >= peringkat T; %s %s %s: %s.",
        "%s: a higher rank is better, met when rank of R >= rank of T; %s %s %s: %s.", decision_word(lines, a),
        say_number(lines, a->realization), sign_of(a->realization, a->aim.target), say_number(lines, a->aim.target),
        met_word(lines, met));
}

static void explain_test(struct explanation_lines *lines, const struct assessment *a, bool met) {
    const char *r = say_number(lines, a->realization);
    capaian_nano low = a->aim.target, high = aim_high(a->aim);
    const char *of = a->aim.has_high ? EITHER(lines, "batas bawah T", "T's lower bound") : "T";
    switch (lines->rules->better) {
    case BETTER_HIGHER:
        SAY(lines, "%s: makin tinggi makin baik, tercapai bila R >= %s; %s %s %s: %s.",
            "%s: higher is better, met when R >= %s; %s %s %s: %s.", decision_word(lines, a), of, r,
            sign_of(a->realization, low), say_number(lines, low), met_word(lines, met));
        break;
    case BETTER_LOWER:
        SAY(lines, "%s: makin rendah makin baik, tercapai bila R <= %s; %s %s %s: %s.",
            "%s: lower is better, met when R <= %s; %s %s %s: %s.", decision_word(lines, a),
            a->aim.has_high ? EITHER(lines, "batas atas T", "T's upper bound") : "T", r, sign_of(a->realization, high),
            say_number(lines, high), met_word(lines, met));
        break;
    case BETTER_INSIDE:
        SAY(lines, "%s: harus di dalam rentang, tercapai bila %s <= R <= %s; R = %s: %s.",
            "%s: it must lie inside the range, met when %s <= R <= %s; R = %s: %s.", decision_word(lines, a),
            say_number(lines, low), say_number(lines, high), r, met_word(lines, met));
        break;
    }
}

// In the satuan; of percentages in points, which are no percent of anything.
static const char *difference_unit(const struct explanation_lines *lines) {
    if (lines->rules->formula == FORMULA_GRADE)
        return EITHER(lines, "peringkat", "ranks");
    if (lines->rules->satuan[0] == '%' && lines->rules->satuan[1] == '\0')
        return EITHER(lines, "poin persen", "percentage points");
    return lines->rules->satuan;
}

static void explain_deviation(struct explanation_lines *lines, const struct assessment *a) {
    capaian_nano low = a->aim.target, high = aim_high(a->aim);
    bool above = a->aim.has_high && a->realization > high;
    if (a->aim.has_high && a->realization >= low && a->realization <= high) {
        SAY_PLAIN(lines, "Selisih: 0, R ada di dalam rentang.", "Deviation: 0, R lies inside the range.");
        return;
    }
    capaian_nano bound = above ? high : low, difference;
    if (__builtin_sub_overflow(a->realization, bound, &difference))
        return;
    SAY(lines, "Selisih: R - %s = %s = %s %s.", "Deviation: R - %s = %s = %s %s.",
        !a->aim.has_high ? "T"
        : above          ? EITHER(lines, "batas atas", "the upper bound")
                         : EITHER(lines, "batas bawah", "the lower bound"),
        say_join(lines, say_number(lines, a->realization), "-", bound), say_number(lines, difference),
        difference_unit(lines));
}

// The margin within which `behind` is not told. It changes nothing about met or not met.
static void explain_tolerance(struct explanation_lines *lines, const struct policy *policy,
                              const struct assessment *a) {
    capaian_nano bound = a->aim.has_high && a->realization > a->aim.high ? a->aim.high : a->aim.target;
    capaian_nano shortfall = formula_shortfall(lines->rules, a->realization, a->aim);
    capaian_nano margin = margin_of(policy->tolerance, bound);
    if (bound == 0 || shortfall <= 0)
        return;
    const char *of =
        policy->tolerance.percent ? EITHER(lines, " % dari T", " % of T") : EITHER(lines, " poin", " points");
    bool beyond = shortfall > margin;
    SAY(lines, "Toleransi kebijakan %s%s = %s %s; kekurangan %s %s: %s. Toleransi tidak mengubah putusan.",
        "The policy's tolerance %s%s = %s %s; the shortfall of %s is %s: %s. It does not change the decision.",
        say_number(lines, policy->tolerance.amount), of, say_number(lines, margin), difference_unit(lines),
        say_number(lines, shortfall),
        beyond ? EITHER(lines, "ada di luarnya", "beyond it") : EITHER(lines, "ada di dalamnya", "within it"),
        beyond ? EITHER(lines, "tertinggal dari lintasan", "behind the trajectory")
               : EITHER(lines, "tidak dinyatakan tertinggal", "not said to be behind"));
}

void explain_decision(struct explanation_lines *lines, const struct explained *x, const struct assessment *a) {
    bool met = formula_met(lines->rules, a->realization, a->aim);
    if (lines->rules->formula == FORMULA_GRADE)
        explain_grades(lines, a, met);
    else
        explain_test(lines, a, met);
    explain_deviation(lines, a);
    bool checkpoint = x->goal != NULL && x->goal->to_date && x->period.kind != CAPAIAN_YEARS &&
                      capaian_period_last(x->period) < year_end(x->year);
    if (x->policy != NULL && (checkpoint || a == &x->to_date))
        explain_tolerance(lines, x->policy, a);
}
