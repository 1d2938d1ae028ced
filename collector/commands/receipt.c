#include "commands/answer.h"
#include "commands/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_HEX = 2 * 64 + 1 };

// Of bytes from outside, which may be of any length: as much as a hash has.
static char *shown_hex(ProtobufCBinaryData bytes, char buffer[SHOWN_HEX]) {
    return capaian_hex(bytes.data, bytes.len < 64 ? bytes.len : 64, buffer);
}

static void add_receipt(struct capaian_string *out, const struct capaian_arguments *arguments,
                        const Capaian__V1__Receipt *receipt) {
    char hash[SHOWN_HEX];
    char received[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out,
                       capaian_in_language(arguments->language,
                                           "diterima pukul %s oleh %s, urutan %" PRIu64 "\nhash isi %s\n",
                                           "received %s by %s, sequence %" PRIu64 "\ncontent hash %s\n"),
                       capaian_instant_format(&arguments->zone, receipt->received_at, received), receipt->collector,
                       receipt->sequence, shown_hex(receipt->content_hash, hash));
}

static void add_verdict(struct capaian_string *out, const struct capaian_arguments *arguments, const char *id,
                        const Capaian__V1__Verdict *verdict) {
    char judged[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out,
                       capaian_in_language(arguments->language,
                                           "diputus pukul %s, langkah %" PRIu64 "\n%" PRIu32 " baris diterima (%" PRIu32
                                           " tidak berubah), %" PRIu32 " ditolak, %" PRIu32 " peringatan\n",
                                           "judged %s, step %" PRIu64 "\nrows: %" PRIu32 " accepted (%" PRIu32
                                           " unchanged), %" PRIu32 " refused; warnings: %" PRIu32 "\n"),
                       capaian_instant_format(&arguments->zone, verdict->judged_at, judged), verdict->step,
                       verdict->accepted, verdict->unchanged, verdict->refused, verdict->warnings);
    if (verdict->refusal != NULL)
        answer_refusal(out, arguments->language, id, verdict->refusal);
    for (size_t i = 0; i < verdict->n_results; i++) {
        const Capaian__V1__Result *result = verdict->results[i];
        char place[64];
        snprintf(place, sizeof(place), "%s[%" PRIu32 "]", id, result->row);
        answer_result(out, arguments->language, place, result->field, result);
    }
    if (verdict->results_left_off > 0)
        capaian_string_add(out,
                           capaian_in_language(arguments->language,
                                               "dan %" PRIu32 " hasil lagi yang tidak dicantumkan\n",
                                               "and %" PRIu32 " more results that are not listed\n"),
                           verdict->results_left_off);
}

static int exit_code(Capaian__V1__Outcome outcome) {
    switch (outcome) {
    case CAPAIAN__V1__OUTCOME__OUTCOME_STORED:
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED:
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS:
        return COMMAND_WELL;
    case CAPAIAN__V1__OUTCOME__OUTCOME_BUSY:
        return COMMAND_COULD_NOT;
    default:
        return COMMAND_NO;
    }
}

int command_receipt(int argc, char **argv) {
    static const struct capaian_command_line line = {
        .usage = "receipt ID [options]",
        .help =
            "Asks what became of a message: its receipt, and the verdict once there is one. ID is the message id in\n"
            "hexadecimal, as `submit --receipts` prints it. Rows are counted from 0, in the order of the message.\n"
            "Exit code 0: stored or accepted; 1: refused in part or whole, or unknown to this collector.\n\n"
            "  capaian-collector receipt 8d0c5e3b1f6a8c2790d1e2f3a4b5c6d7\n",
        .operands_least = 1,
        .operands_most = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, "10s", &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    uint8_t id[CAPAIAN_ID_SIZE];
    if (capaian_unhex(argv[1], id, sizeof(id)) < 0)
        return capaian_command_fail(COMMAND_USAGE, "%s is not a message id: 32 hexadecimal digits", argv[1]);
    struct capaian_client *client = NULL;
    code = capaian_arguments_connect(&arguments, &client);
    if (code != COMMAND_WELL)
        return code;
    const Capaian__V1__SubmitReply *reply = NULL;
    int error = capaian_client_receipt(client, id, arguments.deadline_ms, &reply);
    if (error < 0) {
        code = arguments_unanswered(&arguments, error);
    } else {
        char text[2 * CAPAIAN_ID_SIZE + 1];
        struct capaian_string out = {0};
        capaian_string_add(&out, "%s: %s\n", capaian_hex(id, sizeof(id), text),
                           answer_outcome(reply->outcome, arguments.language));
        if (reply->receipt != NULL)
            add_receipt(&out, &arguments, reply->receipt);
        if (reply->refusal != NULL)
            answer_refusal(&out, arguments.language, text, reply->refusal);
        if (reply->verdict != NULL)
            add_verdict(&out, &arguments, text, reply->verdict);
        code = capaian_command_print(&out);
        if (code == COMMAND_WELL)
            code = exit_code(reply->outcome);
    }
    capaian_client_close(client);
    return code;
}
