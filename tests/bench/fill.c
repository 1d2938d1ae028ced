// Makes a ledger of as many rows as asked for, or brings one that rests up to that, as the evaluator itself would write
// it: only in larger commits, and without waiting for the disk before the end.
//
//     bench_fill LEDGER CATALOGUE INDICATORS ROWS [random]
//
// Ids are ordered by time unless they are to be random. Prints how many rows and messages there are, and the seconds
// that it took.
#include "catalogue/folder.h"
#include "history.h"
#include "ledger/ledger.h"
#include "pair.h"
#include "value/text.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_PER_COMMIT = 200000, DAY_FIRST = 20454 };    // 2026-01-01

static const uint8_t sender[CAPAIAN_KEY_SIZE] = {7};

static void must(int r, const char *what) {
    if (r >= 0)
        return;
    fprintf(stderr, "bench_fill: %s: %s\n", what ? what : "", strerror(-r));
    exit(1);
}

static void apply_catalogue(struct ledger *ledger, const char *folder) {
    struct catalogue_folder files = {0};
    struct catalogue_findings findings = {0};
    struct catalogue *catalogue = NULL;
    char *path = NULL;
    must(catalogue_folder_read(folder, &files, &path), path);
    must(catalogue_read(files.files, files.count, &catalogue, &findings), folder);
    for (size_t i = 0; findings.errors > 0 && i < findings.count; i++)
        fprintf(stderr, "%s\n", catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH));
    must(findings.errors > 0 ? -EINVAL : 0, folder);
    must(ledger_catalogue(ledger, catalogue, files.files, files.count, &(struct applied){"bench", DAY_FIRST, false},
                          &(struct doing){.actor = "admin"}, HISTORY_NOW),
         "the catalogue");
    catalogue_findings_free(&findings);
    catalogue_folder_free(&files);
}

static void add_message(struct ledger *ledger, uint64_t n, unsigned units, bool random) {
    static struct capaian_pack pack;
    uint8_t id[CAPAIAN_ID_SIZE];
    enum arrival arrival;
    const uint8_t *verdict;
    size_t size;
    history_pack(&pack, history_kind(n), units, n);
    if (random)
        randombytes_buf(id, sizeof id);
    else
        capaian_message_id_make(id);
    const struct entry entry = {.message = {.id = id,
                                            .unit = pack.unit,
                                            .content = pack.content,
                                            .size = pack.size,
                                            .received_at = HISTORY_NOW},
                                .sender = sender};
    uint64_t before = ledger->fold->rows;
    must(ledger_message(ledger, &entry, HISTORY_NOW, &arrival, &verdict, &size), "a message");
    must(ledger->fold->rows == before + pack.row_count ? 0 : -EPROTO, "rows were refused");
}

static void end_commit(struct ledger *ledger) {
    must(ledger_commit(ledger), "a commit");
    ledger_published(ledger);
    must(capaian_store_checkpoint(ledger->store, true), "a checkpoint");
}

int main(int argc, char **argv) {
    bool random = argc == 6 && strcmp(argv[5], "random") == 0;
    if ((argc != 5 && !random) || sodium_init() < 0) {
        fprintf(stderr, "bench_fill LEDGER CATALOGUE INDICATORS ROWS [random]\n");
        return 2;
    }
    unsigned units = (unsigned)strtoul(argv[3], NULL, 10) / HISTORY_OF_A_UNIT;
    uint64_t rows = strtoull(argv[4], NULL, 10);
    char *sentence = NULL;
    struct ledger *ledger = NULL;
    int64_t start = pair_now_ns();
    bool fresh = access(argv[1], F_OK) < 0;
    if (fresh)
        must(ledger_create(argv[1], true, HISTORY_NOW, &sentence), sentence);
    must(ledger_open(argv[1], &ledger, &sentence), sentence);
    // Whoever dies here begins anew.
    sqlite3_exec(capaian_store_db(ledger->store), "PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000", NULL, NULL,
                 NULL);
    if (fresh)
        apply_catalogue(ledger, argv[2]);
    uint64_t committed = ledger->fold->rows;
    for (uint64_t n = ledger->fold->messages; ledger->fold->rows < rows; n++) {
        add_message(ledger, n, units, random);
        if (ledger->fold->rows - committed >= ROWS_PER_COMMIT) {
            end_commit(ledger);
            committed = ledger->fold->rows;
        }
    }
    end_commit(ledger);
    printf("%" PRIu64 " %" PRIu64 " %.3f\n", ledger->fold->rows, ledger->fold->messages,
           (double)(pair_now_ns() - start) / 1e9);
    ledger_close(ledger);
    sync();
    return 0;
}
