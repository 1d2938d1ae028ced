// forward: alert events to another system over HTTP, from where it was, whatever ends in between.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/forward_form.h"
#include "commands/forward_standing.h"
#include "commands/post.h"
#include "runtime/daemon.h"
#include "runtime/file.h"
#include "runtime/log.h"
#include "value/calendar.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RENEW_LEAST_MS = 1000, RENEW_MOST_MS = 24 * 60 * 60 * 1000, STANDS_FOR_RENEWALS = 5 };

struct forwarding {
    const struct capaian_arguments *arguments;
    struct connection connection;
    struct post *post;
    struct forward_manner manner;
    int64_t renew_ms;                    // what stands is told again so often; 0: never
    struct forward_standing standing;    // where it is
    const char *place;                   // the file that remembers how far it came
    struct capaian_follow follow;
    int code;    // COMMAND_WELL while it goes on
};

// On disk before anything after it is told. 0 or -errno.
static int write_place(const struct forwarding *f) {
    char hex[2 * CAPAIAN_EPOCH_SIZE + 1];
    struct capaian_string text = {0};
    capaian_string_add(&text, "%s %" PRIu64 "\n", capaian_hex(f->follow.epoch, CAPAIAN_EPOCH_SIZE, hex),
                       f->follow.number);
    int r = text.failed ? -ENOMEM : capaian_file_replace(f->place, text.text, text.size, 0600, true);
    capaian_string_free(&text);
    return r;
}

static int remember(const struct forwarding *f) {
    int r = write_place(f);
    return r < 0 ? capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", f->place, strerror(-r)) : COMMAND_WELL;
}

// COMMAND_WELL, COMMAND_NO: there is none yet; or the exit code after a sentence.
static int read_place(struct forwarding *f) {
    char *text = NULL, *end = NULL;
    size_t size = 0;
    int r = capaian_file_read(f->place, 256, &text, &size, NULL);
    if (r == -ENOENT)
        return COMMAND_NO;
    if (r < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", f->place, strerror(-r));
    const size_t digits = (size_t)2 * CAPAIAN_EPOCH_SIZE;
    bool well = size > digits + 1 && text[digits] == ' ';
    if (well) {
        text[digits] = '\0';
        const char *number = text + digits + 1;
        f->follow.number = strtoull(number, &end, 10);
        well = *number >= '0' && *number <= '9' && strcmp(end, "\n") == 0 &&
               capaian_unhex(text, f->follow.epoch, CAPAIAN_EPOCH_SIZE) == 0;
    }
    free(text);
    return well ? COMMAND_WELL
                : capaian_command_fail(COMMAND_COULD_NOT, "%s is not what forward wrote; name another --place",
                                       f->place);
}

static int out_of_memory(void) {
    return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
}

// COMMAND_WELL, COMMAND_GO_ON after a signal, or the exit code after a sentence.
static int post_events(const struct forwarding *f, const Capaian__V1__AlertEvent *const *events, size_t count) {
    int64_t began = 0;
    int code = COMMAND_WELL, left = 2;
    do {
        struct capaian_string body = {0};
        began = capaian_wall_ms();
        forward_body(&f->manner, events, count, began, &body);
        code = body.failed ? out_of_memory() : post_send(f->post, &body);
        capaian_string_free(&body);
        // Where it was not heard for long, the end that it named has passed.
    } while (code == COMMAND_WELL && --left > 0 && f->renew_ms > 0 && capaian_wall_ms() - began >= f->manner.stands_ms);
    return code;
}

// Keeps in mind what has to be told again.
static int note(struct forwarding *f, const Capaian__V1__AlertEvent *event) {
    if (f->renew_ms > 0 && !forward_stands(f->manner.form, event))
        forward_standing_forget(&f->standing, event);
    else if (f->renew_ms > 0 && forward_standing_keep(&f->standing, event) < 0)
        return out_of_memory();
    return COMMAND_WELL;
}

static int tell(struct forwarding *f, const Capaian__V1__AlertEvent *event) {
    int code = note(f, event);
    return code == COMMAND_WELL && forward_tells(f->manner.form, event) ? post_events(f, &event, 1) : code;
}

// Tells again what stands.
static int renew(const struct forwarding *f) {
    enum { AT_ONCE = 100 };
    const Capaian__V1__AlertEvent **list = forward_standing_list(&f->standing);
    if (list == NULL)
        return out_of_memory();
    int code = COMMAND_WELL;
    for (size_t i = 0; i < f->standing.count && code == COMMAND_WELL; i += AT_ONCE)
        code = post_events(f, list + i, f->standing.count - i < AT_ONCE ? f->standing.count - i : AT_ONCE);
    free(list);
    return code;
}

static int take_event(const Capaian__V1__AlertEvent *event, void *context) {
    struct forwarding *f = context;
    f->code = tell(f, event);
    if (f->code == COMMAND_WELL)
        f->code = remember(f);
    return f->code != COMMAND_WELL;
}

// A page of what stands. Later pages may be of a later number: what came meanwhile is told again rather than missed.
static int take_standing(const Capaian__V1__QueryReply *reply, void *context) {
    struct forwarding *f = context;
    const Capaian__V1__Snapshot *page = reply->snapshot;
    if (page->epoch.len != CAPAIAN_EPOCH_SIZE)
        return capaian_command_fail(COMMAND_COULD_NOT, "the evaluator's snapshot names no epoch");
    if (memcmp(f->follow.epoch, page->epoch.data, CAPAIAN_EPOCH_SIZE) != 0) {
        memcpy(f->follow.epoch, page->epoch.data, CAPAIAN_EPOCH_SIZE);
        f->follow.number = page->number;
    }
    for (size_t i = 0; i < page->n_standing; i++) {
        // What is told again anyway is told when all of it is known, many at once.
        int code = f->renew_ms > 0 ? note(f, page->standing[i]) : tell(f, page->standing[i]);
        if (code != COMMAND_WELL)
            return code == COMMAND_GO_ON ? COMMAND_WELL : code;    // a signal: as at the end of the pages
    }
    return PAGES_GO_ON;
}

// What stands, and from there on; where a place is remembered that the stream still has, from that.
static int begin(struct forwarding *f) {
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    snapshot.unit = (char *)f->follow.unit;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    int code = connection_pages(&f->connection, &query, take_standing, f);
    if (code == COMMAND_WELL && f->renew_ms > 0)
        code = renew(f);
    if (code == COMMAND_GO_ON)    // a signal
        code = COMMAND_WELL;
    return code != COMMAND_WELL || capaian_stop_asked() ? code : remember(f);
}

static int begin_again(struct forwarding *f) {
    capaian_log(CAPAIAN_WARN, "the stream is another one; going on with what stands", NULL);
    memset(f->follow.epoch, 0, sizeof f->follow.epoch);
    // An Alertmanager ends by itself what stood and is told no more.
    forward_standing_clear(&f->standing);
    return begin(f);
}

static int follow_all(struct forwarding *f) {
    while (!capaian_stop_asked()) {
        const Capaian__V1__Refusal *refusal = NULL;
        int result = capaian_client_follow(f->connection.client, &f->follow, &refusal);
        if (result > 0)
            return f->code == COMMAND_GO_ON ? COMMAND_WELL : f->code;
        if (result == -EINTR)
            return COMMAND_WELL;
        if (result == -EPROTO && refusal != NULL)
            return connection_refused(&f->connection, refusal);
        if (result != -ESTALE && result != -ETIMEDOUT)
            return connection_fail(&f->connection, result);
        int code = result == -ESTALE ? begin_again(f) : renew(f);
        if (code != COMMAND_WELL)
            return code == COMMAND_GO_ON ? COMMAND_WELL : code;
    }
    return COMMAND_WELL;
}

static int run(struct forwarding *f, int place) {
    int code = connection_open(f->arguments, &f->connection);
    if (code != COMMAND_WELL)
        return code;
    code = place == COMMAND_NO || f->renew_ms > 0 ? begin(f) : COMMAND_WELL;
    if (code == COMMAND_WELL)
        code = follow_all(f);
    connection_close(&f->connection);
    return code;
}

int command_forward(int argc, char **argv) {
    const char *to = NULL, *form = NULL, *place = NULL, *unit = "", *headers = NULL, *renewed = "1m";
    const struct capaian_option options[] = {
        {"to", "URL", NULL, "where events are posted: http:// or https://", &to, NULL, true},
        {"format", "alertmanager|webhook|cloudevents", NULL, "see above", &form, NULL, true},
        {"place", "FILE", NULL, "remembers how far it came; one for each --to", &place, NULL, true},
        {"headers", "FILE", NULL, "headers to send besides, a line each: Authorization: Bearer ...", &headers, NULL,
         false},
        {"unit", "UNIT", NULL, "only this unit", &unit, NULL, false},
        {"renew", "TIME", NULL, "tells an Alertmanager again so often what stands (1m)", &renewed, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "forward --to URL --format alertmanager|webhook|cloudevents --place FILE [--unit UNIT]",
        .help =
            "Posts every alert event to another system, in order, each until it is taken (2xx): it tries again while\n"
            "nobody answers, or with 408, 429 or 5xx, and ends with another answer, which somebody has to mend. FILE\n"
            "remembers what was taken, so it goes on from there whenever it is started again: nothing is left out.\n"
            "Only an event whose answer was lost is told again, under the same id. It begins with what stands, also\n"
            "when the stream is another one (the ledger was restored).\n"
            "\n"
            "  alertmanager   to http://HOST:9093/api/v2/alerts of an Alertmanager; what stands is told again every\n"
            "                 minute, and ends there by itself when that was not heard for five\n"
            "  webhook        to what takes an Alertmanager's notifications (version 4)\n"
            "  cloudevents    CloudEvents 1.0 as JSON; source and id name the event, data is all of it\n"
            "\n"
            "The first two name no person but whom the sentence names, and leave out what is suppressed.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    struct forwarding f = {.arguments = &arguments, .code = COMMAND_WELL};
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    int64_t renew_ms;
    if (forward_form_of(form, &f.manner.form) < 0)
        return capaian_command_fail(COMMAND_USAGE, "forward: --format is alertmanager, webhook or cloudevents");
    if (capaian_duration_parse(renewed, &renew_ms) < 0 || renew_ms < RENEW_LEAST_MS || renew_ms > RENEW_MOST_MS)
        return capaian_command_fail(COMMAND_USAGE, "forward: --renew is a time from 1s to a day, as 30s or 1m");
    f.place = place;
    f.manner.language = arguments.language;
    f.manner.stands_ms = STANDS_FOR_RENEWALS * renew_ms;
    f.renew_ms = f.manner.form == FORWARD_ALERTMANAGER ? renew_ms : 0;
    f.follow = (struct capaian_follow){
        .unit = unit, .deadline_ms = f.renew_ms > 0 ? f.renew_ms : CAPAIAN_FOREVER, .event = take_event, .context = &f};
    int found = read_place(&f);
    if (found != COMMAND_WELL && found != COMMAND_NO)
        return found;
    code = post_open(to, forward_content_type(f.manner.form), headers, &f.post);
    if (code == COMMAND_WELL)
        code = run(&f, found);
    (void)post_close(f.post);
    forward_standing_clear(&f.standing);
    return code;
}
