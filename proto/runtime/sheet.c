#include "runtime/sheet.h"

#include "value/text.h"

#include <assert.h>
#include <csv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WHAT_SIZE = 256 };

static const unsigned char byte_order_mark[] = {0xEF, 0xBB, 0xBF};

struct slice {
    const char *text;
    size_t size;
};

// One reading. All memory is one block, taken before the first cell: every cell ends at a delimiter, a line end or the
// end of the file, so that counting those bounds what is needed.
struct reader {
    const struct capaian_column *columns;
    size_t column_count;
    size_t cell_max;
    struct csv_parser parser;
    struct capaian_sheet sheet;

    const char **cells;    // of all rows, each row closed by NULL
    size_t cell_count;
    size_t row_start;    // first cell of the row being read
    char *text;
    size_t text_used, text_room;

    const char **headers;    // cells of the header row; NULL before it was read
    size_t width;            // how many they are
    unsigned row_line;       // where the row being read began
    bool row_ended;

    enum capaian_sheet_fault fault;
    unsigned line;
    char what[WHAT_SIZE];
};

// The first fault stands. Text from the file is cut between characters.
static void fail(struct reader *reader, enum capaian_sheet_fault fault, unsigned line, const char *what) {
    if (reader->fault != CAPAIAN_SHEET_OK)
        return;
    reader->fault = fault;
    reader->line = line;
    size_t size = strnlen(what, WHAT_SIZE);
    if (size == WHAT_SIZE)
        for (size--; size > 0 && ((unsigned char)what[size] & 0xC0) == 0x80;)
            size--;
    memcpy(reader->what, what, size);
    reader->what[size] = '\0';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Blanks are also the no-break spaces that come along when a cell is copied from a web page.
static struct slice trim(struct slice slice) {
    static const char no_break[] = {'\xC2', '\xA0'};
    for (;;) {
        if (slice.size > 0 && is_blank(slice.text[0])) {
            slice.text++;
            slice.size--;
        } else if (slice.size > 1 && memcmp(slice.text, no_break, 2) == 0) {
            slice.text += 2;
            slice.size -= 2;
        } else if (slice.size > 0 && is_blank(slice.text[slice.size - 1])) {
            slice.size--;
        } else if (slice.size > 1 && memcmp(slice.text + slice.size - 2, no_break, 2) == 0) {
            slice.size -= 2;
        } else {
            return slice;
        }
    }
}

static bool same_name(struct slice a, const char *name, size_t size) {
    return a.size == size && strncasecmp(a.text, name, size) == 0;
}

// The known column that goes by this header, or -1.
static int find_column(const struct reader *reader, const char *header) {
    struct slice wanted = {header, strlen(header)};
    for (size_t i = 0; i < reader->column_count; i++) {
        const struct capaian_column *column = &reader->columns[i];
        if (same_name(wanted, column->name, strlen(column->name)))
            return (int)i;
        for (const char *alias = column->aliases; alias && *alias != '\0';) {
            size_t size = strcspn(alias, "|");
            if (same_name(wanted, alias, size))
                return (int)i;
            alias += size + (alias[size] == '|');
        }
    }
    return -1;
}

static void read_header(struct reader *reader, unsigned line) {
    for (size_t position = 0; position < reader->width; position++) {
        const char *header = reader->headers[position];
        if (*header == '\0')
            continue;    // an unnamed column is fine as long as nothing stands in it
        int column = find_column(reader, header);
        if (column < 0) {
            fail(reader, CAPAIAN_SHEET_COLUMN_UNKNOWN, line, header);
            return;
        }
        if (reader->sheet.positions[column] >= 0) {
            fail(reader, CAPAIAN_SHEET_COLUMN_TWICE, line, header);
            return;
        }
        reader->sheet.positions[column] = (int)position;
    }
    for (size_t i = 0; i < reader->column_count; i++)
        if (reader->columns[i].required && reader->sheet.positions[i] < 0)
            fail(reader, CAPAIAN_SHEET_COLUMN_ABSENT, line, reader->columns[i].name);
}

// The header above a cell; "" where there is none.
static const char *header_at(const struct reader *reader, size_t position) {
    return position < reader->width ? reader->headers[position] : "";
}

static void check_row(struct reader *reader, const char *const *row, unsigned line) {
    for (size_t i = 0; row[i]; i++)
        if (*row[i] != '\0' && (i >= reader->width || *reader->headers[i] == '\0'))
            fail(reader, CAPAIAN_SHEET_CELLS, line, row[i]);
}

// Control characters by their number, anything else that a text may not hold is not UTF-8.
static void fail_text(struct reader *reader, unsigned line, struct slice slice) {
    char what[16] = "UTF-8";
    for (size_t i = 0; i < slice.size; i++) {
        unsigned char c = (unsigned char)slice.text[i];
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F) {
            (void)snprintf(what, sizeof what, "U+%04X", (unsigned)c);
            break;
        }
    }
    fail(reader, CAPAIAN_SHEET_MALFORMED, line, what);
}

// libcsv hands over a cell. Line ends inside are kept as line feeds.
static void take_cell(void *data, size_t size, void *context) {
    struct reader *reader = context;
    if (reader->fault != CAPAIAN_SHEET_OK)
        return;
    assert(reader->text_room - reader->text_used > size);
    struct slice cell = trim((struct slice){data, size});
    char *text = reader->text + reader->text_used;
    size_t used = 0;
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.text[i] == '\r' && i + 1 < cell.size && cell.text[i + 1] == '\n')
            continue;
        text[used++] = cell.text[i] == '\r' ? '\n' : cell.text[i];
    }
    text[used] = '\0';
    reader->text_used += used + 1;

    size_t position = reader->cell_count - reader->row_start;
    if (used > reader->cell_max)
        fail(reader, CAPAIAN_SHEET_CELL_TOO_LONG, reader->row_line, header_at(reader, position));
    else if (!capaian_text_valid(text, used, true))
        fail_text(reader, reader->row_line, (struct slice){text, used});
    reader->cells[reader->cell_count++] = text;
}

// libcsv ends a row, also an empty one.
static void end_row(int terminator, void *context) {
    (void)terminator;
    struct reader *reader = context;
    reader->row_ended = true;
    if (reader->fault != CAPAIAN_SHEET_OK)
        return;
    while (reader->cell_count > reader->row_start && *reader->cells[reader->cell_count - 1] == '\0')
        reader->cell_count--;
    if (reader->cell_count == reader->row_start)
        return;
    const char **row = &reader->cells[reader->row_start];
    reader->cells[reader->cell_count++] = NULL;
    reader->row_start = reader->cell_count;
    if (!reader->headers) {
        reader->headers = row;
        reader->width = (size_t)(&reader->cells[reader->cell_count - 1] - row);
        read_header(reader, reader->row_line);
        return;
    }
    check_row(reader, row, reader->row_line);
    reader->sheet.rows[reader->sheet.row_count] = row;
    reader->sheet.lines[reader->sheet.row_count++] = reader->row_line;
}

// Comma, semicolon or tab: the one that the header has most of, outside quotes. The header is the first line that holds
// more than delimiters; NUL when there is none.
static char find_delimiter(const char *text, size_t size) {
    static const char delimiters[] = {',', ';', '\t'};
    size_t counts[sizeof delimiters] = {0};
    bool quoted = false, named = false;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        const char *delimiter = memchr(delimiters, c, sizeof delimiters);
        if (c == '"') {
            quoted = !quoted;
        } else if (delimiter && !quoted) {
            counts[delimiter - delimiters]++;
        } else if ((c == '\n' || c == '\r') && !quoted) {
            if (named)
                break;
            memset(counts, 0, sizeof counts);
        } else if (!is_blank(c)) {
            named = true;
        }
    }
    if (!named)
        return '\0';
    size_t most = 0;
    for (size_t i = 1; i < sizeof delimiters; i++)
        if (counts[i] > counts[most])
            most = i;
    return delimiters[most];
}

// What people send instead of CSV, by its first bytes; NULL when it may be text. Many exporters call a web page xls.
static const char *binary_kind(const char *text, size_t size) {
    static const unsigned char compound[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    if (size >= sizeof compound && memcmp(text, compound, sizeof compound) == 0)
        return "xls";
    if (size >= 4 && memcmp(text, "PK\003\004", 4) == 0)
        return memmem(text, size < 128 ? size : 128, "opendocument", 12) ? "ods" : "xlsx";
    while (size > 0 && is_blank(*text)) {
        text++;
        size--;
    }
    return size > 0 && *text == '<' ? "html" : NULL;
}

// The first line sep=; by which Excel is told the delimiter, in quotes or not: its size with the line end, and the
// delimiter; 0 when there is none.
static size_t separator_line(const char *text, size_t size, char *ret_delimiter) {
    size_t at = size > 0 && *text == '"';
    if (size < at + 5 || strncasecmp(text + at, "sep=", 4) != 0 || !strchr(",;\t", text[at + 4]))
        return 0;
    char delimiter = text[at + 4];
    size_t end = at + 5;
    if (at == 1 && end < size && text[end] == '"')
        end++;
    while (end < size && (text[end] == ' ' || strchr(",;\t", text[end])))
        end++;
    if (end < size && text[end] != '\r' && text[end] != '\n')
        return 0;
    *ret_delimiter = delimiter;
    return end + (size - end >= 2 && text[end] == '\r' && text[end + 1] == '\n' ? 2 : end < size);
}

static bool reserve(struct reader *reader, const char *text, size_t size) {
    char delimiter = (char)csv_get_delim(&reader->parser);
    size_t rows = 1, cells = 1;
    for (size_t i = 0; i < size; i++) {
        bool ends = text[i] == '\n' || text[i] == '\r';
        rows += ends;
        cells += ends || text[i] == delimiter;
    }
    if (size > INT32_MAX)
        return false;
    // The same order as alignment wants it: pointers, numbers, text.
    size_t pointers = (rows + cells + rows) * sizeof(char *);
    char *memory = malloc(pointers + rows * sizeof(unsigned) + size + 1);
    if (!memory)
        return false;
    reader->sheet.memory = memory;
    reader->sheet.rows = (const char ***)(void *)memory;
    reader->cells = (const char **)(void *)(memory + rows * sizeof(char *));
    reader->sheet.lines = (unsigned *)(void *)(memory + pointers);
    reader->text = memory + pointers + rows * sizeof(unsigned);
    reader->text_room = size + 1;
    return true;
}

// The bytes up to and with the next line end, in quotes or not: LF, CRLF, or CR alone.
static size_t line_size(const char *text, size_t size) {
    size_t used = 0;
    while (used < size && text[used] != '\n' && text[used] != '\r')
        used++;
    if (used == size)
        return used;
    return used + (text[used] == '\r' && used + 1 < size && text[used + 1] == '\n' ? 2 : 1);
}

static void csv_fault(struct reader *reader) {
    bool memory = csv_error(&reader->parser) == CSV_ENOMEM || csv_error(&reader->parser) == CSV_ETOOBIG;
    fail(reader, memory ? CAPAIAN_SHEET_MEMORY : CAPAIAN_SHEET_MALFORMED, reader->row_line, memory ? "" : "\"");
}

// libcsv knows no line numbers, so it gets one line at a time. `line`: how many came before.
static void read_lines(struct reader *reader, const char *text, size_t size, unsigned line) {
    reader->row_ended = true;
    while (size > 0 && reader->fault == CAPAIAN_SHEET_OK) {
        size_t step = line_size(text, size);
        line++;
        if (reader->row_ended)
            reader->row_line = line;
        reader->row_ended = false;
        if (memchr(text, '\0', step))
            fail(reader, CAPAIAN_SHEET_MALFORMED, line, "NUL");
        else if (csv_parse(&reader->parser, text, step, take_cell, end_row, reader) != step)
            csv_fault(reader);
        text += step;
        size -= step;
    }
    if (reader->fault == CAPAIAN_SHEET_OK && csv_fini(&reader->parser, take_cell, end_row, reader) != 0)
        csv_fault(reader);
    if (!reader->headers)
        fail(reader, CAPAIAN_SHEET_EMPTY, 1, "");
}

static void read_all(struct reader *reader, const char *text, size_t size) {
    if (size >= sizeof byte_order_mark && memcmp(text, byte_order_mark, sizeof byte_order_mark) == 0) {
        text += sizeof byte_order_mark;
        size -= sizeof byte_order_mark;
    }
    const char *kind = binary_kind(text, size);
    if (kind) {
        fail(reader, CAPAIAN_SHEET_BINARY, 1, kind);
        return;
    }
    if (size >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        fail(reader, CAPAIAN_SHEET_MALFORMED, 1, "UTF-16");
        return;
    }
    char said = '\0';
    size_t skipped = separator_line(text, size, &said);
    text += skipped;
    size -= skipped;
    char delimiter = find_delimiter(text, size);
    if (delimiter == '\0') {
        fail(reader, CAPAIAN_SHEET_EMPTY, 1, "");
        return;
    }
    if (skipped > 0)
        delimiter = said;
    csv_set_delim(&reader->parser, (unsigned char)delimiter);
    csv_set_blk_size(&reader->parser, 4096);
    if (!reserve(reader, text, size)) {
        fail(reader, CAPAIAN_SHEET_MEMORY, 1, "");
        return;
    }
    read_lines(reader, text, size, skipped > 0);
}

enum capaian_sheet_fault capaian_sheet_read(const void *text, size_t size, const struct capaian_column *columns,
                                            size_t column_count, size_t cell_max, struct capaian_sheet *ret,
                                            unsigned *ret_line, char *ret_what) {
    assert(column_count <= CAPAIAN_SHEET_COLUMNS);
    struct reader reader = {.columns = columns, .column_count = column_count, .cell_max = cell_max};
    for (size_t i = 0; i < CAPAIAN_SHEET_COLUMNS; i++)
        reader.sheet.positions[i] = -1;
    if (csv_init(&reader.parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        fail(&reader, CAPAIAN_SHEET_MEMORY, 1, "");
    else
        read_all(&reader, text, size);
    csv_free(&reader.parser);
    if (reader.fault == CAPAIAN_SHEET_OK) {
        *ret = reader.sheet;
    } else {
        free(reader.sheet.memory);
        *ret_line = reader.line;
        memcpy(ret_what, reader.what, sizeof reader.what);
    }
    return reader.fault;
}

void capaian_sheet_free(struct capaian_sheet *sheet) {
    free(sheet->memory);
    *sheet = (struct capaian_sheet){0};
}

const char *capaian_sheet_cell(const struct capaian_sheet *sheet, size_t row, size_t column) {
    assert(row < sheet->row_count && column < CAPAIAN_SHEET_COLUMNS);
    int position = sheet->positions[column];
    const char *const *cells = sheet->rows[row];
    for (int i = 0; i < position && *cells; i++)
        cells++;
    return position >= 0 && *cells ? *cells : "";
}

unsigned capaian_sheet_line(const struct capaian_sheet *sheet, size_t row) {
    assert(row < sheet->row_count);
    return sheet->lines[row];
}

bool capaian_sheet_has(const struct capaian_sheet *sheet, size_t column) {
    assert(column < CAPAIAN_SHEET_COLUMNS);
    return sheet->positions[column] >= 0;
}
