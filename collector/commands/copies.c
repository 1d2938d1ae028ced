// backup and restore of the journal, which until the evaluator has applied it is the only copy of what was received.
#include "commands/commands.h"
#include "journal.h"
#include "value/calendar.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const char *word, int r, char *sentence) {
    int code = capaian_command_fail(r == -EEXIST || r == -EBADMSG ? COMMAND_NO : COMMAND_COULD_NOT, "%s: %s", word,
                                    sentence ? sentence : strerror(-r));
    free(sentence);
    return code;
}

static char *journal_of(const char *state) {
    char *path = NULL;
    return asprintf(&path, "%s/journal.db", state) < 0 ? NULL : path;
}

int command_backup(int argc, char **argv) {
    const char *state = NULL;
    const struct capaian_option options[] = {
        {.name = "state",
         .argument = "DIR",
         .environment = "CAPAIAN_STATE",
         .value = &state,
         .help = "the folder of the journal"},
    };
    const struct capaian_command_line line = {
        .usage = "backup FILE --state DIR",
        .help =
            "Copies the journal into a new FILE, also while the collector is serving: it only reads, and keeps\n"
            "nobody waiting. Every page of the copy is read back. Never copy journal.db with cp.\n\n"
            "What comes after the copy is not in it: a copy helps with what the evaluator has not applied yet, and\n"
            "with refilling an evaluator that is restored; a disk that fails takes the messages since with it.\n",
        .options = options,
        .option_count = 1,
        .operands_least = 1,
        .operands_most = 1,
    };
    int operands = 0;
    int code = capaian_command_read(argc, argv, &line, NULL, 0, &operands);
    if (code != COMMAND_GO_ON)
        return code;
    if (!state)
        return capaian_command_fail(COMMAND_USAGE, "backup: --state DIR is needed");
    char *path = journal_of(state), *sentence = NULL;
    if (!path)
        return COMMAND_COULD_NOT;
    int r = journal_copy(path, argv[1], &sentence);
    free(path);
    if (r < 0)
        return failed("backup", r, sentence);
    struct capaian_string out = {0};
    capaian_string_add(&out, "%s: a whole copy of the journal\n", argv[1]);
    return capaian_command_print(&out);
}

static int print_restored(const char *path, const struct journal_copied *copied, const char *aside, bool done_already) {
    char until[CAPAIAN_INSTANT_TEXT];
    struct capaian_string out = {0};
    capaian_instant_format(&(struct capaian_calendar){0}, copied->instant, until);
    capaian_string_add(&out,
                       "%s: %s, with messages %" PRIu64 " to %" PRIu64 " (%" PRIu64
                       " not yet applied when it was made), reaching until %s; every page and content was checked. "
                       "%s%s%sWhen it is served, what the evaluator lacks is sent again. Messages received after the "
                       "copy that the evaluator had not applied are lost, unless their senders send them again; those "
                       "it had applied are safe there, and a restore of the evaluator is whole from then on only.\n",
                       path,
                       done_already ? "this copy is there already, not served since; nothing was done"
                                    : "the copy is in its place",
                       copied->first, copied->last, copied->pending, until, aside ? "What was there is kept as " : "",
                       aside ? aside : "", aside ? ". " : "");
    return capaian_command_print(&out);
}

int command_restore(int argc, char **argv) {
    const char *state = NULL;
    bool replace = false;
    const struct capaian_option options[] = {
        {.name = "state",
         .argument = "DIR",
         .environment = "CAPAIAN_STATE",
         .value = &state,
         .help = "the folder of the journal"},
        {.name = "replace",
         .given = &replace,
         .help = "set the journal that is there aside; it is kept under another name"},
    };
    const struct capaian_command_line line = {
        .usage = "restore FILE --state DIR [--replace]",
        .help = "Puts a copy made with backup in the place of a stopped collector's journal, after every page and the\n"
                "content of every message were checked. A journal that is served, or that is there and not given up\n"
                "with --replace, is not touched. If there is any way to read the old journal, use that one: it alone\n"
                "has what came after the copy. Never let two collectors run on copies of one journal.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_least = 1,
        .operands_most = 1,
    };
    int operands = 0;
    int code = capaian_command_read(argc, argv, &line, NULL, 0, &operands);
    if (code != COMMAND_GO_ON)
        return code;
    if (!state)
        return capaian_command_fail(COMMAND_USAGE, "restore: --state DIR is needed");
    struct journal_copied copied = {0};
    char *path = journal_of(state), *aside = NULL, *sentence = NULL;
    if (!path)
        return COMMAND_COULD_NOT;
    int r = journal_restore(argv[1], path, replace, &copied, &aside, &sentence);
    code = r < 0 ? failed("restore", r, sentence) : print_restored(path, &copied, aside, r == 1);
    free(aside);
    free(path);
    return code;
}
