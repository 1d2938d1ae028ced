// What the ledger said at an instant is what it said at that instant: the same bytes that were answered then.
#include "ledger/past.h"

#include "fold/rows.h"
#include "harness/served.h"
#include "ledger/past_facts.h"

#include <errno.h>

#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name
#define INDICATORS                                                                                                     \
    "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\nv,ratio,higher,value,period,month,sum,0,,,,2026-01-01,"  \
    "\n"
#define TARGETS "e,2026-Q1,30,to_date,yes\ne,2026,100,to_date,yes\nv,2026-Q1,30,to_date,yes\nv,2026,100,to_date,yes\n"

enum { MOMENTS = 10, REPLY_MAX = 64 * 1024 };

// What was answered when it was now.
struct moment_answered {
    int64_t instant;
    uint64_t step;
    uint8_t attainment[REPLY_MAX], plan[REPLY_MAX], cards[REPLY_MAX], explained[REPLY_MAX];
    size_t attainment_size, plan_size, cards_size, explained_size;
};

static struct moment_answered moments[MOMENTS];
static size_t moment_count;

static size_t pack(Capaian__V1__QueryReply *reply, uint8_t bytes[REPLY_MAX]) {
    cr_assert_null(reply->refusal, "%s", reply->refusal == NULL ? "" : reply->refusal->code);
    cr_assert_neq(reply->what_case, CAPAIAN__V1__QUERY_REPLY__WHAT__NOT_SET);
    cr_assert_leq(capaian__v1__query_reply__get_packed_size(reply), REPLY_MAX);
    return capaian__v1__query_reply__pack(reply, bytes);
}

static Capaian__V1__QueryReply clear(struct served *served) {
    capaian_arena_reset(served->server.answer);
    capaian_arena_reset(served->server.frame);
    return (Capaian__V1__QueryReply)CAPAIAN__V1__QUERY_REPLY__INIT;
}

static void ask_all(struct served *served, int64_t as_of, struct moment_answered *ret) {
    struct server *server = &served->server;
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    Capaian__V1__PlanQuery plan = CAPAIAN__V1__PLAN_QUERY__INIT;
    Capaian__V1__ScorecardQuery card = CAPAIAN__V1__SCORECARD_QUERY__INIT;
    Capaian__V1__ExplainQuery explain = CAPAIAN__V1__EXPLAIN_QUERY__INIT;
    attainment.as_of = plan.as_of = card.as_of = explain.as_of = as_of;
    explain.indicator = (char *)"e";
    explain.period = (char *)"2026-Q1";
    Capaian__V1__QueryReply reply = clear(served);
    answer_attainment(server, &attainment, "", &served->entry, &reply);
    ret->step = reply.attainment == NULL ? 0 : reply.attainment->step;
    ret->attainment_size = pack(&reply, ret->attainment);
    reply = clear(served);
    answer_plan(server, &plan, "", &served->entry, &reply);
    ret->plan_size = pack(&reply, ret->plan);
    reply = clear(served);
    answer_scorecard(server, &card, "", &served->entry, &reply);
    ret->cards_size = pack(&reply, ret->cards);
    reply = clear(served);
    answer_explain(server, &explain, "", &served->entry, &reply);
    ret->explained_size = pack(&reply, ret->explained);
}

static void remember(struct served *served) {
    struct moment_answered *moment = &moments[moment_count++];
    cr_assert_leq(moment_count, MOMENTS);
    moment->instant = served->server.clock;
    ask_all(served, 0, moment);
    served->server.clock++;    // what is done in the same instant is a part of it
}

// A year of everything that a ledger records; what is answered is remembered on the way.
static struct served *live(void) {
    struct served *served = served_make("2026-01-02");
    moment_count = 0;
    served_apply(served, INDICATORS, TARGETS, "2026-01-01");
    served_send(served, "2026-02-05", "v 2026-01 5; e 2026-01-02 3 #1; e 2026-01-03 4 #2; e 2026-01 =2:7", 0);
    remember(served);
    served_send(served, "2026-02-07", "e 2026-01-04 9 #1 !salah", 0);
    served_send(served, "2026-02-08", "v 2026-01 8 & !salah", 4);    // what it replaces has not come yet
    remember(served);
    served_send(served, "2026-02-09", "v 2026-01 20 @2026-02-08", 0);
    served_send(served, "2026-02-10", "e 2026-01-05 2; e 2026-01-06 2 & !salah", 1);
    remember(served);
    served_send(served, "2026-02-11", "e 2026-01 =4:17 !salah", 0);
    served_send(served, "2026-03-05", "v 2026-02 5; e 2026-02 =0:0", 0);
    served_send(served, "2026-04-05", "v 2026-03 5; e 2026-03-03 1; e 2026-03 =1:1", 0);
    remember(served);
    served_deed(served, DEED(SUPPRESS), "unit/dispar", "", "2026-12-31");
    served_deed(served, DEED(REVIEW), "v/2026-03", "", "");
    served_until(served, "2026-04-07");
    remember(served);
    served_apply(served, INDICATORS, "e,2026,90,to_date,yes\nv,2026-Q1,5,to_date,yes\nv,2026,100,to_date,yes\n",
                 "2026-03-01");
    served_until(served, "2026-04-08");
    remember(served);
    served_until(served, "2026-05-20");    // locks, and what is silent
    remember(served);
    served_deed(served, DEED(REOPEN), "dispar/2026-01", "", "2026-06-30");
    served_send(served, "2026-06-01", "v 2026-01 30 !salah", 0);
    served_until(served, "2026-06-02");
    remember(served);
    served_until(served, "2026-08-31");
    return served;
}

static unsigned fold_until_ready(struct served *served) {
    unsigned turns = 1;
    while (past_turn(&served->server))
        turns++;
    return turns;
}

// As a client does: asks, is told to ask again, and gets it.
static void ask_again(struct served *served, int64_t instant, struct moment_answered *ret) {
    Capaian__V1__AttainmentQuery query = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    query.as_of = instant;
    Capaian__V1__QueryReply reply = served_attainment(served, query, "");
    if (reply.refusal != NULL) {
        cr_assert_str_eq(reply.refusal->code, "busy");
        cr_assert_not_null(strstr(reply.refusal->sentence_en, "1000"));
        fold_until_ready(served);
    }
    ask_all(served, instant, ret);
}

static void assert_as_then(struct served *served, const struct moment_answered *then) {
    static struct moment_answered now;
    ask_again(served, then->instant, &now);
    cr_assert_eq(now.step, then->step);
#define SAME(part)                                                                                                     \
    cr_assert(now.part##_size == then->part##_size && memcmp(now.part, then->part, now.part##_size) == 0,              \
              #part " as of step %llu is another one", (unsigned long long)then->step)
    SAME(attainment);
    SAME(plan);
    SAME(cards);
    SAME(explained);
#undef SAME
}

// Nobody waits for the last one any more.
static void let_go(struct served *served) {
    served->server.past_asked.at -= 3600 * 1000;
}

Test(past, every_moment_is_answered_as_it_was_then) {
    struct served *served = live();
    cr_assert_eq(moment_count, 8);
    for (size_t i = 1; i < moment_count; i++)
        cr_assert_neq(memcmp(moments[i].attainment, moments[i - 1].attainment, moments[i].attainment_size), 0);
    for (size_t i = 0; i < moment_count; i++, let_go(served))
        assert_as_then(served, &moments[i]);
    for (size_t i = moment_count; i-- > 0; let_go(served))
        assert_as_then(served, &moments[i]);
    served_end(served);
}

Test(past, goes_on_to_a_later_instant_and_begins_anew_for_an_earlier_one) {
    struct served *served = live();
    struct past *past = NULL;
    char *sentence = NULL;
    uint64_t latest = served->server.ledger->fold->step;
    cr_assert_eq(past_open(folder_file(&served->folder, "ledger.db"), &past, &sentence), 0, "%s", sentence);
    // No time at all is one step.
    const size_t order[] = {2, 5, 5, 1};
    uint64_t from = 0;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct moment_answered *moment = &moments[order[i]];
        cr_assert_eq(past_want(past, moment->instant), 0);
        uint64_t slices = 0;
        int r;
        while ((r = past_go_on(past, 0, latest)) == 0) {
            cr_assert_null(past_fold(past), "it is not ready");
            slices++;
        }
        cr_assert_eq(r, 1);
        cr_assert_eq(past_fold(past)->step, moment->step);
        cr_assert_eq(past_instant(past), moment->instant);
        cr_assert_eq(slices, moment->step - (from <= moment->step ? from : 0));
        from = moment->step;
    }
    past_close(past);
    served_end(served);
}

Test(past, what_is_not_committed_yet_is_waited_for) {
    struct served *served = live();
    struct past *past = NULL;
    char *sentence = NULL;
    uint64_t latest = served->server.ledger->fold->step;
    cr_assert_eq(past_open(folder_file(&served->folder, "ledger.db"), &past, &sentence), 0, "%s", sentence);
    cr_assert_eq(past_want(past, served->server.clock), 0);
    while (past_go_on(past, 1000, latest + 1) == 0 && past_go_on(past, 0, latest + 1) == 0 &&
           past_go_on(past, 0, latest) != 1)
        ;
    cr_assert_eq(past_fold(past)->step, latest);
    past_close(past);
    served_end(served);
}

Test(past, the_present_and_the_future_are_the_ledgers_own_fold) {
    struct served *served = live();
    struct server *server = &served->server;
    Capaian__V1__QueryReply reply = clear(served);
    cr_assert_eq(answer_fold(server, 0, &reply), server->ledger->fold);
    cr_assert_eq(answer_fold(server, server->ledger->now, &reply), server->ledger->fold);
    cr_assert_eq(answer_fold(server, INT64_MAX, &reply), server->ledger->fold);
    cr_assert_eq(answer_instant(server, INT64_MAX), server->clock, "it says what it is of");
    cr_assert_null(server->past);
    cr_assert_null(reply.refusal);
    served_end(served);
}

Test(past, before_the_first_catalogue_there_was_nothing) {
    struct served *served = live();
    Capaian__V1__AttainmentQuery query = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    query.as_of = 1;
    cr_assert_str_eq(served_attainment(served, query, "").refusal->code, "busy");
    fold_until_ready(served);
    cr_assert_str_eq(served_attainment(served, query, "").refusal->code, "catalogue.later");
    served_end(served);
}

Test(past, two_who_ask_for_different_instants_get_both) {
    struct served *served = live();
    Capaian__V1__AttainmentQuery one = CAPAIAN__V1__ATTAINMENT_QUERY__INIT, two = one;
    one.as_of = moments[5].instant;
    two.as_of = moments[1].instant;
    cr_assert_str_eq(served_attainment(served, one, "").refusal->code, "busy");
    cr_assert_str_eq(served_attainment(served, two, "").refusal->code, "busy");
    fold_until_ready(served);
    cr_assert_str_eq(served_attainment(served, two, "").refusal->code, "busy", "the first has not read it yet");
    cr_assert_eq(served_attainment(served, one, "").attainment->step, moments[5].step);
    let_go(served);
    cr_assert_str_eq(served_attainment(served, two, "").refusal->code, "busy");
    fold_until_ready(served);
    cr_assert_eq(served_attainment(served, two, "").attainment->step, moments[1].step);
    let_go(served);
    cr_assert_not(past_turn(&served->server));
    cr_assert_null(served->server.past, "nobody has asked for an hour: its memory is given back");
    served_end(served);
}

Test(past, refs_and_replaced_rows_have_a_limit) {
    struct served *served = live();
    struct past_facts *facts = NULL;
    cr_assert_eq(past_facts_new(served->server.reader, 2, 4, &facts), 0);
    struct facts of = past_facts_of(facts);
    cr_assert_not_null(of.find_ref(of.context, 0, "1"));
    cr_assert_not_null(of.find_ref(of.context, 0, "2"));
    cr_assert_not(past_facts_full(facts));
    cr_assert_null(of.find_ref(of.context, 0, "3"));
    cr_assert(past_facts_full(facts));
    past_facts_free(facts);
    cr_assert_eq(past_facts_new(served->server.reader, 2, 4, &facts), 0);
    of = past_facts_of(facts);
    const uint8_t id[CAPAIAN_ID_SIZE] = {1};
    const struct rank by = {.as_of = 1};
    int r = 0;
    uint32_t rows = 0;
    while (rows < 10000 && (r = of.put_replaced(of.context, &(struct row_name){"dispar", id, rows}, &by, true)) == 0)
        rows++;
    cr_assert_gt(rows, 10);
    cr_assert_eq(r, -EIO);
    cr_assert(past_facts_full(facts));
    past_facts_free(facts);
    served_end(served);
}
