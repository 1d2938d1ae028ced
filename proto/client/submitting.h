// The messages of a client that are unanswered, and the machine (session/sender.h) that drives them. Not for users.
#pragma once

#include "client/connection.h"
#include "client/pack.h"
#include "session/sender.h"

// How long a collector may hold its answer back for the verdict. Short: a verdict that comes later is pushed, and
// silence is noticed soon.
enum { CAPAIAN_CLIENT_PATIENCE_MS = 2000 };

// A message by its number in the machine.
struct capaian_outgoing {
    uint8_t id[CAPAIAN_ID_SIZE];
    uint8_t *content;
    size_t size;
    bool judged;
    bool dry_run;
    bool gathered;    // packed from rows
    bool heard;       // answered, if only with a receipt
    bool known;       // and the first answer, to the first sending, called it a duplicate
    unsigned sends;
    void *tag;
    void **row_tags;
    size_t row_count;
    uint8_t *kept;    // the latest answer that is not the end, encoded
    size_t kept_size;
};

struct capaian_submitting {
    struct capaian_sender machine;
    struct capaian_outgoing messages[CAPAIAN_SUBMIT_CREDIT];
    struct capaian_connection connection;
    size_t gathered;    // messages of rows that are unanswered
    size_t results;     // reported in this poll
    bool one;           // a poll ends at the first result, which then still can be read
    bool gathering;     // pack holds rows
    struct capaian_pack pack;
    void *pack_tags[CAPAIAN_ROWS_MAX];
};

// The client's, made when first used. 0 or -ENOMEM.
int capaian_submitting_of(struct capaian_client *client, struct capaian_submitting **ret);

// Hands a message to the machine, which owns content and row_tags (malloc) then. 0, -EAGAIN.
int capaian_submitting_add(struct capaian_submitting *submitting, const struct capaian_outgoing *message,
                           int64_t deadline);

// Drops everything unanswered and closes the socket.
void capaian_submitting_abandon(struct capaian_submitting *submitting);

// Gives an event (reply and refusal belong to it) to the machine and carries out what it says, until it waits;
// *ret_until is until when. 0, -errno when no socket can be opened.
int capaian_submitting_step(struct capaian_client *client, const struct capaian_sender_event *event,
                            const Capaian__V1__Refusal *refusal, capaian_submit_done *done, void *context,
                            int64_t *ret_until);

// Makes a message of the rows gathered. 0, -EAGAIN, -ENOMEM.
int capaian_submitting_close_rows(struct capaian_client *client);
