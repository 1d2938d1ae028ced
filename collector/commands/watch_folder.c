#include "commands/attained.h"
#include "commands/commands.h"
#include "commands/inbox.h"
#include "commands/sheets.h"
#include "runtime/daemon.h"
#include "runtime/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

static const char help[] =
    "Submits what people drop into folders, for departments without a system: FOLDER/UNIT/in, one UNIT for each code\n"
    "of a unit. A file is sent as `submit` sends it, and then lies in FOLDER/UNIT/done, or in rejected when a line "
    "was\n"
    "refused, with NAME.result.csv beside it: each line's faults, the receipts, and what the indicators come to, "
    "where\n"
    "the evaluator is named and the key may ask it. The same content again changes nothing; a changed file revises.\n"
    "A corrected file is simply dropped again, whole: lines that were accepted before stay as they are.\n"
    "\n"
    "  capaian-collector watch-folder /srv/sftp --server-key \"$C\" --key folder.key\n"
    "\n"
    "The key needs role submit for the units. In each row's source it is written on behalf of whom it came: the unit,\n"
    "or --on-behalf-of. A line of another unit is refused. Until the collector and the evaluator have answered a file "
    "stays where it is, and is sent\n"
    "again. Names under which programs write unfinished files (.part, .filepart, .tmp, ~lock) are left alone. A file\n"
    "that somebody writes is left until it is closed. That can be seen of one's own files, and of others' with\n"
    "CAP_LEASE; else a file must have stayed as it is for 30s (5m on NFS and SMB), so that an upload which pauses is\n"
    "not read by half. All three folders of a unit must be on one file system. Runs until SIGTERM or SIGINT.\n";

enum {
    FILES_OF_UNIT = 16,            // taken at once, so that no unit waits long for another
    PASS_BYTES = ROWS_FILE_MAX,    // begun with at once
    RESCAN_MS = 5 * 1000,          // where inotify tells nothing
    AGAIN_MS = 5 * 1000,           // after what could not be finished
    PAUSE_MS = 100,                // after a pass that left work and finished none; doubles up to AGAIN_MS
    EVALUATOR_DEADLINE_MS = 5 * 1000,
};

// A file on its way.
struct dropped {
    size_t box;
    char *name;
    struct stat status;
    struct said said;
    struct tally tally;
    char same[NAME_MAX + 1];    // of the file in `done` with the same content; "" none
    int error;                  // it could not be read
};

struct watch {
    struct capaian_arguments arguments, evaluator;
    struct rows_options rows;
    const char *folder;
    int64_t settle_ms;
    int root, events;
    struct capaian_log_limit said;    // of what stays wrong
    int64_t pause_ms;                 // until the next pass, where one has left files
    // One pass.
    struct inbox *boxes;
    struct dropped *files;
    struct sheet *sheets;
    size_t box_count, count, bytes, moved;
    bool evaluator_silent;
    bool left;      // files are known to be there for the next pass
    int64_t due;    // of the next pass, wall
};

static void complain(struct watch *watch, const char *unit, const char *name, const char *message, int error) {
    uint64_t source = (uint64_t)error;
    for (const char *rest = unit; *rest != '\0'; rest++)
        source = source * 31 + (unsigned char)*rest;
    for (const char *rest = name; *rest != '\0'; rest++)
        source = source * 31 + (unsigned char)*rest;
    if (capaian_log_allow(&watch->said, source, capaian_monotonic_ms(), (int64_t)10 * 60 * 1000))
        capaian_log(CAPAIAN_WARN, message, "unit", unit, "file", name, "error", strerror(error), NULL);
}

static void come_again(struct watch *watch, int64_t after_ms) {
    int64_t at = capaian_wall_ms() + after_ms;
    watch->due = at < watch->due ? at : watch->due;
}

// The folder by its name, and again when another stands there. One process works on it at a time. 0 or -errno.
static int open_root(struct watch *watch) {
    struct stat held, named;
    if (watch->root >= 0 && fstat(watch->root, &held) == 0 && stat(watch->folder, &named) == 0 &&
        held.st_dev == named.st_dev && held.st_ino == named.st_ino)
        return 0;
    int root = open(watch->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    if (flock(root, LOCK_EX | LOCK_NB) < 0) {
        int error = -errno;
        close(root);
        return error;
    }
    if (watch->root >= 0)
        close(watch->root);
    watch->root = root;
    return 0;
}

// Watched by the descriptor: the same folder again is the same watch. Without inotify the rescan has to do.
static void listen_to(const struct watch *watch, int folder) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", folder);
    if (watch->events >= 0)
        inotify_add_watch(watch->events, path, IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR);
}

// Of the file as a whole; `code` may be "".
static void say_of_file(struct dropped *file, bool fault, const char *code, const char *sentence) {
    said_add(&file->said, &(struct said_line){0, 0, 0, fault, CAPAIAN_ERROR, "", code, sentence});
}

static void say_unread(const struct watch *watch, struct dropped *file) {
    enum capaian_language language = watch->arguments.language;
    if (file->error == -EFBIG) {
        const char *const arguments[3] = {"64 MiB", NULL, NULL};
        char sentence[CAPAIAN_SENTENCE_MAX];
        capaian_code_sentence(CAPAIAN_SHEET_LARGE, language, arguments, sentence, sizeof(sentence));
        say_of_file(file, true, capaian_code_name(CAPAIAN_SHEET_LARGE), sentence);
        return;
    }
    say_of_file(file, true, "",
                capaian_in_language(language, "Berkas ini tidak dapat dibaca. Kirim lagi dengan izin baca.",
                                    "This file cannot be read. Send it again with the right to read it."));
}

static void say_same(const struct watch *watch, struct dropped *file) {
    struct capaian_string sentence = {0};
    capaian_string_add(&sentence,
                       capaian_in_language(
                           watch->arguments.language,
                           "Isinya sama dengan %s yang sudah diterima; tidak ada yang berubah. Untuk kembali ke angka "
                           "lama, isi kolom per_tanggal.",
                           "Its content is that of %s, which was accepted; nothing changes. To return to an old figure "
                           "fill the column as_of."),
                       file->same);
    if (!sentence.failed)
        say_of_file(file, false, "", sentence.text);
    capaian_string_free(&sentence);
}

// Whether the file is known by now to be unreadable for good. Else it is left for later.
static bool is_final(int error) {
    return error == -EFBIG || error == -EACCES || error == -EPERM;
}

// Takes the name.
static void take(struct watch *watch, size_t box, char *name) {
    const struct inbox *inbox = &watch->boxes[box];
    struct dropped *file = &watch->files[watch->count];
    struct sheet *sheet = &watch->sheets[watch->count];
    *file = (struct dropped){.box = box, .name = name};
    *sheet = (struct sheet){.said = &file->said, .tally = &file->tally};
    file->error = inbox_read(inbox, name, ROWS_FILE_MAX, &sheet->input, &file->status);
    struct rows_options options = watch->rows;
    options.unit = inbox->unit;
    options.only_unit = true;    // the key may speak for other folders' units too
    if (options.on_behalf_of == NULL)
        options.on_behalf_of = inbox->unit;
    if (file->error == 0) {
        int64_t changed_at;
        watch->bytes += sheet->input.size;
        if (inbox_had(inbox, &sheet->input, file->same, &changed_at))
            sheet->input.changed_at = changed_at;
        file->error = sheet_read(sheet, 0, &options, watch->arguments.language);
    }
    if (file->error < 0 && !is_final(file->error)) {
        if (file->error != -EAGAIN && file->error != -ENOENT)
            complain(watch, inbox->unit, name, "a file cannot be read, and is tried again", -file->error);
        if (file->error == -EAGAIN)
            watch->left = true;
        else
            come_again(watch, AGAIN_MS);
        sheet_clear(sheet);
        free(name);
        return;
    }
    watch->count++;
}

// Room for another folder and its files.
static int grow(struct watch *watch) {
    struct inbox *boxes = realloc(watch->boxes, (watch->box_count + 1) * sizeof(*boxes));
    if (boxes == NULL)
        return -ENOMEM;
    watch->boxes = boxes;
    struct dropped *files = realloc(watch->files, (watch->count + FILES_OF_UNIT) * sizeof(*files));
    if (files == NULL)
        return -ENOMEM;
    watch->files = files;
    struct sheet *sheets = realloc(watch->sheets, (watch->count + FILES_OF_UNIT) * sizeof(*sheets));
    if (sheets == NULL)
        return -ENOMEM;
    watch->sheets = sheets;
    return 0;
}

static void look_into(struct watch *watch, const char *unit) {
    int error = grow(watch);
    if (error == 0)
        error = inbox_open(watch->root, unit, &watch->boxes[watch->box_count]);
    if (error < 0) {
        if (error != -ENOENT && error != -ENOTDIR && error != -ELOOP)
            complain(watch, unit, "", "a unit's folder cannot be used", -error);
        return;
    }
    size_t index = watch->box_count++;
    const struct inbox *box = &watch->boxes[index];
    listen_to(watch, box->in);
    char *names[FILES_OF_UNIT];
    int count = inbox_ready(box, watch->settle_ms, names, FILES_OF_UNIT, &watch->due);
    if (count < 0)
        complain(watch, unit, "", "a unit's folder cannot be read", -count);
    watch->left = watch->left || count == FILES_OF_UNIT;
    for (int i = 0; i < count; i++) {
        if (watch->bytes < PASS_BYTES) {
            take(watch, index, names[i]);
        } else {
            watch->left = true;
            free(names[i]);
        }
    }
}

static void look(struct watch *watch) {
    int own = openat(watch->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = own >= 0 ? fdopendir(own) : NULL;
    if (entries == NULL) {
        complain(watch, "", watch->folder, "the folder cannot be read", errno);
        if (own >= 0)
            close(own);
        return;
    }
    listen_to(watch, watch->root);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (*entry->d_name != '.' && capaian_code_valid(entry->d_name))
            look_into(watch, entry->d_name);
    }
    closedir(entries);
}

// Whether all rows are known to be accepted or refused.
static bool is_decided(const struct dropped *file, const struct sheet *sheet) {
    return file->error < 0 || sheet->rows->unreadable ||
           file->tally.accepted + file->tally.refused == sheet->rows->line_count;
}

static void write_answer(struct watch *watch, struct dropped *file, const struct sheet *sheet,
                         struct capaian_string *out) {
    enum capaian_language language = watch->arguments.language;
    capaian_string_add(
        out, "\xEF\xBB\xBF%s\n",
        capaian_in_language(language, "baris;kolom;kode;sifat;kalimat", "line;column;code;severity;sentence"));
    if (file->error < 0)
        say_unread(watch, file);
    else if (*file->same != '\0')
        say_same(watch, file);
    struct capaian_string sum = {0};
    if (sheet->rows != NULL)
        tally_text(&sum, language, false, &file->tally);
    if (sum.size > 0) {
        sum.text[sum.size - 1] = '\0';    // its line end
        capaian_string_add(out, ";;;;");
        capaian_string_add_csv(out, sum.text);
        capaian_string_add(out, "\n");
    }
    capaian_string_free(&sum);
    said_table(&file->said, language, out);
    if (watch->evaluator.server_key != NULL && sheet->rows != NULL && !watch->evaluator_silent)
        watch->evaluator_silent = !attained_table(&watch->evaluator, sheet->rows, out);
}

static void put(struct watch *watch, struct dropped *file, const struct sheet *sheet) {
    const struct inbox *inbox = &watch->boxes[file->box];
    enum inbox_place place =
        file->error < 0 || file->tally.refused > 0 || file->tally.files_unread > 0 ? INBOX_REJECTED : INBOX_DONE;
    struct capaian_string answer = {0};
    char name[NAME_MAX + 1], accepted[32], refused[32];
    write_answer(watch, file, sheet, &answer);
    int error = answer.failed ? -ENOMEM : inbox_put(inbox, file->name, &file->status, place, &answer, name);
    capaian_string_free(&answer);
    if (error == -EAGAIN) {
        watch->left = true;
    } else if (error < 0) {
        complain(watch, inbox->unit, file->name, "a file cannot be moved, and is tried again", -error);
        come_again(watch, AGAIN_MS);
    } else {
        watch->moved++;
        snprintf(accepted, sizeof(accepted), "%" PRIu64, file->tally.accepted);
        snprintf(refused, sizeof(refused), "%" PRIu64, file->tally.refused);
        capaian_log(CAPAIAN_INFO, place == INBOX_DONE ? "done" : "rejected", "unit", inbox->unit, "file", name,
                    "accepted", accepted, "refused", refused, NULL);
    }
}

static void finish(struct watch *watch) {
    for (size_t i = 0; i < watch->count; i++) {
        struct dropped *file = &watch->files[i];
        if (is_decided(file, &watch->sheets[i]))
            put(watch, file, &watch->sheets[i]);
        else
            come_again(watch, AGAIN_MS);
        sheet_clear(&watch->sheets[i]);
        said_clear(&file->said);
        free(file->name);
    }
    for (size_t i = 0; i < watch->box_count; i++)
        inbox_close(&watch->boxes[i]);
    watch->count = watch->box_count = watch->bytes = 0;
}

// At once where this pass got on; else what was left may be what it could not finish.
static void come_for_what_was_left(struct watch *watch) {
    int64_t longer_ms = watch->pause_ms < PAUSE_MS ? PAUSE_MS : 2 * watch->pause_ms;
    watch->pause_ms = !watch->left || watch->moved > 0 ? 0 : longer_ms < AGAIN_MS ? longer_ms : AGAIN_MS;
    if (watch->left)
        come_again(watch, watch->pause_ms);
}

static void pass(struct watch *watch) {
    watch->due = INT64_MAX;
    watch->evaluator_silent = watch->left = false;
    watch->moved = 0;
    int error = open_root(watch);
    if (error < 0) {
        complain(watch, "", watch->folder, "the folder cannot be used", -error);
        return;
    }
    look(watch);
    for (size_t i = 0; i < watch->count; i++) {    // where they lie now that there are no more
        watch->sheets[i].said = &watch->files[i].said;
        watch->sheets[i].tally = &watch->files[i].tally;
    }
    struct delivery delivery = {.arguments = &watch->arguments, .judged = true, .receipts = true};
    sheets_deliver(watch->sheets, watch->count, &delivery);
    finish(watch);
    come_for_what_was_left(watch);
}

static void wait_for_more(const struct watch *watch) {
    int64_t left = watch->due != INT64_MAX ? watch->due - capaian_wall_ms() : RESCAN_MS;
    left = left < 0 ? 0 : left > RESCAN_MS ? RESCAN_MS : left;
    struct pollfd events = {.fd = watch->events, .events = POLLIN};
    char drained[4096];
    if (poll(&events, 1, (int)left) > 0) {
        while (read(watch->events, drained, sizeof(drained)) > 0)
            continue;
    }
}

// The keys, before anything depends on them. COMMAND_WELL, or the exit code after a sentence.
static int try_keys(const struct capaian_arguments *arguments) {
    struct capaian_client *client = NULL;
    int code = capaian_arguments_connect(arguments, &client);
    capaian_client_close(client);
    return code;
}

static int run(struct watch *watch) {
    watch->root = -1;
    int error = open_root(watch);
    if (error == -EWOULDBLOCK)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s is watched already", watch->folder);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", watch->folder, strerror(-error));
    watch->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    capaian_raise_files();    // three a unit
    capaian_stop_on_signals();
    signal(SIGIO, SIG_IGN);    // somebody opens a file on which inbox_read holds its lease
    capaian_log(CAPAIAN_INFO, "watching", "folder", watch->folder, NULL);
    capaian_notify("READY=1");
    while (!capaian_stop_asked()) {
        pass(watch);
        if (!capaian_stop_asked())
            wait_for_more(watch);
    }
    if (watch->events >= 0)
        close(watch->events);
    close(watch->root);
    free(watch->boxes);
    free(watch->files);
    free(watch->sheets);
    return COMMAND_WELL;
}

int command_watch_folder(int argc, char **argv) {
    const char *numbers = "id", *settle = "2s", *on_behalf_of = NULL;
    const char *evaluator = "tcp://127.0.0.1:5573", *evaluator_key = NULL;
    const struct capaian_option options[] = {
        {"numbers", "id|en", NULL, "1.234,5 (where not given) or 1,234.5", &numbers, NULL, false},
        {"settle", "DURATION", NULL, "how long a file must have stayed as it is; 2s where not given", &settle, NULL,
         false},
        {"on-behalf-of", "WHOM", NULL, "written into each row's source; the unit where not given", &on_behalf_of, NULL,
         false},
        {"evaluator", "ENDPOINT", "CAPAIAN_EVALUATOR",
         "the evaluator's query socket, tcp://127.0.0.1:5573 where not given", &evaluator, NULL, false},
        {"evaluator-key", "HEX|FILE", "CAPAIAN_EVALUATOR_KEY",
         "its public key: tell in the answers what the indicators come to", &evaluator_key, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "watch-folder FOLDER [options]",
        .help = help,
        .options = options,
        .option_count = sizeof(options) / sizeof(*options),
        .operands_least = 1,
        .operands_most = 1,
    };
    struct watch watch = {0};
    int code = arguments_read(argc, argv, &line, "30s", &watch.arguments);
    if (code == COMMAND_GO_ON)
        code = sheets_options(numbers, on_behalf_of, &watch.rows);
    if (code != COMMAND_GO_ON)
        return code;
    if (capaian_duration_parse(settle, &watch.settle_ms) < 0)
        return capaian_command_fail(COMMAND_USAGE, "--settle %s is not a length of time: 500ms, 10s, 5m", settle);
    watch.rows.offset_s = watch.arguments.zone.offset_s;
    watch.evaluator = watch.arguments;
    watch.evaluator.endpoint = evaluator;
    watch.evaluator.server_key = evaluator_key;
    watch.evaluator.deadline_ms = EVALUATOR_DEADLINE_MS;
    watch.folder = argv[1];
    code = try_keys(&watch.arguments);
    if (code == COMMAND_WELL && evaluator_key != NULL)
        code = try_keys(&watch.evaluator);
    return code == COMMAND_WELL ? run(&watch) : code;
}
