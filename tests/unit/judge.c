#include "fold/judge.h"

#include "harness/regency.h"

// v a value of a month, e its events, r a ratio within limits, t reported by another unit, x of a short life.
static struct regency *make(void) {
    static const char indicators[] = "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
                                     "e,ratio,higher,events,period,month,sum,0,,0,1000,2026-01-01,\n"
                                     "q,ratio,higher,value,period,quarter,last,0,,0,100,2026-01-01,\n"
                                     "r,ratio,higher,value,period,month,ratio-of-sums,2,100,0,100,2026-01-01,\n"
                                     "x,ratio,higher,value,period,month,sum,0,,,,2026-01-01,2026-01-31\n";
    return regency_make((struct regency_texts){indicators,
                                               "v,2026,1,to_date,yes\ne,2026,1,to_date,yes\nq,2026,1,to_date,yes\n"
                                               "r,2026,1,to_date,yes\nx,2026-01,1,to_date,yes\n",
                                               NULL},
                        "2026-02-05");
}

static const Capaian__V1__Result *result(const Capaian__V1__Verdict *verdict, const char *code) {
    for (size_t i = 0; i < verdict->n_results; i++)
        if (strcmp(verdict->results[i]->code, code) == 0)
            return verdict->results[i];
    return NULL;
}

static const char *codes(const Capaian__V1__Verdict *verdict) {
    static char text[1024];
    text[0] = '\0';
    for (size_t i = 0; i < verdict->n_results; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s/%s ", verdict->results[i]->code,
                 verdict->results[i]->field);
    return text;
}

// Refused with exactly this code at this field, and nothing has changed.
static void refused_as(struct regency *regency, const char *unit, const char *row, const char *code,
                       const char *field) {
    uint64_t rows = regency->fold->rows;
    const Capaian__V1__Verdict *verdict = regency_send_as(regency, unit, false, row);
    const Capaian__V1__Result *found = result(verdict, code);
    cr_assert_not_null(found, "%s: not %s but %s", row, code, codes(verdict));
    cr_assert_str_eq(found->field, field, "%s", row);
    cr_assert_eq(found->severity, CAPAIAN__V1__SEVERITY__SEVERITY_ERROR);
    cr_assert(found->sentence_id[0] != '\0' && found->sentence_en[0] != '\0');
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED, "%s", row);
    cr_assert_eq(verdict->refused, 1);
    cr_assert_eq(verdict->accepted, 0);
    cr_assert_eq(regency->fold->rows, rows);
    cr_assert_eq(regency->effects.trace_count, 0, "a refused row leaves no trace");
}

static void refused(struct regency *regency, const char *row, const char *code, const char *field) {
    refused_as(regency, "dispar", row, code, field);
}

Test(judge, each_refusal_has_its_code_and_field) {
    struct regency *regency = make();
    refused(regency, "nothing 2026-01 1", "indicator.unknown", "indicator");
    refused_as(regency, "dinkes", "v 2026-01 1", "indicator.unit", "indicator");
    refused(regency, "v 2026-Q1 1", "period.coarser", "period");
    refused(regency, "v 2026-01-03 1", "period.finer", "period");
    refused(regency, "e 2026 1", "period.coarser", "period");
    refused(regency, "e 2026-01-31 =0", "period.finer", "period");
    refused(regency, "v 2026-03 1", "period.future", "period");
    refused(regency, "e 2026-02-06 1", "period.future", "period");
    refused(regency, "x 2026-02 1", "indicator.ended", "period");
    refused(regency, "v 2025-12 1", "indicator.ended", "period");
    refused(regency, "v 2026-01 =0", "complete.not_events", "complete");
    refused(regency, "e 2026-02 =0", "complete.early", "complete");
    refused(regency, "v 2026-01 1/2", "figure.kind", "ratio");
    refused(regency, "r 2026-01 1", "figure.kind", "value");
    refused(regency, "q 2026-Q1 100.000000001", "figure.range", "value");
    refused(regency, "q 2026-Q1 -0.1", "figure.range", "value");
    refused(regency, "r 2026-01 3/2", "figure.range", "ratio");
    refused(regency, "e 2026-01-05 1001", "figure.range", "value");
    refused(regency, "q 2026-Q1 1 %hari", "satuan.differs", "satuan");
    refused(regency, "v 2026-01 ?grade", "figure.kind", "grade");
    // What needs no catalogue is refused here too: a link carries what a collector did not look at.
    refused(regency, "v 2026-13 1", "period.malformed", "period");
    refused(regency, "v 2026-01 ?none", "figure.absent", "figure");
    refused(regency, "r 2026-01 1/0", "ratio.zero", "ratio.denominator");
    refused(regency, "v 2026-01 1 ~7", "status.unknown", "status");
    refused(regency, "v 2026-01 1 @+86400001", "as_of.ahead", "as_of");
    regency_until(regency, "2026-03-03");
    refused(regency, "v 2026-01 1", "period.locked", "period");
    refused(regency, "e 2026-01 =0", "period.locked", "period");
    regency_free(regency);
}

Test(judge, what_stands_at_the_edge_of_each_refusal_is_accepted) {
    struct regency *regency = make();
    regency_report(regency, "v 2026-02 1");          // has begun, has not ended
    regency_report(regency, "e 2026-02-05 1 #a");    // today
    regency_report(regency, "e 2026-01 1000 #b");    // the month itself is as good as a day of it
    regency_report(regency, "q 2026-Q1 100 %ORANG");
    regency_report(regency, "q 2026-Q1 0");
    regency_report(regency, "r 2026-01 2/2");
    regency_report(regency, "r 2026-01 0/0");
    regency_report(regency, "x 2026-01 1 @+86400000");
    regency_until(regency, "2026-03-02T23:59");
    regency_report(regency, "v 2026-01 1");
    regency_free(regency);
}

Test(judge, a_confirmed_figure_outside_its_limits_is_accepted_and_flagged) {
    struct regency *regency = make();
    const Capaian__V1__Verdict *verdict = regency_send(regency, "q 2026-Q1 250 ^");
    const Capaian__V1__Result *found = result(verdict, "figure.confirmed");
    cr_assert_not_null(found);
    cr_assert_eq(found->severity, CAPAIAN__V1__SEVERITY__SEVERITY_WARNING);
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS);
    cr_assert_eq(verdict->warnings, 1);
    cr_assert_nano(regency_figure(regency, "q", "2026-Q1")->statement.numerator, "250");
    regency_free(regency);
}

Test(judge, a_closing_is_not_held_against_the_limits_of_one_event) {
    struct regency *regency = make();
    regency_report(regency, "e 2026-01-01 900 #1; e 2026-01-02 900 #2; e 2026-01 =2:1800");
    cr_assert(figure_reported(regency_figure(regency, "e", "2026-01"), REPORTING_EVENTS));
    regency_free(regency);
}

Test(judge, after_the_due_date_a_revision_needs_a_reason) {
    struct regency *regency = make();
    regency_report(regency, "v 2026-01 5");
    regency_until(regency, "2026-02-10T23:00");
    cr_assert_eq(regency_send(regency, "v 2026-01 6")->n_results, 0, "the due date itself is in time");
    regency_until(regency, "2026-02-11");
    refused(regency, "v 2026-01 7", "reason.absent", "reason");
    cr_assert_nano(regency_figure(regency, "v", "2026-01")->statement.numerator, "6");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "v 2026-01 7 !salah_jumlah");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    verdict = regency_send(regency, "v 2026-01 7");
    cr_assert_not_null(result(verdict, "row.unchanged"), "the same again needs none");
    verdict = regency_send(regency, "v 2026-01 9 ~e");
    cr_assert_not_null(result(verdict, "row.superseded"), "nor does what changes nothing");
    regency_free(regency);
}

Test(judge, a_first_report_after_the_due_date_is_late_and_needs_no_reason) {
    struct regency *regency = make();
    regency_until(regency, "2026-02-11");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "v 2026-01 5");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS);
    cr_assert_not_null(result(verdict, "row.late"));
    verdict = regency_send(regency, "e 2026-01-05 5 #1; e 2026-01 =1:5");
    cr_assert_not_null(result(verdict, "row.late"));
    regency_free(regency);
}

Test(judge, an_event_under_an_id_made_of_its_content_needs_a_ref) {
    struct regency *regency = make();
    struct letter *letter = letter_of("dispar", false, "e 2026-01-05 5", regency->now);
    const struct message message = {.id = letter->replaced,
                                    .unit = "dispar",
                                    .content = letter->bytes,
                                    .size = letter->size,
                                    .received_at = regency->now,
                                    .stateless = true};
    const Capaian__V1__Verdict *verdict = regency_message(regency, &message);
    cr_assert_not_null(result(verdict, "ref.absent"));
    cr_assert_str_eq(result(verdict, "ref.absent")->field, "ref");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED);
    free(letter);
    // With a ref, of a closing and of a value it needs none.
    letter = letter_of("dispar", false, "e 2026-01-05 5 #K1; e 2026-01 =1:5; v 2026-01 3", regency->now);
    struct message named = message;
    named.id = letter->replaced;
    named.content = letter->bytes;
    named.size = letter->size;
    cr_assert_eq(regency_message(regency, &named)->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    free(letter);
    // An id of its own tells the event apart, and as it opens a closed period again, its sender is told.
    verdict = regency_send(regency, "e 2026-01-05 5");
    cr_assert_eq(verdict->accepted, 1);
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS);
    cr_assert_not_null(result(verdict, "complete.count"));
    regency_free(regency);
}

Test(judge, an_event_is_not_moved_out_of_a_locked_period) {
    struct regency *regency = make();
    regency_report(regency, "e 2026-01-05 5 #K1; e 2026-01 =1:5");
    regency_until(regency, "2026-03-02");
    cr_assert_eq(regency_send(regency, "e 2026-02-05 5 #K1")->accepted, 1, "January is still open");
    cr_assert_eq(regency_send(regency, "e 2026-01-05 5 #K1")->accepted, 1);
    regency_until(regency, "2026-03-03");
    refused(regency, "e 2026-02-06 5 #K1", "period.locked", "ref");
    cr_assert_eq(regency_figure(regency, "e", "2026-01")->count, 1);
    cr_assert_eq(regency_figure(regency, "e", "2026-02")->count, 0);
    regency_free(regency);
}

Test(judge, several_faulty_rows_are_each_told_and_the_good_ones_kept) {
    struct regency *regency = make();
    const Capaian__V1__Verdict *verdict =
        regency_send(regency, "v 2026-01 5; v 2026-03 1; nothing 2026-01 1; q 2026-Q1 7; e 2026-01-02 3 #1");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED);
    cr_assert_eq(verdict->accepted, 3);
    cr_assert_eq(verdict->refused, 2);
    cr_assert_eq(verdict->n_results, 2);
    cr_assert_eq(verdict->results[0]->row, 1);
    cr_assert_eq(verdict->results[1]->row, 2);
    cr_assert_nano(regency_figure(regency, "v", "2026-01")->statement.numerator, "5");
    regency_free(regency);
}

// A message that is not looked at row by row.
static void whole(struct regency *regency, struct message message, const char *code) {
    const Capaian__V1__Verdict *verdict = regency_message(regency, &message);
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED);
    cr_assert_not_null(verdict->refusal, "not %s", code);
    cr_assert_str_eq(verdict->refusal->code, code);
    cr_assert_eq(verdict->accepted, 0);
    cr_assert_eq(verdict->n_results, 0);
    cr_assert_eq(regency->fold->rows, 0);
}

Test(judge, a_message_is_refused_as_a_whole_for_what_is_wrong_with_it) {
    struct regency *regency = make();
    struct letter *letter = letter_of("dispar", false, "v 2026-01 5", regency->now);
    const struct message good = {.id = letter->replaced,
                                 .unit = "dispar",
                                 .content = letter->bytes,
                                 .size = letter->size,
                                 .received_at = regency->now};
    struct message message = good;
    message.unit = "dinkes";
    whole(regency, message, "key.unit");
    message = good;
    message.admission = CAPAIAN_LINK_UNIT;
    whole(regency, message, "link.unit");
    message = good;
    message.size--;
    whole(regency, message, "content.malformed");
    message.size = 0;
    whole(regency, message, "content.unit");
    // The evaluator may have died of reading this very content: it is not read again.
    message = (struct message){.id = letter->replaced,
                               .unit = "dispar",
                               .content = NULL,
                               .size = 4096,
                               .received_at = regency->now,
                               .admission = CAPAIAN_QUARANTINED};
    whole(regency, message, "message.quarantined");
    free(letter);
    letter = letter_of("nobody", false, "v 2026-01 5", regency->now);
    message = good;
    message.id = letter->replaced;
    message.unit = "nobody";
    message.content = letter->bytes;
    message.size = letter->size;
    whole(regency, message, "unit.unknown");
    free(letter);
    cr_assert_eq(regency->fold->messages, 6, "refused is recorded all the same");
    regency_free(regency);
}

Test(judge, before_the_first_catalogue_there_is_nothing_to_judge_by) {
    struct regency *regency = calloc(1, sizeof *regency);
    regency->arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    cr_assert_eq(fold_new(0, &regency->fold), 0);
    const Capaian__V1__Verdict *verdict = regency_send(regency, "v 2026-01 5");
    cr_assert_str_eq(verdict->refusal->code, "catalogue.absent");
    cr_assert_eq(fold_next_due(regency->fold), INT64_MAX);
    regency_free(regency);
}

Test(judge, a_year_without_a_target_is_accepted_with_a_note) {
    struct regency *regency = make();
    regency_until(regency, "2027-02-05");
    const Capaian__V1__Verdict *verdict = regency_send(regency, "v 2027-01 5");
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED);
    cr_assert_not_null(result(verdict, "target.absent"));
    cr_assert_eq(regency_to_date(regency, "v", 2027).outcome, CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET);
    cr_assert_eq(regency_whole(regency, "v", 2027).outcome, CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET);
    regency_free(regency);
}
