#include "policy_lines.h"

#include "value/text.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { VALUE_MAX = 16 * 1024, NAME_MAX_SIZE = 64 };

// inih asks for a line at a time. A line too long for its buffer is handed over in pieces, cut at a blank, each piece
// after the first as a continuation of the value.
struct lines {
    struct reader *reader;
    const char *at, *end;    // what is left of the text
    const char *rest;        // what is left of the line being handed over; NULL: none
    const char *rest_end;
    unsigned line;
    bool continued;    // the line handed over goes on with the value before
    policy_line *each;
    void *context;
    char name[NAME_MAX_SIZE];
    struct capaian_string value;
    unsigned value_line;
};

static void find(struct lines *lines, enum capaian_code code) {
    reader_find(lines->reader, FILE_POLICY, lines->line, "", code, NULL, NULL, NULL);
}

static void flush(struct lines *lines) {
    if (lines->value_line > 0 && !lines->value.failed)
        lines->each(lines->context, lines->name, lines->value.text == NULL ? "" : lines->value.text, lines->value_line);
    lines->reader->failed = lines->reader->failed || lines->value.failed;
    capaian_string_free(&lines->value);
    lines->value = (struct capaian_string){0};
    lines->value_line = 0;
}

static int take_value(void *context, const char *section, const char *name, const char *value) {
    struct lines *lines = context;
    if (*section != '\0' && strcasecmp(section, "policy") != 0 && strcasecmp(section, "kebijakan") != 0) {
        find(lines, CAPAIAN_POLICY_LINE);
        return 1;
    }
    if (!lines->continued || lines->value_line == 0) {
        flush(lines);
        strncpy(lines->name, name, sizeof lines->name - 1);
        lines->value_line = lines->line;
    }
    if (lines->value.size + strlen(value) > VALUE_MAX)
        find(lines, CAPAIAN_POLICY_LINE);
    else
        capaian_string_add(&lines->value, "%s%s", lines->value.size > 0 ? " " : "", value);
    return 1;
}

// What inih would refuse without saying where all of them are. `pending`: a blank at the start continues a value.
static bool readable(const char *line, size_t size, bool pending) {
    size_t blanks = 0;
    while (blanks < size && (line[blanks] == ' ' || line[blanks] == '\t'))
        blanks++;
    if (blanks == size || (blanks > 0 && pending))
        return true;
    if (line[blanks] == '[')
        return memchr(line, ']', size) != NULL;
    const char *sign = memchr(line, '=', size);
    sign = sign != NULL ? sign : memchr(line, ':', size);
    return sign != NULL && sign > line + blanks;
}

// The line without its comment and its end.
static size_t line_size(const char *line, const char *end) {
    size_t size = (size_t)(end - line), i = 0;
    while (i < size && (line[i] == ' ' || line[i] == '\t'))
        i++;
    if (i < size && (line[i] == ';' || line[i] == '#'))
        return 0;
    for (i = 1; i < size; i++) {
        if (line[i] == ';' && (line[i - 1] == ' ' || line[i - 1] == '\t'))
            return i;
    }
    return size;
}

static void next_line(struct lines *lines) {
    const char *line = lines->at;
    const char *end = memchr(line, '\n', (size_t)(lines->end - line));
    lines->at = end != NULL ? end + 1 : lines->end;
    lines->line++;
    size_t size = line_size(line, end != NULL ? end : lines->end);
    if (size > 0 && *line == '[')
        flush(lines);
    if (!readable(line, size, lines->value_line > 0)) {
        find(lines, CAPAIAN_POLICY_LINE);
        size = 0;
    }
    lines->continued = size > 0 && (*line == ' ' || *line == '\t');
    lines->rest = line;
    lines->rest_end = line + size;
}

// As fgets.
static char *give_line(char *buffer, int size, void *context) {
    struct lines *lines = context;
    size_t room = (size_t)size - 3;
    size_t used = 0;
    if (lines->rest == NULL) {
        if (lines->at == lines->end)
            return NULL;
        next_line(lines);
    } else {
        lines->continued = true;
        buffer[used++] = ' ';
    }
    size_t left = (size_t)(lines->rest_end - lines->rest), piece = left;
    if (used + piece > room) {
        piece = room - used;
        while (piece > 0 && lines->rest[piece] != ' ')
            piece--;
        if (piece == 0) {
            find(lines, CAPAIAN_POLICY_LINE);
            left = 0;
        }
    }
    memcpy(buffer + used, lines->rest, piece);
    buffer[used + piece] = '\n';
    buffer[used + piece + 1] = '\0';
    while (piece < left && lines->rest[piece] == ' ')
        piece++;
    lines->rest = piece < left ? lines->rest + piece : NULL;
    return buffer;
}

// Without a byte order mark and carriage returns; NULL when out of memory.
static char *plain_text(const struct catalogue_file *file, size_t *ret_size) {
    const char *text = file->text;
    size_t size = file->size, used = 0;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
    }
    char *plain = malloc(size + 1);
    for (size_t i = 0; i < size && plain != NULL; i++) {
        if (text[i] != '\r')
            plain[used++] = text[i];
    }
    *ret_size = used;
    return plain;
}

void policy_lines(struct reader *reader, const struct catalogue_file *file, policy_line *each, void *context) {
    size_t size;
    char *text = plain_text(file, &size);
    if (text == NULL) {
        reader->failed = true;
        return;
    }
    if (!capaian_text_valid(text, size, true)) {
        reader_find(reader, FILE_POLICY, 0, "", CAPAIAN_TEXT_MALFORMED, NULL, NULL, NULL);
    } else {
        struct lines lines = {.reader = reader, .at = text, .end = text + size, .each = each, .context = context};
        (void)ini_parse_stream(give_line, &lines, take_value, &lines);
        flush(&lines);
    }
    free(text);
}
