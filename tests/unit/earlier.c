// Of two copies of a message the earlier receive time counts, whichever comes first: a step of its own, after which the
// verdict is what it was and lateness is another one, also in the past, after a restart and folded anew.
#include "attainment/reported.h"
#include "harness/record.h"
#include "ledger/past.h"

#define STATE(name) CAPAIAN__V1__REPORTED__REPORTED_##name

static const char units[] = "unit,name,kind,reports_to,from,to\nbupati,Bupati,kepala,,,\n"
                            "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,\n"
                            "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,\n";
static const char indicators[] =
    "indicator,unit,formula,better,reporting,every,within_year,decimals,name,satuan,source,across_years,from\n"
    "v,dispar,ratio,higher,value,month,sum,0,Kunjungan,orang,Karcis,last,2026-01-01\n"
    "w,dispar,ratio,higher,value,month,sum,0,Kunjungan,orang,Karcis,last,2026-01-01\n"
    "e,dispar,ratio,higher,events,month,sum,0,Izin,orang,Karcis,last,2026-01-01\n";
static const char targets[] = "indicator,period,target,counts,judged\nv,2026,120,to_date,yes\nw,2026,120,to_date,yes\n"
                              "e,2026,120,to_date,yes\n";
static const char holders[] = "unit,person,name,capacity,from,to,appointment,basis\n"
                              "dispar,P1,Ani,definitive,2026-01-01,,inauguration,SK 1\n"
                              "dinkes,P8,Budi,definitive,2025-01-01,,inauguration,SK 1\n";
// dispar adds its own rows to w, and so does dinkes.
static const char shares[] = "indicator,unit,part,share\nw,dinkes,adds,\n";
static const char policy[] = "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\n";

static struct record *make(void) {
    const char *const texts[] = {"units.csv",   units,   "indicators.csv", indicators, "targets.csv", targets,
                                 "holders.csv", holders, "shares.csv",     shares,     "policy.ini",  policy,
                                 NULL};
    struct record *record = record_make("2026-01-01", texts);
    record_until(record, "2026-02-12T08:00");
    return record;
}

struct copy {
    uint32_t number;
    const char *unit, *received, *text;
    enum capaian_code admission;
};

// A copy that a collector took in at an instant, and that comes now. The verdict's bytes are in the ledger's arena.
static enum arrival come(struct record *record, struct copy copy, const uint8_t **ret_verdict, size_t *ret_size) {
    // Stated long before: the same bytes, whenever they are received.
    struct letter *letter = letter_of(copy.unit, false, copy.text, instant_of("2026-02-01"));
    const uint8_t key[CAPAIAN_KEY_SIZE] = {7};
    uint8_t id[CAPAIAN_ID_SIZE];
    letter_id(copy.number, id);
    const struct entry entry = {.message = {.id = id,
                                            .unit = copy.unit,
                                            .content = letter->bytes,
                                            .size = letter->size,
                                            .received_at = instant_of(copy.received),
                                            .admission = copy.admission},
                                .sender = key};
    enum arrival arrival = ARRIVAL_CONFLICT;
    cr_assert_eq(ledger_message(record->ledger, &entry, record->ledger->now, &arrival, ret_verdict, ret_size), 0);
    free(letter);
    return arrival;
}

// How many steps a further copy makes; the verdict on it is the one on the first.
static uint64_t again(struct record *record, struct copy copy, const char *received) {
    const uint8_t *verdict = NULL, *second = NULL;
    size_t size = 0, second_size = 0;
    struct copy other = copy;
    uint64_t before = record->ledger->fold->step;
    cr_assert_eq(come(record, copy, &verdict, &size), ARRIVAL_DUPLICATE);
    cr_assert_eq(record->ledger->fold->step, before, "the same copy again is no step");
    uint8_t *first = malloc(size);
    memcpy(first, verdict, size);
    other.received = received;
    cr_assert_eq(come(record, other, &second, &second_size), ARRIVAL_DUPLICATE);
    cr_assert(second_size == size && memcmp(first, second, size) == 0, "a verdict is reached once");
    free(first);
    return record->ledger->fold->step - before;
}

static void first(struct record *record, struct copy copy) {
    const uint8_t *verdict = NULL;
    size_t size = 0;
    cr_assert_eq(come(record, copy, &verdict, &size), ARRIVAL_NEW);
    Capaian__V1__Verdict *said = capaian__v1__verdict__unpack(NULL, size, verdict);
    cr_assert_eq(said->refused, 0, "%s", said->n_results > 0 ? said->results[0]->code : "");
    capaian__v1__verdict__free_unpacked(said, NULL);
}

static Capaian__V1__Reported state_in(const struct fold *fold, const char *indicator) {
    const struct tracked *tracked = fold_find(fold, indicator);
    return reported_at(tracked->catalogue, tracked->rules, tracked_year(tracked, 2026), 0, fold->today, 0).state;
}

static Capaian__V1__Reported state(const struct record *record, const char *indicator) {
    return state_in(record->ledger->fold, indicator);
}

static const struct copy report = {1, "dispar", "2026-02-12T08:00", "v 2026-01 5", CAPAIAN_OK};

Test(earlier, the_earlier_of_two_copies_says_whether_it_came_in_time) {
    struct record *record = make();
    first(record, report);
    cr_assert_eq(state(record, "v"), STATE(LATE));
    cr_assert_eq(again(record, report, "2026-02-13"), 0, "a later copy says nothing");
    cr_assert_eq(again(record, report, "2026-02-11T00:00"), 1);
    cr_assert_eq(state(record, "v"), STATE(LATE), "a day after the due date");
    cr_assert_eq(again(record, report, "2026-02-11T12:00"), 0, "earlier than the first, not than the second");
    cr_assert_eq(again(record, report, "2026-02-10T23:59"), 1);
    cr_assert_eq(state(record, "v"), STATE(ON_TIME));
    record_check(record);
    cr_assert_eq(state(record, "v"), STATE(ON_TIME), "also when the ledger is opened again");
    cr_assert_eq(again(record, report, "2026-02-10T23:59"), 0);
    record_free(record);
}

Test(earlier, a_way_that_is_not_trusted_for_the_unit_moves_nothing) {
    struct record *record = make();
    first(record, report);
    struct copy backdated = report;
    const uint8_t *verdict = NULL;
    size_t size = 0;
    backdated.received = "2026-02-09";
    backdated.admission = CAPAIAN_LINK_UNIT;
    uint64_t step = record->ledger->fold->step;
    cr_assert_eq(come(record, backdated, &verdict, &size), ARRIVAL_DUPLICATE);
    cr_assert_eq(record->ledger->fold->step, step);
    backdated = report;
    backdated.received = "2026-02-09";
    backdated.text = "v 2026-01 6";
    cr_assert_eq(come(record, backdated, &verdict, &size), ARRIVAL_CONFLICT, "other content is no copy");
    cr_assert_eq(record->ledger->fold->step, step);
    cr_assert_eq(state(record, "v"), STATE(LATE));
    record_free(record);
}

Test(earlier, what_has_been_superseded_moves_nothing_and_a_chain_keeps_the_instant) {
    struct record *record = make();
    first(record, report);
    first(record, (struct copy){2, "dispar", "2026-02-12T08:00", "v 2026-01 7 @+1 !koreksi", CAPAIAN_OK});
    cr_assert_eq(again(record, report, "2026-02-09"), 1);
    cr_assert_eq(state(record, "v"), STATE(LATE), "what stands is another message");
    first(record, (struct copy){3, "dispar", "2026-02-12T08:00", "v 2026-02 1 &2.0 !bulan", CAPAIAN_OK});
    first(record, (struct copy){4, "dispar", "2026-02-12T08:00", "v 2026-01 1 @+2 &3.0 !bulan", CAPAIAN_OK});
    record_check(record);
    record_free(record);
}

Test(earlier, the_whole_is_in_when_the_last_of_its_parts_is) {
    struct record *record = make();
    struct copy own = {1, "dispar", "2026-02-12T08:00", "w 2026-01 5", CAPAIAN_OK},
                other = {1, "dinkes", "2026-02-12T07:00", "w 2026-01 6", CAPAIAN_OK};
    first(record, own);
    first(record, other);
    cr_assert_eq(state(record, "w"), STATE(LATE));
    cr_assert_eq(again(record, own, "2026-02-09"), 1);
    cr_assert_eq(state(record, "w"), STATE(LATE));
    cr_assert_eq(again(record, other, "2026-02-10"), 1);
    cr_assert_eq(state(record, "w"), STATE(ON_TIME));
    record_check(record);
    record_free(record);
}

static int64_t received_under_ref(struct record *record) {
    sqlite3_stmt *sql = NULL;
    record_commit(record);
    cr_assert_eq(
        sqlite3_prepare_v2(capaian_store_db(record->ledger->store), "SELECT received_at FROM ref", -1, &sql, NULL),
        SQLITE_OK);
    cr_assert_eq(sqlite3_step(sql), SQLITE_ROW);
    int64_t received_at = sqlite3_column_int64(sql, 0);
    sqlite3_finalize(sql);
    return received_at;
}

Test(earlier, events_and_their_closing_take_it_too) {
    struct record *record = make();
    struct copy events = {1, "dispar", "2026-02-12T08:00", "e 2026-01-03 2 #A; e 2026-01-04 3; e 2026-01 =2:5",
                          CAPAIAN_OK};
    first(record, events);
    cr_assert_eq(state(record, "e"), STATE(LATE));
    cr_assert_eq(received_under_ref(record), instant_of("2026-02-12T08:00"));
    cr_assert_eq(again(record, events, "2026-02-09"), 1);
    cr_assert_eq(state(record, "e"), STATE(ON_TIME));
    cr_assert_eq(received_under_ref(record), instant_of("2026-02-09"));
    record_check(record);
    record_free(record);
}

// What is derived, without the numbers of steps.
static void derived(struct record *record, char *text, size_t size) {
    sqlite3_stmt *sql = NULL;
    record_commit(record);
    cr_assert_eq(
        sqlite3_prepare_v2(capaian_store_db(record->ledger->store),
                           "SELECT group_concat(t, '') FROM (SELECT indicator || ' ' || period || ' ' ||"
                           " stands || ' ' || ifnull(received_at || hex(said_id) || said_row, '') || char(10) AS t"
                           " FROM figure UNION ALL SELECT indicator || '#' || ref || ' ' || received_at ||"
                           " hex(said_id) || char(10) FROM ref ORDER BY 1)",
                           -1, &sql, NULL),
        SQLITE_OK);
    cr_assert_eq(sqlite3_step(sql), SQLITE_ROW);
    cr_assert_lt((size_t)sqlite3_column_bytes(sql, 0), size);
    snprintf(text, size, "%s", (const char *)sqlite3_column_text(sql, 0));
    sqlite3_finalize(sql);
}

Test(earlier, whichever_copy_comes_first_the_same_is_derived) {
    static const struct copy copies[] = {
        {1, "dispar", "2026-02-10", "v 2026-01 5; w 2026-01 5; e 2026-01-03 2 #A", CAPAIAN_OK},
        {2, "dinkes", "2026-02-10", "w 2026-01 6", CAPAIAN_OK},
        {3, "dispar", "2026-02-10", "v 2026-01 6 ~p; e 2026-01-05 9 #A @+3 !salah; e 2026-01 =1:9", CAPAIAN_OK},
    };
    char states[2][4096];
    for (int late_first = 0; late_first < 2; late_first++) {
        struct record *record = make();
        const uint8_t *verdict = NULL;
        size_t size = 0;
        for (int turn = 0; turn < 2; turn++)
            for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
                struct copy copy = copies[i];
                if ((turn == 0) == late_first)
                    copy.received = "2026-02-12";
                (void)come(record, copy, &verdict, &size);
            }
        derived(record, states[late_first], sizeof states[0]);
        record_check(record);
        record_free(record);
    }
    cr_assert_str_eq(states[1], states[0]);
    cr_assert_not_null(strstr(states[0], "#A"));
}

Test(earlier, in_the_past_it_was_what_was_known_then) {
    struct record *record = make();
    char *sentence = NULL;
    struct past *past = NULL;
    first(record, report);
    record_until(record, "2026-02-13T08:00");
    record_send(record, 9, "2026-02-13T08:00", "v 2026-02 1");
    cr_assert_eq(again(record, report, "2026-02-09"), 1);
    record_commit(record);
    cr_assert_eq(past_open(record->path, &past, &sentence), 0, "%s", sentence);
    static const struct {
        const char *instant;
        Capaian__V1__Reported state;
    } moments[] = {{"2026-02-13T07:59", STATE(LATE)}, {"2026-02-13T08:00", STATE(ON_TIME)}};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        cr_assert_eq(past_want(past, instant_of(moments[i].instant)), 0);
        int r = 0;
        for (int turns = 0; r == 0 && turns < 1000; turns++)
            r = past_go_on(past, 1000, record->ledger->fold->step);
        cr_assert_eq(r, 1, "%d", r);
        cr_assert_eq(state_in(past_fold(past), "v"), moments[i].state, "%s", moments[i].instant);
    }
    past_close(past);
    record_free(record);
}
