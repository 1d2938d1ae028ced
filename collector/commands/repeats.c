#include "commands/repeats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// What two statements must share to be about the same thing.
enum subject { SUBJECT_COMPLETE, SUBJECT_PERIOD, SUBJECT_REF };

static enum subject subject_of(const struct statement *statement) {
    if (statement->kind == STATEMENT_COMPLETE)
        return SUBJECT_COMPLETE;
    return *statement->ref != '\0' ? SUBJECT_REF : SUBJECT_PERIOD;
}

static int compare_subjects(const struct statement *a, const struct statement *b) {
    int order = strcmp(a->indicator, b->indicator);
    if (order != 0)
        return order;
    enum subject of_a = subject_of(a);
    enum subject of_b = subject_of(b);
    if (of_a != of_b)
        return of_a < of_b ? -1 : 1;
    order = of_a == SUBJECT_REF ? strcmp(a->ref, b->ref) : strcmp(a->period, b->period);
    return order != 0 ? order : strcmp(a->unit, b->unit);
}

static int compare(const void *left, const void *right) {
    const struct statement *a = *(const struct statement *const *)left;
    const struct statement *b = *(const struct statement *const *)right;
    int order = compare_subjects(a, b);
    if (order != 0)
        return order;
    if (a->as_of != b->as_of)
        return a->as_of < b->as_of ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static bool figure_without_ref(const struct statement *statement) {
    return statement->kind == STATEMENT_FIGURE && *statement->ref == '\0';
}

// All statements of one indicator.
static void find_events(struct statement *const *list, size_t count) {
    bool events = false;
    for (size_t i = 0; i < count; i++)
        events = events || list[i]->event || list[i]->kind == STATEMENT_COMPLETE || *list[i]->ref != '\0';
    for (size_t i = 0; i < count; i++) {
        if (figure_without_ref(list[i]) && (events || (list[i]->day && !list[i]->no_event)))
            list[i]->code = CAPAIAN_REF_ABSENT;
    }
}

// All statements about one thing.
static void find_only(struct statement *const *list, size_t count) {
    const struct statement *first = NULL, *second = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!figure_without_ref(list[i]))
            continue;
        if (first == NULL)
            first = list[i];
        else if (second == NULL)
            second = list[i];
    }
    for (size_t i = 0; second != NULL && i < count; i++) {
        if (!figure_without_ref(list[i]) || list[i]->no_event || list[i]->code != CAPAIAN_OK)
            continue;
        list[i]->code = CAPAIAN_ROW_REPEATED;
        list[i]->other_line = list[i] == first ? second->line : first->line;
    }
}

// All statements about one thing as of one instant.
static void find_different(struct statement *const *list, size_t count) {
    size_t different = 1;
    while (different < count && memcmp(list[0]->hash, list[different]->hash, sizeof(list[0]->hash)) == 0)
        different++;
    if (different == count)
        return;
    for (size_t i = 0; i < count; i++) {
        if (list[i]->code != CAPAIAN_OK)
            continue;
        list[i]->code = CAPAIAN_ROW_TWICE;
        list[i]->other_line = i == 0 ? list[different]->line : list[0]->line;
    }
}

int repeats_find(struct statement *statements, size_t count) {
    if (count == 0)
        return 0;
    struct statement **list = calloc(count, sizeof(struct statement *));
    if (list == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        statements[i].code = CAPAIAN_OK;
        statements[i].other_line = 0;
        list[i] = &statements[i];
    }
    qsort(list, count, sizeof(struct statement *), compare);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && strcmp(list[end]->indicator, list[first]->indicator) == 0;)
            end++;
        find_events(list + first, end - first);
    }
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && compare_subjects(list[end], list[first]) == 0;)
            end++;
        find_only(list + first, end - first);
    }
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1;
             end < count && compare_subjects(list[end], list[first]) == 0 && list[end]->as_of == list[first]->as_of;)
            end++;
        find_different(list + first, end - first);
    }
    free(list);
    return 0;
}
