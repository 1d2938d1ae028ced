// A page as a workbook of one sheet: numbers and dates are such, except that a number with more digits than a
// spreadsheet keeps is a text. Nothing in it is a formula.
#include "dashboard/page.h"
#include "value/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

// A spreadsheet counts days from 1899-12-30, and keeps so many digits of a number.
enum { SERIAL_OF_1970 = 25569, DIGITS_MAX = 15, DECIMALS_MAX = 9 };

struct sheet {
    lxw_worksheet *worksheet;
    lxw_format *bold, *date, *numbers[DECIMALS_MAX + 1];
    lxw_row_t row;
};

static size_t digits(const char *plain) {
    size_t count = 0;
    for (; *plain; plain++)
        count += *plain >= '0' && *plain <= '9';
    return count;
}

// As many decimals as people are shown.
static lxw_format *number_format(const struct sheet *sheet, const struct cell *cell, enum capaian_language language) {
    const char *point = strrchr(cell->people, language == CAPAIAN_ENGLISH ? '.' : ',');
    size_t decimals = point ? strlen(point + 1) : 0;
    return sheet->numbers[decimals < DECIMALS_MAX ? decimals : DECIMALS_MAX];
}

static void write_cell(const struct sheet *sheet, lxw_col_t column, const struct cell *cell,
                       enum capaian_language language) {
    int32_t day;
    if (cell->kind == CELL_NUMBER && *cell->plain && digits(cell->plain) <= DIGITS_MAX)
        worksheet_write_number(sheet->worksheet, sheet->row, column, strtod(cell->plain, NULL),
                               number_format(sheet, cell, language));
    else if (cell->kind == CELL_DATE && capaian_date_parse(cell->plain, &day) == 0)
        worksheet_write_number(sheet->worksheet, sheet->row, column, day + SERIAL_OF_1970, sheet->date);
    else if (*cell->people)
        worksheet_write_string(sheet->worksheet, sheet->row, column,
                               cell->kind == CELL_NUMBER ? cell->plain : cell->people, NULL);
}

static void write_table(struct sheet *sheet, const struct grid *table, enum capaian_language language) {
    if (grid_rows(table) == 0)
        return;
    sheet->row++;
    worksheet_write_string(sheet->worksheet, sheet->row++, 0, table->caption, sheet->bold);
    for (size_t column = 0; column < table->column_count; column++)
        worksheet_write_string(sheet->worksheet, sheet->row, (lxw_col_t)column, table->columns[column].heading,
                               sheet->bold);
    for (size_t row = 0; row < grid_rows(table); row++) {
        sheet->row++;
        for (size_t column = 0; column < table->column_count; column++)
            write_cell(sheet, (lxw_col_t)column, &table->cells[row * table->column_count + column], language);
    }
    sheet->row++;
}

static void make_formats(lxw_workbook *workbook, struct sheet *sheet) {
    sheet->bold = workbook_add_format(workbook);
    format_set_bold(sheet->bold);
    sheet->date = workbook_add_format(workbook);
    format_set_num_format(sheet->date, "dd/mm/yyyy");
    for (int i = 0; i <= DECIMALS_MAX; i++) {
        char form[32];
        snprintf(form, sizeof form, "#,##0%.*s", i ? i + 1 : 0, ".000000000");
        sheet->numbers[i] = workbook_add_format(workbook);
        format_set_num_format(sheet->numbers[i], form);
    }
}

static int write_workbook(const struct page *page, const char *path) {
    static const double FIRST_WIDTH = 30, OTHER_WIDTH = 20;
    lxw_workbook *workbook = workbook_new(path);
    if (!workbook)
        return -ENOMEM;
    struct sheet sheet = {.worksheet = workbook_add_worksheet(workbook, "Capaian")};
    make_formats(workbook, &sheet);
    worksheet_set_column(sheet.worksheet, 0, 0, FIRST_WIDTH, NULL);
    worksheet_set_column(sheet.worksheet, 1, 15, OTHER_WIDTH, NULL);
    worksheet_write_string(sheet.worksheet, sheet.row++, 0, page->title, sheet.bold);
    worksheet_write_string(sheet.worksheet, sheet.row++, 0, page->as_of, NULL);
    for (size_t i = 0; i < page->block_count; i++) {
        if (page->blocks[i].kind == BLOCK_TABLE)
            write_table(&sheet, page->blocks[i].table, page->language);
    }
    return workbook_close(workbook) == LXW_NO_ERROR ? 0 : -EIO;
}

// The library writes files only: one that is in memory alone.
int page_write_xlsx(const struct page *page, struct capaian_string *out) {
    char path[40];
    struct stat status;
    int file = memfd_create("capaian-page", MFD_CLOEXEC);
    if (file < 0)
        return -errno;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int error = write_workbook(page, path);
    if (error == 0 && fstat(file, &status) < 0)
        error = -errno;
    if (error == 0) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes == MAP_FAILED) {
            error = -errno;
        } else {
            capaian_string_add_bytes(out, bytes, (size_t)status.st_size);
            munmap(bytes, (size_t)status.st_size);
        }
    }
    close(file);
    out->failed |= page->failed;
    return error;
}
