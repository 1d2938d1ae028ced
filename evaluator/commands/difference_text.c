#include "commands/difference_text.h"

#include "client/command.h"
#include "commands/figure.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <string.h>

enum { TEXT_WIDTH = 48 };    // of a name, a definition, a policy's value

static const struct kind {
    const char *name;
    const char *indonesian, *english;
} kinds[CHANGE_KINDS] = {
    [CHANGE_UNIT_BEGINS] = {"unit_begins", "Unit baru", "New units"},
    [CHANGE_UNIT_ENDS] = {"unit_ends", "Unit yang berakhir", "Units that end"},
    [CHANGE_UNIT_GONE] = {"unit_gone", "Unit yang tidak ada lagi", "Units no longer listed"},
    [CHANGE_UNIT_RENAMED] = {"unit_renamed", "Unit berganti nama", "Units renamed"},
    [CHANGE_UNIT_MOVED] = {"unit_moved", "Unit berganti atasan", "Units with another superior"},
    [CHANGE_UNIT_SUCCEEDED] = {"unit_succeeded", "Penerus unit berubah", "Units with other successors"},
    [CHANGE_UNIT_OTHER] = {"unit_other", "Perubahan lain pada unit", "Other changes of units"},
    [CHANGE_INDICATOR_NEW] = {"indicator_new", "Indikator baru", "New indicators"},
    [CHANGE_INDICATOR_GONE] = {"indicator_gone", "Indikator yang tidak ada lagi", "Indicators gone"},
    [CHANGE_INDICATOR_MOVED] = {"indicator_moved", "Penanggung jawab atau pelapor indikator berubah",
                                "Indicators moved to another unit or reporter"},
    [CHANGE_INDICATOR_RULE] = {"indicator_rule", "Rumus atau konsolidasi indikator berubah",
                               "Indicators whose formula or consolidation changes"},
    [CHANGE_INDICATOR_OTHER] = {"indicator_other", "Perubahan lain pada indikator", "Other changes of indicators"},
    [CHANGE_TARGET_UP] = {"target_up", "Target naik", "Targets up"},
    [CHANGE_TARGET_DOWN] = {"target_down", "Target turun", "Targets down"},
    [CHANGE_TARGET_NEW] = {"target_new", "Target baru", "New targets"},
    [CHANGE_TARGET_GONE] = {"target_gone", "Target yang tidak ada lagi", "Targets gone"},
    [CHANGE_TARGET_OTHER] = {"target_other", "Perubahan lain pada target", "Other changes of targets"},
    [CHANGE_HOLDER_COMES] = {"holder_comes", "Pejabat masuk", "Holders who come"},
    [CHANGE_HOLDER_GOES] = {"holder_goes", "Pejabat keluar", "Holders who go"},
    [CHANGE_HOLDER_OTHER] = {"holder_other", "Perubahan lain pada pejabat", "Other changes of holders"},
    [CHANGE_POLICY] = {"policy", "Kebijakan berubah", "Policies changed"},
    [CHANGE_ENDED] = {"ended", "Target lain bagi periode yang sudah berakhir",
                      "Other targets for periods that have ended"},
    [CHANGE_ENDED_FIRST] = {"ended_first", "Target pertama bagi periode yang sudah berakhir; langsung berlaku",
                            "First targets for periods that have ended; they hold at once"},
    [CHANGE_ENDED_BEFORE] = {"ended_before",
                             "Target bagi periode yang berakhir sebelum tanggal berlaku; tidak pernah berlaku",
                             "Targets for periods that end before this is in force; they never hold"},
};

static const char *grade_of(const struct indicator *rules, const struct target *target) {
    for (size_t i = 0; rules->formula == FORMULA_GRADE && i < rules->grade_count; i++) {
        if (rules->grades[i].rank * CAPAIAN_NANO == target->target)
            return rules->grades[i].grade;
    }
    return NULL;
}

void string_add_target(struct capaian_string *out, const struct indicator *rules, const struct target *target,
                       enum capaian_number_style style) {
    char number[CAPAIAN_NUMBER_TEXT];
    if (target == NULL)
        return;
    const char *grade = target->scheduled ? grade_of(rules, target) : "-";
    if (grade != NULL) {
        string_add_visible(out, grade);
        return;
    }
    capaian_string_add(out, "%s", capaian_nano_format(target->target, -1, style, number));
    if (target->has_high)
        capaian_string_add(out, "..%s", capaian_nano_format(target->high, -1, style, number));
}

static void add_plain(struct capaian_string *out, bool present, capaian_nano nano) {
    char number[CAPAIAN_NUMBER_TEXT];
    capaian_string_add(out, "%s", present ? capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, number) : "null");
}

void string_add_target_json(struct capaian_string *out, const char *prefix, const struct indicator *rules,
                            const struct target *target) {
    bool scheduled = target != NULL && target->scheduled;
    const char *grade = scheduled ? grade_of(rules, target) : NULL;
    capaian_string_add(out, "\"%s\":", prefix);
    add_plain(out, scheduled, scheduled ? target->target : 0);
    capaian_string_add(out, ",\"%s_high\":", prefix);
    add_plain(out, scheduled && target->has_high, scheduled ? target->high : 0);
    capaian_string_add(out, ",\"%s_grade\":", prefix);
    if (grade != NULL)
        capaian_string_add_json(out, grade);
    else
        capaian_string_add(out, "null");
}

static void add_quoted(struct capaian_string *out, const char *text, enum capaian_language language) {
    if (*text != '\0')
        (void)string_add_fitting(out, text, TEXT_WIDTH);
    else
        capaian_string_add(out, "%s", capaian_in_language(language, "(kosong)", "(blank)"));
}

static void add_day(struct capaian_string *out, const char *indonesian, const char *english, int32_t day,
                    enum capaian_language language) {
    char date[CAPAIAN_PERIOD_TEXT];
    if (day != DAY_ALWAYS && day != DAY_NEVER)
        capaian_string_add(out, "%s%s", capaian_in_language(language, indonesian, english),
                           capaian_date_format(day, date));
}

// The catalogue's name in the case in which codes travel.
static const char *capacity_word(enum capacity capacity, enum capaian_language language) {
    static const char *const codes[] = {"", "definitive", "plt", "plh", "pj"};
    return code_word(codes[capacity], language);
}

static void add_holder(struct capaian_string *out, enum change_kind kind, const struct change *change,
                       enum capaian_language language) {
    const struct holder *holder = change->holder;
    capaian_string_add(out, ": %s ", holder->person);
    (void)string_add_fitting(out, holder->name, TEXT_WIDTH);
    capaian_string_add(out, " (%s)", capacity_word(holder->capacity, language));
    if (kind == CHANGE_HOLDER_COMES)
        add_day(out, ", mulai ", ", from ", holder->from, language);
    if (kind != CHANGE_HOLDER_OTHER)
        add_day(out, ", sampai ", ", until ", holder->to, language);
    if (change->field != NULL)
        capaian_string_add(out, ": %s", change->field);
}

static void add_numbers(struct capaian_string *out, const struct change *change, enum capaian_language language) {
    enum capaian_number_style style = language_style(language);
    char number[CAPAIAN_NUMBER_TEXT];
    capaian_string_add(out, "%s -> ", capaian_nano_format(change->number_before, -1, style, number));
    capaian_string_add(out, "%s", capaian_nano_format(change->number_after, -1, style, number));
}

static void add_texts(struct capaian_string *out, const struct change *change, enum capaian_language language) {
    add_quoted(out, change->before, language);
    capaian_string_add(out, " -> ");
    add_quoted(out, change->after, language);
}

static void add_target(struct capaian_string *out, const struct change *change, enum capaian_language language) {
    enum capaian_number_style style = language_style(language);
    char period[CAPAIAN_PERIOD_TEXT];
    capaian_string_add(out, " %s: ", capaian_period_format(change->period, period));
    if (change->field != NULL)
        capaian_string_add(out, "%s ", change->field);
    if (change->numbers) {
        add_numbers(out, change, language);
        return;
    }
    if (change->before != NULL) {
        add_texts(out, change, language);
        return;
    }
    if (change->was != NULL)
        string_add_target(out, change->rules_before, change->was, style);
    else
        capaian_string_add(out, "%s", capaian_in_language(language, "(belum ada)", "(none)"));
    capaian_string_add(out, " -> ");
    if (change->is != NULL)
        string_add_target(out, change->rules_after, change->is, style);
    else
        capaian_string_add(out, "%s", capaian_in_language(language, "(tidak ada lagi)", "(none)"));
}

static void add_values(struct capaian_string *out, const struct change *change, enum capaian_language language) {
    if (change->field != NULL)
        capaian_string_add(out, ": %s", change->field);
    if (change->numbers) {
        capaian_string_add(out, " ");
        add_numbers(out, change, language);
    } else if (change->before != NULL && change->after != NULL) {
        capaian_string_add(out, "%s ", change->field != NULL ? "" : ":");
        add_texts(out, change, language);
    } else if (change->before != NULL || change->after != NULL) {
        capaian_string_add(out, " ");
        (void)string_add_fitting(out, change->after != NULL ? change->after : change->before, TEXT_WIDTH);
    }
}

static void add_indicator(struct capaian_string *out, const struct indicator *indicator) {
    capaian_string_add(out, " (%s) ", indicator->unit);
    (void)string_add_fitting(out, indicator->name, TEXT_WIDTH);
}

static void add_change(struct capaian_string *out, enum change_kind kind, const struct change *change,
                       enum capaian_language language) {
    capaian_string_add(out, "  %s", change->subject);
    if (change->holder != NULL)
        add_holder(out, kind, change, language);
    else if (change->was != NULL || change->is != NULL)
        add_target(out, change, language);
    else if (kind == CHANGE_INDICATOR_NEW || kind == CHANGE_INDICATOR_GONE)
        add_indicator(out, kind == CHANGE_INDICATOR_NEW ? change->rules_after : change->rules_before);
    else
        add_values(out, change, language);
    if (kind == CHANGE_UNIT_BEGINS)
        add_day(out, ", mulai ", ", from ", change->day, language);
    if (kind == CHANGE_UNIT_ENDS)
        add_day(out, ", sampai ", ", until ", change->day, language);
    capaian_string_add(out, "\n");
}

static const char *consequence(bool rejudge, enum capaian_language language) {
    if (rejudge)
        return capaian_in_language(language, "; dinilai ulang (--rejudge)", "; judged again (--rejudge)");
    return capaian_in_language(language,
                               "; yang sudah dinilai tetap seperti penilaiannya; dengan --rejudge dinilai ulang",
                               "; what has been judged stays as it was judged; --rejudge would judge these again");
}

void string_add_difference(struct capaian_string *out, const struct difference *difference, bool rejudge,
                           enum capaian_language language) {
    for (enum change_kind kind = 0; kind < CHANGE_KINDS; kind++) {
        const struct change_list *list = &difference->lists[kind];
        if (list->count == 0)
            continue;
        capaian_string_add(out, "\n%s (%zu)%s:\n",
                           capaian_in_language(language, kinds[kind].indonesian, kinds[kind].english), list->count,
                           kind == CHANGE_ENDED ? consequence(rejudge, language) : "");
        for (size_t i = 0; i < list->count && i < CHANGES_LISTED; i++)
            add_change(out, kind, &list->list[i], language);
        if (list->count > CHANGES_LISTED)
            capaian_string_add(out, capaian_in_language(language, "  dan %zu lainnya\n", "  and %zu more\n"),
                               list->count - CHANGES_LISTED);
    }
}

static void add_json_text(struct capaian_string *out, const char *name, const char *text) {
    if (text == NULL)
        return;
    capaian_string_add(out, ",\"%s\":", name);
    capaian_string_add_json(out, text);
}

static void add_json_day(struct capaian_string *out, const char *name, int32_t day) {
    char date[CAPAIAN_PERIOD_TEXT];
    if (day != DAY_ALWAYS && day != DAY_NEVER)
        capaian_string_add(out, ",\"%s\":\"%s\"", name, capaian_date_format(day, date));
}

// Of a field of a target or indicator, so that it is not taken for the number to reach: "weight_before":40.
static void add_json_numbers(struct capaian_string *out, const struct change *change) {
    capaian_string_add(out, ",\"%s_before\":", change->field);
    add_plain(out, true, change->number_before);
    capaian_string_add(out, ",\"%s_after\":", change->field);
    add_plain(out, true, change->number_after);
}

static void add_json_target(struct capaian_string *out, const struct change *change) {
    const struct target *judged = change->is != NULL ? change->is : change->was;
    char period[CAPAIAN_PERIOD_TEXT];
    capaian_string_add(out, ",\"period\":\"%s\",\"judged\":%s,", capaian_period_format(change->period, period),
                       judged != NULL && judged->judged ? "true" : "false");
    string_add_target_json(out, "before", change->rules_before, change->was);
    capaian_string_add(out, ",");
    string_add_target_json(out, "after", change->rules_after, change->is);
    if (change->before != NULL && change->after != NULL) {
        capaian_string_add(out, ",\"%s_before\":\"%s\"", change->field, change->before);
        capaian_string_add(out, ",\"%s_after\":\"%s\"", change->field, change->after);
    }
}

static void add_json_change(struct capaian_string *out, enum change_kind kind, const struct change *change) {
    const struct indicator *indicator = kind == CHANGE_INDICATOR_NEW    ? change->rules_after
                                        : kind == CHANGE_INDICATOR_GONE ? change->rules_before
                                                                        : NULL;
    capaian_string_add(out, "{\"subject\":");
    capaian_string_add_json(out, change->subject);
    add_json_text(out, "field", change->field);
    add_json_text(out, "unit", indicator != NULL ? indicator->unit : NULL);
    add_json_text(out, "name", indicator != NULL ? indicator->name : NULL);
    if (change->was == NULL && change->is == NULL) {
        add_json_text(out, "before", change->before);
        add_json_text(out, "after", change->after);
    }
    if (change->holder != NULL) {
        add_json_text(out, "person", change->holder->person);
        add_json_text(out, "name", change->holder->name);
        add_json_text(out, "capacity", capacity_name(change->holder->capacity));
        add_json_day(out, "from", change->holder->from);
        add_json_day(out, "to", change->holder->to);
    }
    if (change->was != NULL || change->is != NULL)
        add_json_target(out, change);
    if (change->numbers)
        add_json_numbers(out, change);
    if (kind == CHANGE_UNIT_BEGINS || kind == CHANGE_UNIT_ENDS)
        add_json_day(out, kind == CHANGE_UNIT_BEGINS ? "from" : "to", change->day);
    capaian_string_add(out, "}");
}

void string_add_difference_json(struct capaian_string *out, const struct difference *difference) {
    capaian_string_add(out, "\"changes\":{");
    for (enum change_kind kind = 0; kind < CHANGE_KINDS; kind++) {
        const struct change_list *list = &difference->lists[kind];
        capaian_string_add(out, "%s\n\"%s\":{\"count\":%zu,\"list\":[", kind > 0 ? "," : "", kinds[kind].name,
                           list->count);
        for (size_t i = 0; i < list->count && i < CHANGES_LISTED; i++) {
            capaian_string_add(out, "%s\n", i > 0 ? "," : "");
            add_json_change(out, kind, &list->list[i]);
        }
        capaian_string_add(out, "]}");
    }
    capaian_string_add(out, "}");
}
