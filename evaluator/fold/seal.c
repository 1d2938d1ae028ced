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

int fold_seal_row(const struct fold *fold, size_t index, int year, struct capaian_arena *arena,
                  Capaian__V1__AttainmentRow **ret) {
    const struct tracked *tracked = fold->tracked[fold->of_catalogue[index]];
    const struct year *own = tracked_year(tracked, year);
    *ret = NULL;
    if (own == NULL)
        return 0;
    Capaian__V1__AttainmentRow *row = fold_row(fold, tracked, own, arena);
    if (row == NULL)
        return -ENOMEM;
    if (fold_latest(fold)->catalogue->policy.review) {
        withhold(row->to_date);
        withhold(row->year);
        withhold(row->original);
        withhold(row->plan);
        for (size_t i = 0; i < row->n_targets; i++)
            withhold(row->targets[i]);
    }
    *ret = row;
    return 0;
}
