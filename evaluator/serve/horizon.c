#include "runtime/sabotage.h"
#include "serve/server.h"

#include <string.h>

static int64_t watermark_of(const struct server *server, const struct capaian_key_entry *entry) {
    for (size_t i = 0; i < server->link_count; i++)
        if (memcmp(server->links[i].key, entry->key, CAPAIAN_KEY_SIZE) == 0)
            return server->links[i].watermark;
    return INT64_MIN;
}

int64_t link_horizon(const struct server *server, int64_t due, const char **ret_unheard, size_t *ret_count) {
    int64_t horizon = server_now(server);
    *ret_count = 0;
    if (capaian_sabotage("judge_without_watermark"))
        return horizon;
    for (size_t i = 0; i < capaian_keyring_count(server->keys); i++) {
        const struct capaian_key_entry *entry = capaian_keyring_at(server->keys, i);
        if ((entry->roles & CAPAIAN_ROLE_LINK) == 0)
            continue;
        int64_t watermark = watermark_of(server, entry);
        if (watermark < horizon)
            horizon = watermark;
        if (watermark < due && *ret_count < LINKS_MAX)
            ret_unheard[(*ret_count)++] = entry->comment;
    }
    return horizon;
}

int64_t link_horizon_beside(const struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE]) {
    int64_t horizon = INT64_MAX;
    for (size_t i = 0; i < capaian_keyring_count(server->keys); i++) {
        const struct capaian_key_entry *entry = capaian_keyring_at(server->keys, i);
        if ((entry->roles & CAPAIAN_ROLE_LINK) == 0 || memcmp(entry->key, key, CAPAIAN_KEY_SIZE) == 0)
            continue;
        int64_t watermark = watermark_of(server, entry);
        horizon = watermark < horizon ? watermark : horizon;
    }
    return horizon;
}
