#include "score/pauses.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// unit/CODE of the unit or of one before it, or person/CODE.
static bool concerns(const struct fold *fold, const char *subject, const char *person, const char *unit) {
    if (strncmp(subject, "person/", 7) == 0)
        return strcmp(subject + 7, person) == 0;
    return strncmp(subject, "unit/", 5) == 0 &&
           (strcmp(subject + 5, unit) == 0 || catalogue_succeeds(fold_latest(fold)->catalogue, subject + 5, unit));
}

static int compare(const void *left, const void *right) {
    const struct pause *a = left, *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

int pauses_read(const struct fold *fold, const char *person, const char *unit, struct pauses *ret) {
    struct pause *list = malloc((fold->hold_count + 1) * sizeof *list);
    if (list == NULL)
        return -ENOMEM;
    size_t count = 0, apart = 0;
    for (size_t i = 0; i < fold->hold_count; i++) {
        const struct hold *hold = &fold->holds[i];
        if (hold->kind == CAPAIAN__V1__DEED_KIND__DEED_PAUSE && hold->from <= hold->until &&
            concerns(fold, hold->subject, person, unit))
            list[count++] = (struct pause){hold->from, hold->until};
    }
    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count; i++) {
        if (apart == 0 || list[i].from > list[apart - 1].to)
            list[apart++] = list[i];
        else if (list[i].to > list[apart - 1].to)
            list[apart - 1].to = list[i].to;
    }
    *ret = (struct pauses){list, apart};
    return 0;
}

void pauses_free(struct pauses *pauses) {
    free(pauses->list);
    *pauses = (struct pauses){0};
}

int32_t months_from(int32_t day, int months) {
    int year, month, of_month;
    capaian_date_parts(day, &year, &month, &of_month);
    int number = year * 12 + month - 1 + months;
    if (number < CAPAIAN_YEAR_MIN * 12)
        return DAY_ALWAYS;
    if (number >= (CAPAIAN_YEAR_MAX + 1) * 12)
        return DAY_NEVER;
    struct capaian_period period = {(int16_t)(number / 12), CAPAIAN_MONTH, (uint16_t)(number % 12 + 1)};
    int32_t same = capaian_period_first(period) + of_month - 1, last = capaian_period_last(period);
    return same < last ? same : last;
}

int32_t months_after(const struct pauses *pauses, int32_t start, unsigned months) {
    int64_t day = months_from(start, (int)months);
    for (size_t i = 0; i < pauses->count && pauses->list[i].from < day; i++) {
        const struct pause *pause = &pauses->list[i];
        if (pause->to < start)
            continue;
        day += (int64_t)pause->to - (pause->from > start ? pause->from : start) + 1;
    }
    return day >= DAY_NEVER ? DAY_NEVER : (int32_t)day;
}

int32_t months_before(const struct pauses *pauses, int32_t end, unsigned months) {
    int64_t day = months_from(end, -(int)months);
    for (size_t i = pauses->count; i > 0 && pauses->list[i - 1].to >= day; i--) {
        const struct pause *pause = &pauses->list[i - 1];
        if (pause->from >= end)
            continue;
        day -= (int64_t)(pause->to < end ? pause->to : end - 1) - pause->from + 1;
    }
    return day <= DAY_ALWAYS ? DAY_ALWAYS : (int32_t)day;
}
