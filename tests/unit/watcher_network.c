#include "support/watching.h"

#include <criterion/criterion.h>

// An evaluator whose events reach the watcher by a SUB that loses and repeats, and a follow that is lost with its
// socket. Whatever happens, all events are delivered, once and in order.
static uint64_t random_state;

static unsigned chance(unsigned below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state % below);
}

struct evaluator {
    uint64_t latest;
    bool following;
    uint64_t sent;    // by the follow
    uint32_t credit;
};

static void obey(struct evaluator *evaluator, bool away) {
    // A batch's step has been counted by step(); here is only what goes out.
    for (size_t i = 0; i < action_count; i++) {
        switch (actions[i].kind) {
        case CAPAIAN_WATCHER_FOLLOW:
            if (!away)
                *evaluator = (struct evaluator){evaluator->latest, true, actions[i].number, actions[i].credit};
            break;
        case CAPAIAN_WATCHER_CREDIT:
            if (evaluator->following)
                evaluator->credit += actions[i].credit;
            break;
        case CAPAIAN_WATCHER_END_FOLLOW:
        case CAPAIAN_WATCHER_REOPEN_FOLLOW:
            evaluator->following = false;
            break;
        case CAPAIAN_WATCHER_TAKE_SNAPSHOT:
            cr_assert_fail("the epoch never changed");
            break;
        default:
            break;
        }
    }
}

static void simulate(uint64_t seed, enum capaian_watcher_mode mode) {
    enum { EVENTS = 4000 };
    random_state = seed * 2654435761U + 88172645463325252U;
    struct evaluator evaluator = {0};
    start(mode, NULL, 0);
    obey(&evaluator, false);
    for (int64_t now = 10; now < 2000000 && delivered_count < EVENTS; now += 10) {
        bool away = now / 3000 % 4 == 2;
        if (away)
            evaluator.following = false;
        while (!away && evaluator.latest < EVENTS && chance(3) == 0) {
            evaluator.latest++;
            if (mode == CAPAIAN_WATCH_SUBSCRIBE && chance(20) != 0) {
                alert(epoch_a, evaluator.latest, now);
                obey(&evaluator, away);
            }
        }
        if (mode == CAPAIAN_WATCH_SUBSCRIBE && !away && now % 1000 == 0 && chance(4) != 0) {
            beacon(epoch_a, evaluator.latest, now);
            obey(&evaluator, away);
        }
        if (evaluator.following && chance(2) == 0) {
            uint64_t last = evaluator.sent + chance(60);
            if (last > evaluator.latest)
                last = evaluator.latest;
            if (last > evaluator.sent + evaluator.credit)
                last = evaluator.sent + evaluator.credit;
            uint64_t first = evaluator.sent + 1;
            evaluator.credit -= (uint32_t)(last - evaluator.sent);
            evaluator.sent = last;
            if (chance(30) != 0) {
                batch(epoch_a, first, last, last == evaluator.latest, now);
                obey(&evaluator, away);
            }
        }
        tick(now);
        obey(&evaluator, away);
    }
    cr_assert_eq(evaluator.latest, EVENTS);
    expect_delivered(1, EVENTS);
}

Test(watcher_network, nothing_is_missed_or_repeated_over_a_bad_network) {
    for (uint64_t seed = 1; seed <= 15; seed++) {
        simulate(seed, CAPAIAN_WATCH_SUBSCRIBE);
        simulate(seed, CAPAIAN_WATCH_FOLLOW);
    }
}
