#include "commands/inbox.h"

#include "runtime/daemon.h"
#include "runtime/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
    NAME_KEPT = 200,
    SAME_NAME_MAX = 10000,
    WRITER_GONE_MS = 5 * 60 * 1000,
    WRITER_UNSEEN_MS = 30 * 1000,
    ANSWER_NAME = NAME_MAX + 1 + 32,
};

#define ENDING ".result.csv"    // of the answer's name

static const char *const place_names[INBOX_PLACES] = {"done", "rejected"};

static int open_folder(int parent, const char *name, bool make) {
    if (make && mkdirat(parent, name, 0775) < 0 && errno != EEXIST)
        return -errno;
    int folder = openat(parent, name, FOLDER_FLAGS);
    return folder < 0 ? -errno : folder;
}

int inbox_open(int root, const char *unit, struct inbox *ret) {
    struct inbox inbox = {.in = -1, .places = {-1, -1}};
    snprintf(inbox.unit, sizeof(inbox.unit), "%s", unit);
    int folder = open_folder(root, unit, false);
    if (folder < 0)
        return folder;
    int error = inbox.in = open_folder(folder, "in", false);
    for (int i = 0; error >= 0 && i < INBOX_PLACES; i++)
        error = inbox.places[i] = open_folder(folder, place_names[i], true);
    close(folder);
    if (error < 0) {
        inbox_close(&inbox);
        return error;
    }
    *ret = inbox;
    return 0;
}

void inbox_close(struct inbox *inbox) {
    const int folders[] = {inbox->in, inbox->places[INBOX_DONE], inbox->places[INBOX_REJECTED]};
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        if (folders[i] >= 0)
            close(folders[i]);
    }
}

static DIR *list(int folder) {
    int own = openat(folder, ".", FOLDER_FLAGS);
    DIR *entries = own >= 0 ? fdopendir(own) : NULL;
    if (entries == NULL && own >= 0)
        close(own);
    return entries;
}

// .~lock.report.ods#, ~$report.xlsx, report.csv.filepart, report.csv~
static bool is_unfinished(const char *name) {
    static const char *const endings[] = {".part", ".filepart", ".partial", ".tmp", ".temp", ".crdownload", "~", "#"};
    size_t size = strlen(name);
    if (*name == '.' || *name == '~')
        return true;
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        size_t ending = strlen(endings[i]);
        if (size > ending && strcasecmp(name + size - ending, endings[i]) == 0)
            return true;
    }
    return false;
}

static int64_t milliseconds(struct timespec time) {
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int inbox_ready(const struct inbox *inbox, int64_t settle_ms, char **names, int room, int64_t *due) {
    DIR *entries = list(inbox->in);
    if (entries == NULL)
        return -errno;
    int64_t now = capaian_wall_ms();
    int count = 0;
    for (struct dirent *entry; count < room && (entry = readdir(entries)) != NULL;) {
        struct stat status;
        if (is_unfinished(entry->d_name) || fstatat(inbox->in, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISREG(status.st_mode))
            continue;
        // The time of the last change to the file or its name, which no sender can set.
        int64_t ready_at = milliseconds(status.st_ctim) + settle_ms;
        if (ready_at > now) {
            *due = ready_at < *due ? ready_at : *due;
            continue;
        }
        names[count] = strdup(entry->d_name);
        count += names[count] != NULL;
    }
    closedir(entries);
    return count;
}

// The kernel grants a lease for reading only while nobody has the file open for writing. File systems of other machines
// (NFS, SMB) always refuse one as if somebody had; for files of others it takes CAP_LEASE, and some file systems have
// none: then that the file has not changed for a while has to do.
static bool is_being_written(int file, const struct stat *status) {
    if (fcntl(file, F_SETLEASE, F_RDLCK) < 0) {
        int64_t quiet_ms = errno == EAGAIN ? WRITER_GONE_MS : WRITER_UNSEEN_MS;
        return capaian_wall_ms() - milliseconds(status->st_ctim) < quiet_ms;
    }
    fcntl(file, F_SETLEASE, F_UNLCK);
    return false;
}

static bool same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           milliseconds(a->st_mtim) == milliseconds(b->st_mtim) && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static int read_open(int file, size_t max, struct input *ret, struct stat *ret_status) {
    struct stat before, after;
    if (fstat(file, &before) < 0)
        return -errno;
    if (!S_ISREG(before.st_mode))
        return -EINVAL;
    if (is_being_written(file, &before))
        return -EAGAIN;
    int error = input_read_from(file, max, ret);
    if (error < 0)
        return error;
    if (fstat(file, &after) < 0 || !same(&before, &after)) {
        free(ret->text);
        return -EAGAIN;
    }
    ret->has_time = true;
    ret->changed_at = milliseconds(before.st_mtim);
    *ret_status = before;
    return 0;
}

int inbox_read(const struct inbox *inbox, const char *name, size_t max, struct input *ret, struct stat *ret_status) {
    if (fstatat(inbox->in, name, ret_status, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    int file = openat(inbox->in, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return -errno;
    int error = read_open(file, max, ret, ret_status);
    close(file);
    return error;
}

static bool has_content(int folder, const char *name, const struct input *input, int64_t *ret_changed_at) {
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode) ||
        (size_t)status.st_size != input->size)
        return false;
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct input other = {0};
    bool equal = file >= 0 && input_read_from(file, input->size, &other) == 0 && other.size == input->size &&
                 (input->size == 0 || memcmp(other.text, input->text, input->size) == 0);
    free(other.text);
    if (file >= 0)
        close(file);
    *ret_changed_at = milliseconds(status.st_mtim);
    return equal;
}

bool inbox_had(const struct inbox *inbox, const struct input *input, char *ret_name, int64_t *ret_changed_at) {
    DIR *entries = list(inbox->places[INBOX_DONE]);
    bool had = false;
    for (struct dirent *entry; entries != NULL && !had && (entry = readdir(entries)) != NULL;) {
        had = has_content(inbox->places[INBOX_DONE], entry->d_name, input, ret_changed_at);
        if (had)
            snprintf(ret_name, NAME_MAX + 1, "%s", entry->d_name);
    }
    if (entries != NULL)
        closedir(entries);
    return had;
}

// report.csv, report.2.csv, report.3.csv … A long name is cut between characters, to leave room for `.result.csv`.
static void make_name(const char *name, int number, char ret[NAME_MAX + 1]) {
    size_t size = strlen(name);
    if (size > NAME_KEPT) {
        size = NAME_KEPT;
        while (size > 0 && ((unsigned char)name[size] & 0xC0) == 0x80)
            size--;
    }
    const char *dot = memrchr(name, '.', size);
    size_t stem = dot != NULL && dot != name ? (size_t)(dot - name) : size;
    if (number == 1)
        snprintf(ret, NAME_MAX + 1, "%.*s", (int)size, name);
    else
        snprintf(ret, NAME_MAX + 1, "%.*s.%d%.*s", (int)stem, name, number, (int)(size - stem), name + stem);
}

static bool is_there(int folder, const char *name) {
    struct stat status;
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

// An answer without its file was left by a process that ended between the two, and may be replaced. Not so somebody's
// file that is called like one, and has its own answer beside it.
static bool is_taken(int folder, const char *name) {
    char answer[ANSWER_NAME], answer_of_answer[ANSWER_NAME];
    snprintf(answer, sizeof(answer), "%s" ENDING, name);
    snprintf(answer_of_answer, sizeof(answer_of_answer), "%s" ENDING ENDING, name);
    return is_there(folder, name) || (is_there(folder, answer) && is_there(folder, answer_of_answer));
}

static int write_answer(int folder, const char *name, const struct capaian_string *answer) {
    static const char fresh[] = ENDING ".tmp";
    char final[ANSWER_NAME];
    snprintf(final, sizeof(final), "%s" ENDING, name);
    if (unlinkat(folder, fresh, 0) < 0 && errno != ENOENT)
        return -errno;
    int file = openat(folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0664);
    if (file < 0)
        return -errno;
    int error = capaian_file_write(file, answer->text, answer->size);
    if (close(file) < 0 && error == 0)
        error = -errno;
    if (error == 0 && renameat(folder, fresh, folder, final) < 0)
        error = -errno;
    return error;
}

// 0 or -errno; -EEXIST. Some file systems cannot promise not to replace; that the name is free was looked at then.
static int move(int from, const char *name, int to, const char *to_name) {
    if (renameat2(from, name, to, to_name, RENAME_NOREPLACE) == 0)
        return 0;
    return errno == EINVAL && renameat(from, name, to, to_name) == 0 ? 0 : -errno;
}

static int move_same(const struct inbox *inbox, const char *name, const struct stat *status, int to,
                     const char *to_name) {
    struct stat now;
    if (fstatat(inbox->in, name, &now, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    return same(&now, status) ? move(inbox->in, name, to, to_name) : -EAGAIN;
}

int inbox_put(const struct inbox *inbox, const char *name, const struct stat *status, enum inbox_place place,
              const struct capaian_string *answer, char *ret_name) {
    int folder = inbox->places[place];
    for (int number = 1; number < SAME_NAME_MAX; number++) {
        make_name(name, number, ret_name);
        if (is_taken(folder, ret_name))
            continue;
        int error = write_answer(folder, ret_name, answer);
        if (error < 0)
            return error;
        error = move_same(inbox, name, status, folder, ret_name);
        if (error == 0)
            return 0;
        char left[ANSWER_NAME];
        snprintf(left, sizeof(left), "%s" ENDING, ret_name);
        unlinkat(folder, left, 0);
        if (error != -EEXIST)
            return error;
    }
    return -EEXIST;
}
