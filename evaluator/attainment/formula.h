// Whether a target is met, and the percentage beside it. Two different questions: `better` alone decides met; the
// formula only gives the percentage. Both compare realization and target at the indicator's agreed decimals, so that a
// percentage never contradicts the decision.
//
// Sources: ratio R/T and reflected (2T-R)/T: PermenPANRB 8/2021 pp. 91 and 100; inverse T/R: LKjIP Manggarai Timur
// 2019.
#pragma once

#include "catalogue/catalogue.h"

enum { PERCENT_DECIMALS = 6 };

bool formula_met(enum better better, capaian_nano realization, capaian_nano target);

// False where the percentage does not exist: T <= 0, or R <= 0 under `inverse`.
bool formula_percent(enum formula formula, capaian_nano realization, capaian_nano target, capaian_nano *ret);

// How far the realization is on the wrong side of the target; 0 or less when it is not.
capaian_nano formula_shortfall(enum better better, capaian_nano realization, capaian_nano target);

// The margin in the indicator's satuan: a share of the target, or the points themselves.
capaian_nano margin_of(struct margin margin, capaian_nano target);
