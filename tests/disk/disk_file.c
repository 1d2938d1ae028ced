// Files: what is there now, what is durable, and between them the list of changes that were not synced.
#include "disk/disk_parts.h"

#include <stdlib.h>
#include <string.h>

// In `unsynced`, followed by `size` bytes; or, as a truncation, by none: `size` is the new one.
struct change {
    bool truncation;
    size_t offset, size;
};

bool bytes_resize(struct bytes *bytes, size_t size) {
    if (size > bytes->room) {
        size_t room = bytes->room > 0 ? bytes->room : 16384;
        while (room < size)
            room *= 2;
        uint8_t *data = realloc(bytes->data, room);
        if (!data)
            return false;
        bytes->data = data;
        bytes->room = room;
    }
    if (size > bytes->size)
        memset(bytes->data + bytes->size, 0, size - bytes->size);
    bytes->size = size;
    return true;
}

static bool bytes_put(struct bytes *bytes, const void *data, size_t size, size_t offset) {
    if (size == 0)
        return true;
    if (offset + size > bytes->size && !bytes_resize(bytes, offset + size))
        return false;
    memcpy(bytes->data + offset, data, size);
    return true;
}

static uint64_t hash_of(const char *path) {
    uint64_t hash = 14695981039346656037u;
    for (; *path; path++)
        hash = (hash ^ (uint8_t)*path) * 1099511628211u;
    return hash;
}

struct disk_file *disk_file_find(const struct disk *disk, const char *path) {
    uint64_t hash = hash_of(path);
    for (struct disk_file *file = disk->files; file; file = file->next)
        if (file->named && file->hash == hash && strcmp(file->path, path) == 0)
            return file;
    return NULL;
}

bool disk_file_name(struct disk_file *file, const char *path) {
    if (strlen(path) >= sizeof file->path)
        return false;
    strcpy(file->path, path);
    file->hash = hash_of(path);
    file->named = true;
    file->durably_named = false;
    return true;
}

struct disk_file *disk_file_create(struct disk *disk, const char *path) {
    struct disk_file *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    if (path && !disk_file_name(file, path)) {
        free(file);
        return NULL;
    }
    file->next = disk->files;
    disk->files = file;
    return file;
}

void disk_file_release(struct disk *disk, struct disk_file *file) {
    if (file->named || file->durably_named || file->handles)
        return;
    struct disk_file **at = &disk->files;
    while (*at != file)
        at = &(*at)->next;
    *at = file->next;
    disk->used -= (int64_t)file->now.size;
    free(file->now.data);
    free(file->durable.data);
    free(file->unsynced.data);
    free(file);
}

static bool note(struct disk_file *file, const struct change *change, const void *data, size_t size) {
    size_t at = file->unsynced.size;
    if (!bytes_put(&file->unsynced, change, sizeof *change, at))
        return false;
    return bytes_put(&file->unsynced, data, size, at + sizeof *change);
}

int disk_file_write(struct disk *disk, struct disk_file *file, const void *data, size_t size, size_t offset) {
    size_t end = offset + size, fits = size;
    int64_t more = end > file->now.size ? (int64_t)(end - file->now.size) : 0;
    if (disk->room >= 0 && more > 0 && disk->used + more > disk->room) {
        int64_t room = disk->room > disk->used ? disk->room - disk->used : 0;
        fits = file->now.size + (size_t)room > offset ? file->now.size + (size_t)room - offset : 0;
    }
    const struct change change = {false, offset, fits};
    size_t before = file->now.size;
    if (fits > 0 && (!note(file, &change, data, fits) || !bytes_put(&file->now, data, fits, offset)))
        return SQLITE_IOERR_NOMEM;
    disk->used += (int64_t)(file->now.size - before);
    return fits < size ? SQLITE_FULL : SQLITE_OK;
}

int disk_file_truncate(struct disk *disk, struct disk_file *file, size_t size) {
    if (size >= file->now.size)
        return SQLITE_OK;
    const struct change change = {true, 0, size};
    if (!note(file, &change, NULL, 0))
        return SQLITE_IOERR_NOMEM;
    disk->used -= (int64_t)(file->now.size - size);
    file->now.size = size;
    return SQLITE_OK;
}

static bool apply(struct bytes *durable, const struct change *change, const uint8_t *data) {
    if (!change->truncation)
        return bytes_put(durable, data, change->size, change->offset);
    if (change->size < durable->size)
        durable->size = change->size;
    return true;
}

// Sectors are those of the disk, not of the write.
static bool apply_torn(struct bytes *durable, const struct change *change, const uint8_t *data, uint64_t bits) {
    size_t end = change->offset + change->size, at = change->offset;
    for (unsigned sector = 0; at < end; sector++) {
        size_t next = (at / DISK_SECTOR + 1) * DISK_SECTOR;
        if (next > end)
            next = end;
        if ((bits >> sector % 64 & 1) && !bytes_put(durable, data + (at - change->offset), next - at, at))
            return false;
        at = next;
    }
    return true;
}

static uint64_t keep(void *context) {
    (void)context;
    return 2;
}

static bool settle(struct disk_file *file, uint64_t (*random)(void *context), void *context) {
    bool done = true;
    for (size_t at = 0; done && at < file->unsynced.size;) {
        struct change change;
        memcpy(&change, file->unsynced.data + at, sizeof change);
        const uint8_t *data = file->unsynced.data + at + sizeof change;
        uint64_t fate = random(context) % 3;
        if (fate == 2)
            done = apply(&file->durable, &change, data);
        else if (fate == 1 && !change.truncation)
            done = apply_torn(&file->durable, &change, data, random(context));
        at += sizeof change + (change.truncation ? 0 : change.size);
    }
    file->unsynced.size = 0;
    return done;
}

void disk_file_settle(struct disk_file *file, uint64_t (*random)(void *context), void *context) {
    if (!settle(file, random, context))
        abort();
}

int disk_file_sync(struct disk *disk, struct disk_file *file) {
    if (!settle(file, keep, NULL))
        return SQLITE_IOERR_NOMEM;
    if (!file->named || file->durably_named)
        return SQLITE_OK;
    file->durably_named = true;
    // What had the name before cannot come back.
    for (struct disk_file *other = disk->files, *next; other; other = next) {
        next = other->next;
        if (!other->named && other->durably_named && other->hash == file->hash &&
            strcmp(other->path, file->path) == 0) {
            other->durably_named = false;
            disk_file_release(disk, other);
        }
    }
    return SQLITE_OK;
}

static size_t folder_size(const char *path) {
    const char *name = strrchr(path, '/');
    return name ? (size_t)(name - path) + 1 : 0;
}

void disk_file_sync_folder(struct disk *disk, const char *path) {
    size_t size = folder_size(path);
    for (struct disk_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        if (folder_size(file->path) != size || memcmp(file->path, path, size) != 0)
            continue;
        file->durably_named = file->named;
        disk_file_release(disk, file);
    }
}

void disk_file_unlink(struct disk *disk, struct disk_file *file, bool durably) {
    file->named = false;
    if (durably)
        file->durably_named = false;
    disk_file_release(disk, file);
}

bool disk_file_revert(struct disk *disk, struct disk_file *file) {
    disk->used -= (int64_t)file->now.size;
    file->now.size = 0;
    bool done = bytes_put(&file->now, file->durable.data, file->durable.size, 0);
    disk->used += (int64_t)file->now.size;
    return done;
}
