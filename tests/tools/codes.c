// The tables of codes and, after an empty line, of the reasons of alerts as PROTOCOL.md prints them, from the tables
// themselves. protocol.py puts them into the document and compares.
#include "alert/reasons.h"
#include "wire/error.h"

#include <stdio.h>

static const char *severity_name(enum capaian_severity severity) {
    static const char *const names[] = {"", "note", "warning", "error"};
    return names[severity];
}

static void print_reasons(void) {
#define PRINT(name, text, kinds, indonesian, english)                                                                  \
    printf("| `%s` | %s | %s | %s |\n", text, kinds, english, indonesian);
    printf("| reason | kinds | English | Indonesian |\n|---|---|---|---|\n");
    ALERT_REASONS(PRINT)
#undef PRINT
}

static void print_codes(void) {
    // The places of the arguments stay visible.
    static const char *const places[3] = {"{0}", "{1}", "{2}"};
    printf("| code | severity | English | Indonesian |\n|---|---|---|---|\n");
    for (unsigned number = CAPAIAN_OK + 1; number < CAPAIAN_CODE_COUNT; number++) {
        enum capaian_code code = (enum capaian_code)number;
        char english[CAPAIAN_SENTENCE_MAX], indonesian[CAPAIAN_SENTENCE_MAX];
        printf("| `%s` | %s | %s | %s |\n", capaian_code_name(code), severity_name(capaian_code_severity(code)),
               capaian_code_sentence(code, CAPAIAN_ENGLISH, places, english, sizeof english),
               capaian_code_sentence(code, CAPAIAN_INDONESIAN, places, indonesian, sizeof indonesian));
    }
}

int main(void) {
    print_codes();
    printf("\n");
    print_reasons();
    return ferror(stdout) ? 1 : 0;
}
