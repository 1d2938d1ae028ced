#include "fold/silence.h"

#include "alert/reasons.h"
#include "alert/silence.h"
#include "fold/deed.h"
#include "fold/emit.h"
#include "fold/settling.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRING CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING
#define RESOLVED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED
#define SILENT CAPAIAN__V1__ALERT_KIND__ALERT_KIND_SILENT

struct source *fold_source(const struct fold *fold, const char *name) {
    for (size_t i = 0; i < fold->source_count; i++)
        if (strcmp(fold->sources[i].name, name) == 0)
            return &fold->sources[i];
    return NULL;
}

static bool is_collector(const struct source *source) {
    return strncmp(source->name, SOURCE_COLLECTOR, strlen(SOURCE_COLLECTOR)) == 0;
}

struct source *fold_add_source(struct fold *fold, const char *name, int64_t heard) {
    struct source *sources = realloc(fold->sources, (fold->source_count + 1) * sizeof *sources);
    if (sources == NULL)
        return NULL;
    fold->sources = sources;
    struct source *added = &sources[fold->source_count++];
    *added = (struct source){.heard = heard, .alert = {.kind = SILENT, .reason = ""}};
    strncpy(added->name, name, sizeof added->name - 1);
    return added;
}

int fold_expect_sources(struct fold *fold, int64_t at) {
    const struct catalogue *catalogue = fold_latest(fold)->catalogue;
    for (size_t i = 0; i < catalogue->unit_count; i++) {
        const struct unit *unit = &catalogue->units[i];
        if (unit->feed_every_ms == 0 || fold_source(fold, unit->code) != NULL)
            continue;
        if (fold_add_source(fold, unit->code, at) == NULL)
            return -ENOMEM;
    }
    fold_note_silence(fold);
    return 0;
}

// Expected today: a unit that has closed, or does not feed any more, cannot fall silent.
static const struct unit *expected(const struct fold *fold, const struct source *source) {
    const struct unit *unit = catalogue_unit(fold_latest(fold)->catalogue, source->name);
    return unit == NULL || unit->feed_every_ms == 0 || unit->to < fold->today ? NULL : unit;
}

int fold_emit_source(struct fold *fold, struct source *source, Capaian__V1__AlertState state, const char *reason,
                     const struct moment *moment, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    const struct catalogue *catalogue = fold_latest(fold)->catalogue;
    const struct unit *unit = catalogue_unit(catalogue, source->name);
    const struct holder *acting = catalogue_acting(catalogue, source->name, fold->today);
    char heard[CAPAIAN_INSTANT_TEXT];
    struct alert *alert = &source->alert;
    Capaian__V1__AlertEvent *event = capaian_arena_take(arena, sizeof *event);
    if (event == NULL)
        return -ENOMEM;
    capaian__v1__alert_event__init(event);
    alert->incident += state == FIRING && alert->state != FIRING;
    alert->state = state;
    alert->reason = reason;
    alert->since = state == FIRING ? fold->today : alert->since;
    alert->number = event->number = ++fold->events;
    capaian_instant_format(&catalogue->calendar, source->heard, heard);
    event->alert = capaian_arena_text(arena, "silent/%s", source->name);
    event->kind = SILENT;
    event->state = state;
    event->reason = (char *)reason;
    // A collector is nobody's post.
    event->unit = event->reporter = capaian_arena_text(arena, "%s", is_collector(source) ? "" : source->name);
    event->accountable = onwire_person(arena, event->unit, acting);
    event->acting = event->accountable;
    event->step = fold->step;
    event->at = moment->at;
    event->incident = alert->incident;
    const char *name = unit == NULL ? source->name : unit->name;
    event->sentence_id =
        state == FIRING
            ? capaian_arena_text(arena, "Tidak ada kiriman dari %s sejak %s; sudah lewat tiga kali selang kirim.", name,
                                 heard)
            : capaian_arena_text(arena, "Kiriman dari %s masuk lagi.", name);
    event->sentence_en =
        state == FIRING
            ? capaian_arena_text(arena, "Nothing has come from %s since %s; three intervals have passed.", name, heard)
            : capaian_arena_text(arena, "%s is heard again.", name);
    if (event->alert == NULL || event->unit == NULL || event->accountable == NULL || event->sentence_id == NULL ||
        event->sentence_en == NULL)
        return -ENOMEM;
    return emit_append(effects, event, alert);
}

int fold_heard(struct fold *fold, const char *unit, int64_t received_at, int64_t at, struct effects *effects) {
    struct source *source = fold->source_count == 0 ? NULL : fold_source(fold, unit);
    if (source == NULL || received_at <= source->heard)
        return 0;
    source->heard = received_at;
    effects->heard = capaian_arena_take(effects->arena, sizeof *effects->heard);
    if (effects->heard == NULL)
        return -ENOMEM;
    effects->heard[0] = source;
    effects->heard_count = 1;
    const struct moment moment = {.at = at};
    if (source->alert.state != FIRING)
        return 0;
    int r = fold_emit_source(fold, source, RESOLVED, "heard", &moment, effects);
    // It may be missed again, and before all others.
    fold_note_silence(fold);
    return r;
}

int64_t fold_silence_due(const struct fold *fold) {
    return fold->silence_due;
}

// A unit is missed from its first day on.
static int64_t deadline(const struct fold *fold, const struct source *source, const struct unit *unit) {
    const struct capaian_calendar *calendar = &fold_latest(fold)->catalogue->calendar;
    int64_t heard = source->heard;
    if (capaian_day_at(calendar, heard) < unit->from)
        heard = capaian_day_start(calendar, unit->from);
    return silence_deadline(calendar, heard, unit->feed_every_ms);
}

static int64_t next_due(const struct fold *fold) {
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < fold->source_count; i++) {
        const struct source *source = &fold->sources[i];
        const struct unit *unit = source->alert.state == FIRING ? NULL : expected(fold, source);
        if (unit == NULL)
            continue;
        int64_t due = deadline(fold, source, unit);
        next = due < next ? due : next;
    }
    return next;
}

void fold_note_silence(struct fold *fold) {
    fold->silence_due = fold_latest(fold) == NULL ? INT64_MAX : next_due(fold);
}

int fold_settle_silence(struct fold *fold, int64_t instant, const struct moment *moment, struct effects *effects) {
    for (size_t i = 0; i < fold->source_count; i++) {
        struct source *source = &fold->sources[i];
        const struct unit *unit = expected(fold, source);
        bool firing = source->alert.state == FIRING;
        int r = 0;
        if (unit == NULL && firing && !is_collector(source))
            r = fold_emit_source(fold, source, RESOLVED, "closed_unit", moment, effects);
        else if (unit != NULL && !firing && deadline(fold, source, unit) <= instant)
            r = fold_emit_source(fold, source, FIRING, "silent", moment, effects);
        if (r < 0)
            return r;
    }
    fold_note_silence(fold);
    return 0;
}

static struct source *collector(const struct fold *fold, const char *name, char ret_code[SOURCE_NAME]) {
    (void)snprintf(ret_code, SOURCE_NAME, SOURCE_COLLECTOR "%.*s", CAPAIAN_CODE_MAX, name);
    return fold_source(fold, ret_code);
}

bool fold_link_silent(const struct fold *fold, const char *name) {
    char code[SOURCE_NAME];
    const struct source *source = collector(fold, name, code);
    return source != NULL && source->alert.state == FIRING;
}

int fold_link(struct fold *fold, const char *name, int64_t heard, bool silent, int64_t at, struct effects *effects) {
    char code[SOURCE_NAME];
    const struct moment moment = {.at = at};
    fold->step++;
    struct source *source = collector(fold, name, code);
    if (source == NULL)
        source = fold_add_source(fold, code, heard);
    effects->heard = capaian_arena_take(effects->arena, sizeof *effects->heard);
    if (source == NULL || effects->heard == NULL)
        return -ENOMEM;
    source->heard = heard;
    effects->heard[0] = source;
    effects->heard_count = 1;
    bool firing = source->alert.state == FIRING;
    if (fold_latest(fold) == NULL || silent == firing)
        return 0;
    return fold_emit_source(fold, source, silent ? FIRING : RESOLVED,
                            alert_reason_text(silent ? REASON_SILENT : REASON_HEARD), &moment, effects);
}
