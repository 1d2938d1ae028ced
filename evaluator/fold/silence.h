// Who is expected to be heard from, and has not been.
#pragma once

#include "fold/fold.h"

// The sources that the latest catalogue expects: its units with feed_every. New ones count from `at`. 0 or -ENOMEM.
int fold_expect_sources(struct fold *fold, int64_t at);

// A collector as a source: "collector:NAME". Whether it is heard is no matter of instants in the record: the evaluator
// listens, and writes down when it has not been for three graces, and when it is again.
#define SOURCE_COLLECTOR "collector:"

struct source *fold_source(const struct fold *fold, const char *name);    // NULL: nobody expects it

struct source *fold_add_source(struct fold *fold, const char *name, int64_t heard);    // NULL when out of memory

// A message has come from the unit. 0 or -ENOMEM.
int fold_heard(struct fold *fold, const char *unit, int64_t received_at, int64_t at, struct effects *effects);

// The next instant at which somebody could fall silent, or before it: who has been heard from meanwhile is seen then.
// INT64_MAX: never.
int64_t fold_silence_due(const struct fold *fold);

// Finds that instant, after anything that it rests on has changed or been loaded.
void fold_note_silence(struct fold *fold);

// Who has fallen silent by now. 0 or -ENOMEM.
int fold_settle_silence(struct fold *fold, int64_t instant, const struct moment *moment, struct effects *effects);
