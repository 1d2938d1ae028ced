#include "net/address.h"

#include <criterion/criterion.h>
#include <errno.h>

Test(address, is_numeric_and_a_port_alone_is_of_loopback) {
    static const char *const GOOD[][2] = {
        {"0", "127.0.0.1:7"},       {"9570", "127.0.0.1:7"},   {"127.0.0.1:9570", "127.0.0.1:7"},
        {"0.0.0.0:1", "0.0.0.0:7"}, {"[::1]:9570", "[::1]:7"}, {"[::]:65535", "[::]:7"}};
    static const char *const BAD[] = {
        "",           ":",    ":9570",           "localhost:9570", "::1:9570", "127.0.0.1",
        "127.0.0.1:", "1:-1", "127.0.0.1:65536", "[::1]",          "[]:1",     "127.0.0.1:9570x",
        " 9570"};
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        struct sockaddr_storage address;
        char text[CAPAIAN_ADDRESS_TEXT];
        cr_assert_eq(capaian_address_parse(GOOD[i][0], &address), 0, "%s", GOOD[i][0]);
        cr_assert_str_eq(capaian_address_text(&address, 7, text), GOOD[i][1]);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct sockaddr_storage address = {.ss_family = AF_UNIX};
        cr_assert_eq(capaian_address_parse(BAD[i], &address), -EINVAL, "%s", BAD[i]);
        cr_assert_eq(address.ss_family, AF_UNIX);
    }
}
