#include "value/text.h"

#include "wire/limits.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The bytes of the well-formed UTF-8 sequence at the start (Unicode 15, table 3-7: no overlong forms, no surrogates,
// nothing above U+10FFFF); 0 when there is none.
static size_t sequence_size(const unsigned char *at, size_t left) {
    unsigned char first = at[0], low = 0x80, high = 0xBF;
    size_t size;
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        size = 2;
    else if (first >= 0xE0 && first <= 0xEF)
        size = 3;
    else if (first >= 0xF0 && first <= 0xF4)
        size = 4;
    else
        return 0;
    if (first == 0xE0)
        low = 0xA0;
    else if (first == 0xED)
        high = 0x9F;
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F;
    if (left < size || at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if (at[i] < 0x80 || at[i] > 0xBF)
            return 0;
    return size;
}

// U+0000 to U+001F, U+007F, U+0080 to U+009F.
static bool is_control(const unsigned char *at, size_t size) {
    return (size == 1 && (at[0] < 0x20 || at[0] == 0x7F)) || (size == 2 && at[0] == 0xC2 && at[1] < 0xA0);
}

bool capaian_text_valid(const char *text, size_t size, bool lines) {
    const unsigned char *at = (const unsigned char *)text;
    while (size > 0) {
        // Nearly all text is ASCII.
        if (*at >= 0x20 && *at < 0x7F) {
            at++;
            size--;
            continue;
        }
        size_t step = sequence_size(at, size);
        if (step == 0)
            return false;
        if (is_control(at, step) && !(lines && (at[0] == '\t' || at[0] == '\n')))
            return false;
        at += step;
        size -= step;
    }
    return true;
}

bool capaian_code_valid(const char *text) {
    size_t size = 0;
    for (; text[size] != '\0'; size++) {
        char c = text[size];
        bool allowed = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '_' || c == '-';
        if (!allowed || size == CAPAIAN_CODE_MAX)
            return false;
    }
    return size > 0;
}

char *capaian_hex(const void *bytes, size_t size, char *buffer) {
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *to = buffer;
    for (size_t i = 0; i < size; i++) {
        *to++ = digits[from[i] >> 4];
        *to++ = digits[from[i] & 15];
    }
    *to = '\0';
    return buffer;
}

// A digit's value and HEX_DIGIT; a table, because every message names its sender so.
enum { HEX_DIGIT = 16 };
static const unsigned char hex_digits[256] = {
    ['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21, ['6'] = 22, ['7'] = 23,
    ['8'] = 24, ['9'] = 25, ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31,
    ['A'] = 26, ['B'] = 27, ['C'] = 28, ['D'] = 29, ['E'] = 30, ['F'] = 31,
};

int capaian_unhex(const char *text, void *ret_bytes, size_t size) {
    const unsigned char *digits = (const unsigned char *)text;
    for (size_t i = 0; i < 2 * size; i++)
        if (hex_digits[digits[i]] == 0)
            return -EINVAL;
    if (text[2 * size] != '\0')
        return -EINVAL;
    unsigned char *to = ret_bytes;
    for (size_t i = 0; i < size; i++)
        to[i] =
            (unsigned char)((hex_digits[digits[2 * i]] - HEX_DIGIT) * 16 + hex_digits[digits[2 * i + 1]] - HEX_DIGIT);
    return 0;
}

static void string_fail(struct capaian_string *string) {
    free(string->text);
    *string = (struct capaian_string){.failed = true};
}

// Room for `more` bytes and the NUL.
static bool string_reserve(struct capaian_string *string, size_t more) {
    if (string->failed)
        return false;
    if (more >= SIZE_MAX / 2 - string->size) {
        string_fail(string);
        return false;
    }
    size_t needed = string->size + more + 1;
    if (needed <= string->room)
        return true;
    size_t room = string->room < 64 ? 64 : string->room;
    while (room < needed)
        room *= 2;
    char *text = realloc(string->text, room);
    if (!text) {
        string_fail(string);
        return false;
    }
    string->text = text;
    string->room = room;
    return true;
}

void capaian_string_add(struct capaian_string *string, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        string_fail(string);
        return;
    }
    if (!string_reserve(string, (size_t)size))
        return;
    va_start(arguments, format);
    (void)vsnprintf(string->text + string->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    string->size += (size_t)size;
}

void capaian_string_add_bytes(struct capaian_string *string, const void *bytes, size_t size) {
    if (!string_reserve(string, size))
        return;
    if (size > 0)
        memcpy(string->text + string->size, bytes, size);
    string->size += size;
    string->text[string->size] = '\0';
}

void capaian_string_free(struct capaian_string *string) {
    free(string->text);
    *string = (struct capaian_string){0};
}

static void add_json_control(struct capaian_string *string, unsigned char c) {
    switch (c) {
    case '"':
        capaian_string_add_bytes(string, "\\\"", 2);
        break;
    case '\\':
        capaian_string_add_bytes(string, "\\\\", 2);
        break;
    case '\n':
        capaian_string_add_bytes(string, "\\n", 2);
        break;
    case '\r':
        capaian_string_add_bytes(string, "\\r", 2);
        break;
    case '\t':
        capaian_string_add_bytes(string, "\\t", 2);
        break;
    default:
        capaian_string_add(string, "\\u%04x", (unsigned)c);
        break;
    }
}

void capaian_string_add_json(struct capaian_string *string, const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    size_t left = strlen(text);
    capaian_string_add_bytes(string, "\"", 1);
    while (left > 0) {
        size_t plain = 0;
        size_t step = 1;
        while (plain < left && (step = sequence_size(at + plain, left - plain)) > 0 && at[plain] >= 0x20 &&
               at[plain] != '"' && at[plain] != '\\' && at[plain] != 0x7F)
            plain += step;
        capaian_string_add_bytes(string, at, plain);
        at += plain;
        left -= plain;
        if (left == 0)
            break;
        // What is not UTF-8 would make the whole document unreadable.
        if (step == 0)
            capaian_string_add_bytes(string, "\\ufffd", 6);
        else
            add_json_control(string, *at);
        at++;
        left--;
    }
    capaian_string_add_bytes(string, "\"", 1);
}

void capaian_string_add_csv(struct capaian_string *string, const char *text) {
    // A spreadsheet drops blanks before it looks for a formula.
    size_t blanks = strspn(text, " ");
    bool armed = text[blanks] != '\0' && strchr("=+-@\t\r", text[blanks]) != NULL;
    size_t size = strlen(text);
    bool quoted = size > 0 && (strpbrk(text, ",;\"\t\r\n") || text[0] == ' ' || text[size - 1] == ' ');
    if (quoted)
        capaian_string_add_bytes(string, "\"", 1);
    if (armed)
        capaian_string_add_bytes(string, "'", 1);
    while (*text != '\0') {
        size_t plain = strcspn(text, "\"");
        capaian_string_add_bytes(string, text, plain);
        text += plain;
        if (*text == '"') {
            capaian_string_add_bytes(string, "\"\"", 2);
            text++;
        }
    }
    if (quoted)
        capaian_string_add_bytes(string, "\"", 1);
}
