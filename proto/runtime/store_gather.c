// SQLite writes a commit into the write-ahead log in two pieces a page, and a call of the system costs as much as many
// of them do. Here they are gathered until the log is synced, as every commit does before anybody else looks for its
// pages (PRAGMA synchronous=FULL), and written at once. Not where a write may spoil what is beside it when power goes:
// there SQLite fills the sector up behind the sync. A checkpoint reads the pages back one by one: many at once, too.
//
// A shim over the VFS that is the default (https://www.sqlite.org/vfs.html): the log alone gets methods of its own.
#include "runtime/store_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// SQLite's own VFS takes no more at once: it keeps 17 bits of a size.
enum { GATHERED_MAX = (128 << 10) - 1 };

// In the room that SQLite gives for a file; the file of the VFS beneath is behind it.
struct gathered {
    sqlite3_file base;
    uint8_t *bytes;    // of `at` and what follows; NULL: nothing is gathered
    int size;          // to be written; 0: nothing is,
    int known;         // and so many are as the file has them
    sqlite3_int64 read_to;
    sqlite3_int64 at;
};

static sqlite3_file *under(struct gathered *gathered) {
    return (sqlite3_file *)(gathered + 1);
}

static struct gathered *of(sqlite3_file *file) {
    return (struct gathered *)file;
}

// What could not be written is gone: SQLite takes the transaction back.
static int flush(struct gathered *gathered) {
    int size = gathered->size;
    gathered->size = 0;
    sqlite3_file *file = under(gathered);
    return size > 0 ? file->pMethods->xWrite(file, gathered->bytes, size, gathered->at) : SQLITE_OK;
}

static int close_file(sqlite3_file *base) {
    free(of(base)->bytes);
    sqlite3_file *file = under(of(base));
    return file->pMethods->xClose(file);
}

// What follows `at` in the file, as far as there is room for it. The log has one writer, and this is its file.
static int read_ahead(struct gathered *gathered, sqlite3_int64 at) {
    sqlite3_file *file = under(gathered);
    sqlite3_int64 length = 0;
    gathered->known = 0;
    int result = file->pMethods->xFileSize(file, &length);
    int size = length - at < GATHERED_MAX ? (int)(length - at) : GATHERED_MAX;
    if (result != SQLITE_OK || size <= 0)
        return result;
    result = file->pMethods->xRead(file, gathered->bytes, size, at);
    gathered->at = at;
    gathered->known = result == SQLITE_OK ? size : 0;
    return result;
}

static bool knows(const struct gathered *gathered, int size, sqlite3_int64 at) {
    return gathered->bytes && at >= gathered->at && at + size <= gathered->at + gathered->known;
}

static int read_file(sqlite3_file *base, void *bytes, int size, sqlite3_int64 at) {
    enum { FRAME_HEAD = 24 };
    struct gathered *gathered = of(base);
    // Page after page, with the head of a frame between them; else what follows is of no use.
    bool follows = at >= gathered->read_to && at <= gathered->read_to + FRAME_HEAD;
    gathered->read_to = at + size;
    int result = flush(gathered);
    if (result == SQLITE_OK && gathered->bytes && follows && !knows(gathered, size, at))
        result = read_ahead(gathered, at);
    if (result != SQLITE_OK)
        return result;
    // Behind the end SQLite wants zeros, and to be told.
    if (!knows(gathered, size, at))
        return under(gathered)->pMethods->xRead(under(gathered), bytes, size, at);
    memcpy(bytes, gathered->bytes + (at - gathered->at), (size_t)size);
    return SQLITE_OK;
}

static int write_file(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 at) {
    struct gathered *gathered = of(base);
    if (!gathered->bytes)
        return under(gathered)->pMethods->xWrite(under(gathered), bytes, size, at);
    if (at != gathered->at + gathered->size || size > GATHERED_MAX - gathered->size) {
        int result = flush(gathered);
        if (result != SQLITE_OK)
            return result;
        gathered->at = at;
    }
    gathered->known = 0;
    if (size > GATHERED_MAX)
        return SQLITE_IOERR_WRITE;
    memcpy(gathered->bytes + gathered->size, bytes, (size_t)size);
    gathered->size += size;
    return SQLITE_OK;
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
    int result = flush(of(base));
    of(base)->known = 0;
    sqlite3_file *file = under(of(base));
    return result == SQLITE_OK ? file->pMethods->xTruncate(file, size) : result;
}

static int sync_file(sqlite3_file *base, int flags) {
    int result = flush(of(base));
    sqlite3_file *file = under(of(base));
    return result == SQLITE_OK ? file->pMethods->xSync(file, flags) : result;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *ret) {
    int result = flush(of(base));
    sqlite3_file *file = under(of(base));
    return result == SQLITE_OK ? file->pMethods->xFileSize(file, ret) : result;
}

static int lock_file(sqlite3_file *base, int level) {
    return under(of(base))->pMethods->xLock(under(of(base)), level);
}

static int unlock_file(sqlite3_file *base, int level) {
    return under(of(base))->pMethods->xUnlock(under(of(base)), level);
}

static int check_lock(sqlite3_file *base, int *ret) {
    return under(of(base))->pMethods->xCheckReservedLock(under(of(base)), ret);
}

static int control_file(sqlite3_file *base, int what, void *argument) {
    return under(of(base))->pMethods->xFileControl(under(of(base)), what, argument);
}

static int sector_size(sqlite3_file *base) {
    return under(of(base))->pMethods->xSectorSize(under(of(base)));
}

static int characteristics(sqlite3_file *base) {
    return under(of(base))->pMethods->xDeviceCharacteristics(under(of(base)));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *ret_flags) {
    sqlite3_vfs *beneath = ((struct capaian_store_gathering *)vfs)->beneath;
    if (!(flags & SQLITE_OPEN_WAL))
        return beneath->xOpen(beneath, name, base, flags, ret_flags);
    struct gathered *gathered = of(base);
    *gathered = (struct gathered){0};
    sqlite3_file *file = under(gathered);
    int result = beneath->xOpen(beneath, name, file, flags, ret_flags);
    if (result != SQLITE_OK)
        return result;
    gathered->base.pMethods = &methods;
    if (file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE)
        gathered->bytes = malloc(GATHERED_MAX);
    return SQLITE_OK;
}

int capaian_store_gather(struct capaian_store_gathering *gathering) {
    sqlite3_vfs *beneath = sqlite3_vfs_find(NULL);
    if (!beneath)
        return SQLITE_ERROR;
    gathering->beneath = beneath;
    snprintf(gathering->name, sizeof gathering->name, "gather-%p", (void *)gathering);
    // A copy, so that all it does beside opening files is what the one beneath does.
    gathering->shim = *beneath;
    gathering->shim.pNext = NULL;
    gathering->shim.zName = gathering->name;
    gathering->shim.szOsFile += (int)sizeof(struct gathered);
    gathering->shim.xOpen = open_file;
    return sqlite3_vfs_register(&gathering->shim, 0);
}
