#include "commands/answer.h"
#include "commands/commands.h"
#include "wire/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static void add_json(struct capaian_string *out, const Capaian__V1__CollectorStatus *status) {
    static const size_t epoch_max = 64;
    char epoch[2 * 64 + 1];
    size_t epoch_size = status->epoch.len < epoch_max ? status->epoch.len : epoch_max;
    capaian_string_add(out, "{\"collector\":");
    capaian_string_add_json(out, status->collector);
    capaian_string_add(out, ",\"version\":");
    capaian_string_add_json(out, status->version);
    capaian_string_add(out, ",\"simulated\":%s,\"now\":%" PRId64 ",\"evaluator_connected\":%s,\"epoch\":\"%s\"",
                       status->simulated ? "true" : "false", status->now,
                       status->evaluator_connected ? "true" : "false",
                       capaian_hex(status->epoch.data, epoch_size, epoch));
    capaian_string_add(out,
                       ",\"messages_stored\":%" PRIu64 ",\"messages_pending\":%" PRIu64 ",\"bytes_pending\":%" PRIu64
                       ",\"reserve_bytes\":%" PRIu64,
                       status->messages_stored, status->messages_pending, status->bytes_pending, status->reserve_bytes);
    capaian_string_add(out,
                       ",\"oldest_pending_at\":%" PRId64 ",\"watermark\":%" PRId64 ",\"refill_complete_since\":%" PRId64
                       ",\"lacking\":%" PRIu64 ",\"held\":%s,\"shared\":%s,\"counters\":[",
                       status->oldest_pending_at, status->watermark, status->refill_complete_since, status->lacking,
                       status->held ? "true" : "false", status->shared ? "true" : "false");
    for (size_t i = 0; i < status->n_counters; i++) {
        capaian_string_add(out, "%s{\"name\":", i == 0 ? "" : ",");
        capaian_string_add_json(out, status->counters[i]->name);
        capaian_string_add(out, ",\"value\":%" PRIu64 "}", status->counters[i]->value);
    }
    capaian_string_add(out, "]}\n");
}

// A line `name  instant`; none for 0.
static void add_instant(struct capaian_string *out, const struct capaian_arguments *arguments, const char *name,
                        int64_t instant) {
    char text[CAPAIAN_INSTANT_TEXT];
    if (instant != 0)
        capaian_string_add(out, "%s  %s\n", name, capaian_instant_format(&arguments->zone, instant, text));
}

// What an operator must do something about.
static void add_gap(struct capaian_string *out, enum capaian_language language,
                    const Capaian__V1__CollectorStatus *status) {
    if (status->held)
        capaian_string_add(out,
                           capaian_in_language(
                               language,
                               "BERHENTI: evaluator dipulihkan dari salinan lama; sampai %" PRIu64
                               " pesan tidak ada di sana dan tidak lagi di sini. Tidak ada yang dikirim: pulihkan "
                               "salinan yang lebih baru, atau jalankan dengan --go-without\n",
                               "STOPPED: the evaluator was restored from a backup that lacks up to %" PRIu64
                               " messages, and they are not here any more. Nothing is sent: restore a later backup, or "
                               "start with --go-without\n"),
                           status->lacking);
    else if (status->lacking > 0)
        capaian_string_add(
            out,
            capaian_in_language(language, "evaluator berjalan TANPA sampai %" PRIu64 " pesan yang tidak lagi di sini\n",
                                "the evaluator goes WITHOUT up to %" PRIu64 " messages that are not here any more\n"),
            status->lacking);
    if (status->shared)
        capaian_string_add(out, "%s\n",
                           capaian_in_language(language,
                                               "kolektor LAIN memakai kunci yang sama: hentikan salah satunya",
                                               "ANOTHER collector uses the same key: stop one of them"));
}

static void add_text(struct capaian_string *out, const struct capaian_arguments *arguments,
                     const Capaian__V1__CollectorStatus *status) {
    enum capaian_language language = arguments->language;
    capaian_string_add(out, capaian_in_language(language, "kolektor %s, versi %s%s\n", "collector %s, version %s%s\n"),
                       status->collector, status->version,
                       status->simulated ? capaian_in_language(language, ", waktu simulasi", ", simulated time") : "");
    capaian_string_add(out, "%s\n",
                       status->evaluator_connected
                           ? capaian_in_language(language, "evaluator terhubung", "evaluator connected")
                           : capaian_in_language(language,
                                                 "evaluator TIDAK terhubung: pesan disimpan di sini dan dikirim nanti",
                                                 "evaluator NOT connected: messages are kept here and sent later"));
    capaian_string_add(out,
                       capaian_in_language(language,
                                           "tersimpan %" PRIu64 " pesan; %" PRIu64 " pesan (%" PRIu64
                                           " bita dari cadangan %" PRIu64 ") belum diterapkan\n",
                                           "%" PRIu64 " messages stored; %" PRIu64 " messages (%" PRIu64
                                           " bytes of a reserve of %" PRIu64 ") not yet applied\n"),
                       status->messages_stored, status->messages_pending, status->bytes_pending, status->reserve_bytes);
    if (status->messages_pending > 0)
        capaian_string_add(
            out, "%s\n",
            capaian_in_language(language, "sampai diterapkan, disk kolektor ini satu-satunya salinan pesan-pesan itu",
                                "until they are applied, this collector's disk is their only copy"));
    add_instant(out, arguments, capaian_in_language(language, "waktu kolektor           ", "the collector's time     "),
                status->now);
    add_instant(out, arguments, capaian_in_language(language, "tertua belum diterapkan  ", "oldest not yet applied   "),
                status->oldest_pending_at);
    add_instant(out, arguments, capaian_in_language(language, "terkirim semua sampai    ", "everything sent until    "),
                status->watermark);
    add_instant(out, arguments, capaian_in_language(language, "pemulihan utuh sejak     ", "a restore is whole since "),
                status->refill_complete_since);
    add_gap(out, language, status);
    for (size_t i = 0; i < status->n_counters; i++)
        capaian_string_add(out, "%s %" PRIu64 "\n", status->counters[i]->name, status->counters[i]->value);
}

int command_status(int argc, char **argv) {
    bool json = false;
    const struct capaian_option options[] = {
        {"json", NULL, NULL, "answer as JSON: the fields of CollectorStatus", NULL, &json, false},
    };
    const struct capaian_command_line line = {
        .usage = "status [--json] [options]",
        .help = "Shows how the collector does: whether its evaluator is connected, what waits to be applied, how full\n"
                "its reserve of disk is, and since when a restore of the evaluator would be whole.\n",
        .options = options,
        .option_count = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, "10s", &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct capaian_client *client = NULL;
    code = capaian_arguments_connect(&arguments, &client);
    if (code != COMMAND_WELL)
        return code;
    Capaian__V1__CollectorStatusRequest question = CAPAIAN__V1__COLLECTOR_STATUS_REQUEST__INIT;
    Capaian__V1__Envelope request;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS_REQUEST, &question);
    const Capaian__V1__Envelope *reply = NULL;
    int error = capaian_client_call(client, &request, arguments.deadline_ms, &reply);
    struct capaian_string out = {0};
    if (error < 0) {
        code = arguments_unanswered(&arguments, error);
    } else if (reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL) {
        answer_refusal(&out, arguments.language, "", reply->refusal);
        code = capaian_command_print(&out);
        if (code == COMMAND_WELL)
            code = COMMAND_NO;
    } else if (reply->kind_case != CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS) {
        code = arguments_unanswered(&arguments, -EPROTO);
    } else {
        if (json)
            add_json(&out, reply->collector_status);
        else
            add_text(&out, &arguments, reply->collector_status);
        code = capaian_command_print(&out);
    }
    capaian_client_close(client);
    return code;
}
