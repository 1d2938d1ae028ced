#include "dashboard/marks.h"

#include "commands/words.h"
#include "dashboard/cells.h"
#include "dashboard/dates.h"
#include "value/period.h"

#include <inttypes.h>
#include <string.h>

struct marks {
    struct view *view;
    const Capaian__V1__AttainmentRow *row;
    const char **texts;
};

static void add(struct marks *marks, size_t place, const char *text) {
    const char *before = marks->texts[place];
    marks->texts[place] = page_text(marks->view->page, "%s%s%s", before, *before ? "; " : "", text);
}

// The point of that period; else the first that ends on that day or later; else the last. There is one at least.
static size_t place_of(const struct marks *marks, const char *period, int32_t day) {
    size_t count = marks->row->n_targets, next = count;
    for (size_t i = 0; i < count; i++) {
        struct capaian_period of_target;
        if (strcmp(marks->row->targets[i]->period, period) == 0)
            return i;
        if (next == count && capaian_period_parse(marks->row->targets[i]->period, &of_target) == 0 &&
            capaian_period_last(of_target) >= day)
            next = i;
    }
    return next < count ? next : count - 1;
}

static const char *word_of(struct view *view, const Capaian__V1__AlertEvent *event) {
    if (event->follow_up)
        return page_text(view->page, SAY("tindak lanjut: %s", "follow-up: %s"), event->follow_up->action);
    if (event->kind == KIND(RESTATED))
        return SAY("dinyatakan ulang", "restated");
    return strcmp(event->reason, "closed") == 0 ? SAY("ditutup dengan keputusan", "closed by a decision") : NULL;
}

// What is behind is of the year, and its follow-up belongs where it was recorded.
static void add_event(struct marks *marks, const Capaian__V1__AlertEvent *event) {
    struct view *view = marks->view;
    char date[DATE_WORDS];
    const char *word = word_of(view, event);
    int32_t day = capaian_day_at(&view->page->zone, event->at);
    if (word && strncmp(event->period, marks->row->targets[0]->period, 4) == 0)
        add(marks, place_of(marks, event->kind == KIND(BEHIND) ? "" : event->period, day),
            page_text(view->page, "%s (%s)", word, date_words(day, view->page->language, date)));
}

static bool differ(const Capaian__V1__Decimal *a, const Capaian__V1__Decimal *b) {
    return !a != !b || (a && (a->coefficient != b->coefficient || a->scale != b->scale));
}

static void add_version(struct marks *marks, const Capaian__V1__TargetVersion *before,
                        const Capaian__V1__TargetVersion *version) {
    struct view *view = marks->view;
    char date[DATE_WORDS];
    int32_t day;
    if (capaian_date_parse(version->effective, &day) == 0)
        add(marks, place_of(marks, "", day),
            page_text(view->page,
                      SAY("%s direvisi, berlaku %s (versi katalog %" PRIu32 ")",
                          "%s revised, effective %s (catalogue version %" PRIu32 ")"),
                      differ(before->target, version->target) || differ(before->target_high, version->target_high)
                          ? SAY("target setahun", "target of the year")
                          : SAY("katalog", "catalogue"),
                      date_words(day, view->page->language, date), version->catalogue_version));
}

static void add_stage(struct marks *marks, size_t place) {
    const Capaian__V1__Assessment *target = marks->row->targets[place];
    bool said =
        target->stage == CAPAIAN__V1__STAGE__STAGE_REVIEWED || target->stage == CAPAIAN__V1__STAGE__STAGE_DISPUTED;
    if (said && target->realization)
        add(marks, place, stage_word(target->stage, marks->view->page->language));
}

const char **marks_of(struct view *view, const Capaian__V1__AttainmentRow *row,
                      const Capaian__V1__Explanation *explanation, const struct events *events) {
    struct marks marks = {view, row, capaian_arena_take(view->page->arena, (row->n_targets + 1) * sizeof(char *))};
    view->page->failed |= !marks.texts;
    for (size_t i = 0; marks.texts && i < row->n_targets; i++)
        marks.texts[i] = "";
    if (!marks.texts || row->n_targets == 0)
        return marks.texts;
    for (size_t i = 0; i < row->n_targets; i++)
        add_stage(&marks, i);
    for (size_t i = 1; explanation && i < explanation->n_versions; i++)
        add_version(&marks, explanation->versions[i - 1], explanation->versions[i]);
    size_t count = events ? events->count : 0;
    for (size_t i = count > EVENTS_SHOWN ? count - EVENTS_SHOWN : 0; i < count; i++)
        add_event(&marks, events->last[i % EVENTS_SHOWN]);
    return marks.texts;
}
