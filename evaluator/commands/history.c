// history: all that happened to one alert, or to all alerts of one indicator.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/event.h"
#include "commands/json.h"

#include <string.h>

enum { WIDEST = 100 };

struct history {
    const struct capaian_arguments *arguments;
    struct capaian_string list;    // as text or as JSON
    size_t count;
};

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct history *history = context;
    const Capaian__V1__HistoryPage *page = reply->history;
    for (size_t i = 0; i < page->n_events; i++) {
        if (history->arguments->json) {
            capaian_string_add(&history->list, "%s\n", history->count ? "," : "");
            string_add_json_message(&history->list, &page->events[i]->base);
        } else {
            string_add_event_within(&history->list, page->events[i], history->arguments->language,
                                    &history->arguments->zone, WIDEST);
        }
        history->count++;
    }
    return PAGES_GO_ON;
}

static int print(const struct history *history) {
    struct capaian_string out = {0};
    if (history->arguments->json)
        capaian_string_add(&out, "{\"events\":[");
    else if (history->count == 0)
        capaian_string_add(
            &out, "%s\n",
            capaian_in_language(history->arguments->language, "Belum ada peristiwa.", "Nothing has happened yet."));
    if (history->list.size)
        capaian_string_add_bytes(&out, history->list.text, history->list.size);
    if (history->arguments->json)
        capaian_string_add(&out, "\n]}\n");
    out.failed |= history->list.failed;
    return capaian_command_print(&out);
}

int command_history(int argc, char **argv) {
    const char *indicator = "";
    const struct capaian_option options[] = {
        {"indicator", "INDICATOR", NULL, "all alerts of this indicator, instead of one", &indicator, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "history ALERT | --indicator INDICATOR [--json]",
        .help =
            "Every event, in order: number, local time (see --zone), kind, state, unit, indicator, period; below it "
            "why,\n"
            "what people did, and who was told. ALERT is named kind/indicator/period: missed/ret01/2026-Q1.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_most = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    const char *alert = arguments.operands == 1 ? argv[1] : "";
    if ((*alert != '\0') == (*indicator != '\0'))
        return capaian_command_fail(COMMAND_USAGE, "history: write one of history missed/ret01/2026-Q1 and "
                                                   "history --indicator ret01");
    struct history history = {.arguments = &arguments};
    Capaian__V1__HistoryQuery asked = CAPAIAN__V1__HISTORY_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    asked.alert = (char *)alert;
    asked.indicator = (char *)indicator;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_HISTORY;
    query.history = &asked;
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = connection_pages(&connection, &query, take_page, &history);
    connection_close(&connection);
    if (code == COMMAND_WELL)
        code = print(&history);
    capaian_string_free(&history.list);
    return code;
}
