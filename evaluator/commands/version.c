#include "commands/version.h"

bool sqlite_wal_reset_affected(int number) {
    return number >= 3007000 && number <= 3051002;
}

void version_text(const char *sqlite_version, int sqlite_number, struct capaian_string *out) {
    capaian_string_add(out, "capaian-evaluator %s\nSQLite %s, ", CAPAIAN_RELEASE, sqlite_version);
    if (sqlite_wal_reset_affected(sqlite_number))
        capaian_string_add(out,
                           "inside the range 3.7.0 to 3.51.2 of the WAL-reset corruption: it takes two connections "
                           "that write or checkpoint,\nand the evaluator keeps to one for each file. Let no other "
                           "program open a live ledger for writing.\n");
    else
        capaian_string_add(out, "outside the range 3.7.0 to 3.51.2 of the WAL-reset corruption.\n");
}
