#include "serve/explain.h"

enum { FIGURES_TOLD = 4096 };    // of parts; beyond it only the whole is listed, and the rows of all

// The years of a plan, or the one.
static int first_year(const struct explaining *x) {
    return x->explained.period.year;
}

static int last_year(const struct explaining *x) {
    struct capaian_period period = x->explained.period;
    return period.kind == CAPAIAN_YEARS ? period.year + period.number - 1 : period.year;
}

static size_t periods_of(const struct explaining *x, int number, size_t *ret_first) {
    const struct year *year = years_find(x->explained.years, number);
    size_t first = 0, last = 0;
    if (year == NULL || !explained_reports(&x->explained, year, &first, &last))
        return 0;
    // What came since the figure to date before it rests on that one too.
    const struct indicator *rules = x->tracked->rules;
    if (rules->reported_to_date && rules->within_year != BY_LAST && first > year->first_figure)
        first--;
    *ret_first = first;
    return last - first + 1;
}

static size_t parts_of(const struct explaining *x) {
    return x->tracked->part_count == 0 ? 1 : x->tracked->part_count;
}

static size_t period_count(const struct explaining *x) {
    size_t count = 0, first;
    for (int number = first_year(x); number <= last_year(x); number++)
        count += periods_of(x, number, &first);
    return count;
}

size_t explain_place_count(const struct explaining *x) {
    return period_count(x) * parts_of(x);
}

static const struct figure *figure_at(const struct explaining *x, size_t index) {
    size_t first = 0;
    for (int number = first_year(x); number <= last_year(x); number++) {
        size_t count = periods_of(x, number, &first);
        if (index < count)
            return &years_find(x->explained.years, number)->figures[first + index];
        index -= count;
    }
    return NULL;
}

struct explained_place explain_place(const struct explaining *x, size_t index) {
    const struct tracked *whole = x->tracked;
    size_t parts = parts_of(x);
    struct explained_place place = {.tracked = whole, .period = figure_at(x, index / parts)->period};
    if (whole->part_count > 0) {
        const struct tracked_part *part = &whole->parts[index % parts];
        place.tracked = x->fold->tracked[part->id];
        place.unit = part->unit;
    }
    return place;
}

static char *number(const struct explaining *x, capaian_nano nano) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    return capaian_arena_text(x->arena, "%s", capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
}

static char *realized_text(const struct explaining *x, capaian_nano numerator, capaian_nano denominator) {
    const struct indicator *rules = x->tracked->rules;
    if (rules->formula == FORMULA_GRADE) {
        const struct grade *grade = catalogue_grade_ranked(x->tracked->catalogue, rules->scale, numerator);
        if (grade != NULL)
            return (char *)grade->grade;
    }
    if (rules->within_year == BY_RATIO_OF_SUMS)
        return capaian_arena_text(x->arena, "%s/%s", number(x, numerator), number(x, denominator));
    return number(x, numerator);
}

static const char *reason_of(const struct explaining *x, const struct figure *figure) {
    const struct policy *policy = &x->tracked->catalogue->policy;
    const char *known =
        figure->statement.count < policy->missing_reason_count ? policy->missing_reasons[figure->statement.count] : "?";
    return known;
}

static bool put_figure(struct explaining *x, const struct figure *figure, const char *unit) {
    enum reporting reporting = x->tracked->rules->reporting;
    bool value = reporting == REPORTING_VALUE;
    const struct statement *statement = &figure->statement;
    char date[CAPAIAN_PERIOD_TEXT];
    Capaian__V1__ExplainedFigure *answer = capaian_arena_take(x->arena, sizeof *answer);
    if (answer == NULL)
        return false;
    capaian__v1__explained_figure__init(answer);
    answer->period = onwire_period(x->arena, figure->period);
    answer->reported = figure_reported(figure, reporting);
    answer->rows = value ? statement_is_figure(statement) : figure->count;
    answer->stage = (Capaian__V1__Stage)figure->stage;
    if (unit != NULL)
        answer->unit = (char *)unit;
    // Nothing stated is no figure, and no zero either.
    if (statement_is_figure(statement) || figure->count > 0)
        answer->realized = value ? realized_text(x, statement->numerator, statement->denominator)
                                 : realized_text(x, figure->numerator, figure->denominator);
    if (statement->stands && statement->kind == STATED_MISSING)
        answer->missing = (char *)reason_of(x, figure);
    if (figure_excused(figure, x->explained.today))
        answer->missing_accepted = capaian_arena_text(x->arena, "%s", capaian_date_format(figure->missing_until, date));
    x->out->figures[x->out->n_figures++] = answer;
    return answer->period != NULL && answer->realized != NULL && answer->missing_accepted != NULL;
}

void explain_figures(struct explaining *x) {
    size_t periods = period_count(x), parts = x->tracked->part_count;
    if (periods * parts > FIGURES_TOLD)
        parts = 0;
    x->out->figures = capaian_arena_take(x->arena, periods * (1 + parts) * sizeof(Capaian__V1__ExplainedFigure *));
    for (size_t i = 0; x->out->figures != NULL && i < periods; i++) {
        const struct figure *whole = figure_at(x, i);
        if (!put_figure(x, whole, NULL))
            return;
        for (size_t k = 0; k < parts; k++) {
            struct explained_place place = explain_place(x, i * parts + k);
            struct year *year = tracked_year(place.tracked, place.period.year);
            const struct figure *own = year == NULL ? NULL : year_figure(year, place.period);
            const struct figure nothing = {.period = place.period};
            if (!put_figure(x, own == NULL ? &nothing : own, place.unit))
                return;
        }
    }
}
