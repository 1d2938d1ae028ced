#include "dashboard/process.h"

#include "dashboard/cells.h"
#include "fold/onwire.h"

bool process_of(const capaian_nano *values, size_t count, struct process *ret) {
    enum { FACTOR = 266, OF = 100 };
    capaian_nano sum = 0, ranges = 0, mean, reach;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
        if (i > 0)
            ranges += values[i] > values[i - 1] ? values[i] - values[i - 1] : values[i - 1] - values[i];
    }
    const capaian_nano periods = (capaian_nano)count * CAPAIAN_NANO, between = (periods - CAPAIAN_NANO) * OF;
    if (count < PROCESS_LEAST || capaian_quotient(sum, periods, 1, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_AWAY, &mean) < 0 ||
        capaian_quotient(ranges, between, FACTOR, CAPAIAN_SCALE_MAX, CAPAIAN_HALF_AWAY, &reach) < 0)
        return false;
    *ret = (struct process){mean, mean - reach, mean + reach};
    return true;
}

static bool number_of(const Capaian__V1__ExplainedFigure *figure, capaian_nano *ret) {
    struct capaian_decimal number;
    return figure->reported && !*figure->unit &&
           capaian_decimal_parse(figure->realized, CAPAIAN_NUMBERS_EN, &number) == CAPAIAN_NUMBER_OK &&
           capaian_nano_of(number, ret) == 0;
}

static void add_number(struct grid *table, capaian_nano nano, unsigned decimals) {
    capaian_nano rounded = capaian_nano_round(nano, decimals, CAPAIAN_HALF_AWAY);
    grid_decimal(table, onwire_decimal(table->page->arena, rounded), decimals);
}

// The columns and their order are what charts.js draws from.
static struct grid *add_table(struct view *view, const Capaian__V1__AttainmentRow *row) {
    struct grid *table =
        page_table(view->page, LOOK_ROWS, SAY("Ragam dan batas alami", "Variation and natural limits"));
    table->chart = "process";
    table->label = page_text(
        view->page, SAY("Angka per periode dan batas alami %s, %s", "Figures by period and natural limits of %s, %s"),
        row->name, row->satuan);
    grid_column(table, SAY("Periode", "Period"), false);
    grid_column(table, SAY("Terhadap batas", "Against the limits"), false);
    grid_column(table, SAY("Rata-rata", "Mean"), true);
    grid_column(table, SAY("Realisasi", "Realization"), true);
    grid_column(table, SAY("Batas bawah", "Lower limit"), true);
    grid_column(table, SAY("Batas atas", "Upper limit"), true);
    return table;
}

static void add_row(struct view *view, struct grid *table, const char *period, capaian_nano value,
                    const struct process *process, unsigned decimals) {
    bool below = value<process->lower, above = value> process->upper;
    grid_period(table, period, NULL);
    grid_status(table, below || above ? TONE_LATE : TONE_QUIET,
                below   ? SAY("di bawah", "below")
                : above ? SAY("di atas", "above")
                        : SAY("di dalam", "within"));
    add_number(table, process->mean, decimals);
    add_number(table, value, decimals);
    add_number(table, process->lower, decimals);
    add_number(table, process->upper, decimals);
}

void process_show(struct view *view, const Capaian__V1__Explanation *explanation) {
    const Capaian__V1__AttainmentRow *row = explanation->row;
    const struct indicator *rules = view->catalogue ? catalogue_indicator(view->catalogue, row->indicator) : NULL;
    capaian_nano *values = capaian_arena_take(view->page->arena, (explanation->n_figures + 1) * sizeof *values);
    struct process process;
    size_t count = 0;
    view->page->failed |= !values;
    if (!values || !rules || rules->reported_to_date || is_graded(row))
        return;
    for (size_t i = 0; i < explanation->n_figures; i++)
        count += number_of(explanation->figures[i], &values[count]);
    if (!process_of(values, count, &process))
        return;
    struct grid *table = add_table(view, row);
    for (size_t i = 0; i < explanation->n_figures; i++) {
        capaian_nano value;
        if (number_of(explanation->figures[i], &value))
            add_row(view, table, explanation->figures[i]->period, value, &process, row->decimals);
    }
    page_say(
        view->page,
        SAY("Batas alami (diagram XmR): rata-rata ditambah dan dikurangi 2,66 kali rata-rata selisih antara periode "
            "terlapor yang berurutan, dari sedikitnya 8 periode yang sudah dilaporkan pada tahun ini. Yang di dalam "
            "batas "
            "adalah ragam biasa; yang di luar batas patut ditanyakan sebabnya. Batas bukan target.",
            "Natural limits (an XmR chart): the mean plus and minus 2.66 times the mean difference between one "
            "reported period and the next, from at least 8 periods of this year that are reported. What is within them "
            "is "
            "ordinary variation; what is outside is worth asking why. Limits are not targets."));
}
