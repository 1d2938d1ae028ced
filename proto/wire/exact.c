#include "wire/exact.h"

#include "runtime/sabotage.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

struct reader {
    const uint8_t *at, *end;
};

// What was found so far. Only what is malformed ends the walk: of a frame that is not this message at all, the number
// of its first "unknown field" would say nothing.
struct walk {
    size_t repeated_max;
    bool zeros;          // a byte is 0 somewhere: only then a text can hold one
    uint32_t unknown;    // number of the first unknown field, 0: none
    bool too_many, nul;
};

enum { VARINT = 0, EIGHT_BYTES = 1, DELIMITED = 2, FOUR_BYTES = 5 };

static bool read_long_varint(struct reader *reader, uint64_t *ret) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *ret = value;
            return shift < 63 || byte <= 1;
        }
    }
    return false;
}

// Most tags, lengths and scales are one byte.
static inline bool read_varint(struct reader *reader, uint64_t *ret) {
    if (reader->at < reader->end && *reader->at < 0x80) {
        *ret = *reader->at++;
        return true;
    }
    return read_long_varint(reader, ret);
}

static bool skip(struct reader *reader, uint64_t size) {
    if (size > (uint64_t)(reader->end - reader->at))
        return false;
    reader->at += size;
    return true;
}

static bool skip_value(struct reader *reader, unsigned wire) {
    uint64_t value = 0;
    switch (wire) {
    case VARINT:
        return read_varint(reader, &value);
    case EIGHT_BYTES:
        return skip(reader, 8);
    case DELIMITED:
        return read_varint(reader, &value) && skip(reader, value);
    case FOUR_BYTES:
        return skip(reader, 4);
    default:
        return false;
    }
}

// True when another member of the field's oneof was there before.
static bool oneof_seen(const ProtobufCMessageDescriptor *descriptor, const ProtobufCFieldDescriptor *field,
                       uint64_t seen) {
    for (; seen; seen &= seen - 1) {
        const ProtobufCFieldDescriptor *other = &descriptor->fields[__builtin_ctzll(seen)];
        if ((other->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) && other->quantifier_offset == field->quantifier_offset)
            return true;
    }
    return false;
}

static bool walk_message(const ProtobufCMessageDescriptor *descriptor, struct reader reader, struct walk *walk);

static bool walk_delimited(const ProtobufCFieldDescriptor *field, struct reader *reader, struct walk *walk) {
    uint64_t size = 0;
    if (!read_varint(reader, &size))
        return false;
    if (size > (uint64_t)(reader->end - reader->at) && !capaian_sabotage("trust_lengths"))
        return false;
    struct reader value = {reader->at, reader->at + size};
    reader->at = value.end;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return walk_message(field->descriptor, value, walk);
    if (field->type == PROTOBUF_C_TYPE_STRING && walk->zeros && memchr(value.at, 0, size))
        walk->nul = true;
    return true;
}

static bool walk_value(const ProtobufCFieldDescriptor *field, unsigned wire, struct reader *reader, struct walk *walk) {
    uint64_t value = 0;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return wire == DELIMITED && walk_delimited(field, reader, walk);
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return wire == FOUR_BYTES && skip(reader, 4);
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return wire == EIGHT_BYTES && skip(reader, 8);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_SINT32:
        return wire == VARINT && read_varint(reader, &value) && value <= UINT32_MAX;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:    // negative numbers travel sign-extended to 64 bits
        return wire == VARINT && read_varint(reader, &value) && (value <= INT32_MAX || value >= UINT64_MAX - INT32_MAX);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_BOOL:
        return wire == VARINT && read_varint(reader, &value);
    }
    return false;
}

// False when malformed. As deep as the schema nests, no deeper.
static bool walk_message(const ProtobufCMessageDescriptor *descriptor, struct reader reader, struct walk *walk) {
    assert(descriptor->n_fields <= 64);
    uint64_t seen = 0;
    size_t repeated = 0;
    while (reader.at < reader.end) {
        uint64_t tag = 0;
        if (!read_varint(&reader, &tag) || tag > UINT32_MAX || tag >> 3 == 0)
            return false;
        uint32_t number = (uint32_t)(tag >> 3);
        unsigned wire = tag & 7;
        if (number > descriptor->n_fields) {
            if (!skip_value(&reader, wire))
                return false;
            if (walk->unknown == 0)
                walk->unknown = number;
            continue;
        }
        const ProtobufCFieldDescriptor *field = &descriptor->fields[number - 1];
        assert(field->id == number);
        uint64_t bit = UINT64_C(1) << (number - 1);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            walk->too_many = ++repeated > walk->repeated_max || walk->too_many;
        else if (seen & bit)
            return false;
        if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) && oneof_seen(descriptor, field, seen))
            return false;
        seen |= bit;
        if (!walk_value(field, wire, &reader, walk))
            return false;
    }
    return true;
}

enum capaian_code capaian_exact(const ProtobufCMessageDescriptor *descriptor, const void *bytes, size_t size,
                                size_t repeated_max, uint32_t *ret_number) {
    static const uint8_t nothing[1];
    const uint8_t *start = size ? bytes : nothing;
    struct walk walk = {.repeated_max = repeated_max, .zeros = memchr(start, 0, size)};
    if (!walk_message(descriptor, (struct reader){start, start + size}, &walk))
        return CAPAIAN_CONTENT_MALFORMED;
    if (walk.unknown) {
        *ret_number = walk.unknown;
        return CAPAIAN_CONTENT_UNKNOWN_FIELD;
    }
    if (walk.too_many)
        return CAPAIAN_CONTENT_ROWS;
    return walk.nul ? CAPAIAN_TEXT_MALFORMED : CAPAIAN_OK;
}

bool capaian_exact_element(const void *bytes, size_t size, uint32_t field, uint32_t index, const uint8_t **ret,
                           size_t *ret_size) {
    uint64_t tag = 0, length = 0;
    if (size == 0)
        return false;
    struct reader reader = {bytes, (const uint8_t *)bytes + size};
    while (reader.at < reader.end && read_varint(&reader, &tag)) {
        bool of_field = tag >> 3 == field && (tag & 7) == DELIMITED;
        if (!of_field || index > 0) {
            index -= of_field;
            if (!skip_value(&reader, tag & 7))
                return false;
            continue;
        }
        if (!read_varint(&reader, &length) || length > (uint64_t)(reader.end - reader.at))
            return false;
        *ret = reader.at;
        *ret_size = (size_t)length;
        return true;
    }
    return false;
}
