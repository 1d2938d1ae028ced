// A message may replace as many rows as the limit lets it, each at the end of a chain as long as it may be: the record
// is asked for each row once, however often the chains are gone along.
#include "harness/record.h"
#include "ledger/statements.h"

static const char units[] = "unit,name,kind,reports_to,from,to\nbupati,Bupati,,,,\n"
                            "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,\n";
static const char indicators[] =
    "indicator,unit,formula,better,reporting,every,within_year,decimals,name,satuan,source,across_years,from\n"
    "e,dispar,ratio,higher,events,month,sum,0,Izin,orang,Karcis,last,2026-01-01\n";
static const char targets[] = "indicator,period,target,counts,judged\ne,2026,120,to_date,yes\n";
static const char holders[] = "unit,person,name,capacity,from,to,appointment,basis\n"
                              "dispar,P1,Ani,definitive,2026-01-01,,inauguration,SK 1\n";
static const char policy[] = "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\n";

static struct record *make(void) {
    const char *const texts[] = {"units.csv",   units,   "indicators.csv", indicators, "targets.csv", targets,
                                 "holders.csv", holders, "policy.ini",     policy,     NULL};
    struct record *record = record_make("2026-01-01", texts);
    record_until(record, "2026-02-02");
    return record;
}

enum { CHAINS = CAPAIAN_REPLACES_MAX, LINKS = REPLACED_CHAIN_MAX };

// As many rows as there are chains, each in the place of the same row of the message before.
static void send(struct record *record, uint32_t number, bool refs) {
    char text[CHAINS * 64], *at = text;
    for (size_t i = 0; i < CHAINS; i++) {
        at += sprintf(at, "e 2026-01-%02zu %u @+%u", 1 + i % 28, number, number);
        if (refs)
            at += sprintf(at, " #c%u_%zu", number, i);
        if (number > 1)
            at += sprintf(at, " &%u.%zu", number - 1, i);
        at += sprintf(at, "\n");
    }
    cr_assert_eq(record_send(record, number, "2026-02-02", text)->refused, 0);
}

static int runs(sqlite3_stmt *sql) {
    return sqlite3_stmt_status(sql, SQLITE_STMTSTATUS_RUN, 1);
}

static void chains(bool refs) {
    struct record *record = make();
    const struct ledger_statements *statements = record->ledger->statements;
    for (uint32_t number = 1; number < LINKS; number++)
        send(record, number, refs);
    const struct figure *figure = &tracked_year(fold_find(record->ledger->fold, "e"), 2026)->figures[0];
    cr_assert_eq(figure->count, CHAINS, "each chain counts once");
    cr_assert_eq(figure->numerator, (capaian_nano)CHAINS * (LINKS - 1) * CAPAIAN_NANO, "and by its last row");
    (void)runs(statements->find_content);
    (void)runs(statements->find_replacer);
    send(record, LINKS, refs);
    cr_assert_eq(figure->count, CHAINS);
    cr_assert_eq(figure->numerator, (capaian_nano)CHAINS * LINKS * CAPAIAN_NANO);
    // Each message of the chains once, and the rows in which they begin; and once what has replaced each row, and again
    // the one that is replaced now.
    int read = runs(statements->find_content), asked = runs(statements->find_replacer);
    cr_assert_leq(read, LINKS + CHAINS, "%d messages were read", read);
    cr_assert_leq(asked, CHAINS * (LINKS + 1), "%d rows were asked about", asked);
    record_free(record);
}

Test(chains, of_events_without_a_ref) {
    chains(false);
}

Test(chains, of_events_that_each_have_one) {
    chains(true);
}
