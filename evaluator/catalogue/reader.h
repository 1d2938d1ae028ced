// What the readers of the single files share while one catalogue is read.
#pragma once

#include "catalogue.h"
#include "files.h"
#include "findings.h"

struct reader {
    const struct catalogue_file *files[CATALOGUE_FILES];    // NULL: not given
    struct findings findings;
    struct catalogue *catalogue;
    struct capaian_arena *memory;     // the catalogue's
    struct capaian_arena *scratch;    // gone when reading ends
    // Lines of the catalogue's lists, entry by entry; in scratch.
    unsigned *unit_lines, *indicator_lines, *target_lines, *holder_lines, *node_lines, *share_lines, *grade_lines,
        *rung_lines, *opening_lines;
    bool *target_weighted;              // a weight is written, 0 included
    bool *indicator_promised;           // targets.csv has a number to reach for it, readable or not
    bool targets_whole;                 // every target and weight could be read, so that what is derived from all holds
    bool scales_whole, ladder_whole;    // every row has its place, so that one that is not found is not there
    bool units_read, indicators_read, targets_read, holders_read;    // as whole files: else nothing is dangling
    bool plan_read, shares_read;
    bool failed;    // out of memory
};

// NULL, and reader->failed, when out of memory.
void *reader_take(struct reader *reader, struct capaian_arena *arena, size_t count, size_t size);
const char *reader_keep(struct reader *reader, const char *text);    // in the catalogue's memory; "" stays static

void reader_find(struct reader *reader, size_t file, unsigned line, const char *column, enum capaian_code code,
                 const char *argument0, const char *argument1, const char *argument2);

// Stands, by address, for the code in a cell that held none: it is a finding already and refers to nothing.
extern const char unreadable_code[];

// Arguments of findings.
enum { NUMBER_ARGUMENT = 24 };
const char *line_argument(unsigned line, char buffer[NUMBER_ARGUMENT]);
const char *nano_argument(const struct reader *reader, capaian_nano nano, char buffer[CAPAIAN_NUMBER_TEXT]);

// One file each; policy first, because it declares the style of numbers, and scales before the indicators that they
// belong to.
void policy_read(struct reader *reader);
void calendar_read(struct reader *reader);
void scales_read(struct reader *reader);
void units_read(struct reader *reader);
void indicators_read(struct reader *reader);
void targets_read(struct reader *reader);
void holders_read(struct reader *reader);
void plan_read(struct reader *reader);
void shares_read(struct reader *reader);
void ladder_read(struct reader *reader);
void opening_read(struct reader *reader);

// Across files, after all are read.
void units_check(struct reader *reader);
void plan_check(struct reader *reader);
void indicators_check(struct reader *reader);
void targets_check(struct reader *reader);
void weights_check(struct reader *reader);
void holders_check(struct reader *reader);
void shares_check(struct reader *reader);
void scales_check(struct reader *reader);
void ladder_check(struct reader *reader);
void opening_check(struct reader *reader);
