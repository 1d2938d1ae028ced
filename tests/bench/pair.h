// The running pair that is measured.
#pragma once

#include "client/client.h"

struct pair {
    struct capaian_server collector, query, alerts;
    const char *keys;    // folder of 1.key to SENDERS_MAX.key and admin.key
    const char *disk;    // a folder on the disk that the pair writes to
    long collector_pid, evaluator_pid;
};

enum { SENDERS_MAX = 64 };

// A client with the key of that name. 0 or -errno, with a sentence on standard error.
int pair_client(const struct pair *pair, const struct capaian_server *server, const char *key,
                struct capaian_client **ret);

int64_t pair_now_ns(void);    // monotonic

// Asks the evaluator; numbers the query. 0, -EPROTO where it is refused, -errno.
int pair_query(struct capaian_client *client, Capaian__V1__QueryRequest *query, const Capaian__V1__QueryReply **ret);

// For how long both daemons together have done nothing but copy their log into their database, seconds; 0 where one
// does not say.
double pair_checkpoints(const struct pair *pair);

double pair_used(long pid);    // processor time of a process, seconds

// Resident memory of a process, MiB: now, and the most it was.
double pair_memory(long pid, double *ret_most);
