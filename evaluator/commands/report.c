// report: attainment to date and over the full year, now, as of an instant, or as it was sealed.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/json.h"
#include "commands/report_rows.h"
#include "commands/sealed_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct report {
    const struct capaian_arguments *arguments;
    struct report_form form;
    const char *sealed;
    bool as_of;
    struct capaian_string rows;    // of JSON
    size_t row_count, filled;      // filled: with a target or a figure
    bool begun, this_year;
    char year[CAPAIAN_PERIOD_TEXT];
    int64_t now;
    uint64_t step, last_step;    // of the first and the last page: the ledger may have moved on in between
    bool simulated;
};

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
        } else {
            report_add(&report->form, page->rows[i], page);
        }
        report->row_count++;
        report->filled += !is_empty(page->rows[i]);
    }
    return PAGES_GO_ON;
}

static void add_head(const struct report *report, struct capaian_string *out) {
    enum capaian_language language = report->arguments->language;
    char now[CAPAIAN_INSTANT_TEXT];
    capaian_instant_format(&report->arguments->zone, report->now, now);
    capaian_string_add(out, capaian_in_language(language, "Capaian %s", "Attainment %s"), report->year);
    if (*report->sealed) {
        capaian_string_add(out, capaian_in_language(language, ", DISEGEL sebagai ", ", SEALED as "));
        string_add_visible(out, report->sealed);
    }
    capaian_string_add(
        out,
        report->as_of
            ? capaian_in_language(language, ", KEADAAN PER %s, langkah %" PRIu64, ", AS OF %s, step %" PRIu64)
            : capaian_in_language(language, ", buku besar %s, langkah %" PRIu64, ", ledger %s, step %" PRIu64),
        now, report->step);
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
    } else if (report->form.csv) {
        out.failed |= listing_csv(report->form.listing, &out) < 0;
    } else {
        add_head(report, &out);
        if (report->row_count == 0)
            capaian_string_add(
                &out, "%s\n",
                capaian_in_language(report->arguments->language, "Tidak ada indikator.", "There are no indicators."));
        else
            out.failed |= listing_text(report->form.listing, &out) < 0;
        if (report->this_year && report->filled == 0)
            add_hint(report, &out);
    }
    return capaian_command_print(&out);
}

static int report_all(struct report *report, Capaian__V1__AttainmentQuery *attainment) {
    struct connection connection;
    if (!report_listing(&report->form))
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    int code = connection_open(report->arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    if (report->as_of)
        connection_be_patient(&connection);
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
    query.attainment = attainment;
    code = connection_pages(&connection, &query, take_page, report);
    connection_close(&connection);
    return code == COMMAND_WELL ? print(report) : code;
}

struct asked {
    const char *unit, *indicator, *period, *as_of, *sealed;
    bool csv, list;
};

static int check(const struct asked *asked, const struct capaian_arguments *arguments) {
    struct capaian_period year;
    if (*asked->period && (capaian_period_parse(asked->period, &year) < 0 || year.kind != CAPAIAN_YEAR))
        return capaian_command_fail(
            COMMAND_USAGE, "report is of a year, as --period 2026, not %s; explain INDICATOR %s is of a period",
            asked->period, asked->period);
    if (asked->csv && arguments->json)
        return capaian_command_fail(COMMAND_USAGE, "report: choose one of --csv and --json");
    if (*asked->as_of && *asked->sealed)
        return capaian_command_fail(COMMAND_USAGE, "report: --sealed has an instant of its own; leave out --as-of");
    if (asked->list && (*asked->as_of || *asked->sealed || *asked->unit || *asked->indicator || *asked->period))
        return capaian_command_fail(COMMAND_USAGE, "report: --sealed-list goes with --csv or --json only");
    return COMMAND_GO_ON;
}

static int run(const struct asked *asked, const struct capaian_arguments *arguments) {
    int64_t as_of = 0;
    int code = check(asked, arguments);
    if (code == COMMAND_GO_ON && *asked->as_of)
        code = arguments_instant(arguments, "--as-of", asked->as_of, &as_of);
    if (code != COMMAND_GO_ON)
        return code;
    if (asked->list)
        return report_sealed_list(arguments, asked->csv);
    struct report report = {
        .arguments = arguments,
        .form = {.csv = asked->csv, .language = arguments->language, .zone = &arguments->zone},
        .sealed = asked->sealed,
        .as_of = *asked->as_of,
        .this_year = !*asked->period && !*asked->as_of && !*asked->sealed,
    };
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    attainment.unit = (char *)asked->unit;
    attainment.indicator = (char *)asked->indicator;
    attainment.period = (char *)asked->period;
    attainment.as_of = as_of;
    attainment.sealed = (char *)asked->sealed;
    code = report_all(&report, &attainment);
    listing_free(report.form.listing);
    capaian_string_free(&report.rows);
    return code;
}

int command_report(int argc, char **argv) {
    struct asked asked = {"", "", "", "", "", false, false};
    const struct capaian_option options[] = {
        {"unit", "UNIT", NULL, "only this unit", &asked.unit, NULL, false},
        {"indicator", "INDICATOR", NULL, "only this indicator", &asked.indicator, NULL, false},
        {"period", "YEAR", NULL, "another year than the current one: 2026", &asked.period, NULL, false},
        {"as-of", "DATE|INSTANT", NULL, "what the ledger said at the end of that day, or at that instant", &asked.as_of,
         NULL, false},
        {"sealed", "NAME", NULL, "what was sealed under that name (act seal)", &asked.sealed, NULL, false},
        {"sealed-list", NULL, NULL, "the names that there are, with their hashes", NULL, &asked.list, false},
        {"csv", NULL, NULL, "answer as CSV, a row for each indicator", NULL, &asked.csv, false},
    };
    const struct capaian_command_line line = {
        .usage = "report [--unit UNIT] [--indicator INDICATOR] [--period YEAR] [--as-of DATE | --sealed NAME |\n"
                 "       --sealed-list] [--csv | --json]",
        .help =
            "Attainment to date and over the full year, with the instant and the step of the ledger they are of. An\n"
            "indicator takes two lines: to date, with its code and name; over the year, with the unit, the satuan "
            "(unit\n"
            "of measure) and how far it is reported. Target and realization are counted through the same period. "
            "Below\n"
            "stand, where there are any: the plan of several years, the original (murni) target where another is in\n"
            "force, the same cut of the year before, band, stage, and the deviation in points of a satuan of %.\n"
            "A range shows both of its bounds, and deviates outside them only, by the distance to the nearer one.\n"
            "Names that are cut end in an ellipsis; CSV and JSON hold them whole, and numbers in plain form; the\n"
            "attainment is shown as it is, the capped one is there.\n"
            "With --as-of the evaluator folds its record up to then, which takes a while; the command waits.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    return code == COMMAND_GO_ON ? run(&asked, &arguments) : code;
}
