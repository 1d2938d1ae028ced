// scorecard: what a unit's indicators come to by their weights, or what lies in a person's tenure; each line with what
// it counts, or why it is left out.
#include "commands/aim_text.h"
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/figure.h"
#include "commands/json.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_COLUMNS = 9 };

struct cards {
    const struct capaian_arguments *arguments;
    bool csv;
    struct listing_column columns[TEXT_COLUMNS];
    struct listing *listing;        // of CSV all lines; of text those of the card that goes on
    struct capaian_string out;      // of text: the cards that are whole; of JSON too
    struct capaian_string head;     // of the card that goes on
    struct capaian_string lines;    // of JSON: its lines
    size_t card_count, line_count;
    char unit[CAPAIAN_CODE_MAX + 1], from[CAPAIAN_PERIOD_TEXT];    // which card goes on
    char year[CAPAIAN_PERIOD_TEXT];
    int64_t now;
    uint64_t step;
    bool begun, failed;
};

#define SAY(indonesian, english) capaian_in_language(cards->arguments->language, indonesian, english)

static struct listing *new_listing(struct cards *cards) {
    static const struct listing_column CSV[] = {
        {"unit", NULL, false, 0},
        {"person", NULL, false, 0},
        {"capacity", NULL, false, 0},
        {"from", NULL, false, 0},
        {"to", NULL, false, 0},
        {"since", NULL, false, 0},
        {"rule", NULL, false, 0},
        {"score", NULL, true, 0},
        {"assessed", NULL, true, 0},
        {"band", NULL, false, 0},
        {"indicator", NULL, false, 0},
        {"name", NULL, false, 0},
        {"weight", NULL, true, 0},
        {"counted", NULL, true, 0},
        {"answers", NULL, false, 0},
        {"cut", NULL, false, 0},
        {"target", NULL, true, 0},
        {"realization", NULL, true, 0},
        {"attainment", NULL, true, 0},
        {"capped", NULL, true, 0},
        {"outcome", NULL, false, 0},
        {"left_out", NULL, false, 0},
        {"at_handover", NULL, true, 0},
        {"year", NULL, false, 0},
        {"ledger_step", NULL, true, 0},
        {"satuan", NULL, false, 0},
        {"target_high", NULL, true, 0},
        {"target_grade", NULL, false, 0},
        {"realization_grade", NULL, false, 0},
    };
    if (cards->csv)
        return listing_new(CSV, sizeof CSV / sizeof *CSV);
    const struct listing_column text[TEXT_COLUMNS] = {
        {NULL, SAY("indikator", "indicator"), false, 0},  {NULL, SAY("nama", "name"), false, 28},
        {NULL, SAY("bobot", "weight"), true, 0},          {NULL, "target", true, 0},
        {NULL, SAY("realisasi", "realization"), true, 0}, {NULL, SAY("capaian %", "attained %"), true, 0},
        {NULL, SAY("nilai", "value"), true, 0},           {NULL, SAY("porsi skor %", "of score %"), true, 0},
        {NULL, SAY("hasil", "outcome"), false, 0},
    };
    memcpy(cards->columns, text, sizeof text);
    return listing_new(cards->columns, TEXT_COLUMNS);
}

static void add_number(struct cards *cards, const Capaian__V1__Decimal *number) {
    char people[CAPAIAN_NUMBER_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    listing_add_figure(cards->listing, decimal_text(number, ALL_DECIMALS, cards->arguments->language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static void add_percent(struct cards *cards, const Capaian__V1__Decimal *number) {
    char people[CAPAIAN_NUMBER_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    listing_add_figure(cards->listing, percent_text(number, cards->arguments->language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static const Capaian__V1__Assessment *assessment_of(const Capaian__V1__ScoreLine *line) {
    static const Capaian__V1__Assessment NONE = CAPAIAN__V1__ASSESSMENT__INIT;
    return line->assessment ? line->assessment : &NONE;
}

static void add_csv_line(struct cards *cards, const Capaian__V1__Scorecard *card, const Capaian__V1__ScoreLine *line) {
    const Capaian__V1__Assessment *assessment = assessment_of(line);
    char code[JSON_ENUM_TEXT], step[24];
    const char *const before[] = {card->unit,
                                  card->person ? card->person->person : "",
                                  card->person ? card->person->capacity : "",
                                  card->from,
                                  card->to,
                                  card->since,
                                  card->rule};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        listing_add(cards->listing, before[i]);
    add_number(cards, card->score);
    add_number(cards, card->assessed);
    listing_add(cards->listing, card->band);
    listing_add(cards->listing, line->indicator);
    listing_add(cards->listing, line->name);
    add_number(cards, line->weight);
    add_number(cards, line->counted);
    listing_add(cards->listing, line->answers ? "true" : "false");
    listing_add(cards->listing, assessment->cut);
    add_number(cards, assessment->target);
    add_number(cards, assessment->realization);
    add_number(cards, assessment->attainment);
    add_number(cards, assessment->capped);
    listing_add(cards->listing, enum_code(&capaian__v1__assessed__descriptor, (int)assessment->outcome, code));
    listing_add(cards->listing, enum_code(&capaian__v1__left_out__descriptor, (int)line->left_out, code));
    add_number(cards, line->at_handover);
    listing_add(cards->listing, cards->year);
    snprintf(step, sizeof step, "%" PRIu64, cards->step);
    listing_add(cards->listing, step);
    listing_add(cards->listing, line->satuan);
    add_number(cards, assessment->target_high);
    listing_add(cards->listing, assessment->target_grade);
    listing_add(cards->listing, assessment->realization_grade);
}

// How it ended, why it is left out, and what had been realized before the tenure.
static void add_outcome(struct cards *cards, const Capaian__V1__ScoreLine *line) {
    enum capaian_language language = cards->arguments->language;
    struct capaian_string text = {0};
    char number[CAPAIAN_NUMBER_TEXT];
    const Capaian__V1__Assessment *assessment = assessment_of(line);
    Capaian__V1__LeftOut left_out = line->left_out;
    // Most reasons are the outcome itself, in other words.
    if (left_out == CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NO || left_out == CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NOT_WEIGHTED ||
        left_out == CAPAIAN__V1__LEFT_OUT__LEFT_OUT_OTHER)
        capaian_string_add(&text, "%s", outcome_word(assessment->outcome, language));
    if (assessment->status != CAPAIAN__V1__STATUS__STATUS_FINAL)
        capaian_string_add(&text, " (%s)", status_word(assessment->status, language));
    if (left_out != CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NO)
        capaian_string_add(&text, "%s%s: %s", text.size > 0 ? "; " : "", SAY("di luar skor", "left out"),
                           left_out_word(left_out, language));
    if (line->answers)
        capaian_string_add(&text, "; %s", SAY("ikut menanggung", "answers for a share"));
    if (line->at_handover)
        capaian_string_add(&text, SAY("; saat serah terima %s", "; at handover %s"),
                           decimal_text(line->at_handover, line->decimals, language, number));
    listing_add(cards->listing, text.failed ? "" : text.text);
    capaian_string_free(&text);
}

static void add_text_line(struct cards *cards, const Capaian__V1__ScoreLine *line) {
    const Capaian__V1__Assessment *assessment = assessment_of(line);
    enum capaian_language language = cards->arguments->language;
    char target[AIM_TEXT], realization[CAPAIAN_NUMBER_TEXT];
    bool graded = *assessment->target_grade;
    listing_add(cards->listing, line->indicator);
    listing_add(cards->listing, line->name);
    add_number(cards, line->weight);
    listing_add(cards->listing, target_text(assessment, line->decimals, language, target));
    listing_add(cards->listing, realization_text(assessment, graded, line->decimals, language, realization));
    add_percent(cards, assessment->attainment);
    add_percent(cards, assessment->capped);
    add_percent(cards, line->counted);
    add_outcome(cards, line);
}

static void add_person(struct cards *cards, const Capaian__V1__Scorecard *card) {
    const Capaian__V1__Person *person = card->person;
    if (!person || !*person->person)
        return;
    capaian_string_add(&cards->head, "; %s ", person->person);
    string_add_visible(&cards->head, person->name);
    capaian_string_add(&cards->head, " (%s)", code_word(person->capacity, cards->arguments->language));
}

static void add_text_head(struct cards *cards, const Capaian__V1__Scorecard *card) {
    char score[CAPAIAN_NUMBER_TEXT], assessed[CAPAIAN_NUMBER_TEXT];
    enum capaian_language language = cards->arguments->language;
    capaian_string_add(&cards->head, "\n%s ", card->unit);
    string_add_visible(&cards->head, card->name);
    add_person(cards, card);
    capaian_string_add(&cards->head, SAY("; %s s.d. %s\n", "; %s to %s\n"), card->from, *card->to ? card->to : "-");
    percent_text(card->assessed, language, assessed);
    if (card->score)
        capaian_string_add(&cards->head, SAY("Skor %s", "Score %s"), percent_text(card->score, language, score));
    else
        capaian_string_add(&cards->head, "%s",
                           SAY("Tanpa skor: kurang dari separuh bobot dapat dinilai",
                               "No score: less than half of the weight can be assessed"));
    if (*card->band) {
        capaian_string_add(&cards->head, " (");
        string_add_visible(&cards->head, card->band);
        capaian_string_add(&cards->head, ")");
    }
    capaian_string_add(&cards->head,
                       SAY("; dinilai %s %% dari bobot; tercapai %u, tidak tercapai %u, belum dinilai %u\n",
                           "; assessed %s %% of the weight; met %u, not met %u, not assessed %u\n"),
                       assessed, card->met, card->not_met, card->not_assessed);
    if (!*card->rule)
        return;
    bool trajectory = strcmp(card->rule, "trajectory") == 0;
    capaian_string_add(&cards->head,
                       SAY("Aturan masa jabatan: %s; rangkaian jabatan sejak %s\n",
                           "Rule of the tenure: %s; chain of appointments since %s\n"),
                       trajectory ? SAY("lintasan sejak serah terima", "the trajectory since the handover")
                                  : SAY("sisa target tahun itu", "what remained of the year's target"),
                       card->since);
}

// The card that went on is whole now.
static void finish_card(struct cards *cards) {
    static const char EMPTY[] = "\"lines\":[]";
    if (cards->csv || cards->head.size == 0)
        return;
    if (cards->arguments->json) {
        const char *place = strstr(cards->head.text, EMPTY);
        cards->failed |= !place || cards->lines.failed;
        size_t before = place ? (size_t)(place - cards->head.text) + sizeof EMPTY - 2 : 0;
        capaian_string_add(&cards->out, "%s\n", cards->card_count > 1 ? "," : "");
        capaian_string_add_bytes(&cards->out, cards->head.text, before);
        if (cards->lines.size)
            capaian_string_add_bytes(&cards->out, cards->lines.text, cards->lines.size);
        capaian_string_add(&cards->out, "%s", cards->head.text + before);
    } else {
        capaian_string_add_bytes(&cards->out, cards->head.text, cards->head.size);
        if (listing_rows(cards->listing) > 0)
            cards->failed |= listing_text(cards->listing, &cards->out) < 0;
        else
            capaian_string_add(&cards->out, "%s\n", SAY("Tidak ada indikator.", "There are no indicators."));
        listing_free(cards->listing);
        cards->listing = new_listing(cards);
        cards->failed |= cards->listing == NULL;
    }
    cards->failed |= cards->head.failed;
    capaian_string_free(&cards->head);
    capaian_string_free(&cards->lines);
    cards->head = cards->lines = (struct capaian_string){0};
    cards->line_count = 0;
}

static void begin_card(struct cards *cards, const Capaian__V1__Scorecard *card) {
    // A card that goes on from the page before has its head again.
    if (cards->card_count > 0 && strcmp(cards->unit, card->unit) == 0 && strcmp(cards->from, card->from) == 0)
        return;
    finish_card(cards);
    cards->card_count++;
    snprintf(cards->unit, sizeof cards->unit, "%s", card->unit);
    snprintf(cards->from, sizeof cards->from, "%s", card->from);
    if (cards->arguments->json) {
        Capaian__V1__Scorecard head = *card;
        head.n_lines = 0;
        string_add_json_message(&cards->head, &head.base);
    } else if (!cards->csv) {
        add_text_head(cards, card);
    }
}

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct cards *cards = context;
    const Capaian__V1__ScorecardPage *page = reply->scorecard;
    if (!cards->begun) {
        cards->begun = true;
        snprintf(cards->year, sizeof cards->year, "%s", page->year);
        cards->now = page->now;
        cards->step = page->step;
    }
    for (size_t i = 0; i < page->n_cards && !cards->failed; i++) {
        const Capaian__V1__Scorecard *card = page->cards[i];
        begin_card(cards, card);
        for (size_t k = 0; k < card->n_lines && !cards->failed; k++, cards->line_count++) {
            if (cards->arguments->json) {
                capaian_string_add(&cards->lines, "%s", cards->line_count ? "," : "");
                string_add_json_message(&cards->lines, &card->lines[k]->base);
            } else if (cards->csv) {
                add_csv_line(cards, card, card->lines[k]);
            } else {
                add_text_line(cards, card->lines[k]);
            }
        }
    }
    return cards->failed ? capaian_command_fail(COMMAND_COULD_NOT, "out of memory") : PAGES_GO_ON;
}

static int print(struct cards *cards) {
    struct capaian_string out = {0};
    char now[CAPAIAN_INSTANT_TEXT];
    finish_card(cards);
    if (cards->arguments->json) {
        capaian_string_add(&out, "{\"year\":");
        capaian_string_add_json(&out, cards->year);
        capaian_string_add(&out, ",\"now\":%" PRId64 ",\"step\":%" PRIu64 ",\"cards\":[", cards->now, cards->step);
    } else if (cards->csv) {
        out.failed |= listing_csv(cards->listing, &out) < 0;
    } else {
        capaian_string_add(&out,
                           SAY("Rapor kinerja %s, buku besar %s, langkah %" PRIu64 "\n",
                               "Scorecards %s, ledger %s, step %" PRIu64 "\n"),
                           cards->year, capaian_instant_format(&cards->arguments->zone, cards->now, now), cards->step);
        if (cards->card_count == 0)
            capaian_string_add(&out, "%s\n", SAY("Tidak ada rapor untuk tahun itu.", "No cards for that year."));
    }
    if (cards->out.size)
        capaian_string_add_bytes(&out, cards->out.text, cards->out.size);
    if (cards->arguments->json)
        capaian_string_add(&out, "\n]}\n");
    out.failed |= cards->failed || cards->out.failed;
    return capaian_command_print(&out);
}

static int ask(struct cards *cards, Capaian__V1__ScorecardQuery *about) {
    struct connection connection;
    int code = connection_open(cards->arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    if (about->as_of)
        connection_be_patient(&connection);
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SCORECARD;
    query.scorecard = about;
    code = connection_pages(&connection, &query, take_page, cards);
    connection_close(&connection);
    return code == COMMAND_WELL ? print(cards) : code;
}

static int run(const struct capaian_arguments *arguments, bool csv, Capaian__V1__ScorecardQuery *about) {
    struct cards cards = {.arguments = arguments, .csv = csv};
    cards.listing = new_listing(&cards);
    int code = cards.listing ? ask(&cards, about) : capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    listing_free(cards.listing);
    capaian_string_free(&cards.out);
    capaian_string_free(&cards.head);
    capaian_string_free(&cards.lines);
    return code;
}

int command_scorecard(int argc, char **argv) {
    const char *unit = "", *person = "", *period = "", *as_of = "";
    bool csv = false;
    const struct capaian_option options[] = {
        {"unit", "UNIT", NULL, "only this unit", &unit, NULL, false},
        {"person", "PERSON", NULL, "what lies in the tenures of this person (role personnel)", &person, NULL, false},
        {"period", "YEAR", NULL, "another year than the current one: 2026", &period, NULL, false},
        {"as-of", "DATE|INSTANT", NULL, "what the ledger said at the end of that day, or at that instant", &as_of, NULL,
         false},
        {"csv", NULL, NULL, "answer as CSV, a row for each line", NULL, &csv, false},
    };
    const struct capaian_command_line line = {
        .usage = "scorecard [--unit UNIT] [--person PERSON] [--period YEAR] [--as-of DATE] [--csv | --json]",
        .help =
            "The indicators of a unit by their weights, those included that it answers a share of. What could not be\n"
            "assessed is left out with the reason and the rest reweighted; what nobody reported until the lock "
            "counts\n"
            "0; under half of the weight assessed there is no score. A value is the attainment between 0 and the "
            "cap.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    struct capaian_period year;
    if (*period && (capaian_period_parse(period, &year) < 0 || year.kind != CAPAIAN_YEAR))
        return capaian_command_fail(COMMAND_USAGE, "scorecard is of a year, as --period 2026, not %s", period);
    if (csv && arguments.json)
        return capaian_command_fail(COMMAND_USAGE, "scorecard: choose one of --csv and --json");
    Capaian__V1__ScorecardQuery about = CAPAIAN__V1__SCORECARD_QUERY__INIT;
    about.unit = (char *)unit;
    about.person = (char *)person;
    about.period = (char *)period;
    if (*as_of && (code = arguments_instant(&arguments, "--as-of", as_of, &about.as_of)) != COMMAND_GO_ON)
        return code;
    return run(&arguments, csv, &about);
}
