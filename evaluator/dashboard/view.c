#include "dashboard/view.h"

#include "commands/catalogue.h"
#include "dashboard/dates.h"
#include "value/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *parameter_value(const struct parameter *list, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].name, name) == 0)
            return list[i].value;
    }
    return "";
}

const char *view_parameter(const struct view *view, const char *name) {
    return parameter_value(view->parameters, view->parameter_count, name);
}

bool view_may_see(const struct view *view, const char *unit) {
    return may_see_unit(&view->viewer, view->catalogue, unit);
}

bool view_may_see_of(const struct view *view, const char *unit, const char *reporter) {
    return view_may_see(view, unit) || view_may_see(view, reporter);
}

const struct indicator *view_indicator_of(const struct view *view, const char *code) {
    return view->catalogue ? catalogue_indicator(view->catalogue, code) : NULL;
}

bool view_may_see_indicator(const struct view *view, const char *indicator, const char *unit) {
    const struct indicator *found = view_indicator_of(view, indicator);
    return view_may_see_of(view, unit, found ? found->reporter : "");
}

void view_refuse(struct view *view, unsigned status, const char *sentence) {
    view->page->status = status;
    view->page->refusal = page_keep(view->page, sentence);
}

const char *unit_name(const struct view *view, const char *unit) {
    const struct unit *found = view->catalogue ? catalogue_unit(view->catalogue, unit) : NULL;
    return found ? found->name : unit;
}

const char *indicator_name(const struct view *view, const char *indicator) {
    const struct indicator *found = view_indicator_of(view, indicator);
    return found ? found->name : indicator;
}

static const char *instant_words(const struct view *view, int64_t instant) {
    enum { HOUR = 11 };    // 2026-04-11T09:00:00+07:00
    const struct page *page = view->page;
    char date[DATE_WORDS], text[CAPAIAN_INSTANT_TEXT];
    capaian_instant_format(&page->zone, instant, text);
    return page_text(view->page, "%s %.2s%s%.2s %s",
                     date_words(capaian_day_at(&page->zone, instant), page->language, date), text + HOUR, SAY(".", ":"),
                     text + HOUR + 3, view->site->zone);
}

static void say_when(struct view *view) {
    struct page *page = view->page;
    page->simulated = view->status->simulated;
    page->as_of = page_text(page, SAY("Data per %s, langkah %" PRIu64 "%s", "Data as of %s, step %" PRIu64 "%s"),
                            instant_words(view, view->status->now), view->status->step,
                            page->simulated ? SAY(" \u00b7 WAKTU SIMULASI", " \u00b7 SIMULATED TIME") : "");
    pthread_mutex_lock(&view->site->seen_lock);
    view->site->seen_at = view->status->now;
    pthread_mutex_unlock(&view->site->seen_lock);
}

// The evaluator does not answer: from when the figures are that were seen last.
static void say_last(struct view *view) {
    pthread_mutex_lock(&view->site->seen_lock);
    int64_t seen = view->site->seen_at;
    pthread_mutex_unlock(&view->site->seen_lock);
    view->page->as_of =
        seen ? page_text(view->page, SAY("Data terakhir per %s", "Latest data as of %s"), instant_words(view, seen))
             : SAY("Belum ada data", "No data yet");
}

static void read_catalogue(struct view *view, const Capaian__V1__CataloguePage *page) {
    struct catalogue *fresh = NULL;
    if (catalogue_read_page(page, &fresh) != COMMAND_WELL || !fresh)
        return;
    pthread_rwlock_wrlock(&view->site->catalogue_lock);
    catalogue_free(view->site->catalogue);
    view->site->catalogue = fresh;
    view->site->catalogue_version = page->version;
    pthread_rwlock_unlock(&view->site->catalogue_lock);
}

static bool has_catalogue(const struct view *view) {
    pthread_rwlock_rdlock(&view->site->catalogue_lock);
    bool has = view->site->catalogue_version == view->status->catalogue_version;
    pthread_rwlock_unlock(&view->site->catalogue_lock);
    return has || view->status->catalogue_version == 0;
}

bool view_begin(struct view *view) {
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    Capaian__V1__CatalogueQuery catalogue = CAPAIAN__V1__CATALOGUE_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    query.status = &status;
    const Capaian__V1__QueryReply *reply = ask(&view->asking, &query);
    if (!reply) {
        say_last(view);
        return false;
    }
    view->status = reply->status;
    view->today = capaian_day_at(&view->page->zone, view->status->now);
    say_when(view);
    if (!has_catalogue(view)) {
        query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_CATALOGUE;
        query.catalogue = &catalogue;
        reply = ask(&view->asking, &query);
        if (!reply)
            return false;
        read_catalogue(view, reply->catalogue);
    }
    pthread_rwlock_rdlock(&view->site->catalogue_lock);
    view->holds_catalogue = true;
    view->catalogue = view->site->catalogue;
    return true;
}

void view_end(struct view *view) {
    if (view->holds_catalogue)
        pthread_rwlock_unlock(&view->site->catalogue_lock);
    view->holds_catalogue = false;
    view->catalogue = NULL;
}
