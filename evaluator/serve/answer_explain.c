#include "attainment/formula.h"
#include "fold/rows.h"
#include "runtime/daemon.h"
#include "serve/answer.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 8 };

struct explaining {
    struct server *server;
    struct capaian_arena *arena;
    const struct tracked *tracked;
    struct year *year;
    struct capaian_period period;
    const struct goal *goal;    // NULL: the period has no target of its own
    size_t first, last;         // the reporting periods it rests on
    struct assessment assessment;
    Capaian__V1__Explanation *out;
};

static const char *nano_text(struct explaining *x, capaian_nano nano, enum capaian_number_style style) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    const char *text = capaian_arena_text(x->arena, "%s", capaian_nano_format(nano, -1, style, buffer));
    return text == NULL ? "" : text;
}

static bool find_goal(struct explaining *x) {
    for (size_t i = 0; i < x->year->goal_count; i++)
        if (capaian_period_equal(x->year->goals[i].period, x->period))
            x->goal = &x->year->goals[i];
    // What the period rests on: from the start of the year for a figure to date, else the periods within.
    bool to_date = x->goal != NULL && x->goal->to_date;
    bool found = false;
    for (size_t i = x->year->first_figure; i < x->year->figure_count; i++) {
        struct capaian_period reporting = x->year->figures[i].period;
        bool in = to_date ? capaian_period_last(reporting) <= capaian_period_last(x->period)
                          : capaian_period_holds(x->period, reporting);
        if (!in)
            continue;
        if (!found)
            x->first = i;
        x->last = i;
        found = true;
    }
    return found;
}

static void assess(struct explaining *x) {
    const struct indicator *rules = x->tracked->rules;
    int32_t today = x->server->ledger->fold->today;
    int32_t lock = indicator_lock_day(x->tracked->catalogue, rules, x->period);
    if (x->goal != NULL) {
        x->assessment = assess_goal(rules, x->year, x->goal, today, lock);
        return;
    }
    struct realized realized;
    x->assessment = (struct assessment){.period = x->period, .outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET};
    if (realize(rules, x->year, x->first, x->last, &realized)) {
        x->assessment.has_realization = !realized.nil;
        x->assessment.realization = realized.value;
        x->assessment.status = realized.status;
        x->assessment.cut = x->year->figures[x->last].period;
    }
}

static void put_figures(struct explaining *x) {
    enum reporting reporting = x->tracked->rules->reporting;
    size_t count = x->last - x->first + 1;
    x->out->figures = capaian_arena_take(x->arena, count * sizeof(Capaian__V1__ExplainedFigure *));
    for (size_t i = x->first; x->out->figures != NULL && i <= x->last; i++) {
        const struct figure *figure = &x->year->figures[i];
        bool value = reporting == REPORTING_VALUE;
        capaian_nano numerator = value ? figure->statement.numerator : figure->numerator;
        capaian_nano denominator = value ? figure->statement.denominator : figure->denominator;
        Capaian__V1__ExplainedFigure *answer = capaian_arena_take(x->arena, sizeof *answer);
        if (answer == NULL)
            return;
        capaian__v1__explained_figure__init(answer);
        answer->period = onwire_period(x->arena, figure->period);
        answer->reported = figure_reported(figure, reporting);
        answer->rows = value ? figure->statement.stands : figure->count;
        // Nothing stated is no figure, and no zero either.
        bool stated = figure->statement.stands || figure->count > 0;
        if (stated && x->tracked->rules->within_year == BY_RATIO_OF_SUMS)
            answer->realized =
                capaian_arena_text(x->arena, "%s/%s", nano_text(x, numerator, CAPAIAN_NUMBERS_UNDECLARED),
                                   nano_text(x, denominator, CAPAIAN_NUMBERS_UNDECLARED));
        else if (stated)
            answer->realized = (char *)nano_text(x, numerator, CAPAIAN_NUMBERS_UNDECLARED);
        x->out->figures[x->out->n_figures++] = answer;
    }
}

static char *realization_line(struct explaining *x, bool english, enum capaian_number_style style) {
    const struct indicator *rules = x->tracked->rules;
    struct realized realized;
    if (!realize(rules, x->year, x->first, x->last, &realized))
        return capaian_arena_text(x->arena, "%s",
                                  english ? "R: not every reporting period is reported"
                                          : "R: belum semua periode dilaporkan");
    const char *result = nano_text(x, realized.value, style);
    if (rules->within_year == BY_RATIO_OF_SUMS && realized.nil)
        return capaian_arena_text(x->arena, "R = 0 / 0: %s", english ? "nil" : "nihil");
    if (rules->within_year == BY_RATIO_OF_SUMS)
        return capaian_arena_text(x->arena, "R = %llu x %s / %s = %s %s (%u %s)", (unsigned long long)rules->per,
                                  nano_text(x, realized.numerator, style), nano_text(x, realized.denominator, style),
                                  result, rules->satuan, rules->decimals, english ? "decimals" : "desimal");
    if (rules->within_year == BY_LAST || (rules->reported_to_date && x->first == x->year->first_figure))
        return capaian_arena_text(x->arena, "R = %s (%s) = %s", english ? "the last figure" : "angka terakhir",
                                  onwire_period(x->arena, x->year->figures[x->last].period), result);
    if (rules->reported_to_date)
        return capaian_arena_text(x->arena, "R = %s - %s = %s",
                                  nano_text(x, x->year->figures[x->last].statement.numerator, style),
                                  nano_text(x, x->year->figures[x->first - 1].statement.numerator, style), result);
    char *line = capaian_arena_text(x->arena, "R =");
    for (size_t i = x->first; line != NULL && i <= x->last; i++) {
        const struct figure *figure = &x->year->figures[i];
        line = capaian_arena_text(
            x->arena, "%s%s %s", line, i > x->first ? " +" : "",
            nano_text(x, rules->reporting == REPORTING_VALUE ? figure->statement.numerator : figure->numerator, style));
    }
    if (line == NULL || x->first == x->last)
        return line == NULL ? NULL : capaian_arena_text(x->arena, "R = %s %s", result, rules->satuan);
    return capaian_arena_text(x->arena, "%s = %s %s", line, result, rules->satuan);
}

static char *formula_line(struct explaining *x, bool english, enum capaian_number_style style) {
    const struct indicator *rules = x->tracked->rules;
    const struct assessment *a = &x->assessment;
    const char *r = nano_text(x, a->realization, style), *t = nano_text(x, a->aim.target, style);
    char percent[CAPAIAN_NUMBER_TEXT];
    if (!a->has_percent)
        return capaian_arena_text(x->arena, "%s",
                                  english ? "no percentage: T is not above zero, or R is zero under T/R"
                                          : "persentase tidak ada: T tidak di atas nol, atau R nol pada T/R");
    capaian_percent_format(a->percent, style, percent);
    switch (rules->formula) {
    case FORMULA_REFLECTED:
        return capaian_arena_text(x->arena, "reflected: (2 x %s - %s) / %s x 100 = %s %%", t, r, t, percent);
    case FORMULA_INVERSE:
        return capaian_arena_text(x->arena, "inverse: %s / %s x 100 = %s %%", t, r, percent);
    default:
        return capaian_arena_text(x->arena, "ratio: %s / %s x 100 = %s %%", r, t, percent);
    }
}

static char *decision_line(struct explaining *x, bool english, enum capaian_number_style style) {
    const struct assessment *a = &x->assessment;
    bool lower = x->tracked->rules->better == BETTER_LOWER;
    bool met = formula_met(x->tracked->rules, a->realization, a->aim);
    const char *sign = a->realization == a->aim.target ? "=" : a->realization < a->aim.target ? "<" : ">";
    return capaian_arena_text(x->arena, "%s %s %s; %s: %s", nano_text(x, a->realization, style), sign,
                              nano_text(x, a->aim.target, style),
                              lower ? (english ? "lower is better" : "lebih rendah lebih baik")
                                    : (english ? "higher is better" : "lebih tinggi lebih baik"),
                              met ? (english ? "met" : "tercapai") : (english ? "not met" : "tidak tercapai"));
}

static void put_arithmetic(struct explaining *x) {
    for (int english = 0; english < 2; english++) {
        enum capaian_number_style style = english ? CAPAIAN_NUMBERS_EN : CAPAIAN_NUMBERS_ID;
        char **lines = capaian_arena_take(x->arena, LINES_MAX * sizeof(char *));
        size_t count = 0;
        if (lines == NULL)
            return;
        lines[count++] = realization_line(x, english, style);
        if (x->assessment.has_target)
            lines[count++] = capaian_arena_text(x->arena, "T = %s %s", nano_text(x, x->assessment.aim.target, style),
                                                x->tracked->rules->satuan);
        if (x->assessment.has_target && x->assessment.has_realization) {
            lines[count++] = formula_line(x, english, style);
            lines[count++] = decision_line(x, english, style);
        }
        for (size_t i = 0; i < count; i++)
            if (lines[i] == NULL)
                return;
        *(english ? &x->out->arithmetic_en : &x->out->arithmetic_id) = lines;
        *(english ? &x->out->n_arithmetic_en : &x->out->n_arithmetic_id) = count;
    }
}

static bool counts(struct explaining *x, sqlite3_stmt *ref, const struct figure *figure, const Capaian__V1__Row *row,
                   const uint8_t *id, uint32_t index) {
    const struct statement *standing = &figure->statement;
    if (x->tracked->rules->reporting == REPORTING_VALUE || row->figure_case == CAPAIAN__V1__ROW__FIGURE_COMPLETE)
        return standing->stands && standing->row == index && memcmp(standing->row_id, id, CAPAIAN_ID_SIZE) == 0;
    if (row->ref[0] == '\0')
        return true;
    sqlite3_bind_int64(ref, 1, x->tracked->id);
    sqlite3_bind_text(ref, 2, row->ref, -1, SQLITE_STATIC);
    bool stands = sqlite3_step(ref) == SQLITE_ROW && sqlite3_column_bytes(ref, 0) == CAPAIAN_ID_SIZE &&
                  memcmp(sqlite3_column_blob(ref, 0), id, CAPAIAN_ID_SIZE) == 0 &&
                  sqlite3_column_int64(ref, 1) == index;
    sqlite3_reset(ref);
    return stands;
}

static char *decimal_text(struct explaining *x, const Capaian__V1__Decimal *decimal) {
    capaian_nano nano = 0;
    if (decimal != NULL && capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, &nano) < 0)
        nano = 0;
    return (char *)nano_text(x, nano, CAPAIAN_NUMBERS_UNDECLARED);
}

static char *row_figure(struct explaining *x, const Capaian__V1__Row *row) {
    switch (row->figure_case) {
    case CAPAIAN__V1__ROW__FIGURE_VALUE:
        return decimal_text(x, row->value);
    case CAPAIAN__V1__ROW__FIGURE_RATIO:
        return capaian_arena_text(x->arena, "%s/%s", decimal_text(x, row->ratio->numerator),
                                  decimal_text(x, row->ratio->denominator));
    case CAPAIAN__V1__ROW__FIGURE_COMPLETE:
        return capaian_arena_text(x->arena, "complete %llu (%s)", (unsigned long long)row->complete->count,
                                  decimal_text(x, row->complete->total));
    default:
        return capaian_arena_text(x->arena, "-");
    }
}

static bool refused(const Capaian__V1__Verdict *verdict, uint32_t row) {
    if (verdict->accepted == 0)
        return true;
    for (size_t i = 0; i < verdict->n_results; i++)
        if (verdict->results[i]->row == row && verdict->results[i]->severity == CAPAIAN__V1__SEVERITY__SEVERITY_ERROR)
            return true;
    return false;
}

static bool put_row(struct explaining *x, sqlite3_stmt *sql, sqlite3_stmt *ref, const struct figure *figure,
                    const Capaian__V1__Row *row, uint32_t index) {
    const uint8_t *id = sqlite3_column_blob(sql, 1);
    Capaian__V1__ExplainedRow *answer = capaian_arena_take(x->arena, sizeof *answer);
    uint8_t *copy = capaian_arena_take(x->arena, CAPAIAN_ID_SIZE);
    if (answer == NULL || copy == NULL)
        return false;
    memcpy(copy, id, CAPAIAN_ID_SIZE);
    capaian__v1__explained_row__init(answer);
    answer->message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, copy};
    answer->row = index;
    answer->step = (uint64_t)sqlite3_column_int64(sql, 0);
    answer->unit = capaian_arena_text(x->arena, "%s", (const char *)sqlite3_column_text(sql, 2));
    answer->received_at = sqlite3_column_int64(sql, 3);
    answer->as_of = row->as_of;
    answer->period = row->period;
    answer->ref = row->ref;
    answer->note = row->note;
    answer->reason = row->reason;
    answer->status = row->status;
    answer->figure = row_figure(x, row);
    answer->counts = counts(x, ref, figure, row, id, index);
    const struct capaian_calendar *calendar = &x->tracked->catalogue->calendar;
    answer->late = capaian_day_at(calendar, answer->received_at) >
                   indicator_due_day(x->tracked->catalogue, x->tracked->rules, figure->period);
    x->out->rows[x->out->n_rows++] = answer;
    return answer->unit != NULL && answer->figure != NULL;
}

// The rows of one message that belong to the reporting period. False when the page's memory is spent.
static bool put_message(struct explaining *x, sqlite3_stmt *sql, sqlite3_stmt *ref, const struct figure *figure) {
    Capaian__V1__Content *content = NULL;
    Capaian__V1__Verdict *verdict = capaian__v1__verdict__unpack(
        capaian_arena_allocator(x->arena), (size_t)sqlite3_column_bytes(sql, 5), sqlite3_column_blob(sql, 5));
    if (verdict == NULL || capaian_content_unpack(sqlite3_column_blob(sql, 4), (size_t)sqlite3_column_bytes(sql, 4),
                                                  x->arena, &content) != CAPAIAN_OK)
        return false;
    Capaian__V1__ExplainedRow **rows =
        capaian_arena_take(x->arena, (x->out->n_rows + content->n_rows) * sizeof(Capaian__V1__ExplainedRow *));
    if (rows == NULL)
        return false;
    if (x->out->n_rows > 0)
        memcpy(rows, x->out->rows, x->out->n_rows * sizeof(Capaian__V1__ExplainedRow *));
    x->out->rows = rows;
    size_t before = x->out->n_rows;
    for (uint32_t i = 0; i < content->n_rows; i++) {
        struct capaian_period period;
        const Capaian__V1__Row *row = content->rows[i];
        if (strcmp(row->indicator, x->tracked->code) != 0 || capaian_period_parse(row->period, &period) < 0 ||
            !capaian_period_holds(figure->period, period) || refused(verdict, i))
            continue;
        if (!put_row(x, sql, ref, figure, row, i)) {
            // The next page begins with this message as a whole.
            x->out->n_rows = before;
            return false;
        }
    }
    return true;
}

static bool read_cursor(const char *cursor, unsigned *ret_index, unsigned long long *ret_after) {
    char *end;
    errno = 0;
    unsigned long index = strtoul(cursor, &end, 10);
    if (end == cursor || *end != '.' || index > UINT_MAX)
        return false;
    const char *rest = end + 1;
    unsigned long long after = strtoull(rest, &end, 10);
    if (end == rest || *end != '\0' || errno != 0)
        return false;
    *ret_index = (unsigned)index;
    *ret_after = after;
    return true;
}

// Pages end between messages: the cursor is the reporting period's index and the last step shown.
static char *put_rows(struct explaining *x, const char *cursor) {
    unsigned index = (unsigned)x->first;
    unsigned long long after = 0;
    if (cursor[0] != '\0')
        (void)read_cursor(cursor, &index, &after);
    sqlite3_stmt *steps = NULL, *sql = NULL, *ref = NULL;
    x->server->query_until = capaian_monotonic_ms() + QUERY_LIMIT_MS;
    char *next = NULL;
    if (sqlite3_prepare_v2(x->server->reader,
                           "SELECT step FROM traced WHERE indicator = ?1 AND period = ?2 AND step > ?3 ORDER BY step",
                           -1, &steps, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(x->server->reader,
                           "SELECT step, id, unit, received_at, content, verdict FROM message WHERE step = ?1", -1,
                           &sql, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(x->server->reader, "SELECT said_id, said_row FROM ref WHERE indicator = ?1 AND ref = ?2", -1, &ref,
                           NULL) != SQLITE_OK)
        index = (unsigned)x->last + 1;
    for (; index <= x->last && next == NULL; index++, after = 0) {
        const struct figure *figure = &x->year->figures[index];
        sqlite3_bind_int64(steps, 1, x->tracked->id);
        sqlite3_bind_int64(steps, 2, capaian_period_code(figure->period));
        sqlite3_bind_int64(steps, 3, (int64_t)after);
        int step = SQLITE_ROW;
        while (next == NULL && (step = sqlite3_step(steps)) == SQLITE_ROW) {
            sqlite3_bind_int64(sql, 1, sqlite3_column_int64(steps, 0));
            if (x->out->n_rows >= CAPAIAN_PAGE_ROWS || sqlite3_step(sql) != SQLITE_ROW ||
                !put_message(x, sql, ref, figure))
                next = capaian_arena_text(x->server->frame, "%u.%llu", index, after);
            sqlite3_reset(sql);
            after = (unsigned long long)sqlite3_column_int64(steps, 0);
        }
        // Out of time: the next page goes on from here.
        if (next == NULL && step != SQLITE_DONE)
            next = capaian_arena_text(x->server->frame, "%u.%llu", index, after);
        sqlite3_reset(steps);
    }
    sqlite3_finalize(steps);
    sqlite3_finalize(sql);
    sqlite3_finalize(ref);
    return next;
}

static void put_version(struct explaining *x) {
    const struct fold *fold = x->server->ledger->fold;
    uint32_t number = x->assessment.version;
    if (number == 0 || number > fold->version_count)
        return;
    const struct version *version = &fold->versions[number - 1];
    char date[CAPAIAN_PERIOD_TEXT];
    x->out->legal_basis = version->basis;
    x->out->effective = capaian_arena_text(x->arena, "%s", capaian_date_format(version->effective, date));
}

void answer_explain(struct server *server, const Capaian__V1__ExplainQuery *query, const char *cursor,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply) {
    struct explaining x = {.server = server, .arena = server->answer};
    x.tracked = fold_find(server->ledger->fold, query->indicator);
    if (x.tracked == NULL) {
        answer_refuse(server, reply, CAPAIAN_INDICATOR_UNKNOWN, "indicator", query->indicator);
        return;
    }
    if (!answer_may_see(entry, x.tracked->rules)) {
        answer_refuse(server, reply, CAPAIAN_KEY_UNIT, "indicator", x.tracked->rules->unit);
        return;
    }
    if (capaian_period_parse(query->period, &x.period) < 0) {
        answer_refuse(server, reply, CAPAIAN_PERIOD_MALFORMED, "period", query->period);
        return;
    }
    x.year = tracked_year(x.tracked, x.period.year);
    if (x.year == NULL || !find_goal(&x)) {
        answer_refuse(server, reply, CAPAIAN_QUERY_UNKNOWN, "period", query->period);
        return;
    }
    x.out = capaian_arena_take(x.arena, sizeof *x.out);
    if (x.out == NULL)
        return;
    capaian__v1__explanation__init(x.out);
    assess(&x);
    const struct indicator *rules = x.tracked->rules;
    x.out->row = fold_row(server->ledger->fold, x.tracked, x.year, server->answer);
    x.out->assessment = onwire_assessment(x.arena, &x.assessment);
    x.out->definition = (char *)rules->definition;
    x.out->within_year = (char *)consolidation_name(rules->within_year);
    x.out->per = capaian_arena_text(x.arena, "%llu", (unsigned long long)rules->per);
    put_version(&x);
    put_figures(&x);
    put_arithmetic(&x);
    x.out->accountable = onwire_person(
        x.arena, rules->unit, catalogue_accountable(x.tracked->catalogue, rules->unit, capaian_period_last(x.period)));
    x.out->acting =
        onwire_person(x.arena, rules->unit, catalogue_acting(x.tracked->catalogue, rules->unit, answer_today(server)));
    reply->next_cursor = put_rows(&x, cursor);
    if (reply->next_cursor == NULL)
        reply->next_cursor = (char *)protobuf_c_empty_string;
    reply->what_case = CAPAIAN__V1__QUERY_REPLY__WHAT_EXPLAIN;
    reply->explain = x.out;
}
