#include "office.h"

#include "net/socket.h"
#include "regency.h"
#include "wire/envelope.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ask(struct office *office) {
    static const uint8_t no_key[CAPAIAN_KEY_SIZE];
    struct node_file files[REGENCY_FILES];
    char text[REGENCY_TEXT], basis[32];
    Capaian__V1__CatalogueFile list[REGENCY_FILES], *pointers[REGENCY_FILES];
    regency_catalogue(office->revision, files, text);
    for (unsigned i = 0; i < REGENCY_FILES; i++) {
        capaian__v1__catalogue_file__init(&list[i]);
        list[i].name = (char *)files[i].name;
        list[i].text = (ProtobufCBinaryData){strlen(files[i].text), (uint8_t *)files[i].text};
        pointers[i] = &list[i];
    }
    snprintf(basis, sizeof basis, "revision %u", office->revision);
    Capaian__V1__CatalogueApply apply = CAPAIAN__V1__CATALOGUE_APPLY__INIT;
    apply.files = pointers;
    apply.n_files = REGENCY_FILES;
    apply.basis = basis;
    apply.effective = (char *)"2026-03-01";
    apply.compared_with = office->version;
    Capaian__V1__ActRequest request = CAPAIAN__V1__ACT_REQUEST__INIT;
    request.act_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, office->act_id};
    request.actor = (char *)"P1";
    request.act_case = CAPAIAN__V1__ACT_REQUEST__ACT_CATALOGUE_APPLY;
    request.catalogue_apply = &apply;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_ACT, &request);
    if (office->socket == NULL || capaian_dealer_send(office->socket, &envelope) < 0) {
        capaian_socket_close(office->socket);
        capaian_dealer_connect(NULL, office->query, no_key, &office->pair, 0, &office->socket);
    }
}

static void act(struct process *process) {
    struct office *office = (struct office *)process;
    while (office->socket != NULL && capaian_dealer_receive(office->socket, &office->payload) == 1) {
        Capaian__V1__Envelope *envelope = NULL;
        capaian_arena_reset(office->arena);
        if (capaian_envelope_unpack(zmq_msg_data(&office->payload), zmq_msg_size(&office->payload), office->arena,
                                    &envelope) != CAPAIAN_OK)
            continue;
        const Capaian__V1__ActReply *reply =
            envelope->kind_case == CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY ? envelope->act_reply : NULL;
        if (reply == NULL || reply->act_id.len != CAPAIAN_ID_SIZE ||
            memcmp(reply->act_id.data, office->act_id, CAPAIAN_ID_SIZE) != 0)
            continue;
        // Another version stands than the office has seen (a ledger that was put back, too); the sentence names it.
        if (reply->refusal != NULL && strcmp(reply->refusal->code, "catalogue.moved") == 0) {
            const char *sentence = reply->refusal->sentence_en;
            office->version = (unsigned)strtoul(sentence + strcspn(sentence, "0123456789"), NULL, 10);
            continue;
        }
        // For want of memory; it asks again.
        if (reply->refusal != NULL && strcmp(reply->refusal->code, "busy") == 0)
            continue;
        if (reply->refusal != NULL)
            world_broken("the office's revision is refused: %s %s", reply->refusal->code, reply->refusal->sentence_en);
        world_note("the office's revision %u is step %u", office->revision, (unsigned)reply->step);
        office->waits = false;
    }
    if (!office->waits)
        return;
    ask(office);
    process_by(process, world_now() + world_between(200 * WORLD_MS, 2 * WORLD_SECOND));
}

void office_init(struct office *office, const char *query, const struct capaian_keypair *pair) {
    memset(office, 0, sizeof *office);
    process_init(&office->process, "office", act);
    office->query = query;
    office->pair = *pair;
    office->arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    assert(office->arena != NULL);
    zmq_msg_init(&office->payload);
}

void office_end(struct office *office) {
    capaian_socket_close(office->socket);
    capaian_arena_free(office->arena);
    zmq_msg_close(&office->payload);
}

void office_revise(struct office *office) {
    if (office->waits)
        return;
    office->revision++;
    office->waits = true;
    randombytes_buf(office->act_id, sizeof office->act_id);
    world_note("the office begins revision %u", office->revision);
    process_by(&office->process, world_now());
}
