// How R came about: by the indicator's consolidation, from the figures of its reporting periods.
#include "explain/telling.h"

struct run {
    const struct year *year;
    size_t first, last;
    bool value;    // else events
};

static capaian_nano numerator_of(const struct run *run, size_t i) {
    const struct figure *figure = &run->year->figures[i];
    return run->value ? figure->statement.numerator : figure->numerator;
}

static capaian_nano denominator_of(const struct run *run, size_t i) {
    const struct figure *figure = &run->year->figures[i];
    return run->value ? figure->statement.denominator : figure->denominator;
}

static const char *added(struct explanation_lines *lines, const struct run *run,
                         capaian_nano (*of)(const struct run *, size_t)) {
    const char *text = "";
    for (size_t i = run->first; i <= run->last; i++)
        text = say_join(lines, text, "+", of(run, i));
    return text;
}

static const char *added_counts(struct explanation_lines *lines, const struct run *run) {
    const char *text = "";
    for (size_t i = run->first; i <= run->last; i++)
        text = say_join(lines, text, "+", (capaian_nano)run->year->figures[i].count * CAPAIAN_NANO);
    return text;
}

static const char *in_parentheses(struct explanation_lines *lines, const char *text, bool several) {
    const char *result = several ? capaian_arena_text(lines->arena, "(%s)", text) : text;
    return result == NULL ? "" : result;
}

// "100 x "; nothing where the factor is one.
static const char *factor(struct explanation_lines *lines) {
    const char *text =
        lines->rules->per == 1 ? "" : capaian_arena_text(lines->arena, "%s x ", say_count(lines, lines->rules->per));
    return text == NULL ? "" : text;
}

static void explain_ratio(struct explanation_lines *lines, const struct run *run, const struct realized *realized,
                          capaian_nano exact) {
    const char *span = say_span(lines, run->year->figures[run->first].period, run->year->figures[run->last].period);
    bool several = run->last > run->first;
    if (several)
        SAY(lines, "R (%s): jumlah pembilang %s = %s; jumlah penyebut %s = %s.",
            "R (%s): numerators %s = %s; denominators %s = %s.", span, added(lines, run, numerator_of),
            say_number(lines, realized->numerator), added(lines, run, denominator_of),
            say_number(lines, realized->denominator));
    if (!realized->nil)
        SAY_SAME(lines, "R (%s) = %s%s / %s = %s", span, factor(lines), say_number(lines, realized->numerator),
                 say_number(lines, realized->denominator), say_figure(lines, exact));
}

static void explain_average(struct explanation_lines *lines, const struct run *run, const struct realized *realized,
                            capaian_nano exact) {
    const char *span = say_span(lines, run->year->figures[run->first].period, run->year->figures[run->last].period);
    bool several = run->last > run->first;
    const char *sum = in_parentheses(lines, added(lines, run, numerator_of), several);
    if (run->value) {
        SAY(lines, "R (%s) = rata-rata = %s / %s = %s", "R (%s) = average = %s / %s = %s", span, sum,
            say_number(lines, realized->denominator), say_figure(lines, exact));
        return;
    }
    if (several)
        SAY(lines, "R (%s): jumlah nilai %s = %s; banyaknya kejadian %s = %s.",
            "R (%s): sum of values %s = %s; number of events %s = %s.", span, sum,
            say_number(lines, realized->numerator), added_counts(lines, run), say_number(lines, realized->denominator));
    if (!realized->nil)
        SAY(lines, "R (%s) = rata-rata = jumlah / banyaknya = %s / %s = %s",
            "R (%s) = average = sum / count = %s / %s = %s", span, say_number(lines, realized->numerator),
            say_number(lines, realized->denominator), say_figure(lines, exact));
}

// Of figures to date: the last one, or what came since the one before the period.
static void explain_reported_to_date(struct explanation_lines *lines, const struct run *run,
                                     const struct realized *realized, capaian_nano exact) {
    const char *through = say_period(lines, run->year->figures[run->last].period);
    bool ratio = lines->rules->within_year == BY_RATIO_OF_SUMS;
    if (run->first == run->year->first_figure) {
        const char *figure =
            ratio ? capaian_arena_text(lines->arena, "%s%s / %s = %s", factor(lines),
                                       say_number(lines, realized->numerator), say_number(lines, realized->denominator),
                                       say_figure(lines, exact))
                  : say_figure(lines, exact);
        SAY(lines, "R s.d. %s = angka terakhir, yang dilaporkan sejak awal tahun = %s",
            "R through %s = the last figure, which is reported since the start of the year = %s", through,
            figure == NULL ? "" : figure);
        return;
    }
    size_t before = run->first - 1;
    const char *until = say_period(lines, run->year->figures[before].period);
    if (ratio)
        SAY(lines, "R = angka s.d. %s dikurangi angka s.d. %s = %s(%s) / (%s) = %s",
            "R = the figure through %s less the figure through %s = %s(%s) / (%s) = %s", through, until, factor(lines),
            say_join(lines, say_number(lines, numerator_of(run, run->last)), "-", numerator_of(run, before)),
            say_join(lines, say_number(lines, denominator_of(run, run->last)), "-", denominator_of(run, before)),
            realized->nil ? EITHER(lines, "nihil", "nil") : say_figure(lines, exact));
    else
        SAY(lines, "R = angka s.d. %s dikurangi angka s.d. %s = %s = %s",
            "R = the figure through %s less the figure through %s = %s = %s", through, until,
            say_join(lines, say_number(lines, numerator_of(run, run->last)), "-", numerator_of(run, before)),
            say_figure(lines, exact));
}

static void explain_realized(struct explanation_lines *lines, const struct run *run, const struct realized *realized) {
    const struct indicator *rules = lines->rules;
    const struct figure *figures = run->year->figures;
    capaian_nano exact = 0;
    (void)realized_exactly(rules, realized, &exact);
    if (rules->within_year == BY_LAST)
        SAY(lines, "R = angka terakhir (%s) = %s", "R = the last figure (%s) = %s",
            say_period(lines, figures[run->last].period), say_figure(lines, exact));
    else if (rules->reported_to_date)
        explain_reported_to_date(lines, run, realized, exact);
    else if (rules->within_year == BY_RATIO_OF_SUMS)
        explain_ratio(lines, run, realized, exact);
    else if (rules->within_year == BY_AVERAGE)
        explain_average(lines, run, realized, exact);
    else if (run->first == run->last)
        SAY_SAME(lines, "R (%s) = %s", say_period(lines, figures[run->last].period), say_figure(lines, exact));
    else
        SAY_SAME(lines, "R (%s) = %s = %s", say_span(lines, figures[run->first].period, figures[run->last].period),
                 added(lines, run, numerator_of), say_figure(lines, exact));
    if (rules->progress && rules->within_year == BY_SUM)
        SAY_PLAIN(lines, "R adalah jumlah persentase: kemajuan sepanjang tahun, bukan persentase dari sesuatu.",
                  "R is a sum of percentages: progress over the year, not a percentage of anything.");
    if (realized->nil)
        SAY_PLAIN(lines, "Pembilang dan penyebut keduanya 0: nihil, tidak ada yang terjadi.",
                  "Numerator and denominator are both 0: nil, nothing happened.");
    else if (rules->formula != FORMULA_GRADE)
        explain_rounding(lines, "R", exact, realized->value);
}

void explain_realization(struct explanation_lines *lines, const struct year *year, size_t first, size_t last) {
    const struct run run = {year, first, last, lines->rules->reporting == REPORTING_VALUE};
    struct realized realized;
    const char *span = say_span(lines, year->figures[first].period, year->figures[last].period);
    // What came since the period before needs that one too.
    bool since = lines->rules->reported_to_date && lines->rules->within_year != BY_LAST && first > year->first_figure;
    switch (realizing(lines->rules, year, first, last, &realized)) {
    case REALIZED:
        explain_realized(lines, &run, &realized);
        break;
    case REALIZE_UNREPORTED:
        SAY(lines, "R (%s) belum ada: %s belum dilaporkan lengkap; yang kosong bukan nol.",
            "R (%s) is not there: %s is not fully reported; what is missing is not zero.", span,
            say_gaps(lines, year, since ? first - 1 : first, last));
        break;
    case REALIZE_CONTRADICTED:
        SAY(lines,
            "R (%s) tidak dapat diturunkan: selisih dua angka sejak awal tahun tidak memberi rata-rata atau rasio.",
            "R (%s) cannot be had: the difference of two figures to date leaves no average or ratio.", span);
        break;
    case REALIZE_BEYOND:
        SAY(lines, "R (%s) terlalu besar untuk bilangan yang dibandingkan.",
            "R (%s) is beyond the numbers that are compared.", span);
        break;
    }
}
