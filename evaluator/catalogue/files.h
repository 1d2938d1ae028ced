// The files of a catalogue's folder, in the order in which findings are listed.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
    FILE_UNITS,
    FILE_INDICATORS,
    FILE_TARGETS,
    FILE_HOLDERS,
    FILE_POLICY,
    FILE_CALENDAR,
    FILE_PLAN,
    FILE_SHARES,
    FILE_SCALES,
    FILE_LADDER,
    FILE_OPENING,
    CATALOGUE_FILES,
};

extern const char *const catalogue_file_names[CATALOGUE_FILES];

// CATALOGUE_FILES for a name that is none of them.
size_t catalogue_file_rank(const char *name);

// The calendar and what follows it may be left out.
bool catalogue_file_required(size_t rank);
