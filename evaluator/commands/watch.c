// watch: alert events as they happen, or from any number on, none missed and none twice.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/event.h"
#include "commands/json.h"
#include "runtime/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct watch {
    const struct capaian_arguments *arguments;
    const char *unit;
    bool personnel;
    uint64_t most, seen;    // most 0: no end
    int code;               // COMMAND_WELL while lines can be written
};

enum { ENOUGH = 1 };

static int take_event(const Capaian__V1__AlertEvent *event, void *context) {
    struct watch *watch = context;
    struct capaian_string line = {0};
    if (watch->arguments->json) {
        string_add_json_message(&line, &event->base);
        capaian_string_add(&line, "\n");
    } else {
        string_add_event(&line, event, watch->arguments->language, &watch->arguments->zone);
    }
    watch->code = capaian_command_print(&line);
    watch->seen++;
    return watch->code != COMMAND_WELL || watch->seen == watch->most ? ENOUGH : 0;
}

// Where the stream stands. Asked before following, so that a wrong key or address is said and not waited for.
static int take_snapshot(struct connection *connection, const struct watch *watch, struct capaian_follow *ret_place) {
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    snapshot.unit = (char *)watch->unit;
    snapshot.stream = watch->personnel ? CAPAIAN__V1__STREAM__STREAM_PERSONNEL : CAPAIAN__V1__STREAM__STREAM_ALERTS;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    int code = connection_ask(connection, &query, &reply);
    if (code != COMMAND_WELL)
        return code;
    if (reply->snapshot->epoch.len != CAPAIAN_EPOCH_SIZE)
        return capaian_command_fail(COMMAND_COULD_NOT, "the evaluator's snapshot names no epoch");
    memcpy(ret_place->epoch, reply->snapshot->epoch.data, CAPAIAN_EPOCH_SIZE);
    ret_place->number = reply->snapshot->number;
    return COMMAND_WELL;
}

// A number that is ahead of the log: nothing is missing yet.
static int say_ahead(const struct watch *watch, uint64_t asked, uint64_t latest) {
    struct capaian_string line = {0};
    if (watch->arguments->json)
        capaian_string_add(&line, "{\"ahead\":{\"asked\":%" PRIu64 ",\"number\":%" PRIu64 "}}\n", asked, latest);
    else
        capaian_string_add(&line,
                           capaian_in_language(watch->arguments->language,
                                               "*** Nomor %" PRIu64 " belum ada: peristiwa terakhir %" PRIu64
                                               ". Dilanjutkan setelah nomor itu.\n",
                                               "*** There is no number %" PRIu64 " yet: the latest event is %" PRIu64
                                               ". Going on after that.\n"),
                           asked, latest);
    return capaian_command_print(&line);
}

static int say_gone(const struct watch *watch, const struct capaian_follow *place) {
    char hex[2 * CAPAIAN_EPOCH_SIZE + 1];
    struct capaian_string line = {0};
    (void)capaian_hex(place->epoch, CAPAIAN_EPOCH_SIZE, hex);
    if (watch->arguments->json)
        capaian_string_add(&line, "{\"gone\":{\"epoch\":\"%s\",\"number\":%" PRIu64 "}}\n", hex, place->number);
    else
        capaian_string_add(
            &line,
            capaian_in_language(watch->arguments->language,
                                "*** Aliran berganti: epoch kini %s. Dilanjutkan setelah nomor %" PRIu64
                                "; yang sedang aktif: status --alerts\n",
                                "*** The stream is another one: the epoch is now %s. Going on after number %" PRIu64
                                "; what is standing: status --alerts\n"),
            hex, place->number);
    return capaian_command_print(&line);
}

static int follow_all(struct watch *watch, struct connection *connection, struct capaian_follow *follow) {
    int64_t end =
        follow->deadline_ms == CAPAIAN_FOREVER ? CAPAIAN_FOREVER : capaian_monotonic_ms() + follow->deadline_ms;
    for (;;) {
        const Capaian__V1__Refusal *refusal = NULL;
        int result = capaian_client_follow(connection->client, follow, &refusal);
        if (watch->code != COMMAND_WELL)
            return watch->code;
        switch (result) {
        case ENOUGH:
        case -EINTR:
            return COMMAND_WELL;
        case -ETIMEDOUT:
            return watch->most ? COMMAND_NO : COMMAND_WELL;
        case -EPROTO:
            return refusal ? connection_refused(connection, refusal) : connection_fail(connection, result);
        case -ESTALE:
            break;
        default:
            return connection_fail(connection, result);
        }
        struct capaian_follow before = *follow;
        int code = take_snapshot(connection, watch, follow);
        bool same = memcmp(before.epoch, follow->epoch, sizeof before.epoch) == 0;
        if (code == COMMAND_WELL)
            code = same ? say_ahead(watch, before.number, follow->number) : say_gone(watch, follow);
        if (code != COMMAND_WELL)
            return code;
        if (end != CAPAIAN_FOREVER)
            follow->deadline_ms = end > capaian_monotonic_ms() ? end - capaian_monotonic_ms() : 0;
    }
}

static int read_number(const char *name, const char *text, uint64_t *ret) {
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno)
        return capaian_command_fail(COMMAND_USAGE, "watch: --%s %s is not a number", name, text);
    *ret = value;
    return COMMAND_GO_ON;
}

struct watch_options {
    const char *since, *epoch, *unit, *until, *count;
    bool personnel;
};

static int read_place(const struct watch_options *options, struct watch *watch, struct capaian_follow *follow) {
    int code = COMMAND_GO_ON;
    if (*options->since)
        code = read_number("since", options->since, &follow->number);
    if (code == COMMAND_GO_ON && *options->count)
        code = read_number("count", options->count, &watch->most);
    if (code != COMMAND_GO_ON)
        return code;
    if (*options->epoch && !*options->since)
        return capaian_command_fail(COMMAND_USAGE, "watch: --epoch belongs to --since");
    if (*options->epoch && capaian_unhex(options->epoch, follow->epoch, CAPAIAN_EPOCH_SIZE) < 0)
        return capaian_command_fail(COMMAND_USAGE, "watch: --epoch takes 32 hexadecimal digits");
    if (*options->until && capaian_duration_parse(options->until, &follow->deadline_ms) < 0)
        return capaian_command_fail(COMMAND_USAGE, "watch: --until %s is not a length of time: 500ms, 10s, 5m, 2h",
                                    options->until);
    return COMMAND_GO_ON;
}

int command_watch(int argc, char **argv) {
    struct watch_options given = {"", "", "", "", "", false};
    const struct capaian_option options[] = {
        {"since", "N", NULL, "events after number N, then live; 0 for all; without it: only new ones", &given.since,
         NULL, false},
        {"epoch", "HEX", NULL, "the epoch that N was counted in", &given.epoch, NULL, false},
        {"unit", "UNIT", NULL, "only this unit", &given.unit, NULL, false},
        {"personnel", NULL, NULL, "consequences for persons instead, which is another stream: for the role personnel",
         NULL, &given.personnel, false},
        {"until", "TIME", NULL, "end after this time: 30s, 5m, 2h", &given.until, NULL, false},
        {"count", "N", NULL, "end after N events", &given.count, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "watch [--since N [--epoch HEX]] [--unit UNIT | --personnel] [--until TIME] [--count N] [--json]",
        .help = "Alert events: number, local time (see --zone), kind, state, unit, indicator, period, and on the next "
                "line\n"
                "the sentence that says why.\n"
                "Without --since only what happens from now on; --since 0 tells all there ever was and goes on live.\n"
                "When the stream is another one (the ledger was restored) a line says so, and it goes on from there.\n"
                "Ends with 0 on SIGINT and SIGTERM and after --until; with 1 when --until came before --count.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    struct capaian_follow follow = {.deadline_ms = CAPAIAN_FOREVER, .event = take_event};
    struct watch watch = {.arguments = &arguments, .code = COMMAND_WELL};
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code == COMMAND_GO_ON)
        code = read_place(&given, &watch, &follow);
    if (code != COMMAND_GO_ON)
        return code;
    if (given.personnel && *given.unit)
        return capaian_command_fail(COMMAND_USAGE, "watch: --personnel is of all units");
    watch.unit = follow.unit = given.unit;
    watch.personnel = follow.personnel = given.personnel;
    follow.context = &watch;

    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_follow now = {0};
    code = take_snapshot(&connection, &watch, &now);
    if (code == COMMAND_WELL) {
        if (!*given.since)
            follow.number = now.number;
        if (!*given.epoch)
            memcpy(follow.epoch, now.epoch, CAPAIAN_EPOCH_SIZE);
        if (follow.number > now.number && memcmp(follow.epoch, now.epoch, CAPAIAN_EPOCH_SIZE) == 0) {
            code = say_ahead(&watch, follow.number, now.number);
            follow.number = now.number;
        }
    }
    if (code == COMMAND_WELL) {
        code = follow_all(&watch, &connection, &follow);
    }
    connection_close(&connection);
    return code;
}
