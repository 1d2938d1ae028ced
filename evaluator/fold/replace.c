// Rows that take the place of others. What has been replaced never counts again, whichever of the two arrives first:
// the row at the end of the chain of replacements speaks in the place of each row of the chain, and of several that
// replace the same row the strongest goes on. An event without a ref has no place: of all rows that replace one another
// from one such event on, the one at the end counts.
#include "fold/applying.h"

#include <errno.h>
#include <string.h>

// A row by its message, which is of the unit of the message that is applied: nobody replaces another unit's rows.
struct link {
    uint8_t id[CAPAIAN_ID_SIZE];
    uint32_t row;
};

static struct link link_of(const uint8_t id[CAPAIAN_ID_SIZE], uint32_t row) {
    struct link link = {.row = row};
    memcpy(link.id, id, CAPAIAN_ID_SIZE);
    return link;
}

// An accepted row of this message that is in, or of an earlier message. 0; -ENOENT, -EIO.
static int find_row(struct applying *a, const struct link *link, struct judged_row *ret) {
    if (memcmp(link->id, a->message->id, CAPAIAN_ID_SIZE) == 0) {
        if (link->row >= a->placed || !a->rows[link->row].accepted)
            return -ENOENT;
        *ret = a->rows[link->row];
        return 0;
    }
    const struct row_name name = {a->message->unit, link->id, link->row};
    return a->facts->find_row(a->facts->context, a->fold, &name, a->effects->arena, ret);
}

// Follows the replacements of a row to the last, at most REPLACED_CHAIN_MAX. -ENOENT: there is no last.
static int end_of_chain(struct applying *a, struct link *link) {
    for (int links = 0; links < REPLACED_CHAIN_MAX; links++) {
        const struct row_name name = {a->message->unit, link->id, link->row};
        struct rank next;
        int r = a->facts->find_replacer(a->facts->context, &name, &next);
        if (r <= 0)
            return r;
        *link = link_of(next.id, next.row);
    }
    return -ENOENT;
}

static int speaker(struct applying *a, struct link link, struct judged_row *ret) {
    int r = end_of_chain(a, &link);
    return r < 0 ? r : find_row(a, &link, ret);
}

int place_speaker(struct applying *a, const struct row_name *name, struct judged_row *ret) {
    return speaker(a, link_of(name->id, name->row), ret);
}

static bool same_place(const struct judged_row *a, const struct judged_row *b) {
    if (a->tracked != b->tracked || judged_slot(a) != judged_slot(b))
        return false;
    return judged_slot(a) == SLOT_FIGURE ? capaian_period_equal(a->period, b->period)
                                         : judged_slot(a) == SLOT_REF && strcmp(a->ref, b->ref) == 0;
}

static bool same_row(const struct statement *a, const struct statement *b) {
    return a->row == b->row && memcmp(a->row_id, b->row_id, CAPAIAN_ID_SIZE) == 0;
}

// The row decides its place: whoever speaks for it stands there.
static int settle_place(struct applying *a, const struct judged_row *row) {
    struct judged_row speaks;
    const struct statement *standing;
    int r = speaker(a, link_of(row->statement.row_id, row->statement.row), &speaks);
    if (r < 0 && r != -ENOENT)
        return r;
    bool here = r == 0 && same_place(row, &speaks);
    struct statement statement = here ? speaks.statement : (struct statement){.kind = STATED_ELSEWHERE};
    struct capaian_period period = here ? speaks.period : row->period;
    statement.stands = true;
    statement.rank = row->statement.rank;
    r = place_standing(a, row, &standing);
    if (r < 0 || (standing->stands && standing->kind == statement.kind && same_row(standing, &statement) &&
                  rank_compare(&standing->rank, &statement.rank) == 0))
        return r;
    if (judged_slot(row) == SLOT_FIGURE)
        return place_put_figure(a, row->tracked, row->period, &statement);
    struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
    return entry == NULL ? -EIO : place_put_ref(a, row->tracked, entry, &statement, period);
}

// Another row speaks for this one from now on, and so for whatever it has itself taken the place of.
static int settle_above(struct applying *a, const struct judged_row *replaced) {
    struct judged_row at = *replaced;
    for (int links = 0; links < REPLACED_CHAIN_MAX; links++) {
        const struct statement *standing = NULL;
        int r = judged_slot(&at) == SLOT_LOOSE ? 0 : place_standing(a, &at, &standing);
        if (r == 0 && standing != NULL && standing->stands && rank_compare(&standing->rank, &at.statement.rank) == 0)
            r = settle_place(a, &at);
        if (r < 0 || !at.replaces)
            return r;
        const struct link above = link_of(at.replaces_id, at.replaces_row);
        r = find_row(a, &above, &at);
        if (r < 0)
            return r == -ENOENT ? 0 : r;
    }
    return 0;
}

// What the row names never counts again, whether it is here or still to come.
static int take_out(struct applying *a, const struct judged_row *row) {
    const struct link link = link_of(row->replaces_id, row->replaces_row);
    const struct row_name name = {a->message->unit, link.id, link.row};
    struct judged_row replaced;
    int r = find_row(a, &link, &replaced);
    bool awaited = r == -ENOENT;
    if (r < 0 && !awaited)
        return r;
    r = a->facts->put_replaced(a->facts->context, &name, &row->statement.rank, awaited);
    if (r < 0)
        return r;
    if (!awaited)
        return settle_above(a, &replaced);
    capaian_findings_add(a->findings, row->statement.row, CAPAIAN_REPLACES_AWAITED, "replaces", NULL, NULL, NULL);
    return 0;
}

// The event without a ref that counts of all the rows that replace one another; none where the last is no such event.
struct counted {
    bool counts;
    struct judged_row row;
};

static int counted_of(struct applying *a, struct link from, struct counted *ret) {
    struct judged_row row;
    *ret = (struct counted){0};
    int links = 0, r;
    for (; (r = find_row(a, &from, &row)) == 0 && row.replaces; links++) {
        if (links == REPLACED_CHAIN_MAX)
            return 0;
        from = link_of(row.replaces_id, row.replaces_row);
    }
    if (r == 0 || r == -ENOENT)
        r = speaker(a, from, &ret->row);
    ret->counts = r == 0 && judged_slot(&ret->row) == SLOT_LOOSE && ret->row.statement.kind == STATED_FIGURE;
    return r == -ENOENT ? 0 : r;
}

static bool is_counted(const struct counted *counted, const struct judged_row *row) {
    return counted->counts && same_row(&counted->row.statement, &row->statement);
}

static int recount(struct applying *a, struct counted before[2], const struct counted *after) {
    bool kept = false;
    if (is_counted(&before[0], &before[1].row))
        before[1].counts = false;
    for (int i = 0; i < 2; i++) {
        if (!before[i].counts)
            continue;
        if (is_counted(after, &before[i].row)) {
            kept = true;
            continue;
        }
        int r = place_count_event(a, before[i].row.tracked, before[i].row.period, &before[i].row.statement, false);
        if (r < 0)
            return r;
    }
    return kept || !after->counts
               ? 0
               : place_count_event(a, after->row.tracked, after->row.period, &after->row.statement, true);
}

// States the row where nothing has replaced it; else it may still decide its place, and then its replacement speaks.
static int state(struct applying *a, struct judged_row *row, bool *ret_replaced, enum effect *ret_effect) {
    struct rank by;
    const struct row_name name = {a->message->unit, a->message->id, row->statement.row};
    const struct statement *standing;
    int r = a->facts->find_replacer(a->facts->context, &name, &by);
    *ret_replaced = r > 0;
    if (r < 0 || judged_slot(row) == SLOT_LOOSE)
        return r < 0 ? r : 0;
    if (r == 0)
        return place_state(a, row, ret_effect);
    r = place_standing(a, row, &standing);
    return r < 0 || (standing->stands && rank_compare(&standing->rank, &row->statement.rank) >= 0)
               ? r
               : settle_place(a, row);
}

static int say(struct applying *a, const struct judged_row *row, bool replaced, enum effect effect,
               const struct counted *counted) {
    const struct statement *standing = NULL;
    bool loose = judged_slot(row) == SLOT_LOOSE;
    if (replaced || (loose && row->statement.kind == STATED_FIGURE && !is_counted(counted, row))) {
        capaian_findings_add(a->findings, row->statement.row, CAPAIAN_ROW_REPLACED, "", NULL, NULL, NULL);
        return 0;
    }
    int r = loose ? 0 : place_standing(a, row, &standing);
    // A weaker row than what it replaces stands all the same.
    if (r == 0 && !loose && (effect != EFFECT_SUPERSEDED || !same_row(standing, &row->statement)))
        place_say(a, row->statement.row, effect, standing);
    return r;
}

int place_linked(struct applying *a, struct judged_row *row) {
    const struct link own = link_of(a->message->id, row->statement.row);
    struct counted before[2] = {{0}}, after = {0};
    enum effect effect = EFFECT_STANDS;
    bool replaced = false;
    int r = place_trace(a, row->tracked->id, row->period);
    if (r == 0 && row->replaces)
        r = counted_of(a, link_of(row->replaces_id, row->replaces_row), &before[0]);
    if (r == 0)
        r = counted_of(a, own, &before[1]);
    a->placed = row->statement.row + 1;
    if (r == 0)
        r = state(a, row, &replaced, &effect);
    if (r == 0 && row->replaces)
        r = take_out(a, row);
    if (r == 0)
        r = counted_of(a, own, &after);
    if (r == 0)
        r = recount(a, before, &after);
    return r < 0 ? r : say(a, row, replaced, effect, &after);
}
