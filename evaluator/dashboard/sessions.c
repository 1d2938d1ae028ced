#include "dashboard/sessions.h"

#include "value/text.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    struct session session;
    unsigned char hash[crypto_generichash_BYTES];    // of the secret: who reads memory cannot log in with it
    int64_t began, used;                             // used 0: free
};

struct attempt {
    unsigned char name[crypto_generichash_BYTES];
    int64_t since;
    unsigned count;
};

struct sessions {
    pthread_mutex_t lock;
    struct kept list[SESSIONS_MAX];
    struct attempt attempts[ATTEMPTS_MAX];
};

struct sessions *sessions_new(void) {
    struct sessions *sessions = calloc(1, sizeof *sessions);
    if (sessions)
        pthread_mutex_init(&sessions->lock, NULL);
    return sessions;
}

struct sessions *sessions_free(struct sessions *sessions) {
    if (sessions)
        pthread_mutex_destroy(&sessions->lock);
    free(sessions);
    return NULL;
}

static void hash_of(const char *text, unsigned char ret[crypto_generichash_BYTES]) {
    crypto_generichash(ret, crypto_generichash_BYTES, (const unsigned char *)text, strlen(text), NULL, 0);
}

static void make_secret(char ret[SESSION_SECRET]) {
    unsigned char bytes[SESSION_SECRET / 2];
    randombytes_buf(bytes, sizeof bytes);
    capaian_hex(bytes, sizeof bytes, ret);
    sodium_memzero(bytes, sizeof bytes);
}

static bool over(const struct kept *kept, int64_t now) {
    return kept->used == 0 || now - kept->used > SESSION_IDLE_MS || now - kept->began > SESSION_LONGEST_MS;
}

void sessions_begin(struct sessions *sessions, const char *code, int64_t now, char ret_secret[SESSION_SECRET]) {
    struct kept fresh = {.began = now, .used = now};
    make_secret(ret_secret);
    make_secret(fresh.session.token);
    hash_of(ret_secret, fresh.hash);
    strncpy(fresh.session.code, code, sizeof fresh.session.code - 1);
    pthread_mutex_lock(&sessions->lock);
    struct kept *place = &sessions->list[0];
    for (size_t i = 0; i < SESSIONS_MAX && !over(place, now); i++) {
        struct kept *kept = &sessions->list[i];
        if (over(kept, now) || kept->used < place->used)
            place = kept;
    }
    *place = fresh;
    pthread_mutex_unlock(&sessions->lock);
}

static struct kept *find(struct sessions *sessions, const char *secret) {
    unsigned char hash[crypto_generichash_BYTES];
    hash_of(secret, hash);
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        struct kept *kept = &sessions->list[i];
        if (kept->used && sodium_memcmp(kept->hash, hash, sizeof hash) == 0)
            return kept;
    }
    return NULL;
}

bool sessions_find(struct sessions *sessions, const char *secret, int64_t now, struct session *ret) {
    pthread_mutex_lock(&sessions->lock);
    struct kept *kept = find(sessions, secret);
    bool found = kept && !over(kept, now);
    if (found) {
        kept->used = now;
        *ret = kept->session;
    }
    pthread_mutex_unlock(&sessions->lock);
    return found;
}

void sessions_end(struct sessions *sessions, const char *secret) {
    pthread_mutex_lock(&sessions->lock);
    struct kept *kept = find(sessions, secret);
    if (kept)
        *kept = (struct kept){0};
    pthread_mutex_unlock(&sessions->lock);
}

bool sessions_allow(struct sessions *sessions, const char *name, unsigned most, int64_t now) {
    unsigned char hash[crypto_generichash_BYTES];
    hash_of(name, hash);
    pthread_mutex_lock(&sessions->lock);
    struct attempt *place = &sessions->attempts[0];
    for (size_t i = 0; i < ATTEMPTS_MAX; i++) {
        struct attempt *attempt = &sessions->attempts[i];
        if (memcmp(attempt->name, hash, sizeof hash) == 0) {
            place = attempt;
            break;
        }
        if (attempt->since < place->since)
            place = attempt;
    }
    if (memcmp(place->name, hash, sizeof hash) != 0 || now - place->since > ATTEMPTS_IN_MS) {
        *place = (struct attempt){.since = now};
        memcpy(place->name, hash, sizeof hash);
    }
    bool allowed = place->count < most;
    place->count += allowed;
    pthread_mutex_unlock(&sessions->lock);
    return allowed;
}

bool secrets_equal(const char *a, const char *b) {
    size_t size = strlen(a);
    return size == strlen(b) && sodium_memcmp(a, b, size) == 0;
}
