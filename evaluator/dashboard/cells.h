// Cells that several views have: the same thing looks the same everywhere.
#pragma once

#include "dashboard/view.h"

#define KIND(name) CAPAIAN__V1__ALERT_KIND__ALERT_KIND_##name

enum tone outcome_tone(Capaian__V1__Assessed outcome);
enum tone reported_tone(Capaian__V1__Reported state);

void cell_unit(struct view *view, struct grid *table, const char *unit);
void cell_indicator(struct view *view, struct grid *table, const char *indicator);
void cell_person(struct view *view, struct grid *table, const Capaian__V1__Person *person);
void cell_outcome(struct view *view, struct grid *table, const Capaian__V1__Assessment *assessment);
void cell_alert_state(struct view *view, struct grid *table, const Capaian__V1__AlertEvent *event);

// Target, realization, attainment, deviation or outcome of something that is not there: nothing.
void cell_target(struct grid *table, const Capaian__V1__Assessment *assessment, unsigned decimals);
void cell_realization(struct grid *table, const Capaian__V1__Assessment *assessment, bool graded, unsigned decimals);
void cell_attainment(struct grid *table, const Capaian__V1__Assessment *assessment);
bool is_graded(const Capaian__V1__AttainmentRow *row);

// A line of a list of facts; the cell follows.
void fact(struct grid *table, const char *label);
void fact_text(struct grid *table, const char *label, const char *text);    // left out where there is none
struct grid *page_facts(struct view *view, const char *caption);

// A field with a few answers; the labels are copied.
void form_choices(struct form *form, const char *name, const char *label, const char *value,
                  const struct choice *choices, size_t count);

// What somebody does about an alert or a figure (`what`, its name), to be filled in.
struct form *form_of_deed(struct view *view, const char *what, const char *subject, const char *deed,
                          const char *caption);

// A choice among the year of the ledger and some before it.
void form_year(struct view *view, struct form *form);
