// What each unit answers for: the indicators that are its own, and those of others of which it answers a share. Of one
// version of the catalogue, made once for as many cards as are asked for.
#pragma once

#include "catalogue/catalogue.h"

struct duty {
    const char *unit;
    uint32_t indicator;    // in the catalogue's list
    bool answers;          // for a share of another unit's figure
    capaian_nano share;    // of `answers`: percent, the weight that it has in this unit's card
};

struct duties {
    struct duty *list;    // by unit; a unit's own before its shares, then by indicator
    size_t count;
};

int duties_read(const struct catalogue *catalogue, struct duties *ret);    // 0, or -ENOMEM
void duties_free(struct duties *duties);

// The first of the unit's duties; *ret_count: how many there are, 0 for none.
const struct duty *duties_of(const struct duties *duties, const char *unit, size_t *ret_count);
