#include "reader.h"

#include <string.h>

static void check_repeat(struct reader *reader, const struct indicator *indicator, size_t index) {
    const struct share *share = &reader->catalogue->shares[index], *before = share - 1;
    char line[NUMBER_ARGUMENT];
    if (strcmp(share->unit, before->unit) == 0)
        reader_find(reader, FILE_SHARES, reader->share_lines[index], "unit", CAPAIAN_SHARE_TWICE, share->unit,
                    indicator->code, line_argument(reader->share_lines[index - 1], line));
}

// Units that answer for one figure do not answer for more than the whole of it. Found at the last line.
static void check_sum(struct reader *reader, const struct indicator *indicator) {
    capaian_nano sum = 0;
    unsigned last = 0;
    for (size_t i = indicator->first_share; i < indicator->first_share + indicator->share_count; i++) {
        const struct share *share = &reader->catalogue->shares[i];
        if (share->part != PART_ANSWERS)
            continue;
        sum += share->share > 0 && share->share <= 100 * CAPAIAN_NANO ? share->share : 0;
        last = reader->share_lines[i] > last ? reader->share_lines[i] : last;
    }
    char number[CAPAIAN_NUMBER_TEXT];
    if (sum > 100 * CAPAIAN_NANO)
        reader_find(reader, FILE_SHARES, last, "share", CAPAIAN_SHARE_SUM, indicator->code,
                    nano_argument(reader, sum, number), NULL);
}

void shares_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t i = 0; i < catalogue->indicator_count && reader->shares_read; i++) {
        const struct indicator *indicator = &catalogue->indicators[i];
        for (size_t share = 1; share < indicator->share_count; share++)
            check_repeat(reader, indicator, indicator->first_share + share);
        check_sum(reader, indicator);
    }
}
