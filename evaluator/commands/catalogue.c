// catalogue: which of its commands is meant, and what they share.
#include "commands/catalogue.h"

#include "catalogue/columns.h"
#include "commands/commands.h"
#include "commands/listing.h"

#include <stdlib.h>
#include <string.h>

int command_catalogue(int argc, char **argv) {
    static const struct {
        const char *word;
        int (*run)(int argc, char **argv);
    } COMMANDS[] = {
        {"check", command_catalogue_check},       {"apply", command_catalogue_apply},
        {"show", command_catalogue_show},         {"history", command_catalogue_history},
        {"template", command_catalogue_template}, {"import", command_catalogue_import},
    };
    if (argc >= 2) {
        for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
            if (strcmp(argv[1], COMMANDS[i].word) == 0)
                return COMMANDS[i].run(argc - 1, argv + 1);
        }
    }
    if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
        struct capaian_string out = {0};
        capaian_string_add(&out,
                           "capaian-evaluator catalogue check DIR    what is wrong with a catalogue's folder\n"
                           "capaian-evaluator catalogue apply DIR    makes it the standing version\n"
                           "capaian-evaluator catalogue show         the standing version, or an earlier one\n"
                           "capaian-evaluator catalogue history      all versions, or every number of an indicator\n"
                           "capaian-evaluator catalogue template DIR makes an empty folder to fill in\n"
                           "capaian-evaluator catalogue import A B   makes one from what a spreadsheet saved\n\n"
                           "catalogue check --help and so on tell more.\n\n"
                           "The folder's files, their columns with other names, and what a cell takes. A * has to\n"
                           "be there. A unit is a department or post, satuan the unit of measure. Words may be\n"
                           "written in Indonesian too (ya, tidak, bulan, triwulan, lebih tinggi).\n\n");
        catalogue_columns_text(&out);
        return capaian_command_print(&out);
    }
    return capaian_command_fail(COMMAND_USAGE, "write catalogue check, apply, show, history, template or import");
}

int catalogue_read_folder(const char *path, struct checked_folder *ret) {
    struct checked_folder found = {0};
    char *failed = NULL;
    int error = catalogue_folder_read(path, &found.folder, &failed);
    if (error < 0) {
        int code = capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", failed ? failed : path, strerror(-error));
        free(failed);
        return code;
    }
    error = catalogue_read(found.folder.files, found.folder.count, &found.catalogue, &found.findings);
    if (error < 0) {
        catalogue_folder_free(&found.folder);
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(-error));
    }
    *ret = found;
    return COMMAND_WELL;
}

void checked_folder_free(struct checked_folder *folder) {
    folder->catalogue = catalogue_free(folder->catalogue);
    catalogue_findings_free(&folder->findings);
    catalogue_folder_free(&folder->folder);
}

void string_add_findings(struct capaian_string *out, const struct catalogue_findings *findings,
                         enum capaian_language language) {
    size_t warnings = 0;
    for (size_t i = 0; i < findings->count; i++) {
        warnings += capaian_code_severity(findings->list[i].code) != CAPAIAN_ERROR;
        char *text = catalogue_finding_text(&findings->list[i], language);
        out->failed |= !text;
        if (text)
            string_add_visible(out, text);
        capaian_string_add(out, "\n");
        free(text);
    }
    capaian_string_add(
        out, capaian_in_language(language, "kesalahan: %zu, peringatan: %zu\n", "errors: %zu, warnings: %zu\n"),
        findings->errors, warnings);
}

int catalogue_fetch(struct connection *connection, uint32_t version, const Capaian__V1__CataloguePage **ret) {
    Capaian__V1__CatalogueQuery catalogue = CAPAIAN__V1__CATALOGUE_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    catalogue.version = version;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_CATALOGUE;
    query.catalogue = &catalogue;
    int code = connection_ask_unless(connection, &query, CAPAIAN_CATALOGUE_ABSENT, &reply);
    if (code == COMMAND_WELL)
        *ret = reply && reply->catalogue->version ? reply->catalogue : NULL;
    return code;
}

int catalogue_read_page(const Capaian__V1__CataloguePage *page, struct catalogue **ret) {
    struct catalogue_file *files = calloc(page->n_files + 1, sizeof *files);
    if (files == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    for (size_t i = 0; i < page->n_files; i++)
        files[i] = (struct catalogue_file){page->files[i]->name, page->files[i]->text.data, page->files[i]->text.len};
    struct catalogue_findings findings;
    *ret = NULL;
    int error = catalogue_read(files, page->n_files, ret, &findings);
    free(files);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(-error));
    catalogue_findings_free(&findings);
    return COMMAND_WELL;
}
