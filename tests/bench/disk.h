// What the parts below the pair can do by themselves on the same disk.
#pragma once

#include <stddef.h>

// Messages with that content into the ledger's own table, so many in a commit, nothing else. *ret: messages in a
// second. 0 or -errno with a sentence on standard error.
int disk_ledger(const char *folder, const void *content, size_t length, unsigned messages, double seconds, double *ret);

// The median time of a page written over an old one and one fdatasync, as a WAL does it once it has its size. *ret:
// microseconds. 0 or -errno.
int disk_sync(const char *folder, double *ret);
