// The names of attainments as a policy lists them: `>90 sangat tinggi, >75 tinggi, >=0 rendah`, from the highest down,
// each half-open up to the one before; or a list that is ready made, by its name.
#pragma once

#include "reader.h"
#include "value/text.h"

enum { BANDS_MAX = 20, BAND_NAME_MAX = 64 };

// Into the catalogue's policy. False: it cannot be read.
bool bands_read(struct reader *reader, const char *value);

// Appends the lists that are ready made, a line each.
void bands_text(struct capaian_string *out);
