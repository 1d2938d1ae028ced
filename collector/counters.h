// What the collector counts since its start; status shows every counter by its name.
#pragma once

#include <stdint.h>

#define COLLECTOR_COUNTERS(X)                                                                                          \
    X(frames)           /* on the intake, readable or not */                                                           \
    X(frames_malformed) /* not one readable Envelope of a kind served here */                                          \
    X(stored)                                                                                                          \
    X(duplicates)                                                                                                      \
    X(conflicts)                                                                                                       \
    X(refused)                                                                                                         \
    X(not_allowed) /* without the right to do what it asked, among them keys just removed */                           \
    X(busy)                                                                                                            \
    X(trials)                                                                                                          \
    X(receipts_asked)                                                                                                  \
    X(verdicts_pushed)                                                                                                 \
    X(replies_late)    /* the connection took them only later */                                                       \
    X(replies_dropped) /* it never did, or was gone */                                                                 \
    X(commits)                                                                                                         \
    X(disk_full)                                                                                                       \
    X(purged)                                                                                                          \
    X(link_sessions)                                                                                                   \
    X(link_rewinds) /* all that is kept was sent again */                                                              \
    X(link_faults)                                                                                                     \
    X(link_batches)                                                                                                    \
    X(link_entries)                                                                                                    \
    X(link_settled)                                                                                                    \
    X(keys_reloaded)                                                                                                   \
    X(keys_rejected) /* the file was changed to something that cannot be used; the old keys stay */

struct counters {
#define X(name) uint64_t name;
    COLLECTOR_COUNTERS(X)
#undef X
};
