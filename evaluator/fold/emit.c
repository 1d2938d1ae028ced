#include "fold/emit.h"

#include "alert/sentence.h"
#include "fold/settling.h"
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
                        const struct policy *policy, struct capaian_arena *arena) {
    const Capaian__V1__Assessment *numbers = onwire_assessment(arena, assessment);
    if (numbers == NULL)
        return;    // the arena is full: the event as a whole will say so
    event->target = numbers->target;
    event->realization = numbers->realization;
    event->attainment = numbers->attainment;
    event->deviation = numbers->deviation;
    event->cut = numbers->cut;
    event->catalogue_version = numbers->catalogue_version;
    event->band = (char *)alert_band_name(policy, alert_band(policy, assessment));
}

static char *event_alert(const struct tracked *tracked, const struct transition *transition,
                         struct capaian_arena *arena) {
    char id[ALERT_ID_MAX];
    switch (transition->kind) {
    case CAPAIAN__V1__ALERT_KIND__ALERT_KIND_RESTATED:
        (void)alert_id(id, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED, tracked->code, transition->period);
        return capaian_arena_text(arena, "%s/%s", alert_kind_code(transition->kind), id);
    case CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE:
        (void)alert_row_id(id, tracked->code, transition->period, transition->row_id, transition->row);
        break;
    default:
        (void)alert_id(id, transition->kind, tracked->code, transition->period);
    }
    return capaian_arena_text(arena, "%s", id);
}

// What only some kinds of transitions carry.
static int put_particulars(Capaian__V1__AlertEvent *event, const struct transition *transition,
                           const struct policy *policy, struct capaian_arena *arena) {
    if (transition->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_RESTATED) {
        // restated/missed/…: what follows the first part is the alert that it corrects.
        event->refers = strchr(event->alert, '/') + 1;
        event->before = alert_before(&transition->before, policy, arena);
        return event->before == NULL ? -ENOMEM : 0;
    }
    if (transition->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE) {
        uint8_t *id = capaian_arena_take(arena, CAPAIAN_ID_SIZE);
        if (id == NULL)
            return -ENOMEM;
        memcpy(id, transition->row_id, CAPAIAN_ID_SIZE);
        event->message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, id};
        event->row = transition->row;
    }
    return 0;
}

// Whom the alert is taken to now; NULL: it is not taken further, or the post has fallen vacant meanwhile.
static const struct holder *superior(const struct fold *fold, const char *unit, unsigned level) {
    const struct holder *superiors[SUPERIORS_MAX];
    size_t count = level == 0 ? 0 : fold_superiors(fold, unit, superiors);
    return level > 0 && level <= count ? superiors[level - 1] : NULL;
}

static int put_told(Capaian__V1__AlertEvent *event, const struct holder *told, struct capaian_arena *arena) {
    if (told == NULL)
        return 0;
    event->told = capaian_arena_take(arena, sizeof(Capaian__V1__Person *));
    if (event->told == NULL || (event->told[0] = onwire_person(arena, told->unit, told)) == NULL)
        return -ENOMEM;
    event->n_told = 1;
    return 0;
}

static int put_suppression(Capaian__V1__AlertEvent *event, const struct hold *hold, struct capaian_arena *arena) {
    char until[CAPAIAN_PERIOD_TEXT] = "";
    if (hold == NULL)
        return 0;
    if (hold->until != DAY_NEVER)
        (void)capaian_date_format(hold->until, until);
    Capaian__V1__Acted *acted = capaian_arena_take(arena, sizeof *acted);
    char *text = capaian_arena_text(arena, "%s", until);
    if (acted == NULL || text == NULL)
        return -ENOMEM;
    capaian__v1__acted__init(acted);
    acted->actor = hold->actor;
    acted->key = hold->key;
    acted->reason = hold->reason;
    acted->until = text;
    event->suppressed = acted;
    return 0;
}

static Capaian__V1__AlertEvent *event_new(struct fold *fold, const struct tracked *tracked,
                                          const struct transition *transition, const struct moment *moment,
                                          struct capaian_arena *arena) {
    const struct indicator *rules = tracked->rules;
    Capaian__V1__AlertEvent *event = capaian_arena_take(arena, sizeof *event);
    if (event == NULL)
        return NULL;
    capaian__v1__alert_event__init(event);
    event->number = ++fold->events;
    if (capaian_sabotage("skip_event_numbers") && event->number % 3 == 0)
        event->number = ++fold->events;
    event->alert = event_alert(tracked, transition, arena);
    event->kind = transition->kind;
    event->state = transition->state;
    event->reason = (char *)transition->reason;
    event->unit = (char *)rules->unit;
    event->reporter = (char *)rules->reporter;
    event->indicator = (char *)tracked->code;
    event->period = onwire_period(arena, transition->period);
    event->satuan = (char *)rules->satuan;
    event->step = fold->step;
    event->at = moment->at;
    event->incident = transition->incident;
    event->acted = transition->acted;
    event->follow_up = transition->follow_up;
    event->n_unheard = moment->unheard_count;
    event->unheard = (char **)moment->unheard;
    put_numbers(event, &transition->assessment, &tracked->catalogue->policy, arena);
    return event->alert == NULL || event->period == NULL ? NULL : event;
}

// Who answers for it, who sits there now, and the sentence that says so.
static int put_people(Capaian__V1__AlertEvent *event, const struct fold *fold, const struct tracked *tracked,
                      const struct transition *transition, const struct holder *told, struct capaian_arena *arena) {
    const struct catalogue *catalogue = tracked->catalogue;
    const struct indicator *rules = tracked->rules;
    // Being behind is a matter of whoever held the post at the cut, not of who will at the end of the year.
    bool at_cut =
        transition->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND && transition->assessment.cut.kind != 0;
    const char *post = rules->unit;
    const struct holder *accountable = fold_accountable(
        fold, tracked, capaian_period_last(at_cut ? transition->assessment.cut : transition->period), &post);
    event->accountable = onwire_person(arena, post, accountable);
    event->acting = onwire_person(
        arena, rules->unit, catalogue_acting(catalogue, rules->unit, capaian_day_at(&catalogue->calendar, event->at)));
    struct sentence_facts facts = {.indicator = rules,
                                   .transition = transition,
                                   .accountable = accountable,
                                   .due_day = indicator_due_day(catalogue, rules, transition->period),
                                   .lock_day = indicator_lock_day(catalogue, rules, transition->period),
                                   .told = told,
                                   .policy = &catalogue->policy};
    event->sentence_id = alert_sentence(&facts, CAPAIAN_INDONESIAN, arena);
    event->sentence_en = alert_sentence(&facts, CAPAIAN_ENGLISH, arena);
    return event->sentence_id == NULL || event->sentence_en == NULL || event->accountable == NULL ||
                   event->acting == NULL
               ? -ENOMEM
               : 0;
}

int fold_emit(struct fold *fold, struct tracked *tracked, struct year *year, const struct transition *transition,
              const struct moment *moment, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    Capaian__V1__AlertEvent *event = event_new(fold, tracked, transition, moment, arena);
    if (event == NULL)
        return -ENOMEM;
    const struct holder *told = superior(fold, tracked->rules->unit, transition->level);
    int r = put_people(event, fold, tracked, transition, told, arena);
    if (r == 0)
        r = put_particulars(event, transition, &tracked->catalogue->policy, arena);
    if (r == 0)
        r = put_told(event, told, arena);
    if (r == 0)
        r = put_suppression(event,
                            fold_suppression(fold, tracked, tracked->rules->unit, event->alert,
                                             capaian_day_at(&tracked->catalogue->calendar, moment->at)),
                            arena);
    if (r < 0)
        return r;
    // What is restated is born closed: nothing stands of it.
    struct alert *alert = year_alert(year, transition->kind, transition->period);
    if (alert == NULL)
        return emit_append(effects, event, NULL);
    alert->number = event->number;
    if (transition->kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE ||
        (alert->row == transition->row && memcmp(alert->row_id, transition->row_id, sizeof alert->row_id) == 0))
        return emit_append(effects, event, alert);
    // In the same step another row's alert has taken the place of this one.
    struct alert *gone = capaian_arena_take(arena, sizeof *gone);
    if (gone == NULL)
        return -ENOMEM;
    *gone = (struct alert){.kind = transition->kind,
                           .period = transition->period,
                           .state = transition->state,
                           .reason = transition->reason,
                           .number = event->number,
                           .incident = transition->incident,
                           .row = transition->row};
    memcpy(gone->row_id, transition->row_id, sizeof gone->row_id);
    return emit_append(effects, event, gone);
}
