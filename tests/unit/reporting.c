#include "commands/reporting.h"

#include <criterion/criterion.h>
#include <string.h>

#define STATE(name) CAPAIAN__V1__REPORTED__REPORTED_##name

Test(reporting, every_state_has_a_sign_of_its_own) {
    const ProtobufCEnumDescriptor *states = &capaian__v1__reported__descriptor;
    for (unsigned i = 0; i < states->n_values; i++) {
        Capaian__V1__Reported state = (Capaian__V1__Reported)states->values[i].value;
        for (unsigned k = 0; k < i; k++) {
            cr_assert_neq(reported_sign(state), reported_sign((Capaian__V1__Reported)states->values[k].value));
        }
        cr_assert_eq(is_reported(state), state == STATE(ON_TIME) || state == STATE(LATE) || state == STATE(NIL));
    }
    cr_assert_eq(reported_sign((Capaian__V1__Reported)99), '?');
}

static Capaian__V1__ReportedPeriod periods[4];
static Capaian__V1__ReportedPeriod *list[4];

static Capaian__V1__CompletenessRow make(const Capaian__V1__Reported states[4]) {
    Capaian__V1__CompletenessRow row = CAPAIAN__V1__COMPLETENESS_ROW__INIT;
    for (size_t i = 0; i < 4; i++) {
        capaian__v1__reported_period__init(&periods[i]);
        periods[i].state = states[i];
        list[i] = &periods[i];
    }
    row.periods = list;
    row.n_periods = 4;
    return row;
}

Test(reporting, a_row_as_signs_and_what_is_waited_for) {
    Capaian__V1__CompletenessRow row =
        make((Capaian__V1__Reported[]){STATE(LOCKED), STATE(LATE), STATE(OVERDUE), STATE(OPEN)});
    struct capaian_string out = {0};
    string_add_signs(&out, &row);
    cr_assert_str_eq(out.text, "X~!o");
    capaian_string_free(&out);
    cr_assert_eq(first_awaited(&row), &periods[2]);
    row = make((Capaian__V1__Reported[]){STATE(LOCKED), STATE(ON_TIME), STATE(MISSING), STATE(NOT_DUE)});
    cr_assert_null(first_awaited(&row));
    cr_assert_str_eq(division_word(4, CAPAIAN_INDONESIAN), "triwulan");
}

Test(reporting, the_legend_holds_what_is_used_and_fits) {
    struct capaian_string out = {0};
    string_add_legend(&out, 1U << STATE(OVERDUE) | 1U << STATE(ON_TIME), CAPAIAN_ENGLISH);
    cr_assert_str_eq(out.text, "+ on time   ! overdue\n");
    capaian_string_free(&out);
    string_add_legend(&out, 0, CAPAIAN_ENGLISH);
    cr_assert_eq(out.size, 0U);
    string_add_legend(&out, UINT32_MAX, CAPAIAN_INDONESIAN);
    for (const char *line = out.text; *line;) {
        size_t size = strcspn(line, "\n");
        cr_assert_leq(size, 100U);
        line += size + 1;
    }
    capaian_string_free(&out);
}
