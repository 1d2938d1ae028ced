#include "commands/report_rows.h"

#include "catalogue/catalogue.h"
#include "client/command.h"
#include "commands/aim_text.h"
#include "commands/figure.h"
#include "commands/json.h"
#include "commands/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const Capaian__V1__Assessment NONE = CAPAIAN__V1__ASSESSMENT__INIT;

static const char *in(const struct report_form *form, const char *indonesian, const char *english) {
    return form->language == CAPAIAN_ENGLISH ? english : indonesian;
}

// A line of 110 columns has no room for the longest of the words; what they say in brackets is kept.
static const char *short_outcome(const struct report_form *form, Capaian__V1__Assessed outcome) {
    switch (outcome) {
    case CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT:
        return in(form, "luput (tidak lapor)", "missed (not reported)");
    case CAPAIAN__V1__ASSESSED__ASSESSED_NO_TRAJECTORY:
        return in(form, "tanpa lintasan", "no trajectory");
    case CAPAIAN__V1__ASSESSED__ASSESSED_MISSING:
        return in(form, "tidak tersedia", "missing (accepted)");
    case CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND:
        return in(form, "di luar jangkauan", "beyond comparing");
    default:
        return outcome_word(outcome, form->language);
    }
}

static void add_joined(struct report_form *form, struct capaian_string *text) {
    listing_add(form->listing, text->failed ? NULL : text->text);
    capaian_string_free(text);
}

static void add_outcome(struct report_form *form, const Capaian__V1__Assessment *assessment) {
    struct capaian_string text = {0};
    capaian_string_add(&text, "%s",
                       form->csv ? outcome_word(assessment->outcome, form->language)
                                 : short_outcome(form, assessment->outcome));
    if (assessment->status != CAPAIAN__V1__STATUS__STATUS_FINAL)
        capaian_string_add(&text, " (%s)", status_word(assessment->status, form->language));
    add_joined(form, &text);
}

static void add_number(struct report_form *form, const Capaian__V1__Decimal *number, unsigned decimals) {
    char people[CAPAIAN_NUMBER_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    listing_add_figure(form->listing, decimal_text(number, decimals, form->language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static void add_percent(struct report_form *form, const Capaian__V1__Decimal *number) {
    char people[CAPAIAN_NUMBER_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    listing_add_figure(form->listing, percent_text(number, form->language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static void add_target(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                       const Capaian__V1__Assessment *assessment) {
    char people[AIM_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    const Capaian__V1__Decimal *number = assessment->target;
    listing_add_figure(form->listing, target_text(assessment, row->decimals, form->language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static void add_realization(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                            const Capaian__V1__Assessment *assessment) {
    char people[CAPAIAN_NUMBER_TEXT], plain[CAPAIAN_NUMBER_TEXT];
    const Capaian__V1__Decimal *number = assessment->realization;
    bool graded = strcmp(row->formula, formula_name(FORMULA_GRADE)) == 0;
    listing_add_figure(form->listing, realization_text(assessment, graded, row->decimals, form->language, people),
                       number ? decimal_plain(number, plain) : NULL);
}

static void add_code(struct report_form *form, const ProtobufCEnumDescriptor *descriptor, bool there, int value) {
    char code[JSON_ENUM_TEXT];
    listing_add(form->listing, there ? enum_code(descriptor, value, code) : NULL);
}

// How far it is counted, target, realization, attainment, outcome.
static void add_assessment(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                           const Capaian__V1__Assessment *assessment, const char *label) {
    const Capaian__V1__Assessment *shown = assessment ? assessment : &NONE;
    struct capaian_string through = {0};
    capaian_string_add(&through, "%s%s", label, *shown->cut || !*label ? shown->cut : "-");
    add_joined(form, &through);
    add_target(form, row, shown);
    add_realization(form, row, shown);
    add_percent(form, shown->attainment);
    if (form->csv) {
        add_code(form, &capaian__v1__assessed__descriptor, assessment != NULL, (int)shown->outcome);
        add_code(form, &capaian__v1__status__descriptor, assessment != NULL, (int)shown->status);
    }
    if (assessment)
        add_outcome(form, assessment);
    else
        listing_add(form->listing, NULL);
}

static void add_csv_beside(struct report_form *form, const Capaian__V1__Assessment *assessment) {
    const Capaian__V1__Assessment *shown = assessment ? assessment : &NONE;
    char plain[CAPAIAN_NUMBER_TEXT];
    capaian_nano deviation;
    listing_add(form->listing, deviation_from(shown, &deviation)
                                   ? capaian_nano_format(deviation, -1, CAPAIAN_NUMBERS_UNDECLARED, plain)
                                   : NULL);
    add_percent(form, shown->capped);
    listing_add(form->listing, shown->band);
    add_code(form, &capaian__v1__stage__descriptor, assessment != NULL, (int)shown->stage);
}

static void add_csv_grades(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                           const Capaian__V1__Assessment *assessment) {
    const Capaian__V1__Assessment *shown = assessment ? assessment : &NONE;
    add_number(form, shown->target_high, row->decimals);
    listing_add(form->listing, shown->target_grade);
    listing_add(form->listing, shown->realization_grade);
}

static void add_csv_row(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                        const Capaian__V1__AttainmentPage *page) {
    struct listing *listing = form->listing;
    const Capaian__V1__Assessment *plan = row->plan ? row->plan : &NONE, *before = row->year_before,
                                  *original = row->original ? row->original : &NONE;
    const char *const texts[] = {row->unit,   row->indicator,        row->name,
                                 row->satuan, row->reported_through, row->unreported_from};
    char text[CAPAIAN_INSTANT_TEXT], step[24];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        listing_add(listing, texts[i]);
    add_assessment(form, row, row->to_date, "");
    add_assessment(form, row, row->year, "");
    listing_add(listing, page->year);
    listing_add(listing, capaian_instant_format(form->zone, page->now, text));
    snprintf(step, sizeof step, "%" PRIu64, page->step);
    listing_add(listing, step);
    listing_add(listing, page->simulated ? "true" : "false");
    add_csv_beside(form, row->to_date);
    add_csv_beside(form, row->year);
    listing_add(listing, plan->period);
    listing_add(listing, plan->cut);
    add_number(form, plan->target, row->decimals);
    add_number(form, plan->realization, row->decimals);
    add_percent(form, plan->attainment);
    add_code(form, &capaian__v1__assessed__descriptor, row->plan != NULL, (int)plan->outcome);
    add_number(form, original->target, row->decimals);
    add_percent(form, original->attainment);
    add_code(form, &capaian__v1__assessed__descriptor, row->original != NULL, (int)original->outcome);
    listing_add(listing, before ? before->cut : NULL);
    add_number(form, before ? before->realization : NULL, row->decimals);
    listing_add(listing, row->progress ? "true" : "false");
    listing_add(listing, row->plan_node);
    add_csv_grades(form, row, row->to_date);
    add_csv_grades(form, row, row->year);
    add_csv_grades(form, row, row->plan);
    add_csv_grades(form, row, row->original);
    listing_add(listing, before ? before->realization_grade : NULL);
}

// Satuan, and how far figures are reported or from where on one is missing.
static void add_reported(struct report_form *form, const Capaian__V1__AttainmentRow *row) {
    enum { SATUAN_WIDEST = 8 };
    struct capaian_string out = {0};
    string_add_fitting(&out, row->satuan, SATUAN_WIDEST);
    if (*row->unreported_from)
        capaian_string_add(&out, "; %s %s", in(form, "kosong", "gap"), row->unreported_from);
    else if (*row->reported_through)
        capaian_string_add(&out, "; %s %s", in(form, "s.d.", "to"), row->reported_through);
    add_joined(form, &out);
}

static void add_line(struct report_form *form, const char *name, const Capaian__V1__AttainmentRow *row,
                     const Capaian__V1__Assessment *assessment) {
    listing_add_blank(form->listing);
    listing_add(form->listing, name);
    add_assessment(form, row, assessment, "");
}

static void add_beside(struct report_form *form, const Capaian__V1__AttainmentRow *row) {
    if (row->plan) {
        char plan[64];
        snprintf(plan, sizeof plan, "%s %s", in(form, "rencana", "plan"), row->plan->period);
        add_line(form, plan, row, row->plan);
    }
    if (row->original)
        add_line(form, in(form, "target murni", "original target"), row, row->original);
    if (row->year_before) {
        listing_add_blank(form->listing);
        listing_add(form->listing, in(form, "setahun sebelumnya", "a year before"));
        listing_add(form->listing, row->year_before->cut);
        listing_add_blank(form->listing);
        add_realization(form, row, row->year_before);
        listing_add_blank(form->listing);
        listing_add_blank(form->listing);
    }
}

static bool is_percent(const char *satuan) {
    return strcmp(satuan, "%") == 0 || strcasecmp(satuan, "persen") == 0;
}

static void add_remark(struct report_form *form, const char *remark) {
    if (*remark)
        listing_add(form->listing, remark);
    else
        listing_add_blank(form->listing);
}

// Of the figure to date, or of the year where there is none: band, stage, deviation in points, whether it is progress.
static void add_remarks(struct report_form *form, const Capaian__V1__AttainmentRow *row) {
    const Capaian__V1__Assessment *of = row->to_date && row->to_date->realization ? row->to_date
                                        : row->year                               ? row->year
                                                                                  : &NONE;
    struct capaian_string band = {0}, points = {0};
    capaian_nano deviation;
    bool staged = of->realization && of->stage != CAPAIAN__V1__STAGE__STAGE_SUBMITTED;
    if (*of->band)
        capaian_string_add(&band, "%s %s", in(form, "pita", "band"), of->band);
    if (!*of->target_grade && is_percent(row->satuan) && deviation_from(of, &deviation)) {
        char text[CAPAIAN_NUMBER_TEXT];
        int decimals = row->decimals <= CAPAIAN_SCALE_MAX ? (int)row->decimals : -1;
        capaian_string_add(&points, "%s%s %s", deviation > 0 ? "+" : "",
                           capaian_nano_format(deviation, decimals, language_style(form->language), text),
                           in(form, "poin", "points"));
    }
    if (band.size > 0 || points.size > 0 || staged || row->progress) {
        listing_add_blank(form->listing);
        add_remark(form, band.size > 0 ? band.text : "");
        add_remark(form, staged ? stage_word(of->stage, form->language) : "");
        listing_add_blank(form->listing);
        add_remark(form, points.size > 0 ? points.text : "");
        listing_add_blank(form->listing);
        add_remark(form, row->progress ? in(form, "kemajuan", "progress") : "");
    }
    capaian_string_free(&band);
    capaian_string_free(&points);
}

void report_add(struct report_form *form, const Capaian__V1__AttainmentRow *row,
                const Capaian__V1__AttainmentPage *page) {
    if (form->csv) {
        add_csv_row(form, row, page);
        return;
    }
    listing_add(form->listing, row->indicator);
    listing_add(form->listing, row->name);
    add_assessment(form, row, row->to_date, "");
    listing_add(form->listing, row->unit);
    add_reported(form, row);
    add_assessment(form, row, row->year, in(form, "tahun: ", "year: "));
    add_beside(form, row);
    add_remarks(form, row);
}

#define TEXT(name)                                                                                                     \
    { name, NULL, false, 0 }
#define NUMBER(name)                                                                                                   \
    { name, NULL, true, 0 }
static const struct listing_column CSV[] = {
    TEXT("unit"),
    TEXT("indicator"),
    TEXT("name"),
    TEXT("satuan"),
    TEXT("reported_through"),
    TEXT("unreported_from"),
    TEXT("to_date_cut"),
    NUMBER("to_date_target"),
    NUMBER("to_date_realization"),
    NUMBER("to_date_attainment"),
    TEXT("to_date_outcome"),
    TEXT("to_date_status"),
    TEXT("to_date_words"),
    TEXT("year_cut"),
    NUMBER("year_target"),
    NUMBER("year_realization"),
    NUMBER("year_attainment"),
    TEXT("year_outcome"),
    TEXT("year_status"),
    TEXT("year_words"),
    TEXT("year"),
    TEXT("ledger_time"),
    NUMBER("ledger_step"),
    TEXT("simulated"),
    NUMBER("to_date_deviation"),
    NUMBER("to_date_capped"),
    TEXT("to_date_band"),
    TEXT("to_date_stage"),
    NUMBER("year_deviation"),
    NUMBER("year_capped"),
    TEXT("year_band"),
    TEXT("year_stage"),
    TEXT("plan_period"),
    TEXT("plan_cut"),
    NUMBER("plan_target"),
    NUMBER("plan_realization"),
    NUMBER("plan_attainment"),
    TEXT("plan_outcome"),
    NUMBER("original_target"),
    NUMBER("original_attainment"),
    TEXT("original_outcome"),
    TEXT("year_before_cut"),
    NUMBER("year_before_realization"),
    TEXT("progress"),
    TEXT("plan_node"),
    NUMBER("to_date_target_high"),
    TEXT("to_date_target_grade"),
    TEXT("to_date_realization_grade"),
    NUMBER("year_target_high"),
    TEXT("year_target_grade"),
    TEXT("year_realization_grade"),
    NUMBER("plan_target_high"),
    TEXT("plan_target_grade"),
    TEXT("plan_realization_grade"),
    NUMBER("original_target_high"),
    TEXT("original_target_grade"),
    TEXT("original_realization_grade"),
    TEXT("year_before_realization_grade"),
};
#undef TEXT
#undef NUMBER

struct listing *report_listing(struct report_form *form) {
    const struct listing_column text[REPORT_TEXT_COLUMNS] = {
        {NULL, in(form, "indikator", "indicator"), false, 0},  {NULL, in(form, "nama", "name"), false, 22},
        {NULL, in(form, "hitung s.d.", "through"), false, 0},  {NULL, "target", true, 0},
        {NULL, in(form, "realisasi", "realization"), true, 0}, {NULL, in(form, "capaian %", "attained %"), true, 0},
        {NULL, in(form, "hasil", "outcome"), false, 0},
    };
    memcpy(form->columns, text, sizeof text);
    form->listing =
        form->csv ? listing_new(CSV, sizeof CSV / sizeof *CSV) : listing_new(form->columns, REPORT_TEXT_COLUMNS);
    return form->listing;
}
