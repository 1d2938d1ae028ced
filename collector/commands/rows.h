// A sheet of figures as the messages that carry it. Pure: no file, no socket, no clock. The same text with the same
// options always gives the same messages under the same ids, so sending a file again is harmless: an id is the hash of
// its content.
#pragma once

#include "commands/messages.h"
#include "value/decimal.h"
#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ROWS_FILE_MAX = 64 * 1024 * 1024,    // bytes of a sheet
    ROWS_CELL_MAX = 2000,                // bytes of a cell
    ROWS_FINDINGS_MAX = 10000,           // findings listed; more are counted
};

struct rows_options {
    const char *unit;    // reports the lines that do not name their unit; NULL or "": every line must
    bool only_unit;      // a line that names another is refused
    enum capaian_number_style numbers;
    int32_t offset_s;    // reads dates without an offset: east of UTC
    bool has_as_of;
    int64_t as_of;               // of the lines that do not state their own: milliseconds since 1970 UTC
    const char *on_behalf_of;    // told in each row's source; NULL: nobody
    bool atomic;                 // all lines in one message, or none
};

// A fault of a line, or of the file as a whole (line 0, or where reading ended).
struct rows_finding {
    unsigned line;
    enum capaian_code code;
    const char *field;    // column, or "" for the file
    const char *arguments[3];
};

struct rows {
    struct messages messages;         // of the lines that are not refused
    struct rows_finding *findings;    // by line
    size_t finding_count;
    size_t findings_left_off;
    size_t line_count;    // lines that state something
    size_t refused;       // of them, refused here; with `atomic` all of them when any is
    bool unreadable;      // the file as a whole was refused: no line was read
    struct rows_memory *memory;
};

// 0 or -ENOMEM; every fault of the text is a finding.
int rows_read(const void *text, size_t size, const struct rows_options *options, struct rows **ret);
struct rows *rows_free(struct rows *rows);    // takes NULL, returns NULL
