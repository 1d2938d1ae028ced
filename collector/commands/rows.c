#include "commands/rows.h"

#include "client/pack.h"
#include "commands/cells.h"
#include "commands/repeats.h"
#include "value/period.h"
#include "value/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_FINDINGS_MAX = 32, ARENA_MAX = 16 * 1024 * 1024 };

// What the findings and messages point into, and what is known of each line between the two readings.
struct rows_memory {
    const struct rows_options *options;
    struct cell_style style;
    struct capaian_sheet sheet;
    struct capaian_arena *arena;      // arguments of findings
    struct capaian_arena *scratch;    // of one line
    struct capaian_pack *pack;
    struct statement *statements;
    bool *refused;
    uint32_t *order;                         // good lines, by unit
    unsigned lines[CAPAIAN_ROWS_MAX + 1];    // of the rows in `pack`, and of the one that did not fit
    size_t findings_room;
    char what[256];
    char words[CAPAIAN_SHEET_WORDS];
};

static const char *unit_of(const struct rows_memory *memory, size_t index) {
    const char *unit = capaian_sheet_cell(&memory->sheet, index, CELL_UNIT);
    if (*unit == '\0' && memory->options->unit != NULL)
        unit = memory->options->unit;
    return unit;
}

static int add_finding(struct rows *rows, const struct rows_finding *finding) {
    if (rows->finding_count == ROWS_FINDINGS_MAX) {
        rows->findings_left_off++;
        return 0;
    }
    if (rows->findings == NULL || rows->finding_count == rows->memory->findings_room) {
        size_t room = rows->memory->findings_room == 0 ? 64 : rows->memory->findings_room * 2;
        struct rows_finding *list = realloc(rows->findings, room * sizeof(*list));
        if (list == NULL)
            return -ENOMEM;
        rows->findings = list;
        rows->memory->findings_room = room;
    }
    rows->findings[rows->finding_count++] = *finding;
    return 0;
}

static int add_file_finding(struct rows *rows, unsigned line, enum capaian_code code, const char *argument0,
                            const char *argument1) {
    return add_finding(rows, &(struct rows_finding){line, code, "", {argument0, argument1, NULL}});
}

static int refuse_file(struct rows *rows, unsigned line, enum capaian_code code, const char *argument0,
                       const char *argument1) {
    rows->unreadable = true;
    return add_file_finding(rows, line, code, argument0, argument1);
}

static int refuse_sheet(struct rows *rows, unsigned line, enum capaian_sheet_fault fault) {
    struct rows_memory *memory = rows->memory;
    const char *arguments[3];
    enum capaian_code code =
        capaian_sheet_code(fault, memory->what, cell_columns, CELL_COLUMNS, memory->words, arguments);
    return refuse_file(rows, line, code, arguments[0], arguments[1]);
}

// What the row check says of a message's row, as it concerns a line of a sheet.
static enum capaian_code code_for_line(enum capaian_code code) {
    return code == CAPAIAN_AS_OF_ABSENT ? CAPAIAN_AS_OF_UNSTATED : code;
}

// Keeps the findings of one line; their arguments move from the line's arena to the sheet's.
static int keep_findings(struct rows *rows, const struct capaian_findings *findings, unsigned line) {
    for (size_t i = 0; i < findings->count; i++) {
        struct rows_finding finding = {
            line, code_for_line(findings->list[i].code), cells_column_of(findings->list[i].field), {NULL, NULL, NULL}};
        for (int a = 0; a < 3 && rows->finding_count < ROWS_FINDINGS_MAX; a++) {
            const char *argument = findings->list[i].arguments[a];
            if (argument != NULL)
                finding.arguments[a] = capaian_arena_text(rows->memory->arena, "%s", argument);
        }
        int r = add_finding(rows, &finding);
        if (r < 0)
            return r;
    }
    rows->findings_left_off += findings->left_off;
    return 0;
}

static void check_unit(const struct rows_options *options, const char *unit, uint32_t index,
                       struct capaian_findings *findings) {
    if (*unit == '\0')
        capaian_findings_add(findings, index, CAPAIAN_UNIT_ABSENT, "unit", NULL, NULL, NULL);
    else if (!capaian_code_valid(unit))
        capaian_findings_add(findings, index, CAPAIAN_CODE_MALFORMED, "unit", unit, NULL, NULL);
    else if (options->only_unit && strcmp(unit, options->unit) != 0)
        capaian_findings_add(findings, index, CAPAIAN_UNIT_FOLDER, "unit", options->unit, unit, NULL);
}

static int state(struct capaian_arena *arena, const char *unit, const struct cell_row *cells, unsigned line,
                 struct statement *ret) {
    const Capaian__V1__Row *row = &cells->row;
    size_t size = capaian__v1__row__get_packed_size(row);
    uint8_t *bytes = capaian_arena_take(arena, size + 1);
    if (bytes == NULL)
        return -ENOMEM;
    capaian__v1__row__pack(row, bytes);
    struct capaian_period period;
    *ret = (struct statement){
        .unit = unit,
        .indicator = row->indicator,
        .period = row->period,
        .ref = row->ref,
        .kind = row->figure_case == CAPAIAN__V1__ROW__FIGURE_VALUE || row->figure_case == CAPAIAN__V1__ROW__FIGURE_RATIO
                    ? STATEMENT_FIGURE
                : row->figure_case == CAPAIAN__V1__ROW__FIGURE_COMPLETE ? STATEMENT_COMPLETE
                                                                        : STATEMENT_OTHER,
        .day = capaian_period_parse(row->period, &period) == 0 && period.kind == CAPAIAN_DAY,
        .event = cells->event == CELL_EVENT_YES,
        .no_event = cells->event == CELL_EVENT_NO,
        .as_of = row->as_of,
        .line = line,
    };
    capaian_content_hash(bytes, size, ret->hash);
    return 0;
}

// The first reading: each line by itself, then what only shows between lines.
static int check(struct rows *rows) {
    struct rows_memory *memory = rows->memory;
    for (size_t i = 0; i < rows->line_count; i++) {
        struct capaian_finding list[LINE_FINDINGS_MAX];
        struct capaian_findings findings = {.list = list, .room = LINE_FINDINGS_MAX};
        struct cell_row cells;
        capaian_arena_reset(memory->scratch);
        check_unit(memory->options, unit_of(memory, i), (uint32_t)i, &findings);
        bool passed = cells_read(&memory->sheet, (uint32_t)i, &memory->style, memory->scratch, &findings, &cells);
        memory->refused[i] = !passed || findings.count > 0;
        unsigned line = capaian_sheet_line(&memory->sheet, i);
        int r = keep_findings(rows, &findings, line);
        if (r == 0)
            r = state(memory->scratch, unit_of(memory, i), &cells, line, &memory->statements[i]);
        if (r < 0)
            return r;
    }
    int r = repeats_find(memory->statements, rows->line_count);
    for (size_t i = 0; r == 0 && i < rows->line_count; i++) {
        const struct statement *statement = &memory->statements[i];
        if (memory->refused[i] || statement->code == CAPAIAN_OK)
            continue;
        memory->refused[i] = true;
        const char *other =
            statement->other_line > 0 ? capaian_arena_text(memory->arena, "%u", statement->other_line) : NULL;
        const char *field = *statement->ref != '\0' || statement->code == CAPAIAN_REF_ABSENT ? "ref" : "period";
        r = add_finding(rows, &(struct rows_finding){statement->line, statement->code, field, {other, NULL, NULL}});
    }
    for (size_t i = 0; i < rows->line_count; i++)
        rows->refused += memory->refused[i];
    return r;
}

// By line, and within a line in an order that does not depend on the sort.
static int compare_findings(const void *left, const void *right) {
    const struct rows_finding *a = left;
    const struct rows_finding *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return strcmp(a->field, b->field);
}

static int compare_units(const void *left, const void *right, void *context) {
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    int order = strcmp(unit_of(context, a), unit_of(context, b));
    return order != 0 ? order : (a > b) - (a < b);
}

static int pack_line(struct rows_memory *memory, uint32_t index) {
    struct capaian_finding list[LINE_FINDINGS_MAX];
    struct capaian_findings findings = {.list = list, .room = LINE_FINDINGS_MAX};
    struct cell_row cells;
    capaian_arena_reset(memory->scratch);
    cells_read(&memory->sheet, index, &memory->style, memory->scratch, &findings, &cells);
    memory->lines[memory->pack->row_count] = capaian_sheet_line(&memory->sheet, index);
    return capaian_pack_row(memory->pack, &cells.row);
}

// Ends the message being packed, if any, and starts one for the unit; NULL: starts none.
static int next_message(struct rows *rows, const char *unit) {
    struct rows_memory *memory = rows->memory;
    int r = 0;
    if (memory->pack->row_count > 0)
        r = messages_add(&rows->messages, memory->pack, memory->lines);
    memory->pack->row_count = 0;
    return r == 0 && unit != NULL ? capaian_pack_start(memory->pack, unit, memory->options->atomic) : r;
}

// The second reading: the good lines, a unit after the other, in the order of the file.
static int pack(struct rows *rows) {
    struct rows_memory *memory = rows->memory;
    size_t count = 0;
    for (size_t i = 0; i < rows->line_count; i++) {
        if (!memory->refused[i])
            memory->order[count++] = (uint32_t)i;
    }
    qsort_r(memory->order, count, sizeof(*memory->order), compare_units, memory);
    int r = 0;
    for (size_t i = 0; r == 0 && i < count; i++) {
        const char *unit = unit_of(memory, memory->order[i]);
        if (i == 0 || strcmp(unit, memory->pack->unit) != 0)
            r = next_message(rows, unit);
        if (r == 0)
            r = pack_line(memory, memory->order[i]);
        if (r == -ENOSPC) {
            r = next_message(rows, unit);
            if (r == 0)
                r = pack_line(memory, memory->order[i]);
        }
    }
    return r == 0 ? next_message(rows, NULL) : r;
}

// All or nothing: one message, or none.
static int hold_together(struct rows *rows) {
    int r = 0;
    if (rows->refused == 0 && rows->messages.count > 1) {
        struct capaian_arena *arena = rows->memory->arena;
        const char *first = rows->messages.list[0].unit;
        const char *last = rows->messages.list[rows->messages.count - 1].unit;
        r = strcmp(first, last) == 0
                ? add_file_finding(rows, 0, CAPAIAN_TOO_LARGE, NULL, NULL)
                : add_file_finding(rows, 0, CAPAIAN_ATOMIC_UNITS, capaian_arena_text(arena, "%s", first),
                                   capaian_arena_text(arena, "%s", last));
    }
    if (rows->finding_count > 0) {
        messages_clear(&rows->messages);
        rows->refused = rows->line_count;
    }
    return r;
}

static int prepare(struct rows *rows, const struct rows_options *options) {
    struct rows_memory *memory = rows->memory;
    memory->options = options;
    memory->style = (struct cell_style){.numbers = options->numbers,
                                        .calendar = {.offset_s = options->offset_s},
                                        .has_as_of = options->has_as_of,
                                        .as_of = options->as_of,
                                        .on_behalf_of = options->on_behalf_of};
    memory->arena = capaian_arena_new(ARENA_MAX);
    memory->scratch = capaian_arena_new(ARENA_MAX);
    memory->pack = calloc(1, sizeof(*memory->pack));
    return memory->arena == NULL || memory->scratch == NULL || memory->pack == NULL ? -ENOMEM : 0;
}

static int read_lines(struct rows *rows) {
    struct rows_memory *memory = rows->memory;
    rows->line_count = memory->sheet.row_count;
    memory->statements = calloc(rows->line_count, sizeof(*memory->statements));
    memory->refused = calloc(rows->line_count, sizeof(*memory->refused));
    memory->order = calloc(rows->line_count, sizeof(*memory->order));
    if (memory->statements == NULL || memory->refused == NULL || memory->order == NULL)
        return -ENOMEM;
    int r = check(rows);
    if (r == 0)
        r = pack(rows);
    if (r == 0 && memory->options->atomic)
        r = hold_together(rows);
    if (r == 0 && rows->finding_count > 0)
        qsort(rows->findings, rows->finding_count, sizeof(*rows->findings), compare_findings);
    return r;
}

int rows_read(const void *text, size_t size, const struct rows_options *options, struct rows **ret) {
    struct rows *rows = calloc(1, sizeof(*rows));
    if (rows == NULL)
        return -ENOMEM;
    rows->memory = calloc(1, sizeof(*rows->memory));
    int r = rows->memory == NULL ? -ENOMEM : prepare(rows, options);
    if (r == 0 && size > ROWS_FILE_MAX) {
        r = refuse_file(rows, 0, CAPAIAN_SHEET_LARGE, "64 MiB", NULL);
    } else if (r == 0) {
        unsigned line = 0;
        enum capaian_sheet_fault fault = capaian_sheet_read(text, size, cell_columns, CELL_COLUMNS, ROWS_CELL_MAX,
                                                            &rows->memory->sheet, &line, rows->memory->what);
        if (fault == CAPAIAN_SHEET_MEMORY)
            r = -ENOMEM;
        else if (fault != CAPAIAN_SHEET_OK)
            r = refuse_sheet(rows, line, fault);
        else if (rows->memory->sheet.row_count == 0)
            r = refuse_file(rows, 0, CAPAIAN_SHEET_NO_ROWS, NULL, NULL);
        else
            r = read_lines(rows);
    }
    if (r < 0) {
        rows_free(rows);
        return r;
    }
    *ret = rows;
    return 0;
}

struct rows *rows_free(struct rows *rows) {
    if (rows == NULL)
        return NULL;
    messages_clear(&rows->messages);
    free(rows->findings);
    if (rows->memory != NULL) {
        capaian_sheet_free(&rows->memory->sheet);
        capaian_arena_free(rows->memory->arena);
        capaian_arena_free(rows->memory->scratch);
        free(rows->memory->pack);
        free(rows->memory->statements);
        free(rows->memory->refused);
        free(rows->memory->order);
        free(rows->memory);
    }
    free(rows);
    return NULL;
}
