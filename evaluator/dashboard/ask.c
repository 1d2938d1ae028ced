#include "dashboard/ask.h"

#include "client/message_id.h"
#include "wire/envelope.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct askers {
    const struct capaian_arguments *arguments;
    pthread_mutex_t lock;
    struct capaian_client **idle;
    unsigned idle_count, open_count, most;
};

struct askers *askers_new(const struct capaian_arguments *arguments, unsigned most) {
    struct askers *askers = calloc(1, sizeof *askers);
    struct capaian_client **idle = calloc(most, sizeof *idle);
    if (!askers || !idle) {
        free(askers);
        free(idle);
        return NULL;
    }
    *askers = (struct askers){.arguments = arguments, .idle = idle, .most = most};
    pthread_mutex_init(&askers->lock, NULL);
    return askers;
}

struct askers *askers_free(struct askers *askers) {
    if (!askers)
        return NULL;
    for (unsigned i = 0; i < askers->idle_count; i++)
        capaian_client_close(askers->idle[i]);
    pthread_mutex_destroy(&askers->lock);
    free(askers->idle);
    free(askers);
    return NULL;
}

struct capaian_client *askers_take(struct askers *askers) {
    struct capaian_client *client = NULL;
    pthread_mutex_lock(&askers->lock);
    if (askers->idle_count > 0)
        client = askers->idle[--askers->idle_count];
    else if (askers->open_count < askers->most && capaian_arguments_connect(askers->arguments, &client) == COMMAND_WELL)
        askers->open_count++;
    pthread_mutex_unlock(&askers->lock);
    return client;
}

void askers_give(struct askers *askers, struct capaian_client *client) {
    pthread_mutex_lock(&askers->lock);
    askers->idle[askers->idle_count++] = client;
    pthread_mutex_unlock(&askers->lock);
}

#define SAY(indonesian, english) capaian_in_language(page->language, indonesian, english)

enum { UNANSWERED = 503 };    // the page's status

static void say_unanswered(struct page *page, int error) {
    page->status = UNANSWERED;
    page->refusal =
        error == -ETIMEDOUT
            ? SAY("Evaluator tidak menjawab. Angka terakhir ada padanya; halaman ini akan tampil lagi bila ia kembali.",
                  "The evaluator does not answer. It holds the figures; this page is back when it is.")
            : page_text(page, "%s: %s", SAY("Evaluator tidak dapat ditanya", "The evaluator cannot be asked"),
                        strerror(-error));
}

static void say_refused(struct page *page, const Capaian__V1__Refusal *refusal) {
    enum capaian_code code = capaian_code_of_name(refusal->code);
    char own[CAPAIAN_SENTENCE_MAX];
    const char *sentence = SAY(refusal->sentence_id, refusal->sentence_en);
    if (!*sentence && code != CAPAIAN_OK && code != CAPAIAN_CODE_COUNT)
        sentence = capaian_code_sentence(code, page->language, NULL, own, sizeof own);
    page->status = code == CAPAIAN_BUSY ? UNANSWERED : strstr(refusal->code, ".unknown") ? 404 : 409;
    page->refusal = page_text(page, "%s (%s)", sentence, refusal->code);
}

// What came back, as long as the client lives without another call. Who did not answer once is not asked again for the
// same page, or it would wait a deadline for each question.
static const Capaian__V1__Envelope *call(const struct asking *asking, const Capaian__V1__Envelope *request,
                                         Capaian__V1__Envelope__KindCase wanted) {
    const Capaian__V1__Envelope *reply = NULL;
    if (asking->page->status == UNANSWERED)
        return NULL;
    int error = capaian_client_call(asking->client, request, asking->deadline_ms, &reply);
    if (error == 0 && reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_REFUSAL)
        say_refused(asking->page, reply->refusal);
    else if (error == 0 && reply->kind_case != wanted)
        error = -EPROTO;
    else if (error == 0)
        return reply;
    if (error < 0)
        say_unanswered(asking->page, error);
    return NULL;
}

static const Capaian__V1__QueryReply *keep(struct page *page, const Capaian__V1__QueryReply *reply) {
    size_t size = capaian__v1__query_reply__get_packed_size(reply);
    uint8_t *bytes = malloc(size ? size : 1);
    Capaian__V1__QueryReply *kept = NULL;
    if (bytes) {
        capaian__v1__query_reply__pack(reply, bytes);
        kept = capaian__v1__query_reply__unpack(capaian_arena_allocator(page->arena), size, bytes);
    }
    free(bytes);
    page->failed |= !kept;
    return kept;
}

const Capaian__V1__QueryReply *ask(const struct asking *asking, Capaian__V1__QueryRequest *query) {
    Capaian__V1__Envelope request;
    query->request = 0;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_QUERY, query);
    const Capaian__V1__Envelope *reply = call(asking, &request, CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY);
    if (!reply)
        return NULL;
    if (reply->query_reply->refusal) {
        say_refused(asking->page, reply->query_reply->refusal);
        return NULL;
    }
    // The cases of question and answer have the same order, one number apart.
    if ((int)reply->query_reply->what_case != (int)query->what_case + 1) {
        say_unanswered(asking->page, -EPROTO);
        return NULL;
    }
    return keep(asking->page, reply->query_reply);
}

bool ask_all(const struct asking *asking, Capaian__V1__QueryRequest *query,
             void (*take)(const Capaian__V1__QueryReply *reply, void *context), void *context) {
    query->cursor = (char *)protobuf_c_empty_string;
    for (;;) {
        const Capaian__V1__QueryReply *reply = ask(asking, query);
        if (!reply)
            return false;
        take(reply, context);
        if (!*reply->next_cursor || strcmp(reply->next_cursor, query->cursor) == 0)
            return true;
        query->cursor = reply->next_cursor;
    }
}

bool ask_deed(const struct asking *asking, const char *actor, const char *reason, Capaian__V1__Deed *deed) {
    uint8_t id[CAPAIAN_ID_SIZE];
    Capaian__V1__Envelope request;
    Capaian__V1__ActRequest act = CAPAIAN__V1__ACT_REQUEST__INIT;
    capaian_message_id_make(id);
    act.act_id = (ProtobufCBinaryData){sizeof id, id};
    act.actor = (char *)actor;
    act.reason = (char *)reason;
    act.act_case = CAPAIAN__V1__ACT_REQUEST__ACT_DEED;
    act.deed = deed;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_ACT, &act);
    const Capaian__V1__Envelope *reply = call(asking, &request, CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY);
    if (reply && reply->act_reply->refusal)
        say_refused(asking->page, reply->act_reply->refusal);
    return reply && !reply->act_reply->refusal;
}

int ask_place(struct capaian_client *client, int64_t deadline_ms, struct place *ret) {
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__Envelope request;
    const Capaian__V1__Envelope *reply = NULL;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_QUERY, &query);
    int error = capaian_client_call(client, &request, deadline_ms, &reply);
    if (error < 0)
        return error;
    if (reply->kind_case != CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY || reply->query_reply->refusal ||
        reply->query_reply->what_case != CAPAIAN__V1__QUERY_REPLY__WHAT_SNAPSHOT ||
        reply->query_reply->snapshot->epoch.len != CAPAIAN_EPOCH_SIZE)
        return -EPROTO;
    memcpy(ret->epoch, reply->query_reply->snapshot->epoch.data, CAPAIAN_EPOCH_SIZE);
    ret->number = reply->query_reply->snapshot->number;
    return 0;
}
