#include "wire/error.h"

#include "value/text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    const char *name;
    enum capaian_severity severity;
    const char *sentences[2];
} table[CAPAIAN_CODE_COUNT] = {[CAPAIAN_OK] = {"ok", CAPAIAN_NOTE, {"Baik.", "All is well."}},
#define X(name, text, severity, indonesian, english) [CAPAIAN_##name] = {text, severity, {indonesian, english}},
                               CAPAIAN_CODES(X)
#undef X
};

const char *capaian_code_name(enum capaian_code code) {
    assert(code < CAPAIAN_CODE_COUNT);
    return table[code].name;
}

enum capaian_severity capaian_code_severity(enum capaian_code code) {
    assert(code < CAPAIAN_CODE_COUNT);
    return table[code].severity;
}

enum capaian_code capaian_code_of_name(const char *name) {
    for (unsigned code = CAPAIAN_OK + 1; code < CAPAIAN_CODE_COUNT; code++) {
        if (strcmp(table[code].name, name) == 0)
            return (enum capaian_code)code;
    }
    return CAPAIAN_CODE_COUNT;
}

struct writer {
    char *buffer;
    size_t used, room;    // the NUL not counted
};

// Whole characters only; after the first that does not fit nothing more is written.
static void put(struct writer *writer, const char *bytes, size_t size) {
    if (size > writer->room - writer->used) {
        writer->room = writer->used;
        return;
    }
    memcpy(writer->buffer + writer->used, bytes, size);
    writer->used += size;
}

static size_t character_size(const char *text) {
    unsigned char lead = (unsigned char)*text;
    size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return strnlen(text, size);
}

// Arguments repeat what users sent, so they may be anything: what is not readable shows as ?, because the sentence
// travels in a field that must be UTF-8, and what is longer than its share is cut so that the rest stays readable.
static void put_argument(struct writer *writer, const char *argument, size_t share) {
    if (!argument || !*argument) {
        put(writer, "-", 1);
        return;
    }
    static const char ellipsis[] = "\xE2\x80\xA6";
    const size_t ellipsis_size = sizeof ellipsis - 1;
    bool cut = strnlen(argument, share + 1) > share;
    size_t left = cut ? share - ellipsis_size : share;
    while (*argument) {
        size_t size = character_size(argument);
        bool valid = capaian_text_valid(argument, size, false);
        if (!valid)
            size = 1;
        if (size > left)
            break;
        put(writer, valid ? argument : "?", size);
        argument += size;
        left -= size;
    }
    if (cut)
        put(writer, ellipsis, ellipsis_size);
}

static bool is_placeholder(const char *text) {
    return text[0] == '{' && text[1] >= '0' && text[1] <= '2' && text[2] == '}';
}

char *capaian_code_sentence(enum capaian_code code, enum capaian_language language, const char *const arguments[3],
                            char *buffer, size_t size) {
    assert(code < CAPAIAN_CODE_COUNT && language <= CAPAIAN_ENGLISH);
    if (size == 0)
        return buffer;
    const char *sentence = table[code].sentences[language];
    size_t placeholders = 0;
    for (const char *at = sentence; *at; at++)
        placeholders += is_placeholder(at);
    size_t literal = strlen(sentence) - 3 * placeholders;
    size_t share = placeholders ? (CAPAIAN_SENTENCE_MAX - 1 - literal) / placeholders : 0;

    struct writer writer = {.buffer = buffer, .room = size - 1};
    while (*sentence) {
        if (is_placeholder(sentence)) {
            put_argument(&writer, arguments ? arguments[sentence[1] - '0'] : NULL, share);
            sentence += 3;
        } else {
            size_t whole = character_size(sentence);
            put(&writer, sentence, whole);
            sentence += whole;
        }
    }
    buffer[writer.used] = '\0';
    return buffer;
}
