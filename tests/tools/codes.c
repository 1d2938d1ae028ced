// The section of codes as PROTOCOL.md prints it: everything that a user can see, from the tables themselves.
// protocol.py puts it into the document and compares.
#include "alert/reasons.h"
#include "wire/error.h"

#include <stdio.h>

// The table of codes in parts, each known by its first code.
static const struct part {
    enum capaian_code first;
    const char *heading;
} parts[] = {
    {CAPAIAN_ENVELOPE_MALFORMED, "The frame and the connection"},
    {CAPAIAN_ID_LENGTH, "The message"},
    {CAPAIAN_CODE_MALFORMED, "The row by itself"},
    {CAPAIAN_SHEET_NO_HEADER, "A sheet: from the command line alone, as are `figure.malformed` and `figure.ambiguous`"},
    {CAPAIAN_INDICATOR_UNKNOWN, "The row and the catalogue"},
    {CAPAIAN_QUERY_MALFORMED, "Queries and acts"},
    {CAPAIAN_FILE_ABSENT, "The catalogue's check: in `ActReply.findings`, and nowhere else on the wire"},
};

static const char *severity_name(enum capaian_severity severity) {
    static const char *const names[] = {"", "note", "warning", "error"};
    return names[severity];
}

static void print_part(const struct part *part, enum capaian_code end) {
    // The places of the arguments stay visible.
    static const char *const places[3] = {"{0}", "{1}", "{2}"};
    printf("### %s\n\n| code | severity | English | Indonesian |\n|---|---|---|---|\n", part->heading);
    for (enum capaian_code code = part->first; code < end; code++) {
        char english[CAPAIAN_SENTENCE_MAX], indonesian[CAPAIAN_SENTENCE_MAX];
        printf("| `%s` | %s | %s | %s |\n", capaian_code_name(code), severity_name(capaian_code_severity(code)),
               capaian_code_sentence(code, CAPAIAN_ENGLISH, places, english, sizeof english),
               capaian_code_sentence(code, CAPAIAN_INDONESIAN, places, indonesian, sizeof indonesian));
    }
    printf("\n");
}

static void print_reasons(void) {
    printf("### Why an alert changed: `AlertEvent.reason`\n\n"
           "| reason | kinds | English | Indonesian |\n|---|---|---|---|\n");
#define PRINT(name, text, kinds, indonesian, english)                                                                  \
    printf("| `%s` | %s | %s | %s |\n", text, kinds, english, indonesian);
    ALERT_REASONS(PRINT)
#undef PRINT
}

int main(void) {
    enum { PARTS = sizeof parts / sizeof parts[0] };
    if (parts[0].first != CAPAIAN_OK + 1)
        return 1;    // a code before the first part would be nowhere
    for (size_t i = 0; i < PARTS; i++)
        print_part(&parts[i], i + 1 < PARTS ? parts[i + 1].first : CAPAIAN_CODE_COUNT);
    print_reasons();
    return ferror(stdout) ? 1 : 0;
}
