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

static Capaian__V1__Acted acted(const char *reason, const char *until) {
    Capaian__V1__Acted made = CAPAIAN__V1__ACTED__INIT;
    made.actor = (char *)"P0501";
    made.key = (char *)"planning";
    made.reason = (char *)reason;
    made.until = (char *)until;
    return made;
}

Test(event, what_people_have_to_do_with_it_stands_below) {
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
    Capaian__V1__Acted by = acted("Sedang\nditelusuri", "2026-05-15"), held = acted("", "");
    Capaian__V1__FollowUp follow_up = CAPAIAN__V1__FOLLOW_UP__INIT;
    Capaian__V1__Person told[2] = {CAPAIAN__V1__PERSON__INIT, CAPAIAN__V1__PERSON__INIT};
    Capaian__V1__Person *persons[2] = {&told[0], &told[1]};
    follow_up.action = (char *)"Loket keliling";
    follow_up.owner = (char *)"P0501";
    follow_up.due = (char *)"2026-06-30";
    follow_up.cause = (char *)"Loket tutup";
    told[0].unit = (char *)"sekda";
    told[0].name = (char *)"Sekretaris Daerah";
    told[1].unit = (char *)"bupati";
    held.key = (char *)"";
    event.before = (char *)"not_met (baik)";
    event.acted = &by;
    event.follow_up = &follow_up;
    event.suppressed = &held;
    event.told = persons;
    event.n_told = 2;
    struct capaian_string out = {0};
    string_add_deeds(&out, &event, CAPAIAN_ENGLISH, 2, 0);
    cr_assert_str_eq(out.text, "  Before: not met (baik)\n"
                               "  By P0501 (key planning): Sedang ditelusuri; until 2026-05-15\n"
                               "  Follow-up: Loket keliling; P0501, by 2026-06-30; cause: Loket tutup\n"
                               "  Taken to: Sekretaris Daerah (sekda), vacant (bupati)\n"
                               "  Suppressed by P0501\n");
    capaian_string_free(&out);
    string_add_deeds(&out, &event, CAPAIAN_INDONESIAN, 0, 0);
    cr_assert_not_null(
        strstr(out.text, "Tindak lanjut: Loket keliling; P0501, paling lambat 2026-06-30; sebab: Loket"));
    cr_assert_not_null(strstr(out.text, "Oleh P0501 (kunci planning): Sedang ditelusuri; s.d. 2026-05-15\n"));
    capaian_string_free(&out);
}

Test(event, long_sentences_are_broken_at_blanks) {
    struct capaian_string out = {0};
    string_add_wrapped(&out, "satu dua  tiga sangat-panjang-sekali x", 2, 10);
    cr_assert_str_eq(out.text, "  satu dua\n  tiga\n  sangat-panjang-sekali\n  x\n");
    capaian_string_free(&out);
    string_add_wrapped(&out, "", 2, 10);
    cr_assert_str_eq(out.text, "  \n");
    capaian_string_free(&out);
}
