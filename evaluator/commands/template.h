// The texts of an empty catalogue: headers and policies from the tables by which they are read.
#pragma once

#include "value/text.h"

#include <stddef.h>

// The header line of a file by its rank (catalogue/files.h); policy.ini with every key commented out. Nothing is
// appended for a file that no catalogue of this version has.
void template_file(struct capaian_string *out, size_t rank);

// Example rows of a file, which together make a catalogue without errors; "" where there is none.
const char *template_example(size_t rank);

// BACA-SAYA.txt.
void template_readme(struct capaian_string *out);
