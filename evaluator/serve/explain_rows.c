#include "fold/judge.h"
#include "ledger/statements.h"
#include "ledger/traces.h"
#include "runtime/daemon.h"
#include "serve/explain.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// What is asked of the record while rows are put on a page.
struct record {
    sqlite3_stmt *message, *ref, *replaced;
};

static bool open_record(struct explaining *x, struct record *record) {
    sqlite3 *reader = x->server->reader;
    x->server->query_until = capaian_monotonic_ms() + QUERY_LIMIT_MS;
    return sqlite3_prepare_v2(reader,
                              "SELECT step, id, unit, " LEDGER_RECEIVED("?2") ", content, verdict, hash FROM message"
                                                                              " WHERE step = ?1",
                              -1, &record->message, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(reader, "SELECT said_id, said_row FROM ref WHERE indicator = ?1 AND ref = ?2", -1,
                              &record->ref, NULL) == SQLITE_OK &&
           // A replacement that had not come yet at the instant asked about had replaced nothing.
           sqlite3_prepare_v2(reader,
                              "SELECT 1 FROM replaced r JOIN message m ON m.id = r.by_id AND m.unit = r.unit"
                              " WHERE r.id = ?1 AND r.unit = ?2 AND r.row = ?3 AND m.step <= ?4",
                              -1, &record->replaced, NULL) == SQLITE_OK;
}

static void close_record(struct record *record) {
    sqlite3_finalize(record->message);
    sqlite3_finalize(record->ref);
    sqlite3_finalize(record->replaced);
}

static bool is_replaced(struct explaining *x, struct record *record, uint32_t row) {
    sqlite3_stmt *sql = record->replaced;
    sqlite3_bind_value(sql, 1, sqlite3_column_value(record->message, 1));
    sqlite3_bind_value(sql, 2, sqlite3_column_value(record->message, 2));
    sqlite3_bind_int64(sql, 3, row);
    sqlite3_bind_int64(sql, 4, (int64_t)x->fold->step);
    bool found = sqlite3_step(sql) == SQLITE_ROW;
    sqlite3_reset(sql);
    return found;
}

// Whether what stands under the row's ref is this row.
static bool stands_under_ref(const struct explaining *x, const struct explained_place *place, struct record *record,
                             const char *ref, const uint8_t *id, uint32_t row) {
    if (x->fold != x->server->ledger->fold) {
        const struct statement *then = answer_ref(x->server, x->as_of, place->tracked->id, ref);
        return then != NULL && then->row == row && memcmp(then->row_id, id, CAPAIAN_ID_SIZE) == 0;
    }
    sqlite3_stmt *sql = record->ref;
    sqlite3_bind_int64(sql, 1, place->tracked->id);
    sqlite3_bind_text(sql, 2, ref, -1, SQLITE_STATIC);
    bool stands = sqlite3_step(sql) == SQLITE_ROW && sqlite3_column_bytes(sql, 0) == CAPAIAN_ID_SIZE &&
                  memcmp(sqlite3_column_blob(sql, 0), id, CAPAIAN_ID_SIZE) == 0 && sqlite3_column_int64(sql, 1) == row;
    sqlite3_reset(sql);
    return stands;
}

static bool counts(const struct explaining *x, const struct explained_place *place, struct record *record,
                   const struct judged_row *row, bool replaced) {
    const struct statement *mine = &row->statement;
    struct year *year = tracked_year(place->tracked, place->period.year);
    const struct figure *figure = year == NULL ? NULL : year_figure(year, place->period);
    switch (judged_slot(row)) {
    case SLOT_FIGURE:
        return figure != NULL && figure->statement.stands && figure->statement.kind != STATED_ELSEWHERE &&
               figure->statement.row == mine->row &&
               memcmp(figure->statement.row_id, mine->row_id, CAPAIAN_ID_SIZE) == 0;
    case SLOT_REF:
        return stands_under_ref(x, place, record, row->ref, mine->row_id, mine->row);
    case SLOT_LOOSE:
        break;
    }
    return !replaced && mine->kind == STATED_FIGURE;
}

static char *decimal_text(struct explaining *x, const Capaian__V1__Decimal *decimal) {
    capaian_nano nano = 0;
    char buffer[CAPAIAN_NUMBER_TEXT];
    if (decimal != NULL && capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, &nano) < 0)
        nano = 0;
    return capaian_arena_text(x->arena, "%s", capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
}

static char *grade_text(struct explaining *x, const Capaian__V1__Grade *grade) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    const struct grade *known = catalogue_grade(x->tracked->catalogue, x->tracked->rules->scale, grade->grade);
    if (grade->score != NULL)
        return capaian_arena_text(x->arena, "%s (%s)", grade->grade, decimal_text(x, grade->score));
    if (known == NULL)
        return grade->grade;
    return capaian_arena_text(x->arena, "%s (%s)", grade->grade,
                              capaian_nano_format(known->score, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
}

static char *figure_text(struct explaining *x, const Capaian__V1__Row *row) {
    switch (row->figure_case) {
    case CAPAIAN__V1__ROW__FIGURE_VALUE:
        return decimal_text(x, row->value);
    case CAPAIAN__V1__ROW__FIGURE_RATIO:
        return capaian_arena_text(x->arena, "%s/%s", decimal_text(x, row->ratio->numerator),
                                  decimal_text(x, row->ratio->denominator));
    case CAPAIAN__V1__ROW__FIGURE_GRADE:
        return grade_text(x, row->grade);
    case CAPAIAN__V1__ROW__FIGURE_MISSING:
        return capaian_arena_text(x->arena, "missing: %s", row->missing->reason);
    case CAPAIAN__V1__ROW__FIGURE_WITHDRAW:
        return capaian_arena_text(x->arena, "withdraw");
    case CAPAIAN__V1__ROW__FIGURE_COMPLETE:
        if (row->complete->denominator != NULL)
            return capaian_arena_text(x->arena, "complete %llu (%s/%s)", (unsigned long long)row->complete->count,
                                      decimal_text(x, row->complete->total),
                                      decimal_text(x, row->complete->denominator));
        return capaian_arena_text(x->arena, "complete %llu (%s)", (unsigned long long)row->complete->count,
                                  decimal_text(x, row->complete->total));
    default:
        return capaian_arena_text(x->arena, "-");
    }
}

static bool copy_bytes(struct explaining *x, sqlite3_stmt *sql, int column, ProtobufCBinaryData *ret) {
    size_t size = (size_t)sqlite3_column_bytes(sql, column);
    uint8_t *copy = capaian_arena_take(x->arena, size + 1);
    if (copy == NULL)
        return false;
    if (size > 0)
        memcpy(copy, sqlite3_column_blob(sql, column), size);
    *ret = (ProtobufCBinaryData){size, copy};
    return true;
}

static bool is_late(const struct explaining *x, const struct explained_place *place, int64_t received_at) {
    const struct catalogue *catalogue = x->tracked->catalogue;
    return capaian_day_at(&catalogue->calendar, received_at) >
           indicator_due_day(catalogue, x->tracked->rules, place->period);
}

static bool put_row(struct explaining *x, struct record *record, const struct explained_place *place,
                    const Capaian__V1__Row *row, const struct judged_row *judged) {
    sqlite3_stmt *sql = record->message;
    uint32_t index = judged->statement.row;
    Capaian__V1__ExplainedRow *answer = capaian_arena_take(x->arena, sizeof *answer);
    if (answer == NULL)
        return false;
    capaian__v1__explained_row__init(answer);
    if (!copy_bytes(x, sql, 1, &answer->message_id) || !copy_bytes(x, sql, 6, &answer->content_hash))
        return false;
    answer->row = index;
    answer->step = (uint64_t)sqlite3_column_int64(sql, 0);
    answer->unit = capaian_arena_text(x->arena, "%s", (const char *)sqlite3_column_text(sql, 2));
    answer->received_at = sqlite3_column_int64(sql, 3);
    answer->as_of = row->as_of;
    answer->period = row->period;
    answer->ref = row->ref;
    answer->note = row->note;
    answer->reason = row->reason;
    answer->source = row->source;
    answer->evidence = row->evidence;
    answer->status = row->status;
    answer->figure = figure_text(x, row);
    answer->replaced = is_replaced(x, record, index);
    answer->counts = counts(x, place, record, judged, answer->replaced);
    answer->late = is_late(x, place, answer->received_at);
    x->out->rows[x->out->n_rows++] = answer;
    return answer->unit != NULL && answer->figure != NULL;
}

// The rows of one message that belong to the reporting period. False when the page's memory is spent.
static bool put_message(struct explaining *x, struct record *record, const struct explained_place *place) {
    sqlite3_stmt *sql = record->message;
    Capaian__V1__Content *content = NULL;
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(
        capaian_arena_allocator(x->arena), (size_t)sqlite3_column_bytes(sql, 5), sqlite3_column_blob(sql, 5));
    if (verdict == NULL || capaian_content_unpack(sqlite3_column_blob(sql, 4), (size_t)sqlite3_column_bytes(sql, 4),
                                                  x->arena, &content) != CAPAIAN_OK)
        return false;
    const struct message message = {
        .id = sqlite3_column_blob(sql, 1), .unit = content->unit, .received_at = sqlite3_column_int64(sql, 3)};
    size_t before = x->out->n_rows;
    for (uint32_t i = 0; i < content->n_rows; i++) {
        struct judged_row judged;
        const Capaian__V1__Row *row = content->rows[i];
        if (strcmp(row->indicator, x->tracked->code) != 0 || !verdict_accepts(verdict, i))
            continue;
        (void)judge_read_row(x->fold, content, i, &message, &judged);
        if (judged.tracked == NULL || !capaian_period_equal(judged.period, place->period))
            continue;
        if (!put_row(x, record, place, row, &judged)) {
            // The next page begins with this message as a whole.
            x->out->n_rows = before;
            return false;
        }
    }
    return true;
}

static bool read_cursor(const char *cursor, size_t *ret_index, unsigned long long *ret_after) {
    char *end;
    errno = 0;
    unsigned long long index = strtoull(cursor, &end, 10);
    if (end == cursor || *end != '.')
        return false;
    const char *rest = end + 1;
    unsigned long long after = strtoull(rest, &end, 10);
    if (end == rest || *end != '\0' || errno != 0)
        return false;
    *ret_index = (size_t)index;
    *ret_after = after;
    return true;
}

// The messages of one place after a step, as many as the page holds. False: the page ends after *after.
static bool put_place(struct explaining *x, struct record *record, size_t index, unsigned long long *after) {
    struct explained_place place = explain_place(x, index);
    const int64_t at = figure_place(place.tracked->id, capaian_period_code(place.period));
    struct trace_stream *steps = NULL;
    struct traced traced = {0};
    if (trace_stream_open(x->server->reader, &at, *after, &steps) < 0)
        return false;
    bool goes_on = true;
    int more = 0;
    while (goes_on && (more = trace_stream_next(steps, &traced)) == 1 && traced.step <= x->fold->step) {
        sqlite3_bind_int64(record->message, 1, (int64_t)traced.step);
        sqlite3_bind_int64(record->message, 2, (int64_t)x->fold->step);
        goes_on = x->out->n_rows < CAPAIAN_PAGE_ROWS && capaian_store_step(record->message) == SQLITE_ROW &&
                  put_message(x, record, &place);
        sqlite3_reset(record->message);
        if (goes_on)
            *after = traced.step;
    }
    trace_stream_close(steps);
    // Out of time: the next page goes on from here.
    return goes_on && more >= 0;
}

// Pages end between messages: the cursor is the place and the last step shown of it.
char *explain_rows(struct explaining *x, const char *cursor) {
    size_t index = 0, count = explain_place_count(x);
    unsigned long long after = 0;
    struct record record = {0};
    char *next = NULL;
    if (cursor[0] != '\0' && !read_cursor(cursor, &index, &after))
        return NULL;
    x->out->rows = capaian_arena_take(x->arena, ((size_t)CAPAIAN_PAGE_ROWS + CAPAIAN_ROWS_MAX) *
                                                    sizeof(Capaian__V1__ExplainedRow *));
    if (x->out->rows != NULL && open_record(x, &record))
        for (; index < count && next == NULL; index++, after = 0)
            if (!put_place(x, &record, index, &after))
                next = capaian_arena_text(x->server->frame, "%zu.%llu", index, after);
    close_record(&record);
    return next;
}
