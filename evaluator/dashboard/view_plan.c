// The plan's goals with what is met below each, and the versions of the catalogue.
#include "commands/figure.h"
#include "dashboard/cells.h"

#include <inttypes.h>

static void take_nodes(const Capaian__V1__QueryReply *reply, void *context) {
    struct grid *table = context;
    for (size_t i = 0; i < reply->plan->n_nodes; i++) {
        const Capaian__V1__PlanNode *node = reply->plan->nodes[i];
        grid_text(table, node->node);
        grid_text(table, node->parent);
        grid_text(table, node->name);
        grid_text(table, node->external);
        grid_text(table, node->level);
        grid_count(table, node->indicators);
        grid_count(table, node->met);
        grid_count(table, node->not_met);
        grid_count(table, node->not_assessed);
        grid_decimal(table, node->together ? node->together->target : NULL, ALL_DECIMALS);
        grid_text(table, node->together ? node->satuan : "");
        grid_decimal(table, node->together ? node->together->realization : NULL, ALL_DECIMALS);
        cell_attainment(table, node->together);
    }
}

void view_plan(struct view *view) {
    Capaian__V1__PlanQuery plan = CAPAIAN__V1__PLAN_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    view->page->title = SAY("Rencana dan tujuannya", "The plan and its goals");
    if (!may_see_all(&view->viewer)) {
        view_refuse(view, 403,
                    SAY("Rencana dilihat oleh yang melihat semua unit.", "The plan is for those who see all units."));
        return;
    }
    form_year(view, page_form(view->page, "/plan", "", SAY("Tampilkan", "Show"), false));
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Tujuan dan sasaran", "Goals"));
    table->none = SAY("Katalog tidak memuat plan.csv.", "The catalogue has no plan.csv.");
    grid_column(table, SAY("Kode", "Code"), false);
    grid_under(table, SAY("Induk", "Parent"));
    grid_column(table, SAY("Nama", "Name"), false);
    grid_under(table, SAY("Mendukung", "Serves"));
    grid_column(table, SAY("Tingkat", "Level"), false);
    grid_column(table, SAY("Indikator", "Indicators"), true);
    grid_column(table, SAY("Tercapai", "Met"), true);
    grid_column(table, SAY("Tidak tercapai", "Not met"), true);
    grid_column(table, SAY("Belum dinilai", "Not assessed"), true);
    grid_column(table, "Target", true);
    grid_under(table, "Satuan");
    grid_column(table, SAY("Realisasi", "Realization"), true);
    grid_column(table, SAY("Bersama %", "Together %"), true);
    plan.period = (char *)view->page->period;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_PLAN;
    query.plan = &plan;
    (void)ask_all(&view->asking, &query, take_nodes, table);
}

void view_catalogue(struct view *view) {
    enum { VERSIONS_SHOWN = 50 };
    Capaian__V1__CatalogueQuery catalogue = CAPAIAN__V1__CATALOGUE_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    view->page->title = SAY("Versi katalog", "Catalogue versions");
    struct grid *table = page_table(view->page, LOOK_ROWS, SAY("Terbaru di atas", "Latest first"));
    table->none = SAY("Belum ada katalog.", "There is no catalogue yet.");
    grid_column(table, SAY("Versi", "Version"), false);
    grid_column(table, SAY("Dasar", "Basis"), false);
    grid_column(table, SAY("Berlaku sejak", "Effective"), false);
    grid_column(table, SAY("Diterapkan", "Applied"), false);
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_CATALOGUE;
    query.catalogue = &catalogue;
    uint32_t latest = view->status->catalogue_version;
    for (uint32_t version = latest; version > 0 && latest - version < VERSIONS_SHOWN; version--) {
        catalogue.version = version;
        const Capaian__V1__QueryReply *reply = ask(&view->asking, &query);
        if (!reply)
            return;
        grid_text(table, page_text(view->page, "%" PRIu32, version));
        grid_text(table, reply->catalogue->basis);
        grid_date(table, reply->catalogue->effective);
        grid_day_of(table, reply->catalogue->applied_at);
    }
}
