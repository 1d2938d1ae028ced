#include "attainment/formula.h"

#include <assert.h>

bool formula_met(const struct indicator *indicator, capaian_nano realization, struct aim aim) {
    return formula_shortfall(indicator, realization, aim) <= 0;
}

// `whole` is above 0. What is not the whole never rounds to 100: a target of trillions that is missed by one rupiah
// does not read as reached.
static bool share(capaian_nano part, capaian_nano whole, capaian_nano *ret) {
    static const capaian_nano step = CAPAIAN_NANO / 1000000;
    static_assert(PERCENT_DECIMALS == 6, "the step is one at the last of these decimals");
    if (capaian_quotient(part, whole, 100, PERCENT_DECIMALS, CAPAIAN_HALF_AWAY, ret) < 0)
        return false;
    if (*ret == 100 * CAPAIAN_NANO && part != whole)
        *ret += part < whole ? -step : step;
    return true;
}

bool formula_percent(const struct indicator *indicator, capaian_nano realization, struct aim aim, capaian_nano *ret) {
    capaian_nano target = aim.target;
    if (target <= 0)
        return false;
    switch (indicator->formula) {
    case FORMULA_RATIO:
        return share(realization, target, ret);
    case FORMULA_REFLECTED:
        return share(2 * target - realization, target, ret);
    case FORMULA_INVERSE:
        return realization > 0 && share(target, realization, ret);
    case FORMULA_RANGE:
    case FORMULA_GRADE:
        break;
    }
    return false;
}

capaian_nano formula_shortfall(const struct indicator *indicator, capaian_nano realization, struct aim aim) {
    return indicator->better == BETTER_LOWER ? realization - aim.target : aim.target - realization;
}

capaian_nano margin_of(struct margin margin, capaian_nano target) {
    if (!margin.percent)
        return margin.amount;
    capaian_nano magnitude = target < 0 ? -target : target;
    capaian_nano result = 0;
    // amount is billionths of a percent: magnitude * amount / (10^9 * 100), itself in billionths.
    if (capaian_quotient(magnitude, 100 * CAPAIAN_NANO * CAPAIAN_NANO, (uint64_t)margin.amount, CAPAIAN_SCALE_MAX,
                         CAPAIAN_HALF_UP, &result) < 0)
        return magnitude;
    return result;
}
