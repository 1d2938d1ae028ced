// Collects findings while a catalogue is read. Bounded: of a file that is wrong in every line the first findings are
// kept and the rest is counted.
#pragma once

#include "catalogue.h"
#include "wire/arena.h"

enum { CATALOGUE_FINDINGS_MAX = 2000 };

struct findings {
    struct capaian_arena *arena;    // what a finding points to; no file, column or argument is borrowed
    struct catalogue_finding *list;
    size_t count, room, errors, left_off;
    bool failed;    // out of memory
};

// `column` is a static text. Arguments may be NULL and need not outlive the call.
void findings_add(struct findings *findings, const char *file, unsigned line, const char *column,
                  enum capaian_code code, const char *argument0, const char *argument1, const char *argument2);

// Hands the list over, by file, line and then the order of discovery. 0 or -ENOMEM; empty afterwards either way.
int findings_finish(struct findings *findings, struct catalogue_findings *ret);
