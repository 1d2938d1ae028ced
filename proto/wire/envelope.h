// The frame: one Envelope in, one Envelope out.
#pragma once

#include "capaian/v1/envelope.pb-c.h"
#include "wire/arena.h"
#include "wire/error.h"

// Decodes a frame into the arena. CAPAIAN_OK, or CAPAIAN_ENVELOPE_MALFORMED, CAPAIAN_ENVELOPE_VERSION,
// CAPAIAN_ENVELOPE_KIND (nothing in it that this version knows), CAPAIAN_TOO_LARGE (the arena's cap).
enum capaian_code capaian_envelope_unpack(const void *frame, size_t size, struct capaian_arena *arena,
                                          Capaian__V1__Envelope **ret);

// Sets version and kind of an envelope on the stack; `message` is what the kind's member points to.
void capaian_envelope_init(Capaian__V1__Envelope *envelope, Capaian__V1__Envelope__KindCase kind, void *message);

// Fills a Refusal with the code's sentences, in the arena; `field` (or NULL) is borrowed, `arguments` are NULL or
// three. NULL over the cap.
Capaian__V1__Refusal *capaian_refusal(struct capaian_arena *arena, enum capaian_code code, const char *field,
                                      const char *const *arguments);

// The refusal of a frame that capaian_envelope_unpack refused, with the version it found. NULL over the cap: reset the
// arena before when the frame filled it.
Capaian__V1__Refusal *capaian_envelope_refusal(struct capaian_arena *arena, enum capaian_code code, const void *frame,
                                               size_t size);
