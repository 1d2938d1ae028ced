#include "fold/seal.h"

#include "fold/rows.h"

#include <errno.h>

static void withhold(Capaian__V1__Assessment *assessment) {
    if (assessment == NULL || assessment->realization == NULL ||
        assessment->stage == CAPAIAN__V1__STAGE__STAGE_REVIEWED)
        return;
    assessment->outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REVIEWED;
    assessment->realization = assessment->attainment = assessment->deviation = assessment->capped = NULL;
    assessment->band = assessment->realization_grade = (char *)protobuf_c_empty_string;
}

int fold_seal(struct fold *fold, const struct deed *deed, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    const struct version *latest = fold_latest(fold);
    struct capaian_period year;
    struct sealing *sealing = capaian_arena_take(arena, sizeof *sealing);
    size_t count = latest->catalogue->indicator_count;
    Capaian__V1__AttainmentRow **rows = capaian_arena_take(arena, (count + 1) * sizeof *rows);
    if (sealing == NULL || rows == NULL || capaian_period_parse(deed->what->period, &year) < 0)
        return -ENOMEM;
    *sealing = (struct sealing){.name = deed->what->subject, .actor = deed->actor, .year = year.year, .rows = rows};
    for (size_t i = 0; i < count; i++) {
        const struct tracked *tracked = fold->tracked[fold->of_catalogue[i]];
        const struct year *own = tracked_year(tracked, year.year);
        if (own == NULL)
            continue;
        Capaian__V1__AttainmentRow *row = fold_row(fold, tracked, own, arena);
        if (row == NULL)
            return -ENOMEM;
        if (latest->catalogue->policy.review) {
            withhold(row->to_date);
            withhold(row->year);
            withhold(row->original);
            withhold(row->plan);
            for (size_t k = 0; k < row->n_targets; k++)
                withhold(row->targets[k]);
        }
        rows[sealing->row_count++] = row;
    }
    effects->sealing = sealing;
    return 0;
}
