#include "fold/judge.h"

#include "value/text.h"

#include <string.h>

#define KIND(name) CAPAIAN__V1__ROW__FIGURE_##name

struct judging {
    const struct fold *fold;
    const Capaian__V1__Content *content;
    const Capaian__V1__Row *row;
    uint32_t index;
    const struct message *message;
    struct capaian_arena *arena;
    struct capaian_findings *findings;
    const struct indicator *rules;
    int32_t received;                // the message, by the calendar of the latest version
    struct capaian_period stated;    // the row's own period
    struct judged_row *out;
};

static bool refuse(struct judging *j, enum capaian_code code, const char *field, const char *a, const char *b,
                   const char *c) {
    capaian_findings_add(j->findings, j->index, code, field, a, b, c);
    return false;
}

static const char *number_text(struct judging *j, capaian_nano nano) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    return capaian_arena_text(j->arena, "%s", capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
}

static const char *period_text(struct judging *j, struct capaian_period period) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return capaian_arena_text(j->arena, "%s", capaian_period_format(period, buffer));
}

static const char *day_text(struct judging *j, int32_t day) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return capaian_arena_text(j->arena, "%s", capaian_date_format(day, buffer));
}

static bool succeeds_on(const struct catalogue *catalogue, const char *closed, const char *unit, int32_t day) {
    const struct unit *before = catalogue_unit(catalogue, closed);
    return before != NULL && before->to < day && catalogue_succeeds(catalogue, closed, unit);
}

// Who may report: the reporter, a unit with a part of its own, or, when one of them has closed, its successor.
static struct tracked *reported_by(const struct fold *fold, struct tracked *tracked, const char *unit, int32_t day) {
    const char *reporter = tracked->rules->reporter;
    if (tracked->part_count == 0)
        return strcmp(reporter, unit) == 0 || succeeds_on(tracked->catalogue, reporter, unit, day) ? tracked : NULL;
    struct tracked *inherited = NULL;
    for (size_t i = 0; i < tracked->part_count; i++) {
        struct tracked *part = fold->tracked[tracked->parts[i].id];
        if (part->current && strcmp(tracked->parts[i].unit, unit) == 0)
            return part;
        if (part->current && inherited == NULL && succeeds_on(tracked->catalogue, tracked->parts[i].unit, unit, day))
            inherited = part;
    }
    return inherited;
}

static bool known(struct judging *j, const struct fold *fold) {
    struct tracked *tracked = fold_find(fold, j->row->indicator);
    if (tracked == NULL || !tracked->current || tracked->whole != tracked->id)
        return refuse(j, CAPAIAN_INDICATOR_UNKNOWN, "indicator", j->row->indicator, NULL, NULL);
    j->rules = tracked->rules;
    j->out->tracked = reported_by(fold, tracked, j->content->unit, j->received);
    return j->out->tracked != NULL ||
           refuse(j, CAPAIAN_INDICATOR_UNIT, "indicator", j->row->indicator, j->rules->reporter, j->content->unit);
}

// Of events: the row is about the period as a whole and not one of them.
static bool about_period(const struct judging *j) {
    bool without_event = j->row->figure_case == KIND(MISSING) || j->row->figure_case == KIND(WITHDRAW);
    return j->row->figure_case == KIND(COMPLETE) ||
           (without_event && j->row->ref[0] == '\0' && j->row->replaces == NULL);
}

bool judge_reopened(const struct fold *fold, const char *unit, struct capaian_period period, int32_t day) {
    for (size_t i = 0; i < fold->hold_count; i++) {
        const struct hold *hold = &fold->holds[i];
        if (hold->kind == CAPAIAN__V1__DEED_KIND__DEED_REOPEN && day <= hold->until &&
            capaian_period_holds(hold->period, period) && strcmp(hold->subject, unit) == 0)
            return true;
    }
    return false;
}

// What is accepted as missing for now may still come while that holds: whoever accepted it waits for it.
static bool is_awaited(const struct judging *j, struct capaian_period period, int32_t received) {
    struct year *year = tracked_year(j->fold->tracked[j->out->tracked->whole], period.year);
    const struct figure *figure = year == NULL ? NULL : year_figure(year, period);
    return figure != NULL && figure_excused(figure, received);
}

static bool in_time(struct judging *j) {
    if (capaian_period_parse(j->row->period, &j->stated) < 0)
        return refuse(j, CAPAIAN_PERIOD_MALFORMED, "period", j->row->period, NULL, NULL);
    bool event = j->rules->reporting == REPORTING_EVENTS && !about_period(j);
    const char *every = capaian_period_kind_name(j->rules->every);
    if (j->stated.kind > j->rules->every)
        return refuse(j, CAPAIAN_PERIOD_COARSER, "period", j->row->period, every, NULL);
    if (j->stated.kind < j->rules->every && !event)
        return refuse(j, CAPAIAN_PERIOD_FINER, "period", j->row->period, every, NULL);
    const int32_t first = capaian_period_first(j->stated), received = j->received;
    struct capaian_period period = capaian_period_at(j->rules->every, first);
    j->out->period = period;
    if (capaian_period_last(j->stated) < j->rules->from || first > j->rules->to)
        return refuse(j, CAPAIAN_INDICATOR_ENDED, "period", j->row->indicator, j->row->period, NULL);
    if (first > received)
        return refuse(j, CAPAIAN_PERIOD_FUTURE, "period", j->row->period, NULL, NULL);
    int32_t lock = indicator_lock_day(j->out->tracked->catalogue, j->rules, period);
    j->out->reopened = received >= lock &&
                       (judge_reopened(j->fold, j->content->unit, period, received) || is_awaited(j, period, received));
    j->out->locked = received >= lock && !j->out->reopened ? lock : 0;
    if (j->out->locked != 0)
        return refuse(j, CAPAIAN_PERIOD_LOCKED, "period", period_text(j, period), day_text(j, lock), NULL);
    if (j->row->figure_case == KIND(COMPLETE)) {
        if (j->rules->reporting != REPORTING_EVENTS)
            return refuse(j, CAPAIAN_COMPLETE_VALUE, "complete", j->row->indicator, NULL, NULL);
        if (received <= capaian_period_last(period))
            return refuse(j, CAPAIAN_COMPLETE_EARLY, "complete", period_text(j, period), NULL, NULL);
    }
    return true;
}

static capaian_nano nano_of(const Capaian__V1__Decimal *decimal) {
    capaian_nano nano = 0;
    if (decimal != NULL)
        // The scale has been checked; an absent decimal of a closing is 0.
        (void)capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, &nano);
    return nano;
}

// What there is no figure for: one of the reasons that the policy accepts.
static bool reason_known(struct judging *j) {
    const struct policy *policy = &j->out->tracked->catalogue->policy;
    struct capaian_string known = {0};
    for (size_t i = 0; i < policy->missing_reason_count; i++) {
        if (strcasecmp(policy->missing_reasons[i], j->row->missing->reason) == 0) {
            // A declaration with another reason is another statement.
            j->out->statement.count = i;
            capaian_string_free(&known);
            return true;
        }
        capaian_string_add(&known, "%s%s", i > 0 ? ", " : "", policy->missing_reasons[i]);
    }
    // Read again after the policy has dropped the reason: it was accepted, and stands.
    const char *list = known.failed || j->arena == NULL ? "" : capaian_arena_text(j->arena, "%s", known.text);
    capaian_string_free(&known);
    j->out->statement.count = policy->missing_reason_count;
    return j->arena == NULL ||
           refuse(j, CAPAIAN_MISSING_REASON_UNKNOWN, "missing", j->row->missing->reason, list, NULL);
}

// Of a grade its rank counts. A score beside it must be one that the scale calls by that name.
static bool grade_read(struct judging *j) {
    const struct catalogue *catalogue = j->out->tracked->catalogue;
    const struct grade *grade = catalogue_grade(catalogue, j->rules->scale, j->row->grade->grade);
    if (j->rules->formula != FORMULA_GRADE)
        return refuse(j, CAPAIAN_FIGURE_KIND, "grade", j->row->indicator, "value / ratio", NULL);
    if (grade == NULL)
        return refuse(j, CAPAIAN_GRADE_UNKNOWN, "grade", j->row->grade->grade, j->rules->scale, NULL);
    j->out->statement.numerator = (capaian_nano)grade->rank * CAPAIAN_NANO;
    if (j->row->grade->score == NULL || j->arena == NULL)
        return true;
    capaian_nano score = nano_of(j->row->grade->score);
    const struct grade *called = catalogue_grade_of_value(catalogue, j->rules->scale, score);
    return called == NULL || called == grade ||
           refuse(j, CAPAIAN_GRADE_SCORE, "grade", number_text(j, score), called->grade, grade->grade);
}

static bool figure_read(struct judging *j) {
    struct statement *statement = &j->out->statement;
    bool ratio = j->rules->within_year == BY_RATIO_OF_SUMS;
    j->out->closing = j->rules->reporting == REPORTING_EVENTS && about_period(j);
    switch (j->row->figure_case) {
    case KIND(MISSING):
        statement->kind = STATED_MISSING;
        return reason_known(j);
    case KIND(WITHDRAW):
        statement->kind = STATED_WITHDRAWN;
        return true;
    case KIND(GRADE):
        return grade_read(j);
    case KIND(COMPLETE):
        statement->count = j->row->complete->count;
        statement->numerator = nano_of(j->row->complete->total);
        statement->denominator = nano_of(j->row->complete->denominator);
        return true;
    case KIND(RATIO):
        statement->numerator = nano_of(j->row->ratio->numerator);
        statement->denominator = nano_of(j->row->ratio->denominator);
        return ratio || refuse(j, CAPAIAN_FIGURE_KIND, "ratio", j->row->indicator, "value", NULL);
    default:
        statement->numerator = nano_of(j->row->value);
        if (j->rules->formula == FORMULA_GRADE)
            return refuse(j, CAPAIAN_FIGURE_KIND, "value", j->row->indicator, "grade", NULL);
        return !ratio || refuse(j, CAPAIAN_FIGURE_KIND, "value", j->row->indicator, "numerator + denominator", NULL);
    }
}

// An event from a sender that keeps no state must be told apart from itself.
static bool named(struct judging *j) {
    return j->rules->reporting != REPORTING_EVENTS || j->out->closing || j->row->ref[0] != '\0' ||
           j->out->statement.kind != STATED_FIGURE || !j->message->stateless ||
           refuse(j, CAPAIAN_REF_ABSENT, "ref", NULL, NULL, NULL);
}

static bool plausible(struct judging *j) {
    const struct indicator *rules = j->rules;
    if (j->out->closing || j->out->statement.kind != STATED_FIGURE || rules->formula == FORMULA_GRADE ||
        (!rules->has_min && !rules->has_max))
        return true;
    capaian_nano figure = j->out->statement.numerator;
    if (j->row->figure_case == KIND(RATIO) &&
        (j->out->statement.denominator == 0 || capaian_quotient(figure, j->out->statement.denominator, rules->per,
                                                                CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP, &figure) < 0))
        return true;
    if ((!rules->has_min || figure >= rules->min) && (!rules->has_max || figure <= rules->max))
        return true;
    const char *low = rules->has_min ? number_text(j, rules->min) : "-";
    const char *high = rules->has_max ? number_text(j, rules->max) : "-";
    (void)refuse(j, j->row->confirm ? CAPAIAN_FIGURE_CONFIRMED : CAPAIAN_FIGURE_RANGE,
                 j->row->figure_case == KIND(RATIO) ? "ratio" : "value", number_text(j, figure), low, high);
    return j->row->confirm;
}

static bool same_satuan(struct judging *j) {
    return j->row->satuan[0] == '\0' || strcasecmp(j->row->satuan, j->rules->satuan) == 0 ||
           refuse(j, CAPAIAN_SATUAN, "satuan", j->row->satuan, j->rules->satuan, NULL);
}

// A row that replaces another takes its place also when it is the weaker one.
static bool revises(const struct figure *figure, const struct judged_row *row) {
    enum effect effect = statement_would(&figure->statement, &row->statement);
    return effect == EFFECT_STANDS || (effect == EFFECT_SUPERSEDED && row->replaces);
}

// After its due date a figure is not changed without a word.
static bool reasoned(struct judging *j) {
    int32_t due = indicator_due_day(j->out->tracked->catalogue, j->rules, j->out->period);
    if (j->received <= due)
        return true;
    const struct year *year = tracked_year(j->out->tracked, j->out->period.year);
    const struct figure *figure =
        year != NULL && j->out->period.number <= year->figure_count ? &year->figures[j->out->period.number - 1] : NULL;
    if (j->rules->reporting == REPORTING_VALUE && figure != NULL && statement_is_figure(&figure->statement) &&
        j->row->reason[0] == '\0' && revises(figure, j->out))
        return refuse(j, CAPAIAN_REASON_ABSENT, "reason", period_text(j, j->out->period), day_text(j, due), NULL);
    if (figure == NULL || !figure_reported(figure, j->rules->reporting))
        (void)refuse(j, CAPAIAN_LATE, "period", day_text(j, due), NULL, NULL);
    return true;
}

// The part of a row that is the same whether it may be applied or has been.
static void begin(struct judging *j) {
    const Capaian__V1__Row *row = j->row;
    struct judged_row *out = j->out;
    *out = (struct judged_row){.ref = row->ref, .replaces = row->replaces != NULL};
    struct statement *statement = &out->statement;
    statement->rank = (struct rank){.status = (uint8_t)row->status, .as_of = row->as_of, .row = j->index};
    memcpy(statement->rank.id, j->message->id, CAPAIAN_ID_SIZE);
    memcpy(statement->row_id, j->message->id, CAPAIAN_ID_SIZE);
    statement->row = j->index;
    statement->status = statement->rank.status;
    statement->received_at = j->message->received_at;
    statement->confirmed = row->confirm;
    statement->evidenced = row->evidence != NULL;
    if (row->replaces != NULL && row->replaces->message_id.len == CAPAIAN_ID_SIZE) {
        memcpy(out->replaces_id, row->replaces->message_id.data, CAPAIAN_ID_SIZE);
        out->replaces_row = row->replaces->row;
    }
}

// A row takes the place of one that was sent before, never of its neighbour.
static bool replaces_another(struct judging *j) {
    return !j->out->replaces || memcmp(j->out->replaces_id, j->message->id, CAPAIAN_ID_SIZE) != 0 ||
           refuse(j, CAPAIAN_REPLACES_SELF, "replaces", NULL, NULL, NULL);
}

bool verdict_accepts(const Capaian__V1__Verdict *verdict, uint32_t row) {
    if (verdict->accepted == 0)
        return false;
    return row / 8 >= verdict->refused_rows.len || (verdict->refused_rows.data[row / 8] >> (row % 8) & 1) == 0;
}

enum slot judged_slot(const struct judged_row *row) {
    if (row->tracked->rules->reporting == REPORTING_VALUE || row->closing)
        return SLOT_FIGURE;
    return row->ref[0] != '\0' ? SLOT_REF : SLOT_LOOSE;
}

bool judge_row(struct fold *fold, const Capaian__V1__Content *content, uint32_t index, const struct message *message,
               struct capaian_arena *arena, struct capaian_findings *findings, struct judged_row *ret) {
    struct judging j = {.fold = fold,
                        .content = content,
                        .row = content->rows[index],
                        .index = index,
                        .message = message,
                        .arena = arena,
                        .findings = findings,
                        .received = capaian_day_at(&fold_latest(fold)->catalogue->calendar, message->received_at),
                        .out = ret};
    begin(&j);
    ret->accepted = capaian_row_check(j.row, index, message->received_at, arena, findings) && known(&j, fold) &&
                    in_time(&j) && figure_read(&j) && named(&j) && plausible(&j) && same_satuan(&j) &&
                    replaces_another(&j) && reasoned(&j);
    return ret->accepted;
}

bool judge_read_row(const struct fold *fold, const Capaian__V1__Content *content, uint32_t index,
                    const struct message *message, struct judged_row *ret) {
    struct capaian_findings nowhere = {0};
    struct judging j = {.fold = fold,
                        .content = content,
                        .row = content->rows[index],
                        .index = index,
                        .message = message,
                        .findings = &nowhere,
                        .out = ret};
    begin(&j);
    struct tracked *tracked = fold_find(fold, j.row->indicator);
    if (tracked == NULL || tracked->whole != tracked->id || capaian_period_parse(j.row->period, &j.stated) < 0)
        return false;
    j.rules = tracked->rules;
    ret->tracked = tracked;
    for (size_t i = 0; i < tracked->part_count; i++)
        if (i == 0 || strcmp(tracked->parts[i].unit, content->unit) == 0)
            ret->tracked = fold->tracked[tracked->parts[i].id];
    ret->period = capaian_period_at(j.rules->every, capaian_period_first(j.stated));
    return figure_read(&j);
}
