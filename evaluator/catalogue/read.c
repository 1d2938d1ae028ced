#include "reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Far above what the limits on rows and cells allow; the arena takes what is needed.
enum { ARENA_MAX = 1 << 30 };

static const char known_files[] = "units.csv, indicators.csv, targets.csv, holders.csv, policy.ini, calendar.csv, "
                                  "plan.csv, shares.csv, scales.csv, ladder.csv, opening.csv";

const char unreadable_code[] = "?";

void *reader_take(struct reader *reader, struct capaian_arena *arena, size_t count, size_t size) {
    void *memory = capaian_arena_take(arena, (count > 0 ? count : 1) * size);
    if (memory == NULL)
        reader->failed = true;
    return memory;
}

const char *reader_keep(struct reader *reader, const char *text) {
    if (*text == '\0')
        return "";
    size_t size = strlen(text) + 1;
    char *kept = reader_take(reader, reader->memory, size, 1);
    return kept == NULL ? "" : memcpy(kept, text, size);
}

void reader_find(struct reader *reader, size_t file, unsigned line, const char *column, enum capaian_code code,
                 const char *argument0, const char *argument1, const char *argument2) {
    findings_add(&reader->findings, catalogue_file_names[file], line, column, code, argument0, argument1, argument2);
}

const char *line_argument(unsigned line, char buffer[NUMBER_ARGUMENT]) {
    (void)snprintf(buffer, NUMBER_ARGUMENT, "%u", line);
    return buffer;
}

const char *nano_argument(const struct reader *reader, capaian_nano nano, char buffer[CAPAIAN_NUMBER_TEXT]) {
    return capaian_nano_format(nano, -1, reader->catalogue->policy.numbers, buffer);
}

static void sort_files(struct reader *reader, const struct catalogue_file *files, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *name = files[i].name;
        size_t rank = catalogue_file_rank(name);
        if (rank == CATALOGUE_FILES)
            findings_add(&reader->findings, name, 0, "", CAPAIAN_FILE_UNKNOWN, name, known_files, NULL);
        else if (reader->files[rank] != NULL)
            reader_find(reader, rank, 0, "", CAPAIAN_FILE_TWICE, name, NULL, NULL);
        else
            reader->files[rank] = &files[i];
    }
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        if (reader->files[rank] == NULL && catalogue_file_required(rank))
            reader_find(reader, rank, 0, "", CAPAIAN_FILE_ABSENT, catalogue_file_names[rank], NULL, NULL);
    }
}

static void read_all(struct reader *reader) {
    static void (*const parts[])(struct reader *) = {
        policy_read,   calendar_read, scales_read,   units_read,   indicators_read, targets_read, holders_read,
        plan_read,     shares_read,   ladder_read,   opening_read, units_check,     plan_check,   indicators_check,
        targets_check, weights_check, holders_check, shares_check, scales_check,    ladder_check, opening_check,
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !reader->failed; i++)
        parts[i](reader);
}

int catalogue_read(const struct catalogue_file *files, size_t count, struct catalogue **ret,
                   struct catalogue_findings *ret_findings) {
    struct reader reader = {.memory = capaian_arena_new(ARENA_MAX), .scratch = capaian_arena_new(ARENA_MAX)};
    reader.failed = reader.memory == NULL || reader.scratch == NULL;
    if (!reader.failed)
        reader.catalogue = reader_take(&reader, reader.memory, 1, sizeof *reader.catalogue);
    if (!reader.failed) {
        *reader.catalogue = (struct catalogue){.memory = reader.memory};
        sort_files(&reader, files, count);
        read_all(&reader);
    }
    if (!reader.failed) {
        size_t buckets = 2;
        while (buckets < 2 * reader.catalogue->indicator_count)
            buckets *= 2;
        uint32_t *index = reader_take(&reader, reader.memory, buckets, sizeof *index);
        if (index != NULL)
            catalogue_index(reader.catalogue, memset(index, 0, buckets * sizeof *index), buckets);
    }
    capaian_arena_free(reader.scratch);
    struct catalogue_findings findings;
    reader.findings.failed = reader.findings.failed || reader.failed;
    int r = findings_finish(&reader.findings, &findings);
    if (r < 0) {
        capaian_arena_free(reader.memory);
        return r;
    }
    if (findings.errors == 0)
        *ret = reader.catalogue;
    else
        capaian_arena_free(reader.memory);
    *ret_findings = findings;
    return 0;
}

struct catalogue *catalogue_free(struct catalogue *catalogue) {
    if (catalogue != NULL)
        capaian_arena_free(catalogue->memory);
    return NULL;
}
