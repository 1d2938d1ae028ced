// What is said about the lines of the files, from their first reading to the last verdict: collected, and written in
// the order of the files and their lines, as text for people, as JSON lines for programs, or as a table.
#pragma once

#include "value/text.h"
#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { SAID_MAX = 10000 };    // kept; more are counted

struct said_line {
    size_t file;
    unsigned line, last;    // of the file; 0: the file as a whole. `last` is not below `line`: of a message
    bool finding;           // else it says what became of a message, or what is left off: no severity
    enum capaian_severity severity;
    const char *field, *code;    // of a finding; else the message's id and outcome. "" where there is none
    const char *sentence;
};

struct said_kept {
    struct said_line line;
    size_t order;    // in which it was said
    char *texts;     // what `line` points to
};

// Starts as {0}.
struct said {
    struct said_kept *list;
    size_t count, room, left_off;
    bool failed;    // out of memory
};

void said_add(struct said *said, const struct said_line *line);    // copies the texts
void said_left_off(struct said *said, size_t count);               // more that was only counted

// Append everything, in order, and forget it. `names` are those of the files. The table has no heading:
// line; column; code; severity; sentence.
void said_text(struct said *said, char *const *names, enum capaian_language language, struct capaian_string *out);
void said_json(struct said *said, char *const *names, struct capaian_string *out);
void said_table(struct said *said, enum capaian_language language, struct capaian_string *out);
void said_clear(struct said *said);
