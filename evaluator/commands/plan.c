// plan: the tree of the plan with what lies below each node.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/figure.h"
#include "commands/json.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_COLUMNS = 12 };

struct plan {
    const struct capaian_arguments *arguments;
    bool csv;
    struct listing *listing;
    struct capaian_string nodes;    // of JSON
    size_t count;
    char year[CAPAIAN_PERIOD_TEXT];
    int64_t now;
    uint64_t step;
    bool begun;
};

#define SAY(indonesian, english) capaian_in_language(plan->arguments->language, indonesian, english)

static struct listing *new_listing(const struct plan *plan, struct listing_column columns[TEXT_COLUMNS]) {
    const struct listing_column all[TEXT_COLUMNS] = {
        {"node", SAY("simpul", "node"), false, 0},
        {"parent", SAY("induk", "parent"), false, 0},
        {"level", SAY("tingkat", "level"), false, 16},
        {"name", SAY("nama", "name"), false, 36},
        {"indicators", SAY("indikator", "indicators"), true, 0},
        {"met", SAY("tercapai", "met"), true, 0},
        {"not_met", SAY("tidak", "not met"), true, 0},
        {"not_assessed", SAY("belum dinilai", "not assessed"), true, 0},
        {"target", "target", true, 0},
        {"realization", SAY("realisasi", "realization"), true, 0},
        {"attainment", SAY("bersama %", "together %"), true, 0},
        {"external", SAY("mendukung", "serves"), false, 36},
    };
    memcpy(columns, all, sizeof all);
    return listing_new(columns, TEXT_COLUMNS);
}

static void add_count(struct plan *plan, uint32_t count) {
    char people[CAPAIAN_NUMBER_TEXT], plain[24];
    snprintf(plain, sizeof plain, "%" PRIu32, count);
    listing_add_figure(plan->listing, count_text(count, plan->arguments->language, people), plain);
}

static void add_number(struct plan *plan, const Capaian__V1__Decimal *number, bool percent) {
    char people[CAPAIAN_NUMBER_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    enum capaian_language language = plan->arguments->language;
    listing_add_figure(plan->listing,
                       percent ? percent_text(number, language, people)
                               : decimal_text(number, ALL_DECIMALS, language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static void add_node(struct plan *plan, const Capaian__V1__PlanNode *node) {
    const Capaian__V1__Assessment *together = node->together;
    listing_add(plan->listing, node->node);
    listing_add(plan->listing, node->parent);
    listing_add(plan->listing, node->level);
    listing_add(plan->listing, node->name);
    add_count(plan, node->indicators);
    add_count(plan, node->met);
    add_count(plan, node->not_met);
    add_count(plan, node->not_assessed);
    add_number(plan, together ? together->target : NULL, false);
    add_number(plan, together ? together->realization : NULL, false);
    add_number(plan, together ? together->attainment : NULL, true);
    listing_add(plan->listing, node->external);
}

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct plan *plan = context;
    const Capaian__V1__PlanPage *page = reply->plan;
    if (!plan->begun) {
        plan->begun = true;
        snprintf(plan->year, sizeof plan->year, "%s", page->year);
        plan->now = page->now;
        plan->step = page->step;
    }
    for (size_t i = 0; i < page->n_nodes; i++, plan->count++) {
        if (plan->arguments->json) {
            capaian_string_add(&plan->nodes, "%s\n", plan->count ? "," : "");
            string_add_json_message(&plan->nodes, &page->nodes[i]->base);
        } else {
            add_node(plan, page->nodes[i]);
        }
    }
    return PAGES_GO_ON;
}

static void add_text(const struct plan *plan, struct capaian_string *out) {
    char now[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(
        out, SAY("Rencana %s, buku besar %s, langkah %" PRIu64 "\n", "Plan %s, ledger %s, step %" PRIu64 "\n"),
        plan->year, capaian_instant_format(&plan->arguments->zone, plan->now, now), plan->step);
    if (plan->count == 0) {
        capaian_string_add(out, "%s\n", SAY("Katalog tidak memuat plan.csv.", "The catalogue has no plan.csv."));
        return;
    }
    out->failed |= listing_text(plan->listing, out) < 0;
    capaian_string_add(out, "%s\n",
                       SAY("Angka bersama hanya ada di mana indikator simpul itu menyatakan hal yang sama; persentase "
                           "tidak pernah dirata-rata.",
                           "There is a figure together only where a node's own indicators state the same thing; "
                           "percentages are never averaged."));
}

static int print(const struct plan *plan) {
    struct capaian_string out = {0};
    if (plan->arguments->json) {
        capaian_string_add(&out, "{\"year\":");
        capaian_string_add_json(&out, plan->year);
        capaian_string_add(&out, ",\"now\":%" PRId64 ",\"step\":%" PRIu64 ",\"nodes\":[", plan->now, plan->step);
        if (plan->nodes.size)
            capaian_string_add_bytes(&out, plan->nodes.text, plan->nodes.size);
        capaian_string_add(&out, "\n]}\n");
        out.failed |= plan->nodes.failed;
    } else if (plan->csv) {
        out.failed |= listing_csv(plan->listing, &out) < 0;
    } else {
        add_text(plan, &out);
    }
    return capaian_command_print(&out);
}

static int ask(struct plan *plan, Capaian__V1__PlanQuery *about) {
    struct connection connection;
    int code = connection_open(plan->arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    if (about->as_of)
        connection_be_patient(&connection);
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_PLAN;
    query.plan = about;
    code = connection_pages(&connection, &query, take_page, plan);
    connection_close(&connection);
    return code == COMMAND_WELL ? print(plan) : code;
}

int command_plan(int argc, char **argv) {
    const char *period = "", *as_of = "";
    bool csv = false;
    const struct capaian_option options[] = {
        {"period", "YEAR", NULL, "another year than the current one: 2026", &period, NULL, false},
        {"as-of", "DATE|INSTANT", NULL, "what the ledger said at the end of that day, or at that instant", &as_of, NULL,
         false},
        {"csv", NULL, NULL, "answer as CSV, a row for each node", NULL, &csv, false},
    };
    const struct capaian_command_line line = {
        .usage = "plan [--period YEAR] [--as-of DATE] [--csv | --json]",
        .help =
            "Each node of the plan with how many of the indicators below it, at any remove, are met, not met or not\n"
            "assessed; and the figure that its own indicators make together, where they are parts of one thing.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct capaian_period year;
    if (*period && (capaian_period_parse(period, &year) < 0 || year.kind != CAPAIAN_YEAR))
        return capaian_command_fail(COMMAND_USAGE, "plan is of a year, as --period 2026, not %s", period);
    if (csv && arguments.json)
        return capaian_command_fail(COMMAND_USAGE, "plan: choose one of --csv and --json");
    Capaian__V1__PlanQuery about = CAPAIAN__V1__PLAN_QUERY__INIT;
    if (*as_of && (code = arguments_instant(&arguments, "--as-of", as_of, &about.as_of)) != COMMAND_GO_ON)
        return code;
    struct listing_column columns[TEXT_COLUMNS];
    struct plan plan = {.arguments = &arguments, .csv = csv};
    plan.listing = new_listing(&plan, columns);
    about.period = (char *)period;
    code = plan.listing ? ask(&plan, &about) : capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    listing_free(plan.listing);
    capaian_string_free(&plan.nodes);
    return code;
}
