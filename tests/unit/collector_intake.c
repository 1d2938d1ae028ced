#include "clock.h"
#include "intake.h"

#include <criterion/criterion.h>

enum { COST = 1000, RESERVE = 1000 * 1000 };

static struct intake_facts good(void) {
    return (struct intake_facts){
        .may_submit = true,
        .id_size = CAPAIAN_ID_SIZE,
        .content = CAPAIAN_OK,
        .covers = true,
        .clock_known = true,
        .link_up = true,
        .cost = COST,
        .reserve = RESERVE,
    };
}

static void expect(const struct intake_facts *facts, enum intake_act act, enum capaian_code code) {
    struct intake_decision decision = intake_decide(facts);
    cr_assert_eq(decision.act, act, "act %d instead of %d", decision.act, act);
    cr_assert_eq(decision.code, code, "code %d instead of %d", decision.code, code);
    cr_assert_eq(decision.retry_after_ms > 0, act == INTAKE_BUSY);
}

Test(intake, stores_what_is_in_order) {
    struct intake_facts facts = good();
    expect(&facts, INTAKE_STORE, CAPAIAN_OK);
    facts.known = INTAKE_ABSENT;
    expect(&facts, INTAKE_STORE, CAPAIAN_OK);
}

Test(intake, refuses_in_the_published_order) {
    struct intake_facts facts = good();
    facts.covers = false;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_KEY_UNIT);
    facts.content = CAPAIAN_CONTENT_ROWS;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_CONTENT_ROWS);
    facts.id_size = 15;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_ID_LENGTH);
    facts.id_size = 17;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_ID_LENGTH);
    facts.may_submit = false;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_NOT_ALLOWED);
}

Test(intake, answers_what_it_knows_even_without_room) {
    struct intake_facts facts = good();
    facts.disk_short = true;
    facts.pending = RESERVE;
    facts.clock_known = false;
    expect(&facts, INTAKE_LOOK_UP, CAPAIAN_OK);
    facts.known = INTAKE_SAME;
    expect(&facts, INTAKE_DUPLICATE, CAPAIAN_OK);
    facts.known = INTAKE_OTHER;
    expect(&facts, INTAKE_CONFLICT, CAPAIAN_ID_CONFLICT);
    facts.known = INTAKE_ABSENT;
    expect(&facts, INTAKE_BUSY, CAPAIAN_DISK_FULL);
}

Test(intake, a_foreign_unit_learns_nothing_of_an_id) {
    struct intake_facts facts = good();
    facts.covers = false;
    facts.known = INTAKE_SAME;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_KEY_UNIT);
}

Test(intake, the_reserve_fills_to_its_edge) {
    struct intake_facts facts = good();
    facts.known = INTAKE_ABSENT;
    facts.pending = RESERVE - COST;
    expect(&facts, INTAKE_STORE, CAPAIAN_OK);
    facts.pending++;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY);
    facts.pending = 2 * (int64_t)RESERVE;    // the reserve was made smaller
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY);
}

Test(intake, no_unit_holds_more_than_a_quarter) {
    struct intake_facts facts = good();
    facts.known = INTAKE_ABSENT;
    facts.pending = facts.pending_unit = RESERVE / 4 - COST;
    expect(&facts, INTAKE_STORE, CAPAIAN_OK);
    facts.pending_unit++;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_QUOTA);
    facts.pending_unit = 0;
    facts.units_full = true;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_QUOTA);
}

Test(intake, a_simulated_clock_must_be_set_first) {
    struct intake_facts facts = good();
    facts.clock_known = false;
    facts.known = INTAKE_ABSENT;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_EVALUATOR);
}

Test(intake, credit_binds_only_who_waits) {
    struct intake_facts facts = good();
    facts.known = INTAKE_ABSENT;
    facts.unanswered = CAPAIAN_SUBMIT_CREDIT;
    expect(&facts, INTAKE_STORE, CAPAIAN_OK);
    facts.waits = true;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_CREDIT);
    facts.unanswered--;
    expect(&facts, INTAKE_STORE, CAPAIAN_OK);
    facts.waiters_full = true;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_CREDIT);
}

Test(intake, a_dry_run_needs_the_evaluator_and_no_room) {
    struct intake_facts facts = good();
    facts.dry_run = true;
    facts.disk_short = true;
    facts.pending = RESERVE;
    expect(&facts, INTAKE_TRIAL, CAPAIAN_OK);
    facts.known = INTAKE_OTHER;
    expect(&facts, INTAKE_TRIAL, CAPAIAN_OK);
    facts.unanswered = CAPAIAN_SUBMIT_CREDIT;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_CREDIT);
    facts.link_up = false;
    expect(&facts, INTAKE_BUSY, CAPAIAN_BUSY_EVALUATOR);
    facts.content = CAPAIAN_CONTENT_MALFORMED;
    expect(&facts, INTAKE_REFUSE, CAPAIAN_CONTENT_MALFORMED);
}

Test(intake, patience_has_a_limit) {
    cr_assert_eq(intake_patience(0), 0);
    cr_assert_eq(intake_patience(CAPAIAN_PATIENCE_MAX_MS), CAPAIAN_PATIENCE_MAX_MS);
    cr_assert_eq(intake_patience(UINT32_MAX), CAPAIAN_PATIENCE_MAX_MS);
}

Test(receive_clock, never_runs_back) {
    struct receive_clock clock;
    receive_clock_start(&clock, false, 5000);
    cr_assert(clock.known);
    cr_assert_eq(receive_clock_read(&clock, 4000), 5000);
    cr_assert_eq(receive_clock_read(&clock, 6000), 6000);
    cr_assert_eq(receive_clock_read(&clock, 5999), 6000);
    receive_clock_set(&clock, 9000);
    cr_assert_eq(receive_clock_read(&clock, 6001), 6001, "a real clock is not set");
}

Test(receive_clock, simulated_time_is_the_evaluators) {
    struct receive_clock clock;
    receive_clock_start(&clock, true, 5000);
    cr_assert_not(clock.known);
    receive_clock_set(&clock, 4000);
    cr_assert(clock.known);
    cr_assert_eq(receive_clock_read(&clock, 99999), 5000);
    receive_clock_set(&clock, 7000);
    cr_assert_eq(receive_clock_read(&clock, 0), 7000);
}
