// What --version says, and whether this SQLite is one that can corrupt a WAL database.
#pragma once

#include "value/text.h"

#include <stdbool.h>

// The WAL-reset race of SQLite 3.7.0 to 3.51.2 (fixed in 3.51.3; https://sqlite.org/wal.html). The number is
// sqlite3_libversion_number()'s: 3040001 is 3.40.1.
bool sqlite_wal_reset_affected(int number);

void version_text(const char *sqlite_version, int sqlite_number, struct capaian_string *out);
