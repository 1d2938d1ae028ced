#include "fold/deed.h"

int fold_decide(struct fold *fold, struct consequence *consequence, const struct deed *deed, int64_t at,
                struct effects *effects) {
    (void)fold;
    (void)consequence;
    (void)deed;
    (void)at;
    (void)effects;
    return 0;
}
