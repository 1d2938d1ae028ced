// Where something listens: a numeric address and a port.
#pragma once

#include <stdint.h>
#include <sys/socket.h>

enum { CAPAIAN_ADDRESS_TEXT = 64 };

// "PORT" (of loopback), "ADDRESS:PORT", "[ADDRESS]:PORT". 0 or -EINVAL.
int capaian_address_parse(const char *text, struct sockaddr_storage *ret);

// As it is written, with the port that it came to be: 127.0.0.1:9570, [::1]:9570. Returns buffer.
char *capaian_address_text(const struct sockaddr_storage *address, uint16_t port, char buffer[CAPAIAN_ADDRESS_TEXT]);
