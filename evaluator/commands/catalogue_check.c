// catalogue check: what is wrong with a folder, without an evaluator.
#include "commands/catalogue.h"
#include "commands/commands.h"

#include <string.h>

void string_add_findings_json(struct capaian_string *out, const struct catalogue_findings *findings) {
    static const char *const SEVERITIES[] = {"", "note", "warning", "error"};
    capaian_string_add(out, "\"errors\":%zu,\"findings\":[", findings->errors);
    for (size_t i = 0; i < findings->count; i++) {
        const struct catalogue_finding *finding = &findings->list[i];
        char sentence[CAPAIAN_SENTENCE_MAX];
        capaian_string_add(out, "%s\n{\"file\":", i ? "," : "");
        capaian_string_add_json(out, finding->file);
        capaian_string_add(out, ",\"line\":%u,\"column\":", finding->line);
        capaian_string_add_json(out, finding->column);
        capaian_string_add(out, ",\"severity\":\"%s\",\"code\":\"%s\"",
                           SEVERITIES[capaian_code_severity(finding->code)], capaian_code_name(finding->code));
        capaian_string_add(out, ",\"sentence_id\":");
        capaian_string_add_json(out, capaian_code_sentence(finding->code, CAPAIAN_INDONESIAN, finding->arguments,
                                                           sentence, sizeof sentence));
        capaian_string_add(out, ",\"sentence_en\":");
        capaian_string_add_json(
            out, capaian_code_sentence(finding->code, CAPAIAN_ENGLISH, finding->arguments, sentence, sizeof sentence));
        capaian_string_add(out, "}");
    }
    capaian_string_add(out, "\n]");
}

int command_catalogue_check(int argc, char **argv) {
    const struct capaian_command_line line = {
        .usage = "catalogue check DIR [--json]",
        .help = "Reads the folder as apply would and lists everything that is wrong with it, each with file, line,\n"
                "column and code. Ends with 1 when there are errors; warnings alone are no error.\n",
        .operands_least = 1,
        .operands_most = 1,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_LOCAL, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct checked_folder checked;
    code = catalogue_read_folder(argv[1], &checked);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    if (arguments.json) {
        capaian_string_add(&out, "{");
        string_add_findings_json(&out, &checked.findings);
        capaian_string_add(&out, "}\n");
    } else {
        string_add_findings(&out, &checked.findings, arguments.language);
    }
    code = capaian_command_print(&out);
    if (code == COMMAND_WELL && checked.findings.errors > 0)
        code = COMMAND_NO;
    checked_folder_free(&checked);
    return code;
}
