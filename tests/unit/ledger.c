#include "ledger/ledger.h"

#include "harness/regency.h"
#include "support/folder.h"

#include <errno.h>

#define INDICATORS                                                                                                     \
    "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\nv,ratio,higher,value,period,month,sum,0,,,,2026-01-01,"  \
    "\n"
#define TARGETS "e,2026-Q1,30,to_date,yes\ne,2026,100,to_date,yes\nv,2026-Q1,30,to_date,yes\nv,2026,100,to_date,yes\n"

struct office {
    struct folder folder;
    struct ledger *ledger;
    uint8_t ids;
    uint8_t verdict[4096];    // of the latest message
    size_t verdict_size;
    enum arrival arrival;
};

static const char *path_of(struct office *office) {
    return folder_file(&office->folder, "ledger.db");
}

static void begin(struct office *office) {
    char *sentence = NULL;
    cr_assert_eq(ledger_open(path_of(office), &office->ledger, &sentence), 0, "%s", sentence);
}

static void commit(struct office *office) {
    cr_assert_eq(ledger_commit(office->ledger), 0);
    ledger_published(office->ledger);
}

static void apply(struct office *office, const char *indicators, const char *targets, const char *effective) {
    struct regency_texts texts = {indicators, targets, NULL};
    struct catalogue_file files[REGENCY_FILES];
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(effective, &day), 0);
    regency_files(&texts, files);
    const uint8_t act[CAPAIAN_ID_SIZE] = {0xAC, ++office->ids};
    cr_assert_eq(ledger_catalogue(office->ledger, regency_read(files, REGENCY_FILES), files, REGENCY_FILES,
                                  &(struct applied){"SK 1", day, false},
                                  &(struct doing){.act_id = act, .actor = "admin"}, office->ledger->now),
                 0);
    bool same = true;
    const uint8_t other[CAPAIAN_HASH_SIZE] = {1};
    cr_assert_gt(ledger_act_step(office->ledger, act, other, &same), 0);
    cr_assert_not(same, "it was not done with this content");
    free((void *)files[1].text);
    free((void *)files[2].text);
}

static struct office make(void) {
    struct office office = {.folder = folder_make()};
    char *sentence = NULL;
    cr_assert_eq(ledger_create(path_of(&office), true, instant_of("2026-01-02"), &sentence), 0, "%s", sentence);
    begin(&office);
    apply(&office, INDICATORS, TARGETS, "2026-01-01");
    commit(&office);
    return office;
}

static void end(struct office *office) {
    ledger_close(office->ledger);
    folder_remove(&office->folder);
}

static void reopen(struct office *office) {
    office->ledger = ledger_close(office->ledger);
    begin(office);
}

static void until(struct office *office, const char *when) {
    int64_t now = instant_of(when);
    static const char *const unheard[] = {"kominfo", "kecamatan"};
    for (int64_t due; (due = fold_next_due(office->ledger->fold)) <= now;)
        cr_assert_eq(ledger_tick(office->ledger, due, unheard, due % 2 == 0 ? 2 : 0, due), 0);
}

static void send_as(struct office *office, uint8_t id, const char *unit, const char *when, const char *text) {
    struct letter *letter = letter_of(unit, false, text, instant_of(when));
    const uint8_t key[CAPAIAN_KEY_SIZE] = {7}, of[CAPAIAN_ID_SIZE] = {1, id};
    const struct entry entry = {.message = {.id = of,
                                            .unit = unit,
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of(when)},
                                .sender = key};
    const uint8_t *verdict = NULL;
    cr_assert_eq(
        ledger_message(office->ledger, &entry, instant_of(when), &office->arrival, &verdict, &office->verdict_size), 0);
    cr_assert_leq(office->verdict_size, sizeof office->verdict);
    memcpy(office->verdict, verdict, office->verdict_size);
    free(letter);
}

static void send(struct office *office, const char *when, const char *text) {
    until(office, when);
    send_as(office, ++office->ids, "dispar", when, text);
    cr_assert_eq(office->arrival, ARRIVAL_NEW);
}

// Half a year of everything a ledger records.
static void live(struct office *office) {
    send(office, "2026-02-05", "v 2026-01 5; e 2026-01-02 3 #1; e 2026-01-03 4 #2; e 2026-01 =2:7; v 2026-05 1");
    send(office, "2026-02-20", "v 2026-01 6 !salah; e 2026-02-01 9 #2; e 2026-01 =1:3 @+1");
    commit(office);
    send(office, "2026-03-05", "v 2026-02 5; e 2026-02 =1:9");
    send(office, "2026-04-05", "v 2026-03 5; nothing 2026-03 1");
    const uint8_t act[CAPAIAN_ID_SIZE] = {0xC1};
    cr_assert_eq(
        ledger_clock(office->ledger, instant_of("2026-05-01"), &(struct doing){.act_id = act, .actor = "admin"}), 0);
    until(office, "2026-05-01");
    apply(office, INDICATORS, "e,2026,90,to_date,yes\nv,2026-Q1,5,to_date,yes\nv,2026,100,to_date,yes\n", "2026-03-01");
    send(office, "2026-05-05", "v 2026-04 5; e 2026-04-04 2; v 2026-04 5");
    until(office, "2026-06-15");
    commit(office);
}

static void assert_same(const struct fold *a, const struct fold *b) {
    cr_assert_eq(a->step, b->step);
    cr_assert_eq(a->events, b->events);
    cr_assert_eq(a->messages, b->messages);
    cr_assert_eq(a->rows, b->rows);
    cr_assert_eq(a->judged, b->judged);
    cr_assert_eq(a->today, b->today);
    cr_assert_eq(a->version_count, b->version_count);
    cr_assert_eq(fold_next_due(a), fold_next_due(b));
    cr_assert_eq(a->tracked_count, b->tracked_count);
    for (size_t i = 0; i < a->tracked_count; i++) {
        const struct tracked *one = a->tracked[i], *two = b->tracked[i];
        cr_assert_str_eq(one->code, two->code);
        cr_assert_eq(one->next_day, two->next_day);
        cr_assert_eq(one->years.count, two->years.count);
        for (size_t k = 0; k < one->years.count; k++) {
            const struct year *first = one->years.list[k], *second = two->years.list[k];
            cr_assert_eq(first->goal_count, second->goal_count);
            cr_assert_eq(first->figure_count, second->figure_count);
            cr_assert_eq(first->alert_count, second->alert_count);
            for (size_t f = 0; f < FIGURES_MAX; f++) {
                const struct figure *x = &first->figures[f], *y = &second->figures[f];
                cr_assert(x->numerator == y->numerator && x->denominator == y->denominator && x->count == y->count);
                cr_assert(x->provisional == y->provisional && x->estimated == y->estimated);
                cr_assert(x->statement.stands == y->statement.stands && x->statement.step == y->statement.step);
                cr_assert(x->statement.numerator == y->statement.numerator);
                cr_assert_eq(rank_compare(&x->statement.rank, &y->statement.rank), 0);
            }
            for (size_t n = 0; n < first->alert_count; n++) {
                const struct alert *x = &first->alerts[n], *y = year_alert(second, x->kind, x->period);
                cr_assert_not_null(y);
                cr_assert(x->state == y->state && x->number == y->number);
                cr_assert_str_eq(x->reason, y->reason);
            }
        }
    }
}

// What one ledger says, beside another that has lived the same.
Test(ledger, opened_again_it_is_what_it_was) {
    struct office one = make(), two = make();
    live(&one);
    live(&two);
    assert_same(one.ledger->fold, two.ledger->fold);
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    memcpy(epoch, one.ledger->epoch, sizeof epoch);
    int64_t now = one.ledger->now;
    reopen(&one);
    assert_same(one.ledger->fold, two.ledger->fold);
    cr_assert_eq(memcmp(epoch, one.ledger->epoch, sizeof epoch), 0);
    cr_assert_neq(memcmp(epoch, two.ledger->epoch, sizeof epoch), 0, "every ledger has an epoch of its own");
    cr_assert_eq(one.ledger->now, now);
    cr_assert_eq(one.ledger->clock, instant_of("2026-05-01"));
    cr_assert(one.ledger->simulated);
    // And goes on as if nothing had been.
    send(&one, "2026-06-16", "e 2026-04-04 6 #1; v 2026-05 1");
    send(&two, "2026-06-16", "e 2026-04-04 6 #1; v 2026-05 1");
    cr_assert_eq(one.verdict_size, two.verdict_size);
    cr_assert_eq(memcmp(one.verdict, two.verdict, one.verdict_size), 0);
    commit(&one);
    commit(&two);
    assert_same(one.ledger->fold, two.ledger->fold);
    end(&one);
    end(&two);
}

Test(ledger, is_made_once_and_opened_only_where_it_is) {
    struct office office = make();
    char *sentence = NULL;
    cr_assert_eq(ledger_create(path_of(&office), true, 0, &sentence), -EEXIST);
    cr_assert_not_null(sentence);
    free(sentence);
    struct ledger *other = NULL;
    cr_assert_eq(ledger_open(folder_file(&office.folder, "nothing.db"), &other, &sentence), -ENOENT);
    cr_assert_not_null(strstr(sentence, "init"));
    free(sentence);
    cr_assert_eq(ledger_open(path_of(&office), &other, &sentence), -EBUSY, "one writer");
    free(sentence);
    cr_assert_null(other);
    cr_assert_null(ledger_close(NULL));
    end(&office);
}

Test(ledger, a_duplicate_gets_the_very_same_verdict_for_ever) {
    struct office office = make();
    until(&office, "2026-02-05");
    send_as(&office, 200, "dispar", "2026-02-05", "v 2026-01 5; v 2026-03 9");
    uint8_t first[4096];
    size_t size = office.verdict_size;
    memcpy(first, office.verdict, size);
    uint64_t step = office.ledger->fold->step, rows = office.ledger->fold->rows;
    for (int i = 0; i < 2; i++) {
        until(&office, "2026-02-11");
        // Of the same bytes, whenever it comes.
        send_as(&office, 200, "dispar", "2026-02-05", "v 2026-01 5; v 2026-03 9");
        cr_assert_eq(office.arrival, ARRIVAL_DUPLICATE);
        cr_assert_eq(office.verdict_size, size);
        cr_assert_eq(memcmp(office.verdict, first, size), 0);
        cr_assert_eq(office.ledger->fold->rows, rows);
        commit(&office);
        reopen(&office);
    }
    cr_assert_eq(office.ledger->fold->step - step, 1, "only the tick");
    end(&office);
}

Test(ledger, a_row_in_doubt_and_the_one_that_took_its_place_are_told_apart_after_a_restart) {
    struct office office = make();
    send(&office, "2026-02-05", "v 2026-01 2");
    send(&office, "2026-03-05", "v 2026-02 50");
    send(&office, "2026-03-06", "v 2026-02 40");    // a jump like the one before
    const uint64_t told = office.ledger->fold->events;
    for (int i = 0; i < 2; i++) {
        commit(&office);
        reopen(&office);
        const struct year *year = years_find(&fold_find(office.ledger->fold, "v")->years, 2026);
        const struct alert *alert =
            year_alert(year, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE, period_of("2026-02"));
        cr_assert_not_null(alert);
        cr_assert_eq(alert->state, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING);
        cr_assert_str_eq(alert->reason, "jump");
        cr_assert_eq(alert->row_id[1], office.ids);
        cr_assert_eq(alert->incident, 1);
        cr_assert_eq(alert->number, told);
    }
    send(&office, "2026-03-07", "v 2026-02 3");
    cr_assert_eq(office.ledger->fold->events, told + 1, "replaced, and nothing fires");
    end(&office);
}

Test(ledger, other_content_under_a_known_id_is_a_conflict_and_changes_nothing) {
    struct office office = make();
    until(&office, "2026-02-05");
    send_as(&office, 200, "dispar", "2026-02-05", "v 2026-01 5");
    uint64_t step = office.ledger->fold->step;
    send_as(&office, 200, "dispar", "2026-02-05", "v 2026-01 6");
    cr_assert_eq(office.arrival, ARRIVAL_CONFLICT);
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(NULL, office.verdict_size, office.verdict);
    cr_assert_eq(verdict->outcome, CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT);
    cr_assert_str_eq(verdict->refusal->code, "message.id_conflict");
    cr_assert_eq(verdict->step, 0);
    capaian__v1__verdict__free_unpacked(verdict, NULL);
    cr_assert_eq(office.ledger->fold->step, step);
    cr_assert_nano(tracked_year(fold_find(office.ledger->fold, "v"), 2026)->figures[0].statement.numerator, "5");
    // A message is known by its unit and its id.
    send_as(&office, 200, "dinkes", "2026-02-05", "v 2026-01 6");
    cr_assert_eq(office.arrival, ARRIVAL_NEW);
    commit(&office);
    end(&office);
}

Test(ledger, a_crash_loses_what_was_not_committed_and_nothing_else) {
    struct office office = make();
    send(&office, "2026-02-05", "v 2026-01 5; e 2026-01-02 3 #1");
    commit(&office);
    struct office twin = make();
    send(&twin, "2026-02-05", "v 2026-01 5; e 2026-01-02 3 #1");
    commit(&twin);
    send(&office, "2026-03-08", "v 2026-01 9 !x; v 2026-02 7; e 2026-02-02 9 #1");
    cr_assert_gt(office.ledger->event_count, 0, "an overdue that was never published");
    reopen(&office);
    cr_assert_eq(office.ledger->event_count, 0);
    assert_same(office.ledger->fold, twin.ledger->fold);
    // Sent again, as a link does, it is applied as if for the first time.
    office.ids = twin.ids;
    send(&office, "2026-03-08", "v 2026-01 9 !x; v 2026-02 7; e 2026-02-02 9 #1");
    send(&twin, "2026-03-08", "v 2026-01 9 !x; v 2026-02 7; e 2026-02-02 9 #1");
    commit(&office);
    commit(&twin);
    assert_same(office.ledger->fold, twin.ledger->fold);
    end(&office);
    end(&twin);
}

Test(ledger, a_links_count_is_committed_with_what_it_counts) {
    struct office office = make();
    const uint8_t key[CAPAIAN_KEY_SIZE] = {3}, other[CAPAIAN_KEY_SIZE] = {4};
    struct ledger_link link = {.applied = 5, .named = true, .journal = {7}, .reached = 4, .last = {8}, .lacking = 2};
    cr_assert_eq(ledger_link_find(office.ledger, key).applied, 0);
    cr_assert_eq(ledger_link_settle(office.ledger, key, &link), 0);
    commit(&office);
    cr_assert_eq(ledger_link_settle(office.ledger, key, &(struct ledger_link){.applied = 9}), 0);
    reopen(&office);
    struct ledger_link found = ledger_link_find(office.ledger, key);
    cr_assert_eq(found.applied, 5);
    cr_assert(found.named);
    cr_assert_arr_eq(found.journal, link.journal, CAPAIAN_ID_SIZE);
    cr_assert_eq(found.reached, 4);
    cr_assert_arr_eq(found.last, link.last, CAPAIAN_ID_SIZE);
    cr_assert_eq(found.lacking, 2);
    cr_assert_eq(ledger_link_find(office.ledger, other).applied, 0);
    cr_assert_not(ledger_link_find(office.ledger, other).named);
    end(&office);
}

Test(ledger, a_trial_is_recorded_nowhere) {
    struct office office = make(), twin = make();
    until(&office, "2026-02-05");
    until(&twin, "2026-02-05");
    struct letter *letter = letter_of("dispar", false, "v 2026-01 5; e 2026-01-02 3 #1", instant_of("2026-02-05"));
    const struct entry entry = {.message = {.id = letter->replaced,
                                            .unit = "dispar",
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of("2026-02-05")},
                                .sender = letter->bytes};
    const uint8_t *bytes = NULL;
    size_t size = 0;
    cr_assert_eq(ledger_trial(office.ledger, &entry, entry.message.received_at, &bytes, &size), 0);
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(NULL, size, bytes);
    cr_assert_eq(verdict->accepted, 2);
    capaian__v1__verdict__free_unpacked(verdict, NULL);
    commit(&office);
    assert_same(office.ledger->fold, twin.ledger->fold);
    free(letter);
    end(&office);
    end(&twin);
}

Test(ledger, events_wait_for_their_commit_and_are_then_on_record) {
    struct office office = make();
    until(&office, "2026-02-11");
    cr_assert_eq(office.ledger->event_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct written_event *written = &office.ledger->events[i];
        Capaian__V1__AlertEvent *event =
            capaian__v1__alert_event__unpack(NULL, written->size, office.ledger->event_bytes + written->offset);
        cr_assert_eq(event->number, i + 1);
        cr_assert_eq(written->number, i + 1);
        cr_assert_str_eq(written->unit, event->unit);
        capaian__v1__alert_event__free_unpacked(event, NULL);
    }
    commit(&office);
    cr_assert_eq(office.ledger->event_count, 0);
    cr_assert_eq(office.ledger->fold->events, 2);
    end(&office);
}

Test(ledger, opens_again_after_a_version_that_ends_a_duty_before_what_was_reported) {
    struct office office = make();
    send(&office, "2026-05-05", "v 2026-04 5; e 2026-04-04 2 #1");
    static const char ended[] = "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,2026-03-31\n"
                                "v,ratio,higher,value,period,month,sum,0,,,,2026-01-01,2026-03-31\n";
    apply(&office, ended, "e,2026-Q1,30,to_date,yes\nv,2026-Q1,30,to_date,yes\n", "2026-04-01");
    commit(&office);
    reopen(&office);
    cr_assert_nano(tracked_year(fold_find(office.ledger->fold, "v"), 2026)->figures[3].statement.numerator, "5");
    end(&office);
}
