#include "commands/arguments.h"

int arguments_read(int argc, char **argv, const struct capaian_command_line *line, enum arguments_kind kind,
                   struct capaian_arguments *ret) {
    struct capaian_arguments found = {.endpoint = "tcp://127.0.0.1:5573"};
    const char *language = "id";
    const char *zone = "WIB";
    const char *deadline = kind == ARGUMENTS_ACT ? "60s" : "10s";
    const struct capaian_option shared[] = {
        {"json", NULL, NULL, "answer as JSON", NULL, &found.json, false},
        {"lang", "id|en", "CAPAIAN_LANG", "language of the answer, id where not given", &language, NULL, false},
        {"zone", "ZONE", "CAPAIAN_ZONE", "time zone of dates and times: WIB (not given), WITA, WIT, UTC, +07:00", &zone,
         NULL, false},
        {"endpoint", "ENDPOINT", "CAPAIAN_EVALUATOR", "the evaluator's query socket, tcp://127.0.0.1:5573",
         &found.endpoint, NULL, false},
        {"server-key", "HEX|FILE", "CAPAIAN_EVALUATOR_KEY", "the evaluator's public key", &found.server_key, NULL,
         true},
        {"key", "FILE", "CAPAIAN_KEY", "your own key pair (see keygen)", &found.key, NULL, true},
        {"deadline", "TIME", NULL, "how long to wait for an answer: 10s, for acts 60s", &deadline, NULL, false},
        {"actor", "NAME", NULL, "who does this, for the record", &found.actor, NULL, false},
        {"reason", "TEXT", NULL, "why, for the record", &found.reason, NULL, false},
    };
    static const size_t SHARED_COUNT[] = {[ARGUMENTS_LOCAL] = 2, [ARGUMENTS_QUERY] = 7, [ARGUMENTS_ACT] = 9};
    int code = capaian_command_read(argc, argv, line, shared, SHARED_COUNT[kind], &found.operands);
    if (code == COMMAND_GO_ON)
        code = capaian_arguments_interpret(&found, language, zone, deadline);
    if (code == COMMAND_GO_ON)
        *ret = found;
    return code;
}

int arguments_instant(const struct capaian_arguments *arguments, const char *option, const char *text, int64_t *ret) {
    int32_t day;
    if (capaian_date_parse(text, &day) == 0)
        *ret = capaian_day_start(&arguments->zone, day + 1) - 1;
    else if (capaian_instant_parse(&arguments->zone, text, ret) < 0)
        return capaian_command_fail(COMMAND_USAGE,
                                    "%s %s is not an instant: 2026-03-31 (its end), or "
                                    "2026-03-31T08:30:00+07:00",
                                    option, text);
    return COMMAND_GO_ON;
}
