// One request for a page: a view asks the evaluator and puts what is to be seen on the page. It computes nothing that
// the evaluator answers for.
#pragma once

#include "dashboard/page.h"
#include "dashboard/site.h"
#include "dashboard/viewer.h"

struct parameter {
    const char *name, *value;
};
const char *parameter_value(const struct parameter *list, size_t count,
                            const char *name);    // "" where it is not given

struct view {
    struct site *site;
    struct page *page;
    struct asking asking;
    struct viewer viewer;
    const char *code;    // of the person who is logged in, as the record keeps it; "": nobody
    bool holds_catalogue;
    const struct catalogue *catalogue;    // for names; NULL: none
    const Capaian__V1__EvaluatorStatus *status;
    int32_t today;                         // of the ledger
    const char *name;                      // what follows the view's place in the path
    const struct parameter *parameters;    // of the query
    size_t parameter_count;
    const struct sent *sent;    // of a form (act.c)
};

#define SAY(indonesian, english) capaian_in_language(view->page->language, indonesian, english)

void view_overview(struct view *view);
void view_units(struct view *view);
void view_unit(struct view *view);
void view_indicators(struct view *view);
void view_indicator(struct view *view);
void view_explain(struct view *view);
void view_completeness(struct view *view);
void view_feed(struct view *view);
void view_alert(struct view *view);
void view_plan(struct view *view);
void view_sealed(struct view *view);
void view_catalogue(struct view *view);
void view_person(struct view *view);

const char *view_parameter(const struct view *view, const char *name);
bool view_may_see(const struct view *view, const char *unit);
// What is accounted for by one unit and reported by another is seen by those who see either.
bool view_may_see_of(const struct view *view, const char *unit, const char *reporter);
bool view_may_see_indicator(const struct view *view, const char *indicator, const char *unit);
void view_refuse(struct view *view, unsigned status, const char *sentence);

// What all views begin with: the state of the ledger, and the catalogue for names. False: the page says why not.
// The catalogue is held until view_end.
bool view_begin(struct view *view);
void view_end(struct view *view);

const struct indicator *view_indicator_of(const struct view *view, const char *code);    // NULL: the catalogue has none
// Names from the catalogue; the code where it has none.
const char *unit_name(const struct view *view, const char *unit);
const char *indicator_name(const struct view *view, const char *indicator);
