#include "explain/telling.h"

#include <string.h>

void explain_begin(struct explanation_lines *lines, struct capaian_arena *arena, const struct indicator *rules,
                   bool english) {
    *lines = (struct explanation_lines){
        .arena = arena, .rules = rules, .english = english, .style = english ? CAPAIAN_NUMBERS_EN : CAPAIAN_NUMBERS_ID};
}

void explain_add(struct explanation_lines *lines, char *line) {
    if (line != NULL && lines->count == lines->room) {
        size_t room = lines->room == 0 ? 32 : 2 * lines->room;
        char **list = capaian_arena_take(lines->arena, room * sizeof(char *));
        if (list == NULL) {
            lines->failed = true;
            return;
        }
        if (lines->count > 0)
            memcpy(list, lines->list, lines->count * sizeof(char *));
        lines->list = list;
        lines->room = room;
    }
    if (line == NULL)
        lines->failed = true;
    else
        lines->list[lines->count++] = line;
}

static const char *kept(struct explanation_lines *lines, const char *text) {
    lines->failed = lines->failed || text == NULL;
    return text == NULL ? "" : text;
}

static const char *copied(struct explanation_lines *lines, const char *text) {
    return kept(lines, capaian_arena_text(lines->arena, "%s", text));
}

const char *say_number(struct explanation_lines *lines, capaian_nano nano) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    return copied(lines, capaian_nano_format(nano, -1, lines->style, buffer));
}

const char *say_percent(struct explanation_lines *lines, capaian_nano nano) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    return copied(lines, capaian_percent_format(nano, lines->style, buffer));
}

const char *say_count(struct explanation_lines *lines, uint64_t count) {
    return say_number(lines, (capaian_nano)count * CAPAIAN_NANO);
}

const char *say_period(struct explanation_lines *lines, struct capaian_period period) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return copied(lines, capaian_period_format(period, buffer));
}

const char *say_day(struct explanation_lines *lines, int32_t day) {
    char buffer[CAPAIAN_PERIOD_TEXT];
    return copied(lines, capaian_date_format(day, buffer));
}

const char *say_span(struct explanation_lines *lines, struct capaian_period first, struct capaian_period last) {
    if (capaian_period_equal(first, last))
        return say_period(lines, first);
    return kept(lines, capaian_arena_text(lines->arena, EITHER(lines, "%s s.d. %s", "%s through %s"),
                                          say_period(lines, first), say_period(lines, last)));
}

const struct grade *grade_ranked(const struct indicator *rules, capaian_nano rank) {
    for (size_t i = 0; i < rules->grade_count; i++)
        if (rules->grades[i].rank * CAPAIAN_NANO == rank)
            return &rules->grades[i];
    return NULL;
}

const char *say_figure(struct explanation_lines *lines, capaian_nano nano) {
    const struct grade *grade = lines->rules->formula == FORMULA_GRADE ? grade_ranked(lines->rules, nano) : NULL;
    if (grade != NULL)
        return kept(lines, capaian_arena_text(
                               lines->arena,
                               EITHER(lines, "%s (peringkat %u dari %zu, skor %s)", "%s (rank %u of %zu, score %s)"),
                               grade->grade, grade->rank, lines->rules->grade_count, say_number(lines, grade->score)));
    return kept(lines, capaian_arena_text(lines->arena, "%s %s", say_number(lines, nano), lines->rules->satuan));
}

capaian_nano aim_high(struct aim aim) {
    return aim.has_high ? aim.high : aim.target;
}

const char *say_aim(struct explanation_lines *lines, struct aim aim) {
    if (!aim.has_high)
        return say_figure(lines, aim.target);
    return kept(lines, capaian_arena_text(lines->arena, EITHER(lines, "%s sampai %s", "%s to %s"),
                                          say_number(lines, aim.target), say_figure(lines, aim.high)));
}

const char *say_gaps(struct explanation_lines *lines, const struct year *year, size_t first, size_t last) {
    const char *text = "";
    for (size_t i = first; i <= last; i++)
        if (!figure_reported(&year->figures[i], lines->rules->reporting))
            text = kept(lines, capaian_arena_text(lines->arena, "%s%s%s", text, *text == '\0' ? "" : ", ",
                                                  say_period(lines, year->figures[i].period)));
    return text;
}

const char *say_join(struct explanation_lines *lines, const char *before, const char *sign, capaian_nano nano) {
    bool first = *before == '\0';
    const char *number = say_number(lines, nano);
    return kept(lines, nano < 0 && !first ? capaian_arena_text(lines->arena, "%s %s (%s)", before, sign, number)
                                          : capaian_arena_text(lines->arena, "%s%s%s%s%s", before, first ? "" : " ",
                                                               first ? "" : sign, first ? "" : " ", number));
}

void explain_rounding(struct explanation_lines *lines, const char *what, capaian_nano exact, capaian_nano rounded) {
    unsigned decimals = lines->rules->decimals;
    if (exact == rounded)
        SAY(lines, "Pembulatan %s: tidak ada yang dibulatkan (disepakati %u desimal).",
            "Rounding of %s: nothing to round (%u decimals are agreed).", what, decimals);
    else
        SAY(lines, "Pembulatan %s: %s dibulatkan satu kali pada %u desimal, setengah ke atas, menjadi %s.",
            "Rounding of %s: %s is rounded once, at %u decimals, half up, to %s.", what, say_number(lines, exact),
            decimals, say_number(lines, rounded));
}
