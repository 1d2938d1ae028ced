// A unit: who sits there, its score and alerts, and the posts below it. And a person's tenures.
#include "dashboard/cells.h"
#include "dashboard/scorecards.h"
#include "dashboard/standing.h"

#include <string.h>

static void add_holder(struct view *view, struct grid *table, const char *label, const char *unit,
                       const struct holder *holder) {
    Capaian__V1__Person person = CAPAIAN__V1__PERSON__INIT;
    person.unit = (char *)unit;
    if (holder) {
        person.person = (char *)holder->person;
        person.name = (char *)holder->name;
        person.capacity = (char *)capacity_name(holder->capacity);
    }
    fact(table, label);
    cell_person(view, table, &person);
}

static void add_head(struct view *view, const struct unit *unit) {
    struct grid *table = page_facts(view, SAY("Jabatan", "Post"));
    fact_text(table, SAY("Kode", "Code"), unit->code);
    fact_text(table, SAY("Jenis", "Kind"), unit->kind);
    add_holder(view, table, SAY("Penanggung jawab", "Accountable"), unit->code,
               catalogue_accountable(view->catalogue, unit->code, view->today));
    add_holder(view, table, SAY("Kini menjabat", "In post now"), unit->code,
               catalogue_acting(view->catalogue, unit->code, view->today));
    if (*unit->reports_to) {
        fact(table, SAY("Melapor kepada", "Reports to"));
        cell_unit(view, table, unit->reports_to);
    }
}

// Those that report to it directly, with what stands there.
static void add_below(struct view *view, const char *code) {
    struct standing *all = standing_ask(view, "");
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Jabatan di bawahnya", "Posts below it"));
    grid_column(table, "Unit", false);
    grid_column(table, SAY("Tidak tercapai", "Missed"), true);
    grid_column(table, SAY("Belum melapor", "Not reported"), true);
    grid_column(table, SAY("Tertinggal", "Behind"), true);
    for (size_t i = 0; all && i < view->catalogue->unit_count; i++) {
        const struct unit *unit = &view->catalogue->units[i];
        if (strcmp(unit->reports_to, code) != 0 || view->today < unit->from || view->today > unit->to)
            continue;
        cell_unit(view, table, unit->code);
        grid_count(table, standing_of_kind(all, KIND(MISSED), unit->code));
        grid_count(table, standing_of_kind(all, KIND(OVERDUE), unit->code));
        grid_count(table, standing_of_kind(all, KIND(BEHIND), unit->code));
    }
}

void view_unit(struct view *view) {
    const struct unit *unit = view->catalogue ? catalogue_unit(view->catalogue, view->name) : NULL;
    view->page->title = unit_name(view, view->name);
    view->page->live = true;
    if (!unit) {
        view_refuse(view, 404, SAY("Unit ini tidak ada dalam katalog.", "This unit is not in the catalogue."));
        return;
    }
    if (!view_may_see(view, unit->code)) {
        view_refuse(view, 403, SAY("Unit ini di luar wewenang Anda.", "This unit is not yours to see."));
        return;
    }
    form_year(view, page_form(view->page, page_text(view->page, "/unit/%s", unit->code), "", SAY("Tampilkan", "Show"),
                              false));
    add_head(view, unit);
    struct standing *standing = standing_ask(view, unit->code);
    if (standing)
        standing_tables(standing);
    scorecards_show(view, unit->code, "");
    add_below(view, unit->code);
}

void view_person(struct view *view) {
    view->page->title = SAY("Masa jabatan", "Tenures");
    if (!may_see_persons(&view->viewer)) {
        view_refuse(view, 403,
                    SAY("Halaman tentang seseorang hanya untuk yang berwenang; silakan masuk.",
                        "Pages about a person are for those who may see them; please log in."));
        return;
    }
    form_year(view, page_form(view->page, page_text(view->page, "/person/%s", view->name), "", SAY("Tampilkan", "Show"),
                              false));
    scorecards_show(view, "", view->name);
}
