#include "scale.h"

#include "names.h"

#include <string.h>

// The first grade of the scale, or of those after it.
static size_t first_grade(const struct catalogue *catalogue, const char *scale) {
    size_t low = 0, high = catalogue->grade_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(catalogue->grades[middle].scale, scale) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct grade *scale_find(const struct catalogue *catalogue, const char *scale, size_t *ret_count) {
    size_t first = first_grade(catalogue, scale), end = first;
    while (end < catalogue->grade_count && strcmp(catalogue->grades[end].scale, scale) == 0)
        end++;
    *ret_count = end - first;
    return end > first ? &catalogue->grades[first] : NULL;
}

const struct grade *catalogue_grade(const struct catalogue *catalogue, const char *scale, const char *grade) {
    size_t count;
    const struct grade *grades = scale_find(catalogue, scale, &count);
    for (size_t i = 0; i < count; i++) {
        if (name_same(grade, grades[i].grade, strlen(grades[i].grade)))
            return &grades[i];
    }
    return NULL;
}

const struct grade *catalogue_grade_ranked(const struct catalogue *catalogue, const char *scale, capaian_nano rank) {
    size_t count;
    const struct grade *grades = scale_find(catalogue, scale, &count);
    for (size_t i = 0; i < count; i++) {
        if (grades[i].rank * CAPAIAN_NANO == rank)
            return &grades[i];
    }
    return NULL;
}

const struct grade *catalogue_grade_of_value(const struct catalogue *catalogue, const char *scale, capaian_nano value) {
    size_t count;
    const struct grade *grades = scale_find(catalogue, scale, &count), *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (grades[i].has_from && grades[i].from_value <= value)
            found = &grades[i];
    }
    return found;
}
