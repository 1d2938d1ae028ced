// The linker sends what the product allocates here, to __wrap_NAME; __real_NAME is the system's own.
#include "memory.h"

#include "world.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
int __wrap_asprintf(char **ret, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap___asprintf_chk(char **ret, int flag, const char *format, ...) __attribute__((format(printf, 3, 4)));

static struct {
    const struct party *party;
    unsigned after;
    bool refused;
} order;
static sqlite3_mem_methods sqlite;

static bool refuses(void) {
    if (order.after == 0 || network_actor() != order.party || --order.after > 0)
        return false;
    world_note("%s is refused memory", order.party->name);
    order.refused = true;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size) {
    return refuses() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return refuses() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
    return refuses() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text) {
    return refuses() ? NULL : __real_strdup(text);
}

__attribute__((format(printf, 2, 0))) static int print(char **ret, const char *format, va_list arguments) {
    *ret = NULL;
    return refuses() ? -1 : vasprintf(ret, format, arguments);
}

int __wrap_asprintf(char **ret, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size = print(ret, format, arguments);
    va_end(arguments);
    return size;
}

// What asprintf is called by where it is fortified.
int __wrap___asprintf_chk(char **ret, int flag, const char *format, ...) {
    (void)flag;
    va_list arguments;
    va_start(arguments, format);
    int size = print(ret, format, arguments);
    va_end(arguments);
    return size;
}

static void *sqlite_malloc(int size) {
    return refuses() ? NULL : sqlite.xMalloc(size);
}

static void *sqlite_realloc(void *old, int size) {
    return refuses() ? NULL : sqlite.xRealloc(old, size);
}

void memory_begin(void) {
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite);
    sqlite3_mem_methods ours = sqlite;
    ours.xMalloc = sqlite_malloc;
    ours.xRealloc = sqlite_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}

void memory_refuse(const struct party *party, unsigned after) {
    order.party = party;
    order.after = after;
    order.refused = false;
}

bool memory_refused(const struct party *party) {
    return order.refused && order.party == party;
}

void memory_enough(void) {
    memory_refuse(NULL, 0);
}
