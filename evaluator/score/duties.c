#include "score/duties.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right) {
    const struct duty *a = left, *b = right;
    int order = strcmp(a->unit, b->unit);
    if (order != 0)
        return order;
    if (a->answers != b->answers)
        return a->answers ? 1 : -1;
    return (a->indicator > b->indicator) - (a->indicator < b->indicator);
}

int duties_read(const struct catalogue *catalogue, struct duties *ret) {
    struct duty *list = malloc((catalogue->indicator_count + catalogue->share_count + 1) * sizeof *list);
    if (list == NULL)
        return -ENOMEM;
    size_t count = 0;
    for (uint32_t i = 0; i < catalogue->indicator_count; i++)
        list[count++] = (struct duty){.unit = catalogue->indicators[i].unit, .indicator = i};
    for (size_t i = 0; i < catalogue->share_count; i++) {
        const struct share *share = &catalogue->shares[i];
        // Who answers for the whole does not answer for a share of it as well.
        if (share->part == PART_ANSWERS && strcmp(share->unit, catalogue->indicators[share->indicator].unit) != 0)
            list[count++] = (struct duty){share->unit, share->indicator, true, share->share};
    }
    qsort(list, count, sizeof *list, compare);
    *ret = (struct duties){list, count};
    return 0;
}

void duties_free(struct duties *duties) {
    free(duties->list);
    *duties = (struct duties){0};
}

const struct duty *duties_of(const struct duties *duties, const char *unit, size_t *ret_count) {
    size_t low = 0, high = duties->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(duties->list[middle].unit, unit) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < duties->count && strcmp(duties->list[end].unit, unit) == 0)
        end++;
    *ret_count = end - low;
    return duties->list + low;
}
