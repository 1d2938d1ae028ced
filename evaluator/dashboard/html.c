#include "dashboard/html.h"

#include <stdarg.h>
#include <string.h>

void html_add(struct capaian_string *out, const char *text) {
    static const char SIGNS[] = "&<>\"'";
    static const char *const WRITTEN[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (;;) {
        size_t size = strcspn(text, SIGNS);
        capaian_string_add_bytes(out, text, size);
        text += size;
        if (!*text)
            return;
        capaian_string_add(out, "%s", WRITTEN[strchr(SIGNS, *text++) - SIGNS]);
    }
}

void html_format(struct capaian_string *out, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    while (*format) {
        size_t size = strcspn(format, "%");
        capaian_string_add_bytes(out, format, size);
        format += size;
        if (!*format)
            break;
        if (format[1] == 's')
            html_add(out, va_arg(arguments, const char *));
        else
            capaian_string_add_bytes(out, format + 1, 1);
        format += 2;
    }
    va_end(arguments);
}

void address_add(struct capaian_string *out, const char *text, const char *plain) {
    for (; *text; text++) {
        bool stays = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
                     (*text >= '0' && *text <= '9') || strchr(plain, *text);
        capaian_string_add(out, stays ? "%c" : "%%%02X", (unsigned char)*text);
    }
}
