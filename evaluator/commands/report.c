// report: attainment to date and over the full year, a line for each, or a row of CSV for each indicator.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/figure.h"
#include "commands/json.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_COLUMNS = 7 };

struct report {
    const struct capaian_arguments *arguments;
    bool csv;
    struct listing *listing;
    struct capaian_string rows;    // of JSON
    size_t row_count, filled;      // filled: with a target or a figure
    bool begun, this_year;
    char year[CAPAIAN_PERIOD_TEXT];
    int64_t now;
    uint64_t step, last_step;    // of the first and the last page: the ledger may have moved on in between
    bool simulated;
};

static void add_outcome(struct report *report, const Capaian__V1__Assessment *assessment) {
    enum capaian_language language = report->arguments->language;
    struct capaian_string text = {0};
    capaian_string_add(&text, "%s", outcome_word(assessment->outcome, language));
    if (assessment->status != CAPAIAN__V1__STATUS__STATUS_FINAL)
        capaian_string_add(&text, " (%s)", status_word(assessment->status, language));
    listing_add(report->listing, text.failed ? "" : text.text);
    capaian_string_free(&text);
}

// `label`: stands before how far it is counted.
static void add_assessment(struct report *report, const Capaian__V1__AttainmentRow *row,
                           const Capaian__V1__Assessment *assessment, const char *label) {
    static const Capaian__V1__Assessment NONE = CAPAIAN__V1__ASSESSMENT__INIT;
    enum capaian_language language = report->arguments->language;
    const Capaian__V1__Assessment *shown = assessment ? assessment : &NONE;
    char people[CAPAIAN_NUMBER_TEXT];
    char plain[CAPAIAN_NUMBER_TEXT];
    struct capaian_string through = {0};
    capaian_string_add(&through, "%s%s", label, *shown->cut || !*label ? shown->cut : "-");
    listing_add(report->listing, through.failed ? NULL : through.text);
    capaian_string_free(&through);
    listing_add_figure(report->listing, decimal_text(shown->target, row->decimals, language, people),
                       shown->target ? decimal_plain(shown->target, plain) : NULL);
    listing_add_figure(report->listing, decimal_text(shown->realization, row->decimals, language, people),
                       shown->realization ? decimal_plain(shown->realization, plain) : NULL);
    listing_add_figure(report->listing, percent_text(shown->attainment, language, people),
                       shown->attainment ? decimal_plain(shown->attainment, plain) : NULL);
    if (report->csv) {
        char code[JSON_ENUM_TEXT];
        const ProtobufCEnumDescriptor *outcomes = &capaian__v1__assessed__descriptor;
        const ProtobufCEnumDescriptor *statuses = &capaian__v1__status__descriptor;
        listing_add(report->listing, assessment ? enum_code(outcomes, (int)shown->outcome, code) : NULL);
        listing_add(report->listing, assessment ? enum_code(statuses, (int)shown->status, code) : NULL);
    }
    if (assessment)
        add_outcome(report, assessment);
    else
        listing_add(report->listing, NULL);
}

static void add_csv_row(struct report *report, const Capaian__V1__AttainmentRow *row,
                        const Capaian__V1__AttainmentPage *page) {
    char text[CAPAIAN_INSTANT_TEXT];
    char step[24];
    listing_add(report->listing, row->unit);
    listing_add(report->listing, row->indicator);
    listing_add(report->listing, row->name);
    listing_add(report->listing, row->satuan);
    listing_add(report->listing, row->reported_through);
    listing_add(report->listing, row->unreported_from);
    add_assessment(report, row, row->to_date, "");
    add_assessment(report, row, row->year, "");
    listing_add(report->listing, page->year);
    listing_add(report->listing, capaian_instant_format(&report->arguments->zone, page->now, text));
    snprintf(step, sizeof step, "%" PRIu64, page->step);
    listing_add(report->listing, step);
    listing_add(report->listing, page->simulated ? "true" : "false");
}

// How far figures are reported, and from where on one is missing.
static void add_reported(struct report *report, const Capaian__V1__AttainmentRow *row, struct capaian_string *out) {
    enum capaian_language language = report->arguments->language;
    if (*row->unreported_from)
        capaian_string_add(out, capaian_in_language(language, "; kosong sejak %s", "; gap since %s"),
                           row->unreported_from);
    else if (*row->reported_through)
        capaian_string_add(out, capaian_in_language(language, "; lapor s.d. %s", "; through %s"),
                           row->reported_through);
}

static void add_satuan(const char *satuan, struct capaian_string *out) {
    enum { WIDEST = 10 };
    string_add_fitting(out, satuan, WIDEST);
}

// Two lines: to date with code and name; the full year with unit, satuan and how far it is reported.
static void add_text_rows(struct report *report, const Capaian__V1__AttainmentRow *row) {
    struct capaian_string below = {0};
    add_satuan(row->satuan, &below);
    add_reported(report, row, &below);
    listing_add(report->listing, row->indicator);
    listing_add(report->listing, row->name);
    add_assessment(report, row, row->to_date, "");
    listing_add(report->listing, row->unit);
    listing_add(report->listing, below.text);
    add_assessment(report, row, row->year, capaian_in_language(report->arguments->language, "tahun: ", "year: "));
    report->rows.failed = report->rows.failed || below.failed;
    capaian_string_free(&below);
}

// Whether there is anything to see: a target, or a figure.
static bool is_empty(const Capaian__V1__AttainmentRow *row) {
    bool target = row->n_targets > 0 || (row->year && row->year->target);
    return !target && !*row->reported_through && !(row->year && row->year->realization);
}

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct report *report = context;
    const Capaian__V1__AttainmentPage *page = reply->attainment;
    if (!report->begun) {
        report->begun = true;
        snprintf(report->year, sizeof report->year, "%s", page->year);
        report->now = page->now;
        report->step = page->step;
        report->simulated = page->simulated;
    }
    report->last_step = page->step;
    for (size_t i = 0; i < page->n_rows; i++) {
        if (report->arguments->json) {
            capaian_string_add(&report->rows, "%s\n", report->row_count ? "," : "");
            string_add_json_message(&report->rows, &page->rows[i]->base);
        } else if (report->csv) {
            add_csv_row(report, page->rows[i], page);
        } else {
            add_text_rows(report, page->rows[i]);
        }
        report->row_count++;
        report->filled += !is_empty(page->rows[i]);
    }
    return PAGES_GO_ON;
}

static void add_head(const struct report *report, struct capaian_string *out) {
    enum capaian_language language = report->arguments->language;
    char now[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out,
                       capaian_in_language(language, "Capaian %s, buku besar %s, langkah %" PRIu64,
                                           "Attainment %s, ledger %s, step %" PRIu64),
                       report->year, capaian_instant_format(&report->arguments->zone, report->now, now), report->step);
    if (report->last_step != report->step)
        capaian_string_add(out, capaian_in_language(language, " sampai %" PRIu64, " to %" PRIu64), report->last_step);
    if (report->simulated)
        capaian_string_add(out, ", %s", capaian_in_language(language, "WAKTU SIMULASI", "SIMULATED TIME"));
    capaian_string_add(out, "\n");
}

// The current year may have just begun, and in simulated time it is not the reader's.
static void add_hint(const struct report *report, struct capaian_string *out) {
    struct capaian_period year;
    if (capaian_period_parse(report->year, &year) < 0)
        return;
    capaian_string_add(out,
                       capaian_in_language(report->arguments->language,
                                           "Tahun %s belum punya target maupun angka; tahun lain: report --period %d\n",
                                           "%s has no targets and no figures yet; another year: report --period %d\n"),
                       report->year, year.year - 1);
}

static int print(const struct report *report) {
    struct capaian_string out = {0};
    if (report->arguments->json) {
        capaian_string_add(&out, "{\"year\":");
        capaian_string_add_json(&out, report->year);
        capaian_string_add(
            &out, ",\"now\":%" PRId64 ",\"step\":%" PRIu64 ",\"last_step\":%" PRIu64 ",\"simulated\":%s,\"rows\":[",
            report->now, report->step, report->last_step, report->simulated ? "true" : "false");
        if (report->rows.size)
            capaian_string_add_bytes(&out, report->rows.text, report->rows.size);
        capaian_string_add(&out, "\n]}\n");
        out.failed |= report->rows.failed;
    } else if (report->csv) {
        out.failed |= listing_csv(report->listing, &out) < 0;
    } else {
        add_head(report, &out);
        if (report->row_count == 0)
            capaian_string_add(
                &out, "%s\n",
                capaian_in_language(report->arguments->language, "Tidak ada indikator.", "There are no indicators."));
        else
            out.failed |= listing_text(report->listing, &out) < 0;
        if (report->this_year && report->filled == 0)
            add_hint(report, &out);
    }
    return capaian_command_print(&out);
}

static struct listing *make_listing(bool csv, enum capaian_language language, struct listing_column *columns) {
    static const struct listing_column CSV[] = {
        {"unit", NULL, false, 0},
        {"indicator", NULL, false, 0},
        {"name", NULL, false, 0},
        {"satuan", NULL, false, 0},
        {"reported_through", NULL, false, 0},
        {"unreported_from", NULL, false, 0},
        {"to_date_cut", NULL, false, 0},
        {"to_date_target", NULL, true, 0},
        {"to_date_realization", NULL, true, 0},
        {"to_date_attainment", NULL, true, 0},
        {"to_date_outcome", NULL, false, 0},
        {"to_date_status", NULL, false, 0},
        {"to_date_words", NULL, false, 0},
        {"year_cut", NULL, false, 0},
        {"year_target", NULL, true, 0},
        {"year_realization", NULL, true, 0},
        {"year_attainment", NULL, true, 0},
        {"year_outcome", NULL, false, 0},
        {"year_status", NULL, false, 0},
        {"year_words", NULL, false, 0},
        {"year", NULL, false, 0},
        {"ledger_time", NULL, false, 0},
        {"ledger_step", NULL, true, 0},
        {"simulated", NULL, false, 0},
    };
    if (csv)
        return listing_new(CSV, sizeof CSV / sizeof *CSV);
    const struct listing_column text[TEXT_COLUMNS] = {
        {NULL, capaian_in_language(language, "indikator", "indicator"), false, 0},
        {NULL, capaian_in_language(language, "nama", "name"), false, 32},
        {NULL, capaian_in_language(language, "dihitung s.d.", "counted through"), false, 0},
        {NULL, "target", true, 0},
        {NULL, capaian_in_language(language, "realisasi", "realization"), true, 0},
        {NULL, capaian_in_language(language, "capaian %", "attained %"), true, 0},
        {NULL, capaian_in_language(language, "hasil", "outcome"), false, 0},
    };
    memcpy(columns, text, sizeof text);
    return listing_new(columns, sizeof text / sizeof *text);
}

static int report_all(struct report *report, Capaian__V1__AttainmentQuery *attainment) {
    struct connection connection;
    int code = connection_open(report->arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
    query.attainment = attainment;
    code = connection_pages(&connection, &query, take_page, report);
    connection_close(&connection);
    return code == COMMAND_WELL ? print(report) : code;
}

int command_report(int argc, char **argv) {
    const char *unit = "";
    const char *indicator = "";
    const char *period = "";
    bool csv = false;
    const struct capaian_option options[] = {
        {"unit", "UNIT", NULL, "only this unit", &unit, NULL, false},
        {"indicator", "INDICATOR", NULL, "only this indicator", &indicator, NULL, false},
        {"period", "YEAR", NULL, "another year than the current one: 2026", &period, NULL, false},
        {"csv", NULL, NULL, "answer as CSV, a row for each indicator", NULL, &csv, false},
    };
    const struct capaian_command_line line = {
        .usage = "report [--unit UNIT] [--indicator INDICATOR] [--period YEAR] [--csv | --json]",
        .help =
            "Attainment to date and over the full year, with the instant and the step of the ledger they are of. An\n"
            "indicator takes two lines: to date, with its code and name; over the year, with the unit, the satuan "
            "(unit\n"
            "of measure) and how far it is reported. Target and realization are counted through the same period.\n"
            "Names that are cut end in an ellipsis; CSV and JSON hold them whole, and numbers in plain form.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct capaian_period year;
    if (*period && (capaian_period_parse(period, &year) < 0 || year.kind != CAPAIAN_YEAR))
        return capaian_command_fail(
            COMMAND_USAGE, "report is of a year, as --period 2026, not %s; explain INDICATOR %s is of a period", period,
            period);
    if (csv && arguments.json)
        return capaian_command_fail(COMMAND_USAGE, "report: choose one of --csv and --json");

    struct listing_column columns[TEXT_COLUMNS];
    struct report report = {.arguments = &arguments, .csv = csv, .this_year = !*period};
    report.listing = make_listing(csv, arguments.language, columns);
    if (!report.listing)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    attainment.unit = (char *)unit;
    attainment.indicator = (char *)indicator;
    attainment.period = (char *)period;
    code = report_all(&report, &attainment);
    report.listing = listing_free(report.listing);
    capaian_string_free(&report.rows);
    return code;
}
