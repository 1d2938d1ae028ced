#include "dashboard/page.h"

#include "commands/figure.h"
#include "dashboard/dates.h"
#include "dashboard/html.h"
#include "value/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY_MAX = 64 << 20 };

int page_open(struct page *page, enum capaian_language language, const struct capaian_calendar *zone) {
    struct capaian_arena *arena = capaian_arena_new(MEMORY_MAX);
    if (!arena)
        return -ENOMEM;
    *page = (struct page){
        .arena = arena,
        .language = language,
        .zone = *zone,
        .title = "",
        .lead = "",
        .as_of = "",
        .path = "/",
        .query = "",
        .place = "",
        .period = "",
        .person = "",
        .token = "",
        .refusal = "",
        .status = 200,
    };
    return 0;
}

void page_close(struct page *page) {
    page->arena = capaian_arena_free(page->arena);
}

// An array that grows by moving to a larger place; the smaller ones go with the page.
static void *grown(struct page *page, void *list, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return list;
    size_t wanted = *room ? 2 * *room : 8;
    void *larger = capaian_arena_take(page->arena, wanted * size);
    if (!larger) {
        page->failed = true;
        return NULL;
    }
    if (count)
        memcpy(larger, list, count * size);
    *room = wanted;
    return larger;
}

const char *page_keep(struct page *page, const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = capaian_arena_take(page->arena, size);
    if (!copy) {
        page->failed = true;
        return "";
    }
    return memcpy(copy, text, size);
}

const char *page_text(struct page *page, const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (size < 0) {
        page->failed = true;
        return "";
    }
    const char *kept = page_keep(page, text);
    free(text);
    return kept;
}

const char *page_link(struct page *page, const char *place, const char *name) {
    struct capaian_string link = {0};
    capaian_string_add(&link, "%s", place);
    address_add(&link, name, "-._~/:");
    if (*page->period)
        capaian_string_add(&link, "?period=%s", page->period);
    const char *kept = link.failed ? "" : page_keep(page, link.text);
    page->failed |= link.failed;
    capaian_string_free(&link);
    return kept;
}

static struct block *add_block(struct page *page, enum block_kind kind) {
    static _Thread_local struct block none;
    struct block *blocks = grown(page, page->blocks, page->block_count, &page->block_room, sizeof *blocks);
    if (!blocks)
        return &none;
    page->blocks = blocks;
    struct block *block = &blocks[page->block_count++];
    *block = (struct block){.kind = kind};
    return block;
}

void page_say(struct page *page, const char *text) {
    add_block(page, BLOCK_TEXT)->text = page_keep(page, text);
}

struct grid *page_table(struct page *page, enum look look, const char *caption) {
    static _Thread_local struct grid none;
    struct grid *table = capaian_arena_take(page->arena, sizeof *table);
    if (!table) {
        page->failed = true;
        none = (struct grid){.page = page};
        return &none;
    }
    *table = (struct grid){.page = page, .look = look, .caption = page_keep(page, caption)};
    add_block(page, BLOCK_TABLE)->table = table;
    return table;
}

static void add_column(struct grid *table, struct column column) {
    struct column *columns =
        grown(table->page, table->columns, table->column_count, &table->column_room, sizeof *columns);
    if (!columns)
        return;
    table->columns = columns;
    column.heading = page_keep(table->page, column.heading);
    columns[table->column_count++] = column;
}

void grid_column(struct grid *table, const char *heading, bool number) {
    add_column(table, (struct column){.heading = heading, .number = number});
}

void grid_under(struct grid *table, const char *heading) {
    add_column(table, (struct column){.heading = heading, .under = true});
}

size_t grid_rows(const struct grid *table) {
    return table->column_count ? table->cell_count / table->column_count : 0;
}

static void add_cell(struct grid *table, struct cell cell) {
    struct cell *cells = grown(table->page, table->cells, table->cell_count, &table->cell_room, sizeof *cells);
    if (!cells)
        return;
    table->cells = cells;
    cell.people = page_keep(table->page, cell.people ? cell.people : "");
    cell.plain = cell.plain ? page_keep(table->page, cell.plain) : cell.people;
    if (cell.link)
        cell.link = page_keep(table->page, cell.link);
    cells[table->cell_count++] = cell;
}

void grid_text(struct grid *table, const char *text) {
    add_cell(table, (struct cell){.people = text});
}

void grid_link(struct grid *table, const char *text, const char *link) {
    add_cell(table, (struct cell){.people = text, .link = link});
}

void grid_status(struct grid *table, enum tone tone, const char *word) {
    add_cell(table, (struct cell){.people = word, .tone = tone});
}

static void add_number(struct grid *table, enum cell_kind kind, const Capaian__V1__Decimal *number,
                       const char *people) {
    char plain[CAPAIAN_NUMBER_TEXT];
    add_cell(
        table,
        (struct cell){.kind = kind, .people = people, .plain = number && *people ? decimal_plain(number, plain) : ""});
}

void grid_number(struct grid *table, const Capaian__V1__Decimal *number, const char *people) {
    add_number(table, CELL_NUMBER, number, people);
}

void grid_words(struct grid *table, const Capaian__V1__Decimal *number, const char *words) {
    add_number(table, CELL_WORDS, number, words);
}

void grid_count(struct grid *table, uint64_t count) {
    char people[CAPAIAN_NUMBER_TEXT], plain[24];
    snprintf(plain, sizeof plain, "%llu", (unsigned long long)count);
    add_cell(
        table,
        (struct cell){.kind = CELL_NUMBER, .people = count_text(count, table->page->language, people), .plain = plain});
}

void grid_decimal(struct grid *table, const Capaian__V1__Decimal *number, unsigned decimals) {
    char people[CAPAIAN_NUMBER_TEXT];
    grid_number(table, number, decimal_text(number, decimals, table->page->language, people));
}

void grid_percent(struct grid *table, const Capaian__V1__Decimal *number) {
    char people[CAPAIAN_NUMBER_TEXT];
    grid_number(table, number, percent_text(number, table->page->language, people));
}

void grid_date(struct grid *table, const char *date) {
    char people[DATE_WORDS];
    int32_t day;
    if (capaian_date_parse(date, &day) < 0)
        add_cell(table, (struct cell){.kind = CELL_TEXT, .people = date});
    else
        add_cell(
            table,
            (struct cell){.kind = CELL_DATE, .people = date_words(day, table->page->language, people), .plain = date});
}

void grid_day_of(struct grid *table, int64_t instant) {
    char date[CAPAIAN_PERIOD_TEXT];
    grid_date(table, instant ? capaian_date_format(capaian_day_at(&table->page->zone, instant), date) : "");
}

void grid_period(struct grid *table, const char *period, const char *link) {
    char people[DATE_WORDS];
    add_cell(table, (struct cell){
                        .people = period_words(period, table->page->language, people), .plain = period, .link = link});
}

struct form *page_form(struct page *page, const char *action, const char *caption, const char *button, bool post) {
    static _Thread_local struct form none;
    struct form *form = capaian_arena_take(page->arena, sizeof *form);
    if (!form) {
        page->failed = true;
        none = (struct form){.page = page};
        return &none;
    }
    *form = (struct form){.page = page,
                          .action = page_keep(page, action),
                          .caption = page_keep(page, caption),
                          .button = page_keep(page, button),
                          .post = post};
    add_block(page, BLOCK_FORM)->form = form;
    return form;
}

struct field *form_field(struct form *form, enum field_kind kind, const char *name, const char *label,
                         const char *value) {
    static _Thread_local struct field none;
    struct field *fields = grown(form->page, form->fields, form->field_count, &form->field_room, sizeof *fields);
    if (!fields)
        return &none;
    form->fields = fields;
    struct field *field = &fields[form->field_count++];
    *field = (struct field){
        .kind = kind, .name = name, .label = page_keep(form->page, label), .value = page_keep(form->page, value)};
    return field;
}
