#include "commands/connection.h"

#include "commands/commands.h"
#include "commands/listing.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int connection_open(const struct capaian_arguments *arguments, struct connection *ret) {
    struct capaian_client *client = NULL;
    int code = capaian_arguments_connect(arguments, &client);
    if (code == COMMAND_WELL)
        *ret = (struct connection){.arguments = arguments, .client = client, .patience_ms = arguments->deadline_ms};
    return code;
}

void connection_be_patient(struct connection *connection) {
    enum { PATIENCE_MS = 10 * 60000 };
    if (connection->patience_ms < PATIENCE_MS)
        connection->patience_ms = PATIENCE_MS;
}

void connection_close(struct connection *connection) {
    connection->client = capaian_client_close(connection->client);
}

int connection_fail(const struct connection *connection, int error) {
    const struct capaian_arguments *arguments = connection->arguments;
    if (error == -EMSGSIZE)
        return capaian_command_fail(COMMAND_NO, "%s",
                                    capaian_in_language(arguments->language,
                                                        "permintaan ini lebih besar daripada batas satu bingkai",
                                                        "the request is larger than a frame may be"));
    return capaian_arguments_unanswered(arguments, "evaluator", error);
}

// The sentence as it was sent, or the table's own where only a code came.
static void add_sentence(struct capaian_string *out, const Capaian__V1__Refusal *refusal,
                         enum capaian_language language) {
    const char *sentence = capaian_in_language(language, refusal->sentence_id, refusal->sentence_en);
    enum capaian_code code = capaian_code_of_name(refusal->code);
    char own[CAPAIAN_SENTENCE_MAX];
    if (!*sentence && code != CAPAIAN_OK && code != CAPAIAN_CODE_COUNT)
        sentence = capaian_code_sentence(code, language, NULL, own, sizeof own);
    capaian_string_add(out, "%s: ", refusal->code);
    string_add_visible(out, sentence);
}

static void print_line(struct capaian_string *line) {
    fprintf(stderr, "%s\n", line->failed ? "out of memory" : line->text);
    capaian_string_free(line);
}

int connection_refused(const struct connection *connection, const Capaian__V1__Refusal *refusal) {
    struct capaian_string line = {0};
    add_sentence(&line, refusal, connection->arguments->language);
    print_line(&line);
    return COMMAND_NO;
}

// One finding of the evaluator's own check of a catalogue: field is file:line:column.
static void print_finding(const struct connection *connection, const Capaian__V1__Refusal *finding) {
    struct capaian_string line = {0};
    string_add_visible(&line, finding->field);
    capaian_string_add(&line, ": ");
    add_sentence(&line, finding, connection->arguments->language);
    print_line(&line);
}

static int unexpected(const struct connection *connection) {
    return capaian_command_fail(COMMAND_COULD_NOT,
                                capaian_in_language(connection->arguments->language,
                                                    "%s menjawab dengan sesuatu yang tidak ditanyakan",
                                                    "%s answered something that was not asked"),
                                connection->arguments->endpoint);
}

// Sends the envelope and looks at everything that is not an answer of the kind that is waited for.
static int call(struct connection *connection, const Capaian__V1__Envelope *request,
                Capaian__V1__Envelope__KindCase wanted, const Capaian__V1__Envelope **ret) {
    const Capaian__V1__Envelope *reply = NULL;
    int error = capaian_client_call(connection->client, request, connection->arguments->deadline_ms, &reply);
    if (error < 0)
        return connection_fail(connection, error);
    if (reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL)
        return connection_refused(connection, reply->refusal);
    if (reply->kind_case != wanted)
        return unexpected(connection);
    *ret = reply;
    return COMMAND_WELL;
}

static bool answers(const Capaian__V1__QueryRequest *query, const Capaian__V1__QueryReply *reply) {
    static const struct {
        Capaian__V1__QueryRequest__WhatCase asked;
        Capaian__V1__QueryReply__WhatCase answered;
    } PAIRS[] = {
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT, CAPAIAN__V1__QUERY_REPLY__WHAT_ATTAINMENT},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_EXPLAIN, CAPAIAN__V1__QUERY_REPLY__WHAT_EXPLAIN},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT, CAPAIAN__V1__QUERY_REPLY__WHAT_SNAPSHOT},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS, CAPAIAN__V1__QUERY_REPLY__WHAT_STATUS},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_CATALOGUE, CAPAIAN__V1__QUERY_REPLY__WHAT_CATALOGUE},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_VERDICT, CAPAIAN__V1__QUERY_REPLY__WHAT_VERDICT},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_SCORECARD, CAPAIAN__V1__QUERY_REPLY__WHAT_SCORECARD},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_PLAN, CAPAIAN__V1__QUERY_REPLY__WHAT_PLAN},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_COMPLETENESS, CAPAIAN__V1__QUERY_REPLY__WHAT_COMPLETENESS},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_HISTORY, CAPAIAN__V1__QUERY_REPLY__WHAT_HISTORY},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_DIGEST, CAPAIAN__V1__QUERY_REPLY__WHAT_DIGEST},
        {CAPAIAN__V1__QUERY_REQUEST__WHAT_SEALED, CAPAIAN__V1__QUERY_REPLY__WHAT_SEALED},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        if (PAIRS[i].asked == query->what_case)
            return PAIRS[i].answered == reply->what_case;
    }
    return false;
}

static bool is_busy(const Capaian__V1__QueryReply *reply) {
    return reply->refusal && strcmp(reply->refusal->code, capaian_code_name(CAPAIAN_BUSY)) == 0;
}

// Waits before asking again, longer each time; not when there is no patience left, or a signal came.
static bool wait_again(int64_t until, unsigned attempt) {
    enum { FIRST_MS = 50, MOST_MS = 1000, TICK_MS = 50 };
    int64_t wait = attempt < 5 ? FIRST_MS << attempt : MOST_MS;
    int64_t end = capaian_monotonic_ms() + wait;
    if (end > until)
        return false;
    while (!capaian_stop_asked() && capaian_monotonic_ms() < end)
        poll(NULL, 0, TICK_MS);
    return !capaian_stop_asked();
}

int connection_ask_unless(struct connection *connection, Capaian__V1__QueryRequest *query, enum capaian_code code,
                          const Capaian__V1__QueryReply **ret) {
    const Capaian__V1__Envelope *reply;
    int64_t until = capaian_monotonic_ms() + connection->patience_ms;
    unsigned attempt = 0;
    do {
        Capaian__V1__Envelope request;
        reply = NULL;
        query->request = 0;
        capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_QUERY, query);
        int result = call(connection, &request, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY, &reply);
        if (!reply)
            return result;
    } while (is_busy(reply->query_reply) && wait_again(until, attempt++));
    const Capaian__V1__Refusal *refusal = reply->query_reply->refusal;
    if (refusal && code != CAPAIAN_OK && strcmp(refusal->code, capaian_code_name(code)) == 0) {
        *ret = NULL;
        return COMMAND_WELL;
    }
    if (refusal)
        return connection_refused(connection, refusal);
    if (!answers(query, reply->query_reply))
        return unexpected(connection);
    *ret = reply->query_reply;
    return COMMAND_WELL;
}

int connection_ask(struct connection *connection, Capaian__V1__QueryRequest *query,
                   const Capaian__V1__QueryReply **ret) {
    return connection_ask_unless(connection, query, CAPAIAN_OK, ret);
}

int connection_act(struct connection *connection, Capaian__V1__ActRequest *act, const Capaian__V1__ActReply **ret) {
    if (connection->arguments->actor)
        act->actor = (char *)connection->arguments->actor;
    if (connection->arguments->reason)
        act->reason = (char *)connection->arguments->reason;
    uint8_t id[CAPAIAN_ID_SIZE];
    if (act->act_id.len == 0) {
        capaian_message_id_make(id);
        act->act_id = (ProtobufCBinaryData){sizeof id, id};
    }
    Capaian__V1__Envelope request;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_ACT, act);
    const Capaian__V1__Envelope *reply = NULL;
    int code = call(connection, &request, CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY, &reply);
    if (!reply)
        return code;
    for (size_t i = 0; i < reply->act_reply->n_findings; i++)
        print_finding(connection, reply->act_reply->findings[i]);
    if (reply->act_reply->refusal)
        return connection_refused(connection, reply->act_reply->refusal);
    *ret = reply->act_reply;
    return COMMAND_WELL;
}

int connection_pages(struct connection *connection, Capaian__V1__QueryRequest *query, connection_page *page,
                     void *context) {
    char *cursor = NULL;
    int code = PAGES_GO_ON;
    while (code == PAGES_GO_ON) {
        const Capaian__V1__QueryReply *reply = NULL;
        query->request = 0;
        query->cursor = cursor ? cursor : (char *)protobuf_c_empty_string;
        code = connection_ask(connection, query, &reply);
        if (!reply)
            break;
        code = page(reply, context);
        if (code != PAGES_GO_ON || !*reply->next_cursor)
            break;
        char *next = strdup(reply->next_cursor);
        if (!next || (cursor && strcmp(next, cursor) == 0)) {
            free(next);
            code = next ? unexpected(connection) : capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
            break;
        }
        free(cursor);
        cursor = next;
    }
    free(cursor);
    query->cursor = (char *)protobuf_c_empty_string;
    return code == PAGES_GO_ON ? COMMAND_WELL : code;
}
