#include "tail.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(tail, keeps_the_newest_within_its_bounds) {
    struct tail *tail = tail_new();
    struct journal_entry entry = {.content = (const uint8_t *)"content", .size = 7};
    for (entry.sequence = 1; entry.sequence <= TAIL_ENTRIES + 10; entry.sequence++)
        tail_add(tail, &entry);
    cr_assert_null(tail_find(tail, 10));
    cr_assert_not_null(tail_find(tail, 11));
    cr_assert_eq(tail_find(tail, TAIL_ENTRIES + 10)->sequence, TAIL_ENTRIES + 10);
    cr_assert_null(tail_find(tail, TAIL_ENTRIES + 11));
    cr_assert_neq(tail_find(tail, 11)->content, entry.content, "a copy");

    char *large = malloc(TAIL_BYTES / 2);
    memset(large, 'x', TAIL_BYTES / 2);
    entry.content = (const uint8_t *)large;
    entry.size = TAIL_BYTES / 2;
    for (int i = 0; i < 3; i++, entry.sequence++)
        tail_add(tail, &entry);
    cr_assert_null(tail_find(tail, entry.sequence - 3));
    cr_assert_not_null(tail_find(tail, entry.sequence - 2));

    entry.size = 1;
    entry.sequence = 1000000;    // after a gap
    tail_add(tail, &entry);
    cr_assert_not_null(tail_find(tail, 1000000));
    cr_assert_null(tail_find(tail, 999999));
    free(large);
    tail_free(tail);
}
