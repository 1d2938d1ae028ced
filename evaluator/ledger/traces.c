#include "ledger/statements.h"

enum {
    // A move takes some milliseconds out of a commit; fewer at a time would write nearly a page for each.
    TRACES_GATHERED = 8192,
    // A message for so many figures goes straight to its place: figures of a unit are neighbours there, and share
    // pages.
    TRACES_DIRECT = 16,
};

int ledger_write_traces(struct ledger *ledger, const struct effects *effects) {
    bool direct = effects->trace_count >= TRACES_DIRECT;
    sqlite3_stmt *sql = direct ? ledger->statements->put_trace : ledger->statements->put_recent_trace;
    for (size_t i = 0; i < effects->trace_count; i++) {
        sqlite3_bind_int64(sql, 1, effects->traces[i].indicator);
        sqlite3_bind_int64(sql, 2, effects->traces[i].period);
        sqlite3_bind_int64(sql, 3, (int64_t)ledger->fold->step);
        int r = capaian_store_run(ledger->store, sql);
        if (r < 0)
            return r;
    }
    ledger->traces += direct ? 0 : effects->trace_count;
    return 0;
}

int ledger_gather_traces(struct ledger *ledger) {
    if (ledger->traces < TRACES_GATHERED)
        return 0;
    int r = capaian_store_run(ledger->store, ledger->statements->move_traces);
    if (r == 0)
        r = capaian_store_run(ledger->store, ledger->statements->clear_traces);
    if (r == 0)
        ledger->traces = 0;
    return r;
}
