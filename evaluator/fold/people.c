// Consequences: the ladder settled where time or a decision has moved it, and told on the stream about persons.
#include "fold/people.h"

#include "alert/reasons.h"
#include "fold/deed.h"
#include "fold/onwire.h"
#include "fold/subject.h"
#include "score/ladder.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRING CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING
#define RESOLVED CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED

enum { MOVES = 64 };    // of one tick; what is left waits for the next

void fold_look_at_people(struct fold *fold) {
    const struct version *latest = fold_latest(fold);
    fold->people_day = latest == NULL || latest->catalogue->rung_count == 0 ? DAY_NEVER : fold->today;
}

static int append(struct effects *effects, Capaian__V1__AlertEvent *event, size_t index) {
    if (effects->personnel_count == effects->personnel_room) {
        size_t room = effects->personnel_room == 0 ? 16 : 2 * effects->personnel_room;
        Capaian__V1__AlertEvent **events = capaian_arena_take(effects->arena, room * sizeof(Capaian__V1__AlertEvent *));
        size_t *consequences = capaian_arena_take(effects->arena, room * sizeof *consequences);
        if (events == NULL || consequences == NULL)
            return -ENOMEM;
        if (effects->personnel_count > 0) {
            memcpy(events, effects->personnel, effects->personnel_count * sizeof(Capaian__V1__AlertEvent *));
            memcpy(consequences, effects->consequences, effects->personnel_count * sizeof *consequences);
        }
        effects->personnel = events;
        effects->consequences = consequences;
        effects->personnel_room = room;
    }
    effects->consequences[effects->personnel_count] = index;
    effects->personnel[effects->personnel_count++] = event;
    return 0;
}

struct telling {
    const struct fold *fold;
    const struct consequence *consequence;
    const struct ladder_move *move;    // NULL: a decision
    const struct deed *deed;           // NULL: a move
    struct capaian_arena *arena;
};

// "nilai 2026-01-01 sampai 2026-12-31 75,00 %, di bawah 80 %"
static const char *ground(const struct telling *t, bool english) {
    const struct ladder_move *move = t->move;
    char from[CAPAIAN_PERIOD_TEXT], to[CAPAIAN_PERIOD_TEXT], score[CAPAIAN_NUMBER_TEXT], below[CAPAIAN_NUMBER_TEXT];
    enum capaian_number_style style = english ? CAPAIAN_NUMBERS_EN : CAPAIAN_NUMBERS_ID;
    assert(move != NULL);
    if (!move->has_score || move->rung == NULL)
        return "";
    capaian_date_format(move->from, from);
    capaian_date_format(move->to, to);
    capaian_nano_format(move->score, 2, style, score);
    capaian_nano_format(move->rung->score, -1, style, below);
    const char *text = capaian_arena_text(t->arena,
                                          english ? "the score of %s to %s is %s %%, the step's limit is %s %%"
                                                  : "nilai %s sampai %s adalah %s %%, batas langkah ini %s %%",
                                          from, to, score, below);
    return text == NULL ? "" : text;
}

static char *sentence(const struct telling *t, bool english) {
    const struct consequence *c = t->consequence;
    const struct ladder_move *move = t->move;
    const char *name = move != NULL && move->holder != NULL ? move->holder->name : c->person;
    char since[CAPAIAN_PERIOD_TEXT];
    capaian_date_format(c->since, since);
    if (t->deed != NULL)
        return capaian_arena_text(t->arena,
                                  english ? "Step %u of the ladder %s for %s: decided by %s. %s"
                                          : "Langkah %u tangga %s untuk %s: diputuskan oleh %s. %s",
                                  c->step, c->ladder, name, t->deed->actor, t->deed->reason);
    assert(move != NULL);
    if (c->state == FIRING)
        return capaian_arena_text(
            t->arena,
            english ? "%s, in post since %s, is eligible for step %u of the ladder %s (%s; %s): %s. A person decides."
                    : "%s, menjabat sejak %s, memenuhi syarat langkah %u tangga %s (%s; %s): %s. Keputusan ada pada "
                      "pejabat yang berwenang.",
            name, since, c->step, c->ladder, move->rung->text, move->rung->basis, ground(t, english));
    if (alert_reason_is(c->reason, REASON_LEFT_POST))
        return capaian_arena_text(t->arena,
                                  english ? "%s has left the post; step %u of the ladder %s ends."
                                          : "%s tidak lagi menjabat; langkah %u tangga %s berakhir.",
                                  name, c->step, c->ladder);
    return capaian_arena_text(t->arena,
                              english ? "Step %u of the ladder %s for %s has lost its ground: %s."
                                      : "Langkah %u tangga %s untuk %s kehilangan dasarnya: %s.",
                              c->step, c->ladder, name, ground(t, english));
}

static Capaian__V1__Consequence *onwire(const struct telling *t) {
    const struct consequence *c = t->consequence;
    const struct ladder_move *move = t->move;
    char day[CAPAIAN_PERIOD_TEXT];
    Capaian__V1__Consequence *answer = capaian_arena_take(t->arena, sizeof *answer);
    if (answer == NULL)
        return NULL;
    capaian__v1__consequence__init(answer);
    answer->person = capaian_arena_text(t->arena, "%s", c->person);
    answer->unit = capaian_arena_text(t->arena, "%s", c->unit);
    answer->ladder = capaian_arena_text(t->arena, "%s", c->ladder);
    answer->since = capaian_arena_text(t->arena, "%s", capaian_date_format(c->since, day));
    answer->step = c->step;
    if (move != NULL && move->holder != NULL)
        answer->name = (char *)move->holder->name;
    if (move != NULL && move->rung != NULL) {
        answer->text = (char *)move->rung->text;
        answer->basis = (char *)move->rung->basis;
    }
    if (move != NULL && move->has_score) {
        answer->score = onwire_decimal(t->arena, move->score);
        answer->from = capaian_arena_text(t->arena, "%s", capaian_date_format(move->from, day));
        answer->to = capaian_arena_text(t->arena, "%s", capaian_date_format(move->to, day));
    }
    return answer->person == NULL || answer->unit == NULL || answer->ladder == NULL || answer->since == NULL ? NULL
                                                                                                             : answer;
}

static int emit(struct fold *fold, const struct telling *t, int64_t at, struct effects *effects) {
    struct consequence *consequence = (struct consequence *)t->consequence;
    struct capaian_arena *arena = effects->arena;
    char id[CONSEQUENCE_ID_MAX];
    Capaian__V1__AlertEvent *event = capaian_arena_take(arena, sizeof *event);
    if (event == NULL)
        return -ENOMEM;
    capaian__v1__alert_event__init(event);
    consequence->number = event->number = ++fold->personnel_events;
    event->alert = capaian_arena_text(arena, "%s", consequence_id(consequence, id));
    event->kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_CONSEQUENCE;
    event->state = consequence->state;
    event->reason = (char *)consequence->reason;
    const struct holder *holder = t->move == NULL ? NULL : t->move->holder;
    event->unit = capaian_arena_text(arena, "%s", holder != NULL ? holder->unit : consequence->unit);
    event->accountable = onwire_person(arena, event->unit, holder);
    event->acting = event->accountable;
    event->step = fold->step;
    event->at = at;
    event->consequence = onwire(t);
    event->sentence_id = sentence(t, false);
    event->sentence_en = sentence(t, true);
    if (event->alert == NULL || event->unit == NULL || event->accountable == NULL || event->consequence == NULL ||
        event->sentence_id == NULL || event->sentence_en == NULL)
        return -ENOMEM;
    if (t->deed != NULL) {
        event->acted = deed_acted(t->deed, arena);
        if (event->acted == NULL)
            return -ENOMEM;
    }
    return append(effects, event, (size_t)(consequence - fold->consequences));
}

// The consequence that a move is of, made when it is new.
static struct consequence *consequence_of(struct fold *fold, const struct ladder_move *move) {
    if (move->of != NULL)
        return &fold->consequences[move->of - fold->consequences];
    struct consequence *list = realloc(fold->consequences, (fold->consequence_count + 1) * sizeof *list);
    if (list == NULL)
        return NULL;
    fold->consequences = list;
    struct consequence *added = &list[fold->consequence_count++];
    *added = (struct consequence){.since = move->since, .step = move->step, .reason = ""};
    strncpy(added->person, move->person, CAPAIAN_CODE_MAX);
    strncpy(added->ladder, move->ladder, CAPAIAN_CODE_MAX);
    strncpy(added->unit, move->unit, CAPAIAN_CODE_MAX);
    return added;
}

static int apply(struct fold *fold, const struct ladder_move *move, int64_t at, struct effects *effects) {
    struct consequence *consequence = consequence_of(fold, move);
    if (consequence == NULL)
        return -ENOMEM;
    consequence->state = move->state;
    consequence->reason = alert_reason_intern(move->reason);
    if (move->state == FIRING) {
        consequence->fired = fold->today;
        consequence->decided = 0;
    }
    const struct telling telling = {fold, consequence, move, NULL, effects->arena};
    return emit(fold, &telling, at, effects);
}

int fold_settle_people(struct fold *fold, int64_t at, struct effects *effects) {
    if (fold->people_day > fold->today)
        return 0;
    struct ladder_move *moves = capaian_arena_take(effects->arena, MOVES * sizeof *moves);
    size_t count = 0;
    int r = moves == NULL ? -ENOMEM : ladder_settle(fold, fold->today, moves, MOVES, &count);
    // Where a move is of one that stands: the list may move when another is added, so those come first.
    for (int fresh = 0; r == 0 && fresh < 2; fresh++)
        for (size_t i = 0; r == 0 && i < count; i++)
            if ((moves[i].of == NULL) == (fresh == 1))
                r = apply(fold, &moves[i], at, effects);
    if (r < 0 || count == MOVES)
        return r;
    return ladder_next_day(fold, fold->today, &fold->people_day);
}

int fold_decide(struct fold *fold, struct consequence *consequence, const struct deed *deed, int64_t at,
                struct effects *effects) {
    consequence->state = RESOLVED;
    consequence->reason = alert_reason_text(REASON_DECIDED);
    // The day of the deed: the fold's own may be behind where nothing fell due.
    consequence->decided = capaian_day_at(&fold_latest(fold)->catalogue->calendar, at);
    const struct telling telling = {fold, consequence, NULL, deed, effects->arena};
    return emit(fold, &telling, at, effects);
}
