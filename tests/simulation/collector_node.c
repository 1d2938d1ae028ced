#include "collector.h"
#include "node.h"
#include "serve.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct simulated {
    struct settings settings;
    struct collector *collector;
};

static void close_node(void *daemon) {
    struct simulated *node = daemon;
    collector_close(node->collector);
    free(node);
}

static void *open_node(const struct node_setup *setup) {
    struct simulated *node = calloc(1, sizeof *node);
    if (node == NULL)
        return NULL;
    struct settings *settings = &node->settings;
    settings->intake = setup->intake;
    settings->evaluator = setup->link;
    settings->reserve = INT64_C(1) << 30;
    memcpy(settings->evaluator_key, setup->evaluator_key, CAPAIAN_KEY_SIZE);
    snprintf(settings->name, sizeof settings->name, "%s", setup->name);
    snprintf(settings->journal, sizeof settings->journal, "%s/journal.db", setup->folder);
    snprintf(settings->key, sizeof settings->key, "%s/server.key", setup->folder);
    snprintf(settings->keys, sizeof settings->keys, "%s/authorised_keys", setup->folder);
    char endpoint[256];
    node->collector = collector_open(settings, endpoint);
    if (node->collector == NULL) {
        free(node);
        return NULL;
    }
    return node;
}

static enum node_turn turn(void *daemon) {
    struct simulated *node = daemon;
    bool idle = true;
    if (collector_turn(node->collector, false, &idle) < 0)
        return NODE_FAILED;
    return idle ? NODE_IDLE : NODE_BUSY;
}

static int64_t patience(void *daemon) {
    struct simulated *node = daemon;
    return collector_patience(node->collector);
}

const struct node_kind collector_node = {open_node, turn, patience, close_node};
