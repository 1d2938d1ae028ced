#include "circles.h"

#include <string.h>

static const char *code_of(const struct catalogue *catalogue, size_t index) {
    return catalogue->nodes[index].code;
}

static bool is_code(const char *code) {
    return *code != '\0' && code != unreadable_code;
}

static void check_repeats(struct reader *reader) {
    const struct node *nodes = reader->catalogue->nodes;
    for (size_t i = 1, first = 0; i < reader->catalogue->node_count; i++) {
        if (!is_code(nodes[i].code) || strcmp(nodes[i].code, nodes[first].code) != 0) {
            first = i;
            continue;
        }
        char line[NUMBER_ARGUMENT];
        reader_find(reader, FILE_PLAN, reader->node_lines[i], "node", CAPAIAN_CODE_TWICE, nodes[i].code,
                    line_argument(reader->node_lines[first], line), NULL);
    }
}

// Where each node hangs; a parent that is not there is found here.
static void find_parents(struct reader *reader, size_t *parents) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t i = 0; i < catalogue->node_count; i++) {
        const char *code = catalogue->nodes[i].parent;
        const struct node *parent = is_code(code) ? catalogue_node(catalogue, code) : NULL;
        parents[i] = parent == NULL ? SIZE_MAX : (size_t)(parent - catalogue->nodes);
        if (is_code(code) && parent == NULL)
            reader_find(reader, FILE_PLAN, reader->node_lines[i], "parent", CAPAIAN_NODE_UNKNOWN, code, NULL, NULL);
    }
}

// Without a plan, or with a header alone, an indicator's cell is free text.
static void check_indicators(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t i = 0; i < catalogue->indicator_count && catalogue->node_count > 0; i++) {
        const char *plan = catalogue->indicators[i].plan;
        if (*plan != '\0' && catalogue_node(catalogue, plan) == NULL)
            reader_find(reader, FILE_INDICATORS, reader->indicator_lines[i], "plan", CAPAIAN_NODE_UNKNOWN, plan, NULL,
                        NULL);
    }
}

void plan_check(struct reader *reader) {
    if (!reader->plan_read)
        return;
    size_t *parents = reader_take(reader, reader->scratch, reader->catalogue->node_count, sizeof *parents);
    if (parents == NULL)
        return;
    check_repeats(reader);
    find_parents(reader, parents);
    const struct circles circles = {
        .file = FILE_PLAN,
        .column = "parent",
        .code = CAPAIAN_NODE_CYCLE,
        .lines = reader->node_lines,
        .above = parents,
        .count = reader->catalogue->node_count,
        .name = code_of,
    };
    circles_find(reader, &circles);
    check_indicators(reader);
}
