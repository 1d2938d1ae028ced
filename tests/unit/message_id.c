#include "client/message_id.h"

#include "runtime/daemon.h"
#include "wire/content.h"

#include <criterion/criterion.h>
#include <string.h>

Test(message_id, made_by_time_or_by_content) {
    uint8_t one[16], two[16];
    int64_t before = capaian_wall_ms();
    capaian_message_id_make(one);
    capaian_message_id_make(two);
    int64_t milliseconds = 0;
    for (unsigned i = 0; i < 6; i++)
        milliseconds = milliseconds << 8 | one[i];
    cr_assert_geq(milliseconds, before);
    cr_assert_leq(milliseconds, capaian_wall_ms());
    cr_assert_eq(one[6] >> 4, 7);
    cr_assert_eq(one[8] >> 6, 2);
    cr_assert_neq(memcmp(one, two, 16), 0);

    uint8_t hash[32];
    capaian_content_hash("content", 7, hash);
    capaian_message_id_of_content("content", 7, one);
    cr_assert_arr_eq(one, hash, 16);
    capaian_message_id_of_content("another", 7, two);
    cr_assert_neq(memcmp(one, two, 16), 0);
}
