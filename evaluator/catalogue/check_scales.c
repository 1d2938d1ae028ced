#include "names.h"
#include "reader.h"

#include <string.h>

static void find(struct reader *reader, size_t index, const char *column, enum capaian_code code, const char *argument0,
                 const char *argument1, const char *argument2) {
    reader_find(reader, FILE_SCALES, reader->grade_lines[index], column, code, argument0, argument1, argument2);
}

// Of one name are also those that a search takes for one: bb and BB. Found at the later line.
static void check_repeats(struct reader *reader, size_t first, size_t end) {
    const struct grade *grades = reader->catalogue->grades;
    char line[NUMBER_ARGUMENT], rank[NUMBER_ARGUMENT];
    for (size_t i = first; i < end; i++) {
        if (i > first && grades[i].rank == grades[i - 1].rank)
            find(reader, i, "rank", CAPAIAN_GRADE_RANK_TWICE, line_argument(grades[i].rank, rank), grades[i].scale,
                 line_argument(reader->grade_lines[i - 1], line));
        for (size_t other = first; other < end; other++) {
            if (reader->grade_lines[other] >= reader->grade_lines[i] ||
                !name_same(grades[i].grade, grades[other].grade, strlen(grades[other].grade)))
                continue;
            find(reader, i, "grade", CAPAIAN_GRADE_TWICE, grades[i].grade, grades[i].scale,
                 line_argument(reader->grade_lines[other], line));
            break;
        }
    }
}

// What is better has the higher score, and begins at the higher value.
static void check_order(struct reader *reader, size_t first, size_t end) {
    const struct grade *grades = reader->catalogue->grades;
    char number[CAPAIAN_NUMBER_TEXT], below[CAPAIAN_NUMBER_TEXT];
    const struct grade *valued = NULL;    // the one before that begins at a value
    for (size_t i = first; i < end; i++) {
        const struct grade *grade = &grades[i];
        if (i > first && grade->rank > grades[i - 1].rank && grade->score <= grades[i - 1].score)
            find(reader, i, "score", CAPAIAN_GRADE_ORDER, nano_argument(reader, grade->score, number),
                 nano_argument(reader, grades[i - 1].score, below), grades[i - 1].grade);
        if (!grade->has_from)
            continue;
        if (valued != NULL && grade->rank > valued->rank && grade->from_value <= valued->from_value)
            find(reader, i, "from_value", CAPAIAN_GRADE_ORDER, nano_argument(reader, grade->from_value, number),
                 nano_argument(reader, valued->from_value, below), valued->grade);
        valued = grade;
    }
}

void scales_check(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    for (size_t first = 0, end; first < catalogue->grade_count; first = end) {
        for (end = first + 1; end < catalogue->grade_count; end++) {
            if (strcmp(catalogue->grades[end].scale, catalogue->grades[first].scale) != 0)
                break;
        }
        check_repeats(reader, first, end);
        check_order(reader, first, end);
    }
}
