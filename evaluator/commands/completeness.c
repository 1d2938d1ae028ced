// completeness: who has reported what, a line for each indicator with a sign for each of its periods.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/json.h"
#include "commands/listing.h"
#include "commands/reporting.h"
#include "commands/words.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_COLUMNS = 6 };

struct completeness {
    const struct capaian_arguments *arguments;
    bool csv;
    struct listing *listing;
    struct capaian_string rows;        // of JSON
    struct capaian_string reopened;    // a line each
    size_t row_count;
    uint32_t used;    // states, a bit each
    char year[CAPAIAN_PERIOD_TEXT];
};

static void add_csv_rows(struct completeness *c, const Capaian__V1__CompletenessRow *row) {
    for (size_t i = 0; i < row->n_periods; i++) {
        const Capaian__V1__ReportedPeriod *period = row->periods[i];
        char code[JSON_ENUM_TEXT];
        listing_add(c->listing, c->year);
        listing_add(c->listing, row->reporter);
        listing_add(c->listing, row->unit);
        listing_add(c->listing, row->indicator);
        listing_add(c->listing, row->name);
        listing_add(c->listing, period->period);
        listing_add(c->listing, enum_code(&capaian__v1__reported__descriptor, (int)period->state, code));
        bool in = is_reported(period->state);
        listing_add(c->listing, in ? enum_code(&capaian__v1__status__descriptor, (int)period->status, code) : NULL);
        listing_add(c->listing, in ? enum_code(&capaian__v1__stage__descriptor, (int)period->stage, code) : NULL);
        listing_add(c->listing, period->due);
        listing_add(c->listing, period->lock);
        listing_add(c->listing, period->reopened_until);
        listing_add(c->listing, reported_word(period->state, c->arguments->language));
    }
}

static void add_reopened(struct completeness *c, const Capaian__V1__CompletenessRow *row) {
    for (size_t i = 0; i < row->n_periods; i++) {
        const Capaian__V1__ReportedPeriod *period = row->periods[i];
        if (!*period->reopened_until)
            continue;
        capaian_string_add(&c->reopened, "%s %s %s %s %s\n", row->reporter, row->indicator, period->period,
                           capaian_in_language(c->arguments->language, "dibuka kembali s.d.", "reopened until"),
                           period->reopened_until);
    }
}

static void add_text_row(struct completeness *c, const Capaian__V1__CompletenessRow *row) {
    const Capaian__V1__ReportedPeriod *awaited = first_awaited(row);
    struct capaian_string signs = {0};
    struct capaian_string next = {0};
    string_add_signs(&signs, row);
    if (awaited)
        capaian_string_add(&next, "%s, %s", awaited->period, awaited->due);
    listing_add(c->listing, row->reporter);
    listing_add(c->listing, row->indicator);
    listing_add(c->listing, row->name);
    listing_add(c->listing, division_word(row->n_periods, c->arguments->language));
    listing_add(c->listing, signs.text);
    listing_add(c->listing, next.text);
    c->rows.failed = c->rows.failed || signs.failed || next.failed;
    capaian_string_free(&signs);
    capaian_string_free(&next);
    for (size_t i = 0; i < row->n_periods; i++)
        c->used |= (unsigned)row->periods[i]->state < 32 ? 1U << row->periods[i]->state : 1U;
    add_reopened(c, row);
}

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct completeness *c = context;
    const Capaian__V1__CompletenessPage *page = reply->completeness;
    snprintf(c->year, sizeof c->year, "%s", page->year);
    for (size_t i = 0; i < page->n_rows; i++) {
        if (c->arguments->json) {
            capaian_string_add(&c->rows, "%s\n", c->row_count ? "," : "");
            string_add_json_message(&c->rows, &page->rows[i]->base);
        } else if (c->csv) {
            add_csv_rows(c, page->rows[i]);
        } else {
            add_text_row(c, page->rows[i]);
        }
        c->row_count++;
    }
    return PAGES_GO_ON;
}

static void add_text(const struct completeness *c, struct capaian_string *out) {
    enum capaian_language language = c->arguments->language;
    capaian_string_add(out, "%s %s\n", capaian_in_language(language, "Kelengkapan laporan", "Completeness"), c->year);
    if (c->row_count == 0) {
        capaian_string_add(out, "%s\n",
                           capaian_in_language(language, "Tidak ada indikator.", "There are no indicators."));
        return;
    }
    out->failed |= listing_text(c->listing, out) < 0;
    capaian_string_add(out, "\n");
    string_add_legend(out, c->used, language);
    if (c->reopened.size)
        capaian_string_add_bytes(out, c->reopened.text, c->reopened.size);
}

static int print(const struct completeness *c) {
    struct capaian_string out = {0};
    if (c->arguments->json) {
        capaian_string_add(&out, "{\"year\":");
        capaian_string_add_json(&out, c->year);
        capaian_string_add(&out, ",\"rows\":[");
        if (c->rows.size)
            capaian_string_add_bytes(&out, c->rows.text, c->rows.size);
        capaian_string_add(&out, "\n]}\n");
    } else if (c->csv) {
        out.failed |= listing_csv(c->listing, &out) < 0;
    } else {
        add_text(c, &out);
    }
    out.failed |= c->rows.failed || c->reopened.failed;
    return capaian_command_print(&out);
}

static struct listing *make_listing(bool csv, enum capaian_language language, struct listing_column *columns) {
    static const struct listing_column CSV[] = {
        {"year", NULL, false, 0},      {"reporter", NULL, false, 0},    {"unit", NULL, false, 0},
        {"indicator", NULL, false, 0}, {"name", NULL, false, 0},        {"period", NULL, false, 0},
        {"state", NULL, false, 0},     {"status", NULL, false, 0},      {"stage", NULL, false, 0},
        {"due", NULL, false, 0},       {"locked_from", NULL, false, 0}, {"reopened_until", NULL, false, 0},
        {"words", NULL, false, 0},
    };
    if (csv)
        return listing_new(CSV, sizeof CSV / sizeof *CSV);
    const struct listing_column text[TEXT_COLUMNS] = {
        {NULL, capaian_in_language(language, "pelapor", "reports"), false, 12},
        {NULL, capaian_in_language(language, "indikator", "indicator"), false, 12},
        {NULL, capaian_in_language(language, "nama", "name"), false, 26},
        {NULL, capaian_in_language(language, "tiap", "every"), false, 0},
        {NULL, capaian_in_language(language, "periode", "periods"), false, 0},
        {NULL, capaian_in_language(language, "ditunggu, tempo", "awaited, due"), false, 0},
    };
    memcpy(columns, text, sizeof text);
    return listing_new(columns, TEXT_COLUMNS);
}

static int ask_all(struct completeness *c, Capaian__V1__CompletenessQuery *asked) {
    struct connection connection;
    int code = connection_open(c->arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_COMPLETENESS;
    query.completeness = asked;
    code = connection_pages(&connection, &query, take_page, c);
    connection_close(&connection);
    return code == COMMAND_WELL ? print(c) : code;
}

int command_completeness(int argc, char **argv) {
    const char *unit = "";
    const char *period = "";
    bool csv = false;
    const struct capaian_option options[] = {
        {"unit", "UNIT", NULL, "only what this unit reports", &unit, NULL, false},
        {"period", "YEAR", NULL, "another year than the current one: 2026", &period, NULL, false},
        {"csv", NULL, NULL, "answer as CSV, a row for each indicator and period", NULL, &csv, false},
    };
    const struct capaian_command_line line = {
        .usage = "completeness [--unit UNIT] [--period YEAR] [--csv | --json]",
        .help = "Who has reported what: a line for each indicator, a sign for each of its reporting periods in order,\n"
                "with what the signs mean below, and the first period that is waited for with its due date. CSV and\n"
                "JSON have every period with the day it is due and the first day it is locked.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct capaian_period year;
    if (*period && (capaian_period_parse(period, &year) < 0 || year.kind != CAPAIAN_YEAR))
        return capaian_command_fail(COMMAND_USAGE, "completeness is of a year, as --period 2026, not %s", period);
    if (csv && arguments.json)
        return capaian_command_fail(COMMAND_USAGE, "completeness: choose one of --csv and --json");
    struct listing_column columns[TEXT_COLUMNS];
    struct completeness c = {.arguments = &arguments, .csv = csv};
    c.listing = make_listing(csv, arguments.language, columns);
    if (!c.listing)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    Capaian__V1__CompletenessQuery asked = CAPAIAN__V1__COMPLETENESS_QUERY__INIT;
    asked.unit = (char *)unit;
    asked.period = (char *)period;
    code = ask_all(&c, &asked);
    c.listing = listing_free(c.listing);
    capaian_string_free(&c.rows);
    capaian_string_free(&c.reopened);
    return code;
}
