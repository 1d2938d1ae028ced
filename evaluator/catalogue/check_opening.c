#include "reader.h"

static bool is_covered(const struct catalogue *catalogue, const struct opening *opening) {
    const struct indicator *indicator = &catalogue->indicators[opening->indicator];
    for (uint32_t i = 0; i < indicator->target_count; i++) {
        const struct target *target = &catalogue->targets[indicator->first_target + i];
        if (target->period.kind == CAPAIAN_YEARS && capaian_period_first(target->period) <= opening->until &&
            opening->until <= capaian_period_last(target->period))
            return true;
    }
    return false;
}

// An opening balance is what a plan of several years had reached before its figures were reported here. Said when all
// else is right: a plan that could not be read covers nothing.
static void check_plans(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t i = 0; i < catalogue->opening_count && reader->findings.errors == 0; i++) {
        const struct opening *opening = &catalogue->openings[i];
        char day[CAPAIAN_PERIOD_TEXT];
        if (!is_covered(catalogue, opening))
            reader_find(reader, FILE_OPENING, reader->opening_lines[i], "until", CAPAIAN_OPENING_OUTSIDE,
                        catalogue->indicators[opening->indicator].code, capaian_date_format(opening->until, day), NULL);
    }
}

void opening_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    check_plans(reader);
    for (size_t i = 1; i < catalogue->opening_count; i++) {
        const struct opening *opening = &catalogue->openings[i], *before = opening - 1;
        char day[CAPAIAN_PERIOD_TEXT], line[NUMBER_ARGUMENT];
        if (opening->indicator == before->indicator && opening->until == before->until)
            reader_find(reader, FILE_OPENING, reader->opening_lines[i], "until", CAPAIAN_OPENING_TWICE,
                        catalogue->indicators[opening->indicator].code, capaian_date_format(opening->until, day),
                        line_argument(reader->opening_lines[i - 1], line));
    }
}
