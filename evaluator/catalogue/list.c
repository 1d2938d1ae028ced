#include "list.h"

#include <stdlib.h>
#include <string.h>

struct place {
    const char *entry;
    unsigned line;
};

static int compare(const void *left, const void *right, void *context) {
    const struct list_form *form = context;
    const struct place *a = left, *b = right;
    int order = form->compare(a->entry, b->entry);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

// How many rows have a place. `entries` is zero.
static size_t read_rows(struct table *table, const struct list_form *form, char *entries, struct place *places) {
    size_t placed = 0;
    for (table->row = 0; table->row < table->sheet.row_count && !table->reader->failed; table->row++) {
        char *entry = entries + table->row * form->entry_size;
        if (form->read(table, entry))
            places[placed++] = (struct place){entry, table_line(table)};
    }
    return placed;
}

static bool keep(struct reader *reader, const struct list_form *form, struct place *places, size_t count,
                 struct list *ret) {
    struct list list = {.count = count};
    list.entries = reader_take(reader, reader->memory, count, form->entry_size);
    list.lines = reader_take(reader, reader->scratch, count, sizeof *list.lines);
    if (reader->failed)
        return false;
    qsort_r(places, count, sizeof *places, compare, (void *)form);
    for (size_t i = 0; i < count; i++) {
        memcpy((char *)list.entries + i * form->entry_size, places[i].entry, form->entry_size);
        list.lines[i] = places[i].line;
    }
    *ret = list;
    return true;
}

bool list_read(struct reader *reader, const struct list_form *form, struct list *ret) {
    struct table table;
    if (!table_open(&table, reader, form->file, form->columns, form->row_max))
        return false;
    size_t count = table.sheet.row_count;
    char *entries = calloc(count + 1, form->entry_size);
    struct place *places = calloc(count + 1, sizeof *places);
    bool kept = false;
    if (entries == NULL || places == NULL)
        reader->failed = true;
    else
        kept = keep(reader, form, places, read_rows(&table, form, entries, places), ret);
    table_close(&table);
    free(entries);
    free(places);
    return kept;
}
