#include "node.h"
#include "runtime/daemon.h"
#include "serve/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 512 };

struct simulated {
    struct server server;
    char ledger[PATH_ROOM], key[PATH_ROOM], keys[PATH_ROOM], quarantine[PATH_ROOM], acts[PATH_ROOM], backups[PATH_ROOM];
};

static void close_node(void *daemon) {
    struct simulated *node = daemon;
    server_close(&node->server);
    free(node);
}

static void *open_node(const struct node_setup *setup) {
    struct simulated *node = calloc(1, sizeof *node);
    if (node == NULL)
        return NULL;
    snprintf(node->ledger, PATH_ROOM, "%s/ledger.db", setup->folder);
    snprintf(node->key, PATH_ROOM, "%s/server.key", setup->folder);
    snprintf(node->keys, PATH_ROOM, "%s/authorised_keys", setup->folder);
    snprintf(node->quarantine, PATH_ROOM, "%s/ledger.in-hand", setup->folder);
    snprintf(node->acts, PATH_ROOM, "%s/acts.log", setup->folder);
    snprintf(node->backups, PATH_ROOM, "%s/ledger.backed-up", setup->folder);
    const struct server_setup server = {.ledger = node->ledger,
                                        .key = node->key,
                                        .keys = node->keys,
                                        .quarantine = node->quarantine,
                                        .acts = node->acts,
                                        .backups = node->backups,
                                        .link = setup->link,
                                        .alerts = setup->alerts,
                                        .query = setup->query};
    if (server_open(&node->server, &server) == 0)
        return node;
    close_node(node);
    return NULL;
}

static enum node_turn turn(void *daemon) {
    struct simulated *node = daemon;
    bool busy = server_turn(&node->server);
    return node->server.failed ? NODE_FAILED : busy ? NODE_BUSY : NODE_IDLE;
}

static int64_t patience(void *daemon) {
    struct simulated *node = daemon;
    return passage_wait(&node->server);
}

const struct node_kind evaluator_node = {open_node, turn, patience, close_node};

bool evaluator_found(const char *folder, const struct node_file *files, unsigned count, const char *effective) {
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/ledger.db", folder);
    struct catalogue_file texts[16];
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    for (unsigned i = 0; i < count && i < 16; i++)
        texts[i] = (struct catalogue_file){files[i].name, files[i].text, strlen(files[i].text)};
    bool read = catalogue_read(texts, count, &catalogue, &findings) == 0;
    for (size_t i = 0; i < findings.count; i++) {
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH);
        fprintf(stderr, "the simulated regency's catalogue: %s\n", text);
        free(text);
    }
    catalogue_findings_free(&findings);
    struct applied applied = {.basis = "Perjanjian Kinerja 2026"};
    struct ledger *ledger = NULL;
    char *sentence = NULL;
    int64_t at = capaian_wall_ms();
    bool founded = read && catalogue != NULL && capaian_date_parse(effective, &applied.effective) == 0 &&
                   ledger_create(path, false, 0, &sentence) == 0 && ledger_open(path, &ledger, &sentence) == 0 &&
                   ledger_catalogue(ledger, catalogue, texts, count, &applied, &(struct doing){0}, at) == 0 &&
                   ledger_commit(ledger) == 0;
    if (!founded)
        fprintf(stderr, "%s: %s\n", path, sentence != NULL ? sentence : "cannot be founded");
    free(sentence);
    if (founded)
        ledger_published(ledger);
    ledger_close(ledger);
    return founded;
}

static void differs(void *context, const char *sentence) {
    char *text = context;
    if (text[0] == '\0')
        snprintf(text, PATH_ROOM, "%s", sentence);
}

const char *evaluator_rebuild(const char *folder) {
    static char text[PATH_ROOM];
    char path[PATH_ROOM];
    uint64_t steps = 0;
    char *sentence = NULL;
    text[0] = '\0';
    snprintf(path, sizeof path, "%s/ledger.db", folder);
    int r = ledger_rebuild_check(path, differs, text, &steps, &sentence);
    if (r < 0)
        snprintf(text, sizeof text, "%s", sentence != NULL ? sentence : strerror(-r));
    free(sentence);
    return text;
}
