// One message on its way into the figures: what message.c and place.c share while it is applied.
#pragma once

#include "fold/judge.h"

// The years that a message touched, each settled once when all its rows are in.
struct touched {
    struct tracked *tracked;
    struct year *year;
    bool changed;    // what is reported changed, so alerts may
};

enum { TOUCHED_PER_ROW = 4 };    // its own period, where its ref stood, what it replaces, and where that ref stood

struct applying {
    struct fold *fold;
    const struct facts *facts;
    struct effects *effects;
    struct capaian_findings *findings;
    const struct message *message;
    struct judged_row *rows;
    struct touched *touched;
    size_t touched_count;
    uint32_t unchanged;
    bool trial;      // say what would happen, change nothing
    bool awaited;    // rows of this message have been replaced before it came
};

// Puts an accepted row where it belongs, and takes out what it replaces. 0; -ENOMEM, -EIO.
int place_row(struct applying *a, struct judged_row *row);

// Adds the parts up where a message has touched one: what the whole indicator has is their sum. 0 or -ENOMEM.
int place_wholes(struct applying *a);

// Tells the sender what became of a row that is not plainly in force.
void place_say(struct applying *a, uint32_t row, enum effect effect, const struct statement *standing);

struct touched *place_touch(struct applying *a, struct tracked *tracked, struct year *year);
