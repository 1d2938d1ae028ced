#include "commands/json.h"

#include "capaian/v1/content.pb-c.h"
#include "commands/figure.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ALERT_KIND_MISSED of enum AlertKind becomes missed: the prefix is the enum's name in capitals.
char *enum_code(const ProtobufCEnumDescriptor *descriptor, int value, char buffer[JSON_ENUM_TEXT]) {
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(descriptor, value);
    if (!known) {
        snprintf(buffer, JSON_ENUM_TEXT, "%d", value);
        return buffer;
    }
    size_t skip = 1;
    for (const char *letter = descriptor->short_name; *letter; letter++)
        skip += letter != descriptor->short_name && isupper((unsigned char)*letter) ? 2 : 1;
    const char *name = known->name + (strlen(known->name) > skip ? skip : 0);
    size_t size = 0;
    for (; size < JSON_ENUM_TEXT - 1 && name[size]; size++)
        buffer[size] = (char)tolower((unsigned char)name[size]);
    buffer[size] = '\0';
    return buffer;
}

static void add_enum(struct capaian_string *out, const ProtobufCEnumDescriptor *descriptor, int value) {
    char code[JSON_ENUM_TEXT];
    bool known = protobuf_c_enum_descriptor_get_value(descriptor, value) != NULL;
    capaian_string_add(out, known ? "\"%s\"" : "%s", enum_code(descriptor, value, code));
}

static void add_bytes(struct capaian_string *out, const ProtobufCBinaryData *data) {
    char *hex = malloc(2 * data->len + 1);
    if (!hex) {
        out->failed = true;
        return;
    }
    capaian_string_add(out, "\"%s\"", capaian_hex(data->data, data->len, hex));
    free(hex);
}

static void add_message(struct capaian_string *out, const ProtobufCMessage *message) {
    char number[CAPAIAN_NUMBER_TEXT];
    if (!message)
        capaian_string_add(out, "null");
    else if (message->descriptor == &capaian__v1__decimal__descriptor)
        capaian_string_add(out, "%s", decimal_plain((const Capaian__V1__Decimal *)message, number));
    else
        string_add_json_message(out, message);
}

// The types that the schema uses; another one would be a mistake of ours.
static void add_value(struct capaian_string *out, const ProtobufCFieldDescriptor *field, const void *member) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_UINT32:
        capaian_string_add(out, "%" PRIu32, *(const uint32_t *)member);
        return;
    case PROTOBUF_C_TYPE_UINT64:
        capaian_string_add(out, "%" PRIu64, *(const uint64_t *)member);
        return;
    case PROTOBUF_C_TYPE_SINT64:
        capaian_string_add(out, "%" PRId64, *(const int64_t *)member);
        return;
    case PROTOBUF_C_TYPE_BOOL:
        capaian_string_add(out, *(const protobuf_c_boolean *)member ? "true" : "false");
        return;
    case PROTOBUF_C_TYPE_ENUM:
        add_enum(out, field->descriptor, *(const int *)member);
        return;
    case PROTOBUF_C_TYPE_STRING:
        capaian_string_add_json(out, *(char *const *)member);
        return;
    case PROTOBUF_C_TYPE_BYTES:
        add_bytes(out, member);
        return;
    case PROTOBUF_C_TYPE_MESSAGE:
        add_message(out, *(const ProtobufCMessage *const *)member);
        return;
    default:
        capaian_string_add(out, "null");
    }
}

static size_t member_size(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_UINT32:
        return sizeof(uint32_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_ENUM:
        return sizeof(int);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    default:
        return sizeof(uint64_t);
    }
}

static void add_list(struct capaian_string *out, const ProtobufCFieldDescriptor *field, const char *base) {
    size_t count = *(const size_t *)(const void *)(base + field->quantifier_offset);
    const char *items = *(const char *const *)(const void *)(base + field->offset);
    capaian_string_add(out, "[");
    for (size_t i = 0; i < count; i++) {
        capaian_string_add(out, "%s", i ? "," : "");
        add_value(out, field, items + i * member_size(field->type));
    }
    capaian_string_add(out, "]");
}

static bool other_member(const ProtobufCFieldDescriptor *field, const char *base) {
    return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
           *(const uint32_t *)(const void *)(base + field->quantifier_offset) != field->id;
}

void string_add_json_message(struct capaian_string *out, const ProtobufCMessage *message) {
    const char *base = (const char *)message;
    const char *separator = "{";
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (other_member(field, base))
            continue;
        capaian_string_add(out, "%s\"%s\":", separator, field->name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            add_list(out, field, base);
        else
            add_value(out, field, base + field->offset);
        separator = ",";
    }
    capaian_string_add(out, message->descriptor->n_fields ? "}" : "{}");
}
