// catalogue import: what a spreadsheet in Indonesian settings saved, as a folder in the product's own form.
#include "commands/catalogue.h"
#include "commands/commands.h"
#include "commands/difference.h"
#include "commands/import_cells.h"
#include "commands/import_folder.h"
#include "commands/listing.h"
#include "commands/new_folder.h"
#include "wire/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct import {
    const struct capaian_arguments *arguments;
    const char *from, *to;
    enum capaian_number_style style;
    struct import_folder folder;
    struct capaian_string texts[CATALOGUE_FILES];
    size_t rows[CATALOGUE_FILES];
    struct findings findings;
    enum capaian_number_style declared;    // by the policy that is there
};

static void import_row(struct import *import, size_t rank, const struct columns *columns,
                       const struct capaian_sheet *sheet, size_t row) {
    struct capaian_string *out = &import->texts[rank];
    for (size_t column = 0; column < columns->count; column++) {
        const char *cell = capaian_sheet_cell(sheet, row, column);
        const char *instead = NULL;
        capaian_string_add(out, "%s", column > 0 ? "," : "");
        enum capaian_code code = cell_import(columns, column, cell, import->style, out, &instead);
        if (code != CAPAIAN_OK)
            findings_add(&import->findings, import->folder.files[rank].name, capaian_sheet_line(sheet, row),
                         columns->list[column].name, code, cell, instead, NULL);
    }
    capaian_string_add(out, "\n");
}

static void import_sheet(struct import *import, size_t rank) {
    const struct import_file *file = &import->folder.files[rank];
    const struct columns *columns = catalogue_columns(rank);
    struct capaian_sheet sheet;
    unsigned line = 0;
    char what[256] = "";
    enum capaian_sheet_fault fault = capaian_sheet_read(file->text, file->size, columns->list, columns->count,
                                                        CAPAIAN_CATALOGUE_CELL_MAX, &sheet, &line, what);
    if (fault == CAPAIAN_SHEET_MEMORY) {
        import->texts[rank].failed = true;
    } else if (fault != CAPAIAN_SHEET_OK) {
        char words[CAPAIAN_SHEET_WORDS];
        const char *arguments[3];
        enum capaian_code code = capaian_sheet_code(fault, what, columns->list, columns->count, words, arguments);
        findings_add(&import->findings, file->name, line, "", code, arguments[0], arguments[1], arguments[2]);
    } else {
        for (size_t i = 0; i < columns->count; i++)
            capaian_string_add(&import->texts[rank], "%s%s", i > 0 ? "," : "", columns->list[i].name);
        capaian_string_add(&import->texts[rank], "\n");
        for (size_t row = 0; row < sheet.row_count; row++)
            import_row(import, rank, columns, &sheet, row);
        import->rows[rank] = sheet.row_count;
        capaian_sheet_free(&sheet);
    }
}

// All files in memory: nothing is written before all of it could be read.
static int import_all(struct import *import) {
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        if (rank != FILE_POLICY && import->folder.files[rank].name != NULL)
            import_sheet(import, rank);
    }
    // Also where there is none: the numbers beside it are in that style.
    const struct import_file *policy = &import->folder.files[FILE_POLICY];
    policy_import(policy->text != NULL ? policy->text : "", policy->size, import->style, &import->texts[FILE_POLICY],
                  &import->declared);
    bool failed = import->findings.failed;
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++)
        failed = failed || import->texts[rank].failed;
    if (failed)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(ENOMEM));
    if (import->declared != CAPAIAN_NUMBERS_UNDECLARED && import->declared != import->style)
        return capaian_command_fail(COMMAND_NO, "%s/%s declares numbers = %s, --numbers says %s", import->from,
                                    policy->name, name_text(number_style_names, (int)import->declared),
                                    name_text(number_style_names, (int)import->style));
    return COMMAND_WELL;
}

static int refuse(struct import *import) {
    struct catalogue_findings findings;
    struct capaian_string out = {0};
    enum capaian_language language = import->arguments->language;
    if (findings_finish(&import->findings, &findings) < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(ENOMEM));
    if (import->arguments->json) {
        capaian_string_add(&out, "{\"written\":false,");
        string_add_findings_json(&out, &findings);
        capaian_string_add(&out, "}\n");
    } else {
        string_add_findings(&out, &findings, language);
        capaian_string_add(&out, "%s\n",
                           capaian_in_language(language, "Tidak ada yang ditulis; perbaiki berkas asalnya dahulu.",
                                               "Nothing was written; mend the files where they come from first."));
    }
    catalogue_findings_free(&findings);
    int code = capaian_command_print(&out);
    return code == COMMAND_WELL ? COMMAND_NO : code;
}

static int write_all(const struct import *import) {
    int folder = -1;
    int code = new_folder_open(import->to, true, &folder);
    if (code != COMMAND_WELL)
        return code;
    for (size_t rank = 0; rank < CATALOGUE_FILES && code == COMMAND_WELL; rank++) {
        const struct capaian_string *text = &import->texts[rank];
        if (text->size > 0)
            code = new_folder_write(folder, import->to, catalogue_file_names[rank], text->text, text->size);
    }
    close(folder);
    return code;
}

// What is read from the files as they were, in the style that was said. NULL where it cannot be read.
static int read_source(const struct import *import, struct catalogue **ret) {
    struct catalogue_file files[CATALOGUE_FILES];
    struct capaian_string policy = {0};
    struct catalogue_findings findings;
    size_t count = 0;
    if (import->declared == CAPAIAN_NUMBERS_UNDECLARED)
        capaian_string_add(&policy, "numbers = %s\n", name_text(number_style_names, (int)import->style));
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        const struct import_file *file = &import->folder.files[rank];
        if (rank != FILE_POLICY && file->name != NULL)
            files[count++] = (struct catalogue_file){catalogue_file_names[rank], file->text, file->size};
    }
    const struct import_file *given = &import->folder.files[FILE_POLICY];
    size_t mark = given->size >= 3 && memcmp(given->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (given->size > mark)
        capaian_string_add_bytes(&policy, given->text + mark, given->size - mark);
    files[count++] = (struct catalogue_file){catalogue_file_names[FILE_POLICY], policy.text, policy.size};
    int error = policy.failed ? -ENOMEM : catalogue_read(files, count, ret, &findings);
    capaian_string_free(&policy);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(-error));
    catalogue_findings_free(&findings);
    return COMMAND_WELL;
}

static bool is_nothing(const struct changes *changes) {
    return changes->added + changes->removed + changes->changed == 0;
}

// A copy that says something else than what it was made of is our own fault, and worse than none.
static int compare_with_source(const struct import *import, const struct catalogue *written) {
    struct catalogue *source = NULL;
    struct difference difference = {0};
    int code = read_source(import, &source);
    if (code == COMMAND_WELL && source != NULL && written != NULL) {
        catalogue_compare(source, written, (struct compare_days){DAY_ALWAYS, DAY_ALWAYS}, &difference);
        if (!is_nothing(&difference.units) || !is_nothing(&difference.indicators) || !is_nothing(&difference.targets) ||
            !is_nothing(&difference.holders))
            code = capaian_command_fail(COMMAND_COULD_NOT, "%s does not say what %s says; do not use it, report this",
                                        import->to, import->from);
    }
    (void)catalogue_free(source);
    return code;
}

static void add_written(const struct import *import, struct capaian_string *out) {
    enum capaian_language language = import->arguments->language;
    bool json = import->arguments->json, first = true;
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        const char *name = import->folder.files[rank].name;
        if (import->texts[rank].size == 0)
            continue;
        if (json) {
            capaian_string_add(out, "%s\n{\"name\":\"%s\",\"from\":", first ? "" : ",", catalogue_file_names[rank]);
            capaian_string_add_json(out, name != NULL ? name : "");
            capaian_string_add(out, ",\"rows\":%zu}", import->rows[rank]);
        } else {
            capaian_string_add(out, "  ");
            string_add_visible(out, name != NULL ? name : "-");
            capaian_string_add(out, " -> %s", catalogue_file_names[rank]);
            if (rank != FILE_POLICY)
                capaian_string_add(out, capaian_in_language(language, ": %zu baris", ": %zu rows"), import->rows[rank]);
            capaian_string_add(out, "\n");
        }
        first = false;
    }
}

static int check_written(const struct import *import) {
    enum capaian_language language = import->arguments->language;
    struct checked_folder checked;
    struct capaian_string out = {0};
    int code = catalogue_read_folder(import->to, &checked);
    if (code != COMMAND_WELL)
        return code;
    code = compare_with_source(import, checked.catalogue);
    if (import->arguments->json) {
        capaian_string_add(&out, "{\"written\":true,\"files\":[");
        add_written(import, &out);
        capaian_string_add(&out, "],");
        string_add_findings_json(&out, &checked.findings);
        capaian_string_add(&out, "}\n");
    } else {
        capaian_string_add(&out, capaian_in_language(language, "Ditulis ke %s:\n", "Written to %s:\n"), import->to);
        add_written(import, &out);
        string_add_findings(&out, &checked.findings, language);
    }
    bool errors = checked.findings.errors > 0;
    checked_folder_free(&checked);
    int printed = capaian_command_print(&out);
    if (code == COMMAND_WELL)
        code = printed;
    return code == COMMAND_WELL && errors ? COMMAND_NO : code;
}

static int run(struct import *import) {
    int code = import_folder_read(import->from, &import->folder, &import->findings);
    if (code == COMMAND_WELL)
        code = import_all(import);
    if (code == COMMAND_WELL && import->findings.errors > 0)
        code = refuse(import);
    if (code == COMMAND_WELL)
        code = write_all(import);
    if (code == COMMAND_WELL)
        code = check_written(import);
    struct catalogue_findings left;
    if (findings_finish(&import->findings, &left) == 0)
        catalogue_findings_free(&left);
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++)
        capaian_string_free(&import->texts[rank]);
    import_folder_free(&import->folder);
    return code;
}

int command_catalogue_import(int argc, char **argv) {
    const char *numbers = NULL;
    const struct capaian_option options[] = {
        {"numbers", "id|en", NULL, "how FROM writes numbers: id 1.234,5 or en 1,234.5", &numbers, NULL, true},
    };
    const struct capaian_command_line line = {
        .usage = "catalogue import FROM TO --numbers id|en [--json]",
        .help =
            "Reads a folder of CSV files as a spreadsheet in Indonesian settings saves them (semicolons, decimal\n"
            "commas, Indonesian headers, words and file names) and writes a new folder TO in the product's own form:\n"
            "its headers in its order, plain numbers, policy.ini with numbers = en. Then checks TO; it stays for\n"
            "mending where there are errors, and the command ends with 1. A cell that the spreadsheet has destroyed\n"
            "(Mar-26 for 2026-03, 1:32, 1,23E+11, #DIV/0!) is named with file, line and column, and nothing is\n"
            "written.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_least = 2,
        .operands_most = 2,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_LOCAL, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    int style = name_value(number_style_names, numbers);
    if (style == 0)
        return capaian_command_fail(COMMAND_USAGE, "catalogue import: --numbers %s is neither id nor en", numbers);
    struct import import = {
        .arguments = &arguments, .from = argv[1], .to = argv[2], .style = (enum capaian_number_style)style};
    return run(&import);
}
