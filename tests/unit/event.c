#include "commands/event.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct capaian_calendar WITA = {.offset_s = 8 * 3600};

Test(event, a_line_of_facts_and_a_line_of_words) {
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
    event.number = 12;
    event.at = INT64_C(1775869200000);
    event.kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE;
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING;
    event.unit = (char *)"dispar";
    event.period = (char *)"2026-Q1";
    event.sentence_id = (char *)"Belum\nmasuk.";
    event.sentence_en = (char *)"Not in.";
    struct capaian_string out = {0};
    string_add_event(&out, &event, CAPAIAN_INDONESIAN, &WITA);
    cr_assert_str_eq(out.text, "12  2026-04-11 09:00:00  terlambat lapor  aktif  dispar  -  2026-Q1\n"
                               "      Belum masuk.\n");
    capaian_string_free(&out);
    string_add_event(&out, &event, CAPAIAN_ENGLISH, &WITA);
    cr_assert_not_null(strstr(out.text, "overdue  firing  dispar  -  2026-Q1\n      Not in.\n"));
    capaian_string_free(&out);
}
