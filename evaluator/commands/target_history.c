#include "commands/target_history.h"

#include "client/command.h"
#include "commands/difference_text.h"
#include "commands/figure.h"
#include "commands/listing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *number_text(const struct indicator *rules, const struct target *target, enum capaian_number_style style) {
    struct capaian_string text = {0};
    string_add_target(&text, rules, target, style);
    return text.failed ? NULL : text.text;
}

static char *number_json(const struct indicator *rules, const struct target *target) {
    struct capaian_string text = {0};
    string_add_target_json(&text, "target", rules, target);
    return text.failed ? NULL : text.text;
}

static bool make_room(struct history *history) {
    if (history->count < history->room)
        return true;
    size_t room = history->room == 0 ? 32 : 2 * history->room;
    struct agreed *list = realloc(history->list, room * sizeof *list);
    if (list == NULL)
        return false;
    history->list = list;
    history->room = room;
    return true;
}

int history_add(struct history *history, size_t version, const struct catalogue *catalogue, const char *indicator) {
    const struct indicator *rules = catalogue_indicator(catalogue, indicator);
    if (rules == NULL)
        return 0;
    history->known = true;
    for (uint32_t i = 0; i < rules->target_count; i++) {
        const struct target *target = &catalogue->targets[rules->first_target + i];
        if (!make_room(history))
            return -ENOMEM;
        struct agreed *agreed = &history->list[history->count];
        *agreed = (struct agreed){.period = target->period,
                                  .version = version,
                                  .order = history->count,
                                  .judged = target->judged,
                                  .indonesian = number_text(rules, target, CAPAIAN_NUMBERS_ID),
                                  .english = number_text(rules, target, CAPAIAN_NUMBERS_EN),
                                  .json = number_json(rules, target)};
        history->count++;
        if (agreed->indonesian == NULL || agreed->english == NULL || agreed->json == NULL)
            return -ENOMEM;
    }
    return 0;
}

void history_free(struct history *history) {
    for (size_t i = 0; i < history->count; i++) {
        free(history->list[i].indonesian);
        free(history->list[i].english);
        free(history->list[i].json);
    }
    free(history->list);
    *history = (struct history){0};
}

static int compare(const void *left, const void *right) {
    const struct agreed *a = left, *b = right;
    int32_t days[2][2] = {{capaian_period_last(a->period), capaian_period_first(a->period)},
                          {capaian_period_last(b->period), capaian_period_first(b->period)}};
    for (size_t i = 0; i < 2; i++) {
        if (days[0][i] != days[1][i])
            return days[0][i] < days[1][i] ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

void history_finish(struct history *history) {
    if (history->count > 0)
        qsort(history->list, history->count, sizeof *history->list, compare);
}

// What is said of one period, from its first number on.
struct telling {
    const struct history *history;
    const struct history_version *versions;
    size_t version_count;
    struct listing *listing;
    struct capaian_string *out;
    enum capaian_language language;
    size_t told;    // how many numbers of this period
};

typedef void tell(struct telling *telling, const struct agreed *agreed, size_t version, bool gone);

// The version after this one that could be read; version_count: none.
static size_t next_readable(const struct telling *telling, size_t version) {
    do
        version++;
    while (version < telling->version_count && !telling->versions[version].readable);
    return version;
}

// The numbers of the period that begins at `first`, and where the next one begins.
static size_t tell_period(struct telling *telling, size_t first, tell *each) {
    const struct history *history = telling->history;
    size_t end = first;
    telling->told = 0;
    while (end < history->count && capaian_period_equal(history->list[end].period, history->list[first].period))
        end++;
    for (size_t i = first; i < end; i++) {
        const struct agreed *agreed = &history->list[i];
        size_t next = next_readable(telling, agreed->version);
        bool again = i > first && next_readable(telling, agreed[-1].version) != agreed->version;
        if (i == first || again || strcmp(agreed->json, agreed[-1].json) != 0 || agreed->judged != agreed[-1].judged) {
            each(telling, agreed, agreed->version, false);
            telling->told++;
        }
        if (next < telling->version_count && (i + 1 == end || agreed[1].version != next)) {
            each(telling, agreed, next, true);
            telling->told++;
        }
    }
    return end;
}

static void tell_row(struct telling *telling, const struct agreed *agreed, size_t version, bool gone) {
    enum capaian_language language = telling->language;
    const struct history_version *of = &telling->versions[version];
    char text[CAPAIAN_PERIOD_TEXT];
    listing_add(telling->listing, capaian_period_format(agreed->period, text));
    if (gone)
        listing_add(telling->listing, capaian_in_language(language, "dihapus", "removed"));
    else
        listing_add(telling->listing, capaian_in_language(language, agreed->indonesian, agreed->english));
    listing_add(telling->listing, gone || !agreed->judged ? capaian_in_language(language, "tidak", "no")
                                                          : capaian_in_language(language, "ya", "yes"));
    listing_add(telling->listing, telling->told == 0 ? capaian_in_language(language, "murni", "original")
                                                     : capaian_in_language(language, "perubahan", "revised"));
    (void)snprintf(text, sizeof text, "%" PRIu32, of->number);
    listing_add(telling->listing, text);
    listing_add(telling->listing, of->effective);
    listing_add(telling->listing, of->basis);
}

void string_add_history(struct capaian_string *out, const struct history *history,
                        const struct history_version *versions, size_t version_count, enum capaian_language language) {
    const struct listing_column columns[] = {
        {NULL, capaian_in_language(language, "periode", "period"), false, 0},
        {NULL, "target", true, 0},
        {NULL, capaian_in_language(language, "dinilai", "judged"), false, 0},
        {NULL, "", false, 0},
        {NULL, capaian_in_language(language, "versi", "version"), true, 0},
        {NULL, capaian_in_language(language, "berlaku", "effective"), false, 0},
        {NULL, capaian_in_language(language, "dasar", "basis"), false, 60},
    };
    struct telling telling = {.history = history,
                              .versions = versions,
                              .version_count = version_count,
                              .listing = listing_new(columns, sizeof columns / sizeof *columns),
                              .language = language};
    for (size_t i = 0; i < history->count && telling.listing != NULL;)
        i = tell_period(&telling, i, tell_row);
    out->failed |= telling.listing == NULL || listing_text(telling.listing, out) < 0;
    (void)listing_free(telling.listing);
}

void string_add_history_version_json(struct capaian_string *out, const struct history_version *version) {
    capaian_string_add(out, "\"version\":%" PRIu32 ",\"effective\":\"%s\",\"applied_at\":%" PRId64 ",\"basis\":",
                       version->number, version->effective, version->applied_at);
    capaian_string_add_json(out, version->basis);
}

static void tell_json(struct telling *telling, const struct agreed *agreed, size_t version, bool gone) {
    capaian_string_add(telling->out, "%s\n  {", telling->told > 0 ? "," : "");
    string_add_history_version_json(telling->out, &telling->versions[version]);
    capaian_string_add(telling->out, ",\"kind\":\"%s\",\"removed\":%s", telling->told == 0 ? "original" : "revised",
                       gone ? "true" : "false");
    if (!gone)
        capaian_string_add(telling->out, ",\"judged\":%s,%s", agreed->judged ? "true" : "false", agreed->json);
    capaian_string_add(telling->out, "}");
}

void string_add_history_json(struct capaian_string *out, const struct history *history, const char *indicator,
                             const struct history_version *versions, size_t version_count) {
    struct telling telling = {.history = history, .versions = versions, .version_count = version_count, .out = out};
    char period[CAPAIAN_PERIOD_TEXT];
    capaian_string_add(out, "{\"indicator\":");
    capaian_string_add_json(out, indicator);
    capaian_string_add(out, ",\"periods\":[");
    for (size_t i = 0; i < history->count;) {
        capaian_string_add(out, "%s\n{\"period\":\"%s\",\"numbers\":[", i > 0 ? "," : "",
                           capaian_period_format(history->list[i].period, period));
        i = tell_period(&telling, i, tell_json);
        capaian_string_add(out, "]}");
    }
    capaian_string_add(out, "\n]}\n");
}
