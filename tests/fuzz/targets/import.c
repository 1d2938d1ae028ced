// What a spreadsheet wrote, as catalogue import takes it: cells, sheets, and a policy.
#include "../fuzz.h"
#include "catalogue/columns.h"
#include "catalogue/files.h"
#include "commands/import_cells.h"
#include "runtime/sheet.h"
#include "value/text.h"

#include <stdio.h>
#include <string.h>

static void import_cells(size_t file, const void *text, size_t size, enum capaian_number_style style) {
    const struct columns *columns = catalogue_columns(file);
    struct capaian_sheet sheet;
    unsigned line = 0;
    char what[256] = "", words[CAPAIAN_SHEET_WORDS];
    const char *arguments[3];
    if (columns == NULL)
        return;
    enum capaian_sheet_fault fault =
        capaian_sheet_read(text, size, columns->list, columns->count, 2000, &sheet, &line, what);
    if (fault != CAPAIAN_SHEET_OK) {
        fuzz_code(capaian_sheet_code(fault, what, columns->list, columns->count, words, arguments));
        return;
    }
    for (size_t row = 0; row < sheet.row_count; row++) {
        fuzz_must(capaian_sheet_line(&sheet, row) > 0);
        for (size_t column = 0; column < columns->count; column++) {
            struct capaian_string out = {0};
            const char *instead = NULL;
            enum capaian_code code =
                cell_import(columns, column, capaian_sheet_cell(&sheet, row, column), style, &out, &instead);
            if (code != CAPAIAN_OK)
                fuzz_code(code);
            fuzz_must(!out.failed);
            // One cell: what ends a cell or a line stands in quotes only.
            fuzz_must(out.size == 0 || out.text[0] == '"' || strpbrk(out.text, ",;\"\n\r\t") == NULL);
            capaian_string_free(&out);
        }
    }
    capaian_sheet_free(&sheet);
}

static void still_served(void) {
    struct capaian_string out = {0};
    const char *instead = NULL;
    const struct columns *columns = catalogue_columns(FILE_TARGETS);
    size_t column = 0;
    while (strcmp(columns->list[column].name, "target") != 0)
        column++;
    fuzz_must(cell_import(columns, column, "1.234,5", CAPAIAN_NUMBERS_ID, &out, &instead) == CAPAIAN_OK);
    fuzz_must(strcmp(out.text, "1234.5") == 0);
    capaian_string_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    size_t file = fuzz_byte(&input) % CATALOGUE_FILES;
    enum capaian_number_style style = (enum capaian_number_style)(fuzz_byte(&input) % 3), declared;
    if (file == FILE_POLICY) {
        struct capaian_string out = {0};
        policy_import((const char *)input.data, input.size, style, &out, &declared);
        fuzz_must(!out.failed);
        capaian_string_free(&out);
    } else {
        import_cells(file, input.data, input.size, style);
    }
    still_served();
    return 0;
}
