// forward: alert events to another system over HTTP, from where it was, whatever ends in between.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/forward_form.h"
#include "commands/post.h"
#include "runtime/daemon.h"
#include "runtime/file.h"
#include "runtime/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct forwarding {
    const struct capaian_arguments *arguments;
    struct connection connection;
    struct post *post;
    enum forward_form form;
    const char *place;    // the file that remembers how far it came
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

// COMMAND_WELL, COMMAND_GO_ON after a signal, or the exit code after a sentence.
static int tell(const struct forwarding *f, const Capaian__V1__AlertEvent *event) {
    struct capaian_string body = {0};
    int code = COMMAND_WELL;
    if (forward_body(f->form, event, f->arguments->language, capaian_wall_ms(), &body))
        code = body.failed ? capaian_command_fail(COMMAND_COULD_NOT, "out of memory") : post_send(f->post, &body);
    capaian_string_free(&body);
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
        int code = tell(f, page->standing[i]);
        if (code != COMMAND_WELL)
            return code == COMMAND_GO_ON ? COMMAND_WELL : code;    // a signal: as at the end of the pages
    }
    return PAGES_GO_ON;
}

// At the first start, and when the stream is another one: what stands, and from there on.
static int begin(struct forwarding *f) {
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    snapshot.unit = (char *)f->follow.unit;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    memset(f->follow.epoch, 0, sizeof f->follow.epoch);
    int code = connection_pages(&f->connection, &query, take_standing, f);
    return code != COMMAND_WELL || capaian_stop_asked() ? code : remember(f);
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
        if (result != -ESTALE)
            return connection_fail(&f->connection, result);
        capaian_log(CAPAIAN_WARN, "the stream is another one; going on with what stands", NULL);
        int code = begin(f);
        if (code != COMMAND_WELL)
            return code;
    }
    return COMMAND_WELL;
}

static int run(struct forwarding *f, int place) {
    int code = connection_open(f->arguments, &f->connection);
    if (code != COMMAND_WELL)
        return code;
    code = place == COMMAND_NO ? begin(f) : COMMAND_WELL;
    if (code == COMMAND_WELL)
        code = follow_all(f);
    connection_close(&f->connection);
    return code;
}

int command_forward(int argc, char **argv) {
    const char *to = NULL, *form = NULL, *place = NULL, *unit = "", *headers = NULL;
    const struct capaian_option options[] = {
        {"to", "URL", NULL, "where events are posted: http:// or https://", &to, NULL, true},
        {"format", "alertmanager|webhook|cloudevents", NULL, "see above", &form, NULL, true},
        {"place", "FILE", NULL, "remembers how far it came; one for each --to", &place, NULL, true},
        {"headers", "FILE", NULL, "headers to send besides, a line each: Authorization: Bearer ...", &headers, NULL,
         false},
        {"unit", "UNIT", NULL, "only this unit", &unit, NULL, false},
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
            "  alertmanager   to http://HOST:9093/api/v2/alerts of an Alertmanager; an alert stands until it ends\n"
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
    if (forward_form_of(form, &f.form) < 0)
        return capaian_command_fail(COMMAND_USAGE, "forward: --format is alertmanager, webhook or cloudevents");
    f.place = place;
    f.follow =
        (struct capaian_follow){.unit = unit, .deadline_ms = CAPAIAN_FOREVER, .event = take_event, .context = &f};
    int found = read_place(&f);
    if (found != COMMAND_WELL && found != COMMAND_NO)
        return found;
    code = post_open(to, forward_content_type(f.form), headers, &f.post);
    if (code == COMMAND_WELL)
        code = run(&f, found);
    (void)post_close(f.post);
    return code;
}
