// catalogue template: an empty catalogue to fill in.
#include "catalogue/files.h"
#include "commands/catalogue.h"
#include "commands/commands.h"
#include "commands/new_folder.h"
#include "commands/template.h"

#include <unistd.h>

static int write_text(int folder, const char *path, const char *name, struct capaian_string *text) {
    int code = COMMAND_WELL;
    if (text->failed)
        code = capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    else if (text->size > 0)
        code = new_folder_write(folder, path, name, text->text, text->size);
    capaian_string_free(text);
    return code;
}

static int write_files(int folder, const char *path) {
    int code = COMMAND_WELL;
    for (size_t rank = 0; rank < CATALOGUE_FILES && code == COMMAND_WELL; rank++) {
        struct capaian_string text = {0};
        template_file(&text, rank);
        code = write_text(folder, path, catalogue_file_names[rank], &text);
    }
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string readme = {0};
    template_readme(&readme);
    return write_text(folder, path, "BACA-SAYA.txt", &readme);
}

int command_catalogue_template(int argc, char **argv) {
    const struct capaian_command_line line = {
        .usage = "catalogue template DIR",
        .help =
            "Writes a new folder to fill in: each CSV file with its header, policy.ini with every policy explained\n"
            "and commented out, and BACA-SAYA.txt, which says what goes where. A folder with anything in it is\n"
            "refused.\n",
        .operands_least = 1,
        .operands_most = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_LOCAL, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    int folder = -1;
    code = new_folder_open(argv[1], true, &folder);
    if (code != COMMAND_WELL)
        return code;
    code = write_files(folder, argv[1]);
    close(folder);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    if (arguments.json) {
        capaian_string_add(&out, "{\"folder\":");
        capaian_string_add_json(&out, argv[1]);
        capaian_string_add(&out, "}\n");
    } else {
        capaian_string_add(&out,
                           capaian_in_language(arguments.language,
                                               "Folder %s siap diisi; mulai dari BACA-SAYA.txt di dalamnya.\n",
                                               "The folder %s is ready to fill in; begin with its BACA-SAYA.txt.\n"),
                           argv[1]);
    }
    return capaian_command_print(&out);
}
