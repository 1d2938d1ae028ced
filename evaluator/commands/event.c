#include "commands/event.h"

#include "client/command.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <inttypes.h>

char *local_time(const struct capaian_calendar *zone, int64_t instant, char buffer[CAPAIAN_INSTANT_TEXT]) {
    enum { DATE = 10, END = 19 };    // 2026-04-11T09:00:00+07:00
    capaian_instant_format(zone, instant, buffer);
    buffer[DATE] = ' ';
    buffer[END] = '\0';
    return buffer;
}

void string_add_event(struct capaian_string *out, const Capaian__V1__AlertEvent *event, enum capaian_language language,
                      const struct capaian_calendar *zone) {
    char at[CAPAIAN_INSTANT_TEXT];
    capaian_string_add(out, "%" PRIu64 "  %s  %s  %s", event->number, local_time(zone, event->at, at),
                       alert_kind_word(event->kind, language), alert_state_word(event->state, language));
    const char *const places[] = {event->unit, event->indicator, event->period};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        capaian_string_add(out, "  ");
        string_add_visible(out, *places[i] ? places[i] : "-");
    }
    capaian_string_add(out, "\n      ");
    string_add_visible(out, capaian_in_language(language, event->sentence_id, event->sentence_en));
    capaian_string_add(out, "\n");
}
