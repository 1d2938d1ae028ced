#include "commands/said.h"

#include "commands/arguments.h"

#include <stdlib.h>

void said_add(struct said *said, size_t file, unsigned line, struct capaian_string *text) {
    if (text->failed) {
        said->failed = true;
    } else if (text->size > 0 && said->count == SAID_MAX) {
        said->left_off++;
    } else if (text->size > 0) {
        if (said->list == NULL || said->count == said->room) {
            size_t room = said->room == 0 ? 64 : said->room * 2;
            struct said_line *list = realloc(said->list, room * sizeof(*list));
            if (list == NULL) {
                said->failed = true;
                capaian_string_free(text);
                return;
            }
            said->list = list;
            said->room = room;
        }
        said->list[said->count] = (struct said_line){file, line, said->count, text->text};
        said->count++;
        *text = (struct capaian_string){0};
    }
    capaian_string_free(text);
}

void said_left_off(struct said *said, size_t count) {
    said->left_off += count;
}

static int compare(const void *left, const void *right) {
    const struct said_line *a = left;
    const struct said_line *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

void said_text(struct said *said, enum capaian_language language, struct capaian_string *out) {
    if (said->count > 0)
        qsort(said->list, said->count, sizeof(*said->list), compare);
    for (size_t i = 0; i < said->count; i++)
        capaian_string_add(out, "%s", said->list[i].text);
    if (said->left_off > 0)
        capaian_string_add(
            out, capaian_in_language(language, "dan %zu lagi yang tidak dicantumkan\n", "and %zu more not listed\n"),
            said->left_off);
    out->failed = out->failed || said->failed;
    said_clear(said);
}

void said_clear(struct said *said) {
    for (size_t i = 0; i < said->count; i++)
        free(said->list[i].text);
    free(said->list);
    *said = (struct said){0};
}
