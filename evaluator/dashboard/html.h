// The one place where texts become HTML or part of an address: whatever comes from outside goes through here.
#pragma once

#include "value/text.h"

// Text for the content of an element or for an attribute in double quotes.
void html_add(struct capaian_string *out, const char *text);

// A format without outside texts but for %s, each of which is escaped; nothing else is understood but %%.
void html_format(struct capaian_string *out, const char *format, ...);

// Text within an address: letters, digits and the signs in `plain` as they are, each other byte as %20.
void address_add(struct capaian_string *out, const char *text, const char *plain);
