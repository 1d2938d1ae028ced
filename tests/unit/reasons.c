#include "alert/reasons.h"

#include <criterion/criterion.h>
#include <string.h>

Test(reasons, each_is_complete_and_named_once) {
    for (unsigned i = 0; i < ALERT_REASON_COUNT; i++) {
        const struct alert_reason_entry *entry = alert_reason_entry((enum alert_reason)i);
        cr_assert(entry->text[0] != '\0' && entry->kinds[0] != '\0' && entry->indonesian[0] != '\0' &&
                      entry->english[0] != '\0',
                  "%u", i);
        cr_assert_eq(entry->text[strspn(entry->text, "abcdefghijklmnopqrstuvwxyz_")], '\0', "%s", entry->text);
        cr_assert_null(strchr(entry->english, '|'), "a cell of a table");
        cr_assert_null(strchr(entry->indonesian, '|'));
        for (unsigned k = 0; k < i; k++)
            cr_assert_str_neq(entry->text, alert_reason_text((enum alert_reason)k));
    }
}

Test(reasons, a_text_read_from_the_ledger_becomes_the_tables_own) {
    char text[] = "below_trajectory";
    cr_assert_eq(alert_reason_intern(text), alert_reason_text(REASON_BELOW_TRAJECTORY));
    cr_assert(alert_reason_is(text, REASON_BELOW_TRAJECTORY));
    cr_assert_not(alert_reason_is(text, REASON_RECOVERED));
    cr_assert_str_eq(alert_reason_intern("nothing_of_ours"), "");
    cr_assert_str_eq(alert_reason_intern(""), "");
}
