#include "dashboard/request.h"

#include "dashboard/act.h"
#include "dashboard/html.h"
#include "runtime/daemon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct place_of_view {
    const char *path;
    bool named;    // what follows the path is the view's
    void (*show)(struct view *view);
} VIEWS[] = {
    {"/", false, view_overview},           {"/units", false, view_units},
    {"/unit/", true, view_unit},           {"/indicators", false, view_indicators},
    {"/indicator/", true, view_indicator}, {"/explain/", true, view_explain},
    {"/alert/", true, view_alert},         {"/completeness", false, view_completeness},
    {"/feed", false, view_feed},           {"/plan", false, view_plan},
    {"/sealed", false, view_sealed},       {"/sealed/", true, view_sealed},
    {"/catalogue", false, view_catalogue}, {"/person/", true, view_person},
};

bool form_decode(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++) {
        char digits[3] = "";
        strncat(digits, from + 1, 2);
        if (*from == '%' && capaian_unhex(digits, to, 1) == 0) {
            from += 2;
            if (!*to)
                return false;
        } else {
            *to = *from == '+' ? ' ' : *from;
        }
        to++;
    }
    *to = '\0';
    return capaian_text_valid(text, strlen(text), false);
}

static const struct place_of_view *find_view(const char *path) {
    for (size_t i = 0; i < sizeof VIEWS / sizeof *VIEWS; i++) {
        size_t size = strlen(VIEWS[i].path);
        if (VIEWS[i].named ? strncmp(path, VIEWS[i].path, size) == 0 && path[size] : strcmp(path, VIEWS[i].path) == 0)
            return &VIEWS[i];
    }
    return NULL;
}

struct viewer request_viewer(struct site *site, const char *secret, struct person *person, struct session *session) {
    unsigned line;
    bool found = *secret && *site->people && sessions_find(site->sessions, secret, capaian_monotonic_ms(), session) &&
                 people_find(site->people, session->code, person, &line) == 0;
    if (!found)
        return (struct viewer){site->open ? ROLE_PUBLIC : ROLE_NOBODY, ""};
    return (struct viewer){person->role, person->unit};
}

static const char *parameter(const struct request *request, const char *name) {
    return parameter_value(request->query, request->query_count, name);
}

static bool read_language(const char *text, enum capaian_language *ret) {
    if (strncmp(text, "en", 2) != 0 && strncmp(text, "id", 2) != 0)
        return false;
    *ret = *text == 'e' ? CAPAIAN_ENGLISH : CAPAIAN_INDONESIAN;
    return true;
}

// What was chosen, then what is remembered, then what the browser prefers, then the command's.
static enum capaian_language language_of(const struct site *site, const struct request *request,
                                         struct answer *answer) {
    enum capaian_language language = site->arguments.language;
    if (read_language(parameter(request, "lang"), &language))
        answer->language = language == CAPAIAN_ENGLISH ? "en" : "id";
    else if (!read_language(request->language, &language))
        (void)read_language(request->accept_language, &language);
    return language;
}

// The query again, for the links to this very page: without what only says how it is shown.
static const char *query_of(struct page *page, const struct request *request) {
    struct capaian_string text = {0};
    for (size_t i = 0; i < request->query_count; i++) {
        const struct parameter *given = &request->query[i];
        if (strcmp(given->name, "lang") == 0 || strcmp(given->name, "format") == 0 || !*given->value)
            continue;
        capaian_string_add(&text, "%s%s=", text.size ? "&" : "", given->name);
        address_add(&text, given->value, "-._");
    }
    const char *kept = text.text ? page_keep(page, text.text) : "";
    page->failed |= text.failed;
    capaian_string_free(&text);
    return kept;
}

static bool is_year(const char *text) {
    return strlen(text) == 4 && strspn(text, "0123456789") == 4;
}

static void write_page(struct page *page, const char *format, struct answer *answer) {
    const char *name = strrchr(page->path, '/') + 1;
    answer->status = page->status;
    answer->type = "text/html; charset=utf-8";
    if (strcmp(format, "csv") == 0) {
        answer->type = "text/csv; charset=utf-8";
        page_write_csv(page, &answer->body);
    } else if (strcmp(format, "xlsx") == 0) {
        answer->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        answer->body.failed |= page_write_xlsx(page, &answer->body) < 0;
    } else {
        page_write_html(page, &answer->body);
        return;
    }
    snprintf(answer->file, sizeof answer->file, "capaian-%.40s.%s", capaian_code_valid(name) ? name : "0", format);
}

void answer_go(struct answer *answer, const char *location) {
    answer->status = 303;
    answer->type = "text/plain";
    snprintf(answer->location, sizeof answer->location, "%s", location);
    capaian_string_add(&answer->body, "\n");
}

static void show(struct view *view, const struct place_of_view *place, const struct request *request) {
    struct page *page = view->page;
    if (!place) {
        page->title = SAY("Tidak ditemukan", "Not found");
        view_refuse(view, 404, SAY("Halaman ini tidak ada.", "There is no such page."));
        return;
    }
    view->name = request->path + strlen(place->path);
    place->show(view);
}

static void serve_page(struct site *site, struct view *view, struct request *request, struct answer *answer) {
    struct page *page = view->page;
    const struct place_of_view *place = find_view(request->path);
    view->asking.client = askers_take(site->askers);
    if (!*page->title)
        page->title = "Capaian";
    if (!view->asking.client)
        view_refuse(view, 503, SAY("Evaluator tidak dapat dihubungi.", "The evaluator cannot be reached."));
    else if (view_begin(view)) {
        if (strcmp(request->method, "POST") == 0)
            act_serve(view, request, answer);
        else
            show(view, place, request);
    }
    view_end(view);
    if (view->asking.client)
        askers_give(site->askers, view->asking.client);
}

static void read_page(struct site *site, const struct request *request, struct page *page) {
    char place[PLACE_TEXT];
    struct place now;
    const char *period = parameter(request, "period");
    feed_place(site->feed, &now);
    page->place = page_keep(page, place_text(&now, place));
    page->path = request->path;
    page->period = is_year(period) ? page_keep(page, period) : "";
    page->query = query_of(page, request);
}

// What a form of a page sends.
static void serve_form(struct site *site, struct view *view, struct request *request, struct answer *answer) {
    bool logout = strcmp(request->path, "/logout") == 0;
    if (!logout && strcmp(request->path, "/act") != 0) {
        view_refuse(view, 404, SAY("Halaman ini tidak ada.", "There is no such page."));
    } else if (act_allowed(view, request)) {
        if (!logout) {
            serve_page(site, view, request, answer);
            return;
        }
        sessions_end(site->sessions, request->session);
        answer->sets_session = true;
        answer_go(answer, "/");
    }
}

static void serve(struct site *site, struct view *view, struct request *request, struct answer *answer) {
    if (strcmp(request->path, "/login") == 0)
        login_serve(view, request, answer);
    else if (view->viewer.role == ROLE_NOBODY)
        answer_go(answer, "/login");
    else if (strcmp(request->method, "POST") == 0)
        serve_form(site, view, request, answer);
    else
        serve_page(site, view, request, answer);
}

int request_serve(struct site *site, struct request *request, struct answer *answer) {
    struct page page;
    struct person person = {0};
    struct session session = {0};
    if (page_open(&page, language_of(site, request, answer), &site->arguments.zone) < 0)
        return -ENOMEM;
    struct view view = {
        .site = site,
        .page = &page,
        .asking = {.page = &page, .deadline_ms = site->arguments.deadline_ms},
        .viewer = request_viewer(site, request->session, &person, &session),
        .name = "",
        .parameters = request->query,
        .parameter_count = request->query_count,
    };
    page.person = person.name;
    page.token = session.token;
    page.sent = strcmp(request->method, "POST") == 0;
    page.persons = may_see_persons(&view.viewer);
    view.code = session.code;
    read_page(site, request, &page);
    serve(site, &view, request, answer);
    if (!*answer->location)
        write_page(&page, parameter(request, "format"), answer);
    bool failed = answer->body.failed;
    page_close(&page);
    return failed ? -ENOMEM : 0;
}
