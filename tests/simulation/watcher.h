// A dashboard: takes every event once, in order, as session/watcher.h decides, and keeps what it got.
#pragma once

#include "net/key.h"
#include "process.h"
#include "session/watcher.h"
#include "wire/arena.h"

#include <sqlite3.h>
#include <zmq.h>

enum { SEEN_MAX = 4096 };

// An event as it was delivered: its number, and the hash of all that it said.
struct seen {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    uint64_t number;
    uint8_t hash[CAPAIAN_HASH_SIZE];
};

struct watcher {
    struct process process;
    struct capaian_keypair pair;
    const char *query, *alerts;
    enum capaian_watcher_mode mode;
    void *query_socket, *alerts_socket;
    struct capaian_watcher machine;
    bool follow_due, snapshot_due;
    uint64_t after;
    uint32_t credit_due;
    struct seen seen[SEEN_MAX];    // since the beginning, or the last snapshot
    unsigned count;
    uint64_t from;    // the number before the first
    struct capaian_arena *arena;
    zmq_msg_t payload;
};

void watcher_init(struct watcher *watcher, const char *name, enum capaian_watcher_mode mode, const char *query,
                  const char *alerts, const struct capaian_keypair *pair);
void watcher_end(struct watcher *watcher);
// From what it has, or from the beginning.
void watcher_start(struct watcher *watcher, bool anew);

// It is in the ledger's epoch and at its latest event.
bool watcher_level(const struct watcher *watcher, sqlite3 *ledger);

// What it has seen of the epoch that the ledger is in, the log has, and says the same of it.
void watcher_check_seen(const struct watcher *watcher, sqlite3 *ledger);

// It has the whole log of the ledger, from where it began to the latest event, and nothing else.
void watcher_check(const struct watcher *watcher, sqlite3 *ledger);
