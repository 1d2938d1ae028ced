// What is said about a sheet that cannot be read.
#include "runtime/sheet.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 40 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// How many letters have to be changed, added, left out or exchanged with their neighbour, whatever their case. Longer
// names than any column has are far from all of them.
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size) {
    size_t rows[3][NAME_MAX_BYTES + 1];
    if (a_size > NAME_MAX_BYTES || b_size > NAME_MAX_BYTES)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) && tolower((unsigned char)a[i - 2]) == y)
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_size % 3][b_size];
}

struct nearest {
    const struct capaian_column *column;
    const char *name;
    size_t size, distance;
};

static void compare(struct nearest *nearest, const struct capaian_column *column, const char *header, const char *name,
                    size_t size) {
    size_t found = distance(header, strlen(header), name, size);
    if (found < nearest->distance)
        *nearest = (struct nearest){column, name, size, found};
}

// The column that is probably meant, or all there are.
static void list_columns(const char *header, const struct capaian_column *columns, size_t count,
                         char buffer[CAPAIAN_SHEET_WORDS]) {
    struct nearest nearest = {.distance = 1 + strlen(header) / 3};    // farther is another word
    for (size_t i = 0; i < count; i++) {
        compare(&nearest, &columns[i], header, columns[i].name, strlen(columns[i].name));
        for (const char *alias = columns[i].aliases; alias && *alias != '\0';) {
            size_t size = strcspn(alias, "|");
            compare(&nearest, &columns[i], header, alias, size);
            alias += size + (alias[size] == '|');
        }
    }
    size_t used = 0;
    buffer[0] = '\0';
    if (nearest.column && nearest.name == nearest.column->name)
        (void)snprintf(buffer, CAPAIAN_SHEET_WORDS, "%s", nearest.name);
    else if (nearest.column)
        (void)snprintf(buffer, CAPAIAN_SHEET_WORDS, "%.*s (%s)", (int)nearest.size, nearest.name, nearest.column->name);
    for (size_t i = 0; !nearest.column && i < count && used < CAPAIAN_SHEET_WORDS; i++)
        used += (size_t)snprintf(buffer + used, CAPAIAN_SHEET_WORDS - used, "%s%s", i > 0 ? ", " : "", columns[i].name);
}

// The other names of a column: "indikator, kode".
static void list_aliases(const char *name, const struct capaian_column *columns, size_t count,
                         char buffer[CAPAIAN_SHEET_WORDS]) {
    size_t used = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (strcmp(columns[i].name, name) != 0)
            continue;
        for (const char *alias = columns[i].aliases; alias && *alias != '\0' && used < CAPAIAN_SHEET_WORDS;) {
            size_t size = strcspn(alias, "|");
            used += (size_t)snprintf(buffer + used, CAPAIAN_SHEET_WORDS - used, "%s%.*s", used > 0 ? ", " : "",
                                     (int)size, alias);
            alias += size + (alias[size] == '|');
        }
    }
}

enum capaian_code capaian_sheet_code(enum capaian_sheet_fault fault, const char *what,
                                     const struct capaian_column *columns, size_t column_count,
                                     char buffer[CAPAIAN_SHEET_WORDS], const char *ret_arguments[3]) {
    buffer[0] = '\0';
    ret_arguments[0] = what;
    ret_arguments[1] = buffer;
    ret_arguments[2] = NULL;
    switch (fault) {
    case CAPAIAN_SHEET_EMPTY:
        return CAPAIAN_SHEET_NO_HEADER;
    case CAPAIAN_SHEET_COLUMN_UNKNOWN:
        list_columns(what, columns, column_count, buffer);
        return CAPAIAN_SHEET_UNKNOWN_COLUMN;
    case CAPAIAN_SHEET_COLUMN_TWICE:
        return CAPAIAN_SHEET_REPEATED_COLUMN;
    case CAPAIAN_SHEET_COLUMN_ABSENT:
        list_aliases(what, columns, column_count, buffer);
        return CAPAIAN_SHEET_NEEDS_COLUMN;
    case CAPAIAN_SHEET_CELLS:
        return CAPAIAN_SHEET_TOO_MANY_CELLS;
    case CAPAIAN_SHEET_CELL_TOO_LONG:
        return CAPAIAN_SHEET_LONG_CELL;
    case CAPAIAN_SHEET_BINARY:
        return CAPAIAN_SHEET_NOT_CSV;
    default:
        return strncmp(what, "UTF-", 4) == 0 ? CAPAIAN_SHEET_ENCODING : CAPAIAN_SHEET_UNREADABLE;
    }
}
