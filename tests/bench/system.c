#include "system.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The n-th message of a sender, whose first value is not 0; and the rows of one with many.
enum { ONCE = 7, MANY = 256 };

bool system_here(const struct system *system, const struct place *place) {
    return system && (!system->here || system->here(place));
}

static int send_twice(const struct system *system, void *connection, void *prepared, unsigned *ret_duplicates) {
    uint8_t id[CAPAIAN_ID_SIZE];
    int r = 0;
    capaian_message_id_make(id);
    *ret_duplicates = 0;
    for (unsigned i = 0; r == 0 && i < 2; i++) {
        struct answers answers = {0};
        r = system->send(connection, id, prepared);
        if (r == 0)
            r = system->wait(connection, ANSWER_MS, &answers);
        if (r == 0 && answers.all != 1)
            r = -ETIMEDOUT;
        *ret_duplicates += answers.duplicates;
    }
    return r;
}

static int sum_of(const struct system *system, const struct place *place, const struct rows *rows, int64_t *ret) {
    *ret = 0;
    return system->sum ? system->sum(place, rows->list[0].indicator, ret) : 0;
}

// What all rows add to the indicator of the first.
static int64_t change_of(const struct rows *rows) {
    int64_t change = 0;
    for (unsigned i = 0; i < rows->count; i++)
        if (strcmp(rows->list[i].indicator, rows->list[0].indicator) == 0)
            change += rows->list[i].change;
    return change;
}

static int check(const struct system *system, const struct place *place, struct rows *rows, unsigned count) {
    void *connection = NULL;
    int64_t before = 0, after = 0;
    unsigned duplicates = 0;
    rows_make(rows, ROWS_EVENTS, 0, count, ONCE);
    void *prepared = system->prepare(rows);
    int r = prepared ? system->open(place, 0, true, &connection) : -ENOMEM;
    if (r == 0)
        r = sum_of(system, place, rows, &before);
    if (r == 0)
        r = send_twice(system, connection, prepared, &duplicates);
    if (r == 0)
        r = sum_of(system, place, rows, &after);
    if (r == 0 && (duplicates != 1 || (system->sum && after - before != change_of(rows)))) {
        fprintf(stderr, "bench: %s counts a message twice that was sent twice\n", system->name);
        r = -EPROTO;
    }
    system->close(connection);
    free(prepared);
    return r;
}

int system_check(const struct system *system, const struct place *place) {
    struct rows *rows = malloc(sizeof *rows);
    int r = rows ? check(system, place, rows, 1) : -ENOMEM;
    if (r == 0)
        r = check(system, place, rows, MANY);
    free(rows);
    return r;
}
