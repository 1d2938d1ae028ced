// The C library for department systems, dashboards and our own commands: submit until answered, ask, act, follow.
//
// A client belongs to one thread. It keeps trying until the deadline it is given: silence closes the socket and opens
// another, at the next server where several are given, because a connection that was refused or lost never says so.
// Everything it repeats is harmless to repeat. Nothing here logs or prints.
//
// Installed: `pkg-config capaian`, <capaian/client/client.h>. Figures are packed into the bytes of a message by
// client/pack.h; a message has up to CAPAIAN_ROWS_MAX rows and CAPAIAN_CONTENT_MAX bytes (wire/limits.h), numbers are
// coefficient * 10^-scale, instants milliseconds since 1970 UTC. Keys are 32 raw bytes; net/key.h reads them from
// files. Nothing is kept on disk here: who must not lose a message when its process dies keeps id and content until it
// is answered. A program with a loop of its own may take session/sender.h and session/watcher.h instead, the same rules
// as pure steps.
//
// Errors are negative errno: -ETIMEDOUT the deadline passed without an answer, -EINTR the process was asked to stop
// (runtime/daemon.h: our own commands; others end a wait by its deadline), -ENOMEM, -EINVAL for arguments that can
// never be right, else what opening a socket gave. Deadlines are milliseconds from now; CAPAIAN_FOREVER never ends.
// Decoded replies are the client's: they live until the next function with this client, except capaian_client_begin and
// capaian_client_row.
#pragma once

#include "capaian/v1/envelope.pb-c.h"
#include "client/message_id.h"
#include "net/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPAIAN_FOREVER INT64_MAX

enum { CAPAIAN_CLIENT_SERVERS_MAX = 8 };

// A daemon to talk to: collectors for submissions and receipts, the evaluator's query socket for the rest.
struct capaian_server {
    const char *endpoint;
    uint8_t key[CAPAIAN_KEY_SIZE];    // its public key
};

struct capaian_client_options {
    const struct capaian_server *servers;    // copied; tried in this order, the next on silence
    size_t server_count;                     // 1 to CAPAIAN_CLIENT_SERVERS_MAX
    struct capaian_keypair pair;             // of this client
    int64_t silence_ms;                      // without an answer until the first reopening; 0: 3000. Doubles to 15 s
    bool rows_judged;                        // for capaian_client_row: results are verdicts, not receipts
};

struct capaian_client;

// Connects in the background: 0 does not mean that anybody answers. 0 or -errno.
int capaian_client_open(const struct capaian_client_options *options, struct capaian_client **ret);

// Takes NULL, returns NULL. What has not been answered is dropped.
struct capaian_client *capaian_client_close(struct capaian_client *client);

// Sends a request (query, act, receipt, collector_status_request; also submit) and waits for the reply that belongs to
// it, by request number, act id or message id; replies to earlier requests are dropped. A query numbered 0 is numbered
// here. A refusal is an answer: look for CAPAIAN__V1__ENVELOPE__KIND_REFUSAL, and for the refusal inside the reply.
// 0, -ETIMEDOUT, -EINTR, -EMSGSIZE (larger than a frame may be), -EINVAL (not a request), -errno.
int capaian_client_call(struct capaian_client *client, const Capaian__V1__Envelope *request, int64_t deadline_ms,
                        const Capaian__V1__Envelope **ret);

// What a collector knows of a message: OUTCOME_UNKNOWN when it does not have it. As capaian_client_call, and -EPROTO
// when the server refused to read the request (it is no collector).
int capaian_client_receipt(struct capaian_client *client, const uint8_t id[CAPAIAN_ID_SIZE], int64_t deadline_ms,
                           const Capaian__V1__SubmitReply **ret);

struct capaian_submission {
    uint8_t id[CAPAIAN_ID_SIZE];
    const void *content;    // an encoded Content (client/pack.h builds one)
    size_t size;
    bool judged;     // wait for the verdict; else the receipt is enough
    bool dry_run;    // stores nothing; the answer is the verdict it would get
    int64_t deadline_ms;
    void *tag;    // yours; comes back with the result
};

// Submits one message and waits. 0: *ret is the last answer, and its outcome says what to do next; at the deadline it
// may be STORED (on disk, the verdict still to come) or BUSY (nothing stored). -ETIMEDOUT: no answer that stands; the
// message may or may not be stored, and sending the same id and content again is right. -EBUSY: messages begun
// earlier are unanswered. -EMSGSIZE: the content is larger than CAPAIAN_CONTENT_MAX. -EINTR, -errno.
int capaian_client_submit(struct capaian_client *client, const struct capaian_submission *submission,
                          const Capaian__V1__SubmitReply **ret);

// How a message ended. reply as in capaian_client_submit, NULL with an error: -ETIMEDOUT.
struct capaian_submit_result {
    uint8_t id[CAPAIAN_ID_SIZE];
    void *tag;
    int error;
    const Capaian__V1__SubmitReply *reply;    // until the callback returns
    bool known;    // the server had the message before this client sent it, so that its verdict may be an old one
    void *const *row_tags;    // of a message packed by capaian_client_row: the tag of each row
    size_t row_count;
};
typedef void capaian_submit_done(const struct capaian_submit_result *result, void *context);

// Many at once. Copies the content and sends nothing itself: the next capaian_client_poll does. May be called from the
// callback. 0; -EAGAIN: as many as the protocol allows are unanswered, poll first; -EMSGSIZE, -EEXIST (this id is
// unanswered), -ENOMEM.
int capaian_client_begin(struct capaian_client *client, const struct capaian_submission *submission);

// Adds a row to the message being gathered for its unit; copies what it needs. While nothing gathered earlier is
// unanswered the next poll sends it at once; otherwise rows gather until that answer or a full message. The id is made
// here. May be called from the callback. 0; -EAGAIN: poll first; -EMSGSIZE: the row alone is larger than a message may
// be; -ENOMEM.
int capaian_client_row(struct capaian_client *client, const char *unit, const Capaian__V1__Row *row, void *tag);

// Sends, receives, and calls `done` for every message that ended. Returns as soon as at least one has, or nothing is
// unanswered, or after the timeout (0: do not wait). The number of results, or -EINTR, -errno.
int capaian_client_poll(struct capaian_client *client, int64_t timeout_ms, capaian_submit_done *done, void *context);

// Polls until nothing is unanswered or gathered. 0, -ETIMEDOUT, -EINTR, -errno.
int capaian_client_flush(struct capaian_client *client, int64_t deadline_ms, capaian_submit_done *done, void *context);

size_t capaian_client_unanswered(const struct capaian_client *client);    // messages begun or gathered

// A watcher that misses no alert.
struct capaian_follow {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];      // all zero: whichever stands; filled in as soon as it is known
    uint64_t number;                        // of the last event already had; counts on with every event delivered
    const char *unit;                       // NULL or "": all
    bool personnel;                         // the stream about persons; of all units, by follow alone
    const struct capaian_server *alerts;    // the PUB endpoint: takes the live stream there and heals what it lost by
                                            // replay; NULL: by follow alone. Not with a unit
    bool until_live;                        // end when nothing older is left
    int64_t deadline_ms;
    int (*event)(const Capaian__V1__AlertEvent *event, void *context);    // each once, in order; not 0 ends the follow
    void *context;
};

// Delivers events after follow->number until one of: the callback's value when not 0; 0 with until_live; -ETIMEDOUT at
// the deadline; -EINTR; -ESTALE: the epoch or number is gone: take a snapshot (SnapshotQuery) and follow from its epoch
// and number; -EPROTO: the server refused to follow (*ret_refusal, may be NULL, says why); -errno. Call again with the
// same struct to go on. The callback must not use the client.
int capaian_client_follow(struct capaian_client *client, struct capaian_follow *follow,
                          const Capaian__V1__Refusal **ret_refusal);
