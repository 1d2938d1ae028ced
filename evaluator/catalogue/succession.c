#include "succession.h"

#include "wire/limits.h"

#include <string.h>

// The units from one on, each once: before a second successor come all that follow the first.
struct walk {
    const struct catalogue *catalogue;
    const struct unit *waiting[SUCCESSION_MAX], *seen[SUCCESSION_MAX];
    size_t waiting_count, seen_count;
    bool cut;    // there are more than a walk can hold
};

static void begin(struct walk *walk, const struct catalogue *catalogue, const char *code) {
    const struct unit *unit = catalogue_unit(catalogue, code);
    walk->catalogue = catalogue;
    walk->waiting[0] = unit;
    walk->waiting_count = unit != NULL;
    walk->seen_count = 0;
    walk->cut = false;
}

static bool is_seen(const struct walk *walk, const struct unit *unit) {
    for (size_t i = 0; i < walk->seen_count; i++) {
        if (walk->seen[i] == unit)
            return true;
    }
    return false;
}

// NULL: no more.
static const struct unit *next(struct walk *walk) {
    while (walk->waiting_count > 0) {
        const struct unit *unit = walk->waiting[--walk->waiting_count];
        if (is_seen(walk, unit))
            continue;
        if (walk->seen_count == SUCCESSION_MAX) {
            walk->cut = true;
            return NULL;
        }
        walk->seen[walk->seen_count++] = unit;
        return unit;
    }
    return NULL;
}

// The first successor is on top afterwards.
static void follow(struct walk *walk, const struct unit *unit) {
    size_t first = walk->waiting_count;
    for (const char *at = unit->successors; *at != '\0';) {
        char code[CAPAIAN_CODE_MAX + 1] = {0};
        size_t size = strcspn(at, ";");
        memcpy(code, at, size <= CAPAIAN_CODE_MAX ? size : CAPAIAN_CODE_MAX);
        const struct unit *successor = catalogue_unit(walk->catalogue, code);
        if (successor != NULL && walk->waiting_count == SUCCESSION_MAX)
            walk->cut = true;
        else if (successor != NULL)
            walk->waiting[walk->waiting_count++] = successor;
        at += size + (at[size] == ';');
    }
    for (size_t low = first, high = walk->waiting_count; low + 1 < high; low++, high--) {
        const struct unit *unit_at_low = walk->waiting[low];
        walk->waiting[low] = walk->waiting[high - 1];
        walk->waiting[high - 1] = unit_at_low;
    }
}

bool succession_bounded(const struct catalogue *catalogue, const struct unit *unit) {
    struct walk walk;
    begin(&walk, catalogue, unit->code);
    for (const struct unit *at = next(&walk); at != NULL; at = next(&walk))
        follow(&walk, at);
    return !walk.cut;
}

const struct unit *catalogue_unit_on(const struct catalogue *catalogue, const char *code, int32_t day) {
    struct walk walk;
    begin(&walk, catalogue, code);
    for (const struct unit *at = next(&walk); at != NULL; at = next(&walk)) {
        if (at->from <= day && day <= at->to)
            return at;
        if (at->to < day)
            follow(&walk, at);
    }
    return NULL;
}

bool catalogue_succeeds(const struct catalogue *catalogue, const char *unit, const char *code) {
    const struct unit *wanted = catalogue_unit(catalogue, code);
    struct walk walk;
    begin(&walk, catalogue, unit);
    for (const struct unit *at = next(&walk); at != NULL && wanted != NULL; at = next(&walk)) {
        if (at == wanted)
            return true;
        follow(&walk, at);
    }
    return false;
}
