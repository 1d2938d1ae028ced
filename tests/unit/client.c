// The client library's submissions and calls.
#include "client/client.h"

#include "runtime/daemon.h"
#include "support/answering.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

TestSuite(client, .init = setup, .fini = teardown, .timeout = 50);

Test(client, submits_and_has_the_receipt) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    cr_assert_arr_eq(reply->message_id.data, one.id, 16);
    cr_assert_eq(server.requests, 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, silence_is_answered_with_a_new_socket) {
    silence_ms = 150;
    struct server server;
    server_start(&server, SILENT_FIRST);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_geq(server.requests, 3);
    cr_assert_eq(server.connections, server.requests);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, busy_is_sent_again_on_the_same_socket) {
    struct server server;
    server_start(&server, BUSY_FIRST);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", true, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    cr_assert_eq(server.requests, 3);
    cr_assert_eq(server.connections, 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, at_the_deadline_the_last_answer_that_stands_is_given) {
    struct server server;
    server_start(&server, PENDING);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", true, 2000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_STORED);
    cr_assert_arr_eq(reply->message_id.data, one.id, 16);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, a_verdict_pushed_later_ends_a_judged_submission) {
    struct server server;
    server_start(&server, PUSHING);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", true, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    cr_assert_eq(server.requests, 1);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, nobody_there_is_a_timeout_and_the_result_is_untouched) {
    silence_ms = 150;
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_server address = address_of(&server);
    server_stop(&server);
    struct capaian_client *client = client_to(&address, 1);
    struct capaian_submission one = submission("", false, 300);
    const Capaian__V1__SubmitReply *reply = (void *)client;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -ETIMEDOUT);
    cr_assert_eq((const void *)reply, (const void *)client);
    cr_assert_eq(capaian_client_unanswered(client), 0);
    capaian_client_close(client);
}

Test(client, a_dead_collector_is_left_for_the_next) {
    silence_ms = 150;
    struct server dead, alive;
    server_start(&dead, ANSWER);
    struct capaian_server addresses[2] = {address_of(&dead)};
    server_stop(&dead);
    server_start(&alive, ANSWER);
    addresses[1] = address_of(&alive);
    struct capaian_client *client = client_to(addresses, 2);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *submitted;
    cr_assert_eq(capaian_client_submit(client, &one, &submitted), 0);
    cr_assert_geq(alive.requests, 1);
    cr_assert_eq(capaian_client_receipt(client, one.id, 20000, &submitted), 0);
    cr_assert_eq(submitted->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_UNKNOWN);
    capaian_client_close(client);
    server_stop(&alive);
}

Test(client, a_key_accepted_later_gets_through) {
    silence_ms = 150;
    authorise("watch");
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 500);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -ETIMEDOUT);
    cr_assert_eq(server.requests, 0);
    authorise("submit");
    one.deadline_ms = 20000;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, what_cannot_be_read_is_refused_in_the_servers_words) {
    struct server server;
    server_start(&server, REFUSING);
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", false, 20000);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), 0);
    cr_assert_eq(reply->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED);
    cr_assert_str_eq(reply->refusal->code, "envelope.kind");
    cr_assert_eq(capaian_client_receipt(client, one.id, 20000, &reply), -EPROTO);
    struct capaian_follow follow = {.deadline_ms = 20000,
                                    .event = (int (*)(const Capaian__V1__AlertEvent *, void *))abort};
    const Capaian__V1__Refusal *refusal;
    cr_assert_eq(capaian_client_follow(client, &follow, &refusal), -EPROTO);
    cr_assert_str_eq(refusal->code, "envelope.kind");
    capaian_client_close(client);
    server_stop(&server);
}

static unsigned results, failures;
static unsigned long tag_sum;
static unsigned tags[3001];    // each holds its place

static void count_result(const struct capaian_submit_result *result, void *context) {
    results++;
    failures += result->error < 0 || result->reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_STORED;
    tag_sum += result->tag ? *(unsigned *)result->tag : 0;
    for (size_t i = 0; i < result->row_count; i++)
        tag_sum += *(unsigned *)result->row_tags[i];
    if (context && results < 1000) {    // another one from within
        char content[32];
        snprintf(content, sizeof content, "%u", 100000 + results);
        struct capaian_submission more = submission(content, false, CAPAIAN_FOREVER);
        more.tag = &tags[1];
        cr_assert_eq(capaian_client_begin(context, &more), 0);
    }
}

Test(client, many_are_under_way_at_once_and_each_ends_once) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    unsigned begun = 0;
    tags[1] = 1;
    for (;;) {
        char content[32];
        snprintf(content, sizeof content, "%u", begun);
        struct capaian_submission one = submission(content, false, CAPAIAN_FOREVER);
        one.tag = &tags[1];
        int result = capaian_client_begin(client, &one);
        if (begun == 0)
            cr_assert_eq(capaian_client_begin(client, &one), -EEXIST);
        if (result == -EAGAIN)
            break;
        cr_assert_eq(result, 0);
        begun++;
    }
    cr_assert_eq(begun, CAPAIAN_SUBMIT_CREDIT);
    const Capaian__V1__SubmitReply *reply;
    struct capaian_submission other = submission("other", false, 100);
    cr_assert_eq(capaian_client_submit(client, &other, &reply), -EBUSY);
    while (results < 1000)
        cr_assert_gt(capaian_client_poll(client, 20000, count_result, client), 0);
    cr_assert_eq(capaian_client_flush(client, 20000, count_result, NULL), 0);
    cr_assert_eq(failures, 0);
    cr_assert_eq(results, 999 + begun);
    cr_assert_eq(tag_sum, results);
    cr_assert_eq(capaian_client_poll(client, 20000, count_result, NULL), 0);
    capaian_client_close(client);
    server_stop(&server);
}

static void note_known(const struct capaian_submit_result *result, void *context) {
    *(bool *)context = result->known;
}

// Whether a message answered in this manner counts as known before.
static bool known_before(enum manner manner, bool duplicates, bool judged) {
    struct server server;
    server_start(&server, manner);
    server.duplicates = duplicates;
    struct capaian_client *client = client_of(&server);
    struct capaian_submission one = submission("", judged, 20000);
    bool known = false;
    cr_assert_eq(capaian_client_begin(client, &one), 0);
    cr_assert_eq(capaian_client_flush(client, 20000, note_known, &known), 0);
    capaian_client_close(client);
    server_stop(&server);
    return known;
}

Test(client, a_duplicate_of_an_earlier_sending_is_known_and_one_of_its_own_is_not) {
    silence_ms = 150;
    cr_assert(known_before(ANSWER, true, false));
    cr_assert(known_before(PUSHING, true, true), "already the receipt said so");
    cr_assert(known_before(BUSY_FIRST, true, true), "busy stores nothing");
    cr_assert_not(known_before(ANSWER, false, false));
    cr_assert_not(known_before(SILENT_FIRST, true, true), "the one that got no answer may have been stored");
}

Test(client, refuses_what_can_never_be_sent) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    static char large[CAPAIAN_CONTENT_MAX + 1];
    struct capaian_submission one = {.content = large, .size = sizeof large, .deadline_ms = 100};
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -EMSGSIZE);
    Capaian__V1__Envelope envelope = CAPAIAN__V1__ENVELOPE__INIT;
    const Capaian__V1__Envelope *answer;
    cr_assert_eq(capaian_client_call(client, &envelope, 100, &answer), -EINVAL);
    struct capaian_client_options options = {.servers = NULL, .server_count = 0};
    struct capaian_client *none;
    cr_assert_eq(capaian_client_open(&options, &none), -EINVAL);
    struct capaian_server nowhere = {.endpoint = "nonsense"};
    options = (struct capaian_client_options){.servers = &nowhere, .server_count = 1, .pair = own};
    cr_assert_lt(capaian_client_open(&options, &none), 0);
    capaian_client_close(client);
    server_stop(&server);
}

static Capaian__V1__Row *a_row(size_t note_size) {
    static Capaian__V1__Row row;
    static char note[CAPAIAN_CONTENT_MAX + 1];
    capaian__v1__row__init(&row);
    row.indicator = "par01";
    row.period = "2026-01";
    memset(note, 'x', note_size);
    note[note_size] = 0;
    row.note = note;
    return &row;
}

Test(client, rows_given_one_at_a_time_gather_while_one_is_unanswered) {
    struct server server;
    server_start(&server, ANSWER);
    struct capaian_client *client = client_of(&server);
    for (unsigned i = 1; i <= 3000; i++) {
        tags[i] = i;
        cr_assert_eq(capaian_client_row(client, i <= 2500 ? "dispar" : "dinkes", a_row(0), &tags[i]), 0);
        if (i == 1)
            cr_assert_eq(capaian_client_poll(client, 0, count_result, NULL), 0);
    }
    cr_assert_eq(capaian_client_flush(client, 20000, count_result, NULL), 0);
    cr_assert_eq(failures, 0);
    cr_assert_eq(tag_sum, 3000 * 3001 / 2);
    cr_assert_eq(server.rows, 3000);
    // The first alone, 1024, 1024, what is left of the unit, the other unit.
    cr_assert_eq(results, 5);
    cr_assert_eq(capaian_client_row(client, "dispar", a_row(CAPAIAN_CONTENT_MAX), NULL), -EMSGSIZE);
    cr_assert_eq(capaian_client_unanswered(client), 0);
    capaian_client_close(client);
    server_stop(&server);
}

Test(client, asked_to_stop_it_stops) {
    struct server server;
    server_start(&server, PENDING);
    struct capaian_client *client = client_of(&server);
    capaian_stop_on_signals();
    raise(SIGTERM);
    struct capaian_submission one = submission("", true, CAPAIAN_FOREVER);
    const Capaian__V1__SubmitReply *reply;
    cr_assert_eq(capaian_client_submit(client, &one, &reply), -EINTR);
    cr_assert_eq(capaian_client_unanswered(client), 0);
    capaian_client_close(client);
    server_stop(&server);
}
