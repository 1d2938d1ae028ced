#include "reader.h"

#include <stdlib.h>
#include <string.h>

struct weight {
    const char *unit;
    int16_t year;
    unsigned line;
    capaian_nano weight;
};

static int compare(const void *left, const void *right) {
    const struct weight *a = left, *b = right;
    int order = strcmp(a->unit, b->unit);
    if (order == 0)
        order = a->year - b->year;
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static void check_group(struct reader *reader, const struct weight *weights, size_t count) {
    capaian_nano sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i].weight;
    // Only weights of 0 are figures that stand beside the score: nothing is weighted.
    if (sum == 0 || sum == 100 * CAPAIAN_NANO)
        return;
    char year[NUMBER_ARGUMENT], number[CAPAIAN_NUMBER_TEXT];
    reader_find(reader, FILE_TARGETS, weights[0].line, "weight", CAPAIAN_WEIGHTS, weights[0].unit,
                line_argument((unsigned)weights[0].year, year), nano_argument(reader, sum, number));
}

// Whether a sum means anything: no weight is missing, and each is under a unit.
static bool all_known(const struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    bool known = reader->targets_whole && reader->units_read;
    for (size_t i = 0; i < catalogue->indicator_count && known; i++)
        known = catalogue_unit(catalogue, catalogue->indicators[i].unit) != NULL;
    return known;
}

// The weights of a unit in a year add up to 100, when there are any.
void weights_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    if (!all_known(reader))
        return;
    struct weight *weights = calloc(catalogue->target_count + 1, sizeof *weights);
    if (weights == NULL) {
        reader->failed = true;
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < catalogue->target_count; i++) {
        const struct target *target = &catalogue->targets[i];
        if (reader->target_weighted[i])
            weights[count++] = (struct weight){catalogue->indicators[target->indicator].unit, target->period.year,
                                               reader->target_lines[i], target->weight};
    }
    qsort(weights, count, sizeof *weights, compare);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count; end++) {
            if (strcmp(weights[end].unit, weights[first].unit) != 0 || weights[end].year != weights[first].year)
                break;
        }
        check_group(reader, weights + first, end - first);
    }
    free(weights);
}
