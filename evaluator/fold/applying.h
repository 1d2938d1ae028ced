// One message on its way into the figures: what message.c, place.c, replace.c and wholes.c share while it is applied.
#pragma once

#include "fold/judge.h"

// The years that a message touched, each settled once when all its rows are in.
struct touched {
    struct tracked *tracked;
    struct year *year;
    bool changed;    // what is reported changed, so alerts may
};

struct applying {
    struct fold *fold;
    const struct facts *facts;
    struct effects *effects;
    struct capaian_findings *findings;
    const struct message *message;
    struct judged_row *rows;
    uint32_t placed;    // the rows before this one are in
    struct touched *touched;
    size_t touched_count, touched_room, trace_room;
    uint32_t unchanged;
    bool trial;      // say what would happen, change nothing
    bool awaited;    // rows of this message have been replaced before it came
};

// Puts an accepted row where it belongs, and takes out what it replaces. 0; -ENOMEM, -EIO.
int place_row(struct applying *a, struct judged_row *row);

// replace.c: the same for a row that replaces another, or whose message has rows that have been replaced.
int place_linked(struct applying *a, struct judged_row *row);

// The row that counts in the place of this one, which is its own where nothing replaces it. 0; -ENOENT: it is not here,
// or the chain leads nowhere; -EIO.
int place_speaker(struct applying *a, const struct row_name *name, struct judged_row *ret);

// locked.c: refuses an accepted row that would take out of a locked period what counts there. 0 or -EIO.
int locked_judge_move(struct applying *a, struct judged_row *row);

// wholes.c: adds the parts up where a message has touched one: what the whole indicator has is their sum. 0 or -ENOMEM.
int place_wholes(struct applying *a);

// Tells the sender what became of a row that is not plainly in force.
void place_say(struct applying *a, uint32_t row, enum effect effect, const struct statement *standing);

// NULL and -ENOMEM: out of memory.
struct touched *place_touch(struct applying *a, struct tracked *tracked, struct year *year);
int place_trace(struct applying *a, uint32_t indicator, struct capaian_period period);
struct figure *place_figure_of(struct applying *a, struct tracked *tracked, struct capaian_period period);

// Of a figure or a ref: what stands in the place of a row, and the row stated there.
int place_standing(struct applying *a, const struct judged_row *row, const struct statement **ret);
int place_state(struct applying *a, struct judged_row *row, enum effect *ret_effect);

int place_put_figure(struct applying *a, struct tracked *tracked, struct capaian_period period,
                     const struct statement *statement);
// Another statement stands under the ref, maybe in another period.
int place_put_ref(struct applying *a, struct tracked *tracked, struct ref_entry *entry,
                  const struct statement *statement, struct capaian_period period);
// An event in or out of the sums of its period.
int place_count_event(struct applying *a, struct tracked *tracked, struct capaian_period period,
                      const struct statement *event, bool in);
