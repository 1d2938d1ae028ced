// Who is logged in, and how often something may be tried. Fixed tables, kept in memory: a restart logs everybody out.
// All functions may be called from any thread. Times are monotonic milliseconds.
#pragma once

#include "dashboard/people.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SESSIONS_MAX = 1024,
    SESSION_SECRET = 2 * 24 + 1,    // hexadecimal, with NUL
    SESSION_IDLE_MS = 60 * 60 * 1000,
    SESSION_LONGEST_MS = 12 * 60 * 60 * 1000,
    ATTEMPTS_MAX = 1024,
    ATTEMPTS_IN_MS = 60 * 1000,
};

struct session {
    char code[PERSON_CODE_MAX + 1];
    char token[SESSION_SECRET];    // that a form of this session carries
};

struct sessions;
struct sessions *sessions_new(void);
struct sessions *sessions_free(struct sessions *sessions);

// A new session, whose secret goes into the cookie; the oldest makes room.
void sessions_begin(struct sessions *sessions, const char *code, int64_t now, char ret_secret[SESSION_SECRET]);
// False: there is none, or it has ended by time.
bool sessions_find(struct sessions *sessions, const char *secret, int64_t now, struct session *ret);
void sessions_end(struct sessions *sessions, const char *secret);

// Counts an attempt by `name` (an address, a code, a session). False: more than `most` within the last minute.
bool sessions_allow(struct sessions *sessions, const char *name, unsigned most, int64_t now);

bool secrets_equal(const char *a, const char *b);    // in a time that does not tell where they differ
