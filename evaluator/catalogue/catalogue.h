// One version of the catalogue: what was promised, by whom, and by which rules. Read from the texts of its files (a
// folder on the command line, one act on the wire, one step in the ledger), checked as a whole, immutable afterwards.
// Numbers are billionths (value/decimal.h), days are counted from 1970-01-01. Every list is sorted as said.
#pragma once

#include "value/calendar.h"
#include "value/decimal.h"
#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DAY_ALWAYS = INT32_MIN, DAY_NEVER = INT32_MAX };    // open ends of `from` and `to` (both inclusive)

// Rows of a file; of indicators.csv CAPAIAN_INDICATORS_MAX.
enum {
    CATALOGUE_UNITS_MAX = 100000,
    CATALOGUE_TARGETS_MAX = 1200000,
    CATALOGUE_HOLDERS_MAX = 200000,
    CATALOGUE_HOLIDAYS_MAX = 10000,
};

struct unit {
    const char *code, *name, *kind, *reports_to;    // reports_to "" for the root
    int32_t from, to;
    const char *successors;    // codes separated by ; each valid on the day after `to`, so following them always ends
    const char *official_code;
    int64_t feed_every_ms;    // 0: quarterly duty only
};

enum formula { FORMULA_RATIO = 1, FORMULA_REFLECTED, FORMULA_INVERSE, FORMULA_RANGE, FORMULA_GRADE };
enum better { BETTER_HIGHER = 1, BETTER_LOWER, BETTER_INSIDE };
enum reporting { REPORTING_VALUE = 1, REPORTING_EVENTS };
enum consolidation { BY_SUM = 1, BY_AVERAGE, BY_LAST, BY_RATIO_OF_SUMS };

struct indicator {
    const char *code, *name, *unit, *reporter;    // reporter: the unit's own code where the cell is blank
    const char *satuan;
    unsigned decimals;
    enum formula formula;
    enum better better;
    enum reporting reporting;
    bool reported_to_date;
    enum capaian_period_kind every;
    enum consolidation within_year, across_years;
    uint64_t per;     // of a ratio of sums; 1 where blank
    bool progress;    // a sum of percentages within the year is progress, and says so
    bool has_min, has_max;
    capaian_nano min, max;
    const char *scale, *source, *plan, *definition;
    struct capaian_span due, final_due, lock;    // the policy's where blank; final_due.count < 0: none
    int32_t from, to;
    uint32_t first_target, target_count;    // its targets, in catalogue.targets
};

// Sorted by indicator, then by year, then by the period's last day, then by its first.
struct target {
    capaian_nano target, high, weight;
    const char *curve;
    uint32_t indicator;
    struct capaian_period period;
    bool scheduled;    // false: the cell says -
    bool has_high;
    bool to_date;    // counts: the figure from the start of the year to the period's end, else of the period alone
    bool judged;
};

enum capacity { CAPACITY_DEFINITIVE = 1, CAPACITY_PLT, CAPACITY_PLH, CAPACITY_PJ };
enum appointment { APPOINTMENT_INAUGURATION = 1, APPOINTMENT_CONFIRMATION, APPOINTMENT_ASSIGNMENT };

struct holder {    // sorted by unit, then from
    const char *unit, *person, *name;
    enum capacity capacity;
    int32_t from, to;    // a blank `to` of the file is resolved: the day before the next of the post
    enum appointment appointment;
    const char *basis;
};

struct margin {    // "5%" of the target, or "5 points" in the indicator's own satuan
    bool percent;
    capaian_nano amount;
};

struct policy {
    enum capaian_number_style numbers;
    struct capaian_span due, lock;
    int64_t grace_ms;
    struct margin tolerance, clear;
    const char **satuan;
    size_t satuan_count;
    const char **missing_reasons;
    size_t missing_reason_count;
    // Read and kept for the parts that use them later.
    const char *plausible, *bands, *score_cap, *tenure_target, *min_months, *escalation, *review;
};

struct catalogue {
    struct unit *units;              // by code
    struct indicator *indicators;    // by code
    struct target *targets;
    struct holder *holders;
    size_t unit_count, indicator_count, target_count, holder_count;
    struct policy policy;
    struct capaian_calendar calendar;
    void *memory;    // owns all of the above
};

// A file of the folder: its name without the folder, its bytes.
struct catalogue_file {
    const char *name;
    const void *text;
    size_t size;
};

struct catalogue_finding {
    const char *file;
    unsigned line;         // 1 for the header; 0: the file as a whole
    const char *column;    // "" where it is not one cell
    enum capaian_code code;
    const char *arguments[3];
};

struct catalogue_findings {
    struct catalogue_finding *list;
    size_t count, errors;
    void *memory;
};

// Reads and checks all files together, and reports everything that is wrong, not the first. *ret is set when there is
// no error (warnings may remain). 0, or -ENOMEM. Deterministic: the same bytes give the same catalogue and findings.
int catalogue_read(const struct catalogue_file *files, size_t count, struct catalogue **ret,
                   struct catalogue_findings *ret_findings);
struct catalogue *catalogue_free(struct catalogue *catalogue);
void catalogue_findings_free(struct catalogue_findings *findings);

// "units.csv:3: reports_to: unit.unknown: sentence". malloc'd.
char *catalogue_finding_text(const struct catalogue_finding *finding, enum capaian_language language);

const struct unit *catalogue_unit(const struct catalogue *catalogue, const char *code);
const struct indicator *catalogue_indicator(const struct catalogue *catalogue, const char *code);

// Who answers for the post on a day: the definitive holder, Plt or Pj; a Plh only keeps the chair warm. NULL: vacant.
const struct holder *catalogue_accountable(const struct catalogue *catalogue, const char *unit, int32_t day);
// Who sits there on a day: a Plh first. NULL: vacant.
const struct holder *catalogue_acting(const struct catalogue *catalogue, const char *unit, int32_t day);

const char *formula_name(enum formula formula);
const char *better_name(enum better better);
const char *consolidation_name(enum consolidation consolidation);
const char *capacity_name(enum capacity capacity);

// The last day a report for a reporting period is on time, and the first day on which it is locked: the day after the
// last of the lock span, which like the due span is counted from the period's last day.
int32_t indicator_due_day(const struct catalogue *catalogue, const struct indicator *indicator,
                          struct capaian_period period);
int32_t indicator_lock_day(const struct catalogue *catalogue, const struct indicator *indicator,
                           struct capaian_period period);
