// What is sealed stays, byte for byte, whatever is corrected afterwards.
#include "commands/json.h"
#include "harness/served.h"

#include <sodium.h>

#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name
#define INDICATORS                                                                                                     \
    "e,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\nv,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n"
#define TARGETS "e,2026-Q1,30,to_date,yes\nv,2026-Q1,30,to_date,yes\nv,2026,100,to_date,yes\n"

static struct served *make(void) {
    struct served *served = served_make("2026-01-02");
    served_apply(served, INDICATORS, TARGETS, "2026-01-01");
    served_send(served, "2026-02-05", "v 2026-01 5; e 2026-01 7", 0);
    served_send(served, "2026-03-05", "v 2026-02 5; e 2026-02 8", 0);
    served_send(served, "2026-04-05", "v 2026-03 6; e 2026-03 15", 0);
    served_deed(served, DEED(SEAL), "triwulan-1", "2026", "");
    return served;
}

// All pages, as JSON.
static char *json_of(struct served *served, Capaian__V1__AttainmentQuery query) {
    struct capaian_string out = {0};
    char cursor[32] = "";
    do {
        Capaian__V1__QueryReply reply = served_attainment(served, query, cursor);
        cr_assert_null(reply.refusal, "%s", reply.refusal == NULL ? "" : reply.refusal->sentence_en);
        string_add_json_message(&out, &reply.attainment->base);
        snprintf(cursor, sizeof cursor, "%s", reply.next_cursor);
    } while (cursor[0] != '\0');
    cr_assert_not(out.failed);
    return out.text;
}

static Capaian__V1__SealedPage *list(struct served *served) {
    Capaian__V1__QueryReply reply = CAPAIAN__V1__QUERY_REPLY__INIT;
    capaian_arena_reset(served->server.answer);
    answer_sealed(&served->server, "", &reply);
    cr_assert_eq(reply.what_case, CAPAIAN__V1__QUERY_REPLY__WHAT_SEALED);
    return reply.sealed;
}

// The hash of what is in the table now, as whoever doubts it takes it.
static void hash_rows(struct served *served, uint8_t ret[CAPAIAN_HASH_SIZE]) {
    crypto_generichash_state state;
    sqlite3_stmt *sql = NULL;
    crypto_generichash_init(&state, NULL, 0, CAPAIAN_HASH_SIZE);
    cr_assert_eq(
        sqlite3_prepare_v2(served->server.reader, "SELECT body FROM sealed_row ORDER BY indicator", -1, &sql, NULL),
        SQLITE_OK);
    while (sqlite3_step(sql) == SQLITE_ROW)
        crypto_generichash_update(&state, sqlite3_column_blob(sql, 0), (unsigned)sqlite3_column_bytes(sql, 0));
    sqlite3_finalize(sql);
    crypto_generichash_final(&state, ret, CAPAIAN_HASH_SIZE);
}

Test(sealed, a_correction_changes_the_figure_and_not_the_seal) {
    struct served *served = make();
    Capaian__V1__AttainmentQuery sealed = CAPAIAN__V1__ATTAINMENT_QUERY__INIT, now = sealed;
    uint8_t hash[CAPAIAN_HASH_SIZE], rows[CAPAIAN_HASH_SIZE];
    sealed.sealed = (char *)"triwulan-1";
    uint64_t step = served->server.ledger->fold->step;
    int64_t at = served->server.clock;
    char *was = json_of(served, sealed), *live = json_of(served, now);
    memcpy(hash, list(served)->sealed[0]->hash.data, sizeof hash);
    served_until(served, "2026-06-10");
    served_deed(served, DEED(REOPEN), "dispar/2026-03", "", "2026-07-30");
    served_send(served, "2026-06-11", "v 2026-03 21 !salah_ketik", 0);
    char *later = json_of(served, sealed), *corrected = json_of(served, now);
    cr_assert_str_eq(later, was);
    cr_assert_str_neq(corrected, live);
    Capaian__V1__QueryReply reply = served_attainment(served, now, "");
    cr_assert_eq(reply.attainment->rows[1]->to_date->realization->coefficient, 31, "5 + 5 + 21");
    reply = served_attainment(served, sealed, "");
    cr_assert_eq(reply.attainment->rows[1]->to_date->realization->coefficient, 16, "5 + 5 + 6");
    cr_assert_str_eq(reply.attainment->year, "2026");
    cr_assert_eq(reply.attainment->now, at);
    cr_assert_eq(reply.attainment->step, step);
    Capaian__V1__SealedPage *page = list(served);
    cr_assert_eq(page->n_sealed, 1);
    cr_assert_str_eq(page->sealed[0]->name, "triwulan-1");
    cr_assert_str_eq(page->sealed[0]->year, "2026");
    cr_assert_str_eq(page->sealed[0]->actor, "P9");
    cr_assert_eq(page->sealed[0]->step, step);
    cr_assert_eq(memcmp(page->sealed[0]->hash.data, hash, sizeof hash), 0);
    hash_rows(served, rows);
    cr_assert_eq(memcmp(rows, hash, sizeof hash), 0, "the hash is of the rows");
    free(was);
    free(live);
    free(later);
    free(corrected);
    served_end(served);
}

Test(sealed, a_name_or_year_that_is_not_there_is_refused) {
    struct served *served = make();
    Capaian__V1__AttainmentQuery query = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    query.sealed = (char *)"triwulan-2";
    cr_assert_str_eq(served_attainment(served, query, "").refusal->code, "query.unknown");
    query.sealed = (char *)"triwulan-1";
    query.period = (char *)"2025";
    cr_assert_str_eq(served_attainment(served, query, "").refusal->code, "query.unknown");
    query.period = (char *)"2026";
    cr_assert_eq(served_attainment(served, query, "").attainment->n_rows, 2);
    query.indicator = (char *)"v";
    cr_assert_eq(served_attainment(served, query, "").attainment->n_rows, 1);
    served_end(served);
}

Test(sealed, a_unit_sees_its_own_rows) {
    struct served *served = make();
    Capaian__V1__AttainmentQuery query = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    char *units[] = {(char *)"dinkes"};
    query.sealed = (char *)"triwulan-1";
    served->entry = (struct capaian_key_entry){.roles = CAPAIAN_ROLE_SUBMIT, .units = units, .unit_count = 1};
    cr_assert_eq(served_attainment(served, query, "").attainment->n_rows, 0);
    units[0] = (char *)"dispar";
    cr_assert_eq(served_attainment(served, query, "").attainment->n_rows, 2);
    served_end(served);
}

Test(sealed, many_rows_come_in_pages) {
    struct served *served = served_make("2026-01-02");
    struct capaian_string indicators = {0}, targets = {0};
    for (int i = 0; i < 1201; i++) {
        capaian_string_add(&indicators, "i%04d,ratio,higher,value,period,month,sum,0,,,,2026-01-01,\n", i);
        capaian_string_add(&targets, "i%04d,2026,100,to_date,yes\n", i);
    }
    served_apply(served, indicators.text, targets.text, "2026-01-01");
    capaian_string_free(&indicators);
    capaian_string_free(&targets);
    served_deed(served, DEED(SEAL), "awal", "2026", "");
    Capaian__V1__AttainmentQuery query = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    query.sealed = (char *)"awal";
    const struct {
        const char *cursor, *next, *first;
        size_t rows;
    } pages[] = {{"", "500", "i0000", 500}, {"500", "1000", "i0500", 500}, {"1000", "", "i1000", 201}};
    for (size_t i = 0; i < 3; i++) {
        Capaian__V1__QueryReply reply = served_attainment(served, query, pages[i].cursor);
        cr_assert_eq(reply.attainment->n_rows, pages[i].rows);
        cr_assert_str_eq(reply.attainment->rows[0]->indicator, pages[i].first);
        cr_assert_str_eq(reply.next_cursor, pages[i].next);
    }
    served_end(served);
}
