#include "fold/fold.h"
#include "fold/judge.h"
#include "fold/settling.h"
#include "wire/envelope.h"

#include <errno.h>
#include <string.h>

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
    struct touched *touched;
    size_t touched_count;
    uint32_t unchanged;
    bool trial;    // say what would happen, change nothing
};

static struct touched *touch(struct applying *a, struct tracked *tracked, struct year *year) {
    // From the back: consecutive rows are mostly of one indicator.
    for (size_t i = a->touched_count; i > 0; i--)
        if (a->touched[i - 1].year == year)
            return &a->touched[i - 1];
    a->touched[a->touched_count] = (struct touched){tracked, year, false};
    return &a->touched[a->touched_count++];
}

static void trace(struct applying *a, uint32_t indicator, int32_t period) {
    struct effects *effects = a->effects;
    for (size_t i = effects->trace_count; i > 0; i--)
        if (effects->traces[i - 1].indicator == indicator && effects->traces[i - 1].period == period)
            return;
    effects->traces[effects->trace_count++] = (struct trace){indicator, period};
}

static void say(struct applying *a, uint32_t row, enum effect effect, const struct statement *standing) {
    static const char *const words[] = {"final", "provisional", "estimated"};
    if (effect == EFFECT_UNCHANGED) {
        a->unchanged++;
        capaian_findings_add(a->findings, row, CAPAIAN_UNCHANGED, "", NULL, NULL, NULL);
    } else if (effect == EFFECT_SUPERSEDED) {
        char as_of[CAPAIAN_INSTANT_TEXT];
        const struct capaian_calendar *calendar = &fold_latest(a->fold)->catalogue->calendar;
        const char *stronger = capaian_arena_text(a->effects->arena, "%s, %s", words[standing->rank.status],
                                                  capaian_instant_format(calendar, standing->rank.as_of, as_of));
        capaian_findings_add(a->findings, row, CAPAIAN_SUPERSEDED, "as_of", stronger, NULL, NULL);
    }
}

// An event under a ref: the stronger of the statements under that ref counts, in whichever period it says.
static int apply_ref(struct applying *a, const struct judged_row *row, struct figure *figure) {
    struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
    if (entry == NULL)
        return -EIO;
    int32_t period = capaian_period_code(row->period);
    enum effect effect = statement_would(&entry->statement, &row->statement);
    if (effect == EFFECT_UNCHANGED && period != entry->period)
        // The same figure on another date is another statement.
        effect = rank_compare(&row->statement.rank, &entry->statement.rank) > 0 ? EFFECT_STANDS : EFFECT_SUPERSEDED;
    bool stronger = rank_compare(&row->statement.rank, &entry->statement.rank) > 0;
    if (effect == EFFECT_STANDS && entry->statement.stands) {
        struct capaian_period before = capaian_period_of_code(entry->period);
        struct year *year = fold_year(a->fold, row->tracked, before.year);
        struct figure *from = year == NULL ? NULL : year_figure(year, before);
        if (from == NULL)
            return -EIO;
        struct touched *touched = touch(a, row->tracked, year);
        touched->changed = touched->changed || figure_reported(from, REPORTING_EVENTS);
        if (fold_mark(a->fold, row->tracked, year, from) < 0)
            return -ENOMEM;
        figure_remove(from, &entry->statement);
        touched->changed = touched->changed || figure_reported(from, REPORTING_EVENTS);
        trace(a, row->tracked->id, entry->period);
    }
    if (effect == EFFECT_STANDS)
        figure_add(figure, &row->statement);
    if (effect == EFFECT_STANDS || (effect == EFFECT_UNCHANGED && stronger)) {
        entry->statement = row->statement;
        entry->statement.stands = true;
        entry->period = period;
        entry->dirty = true;
    }
    say(a, row->statement.rank.row, effect, &entry->statement);
    return 0;
}

static int apply_row(struct applying *a, const struct judged_row *row) {
    struct year *year = fold_year(a->fold, row->tracked, row->period.year);
    struct figure *figure = year == NULL ? NULL : year_figure(year, row->period);
    if (figure == NULL)
        return -ENOMEM;
    enum reporting reporting = row->tracked->rules->reporting;
    struct touched *touched = touch(a, row->tracked, year);
    bool reported = figure_reported(figure, reporting);
    if (fold_mark(a->fold, row->tracked, year, figure) < 0)
        return -ENOMEM;
    int r = 0;
    if (reporting == REPORTING_VALUE || row->closing) {
        enum effect effect = statement_state(&figure->statement, &row->statement);
        say(a, row->statement.rank.row, effect, &figure->statement);
    } else if (row->ref[0] != '\0') {
        r = apply_ref(a, row, figure);
        touched = touch(a, row->tracked, year);
    } else {
        figure_add(figure, &row->statement);
    }
    touched->changed = touched->changed || reported || figure_reported(figure, reporting);
    trace(a, row->tracked->id, capaian_period_code(row->period));
    return r;
}

// What would happen to a row whose place can be seen without changing anything.
static void try_row(struct applying *a, const struct judged_row *row) {
    struct year *year = tracked_year(row->tracked, row->period.year);
    const struct figure *figure = year == NULL ? NULL : year_figure(year, row->period);
    if (figure != NULL && row->tracked->rules->reporting == REPORTING_VALUE)
        say(a, row->statement.rank.row, statement_would(&figure->statement, &row->statement), &figure->statement);
}

// What the sender should know about where a period stands now that all its rows are in.
static void report_open(struct applying *a, const struct judged_row *row, const struct judged_row *next) {
    const struct year *year = tracked_year(row->tracked, row->period.year);
    const struct figure *figure = year_figure((struct year *)year, row->period);
    uint32_t index = row->statement.rank.row;
    char buffer[CAPAIAN_NUMBER_TEXT];
    // An event may have opened a closed period again: its sender is told once, on the last of such rows.
    bool last = next == NULL || next->tracked != row->tracked || !capaian_period_equal(next->period, row->period);
    if (row->tracked->rules->reporting == REPORTING_EVENTS && figure->statement.stands && (row->closing || last) &&
        !figure_reported(figure, REPORTING_EVENTS)) {
        const struct statement *closing = &figure->statement;
        const char *stated =
            capaian_arena_text(a->effects->arena, "%llu (%s)", (unsigned long long)closing->count,
                               capaian_nano_format(closing->numerator, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
        const char *counted =
            capaian_arena_text(a->effects->arena, "%llu (%s)", (unsigned long long)figure->count,
                               capaian_nano_format(figure->numerator, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
        capaian_findings_add(a->findings, index, CAPAIAN_COMPLETE_COUNT, "complete", stated, counted, NULL);
    }
    if (year->goal_count == 0)
        capaian_findings_add(a->findings, index, CAPAIAN_TARGET_ABSENT, "", row->tracked->code,
                             capaian_arena_text(a->effects->arena, "%d", row->period.year), NULL);
}

static int refuse_whole(Capaian__V1__Verdict *verdict, struct effects *effects, enum capaian_code code,
                        const char *field, const char *argument, uint32_t rows) {
    const char *const arguments[3] = {argument, NULL, NULL};
    verdict->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED;
    verdict->refused = rows;
    verdict->refusal = capaian_refusal(effects->arena, code, field, arguments);
    return verdict->refusal == NULL ? -ENOMEM : 0;
}

static uint32_t count_warnings(const struct capaian_findings *findings) {
    uint32_t warnings = 0;
    for (size_t i = 0; i < findings->count; i++)
        warnings += capaian_code_severity(findings->list[i].code) == CAPAIAN_WARNING;
    return warnings;
}

static int settle(struct applying *a, int64_t at) {
    struct transitions *transitions = capaian_arena_take(a->effects->arena, sizeof *transitions);
    const struct moment moment = {.at = at};
    if (transitions == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < a->touched_count; i++) {
        const struct touched *touched = &a->touched[i];
        if (!touched->changed)
            continue;
        int r = fold_settle(a->fold, touched->tracked, touched->year, &moment, transitions, a->effects);
        if (r < 0)
            return r;
    }
    return 0;
}

// What counts in a locked period stays there: an event may not be moved out of one either. 0 or -EIO.
static int judge_move(struct applying *a, const struct message *message, uint32_t index, struct judged_row *row) {
    if (row->ref[0] == '\0' || row->closing || row->tracked->rules->reporting != REPORTING_EVENTS || a->trial)
        return 0;
    const struct ref_entry *entry = a->facts->find_ref(a->facts->context, row->tracked->id, row->ref);
    if (entry == NULL)
        return -EIO;
    struct capaian_period before = capaian_period_of_code(entry->period);
    if (!entry->statement.stands || capaian_period_equal(before, row->period) ||
        rank_compare(&row->statement.rank, &entry->statement.rank) < 0)
        return 0;
    const struct catalogue *catalogue = row->tracked->catalogue;
    int32_t lock = indicator_lock_day(catalogue, row->tracked->rules, before);
    if (capaian_day_at(&catalogue->calendar, message->received_at) < lock)
        return 0;
    char period[CAPAIAN_PERIOD_TEXT], day[CAPAIAN_PERIOD_TEXT];
    struct capaian_arena *arena = a->effects->arena;
    capaian_findings_add(a->findings, index, CAPAIAN_PERIOD_LOCKED, "ref",
                         capaian_arena_text(arena, "%s", capaian_period_format(before, period)),
                         capaian_arena_text(arena, "%s", capaian_date_format(lock, day)), NULL);
    row->accepted = false;
    return 0;
}

static int apply_rows(struct applying *a, const Capaian__V1__Content *content, const struct message *message,
                      int64_t at, Capaian__V1__Verdict *verdict) {
    struct capaian_arena *arena = a->effects->arena;
    size_t count = content->n_rows;
    struct judged_row *rows = capaian_arena_take(arena, count * sizeof *rows);
    a->touched = capaian_arena_take(arena, 2 * count * sizeof *a->touched);
    a->effects->traces = capaian_arena_take(arena, 2 * count * sizeof *a->effects->traces);
    if (rows == NULL || a->touched == NULL || a->effects->traces == NULL)
        return -ENOMEM;
    uint32_t accepted = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (judge_row(a->fold, content, i, message, arena, a->findings, &rows[i])) {
            int r = judge_move(a, message, i, &rows[i]);
            if (r < 0)
                return r;
        }
        accepted += rows[i].accepted;
        rows[i].statement.step = a->fold->step;
    }
    bool apply = accepted == count || !content->atomic;
    for (uint32_t i = 0; i < count; i++) {
        if (!rows[i].accepted)
            continue;
        if (!apply) {
            capaian_findings_add(a->findings, i, CAPAIAN_ATOMIC, "", NULL, NULL, NULL);
            continue;
        }
        int r = 0;
        if (a->trial)
            try_row(a, &rows[i]);
        else
            r = apply_row(a, &rows[i]);
        if (r < 0)
            return r;
    }
    for (uint32_t i = 0; apply && !a->trial && i < count; i++)
        if (rows[i].accepted)
            report_open(a, &rows[i], i + 1 < count && rows[i + 1].accepted ? &rows[i + 1] : NULL);
    verdict->accepted = apply ? accepted : 0;
    verdict->refused = (uint32_t)count - verdict->accepted;
    verdict->unchanged = a->unchanged;
    verdict->warnings = count_warnings(a->findings);
    verdict->outcome = verdict->accepted == 0  ? CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED
                       : verdict->refused > 0  ? CAPAIAN__V1__OUTCOME__OUTCOME_PARTLY_REFUSED
                       : verdict->warnings > 0 ? CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS
                                               : CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED;
    if (!a->trial)
        a->fold->rows += verdict->accepted;
    int r = a->trial ? 0 : settle(a, at);
    return r < 0 ? r : capaian_verdict_results(a->findings, arena, verdict);
}

static int judge_message(struct fold *fold, const struct message *message, int64_t at, const struct facts *facts,
                         bool trial, struct effects *effects) {
    struct capaian_arena *arena = effects->arena;
    Capaian__V1__Verdict *verdict = capaian_arena_take(arena, sizeof *verdict);
    uint8_t *id = capaian_arena_take(arena, CAPAIAN_ID_SIZE);
    enum { FINDINGS = 2 * CAPAIAN_ROWS_MAX };
    struct capaian_findings findings = {.room = FINDINGS};
    findings.list = capaian_arena_take(arena, FINDINGS * sizeof *findings.list);
    if (verdict == NULL || id == NULL || findings.list == NULL)
        return -ENOMEM;
    capaian__v1__verdict__init(verdict);
    memcpy(id, message->id, CAPAIAN_ID_SIZE);
    verdict->message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, id};
    verdict->step = trial ? 0 : fold->step;
    verdict->judged_at = at;
    effects->verdict = verdict;

    // Reading the content may be what the evaluator died on.
    if (message->admission == CAPAIAN_QUARANTINED)
        return refuse_whole(verdict, effects, message->admission, "", NULL, 0);
    Capaian__V1__Content *content = NULL;
    enum capaian_code code = capaian_content_unpack(message->content, message->size, arena, &content);
    if (code != CAPAIAN_OK) {
        verdict->outcome = CAPAIAN__V1__OUTCOME__OUTCOME_REFUSED;
        verdict->refusal = capaian_content_refusal(arena, code, message->content, message->size);
        return verdict->refusal == NULL ? -ENOMEM : 0;
    }
    effects->rows = (uint32_t)content->n_rows;
    if (message->admission != CAPAIAN_OK)
        return refuse_whole(verdict, effects, message->admission, "unit", content->unit, effects->rows);
    if (strcmp(content->unit, message->unit) != 0)
        return refuse_whole(verdict, effects, CAPAIAN_KEY_UNIT, "unit", content->unit, effects->rows);
    const struct version *latest = fold_latest(fold);
    if (latest == NULL)
        return refuse_whole(verdict, effects, CAPAIAN_CATALOGUE_ABSENT, "", NULL, effects->rows);
    if (catalogue_unit(latest->catalogue, content->unit) == NULL)
        return refuse_whole(verdict, effects, CAPAIAN_UNIT_UNKNOWN, "unit", content->unit, effects->rows);
    struct applying applying = {
        .fold = fold, .facts = facts, .effects = effects, .findings = &findings, .trial = trial};
    return apply_rows(&applying, content, message, at, verdict);
}

int fold_message(struct fold *fold, const struct message *message, int64_t at, const struct facts *facts,
                 struct effects *effects) {
    fold->step++;
    fold->messages++;
    return judge_message(fold, message, at, facts, false, effects);
}

int fold_trial(struct fold *fold, const struct message *message, int64_t at, struct effects *effects) {
    return judge_message(fold, message, at, NULL, true, effects);
}
