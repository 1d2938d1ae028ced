// What came after a lock waits until no other collector can bring the same message with an earlier receive time.
#include "harness/served.h"
#include "runtime/daemon.h"
#include "serve/server.h"

#define INDICATORS                                                                                                     \
    "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\ne,ratio,higher,events,period,month,sum,0,,,,2026-01-01,"  \
    "\n"

static const uint8_t own[CAPAIAN_KEY_SIZE] = {0x11}, other[CAPAIAN_KEY_SIZE] = {0x22};

// January is locked from the 3rd of March on. Both collectors have been heard until the 2nd.
static struct served *make(const char *other_roles) {
    struct served *served = served_make("2026-01-02");
    struct server *server = &served->server;
    char keys[512];
    unsigned line = 0;
    const char *what = "";
    snprintf(keys, sizeof keys, "11%062d link * satu\n22%062d %s * dua\n", 0, 0, other_roles);
    cr_assert_eq(capaian_keyring_load(folder_write(&served->folder, "keys", keys), &server->keys, &line, &what), 0);
    served_apply(served, INDICATORS, "v,2026,120,to_date,yes\ne,2026,120,to_date,yes\n", "2026-01-02");
    served_until(served, "2026-03-03T09:00");
    server->links = calloc(LINKS_MAX, sizeof *server->links);
    server->link_count = 2;
    memcpy(server->links[0].key, own, sizeof own);
    memcpy(server->links[1].key, other, sizeof other);
    server->links[0].watermark = server->links[1].watermark = instant_of("2026-03-02");
    server->clock_moved_at = capaian_monotonic_ms();
    return served;
}

static void end(struct served *served) {
    free(served->server.links);
    capaian_keyring_free(served->server.keys);
    served_end(served);
}

// "2026-03-03", or "" when it need not wait.
static const char *waits(struct served *served, const char *received, const char *text) {
    static char date[CAPAIAN_PERIOD_TEXT];
    static const uint8_t sender[CAPAIAN_KEY_SIZE] = {7}, id[CAPAIAN_ID_SIZE] = {9};
    struct letter *letter = letter_of("dispar", false, text, instant_of(received));
    const struct entry entry = {.message = {.id = id,
                                            .unit = "dispar",
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of(received)},
                                .sender = sender};
    uint64_t step = served->server.ledger->fold->step;
    int64_t lock = passage_wait_for(&served->server, own, &entry);
    cr_assert_geq(lock, 0);
    cr_assert_eq(served->server.ledger->fold->step, step, "asking is no step");
    free(letter);
    if (lock == 0)
        return "";
    const struct capaian_calendar *calendar = &fold_latest(served->server.ledger->fold)->catalogue->calendar;
    cr_assert_eq(capaian_day_start(calendar, capaian_day_at(calendar, lock)), lock);
    return capaian_date_format(capaian_day_at(calendar, lock), date);
}

Test(passage, what_came_after_its_lock_waits_for_those_that_are_behind) {
    struct served *served = make("link");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5"), "2026-03-03");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-02 5; v 2026-01 5"), "2026-03-03", "any of its rows");
    cr_assert_str_eq(waits(served, "2026-03-02T23:59", "v 2026-01 5"), "", "in time");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-02 5"), "", "of a period that is open");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5/3"), "2026-03-03", "the lock comes first");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "zz 2026-01 5"), "", "refused for something else");
    served->server.links[1].watermark = instant_of("2026-03-02T23:59");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5"), "2026-03-03");
    served->server.links[1].watermark = instant_of("2026-03-03");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5"), "", "all others have passed the lock");
    end(served);
}

Test(passage, nobody_waits_longer_than_the_grace_nor_for_a_clock_that_runs_ahead) {
    struct served *served = make("link");
    int64_t grace = fold_latest(served->server.ledger->fold)->catalogue->policy.grace_ms;
    cr_assert_gt(grace, 60000);
    cr_assert_str_eq(waits(served, "2026-04-20", "v 2026-02 5"), "", "by the ledger that lock is weeks away");
    served->server.clock_moved_at -= grace - 60000;
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5"), "2026-03-03");
    served->server.clock_moved_at -= 60000;
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5"), "");
    end(served);
}

Test(passage, a_collector_alone_waits_for_nobody) {
    struct served *served = make("query");
    cr_assert_str_eq(waits(served, "2026-03-03T08:00", "v 2026-01 5"), "");
    end(served);
}

Test(passage, a_message_that_is_known_does_not_wait) {
    struct served *served = make("link");
    served_send(served, "2026-03-03T09:00", "v 2026-02 5", 0);
    const uint8_t sender[CAPAIAN_KEY_SIZE] = {7}, id[CAPAIAN_ID_SIZE] = {1, 1};
    struct letter *letter = letter_of("dispar", false, "v 2026-01 5", instant_of("2026-03-03T09:00"));
    const struct entry entry = {.message = {.id = id,
                                            .unit = "dispar",
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of("2026-03-03T09:00")},
                                .sender = sender};
    served->server.links[1].watermark = instant_of("2026-03-02");
    cr_assert_eq(passage_wait_for(&served->server, own, &entry), 0);
    free(letter);
    end(served);
}

Test(passage, a_row_that_would_leave_a_locked_period_waits_too) {
    struct served *served = make("link");
    struct ledger *ledger = served->server.ledger;
    served_send(served, "2026-03-03T09:00", "e 2026-02-01 1 #A; e 2026-02-02 1", 0);
    cr_assert_str_eq(waits(served, "2026-03-03T09:30", "e 2026-03-01 1 #A @+1"), "", "February is open");
    served_until(served, "2026-04-01T09:00");
    served->server.links[1].watermark = instant_of("2026-03-30");
    cr_assert_str_eq(waits(served, "2026-03-31T09:30", "e 2026-03-01 1 #A @+1"), "2026-03-31");
    cr_assert_str_eq(waits(served, "2026-03-31T09:30", "e 2026-03-01 1 #B @+1"), "");
    cr_assert(!ledger->open, "nothing was written");
    end(served);
}
