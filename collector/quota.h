// How much of the reserve each unit holds with messages not yet applied. In memory only, rebuilt from the journal at
// the start.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    QUOTA_UNITS_MAX = 8192,    // units with something pending at once; bounds the memory (half a MiB)
    QUOTA_NONE = -1,
};

struct quota;

struct quota *quota_new(void);
struct quota *quota_free(struct quota *quota);

// What an entry with this much content occupies: the row, its index and its verdict come on top.
int64_t quota_cost(size_t content_size);

// Counts bytes to a unit and returns the handle to release them by; QUOTA_NONE when too many units have something
// pending. A handle stays good while anything of its unit is pending.
int quota_add(struct quota *quota, const char *unit, int64_t bytes);

// The handle of a unit with something pending, or QUOTA_NONE.
int quota_find(const struct quota *quota, const char *unit);
void quota_release(struct quota *quota, int handle, int64_t bytes);    // QUOTA_NONE is ignored

int64_t quota_pending(const struct quota *quota);
int64_t quota_pending_unit(const struct quota *quota, const char *unit);
bool quota_full(const struct quota *quota);
