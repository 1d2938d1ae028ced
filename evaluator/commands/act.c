// act: what a person does about an alert, a figure, a period, a post; once, under an id.
#include "client/message_id.h"
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/deed.h"
#include "commands/listing.h"
#include "commands/words.h"

#include <inttypes.h>
#include <stdio.h>

// Not answered is not undone: repeated under its id, an act is done once whatever became of the first attempt.
static int say_id(const struct capaian_arguments *arguments, const char *hex) {
    return capaian_command_fail(
        COMMAND_COULD_NOT,
        capaian_in_language(arguments->language,
                            "act: belum pasti tercatat; ulangi dengan --id %s, dan hanya tercatat satu kali",
                            "act: it is not known to be done; repeat it with --id %s, and it is done once"),
        hex);
}

static int print_done(const struct capaian_arguments *arguments, const Capaian__V1__Deed *deed, uint64_t step,
                      const char *hex) {
    struct capaian_string out = {0};
    if (arguments->json) {
        capaian_string_add(&out, "{\"act\":\"%s\",\"subject\":", name_text(deed_names, (int)deed->kind));
        capaian_string_add_json(&out, deed->subject);
        capaian_string_add(&out, ",\"step\":%" PRIu64 ",\"act_id\":\"%s\"}\n", step, hex);
    } else {
        capaian_string_add(&out, "%s, %s: ", capaian_in_language(arguments->language, "Tercatat", "Recorded"),
                           deed_word(deed->kind, arguments->language));
        string_add_visible(&out, deed->subject);
        capaian_string_add(&out, ", %s %" PRIu64 "\n", capaian_in_language(arguments->language, "langkah", "step"),
                           step);
    }
    return capaian_command_print(&out);
}

static int act_once(const struct capaian_arguments *arguments, Capaian__V1__Deed *deed, uint8_t id[CAPAIAN_ID_SIZE]) {
    struct connection connection;
    int code = connection_open(arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    char hex[2 * CAPAIAN_ID_SIZE + 1];
    (void)capaian_hex(id, CAPAIAN_ID_SIZE, hex);
    Capaian__V1__ActRequest act = CAPAIAN__V1__ACT_REQUEST__INIT;
    const Capaian__V1__ActReply *reply = NULL;
    act.act_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, id};
    act.act_case = CAPAIAN__V1__ACT_REQUEST__ACT_DEED;
    act.deed = deed;
    code = connection_act(&connection, &act, &reply);
    if (code == COMMAND_WELL)
        code = print_done(arguments, deed, reply->step, hex);
    else if (code == COMMAND_COULD_NOT)
        code = say_id(arguments, hex);
    connection_close(&connection);
    return code;
}

int command_act(int argc, char **argv) {
    struct deed_words words = {"", "", "", "", "", "", "", "", "", "", ""};
    const char *id_text = "";
    const struct capaian_option options[] = {
        {"until", "DATE", NULL, "the last day it holds: 2026-05-15", &words.until, NULL, false},
        {"from", "DATE", NULL, "of pause: its first day; today where not given", &words.from, NULL, false},
        {"period", "YEAR", NULL, "of seal: the year", &words.period, NULL, false},
        {"cause", "TEXT", NULL, "of follow-up: why it came to this", &words.cause, NULL, false},
        {"action", "TEXT", NULL, "of follow-up: what is done", &words.action, NULL, false},
        {"owner", "NAME", NULL, "of follow-up: who does it", &words.owner, NULL, false},
        {"due", "DATE", NULL, "of follow-up: by when", &words.due, NULL, false},
        {"id", "HEX", NULL, "32 digits; the same act under the same id is done once", &id_text, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "act KIND SUBJECT --actor NAME [--reason TEXT] [--until DATE] [--id HEX] ...",
        .help = "What a person does, for the record; KIND in English or Indonesian:\n"
                "  acknowledge (ketahui), comment (catat), follow-up (tindak-lanjut), close (tutup)   an alert\n"
                "  suppress (tahan)                               an alert, unit/CODE or indicator/CODE, until a day\n"
                "  review (reviu), dispute (sanggah)              INDICATOR/PERIOD: its figure\n"
                "  accept-missing (terima-kosong), refuse-missing (tolak-kosong)      INDICATOR/PERIOD\n"
                "  reopen (buka-kembali)                          UNIT/PERIOD, until a day\n"
                "  pause (jeda)                                   unit/CODE or person/CODE: force majeure\n"
                "  seal (segel)                                   a name, with --period YEAR\n"
                "Alerts are named as status --alerts and history show them: missed/ret01/2026-Q1.\n"
                "  act ketahui missed/ret01/2026-Q1 --reason \"Sedang ditelusuri\" --until 2026-05-15 --actor P0501\n"
                "  act follow-up missed/ret01/2026-Q1 --action \"Buka loket keliling\" --owner P0501 --due 2026-06-30 "
                "--actor P0501\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_least = 2,
        .operands_most = 2,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_ACT, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    words.kind = argv[1];
    words.subject = argv[2];
    words.reason = arguments.reason ? arguments.reason : "";
    words.actor = arguments.actor ? arguments.actor : "";
    Capaian__V1__Deed deed;
    Capaian__V1__FollowUp follow_up;
    struct capaian_string sentence = {0};
    if (!deed_read(&words, &deed, &follow_up, &sentence)) {
        code = capaian_command_fail(COMMAND_USAGE, "act: %s", sentence.failed ? "out of memory" : sentence.text);
        capaian_string_free(&sentence);
        return code;
    }
    uint8_t id[CAPAIAN_ID_SIZE];
    capaian_message_id_make(id);
    if (*id_text && capaian_unhex(id_text, id, sizeof id) < 0)
        return capaian_command_fail(COMMAND_USAGE, "act: --id takes 32 hexadecimal digits, not %s", id_text);
    return act_once(&arguments, &deed, id);
}
