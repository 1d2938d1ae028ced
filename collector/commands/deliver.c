#include "commands/deliver.h"

#include "commands/answer.h"
#include "commands/cells.h"
#include "runtime/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAST_WAIT_MS = 100,    // past the deadline, for the client to end what it has
    ID_TEXT = 2 * CAPAIAN_ID_SIZE + 1,
};

static void say(const struct parcel *parcel, unsigned line, unsigned last, enum capaian_severity severity,
                const char *field, const char *code, const char *sentence) {
    said_add(parcel->said, &(struct said_line){parcel->file, line, last, true, severity, field, code, sentence});
}

static void id_of(const struct parcel *parcel, uint8_t ret_id[CAPAIAN_ID_SIZE]) {
    const struct message *message = parcel->message;
    capaian_message_id_of_content(message->content, message->size, parcel->attempt, ret_id);
}

static const char *id_text(const struct parcel *parcel, char buffer[ID_TEXT]) {
    uint8_t id[CAPAIAN_ID_SIZE];
    id_of(parcel, id);
    return capaian_hex(id, sizeof(id), buffer);
}

// What became of the message, or of what is said about it; `outcome` by the schema's name, "" where none is known.
static void say_of_message(const struct parcel *parcel, const char *outcome, struct capaian_string *sentence) {
    const struct message *message = parcel->message;
    char id[ID_TEXT];
    if (sentence->failed)
        parcel->said->failed = true;
    else
        said_add(parcel->said,
                 &(struct said_line){parcel->file, message->lines[0], message->lines[message->row_count - 1], false,
                                     CAPAIAN_ERROR, id_text(parcel, id), outcome, sentence->text});
    capaian_string_free(sentence);
}

static void say_refusal(const struct delivery *delivery, const struct parcel *parcel,
                        const Capaian__V1__Refusal *refusal) {
    const struct message *message = parcel->message;
    say(parcel, message->lines[0], message->lines[message->row_count - 1], CAPAIAN_ERROR, refusal->field, refusal->code,
        capaian_in_language(delivery->arguments->language, refusal->sentence_id, refusal->sentence_en));
}

static bool shows(const struct delivery *delivery, bool known, Capaian__V1__Severity severity) {
    if (severity == CAPAIAN__V1__SEVERITY__SEVERITY_NOTE)
        return delivery->receipts;
    // Warned of when it was sent first.
    return severity != CAPAIAN__V1__SEVERITY__SEVERITY_WARNING || !known || delivery->receipts;
}

static void say_results(const struct delivery *delivery, const struct parcel *parcel,
                        const Capaian__V1__Verdict *verdict, bool known) {
    enum capaian_language language = delivery->arguments->language;
    const struct message *message = parcel->message;
    if (verdict->refusal != NULL)
        say_refusal(delivery, parcel, verdict->refusal);
    for (size_t i = 0; i < verdict->n_results; i++) {
        const Capaian__V1__Result *result = verdict->results[i];
        if (!shows(delivery, known, result->severity))
            continue;
        bool of_line = result->row < message->row_count;
        say(parcel, message->lines[of_line ? result->row : 0],
            message->lines[of_line ? result->row : message->row_count - 1], answer_severity(result->severity),
            cells_column_of(result->field), result->code,
            capaian_in_language(language, result->sentence_id, result->sentence_en));
    }
    if (verdict->results_left_off > 0) {
        struct capaian_string out = {0};
        capaian_string_add(&out,
                           capaian_in_language(language, "dan %" PRIu32 " hasil lagi yang tidak dicantumkan",
                                               "and %" PRIu32 " more results that are not listed"),
                           verdict->results_left_off);
        say_of_message(parcel, "", &out);
    }
}

// `message 3bab…: what became of it`.
static void add_message(struct capaian_string *out, const struct delivery *delivery, const struct parcel *parcel,
                        const char *what) {
    char id[ID_TEXT];
    capaian_string_add(out, capaian_in_language(delivery->arguments->language, "pesan %s: %s", "message %s: %s"),
                       id_text(parcel, id), what);
}

static void say_receipt(const struct delivery *delivery, const struct parcel *parcel,
                        const Capaian__V1__SubmitReply *reply, bool known) {
    enum capaian_language language = delivery->arguments->language;
    struct capaian_string out = {0};
    add_message(&out, delivery, parcel, answer_outcome(reply->outcome, language));
    if (known)
        capaian_string_add(&out, "%s", capaian_in_language(language, ", sudah pernah dikirim", ", sent before"));
    if (reply->receipt != NULL)
        capaian_string_add(&out, ", %s #%" PRIu64, reply->receipt->collector, reply->receipt->sequence);
    const ProtobufCEnumValue *outcome =
        protobuf_c_enum_descriptor_get_value(&capaian__v1__outcome__descriptor, (int)reply->outcome);
    say_of_message(parcel, outcome != NULL ? outcome->name : "", &out);
}

// Whether the message is something to come back to: then it is named even without --receipts.
static bool unfinished(const struct delivery *delivery, Capaian__V1__Outcome outcome) {
    return outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY ||
           (outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED && delivery->judged);
}

static void count(const struct parcel *parcel, const Capaian__V1__SubmitReply *reply, bool known) {
    struct tally *tally = parcel->tally;
    const Capaian__V1__Verdict *verdict = reply->verdict;
    uint32_t rows = parcel->message->row_count;
    uint32_t accepted = 0;
    switch (reply->outcome) {
    case CAPAIAN__V1__OUTCOME__OUTCOME_STORED:
        tally->pending += rows;
        break;
    case CAPAIAN__V1__OUTCOME__OUTCOME_BUSY:
        tally->not_stored += rows;
        break;
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED:
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS:
        accepted = rows;
        break;
    case CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED:
        // A verdict that miscounts must not make a row vanish.
        accepted = verdict != NULL && verdict->accepted < rows ? verdict->accepted : 0;
        tally->refused += rows - accepted;
        break;
    default:
        tally->refused += rows;
        break;
    }
    tally->accepted += accepted;
    if (known) {
        tally->before += accepted;
    } else if (verdict != NULL && reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT) {
        tally->unchanged += verdict->unchanged;
        tally->warnings += verdict->warnings;
    }
}

static void wait_again(struct delivery *delivery, struct parcel *parcel) {
    delivery->waiting[(delivery->first + delivery->waiting_count++) % delivery->count] = parcel;
}

// Whether an old verdict is worth another one. What stopped the evaluator would stop it again.
static bool judge_again(const struct capaian_submit_result *result) {
    const Capaian__V1__SubmitReply *reply = result->reply;
    const Capaian__V1__Refusal *refusal = reply->verdict != NULL ? reply->verdict->refusal : NULL;
    return result->known &&
           (reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED ||
            reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED) &&
           (refusal == NULL || strcmp(refusal->code, capaian_code_name(CAPAIAN_QUARANTINED)) != 0);
}

static void say_exhausted(const struct delivery *delivery, const struct parcel *parcel) {
    struct capaian_string out = {0};
    char what[160];
    snprintf(what, sizeof(what),
             capaian_in_language(
                 delivery->arguments->language,
                 "sudah dikirim %d kali; yang berikut putusan yang terakhir. Beri --as-of yang baru untuk "
                 "diputus lagi",
                 "sent %d times before; what follows is the last verdict. Give a new --as-of to have it judged "
                 "again"),
             CAPAIAN_ATTEMPTS_MAX);
    add_message(&out, delivery, parcel, what);
    say_of_message(parcel, "", &out);
}

static void answered(const struct capaian_submit_result *result, void *context) {
    struct delivery *delivery = context;
    struct parcel *parcel = result->tag;
    const Capaian__V1__SubmitReply *reply = result->reply;
    if (reply == NULL)
        return;    // unanswered: said at the end
    if (judge_again(result)) {
        if (parcel->attempt + 1 < CAPAIAN_ATTEMPTS_MAX) {
            parcel->attempt++;
            wait_again(delivery, parcel);
            return;
        }
        say_exhausted(delivery, parcel);
    }
    parcel->answered = true;
    count(parcel, reply, result->known);
    progress_add(&delivery->progress, parcel->message->row_count);
    if (delivery->receipts || unfinished(delivery, reply->outcome))
        say_receipt(delivery, parcel, reply, result->known);
    bool busy = reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
    if (reply->refusal != NULL && !(busy && delivery->busy_said)) {
        say_refusal(delivery, parcel, reply->refusal);
        delivery->busy_said = delivery->busy_said || busy;
    }
    if (reply->verdict != NULL)
        say_results(delivery, parcel, reply->verdict, result->known);
}

// Begins as many as the client takes. 0 or -errno.
static int begin(struct capaian_client *client, struct delivery *delivery, int64_t left_ms) {
    while (delivery->waiting_count > 0) {
        struct parcel *parcel = delivery->waiting[delivery->first];
        struct capaian_submission submission = {
            .content = parcel->message->content,
            .size = parcel->message->size,
            .judged = delivery->judged,
            .dry_run = delivery->dry_run,
            .deadline_ms = left_ms,
            .tag = parcel,
        };
        id_of(parcel, submission.id);
        int error = capaian_client_begin(client, &submission);
        if (error == -EAGAIN || error == -EEXIST)
            return 0;    // the same content twice in one command: the second waits for the first
        if (error < 0)
            return error;
        parcel->begun = true;
        delivery->first = (delivery->first + 1) % delivery->count;
        delivery->waiting_count--;
    }
    return 0;
}

// What was sent without an answer may be stored or not; what was not sent is not.
static void say_unanswered(const struct delivery *delivery) {
    enum capaian_language language = delivery->arguments->language;
    for (size_t i = 0; i < delivery->count; i++) {
        const struct parcel *parcel = &delivery->parcels[i];
        struct capaian_string out = {0};
        if (parcel->answered)
            continue;
        *(parcel->begun ? &parcel->tally->unanswered : &parcel->tally->not_stored) += parcel->message->row_count;
        add_message(&out, delivery, parcel,
                    parcel->begun ? capaian_in_language(language, "tidak terjawab, mungkin tersimpan",
                                                        "unanswered, it may be stored")
                                  : capaian_in_language(language, "tidak dikirim", "not sent"));
        say_of_message(parcel, "", &out);
    }
}

static int deliver_all(struct capaian_client *client, struct delivery *delivery) {
    int64_t end = capaian_monotonic_ms();
    end = delivery->arguments->deadline_ms > INT64_MAX - end ? INT64_MAX : end + delivery->arguments->deadline_ms;
    for (;;) {
        int64_t left = end - capaian_monotonic_ms();
        int error = left > 0 ? begin(client, delivery, left) : 0;
        if (error < 0 || capaian_client_unanswered(client) == 0)
            return error;
        error = capaian_client_poll(client, left > 0 ? left : LAST_WAIT_MS, answered, delivery);
        if (error < 0)
            return error;
    }
}

int deliver(struct capaian_client *client, struct delivery *delivery) {
    delivery->waiting = calloc(delivery->count, sizeof(*delivery->waiting));
    if (delivery->waiting == NULL)
        return -ENOMEM;
    delivery->first = delivery->waiting_count = 0;
    uint64_t rows = 0;
    for (size_t i = 0; i < delivery->count; i++) {
        wait_again(delivery, &delivery->parcels[i]);
        rows += delivery->parcels[i].message->row_count;
    }
    if (delivery->drawn)
        progress_start(&delivery->progress, delivery->arguments->language, rows);
    int error = deliver_all(client, delivery);
    progress_end(&delivery->progress);
    say_unanswered(delivery);
    free(delivery->waiting);
    delivery->waiting = NULL;
    return error;
}
