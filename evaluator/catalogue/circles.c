#include "circles.h"

#include <stdio.h>
#include <string.h>

static void find(struct reader *reader, const struct circles *circles, size_t member) {
    const struct catalogue *catalogue = reader->catalogue;
    size_t first = member;
    for (size_t at = circles->above[member]; at != member; at = circles->above[at]) {
        if (circles->lines[at] < circles->lines[first])
            first = at;
    }
    char text[160];
    int used = snprintf(text, sizeof text, "%s", circles->name(catalogue, first));
    size_t at = circles->above[first];
    for (int shown = 1; shown < 4 && at != first; shown++, at = circles->above[at])
        used += snprintf(text + used, sizeof text - (size_t)used, " > %s", circles->name(catalogue, at));
    (void)snprintf(text + used, sizeof text - (size_t)used, at == first ? " > %s" : " > ... > %s",
                   circles->name(catalogue, first));
    reader_find(reader, circles->file, circles->lines[first], circles->column, circles->code, text, NULL, NULL);
}

// Walks upwards from every entry, each once: a walk that meets itself has found a circle.
void circles_find(struct reader *reader, const struct circles *circles) {
    size_t *walks = reader_take(reader, reader->scratch, circles->count, sizeof *walks);    // that came by, from 1
    if (walks == NULL)
        return;
    memset(walks, 0, circles->count * sizeof *walks);
    for (size_t i = 0; i < circles->count; i++) {
        size_t at = i;
        while (at != SIZE_MAX && walks[at] == 0) {
            walks[at] = i + 1;
            at = circles->above[at];
        }
        if (at != SIZE_MAX && walks[at] == i + 1)
            find(reader, circles, at);
    }
}
