// A regency in memory: a catalogue from short texts, messages (harness/letter.h), a simulated clock and refs kept in an
// array, folded as the ledger does it but without a ledger.
#pragma once

#include "fold/judge.h"
#include "harness/letter.h"
#include "wire/content.h"

#include <errno.h>
#include <sodium.h>

// Columns of an indicator's line; the rest is the same for all.
#define REGENCY_INDICATORS                                                                                             \
    "indicator,formula,better,reporting,reported_as,every,within_year,decimals,per,min,max,from,to,name,unit,"         \
    "reporter,"                                                                                                        \
    "satuan,source,across_years\n"
#define REGENCY_REST ",Kunjungan,dispar,,orang,Karcis,last\n"
#define REGENCY_TARGETS "indicator,period,target,counts,judged\n"
#define REGENCY_POLICY "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\ntolerance = 5%\nclear = 2%\n"

struct kept_ref {
    uint32_t indicator;
    char ref[CAPAIAN_REF_MAX + 1];
    struct ref_entry entry;
};

// A message that has been folded, with what was said of it.
struct kept_message {
    uint8_t id[CAPAIAN_ID_SIZE];
    char unit[CAPAIAN_CODE_MAX + 1];
    uint8_t *content;
    size_t size;
    int64_t received_at;
    uint64_t step;
    bool refused[CAPAIAN_ROWS_MAX];
};

struct kept_replaced {
    char unit[CAPAIAN_CODE_MAX + 1];
    uint8_t id[CAPAIAN_ID_SIZE];
    uint32_t row;
    struct rank by;
};

enum { REGENCY_TOLD = 256 * 1024 };

struct regency {
    struct fold *fold;
    struct capaian_arena *arena;    // of the latest step
    struct effects effects;
    struct kept_ref **refs;
    size_t ref_count;
    struct kept_message **messages;
    size_t message_count;
    struct kept_replaced *replaced;
    size_t replaced_count;
    int64_t now;
    uint32_t ids;
    char told[REGENCY_TOLD];    // every transition since it was last asked for
    char answer[REGENCY_TOLD];
};

struct regency_texts {
    const char *indicators;    // lines, each up to and with `to`
    const char *targets;       // lines
    const char *policy;        // NULL: REGENCY_POLICY
};

// The lines of indicators with their common end.
static inline char *regency_indicators(const char *lines) {
    char *text = malloc(strlen(REGENCY_INDICATORS) + strlen(lines) * (1 + sizeof REGENCY_REST) + 1);
    char *at = stpcpy(text, REGENCY_INDICATORS);
    while (*lines != '\0') {
        size_t size = strcspn(lines, "\n");
        at = mempcpy(at, lines, size);
        at = stpcpy(at, REGENCY_REST);
        lines += size + (lines[size] != '\0');
    }
    *at = '\0';
    return text;
}

static inline struct catalogue *regency_read(const struct catalogue_file *files, size_t count) {
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    cr_assert_eq(catalogue_read(files, count, &catalogue, &findings), 0);
    for (size_t i = 0; i < findings.count && findings.errors > 0; i++) {
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH);
        fprintf(stderr, "%s\n", text);
        free(text);
    }
    cr_assert_eq(findings.errors, 0);
    catalogue_findings_free(&findings);
    return catalogue;
}

enum { REGENCY_FILES = 5 };

// The files of the texts; the two that are made are the caller's to free: files[1].text and files[2].text.
static inline void regency_files(const struct regency_texts *texts, struct catalogue_file files[REGENCY_FILES]) {
    static const char units[] = "unit,name,kind,reports_to,from,to\nbupati,Bupati,,,,\n"
                                "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,\n"
                                "dinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,\n";
    static const char holders[] = "unit,person,name,capacity,from,to,appointment,basis\n"
                                  "dispar,P1,Ani,definitive,2020-01-01,2026-06-30,inauguration,SK 1\n"
                                  "dispar,P2,Budi,Plt,2026-07-01,,assignment,SK 2\n";
    char *targets = NULL;
    cr_assert_gt(asprintf(&targets, "%s%s", REGENCY_TARGETS, texts->targets), 0);
    const char *list[REGENCY_FILES] = {units, regency_indicators(texts->indicators), targets, holders,
                                       texts->policy != NULL ? texts->policy : REGENCY_POLICY};
    static const char *const names[REGENCY_FILES] = {"units.csv", "indicators.csv", "targets.csv", "holders.csv",
                                                     "policy.ini"};
    for (size_t i = 0; i < REGENCY_FILES; i++)
        files[i] = (struct catalogue_file){names[i], list[i], strlen(list[i])};
}

static inline struct catalogue *regency_catalogue(struct regency_texts texts) {
    struct catalogue_file files[REGENCY_FILES];
    regency_files(&texts, files);
    struct catalogue *catalogue = regency_read(files, REGENCY_FILES);
    free((void *)files[1].text);
    free((void *)files[2].text);
    return catalogue;
}

static inline struct ref_entry *regency_find_ref(void *context, uint32_t indicator, const char *ref) {
    struct regency *regency = context;
    for (size_t i = 0; i < regency->ref_count; i++)
        if (regency->refs[i]->indicator == indicator && strcmp(regency->refs[i]->ref, ref) == 0)
            return &regency->refs[i]->entry;
    regency->refs = realloc(regency->refs, (regency->ref_count + 1) * sizeof(struct kept_ref *));
    struct kept_ref *kept = regency->refs[regency->ref_count++] = calloc(1, sizeof *kept);
    kept->indicator = indicator;
    strncpy(kept->ref, ref, CAPAIAN_REF_MAX);
    return &kept->entry;
}

static inline int regency_find_row(void *context, const struct fold *fold, const struct row_name *name,
                                   struct capaian_arena *arena, struct judged_row *ret) {
    struct regency *regency = context;
    for (size_t i = 0; i < regency->message_count; i++) {
        const struct kept_message *kept = regency->messages[i];
        if (memcmp(kept->id, name->id, CAPAIAN_ID_SIZE) != 0 || strcmp(kept->unit, name->unit) != 0)
            continue;
        Capaian__V1__Content *content = NULL;
        const struct message message = {.id = kept->id, .unit = kept->unit, .received_at = kept->received_at};
        cr_assert_eq(capaian_content_unpack(kept->content, kept->size, arena, &content), CAPAIAN_OK);
        if (name->row >= content->n_rows || kept->refused[name->row] ||
            !judge_read_row(fold, content, name->row, &message, ret))
            return -ENOENT;
        ret->accepted = true;
        ret->statement.step = kept->step;
        return 0;
    }
    return -ENOENT;
}

static inline int regency_put_replaced(void *context, const struct row_name *name, const struct rank *by,
                                       bool awaited) {
    struct regency *regency = context;
    (void)awaited;
    regency->replaced = realloc(regency->replaced, (regency->replaced_count + 1) * sizeof *regency->replaced);
    struct kept_replaced *kept = &regency->replaced[regency->replaced_count++];
    memset(kept, 0, sizeof *kept);
    strncpy(kept->unit, name->unit, CAPAIAN_CODE_MAX);
    memcpy(kept->id, name->id, CAPAIAN_ID_SIZE);
    kept->row = name->row;
    kept->by = *by;
    return 0;
}

static inline int regency_find_replacer(void *context, const struct row_name *name, struct rank *ret) {
    struct regency *regency = context;
    int found = 0;
    for (size_t i = 0; i < regency->replaced_count; i++) {
        const struct kept_replaced *kept = &regency->replaced[i];
        if (kept->row != name->row || strcmp(kept->unit, name->unit) != 0 ||
            memcmp(kept->id, name->id, CAPAIAN_ID_SIZE) != 0 || (found && rank_compare(&kept->by, ret) < 0))
            continue;
        *ret = kept->by;
        found = 1;
    }
    return found;
}

static inline int regency_is_awaited(void *context, const char *unit, const uint8_t *id) {
    struct regency *regency = context;
    for (size_t i = 0; i < regency->replaced_count; i++)
        if (strcmp(regency->replaced[i].unit, unit) == 0 && memcmp(regency->replaced[i].id, id, CAPAIAN_ID_SIZE) == 0)
            return 1;
    return 0;
}

static inline struct facts regency_facts(struct regency *regency) {
    return (struct facts){
        regency, regency_find_ref, regency_find_row, regency_put_replaced, regency_find_replacer, regency_is_awaited};
}

static inline void regency_keep(struct regency *regency, const struct message *message) {
    const Capaian__V1__Verdict *verdict = regency->effects.verdict;
    regency->messages = realloc(regency->messages, (regency->message_count + 1) * sizeof(struct kept_message *));
    struct kept_message *kept = regency->messages[regency->message_count++] = calloc(1, sizeof *kept);
    memcpy(kept->id, message->id, CAPAIAN_ID_SIZE);
    strncpy(kept->unit, message->unit, CAPAIAN_CODE_MAX);
    kept->content = malloc(message->size + 1);
    kept->size = message->content == NULL ? 0 : message->size;
    if (kept->size > 0)
        memcpy(kept->content, message->content, kept->size);
    kept->received_at = message->received_at;
    kept->step = verdict->step;
    for (size_t i = 0; i < CAPAIAN_ROWS_MAX; i++)
        kept->refused[i] = verdict->accepted == 0 ||
                           (i / 8 < verdict->refused_rows.len && (verdict->refused_rows.data[i / 8] >> (i % 8) & 1));
}

// Prepares what the next step fills.
static inline void regency_begin(struct regency *regency) {
    capaian_arena_reset(regency->arena);
    regency->effects = (struct effects){.arena = regency->arena};
}

// Writes down what the step has told: +kind/indicator/period:reason when it fires, - when it resolves.
static inline void regency_note(struct regency *regency) {
    for (size_t i = 0; i < regency->effects.event_count; i++) {
        const Capaian__V1__AlertEvent *event = regency->effects.events[i];
        cr_assert_eq(event->number, regency->fold->events - regency->effects.event_count + i + 1, "a gap in numbers");
        cr_assert_neq(event->sentence_id[0], '\0');
        size_t used = strlen(regency->told);
        snprintf(regency->told + used, sizeof regency->told - used, "%s%c%s:%s", used > 0 ? " " : "",
                 event->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING ? '+' : '-', event->alert, event->reason);
    }
}

static inline void regency_tick(struct regency *regency, int64_t instant) {
    uint32_t first, last;
    while (fold_due_range(regency->fold, instant, &first, &last)) {
        regency_begin(regency);
        cr_assert_eq(fold_tick(regency->fold, instant, first, last, NULL, 0, instant, &regency->effects), 0);
        regency_note(regency);
    }
}

// Changes the policy of every catalogue before it is applied, where a test needs what a text cannot say. NULL: nothing.
static void (*regency_tune)(struct policy *policy);

static inline void regency_apply_as(struct regency *regency, struct regency_texts texts, const char *effective,
                                    bool rejudge) {
    struct applied applied = {.basis = "SK 1", .rejudge = rejudge};
    cr_assert_eq(capaian_date_parse(effective, &applied.effective), 0);
    struct catalogue *catalogue = regency_catalogue(texts);
    if (regency_tune != NULL)
        regency_tune(&catalogue->policy);
    cr_assert_eq(fold_catalogue(regency->fold, catalogue, &applied, regency->now), 0);
    regency_tick(regency, regency->fold->judged);
}

static inline void regency_apply(struct regency *regency, struct regency_texts texts, const char *effective) {
    regency_apply_as(regency, texts, effective, false);
}

static inline struct regency *regency_make(struct regency_texts texts, const char *start) {
    struct regency *regency = calloc(1, sizeof *regency);
    regency->now = instant_of(start);
    regency->arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    cr_assert_eq(fold_new(regency->now, &regency->fold), 0);
    regency_apply(regency, texts, "2026-01-01");
    return regency;
}

static inline void regency_free(struct regency *regency) {
    for (size_t i = 0; i < regency->ref_count; i++)
        free(regency->refs[i]);
    free(regency->refs);
    for (size_t i = 0; i < regency->message_count; i++) {
        free(regency->messages[i]->content);
        free(regency->messages[i]);
    }
    free(regency->messages);
    free(regency->replaced);
    fold_free(regency->fold);
    capaian_arena_free(regency->arena);
    free(regency);
}

// Lets the time pass until a day begins (or an instant of it): each instant at which something falls due is judged.
static inline void regency_until(struct regency *regency, const char *text) {
    regency->now = instant_of(text);
    for (int64_t due; (due = fold_next_due(regency->fold)) <= regency->now;)
        regency_tick(regency, due);
}

static inline const Capaian__V1__Verdict *regency_message(struct regency *regency, const struct message *message) {
    const struct facts facts = regency_facts(regency);
    regency_begin(regency);
    cr_assert_eq(fold_message(regency->fold, message, regency->now, &facts, &regency->effects), 0);
    regency_keep(regency, message);
    regency_note(regency);
    cr_assert_eq(capaian_verdict_render(regency->effects.verdict, regency->arena), 0);
    return regency->effects.verdict;
}

// A message under a number, which other rows may replace: &NUMBER.ROW. The verdict lives until the next step.
static inline const Capaian__V1__Verdict *regency_send_numbered(struct regency *regency, const char *unit,
                                                                uint32_t number, bool atomic, const char *text) {
    struct letter *letter = letter_of(unit, atomic, text, regency->now);
    uint8_t id[CAPAIAN_ID_SIZE];
    letter_id(number, id);
    const struct message message = {
        .id = id, .unit = unit, .content = letter->bytes, .size = letter->size, .received_at = regency->now};
    const Capaian__V1__Verdict *verdict = regency_message(regency, &message);
    free(letter);
    return verdict;
}

// A message from a unit as it stands in the text; received now. The verdict lives until the next step.
static inline const Capaian__V1__Verdict *regency_send_as(struct regency *regency, const char *unit, bool atomic,
                                                          const char *text) {
    return regency_send_numbered(regency, unit, ++regency->ids, atomic, text);
}

static inline const Capaian__V1__Verdict *regency_send(struct regency *regency, const char *text) {
    return regency_send_as(regency, "dispar", false, text);
}

// Sent and accepted without a word of complaint.
static inline void regency_report(struct regency *regency, const char *text) {
    const Capaian__V1__Verdict *verdict = regency_send(regency, text);
    for (size_t i = 0; i < verdict->n_results; i++)
        cr_assert_neq(verdict->results[i]->severity, CAPAIAN__V1__SEVERITY__SEVERITY_ERROR, "%s: %s", text,
                      verdict->results[i]->sentence_en);
    cr_assert_eq(verdict->refused, 0, "%s: %s", text, verdict->refusal != NULL ? verdict->refusal->code : "");
}

// What has been told since the last question. One buffer.
static inline const char *regency_told(struct regency *regency) {
    memcpy(regency->answer, regency->told, sizeof regency->told);
    regency->told[0] = '\0';
    return regency->answer;
}

#define cr_assert_told(regency, expected)                                                                              \
    do {                                                                                                               \
        const char *told_ = regency_told(regency);                                                                     \
        cr_assert_str_eq(told_, expected, "told: %s", told_);                                                          \
    } while (0)

static inline struct year *regency_year(const struct regency *regency, const char *indicator, int number) {
    struct tracked *tracked = fold_find(regency->fold, indicator);
    cr_assert_not_null(tracked);
    struct year *year = tracked_year(tracked, number);
    cr_assert_not_null(year);
    return year;
}

static inline struct capaian_period period_of(const char *text) {
    struct capaian_period period = {0};
    cr_assert_eq(capaian_period_parse(text, &period), 0, "%s", text);
    return period;
}

static inline const struct figure *regency_figure(const struct regency *regency, const char *indicator,
                                                  const char *period) {
    struct capaian_period of = period_of(period);
    struct figure *figure = year_figure(regency_year(regency, indicator, of.year), of);
    cr_assert_not_null(figure);
    return figure;
}

// The day that the clock stands in, which is not the fold's own where nothing fell due.
static inline int32_t regency_today(const struct regency *regency) {
    return capaian_day_at(&fold_latest(regency->fold)->catalogue->calendar, regency->now);
}

static inline struct assessment regency_goal(const struct regency *regency, const char *indicator, const char *period) {
    struct capaian_period of = period_of(period);
    const struct tracked *tracked = fold_find(regency->fold, indicator);
    const struct year *year = regency_year(regency, indicator, of.year);
    const struct goal *goal = NULL;
    for (size_t i = 0; i < year->goal_count && goal == NULL; i++)
        if (capaian_period_equal(year->goals[i].period, of))
            goal = &year->goals[i];
    cr_assert_not_null(goal, "%s has no target for %s", indicator, period);
    return assess_goal(tracked->rules, year, goal, regency_today(regency),
                       indicator_lock_day(tracked->catalogue, tracked->rules, of));
}

static inline struct assessment regency_to_date(const struct regency *regency, const char *indicator, int year) {
    return assess_to_date(fold_find(regency->fold, indicator)->rules, regency_year(regency, indicator, year),
                          regency_today(regency));
}

static inline struct assessment regency_whole(const struct regency *regency, const char *indicator, int year) {
    const struct tracked *tracked = fold_find(regency->fold, indicator);
    return assess_year(tracked->rules, regency_year(regency, indicator, year), regency_today(regency),
                       indicator_lock_day(tracked->catalogue, tracked->rules, capaian_period_of_year(year)));
}

// 12.5 as billionths.
static inline capaian_nano nano_of_text(const char *text) {
    struct capaian_decimal exact;
    capaian_nano nano = 0;
    cr_assert_eq(capaian_decimal_parse(text, CAPAIAN_NUMBERS_EN, &exact), CAPAIAN_NUMBER_OK, "%s", text);
    cr_assert_eq(capaian_nano_of(exact, &nano), 0);
    return nano;
}

#define cr_assert_nano(nano, expected)                                                                                 \
    do {                                                                                                               \
        char got_[CAPAIAN_NUMBER_TEXT];                                                                                \
        cr_assert_eq(nano, nano_of_text(expected), "%s is not %s",                                                     \
                     capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_EN, got_), expected);                               \
    } while (0)
