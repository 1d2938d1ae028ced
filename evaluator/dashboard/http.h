// The HTTP side: libmicrohttpd's threads, the assets, and the headers that every answer has.
#pragma once

#include "dashboard/site.h"
#include "dashboard/stream.h"

#include <stdint.h>
#include <sys/socket.h>

enum { CONNECTIONS_MAX = 512, CONNECTION_IDLE_S = 60 };

struct http;

// Port 0: one from the kernel. 0 or -errno.
int http_start(struct site *site, struct streams *streams, const struct sockaddr_storage *at, struct http **ret);
uint16_t http_port(const struct http *server);
struct http *http_stop(struct http *server);    // takes NULL, returns NULL
