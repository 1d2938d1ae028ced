#include "reader.h"

void opening_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t i = 1; i < catalogue->opening_count; i++) {
        const struct opening *opening = &catalogue->openings[i], *before = opening - 1;
        char day[CAPAIAN_PERIOD_TEXT], line[NUMBER_ARGUMENT];
        if (opening->indicator == before->indicator && opening->until == before->until)
            reader_find(reader, FILE_OPENING, reader->opening_lines[i], "until", CAPAIAN_OPENING_TWICE,
                        catalogue->indicators[opening->indicator].code, capaian_date_format(opening->until, day),
                        line_argument(reader->opening_lines[i - 1], line));
    }
}
