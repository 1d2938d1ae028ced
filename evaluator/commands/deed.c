#include "commands/deed.h"

#include "fold/onwire.h"
#include "value/period.h"
#include "wire/limits.h"

#include <string.h>

#define DEED(name) CAPAIAN__V1__DEED_KIND__DEED_##name

const struct name deed_names[] = {
    {DEED(ACKNOWLEDGE), "acknowledge", "ack|ketahui|diketahui|akui"},
    {DEED(COMMENT), "comment", "komentar|catat|catatan"},
    {DEED(FOLLOW_UP), "follow-up", "tindak lanjut|tindaklanjut"},
    {DEED(SUPPRESS), "suppress", "tahan|redam"},
    {DEED(CLOSE), "close", "tutup"},
    {DEED(REVIEW), "review", "reviu|tinjau|telaah"},
    {DEED(DISPUTE), "dispute", "sanggah|ragukan"},
    {DEED(ACCEPT_MISSING), "accept-missing", "terima kosong|terima tidak ada"},
    {DEED(REFUSE_MISSING), "refuse-missing", "tolak kosong|tolak tidak ada"},
    {DEED(REOPEN), "reopen", "buka kembali|buka lagi"},
    {DEED(PAUSE), "pause", "jeda|hentikan sementara"},
    {DEED(SEAL), "seal", "segel|kunci"},
    {0},
};

enum subject {
    ALERT = 1 << 0,
    UNIT = 1 << 1,         // unit/CODE
    INDICATOR = 1 << 2,    // indicator/CODE
    PERSON = 1 << 3,       // person/CODE
    OF_PERIOD = 1 << 4,    // CODE/PERIOD
    NAME = 1 << 5,
};

enum says {
    REASON = 1 << 0,
    UNTIL = 1 << 1,
    FROM = 1 << 2,
    PERIOD = 1 << 3,
    FOLLOW_UP = 1 << 4,
    ACTOR = 1 << 5,
};

// What each is about, what has to be said with it, and what may be said besides. A reason may always be given, and who
// acts has to be said in any case.
static const struct rule {
    unsigned subjects, required, allowed;
    const char *example;
} RULES[] = {
    [DEED(ACKNOWLEDGE)] = {ALERT, REASON | UNTIL, 0,
                           "act acknowledge missed/ret01/2026-Q1 --reason \"Sedang ditelusuri\" --until 2026-05-15"},
    [DEED(COMMENT)] = {ALERT, REASON, 0, "act comment missed/ret01/2026-Q1 --reason \"Menunggu data kas\""},
    [DEED(FOLLOW_UP)] = {ALERT, FOLLOW_UP, 0,
                         "act follow-up missed/ret01/2026-Q1 --cause \"Loket tutup\" --action \"Buka loket keliling\" "
                         "--owner P0501 --due 2026-06-30"},
    [DEED(SUPPRESS)] = {ALERT | UNIT | INDICATOR, REASON | UNTIL, 0,
                        "act suppress indicator/ret01 --reason \"Gangguan SIPD\" --until 2026-05-15"},
    [DEED(CLOSE)] = {ALERT, REASON, 0, "act close missed/ret01/2026-Q1 --reason \"Keputusan rapat 12 Mei\""},
    [DEED(REVIEW)] = {OF_PERIOD, 0, 0, "act review ret01/2026-Q1"},
    [DEED(DISPUTE)] = {OF_PERIOD, REASON, 0, "act dispute ret01/2026-Q1 --reason \"Berbeda dengan buku kas\""},
    [DEED(ACCEPT_MISSING)] = {OF_PERIOD, REASON, UNTIL,
                              "act accept-missing kes01/2026-Q1 --reason \"Rilis BPS Juni\" --until 2026-06-30"},
    [DEED(REFUSE_MISSING)] = {OF_PERIOD, REASON, 0,
                              "act refuse-missing kes01/2026-Q1 --reason \"Datanya sudah terbit\""},
    [DEED(REOPEN)] = {OF_PERIOD, REASON | UNTIL, 0,
                      "act reopen bapenda/2026-Q1 --reason \"Temuan inspektorat\" --until 2026-06-15"},
    [DEED(PAUSE)] = {UNIT | PERSON, REASON | UNTIL, FROM,
                     "act pause unit/dispar --reason \"Gempa\" --from 2026-03-01 --until 2026-05-31"},
    [DEED(SEAL)] = {NAME, REASON | PERIOD, 0, "act seal LKjIP-2026 --period 2026 --reason \"LKjIP ditandatangani\""},
};

struct reading {
    const struct deed_words *words;
    const struct rule *rule;
    struct capaian_string *sentence;
};

// Ends every sentence about what has been begun right.
static bool wrong(struct reading *r) {
    capaian_string_add(r->sentence, "; for example: %s --actor P0501", r->rule->example);
    return false;
}

static bool read_kind(const char *text, Capaian__V1__DeedKind *ret, struct capaian_string *sentence) {
    *ret = (Capaian__V1__DeedKind)name_value(deed_names, text);
    if (*ret != DEED(UNSPECIFIED))
        return true;
    capaian_string_add(sentence, "%s is no act; there are", text);
    for (const struct name *name = deed_names; name->value != 0; name++)
        capaian_string_add(sentence, "%s %s", name == deed_names ? "" : ",", name->text);
    return false;
}

// The id of an alert begins with its kind; what follows is the evaluator's to know.
static bool is_alert(const char *subject) {
    const char *slash = strchr(subject, '/');
    for (int kind = 1; slash != NULL && kind <= CAPAIAN__V1__ALERT_KIND__ALERT_KIND_CONSEQUENCE; kind++) {
        const char *code = alert_kind_code((Capaian__V1__AlertKind)kind);
        if (strlen(code) == (size_t)(slash - subject) && strncmp(subject, code, strlen(code)) == 0)
            return slash[1] != '\0';
    }
    return false;
}

static bool is_of(const char *subject, const char *what) {
    size_t size = strlen(what);
    return strncmp(subject, what, size) == 0 && capaian_code_valid(subject + size);
}

// CODE/PERIOD; of a part that another unit adds, INDICATOR/UNIT/PERIOD.
static bool is_of_period(const char *subject) {
    char codes[2 * CAPAIAN_CODE_MAX + 2];
    struct capaian_period period;
    const char *last = strrchr(subject, '/');
    if (last == NULL || (size_t)(last - subject) >= sizeof codes || capaian_period_parse(last + 1, &period) < 0)
        return false;
    memcpy(codes, subject, (size_t)(last - subject));
    codes[last - subject] = '\0';
    char *slash = strchr(codes, '/');
    if (slash != NULL)
        *slash = '\0';
    return period.kind != CAPAIAN_YEARS && capaian_code_valid(codes) &&
           (slash == NULL || capaian_code_valid(slash + 1));
}

static bool check_subject(struct reading *r) {
    const char *subject = r->words->subject;
    unsigned subjects = r->rule->subjects;
    if (((subjects & ALERT) && is_alert(subject)) || ((subjects & UNIT) && is_of(subject, "unit/")) ||
        ((subjects & INDICATOR) && is_of(subject, "indicator/")) ||
        ((subjects & PERSON) && is_of(subject, "person/")) || ((subjects & OF_PERIOD) && is_of_period(subject)) ||
        ((subjects & NAME) && capaian_code_valid(subject)))
        return true;
    static const char *const names[] = {"an alert (as status --alerts and history name it)",
                                        "unit/CODE",
                                        "indicator/CODE",
                                        "person/CODE",
                                        "CODE/PERIOD",
                                        "a name (letters, digits, dots, hyphens)"};
    capaian_string_add(r->sentence, "%s is not", subject);
    bool first = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((subjects & 1U << i) == 0)
            continue;
        capaian_string_add(r->sentence, "%s %s", first ? "" : " or", names[i]);
        first = false;
    }
    return wrong(r);
}

// What is said must be asked for, and what is needed must be said.
static bool check_options(struct reading *r) {
    const struct deed_words *w = r->words;
    const struct {
        const char *name, *value;
        unsigned says;
        bool needless;    // may be left out where the others of its group are said
    } options[] = {
        {"actor", w->actor, ACTOR, false},     {"reason", w->reason, REASON, false},
        {"until", w->until, UNTIL, false},     {"from", w->from, FROM, false},
        {"period", w->period, PERIOD, false},  {"action", w->action, FOLLOW_UP, false},
        {"owner", w->owner, FOLLOW_UP, false}, {"due", w->due, FOLLOW_UP, false},
        {"cause", w->cause, FOLLOW_UP, true},
    };
    unsigned required = r->rule->required | ACTOR, allowed = required | r->rule->allowed | REASON;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        bool given = options[i].value[0] != '\0';
        if (given && (allowed & options[i].says) == 0) {
            capaian_string_add(r->sentence, "--%s does not go with %s", options[i].name, w->kind);
            return wrong(r);
        }
        if (!given && !options[i].needless && (required & options[i].says) != 0) {
            capaian_string_add(r->sentence, "%s needs --%s", w->kind, options[i].name);
            return wrong(r);
        }
        if (given && (strlen(options[i].value) > CAPAIAN_TEXT_MAX ||
                      !capaian_text_valid(options[i].value, strlen(options[i].value), false))) {
            capaian_string_add(r->sentence, "--%s takes up to %d bytes of UTF-8 without control characters",
                               options[i].name, CAPAIAN_TEXT_MAX);
            return false;
        }
    }
    return true;
}

static bool read_date(struct reading *r, const char *option, const char *text, int32_t *ret) {
    if (text[0] == '\0' || capaian_date_parse(text, ret) == 0)
        return true;
    capaian_string_add(r->sentence, "--%s %s is not a date", option, text);
    return wrong(r);
}

static bool check_dates(struct reading *r) {
    const struct deed_words *w = r->words;
    int32_t from = INT32_MIN, until = INT32_MAX, due = 0;
    struct capaian_period year;
    if (!read_date(r, "from", w->from, &from) || !read_date(r, "until", w->until, &until) ||
        !read_date(r, "due", w->due, &due))
        return false;
    if (from > until) {
        capaian_string_add(r->sentence, "--from %s lies after --until %s", w->from, w->until);
        return false;
    }
    if (w->period[0] == '\0' || (capaian_period_parse(w->period, &year) == 0 && year.kind == CAPAIAN_YEAR))
        return true;
    capaian_string_add(r->sentence, "--period %s is not a year", w->period);
    return wrong(r);
}

bool deed_read(const struct deed_words *words, Capaian__V1__Deed *ret, Capaian__V1__FollowUp *ret_follow_up,
               struct capaian_string *ret_sentence) {
    Capaian__V1__DeedKind kind;
    if (!read_kind(words->kind, &kind, ret_sentence))
        return false;
    struct reading reading = {words, &RULES[kind], ret_sentence};
    if (!check_subject(&reading) || !check_options(&reading) || !check_dates(&reading))
        return false;
    capaian__v1__deed__init(ret);
    capaian__v1__follow_up__init(ret_follow_up);
    ret->kind = kind;
    ret->subject = (char *)words->subject;
    ret->until = (char *)words->until;
    ret->from = (char *)words->from;
    ret->period = (char *)words->period;
    if ((reading.rule->required & FOLLOW_UP) != 0) {
        ret_follow_up->cause = (char *)words->cause;
        ret_follow_up->action = (char *)words->action;
        ret_follow_up->owner = (char *)words->owner;
        ret_follow_up->due = (char *)words->due;
        ret->follow_up = ret_follow_up;
    }
    return true;
}
