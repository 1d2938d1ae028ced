#include "runtime/log.h"

#include "value/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// A line is written by one write(), so lines of several threads never mix; what does not fit is cut and marked.
enum { LINE_MAX_BYTES = 4096, VALUE_MAX_BYTES = 1024 };

static _Atomic int lowest_level = CAPAIAN_INFO;

static _Atomic bool as_json;

void capaian_log_level(enum capaian_level lowest) {
    lowest_level = (int)lowest;
}

int capaian_log_form(const char *name) {
    bool json = strcmp(name, "json") == 0;
    if (!json && strcmp(name, "logfmt") != 0)
        return -EINVAL;
    as_json = json;
    return 0;
}

struct line {
    bool json;
    char text[LINE_MAX_BYTES];
    size_t size;
    size_t whole;    // up to here all fields are complete
    bool quoted;     // inside a quoted value
    bool cut;
};

enum { TAIL_ROOM = 16 };    // for the mark of a cut line and its end

static void add(struct line *line, const char *bytes, size_t size) {
    if (line->cut || size > sizeof line->text - TAIL_ROOM - line->size) {
        line->cut = true;
        return;
    }
    memcpy(line->text + line->size, bytes, size);
    line->size += size;
}

static void add_text(struct line *line, const char *text) {
    add(line, text, strlen(text));
}

static bool plain(const char *value, size_t size) {
    if (size == 0)
        return false;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)value[i];
        if (byte <= ' ' || byte >= 0x7F || byte == '"' || byte == '=' || byte == '\\')
            return false;
    }
    return true;
}

// `valid`: the whole is UTF-8 without control characters, and what is not ASCII may stand as it is.
static void add_escaped(struct line *line, unsigned char byte, bool valid) {
    char escaped[8];
    if (byte == '"' || byte == '\\')
        snprintf(escaped, sizeof escaped, "\\%c", byte);
    else if (byte == '\n')
        snprintf(escaped, sizeof escaped, "\\n");
    else if (line->json && (byte < ' ' || byte == 0x7F))
        snprintf(escaped, sizeof escaped, "\\u%04x", byte);
    else if (line->json && byte > 0x7F && !valid)
        snprintf(escaped, sizeof escaped, "\\\\x%02x", byte);
    else if (byte < ' ' || byte == 0x7F || (byte > 0x7F && !valid))
        snprintf(escaped, sizeof escaped, "\\x%02x", byte);
    else
        snprintf(escaped, sizeof escaped, "%c", byte);
    add_text(line, escaped);
}

static size_t cut_at_character(const char *value, size_t size) {
    while (size > 0 && ((unsigned char)value[size] & 0xC0) == 0x80)
        size--;
    return size;
}

static void add_value(struct line *line, const char *value) {
    size_t size = strlen(value);
    bool cut = size > VALUE_MAX_BYTES;
    if (cut)
        size = cut_at_character(value, VALUE_MAX_BYTES);
    if (plain(value, size) && !cut && !line->json) {
        add(line, value, size);
        return;
    }
    bool valid = capaian_text_valid(value, size, false);
    add_text(line, "\"");
    line->quoted = line->quoted || !line->cut;
    for (size_t i = 0; i < size; i++)
        add_escaped(line, (unsigned char)value[i], valid);
    add_text(line, cut ? "...\"" : "\"");
    if (!line->cut)
        line->quoted = false;
}

static void add_field(struct line *line, const char *name, const char *value) {
    if (line->json)
        add_text(line, line->size == 0 ? "{\"" : ",\"");
    else if (line->size > 0)
        add_text(line, " ");
    add_text(line, name);
    add_text(line, line->json ? "\":" : "=");
    add_value(line, value);
    if (!line->cut)
        line->whole = line->size;
}

static void add_instant(struct line *line) {
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    char text[48];
    size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + size, sizeof text - size, ".%03ldZ", now.tv_nsec / 1000000);
    add_field(line, "ts", text);
}

// What ends the line. Of a field that was cut JSON keeps nothing, so that the line can be read.
static void end(struct line *line) {
    const char *tail = !line->cut ? "\n" : line->quoted ? "\" cut=true\n" : " cut=true\n";
    if (line->json) {
        line->size = line->whole;
        tail = line->cut ? ",\"cut\":true}\n" : "}\n";
    }
    memcpy(line->text + line->size, tail, strlen(tail));
    line->size += strlen(tail);
}

void capaian_log(enum capaian_level level, const char *message, ...) {
    static const char *const NAMES[] = {
        [CAPAIAN_DEBUG] = "debug", [CAPAIAN_INFO] = "info", [CAPAIAN_WARN] = "warn", [CAPAIAN_FAULT] = "error"};
    if ((int)level < lowest_level)
        return;
    int saved = errno;
    struct line line = {.json = as_json};
    add_instant(&line);
    add_field(&line, "level", NAMES[level]);
    add_field(&line, "msg", message);
    va_list arguments;
    va_start(arguments, message);
    const char *name;
    while ((name = va_arg(arguments, const char *)) != NULL) {
        const char *value = va_arg(arguments, const char *);
        add_field(&line, name, value ? value : "-");
    }
    va_end(arguments);
    end(&line);
    // A log that cannot be written must not stop the work.
    ssize_t written = write(STDERR_FILENO, line.text, line.size);
    (void)written;
    errno = saved;
}

bool capaian_log_allow(struct capaian_log_limit *limit, uint64_t source, int64_t now_ms, int64_t interval_ms) {
    size_t oldest = 0;
    for (size_t i = 0; i < sizeof limit->slots / sizeof *limit->slots; i++) {
        if (limit->slots[i].until != 0 && limit->slots[i].source == source) {
            if (now_ms < limit->slots[i].until)
                return false;
            oldest = i;
            break;
        }
        if (limit->slots[i].until < limit->slots[oldest].until)
            oldest = i;
    }
    limit->slots[oldest].source = source;
    limit->slots[oldest].until = now_ms + interval_ms;
    return true;
}
