// catalogue show: the files of a version, as they were applied.
#include "commands/catalogue.h"
#include "commands/commands.h"
#include "commands/new_folder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A name that comes over the wire stays inside the folder and is no hidden file.
static bool plain_name(const char *name) {
    return *name && *name != '.' && strlen(name) <= 64 && capaian_text_valid(name, strlen(name), false) &&
           !strchr(name, '/');
}

static int write_files(const char *path, const Capaian__V1__CataloguePage *page) {
    int folder = -1;
    int code = new_folder_open(path, false, &folder);
    if (code != COMMAND_WELL)
        return code;
    for (size_t i = 0; i < page->n_files && code == COMMAND_WELL; i++) {
        const Capaian__V1__CatalogueFile *file = page->files[i];
        if (plain_name(file->name))
            code = new_folder_write(folder, path, file->name, file->text.data, file->text.len);
        else
            code = capaian_command_fail(COMMAND_COULD_NOT, "the evaluator sent a file whose name is not plain");
    }
    close(folder);
    return code;
}

static void add_json(const Capaian__V1__CataloguePage *page, bool files, struct capaian_string *out) {
    capaian_string_add(out, "{\"version\":%" PRIu32 ",\"basis\":", page->version);
    capaian_string_add_json(out, page->basis);
    capaian_string_add(out, ",\"effective\":");
    capaian_string_add_json(out, page->effective);
    capaian_string_add(out, ",\"applied_at\":%" PRId64 ",\"files\":[", page->applied_at);
    for (size_t i = 0; i < page->n_files; i++) {
        const Capaian__V1__CatalogueFile *file = page->files[i];
        capaian_string_add(out, "%s\n{\"name\":", i ? "," : "");
        capaian_string_add_json(out, file->name);
        if (files) {
            struct capaian_string text = {0};
            capaian_string_add_bytes(&text, file->text.data, file->text.len);
            capaian_string_add(out, ",\"text\":");
            capaian_string_add_json(out, text.text ? text.text : "");
            out->failed |= text.failed;
            capaian_string_free(&text);
        }
        capaian_string_add(out, "}");
    }
    capaian_string_add(out, "\n]}\n");
}

static void add_text(const struct capaian_arguments *arguments, const Capaian__V1__CataloguePage *page, bool files,
                     struct capaian_string *out) {
    char instant[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out,
                       capaian_in_language(arguments->language,
                                           "Katalog versi %" PRIu32 ", dasar: %s, berlaku sejak %s, "
                                           "diterapkan %s\n",
                                           "Catalogue version %" PRIu32 ", basis: %s, effective %s, applied %s\n"),
                       page->version, page->basis, page->effective,
                       capaian_instant_format(&arguments->zone, page->applied_at, instant));
    for (size_t i = 0; i < page->n_files; i++) {
        const Capaian__V1__CatalogueFile *file = page->files[i];
        if (!files) {
            capaian_string_add(out, "  %s\n", file->name);
            continue;
        }
        capaian_string_add(out, "\n== %s ==\n", file->name);
        capaian_string_add_bytes(out, file->text.data, file->text.len);
        if (file->text.len && file->text.data[file->text.len - 1] != '\n')
            capaian_string_add(out, "\n");
    }
}

static int say_absent(enum capaian_language language, uint32_t version) {
    enum capaian_code code = version ? CAPAIAN_QUERY_UNKNOWN : CAPAIAN_CATALOGUE_ABSENT;
    char number[32];
    const char *const arguments[3] = {number};
    char sentence[CAPAIAN_SENTENCE_MAX];
    snprintf(number, sizeof number, capaian_in_language(language, "versi %" PRIu32, "version %" PRIu32), version);
    fprintf(stderr, "%s: %s\n", capaian_code_name(code),
            capaian_code_sentence(code, language, arguments, sentence, sizeof sentence));
    return COMMAND_NO;
}

static int show(struct connection *connection, uint32_t version, const char *folder) {
    const struct capaian_arguments *arguments = connection->arguments;
    const Capaian__V1__CataloguePage *page = NULL;
    int code = catalogue_fetch(connection, version, &page);
    if (code != COMMAND_WELL)
        return code;
    if (!page)
        return say_absent(arguments->language, version);
    if (*folder)
        code = write_files(folder, page);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    if (arguments->json)
        add_json(page, !*folder, &out);
    else
        add_text(arguments, page, !*folder, &out);
    return capaian_command_print(&out);
}

int command_catalogue_show(int argc, char **argv) {
    const char *version = "0";
    const char *folder = "";
    const struct capaian_option options[] = {
        {"version", "N", NULL, "an earlier version; the standing one where not given", &version, NULL, false},
        {"out", "DIR", NULL, "write the files there; existing ones are not overwritten", &folder, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "catalogue show [--version N] [--out DIR] [--json]",
        .help = "A version of the catalogue with its legal basis: its files as they were applied.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    char *end = NULL;
    unsigned long number = strtoul(version, &end, 10);
    if (*version < '0' || *version > '9' || *end || number > UINT32_MAX)
        return capaian_command_fail(COMMAND_USAGE, "catalogue show: --version %s is not a number", version);
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = show(&connection, (uint32_t)number, folder);
    connection_close(&connection);
    return code;
}
