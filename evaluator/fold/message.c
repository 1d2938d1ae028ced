#include "fold/applying.h"
#include "fold/fold.h"
#include "fold/settling.h"
#include "fold/silence.h"
#include "wire/envelope.h"

#include <errno.h>
#include <string.h>

// What would happen to a row whose place can be seen without changing anything.
static void try_row(struct applying *a, const struct judged_row *row) {
    struct year *year = tracked_year(row->tracked, row->period.year);
    const struct figure *figure = year == NULL ? NULL : year_figure(year, row->period);
    enum effect effect;
    if (figure == NULL || row->tracked->rules->reporting != REPORTING_VALUE)
        return;
    (void)statement_kept(&figure->statement, &row->statement, &effect);
    place_say(a, row->statement.row, effect, &figure->statement);
}

// What the sender should know about where a period stands now that all its rows are in.
static void report_open(struct applying *a, const struct judged_row *row, const struct judged_row *next) {
    const struct year *year = tracked_year(row->tracked, row->period.year);
    const struct figure *figure = year_figure((struct year *)year, row->period);
    uint32_t index = row->statement.row;
    char buffer[CAPAIAN_NUMBER_TEXT];
    // An event may have opened a closed period again: its sender is told once, on the last of such rows.
    bool last = next == NULL || next->tracked != row->tracked || !capaian_period_equal(next->period, row->period);
    if (row->tracked->rules->reporting == REPORTING_EVENTS && statement_is_figure(&figure->statement) &&
        (row->closing || last) && !figure_reported(figure, REPORTING_EVENTS)) {
        const struct statement *closing = &figure->statement;
        const char *stated =
            capaian_arena_text(a->effects->arena, "%llu (%s)", (unsigned long long)closing->count,
                               capaian_nano_format(closing->numerator, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
        const char *counted =
            capaian_arena_text(a->effects->arena, "%llu (%s)", (unsigned long long)figure->count,
                               capaian_nano_format(figure->numerator, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
        capaian_findings_add(a->findings, index, CAPAIAN_COMPLETE_COUNT, "complete", stated, counted, NULL);
    }
    const struct tracked *whole = a->fold->tracked[row->tracked->whole];
    const struct year *promised = tracked_year(whole, row->period.year);
    if (promised == NULL || promised->goal_count == 0)
        capaian_findings_add(a->findings, index, CAPAIAN_TARGET_ABSENT, "", whole->code,
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

static bool has_plan(const struct year *last, int year) {
    for (size_t i = 0; i < last->goal_count; i++)
        if (last->goals[i].period.kind == CAPAIAN_YEARS && last->goals[i].period.year <= year)
            return true;
    return false;
}

static int settle(struct applying *a, int64_t at) {
    struct transitions *transitions = capaian_arena_take(a->effects->arena, sizeof *transitions);
    const struct moment moment = {.at = at};
    if (transitions == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < a->touched_count; i++) {
        const struct touched *touched = &a->touched[i];
        // A part has no targets of its own.
        if (!touched->changed || touched->tracked->whole != touched->tracked->id)
            continue;
        int r = fold_settle(a->fold, touched->tracked, touched->year, &moment, transitions, a->effects);
        // A plan is judged in its last year, by the figures of all.
        const struct years *years = &touched->tracked->years;
        for (size_t k = 0; r == 0 && k < years->count; k++)
            if (years->list[k]->year > touched->year->year && has_plan(years->list[k], touched->year->year))
                r = fold_settle(a->fold, touched->tracked, years->list[k], &moment, transitions, a->effects);
        if (r < 0)
            return r;
    }
    return 0;
}

// Which rows are refused, for whoever reads the message again; nothing where none or all are.
static int note_refused(struct applying *a, size_t count, Capaian__V1__Verdict *verdict) {
    if (verdict->refused == 0 || verdict->accepted == 0)
        return 0;
    size_t size = (count + 7) / 8;
    uint8_t *bits = capaian_arena_take(a->effects->arena, size);
    if (bits == NULL)
        return -ENOMEM;
    memset(bits, 0, size);
    for (size_t i = 0; i < count; i++)
        if (!a->rows[i].accepted)
            bits[i / 8] |= (uint8_t)(1U << (i % 8));
    verdict->refused_rows = (ProtobufCBinaryData){size, bits};
    return 0;
}

static int apply_rows(struct applying *a, const Capaian__V1__Content *content, const struct message *message,
                      int64_t at, Capaian__V1__Verdict *verdict) {
    struct capaian_arena *arena = a->effects->arena;
    size_t count = content->n_rows;
    struct judged_row *rows = capaian_arena_take(arena, count * sizeof *rows);
    a->rows = rows;
    if (rows == NULL)
        return -ENOMEM;
    uint32_t accepted = 0, replacing = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (judge_row(a->fold, content, i, message, arena, a->findings, &rows[i])) {
            int r = locked_judge_move(a, &rows[i]);
            if (r < 0)
                return r;
        }
        // Each of them is looked up with all that it replaces and that replaces it.
        if (rows[i].accepted && rows[i].replaces && ++replacing > CAPAIAN_REPLACES_MAX) {
            capaian_findings_add(a->findings, i, CAPAIAN_REPLACES_MANY, "replaces",
                                 capaian_arena_text(arena, "%d", CAPAIAN_REPLACES_MAX), NULL, NULL);
            rows[i].accepted = false;
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
            r = place_row(a, &rows[i]);
        if (r < 0)
            return r;
    }
    if (apply && !a->trial && place_wholes(a) < 0)
        return -ENOMEM;
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
    int r = note_refused(a, count, verdict);
    if (r == 0 && !a->trial)
        r = settle(a, at);
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
    // A verdict is for ever, and want of memory says nothing about the message.
    if (code == CAPAIAN_BUSY)
        return -ENOMEM;
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
        .fold = fold, .facts = facts, .effects = effects, .findings = &findings, .message = message, .trial = trial};
    int r = trial ? 0 : fold_heard(fold, content->unit, message->received_at, at, effects);
    if (r < 0)
        return r;
    int awaited = trial ? 0 : facts->is_awaited(facts->context, message->unit, message->id);
    if (awaited < 0)
        return awaited;
    applying.awaited = awaited > 0;
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
