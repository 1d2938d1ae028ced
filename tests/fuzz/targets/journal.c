// A collector's journal of any bytes: it is opened or refused with a sentence, and what is read stays within bounds.
#include "journal.h"

#include "../database.h"
#include "../good.h"
#include "wire/content.h"

#include <stdio.h>

enum { ENTRIES = 4 };

#define START INT64_C(1770282000000)

static struct image image;
static char path[128];

static void free_image(void) {
    free(image.bytes);
}

static struct journal_entry entry_of(const uint8_t *id, const uint8_t *content, size_t size, int64_t at) {
    struct journal_entry entry = {.unit = "dispar", .received_at = at, .content = content};
    memcpy(entry.id, id, CAPAIAN_ID_SIZE);
    entry.size = size;
    capaian_content_hash(content, size, entry.hash);
    return entry;
}

static void make(void) {
    struct journal *journal = NULL;
    char *sentence = NULL;
    uint8_t id[CAPAIAN_ID_SIZE], content[GOOD_SIZE];
    size_t size = good_content(content);
    snprintf(path, sizeof path, "%s", fuzz_path("journal.db"));
    fuzz_must(journal_open(path, true, &journal, &sentence) == 0);
    for (int i = 0; i < ENTRIES; i++) {
        uint64_t sequence;
        fresh_id(id);
        struct journal_entry entry = entry_of(id, content, size, START);
        fuzz_must(journal_append(journal, &entry, &sequence) == 0);
    }
    fuzz_must(journal_settle(journal, "verdict", 7, 5) == 0 && journal_commit(journal) == 0);
    journal_close(journal);
    image = image_read(path);
    fuzz_clear();
    atexit(free_image);
}

static void count(void *context, const char *unit, size_t size) {
    fuzz_must(strlen(unit) <= CAPAIAN_CODE_MAX);
    *(size_t *)context += size;
}

// What an evaluator's answers make of it: the next entry is settled, and what is settled makes room.
static void go_on(struct journal *journal, bool changed, struct capaian_arena *arena) {
    struct journal_record record;
    int64_t used, inside, disk;
    unsigned purged = 0;
    uint64_t next = journal_position(journal)->cursor + 1;
    int r = journal_settle(journal, "verdict", 7, START);
    if (r == 0)
        r = journal_commit(journal);
    // In a changed file a verdict may stand without a sum, as in a journal of before there were any.
    if (r == 0 && journal_get(journal, next, arena, &record) == 1 && !changed)
        fuzz_must(record.verdict_size == 7 && memcmp(record.verdict, "verdict", 7) == 0);
    if (r == 0)
        r = journal_purge(journal, 2, &purged);
    if (r == 0)
        r = journal_commit(journal);
    const struct journal_position *position = journal_position(journal);
    fuzz_must(r < 0 || (position->cursor == next && position->first <= position->last + 1));
    (void)journal_space(journal, &used, &inside, &disk);
}

static void use(struct journal *journal, bool changed) {
    struct capaian_arena *arena = capaian_arena_new(CAPAIAN_ARENA_MAX);
    struct journal_entry entries[16];
    struct journal_record record;
    size_t pending = 0;
    (void)journal_each_pending(journal, count, &pending);
    int read = journal_read(journal, 1, arena, entries, 16, CAPAIAN_LINK_BATCH_BYTES);
    for (int i = 0; i < read; i++) {
        fuzz_must(strlen(entries[i].unit) <= CAPAIAN_CODE_MAX && entries[i].size <= CAPAIAN_ARENA_MAX);
        fuzz_must(entries[i].sequence >= 1);
        (void)journal_find(journal, NULL, entries[i].id, arena, &record);
    }
    for (uint64_t sequence = 0; sequence <= ENTRIES + 1; sequence++)
        (void)journal_get(journal, sequence, arena, &record);
    uint8_t id[CAPAIAN_ID_SIZE], content[GOOD_SIZE];
    size_t size = good_content(content);
    fresh_id(id);
    // As the receive clock gives it: never before the latest that the journal knows.
    int64_t latest = journal_position(journal)->instant;
    struct journal_entry entry = entry_of(id, content, size, latest > START ? latest : START);
    uint64_t sequence = 0;
    int r = journal_append(journal, &entry, &sequence);
    if (r == 0)
        r = journal_commit(journal);
    // A receipt means that it is there.
    if (r == 0)
        fuzz_must(journal_find(journal, "dispar", id, arena, &record) == 1 && record.entry.sequence == sequence);
    if (r == 0)
        go_on(journal, changed, arena);
    capaian_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    struct journal *journal = NULL;
    char *sentence = NULL;
    if (image.bytes == NULL)
        make();
    bool changed = image_write(&image, &input, path);
    int r = journal_open(path, true, &journal, &sentence);
    fuzz_must(changed || r == 0);
    fuzz_must(r == 0 || sentence != NULL);
    if (r == 0) {
        use(journal, changed);
        journal_close(journal);
    }
    free(sentence);
    fuzz_clear();
    return 0;
}
