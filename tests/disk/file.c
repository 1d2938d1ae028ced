#include "disk/file.h"

#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512 };

struct file *file_new(const char *path) {
    struct file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return NULL;
    file->path = strdup(path);
    if (file->path != NULL)
        return file;
    free(file);
    return NULL;
}

void file_drop_shm(struct file *file) {
    for (int i = 0; i < SHM_REGIONS; i++) {
        free(file->regions[i]);
        file->regions[i] = NULL;
    }
    memset(file->shm_shared, 0, sizeof file->shm_shared);
    memset(file->shm_exclusive, 0, sizeof file->shm_exclusive);
    file->shm_users = 0;
}

void file_free(struct file *file) {
    file_drop_shm(file);
    free(file->path);
    free(file->now.data);
    free(file->durable.data);
    free(file->written.data);
    free(file->unsynced);
    free(file);
}

static bool reserve(struct bytes *bytes, size_t size) {
    if (size <= bytes->room)
        return true;
    size_t room = bytes->room == 0 ? 8192 : bytes->room;
    while (room < size)
        room *= 2;
    uint8_t *data = realloc(bytes->data, room);
    if (data == NULL)
        return false;
    bytes->data = data;
    bytes->room = room;
    return true;
}

bool bytes_write(struct bytes *bytes, size_t offset, const void *data, size_t size) {
    if (!reserve(bytes, offset + size))
        return false;
    if (offset > bytes->size)
        memset(bytes->data + bytes->size, 0, offset - bytes->size);
    if (size > 0)
        memcpy(bytes->data + offset, data, size);
    if (offset + size > bytes->size)
        bytes->size = offset + size;
    return true;
}

bool bytes_copy(struct bytes *to, const struct bytes *from) {
    to->size = 0;
    return from->size == 0 || bytes_write(to, 0, from->data, from->size);
}

void bytes_truncate(struct bytes *bytes, size_t size) {
    if (size < bytes->size)
        bytes->size = size;
}

static struct unsynced *note(struct file *file) {
    if (file->unsynced_count == file->unsynced_room) {
        size_t room = file->unsynced_room == 0 ? 64 : 2 * file->unsynced_room;
        struct unsynced *unsynced = realloc(file->unsynced, room * sizeof *unsynced);
        if (unsynced == NULL)
            return NULL;
        file->unsynced = unsynced;
        file->unsynced_room = room;
    }
    return &file->unsynced[file->unsynced_count++];
}

bool file_write(struct file *file, size_t offset, const void *data, size_t size) {
    size_t at = file->written.size;
    struct unsynced *unsynced = bytes_write(&file->written, at, data, size) ? note(file) : NULL;
    if (unsynced == NULL)
        return false;
    *unsynced = (struct unsynced){.offset = offset, .size = size, .at = at};
    return bytes_write(&file->now, offset, data, size);
}

bool file_truncate(struct file *file, size_t size) {
    struct unsynced *unsynced = note(file);
    if (unsynced == NULL)
        return false;
    *unsynced = (struct unsynced){.truncation = true, .size = size};
    bytes_truncate(&file->now, size);
    return true;
}

static bool apply(struct file *file, const struct unsynced *unsynced) {
    if (!unsynced->truncation)
        return bytes_write(&file->durable, unsynced->offset, file->written.data + unsynced->at, unsynced->size);
    bytes_truncate(&file->durable, unsynced->size);
    return true;
}

static void forget(struct file *file) {
    file->unsynced_count = 0;
    file->written.size = 0;
}

bool file_sync(struct file *file) {
    for (size_t i = 0; i < file->unsynced_count; i++)
        if (!apply(file, &file->unsynced[i]))
            return false;
    forget(file);
    return true;
}

// Sectors are written whole or not at all.
static void tear(struct file *file, const struct unsynced *unsynced, uint64_t (*random)(void *context), void *context) {
    size_t end = unsynced->offset + unsynced->size;
    for (size_t from = unsynced->offset; from < end;) {
        size_t to = (from / SECTOR + 1) * SECTOR < end ? (from / SECTOR + 1) * SECTOR : end;
        if (random(context) & 1)
            (void)bytes_write(&file->durable, from, file->written.data + unsynced->at + (from - unsynced->offset),
                              to - from);
        from = to;
    }
}

bool file_power_loss(struct file *file, uint64_t (*random)(void *context), void *context) {
    for (size_t i = 0; i < file->unsynced_count; i++) {
        const struct unsynced *unsynced = &file->unsynced[i];
        uint64_t fate = random(context) % 3;
        if (fate == 0)
            (void)apply(file, unsynced);
        else if (fate == 1 && !unsynced->truncation)
            tear(file, unsynced, random, context);
    }
    forget(file);
    bool there = file->entered || random(context) % 2 == 0;
    if (file->deleted)
        there = file->entered && random(context) % 2 == 0;
    file->deleted = false;
    file->entered = true;
    return there && bytes_copy(&file->now, &file->durable);
}
