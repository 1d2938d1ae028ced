// explain: one figure with everything it stands on.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/explanation.h"
#include "commands/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct explain {
    const struct capaian_arguments *arguments;
    struct explanation *explanation;
    struct capaian_string json;    // of the first page, whose rows are the first
    struct capaian_string rows;    // of JSON, over all pages
    uint64_t most, taken;
    bool begun, cut;
};

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct explain *explain = context;
    const Capaian__V1__Explanation *page = reply->explain;
    if (!page->row)
        return capaian_command_fail(COMMAND_COULD_NOT, "the evaluator explained nothing");
    if (!explain->begun && !explain->arguments->json)
        explanation_begin(explain->explanation, page);
    if (!explain->begun && explain->arguments->json) {
        Capaian__V1__Explanation head = *page;
        head.n_rows = 0;
        string_add_json_message(&explain->json, &head.base);
    }
    explain->begun = true;
    for (size_t i = 0; i < page->n_rows; i++) {
        if (explain->taken == explain->most) {
            explain->cut = true;
            return COMMAND_WELL;
        }
        if (explain->arguments->json) {
            capaian_string_add(&explain->rows, "%s\n", explain->taken ? "," : "");
            string_add_json_message(&explain->rows, &page->rows[i]->base);
        } else {
            explanation_row(explain->explanation, page->rows[i]);
        }
        explain->taken++;
    }
    return PAGES_GO_ON;
}

// The head's list of rows is empty: `"rows":[]` is its only one of that name, and there the rows go.
static void add_json(const struct explain *explain, struct capaian_string *out) {
    static const char EMPTY[] = "\"rows\":[]";
    const char *place = explain->json.text ? strstr(explain->json.text, EMPTY) : NULL;
    out->failed |= !place || explain->rows.failed;
    if (!place)
        return;
    size_t before = (size_t)(place - explain->json.text) + sizeof EMPTY - 2;
    capaian_string_add_bytes(out, explain->json.text, before);
    if (explain->rows.size)
        capaian_string_add_bytes(out, explain->rows.text, explain->rows.size);
    capaian_string_add(out, "],\"rows_cut\":%s%s\n", explain->cut ? "true" : "false", place + sizeof EMPTY - 1);
}

static int ask_all(struct explain *explain, Capaian__V1__ExplainQuery *about) {
    struct connection connection;
    int code = connection_open(explain->arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    // An explanation does not say when it is of; an attainment of the same indicator does, with the same rights.
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    attainment.indicator = about->indicator;
    attainment.as_of = about->as_of;
    if (about->as_of)
        connection_be_patient(&connection);
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    if (!explain->arguments->json) {
        const Capaian__V1__QueryReply *reply = NULL;
        query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
        query.attainment = &attainment;
        code = connection_ask(&connection, &query, &reply);
        if (code == COMMAND_WELL)
            explanation_ledger(explain->explanation, reply->attainment);
    }
    if (code == COMMAND_WELL) {
        query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_EXPLAIN;
        query.explain = about;
        code = connection_pages(&connection, &query, take_page, explain);
    }
    connection_close(&connection);
    return code;
}

static int print(const struct explain *explain) {
    struct capaian_string out = {0};
    if (explain->arguments->json)
        add_json(explain, &out);
    else
        explanation_print(explain->explanation, explain->cut, &out);
    return capaian_command_print(&out);
}

static int read_count(const char *text, uint64_t *ret) {
    char *end = NULL;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end)
        return capaian_command_fail(COMMAND_USAGE, "explain: --rows %s is not a number", text);
    *ret = value ? value : UINT64_MAX;
    return COMMAND_GO_ON;
}

int command_explain(int argc, char **argv) {
    const char *rows = "200", *as_of = "";
    bool full = false;
    const struct capaian_option options[] = {
        {"rows", "N", NULL, "rows to show at most: 200, or 0 for all", &rows, NULL, false},
        {"as-of", "DATE|INSTANT", NULL, "what the ledger said at the end of that day, or at that instant", &as_of, NULL,
         false},
        {"full", NULL, NULL, "message ids in full, instead of their first 8 digits", NULL, &full, false},
    };
    const struct capaian_command_line line = {
        .usage = "explain INDICATOR PERIOD [--as-of DATE] [--rows N] [--full] [--json]",
        .help =
            "One figure from its definition to its verdict: target with version, legal basis and effective date,\n"
            "the reporting periods, the rows that count and those that do not, the arithmetic, who answers for it.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_least = 2,
        .operands_most = 2,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    struct explain explain = {.arguments = &arguments};
    if (code == COMMAND_GO_ON)
        code = read_count(rows, &explain.most);
    Capaian__V1__ExplainQuery about = CAPAIAN__V1__EXPLAIN_QUERY__INIT;
    if (code == COMMAND_GO_ON && *as_of)
        code = arguments_instant(&arguments, "--as-of", as_of, &about.as_of);
    if (code != COMMAND_GO_ON)
        return code;
    explain.explanation = explanation_new(arguments.language, &arguments.zone, full);
    if (!explain.explanation)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    about.indicator = argv[1];
    about.period = argv[2];
    code = ask_all(&explain, &about);
    if (code == COMMAND_WELL)
        code = print(&explain);
    explain.explanation = explanation_free(explain.explanation);
    capaian_string_free(&explain.json);
    capaian_string_free(&explain.rows);
    return code;
}
