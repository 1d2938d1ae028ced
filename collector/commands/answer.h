// A collector's answers as people read them, in their language. Text from outside is shown without control characters,
// so that no note drives a terminal.
#pragma once

#include "capaian/v1/submit.pb-c.h"
#include "commands/arguments.h"

// A line `place: field: code: sentence`; warnings and notes say so before their sentence. Place and field may be "".
void answer_finding(struct capaian_string *out, enum capaian_language language, const char *place, const char *field,
                    const char *code, enum capaian_severity severity, const char *sentence);

enum capaian_severity answer_severity(Capaian__V1__Severity severity);    // of an unknown one: an error

void answer_refusal(struct capaian_string *out, enum capaian_language language, const char *place,
                    const Capaian__V1__Refusal *refusal);
void answer_result(struct capaian_string *out, enum capaian_language language, const char *place, const char *field,
                   const Capaian__V1__Result *result);

// In words: what became of the message.
const char *answer_outcome(Capaian__V1__Outcome outcome, enum capaian_language language);
