#include "net/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int capaian_address_parse(const char *text, struct sockaddr_storage *ret) {
    char host[CAPAIAN_ADDRESS_TEXT] = "127.0.0.1";
    const char *colon = strrchr(text, ':'), *port = colon ? colon + 1 : text;
    if (colon) {
        const char *first = text, *end = colon;
        if (*first == '[' && end > first && end[-1] == ']') {
            first++;
            end--;
        }
        if (end == first || (size_t)(end - first) >= sizeof host ||
            (memchr(first, ':', (size_t)(end - first)) && first == text))
            return -EINVAL;
        snprintf(host, sizeof host, "%.*s", (int)(end - first), first);
    }
    char *rest;
    unsigned long number = strtoul(port, &rest, 10);
    if (*port < '0' || *port > '9' || *rest != '\0' || number > UINT16_MAX)
        return -EINVAL;
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -EINVAL;
    *ret = (struct sockaddr_storage){0};
    memcpy(ret, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return 0;
}

char *capaian_address_text(const struct sockaddr_storage *address, uint16_t port, char buffer[CAPAIAN_ADDRESS_TEXT]) {
    char host[INET6_ADDRSTRLEN] = "";
    bool six = address->ss_family == AF_INET6;
    socklen_t size = six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    getnameinfo((const void *)address, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
    snprintf(buffer, CAPAIAN_ADDRESS_TEXT, six ? "[%s]:%u" : "%s:%u", host, (unsigned)port);
    return buffer;
}
