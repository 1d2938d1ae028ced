// How R of a plan came about: its opening balance, then year by year.
#include "explain/telling.h"

static void explain_opening(struct explanation_lines *lines, const struct explained *x) {
    const struct opening *opening = x->course.opening;
    if (opening == NULL) {
        SAY_PLAIN(lines, "Saldo awal: tidak ada.", "Opening balance: none.");
        return;
    }
    const char *until = say_day(lines, opening->until);
    if (!x->course.opening_counts)
        SAY(lines, "Saldo awal s.d. %s (%s): %s; tidak ikut dalam rata-rata antartahun.",
            "Opening balance through %s (%s): %s; it contributes nothing to an average of years.", until,
            opening->source, say_number(lines, opening->realized));
    else if (opening->denominator > 0)
        SAY(lines, "Saldo awal s.d. %s (%s): %s x %s / %s = %s", "Opening balance through %s (%s): %s x %s / %s = %s",
            until, opening->source, say_count(lines, lines->rules->per), say_number(lines, opening->numerator),
            say_number(lines, opening->denominator), say_figure(lines, x->course.opening_value));
    else
        SAY(lines, "Saldo awal s.d. %s (%s): %s", "Opening balance through %s (%s): %s", until, opening->source,
            say_figure(lines, x->course.opening_value));
}

static void explain_year(struct explanation_lines *lines, const struct explained *x, const struct plan_year *told) {
    const struct year *year = years_find(x->years, told->year);
    int first = figure_beginning(year, capaian_period_first(told->first));
    int last = told->cut.kind == 0 ? -1 : figure_ending(year, capaian_period_last(told->cut));
    if (!told->counts || first < 0 || last < first) {
        SAY(lines, "Tahun %d: tidak ikut dihitung, belum dilaporkan %s.", "Year %d: not counted, not reported: %s.",
            told->year, first < 0 ? "" : say_gaps(lines, year, (size_t)first, year->figure_count - 1));
        return;
    }
    SAY(lines, "Tahun %d%s:", "Year %d%s:", told->year,
        told->whole ? ""
                    : EITHER(lines, " (belum lengkap, dihitung sampai kekosongan pertama)",
                             " (not complete, counted up to the first gap)"));
    explain_realization(lines, year, (size_t)first, (size_t)last);
}

static const char *years_added(struct explanation_lines *lines, const struct plan_course *course, bool opening) {
    const char *text = opening && course->opening_counts ? say_join(lines, "", "+", course->opening_value) : "";
    for (size_t i = 0; i < course->year_count; i++)
        if (course->years[i].counts && !course->years[i].realized.nil)
            text = say_join(lines, text, "+", course->years[i].exact);
    return text;
}

static unsigned years_counted(const struct plan_course *course) {
    unsigned count = 0;
    for (size_t i = 0; i < course->year_count; i++)
        count += course->years[i].counts && !course->years[i].realized.nil;
    return count;
}

static void explain_total(struct explanation_lines *lines, const struct plan_course *course) {
    const struct indicator *rules = lines->rules;
    const struct realized *total = &course->total;
    capaian_nano exact = course->exact;
    if (total->nil) {
        SAY_PLAIN(lines, "R seluruh rencana: nihil.", "R of the whole plan: nil.");
        return;
    }
    switch (rules->across_years) {
    case BY_SUM:
        if (years_counted(course) + course->opening_counts <= 1) {
            SAY(lines, "R = jumlah antartahun = %s", "R = sum across years = %s", say_figure(lines, exact));
            break;
        }
        SAY(lines, "R = jumlah antartahun = %s = %s", "R = sum across years = %s = %s",
            years_added(lines, course, true), say_figure(lines, exact));
        break;
    case BY_LAST:
        SAY(lines, "R = tahun terakhir yang ada = %s", "R = the last year there is = %s", say_figure(lines, exact));
        break;
    case BY_AVERAGE:
        if (capaian_quotient(course->exact, years_counted(course) * CAPAIAN_NANO, 1, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP,
                             &exact) < 0)
            exact = total->value;
        SAY(lines, "R = rata-rata antartahun = (%s) / %u = %s", "R = average across years = (%s) / %u = %s",
            years_added(lines, course, false), years_counted(course), say_figure(lines, exact));
        break;
    case BY_RATIO_OF_SUMS:
        if (capaian_quotient(total->numerator, total->denominator, rules->per, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_UP,
                             &exact) < 0)
            exact = total->value;
        SAY(lines, "R = rasio dari jumlah antartahun = %s x %s / %s = %s",
            "R = ratio of sums across years = %s x %s / %s = %s", say_count(lines, rules->per),
            say_number(lines, total->numerator), say_number(lines, total->denominator), say_figure(lines, exact));
        break;
    }
    if (rules->formula != FORMULA_GRADE)
        explain_rounding(lines, "R", exact, total->value);
}

// The years after a gap count for nothing until it is closed.
static void explain_unreached(struct explanation_lines *lines, const struct explained *x) {
    const struct plan_course *course = &x->course;
    int end = x->period.year + x->period.number - 1;
    int last = course->year_count == 0 ? end : course->years[course->year_count - 1].year;
    if (last + 1 == end)
        SAY(lines, "Tahun %d: tidak ikut dihitung selama ada kekosongan sebelumnya.",
            "Year %d: not counted while there is a gap before it.", end);
    else if (last < end)
        SAY(lines, "Tahun %d s.d. %d: tidak ikut dihitung selama ada kekosongan sebelumnya.",
            "Years %d through %d: not counted while there is a gap before them.", last + 1, end);
}

void explain_plan(struct explanation_lines *lines, const struct explained *x) {
    SAY(lines, "Rencana %s:", "Plan %s:", say_period(lines, x->period));
    explain_opening(lines, x);
    for (size_t i = 0; i < x->course.year_count; i++)
        explain_year(lines, x, &x->course.years[i]);
    explain_unreached(lines, x);
    if (x->course.realized)
        explain_total(lines, &x->course);
    else
        SAY_PLAIN(lines, "R belum ada: tidak satu tahun pun dapat dihitung.", "R is not there: no year counts yet.");
}
