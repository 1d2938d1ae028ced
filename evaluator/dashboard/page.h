// A page before it is written: what stands on the screen, and so in the exports. Views build it from the evaluator's
// answers, and the renderers (HTML, CSV, XLSX) write the same tables. It owns its texts; whatever is given is copied.
// Out of memory is remembered, and the page is not written.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "value/calendar.h"
#include "wire/arena.h"
#include "wire/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a status says beside its words: an icon and a colour.
enum tone { TONE_NONE, TONE_BAD, TONE_LATE, TONE_WAIT, TONE_GOOD, TONE_QUIET };

// CELL_WORDS: a number that is said in words (a grade, a range, 3/4); the words are what is exported.
enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_WORDS, CELL_DATE };

struct cell {
    enum cell_kind kind;
    enum tone tone;        // not NONE: a status
    const char *people;    // as the language writes it; "": nothing is there
    const char *plain;     // 1234.5, 2026-03-31; of a text the same
    const char *link;      // NULL: none
};

struct column {
    const char *heading;
    bool number;
    bool under;    // shown below the cell before it, where space is dear; a column of its own in the exports
};

enum look {
    LOOK_ROWS,
    LOOK_FACTS,     // two columns: what, and what it is
    LOOK_TALLY,     // the same, as large numbers
    LOOK_MATRIX,    // one short sign a cell, from the third column on
};

struct grid {
    struct page *page;
    enum look look;
    const char *caption;
    const char *none;     // instead of a table without rows; NULL: left out
    const char *chart;    // drawn above it from its cells; NULL: none
    const char *label;    // of the chart, for those who do not see it
    struct column *columns;
    size_t column_count, column_room;
    struct cell *cells;
    size_t cell_count, cell_room;
};

enum field_kind { FIELD_HIDDEN, FIELD_TEXT, FIELD_DATE, FIELD_PASSPHRASE, FIELD_CHOICE };

struct choice {
    const char *value, *label;
};

struct field {
    enum field_kind kind;
    const char *name, *label, *value;
    bool optional;
    const struct choice *choices;    // of FIELD_CHOICE
    size_t choice_count;
};

struct form {
    struct page *page;
    const char *action, *caption, *button;
    bool post;    // carries the page's token
    struct field *fields;
    size_t field_count, field_room;
};

enum block_kind { BLOCK_TABLE, BLOCK_FORM, BLOCK_TEXT };

struct block {
    enum block_kind kind;
    union {
        struct grid *table;
        struct form *form;
        const char *text;
    };
};

struct page {
    struct capaian_arena *arena;
    enum capaian_language language;
    struct capaian_calendar zone;
    const char *title, *lead;    // lead: "" none
    const char *as_of;           // "Data per ...": "" while nothing is known
    const char *path, *query;    // of this page, the query without lang and format
    const char *place;           // in the stream of alerts, when the page was begun
    const char *period;          // the year asked for; "": the current one
    const char *person;          // who is logged in; "": nobody
    const char *token;           // for what this person sends; "": nobody
    const char *refusal;         // why what was asked did not come about; "": nothing of the kind
    unsigned status;             // of HTTP
    bool sent;                   // answers a form: the same path asked again would be another page
    bool live;                   // shows itself anew when an alert moves
    bool simulated;
    bool persons;    // whoever is asking may see what concerns persons
    bool failed;
    struct block *blocks;
    size_t block_count, block_room;
};

int page_open(struct page *page, enum capaian_language language, const struct capaian_calendar *zone);
void page_close(struct page *page);

// Texts of the page: never NULL.
const char *page_text(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *page_keep(struct page *page, const char *text);
// "/unit/" and "dispar": the address, with what is no plain sign encoded, of the same year as the page.
const char *page_link(struct page *page, const char *place, const char *name);

// A paragraph.
void page_say(struct page *page, const char *text);

struct grid *page_table(struct page *page, enum look look, const char *caption);
void grid_column(struct grid *table, const char *heading, bool number);    // all of them before the first cell
void grid_under(struct grid *table, const char *heading);
size_t grid_rows(const struct grid *table);

// The next cell. Texts that are NULL or "": nothing is there.
void grid_text(struct grid *table, const char *text);
void grid_link(struct grid *table, const char *text, const char *link);
void grid_status(struct grid *table, enum tone tone, const char *word);
// A number as `people` has it, or as words with the number for a chart alone (NULL: none).
void grid_number(struct grid *table, const Capaian__V1__Decimal *number, const char *people);
void grid_words(struct grid *table, const Capaian__V1__Decimal *number, const char *words);
void grid_count(struct grid *table, uint64_t count);
void grid_decimal(struct grid *table, const Capaian__V1__Decimal *number, unsigned decimals);
void grid_percent(struct grid *table, const Capaian__V1__Decimal *number);
void grid_date(struct grid *table, const char *date);    // 2026-03-31
void grid_day_of(struct grid *table, int64_t instant);
void grid_period(struct grid *table, const char *period, const char *link);

struct form *page_form(struct page *page, const char *action, const char *caption, const char *button, bool post);
struct field *form_field(struct form *form, enum field_kind kind, const char *name, const char *label,
                         const char *value);

// The renderers. What could not be written has out->failed set.
struct capaian_string;
void page_write_html(const struct page *page, struct capaian_string *out);
void page_write_csv(const struct page *page, struct capaian_string *out);
int page_write_xlsx(const struct page *page, struct capaian_string *out);    // 0 or -errno
