#include "commands/event.h"

#include "client/command.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <inttypes.h>
#include <string.h>

char *local_time(const struct capaian_calendar *zone, int64_t instant, char buffer[CAPAIAN_INSTANT_TEXT]) {
    enum { DATE = 10, END = 19 };    // 2026-04-11T09:00:00+07:00
    capaian_instant_format(zone, instant, buffer);
    buffer[DATE] = ' ';
    buffer[END] = '\0';
    return buffer;
}

static void add_blanks(struct capaian_string *out, size_t count) {
    capaian_string_add(out, "%*s", (int)count, "");
}

void string_add_wrapped(struct capaian_string *out, const char *text, size_t indent, size_t widest) {
    size_t width = indent;
    add_blanks(out, indent);
    while (*text) {
        size_t size = strcspn(text, " ");
        struct capaian_string word = {0};
        capaian_string_add_bytes(&word, text, size);
        size_t here = word.text ? text_width(word.text) : 0;
        if (widest && width > indent && width + 1 + here > widest) {
            capaian_string_add(out, "\n");
            add_blanks(out, indent);
            width = indent;
        }
        if (width > indent) {
            capaian_string_add(out, " ");
            width++;
        }
        if (word.text)
            string_add_visible(out, word.text);
        out->failed |= word.failed;
        capaian_string_free(&word);
        width += here;
        text += size + strspn(text + size, " ");
    }
    capaian_string_add(out, "\n");
}

// "P0501 (kunci planning): Sedang ditelusuri; s.d. 2026-05-15"
static void add_acted(struct capaian_string *out, const Capaian__V1__Acted *acted, enum capaian_language language) {
    capaian_string_add(out, "%s",
                       *acted->actor ? acted->actor : capaian_in_language(language, "tanpa nama", "unnamed"));
    if (*acted->key)
        capaian_string_add(out, " (%s %s)", capaian_in_language(language, "kunci", "key"), acted->key);
    if (*acted->reason)
        capaian_string_add(out, ": %s", acted->reason);
    if (*acted->until)
        capaian_string_add(out, "; %s %s", capaian_in_language(language, "s.d.", "until"), acted->until);
}

static void add_follow_up(struct capaian_string *out, const Capaian__V1__FollowUp *follow_up,
                          enum capaian_language language) {
    capaian_string_add(out, "%s: %s; %s, %s %s", capaian_in_language(language, "Tindak lanjut", "Follow-up"),
                       follow_up->action, follow_up->owner, capaian_in_language(language, "paling lambat", "by"),
                       follow_up->due);
    if (*follow_up->cause)
        capaian_string_add(out, "; %s: %s", capaian_in_language(language, "sebab", "cause"), follow_up->cause);
}

// "not_met (tinggi)": a verdict, and the policy's name for it.
static void add_before(struct capaian_string *out, const char *before, enum capaian_language language) {
    char code[32] = "";
    size_t size = strcspn(before, " ");
    if (size < sizeof code)
        memcpy(code, before, size);
    capaian_string_add(out, "%s: %s%s", capaian_in_language(language, "Semula", "Before"),
                       *code ? code_word(code, language) : "", before + (*code ? size : 0));
}

static void add_told(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language) {
    capaian_string_add(out, "%s:", capaian_in_language(language, "Disampaikan kepada", "Taken to"));
    for (size_t i = 0; i < event->n_told; i++) {
        const Capaian__V1__Person *person = event->told[i];
        const char *name = *person->name ? person->name : capaian_in_language(language, "jabatan kosong", "vacant");
        capaian_string_add(out, "%s %s (%s)", i ? "," : "", name, person->unit);
    }
}

static void add_line(struct capaian_string *out, struct capaian_string *line, size_t indent, size_t widest) {
    out->failed |= line->failed;
    if (line->size && !line->failed)
        string_add_wrapped(out, line->text, indent, widest);
    capaian_string_free(line);
}

void string_add_deeds(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                      size_t indent, size_t widest) {
    struct capaian_string line = {0};
    if (*event->before) {
        add_before(&line, event->before, language);
        add_line(out, &line, indent, widest);
    }
    if (event->acted) {
        capaian_string_add(&line, "%s ", capaian_in_language(language, "Oleh", "By"));
        add_acted(&line, event->acted, language);
        add_line(out, &line, indent, widest);
    }
    if (event->follow_up) {
        add_follow_up(&line, event->follow_up, language);
        add_line(out, &line, indent, widest);
    }
    if (event->n_told) {
        add_told(&line, event, language);
        add_line(out, &line, indent, widest);
    }
    if (event->suppressed) {
        capaian_string_add(&line, "%s ", capaian_in_language(language, "Ditahan oleh", "Suppressed by"));
        add_acted(&line, event->suppressed, language);
        add_line(out, &line, indent, widest);
    }
}

void string_add_event_within(struct capaian_string *out, const Capaian__V1__AlertEvent *event,
                             enum capaian_language language, const struct capaian_calendar *zone, size_t widest) {
    enum { INDENT = 6 };
    char at[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out, "%" PRIu64 "  %s  %s  %s", event->number, local_time(zone, event->at, at),
                       alert_kind_word(event->kind, language), alert_state_word(event->state, language));
    const char *const places[] = {event->unit, event->indicator, event->period};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        capaian_string_add(out, "  ");
        string_add_visible(out, *places[i] ? places[i] : "-");
    }
    capaian_string_add(out, "\n");
    string_add_wrapped(out, capaian_in_language(language, event->sentence_id, event->sentence_en), INDENT, widest);
    string_add_deeds(out, event, language, INDENT, widest);
}

void string_add_event(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                      const struct capaian_calendar *zone) {
    string_add_event_within(out, event, language, zone, 0);
}
