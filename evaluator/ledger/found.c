#include "ledger/found.h"

#include "wire/content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// More than the rows of all chains of one message, if they do not branch. What does not fit is read again.
enum { SLOTS = 16384, SLOTS_USED = 12288, REFS = 8 };

struct found_slot {
    uint64_t step;    // of found: else the slot is free
    uint8_t id[CAPAIAN_ID_SIZE];
    uint32_t row;
    bool read, asked;    // the row; what has replaced it
    int result, is_replaced;
    struct judged_row judged;
    char ref[CAPAIAN_REF_MAX + 1];
    struct rank by;
};

struct found {
    uint64_t step;
    size_t used;
    struct found_slot *slots;
    // Of rows that found no slot, each for a while.
    char refs[REFS][CAPAIAN_REF_MAX + 1];
    unsigned next_ref;
};

struct found *found_new(void) {
    struct found *found = calloc(1, sizeof *found);
    if (found == NULL || (found->slots = calloc(SLOTS, sizeof *found->slots)) == NULL) {
        free(found);
        return NULL;
    }
    return found;
}

struct found *found_free(struct found *found) {
    if (found != NULL)
        free(found->slots);
    free(found);
    return NULL;
}

void found_begin(struct found *found) {
    found->step++;
    found->used = 0;
}

// NULL: there is no room.
static struct found_slot *slot_of(struct found *found, const uint8_t id[CAPAIAN_ID_SIZE], uint32_t row) {
    uint64_t mixed, high;
    memcpy(&mixed, id, sizeof mixed);
    memcpy(&high, id + sizeof mixed, sizeof high);
    mixed = (mixed ^ (high + row) * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xff51afd7ed558ccd);
    for (size_t i = (size_t)(mixed >> 40) % SLOTS;; i = (i + 1) % SLOTS) {
        struct found_slot *slot = &found->slots[i];
        if (slot->step == found->step) {
            if (slot->row == row && memcmp(slot->id, id, CAPAIAN_ID_SIZE) == 0)
                return slot;
            continue;
        }
        if (found->used == SLOTS_USED)
            return NULL;
        found->used++;
        slot->step = found->step;
        memcpy(slot->id, id, CAPAIAN_ID_SIZE);
        slot->row = row;
        slot->read = slot->asked = false;
        return slot;
    }
}

static void keep(struct found_slot *slot, int result, const struct judged_row *judged) {
    slot->read = true;
    slot->result = result;
    if (result < 0)
        return;
    slot->judged = *judged;
    strncpy(slot->ref, judged->ref, CAPAIAN_REF_MAX);
    slot->judged.ref = slot->ref;
}

static bool read_row(const struct fold *fold, const Capaian__V1__Content *content, const struct message *message,
                     uint64_t step, uint32_t row, struct judged_row *ret) {
    if (!judge_read_row(fold, content, row, message, ret))
        return false;
    ret->accepted = true;
    ret->statement.step = step;
    return true;
}

// A chain goes on through this message, and other chains of the step most likely do too.
static void keep_replacing(struct found *found, const struct fold *fold, const struct message *message, uint64_t step,
                           const Capaian__V1__Verdict *verdict, struct capaian_arena *scratch) {
    Capaian__V1__Content *content =
        capaian__v1__content__unpack(capaian_arena_allocator(scratch), message->size, message->content);
    for (uint32_t i = 0; content != NULL && i < content->n_rows; i++) {
        if (content->rows[i]->replaces == NULL)
            continue;
        struct judged_row judged;
        struct found_slot *slot = slot_of(found, message->id, i);
        if (slot == NULL)
            return;
        if (slot->read)
            continue;
        bool there = verdict_accepts(verdict, i) && read_row(fold, content, message, step, i, &judged);
        keep(slot, there ? 0 : -ENOENT, &judged);
    }
}

// From the record. A row is there when its message has not been refused as a whole, and it not by itself.
static int read_found(struct found *found, const struct fold *fold, const struct row_name *name, sqlite3_stmt *sql,
                      struct capaian_arena *scratch, struct judged_row *ret) {
    // Beside the step's own memory, and this one message alone.
    Capaian__V1__Content content;
    capaian_arena_reset(scratch);
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(
        capaian_arena_allocator(scratch), (size_t)sqlite3_column_bytes(sql, 1), sqlite3_column_blob(sql, 1));
    if (verdict == NULL)
        return -EIO;
    if (!verdict_accepts(verdict, name->row))
        return -ENOENT;
    const struct message message = {.id = name->id,
                                    .unit = name->unit,
                                    .content = sqlite3_column_blob(sql, 0),
                                    .size = (size_t)sqlite3_column_bytes(sql, 0),
                                    .received_at = sqlite3_column_int64(sql, 2)};
    uint64_t step = (uint64_t)sqlite3_column_int64(sql, 3);
    int r = capaian_content_row(message.content, message.size, name->row, scratch, &content);
    if (r < 0)
        return r == -ENOENT ? r : -EIO;
    content.unit = (char *)name->unit;
    if (!read_row(fold, &content, &message, step, name->row, ret))
        return -ENOENT;
    char *kept = found->refs[found->next_ref++ % REFS];
    strncpy(kept, ret->ref, CAPAIAN_REF_MAX);
    ret->ref = kept;
    if (ret->replaces)
        keep_replacing(found, fold, &message, step, verdict, scratch);
    return 0;
}

int found_row(struct found *found, const struct fold *fold, const struct row_name *name, sqlite3_stmt *sql,
              struct capaian_arena *scratch, struct judged_row *ret) {
    struct found_slot *slot = slot_of(found, name->id, name->row);
    if (slot != NULL && slot->read) {
        if (slot->result == 0)
            *ret = slot->judged;
        return slot->result;
    }
    int step = sqlite3_step(sql);
    int r = step == SQLITE_ROW    ? read_found(found, fold, name, sql, scratch, ret)
            : step == SQLITE_DONE ? -ENOENT
                                  : -EIO;
    sqlite3_reset(sql);
    if (slot != NULL && r != -EIO) {
        keep(slot, r, ret);
        if (r == 0)
            *ret = slot->judged;
    }
    return r;
}

int found_replacer(struct found *found, const struct row_name *name, sqlite3_stmt *sql, struct rank *ret) {
    struct found_slot *slot = slot_of(found, name->id, name->row);
    if (slot != NULL && slot->asked) {
        if (slot->is_replaced)
            *ret = slot->by;
        return slot->is_replaced;
    }
    sqlite3_bind_blob(sql, 1, name->id, CAPAIAN_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, name->unit, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql, 3, name->row);
    int step = sqlite3_step(sql);
    if (step == SQLITE_ROW) {
        *ret = (struct rank){.status = (uint8_t)sqlite3_column_int(sql, 0),
                             .as_of = sqlite3_column_int64(sql, 1),
                             .row = (uint32_t)sqlite3_column_int64(sql, 3)};
        if (sqlite3_column_bytes(sql, 2) == CAPAIAN_ID_SIZE)
            memcpy(ret->id, sqlite3_column_blob(sql, 2), CAPAIAN_ID_SIZE);
    }
    sqlite3_reset(sql);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return -EIO;
    if (slot != NULL) {
        slot->asked = true;
        slot->is_replaced = step == SQLITE_ROW;
        if (step == SQLITE_ROW)
            slot->by = *ret;
    }
    return step == SQLITE_ROW;
}

void found_forget(struct found *found, const struct row_name *name) {
    struct found_slot *slot = slot_of(found, name->id, name->row);
    if (slot != NULL)
        slot->asked = false;
}
