#include "dashboard/incident.h"

#include "dashboard/view.h"

#include <stdlib.h>
#include <string.h>

struct kept {
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    uint64_t number;    // 0: nothing
    int64_t since;
    uint8_t *follow_up;    // as it came; NULL: none
    size_t size;
};

struct incidents {
    pthread_mutex_t lock;
    struct kept list[INCIDENTS_KEPT];    // event n is in n % INCIDENTS_KEPT
};

struct incidents *incidents_new(void) {
    struct incidents *incidents = calloc(1, sizeof *incidents);
    if (incidents)
        pthread_mutex_init(&incidents->lock, NULL);
    return incidents;
}

struct incidents *incidents_free(struct incidents *incidents) {
    if (!incidents)
        return NULL;
    for (size_t i = 0; i < INCIDENTS_KEPT; i++)
        free(incidents->list[i].follow_up);
    pthread_mutex_destroy(&incidents->lock);
    free(incidents);
    return NULL;
}

static bool is_of(const struct kept *kept, const Capaian__V1__AlertEvent *event) {
    return kept->number == event->number && event->epoch.len == sizeof kept->epoch &&
           memcmp(kept->epoch, event->epoch.data, sizeof kept->epoch) == 0;
}

static bool find(struct view *view, const Capaian__V1__AlertEvent *event, struct incident *ret) {
    struct incidents *incidents = view->site->incidents;
    pthread_mutex_lock(&incidents->lock);
    const struct kept *kept = &incidents->list[event->number % INCIDENTS_KEPT];
    bool found = is_of(kept, event);
    if (found) {
        *ret = (struct incident){.since = kept->since};
        if (kept->follow_up)
            ret->follow_up =
                capaian__v1__follow_up__unpack(capaian_arena_allocator(view->page->arena), kept->size, kept->follow_up);
    }
    pthread_mutex_unlock(&incidents->lock);
    return found;
}

static void keep(struct view *view, const Capaian__V1__AlertEvent *event, const struct incident *incident) {
    struct incidents *incidents = view->site->incidents;
    struct kept fresh = {.number = event->number, .since = incident->since};
    if (event->epoch.len != sizeof fresh.epoch)
        return;
    memcpy(fresh.epoch, event->epoch.data, sizeof fresh.epoch);
    if (incident->follow_up) {
        fresh.size = capaian__v1__follow_up__get_packed_size(incident->follow_up);
        fresh.follow_up = malloc(fresh.size + 1);
        if (!fresh.follow_up)
            return;
        capaian__v1__follow_up__pack(incident->follow_up, fresh.follow_up);
    }
    pthread_mutex_lock(&incidents->lock);
    struct kept *place = &incidents->list[event->number % INCIDENTS_KEPT];
    free(place->follow_up);
    *place = fresh;
    pthread_mutex_unlock(&incidents->lock);
}

struct telling {
    const Capaian__V1__AlertEvent *event;
    struct incident incident;
};

static void take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct telling *telling = context;
    for (size_t i = 0; i < reply->history->n_events; i++) {
        const Capaian__V1__AlertEvent *event = reply->history->events[i];
        if (event->incident != telling->event->incident || event->number > telling->event->number)
            continue;
        if (telling->incident.since == 0)
            telling->incident.since = event->at;
        if (event->follow_up)
            telling->incident.follow_up = event->follow_up;
    }
}

struct incident incident_of(struct view *view, const Capaian__V1__AlertEvent *event) {
    Capaian__V1__HistoryQuery history = CAPAIAN__V1__HISTORY_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    struct telling telling = {.event = event};
    if (find(view, event, &telling.incident))
        return telling.incident;
    history.alert = event->alert;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_HISTORY;
    query.history = &history;
    if (ask_all(&view->asking, &query, take_page, &telling))
        keep(view, event, &telling.incident);
    return telling.incident;
}
