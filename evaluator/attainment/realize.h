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

// How a target to date comes about, for those who explain it.
enum ground_kind { GROUND_STATED, GROUND_ADDED, GROUND_AVERAGED, GROUND_CURVE };

enum { GROUND_GOALS_MAX = 12 };

struct ground {
    enum ground_kind kind;
    const struct goal *goals[GROUND_GOALS_MAX];    // the one that says so, those put together, or the curve's end
    size_t goal_count;
    const struct goal *before;    // of a curve: where it begins; NULL: with nothing
    int32_t from, to;             // of a curve: the days of both
    uint64_t part, whole;         // the share of the way gone
};

// As trajectory_at(); `ret_ground` may be NULL.
bool trajectory_grounded(const struct indicator *indicator, const struct year *year, int32_t day, struct aim *ret,
                         uint32_t *ret_version, struct ground *ret_ground);

// What the realization of a plan is made of, year by year.
struct plan_course {
    const struct opening *opening;    // NULL: none
    bool opening_counts;
    capaian_nano opening_value;
    struct plan_year {
        int16_t year;
        struct capaian_period first, cut;    // of its reporting periods that count; kind 0: none
        bool counts, whole;
        struct realized realized;
        capaian_nano exact;    // at nine decimals
    } years[CAPAIAN_YEARS_MAX];
    size_t year_count;
    bool realized;            // and so there is a total
    struct realized total;    // value: at the agreed decimals
    capaian_nano exact;       // the years' values added up, of `last` the last one
};

// As assess_plan(), and how it comes about.
struct assessment assess_plan_course(const struct indicator *indicator, const struct years *years,
                                     const struct goal *goal, int32_t today, int32_t lock_day, struct plan_course *ret);

// A plan as a whole, as assess_goal says: nothing of it while a year is incomplete.
struct assessment assess_plan_whole(const struct indicator *indicator, const struct years *years,
                                    const struct goal *goal, int32_t today, int32_t lock_day);

// Compares with the assessment's aim and fills in what follows.
void assessment_compare(struct assessment *assessment, const struct indicator *indicator,
                        const struct realized *realized);

// The outcome of what is over and incomplete.
Capaian__V1__Assessed outcome_incomplete(bool excused, int32_t today, int32_t lock_day);
