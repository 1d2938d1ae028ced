// In place of proto/net/zap.c, where there are no connections: nobody asks who may connect.
#include "net/zap.h"

#include <stddef.h>

int capaian_zap_start(void *context, const char *keys_path, struct capaian_zap **ret) {
    (void)context;
    (void)keys_path;
    *ret = NULL;
    return 0;
}

struct capaian_zap *capaian_zap_stop(struct capaian_zap *zap) {
    (void)zap;
    return NULL;
}

uint64_t capaian_zap_refused(const struct capaian_zap *zap) {
    (void)zap;
    return 0;
}
