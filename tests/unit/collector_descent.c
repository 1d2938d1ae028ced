// Whether a journal and the ledger that greets it still belong together: either may have been put back to an older
// copy.
#include "harness/other_end.h"

Test(descent, stops_before_a_ledger_that_lacks_what_is_not_here) {
    start(false, 5, 9, 8);
    memset(epoch, 'x', sizeof epoch);
    reached = 3;
    struct forward_actions actions = greet(3, 0);
    cr_assert_eq(actions.fault, FORWARD_INCOMPLETE);
    cr_assert_eq(actions.what, 0);
    cr_assert_eq(forward.held, 1);
    struct forward_plan plan;
    cr_assert_not(forward_plan(&forward, 100, &plan));
    // It asks again, and a ledger that reaches far enough is sent everything.
    cr_assert(tick(FORWARD_REFUSED_MS).what & FORWARD_DO_REOPEN);
    reached = 4;
    actions = greet(3, FORWARD_REFUSED_MS);
    cr_assert_eq(actions.what, FORWARD_DO_UP | FORWARD_DO_REWIND);
    cr_assert_eq(forward.held, 0);
    cr_assert_eq(send_batch(5, 1, FORWARD_REFUSED_MS), CREDIT);
}

Test(descent, counts_what_a_ledger_lacks) {
    start(false, 5, 9, 8);
    Capaian__V1__LinkGreeting greeting = CAPAIAN__V1__LINK_GREETING__INIT;
    cr_assert_eq(forward_lacking(&position, &greeting), 4, "it has nothing of this journal");
    greeting.journal = bytes(position.journal, sizeof position.journal);
    greeting.reached = 1;
    cr_assert_eq(forward_lacking(&position, &greeting), 3);
    greeting.reached = 7;
    cr_assert_eq(forward_lacking(&position, &greeting), 0);
    // A journal that was put back, and had come to 20 before.
    memset(position.parent, 'p', sizeof position.parent);
    position.parent_reached = 20;
    position.first = 1;
    greeting.journal = bytes(position.parent, sizeof position.parent);
    greeting.reached = 12;
    cr_assert_eq(forward_lacking(&position, &greeting), 8);
    greeting.reached = 20;
    cr_assert_eq(forward_lacking(&position, &greeting), 0);
    greeting.journal = bytes("", 0);
    cr_assert_eq(forward_lacking(&position, &greeting), 20);
}

static struct forward_actions greet_as(const char journal, uint64_t has, uint64_t applied, bool branched,
                                       const uint8_t *goes_without) {
    Capaian__V1__LinkGreeting greeting = CAPAIAN__V1__LINK_GREETING__INIT;
    uint8_t id[FORWARD_SESSION_SIZE];
    memset(id, journal, sizeof id);
    greeting.session = bytes(forward.session, sizeof forward.session);
    greeting.epoch = bytes(epoch, sizeof epoch);
    greeting.credit = CREDIT;
    greeting.journal = bytes(id, sizeof id);
    greeting.reached = has;
    greeting.applied = applied;
    return step((struct forward_event){.kind = FORWARD_GREETING,
                                       .greeting = &greeting,
                                       .branched = branched,
                                       .goes_without = goes_without,
                                       .other = "other"},
                0);
}

static void assert_child_of(char parent, uint64_t has) {
    uint8_t id[FORWARD_SESSION_SIZE];
    memset(id, parent, sizeof id);
    cr_assert_arr_eq(forward.position.parent, id, sizeof id);
    cr_assert_eq(forward.position.parent_reached, has);
    cr_assert_str_eq((const char *)forward.position.journal, "other");
    cr_assert_eq(forward.state, FORWARD_HELLO, "and says so before it sends");
}

Test(descent, an_older_copy_goes_on_as_a_journal_of_its_own) {
    start(false, 1, 6, 4);
    cr_assert_eq(greet_as('j', 9, 11, true, NULL).what, FORWARD_DO_BRANCH);
    assert_child_of('j', 9);
    cr_assert_eq(forward.position.applied, 11, "or a ledger put back now would not be seen to have settled fewer");
}

Test(descent, a_copy_of_before_a_journal_that_the_ledger_has_now_is_an_older_one_too) {
    start(false, 1, 6, 4);
    cr_assert_eq(greet_as('s', 5, 11, false, NULL).what, FORWARD_DO_BRANCH);
    assert_child_of('s', 5);
    cr_assert_eq(forward.position.applied, 11);
    cr_assert_eq(greet_as('s', 5, 11, false, NULL).what, FORWARD_DO_UP, "the ledger has of the child nothing yet");
}

Test(descent, a_ledger_that_goes_without_what_is_gone_may_have_another_journal) {
    start(false, 3, 6, 4);
    memset(epoch, 'f', sizeof epoch);
    cr_assert_eq(greet_as('s', 5, 1, false, NULL).what, 0);
    cr_assert_eq(forward.held, 2);
    cr_assert_eq(tick(FORWARD_REFUSED_MS).what, FORWARD_DO_REOPEN);
    cr_assert_eq(greet_as('s', 5, 1, false, epoch).what, FORWARD_DO_REWIND | FORWARD_DO_BRANCH);
    assert_child_of('s', 5);
    cr_assert_eq(forward.position.lacking, 2, "it stays known");
    cr_assert_eq(forward.position.cursor, 2);
}

Test(descent, nothing_may_be_purged_before_a_ledger_has_said_what_it_has) {
    start(false, 3, 6, 4);
    cr_assert_not(forward.whole);
    greet_as('j', 4, 4, false, NULL);
    cr_assert(forward.whole);
    cr_assert_eq(tick(FORWARD_SILENCE_MS).what, FORWARD_DO_REOPEN | FORWARD_DO_DOWN);
    cr_assert(forward.whole, "while the evaluator is away");
    memset(epoch, 'f', sizeof epoch);
    greet_as('j', 4, 4, false, NULL);
    cr_assert(forward.whole);
    step((struct forward_event){.kind = FORWARD_RESTART, .position = &position}, 0);
    cr_assert_not(forward.whole, "that it greeted was not stored");
    greet_as('j', 1, 4, false, NULL);
    cr_assert_eq(forward.held, 1);
    cr_assert_not(forward.whole);
}
