// Text that users control: what it may hold and how it is written down again.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Well-formed UTF-8 without control characters (tab and line feed are allowed where `lines`).
bool capaian_text_valid(const char *text, size_t size, bool lines);

// A code of a unit, an indicator, a person: 1 to 32 of A-Z a-z 0-9 . _ -
bool capaian_code_valid(const char *text);

// Lower-case hexadecimal with NUL: needs 2 * size + 1 bytes. Returns buffer.
char *capaian_hex(const void *bytes, size_t size, char *buffer);

// Exactly 2 * size hexadecimal digits, nothing else; 0 or -EINVAL.
int capaian_unhex(const char *text, void *ret_bytes, size_t size);

// A string that grows. Starts as {0}; on out of memory it stays empty-handed and `failed` is set.
struct capaian_string {
    char *text;
    size_t size;
    size_t room;
    bool failed;
};

void capaian_string_add(struct capaian_string *string, const char *format, ...) __attribute__((format(printf, 2, 3)));
void capaian_string_add_bytes(struct capaian_string *string, const void *bytes, size_t size);
void capaian_string_free(struct capaian_string *string);

// Appends a JSON string with quotes; appends a CSV cell, quoted where needed and disarmed (a leading ' before = + - @
// tab and carriage return) so that no spreadsheet runs it.
void capaian_string_add_json(struct capaian_string *string, const char *text);
void capaian_string_add_csv(struct capaian_string *string, const char *text);
