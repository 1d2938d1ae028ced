// What a daemon says of itself over HTTP to whoever observes it:
//
//     /livez            the loop turns
//     /readyz?verbose   it can do its work; every check by name
//     /metrics          OpenMetrics
//
// A thread of its own answers from what the daemon's thread last published, and never makes that one wait. No
// authentication and no encryption: nothing secret and nothing about persons is published.
#pragma once

#include "net/address.h"
#include "value/text.h"

enum { CAPAIAN_OBSERVATION_ENDPOINT = CAPAIAN_ADDRESS_TEXT, CAPAIAN_OBSERVATION_CHECKS = 8 };

// After the place of the setting.
#define CAPAIAN_OBSERVATION_WRONG "is a port, or a numeric address and a port: 9570, 0.0.0.0:9570, [::1]:9570"

struct capaian_check {
    const char *name;
    bool well;
    bool needed;           // without it the daemon is not ready; else it is only told
    const char *detail;    // NULL: nothing to add. Copied
};

struct capaian_observation;

// As net/address.h has it. 0 or -EINVAL.
int capaian_observation_check(const char *address);

// Listens and answers that the daemon is starting. 0 or -errno. *ret_endpoint: where, with the port that the kernel
// gave for port 0.
int capaian_observation_start(const char *address, struct capaian_observation **ret,
                              char ret_endpoint[CAPAIAN_OBSERVATION_ENDPOINT]);
// Takes NULL, returns NULL.
struct capaian_observation *capaian_observation_stop(struct capaian_observation *observation);

// For the daemon's thread: from now on this is answered. The text is taken over; what the process itself uses, and the
// end of the text, are added to it.
void capaian_observation_publish(struct capaian_observation *observation, struct capaian_string *metrics,
                                 const struct capaian_check *checks, size_t count, int64_t now_ms);
