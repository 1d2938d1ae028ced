// Who may connect. One ZAP handler thread per context, bound before any socket and closed after the last: libzmq's
// CURVE admits everybody when no handler is bound. Sockets opened by net/socket.h are put under an enforced domain; the
// domain names the roles that may connect. The User-Id of every message is the key in hexadecimal.
#pragma once

#include "net/keyring.h"

struct capaian_zap;

// Starts the handler. The path is the authorised keys file; the handler keeps its own copy of the ring and refreshes it
// before answers. 0 or -errno.
int capaian_zap_start(void *context, const char *keys_path, struct capaian_zap **ret);
struct capaian_zap *capaian_zap_stop(struct capaian_zap *zap);

// A domain for sockets that keys with any of these roles may connect to: "roles:3".
enum { CAPAIAN_ZAP_DOMAIN = 16 };
char *capaian_zap_domain(unsigned roles, char buffer[CAPAIAN_ZAP_DOMAIN]);

// Refused connections since the start. Each source address is logged once a minute.
uint64_t capaian_zap_refused(const struct capaian_zap *zap);
