#include "commands/said.h"

#include "commands/answer.h"
#include "commands/cells.h"

#include <stdlib.h>
#include <string.h>

static char *put(char *end, const char **text) {
    size_t size = strlen(*text) + 1;
    memcpy(end, *text, size);
    *text = end;
    return end + size;
}

static bool make_room(struct said *said) {
    if (said->list != NULL && said->count < said->room)
        return true;
    size_t room = said->room == 0 ? 64 : said->room * 2;
    struct said_kept *list = realloc(said->list, room * sizeof(*list));
    if (list == NULL)
        return false;
    said->list = list;
    said->room = room;
    return true;
}

void said_add(struct said *said, const struct said_line *line) {
    if (said->count == SAID_MAX) {
        said->left_off++;
        return;
    }
    struct said_kept kept = {.line = *line, .order = said->count};
    kept.texts = malloc(strlen(line->field) + strlen(line->code) + strlen(line->sentence) + 3);
    if (kept.texts == NULL || !make_room(said)) {
        free(kept.texts);
        said->failed = true;
        return;
    }
    char *end = put(kept.texts, &kept.line.field);
    end = put(end, &kept.line.code);
    put(end, &kept.line.sentence);
    said->list[said->count++] = kept;
}

void said_left_off(struct said *said, size_t count) {
    said->left_off += count;
}

static int compare(const void *left, const void *right) {
    const struct said_kept *a = left;
    const struct said_kept *b = right;
    if (a->line.file != b->line.file)
        return a->line.file < b->line.file ? -1 : 1;
    if (a->line.line != b->line.line)
        return a->line.line < b->line.line ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void sort(struct said *said) {
    if (said->count > 0)
        qsort(said->list, said->count, sizeof(*said->list), compare);
}

static void end(struct said *said, struct capaian_string *out) {
    out->failed = out->failed || said->failed;
    said_clear(said);
}

// `7`, or `7-1030` for a message as a whole; nothing for the file.
static void add_lines(struct capaian_string *out, const struct said_line *line) {
    if (line->line > 0)
        capaian_string_add(out, "%u", line->line);
    if (line->last > line->line)
        capaian_string_add(out, "-%u", line->last);
}

void said_text(struct said *said, char *const *names, enum capaian_language language, struct capaian_string *out) {
    sort(said);
    struct capaian_string place = {0};
    for (size_t i = 0; i < said->count; i++) {
        const struct said_line *line = &said->list[i].line;
        place.size = 0;
        capaian_string_add(&place, line->line > 0 ? "%s:" : "%s", names[line->file]);
        add_lines(&place, line);
        answer_finding(out, language, place.failed ? names[line->file] : place.text, line->finding ? line->field : "",
                       line->finding ? line->code : "", line->finding ? line->severity : CAPAIAN_ERROR, line->sentence);
    }
    capaian_string_free(&place);
    if (said->left_off > 0)
        capaian_string_add(
            out, capaian_in_language(language, "dan %zu lagi yang tidak dicantumkan\n", "and %zu more not listed\n"),
            said->left_off);
    end(said, out);
}

void said_json(struct said *said, char *const *names, struct capaian_string *out) {
    static const char *const severities[] = {
        [CAPAIAN_ERROR] = "error", [CAPAIAN_WARNING] = "warning", [CAPAIAN_NOTE] = "note"};
    sort(said);
    for (size_t i = 0; i < said->count; i++) {
        const struct said_line *line = &said->list[i].line;
        capaian_string_add(out, "{\"file\":");
        capaian_string_add_json(out, names[line->file]);
        if (line->line > 0)
            capaian_string_add(out, ",\"line\":%u,\"last\":%u", line->line, line->last);
        if (line->finding)
            capaian_string_add(out, ",\"severity\":\"%s\"", severities[line->severity]);
        if (line->finding || *line->field != '\0') {
            capaian_string_add(out, line->finding ? ",\"field\":" : ",\"message\":");
            capaian_string_add_json(out, line->field);
            capaian_string_add(out, line->finding ? ",\"code\":" : ",\"outcome\":");
            capaian_string_add_json(out, line->code);
        }
        capaian_string_add(out, ",\"sentence\":");
        capaian_string_add_json(out, line->sentence);
        capaian_string_add(out, "}\n");
    }
    if (said->left_off > 0)
        capaian_string_add(out, "{\"left_off\":%zu}\n", said->left_off);
    end(said, out);
}

static const char *severity_word(const struct said_line *line, enum capaian_language language) {
    if (!line->finding)
        return "";
    return line->severity == CAPAIAN_ERROR     ? capaian_in_language(language, "kesalahan", "error")
           : line->severity == CAPAIAN_WARNING ? capaian_in_language(language, "peringatan", "warning")
                                               : capaian_in_language(language, "catatan", "note");
}

void said_table(struct said *said, enum capaian_language language, struct capaian_string *out) {
    sort(said);
    for (size_t i = 0; i < said->count; i++) {
        const struct said_line *line = &said->list[i].line;
        char word[CELL_WORD];
        const char *const cells[] = {line->finding ? cells_column_word(line->field, language, word) : "",
                                     line->finding ? line->code : "", severity_word(line, language), line->sentence};
        add_lines(out, line);
        for (size_t c = 0; c < sizeof(cells) / sizeof(*cells); c++) {
            capaian_string_add(out, ";");
            capaian_string_add_csv(out, cells[c]);
        }
        capaian_string_add(out, "\n");
    }
    if (said->left_off > 0)
        capaian_string_add(
            out,
            capaian_in_language(language, ";;;;dan %zu lagi yang tidak dicantumkan\n", ";;;;and %zu more not listed\n"),
            said->left_off);
    end(said, out);
}

void said_clear(struct said *said) {
    for (size_t i = 0; i < said->count; i++)
        free(said->list[i].texts);
    free(said->list);
    *said = (struct said){0};
}
