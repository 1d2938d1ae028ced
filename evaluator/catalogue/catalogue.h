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
    CATALOGUE_NODES_MAX = 20000,
    CATALOGUE_SHARES_MAX = 100000,
    CATALOGUE_GRADES_MAX = 1000,
    CATALOGUE_RUNGS_MAX = 200,
    CATALOGUE_OPENINGS_MAX = 100000,
};

struct unit {
    const char *code, *name, *kind, *reports_to;    // reports_to "" for the root
    int32_t from, to;
    const char *successors;    // codes separated by ; each valid on the day after `to`, so following them always ends
    const char *official_code;
    int64_t feed_every_ms;    // 0: quarterly duty only
};

struct grade;

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
    const char *scale;    // of `grade` the scale of its figures; elsewhere a name for them, by from_value; or ""
    const char *source, *plan, *definition;      // plan: a node of plan.csv when there is one
    struct capaian_span due, final_due, lock;    // the policy's where blank; final_due.count < 0: none
    int32_t from, to;
    uint32_t first_target, target_count;    // its targets, in catalogue.targets
    uint32_t first_share, share_count;      // in catalogue.shares
    uint32_t first_opening, opening_count;
    const struct grade *grades;    // of its scale, by rank
    size_t grade_count;
};

// How a target to date comes about between the point before it and its own day. Only a curve interpolates.
enum curve { CURVE_NONE, CURVE_LINEAR, CURVE_S };    // x; 3x^2 - 2x^3

// Sorted by indicator, then by year (of a plan's the first), then by the period's last day, then by its first. Of a
// grade, `target` is its rank.
struct target {
    capaian_nano target, high, weight;
    enum curve curve;
    uint32_t indicator;
    struct capaian_period period;    // kind YEARS: of a plan, always to date
    bool scheduled;                  // false: the cell says -
    bool has_high;                   // of `range` and `inside`: from target to high
    bool to_date;    // counts: the figure from the start of the year to the period's end, else of the period alone
    bool judged;
};

// Another unit's part in an indicator: it adds rows of its own, or answers for the one figure with a share of it.
enum part { PART_ADDS = 1, PART_ANSWERS };

struct share {    // sorted by indicator, then unit
    uint32_t indicator;
    const char *unit;
    enum part part;
    capaian_nano share;    // percent; of `answers`, the weight that the indicator has in the unit's scorecard
};

// A grade of a scale; sorted by scale, then rank. The rank decides what is met, the score gives the percentage, and
// from_value is the lowest value that is called so: half-open, up to that of the next.
struct grade {
    const char *scale, *grade;
    uint8_t rank;    // from 1, higher is better; unique in the scale
    capaian_nano score, from_value;
    bool has_from;
};

struct node {                                    // of the plan; sorted by code
    const char *code, *parent, *level, *name;    // parent "" at the top
    const char *external;                        // the provincial or national goal or programme that it serves
};

// A step of a consequence ladder; sorted by ladder, then step.
struct rung {
    const char *ladder;
    unsigned step;        // from 1
    const char *kinds;    // of units, separated by ;
    // The score of the holder's tenure card that sets it off: below `score`, percent.
    capaian_nano score;
    unsigned after_months;         // in the post, or since the step before it
    unsigned not_before_months;    // since the inauguration
    const char *text, *basis;
};

// What had been realized of a plan by a day, before the ledger began; sorted by indicator, then day.
struct opening {
    uint32_t indicator;
    int32_t until;
    capaian_nano realized, numerator, denominator;    // of ratio-of-sums: the last two
    const char *source;
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

// A name for what lies from `from` on (or above it), up to the band before; lists begin with the highest.
struct band {
    capaian_nano from;
    bool inclusive;    // false: only above it
    const char *name;
};

enum tenure_target { TENURE_TRAJECTORY = 1, TENURE_REMAINING };

struct policy {
    enum capaian_number_style numbers;
    struct capaian_span due, lock;
    int64_t grace_ms;
    struct margin tolerance, clear;
    const char **satuan;
    size_t satuan_count;
    const char **missing_reasons;
    size_t missing_reason_count;
    capaian_nano plausible_low, plausible_high;    // percent of the target at the same checkpoint
    struct band *bands;                            // of the attainment, percent
    size_t band_count;
    capaian_nano score_cap;    // percent; of each indicator in a scorecard
    enum tenure_target tenure_target;
    unsigned min_months;               // in a post, before it has consequences
    struct capaian_span escalation;    // unacknowledged for so long: told to the superior; count 0: never
    bool review;                       // consequences and sealed snapshots wait for a review
};

struct catalogue {
    struct unit *units;              // by code
    struct indicator *indicators;    // by code
    struct target *targets;
    struct holder *holders;
    struct share *shares;
    struct grade *grades;
    struct node *nodes;
    struct rung *rungs;
    struct opening *openings;
    size_t unit_count, indicator_count, target_count, holder_count, share_count, grade_count, node_count, rung_count,
        opening_count;
    uint32_t *by_code;      // hashed indicators, index + 1, 0 where none is; at most half of the buckets are taken
    size_t bucket_count;    // a power of two; 0 while the catalogue is read
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
// Fills `buckets`, all 0 and at least twice as many as indicators, and finds by them from then on.
void catalogue_index(struct catalogue *catalogue, uint32_t *buckets, size_t count);
const struct indicator *catalogue_indicator(const struct catalogue *catalogue, const char *code);

const struct node *catalogue_node(const struct catalogue *catalogue, const char *code);

// The grade of that name, of that rank (0 is none), or that a value is called by; NULL when the scale has none.
const struct grade *catalogue_grade(const struct catalogue *catalogue, const char *scale, const char *grade);
const struct grade *catalogue_grade_ranked(const struct catalogue *catalogue, const char *scale, capaian_nano rank);
const struct grade *catalogue_grade_of_value(const struct catalogue *catalogue, const char *scale, capaian_nano value);

// The policy's name for an attainment in percent; "" when no band reaches down to it.
const char *policy_band(const struct policy *policy, capaian_nano percent);

// The unit itself while it is valid on the day; else the successor (the first of several) that is; NULL: closed.
const struct unit *catalogue_unit_on(const struct catalogue *catalogue, const char *code, int32_t day);
// Whether `code` is the unit, or a successor of it, at any remove, after it has closed.
bool catalogue_succeeds(const struct catalogue *catalogue, const char *unit, const char *code);

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
