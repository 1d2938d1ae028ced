#include "dashboard/html.h"

#include <stdarg.h>
#include <string.h>

void html_add(struct capaian_string *out, const char *text) {
    for (; *text; text++) {
        switch (*text) {
        case '&':
            capaian_string_add(out, "&amp;");
            break;
        case '<':
            capaian_string_add(out, "&lt;");
            break;
        case '>':
            capaian_string_add(out, "&gt;");
            break;
        case '"':
            capaian_string_add(out, "&quot;");
            break;
        case '\'':
            capaian_string_add(out, "&#39;");
            break;
        default:
            capaian_string_add_bytes(out, text, 1);
        }
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
