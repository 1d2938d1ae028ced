#include "fold/emit.h"

#include "alert/sentence.h"
#include "fold/fold.h"
#include "fold/onwire.h"
#include "runtime/sabotage.h"

#include <errno.h>
#include <string.h>

int emit_append(struct effects *effects, Capaian__V1__AlertEvent *event, const struct alert *alert) {
    if (effects->event_count == effects->event_room) {
        size_t room = effects->event_room == 0 ? 16 : 2 * effects->event_room;
        Capaian__V1__AlertEvent **events = capaian_arena_take(effects->arena, room * sizeof(Capaian__V1__AlertEvent *));
        const struct alert **alerts = capaian_arena_take(effects->arena, room * sizeof(struct alert *));
        if (events == NULL || alerts == NULL)
            return -ENOMEM;
        if (effects->event_count > 0) {
            memcpy(events, effects->events, effects->event_count * sizeof(Capaian__V1__AlertEvent *));
            memcpy(alerts, effects->alerts, effects->event_count * sizeof(struct alert *));
        }
        effects->events = events;
        effects->alerts = alerts;
        effects->event_room = room;
    }
    effects->alerts[effects->event_count] = alert;
    effects->events[effects->event_count++] = event;
    return 0;
}

static void put_numbers(Capaian__V1__AlertEvent *event, const struct assessment *assessment,
                        struct capaian_arena *arena) {
    const Capaian__V1__Assessment *numbers = onwire_assessment(arena, assessment);
    if (numbers == NULL)
        return;    // the arena is full: the event as a whole will say so
    event->target = numbers->target;
    event->realization = numbers->realization;
    event->attainment = numbers->attainment;
    event->deviation = numbers->deviation;
    event->cut = numbers->cut;
    event->catalogue_version = numbers->catalogue_version;
}

int fold_emit(struct fold *fold, struct tracked *tracked, struct year *year, const struct transition *transition,
              const struct moment *moment, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    const struct indicator *rules = tracked->rules;
    const struct catalogue *catalogue = tracked->catalogue;
    char period[CAPAIAN_PERIOD_TEXT];
    capaian_period_format(transition->period, period);
    // Being behind is a matter of whoever held the post at the cut, not of who will at the end of the year.
    bool at_cut =
        transition->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND && transition->assessment.cut.kind != 0;
    const struct holder *accountable = catalogue_accountable(
        catalogue, rules->unit, capaian_period_last(at_cut ? transition->assessment.cut : transition->period));
    const struct holder *acting =
        catalogue_acting(catalogue, rules->unit, capaian_day_at(&catalogue->calendar, moment->at));

    Capaian__V1__AlertEvent *event = capaian_arena_take(arena, sizeof *event);
    if (event == NULL)
        return -ENOMEM;
    capaian__v1__alert_event__init(event);
    event->number = ++fold->events;
    if (capaian_sabotage("skip_event_numbers") && event->number % 3 == 0)
        event->number = ++fold->events;
    event->alert = capaian_arena_text(arena, "%s/%s/%s", alert_kind_code(transition->kind), tracked->code, period);
    event->kind = transition->kind;
    event->state = transition->state;
    event->reason = (char *)transition->reason;
    event->unit = (char *)rules->unit;
    event->reporter = (char *)rules->reporter;
    event->indicator = tracked->code;
    event->period = capaian_arena_text(arena, "%s", period);
    event->accountable = onwire_person(arena, rules->unit, accountable);
    event->acting = onwire_person(arena, rules->unit, acting);
    event->satuan = (char *)rules->satuan;
    event->step = fold->step;
    event->at = moment->at;
    put_numbers(event, &transition->assessment, arena);

    struct sentence_facts facts = {.indicator = rules,
                                   .transition = transition,
                                   .due_day = indicator_due_day(catalogue, rules, transition->period),
                                   .lock_day = indicator_lock_day(catalogue, rules, transition->period)};
    facts.accountable = accountable;
    event->sentence_id = alert_sentence(&facts, CAPAIAN_INDONESIAN, arena);
    event->sentence_en = alert_sentence(&facts, CAPAIAN_ENGLISH, arena);
    event->n_unheard = moment->unheard_count;
    event->unheard = (char **)moment->unheard;
    if (event->sentence_en == NULL || event->accountable == NULL || event->acting == NULL)
        return -ENOMEM;
    struct alert *alert = year_alert(year, transition->kind, transition->period);
    // What is born closed has no state of its own.
    if (alert != NULL)
        alert->number = event->number;
    return emit_append(effects, event, alert);
}
