// A row that replaces another counts at once, and what it replaces never counts again, whichever arrives first.
#include "harness/regency.h"

#define EVENTS "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n"
#define OTHER "f,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n"
#define VALUE "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define WORTH "w,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define TARGETS "e,2026,100,to_date,yes\nf,2026,100,to_date,yes\nv,2026,100,to_date,yes\nw,2026,100,to_date,yes\n"
#define POLICY REGENCY_POLICY "missing_reasons = belum terbit, bencana\n"

enum { LONGEST = 6, STATE = 4096 };

static struct regency *make(void) {
    struct regency *regency =
        regency_make((struct regency_texts){EVENTS OTHER VALUE WORTH, TARGETS, POLICY}, "2026-01-02");
    regency_until(regency, "2026-02-20");
    return regency;
}

static bool has(const Capaian__V1__Verdict *verdict, uint32_t row, const char *code) {
    for (size_t i = 0; i < verdict->n_results; i++)
        if (verdict->results[i]->row == row && strcmp(verdict->results[i]->code, code) == 0)
            return true;
    return false;
}

static const Capaian__V1__Verdict *tell(struct regency *regency, uint32_t number, const char *text) {
    return regency_send_numbered(regency, "dispar", number, false, text);
}

static void put_number(char *state, capaian_nano nano) {
    char text[CAPAIAN_NUMBER_TEXT];
    strcat(state, capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_EN, text));
}

// "v1=5 e2=3:9": values that stand, missing and withdrawn, and the count and sum of events, of the first months.
static const char *state_of(const struct regency *regency, char state[STATE]) {
    static const char *const codes[] = {"e", "f", "v", "w"};
    state[0] = '\0';
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++) {
            const struct figure *figure = &regency_year(regency, codes[i], 2026)->figures[k];
            char name[24];
            snprintf(name, sizeof name, "%s%s%zu=", state[0] != '\0' ? " " : "", codes[i], k + 1);
            if (figure->count > 0) {
                snprintf(state + strlen(state), STATE - strlen(state), "%s%llu:", name,
                         (unsigned long long)figure->count);
                put_number(state, figure->numerator);
            } else if (i >= 2 && figure->statement.stands && figure->statement.kind != STATED_ELSEWHERE) {
                strcat(state, name);
                if (figure->statement.kind == STATED_FIGURE)
                    put_number(state, figure->statement.numerator);
                else
                    strcat(state, figure->statement.kind == STATED_MISSING ? "missing" : "withdrawn");
                if (figure->statement.status > 0)
                    strcat(state, figure->statement.status == 1 ? "~p" : "~e");
            } else {
                cr_assert(figure->numerator == 0 && figure->provisional == 0 && figure->estimated == 0);
            }
        }
    return state;
}

static bool next_order(size_t *order, size_t count) {
    size_t i = count - 1;
    while (i > 0 && order[i - 1] > order[i])
        i--;
    if (i == 0)
        return false;
    size_t k = count - 1;
    while (order[k] < order[i - 1])
        k--;
    size_t kept = order[k];
    order[k] = order[i - 1];
    order[i - 1] = kept;
    for (size_t from = i, to = count - 1; from < to; from++, to--) {
        kept = order[from];
        order[from] = order[to];
        order[to] = kept;
    }
    return true;
}

// The messages 1, 2, ... as they stand in the texts, in every order.
static void always(const char *const *texts, const char *expected) {
    size_t count = 0, order[LONGEST] = {0};
    char state[STATE];
    while (count < LONGEST && texts[count] != NULL) {
        order[count] = count;
        count++;
    }
    do {
        struct regency *regency = make();
        char told[64] = "";
        for (size_t i = 0; i < count; i++) {
            const Capaian__V1__Verdict *verdict = tell(regency, (uint32_t)order[i] + 1, texts[order[i]]);
            cr_assert_eq(verdict->refused, 0, "%s", texts[order[i]]);
            sprintf(told + strlen(told), " %zu", order[i] + 1);
        }
        cr_assert_str_eq(state_of(regency, state), expected, "in the order%s: %s", told, state);
        regency_free(regency);
    } while (next_order(order, count));
}

#define ALWAYS(expected, ...) always((const char *const[]){__VA_ARGS__, NULL}, expected)

Test(replace, a_value_counts_for_the_one_that_it_replaces_although_it_is_weaker) {
    ALWAYS("v1=7", "v 2026-01 5 @+9 !x", "v 2026-01 7 &1.0 !x");
    ALWAYS("v1=7~e", "v 2026-01 5 !x", "v 2026-01 7 ~e &1.0 !x");    // as weak as it says, or it would show as met
    ALWAYS("v1=9", "v 2026-01 5 @+5 !x", "v 2026-01 7 &1.0 !x", "v 2026-01 9 @+9 !x");
    ALWAYS("v1=7", "v 2026-01 5 @+5 !x", "v 2026-01 7 &1.0 !x", "v 2026-01 9 @+3 !x");
}

Test(replace, a_chain_ends_in_its_last_row) {
    ALWAYS("v1=9", "v 2026-01 5 !x", "v 2026-01 7 &1.0 !x", "v 2026-01 9 &2.0 !x");
    ALWAYS("v1=9", "v 2026-01 5 @+9 !x", "v 2026-01 7 @+5 &1.0 !x", "v 2026-01 9 &2.0 !x");
    ALWAYS("v1=9~p", "v 2026-01 5 !x", "v 2026-01 7 ~e &1.0 !x", "v 2026-01 9 ~p &2.0 !x");
    ALWAYS("v1=4", "v 2026-01 1 @+4 !x", "v 2026-01 2 @+3 &1.0 !x", "v 2026-01 3 @+2 &2.0 !x",
           "v 2026-01 4 @+1 &3.0 !x");
}

Test(replace, of_two_replacements_the_stronger_speaks) {
    ALWAYS("v1=9", "v 2026-01 5 @+9 !x", "v 2026-01 7 @+1 &1.0 !x", "v 2026-01 9 @+2 &1.0 !x");
    ALWAYS("e1=1:9", "e 2026-01-03 5", "e 2026-01-03 7 @+1 &1.0", "e 2026-01-03 9 @+2 &1.0");
    ALWAYS("e1=1:9", "e 2026-01-03 5 #1 @+7", "e 2026-01-03 7 #1 @+1 &1.0", "e 2026-01-03 9 #1 @+2 &1.0");
    // What had replaced the weaker one is of no more weight than it.
    ALWAYS("e1=1:9", "e 2026-01-03 5", "e 2026-01-03 7 @+1 &1.0", "e 2026-01-03 9 @+2 &1.0", "e 2026-01-03 8 @+5 &2.0");
}

Test(replace, an_event_without_a_ref_goes_and_another_comes) {
    ALWAYS("e1=1:7", "e 2026-01-03 5", "e 2026-01-04 7 &1.0");
    ALWAYS("e1=1:9", "e 2026-01-03 5", "e 2026-01-04 7 &1.0", "e 2026-01-04 9 &2.0");
    ALWAYS("e1=2:13", "e 2026-01-03 5; e 2026-01-03 6", "e 2026-01-04 7 &1.0");
    ALWAYS("e1=1:6", "e 2026-01-03 5; e 2026-01-03 6", "e 2026-01-04 ?withdraw &1.0");
    ALWAYS("e2=1:7", "e 2026-01-03 5", "e 2026-02-04 7 &1.0");
    ALWAYS("f2=1:7", "e 2026-01-03 5", "f 2026-02-04 7 &1.0");
    ALWAYS("e1=1:7", "e 2026-01-03 5 ~p", "e 2026-01-04 7 ~e &1.0");
}

Test(replace, an_event_under_a_ref_gives_way_to_one_under_another_or_in_another_period) {
    ALWAYS("e1=1:7", "e 2026-01-03 5 #1 @+9", "e 2026-01-04 7 #1 &1.0");
    ALWAYS("e1=1:7", "e 2026-01-03 5 #1 @+9", "e 2026-01-04 7 #2 &1.0");
    ALWAYS("e2=1:7", "e 2026-01-03 5 #1 @+9", "e 2026-02-04 7 #1 &1.0");
    ALWAYS("e1=1:7", "e 2026-01-03 5 #1 @+9", "e 2026-01-04 7 &1.0");
    ALWAYS("e1=1:7", "e 2026-01-03 5 @+9", "e 2026-01-04 7 #1 &1.0");
    ALWAYS("", "e 2026-01-03 5 #1 @+9", "e 2026-01-04 ?withdraw #1 &1.0");
    ALWAYS("e1=1:8", "e 2026-01-03 5 #1 @+9", "e 2026-02-04 7 #1 @+1 &1.0", "e 2026-01-05 8 #1 @+2 &2.0");
}

Test(replace, what_belongs_elsewhere_leaves_its_place_empty) {
    ALWAYS("v2=7", "v 2026-01 5 !x", "v 2026-02 7 &1.0 !x");
    ALWAYS("w1=7", "v 2026-01 5 !x", "w 2026-01 7 &1.0 !x");
    ALWAYS("e1=1:7", "v 2026-01 5 !x", "e 2026-01-03 7 &1.0 !x");
    // What it had outranked does not come back.
    ALWAYS("v2=7", "v 2026-01 3 !x", "v 2026-01 5 @+2 !x", "v 2026-02 7 &2.0 !x");
    // Nor is its place closed to what is stronger.
    ALWAYS("v1=4 v2=7", "v 2026-01 5 !x", "v 2026-02 7 &1.0 !x", "v 2026-01 4 @+8 !x");
}

Test(replace, a_chain_may_lead_away_and_back) {
    ALWAYS("v1=9", "v 2026-01 5 @+9 !x", "v 2026-02 7 @+5 &1.0 !x", "v 2026-01 9 &2.0 !x");
    ALWAYS("v1=9", "v 2026-01 5 @+9 !x", "e 2026-01-03 7 @+5 &1.0", "v 2026-01 9 &2.0 !x");
    ALWAYS("v2=9", "v 2026-02 4 @+3 !x", "v 2026-01 7 @+2 &1.0 !x", "v 2026-02 9 @+1 &2.0 !x", "v 2026-02 8 !x");
}

Test(replace, a_circle_counts_as_nothing) {
    ALWAYS("", "v 2026-01 5 &2.0 !x", "v 2026-01 7 &1.0 !x");
    ALWAYS("", "e 2026-01-03 5 &3.0", "e 2026-01-03 7 &1.0", "e 2026-01-03 9 &2.0");
    ALWAYS("", "e 2026-01-03 5 #1 &2.0", "e 2026-01-03 7 #1 &1.0");
    ALWAYS("v1=8", "v 2026-01 5 &2.0 !x", "v 2026-01 7 &1.0 !x", "v 2026-01 8 @+5 !x");
}

Test(replace, a_withdrawal_takes_back_with_and_without_naming_the_row) {
    ALWAYS("v1=withdrawn", "v 2026-01 5 !x", "v 2026-01 ?withdraw @+1 !x");
    ALWAYS("v1=5", "v 2026-01 5 @+1 !x", "v 2026-01 ?withdraw !x");    // outranked like any statement
    ALWAYS("v1=withdrawn", "v 2026-01 5 @+1 !x", "v 2026-01 ?withdraw &1.0 !x");
    ALWAYS("v1=6", "v 2026-01 5 @+1 !x", "v 2026-01 ?withdraw &1.0 !x", "v 2026-01 6 @+2 !x");
    ALWAYS("v1=missing", "v 2026-01 5 @+1 !x", "v 2026-01 ?missing &1.0 !x");
    ALWAYS("", "e 2026-01-03 5 #1", "e 2026-01-03 ?withdraw #1 @+1");
    ALWAYS("e1=1:5", "e 2026-01-03 5 #1 @+1", "e 2026-01-03 ?withdraw #1");
}

Test(replace, says_what_became_of_each_row) {
    struct regency *regency = make();
    const Capaian__V1__Verdict *verdict = tell(regency, 2, "v 2026-01 7 &1.0 !x");
    cr_assert(has(verdict, 0, "replaces.awaited"));
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS, "it is late");
    verdict = tell(regency, 1, "v 2026-01 5 @+9 !x; w 2026-01 5");
    cr_assert(has(verdict, 0, "row.replaced"));
    cr_assert_not(has(verdict, 1, "row.replaced"));
    verdict = tell(regency, 3, "v 2026-01 8 &2.0 !x");
    cr_assert_not(has(verdict, 0, "row.superseded"), "weaker than the first, and it stands");
    cr_assert_not(has(verdict, 0, "replaces.awaited"));
    verdict = tell(regency, 4, "v 2026-01 8 @+5 !x; v 2026-01 6 @+5 !x; e 2026-01-03 1");
    cr_assert(has(verdict, 0, "row.unchanged"));
    cr_assert(has(verdict, 1, "row.superseded"));
    cr_assert_eq(verdict->unchanged, 1);
    verdict = tell(regency, 5, "e 2026-01-03 2 &4.2; e 2026-01-03 3 &5.0");
    cr_assert(has(verdict, 1, "replaces.self"));
    cr_assert_eq(verdict->accepted, 1);
    verdict = tell(regency, 6, "e 2026-01-03 9 &4.2 @+-5");
    cr_assert(has(verdict, 0, "row.replaced"), "a stronger one has replaced the same row");
    char state[STATE];
    cr_assert_str_eq(state_of(regency, state), "e1=1:2 v1=8 w1=5", "%s", state);
    regency_free(regency);
}

Test(replace, a_row_that_was_refused_is_not_there) {
    struct regency *regency = make();
    char state[STATE];
    const Capaian__V1__Verdict *verdict = tell(regency, 1, "v 2026-07 5; v 2026-01 6 !x");
    cr_assert_eq(verdict->accepted, 1);
    verdict = tell(regency, 2, "v 2026-01 7 &1.0 @+-1 !x");
    cr_assert(has(verdict, 0, "replaces.awaited"));
    cr_assert(has(verdict, 0, "row.superseded"));
    verdict = tell(regency, 3, "v 2026-01 8 &1.9 @+1 !x");    // no such row
    cr_assert(has(verdict, 0, "replaces.awaited"));
    cr_assert_str_eq(state_of(regency, state), "v1=8", "%s", state);
    // Of an atomic message nothing was accepted.
    cr_assert_eq(regency_send_numbered(regency, "dispar", 4, true, "v 2026-01 9 @+3 !x; v 2026-07 5")->accepted, 0);
    verdict = tell(regency, 5, "w 2026-01 3 &4.0 !x");
    cr_assert(has(verdict, 0, "replaces.awaited"));
    cr_assert_str_eq(state_of(regency, state), "v1=8 w1=3", "%s", state);
    regency_free(regency);
}

Test(replace, rows_of_this_very_message_may_have_been_replaced_before_it_came) {
    struct regency *regency = make();
    char state[STATE];
    (void)tell(regency, 2, "v 2026-01 7 &1.1 !x; e 2026-01-03 4 &1.3");
    (void)tell(regency, 3, "v 2026-01 6 &1.700 !x");    // far behind the end of what is to come
    const Capaian__V1__Verdict *verdict =
        tell(regency, 1, "v 2026-02 2 &3.0; v 2026-01 5 @+9 !x; e 2026-01-03 1; e 2026-01-03 2");
    cr_assert_not(has(verdict, 0, "row.replaced"));
    cr_assert(has(verdict, 1, "row.replaced"));
    cr_assert_not(has(verdict, 2, "row.replaced"));
    cr_assert(has(verdict, 3, "row.replaced"));
    cr_assert_str_eq(state_of(regency, state), "e1=2:5 v1=7 v2=2", "%s", state);
    regency_free(regency);
}

Test(replace, rows_are_those_of_the_same_unit) {
    static const char indicators[] = "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n";
    struct regency *regency =
        regency_make((struct regency_texts){indicators, "v,2026,1,to_date,yes\n", NULL}, "2026-01-02");
    regency_until(regency, "2026-02-05");
    (void)regency_send_numbered(regency, "dispar", 1, false, "v 2026-01 5");
    // Of another unit: refused, and what it names stays.
    cr_assert_eq(regency_send_numbered(regency, "dinkes", 2, false, "v 2026-01 6 &1.0")->accepted, 0);
    cr_assert_nano(regency_figure(regency, "v", "2026-01")->statement.numerator, "5");
    regency_free(regency);
}

Test(replace, what_counts_in_a_locked_period_is_not_taken_out_of_it) {
    struct regency *regency = make();
    char state[STATE];
    (void)tell(regency, 1, "e 2026-01-03 5; e 2026-01-04 6 #1; v 2026-01 9 !x; e 2026-02-03 1");
    regency_until(regency, "2026-03-03");
    const Capaian__V1__Verdict *verdict =
        tell(regency, 2, "e 2026-02-03 4 &1.0; e 2026-02-03 4 #1; v 2026-02 4 &1.2; e 2026-02-04 2 &1.3");
    for (uint32_t row = 0; row < 3; row++) {
        const Capaian__V1__Result *result = verdict->results[row];
        cr_assert_eq(result->row, row);
        cr_assert_str_eq(result->code, "period.locked");
        cr_assert_str_eq(result->field, row == 1 ? "ref" : "replaces");
    }
    cr_assert_eq(verdict->accepted, 1);
    cr_assert_str_eq(state_of(regency, state), "e1=2:11 e2=1:2 v1=9", "%s", state);
    regency_free(regency);
}

Test(replace, nor_is_what_speaks_in_a_locked_period_for_a_row_of_an_open_one) {
    struct regency *regency = make();
    char state[STATE];
    (void)tell(regency, 1, "e 2026-02-03 5");
    (void)tell(regency, 2, "e 2026-01-03 6 &1.0");
    regency_until(regency, "2026-03-03");
    cr_assert(has(tell(regency, 3, "e 2026-02-03 7 &1.0 @+5"), 0, "period.locked"));
    cr_assert_str_eq(state_of(regency, state), "e1=1:6", "%s", state);
    regency_free(regency);
}

Test(replace, a_locked_period_that_was_opened_again_lets_go) {
    struct regency *regency = make();
    char state[STATE];
    (void)tell(regency, 1, "e 2026-01-03 5");
    regency_until(regency, "2026-03-03");
    Capaian__V1__Deed what = CAPAIAN__V1__DEED__INIT;
    what.kind = CAPAIAN__V1__DEED_KIND__DEED_REOPEN;
    what.subject = (char *)"dispar/2026-01";
    what.until = (char *)"2026-03-04";
    const struct deed deed = {&what, "Sekda", "desk-1", "salah bulan"};
    regency_begin(regency);
    cr_assert_eq(fold_deed(regency->fold, &deed, regency->now, &regency->effects), 0);
    cr_assert_eq(tell(regency, 2, "e 2026-02-03 4 &1.0")->accepted, 1);
    cr_assert_str_eq(state_of(regency, state), "e2=1:4", "%s", state);
    regency_free(regency);
}

Test(replace, a_revision_that_returns_to_a_corrected_figure_warns) {
    struct regency *regency = make();
    cr_assert_not(has(tell(regency, 1, "v 2026-01 5 !x; w 2026-01 5"), 0, "row.returns"));
    cr_assert_not(has(tell(regency, 2, "v 2026-01 6 @+1 !x"), 0, "row.returns"));
    const Capaian__V1__Verdict *verdict = tell(regency, 3, "v 2026-01 5 @+2 !x; w 2026-01 6 @+2 !x");
    cr_assert(has(verdict, 0, "row.returns"));
    cr_assert_not(has(verdict, 1, "row.returns"), "of another indicator");
    cr_assert_eq(verdict->refused, 0);
    cr_assert_not(has(tell(regency, 4, "v 2026-01 5 @+3 !x"), 0, "row.returns"), "it stands: unchanged");
    cr_assert(has(tell(regency, 5, "v 2026-01 6 @+-9 &4.0 !x"), 0, "row.returns"), "also by what replaces");
    cr_assert_not(has(tell(regency, 6, "v 2026-01 7 @+-99 !x; v 2026-02 5"), 0, "row.returns"));
    verdict = tell(regency, 7, "w 2026-01 ?withdraw @+3 !x; w 2026-01 6 @+4 !x");
    cr_assert(has(verdict, 1, "row.returns"), "withdrawn and back");
    // Every figure but those that were corrected.
    for (uint32_t i = 0; i < 80; i++) {
        char row[64];
        snprintf(row, sizeof row, "w 2026-01 %u @+%u !x", 100 + i, 10 + i);
        cr_assert_not(has(tell(regency, 100 + i, row), 0, "row.returns"), "%s", row);
    }
    regency_free(regency);
}

Test(replace, no_more_than_a_few_rows_of_a_message_replace_others) {
    struct regency *regency = make();
    char text[8 * 1024] = "";
    for (int i = 0; i <= CAPAIAN_REPLACES_MAX; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "v 2026-01 %d @+%d &9.%d !x; ", i + 1, i, i);
    const Capaian__V1__Verdict *verdict = tell(regency, 1, text);
    cr_assert_eq(verdict->refused, 1);
    cr_assert(has(verdict, CAPAIAN_REPLACES_MAX, "replaces.many"));
    regency_free(regency);
}
