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

    cr_assert_not(capaian_message_id_stateless(one, "content", 7));
}

Test(message_id, made_from_content_it_says_so) {
    uint8_t one[16], two[16], hash[32];
    capaian_content_hash("content", 7, hash);
    capaian_message_id_of_content("content", 7, 0, one);
    cr_assert_eq(one[6] >> 4, 8);
    cr_assert_eq(one[8] >> 6, 2);
    cr_assert(capaian_message_id_stateless(one, "content", 7));
    cr_assert_not(capaian_message_id_stateless(one, "another", 7), "an id of version 8 that somebody made otherwise");
    cr_assert_arr_eq(one, hash, 6);
    cr_assert_eq(one[6] & 0x0f, hash[6] & 0x0f);
    cr_assert_eq(one[7], hash[7]);
    cr_assert_eq(one[8] & 0x3f, hash[8] & 0x3f);
    cr_assert_arr_eq(one + 9, hash + 9, 7);
    capaian_message_id_of_content("another", 7, 0, two);
    cr_assert_neq(memcmp(one, two, 16), 0);
}

Test(message_id, each_attempt_has_its_own_and_always_the_same) {
    uint8_t ids[4][16], again[16], hash[32];
    for (uint32_t attempt = 0; attempt < 4; attempt++) {
        capaian_message_id_of_content("content", 7, attempt, ids[attempt]);
        capaian_message_id_of_content("content", 7, attempt, again);
        cr_assert_arr_eq(again, ids[attempt], 16);
        cr_assert(capaian_message_id_stateless(again, "content", 7));
        for (uint32_t other = 0; other < attempt; other++)
            cr_assert_neq(memcmp(ids[other], ids[attempt], 16), 0);
    }
    capaian_content_hash("content\0\0\0\3", 11, hash);
    cr_assert_arr_eq(ids[3], hash, 6, "the number follows the content, big-endian");
}
