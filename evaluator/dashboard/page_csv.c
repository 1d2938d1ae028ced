// A page as CSV: its title, the instant it is of, and each table under its caption. Texts that a spreadsheet would run
// are disarmed, numbers are plain and never are.
#include "dashboard/page.h"
#include "value/text.h"

static void add_row(struct capaian_string *out, const struct grid *table, size_t row) {
    for (size_t column = 0; column < table->column_count; column++) {
        const struct cell *cell = &table->cells[row * table->column_count + column];
        capaian_string_add(out, "%s", column ? "," : "");
        if (cell->kind == CELL_TEXT || cell->kind == CELL_WORDS)
            capaian_string_add_csv(out, cell->people);
        else
            capaian_string_add(out, "%s", cell->plain);
    }
    capaian_string_add(out, "\r\n");
}

static void add_table(struct capaian_string *out, const struct grid *table) {
    if (grid_rows(table) == 0)
        return;
    capaian_string_add(out, "\r\n");
    capaian_string_add_csv(out, table->caption);
    capaian_string_add(out, "\r\n");
    for (size_t column = 0; column < table->column_count; column++) {
        capaian_string_add(out, "%s", column ? "," : "");
        capaian_string_add_csv(out, table->columns[column].heading);
    }
    capaian_string_add(out, "\r\n");
    for (size_t row = 0; row < grid_rows(table); row++)
        add_row(out, table, row);
}

void page_write_csv(const struct page *page, struct capaian_string *out) {
    capaian_string_add_csv(out, page->title);
    capaian_string_add(out, "\r\n");
    capaian_string_add_csv(out, page->as_of);
    capaian_string_add(out, "\r\n");
    for (size_t i = 0; i < page->block_count; i++) {
        if (page->blocks[i].kind == BLOCK_TABLE)
            add_table(out, page->blocks[i].table);
    }
    out->failed |= page->failed;
}
