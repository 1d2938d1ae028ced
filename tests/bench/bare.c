#include "bare.h"

#include "net/socket.h"
#include "runtime/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int bare_bind(struct bare_socket *bare, const char *folder, unsigned roles, int64_t frame_max) {
    char path[4096];
    snprintf(path, sizeof path, "%s/server.key", folder);
    int r = capaian_keypair_read(path, &bare->pair);
    bare->context = zmq_ctx_new();
    snprintf(path, sizeof path, "%s/authorised_keys", folder);
    if (r == 0)
        r = bare->context ? capaian_zap_start(bare->context, path, &bare->zap) : -ENOMEM;
    if (r == 0)
        r = capaian_router_bind(bare->context, "tcp://127.0.0.1:*", &bare->pair, roles, frame_max, &bare->router,
                                bare->endpoint);
    return r;
}

void bare_unbind(struct bare_socket *bare) {
    capaian_socket_close(bare->router);
    capaian_zap_stop(bare->zap);
    if (bare->context)
        zmq_ctx_term(bare->context);
    capaian_keypair_wipe(&bare->pair);
}

int main(int argc, char **argv) {
    enum { COLLECTOR = 1, EVALUATOR, STATE, READY, ARGUMENTS };
    char ledger_ready[4096];
    if (argc != ARGUMENTS) {
        fprintf(stderr, "bench_bare COLLECTOR EVALUATOR STATE READY: folders of the pair's keys, one for the data, and "
                        "the file to write when it is ready\n");
        return 2;
    }
    snprintf(ledger_ready, sizeof ledger_ready, "%s/ledger.ready", argv[STATE]);
    capaian_raise_files();
    pid_t ledger = fork();
    if (ledger == 0)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    capaian_stop_on_signals();
    int r = ledger < 0    ? -errno
            : ledger == 0 ? bare_ledger(argv[EVALUATOR], argv[STATE], ledger_ready)
                          : bare_journal(argv[COLLECTOR], argv[STATE], argv[EVALUATOR], ledger_ready, argv[READY]);
    if (r < 0)
        fprintf(stderr, "bench_bare: the %s: %s\n", ledger == 0 ? "ledger" : "journal", strerror(-r));
    if (ledger > 0) {
        kill(ledger, SIGTERM);
        waitpid(ledger, NULL, 0);
    }
    return r < 0;
}
