#include "commands/listing.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Both forms of a cell as places in `texts`, so that a long report costs few allocations.
struct cell {
    size_t people, plain;
    bool absent;
};

struct listing {
    const struct listing_column *columns;
    size_t column_count;
    struct cell *cells;
    size_t cell_count, cell_room;
    struct capaian_string texts;
    bool failed;
};

struct listing *listing_new(const struct listing_column *columns, size_t count) {
    struct listing *listing = calloc(1, sizeof *listing);
    if (!listing)
        return NULL;
    listing->columns = columns;
    listing->column_count = count;
    return listing;
}

struct listing *listing_free(struct listing *listing) {
    if (!listing)
        return NULL;
    free(listing->cells);
    capaian_string_free(&listing->texts);
    free(listing);
    return NULL;
}

static size_t keep(struct listing *listing, const char *text) {
    size_t place = listing->texts.size;
    capaian_string_add_bytes(&listing->texts, text, strlen(text) + 1);
    return place;
}

static void add_cell(struct listing *listing, const char *people, const char *plain, bool absent) {
    if (listing->failed)
        return;
    if (listing->cell_count == listing->cell_room) {
        size_t room = listing->cell_room ? listing->cell_room * 2 : 64;
        struct cell *cells = reallocarray(listing->cells, room, sizeof *cells);
        if (!cells) {
            listing->failed = true;
            return;
        }
        listing->cells = cells;
        listing->cell_room = room;
    }
    struct cell *cell = &listing->cells[listing->cell_count++];
    *cell = (struct cell){.absent = absent};
    if (absent)
        return;
    cell->plain = keep(listing, plain);
    cell->people = people == plain ? cell->plain : keep(listing, people);
    listing->failed = listing->texts.failed;
}

void listing_add_figure(struct listing *listing, const char *people, const char *plain) {
    add_cell(listing, people, plain, !plain || !*plain);
}

void listing_add(struct listing *listing, const char *text) {
    listing_add_figure(listing, text, text);
}

void listing_add_blank(struct listing *listing) {
    add_cell(listing, "", "", false);
}

size_t listing_rows(const struct listing *listing) {
    return listing->column_count ? listing->cell_count / listing->column_count : 0;
}

// The code point at *text, which moves behind it; a byte that starts none counts as one sign.
static uint32_t next_point(const unsigned char **text) {
    const unsigned char *at = *text;
    unsigned more = *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : *at >= 0xc0 ? 1 : 0;
    uint32_t point = more ? *at & (0x3fU >> more) : *at;
    at++;
    for (; more > 0 && (*at & 0xc0) == 0x80; more--)
        point = point << 6 | (*at++ & 0x3fU);
    *text = at;
    return point;
}

static size_t point_width(uint32_t point) {
    if ((point >= 0x300 && point <= 0x36f) || (point >= 0x200b && point <= 0x200f) || point == 0xfeff)
        return 0;
    if ((point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
        (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
        (point >= 0xfe30 && point <= 0xfe6f) || (point >= 0xff00 && point <= 0xff60) ||
        (point >= 0x1f300 && point <= 0x1faff) || (point >= 0x20000 && point <= 0x3fffd))
        return 2;
    return 1;
}

size_t text_width(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    size_t width = 0;
    while (*at)
        width += point_width(next_point(&at));
    return width;
}

static bool control(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x202a && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069);
}

size_t string_add_fitting(struct capaian_string *out, const char *text, size_t room) {
    bool cut = text_width(text) > room;
    size_t limit = cut ? room - 1 : room;
    size_t used = 0;
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        const unsigned char *start = at;
        uint32_t point = next_point(&at);
        size_t width = point_width(point);
        if (used + width > limit)
            break;
        if (control(point)) {
            for (size_t i = 0; i < width; i++)
                capaian_string_add_bytes(out, " ", 1);
        } else {
            capaian_string_add_bytes(out, start, (size_t)(at - start));
        }
        used += width;
    }
    if (cut) {
        capaian_string_add(out, "\u2026");
        used++;
    }
    return used;
}

void string_add_visible(struct capaian_string *out, const char *text) {
    (void)string_add_fitting(out, text, text_width(text));
}

static const char *cell_people(const struct listing *listing, size_t row, size_t column) {
    const struct cell *cell = &listing->cells[row * listing->column_count + column];
    return cell->absent ? "-" : listing->texts.text + cell->people;
}

static size_t column_width(const struct listing *listing, size_t column) {
    size_t widest = listing->columns[column].widest;
    size_t width = text_width(listing->columns[column].heading);
    for (size_t row = 0; row < listing_rows(listing); row++) {
        size_t here = text_width(cell_people(listing, row, column));
        if (widest && here > widest)
            here = widest;
        if (here > width)
            width = here;
    }
    return width;
}

static void add_blanks(struct capaian_string *out, size_t count) {
    for (; count > 0; count--)
        capaian_string_add_bytes(out, " ", 1);
}

// One line; blanks at its end are left out.
static void add_line(const struct listing *listing, const size_t *widths,
                     const char *(*text)(const struct listing *, size_t, size_t), size_t row,
                     struct capaian_string *out) {
    size_t owed = 0;
    bool first = true;
    for (size_t column = 0; column < listing->column_count; column++) {
        if (!listing->columns[column].heading)
            continue;
        const char *cell = text(listing, row, column);
        if (!*cell) {
            owed += (first ? 0 : 2) + widths[column];
            first = false;
            continue;
        }
        size_t width = text_width(cell);
        if (width > widths[column])
            width = widths[column];
        size_t blanks = widths[column] - width;
        bool right = listing->columns[column].number;
        add_blanks(out, owed + (first ? 0 : 2) + (right ? blanks : 0));
        (void)string_add_fitting(out, cell, widths[column]);
        owed = right ? 0 : blanks;
        first = false;
    }
    capaian_string_add(out, "\n");
}

static const char *heading(const struct listing *listing, size_t row, size_t column) {
    (void)row;
    return listing->columns[column].heading;
}

int listing_text(const struct listing *listing, struct capaian_string *out) {
    if (listing->failed)
        return -ENOMEM;
    size_t *widths = calloc(listing->column_count, sizeof *widths);
    if (!widths)
        return -ENOMEM;
    for (size_t column = 0; column < listing->column_count; column++) {
        if (listing->columns[column].heading)
            widths[column] = column_width(listing, column);
    }
    add_line(listing, widths, heading, 0, out);
    for (size_t row = 0; row < listing_rows(listing); row++)
        add_line(listing, widths, cell_people, row, out);
    free(widths);
    return out->failed ? -ENOMEM : 0;
}

int listing_csv(const struct listing *listing, struct capaian_string *out) {
    if (listing->failed)
        return -ENOMEM;
    for (size_t column = 0; column < listing->column_count; column++) {
        capaian_string_add(out, "%s", column ? "," : "");
        capaian_string_add_csv(out, listing->columns[column].name);
    }
    capaian_string_add(out, "\n");
    for (size_t row = 0; row < listing_rows(listing); row++) {
        for (size_t column = 0; column < listing->column_count; column++) {
            const struct cell *cell = &listing->cells[row * listing->column_count + column];
            capaian_string_add(out, "%s", column ? "," : "");
            if (cell->absent)
                continue;
            if (listing->columns[column].number)
                capaian_string_add(out, "%s", listing->texts.text + cell->plain);
            else
                capaian_string_add_csv(out, listing->texts.text + cell->plain);
        }
        capaian_string_add(out, "\n");
    }
    return out->failed ? -ENOMEM : 0;
}
