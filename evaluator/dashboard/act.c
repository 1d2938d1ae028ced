#include "dashboard/act.h"

#include "dashboard/cells.h"
#include "dashboard/events.h"
#include "runtime/daemon.h"
#include "runtime/log.h"

#include <errno.h>
#include <string.h>

// Cuts the body into its fields; called once.
static size_t read_fields(char *body, struct parameter fields[PARAMETERS_MAX]) {
    size_t count = 0;
    char *rest = body;
    while (rest && count < PARAMETERS_MAX) {
        char *field = strsep(&rest, "&");
        char *value = strchr(field, '=');
        if (!value)
            continue;
        *value++ = '\0';
        if (form_decode(field) && form_decode(value))
            fields[count++] = (struct parameter){field, value};
    }
    return count;
}

struct sent {
    struct parameter fields[PARAMETERS_MAX];
    size_t count;
};

static const char *field_of(const struct sent *sent, const char *name) {
    return parameter_value(sent->fields, sent->count, name);
}

// A browser says where a form was; another place is not ours.
static bool from_here(const struct request *request) {
    const char *host = strstr(request->origin, "://");
    return !*request->origin || (host && strcmp(host + 3, request->host) == 0);
}

static bool try_login(struct view *view, const struct request *request, const struct sent *sent,
                      struct answer *answer) {
    struct site *site = view->site;
    struct person person;
    unsigned line = 0;
    const char *code = field_of(sent, "code");
    int64_t now = capaian_monotonic_ms();
    const char *of_person = page_text(view->page, "code %s", code);
    if (!sessions_allow(site->sessions, request->address, LOGINS_OF_ADDRESS, now) ||
        !sessions_allow(site->sessions, of_person, LOGINS_OF_PERSON, now)) {
        view_refuse(view, 429,
                    SAY("Terlalu banyak percobaan; tunggu satu menit.", "Too many attempts; wait a minute."));
        return false;
    }
    int error = people_find(site->people, code, &person, &line);
    if (error < 0 && error != -ENOENT) {
        capaian_log(CAPAIAN_WARN, "the people file cannot be read", "file", site->people, "line",
                    page_text(view->page, "%u", line), "error", strerror(-error), NULL);
    }
    pthread_mutex_lock(&site->hashing);
    bool known = person_knows(error == 0 ? &person : NULL, field_of(sent, "passphrase"));
    pthread_mutex_unlock(&site->hashing);
    if (!known) {
        // What is no code may be a passphrase in the wrong field.
        capaian_log(CAPAIAN_WARN, "a login was refused", "code", capaian_code_valid(code) ? code : "", "address",
                    request->address, NULL);
        view_refuse(view, 403, SAY("Kode atau frasa sandi tidak cocok.", "The code or the passphrase does not match."));
        return false;
    }
    sessions_begin(site->sessions, person.code, now, answer->session);
    answer->sets_session = true;
    return true;
}

static void add_login(struct view *view) {
    if (!*view->site->people) {
        page_say(view->page, SAY("Di sini tidak ada yang dapat masuk: dasbor dijalankan tanpa daftar orang.",
                                 "Nobody can log in here: the dashboard runs without a list of people."));
        return;
    }
    struct form *form = page_form(view->page, "/login", "", SAY("Masuk", "Log in"), true);
    form_field(form, FIELD_TEXT, "code", SAY("Kode Anda", "Your code"), "");
    form_field(form, FIELD_PASSPHRASE, "passphrase", SAY("Frasa sandi", "Passphrase"), "");
}

void login_serve(struct view *view, struct request *request, struct answer *answer) {
    view->page->title = SAY("Masuk", "Log in");
    if (strcmp(request->method, "POST") == 0) {
        struct sent sent;
        sent.count = read_fields(request->body, sent.fields);
        if (!from_here(request))
            view_refuse(view, 403, SAY("Formulir ini bukan dari sini.", "This form is not from here."));
        else if (*view->site->people && try_login(view, request, &sent, answer))
            answer_go(answer, "/");
    }
    add_login(view);
}

bool act_allowed(struct view *view, struct request *request) {
    struct sent *sent = capaian_arena_take(view->page->arena, sizeof *sent);
    if (!sent)
        return false;
    sent->count = read_fields(request->body, sent->fields);
    view->sent = sent;
    view->page->title = SAY("Tidak dilakukan", "Not done");
    if (!*view->code)
        view_refuse(view, 403, SAY("Silakan masuk lebih dahulu.", "Please log in first."));
    else if (!from_here(request) || !secrets_equal(field_of(sent, "token"), view->page->token))
        view_refuse(view, 403,
                    SAY("Formulir ini bukan dari sesi Anda; muat ulang halamannya.",
                        "This form is not of your session; load its page again."));
    else if (!sessions_allow(view->site->sessions, request->session, ACTS_A_MINUTE, capaian_monotonic_ms()))
        view_refuse(view, 429, SAY("Terlalu banyak tindakan; tunggu satu menit.", "Too many acts; wait a minute."));
    else
        return true;
    return false;
}

// What may be done: about an alert, or about the figure of a reporting period.
static const struct deed_of_form {
    const char *name;
    Capaian__V1__DeedKind kind;
    bool figure, decision;
} DEEDS[] = {
    {"acknowledge", CAPAIAN__V1__DEED_KIND__DEED_ACKNOWLEDGE, false, false},
    {"comment", CAPAIAN__V1__DEED_KIND__DEED_COMMENT, false, false},
    {"follow-up", CAPAIAN__V1__DEED_KIND__DEED_FOLLOW_UP, false, false},
    {"close", CAPAIAN__V1__DEED_KIND__DEED_CLOSE, false, true},
    {"review", CAPAIAN__V1__DEED_KIND__DEED_REVIEW, true, true},
    {"dispute", CAPAIAN__V1__DEED_KIND__DEED_DISPUTE, true, true},
    {"accept-missing", CAPAIAN__V1__DEED_KIND__DEED_ACCEPT_MISSING, true, true},
    {"refuse-missing", CAPAIAN__V1__DEED_KIND__DEED_REFUSE_MISSING, true, true},
};

static const struct deed_of_form *find_deed(const char *name) {
    for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++) {
        if (strcmp(DEEDS[i].name, name) == 0)
            return &DEEDS[i];
    }
    return NULL;
}

static void fill_deed(const struct sent *sent, const struct deed_of_form *form, Capaian__V1__Deed *deed,
                      Capaian__V1__FollowUp *follow_up) {
    deed->kind = form->kind;
    deed->subject = (char *)field_of(sent, form->figure ? "figure" : "alert");
    deed->until = (char *)field_of(sent, "until");
    if (form->kind != CAPAIAN__V1__DEED_KIND__DEED_FOLLOW_UP)
        return;
    follow_up->cause = (char *)field_of(sent, "cause");
    follow_up->action = (char *)field_of(sent, "action");
    follow_up->owner = (char *)field_of(sent, "owner");
    follow_up->due = (char *)field_of(sent, "due");
    deed->follow_up = follow_up;
}

// Whose the subject is, for an alert that is theirs to see. False: it is not, and the page says so.
static bool find_subject(struct view *view, const struct deed_of_form *form, const char *subject, const char **ret_unit,
                         const char **ret_reporter) {
    if (form->figure) {
        const char *code = page_text(view->page, "%.*s", (int)strcspn(subject, "/"), subject);
        const struct indicator *found = view_indicator_of(view, code);
        *ret_unit = found ? found->unit : "";    // of none: the evaluator says so
        *ret_reporter = found ? found->reporter : "";
        return true;
    }
    const struct events *events = events_ask(view, subject, "");
    if (!events || !events_allowed(view, events))
        return false;
    *ret_unit = events->latest->unit;
    *ret_reporter = events->latest->reporter;
    return true;
}

void act_serve(struct view *view, struct request *request, struct answer *answer) {
    const struct sent *sent = view->sent;
    const struct deed_of_form *form = find_deed(field_of(sent, "deed"));
    Capaian__V1__Deed deed = CAPAIAN__V1__DEED__INIT;
    Capaian__V1__FollowUp follow_up = CAPAIAN__V1__FOLLOW_UP__INIT;
    const char *unit, *reporter;
    (void)request;
    if (form)
        fill_deed(sent, form, &deed, &follow_up);
    bool may = form && may_act(&view->viewer);
    if (may && !find_subject(view, form, deed.subject, &unit, &reporter))
        return;
    if (!may || (form->decision && !may_decide(&view->viewer, unit, reporter))) {
        view_refuse(view, 403, SAY("Tindakan ini di luar wewenang Anda.", "This is not yours to do."));
        return;
    }
    if (ask_deed(&view->asking, view->code, field_of(sent, "reason"), &deed))
        answer_go(answer, page_link(view->page, form->figure ? "/explain/" : "/alert/", deed.subject));
}
