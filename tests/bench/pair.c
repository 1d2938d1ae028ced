#include "pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int pair_client(const struct pair *pair, const struct capaian_server *server, const char *key,
                struct capaian_client **ret) {
    char path[4096];
    struct capaian_client_options options = {.servers = server, .server_count = 1};
    snprintf(path, sizeof path, "%s/%s.key", pair->keys, key);
    int r = capaian_keypair_read(path, &options.pair);
    if (r == 0)
        r = capaian_client_open(&options, ret);
    capaian_keypair_wipe(&options.pair);
    if (r < 0)
        fprintf(stderr, "bench: no client with %s: %s\n", path, strerror(-r));
    return r;
}

int64_t pair_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

double pair_memory(long pid, double *ret_most) {
    static const char resident[] = "VmRSS:", peak[] = "VmHWM:";
    char path[64], line[256];
    double now = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    *ret_most = 0;
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, resident, strlen(resident)) == 0)
            now = strtod(line + strlen(resident), NULL) / 1024;
        else if (strncmp(line, peak, strlen(peak)) == 0)
            *ret_most = strtod(line + strlen(peak), NULL) / 1024;
    }
    if (file)
        fclose(file);
    return now;
}
