// How the duty to report one period stands: a pure function of the indicator's rules, its year and a day.
#pragma once

#include "attainment/year.h"
#include "capaian/v1/query.pb-c.h"

struct reported {
    Capaian__V1__Reported state;
    Capaian__V1__Status status;    // of what is in; final where nothing is
    Capaian__V1__Stage stage;
    int32_t due;     // the last day that is on time
    int32_t lock;    // the first day that is not taken any more
};

// Of the period with that index in the year. `today`: the day that has begun. `reopened_until`: the last day on which a
// locked period is taken all the same; 0: none.
//
// What came in time and was revised after the due date is on time: no `overdue` was ever raised for it. Only where
// nobody would have raised one (no target, or missing had been accepted), and for a revision within a day of the due
// date, the revision is taken for the first report, and the period shows as late.
struct reported reported_at(const struct catalogue *catalogue, const struct indicator *indicator,
                            const struct year *year, size_t index, int32_t today, int32_t reopened_until);
