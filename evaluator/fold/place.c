// Which statement stands where. A place (a figure, a ref) is decided by the strongest row that was ever stated for it,
// by rank alone, so the order of arrival does not matter. Has that row been replaced, the row at the end of the chain
// of replacements speaks in its place (replace.c); and when that one belongs elsewhere, nothing does.
#include "fold/applying.h"
#include "fold/fold.h"
#include "fold/people.h"

#include <errno.h>
#include <string.h>

// A list with room for one more. Most rows touch one figure, and a chain of replacements as many as it has links.
static void *grown(struct applying *a, void *list, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return list;
    *room = *room == 0 ? 16 : 2 * *room;
    void *more = capaian_arena_take(a->effects->arena, *room * size);
    if (more != NULL && count > 0)
        memcpy(more, list, count * size);
    return more;
}

struct touched *place_touch(struct applying *a, struct tracked *tracked, struct year *year) {
    // From the back: consecutive rows are mostly of one indicator.
    for (size_t i = a->touched_count; i > 0; i--)
        if (a->touched[i - 1].year == year)
            return &a->touched[i - 1];
    struct touched *list = grown(a, a->touched, a->touched_count, &a->touched_room, sizeof *list);
    if (list == NULL)
        return NULL;
    a->touched = list;
    a->touched[a->touched_count] = (struct touched){tracked, year, false};
    return &a->touched[a->touched_count++];
}

int place_trace(struct applying *a, uint32_t indicator, struct capaian_period period) {
    struct effects *effects = a->effects;
    int32_t code = capaian_period_code(period);
    for (size_t i = effects->trace_count; i > 0; i--)
        if (effects->traces[i - 1].indicator == indicator && effects->traces[i - 1].period == code)
            return 0;
    struct trace *list = grown(a, effects->traces, effects->trace_count, &a->trace_room, sizeof *list);
    if (list == NULL)
        return -ENOMEM;
    effects->traces = list;
    effects->traces[effects->trace_count++] = (struct trace){indicator, code};
    return 0;
}

void place_say(struct applying *a, uint32_t row, enum effect effect, const struct statement *standing) {
    static const char *const words[] = {"final", "provisional", "estimated"};
    if (effect == EFFECT_UNCHANGED) {
        a->unchanged++;
        capaian_findings_add(a->findings, row, CAPAIAN_UNCHANGED, "", NULL, NULL, NULL);
    } else if (effect == EFFECT_CONFIRMED) {
        capaian_findings_add(a->findings, row, CAPAIAN_ROW_CONFIRMED, "", NULL, NULL, NULL);
    } else if (effect == EFFECT_SUPERSEDED) {
        char as_of[CAPAIAN_INSTANT_TEXT];
        const struct capaian_calendar *calendar = &fold_latest(a->fold)->catalogue->calendar;
        const char *stronger = capaian_arena_text(a->effects->arena, "%s, %s", words[standing->rank.status],
                                                  capaian_instant_format(calendar, standing->rank.as_of, as_of));
        capaian_findings_add(a->findings, row, CAPAIAN_SUPERSEDED, "as_of", stronger, NULL, NULL);
    }
}

struct figure *place_figure_of(struct applying *a, struct tracked *tracked, struct capaian_period period) {
    struct year *year = fold_year(a->fold, tracked, period.year);
    return year == NULL ? NULL : year_figure(year, period);
}

// The figure of a period about to change: what is written of it will be written anew.
static struct figure *open_figure(struct applying *a, struct tracked *tracked, struct capaian_period period,
                                  bool *ret_reported) {
    struct figure *figure = place_figure_of(a, tracked, period);
    if (figure == NULL || fold_mark(a->fold, tracked, tracked_year(tracked, period.year), figure) < 0)
        return NULL;
    *ret_reported = figure_reported(figure, tracked->rules->reporting);
    return place_trace(a, tracked->id, period) < 0 ? NULL : figure;
}

static int close_figure(struct applying *a, struct tracked *tracked, const struct figure *figure, bool was_reported) {
    struct touched *touched = place_touch(a, tracked, tracked_year(tracked, figure->period.year));
    if (touched == NULL)
        return -ENOMEM;
    touched->changed = touched->changed || was_reported || figure_reported(figure, tracked->rules->reporting);
    return 0;
}

// Another statement takes the place of what stands. A value that was corrected and comes back is worth a warning: it is
// either the correction that was wrong or an old file sent again.
// The two that stood last are remembered.
static void correct(struct applying *a, const struct tracked *tracked, struct figure *figure,
                    const struct statement *now) {
    const struct statement *was = &figure->statement;
    bool same = statement_same_numbers(was, now);
    uint32_t mark = statement_mark(now);
    bool back = !same && now->kind == STATED_FIGURE && tracked->rules->reporting == REPORTING_VALUE &&
                ((uint32_t)figure->corrected == mark || (uint32_t)(figure->corrected >> 32) == mark) &&
                memcmp(now->row_id, a->message->id, CAPAIAN_ID_SIZE) == 0;
    if (!same && statement_is_figure(was) && tracked->rules->reporting == REPORTING_VALUE)
        figure->corrected = figure->corrected << 32 | statement_mark(was);
    if (!was->stands || !statement_same_figure(was, now)) {
        // Whoever has reviewed the figure, or accepted that there is none, has not seen this one.
        figure->stage = CAPAIAN__V1__STAGE__STAGE_SUBMITTED;
        figure->missing_until = 0;
    }
    figure->statement = *now;
    figure->statement.stands = true;
    if (!back)
        return;
    char period[CAPAIAN_PERIOD_TEXT];
    capaian_findings_add(a->findings, now->row, CAPAIAN_ROW_RETURNS, "",
                         capaian_arena_text(a->effects->arena, "%s", capaian_period_format(figure->period, period)),
                         NULL, NULL);
}

int place_count_event(struct applying *a, struct tracked *tracked, struct capaian_period period,
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
    figure->stage = CAPAIAN__V1__STAGE__STAGE_SUBMITTED;
    return close_figure(a, tracked, figure, reported);
}

int place_put_figure(struct applying *a, struct tracked *tracked, struct capaian_period period,
                     const struct statement *statement) {
    bool reported;
    struct figure *figure = open_figure(a, tracked, period, &reported);
    if (figure == NULL)
        return -ENOMEM;
    // What had been accepted as missing may be overdue again.
    reported = reported || figure->missing_until != 0;
    correct(a, tracked, figure, statement);
    return close_figure(a, tracked, figure, reported);
}

int place_put_ref(struct applying *a, struct tracked *tracked, struct ref_entry *entry,
                  const struct statement *statement, struct capaian_period period) {
    if (entry->statement.stands) {
        int r = place_count_event(a, tracked, capaian_period_of_code(entry->period), &entry->statement, false);
        if (r < 0)
            return r;
    }
    entry->statement = *statement;
    entry->statement.stands = true;
    entry->period = capaian_period_code(period);
    entry->dirty = true;
    return place_count_event(a, tracked, period, statement, true);
}

static int state_figure(struct applying *a, struct judged_row *row, enum effect *ret_effect) {
    struct figure *figure = place_figure_of(a, row->tracked, row->period);
    if (figure == NULL)
        return -ENOMEM;
    if (statement_kept(&figure->statement, &row->statement, ret_effect))
        return place_put_figure(a, row->tracked, row->period, &row->statement);
    return place_trace(a, row->tracked->id, row->period);
}

// An event under a ref: the stronger of the statements under that ref counts, in whichever period it says.
static int state_ref(struct applying *a, struct judged_row *row, enum effect *ret_effect) {
    struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
    if (entry == NULL)
        return -EIO;
    bool stronger = !entry->statement.stands || rank_compare(&row->statement.rank, &entry->statement.rank) > 0;
    *ret_effect = statement_would(&entry->statement, &row->statement);
    // The same figure on another date is another statement.
    if (*ret_effect == EFFECT_UNCHANGED && capaian_period_code(row->period) != entry->period)
        *ret_effect = stronger ? EFFECT_STANDS : EFFECT_SUPERSEDED;
    if (*ret_effect == EFFECT_STANDS) {
        int r = place_put_ref(a, row->tracked, entry, &row->statement, row->period);
        if (r < 0)
            return r;
    } else if (*ret_effect == EFFECT_UNCHANGED && stronger) {
        entry->statement = row->statement;
        entry->statement.stands = true;
        entry->dirty = true;
    }
    return place_trace(a, row->tracked->id, row->period);
}

int place_state(struct applying *a, struct judged_row *row, enum effect *ret_effect) {
    return judged_slot(row) == SLOT_FIGURE ? state_figure(a, row, ret_effect) : state_ref(a, row, ret_effect);
}

int place_standing(struct applying *a, const struct judged_row *row, const struct statement **ret) {
    if (judged_slot(row) == SLOT_FIGURE) {
        const struct figure *figure = place_figure_of(a, row->tracked, row->period);
        *ret = figure == NULL ? NULL : &figure->statement;
        return figure == NULL ? -ENOMEM : 0;
    }
    const struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
    *ret = entry == NULL ? NULL : &entry->statement;
    return entry == NULL ? -EIO : 0;
}

int place_row(struct applying *a, struct judged_row *row) {
    if (row->statement.kind == STATED_MISSING)
        capaian_findings_add(a->findings, row->statement.row, CAPAIAN_MISSING_DECLARED, "missing", NULL, NULL, NULL);
    // What a consequence rests on is locked; this changes it all the same.
    if (row->reopened)
        fold_look_at_people(a->fold);
    // The year is there even where nothing of the row counts: what is said of its period looks for it.
    if (place_figure_of(a, row->tracked, row->period) == NULL)
        return -ENOMEM;
    if (row->replaces || a->awaited)
        return place_linked(a, row);
    a->placed = row->statement.row + 1;
    if (judged_slot(row) == SLOT_LOOSE) {
        int r = place_trace(a, row->tracked->id, row->period);
        return r < 0 ? r : place_count_event(a, row->tracked, row->period, &row->statement, true);
    }
    const struct statement *standing = NULL;
    enum effect effect = EFFECT_STANDS;
    int r = place_state(a, row, &effect);
    if (r == 0)
        r = place_standing(a, row, &standing);
    if (r == 0)
        place_say(a, row->statement.row, effect, standing);
    return r;
}
