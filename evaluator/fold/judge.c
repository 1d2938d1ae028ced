#include "fold/judge.h"

#include <string.h>

#define KIND(name) CAPAIAN__V1__ROW__FIGURE_##name

struct judging {
    const Capaian__V1__Content *content;
    const Capaian__V1__Row *row;
    uint32_t index;
    const struct message *message;
    struct capaian_arena *arena;
    struct capaian_findings *findings;
    const struct indicator *rules;
    const struct capaian_calendar *calendar;
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

static bool supported(struct judging *j) {
    const char *what = j->row->figure_case == KIND(GRADE)      ? "grade"
                       : j->row->figure_case == KIND(MISSING)  ? "missing"
                       : j->row->figure_case == KIND(WITHDRAW) ? "withdraw"
                       : j->row->replaces != NULL              ? "replaces"
                                                               : NULL;
    return what == NULL || refuse(j, CAPAIAN_NOT_YET, what, what, NULL, NULL);
}

static bool known(struct judging *j, struct fold *fold) {
    struct tracked *tracked = fold_find(fold, j->row->indicator);
    if (tracked == NULL || !tracked->current)
        return refuse(j, CAPAIAN_INDICATOR_UNKNOWN, "indicator", j->row->indicator, NULL, NULL);
    j->out->tracked = tracked;
    j->rules = tracked->rules;
    if (strcmp(j->rules->reporter, j->content->unit) != 0)
        return refuse(j, CAPAIAN_INDICATOR_UNIT, "indicator", j->row->indicator, j->rules->reporter, j->content->unit);
    return true;
}

static bool in_time(struct judging *j) {
    if (capaian_period_parse(j->row->period, &j->stated) < 0)
        return refuse(j, CAPAIAN_PERIOD_MALFORMED, "period", j->row->period, NULL, NULL);
    bool event = j->rules->reporting == REPORTING_EVENTS && j->row->figure_case != KIND(COMPLETE);
    const char *every = capaian_period_kind_name(j->rules->every);
    if (j->stated.kind > j->rules->every)
        return refuse(j, CAPAIAN_PERIOD_COARSER, "period", j->row->period, every, NULL);
    if (j->stated.kind < j->rules->every && !event)
        return refuse(j, CAPAIAN_PERIOD_FINER, "period", j->row->period, every, NULL);
    struct capaian_period period = capaian_period_at(j->rules->every, capaian_period_first(j->stated));
    j->out->period = period;
    if (capaian_period_last(j->stated) < j->rules->from || capaian_period_first(j->stated) > j->rules->to)
        return refuse(j, CAPAIAN_INDICATOR_ENDED, "period", j->row->indicator, j->row->period, NULL);
    int32_t received = capaian_day_at(j->calendar, j->message->received_at);
    if (capaian_period_first(j->stated) > received)
        return refuse(j, CAPAIAN_PERIOD_FUTURE, "period", j->row->period, NULL, NULL);
    int32_t lock = indicator_lock_day(j->out->tracked->catalogue, j->rules, period);
    if (received >= lock)
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

static bool figure_read(struct judging *j) {
    struct statement *statement = &j->out->statement;
    bool ratio = j->rules->within_year == BY_RATIO_OF_SUMS;
    switch (j->row->figure_case) {
    case KIND(COMPLETE):
        j->out->closing = true;
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
        return !ratio || refuse(j, CAPAIAN_FIGURE_KIND, "value", j->row->indicator, "numerator + denominator", NULL);
    }
}

// An event from a sender that keeps no state must be told apart from itself.
static bool named(struct judging *j) {
    return j->rules->reporting != REPORTING_EVENTS || j->out->closing || j->row->ref[0] != '\0' ||
           !j->message->stateless || refuse(j, CAPAIAN_REF_ABSENT, "ref", NULL, NULL, NULL);
}

static bool plausible(struct judging *j) {
    const struct indicator *rules = j->rules;
    if (j->out->closing || (!rules->has_min && !rules->has_max))
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

// After its due date a figure is not changed without a word.
static bool reasoned(struct judging *j) {
    int32_t due = indicator_due_day(j->out->tracked->catalogue, j->rules, j->out->period);
    if (capaian_day_at(j->calendar, j->message->received_at) <= due)
        return true;
    const struct year *year = tracked_year(j->out->tracked, j->out->period.year);
    const struct figure *figure =
        year != NULL && j->out->period.number <= year->figure_count ? &year->figures[j->out->period.number - 1] : NULL;
    if (j->rules->reporting == REPORTING_VALUE && figure != NULL && figure->statement.stands &&
        j->row->reason[0] == '\0' && statement_would(&figure->statement, &j->out->statement) == EFFECT_STANDS)
        return refuse(j, CAPAIAN_REASON_ABSENT, "reason", period_text(j, j->out->period), day_text(j, due), NULL);
    if (figure == NULL || !figure_reported(figure, j->rules->reporting))
        (void)refuse(j, CAPAIAN_LATE, "period", day_text(j, due), NULL, NULL);
    return true;
}

bool judge_row(struct fold *fold, const Capaian__V1__Content *content, uint32_t index, const struct message *message,
               struct capaian_arena *arena, struct capaian_findings *findings, struct judged_row *ret) {
    const Capaian__V1__Row *row = content->rows[index];
    *ret = (struct judged_row){.ref = row->ref};
    struct judging j = {.content = content,
                        .row = row,
                        .index = index,
                        .message = message,
                        .arena = arena,
                        .findings = findings,
                        .calendar = &fold_latest(fold)->catalogue->calendar,
                        .out = ret};
    struct rank *rank = &ret->statement.rank;
    *rank = (struct rank){.status = (uint8_t)row->status, .as_of = row->as_of, .row = index};
    memcpy(rank->id, message->id, sizeof rank->id);
    ret->statement.received_at = message->received_at;
    ret->accepted = capaian_row_check(row, index, message->received_at, arena, findings) && supported(&j) &&
                    known(&j, fold) && in_time(&j) && figure_read(&j) && named(&j) && plausible(&j) &&
                    same_satuan(&j) && reasoned(&j);
    return ret->accepted;
}
