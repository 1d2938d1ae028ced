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
    CATALOGUE_FILES,    // the ones after it are of a later version
    FILE_RANKS = CATALOGUE_FILES + 5,
};

extern const char *const catalogue_file_names[FILE_RANKS];

// FILE_RANKS for a name that is none of them.
size_t catalogue_file_rank(const char *name);

// All but the calendar.
bool catalogue_file_required(size_t rank);
