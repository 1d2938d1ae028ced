#include "list.h"

#include <string.h>

enum column { NODE, PARENT, LEVEL, NAME, EXTERNAL, COLUMNS };

static const struct capaian_column columns[COLUMNS] = {
    [NODE] = {"node", "simpul|kode|kode_rencana|kode rencana", true},
    [PARENT] = {"parent", "induk", true},
    [LEVEL] = {"level", "tingkat|jenjang", false},
    [NAME] = {"name", "nama|uraian", false},
    [EXTERNAL] = {"external", "luar|mendukung|rencana lain", false},
};

static const struct column_form forms[COLUMNS] = {
    [NODE] = {NULL, "its code, as S2.1"},
    [PARENT] = {NULL, "code of the node that it serves; blank at the top"},
    [LEVEL] = {NULL, "text: visi, misi, tujuan, sasaran, program, ..."},
    [NAME] = {NULL, "text"},
    [EXTERNAL] = {NULL, "text: the provincial or national goal or programme that it serves"},
};

const struct columns node_columns = {columns, forms, COLUMNS};

static int compare(const void *entry, const void *other) {
    const struct node *a = entry, *b = other;
    return strcmp(a->code, b->code);
}

static bool read_row(struct table *table, void *entry) {
    struct node *node = entry;
    node->code = table_code(table, NODE);
    node->parent = table_code(table, PARENT);
    node->level = table_text(table, LEVEL);
    node->name = table_text(table, NAME);
    node->external = table_text(table, EXTERNAL);
    if (*node->code == '\0')
        table_find(table, NODE, CAPAIAN_CELL_ABSENT, "S2.1", NULL, NULL);
    return true;
}

void plan_read(struct reader *reader) {
    static const struct list_form form = {
        .file = FILE_PLAN,
        .columns = &node_columns,
        .row_max = CATALOGUE_NODES_MAX,
        .entry_size = sizeof(struct node),
        .read = read_row,
        .compare = compare,
    };
    struct list list;
    if (!list_read(reader, &form, &list))
        return;
    reader->catalogue->nodes = list.entries;
    reader->catalogue->node_count = list.count;
    reader->node_lines = list.lines;
    reader->plan_read = true;
}
