// What a decode of protobuf lets through without a word: unknown fields, a singular field or a oneof given twice (the
// last one wins, the others vanish with all they held), numbers cut to 32 bits, text cut at a NUL. One walk over the
// wire bytes beside the message's descriptor finds them before any memory is spent, at any depth, for every field the
// descriptor has.
#pragma once

#include "wire/error.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// CAPAIAN_OK; CAPAIAN_CONTENT_MALFORMED: not this message, or something in it twice; CAPAIAN_CONTENT_UNKNOWN_FIELD,
// with the number of the first in *ret_number; CAPAIAN_CONTENT_ROWS: more than `repeated_max` repeated elements in one
// message; CAPAIAN_TEXT_MALFORMED: a NUL within a text. For messages as Content's are: never recursive, no repeated
// scalars, fields numbered from 1 to at most 64 without gaps.
enum capaian_code capaian_exact(const ProtobufCMessageDescriptor *descriptor, const void *bytes, size_t size,
                                size_t repeated_max, uint32_t *ret_number);

// An element of a repeated message or text, counted from 0, in bytes that capaian_exact lets through. False: not there.
bool capaian_exact_element(const void *bytes, size_t size, uint32_t field, uint32_t index, const uint8_t **ret,
                           size_t *ret_size);
