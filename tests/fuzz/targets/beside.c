// What an evaluator keeps in files beside its ledger: the list of acts, and what it had in hand when it died.
#include "../evaluator.h"
#include "../fuzz.h"
#include "serve/server.h"

#include <string.h>

static const uint8_t id[CAPAIAN_ID_SIZE] = "message message";

static void no_line_end(void *context, const char *line) {
    (*(unsigned *)context)++;
    fuzz_must(line[0] != '#' && strchr(line, '\n') == NULL);
}

static void acts(struct server *server, const char *path) {
    struct acts_log *log = NULL;
    char *sentence = NULL;
    unsigned lost = 0, again = 0;
    sqlite3 *db = capaian_store_db(server->ledger->store);
    fuzz_must(acts_log_compare(path, db, no_line_end, &lost) == 0);
    fuzz_must(acts_log_open(path, server->ledger, no_line_end, &again, &log, &sentence) == 0 && lost == again);
    acts_log_close(log);
    // The ledger's own acts stand in it now, and it is read again.
    fuzz_must(acts_log_open(path, server->ledger, no_line_end, &again, &log, &sentence) == 0);
    acts_log_close(log);
}

// A message on which the evaluator dies twice is held, and the like of it is not.
static void still_noticed(const char *path) {
    struct quarantine *quarantine = NULL;
    for (int death = 0; death < 2; death++) {
        fuzz_must(quarantine_open(path, &quarantine) == 0);
        quarantine_enter(quarantine, id, "dispar");
        quarantine = quarantine_close(quarantine);
    }
    fuzz_must(quarantine_open(path, &quarantine) == 0);
    fuzz_must(quarantine_holds(quarantine, id, "dispar"));
    fuzz_must(!quarantine_holds(quarantine, id, "dispar2"));
    quarantine_close(quarantine);
}

static void in_hand(const char *path) {
    struct quarantine *quarantine = NULL;
    fuzz_must(quarantine_open(path, &quarantine) == 0);
    (void)quarantine_holds(quarantine, id, "dispar");
    quarantine_enter(quarantine, id, "dispar");
    quarantine_leave(quarantine, true);
    quarantine_committed(quarantine);
    quarantine_close(quarantine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    struct server *server = evaluator("link");
    const char *path = fuzz_path("beside");
    bool list = fuzz_byte(&input) & 1;
    fuzz_write(path, input.data, input.size);
    if (list)
        acts(server, path);
    else
        in_hand(path);
    fuzz_write(path, "", 0);
    still_noticed(path);
    return 0;
}
