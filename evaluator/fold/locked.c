// What the lock of a period refuses beside rows for the period itself, and of a message as a whole.
#include "fold/applying.h"
#include "fold/fold.h"

#include <errno.h>
#include <string.h>

// What counts in a locked period stays there: a row may not be moved out of one, by its ref or by what it replaces.
static bool leaves_locked(struct applying *a, struct judged_row *row, struct tracked *tracked,
                          struct capaian_period before, const char *field) {
    const struct catalogue *catalogue = tracked->catalogue;
    int32_t lock = indicator_lock_day(catalogue, tracked->rules, before);
    int32_t received = capaian_day_at(&catalogue->calendar, a->message->received_at);
    if ((tracked == row->tracked && capaian_period_equal(before, row->period)) || received < lock ||
        judge_reopened(a->fold, a->message->unit, before, received))
        return false;
    char period[CAPAIAN_PERIOD_TEXT], day[CAPAIAN_PERIOD_TEXT];
    struct capaian_arena *arena = a->effects->arena;
    capaian_findings_add(a->findings, row->statement.row, CAPAIAN_PERIOD_LOCKED, field,
                         capaian_arena_text(arena, "%s", capaian_period_format(before, period)),
                         capaian_arena_text(arena, "%s", capaian_date_format(lock, day)), NULL);
    row->accepted = false;
    row->locked = lock;
    return true;
}

int locked_judge_move(struct applying *a, struct judged_row *row) {
    if (a->trial)
        return 0;
    if (judged_slot(row) == SLOT_REF) {
        const struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
        if (entry == NULL)
            return -EIO;
        if (statement_is_figure(&entry->statement) && rank_compare(&row->statement.rank, &entry->statement.rank) > 0 &&
            leaves_locked(a, row, row->tracked, capaian_period_of_code(entry->period), "ref"))
            return 0;
    }
    if (!row->replaces)
        return 0;
    const struct row_name name = {a->message->unit, row->replaces_id, row->replaces_row};
    struct judged_row replaced;
    int r = a->facts->find_row(a->facts->context, a->fold, &name, a->effects->arena, &replaced);
    if (r == 0 && leaves_locked(a, row, replaced.tracked, replaced.period, "replaces"))
        return 0;
    // What speaks for that row now would not do so any more.
    if (r == 0 || r == -ENOENT)
        r = place_speaker(a, &name, &replaced);
    if (r == 0)
        (void)leaves_locked(a, row, replaced.tracked, replaced.period, "replaces");
    return r == -ENOENT ? 0 : r;
}

int fold_locked(struct fold *fold, const struct message *message, const struct facts *facts, struct effects *effects,
                int32_t *ret_day) {
    struct capaian_arena *arena = effects->arena;
    const struct version *latest = fold_latest(fold);
    struct capaian_findings findings = {0};    // without room: what else is said of the rows nobody hears
    struct applying applying = {
        .fold = fold, .facts = facts, .effects = effects, .findings = &findings, .message = message};
    Capaian__V1__Content *content = NULL;
    *ret_day = 0;
    if (latest == NULL || message->admission != CAPAIAN_OK ||
        capaian_content_unpack(message->content, message->size, arena, &content) != CAPAIAN_OK ||
        strcmp(content->unit, message->unit) != 0)
        return 0;
    for (uint32_t i = 0; i < content->n_rows; i++) {
        struct judged_row row;
        int r = judge_row(fold, content, i, message, arena, &findings, &row) ? locked_judge_move(&applying, &row) : 0;
        if (r < 0)
            return r;
        if (!row.accepted && row.locked > *ret_day)
            *ret_day = row.locked;
    }
    return 0;
}
