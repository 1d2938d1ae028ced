// The table of codes as PROTOCOL.md prints it, from the table itself. protocol.py puts it into the document and
// compares.
#include "wire/error.h"

#include <stdio.h>

static const char *severity_name(enum capaian_severity severity) {
    static const char *const names[] = {"", "note", "warning", "error"};
    return names[severity];
}

int main(void) {
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
    return ferror(stdout) ? 1 : 0;
}
