#include "commands/deliver.h"

#include "commands/answer.h"
#include "commands/cells.h"
#include "runtime/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

enum { LAST_WAIT_MS = 100 };    // past the deadline, for the client to end what it has

// `file`, `file:7`, or `file:7-1030` for a message as a whole.
static const char *place_of_line(struct capaian_string *place, const struct parcel *parcel, unsigned line) {
    place->size = 0;
    capaian_string_add(place, "%s:%u", parcel->file, line);
    return place->failed ? parcel->file : place->text;
}

static const char *place_of_message(struct capaian_string *place, const struct parcel *parcel) {
    const struct message *message = parcel->message;
    place->size = 0;
    capaian_string_add(place, "%s:%u-%u", parcel->file, message->lines[0], message->lines[message->row_count - 1]);
    return place->failed ? parcel->file : place->text;
}

static void add_results(struct capaian_string *out, const struct delivery *delivery, const struct parcel *parcel,
                        const Capaian__V1__Verdict *verdict) {
    enum capaian_language language = delivery->arguments->language;
    struct capaian_string place = {0};
    if (verdict->refusal != NULL)
        answer_refusal(out, language, place_of_message(&place, parcel), verdict->refusal);
    for (size_t i = 0; i < verdict->n_results; i++) {
        const Capaian__V1__Result *result = verdict->results[i];
        if (result->severity == CAPAIAN__V1__SEVERITY__SEVERITY_NOTE && !delivery->receipts)
            continue;
        const char *where = result->row < parcel->message->row_count
                                ? place_of_line(&place, parcel, parcel->message->lines[result->row])
                                : place_of_message(&place, parcel);
        answer_result(out, language, where, cells_column_of(result->field), result);
    }
    if (verdict->results_left_off > 0)
        capaian_string_add(out,
                           in_language(language, "%s: dan %" PRIu32 " hasil lagi yang tidak dicantumkan\n",
                                       "%s: and %" PRIu32 " more results that are not listed\n"),
                           place_of_message(&place, parcel), verdict->results_left_off);
    capaian_string_free(&place);
}

// `file:2-5: message 3bab…: what became of it`, without a line end.
static void add_message(struct capaian_string *out, const struct delivery *delivery, const struct parcel *parcel,
                        const char *what) {
    struct capaian_string place = {0};
    char id[2 * CAPAIAN_ID_SIZE + 1];
    capaian_string_add(out, in_language(delivery->arguments->language, "%s: pesan %s: %s", "%s: message %s: %s"),
                       place_of_message(&place, parcel), capaian_hex(parcel->message->id, CAPAIAN_ID_SIZE, id), what);
    capaian_string_free(&place);
}

static void add_receipt(struct capaian_string *out, const struct delivery *delivery, const struct parcel *parcel,
                        const Capaian__V1__SubmitReply *reply) {
    enum capaian_language language = delivery->arguments->language;
    add_message(out, delivery, parcel, answer_outcome(reply->outcome, language));
    if (reply->duplicate)
        capaian_string_add(out, "%s", in_language(language, ", sudah ada", ", already there"));
    if (reply->receipt != NULL)
        capaian_string_add(out, ", %s #%" PRIu64, reply->receipt->collector, reply->receipt->sequence);
    capaian_string_add(out, "\n");
}

// Whether the message is something to come back to: then it is named even without --receipts.
static bool unfinished(const struct delivery *delivery, Capaian__V1__Outcome outcome) {
    return outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY ||
           (outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED && delivery->judged);
}

static void count(struct tally *tally, const struct parcel *parcel, const Capaian__V1__SubmitReply *reply) {
    const Capaian__V1__Verdict *verdict = reply->verdict;
    uint32_t rows = parcel->message->row_count;
    switch (reply->outcome) {
    case CAPAIAN__V1__OUTCOME__OUTCOME_STORED:
        tally->pending += rows;
        break;
    case CAPAIAN__V1__OUTCOME__OUTCOME_BUSY:
        tally->not_stored += rows;
        break;
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED:
    case CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS:
        tally->accepted += rows;
        break;
    case CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED: {
        // A verdict that miscounts must not make a row vanish.
        uint32_t accepted = verdict != NULL && verdict->accepted < rows ? verdict->accepted : 0;
        tally->accepted += accepted;
        tally->refused += rows - accepted;
        break;
    }
    default:
        tally->refused += rows;
        break;
    }
    if (verdict != NULL && reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT) {
        tally->unchanged += verdict->unchanged;
        tally->warnings += verdict->warnings;
    }
}

static void answered(const struct capaian_submit_result *result, void *context) {
    struct delivery *delivery = context;
    struct parcel *parcel = result->tag;
    const Capaian__V1__SubmitReply *reply = result->reply;
    if (reply == NULL)
        return;    // unanswered: said at the end
    parcel->answered = true;
    count(&delivery->tally, parcel, reply);
    struct capaian_string out = {0};
    if (delivery->receipts || unfinished(delivery, reply->outcome))
        add_receipt(&out, delivery, parcel, reply);
    bool busy = reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY;
    if (reply->refusal != NULL && !(busy && delivery->busy_said)) {
        struct capaian_string place = {0};
        answer_refusal(&out, delivery->arguments->language, place_of_message(&place, parcel), reply->refusal);
        capaian_string_free(&place);
        delivery->busy_said = delivery->busy_said || busy;
    }
    if (reply->verdict != NULL)
        add_results(&out, delivery, parcel, reply->verdict);
    if (out.size > 0)
        command_print(&out);
    else
        capaian_string_free(&out);
}

// Begins as many as the client takes, from *next on, which it moves. 0 or -errno.
static int begin(struct capaian_client *client, struct delivery *delivery, int64_t left_ms, size_t *next) {
    while (*next < delivery->count) {
        struct parcel *parcel = &delivery->parcels[*next];
        struct capaian_submission submission = {
            .content = parcel->message->content,
            .size = parcel->message->size,
            .judged = delivery->judged,
            .dry_run = delivery->dry_run,
            .deadline_ms = left_ms,
            .tag = parcel,
        };
        for (size_t i = 0; i < CAPAIAN_ID_SIZE; i++)
            submission.id[i] = parcel->message->id[i];
        int error = capaian_client_begin(client, &submission);
        if (error == -EAGAIN || error == -EEXIST)
            return 0;    // the same content twice in one command: the second waits for the first
        if (error < 0)
            return error;
        parcel->begun = true;
        (*next)++;
    }
    return 0;
}

// What was sent without an answer may be stored or not; what was not sent is not.
static void say_unanswered(struct delivery *delivery) {
    enum capaian_language language = delivery->arguments->language;
    struct capaian_string out = {0};
    for (size_t i = 0; i < delivery->count; i++) {
        const struct parcel *parcel = &delivery->parcels[i];
        if (parcel->answered)
            continue;
        *(parcel->begun ? &delivery->tally.unanswered : &delivery->tally.not_stored) += parcel->message->row_count;
        add_message(&out, delivery, parcel,
                    parcel->begun
                        ? in_language(language, "tidak terjawab, mungkin tersimpan", "unanswered, it may be stored")
                        : in_language(language, "tidak dikirim", "not sent"));
        capaian_string_add(&out, "\n");
    }
    if (out.size > 0)
        command_print(&out);
    else
        capaian_string_free(&out);
}

int deliver(struct capaian_client *client, struct delivery *delivery) {
    int64_t end = capaian_monotonic_ms();
    end = delivery->arguments->deadline_ms > INT64_MAX - end ? INT64_MAX : end + delivery->arguments->deadline_ms;
    size_t next = 0;
    int error = 0;
    for (;;) {
        int64_t left = end - capaian_monotonic_ms();
        if (left > 0)
            error = begin(client, delivery, left, &next);
        if (error < 0 || capaian_client_unanswered(client) == 0)
            break;
        error = capaian_client_poll(client, left > 0 ? left : LAST_WAIT_MS, answered, delivery);
        if (error < 0)
            break;
        error = 0;
    }
    say_unanswered(delivery);
    return error;
}
