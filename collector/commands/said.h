// What is said about the lines of the files, from their first reading to the last verdict: collected, and printed in
// the order of the files and their lines.
#pragma once

#include "value/text.h"
#include "wire/error.h"

#include <stddef.h>

enum { SAID_MAX = 10000 };    // lines printed; more are counted

struct said_line {
    size_t file;
    unsigned line;    // 0: the file as a whole
    size_t order;     // in which it was said
    char *text;
};

// Starts as {0}.
struct said {
    struct said_line *list;
    size_t count, room, left_off;
    bool failed;    // out of memory
};

// Takes the text, which ends with a line end, and leaves `text` empty.
void said_add(struct said *said, size_t file, unsigned line, struct capaian_string *text);
void said_left_off(struct said *said, size_t count);    // more that was only counted

// Appends everything, in order, and forgets it.
void said_text(struct said *said, enum capaian_language language, struct capaian_string *out);
void said_clear(struct said *said);
