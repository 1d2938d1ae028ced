// Room on the disk. A fold that a full disk takes back is in memory all the same, so it must not come to that: short of
// the floor nothing is folded, entries wait in their journals, acts are refused, and questions are answered. When there
// is room again everything goes on by itself. Where the disk is filled faster than that, the evaluator ends.
#include "runtime/sabotage.h"
#include "serve/server.h"

#include <inttypes.h>
#include <stdio.h>

// What a batch needs besides: derived rows, pages of indexes, and the checkpoint that brings the WAL back to its start.
static const int64_t FLOOR = 16 * INT64_C(1024) * 1024;
// Room for the largest batch, so that what begins again gets on.
static const int64_t AGAIN = 16 * INT64_C(1024) * 1024;

enum { BYTES_PER_BYTE = 8, BYTES_PER_ENTRY = 4096 };

static void say(const struct server *server, enum capaian_level level, const char *what) {
    char left[24];
    snprintf(left, sizeof left, "%" PRId64, server->disk_left + FLOOR);
    capaian_log(level, what, "free_bytes", left, NULL);
}

static void fall_short(struct server *server) {
    server->disk_short = true;
    say(server, CAPAIAN_FAULT, "the disk is nearly full; messages wait with their collectors, acts are refused");
}

void room_look(struct server *server) {
    int64_t disk = capaian_store_free_bytes(server->ledger->store);
    if (disk < 0 || capaian_sabotage("ignore_full_disk"))
        return;
    server->disk_left = disk - FLOOR;
    if (!server->disk_short && server->disk_left <= 0) {
        fall_short(server);
    } else if (server->disk_short && server->disk_left >= AGAIN) {
        server->disk_short = false;
        say(server, CAPAIAN_INFO, "there is room on the disk again");
        // Collectors send again what was not settled.
        link_restart(server);
    }
}

bool room_take(struct server *server, const Capaian__V1__LinkBatch *batch) {
    int64_t cost = (int64_t)batch->n_entries * BYTES_PER_ENTRY;
    for (size_t i = 0; i < batch->n_entries; i++)
        cost += (int64_t)batch->entries[i]->content.len * BYTES_PER_BYTE;
    if (!server->disk_short && cost > server->disk_left && !capaian_sabotage("ignore_full_disk"))
        fall_short(server);
    if (server->disk_short)
        return false;
    server->disk_left -= cost;
    return true;
}
