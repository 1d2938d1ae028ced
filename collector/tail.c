#include "tail.h"

#include <stdlib.h>
#include <string.h>

struct tail {
    uint64_t first, next;    // sequences held: first up to next - 1
    size_t bytes;
    struct journal_entry *slots[TAIL_ENTRIES];    // by sequence
};

struct tail *tail_new(void) {
    return calloc(1, sizeof(struct tail));
}

struct tail *tail_free(struct tail *tail) {
    if (tail)
        tail_clear(tail);
    free(tail);
    return NULL;
}

static struct journal_entry **slot(struct tail *tail, uint64_t sequence) {
    return &tail->slots[sequence % TAIL_ENTRIES];
}

static void drop_oldest(struct tail *tail) {
    struct journal_entry **oldest = slot(tail, tail->first++);
    tail->bytes -= (*oldest)->size;
    free(*oldest);
    *oldest = NULL;
}

void tail_clear(struct tail *tail) {
    while (tail->first < tail->next)
        drop_oldest(tail);
    tail->first = tail->next = 0;
}

void tail_add(struct tail *tail, const struct journal_entry *entry) {
    struct journal_entry *copy = malloc(sizeof *copy + entry->size);
    if (!copy || entry->sequence != tail->next) {
        tail_clear(tail);
        tail->first = tail->next = entry->sequence;
    }
    if (!copy)
        return;
    while (tail->first < tail->next &&
           (tail->next - tail->first >= TAIL_ENTRIES || tail->bytes + entry->size > TAIL_BYTES))
        drop_oldest(tail);
    *copy = *entry;
    copy->content = (uint8_t *)(copy + 1);
    if (entry->size > 0)
        memcpy(copy + 1, entry->content, entry->size);
    *slot(tail, tail->next++) = copy;
    tail->bytes += entry->size;
}

const struct journal_entry *tail_find(const struct tail *tail, uint64_t sequence) {
    return sequence >= tail->first && sequence < tail->next ? tail->slots[sequence % TAIL_ENTRIES] : NULL;
}
