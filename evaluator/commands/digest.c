// digest: what a day brought, and what stands, bundled by who has to act and by when.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/event.h"
#include "commands/figure.h"
#include "commands/json.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(indonesian, english) capaian_in_language(arguments->language, indonesian, english)

struct digest {
    const struct capaian_arguments *arguments;
    struct capaian_string head, notices;
    size_t notice_count;
    char day[CAPAIAN_PERIOD_TEXT];
    // The notice that was added last: one that fills more than a page goes on in the next.
    char unit[CAPAIAN_CODE_MAX + 1], due[CAPAIAN_PERIOD_TEXT];
};

static void add_head(const struct capaian_arguments *arguments, const Capaian__V1__Digest *page,
                     struct capaian_string *out) {
    if (arguments->json) {
        capaian_string_add(out,
                           "{\"day\":\"%s\",\"fired\":%u,\"resolved\":%u,\"standing\":%u,\"acknowledged\":%u,"
                           "\"stale\":%u,\"notices\":[",
                           page->day, page->fired, page->resolved, page->standing, page->acknowledged, page->stale);
        return;
    }
    char numbers[5][CAPAIAN_NUMBER_TEXT];
    const uint32_t counts[] = {page->fired, page->resolved, page->standing, page->acknowledged, page->stale};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        (void)count_text(counts[i], arguments->language, numbers[i]);
    capaian_string_add(
        out,
        SAY("%s: baru %s, selesai %s\nKini: berlangsung %s, di antaranya diketahui %s, terbengkalai %s\n",
            "%s: began %s, ended %s\nNow: standing %s, of these acknowledged %s, stale %s\n"),
        page->day, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
}

// "dispar, Kepala Dinas Pariwisata (definitif), paling lambat 2026-05-15"
static void add_notice_head(struct digest *digest, const Capaian__V1__Notice *notice) {
    const struct capaian_arguments *arguments = digest->arguments;
    struct capaian_string *out = &digest->notices;
    capaian_string_add(out, "\n");
    string_add_visible(out, *notice->unit ? notice->unit : SAY("kolektor", "collectors"));
    const Capaian__V1__Person *acting = notice->acting;
    if (acting) {
        capaian_string_add(out, ", ");
        string_add_visible(out, *acting->name ? acting->name : SAY("jabatan kosong", "vacant"));
        if (*acting->capacity)
            capaian_string_add(out, " (%s)", code_word(acting->capacity, arguments->language));
    }
    // Dates are compared as texts: 2026-04-11.
    if (*notice->due && strcmp(notice->due, digest->day) > 0)
        capaian_string_add(out, SAY(", paling lambat %s", ", by %s"), notice->due);
    else if (*notice->due)
        capaian_string_add(out, SAY(", batas %s sudah lewat", ", was to be by %s"), notice->due);
    capaian_string_add(out, "\n");
}

static void add_alert(struct digest *digest, const Capaian__V1__AlertEvent *event) {
    enum { INDENT = 4, WIDEST = 100 };
    const struct capaian_arguments *arguments = digest->arguments;
    struct capaian_string *out = &digest->notices;
    char at[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out, "  ");
    string_add_visible(out, event->alert);
    capaian_string_add(out, ", %s, %.10s\n", alert_state_word(event->state, arguments->language),
                       local_time(&arguments->zone, event->at, at));
    string_add_wrapped(out, SAY(event->sentence_id, event->sentence_en), INDENT, WIDEST);
    string_add_deeds(out, event, arguments->language, INDENT, WIDEST);
}

static void add_json_notice(struct digest *digest, const Capaian__V1__Notice *notice) {
    capaian_string_add(&digest->notices, "%s\n", digest->notice_count ? "," : "");
    string_add_json_message(&digest->notices, &notice->base);
}

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct digest *digest = context;
    const Capaian__V1__Digest *page = reply->digest;
    snprintf(digest->day, sizeof digest->day, "%s", page->day);
    if (!digest->head.size)
        add_head(digest->arguments, page, &digest->head);
    for (size_t i = 0; i < page->n_notices; i++) {
        const Capaian__V1__Notice *notice = page->notices[i];
        bool goes_on = digest->notice_count > 0 && strcmp(digest->unit, notice->unit) == 0 &&
                       strcmp(digest->due, notice->due) == 0;
        if (digest->arguments->json)
            add_json_notice(digest, notice);
        else if (!goes_on)
            add_notice_head(digest, notice);
        for (size_t k = 0; !digest->arguments->json && k < notice->n_alerts; k++)
            add_alert(digest, notice->alerts[k]);
        digest->notice_count++;
        snprintf(digest->unit, sizeof digest->unit, "%s", notice->unit);
        snprintf(digest->due, sizeof digest->due, "%s", notice->due);
    }
    return PAGES_GO_ON;
}

static int print(struct digest *digest) {
    struct capaian_string *out = &digest->head;
    if (digest->notices.size)
        capaian_string_add_bytes(out, digest->notices.text, digest->notices.size);
    if (digest->arguments->json)
        capaian_string_add(out, "\n]}\n");
    out->failed |= digest->notices.failed;
    return capaian_command_print(out);
}

int command_digest(int argc, char **argv) {
    const char *day = "";
    const char *unit = "";
    const struct capaian_option options[] = {
        {"day", "DATE", NULL, "the day that is counted; yesterday, by the ledger, where not given", &day, NULL, false},
        {"unit", "UNIT", NULL, "only this unit and those that report to it, at any remove", &unit, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "digest [--day DATE] [--unit UNIT] [--json]",
        .help =
            "How many alerts began and ended on a day; and what stands now, bundled per unit and due date with who\n"
            "holds the post: first what was acknowledged and then forgotten (past its follow-up's date, or 30 days\n"
            "without one), then the oldest.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    int32_t parsed;
    if (*day && capaian_date_parse(day, &parsed) < 0)
        return capaian_command_fail(COMMAND_USAGE, "digest: --day %s is not a date: 2026-04-11", day);
    struct digest digest = {.arguments = &arguments};
    Capaian__V1__DigestQuery asked = CAPAIAN__V1__DIGEST_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    asked.day = (char *)day;
    asked.unit = (char *)unit;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_DIGEST;
    query.digest = &asked;
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = connection_pages(&connection, &query, take_page, &digest);
    connection_close(&connection);
    if (code == COMMAND_WELL)
        code = print(&digest);
    capaian_string_free(&digest.head);
    capaian_string_free(&digest.notices);
    return code;
}
