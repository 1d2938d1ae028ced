#include "list.h"
#include "scale.h"
#include "span.h"
#include "wire/limits.h"

#include <string.h>

enum column {
    INDICATOR,
    NAME,
    UNIT,
    REPORTER,
    SATUAN,
    DECIMALS,
    FORMULA,
    BETTER,
    REPORTING,
    REPORTED_AS,
    EVERY,
    WITHIN_YEAR,
    ACROSS_YEARS,
    PER,
    PROGRESS,
    MIN,
    MAX,
    SCALE,
    SOURCE,
    DUE,
    FINAL_DUE,
    LOCK,
    PLAN,
    DEFINITION,
    FROM,
    TO,
    COLUMNS
};

static const struct capaian_column columns[COLUMNS] = {
    [INDICATOR] = {"indicator", "indikator|kode|kode_indikator|kode indikator", true},
    [NAME] = {"name", "nama|nama_indikator|nama indikator|uraian", false},
    [UNIT] = {"unit", "perangkat_daerah|perangkat daerah|penanggung_jawab|penanggung jawab|opd|skpd", true},
    [REPORTER] = {"reporter", "pelapor", false},
    [SATUAN] = {"satuan", "", true},
    [DECIMALS] = {"decimals", "desimal", true},
    [FORMULA] = {"formula", "rumus", true},
    [BETTER] = {"better", "arah|lebih_baik|lebih baik|polaritas", true},
    [REPORTING] = {"reporting", "cara_lapor|cara lapor|pelaporan", true},
    [REPORTED_AS] = {"reported_as", "dilaporkan_sebagai|dilaporkan sebagai", false},
    [EVERY] = {"every", "setiap|frekuensi", true},
    [WITHIN_YEAR] = {"within_year", "dalam_tahun|dalam tahun|konsolidasi", true},
    [ACROSS_YEARS] = {"across_years", "antar_tahun|antar tahun", true},
    [PER] = {"per", "", false},
    [PROGRESS] = {"progress", "kemajuan|progres", false},
    [MIN] = {"min", "minimum|batas_bawah|batas bawah", false},
    [MAX] = {"max", "maksimum|batas_atas|batas atas", false},
    [SCALE] = {"scale", "skala", false},
    [SOURCE] = {"source", "sumber|sumber_data|sumber data", true},
    [DUE] = {"due", "jatuh_tempo|jatuh tempo", false},
    [FINAL_DUE] = {"final_due", "jatuh_tempo_akhir|jatuh tempo akhir", false},
    [LOCK] = {"lock", "kunci|dikunci", false},
    [PLAN] = {"plan", "rencana", false},
    [DEFINITION] = {"definition", "definisi|definisi_operasional|definisi operasional", false},
    [FROM] = {"from", "mulai|sejak|berlaku_dari|berlaku dari", false},
    [TO] = {"to", "sampai|hingga|berlaku_sampai|berlaku sampai", false},
};

static const struct column_form forms[COLUMNS] = {
    [INDICATOR] = {NULL, "its code, as par01"},
    [NAME] = {NULL, "text"},
    [UNIT] = {NULL, "code of the accountable unit"},
    [REPORTER] = {NULL, "code of the unit that reports; blank: the accountable one"},
    [SATUAN] = {NULL, "unit of measure, one of the list in policy.ini"},
    [DECIMALS] = {NULL, "0 to 9: the decimals at which it is compared"},
    [FORMULA] = {formula_names, "R/T, (2T-R)/T, T/R, from target to target_high, grades of a scale"},
    [BETTER] = {better_names, "inside: with formula range only"},
    [REPORTING] = {reporting_names, "one figure for each period, or events that add up"},
    [REPORTED_AS] = {reported_as_names, "blank: period"},
    [EVERY] = {every_names, "the duty to report: month at the finest; events carry their own dates"},
    [WITHIN_YEAR] = {consolidation_names, "an average counts each figure alike"},
    [ACROSS_YEARS] = {consolidation_names, ""},
    [PER] = {NULL, "of ratio-of-sums: 100 for a percentage, 1000 for births; blank: 1"},
    [PROGRESS] = {flag_names, "blank: no"},
    [MIN] = {NULL, "number: a reported figure below it is refused"},
    [MAX] = {NULL, "number: a reported figure above it is refused"},
    [SCALE] = {NULL, "a scale of scales.csv: of formula grade, or to name figures by their from_value"},
    [SOURCE] = {NULL, "text: where the data come from"},
    [DUE] = {NULL, "30d or 10wd after the period; blank: that of policy.ini"},
    [FINAL_DUE] = {NULL, "30d or 10wd"},
    [LOCK] = {NULL, "30d or 10wd after the period; blank: that of policy.ini"},
    [PLAN] = {NULL, "a node of plan.csv; text where there is none"},
    [DEFINITION] = {NULL, "text"},
    [FROM] = {NULL, "date, as 2026-01-31; blank: always"},
    [TO] = {NULL, "date; blank: open"},
};

const struct columns indicator_columns = {columns, forms, COLUMNS};

enum { PER_MAX = 1000000000 };

static int compare(const void *entry, const void *other) {
    const struct indicator *a = entry, *b = other;
    return strcmp(a->code, b->code);
}

static bool is_blank(const struct table *table, enum column column) {
    return *table_cell(table, column) == '\0';
}

static void read_identity(struct table *table, struct indicator *indicator) {
    indicator->code = table_code(table, INDICATOR);
    indicator->name = table_text(table, NAME);
    indicator->unit = table_code(table, UNIT);
    indicator->reporter = table_code(table, REPORTER);
    if (is_blank(table, INDICATOR))
        table_find(table, INDICATOR, CAPAIAN_CELL_ABSENT, "par01", NULL, NULL);
    else if (is_blank(table, NAME))
        table_find(table, NAME, CAPAIAN_INDICATOR_NAME_ABSENT, indicator->code, NULL, NULL);
    if (is_blank(table, UNIT))
        table_find(table, UNIT, CAPAIAN_INDICATOR_UNIT_ABSENT, indicator->code, NULL, NULL);
    if (is_blank(table, REPORTER))
        indicator->reporter = indicator->unit;
}

// The policy's own spelling.
static const char *read_satuan(struct table *table, const char *code) {
    const struct policy *policy = &table->reader->catalogue->policy;
    const char *cell = table_cell(table, SATUAN);
    for (size_t i = 0; i < policy->satuan_count; i++) {
        if (name_same(cell, policy->satuan[i], strlen(policy->satuan[i])))
            return policy->satuan[i];
    }
    if (*cell == '\0')
        table_find(table, SATUAN, CAPAIAN_SATUAN_ABSENT, code, NULL, NULL);
    else if (!table_damaged(table, SATUAN, "orang"))
        table_find(table, SATUAN, CAPAIAN_SATUAN_UNKNOWN, cell, NULL, NULL);
    return "";
}

static void read_formula(struct table *table, struct indicator *indicator) {
    indicator->formula =
        (enum formula)table_required(table, FORMULA, CAPAIAN_INDICATOR_FORMULA_ABSENT, indicator->code);
    indicator->better = (enum better)table_required(table, BETTER, CAPAIAN_CELL_ABSENT, NULL);
    bool ratio = indicator->formula == FORMULA_RATIO;
    bool falling = indicator->formula == FORMULA_REFLECTED || indicator->formula == FORMULA_INVERSE;
    const char *instead = NULL;
    if (indicator->better == BETTER_INSIDE && (ratio || falling))
        instead = "range";
    else if (indicator->better == BETTER_LOWER && ratio)
        instead = "reflected (2T-R)/T, inverse T/R";
    else if (indicator->better == BETTER_HIGHER && falling)
        instead = "ratio R/T";
    if (instead != NULL)
        table_find(table, FORMULA, CAPAIAN_INDICATOR_FORMULA_DIRECTION, formula_name(indicator->formula),
                   better_name(indicator->better), instead);
}

static void read_reporting(struct table *table, struct indicator *indicator) {
    indicator->reporting = (enum reporting)table_required(table, REPORTING, CAPAIAN_CELL_ABSENT, NULL);
    indicator->reported_to_date = table_choice(table, REPORTED_AS) == COUNTS_TO_DATE;
    indicator->every = (enum capaian_period_kind)table_required(table, EVERY, CAPAIAN_CELL_ABSENT, NULL);
    if (indicator->every == CAPAIAN_DAY)
        table_find(table, EVERY, CAPAIAN_INDICATOR_EVERY_DAY, NULL, NULL, NULL);
    if (indicator->reporting == REPORTING_EVENTS && indicator->reported_to_date)
        table_find(table, REPORTED_AS, CAPAIAN_INDICATOR_EVENTS_TO_DATE, NULL, NULL, NULL);
}

static bool is_percent(const char *satuan) {
    return strcmp(satuan, "%") == 0 || name_same(satuan, "persen", 6) || name_same(satuan, "percent", 7);
}

static void read_consolidation(struct table *table, struct indicator *indicator) {
    enum consolidation within = indicator->within_year =
        (enum consolidation)table_required(table, WITHIN_YEAR, CAPAIAN_INDICATOR_CONSOLIDATION_ABSENT, indicator->code);
    enum consolidation across = indicator->across_years = (enum consolidation)table_required(
        table, ACROSS_YEARS, CAPAIAN_INDICATOR_CONSOLIDATION_ABSENT, indicator->code);
    bool percent = is_percent(indicator->satuan);
    indicator->progress = table_flag(table, PROGRESS);
    indicator->per = 1;
    bool per = table_whole(table, PER, 1, PER_MAX, &indicator->per);

    // One figure a year has nothing to be averaged with, and one to date is the sender's own average.
    if (within == BY_AVERAGE && indicator->reporting == REPORTING_VALUE && !indicator->reported_to_date &&
        indicator->every != CAPAIAN_YEAR && indicator->formula != FORMULA_GRADE)
        table_find(table, WITHIN_YEAR, CAPAIAN_INDICATOR_AVERAGE_UNWEIGHTED, NULL, NULL, NULL);
    if (indicator->reporting == REPORTING_EVENTS && within == BY_LAST)
        table_find(table, WITHIN_YEAR, CAPAIAN_INDICATOR_EVENTS_LAST, NULL, NULL, NULL);
    if (percent && within == BY_SUM && !indicator->progress)
        table_find(table, PROGRESS, CAPAIAN_INDICATOR_PROGRESS_ABSENT, NULL, NULL, NULL);
    if (across == BY_SUM && (percent || within == BY_RATIO_OF_SUMS))
        table_find(table, ACROSS_YEARS, CAPAIAN_INDICATOR_RATE_SUMMED, NULL, NULL, NULL);
    if (across == BY_RATIO_OF_SUMS && within != BY_RATIO_OF_SUMS && within != 0)
        table_find(table, ACROSS_YEARS, CAPAIAN_INDICATOR_RATIO_ACROSS, NULL, NULL, NULL);
    if (within == BY_RATIO_OF_SUMS && percent && indicator->per != 100 && (per || is_blank(table, PER)))
        table_find(table, PER, CAPAIAN_INDICATOR_PER_PERCENT, indicator->satuan, NULL, NULL);
    if (per && within != BY_RATIO_OF_SUMS && within != 0)
        table_find(table, PER, CAPAIAN_INDICATOR_PER_IDLE, NULL, NULL, NULL);
}

// Grades are neither added nor averaged, and rise from the worst to the best.
static void check_grade(struct table *table, const struct indicator *indicator) {
    const struct {
        enum column column;
        bool amiss;
        const char *needed;
    } needs[] = {
        {BETTER, indicator->better != BETTER_HIGHER, "higher"},
        {REPORTING, indicator->reporting != REPORTING_VALUE, "value"},
        {REPORTED_AS, indicator->reported_to_date, "period"},
        {WITHIN_YEAR, indicator->within_year != BY_LAST, "last"},
        {ACROSS_YEARS, indicator->across_years != BY_LAST, "last"},
        {SCALE, is_blank(table, SCALE), "a scale of scales.csv"},
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        // What is blank or no word of the column is a finding already, but for the scale.
        bool told = needs[i].column != SCALE &&
                    (is_blank(table, needs[i].column) ||
                     name_value(forms[needs[i].column].names, table_cell(table, needs[i].column)) == 0);
        if (needs[i].amiss && !told)
            table_find(table, needs[i].column, CAPAIAN_INDICATOR_GRADE_NEEDS, needs[i].needed, NULL, NULL);
    }
}

// The grades of its scale; what names figures needs a value for each.
static void read_scale(struct table *table, struct indicator *indicator) {
    const struct catalogue *catalogue = table->reader->catalogue;
    indicator->scale = table_code(table, SCALE);
    bool grade = indicator->formula == FORMULA_GRADE;
    if (grade)
        check_grade(table, indicator);
    if (is_blank(table, SCALE) || indicator->scale == unreadable_code)
        return;
    indicator->grades = scale_find(catalogue, indicator->scale, &indicator->grade_count);
    if (indicator->grade_count == 0 && table->reader->scales_whole)
        table_find(table, SCALE, CAPAIAN_SCALE_UNKNOWN, indicator->scale, NULL, NULL);
    for (size_t i = 0; i < indicator->grade_count && !grade; i++) {
        if (indicator->grades[i].has_from)
            continue;
        table_find(table, SCALE, CAPAIAN_SCALE_NAMELESS, indicator->scale, indicator->grades[i].grade, NULL);
        break;
    }
}

static void read_limits(struct table *table, struct indicator *indicator) {
    indicator->has_min = table_number(table, MIN, &indicator->min);
    indicator->has_max = table_number(table, MAX, &indicator->max);
    if (indicator->has_min && indicator->has_max && indicator->min > indicator->max)
        table_find(table, MIN, CAPAIAN_INDICATOR_LIMITS, table_cell(table, MIN), table_cell(table, MAX), NULL);
}

static void read_dates(struct table *table, struct indicator *indicator) {
    const struct policy *policy = &table->reader->catalogue->policy;
    indicator->due = policy->due;
    indicator->lock = policy->lock;
    indicator->final_due = (struct capaian_span){.count = -1};
    bool due = table_span(table, DUE, &indicator->due);
    bool lock = table_span(table, LOCK, &indicator->lock);
    table_span(table, FINAL_DUE, &indicator->final_due);
    if ((due || lock) && span_ends_before(indicator->lock, indicator->due))
        table_find(table, lock ? LOCK : DUE, CAPAIAN_LOCK_EARLY, due ? table_cell(table, DUE) : "policy.ini",
                   lock ? table_cell(table, LOCK) : "policy.ini", NULL);
    table_dates(table, FROM, TO, &indicator->from, &indicator->to);
}

static bool read_row(struct table *table, void *entry) {
    struct indicator *indicator = entry;
    uint64_t decimals = 0;
    read_identity(table, indicator);
    indicator->satuan = read_satuan(table, indicator->code);
    if (is_blank(table, DECIMALS))
        table_find(table, DECIMALS, CAPAIAN_CELL_ABSENT, "0 - 9", NULL, NULL);
    else if (table_whole(table, DECIMALS, 0, CAPAIAN_SCALE_MAX, &decimals))
        indicator->decimals = (unsigned)decimals;
    read_formula(table, indicator);
    read_reporting(table, indicator);
    read_consolidation(table, indicator);
    read_limits(table, indicator);
    read_scale(table, indicator);
    indicator->source = table_text(table, SOURCE);
    if (is_blank(table, SOURCE))
        table_find(table, SOURCE, CAPAIAN_INDICATOR_SOURCE_ABSENT, indicator->code, NULL, NULL);
    indicator->plan = table_text(table, PLAN);
    indicator->definition = table_text(table, DEFINITION);
    read_dates(table, indicator);
    return true;
}

void indicators_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_INDICATORS,
        .columns = &indicator_columns,
        .row_max = CAPAIAN_INDICATORS_MAX,
        .entry_size = sizeof(struct indicator),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->indicators = list.entries;
    reader->catalogue->indicator_count = list.count;
    reader->indicator_lines = list.lines;
    reader->indicators_read = true;
}
