#include "settings.h"

#include <criterion/criterion.h>
#include <errno.h>

static int64_t bytes_of(const char *text) {
    int64_t bytes = -1;
    return settings_bytes(text, &bytes) == 0 ? bytes : -1;
}

Test(settings, bytes_are_read_with_and_without_a_unit) {
    cr_assert_eq(bytes_of("1048576"), 1048576);
    cr_assert_eq(bytes_of("512K"), 524288);
    cr_assert_eq(bytes_of("3M"), 3145728);
    cr_assert_eq(bytes_of("1G"), 1073741824);
    cr_assert_eq(bytes_of("8388607T"), INT64_C(8388607) << 40);
}

Test(settings, what_is_no_number_of_bytes_is_refused) {
    const char *const texts[] = {"",    "-1", "+1",   " 1",   "1 G",      "1g",
                                 "1GB", "G",  "0x10", "1.5G", "8388608T", "9223372036854775808"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_assert_eq(bytes_of(texts[i]), -1, "%s", texts[i]);
}
