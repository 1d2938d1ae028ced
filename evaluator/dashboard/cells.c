#include "dashboard/cells.h"

#include "attainment/formula.h"
#include "commands/aim_text.h"
#include "commands/figure.h"
#include "commands/words.h"
#include "value/period.h"

#include <stdio.h>
#include <string.h>

static const Capaian__V1__Assessment NONE = CAPAIAN__V1__ASSESSMENT__INIT;

enum tone outcome_tone(Capaian__V1__Assessed outcome) {
    switch (outcome) {
    case CAPAIAN__V1__ASSESSED__ASSESSED_MET:
        return TONE_GOOD;
    case CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET:
    case CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT:
        return TONE_BAD;
    case CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED:
    case CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND:
        return TONE_LATE;
    case CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE:
    case CAPAIAN__V1__ASSESSED__ASSESSED_ESTIMATED:
    case CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REVIEWED:
        return TONE_WAIT;
    default:
        return TONE_QUIET;
    }
}

enum tone reported_tone(Capaian__V1__Reported state) {
    switch (state) {
    case CAPAIAN__V1__REPORTED__REPORTED_ON_TIME:
    case CAPAIAN__V1__REPORTED__REPORTED_NIL:
        return TONE_GOOD;
    case CAPAIAN__V1__REPORTED__REPORTED_LOCKED:
        return TONE_BAD;
    case CAPAIAN__V1__REPORTED__REPORTED_LATE:
    case CAPAIAN__V1__REPORTED__REPORTED_OVERDUE:
    case CAPAIAN__V1__REPORTED__REPORTED_MISSING:
        return TONE_LATE;
    case CAPAIAN__V1__REPORTED__REPORTED_OPEN:
        return TONE_WAIT;
    default:
        return TONE_QUIET;
    }
}

void cell_unit(struct view *view, struct grid *table, const char *unit) {
    grid_link(table, unit_name(view, unit), *unit ? page_link(view->page, "/unit/", unit) : NULL);
}

void cell_indicator(struct view *view, struct grid *table, const char *indicator) {
    grid_link(table, indicator_name(view, indicator),
              *indicator ? page_link(view->page, "/indicator/", indicator) : NULL);
}

void cell_person(struct view *view, struct grid *table, const Capaian__V1__Person *person) {
    if (!person || (!*person->unit && !*person->person)) {
        grid_text(table, "");
        return;
    }
    if (!*person->person) {
        grid_status(table, TONE_LATE, SAY("jabatan kosong", "vacant"));
        return;
    }
    bool definitive = strcmp(person->capacity, capacity_name(CAPACITY_DEFINITIVE)) == 0;
    const char *text =
        definitive ? person->name
                   : page_text(view->page, "%s (%s)", person->name, code_word(person->capacity, view->page->language));
    grid_link(table, text, view->page->persons ? page_link(view->page, "/person/", person->person) : NULL);
}

void cell_outcome(struct view *view, struct grid *table, const Capaian__V1__Assessment *assessment) {
    enum capaian_language language = view->page->language;
    const char *word = assessment ? outcome_word(assessment->outcome, language) : "";
    if (assessment && assessment->status != CAPAIAN__V1__STATUS__STATUS_FINAL)
        word = page_text(view->page, "%s (%s)", word, status_word(assessment->status, language));
    grid_status(table, assessment ? outcome_tone(assessment->outcome) : TONE_NONE, word);
}

void cell_alert_state(struct view *view, struct grid *table, const Capaian__V1__AlertEvent *event) {
    enum tone tone = TONE_QUIET;
    if (event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING)
        tone = event->kind == KIND(MISSED) ? TONE_BAD : TONE_LATE;
    if (event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED)
        tone = TONE_WAIT;
    if (event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED)
        tone = TONE_GOOD;
    grid_status(table, tone, alert_state_word(event->state, view->page->language));
}

bool is_graded(const Capaian__V1__AttainmentRow *row) {
    return strcmp(row->formula, formula_name(FORMULA_GRADE)) == 0;
}

void cell_target(struct grid *table, const Capaian__V1__Assessment *assessment, unsigned decimals) {
    char buffer[AIM_TEXT];
    const Capaian__V1__Assessment *shown = assessment ? assessment : &NONE;
    const char *people = target_text(shown, decimals, table->page->language, buffer);
    (*shown->target_grade || shown->target_high ? grid_words : grid_number)(table, shown->target, people);
}

void cell_realization(struct grid *table, const Capaian__V1__Assessment *assessment, bool graded, unsigned decimals) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    const Capaian__V1__Assessment *shown = assessment ? assessment : &NONE;
    const char *people = realization_text(shown, graded, decimals, table->page->language, buffer);
    (graded ? grid_words : grid_number)(table, shown->realization, people);
}

void cell_attainment(struct grid *table, const Capaian__V1__Assessment *assessment) {
    grid_percent(table, assessment ? assessment->attainment : NULL);
}

struct grid *page_facts(struct view *view, const char *caption) {
    struct grid *table = page_table(view->page, LOOK_FACTS, caption);
    grid_column(table, SAY("Hal", "What"), false);
    grid_column(table, SAY("Isi", "Is"), false);
    return table;
}

void fact(struct grid *table, const char *label) {
    grid_text(table, label);
}

void fact_text(struct grid *table, const char *label, const char *text) {
    if (!*text)
        return;
    fact(table, label);
    grid_text(table, text);
}

void form_choices(struct form *form, const char *name, const char *label, const char *value,
                  const struct choice *choices, size_t count) {
    struct choice *kept = capaian_arena_take(form->page->arena, count * sizeof *kept);
    if (!kept) {
        form->page->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        kept[i] = (struct choice){page_keep(form->page, choices[i].value), page_keep(form->page, choices[i].label)};
    struct field *field = form_field(form, FIELD_CHOICE, name, label, value);
    field->choices = kept;
    field->choice_count = count;
}

struct form *form_of_deed(struct view *view, const char *what, const char *subject, const char *deed,
                          const char *caption) {
    struct form *form = page_form(view->page, "/act", caption, SAY("Simpan", "Save"), true);
    form_field(form, FIELD_HIDDEN, what, "", subject);
    form_field(form, FIELD_HIDDEN, "deed", "", deed);
    return form;
}

void form_year(struct view *view, struct form *form) {
    enum { YEARS = 5 };
    int year, month, day;
    struct choice choices[YEARS];
    capaian_date_parts(view->today, &year, &month, &day);
    for (int i = 0; i < YEARS; i++) {
        const char *text = page_text(view->page, "%d", year - i);
        choices[i] = (struct choice){text, text};
    }
    form_choices(form, "period", SAY("Tahun", "Year"), view->page->period, choices, YEARS);
}
