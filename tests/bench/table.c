// How results are shown.
#include "results.h"
#include "value/text.h"

#include <errno.h>
#include <string.h>

enum { TEXT = 64, COLUMNS_MAX = 12, ROWS_SHOWN_MAX = 40 };

// 12,345 or 3.21.
static const char *number(double value, char buffer[TEXT]) {
    if (value < 100) {
        snprintf(buffer, TEXT, "%.*f", value < 10 ? 2 : 1, value);
        return buffer;
    }
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%.0f", value), at = 0;
    for (int i = 0; i < size && at < TEXT - 2; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            buffer[at++] = ',';
        buffer[at++] = digits[i];
    }
    buffer[at] = '\0';
    return buffer;
}

static const char *cell(const struct figure *figure, char buffer[3 * TEXT]) {
    char median[TEXT], least[TEXT], most[TEXT];
    if (!figure || figure->count == 0)
        return "";
    if (figure->count == 1)
        snprintf(buffer, 3 * TEXT, "%s", number(figure_median(figure), median));
    else
        snprintf(buffer, 3 * TEXT, "%s (%s-%s)", number(figure_median(figure), median),
                 number(figure_least(figure), least), number(figure_most(figure), most));
    return buffer;
}

// The names of a table's rows and columns, in the order in which they were made.
struct shape {
    const char *rows[ROWS_SHOWN_MAX], *columns[COLUMNS_MAX];
    size_t row_count, column_count;
};

static void note(const char **names, size_t *count, size_t room, const char *name) {
    for (size_t i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return;
    if (*count < room)
        names[(*count)++] = name;
}

static struct shape shape_of(const struct results *results, const char *table) {
    struct shape shape = {0};
    for (size_t i = 0; i < results->count; i++) {
        const struct figure *figure = &results->figures[i];
        if (figure->count == 0 || strcmp(figure->table, table) != 0)
            continue;
        note(shape.rows, &shape.row_count, ROWS_SHOWN_MAX, figure->row);
        note(shape.columns, &shape.column_count, COLUMNS_MAX, figure->column);
    }
    return shape;
}

static int wider(int width, const char *text) {
    int length = (int)strlen(text);
    return length > width ? length : width;
}

static void rule(FILE *to, int width, bool right) {
    for (int i = 0; i < width + 1; i++)
        fputc('-', to);
    fputs(right ? ":|" : "-|", to);
}

// Aligned, so that it can be read as it stands.
static void print_table(const struct results *results, const char *table, FILE *to) {
    struct shape shape = shape_of(results, table);
    int first = 0, widths[COLUMNS_MAX];
    char text[3 * TEXT];
    for (size_t row = 0; row < shape.row_count; row++)
        first = wider(first, shape.rows[row]);
    for (size_t column = 0; column < shape.column_count; column++) {
        widths[column] = wider(0, shape.columns[column]);
        for (size_t row = 0; row < shape.row_count; row++)
            widths[column] =
                wider(widths[column], cell(results_find(results, table, shape.rows[row], shape.columns[column]), text));
    }
    fprintf(to, "\n**%s**\n\n| %-*s |", table, first, "");
    for (size_t column = 0; column < shape.column_count; column++)
        fprintf(to, " %*s |", widths[column], shape.columns[column]);
    fputs("\n|", to);
    rule(to, first, false);
    for (size_t column = 0; column < shape.column_count; column++)
        rule(to, widths[column], true);
    fputc('\n', to);
    for (size_t row = 0; row < shape.row_count; row++) {
        fprintf(to, "| %-*s |", first, shape.rows[row]);
        for (size_t column = 0; column < shape.column_count; column++)
            fprintf(to, " %*s |", widths[column],
                    cell(results_find(results, table, shape.rows[row], shape.columns[column]), text));
        fputc('\n', to);
    }
}

int results_markdown(const struct results *results, FILE *to) {
    fputc('\n', to);
    for (size_t i = 0; i < results->version_count; i++)
        fprintf(to, "%s %s%s", results->versions[i].name, results->versions[i].text,
                i + 1 < results->version_count ? ", " : ".\n");
    fprintf(to,
            "\nMedians of %u rounds of %.1f s, in brackets least and most. Load, services and peers on the same "
            "processors;\n"
            "load average before %.1f. %s\n",
            results->rounds, results->seconds, results->busy, results->note);
    for (size_t i = 0; i < results->count; i++) {
        const char *table = results->figures[i].table;
        bool shown = false;
        for (size_t before = 0; before < i && !shown; before++)
            shown = strcmp(results->figures[before].table, table) == 0;
        if (!shown)
            print_table(results, table, to);
    }
    return 0;
}

int results_lines(const struct results *results, FILE *to) {
    for (size_t i = 0; i < results->count; i++) {
        const struct figure *figure = &results->figures[i];
        if (figure->count > 0)
            fprintf(to, "%s\t%s\t%s\t%.3f\t%.3f\t%.3f\n", figure->table, figure->row, figure->column,
                    figure_median(figure), figure_least(figure), figure_most(figure));
    }
    return 0;
}

static void add_named(struct capaian_string *out, const char *name, const char *text) {
    capaian_string_add(out, "\"%s\":", name);
    capaian_string_add_json(out, text);
    capaian_string_add(out, ",");
}

int results_json(const struct results *results, FILE *to) {
    struct capaian_string out = {0};
    capaian_string_add(&out, "{\"rounds\":%u,\"seconds\":%.3f,\"busy\":%.2f,\"versions\":{", results->rounds,
                       results->seconds, results->busy);
    for (size_t i = 0; i < results->version_count; i++) {
        capaian_string_add(&out, i > 0 ? ",\"%s\":" : "\"%s\":", results->versions[i].name);
        capaian_string_add_json(&out, results->versions[i].text);
    }
    capaian_string_add(&out, "},\"figures\":[");
    for (size_t i = 0, listed = 0; i < results->count; i++) {
        const struct figure *figure = &results->figures[i];
        if (figure->count == 0)
            continue;
        capaian_string_add(&out, listed++ > 0 ? ",\n{" : "\n{");
        add_named(&out, "table", figure->table);
        add_named(&out, "row", figure->row);
        add_named(&out, "column", figure->column);
        capaian_string_add(&out, "\"median\":%.3f,\"samples\":[", figure_median(figure));
        for (unsigned k = 0; k < figure->count; k++)
            capaian_string_add(&out, "%s%.3f", k > 0 ? "," : "", figure->samples[k]);
        capaian_string_add(&out, "]}");
    }
    capaian_string_add(&out, "]}\n");
    int r = out.failed ? -ENOMEM : 0;
    if (r == 0)
        fwrite(out.text, 1, out.size, to);
    capaian_string_free(&out);
    return r;
}
