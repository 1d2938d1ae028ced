// Which statement stands where. A place (a figure, a ref) is decided by the strongest row that was ever stated for it,
// by rank alone, so the order of arrival does not matter. Has that row been replaced, the row at the end of the chain
// of replacements speaks in its place; and when that one belongs elsewhere, nothing does.
#include "fold/applying.h"
#include "fold/fold.h"
#include "fold/people.h"

#include <errno.h>
#include <string.h>

struct touched *place_touch(struct applying *a, struct tracked *tracked, struct year *year) {
    // From the back: consecutive rows are mostly of one indicator.
    for (size_t i = a->touched_count; i > 0; i--)
        if (a->touched[i - 1].year == year)
            return &a->touched[i - 1];
    a->touched[a->touched_count] = (struct touched){tracked, year, false};
    return &a->touched[a->touched_count++];
}

static void trace(struct applying *a, uint32_t indicator, struct capaian_period period) {
    struct effects *effects = a->effects;
    int32_t code = capaian_period_code(period);
    for (size_t i = effects->trace_count; i > 0; i--)
        if (effects->traces[i - 1].indicator == indicator && effects->traces[i - 1].period == code)
            return;
    effects->traces[effects->trace_count++] = (struct trace){indicator, code};
}

void place_say(struct applying *a, uint32_t row, enum effect effect, const struct statement *standing) {
    static const char *const words[] = {"final", "provisional", "estimated"};
    if (effect == EFFECT_UNCHANGED) {
        a->unchanged++;
        capaian_findings_add(a->findings, row, CAPAIAN_UNCHANGED, "", NULL, NULL, NULL);
    } else if (effect == EFFECT_SUPERSEDED) {
        char as_of[CAPAIAN_INSTANT_TEXT];
        const struct capaian_calendar *calendar = &fold_latest(a->fold)->catalogue->calendar;
        const char *stronger = capaian_arena_text(a->effects->arena, "%s, %s", words[standing->rank.status],
                                                  capaian_instant_format(calendar, standing->rank.as_of, as_of));
        capaian_findings_add(a->findings, row, CAPAIAN_SUPERSEDED, "as_of", stronger, NULL, NULL);
    }
}

// The figure of a period about to change: what is written of it will be written anew, and whoever has reviewed it has
// reviewed another one.
static struct figure *open_figure(struct applying *a, struct tracked *tracked, struct capaian_period period,
                                  bool *ret_reported) {
    struct year *year = fold_year(a->fold, tracked, period.year);
    struct figure *figure = year == NULL ? NULL : year_figure(year, period);
    if (figure == NULL || fold_mark(a->fold, tracked, year, figure) < 0)
        return NULL;
    *ret_reported = figure_reported(figure, tracked->rules->reporting);
    trace(a, tracked->id, period);
    return figure;
}

static void close_figure(struct applying *a, struct tracked *tracked, const struct figure *figure, bool was_reported) {
    struct year *year = tracked_year(tracked, figure->period.year);
    struct touched *touched = place_touch(a, tracked, year);
    touched->changed = touched->changed || was_reported || figure_reported(figure, tracked->rules->reporting);
}

static void submitted_again(struct figure *figure) {
    figure->stage = CAPAIAN__V1__STAGE__STAGE_SUBMITTED;
    if (!figure->statement.stands || figure->statement.kind != STATED_MISSING)
        figure->missing_until = 0;
}

// An event in or out of the sums of its period.
static int count_event(struct applying *a, struct tracked *tracked, struct capaian_period period,
                       const struct statement *event, bool in) {
    bool reported;
    if (event->kind != STATED_FIGURE)
        return 0;
    struct figure *figure = open_figure(a, tracked, period, &reported);
    if (figure == NULL)
        return -ENOMEM;
    if (in)
        figure_add(figure, event);
    else
        figure_remove(figure, event);
    submitted_again(figure);
    close_figure(a, tracked, figure, reported);
    return 0;
}

// The row of a rank: of this message, or of an earlier one.
static int find_row(struct applying *a, const struct row_name *name, struct judged_row *ret) {
    if (memcmp(name->id, a->message->id, CAPAIAN_ID_SIZE) != 0)
        return a->facts->find_row(a->facts->context, a->fold, name, a->effects->arena, ret);
    *ret = a->rows[name->row];
    return ret->accepted ? 0 : -ENOENT;
}

// The row that speaks for the one of this rank, which is its own where nothing replaces it. 1: another one; -ENOENT:
// the chain leads to a row that is not here, or nowhere.
static int end_of_chain(struct applying *a, const struct rank *from, struct rank *ret) {
    struct rank at = *from;
    for (int links = 0; links < REPLACED_CHAIN_MAX; links++) {
        const struct row_name name = {a->message->unit, at.id, at.row};
        struct rank next;
        int r = a->facts->find_replacer(a->facts->context, &name, &next);
        if (r < 0)
            return r;
        if (r == 0) {
            *ret = at;
            return links > 0;
        }
        at = next;
    }
    return -ENOENT;
}

static bool same_place(const struct judged_row *a, const struct judged_row *b) {
    if (a->tracked != b->tracked || judged_slot(a) != judged_slot(b))
        return false;
    return judged_slot(a) == SLOT_FIGURE ? capaian_period_equal(a->period, b->period)
                                         : judged_slot(a) == SLOT_REF && strcmp(a->ref, b->ref) == 0;
}

// What stands where the row of this rank decides. `place` is any row of the place. *ret_period: the period it is of.
static int speak(struct applying *a, const struct judged_row *place, const struct rank *decides, struct statement *ret,
                 struct capaian_period *ret_period) {
    struct rank end;
    struct judged_row row;
    int r = end_of_chain(a, decides, &end);
    if (r >= 0) {
        const struct row_name name = {a->message->unit, end.id, end.row};
        r = find_row(a, &name, &row);
    }
    if (r < 0 && r != -ENOENT)
        return r;
    bool here = r == 0 && same_place(place, &row);
    *ret = here ? row.statement : (struct statement){.kind = STATED_ELSEWHERE};
    *ret_period = here ? row.period : place->period;
    ret->stands = true;
    ret->rank = *decides;
    return 0;
}

static bool same_statement(const struct statement *a, const struct statement *b) {
    return a->stands == b->stands && a->kind == b->kind && a->row == b->row &&
           memcmp(a->row_id, b->row_id, CAPAIAN_ID_SIZE) == 0 && rank_compare(&a->rank, &b->rank) == 0;
}

static int put_figure(struct applying *a, struct tracked *tracked, struct capaian_period period,
                      const struct statement *statement) {
    bool reported;
    struct figure *figure = open_figure(a, tracked, period, &reported);
    if (figure == NULL)
        return -ENOMEM;
    figure->statement = *statement;
    submitted_again(figure);
    close_figure(a, tracked, figure, reported);
    return 0;
}

// Another statement stands under the ref, maybe in another period.
static int put_ref(struct applying *a, struct tracked *tracked, struct ref_entry *entry,
                   const struct statement *statement, struct capaian_period period) {
    if (entry->statement.stands) {
        int r = count_event(a, tracked, capaian_period_of_code(entry->period), &entry->statement, false);
        if (r < 0)
            return r;
    }
    entry->statement = *statement;
    entry->period = capaian_period_code(period);
    entry->dirty = true;
    return count_event(a, tracked, period, statement, true);
}

// The strongest row of a place has been replaced, or one that has been is the strongest: see who speaks now.
static int settle_place(struct applying *a, const struct judged_row *place, const struct rank *decides) {
    struct statement statement;
    struct capaian_period period;
    int r = speak(a, place, decides, &statement, &period);
    if (r < 0)
        return r;
    if (judged_slot(place) == SLOT_FIGURE) {
        struct year *year = fold_year(a->fold, place->tracked, place->period.year);
        const struct figure *figure = year == NULL ? NULL : year_figure(year, place->period);
        if (figure == NULL)
            return -ENOMEM;
        return same_statement(&figure->statement, &statement)
                   ? 0
                   : put_figure(a, place->tracked, place->period, &statement);
    }
    struct ref_entry *entry = a->facts->find_ref(a->facts->context, place->tracked->id, place->ref);
    if (entry == NULL)
        return -EIO;
    return same_statement(&entry->statement, &statement) ? 0 : put_ref(a, place->tracked, entry, &statement, period);
}

static int place_figure(struct applying *a, struct judged_row *row) {
    bool reported;
    struct figure *figure = open_figure(a, row->tracked, row->period, &reported);
    if (figure == NULL)
        return -ENOMEM;
    enum effect effect = statement_state(&figure->statement, &row->statement);
    if (effect == EFFECT_STANDS)
        submitted_again(figure);
    place_say(a, row->statement.row, effect, &figure->statement);
    close_figure(a, row->tracked, figure, reported);
    return 0;
}

// An event under a ref: the stronger of the statements under that ref counts, in whichever period it says.
static int place_ref(struct applying *a, struct judged_row *row) {
    struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
    if (entry == NULL)
        return -EIO;
    bool stronger = !entry->statement.stands || rank_compare(&row->statement.rank, &entry->statement.rank) > 0;
    enum effect effect = statement_would(&entry->statement, &row->statement);
    // The same figure on another date is another statement.
    if (effect == EFFECT_UNCHANGED && capaian_period_code(row->period) != entry->period)
        effect = stronger ? EFFECT_STANDS : EFFECT_SUPERSEDED;
    struct statement statement = row->statement;
    statement.stands = true;
    if (effect == EFFECT_STANDS) {
        int r = put_ref(a, row->tracked, entry, &statement, row->period);
        if (r < 0)
            return r;
    } else if (effect == EFFECT_UNCHANGED && stronger) {
        entry->statement = statement;
        entry->dirty = true;
    }
    trace(a, row->tracked->id, row->period);
    (void)place_touch(a, row->tracked, tracked_year(row->tracked, row->period.year));
    place_say(a, row->statement.row, effect, &entry->statement);
    return 0;
}

// A row whose place has been taken before it came: it may still be the strongest there, and then its replacement
// speaks.
static int place_replaced(struct applying *a, struct judged_row *row) {
    capaian_findings_add(a->findings, row->statement.row, CAPAIAN_ROW_REPLACED, "", NULL, NULL, NULL);
    trace(a, row->tracked->id, row->period);
    if (judged_slot(row) == SLOT_LOOSE)
        return 0;
    const struct statement *standing = NULL;
    if (judged_slot(row) == SLOT_FIGURE) {
        struct year *year = fold_year(a->fold, row->tracked, row->period.year);
        struct figure *figure = year == NULL ? NULL : year_figure(year, row->period);
        standing = figure == NULL ? NULL : &figure->statement;
    } else {
        struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
        standing = entry == NULL ? NULL : &entry->statement;
    }
    if (standing == NULL)
        return -EIO;
    return standing->stands && rank_compare(&standing->rank, &row->statement.rank) >= 0
               ? 0
               : settle_place(a, row, &row->statement.rank);
}

static int place_own(struct applying *a, struct judged_row *row) {
    struct rank by;
    const struct row_name name = {a->message->unit, a->message->id, row->statement.row};
    int replaced = a->awaited ? a->facts->find_replacer(a->facts->context, &name, &by) : 0;
    if (replaced != 0)
        return replaced < 0 ? replaced : place_replaced(a, row);
    switch (judged_slot(row)) {
    case SLOT_FIGURE:
        return place_figure(a, row);
    case SLOT_REF:
        return place_ref(a, row);
    case SLOT_LOOSE:
        break;
    }
    trace(a, row->tracked->id, row->period);
    return count_event(a, row->tracked, row->period, &row->statement, true);
}

// What the row names never counts again, whether it is here or still to come.
static int take_out(struct applying *a, const struct judged_row *row) {
    const struct row_name name = {a->message->unit, row->replaces_id, row->replaces_row};
    struct judged_row replaced;
    struct rank by, decides;
    int before = a->facts->find_replacer(a->facts->context, &name, &by);
    int r = before < 0 ? before : find_row(a, &name, &replaced);
    bool awaited = r == -ENOENT;
    if (r < 0 && !awaited)
        return r;
    r = a->facts->put_replaced(a->facts->context, &name, &row->statement.rank, awaited);
    if (r < 0)
        return r;
    if (awaited) {
        capaian_findings_add(a->findings, row->statement.row, CAPAIAN_REPLACES_AWAITED, "replaces", NULL, NULL, NULL);
        return 0;
    }
    if (judged_slot(&replaced) == SLOT_LOOSE)
        return before > 0 ? 0 : count_event(a, replaced.tracked, replaced.period, &replaced.statement, false);
    if (judged_slot(&replaced) == SLOT_FIGURE) {
        struct year *year = fold_year(a->fold, replaced.tracked, replaced.period.year);
        const struct figure *figure = year == NULL ? NULL : year_figure(year, replaced.period);
        if (figure == NULL)
            return -ENOMEM;
        decides = figure->statement.rank;
    } else {
        const struct ref_entry *entry = a->facts->find_ref(a->facts->context, replaced.tracked->id, replaced.ref);
        if (entry == NULL)
            return -EIO;
        decides = entry->statement.rank;
    }
    return settle_place(a, &replaced, &decides);
}

int place_row(struct applying *a, struct judged_row *row) {
    if (row->statement.kind == STATED_MISSING)
        capaian_findings_add(a->findings, row->statement.row, CAPAIAN_MISSING_DECLARED, "missing", NULL, NULL, NULL);
    // What a consequence rests on is locked; this changes it all the same.
    if (row->reopened)
        fold_look_at_people(a->fold);
    int r = place_own(a, row);
    return r < 0 || !row->replaces ? r : take_out(a, row);
}

static bool part_reported(const struct tracked *part, struct capaian_period period) {
    struct year *year = tracked_year(part, period.year);
    const struct figure *figure = year == NULL ? NULL : year_figure(year, period);
    return figure != NULL && figure_reported(figure, part->rules->reporting);
}

// Whether the units that had the part before, and have closed, have reported it for the period.
static bool reported_before(const struct fold *fold, const struct tracked *whole, size_t index,
                            struct capaian_period period) {
    bool any = false;
    for (size_t i = 0; i < whole->part_count; i++) {
        const struct tracked *before = fold->tracked[whole->parts[i].id];
        if (before->current || capaian_period_last(period) < before->duty_from ||
            !catalogue_succeeds(whole->catalogue, whole->parts[i].unit, whole->parts[index].unit))
            continue;
        if (!part_reported(before, period))
            return false;
        any = true;
    }
    return any;
}

// Whether a unit has to report its part for the period: it has since it was given one, or since one was given to the
// unit that it has succeeded, where that has not reported it.
static bool part_owed(const struct fold *fold, const struct tracked *whole, size_t index,
                      struct capaian_period period) {
    const struct tracked *part = fold->tracked[whole->parts[index].id];
    return part->current && capaian_period_last(period) >= part->duty_from &&
           !reported_before(fold, whole, index, period);
}

// What the parts give together, as one statement: it stands when each unit that owes one has reported its own.
static void add_up(const struct fold *fold, const struct tracked *whole, struct capaian_period period,
                   struct figure *ret) {
    enum reporting reporting = whole->rules->reporting;
    struct figure sum = {.period = period};
    bool all = true;
    for (size_t i = 0; i < whole->part_count; i++) {
        const struct tracked *part = fold->tracked[whole->parts[i].id];
        struct year *year = tracked_year(part, period.year);
        const struct figure *own = year == NULL ? NULL : year_figure(year, period);
        bool reported = own != NULL && figure_reported(own, reporting);
        if (!reported) {
            all = all && !part_owed(fold, whole, i, period);
            if (own == NULL)
                continue;
        }
        sum.numerator += own->numerator;
        sum.denominator += own->denominator;
        sum.count += own->count;
        sum.provisional += own->provisional;
        sum.estimated += own->estimated;
        if (!reported)
            continue;
        struct statement *total = &sum.statement;
        total->numerator += own->statement.numerator;
        total->denominator += own->statement.denominator;
        total->count += own->statement.count;
        total->confirmed = total->confirmed || own->statement.confirmed;
        // The weakest status, and the latest row of all.
        uint8_t status =
            total->rank.status > own->statement.rank.status ? total->rank.status : own->statement.rank.status;
        if (own->statement.step >= total->step) {
            total->rank = own->statement.rank;
            total->step = own->statement.step;
            total->received_at = own->statement.received_at;
            memcpy(total->row_id, own->statement.row_id, CAPAIAN_ID_SIZE);
            total->row = own->statement.row;
        }
        total->rank.status = status;
        total->stands = true;
    }
    sum.statement.stands = sum.statement.stands && all;
    sum.stage = ret->stage;
    sum.missing_until = ret->missing_until;
    sum.dirty = ret->dirty;
    *ret = sum;
}

int place_wholes(struct applying *a) {
    size_t count = a->touched_count;
    for (size_t i = 0; i < count; i++) {
        const struct touched *touched = &a->touched[i];
        if (touched->tracked->whole == touched->tracked->id)
            continue;
        struct tracked *whole = a->fold->tracked[touched->tracked->whole];
        struct year *year = fold_year(a->fold, whole, touched->year->year);
        if (year == NULL)
            return -ENOMEM;
        for (size_t k = 0; k < FIGURES_MAX && year->figures[k].period.kind != 0; k++) {
            struct figure *figure = &year->figures[k];
            struct figure before = *figure;
            if (fold_mark(a->fold, whole, year, figure) < 0)
                return -ENOMEM;
            add_up(a->fold, whole, figure->period, figure);
            if (!same_statement(&before.statement, &figure->statement) || before.count != figure->count ||
                before.numerator != figure->numerator || before.denominator != figure->denominator)
                submitted_again(figure);
        }
        place_touch(a, whole, year)->changed = true;
    }
    return 0;
}
