// What a ledger knows of replacements, of who is silent and of consequences outlives its being closed at any moment,
// and is the same when the record is folded anew.
#include "harness/record.h"

static const char units[] = "unit,name,kind,reports_to,from,to,feed_every\nbupati,Bupati,kepala,,,,\n"
                            "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,,1d\n"
                            "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,,\n"
                            "kec,Kecamatan Baru,kecamatan,bupati,2026-02-01,,1d\n";
static const char plain_units[] = "unit,name,kind,reports_to,from,to\nbupati,Bupati,kepala,,,\n"
                                  "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,\n"
                                  "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,\n";
static const char indicators[] =
    "indicator,unit,formula,better,reporting,every,within_year,decimals,name,satuan,source,across_years,from\n"
    "v,dispar,ratio,higher,value,month,sum,0,Kunjungan,orang,Karcis,last,2026-01-01\n"
    "e,dispar,ratio,higher,events,month,sum,0,Izin,orang,Karcis,last,2026-01-01\n";
static const char targets[] = "indicator,period,target,counts,judged,weight\nv,2026,120,to_date,yes,100\n"
                              "v,2026-Q1,30,to_date,no,\nv,2026-Q2,60,to_date,no,\nv,2026-Q3,90,to_date,no,\n"
                              "e,2026,120,to_date,yes,\n";
static const char holders[] = "unit,person,name,capacity,from,to,appointment,basis\n"
                              "dispar,P1,Ani,definitive,2026-01-01,,inauguration,SK 1\n"
                              "dinkes,P8,Budi,definitive,2025-01-01,,inauguration,SK 1\n";
static const char policy[] = "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\nmin_months = 6\n"
                             "missing_reasons = belum terbit\n";
static const char ladder[] = "ladder,step,kinds,trigger,after_months,not_before_months,text,basis\n"
                             "jpt,1,dinas;badan,score<80,12,,6 bulan untuk memperbaiki kinerja,SK Bupati\n";
static const char nobody[] = "ladder,step,kinds,trigger,after_months,not_before_months,text,basis\n";

static struct record *make(const char *of_units, const char *rungs) {
    const char *const texts[] = {"units.csv",
                                 of_units,
                                 "indicators.csv",
                                 indicators,
                                 "targets.csv",
                                 targets,
                                 "holders.csv",
                                 holders,
                                 "policy.ini",
                                 policy,
                                 rungs != NULL ? "ladder.csv" : NULL,
                                 rungs,
                                 NULL};
    return record_make("2026-01-01", texts);
}

static const struct figure *figure_of(const struct record *record, const char *indicator, size_t month) {
    return &tracked_year(fold_find(record->ledger->fold, indicator), 2026)->figures[month - 1];
}

static bool has(const Capaian__V1__Verdict *verdict, uint32_t row, const char *code) {
    for (size_t i = 0; i < verdict->n_results; i++)
        if (verdict->results[i]->row == row && strcmp(verdict->results[i]->code, code) == 0)
            return true;
    return false;
}

// The months' figures, sums and what stands under the refs, as the tables have them.
static void state_of(struct record *record, char *state, size_t size) {
    sqlite3_stmt *sql = NULL;
    record_commit(record);
    cr_assert_eq(
        sqlite3_prepare_v2(capaian_store_db(record->ledger->store),
                           "SELECT group_concat(t, '') FROM (SELECT indicator || ' ' || period || ' ' ||"
                           " hex(numerator) || count || ' ' || provisional || estimated || stands ||"
                           " ifnull(said || said_status || ' ' || as_of || hex(stated_numerator) ||"
                           " hex(said_id) || said_row, '') || char(10) AS t FROM figure WHERE stands OR count > 0"
                           " UNION ALL SELECT indicator || '#' || ref || ' ' || said || ' ' ||"
                           " hex(stated_numerator) || hex(said_id) || said_row || ' ' || as_of ||"
                           " iif(said = 0, period, '') || char(10) FROM ref ORDER BY 1)",
                           -1, &sql, NULL),
        SQLITE_OK);
    cr_assert_eq(sqlite3_step(sql), SQLITE_ROW);
    snprintf(state, size, "%s", (const char *)sqlite3_column_text(sql, 0));
    sqlite3_finalize(sql);
}

enum { MAIL = 8 };

static const char *const mail[MAIL] = {
    "v 2026-01 5 @+9; e 2026-01-02 3 #1; e 2026-01-03 4",
    "v 2026-01 6 @+3 &1.0; e 2026-01-02 5 #1 &1.1; e 2026-01-03 7 &1.2",
    "v 2026-01 7 ~p &2.0; e 2026-01-04 8 &2.2; e 2026-01-03 9 @+4 &1.2",
    "v 2026-02 8 &3.0; e 2026-02-01 1 #1 &2.1 @+-3",
    "v 2026-01 9 @+2 &4.0; v 2026-02 3",
    "e 2026-01-05 2 &7.0; e 2026-01-06 1 #2",
    "e 2026-01-05 3 &6.0; e 2026-01-06 ?withdraw #2 @+5",
    "v 2026-01 4 &9.0; e 2026-02-02 6 #2 &6.1",
};

Test(reopened, replacements_end_the_same_in_any_order_whenever_the_ledger_is_closed) {
    static char first[8192], other[8192];
    static const size_t orders[][MAIL] = {{0, 1, 2, 3, 4, 5, 6, 7},
                                          {7, 6, 5, 4, 3, 2, 1, 0},
                                          {3, 1, 4, 0, 7, 2, 5, 6},
                                          {4, 3, 2, 6, 1, 0, 5, 7},
                                          {2, 0, 6, 4, 1, 7, 3, 5}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        for (int reopen = 0; reopen < 2; reopen++) {
            struct record *record = make(plain_units, NULL);
            record_until(record, "2026-02-05");
            for (size_t k = 0; k < MAIL; k++) {
                const size_t at = orders[i][k];
                const Capaian__V1__Verdict *verdict = record_send(record, (uint32_t)at + 1, "2026-02-05", mail[at]);
                cr_assert_eq(verdict->refused, 0, "%s", mail[at]);
                if (reopen)
                    record_reopen(record);
            }
            state_of(record, other, sizeof other);
            if (first[0] == '\0')
                strcpy(first, other);
            cr_assert_str_eq(other, first, "order %zu, %d:\n%s\n%s", i, reopen, first, other);
            cr_assert_eq(figure_of(record, "v", 1)->statement.numerator, 9 * CAPAIAN_NANO, "1, 2, 3, 4 and back");
            cr_assert_eq(figure_of(record, "e", 1)->count, 1, "9 is the stronger of two");
            cr_assert_eq(figure_of(record, "e", 1)->numerator, 9 * CAPAIAN_NANO);
            record_check(record);
            record_free(record);
        }
}

Test(reopened, a_figure_that_returns_is_known_from_the_record) {
    struct record *record = make(plain_units, NULL);
    record_until(record, "2026-02-05");
    (void)record_send(record, 1, "2026-02-05", "v 2026-01 5");
    record_reopen(record);
    (void)record_send(record, 2, "2026-02-05", "v 2026-01 6 @+1");
    record_reopen(record);
    cr_assert(has(record_send(record, 3, "2026-02-05", "v 2026-01 5 @+2; v 2026-02 5"), 0, "row.returns"));
    cr_assert_not(has(record->verdict, 1, "row.returns"));
    // The word alone is no proof: nobody has ever stated 7.
    ((struct figure *)figure_of(record, "v", 1))->corrected = UINT64_MAX;
    cr_assert_not(has(record_send(record, 4, "2026-02-05", "v 2026-01 7 @+3"), 0, "row.returns"));
    cr_assert(has(record_send(record, 5, "2026-02-05", "v 2026-01 8 @+4; v 2026-01 7 @+5"), 1, "row.returns"));
    record_free(record);
}

#define cr_assert_record(record, expected) cr_assert_str_eq((record)->told, expected, "told: %s", (record)->told)

// 2026-01-01 is a holiday that no calendar.csv says here: a Thursday. Three working days of each unit.
Test(reopened, who_is_silent_and_heard_again_stays_so) {
    for (int reopen = 0; reopen < 2; reopen++) {
        struct record *record = make(units, NULL);
        record_until(record, "2026-01-05T23:59");
        cr_assert_record(record, "");
        record_until(record, "2026-01-06");
        cr_assert_record(record, "+silent/dispar:silent");
        if (reopen)
            record_reopen(record);
        (void)record_send(record, 1, "2026-01-07T09:00", "v 2026-01 1");
        record_commit(record);
        cr_assert_record(record, "+silent/dispar:silent -silent/dispar:heard");
        if (reopen)
            record_reopen(record);
        cr_assert_eq(fold_next_due(record->ledger->fold), instant_of("2026-01-12T09:00"), "it may be missed again");
        (void)record_send(record, 2, "2026-01-09T10:00", "v 2026-02 1");    // refused, and heard
        cr_assert_eq(record->verdict->accepted, 0);
        if (reopen)
            record_reopen(record);
        record_until(record, "2026-01-14T09:59");
        cr_assert_record(record, "+silent/dispar:silent -silent/dispar:heard");
        record_until(record, "2026-01-14T10:00");
        if (reopen)
            record_reopen(record);
        cr_assert_record(record, "+silent/dispar:silent -silent/dispar:heard +silent/dispar:silent");
        // The new district is missed from its own first day on: Sunday 1 February.
        record_until(record, "2026-02-04T23:59");
        cr_assert_record(record, "+silent/dispar:silent -silent/dispar:heard +silent/dispar:silent");
        record_until(record, "2026-02-05");
        cr_assert_record(record, "+silent/dispar:silent -silent/dispar:heard +silent/dispar:silent +silent/kec:silent");
        record_check(record);
        record_free(record);
    }
}

// A month's figure on the 5th of the next.
static void months(struct record *record, uint32_t first, const char *figure) {
    for (uint32_t month = 1; month <= 12; month++) {
        char row[64], day[16];
        snprintf(day, sizeof day, "%u-%02u-05", month == 12 ? 2027U : 2026U, month % 12 + 1);
        snprintf(row, sizeof row, "v 2026-%02u %s; e 2026-%02u =0:0", month, figure, month);
        record_until(record, day);
        cr_assert_eq(record_send(record, first + month, day, row)->refused, 0, "%s", row);
    }
}

static const char *of_persons(const struct record *record) {
    const char *at = strstr(record->told, "+consequence/");
    return at == NULL ? "" : at;
}

#define ELIGIBLE "+consequence/P1/dispar/2026-01-01/jpt-1:eligible"

Test(reopened, a_consequence_fires_is_restated_away_and_decided_the_same) {
    for (int reopen = 0; reopen < 2; reopen++) {
        struct record *record = make(plain_units, ladder);
        months(record, 0, "7");
        record_until(record, "2027-01-30T23:59");
        cr_assert_str_eq(of_persons(record), "");
        record_until(record, "2027-01-31");
        cr_assert_str_eq(of_persons(record), ELIGIBLE, "%s", of_persons(record));
        cr_assert_eq(record->ledger->fold->personnel_events, 1);
        if (reopen)
            record_reopen(record);
        // 84 of 120 become 96, which is 80 percent: December is opened again for a correction.
        record_deed(record, CAPAIAN__V1__DEED_KIND__DEED_REOPEN, "dispar/2026-12", "2027-02-10", "2027-02-01");
        if (reopen)
            record_reopen(record);
        cr_assert_eq(record_send(record, 20, "2027-02-02", "v 2026-12 19 !karcis_yang_tercecer")->accepted, 1);
        if (reopen)
            record_reopen(record);
        record_until(record, "2027-02-03");
        cr_assert_str_eq(of_persons(record), ELIGIBLE " -consequence/P1/dispar/2026-01-01/jpt-1:restated_away", "%s",
                         of_persons(record));
        cr_assert_eq(record_send(record, 21, "2027-02-03", "v 2026-12 7 @+1 !ternyata_tidak")->accepted, 1);
        cr_assert(has(record->verdict, 0, "row.returns"));
        if (reopen)
            record_reopen(record);
        record_until(record, "2027-02-04");
        cr_assert_str_eq(of_persons(record),
                         ELIGIBLE " -consequence/P1/dispar/2026-01-01/jpt-1:restated_away " ELIGIBLE);
        record_deed(record, CAPAIAN__V1__DEED_KIND__DEED_CLOSE, "consequence/P1/dispar/2026-01-01/jpt-1", "",
                    "2027-02-05");
        if (reopen)
            record_reopen(record);
        record_until(record, "2027-12-31");
        cr_assert_not_null(strstr(of_persons(record), ELIGIBLE " -consequence/P1/dispar/2026-01-01/jpt-1:decided"));
        cr_assert_eq(record->ledger->fold->personnel_events, 4);
        char day[CAPAIAN_PERIOD_TEXT];
        cr_assert_str_eq(capaian_date_format(record->ledger->fold->consequences[0].decided, day), "2027-02-05");
        record_check(record);
        cr_assert_eq(record->ledger->fold->consequence_count, 1);
        cr_assert_eq(record->ledger->fold->personnel_events, 4);
        record_free(record);
    }
}

Test(reopened, a_catalogue_without_a_ladder_has_no_consequences) {
    struct record *record = make(plain_units, nobody);
    months(record, 0, "0");
    record_until(record, "2027-12-31");
    cr_assert_str_eq(of_persons(record), "");
    record_free(record);
}
