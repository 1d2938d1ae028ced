#include "attainment/formula.h"

#include <assert.h>

static capaian_nano high_of(struct aim aim) {
    return aim.has_high ? aim.high : aim.target;
}

// What does not fit stays on its side of zero: it is only ever asked how far something lies on which side.
static capaian_nano less(capaian_nano a, capaian_nano b) {
    const capaian_nano largest = ((capaian_nano)INT64_MAX << 64) + (capaian_nano)UINT64_MAX;
    capaian_nano difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return a < b ? -largest : largest;
    return difference;
}

bool formula_met(const struct indicator *indicator, capaian_nano realization, struct aim aim) {
    return formula_shortfall(indicator, realization, aim) <= 0;
}

capaian_nano formula_shortfall(const struct indicator *indicator, capaian_nano realization, struct aim aim) {
    capaian_nano below = less(aim.target, realization), above = less(realization, high_of(aim));
    switch (indicator->better) {
    case BETTER_LOWER:
        return above;
    case BETTER_INSIDE:
        return below > above ? below : above;
    case BETTER_HIGHER:
        break;
    }
    return below;
}

// What is not the whole never rounds to 100: a target of trillions that is missed by one rupiah does not read as
// reached.
static bool share(capaian_nano part, capaian_nano whole, capaian_nano *ret) {
    static const capaian_nano step = CAPAIAN_NANO / 1000000;
    static_assert(PERCENT_DECIMALS == 6, "the step is one at the last of these decimals");
    capaian_nano percent;
    if (whole <= 0 || capaian_quotient(part, whole, 100, PERCENT_DECIMALS, CAPAIAN_HALF_AWAY, &percent) < 0)
        return false;
    if (percent == 100 * CAPAIAN_NANO && part != whole)
        percent += part < whole ? -step : step;
    *ret = percent;
    return true;
}

// (2T-R)/T: as far below the target as the realization is above it.
static bool reflected(capaian_nano realization, capaian_nano target, capaian_nano *ret) {
    capaian_nano twice, part;
    return !__builtin_add_overflow(target, target, &twice) && !__builtin_sub_overflow(twice, realization, &part) &&
           share(part, target, ret);
}

static bool range_percent(enum better better, capaian_nano realization, struct aim aim, capaian_nano *ret) {
    capaian_nano low = aim.target, high = high_of(aim);
    if (realization >= low && realization <= high) {
        *ret = 100 * CAPAIAN_NANO;
        return true;
    }
    capaian_nano bound = realization < low ? low : high;
    bool less_counts_for_more = better == BETTER_LOWER || (better == BETTER_INSIDE && realization > high);
    return less_counts_for_more ? reflected(realization, bound, ret) : share(realization, bound, ret);
}

static const struct grade *grade_of(const struct indicator *indicator, capaian_nano rank) {
    for (size_t i = 0; i < indicator->grade_count; i++)
        if (indicator->grades[i].rank * CAPAIAN_NANO == rank)
            return &indicator->grades[i];
    return NULL;
}

static bool grade_percent(const struct indicator *indicator, capaian_nano realization, struct aim aim,
                          capaian_nano *ret) {
    const struct grade *reached = grade_of(indicator, realization), *agreed = grade_of(indicator, aim.target);
    return reached != NULL && agreed != NULL && share(reached->score, agreed->score, ret);
}

bool formula_percent(const struct indicator *indicator, capaian_nano realization, struct aim aim, capaian_nano *ret) {
    switch (indicator->formula) {
    case FORMULA_RATIO:
        return share(realization, aim.target, ret);
    case FORMULA_REFLECTED:
        return reflected(realization, aim.target, ret);
    case FORMULA_INVERSE:
        return aim.target > 0 && share(aim.target, realization, ret);
    case FORMULA_RANGE:
        return range_percent(indicator->better, realization, aim, ret);
    case FORMULA_GRADE:
        return grade_percent(indicator, realization, aim, ret);
    }
    return false;
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
