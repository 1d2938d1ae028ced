// Why there is or is not a realization, for those that must tell one from another. Shared by the files of attainment.
#pragma once

#include "attainment/assess.h"

enum realizing {
    REALIZED,
    REALIZE_UNREPORTED,      // a reporting period that it rests on is missing
    REALIZE_CONTRADICTED,    // the figures are there, but what is asked for cannot be had from them
    REALIZE_BEYOND,          // the result does not fit
};

// As realize(), with the reason.
enum realizing realizing(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
                         struct realized *ret);

// The value at nine decimals, before it was rounded to the agreed ones. False: it does not fit.
bool realized_exactly(const struct indicator *indicator, const struct realized *realized, capaian_nano *ret);

// The index of the reporting period that ends on the day, and of the first that begins on it or later; -1: none does.
int figure_ending(const struct year *year, int32_t day);
int figure_beginning(const struct year *year, int32_t day);

// Something is missing from these reporting periods, and everything that is missing is excused on the day.
bool figures_excused(const struct indicator *indicator, const struct year *year, size_t first, size_t last,
                     int32_t day);

// A number that is compared and shown: it fits the decimals of the wire.
bool number_fits(capaian_nano nano);

// The target that counts where several end on the day: a to-date one, then the coarsest. NULL: none does.
const struct goal *goal_ending(const struct year *year, int32_t day);

// A plan as a whole, as assess_goal says: nothing of it while a year is incomplete.
struct assessment assess_plan_whole(const struct indicator *indicator, const struct years *years,
                                    const struct goal *goal, int32_t today, int32_t lock_day);

// Compares with the assessment's aim and fills in what follows.
void assessment_compare(struct assessment *assessment, const struct indicator *indicator,
                        const struct realized *realized);

// The outcome of what is over and incomplete.
Capaian__V1__Assessed outcome_incomplete(bool excused, int32_t today, int32_t lock_day);
