// The steps of a record in their order, as they were written, for whoever folds them again.
#pragma once

#include "ledger/ledger.h"

enum recorded_kind {
    RECORDED_MESSAGE,
    RECORDED_TICK,
    RECORDED_CATALOGUE,
    RECORDED_CLOCK,
    RECORDED_DEED,
    RECORDED_SILENT,
    RECORDED_HEARD,
    RECORDED_EARLIER,
};

// Everything it points to is gone with the next step.
struct recorded {
    enum recorded_kind kind;
    uint64_t number;
    int64_t at;
    // Of a message.
    struct entry entry;
    const uint8_t *verdict, *hash;
    size_t verdict_size, hash_size;
    // Of all others.
    int64_t instant;
    const char *text;
    struct doing doing;
    const uint8_t *body;
    size_t body_size;
};

struct steps;

int steps_open(sqlite3 *db, struct steps **ret);    // 0, -ENOMEM or -EIO
struct steps *steps_close(struct steps *steps);

// From the one behind `after` on. What is read is one snapshot until the rest.
void steps_begin(struct steps *steps, uint64_t after);
// 1 with a step; 0: that was all; -EIO; -EBADMSG: its kind is not known.
int steps_next(struct steps *steps, struct recorded *ret);
// Lets go of the snapshot: a reader that stays in one keeps the writer from reusing its log.
void steps_rest(struct steps *steps);

enum { RECORDED_UNHEARD_MAX = 64 };

// What a tick says.
struct recorded_tick {
    uint32_t first, last;
    const char *unheard[RECORDED_UNHEARD_MAX];
    size_t unheard_count;
    char *text;    // to be freed
};

int recorded_tick(const struct recorded *step, struct recorded_tick *ret);    // 0, -ENOMEM or -EBADMSG
// The catalogue of the step, and how it was applied; the basis is the step's. 0, -ENOMEM, -EIO or -EBADMSG.
int recorded_catalogue(sqlite3 *db, const struct recorded *step, struct catalogue **ret, struct applied *ret_applied);

// The message of which another copy had been received earlier, at the receive time of that copy.
struct recorded_earlier {
    struct entry entry;
    struct verdict_of was;
    struct sqlite3_stmt *message;    // to be finalized
};
int recorded_earlier(sqlite3 *db, const struct recorded *step, struct recorded_earlier *ret);    // 0, -EIO or -EBADMSG

Capaian__V1__Deed *recorded_deed(const struct recorded *step);    // to be freed; NULL: it is not readable
