// The bare pipeline: what our own parts can do at best. CURVE, decode, hash, journal, commit, receipt, link, once per
// id, ledger, sum, commit, and nothing else: no validation, no rights beyond the keys, no alerts, no recovery. Two
// processes, as the pair; what is committed is whatever arrived during the last commit.
#pragma once

#include "net/key.h"
#include "net/zap.h"

#include <zmq.h>

// The context and handler of a process, and its one bound socket.
struct bare_socket {
    struct capaian_keypair pair;
    void *context, *router;
    struct capaian_zap *zap;
    char endpoint[256];
};

// With the key and the authorised keys of that folder. 0 or -errno.
int bare_bind(struct bare_socket *bare, const char *folder, unsigned roles, int64_t frame_max);
void bare_unbind(struct bare_socket *bare);

// Both run until they are asked to stop. The ledger writes its endpoint into `ready`; the journal begins when it is
// there, and writes its own. 0 or -errno.
int bare_journal(const char *folder, const char *state, const char *ledger_key, const char *ledger_ready,
                 const char *ready);
int bare_ledger(const char *folder, const char *state, const char *ready);
