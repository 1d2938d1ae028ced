// An indicator in a report. For people several lines: to date, over the year, and below them what there is of the
// plan, the original target, the year before, and remarks. In CSV one row with everything; columns are only ever added
// at the end.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "commands/listing.h"
#include "value/calendar.h"
#include "wire/error.h"

enum { REPORT_TEXT_COLUMNS = 7 };

struct report_form {
    bool csv;
    enum capaian_language language;
    const struct capaian_calendar *zone;
    struct listing_column columns[REPORT_TEXT_COLUMNS];
    struct listing *listing;
};

// For the form, whose language, zone and csv are set. NULL when out of memory.
struct listing *report_listing(struct report_form *form);
void report_add(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                const Capaian__V1__AttainmentPage *page);
