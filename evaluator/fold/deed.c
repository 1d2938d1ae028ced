#include "fold/fold.h"

enum capaian_code fold_deed_check(const struct fold *fold, const struct deed *deed, int64_t at, const char **ret_field,
                                  const char **ret_argument) {
    (void)fold;
    (void)deed;
    (void)at;
    *ret_field = "deed";
    *ret_argument = "deed";
    return CAPAIAN_NOT_YET;
}

int fold_deed(struct fold *fold, const struct deed *deed, int64_t at, struct effects *effects) {
    (void)deed;
    (void)at;
    (void)effects;
    fold->step++;
    return 0;
}
