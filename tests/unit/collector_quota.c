#include "quota.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(quota, counts_and_forgets_units) {
    struct quota *quota = quota_new();
    int one = quota_add(quota, "dispar", 100);
    cr_assert_eq(quota_add(quota, "dispar", 50), one);
    int two = quota_add(quota, "dinkes", 10);
    cr_assert_neq(one, two);
    cr_assert_eq(quota_pending(quota), 160);
    cr_assert_eq(quota_pending_unit(quota, "dispar"), 150);
    cr_assert_eq(quota_find(quota, "dinkes"), two);
    quota_release(quota, one, 150);
    cr_assert_eq(quota_find(quota, "dispar"), QUOTA_NONE);
    quota_release(quota, QUOTA_NONE, 999);
    cr_assert_eq(quota_pending(quota), 10);
    quota_free(quota);
}

Test(quota, is_bounded_and_usable_again) {
    struct quota *quota = quota_new();
    char unit[16];
    int handle = QUOTA_NONE;
    for (int i = 0; i < QUOTA_UNITS_MAX; i++) {
        snprintf(unit, sizeof unit, "u%d", i);
        cr_assert_not(quota_full(quota));
        handle = quota_add(quota, unit, 1);
        cr_assert_neq(handle, QUOTA_NONE);
    }
    cr_assert(quota_full(quota));
    cr_assert_eq(quota_add(quota, "one-more", 1), QUOTA_NONE);
    cr_assert_eq(quota_add(quota, unit, 1), handle, "a unit that is there still counts");
    quota_release(quota, handle, 2);
    cr_assert_eq(quota_add(quota, "one-more", 1), handle);
    quota_free(quota);
}
