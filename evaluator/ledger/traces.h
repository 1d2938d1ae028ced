// Which messages have rows for a figure. A step at a time they come in no order of the figures; so they gather, a few
// bytes each in `trace_recent` with every commit, and move many at a time to `trace`, where a figure's steps are
// neighbours: `last` and, packed, those before it.
#pragma once

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

// Of a figure: its period (capaian_period_code) and its indicator in one number. What is reported now lies together so,
// and a commit of rows of many indicators writes few pages.
int64_t figure_place(uint32_t indicator, int32_t period);

// The step of a message that has rows for the figure at the place.
struct traced {
    int64_t place;
    uint64_t step;
};

// The traces of one place, or of all (NULL), that come after a step: by place, then by step, each once. 0; -ENOMEM,
// -EIO, -EBADMSG. The connection must stay in one transaction, or nobody may write, until the stream is closed.
struct trace_stream;
int trace_stream_open(sqlite3 *db, const int64_t *place, uint64_t after, struct trace_stream **ret);
int trace_stream_next(struct trace_stream *stream, struct traced *ret);    // 1; 0 at the end; -EIO, -EBADMSG
void trace_stream_close(struct trace_stream *stream);

// The writer's side: those that have not moved yet.
struct traces;
struct traces *traces_new(void);
struct traces *traces_free(struct traces *traces);
size_t traces_recent(const struct traces *traces);
