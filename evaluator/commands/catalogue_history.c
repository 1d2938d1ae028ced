// catalogue history: every version with what it changed, or every number that was ever agreed for one indicator.
#include "commands/catalogue.h"
#include "commands/commands.h"
#include "commands/difference_text.h"
#include "commands/figure.h"
#include "commands/listing.h"
#include "commands/target_history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counts {
    struct changes units, indicators, targets, holders;
    size_t up, down;
};

struct past {
    struct history_version version;
    struct counts counts;    // against the version before
};

struct walk {
    const struct capaian_arguments *arguments;
    struct past *list;
    size_t count, room;
    struct catalogue *before;
    const char *indicator;    // "": all versions
    struct history history;
};

static void walk_free(struct walk *walk) {
    for (size_t i = 0; i < walk->count; i++)
        free(walk->list[i].version.basis);
    free(walk->list);
    walk->before = catalogue_free(walk->before);
    history_free(&walk->history);
}

static struct past *add_past(struct walk *walk, const Capaian__V1__CataloguePage *page) {
    if (walk->count == walk->room) {
        size_t room = walk->room == 0 ? 16 : 2 * walk->room;
        struct past *list = realloc(walk->list, room * sizeof *list);
        if (list == NULL)
            return NULL;
        walk->list = list;
        walk->room = room;
    }
    struct past *past = &walk->list[walk->count];
    *past = (struct past){.version = {.number = page->version, .applied_at = page->applied_at}};
    past->version.basis = strdup(page->basis);
    (void)snprintf(past->version.effective, sizeof past->version.effective, "%s", page->effective);
    if (past->version.basis == NULL)
        return NULL;
    walk->count++;
    return past;
}

static void count(const struct catalogue *before, const struct catalogue *after, struct counts *ret) {
    struct difference difference;
    catalogue_compare(before, after, (struct compare_days){DAY_ALWAYS, DAY_ALWAYS}, &difference);
    *ret = (struct counts){difference.units,   difference.indicators, difference.targets,
                           difference.holders, difference.targets_up, difference.targets_down};
}

static int take(struct walk *walk, const Capaian__V1__CataloguePage *page) {
    struct past *past = add_past(walk, page);
    if (past == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    struct catalogue *catalogue = NULL;
    int code = catalogue_read_page(page, &catalogue);
    if (code != COMMAND_WELL)
        return code;
    past->version.readable = catalogue != NULL;
    if (catalogue == NULL)
        return COMMAND_WELL;
    count(walk->before, catalogue, &past->counts);
    if (*walk->indicator != '\0' && history_add(&walk->history, walk->count - 1, catalogue, walk->indicator) < 0)
        code = capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    (void)catalogue_free(walk->before);
    walk->before = catalogue;
    return code;
}

static int walk_versions(struct connection *connection, struct walk *walk) {
    const Capaian__V1__CataloguePage *page = NULL;
    int code = catalogue_fetch(connection, 0, &page);
    uint32_t last = code == COMMAND_WELL && page != NULL ? page->version : 0;
    for (uint32_t number = 1; number <= last && code == COMMAND_WELL; number++) {
        code = catalogue_fetch(connection, number, &page);
        if (code == COMMAND_WELL && page != NULL)
            code = take(walk, page);
        else if (code == COMMAND_WELL)
            code = capaian_command_fail(COMMAND_COULD_NOT, "version %" PRIu32 " is not there", number);
    }
    return code;
}

static void add_cell(struct listing *listing, bool readable, const struct changes *changes) {
    char text[96];
    (void)snprintf(text, sizeof text, "+%zu -%zu ~%zu", changes->added, changes->removed, changes->changed);
    listing_add(listing, readable ? text : "?");
}

static void add_row(struct listing *listing, const struct walk *walk, const struct past *past) {
    const struct counts *counts = &past->counts;
    bool readable = past->version.readable;
    char text[96], instant[CAPAIAN_INSTANT_TEXT];
    (void)snprintf(text, sizeof text, "%" PRIu32, past->version.number);
    listing_add(listing, text);
    listing_add(listing, past->version.effective);
    capaian_instant_format(&walk->arguments->zone, past->version.applied_at, instant);
    instant[strcspn(instant, "T")] = '\0';
    listing_add(listing, instant);
    add_cell(listing, readable, &counts->units);
    add_cell(listing, readable, &counts->indicators);
    add_cell(listing, readable, &counts->targets);
    (void)snprintf(text, sizeof text, "%zu / %zu", counts->up, counts->down);
    listing_add(listing, readable ? text : "?");
    add_cell(listing, readable, &counts->holders);
    listing_add(listing, past->version.basis);
}

#define SAY(indonesian, english) capaian_in_language(walk->arguments->language, indonesian, english)

static void add_text(const struct walk *walk, struct capaian_string *out) {
    const struct listing_column columns[] = {
        {NULL, SAY("versi", "version"), true, 0},           {NULL, SAY("berlaku", "effective"), false, 0},
        {NULL, SAY("diterapkan", "applied"), false, 0},     {NULL, SAY("unit", "units"), false, 0},
        {NULL, SAY("indikator", "indicators"), false, 0},   {NULL, SAY("target", "targets"), false, 0},
        {NULL, SAY("naik / turun", "up / down"), false, 0}, {NULL, SAY("pejabat", "holders"), false, 0},
        {NULL, SAY("dasar", "basis"), false, 40},
    };
    struct listing *listing = listing_new(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < walk->count && listing != NULL; i++)
        add_row(listing, walk, &walk->list[i]);
    out->failed |= listing == NULL || listing_text(listing, out) < 0;
    (void)listing_free(listing);
    capaian_string_add(
        out, "\n%s\n",
        SAY("Terhadap versi sebelumnya: + baru, - dihapus, ~ berubah; ? tidak terbaca oleh program ini.",
            "Against the version before: + added, - removed, ~ changed; ? not readable by this program."));
}

static void add_json_counts(struct capaian_string *out, const char *name, const struct changes *changes) {
    capaian_string_add(out, ",\"%s\":{\"added\":%zu,\"removed\":%zu,\"changed\":%zu}", name, changes->added,
                       changes->removed, changes->changed);
}

static void add_json(const struct walk *walk, struct capaian_string *out) {
    capaian_string_add(out, "{\"versions\":[");
    for (size_t i = 0; i < walk->count; i++) {
        const struct past *past = &walk->list[i];
        capaian_string_add(out, "%s\n{", i > 0 ? "," : "");
        string_add_history_version_json(out, &past->version);
        capaian_string_add(out, ",\"readable\":%s", past->version.readable ? "true" : "false");
        if (past->version.readable) {
            add_json_counts(out, "units", &past->counts.units);
            add_json_counts(out, "indicators", &past->counts.indicators);
            add_json_counts(out, "targets", &past->counts.targets);
            add_json_counts(out, "holders", &past->counts.holders);
            capaian_string_add(out, ",\"targets_up\":%zu,\"targets_down\":%zu", past->counts.up, past->counts.down);
        }
        capaian_string_add(out, "}");
    }
    capaian_string_add(out, "\n]}\n");
}

// The number that this program could read last stays what was agreed where a version cannot be read.
static int print_indicator(const struct walk *walk) {
    if (!walk->history.known) {
        const char *const arguments[3] = {walk->indicator};
        char sentence[CAPAIAN_SENTENCE_MAX];
        fprintf(stderr, "%s: %s\n", capaian_code_name(CAPAIAN_INDICATOR_UNKNOWN),
                capaian_code_sentence(CAPAIAN_INDICATOR_UNKNOWN, walk->arguments->language, arguments, sentence,
                                      sizeof sentence));
        return COMMAND_NO;
    }
    struct history_version *versions = calloc(walk->count, sizeof *versions);
    if (versions == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    for (size_t i = 0; i < walk->count; i++)
        versions[i] = walk->list[i].version;
    struct capaian_string out = {0};
    const struct history *history = &walk->history;
    if (walk->arguments->json)
        string_add_history_json(&out, history, walk->indicator, versions, walk->count);
    else
        string_add_history(&out, history, versions, walk->count, walk->arguments->language);
    free(versions);
    return capaian_command_print(&out);
}

static int print(struct walk *walk) {
    if (walk->count == 0) {
        const char *const none[3] = {NULL};
        char sentence[CAPAIAN_SENTENCE_MAX];
        fprintf(stderr, "%s: %s\n", capaian_code_name(CAPAIAN_CATALOGUE_ABSENT),
                capaian_code_sentence(CAPAIAN_CATALOGUE_ABSENT, walk->arguments->language, none, sentence,
                                      sizeof sentence));
        return COMMAND_NO;
    }
    if (*walk->indicator != '\0') {
        history_finish(&walk->history);
        return print_indicator(walk);
    }
    struct capaian_string out = {0};
    if (walk->arguments->json)
        add_json(walk, &out);
    else
        add_text(walk, &out);
    return capaian_command_print(&out);
}

int command_catalogue_history(int argc, char **argv) {
    struct capaian_arguments arguments;
    struct walk walk = {.arguments = &arguments, .indicator = ""};
    const struct capaian_option options[] = {
        {"indicator", "CODE", NULL, "every number that was ever agreed for it, by period", &walk.indicator, NULL,
         false},
    };
    const struct capaian_command_line line = {
        .usage = "catalogue history [--indicator CODE] [--json]",
        .help = "Every version of the catalogue: since when it is in force, when it was applied, its legal basis and\n"
                "how much it changed. Of an indicator: each number that was agreed for a period (murni), each that\n"
                "took its place (perubahan), and the basis of either.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = walk_versions(&connection, &walk);
    connection_close(&connection);
    if (code == COMMAND_WELL)
        code = print(&walk);
    walk_free(&walk);
    return code;
}
