#include "ledger/acts_log.h"

#include "capaian/v1/query.pb-c.h"
#include "runtime/file.h"
#include "value/calendar.h"
#include "value/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct acts_log {
    int file;
    int64_t written;    // acts of all steps up to here are in the file
};

#define ACTS                                                                                                           \
    "SELECT step, at, act, kind, text, actor, key, reason, body FROM step WHERE step > ?1 AND act IS NOT NULL"         \
    " ORDER BY step"

// Text of people within a line: what would end the line or the field is a space.
static void add_field(struct capaian_string *line, const char *text) {
    capaian_string_add(line, "\t");
    for (const char *c = text == NULL ? "" : text; *c != '\0'; c++)
        capaian_string_add(line, "%c", (unsigned char)*c < ' ' ? ' ' : *c);
}

static void add_deed(struct capaian_string *line, const void *body, size_t size) {
    Capaian__V1__Deed *deed = capaian__v1__deed__unpack(NULL, size, body);
    const ProtobufCEnumValue *kind =
        deed == NULL ? NULL
                     : protobuf_c_enum_descriptor_get_value(&capaian__v1__deed_kind__descriptor, (int)deed->kind);
    // DEED_ACKNOWLEDGE
    add_field(line, kind == NULL ? "deed" : kind->name);
    add_field(line, deed == NULL ? "" : deed->subject);
    if (deed != NULL)
        capaian__v1__deed__free_unpacked(deed, NULL);
}

static void add_act(struct capaian_string *line, sqlite3_stmt *row) {
    char instant[CAPAIAN_INSTANT_TEXT], id[2 * CAPAIAN_ID_SIZE + 1] = "";
    const struct capaian_calendar utc = {0};
    capaian_string_add(line, "%s", capaian_instant_format(&utc, sqlite3_column_int64(row, 1), instant));
    if (sqlite3_column_bytes(row, 2) == CAPAIAN_ID_SIZE)
        capaian_hex(sqlite3_column_blob(row, 2), CAPAIAN_ID_SIZE, id);
    add_field(line, id);
    const char *kind = (const char *)sqlite3_column_text(row, 3);
    if (strcmp(kind, "deed") == 0) {
        add_deed(line, sqlite3_column_blob(row, 8), (size_t)sqlite3_column_bytes(row, 8));
    } else {
        add_field(line, kind);
        add_field(line, (const char *)sqlite3_column_text(row, 4));
    }
    for (int column = 5; column < 8; column++)
        add_field(line, (const char *)sqlite3_column_text(row, column));
}

// The step that a line's act has become; 0: none, or the line is a remark.
static int step_of(sqlite3_stmt *find, const char *line, int64_t *ret_step, bool *ret_act) {
    uint8_t id[CAPAIAN_ID_SIZE];
    size_t size = 0;
    const char *hex = strchr(line, '\t');
    *ret_step = 0;
    *ret_act = line[0] != '#' && hex != NULL &&
               sodium_hex2bin(id, sizeof id, hex + 1, strcspn(hex + 1, "\t\n"), NULL, &size, NULL) == 0 &&
               size == sizeof id;
    if (!*ret_act)
        return 0;
    sqlite3_bind_blob(find, 1, id, sizeof id, SQLITE_TRANSIENT);
    int result = capaian_store_step(find);
    if (result == SQLITE_ROW)
        *ret_step = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    return result == SQLITE_ROW || result == SQLITE_DONE ? 0 : -EIO;
}

// Twice over the file: where the last act is that the database has, then what follows it.
static int compare(FILE *file, sqlite3 *db, int64_t *ret_last, acts_lost *lost, void *context) {
    sqlite3_stmt *find = NULL;
    if (sqlite3_prepare_v2(db, "SELECT step FROM step WHERE act = ?1", -1, &find, NULL) != SQLITE_OK)
        return -EIO;
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    long after = 0;
    int r = 0;
    *ret_last = 0;
    while (r == 0 && getline(&line, &room, file) >= 0) {
        int64_t step = 0;
        bool act = false;
        r = step_of(find, line, &step, &act);
        if (step > 0) {
            *ret_last = step > *ret_last ? step : *ret_last;
            after = ftell(file);
        }
    }
    if (r == 0 && fseek(file, after, SEEK_SET) < 0)
        r = -errno;
    while (r == 0 && (size = getline(&line, &room, file)) >= 0) {
        int64_t step = 0;
        bool act = false;
        r = step_of(find, line, &step, &act);
        if (size > 0 && line[size - 1] == '\n')
            line[size - 1] = '\0';
        if (act)
            lost(context, line);
    }
    if (r == 0 && ferror(file))
        r = -EIO;
    free(line);
    sqlite3_finalize(find);
    return r;
}

int acts_log_compare(const char *path, sqlite3 *db, acts_lost *lost, void *context) {
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -errno;
    int64_t last = 0;
    int r = compare(file, db, &last, lost, context);
    fclose(file);
    return r;
}

int acts_compare(sqlite3 *fuller, sqlite3 *db, acts_lost *lost, void *context) {
    sqlite3_stmt *acts = NULL, *find = NULL;
    int result = sqlite3_prepare_v2(fuller, ACTS, -1, &acts, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_prepare_v2(db, "SELECT step FROM step WHERE act = ?1", -1, &find, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_bind_int64(acts, 1, 0);
    while (result == SQLITE_OK && (result = capaian_store_step(acts)) == SQLITE_ROW) {
        sqlite3_bind_value(find, 1, sqlite3_column_value(acts, 2));
        result = capaian_store_step(find);
        sqlite3_reset(find);
        if (result == SQLITE_DONE) {
            struct capaian_string line = {0};
            add_act(&line, acts);
            if (!line.failed)
                lost(context, line.text);
            capaian_string_free(&line);
        }
        result = result == SQLITE_DONE || result == SQLITE_ROW ? SQLITE_OK : result;
    }
    sqlite3_finalize(acts);
    sqlite3_finalize(find);
    return result == SQLITE_DONE ? 0 : -EIO;
}

// A line that a crash or a full disk cut short must not run into the next.
static int end_line(int file) {
    off_t size = lseek(file, 0, SEEK_END);
    char last = '\n';
    if (size < 0 || (size > 0 && pread(file, &last, 1, size - 1) != 1))
        return -EIO;
    return last == '\n' ? 0 : capaian_file_write(file, "\n", 1);
}

int acts_log_write(struct acts_log *log, struct ledger *ledger) {
    sqlite3_stmt *acts = NULL;
    struct capaian_string lines = {0};
    if (sqlite3_prepare_v2(capaian_store_db(ledger->store), ACTS, -1, &acts, NULL) != SQLITE_OK)
        return -EIO;
    sqlite3_bind_int64(acts, 1, log->written);
    int result;
    while ((result = capaian_store_step(acts)) == SQLITE_ROW) {
        add_act(&lines, acts);
        capaian_string_add(&lines, "\n");
    }
    sqlite3_finalize(acts);
    int r = result != SQLITE_DONE ? -EIO : lines.failed ? -ENOMEM : 0;
    if (r == 0 && lines.size > 0) {
        r = end_line(log->file);
        if (r == 0)
            r = capaian_file_write(log->file, lines.text, lines.size);
        if (r == 0 && fdatasync(log->file) < 0)
            r = -errno;
    }
    capaian_string_free(&lines);
    // A line that was cut short is written again, whole, with the next.
    if (r == 0)
        log->written = (int64_t)ledger->fold->step;
    return r;
}

struct acts_log *acts_log_close(struct acts_log *log) {
    if (log != NULL)
        close(log->file);
    free(log);
    return NULL;
}

static int open_log(const char *path, struct ledger *ledger, acts_lost *lost, void *context, struct acts_log *log) {
    log->file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log->file < 0)
        return -errno;
    int r = capaian_file_sync_folder(path);
    FILE *file = r == 0 ? fopen(path, "re") : NULL;
    if (file == NULL)
        return r < 0 ? r : -errno;
    r = compare(file, capaian_store_db(ledger->store), &log->written, lost, context);
    fclose(file);
    return r < 0 ? r : acts_log_write(log, ledger);
}

int acts_log_open(const char *path, struct ledger *ledger, acts_lost *lost, void *context, struct acts_log **ret,
                  char **ret_sentence) {
    struct acts_log *log = calloc(1, sizeof *log);
    if (log == NULL)
        return -ENOMEM;
    log->file = -1;
    int r = open_log(path, ledger, lost, context, log);
    if (r < 0) {
        if (asprintf(ret_sentence, "%s: the list of acts cannot be kept: %s", path, strerror(-r)) < 0)
            *ret_sentence = NULL;
        if (log->file >= 0)
            close(log->file);
        free(log);
        return r;
    }
    *ret = log;
    return 0;
}
