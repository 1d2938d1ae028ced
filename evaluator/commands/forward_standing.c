#include "commands/forward_standing.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right) {
    const Capaian__V1__AlertEvent *a = left, *b = right;
    return strcmp(a->alert, b->alert);
}

static Capaian__V1__AlertEvent *copy(const Capaian__V1__AlertEvent *event) {
    size_t size = capaian__v1__alert_event__get_packed_size(event);
    uint8_t *bytes = malloc(size + 1);
    Capaian__V1__AlertEvent *made = NULL;
    if (bytes != NULL)
        made = capaian__v1__alert_event__unpack(NULL, capaian__v1__alert_event__pack(event, bytes), bytes);
    free(bytes);
    return made;
}

static void free_event(void *event) {
    capaian__v1__alert_event__free_unpacked(event, NULL);
}

int forward_standing_keep(struct forward_standing *standing, const Capaian__V1__AlertEvent *event) {
    Capaian__V1__AlertEvent *kept = copy(event);
    if (kept == NULL)
        return -ENOMEM;
    forward_standing_forget(standing, event);
    if (tsearch(kept, &standing->tree, compare) == NULL) {
        free_event(kept);
        return -ENOMEM;
    }
    standing->count++;
    return 0;
}

void forward_standing_forget(struct forward_standing *standing, const Capaian__V1__AlertEvent *event) {
    void *const *found = tfind(event, &standing->tree, compare);
    if (found == NULL)
        return;
    Capaian__V1__AlertEvent *kept = *found;
    (void)tdelete(kept, &standing->tree, compare);
    free_event(kept);
    standing->count--;
}

struct listing {
    const Capaian__V1__AlertEvent **list;
    size_t count;
};

static void add(const void *node, VISIT visit, void *context) {
    struct listing *listing = context;
    const Capaian__V1__AlertEvent *const *event = node;
    if (visit == postorder || visit == leaf)
        listing->list[listing->count++] = *event;
}

const Capaian__V1__AlertEvent **forward_standing_list(const struct forward_standing *standing) {
    struct listing listing = {.list = malloc((standing->count + 1) * sizeof *listing.list)};
    if (listing.list != NULL)
        twalk_r(standing->tree, add, &listing);
    return listing.list;
}

void forward_standing_clear(struct forward_standing *standing) {
    tdestroy(standing->tree, free_event);
    *standing = (struct forward_standing){0};
}
