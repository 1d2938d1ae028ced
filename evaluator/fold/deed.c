#include "fold/deed.h"

#include "fold/emit.h"
#include "fold/people.h"
#include "fold/settling.h"
#include "fold/subject.h"
#include "value/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name
#define STATE(name) CAPAIAN__V1__ALERT_STATE__ALERT_STATE_##name

enum { SUBJECT_MAX = 160 };

struct checking {
    const struct fold *fold;
    const struct deed *deed;
    const Capaian__V1__Deed *what;
    int32_t today;
    const char *field, *argument;
};

static enum capaian_code fault(struct checking *c, enum capaian_code code, const char *field, const char *argument) {
    c->field = field;
    c->argument = argument;
    return code;
}

static bool text_ok(const char *text) {
    return text == NULL || (strlen(text) <= CAPAIAN_TEXT_MAX && capaian_text_valid(text, strlen(text), false));
}

// Also those that this kind of deed does not ask for: the record keeps them, and events carry some.
static enum capaian_code check_texts(struct checking *c) {
    const Capaian__V1__Deed *what = c->what;
    const Capaian__V1__FollowUp *follow = what->follow_up;
    if (!text_ok(c->deed->actor) || !text_ok(c->deed->reason) || strlen(what->subject) > SUBJECT_MAX ||
        !text_ok(what->subject) || !text_ok(what->until) || !text_ok(what->from) || !text_ok(what->period) ||
        (follow != NULL &&
         (!text_ok(follow->cause) || !text_ok(follow->action) || !text_ok(follow->owner) || !text_ok(follow->due))))
        return fault(c, CAPAIAN_DEED_TEXT, "reason", NULL);
    if (c->deed->actor == NULL || c->deed->actor[0] == '\0')
        return fault(c, CAPAIAN_DEED_ACTOR, "actor", NULL);
    bool reasoned = c->what->kind != DEED(FOLLOW_UP) && c->what->kind != DEED(REVIEW);
    return reasoned && (c->deed->reason == NULL || c->deed->reason[0] == '\0')
               ? fault(c, CAPAIAN_DEED_REASON, "reason", NULL)
               : CAPAIAN_OK;
}

// A day from today on; `required`: or else the day after which it ends by itself would be missing.
static enum capaian_code check_until(struct checking *c, bool required) {
    int32_t until;
    if (c->what->until[0] == '\0')
        return required ? fault(c, CAPAIAN_DEED_UNTIL, "until", "2026-12-31") : CAPAIAN_OK;
    if (capaian_date_parse(c->what->until, &until) < 0 || until < c->today)
        return fault(c, CAPAIAN_DEED_UNTIL, "until", c->what->until);
    return CAPAIAN_OK;
}

static bool stands(Capaian__V1__AlertState state) {
    return state == STATE(FIRING) || state == STATE(ACKNOWLEDGED);
}

static enum capaian_code check_alert(struct checking *c) {
    struct subject subject;
    if (!subject_alert(c->fold, c->what->subject, &subject))
        return fault(c, CAPAIAN_DEED_SUBJECT, "subject", c->what->subject);
    Capaian__V1__AlertState state = subject.consequence != NULL ? subject.consequence->state : subject.alert->state;
    if (c->what->kind == DEED(COMMENT))
        return subject.consequence == NULL ? CAPAIAN_OK : fault(c, CAPAIAN_DEED_KIND, "kind", c->what->subject);
    if (!stands(state))
        return fault(c, CAPAIAN_DEED_NOT_STANDING, "subject", c->what->subject);
    if (c->what->kind == DEED(CLOSE))
        return subject.consequence != NULL || subject.alert->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED
                   ? CAPAIAN_OK
                   : fault(c, CAPAIAN_DEED_KIND, "kind", c->what->subject);
    if (subject.consequence != NULL)
        return fault(c, CAPAIAN_DEED_KIND, "kind", c->what->subject);
    if (c->what->kind == DEED(ACKNOWLEDGE))
        return check_until(c, true);
    const Capaian__V1__FollowUp *follow = c->what->follow_up;
    int32_t due;
    if (follow == NULL || follow->action[0] == '\0' || follow->owner[0] == '\0')
        return fault(c, CAPAIAN_DEED_FOLLOW_UP, "follow_up", NULL);
    return capaian_date_parse(follow->due, &due) < 0 ? fault(c, CAPAIAN_DEED_UNTIL, "follow_up.due", follow->due)
                                                     : CAPAIAN_OK;
}

static bool unit_or(struct checking *c, const char *other) {
    const char *subject = c->what->subject, *code = strchr(subject, '/');
    if (code == NULL)
        return false;
    size_t size = (size_t)(code++ - subject);
    if (size == 4 && memcmp(subject, "unit", 4) == 0)
        return catalogue_unit(fold_latest(c->fold)->catalogue, code) != NULL;
    if (size != strlen(other) || memcmp(subject, other, size) != 0)
        return false;
    return strcmp(other, "indicator") == 0 ? fold_find(c->fold, code) != NULL : capaian_code_valid(code);
}

static enum capaian_code check_suppress(struct checking *c) {
    struct subject subject;
    if (!unit_or(c, "indicator") && !subject_alert(c->fold, c->what->subject, &subject))
        return fault(c, CAPAIAN_DEED_SUBJECT, "subject", c->what->subject);
    return check_until(c, true);
}

static enum capaian_code check_figure(struct checking *c) {
    struct subject_figure subject;
    if (!subject_of_figure(c->fold, c->what->subject, &subject))
        return fault(c, CAPAIAN_DEED_SUBJECT, "subject", c->what->subject);
    bool missing = c->what->kind == DEED(ACCEPT_MISSING) || c->what->kind == DEED(REFUSE_MISSING);
    const struct statement *statement = &subject.figure->statement;
    if (missing && (!statement->stands || statement->kind != STATED_MISSING))
        return fault(c, CAPAIAN_DEED_NOT_MISSING, "subject", c->what->subject);
    if (!missing && !figure_reported(subject.figure, subject.tracked->rules->reporting))
        return fault(c, CAPAIAN_DEED_NOT_REPORTED, "subject", c->what->subject);
    return check_until(c, false);
}

static enum capaian_code check_reopen(struct checking *c) {
    char code[CAPAIAN_CODE_MAX + 1];
    struct capaian_period period;
    if (!subject_split(c->what->subject, code, &period) ||
        catalogue_unit(fold_latest(c->fold)->catalogue, code) == NULL || period.kind == CAPAIAN_YEARS)
        return fault(c, CAPAIAN_DEED_SUBJECT, "subject", c->what->subject);
    return check_until(c, true);
}

static enum capaian_code check_pause(struct checking *c) {
    int32_t from;
    if (!unit_or(c, "person"))
        return fault(c, CAPAIAN_DEED_SUBJECT, "subject", c->what->subject);
    if (c->what->from[0] != '\0' && capaian_date_parse(c->what->from, &from) < 0)
        return fault(c, CAPAIAN_DEED_UNTIL, "from", c->what->from);
    return check_until(c, true);
}

static enum capaian_code check_seal(struct checking *c) {
    struct capaian_period year;
    if (!text_ok(c->what->subject) || c->what->subject[0] == '\0' || strlen(c->what->subject) > CAPAIAN_CODE_MAX)
        return fault(c, CAPAIAN_DEED_SUBJECT, "subject", c->what->subject);
    if (capaian_period_parse(c->what->period, &year) < 0 || year.kind != CAPAIAN_YEAR)
        return fault(c, CAPAIAN_PERIOD_MALFORMED, "period", c->what->period);
    for (size_t i = 0; i < c->fold->hold_count; i++)
        if (c->fold->holds[i].kind == DEED(SEAL) && strcmp(c->fold->holds[i].subject, c->what->subject) == 0)
            return fault(c, CAPAIAN_DEED_SEALED, "subject", c->what->subject);
    return CAPAIAN_OK;
}

enum capaian_code fold_deed_check(const struct fold *fold, const struct deed *deed, int64_t at, const char **ret_field,
                                  const char **ret_argument) {
    struct checking c = {.fold = fold, .deed = deed, .what = deed->what};
    *ret_field = "deed";
    *ret_argument = NULL;
    if (fold_latest(fold) == NULL)
        return CAPAIAN_CATALOGUE_ABSENT;
    c.today = capaian_day_at(&fold_latest(fold)->catalogue->calendar, at);
    enum capaian_code code = check_texts(&c);
    if (code == CAPAIAN_OK) {
        switch (deed->what->kind) {
        case DEED(ACKNOWLEDGE):
        case DEED(COMMENT):
        case DEED(FOLLOW_UP):
        case DEED(CLOSE):
            code = check_alert(&c);
            break;
        case DEED(SUPPRESS):
            code = check_suppress(&c);
            break;
        case DEED(REVIEW):
        case DEED(DISPUTE):
        case DEED(ACCEPT_MISSING):
        case DEED(REFUSE_MISSING):
            code = check_figure(&c);
            break;
        case DEED(REOPEN):
            code = check_reopen(&c);
            break;
        case DEED(PAUSE):
            code = check_pause(&c);
            break;
        case DEED(SEAL):
            code = check_seal(&c);
            break;
        default:
            code = fault(&c, CAPAIAN_DEED_KIND, "kind", "-");
        }
    }
    *ret_field = c.field;
    *ret_argument = c.argument;
    return code;
}

static char *copy(const char *text) {
    return strdup(text == NULL ? "" : text);
}

int fold_add_hold(struct fold *fold, const struct deed *deed, int64_t at) {
    const Capaian__V1__Deed *what = deed->what;
    struct hold hold = {.kind = what->kind, .until = DAY_NEVER};
    if (what->kind != DEED(SUPPRESS) && what->kind != DEED(REOPEN) && what->kind != DEED(PAUSE) &&
        what->kind != DEED(SEAL))
        return 0;
    struct hold *holds = realloc(fold->holds, (fold->hold_count + 1) * sizeof *holds);
    if (holds == NULL)
        return -ENOMEM;
    fold->holds = holds;
    hold.from = capaian_day_at(&fold_latest(fold)->catalogue->calendar, at);
    if (what->until[0] != '\0')
        (void)capaian_date_parse(what->until, &hold.until);
    if (what->from[0] != '\0')
        (void)capaian_date_parse(what->from, &hold.from);
    char code[CAPAIAN_CODE_MAX + 1];
    bool reopen = what->kind == DEED(REOPEN) && subject_split(what->subject, code, &hold.period);
    if (what->kind == DEED(SEAL))
        (void)capaian_period_parse(what->period, &hold.period);
    hold.subject = copy(reopen ? code : what->subject);
    hold.actor = copy(deed->actor);
    hold.key = copy(deed->key);
    hold.reason = copy(deed->reason);
    holds[fold->hold_count++] = hold;
    return hold.subject == NULL || hold.actor == NULL || hold.key == NULL || hold.reason == NULL ? -ENOMEM : 0;
}

Capaian__V1__Acted *deed_acted(const struct deed *deed, struct capaian_arena *arena) {
    Capaian__V1__Acted *by = capaian_arena_take(arena, sizeof *by);
    if (by == NULL)
        return NULL;
    capaian__v1__acted__init(by);
    by->actor = (char *)(deed->actor == NULL ? "" : deed->actor);
    by->key = (char *)(deed->key == NULL ? "" : deed->key);
    by->reason = (char *)(deed->reason == NULL ? "" : deed->reason);
    by->until = deed->what->until;
    return by;
}

// The numbers that the alert is about, as they are now.
static struct assessment numbers(const struct fold *fold, const struct subject *subject) {
    const struct tracked *tracked = subject->tracked;
    struct assessment none = {.period = subject->alert->period};
    if (subject->alert->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND)
        return assess_to_date(tracked->rules, subject->year, fold->today);
    for (size_t i = 0; i < subject->year->goal_count; i++) {
        const struct goal *goal = &subject->year->goals[i];
        if (subject->alert->kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED &&
            capaian_period_equal(goal->period, none.period))
            return assess_goal(tracked->rules, subject->year, goal, fold->today,
                               indicator_lock_day(tracked->catalogue, tracked->rules, goal->period));
    }
    return none;
}

struct telling {
    const char *reason, *indonesian, *english;
};

static const struct telling *telling_of(Capaian__V1__DeedKind kind) {
    static const struct telling acknowledged = {"acknowledged", "diakui oleh", "acknowledged by"},
                                commented = {"commented", "dikomentari oleh", "commented on by"},
                                followed_up = {"followed_up", "ditindaklanjuti; dicatat oleh",
                                               "followed up; recorded by"},
                                closed = {"closed", "ditutup dengan keputusan oleh", "closed by a decision of"};
    return kind == DEED(ACKNOWLEDGE) ? &acknowledged
           : kind == DEED(COMMENT)   ? &commented
           : kind == DEED(FOLLOW_UP) ? &followed_up
                                     : &closed;
}

// Of a source, which is of no indicator.
static int tell_source(struct fold *fold, const struct deed *deed, struct source *source, Capaian__V1__Acted *by,
                       const struct moment *moment, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    const struct telling *telling = telling_of(deed->what->kind);
    int r = fold_emit_source(fold, source, source->alert.state, telling->reason, moment, effects);
    if (r < 0)
        return r;
    Capaian__V1__AlertEvent *event = effects->events[effects->event_count - 1];
    event->acted = by;
    event->follow_up = deed->what->follow_up;
    event->sentence_id =
        capaian_arena_text(arena, "%s: %s %s. %s", event->unit, telling->indonesian, by->actor, by->reason);
    event->sentence_en =
        capaian_arena_text(arena, "%s: %s %s. %s", event->unit, telling->english, by->actor, by->reason);
    return event->sentence_id == NULL || event->sentence_en == NULL ? -ENOMEM : 0;
}

static int tell(struct fold *fold, const struct deed *deed, const struct subject *subject, int64_t at,
                struct effects *effects) {
    const struct moment moment = {.at = at};
    struct alert *alert = subject->alert;
    Capaian__V1__Acted *by = deed_acted(deed, effects->arena);
    int r;
    if (by == NULL)
        return -ENOMEM;
    if (subject->tracked == NULL) {
        r = tell_source(fold, deed, subject->source, by, &moment, effects);
    } else {
        struct transition transition = {.kind = alert->kind,
                                        .period = alert->period,
                                        .state = alert->state,
                                        .reason = telling_of(deed->what->kind)->reason,
                                        .assessment = numbers(fold, subject),
                                        .incident = alert->incident,
                                        .row = alert->row,
                                        .acted = by,
                                        .follow_up = deed->what->follow_up};
        memcpy(transition.row_id, alert->row_id, sizeof transition.row_id);
        r = fold_emit(fold, subject->tracked, subject->year, &transition, &moment, effects);
    }
    if (r == 0 && (deed->what->kind == DEED(ACKNOWLEDGE) || deed->what->kind == DEED(FOLLOW_UP)))
        alert->acted = alert->number;
    return r;
}

static int do_alert(struct fold *fold, const struct deed *deed, int64_t at, struct effects *effects) {
    struct subject subject;
    if (!subject_alert(fold, deed->what->subject, &subject))
        return -EBADMSG;
    if (subject.consequence != NULL)
        return fold_decide(fold, subject.consequence, deed, at, effects);
    struct alert *alert = subject.alert;
    switch (deed->what->kind) {
    case DEED(ACKNOWLEDGE):
        alert->state = STATE(ACKNOWLEDGED);
        (void)capaian_date_parse(deed->what->until, &alert->acknowledged_until);
        break;
    case DEED(FOLLOW_UP):
        (void)capaian_date_parse(deed->what->follow_up->due, &alert->follow_up_due);
        break;
    case DEED(CLOSE):
        alert->state = STATE(RESOLVED);
        alert->reason = telling_of(DEED(CLOSE))->reason;
        break;
    default:
        break;
    }
    if (subject.tracked != NULL)
        fold_note_day(fold, subject.tracked);
    return tell(fold, deed, &subject, at, effects);
}

static int do_figure(struct fold *fold, const struct deed *deed, int64_t at, struct effects *effects) {
    struct subject_figure subject;
    struct transitions *transitions = capaian_arena_take(effects->arena, sizeof *transitions);
    if (transitions == NULL || !subject_of_figure(fold, deed->what->subject, &subject))
        return transitions == NULL ? -ENOMEM : -EBADMSG;
    struct figure *figure = subject.figure;
    if (fold_mark(fold, subject.tracked, subject.year, figure) < 0)
        return -ENOMEM;
    switch (deed->what->kind) {
    case DEED(REVIEW):
        figure->stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED;
        break;
    case DEED(DISPUTE):
        figure->stage = CAPAIAN__V1__STAGE__STAGE_DISPUTED;
        break;
    case DEED(ACCEPT_MISSING):
        figure->missing_until = DAY_NEVER - 1;
        if (deed->what->until[0] != '\0')
            (void)capaian_date_parse(deed->what->until, &figure->missing_until);
        break;
    default:
        figure->missing_until = 0;
    }
    const struct moment moment = {.at = at};
    int r = fold_settle(fold, subject.tracked, subject.year, &moment, transitions, effects);
    fold_note_day(fold, subject.tracked);
    return r;
}

static int seal(const struct deed *deed, struct effects *effects) {
    struct capaian_period year;
    struct sealing *sealing = capaian_arena_take(effects->arena, sizeof *sealing);
    if (sealing == NULL || capaian_period_parse(deed->what->period, &year) < 0)
        return -ENOMEM;
    *sealing = (struct sealing){.name = deed->what->subject, .actor = deed->actor, .year = year.year};
    effects->sealing = sealing;
    return 0;
}

// Deeds that change what a tenure's card rests on, or how long it has lasted.
static bool moves_people(const Capaian__V1__Deed *what) {
    return (what->kind >= DEED(REVIEW) && what->kind <= DEED(PAUSE)) || strncmp(what->subject, "consequence/", 12) == 0;
}

int fold_deed(struct fold *fold, const struct deed *deed, int64_t at, struct effects *effects) {
    fold->step++;
    int r = fold_add_hold(fold, deed, at);
    if (r < 0)
        return r;
    if (moves_people(deed->what))
        fold_look_at_people(fold);
    switch (deed->what->kind) {
    case DEED(ACKNOWLEDGE):
    case DEED(COMMENT):
    case DEED(FOLLOW_UP):
    case DEED(CLOSE):
        return do_alert(fold, deed, at, effects);
    case DEED(REVIEW):
    case DEED(DISPUTE):
    case DEED(ACCEPT_MISSING):
    case DEED(REFUSE_MISSING):
        return do_figure(fold, deed, at, effects);
    case DEED(SEAL):
        return seal(deed, effects);
    default:
        return 0;
    }
}
