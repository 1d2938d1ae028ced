#include "dashboard/improved.h"

#include "attainment/formula.h"
#include "dashboard/cells.h"
#include "fold/onwire.h"

#include <stdlib.h>
#include <string.h>

static bool figure_of(const Capaian__V1__Assessment *assessment, capaian_nano *ret) {
    const Capaian__V1__Decimal *realization = assessment ? assessment->realization : NULL;
    return realization && assessment->status != CAPAIAN__V1__STATUS__STATUS_ESTIMATED &&
           capaian_nano_of((struct capaian_decimal){realization->coefficient, realization->scale}, ret) == 0;
}

bool improvement_of(const Capaian__V1__AttainmentRow *row, capaian_nano *ret) {
    capaian_nano now = 0, then = 0;
    bool higher = strcmp(row->better, better_name(BETTER_HIGHER)) == 0;
    if (is_graded(row) || (!higher && strcmp(row->better, better_name(BETTER_LOWER)) != 0) || !row->to_date ||
        (row->to_date->outcome != CAPAIAN__V1__ASSESSED__ASSESSED_MET &&
         row->to_date->outcome != CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET))
        return false;
    return figure_of(row->to_date, &now) && figure_of(row->year_before, &then) && then > 0 &&
           capaian_quotient(higher ? now - then : then - now, then, 100, PERCENT_DECIMALS, CAPAIAN_HALF_AWAY, ret) == 0;
}

struct improved {
    const Capaian__V1__AttainmentRow *row;
    capaian_nano percent;
};

static int by_improvement(const void *a, const void *b) {
    const struct improved *left = a, *right = b;
    if (left->percent != right->percent)
        return left->percent > right->percent ? -1 : 1;
    return strcmp(left->row->indicator, right->row->indicator);
}

static void add_row(struct view *view, struct grid *table, const struct improved *improved) {
    const Capaian__V1__AttainmentRow *row = improved->row;
    cell_indicator(view, table, row->indicator);
    cell_unit(view, table, row->unit);
    grid_percent(table, onwire_decimal(view->page->arena, improved->percent));
    cell_realization(table, row->to_date, false, row->decimals);
    grid_text(table, row->satuan);
    cell_realization(table, row->year_before, false, row->decimals);
    cell_outcome(view, table, row->to_date);
    grid_period(table, row->to_date->cut, NULL);
}

static void add_table(struct view *view, const struct improved *list, size_t count) {
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Paling membaik", "Most improved"));
    grid_column(table, SAY("Indikator", "Indicator"), false);
    grid_under(table, "Unit");
    grid_column(table, SAY("Lebih baik %", "Better by %"), true);
    grid_column(table, SAY("Realisasi", "Realization"), true);
    grid_under(table, "Satuan");
    grid_column(table, SAY("Tahun lalu, tanggal sama", "Last year, same date"), true);
    grid_column(table, SAY("Hasil sampai kini", "Outcome to date"), false);
    grid_under(table, SAY("Dihitung s.d.", "Counted through"));
    for (size_t i = 0; i < count; i++)
        add_row(view, table, &list[i]);
    page_say(view->page,
             SAY("Cara memilih: selisih realisasi dengan tanggal yang sama tahun lalu, dalam persen dari tahun lalu, "
                 "menurut arah yang lebih baik bagi indikatornya. Hanya angka yang sudah dinilai terhadap target, "
                 "bukan taksiran, bukan predikat atau rentang, dan yang tahun lalu di atas 0.",
                 "How they are chosen: realization less that at the same date last year, in percent of last year's, in "
                 "the direction that is better for the indicator. Only figures that are judged against a target, not "
                 "estimates, grades or ranges, and where last year's is above 0."));
}

void improved_table(struct view *view, const Capaian__V1__AttainmentRow *const *rows, size_t count) {
    struct improved *list = count ? capaian_arena_take(view->page->arena, count * sizeof *list) : NULL;
    size_t better = 0;
    view->page->failed |= count && !list;
    for (size_t i = 0; list && i < count; i++) {
        struct improved one = {.row = rows[i]};
        if (improvement_of(rows[i], &one.percent) && one.percent > 0 &&
            view_may_see_indicator(view, rows[i]->indicator, rows[i]->unit))
            list[better++] = one;
    }
    if (better == 0)
        return;
    qsort(list, better, sizeof *list, by_improvement);
    add_table(view, list, better < IMPROVED_SHOWN ? better : IMPROVED_SHOWN);
}
