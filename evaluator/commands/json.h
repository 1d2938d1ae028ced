// Any message of the schema as JSON: fields by their names in the schema, in its order, all of them (what is absent is
// null). Decimals are plain numbers, enums their names in lower case without the prefix (not_met), bytes hexadecimal,
// instants milliseconds since 1970 UTC; of a oneof only the member that is set.
#pragma once

#include "value/text.h"

#include <protobuf-c/protobuf-c.h>

enum { JSON_ENUM_TEXT = 64 };

// The name of an enum's value as JSON and CSV have it; the number where this version does not know it.
char *enum_code(const ProtobufCEnumDescriptor *descriptor, int value, char buffer[JSON_ENUM_TEXT]);

void string_add_json_message(struct capaian_string *out, const ProtobufCMessage *message);
