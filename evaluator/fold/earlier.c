// Of two copies of a message the earlier receive time counts. What the message said, and what was said of it, stays.
#include "fold/applying.h"
#include "fold/fold.h"

#include <errno.h>

static bool is_of(const struct statement *standing, const struct judged_row *row, uint64_t step) {
    return standing->stands && standing->step == step && standing->row == row->statement.row;
}

// A row stands nowhere but in its own place, if anywhere.
static int move_back(struct applying *a, const struct judged_row *row, uint64_t step) {
    int64_t received_at = a->message->received_at;
    if (judged_slot(row) == SLOT_LOOSE)
        return 0;
    if (judged_slot(row) == SLOT_REF) {
        struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
        if (entry == NULL)
            return -EIO;
        if (is_of(&entry->statement, row, step)) {
            entry->statement.received_at = received_at;
            entry->dirty = true;
        }
        return 0;
    }
    struct year *year = tracked_year(row->tracked, row->period.year);
    struct figure *figure = year == NULL ? NULL : year_figure(year, row->period);
    if (figure == NULL || !is_of(&figure->statement, row, step))
        return 0;
    figure->statement.received_at = received_at;
    if (fold_mark(a->fold, row->tracked, year, figure) < 0)
        return -ENOMEM;
    return place_touch(a, row->tracked, year) == NULL ? -ENOMEM : 0;
}

int fold_earlier(struct fold *fold, const struct message *message, const struct verdict_of *was,
                 const struct facts *facts, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    struct applying applying = {.fold = fold, .facts = facts, .effects = effects, .message = message};
    Capaian__V1__Content *content = NULL;
    fold->step++;
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(capaian_arena_allocator(arena), was->size, was->bytes);
    if (verdict == NULL || capaian_content_unpack(message->content, message->size, arena, &content) != CAPAIAN_OK)
        return -EIO;
    for (uint32_t i = 0; i < content->n_rows; i++) {
        struct judged_row row;
        if (!verdict_accepts(verdict, i) || !judge_read_row(fold, content, i, message, &row))
            continue;
        int r = move_back(&applying, &row, was->step);
        if (r < 0)
            return r;
    }
    // The whole was in when the last of its parts was.
    return place_wholes(&applying);
}
