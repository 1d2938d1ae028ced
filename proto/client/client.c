#include "client/connection.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

// Room for a reply of the largest frame once it is decoded.
enum { REPLY_ARENA_MAX = 4 * CAPAIAN_REPLY_FRAME_MAX };

static int copy_servers(struct capaian_client *client, const struct capaian_client_options *options) {
    for (size_t i = 0; i < options->server_count; i++) {
        client->servers[i] = options->servers[i];
        client->servers[i].endpoint = strdup(options->servers[i].endpoint);
        if (!client->servers[i].endpoint)
            return -ENOMEM;
        client->server_count++;
    }
    return 0;
}

int capaian_client_open(const struct capaian_client_options *options, struct capaian_client **ret) {
    if (options->server_count == 0 || options->server_count > CAPAIAN_CLIENT_SERVERS_MAX)
        return -EINVAL;
    if (sodium_init() < 0)
        return -EIO;
    struct capaian_client *client = calloc(1, sizeof *client);
    if (!client)
        return -ENOMEM;
    zmq_msg_init(&client->frame);
    client->pair = options->pair;
    client->silence = options->silence_ms;
    client->rows_judged = options->rows_judged;
    int result = copy_servers(client, options);
    if (result == 0) {
        client->context = zmq_ctx_new();
        client->arena = capaian_arena_new(REPLY_ARENA_MAX);
        if (!client->context || !client->arena)
            result = -ENOMEM;
    }
    // Opened at once, so that an endpoint that can never be is refused here.
    if (result == 0)
        result = capaian_connection_open(client, &client->asking);
    if (result < 0) {
        capaian_client_close(client);
        return result;
    }
    *ret = client;
    return 0;
}

struct capaian_client *capaian_client_close(struct capaian_client *client) {
    if (!client)
        return NULL;
    capaian_submitting_free(client->submitting);
    capaian_connection_close(&client->asking);
    if (client->context)
        zmq_ctx_term(client->context);
    zmq_msg_close(&client->frame);
    capaian_arena_free(client->arena);
    for (size_t i = 0; i < client->server_count; i++)
        free((char *)client->servers[i].endpoint);
    capaian_keypair_wipe(&client->pair);
    free(client);
    return NULL;
}
