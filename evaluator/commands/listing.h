// A listing for people and for programs: the same rows as an aligned table and as CSV. A cell has two forms: as the
// language writes it, and plain; an absent one shows as - and is empty in CSV.
#pragma once

#include "value/text.h"

#include <stdbool.h>
#include <stddef.h>

struct listing_column {
    const char *name;       // header in CSV
    const char *heading;    // header for people; NULL: left out of the text
    bool number;            // aligned right; in CSV written as it is, never quoted or disarmed
    size_t widest;          // longer text is cut with an ellipsis for people, never in CSV; 0: no limit
};

struct listing;

// The columns are borrowed. NULL when out of memory.
struct listing *listing_new(const struct listing_column *columns, size_t count);
struct listing *listing_free(struct listing *listing);    // takes NULL, returns NULL

// The next cell of the current row; a row is whole when every column has its cell. Texts are copied; NULL or "":
// absent.
void listing_add(struct listing *listing, const char *text);
void listing_add_figure(struct listing *listing, const char *people, const char *plain);

void listing_add_blank(struct listing *listing);    // nothing belongs here, not even a -

size_t listing_rows(const struct listing *listing);

// Append the whole listing to `out`. 0, or -ENOMEM when memory ran out here or before.
int listing_text(const struct listing *listing, struct capaian_string *out);
int listing_csv(const struct listing *listing, struct capaian_string *out);

// Columns a terminal needs for UTF-8 text: marks that combine take none, wide East Asian signs two.
size_t text_width(const char *text);

// Appends as much of a text from outside as fits into `room` columns, its last sign an ellipsis where it was cut.
// Control characters show as blanks. The columns used.
size_t string_add_fitting(struct capaian_string *out, const char *text, size_t room);

// Appends text from outside with control characters (line ends too) shown as blanks, so that no name drives a terminal.
void string_add_visible(struct capaian_string *out, const char *text);
