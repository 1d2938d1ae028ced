#include "ledger/traces.h"

#include "ledger/statements.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRACES_GATHERED = 8192,    // and more where that many are of nearly as many figures
    TRACES_MOST = 65536,
    TRACES_OF_A_FIGURE = 6,    // make a move worth it: it writes a page for each figure of a large ledger
    CHUNK_STEPS = 512,
    VARINT_MAX = 10,
};

struct traces {
    struct traced *recent;
    size_t count, room;
    size_t written;    // of them, in trace_recent
    size_t enough;     // to be moved
    uint8_t *bytes;    // of the row that is written
    size_t bytes_room;
};

struct trace_stream {
    sqlite3_stmt *chunks;    // NULL: all have been read
    struct traced chunk[CHUNK_STEPS];
    size_t chunk_at, chunk_count;
    struct traces *recent;    // in order
    size_t recent_at;
    uint64_t after;
};

int64_t figure_place(uint32_t indicator, int32_t period) {
    return (int64_t)(uint32_t)period << 32 | indicator;
}

struct traces *traces_new(void) {
    struct traces *traces = calloc(1, sizeof *traces);
    if (traces != NULL)
        traces->enough = TRACES_GATHERED;
    return traces;
}

struct traces *traces_free(struct traces *traces) {
    if (traces != NULL) {
        free(traces->recent);
        free(traces->bytes);
        free(traces);
    }
    return NULL;
}

size_t traces_recent(const struct traces *traces) {
    return traces->count;
}

// Seven bits a byte, the lowest first.
static uint8_t *put_number(uint8_t *at, uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        *at++ = (uint8_t)(number | 0x80);
    *at++ = (uint8_t)number;
    return at;
}

static bool take_number(const uint8_t **at, const uint8_t *end, uint64_t *ret) {
    *ret = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        *ret |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static int by_place(const void *left, const void *right) {
    const struct traced *a = left, *b = right;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->step < b->step ? -1 : a->step > b->step;
}

static int add(struct traces *traces, int64_t place, uint64_t step) {
    if (traces->count == traces->room) {
        size_t room = traces->room == 0 ? 256 : 2 * traces->room;
        struct traced *more = realloc(traces->recent, room * sizeof *more);
        if (more == NULL)
            return -ENOMEM;
        traces->recent = more;
        traces->room = room;
    }
    traces->recent[traces->count++] = (struct traced){place, step};
    return 0;
}

static bool make_room(struct traces *traces, size_t size) {
    if (size <= traces->bytes_room)
        return true;
    uint8_t *bytes = realloc(traces->bytes, size);
    if (bytes == NULL)
        return false;
    traces->bytes = bytes;
    traces->bytes_room = size;
    return true;
}

int ledger_write_traces(struct ledger *ledger, const struct effects *effects) {
    int r = 0;
    for (size_t i = 0; r == 0 && i < effects->trace_count; i++)
        r = add(ledger->traces, figure_place(effects->traces[i].indicator, effects->traces[i].period),
                ledger->fold->step);
    return r;
}

// Of each: how far its step is before the row's, indicator, period.
static int keep(struct ledger *ledger) {
    struct traces *traces = ledger->traces;
    if (!make_room(traces, (traces->count - traces->written) * 3 * VARINT_MAX))
        return -ENOMEM;
    uint64_t step = traces->recent[traces->count - 1].step;
    uint8_t *at = traces->bytes;
    for (; traces->written < traces->count; traces->written++) {
        const struct traced *traced = &traces->recent[traces->written];
        at = put_number(at, step - traced->step);
        at = put_number(at, (uint32_t)traced->place);
        at = put_number(at, (uint64_t)traced->place >> 32);
    }
    sqlite3_stmt *sql = ledger->statements->put_recent_trace;
    sqlite3_bind_int64(sql, 1, (int64_t)step);
    sqlite3_bind_blob(sql, 2, traces->bytes, (int)(at - traces->bytes), SQLITE_STATIC);
    return capaian_store_run(ledger->store, sql);
}

// From the newest back, how far each is before the one after it.
static int write_chunk(struct ledger *ledger, const struct traced *traced, size_t count) {
    uint8_t before[CHUNK_STEPS * VARINT_MAX], *at = before;
    for (size_t i = count - 1; i > 0; i--)
        at = put_number(at, traced[i].step - traced[i - 1].step);
    sqlite3_stmt *sql = ledger->statements->put_trace;
    sqlite3_bind_int64(sql, 1, traced->place);
    sqlite3_bind_int64(sql, 2, (int64_t)traced[count - 1].step);
    sqlite3_bind_blob(sql, 3, before, (int)(at - before), SQLITE_STATIC);
    return capaian_store_run(ledger->store, sql);
}

// In order by now. Waiting brings more of the same figures only where there are some already.
static bool worth_moving(const struct traces *traces) {
    size_t places = 1;
    for (size_t i = 1; i < traces->count; i++)
        places += traces->recent[i].place != traces->recent[i - 1].place;
    return traces->count >= TRACES_MOST || traces->count >= TRACES_OF_A_FIGURE * places ||
           4 * places > 3 * traces->count;
}

static int move(struct ledger *ledger) {
    struct traces *traces = ledger->traces;
    int r = 0;
    for (size_t i = 0, count; r == 0 && i < traces->count; i += count) {
        for (count = 1; i + count < traces->count && count < CHUNK_STEPS &&
                        traces->recent[i + count].place == traces->recent[i].place;)
            count++;
        r = write_chunk(ledger, &traces->recent[i], count);
    }
    traces->count = traces->written = 0;
    traces->enough = TRACES_GATHERED;
    return r < 0 ? r : capaian_store_run(ledger->store, ledger->statements->clear_traces);
}

int ledger_keep_traces(struct ledger *ledger) {
    struct traces *traces = ledger->traces;
    if (traces->count < traces->enough)
        return traces->written < traces->count ? keep(ledger) : 0;
    // What is kept as it came, first: after this its order is another.
    int r = traces->written < traces->count ? keep(ledger) : 0;
    if (r < 0)
        return r;
    qsort(traces->recent, traces->count, sizeof *traces->recent, by_place);
    if (worth_moving(traces))
        return move(ledger);
    traces->enough = 2 * traces->count;
    return 0;
}

// What is packed in a column, which is NULL where it is nothing.
static const uint8_t *packed(sqlite3_stmt *sql, int column, const uint8_t **ret_end) {
    const uint8_t *at = sqlite3_column_blob(sql, column);
    *ret_end = at == NULL ? NULL : at + sqlite3_column_bytes(sql, column);
    return at;
}

// Those of a row of trace_recent. 0, -ENOMEM, -EBADMSG.
static int take_recent(sqlite3_stmt *sql, const int64_t *place, uint64_t after, struct traces *ret) {
    uint64_t last = (uint64_t)sqlite3_column_int64(sql, 0);
    const uint8_t *end, *at = packed(sql, 1, &end);
    int r = 0;
    while (r == 0 && at < end) {
        uint64_t back, indicator, period;
        if (!take_number(&at, end, &back) || !take_number(&at, end, &indicator) || !take_number(&at, end, &period) ||
            back >= last || indicator > UINT32_MAX || period > INT32_MAX)
            return -EBADMSG;
        struct traced traced = {figure_place((uint32_t)indicator, (int32_t)period), last - back};
        if ((place == NULL || *place == traced.place) && traced.step > after)
            r = add(ret, traced.place, traced.step);
    }
    return r;
}

static int read_recent(sqlite3 *db, const int64_t *place, uint64_t after, struct traces *ret) {
    sqlite3_stmt *sql = NULL;
    int r = 0, step = SQLITE_ERROR;
    if (sqlite3_prepare_v2(db, "SELECT step, traces FROM trace_recent ORDER BY step", -1, &sql, NULL) == SQLITE_OK)
        while (r == 0 && (step = sqlite3_step(sql)) == SQLITE_ROW)
            r = take_recent(sql, place, after, ret);
    sqlite3_finalize(sql);
    return r < 0 ? r : step == SQLITE_DONE ? 0 : -EIO;
}

int ledger_load_traces(struct ledger *ledger) {
    int r = read_recent(capaian_store_db(ledger->store), NULL, 0, ledger->traces);
    ledger->traces->written = ledger->traces->count;
    return r;
}

int trace_stream_open(sqlite3 *db, const int64_t *place, uint64_t after, struct trace_stream **ret) {
    struct trace_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return -ENOMEM;
    stream->after = after;
    stream->recent = traces_new();
    int r = stream->recent == NULL ? -ENOMEM : read_recent(db, place, after, stream->recent);
    if (r == 0 && stream->recent->count > 0)
        qsort(stream->recent->recent, stream->recent->count, sizeof(struct traced), by_place);
    if (r == 0 && sqlite3_prepare_v2(db,
                                     place == NULL ? "SELECT place, last, before FROM trace ORDER BY place, last"
                                                   : "SELECT place, last, before FROM trace WHERE place = ?1 AND"
                                                     " last > ?2 ORDER BY last",
                                     -1, &stream->chunks, NULL) != SQLITE_OK)
        r = -EIO;
    if (r == 0 && place != NULL) {
        sqlite3_bind_int64(stream->chunks, 1, *place);
        sqlite3_bind_int64(stream->chunks, 2, (int64_t)after);
    }
    if (r < 0)
        trace_stream_close(stream);
    else
        *ret = stream;
    return r;
}

void trace_stream_close(struct trace_stream *stream) {
    if (stream == NULL)
        return;
    sqlite3_finalize(stream->chunks);
    traces_free(stream->recent);
    free(stream);
}

// The row's steps into the end of the chunk.
static int take_chunk(struct trace_stream *stream) {
    const uint8_t *end, *at = packed(stream->chunks, 2, &end);
    struct traced traced = {sqlite3_column_int64(stream->chunks, 0), (uint64_t)sqlite3_column_int64(stream->chunks, 1)};
    stream->chunk_at = stream->chunk_count = CHUNK_STEPS;
    while (traced.step > stream->after) {
        uint64_t back;
        stream->chunk[--stream->chunk_at] = traced;
        if (at == end)
            return 0;
        if (stream->chunk_at == 0 || !take_number(&at, end, &back) || back == 0 || back >= traced.step)
            return -EBADMSG;
        traced.step -= back;
    }
    return 0;
}

int trace_stream_next(struct trace_stream *stream, struct traced *ret) {
    while (stream->chunks != NULL && stream->chunk_at == stream->chunk_count) {
        int step = sqlite3_step(stream->chunks), r = step == SQLITE_ROW ? take_chunk(stream) : 0;
        if (r < 0 || (step != SQLITE_ROW && step != SQLITE_DONE))
            return r < 0 ? r : -EIO;
        if (step == SQLITE_DONE) {
            sqlite3_finalize(stream->chunks);
            stream->chunks = NULL;
        }
    }
    const struct traced *chunk = stream->chunk_at < stream->chunk_count ? &stream->chunk[stream->chunk_at] : NULL;
    const struct traced *recent =
        stream->recent_at < stream->recent->count ? &stream->recent->recent[stream->recent_at] : NULL;
    if (chunk == NULL && recent == NULL)
        return 0;
    if (recent == NULL || (chunk != NULL && by_place(chunk, recent) < 0)) {
        *ret = *chunk;
        stream->chunk_at++;
    } else {
        *ret = *recent;
        stream->recent_at++;
    }
    return 1;
}
