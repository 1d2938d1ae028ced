// A page as HTML: readable without scripts; those that are there draw charts from the tables and show it anew.
#include "client/command.h"
#include "dashboard/html.h"
#include "dashboard/page.h"

#include <string.h>

#define SAY(indonesian, english) capaian_in_language(page->language, indonesian, english)

static const struct {
    const char *name, *icon;
} TONES[] = {
    [TONE_BAD] = {"bad", "M4 4l8 8M12 4l-8 8"},
    [TONE_LATE] = {"late", "M8 2.2L14.6 13.8H1.4zM8 6.4v3.4M8 11.6v.2"},
    [TONE_WAIT] = {"wait", "M8 4v4l3 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z"},
    [TONE_GOOD] = {"good", "M3 8.5l3.5 3.5L13 5"},
    [TONE_QUIET] = {"quiet", "M3.5 8h9"},
};

static void add_icon(struct capaian_string *out, enum tone tone) {
    html_format(out, "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"%s\"/></svg>",
                TONES[tone].icon);
}

static void add_content(struct capaian_string *out, const struct cell *cell) {
    if (cell->tone)
        html_format(out, "<span class=\"status %s\">", TONES[cell->tone].name);
    if (cell->tone)
        add_icon(out, cell->tone);
    if (cell->link && *cell->people)
        html_format(out, "<a href=\"%s\">%s</a>", cell->link, cell->people);
    else if (cell->kind == CELL_DATE)
        html_format(out, "<time datetime=\"%s\">%s</time>", cell->plain, cell->people);
    else
        html_add(out, cell->people);
    if (cell->tone)
        capaian_string_add(out, "</span>");
}

// What stands below a cell, each with its heading for those who cannot see where it stands.
static void add_under(struct capaian_string *out, const struct grid *table, size_t row, size_t column) {
    for (size_t i = column + 1; i < table->column_count && table->columns[i].under; i++) {
        const struct cell *cell = &table->cells[row * table->column_count + i];
        if (!*cell->people)
            continue;
        html_format(out, "<span class=\"under\"><span class=\"what\">%s: </span>", table->columns[i].heading);
        add_content(out, cell);
        capaian_string_add(out, "</span>");
    }
}

// What is empty shows as a dash that is not read out.
static void add_cell(struct capaian_string *out, const struct grid *table, size_t row, size_t column) {
    const struct cell *cell = &table->cells[row * table->column_count + column];
    const char *tag = column == 0 ? "th" : "td";
    bool under = column + 1 < table->column_count && table->columns[column + 1].under;
    html_format(out, "<%s", tag);
    if (column == 0)
        capaian_string_add(out, " scope=\"row\"");
    if (table->columns[column].number)
        capaian_string_add(out, *cell->people ? " class=\"number\"" : " class=\"number none\"");
    else if (!*cell->people && !under)
        capaian_string_add(out, " class=\"none\"");
    html_format(out, " data-label=\"%s\"", table->columns[column].heading);
    if (cell->kind != CELL_TEXT)
        html_format(out, " data-value=\"%s\"", cell->plain);
    capaian_string_add(out, "><span>");
    if (*cell->people)
        add_content(out, cell);
    else
        capaian_string_add(out, "<span aria-hidden=\"true\">\u2013</span>");
    add_under(out, table, row, column);
    html_format(out, "</span></%s>", tag);
}

static void add_head(struct capaian_string *out, const struct grid *table) {
    capaian_string_add(out, "<thead><tr>");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->under)
            continue;
        html_format(out, column->number ? "<th scope=\"col\" class=\"number\">%s" : "<th scope=\"col\">%s",
                    column->heading);
        for (size_t j = i + 1; j < table->column_count && table->columns[j].under; j++)
            html_format(out, "<span class=\"under\">%s</span>", table->columns[j].heading);
        capaian_string_add(out, "</th>");
    }
    capaian_string_add(out, "</tr></thead>");
}

// A facts list or a tally: what, and what it is.
static void add_pairs(struct capaian_string *out, const struct grid *table) {
    html_format(out, "<dl class=\"%s\">", table->look == LOOK_TALLY ? "tally" : "facts");
    for (size_t row = 0; row < grid_rows(table); row++) {
        const struct cell *cells = &table->cells[row * table->column_count];
        html_format(out, "<div><dt>%s</dt><dd>", cells[0].people);
        if (*cells[1].people)
            add_content(out, &cells[1]);
        else
            capaian_string_add(out, "\u2013");
        capaian_string_add(out, "</dd></div>");
    }
    capaian_string_add(out, "</dl>");
}

static void add_rows(struct capaian_string *out, const struct grid *table, size_t number) {
    if (table->chart)
        html_format(out, "<figure class=\"chart\" data-chart=\"%s\" data-label=\"%s\"></figure>", table->chart,
                    table->label ? table->label : table->caption);
    html_format(out, "<div class=\"%s\"", table->look == LOOK_MATRIX ? "scroll matrix" : "scroll");
    if (table->look == LOOK_MATRIX)
        html_format(out, " tabindex=\"0\" role=\"region\" aria-label=\"%s\"", table->caption);
    capaian_string_add(out, "><table aria-labelledby=\"h%zu\">", number);
    add_head(out, table);
    capaian_string_add(out, "<tbody>");
    for (size_t row = 0; row < grid_rows(table); row++) {
        capaian_string_add(out, "<tr>");
        for (size_t column = 0; column < table->column_count; column++) {
            if (!table->columns[column].under)
                add_cell(out, table, row, column);
        }
        capaian_string_add(out, "</tr>\n");
    }
    capaian_string_add(out, "</tbody></table></div>");
}

static void add_table(struct capaian_string *out, const struct grid *table, size_t number) {
    if (grid_rows(table) == 0 && !table->none)
        return;
    capaian_string_add(out, "<section aria-labelledby=\"h%zu\"><h2 id=\"h%zu\"", number, number);
    if (table->look == LOOK_TALLY)
        capaian_string_add(out, " class=\"hidden\"");
    html_format(out, ">%s", table->caption);
    if (table->look == LOOK_ROWS && grid_rows(table) > 0)
        capaian_string_add(out, " <span class=\"count\">%zu</span>", grid_rows(table));
    capaian_string_add(out, "</h2>\n");
    if (grid_rows(table) == 0)
        html_format(out, "<p class=\"note\">%s</p>", table->none);
    else if (table->look == LOOK_FACTS || table->look == LOOK_TALLY)
        add_pairs(out, table);
    else
        add_rows(out, table, number);
    capaian_string_add(out, "</section>\n");
}

static void add_choices(struct capaian_string *out, const struct field *field) {
    html_format(out, "<select name=\"%s\" id=\"f-%s\">", field->name, field->name);
    for (size_t i = 0; i < field->choice_count; i++)
        html_format(out,
                    strcmp(field->choices[i].value, field->value) == 0 ? "<option value=\"%s\" selected>%s</option>"
                                                                       : "<option value=\"%s\">%s</option>",
                    field->choices[i].value, field->choices[i].label);
    capaian_string_add(out, "</select>");
}

static void add_field(struct capaian_string *out, const struct field *field, size_t number) {
    static const char *const TYPES[] = {[FIELD_TEXT] = "text", [FIELD_DATE] = "date", [FIELD_PASSPHRASE] = "password"};
    if (field->kind == FIELD_HIDDEN) {
        html_format(out, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", field->name, field->value);
        return;
    }
    if (field->kind == FIELD_CHOICE) {
        html_format(out, "<div><label for=\"f-%s\">%s</label>", field->name, field->label);
        add_choices(out, field);
    } else {
        capaian_string_add(out, "<div><label for=\"f%zu-", number);
        html_format(out, "%s\">%s</label>", field->name, field->label);
        capaian_string_add(out, "<input id=\"f%zu-", number);
        html_format(out, "%s\" name=\"%s\" type=\"%s\" value=\"%s\" maxlength=\"500\" autocomplete=\"%s\"%s>",
                    field->name, field->name, TYPES[field->kind], field->value,
                    field->kind == FIELD_PASSPHRASE ? "current-password" : "on", field->optional ? "" : " required");
    }
    capaian_string_add(out, "</div>");
}

static void add_form(struct capaian_string *out, const struct page *page, const struct form *form, size_t number) {
    html_format(out, "<form class=\"%s\" method=\"%s\" action=\"%s\">", form->post ? "act" : "filter",
                form->post ? "post" : "get", form->action);
    if (*form->caption)
        html_format(out, "<h2>%s</h2>", form->caption);
    if (form->post)
        html_format(out, "<input type=\"hidden\" name=\"token\" value=\"%s\">", page->token);
    for (size_t i = 0; i < form->field_count; i++)
        add_field(out, &form->fields[i], number);
    html_format(out, "<button>%s</button></form>\n", form->button);
}

static void add_blocks(struct capaian_string *out, const struct page *page) {
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *block = &page->blocks[i];
        if (block->kind == BLOCK_TABLE)
            add_table(out, block->table, i);
        else if (block->kind == BLOCK_FORM)
            add_form(out, page, block->form, i);
        else
            html_format(out, "<p class=\"note\">%s</p>\n", block->text);
    }
}

static void add_navigation(struct capaian_string *out, const struct page *page) {
    const struct {
        const char *path, *word;
    } PLACES[] = {
        {"/", SAY("Ikhtisar", "Overview")},
        {"/units", SAY("Unit", "Units")},
        {"/indicators", SAY("Indikator", "Indicators")},
        {"/completeness", SAY("Kelengkapan", "Completeness")},
        {"/feed", SAY("Peristiwa", "Events")},
        {"/plan", SAY("Rencana", "Plan")},
        {"/sealed", SAY("Segel", "Seals")},
        {"/catalogue", SAY("Katalog", "Catalogue")},
    };
    html_format(out, "<nav aria-label=\"%s\"><ul>", SAY("Utama", "Main"));
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        html_format(out, "<li><a href=\"%s%s%s\"", PLACES[i].path, *page->period ? "?period=" : "", page->period);
        if (strcmp(PLACES[i].path, page->path) == 0)
            capaian_string_add(out, " aria-current=\"page\"");
        html_format(out, ">%s</a></li>", PLACES[i].word);
    }
    capaian_string_add(out, "</ul></nav>");
}

static void add_person(struct capaian_string *out, const struct page *page) {
    if (!*page->person) {
        html_format(out, "<a href=\"/login\">%s</a>", SAY("Masuk", "Log in"));
        return;
    }
    html_format(out,
                "<form method=\"post\" action=\"/logout\"><input type=\"hidden\" name=\"token\" value=\"%s\">"
                "<span>%s</span> <button class=\"plain\">%s</button></form>",
                page->token, page->person, SAY("Keluar", "Log out"));
}

// The same page in another language or form.
static void add_other(struct capaian_string *out, const struct page *page, const char *name, const char *value) {
    html_format(out, "%s?%s%s%s=%s", page->path, page->query, *page->query ? "&" : "", name, value);
}

static void add_header(struct capaian_string *out, const struct page *page) {
    bool english = page->language == CAPAIAN_ENGLISH;
    html_format(
        out, "<a class=\"skip\" href=\"#main\">%s</a>\n<header class=\"top\"><a class=\"brand\" href=\"/\">Capaian</a>",
        SAY("Langsung ke isi", "Skip to content"));
    add_navigation(out, page);
    capaian_string_add(out, "<div class=\"who\"><a lang=\"%s\" hreflang=\"%s\" href=\"", english ? "id" : "en",
                       english ? "id" : "en");
    add_other(out, page, "lang", english ? "id" : "en");
    html_format(out, "\">%s</a> ", english ? "Bahasa Indonesia" : "English");
    add_person(out, page);
    capaian_string_add(out, "</div></header>\n");
}

static bool has_tables(const struct page *page) {
    for (size_t i = 0; i < page->block_count; i++) {
        if (page->blocks[i].kind == BLOCK_TABLE && grid_rows(page->blocks[i].table) > 0)
            return true;
    }
    return false;
}

static void add_footer(struct capaian_string *out, const struct page *page) {
    static const char *const FORMS[][2] = {{"csv", "CSV"}, {"xlsx", "XLSX"}};
    if (!has_tables(page))
        return;
    html_format(out, "<footer><p>%s ", SAY("Halaman ini sebagai", "This page as"));
    for (size_t i = 0; i < 2; i++) {
        capaian_string_add(out, "%s<a href=\"", i ? ", " : "");
        add_other(out, page, "format", FORMS[i][0]);
        html_format(out, "\">%s</a>", FORMS[i][1]);
    }
    capaian_string_add(out, "</p></footer>\n");
}

void page_write_html(const struct page *page, struct capaian_string *out) {
    html_format(out,
                "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><title>%s \u2013 Capaian</title>\n",
                page->language == CAPAIAN_ENGLISH ? "en" : "id", page->title);
    capaian_string_add(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                            "<link rel=\"stylesheet\" href=\"/assets/style.css\">\n"
                            "<link rel=\"icon\" href=\"/assets/icon.svg\">\n"
                            "<script src=\"/assets/d3.js\" defer></script>\n"
                            "<script src=\"/assets/charts.js\" defer></script>\n"
                            "<script src=\"/assets/live.js\" defer></script></head>\n");
    capaian_string_add(out, "<body>");
    add_header(out, page);
    html_format(out, "<main id=\"main\" tabindex=\"-1\" data-live=\"%s\" data-retry=\"%s\">\n<h1>%s</h1>\n",
                page->live ? page->place : "", page->status == 503 && !page->sent ? "yes" : "", page->title);
    if (*page->lead)
        html_format(out, "<p class=\"lead\">%s</p>\n", page->lead);
    if (*page->as_of)
        html_format(out, "<p class=\"as-of%s\">%s</p>\n", page->simulated ? " simulated" : "", page->as_of);
    if (*page->refusal)
        html_format(out, "<p class=\"refusal\" role=\"alert\">%s</p>\n", page->refusal);
    add_blocks(out, page);
    capaian_string_add(out, "</main>\n");
    html_format(out, "<p id=\"announce\" class=\"hidden\" role=\"status\" aria-live=\"polite\" data-said=\"%s\"></p>\n",
                SAY("Halaman diperbarui", "Page updated"));
    add_footer(out, page);
    capaian_string_add(out, "</body></html>\n");
    out->failed |= page->failed;
}
