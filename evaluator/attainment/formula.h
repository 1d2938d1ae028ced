// Whether a target is met, and the percentage beside it. Two different questions: `better` alone decides met; the
// formula only gives the percentage. Both compare realization and target at the indicator's agreed decimals, so that a
// percentage never contradicts the decision.
//
// Sources: ratio R/T and reflected (2T-R)/T: PermenPANRB 8/2021 pp. 91 and 100; inverse T/R: LKjIP Manggarai Timur
// 2019.
#pragma once

#include "catalogue/catalogue.h"

enum { PERCENT_DECIMALS = 6 };

// What is to be reached: a number, or everything from `target` to `high`.
struct aim {
    capaian_nano target, high;
    bool has_high;
};

bool formula_met(const struct indicator *indicator, capaian_nano realization, struct aim aim);

// Percent. False where it does not exist: T <= 0, R <= 0 under `inverse`, or a grade that its scale does not have.
bool formula_percent(const struct indicator *indicator, capaian_nano realization, struct aim aim, capaian_nano *ret);

// How far the realization is on the wrong side of the target; 0 or less when it is not.
capaian_nano formula_shortfall(const struct indicator *indicator, capaian_nano realization, struct aim aim);

// The margin in the indicator's satuan: a share of the target, or the points themselves.
capaian_nano margin_of(struct margin margin, capaian_nano target);
