#include "commands/arguments.h"

#include <errno.h>

int arguments_read(int argc, char **argv, const struct capaian_command_line *line, const char *deadline,
                   struct capaian_arguments *ret) {
    struct capaian_arguments found = {.endpoint = "tcp://127.0.0.1:5570"};
    const char *language = "id";
    const char *zone = "WIB";
    const struct capaian_option shared[] = {
        {"endpoint", "ENDPOINT", "CAPAIAN_COLLECTOR", "the collector's intake; tcp://127.0.0.1:5570 where not given",
         &found.endpoint, NULL, false},
        {"server-key", "HEX|FILE", "CAPAIAN_COLLECTOR_KEY", "the collector's public key", &found.server_key, NULL,
         true},
        {"key", "FILE", "CAPAIAN_KEY", "your own key pair (see keygen)", &found.key, NULL, true},
        {"lang", "id|en", "CAPAIAN_LANG", "language of the answers; id where not given", &language, NULL, false},
        {"zone", "ZONE", "CAPAIAN_ZONE", "time zone of dates: WIB (where not given), WITA, WIT, UTC, +07:00", &zone,
         NULL, false},
        {"deadline", "DURATION", NULL,
         "how long to try; where not given, submit takes 2m, watch-folder 30s, others 10s", &deadline, NULL, false},
    };
    int code = capaian_command_read(argc, argv, line, shared, sizeof shared / sizeof *shared, &found.operands);
    if (code == COMMAND_GO_ON)
        code = capaian_arguments_interpret(&found, language, zone, deadline);
    if (code == COMMAND_GO_ON)
        *ret = found;
    return code;
}

int arguments_unanswered(const struct capaian_arguments *arguments, int error) {
    enum capaian_language language = arguments->language;
    if (error == -EPROTO)
        return capaian_command_fail(COMMAND_COULD_NOT,
                                    capaian_in_language(language, "%s bukan kolektor", "%s is not a collector"),
                                    arguments->endpoint);
    return capaian_arguments_unanswered(arguments, capaian_in_language(language, "kolektor", "collector"), error);
}
