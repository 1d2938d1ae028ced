// What the files of a catalogue hold, column by column: read by the readers and told by --help from the same tables, so
// that the two never differ.
#pragma once

#include "names.h"
#include "runtime/sheet.h"
#include "value/text.h"

// What a cell takes: one of some words, or a form in words of our own.
struct column_form {
    const struct name *names;    // NULL: no list of words
    const char *text;            // "" where the words say it all
};

struct columns {
    const struct capaian_column *list;
    const struct column_form *forms;
    size_t count;
};

extern const struct columns unit_columns, indicator_columns, target_columns, holder_columns, calendar_columns,
    node_columns, share_columns, grade_columns, rung_columns, opening_columns;

// Of a file by its rank (files.h); NULL where it has none.
const struct columns *catalogue_columns(size_t file);

// Appends every file with its columns, their other names, and what their cells take, in English.
void catalogue_columns_text(struct capaian_string *out);

void policy_keys_text(struct capaian_string *out);    // the part of policy.ini

// A key of policy.ini: the value that holds without it ("" where there is none), and one to write. False past the last.
struct policy_key_text {
    const char *name, *absent, *example;
};
bool policy_key(size_t index, struct policy_key_text *ret);

// Appends the words of a list: "yes, no".
void names_text(const struct name *names, struct capaian_string *out);
