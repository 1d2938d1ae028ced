// Content: decoded exactly, then checked against everything that can be known without a catalogue. Clients call the
// same functions before they send, so what passes there is refused later only for reasons the catalogue knows.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "capaian/v1/submit.pb-c.h"
#include "wire/arena.h"
#include "wire/error.h"
#include "wire/limits.h"

#include <stdint.h>

// What is wrong, or worth saying, about one row. Arguments fill the sentence's {0}, {1}, {2}; they are borrowed and
// live as long as the arena they came from.
struct capaian_finding {
    uint32_t row;
    enum capaian_code code;
    const char *field;
    const char *arguments[3];
};

// A bounded list in caller's memory; what does not fit is counted in left_off.
struct capaian_findings {
    struct capaian_finding *list;
    size_t count, room;
    uint32_t left_off;
};

void capaian_findings_add(struct capaian_findings *findings, uint32_t row, enum capaian_code code, const char *field,
                          const char *argument0, const char *argument1, const char *argument2);

// Decodes into the arena, or only looks at whom it is of, and refuses what a decode lets through (wire/exact.h):
// unknown fields at any depth, a field or a figure given twice, a NUL in a text, more rows than the limit or none, a
// unit that is not a code. Other text is capaian_row_check's, so that one bad note does not cost its neighbours.
// CAPAIAN_OK, or a code that refuses the message as a whole: CAPAIAN_TOO_LARGE (bytes, or the arena's cap),
// _CONTENT_MALFORMED, _CONTENT_UNKNOWN_FIELD, _CONTENT_ROWS, _CONTENT_UNIT, _TEXT_MALFORMED.
enum capaian_code capaian_content_look(const void *bytes, size_t size, char ret_unit[CAPAIAN_CODE_MAX + 1]);
enum capaian_code capaian_content_unpack(const void *bytes, size_t size, struct capaian_arena *arena,
                                         Capaian__V1__Content **ret);

// One row of a content that has been let through before, at its place in rows: those before it are NULL. The unit is
// left out. 0; -ENOENT: there is no such row; -ENOMEM; -EBADMSG.
int capaian_content_row(const void *bytes, size_t size, uint32_t row, struct capaian_arena *arena,
                        Capaian__V1__Content *ret);

// The refusal for such a code, with what its sentence names: the number of the unknown field, the limit of rows. In the
// arena; NULL over the cap.
Capaian__V1__Refusal *capaian_content_refusal(struct capaian_arena *arena, enum capaian_code code, const void *bytes,
                                              size_t size);

// The checks of one row that need no catalogue, all of one table: codes, period's form, exactly one figure, scale,
// denominator, as_of (against received_at, milliseconds), lengths, UTF-8, enums, ids. Adds a finding per fault.
// True when the row passed.
bool capaian_row_check(const Capaian__V1__Row *row, uint32_t index, int64_t received_at, struct capaian_arena *arena,
                       struct capaian_findings *findings);

// BLAKE2b-256 over the content bytes as received.
void capaian_content_hash(const void *bytes, size_t size, uint8_t ret_hash[32]);

// Lists findings as a Verdict's results in the arena, in their order: codes and arguments, as the record keeps them. At
// most CAPAIAN_RESULTS_MAX, errors before warnings before notes, the rest counted. Fields are borrowed. 0 or -ENOMEM.
int capaian_verdict_results(const struct capaian_findings *findings, struct capaian_arena *arena,
                            Capaian__V1__Verdict *verdict);

// Adds the sentences of a Verdict's results, in the arena: for whoever answers a person. 0 or -ENOMEM.
int capaian_verdict_render(Capaian__V1__Verdict *verdict, struct capaian_arena *arena);
