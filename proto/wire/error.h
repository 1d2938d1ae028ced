// The one table of codes: every refusal, warning and finding that a user can see, with its stable name, its severity
// and its sentence in both languages. {0}, {1}, {2} are filled with the code's arguments. Names are never reused.
#pragma once

#include "wire/codes.h"

#include <stddef.h>

enum capaian_code {
    CAPAIAN_OK = 0,
#define X(name, text, severity, indonesian, english) CAPAIAN_##name,
    CAPAIAN_CODES(X)
#undef X
        CAPAIAN_CODE_COUNT
};

enum capaian_severity { CAPAIAN_NOTE = 1, CAPAIAN_WARNING = 2, CAPAIAN_ERROR = 3 };    // as Severity on the wire

enum capaian_language { CAPAIAN_INDONESIAN, CAPAIAN_ENGLISH };

const char *capaian_code_name(enum capaian_code code);    // "period.future"
enum capaian_severity capaian_code_severity(enum capaian_code code);
enum capaian_code capaian_code_of_name(const char *name);    // CAPAIAN_CODE_COUNT when unknown

// Writes the sentence; arguments may be NULL, and a NULL or empty one shows as -. They may hold anything: the sentence
// is UTF-8 whatever is in them, and a long one is cut with an ellipsis, so that the whole fits CAPAIAN_SENTENCE_MAX.
// Cut at size between characters. Returns buffer.
char *capaian_code_sentence(enum capaian_code code, enum capaian_language language, const char *const arguments[3],
                            char *buffer, size_t size);

enum { CAPAIAN_SENTENCE_MAX = 600 };
