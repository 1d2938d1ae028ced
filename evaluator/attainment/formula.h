// Whether a target is met, and the percentage beside it. Two different questions: `better` alone decides met; the
// formula only gives the percentage. Both compare realization and target at the indicator's agreed decimals, so that a
// percentage never contradicts the decision.
//
// Sources: ratio R/T and reflected (2T-R)/T: PermenPANRB 8/2021 pp. 91 and 100; inverse T/R: LKjIP Manggarai Timur
// 2019; range: the near bound by ratio or reflected, same pages; grade: the score of a predicate, as predicates are
// turned into numbers in the reports of accountability.
#pragma once

#include "catalogue/catalogue.h"

enum { PERCENT_DECIMALS = 6 };

// What is to be reached: a number, or everything from `target` to `high`. Of a grade, its rank.
struct aim {
    capaian_nano target, high;
    bool has_high;
};

// Higher is better: not below the low bound; lower: not above the high one; inside: neither.
bool formula_met(const struct indicator *indicator, capaian_nano realization, struct aim aim);

// Percent. What is within a range is 100; outside it, the bound that is nearer is the target. False where it does not
// exist: that target (or the score of its grade) is not above 0, R <= 0 under `inverse`, a grade that the scale does
// not have, or a percentage that fits no number.
bool formula_percent(const struct indicator *indicator, capaian_nano realization, struct aim aim, capaian_nano *ret);

// How far the realization is on the wrong side of the target; 0 or less when it is not. Of a grade, in ranks.
capaian_nano formula_shortfall(const struct indicator *indicator, capaian_nano realization, struct aim aim);

// The margin in the indicator's satuan: a share of the target, or the points themselves.
capaian_nano margin_of(struct margin margin, capaian_nano target);
