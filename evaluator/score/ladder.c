#include "score/ladder.h"

#include "score/tenure_card.h"

#include <errno.h>
#include <string.h>

struct climbing {
    const struct fold *fold;
    const struct catalogue *catalogue;
    int32_t today;
    struct duties duties;
    struct tenures tenures;
    struct ladder_move *moves;
    size_t room, count;
};

static int climbing_begin(const struct fold *fold, int32_t today, struct climbing *ret) {
    *ret = (struct climbing){.fold = fold, .catalogue = fold_latest(fold)->catalogue, .today = today};
    int r = duties_read(ret->catalogue, &ret->duties);
    if (r == 0)
        r = tenures_read(ret->catalogue, NULL, &ret->tenures);
    return r;
}

static void climbing_end(struct climbing *c) {
    duties_free(&c->duties);
    tenures_free(&c->tenures);
}

static bool names_kind(const char *kinds, const char *kind) {
    size_t size = strlen(kind);
    for (const char *at = kinds; size > 0 && *at != '\0';) {
        size_t length = strcspn(at, ";");
        if (length == size && memcmp(at, kind, size) == 0)
            return true;
        at += length + (at[length] == ';');
    }
    return false;
}

static const struct rung *find_rung(const struct catalogue *catalogue, const char *ladder, unsigned step,
                                    const char *unit) {
    const struct unit *of = catalogue_unit(catalogue, unit);
    for (size_t i = 0; i < catalogue->rung_count; i++) {
        const struct rung *rung = &catalogue->rungs[i];
        if (rung->step == step && strcmp(rung->ladder, ladder) == 0)
            return of != NULL && names_kind(rung->kinds, of->kind) ? rung : NULL;
    }
    return NULL;
}

static const struct consequence *find_consequence(const struct fold *fold, const struct tenure *tenure,
                                                  const char *ladder, unsigned step) {
    for (size_t i = 0; i < fold->consequence_count; i++) {
        const struct consequence *at = &fold->consequences[i];
        if (at->step == step && at->since == tenure->since && strcmp(at->person, tenure->holder->person) == 0 &&
            strcmp(at->ladder, ladder) == 0 && strcmp(at->unit, tenure->first->unit) == 0)
            return at;
    }
    return NULL;
}

static bool stands(const struct consequence *consequence) {
    return consequence->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING ||
           consequence->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED;
}

// The tenure in which the chain of a consequence is on the day; NULL: the post was left.
static const struct tenure *find_tenure(const struct climbing *c, const struct consequence *consequence) {
    for (size_t i = 0; i < c->tenures.count; i++) {
        const struct tenure *at = &c->tenures.list[i];
        if (at->from <= c->today && c->today <= at->to && at->since == consequence->since &&
            at->holder->capacity == CAPACITY_DEFINITIVE && strcmp(at->holder->person, consequence->person) == 0 &&
            strcmp(at->first->unit, consequence->unit) == 0)
            return at;
    }
    return NULL;
}

// A person's place on a ladder.
struct place {
    const struct tenure *tenure;
    const struct rung *rung;
    const struct consequence *before;    // of the step before; NULL: it is the first
    struct pauses pauses;
};

// The first day on which the months have passed.
static int32_t clock_day(const struct climbing *c, const struct place *place) {
    const struct rung *rung = place->rung;
    unsigned months = rung->after_months;
    if (place->before == NULL && c->catalogue->policy.min_months > months)
        months = c->catalogue->policy.min_months;
    int32_t start = place->before == NULL ? place->tenure->since : place->before->decided;
    int32_t day = months_after(&place->pauses, start, months);
    int32_t earliest = months_from(place->tenure->since, (int)rung->not_before_months);
    return day > earliest ? day : earliest;
}

static int score_on(const struct climbing *c, const struct place *place, int32_t day, struct ladder_move *move) {
    const struct settled settled = {
        // What lies before a decision was its ground, and is not held against the person twice.
        .from = place->before == NULL ? place->tenure->since : place->before->decided,
        .today = day,
        .months = place->rung->after_months > 0 ? place->rung->after_months : c->catalogue->policy.min_months,
        .pauses = &place->pauses,
    };
    struct scorecard card;
    int r = settled_card(c->fold, &c->duties, place->tenure, &settled, &card, &move->from, &move->to);
    if (r < 0)
        return r;
    move->has_score = card.has_score;
    move->score = card.score;
    scorecard_free(&card);
    return 0;
}

static void put(struct climbing *c, const struct ladder_move *move) {
    if (c->count < c->room)
        c->moves[c->count++] = *move;
}

static int review_standing(struct climbing *c, const struct consequence *of) {
    struct ladder_move move = {.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED,
                               .reason = LADDER_POST_LEFT,
                               .of = of,
                               .person = of->person,
                               .ladder = of->ladder,
                               .step = of->step,
                               .unit = of->unit,
                               .since = of->since};
    struct place place = {.tenure = find_tenure(c, of)};
    if (place.tenure == NULL) {
        put(c, &move);
        return 0;
    }
    move.holder = place.tenure->holder;
    move.rung = place.rung = find_rung(c->catalogue, of->ladder, of->step, move.holder->unit);
    if (of->step > 1)
        place.before = find_consequence(c->fold, place.tenure, of->ladder, of->step - 1);
    // A ladder that was changed since takes nothing back; a person decides.
    if (place.rung == NULL || (of->step > 1 && place.before == NULL))
        return 0;
    int r = pauses_read(c->fold, of->person, move.holder->unit, &place.pauses);
    if (r < 0)
        return r;
    r = score_on(c, &place, of->fired, &move);
    if (r == 0 && move.has_score && move.score >= place.rung->score) {
        move.reason = LADDER_RESTATED;
        put(c, &move);
    }
    pauses_free(&place.pauses);
    return r;
}

// The rung that comes next for the tenure on a ladder, with what came before it. False: none does, or one stands.
static bool next_place(const struct climbing *c, const struct tenure *tenure, const char *ladder, struct place *ret,
                       const struct consequence **ret_again) {
    const struct consequence *before = NULL;
    for (unsigned step = 1;; step++) {
        const struct consequence *at = find_consequence(c->fold, tenure, ladder, step);
        if (at == NULL || (!stands(at) && at->decided == 0)) {
            const struct rung *rung = find_rung(c->catalogue, ladder, step, tenure->holder->unit);
            *ret = (struct place){.tenure = tenure, .rung = rung, .before = before};
            *ret_again = at;
            return rung != NULL;
        }
        if (stands(at))
            return false;
        before = at;
    }
}

static bool climbs(const struct tenure *tenure, int32_t day) {
    return tenure->holder->capacity == CAPACITY_DEFINITIVE && tenure->from <= day && day <= tenure->to;
}

static bool first_of_ladder(const struct catalogue *catalogue, size_t i) {
    return i == 0 || strcmp(catalogue->rungs[i].ladder, catalogue->rungs[i - 1].ladder) != 0;
}

static int look(struct climbing *c, const struct tenure *tenure, const char *ladder) {
    struct place place;
    const struct consequence *again;
    if (!next_place(c, tenure, ladder, &place, &again))
        return 0;
    int r = pauses_read(c->fold, tenure->holder->person, tenure->holder->unit, &place.pauses);
    if (r < 0)
        return r;
    struct ladder_move move = {.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING,
                               .reason = LADDER_ELIGIBLE,
                               .of = again,
                               .person = tenure->holder->person,
                               .ladder = ladder,
                               .step = place.rung->step,
                               .unit = tenure->first->unit,
                               .since = tenure->since,
                               .holder = tenure->holder,
                               .rung = place.rung};
    if (clock_day(c, &place) <= c->today) {
        r = score_on(c, &place, c->today, &move);
        if (r == 0 && move.has_score && move.score < place.rung->score)
            put(c, &move);
    }
    pauses_free(&place.pauses);
    return r;
}

int ladder_settle(const struct fold *fold, int32_t today, struct ladder_move *moves, size_t room, size_t *ret_count) {
    *ret_count = 0;
    const struct version *latest = fold_latest(fold);
    if (latest == NULL || (latest->catalogue->rung_count == 0 && fold->consequence_count == 0))
        return 0;
    struct climbing c;
    int r = climbing_begin(fold, today, &c);
    c.moves = moves;
    c.room = room;
    for (size_t i = 0; r == 0 && i < fold->consequence_count && c.count < room; i++)
        if (stands(&fold->consequences[i]))
            r = review_standing(&c, &fold->consequences[i]);
    for (size_t i = 0; r == 0 && i < c.tenures.count && c.count < room; i++)
        for (size_t k = 0; r == 0 && climbs(&c.tenures.list[i], today) && k < c.catalogue->rung_count; k++)
            if (first_of_ladder(c.catalogue, k))
                r = look(&c, &c.tenures.list[i], c.catalogue->rungs[k].ladder);
    *ret_count = c.count;
    climbing_end(&c);
    return r;
}

static void sooner(int32_t day, int32_t today, int32_t *next) {
    if (day > today && day < *next)
        *next = day;
}

// The next day on which something that the unit answers for is locked.
static void next_lock(const struct climbing *c, const char *unit, int32_t *next) {
    size_t count;
    const struct duty *duty = duties_of(&c->duties, unit, &count);
    for (size_t i = 0; i < count; i++) {
        const struct tracked *tracked = c->fold->tracked[c->fold->of_catalogue[duty[i].indicator]];
        bool found = false;
        for (size_t y = 0; y < tracked->years.count && !found; y++) {
            const struct year *year = tracked->years.list[y];
            if (year_end(year) < months_from(c->today, -24))
                continue;
            for (size_t k = year->first_figure; k < year->figure_count && !found; k++) {
                int32_t lock = indicator_lock_day(tracked->catalogue, tracked->rules, year->figures[k].period);
                found = lock > c->today;
                sooner(lock, c->today, next);
            }
        }
    }
}

static int next_for(const struct climbing *c, const struct tenure *tenure, int32_t *next) {
    for (size_t k = 0; k < c->catalogue->rung_count; k++) {
        struct place place;
        const struct consequence *again;
        if (!first_of_ladder(c->catalogue, k) || !next_place(c, tenure, c->catalogue->rungs[k].ladder, &place, &again))
            continue;
        int r = pauses_read(c->fold, tenure->holder->person, tenure->holder->unit, &place.pauses);
        if (r < 0)
            return r;
        int32_t day = clock_day(c, &place);
        sooner(day, c->today, next);
        if (day <= c->today)
            next_lock(c, tenure->holder->unit, next);
        pauses_free(&place.pauses);
    }
    return 0;
}

int ladder_next_day(const struct fold *fold, int32_t today, int32_t *ret_day) {
    *ret_day = DAY_NEVER;
    const struct version *latest = fold_latest(fold);
    if (latest == NULL || (latest->catalogue->rung_count == 0 && fold->consequence_count == 0))
        return 0;
    struct climbing c;
    int r = climbing_begin(fold, today, &c);
    for (size_t i = 0; r == 0 && i < c.tenures.count; i++) {
        const struct tenure *tenure = &c.tenures.list[i];
        if (tenure->holder->capacity != CAPACITY_DEFINITIVE)
            continue;
        sooner(tenure->from, today, ret_day);
        if (tenure->to != DAY_NEVER)
            sooner(tenure->to + 1, today, ret_day);
        if (climbs(tenure, today))
            r = next_for(&c, tenure, ret_day);
    }
    climbing_end(&c);
    return r;
}
