#include "runtime/options.h"

#include "net/key.h"
#include "support/folder.h"
#include "value/text.h"

#include <errno.h>

static const char *state, *key, *name;
static bool json, quiet;
static char error[256];
static int operands = -1;

static const struct capaian_option OPTIONS[] = {
    {"state", "DIR", "T_STATE", "the folder", &state, NULL, false},
    {"key", "FILE", NULL, "the key pair", &key, NULL, false},
    {"json", NULL, "T_JSON", "answer as JSON", NULL, &json, false},
    {"quiet", NULL, NULL, "say nothing", NULL, &quiet, false},
};

static char *no_environment(const char *variable) {
    (void)variable;
    return NULL;
}

static char *some_environment(const char *variable) {
    static char folder[] = "from-environment", zero[] = "0";
    return strcmp(variable, "T_STATE") == 0 ? folder : zero;
}

static char *empty_environment(const char *variable) {
    static char empty[] = "";
    (void)variable;
    return empty;
}

static char *words[16];

// Parses the words, which end with NULL.
static int parse(char *(*environment)(const char *), const char *const *list) {
    static char storage[16][64];
    int count = 1;
    words[0] = storage[0];
    for (; *list; list++, count++) {
        snprintf(storage[count], sizeof storage[0], "%s", *list);
        words[count] = storage[count];
    }
    return capaian_options_parse(count, words, OPTIONS, sizeof OPTIONS / sizeof *OPTIONS, environment, &operands,
                                 error);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(options, values_switches_and_operands_in_any_order) {
    cr_assert_eq(parse(no_environment, WORDS("one", "--state", "/a", "two", "--json", "--key=k=1", "three")), 0);
    cr_assert_str_eq(state, "/a");
    cr_assert_str_eq(key, "k=1");
    cr_assert(json);
    cr_assert_not(quiet);
    cr_assert_eq(operands, 3);
    cr_assert_str_eq(words[1], "one");
    cr_assert_str_eq(words[2], "two");
    cr_assert_str_eq(words[3], "three");
}

Test(options, two_dashes_end_the_options) {
    cr_assert_eq(parse(no_environment, WORDS("--json", "--", "--state", "-", "--")), 0);
    cr_assert_eq(operands, 3);
    cr_assert_str_eq(words[1], "--state");
    cr_assert_str_eq(words[3], "--");
    cr_assert_null(state);
}

Test(options, one_dash_is_an_operand) {
    cr_assert_eq(parse(no_environment, WORDS("-5", "-")), 0);
    cr_assert_eq(operands, 2);
    cr_assert_str_eq(words[1], "-5");
}

Test(options, the_environment_stands_in_and_the_flag_wins) {
    cr_assert_eq(parse(some_environment, WORDS("x")), 0);
    cr_assert_str_eq(state, "from-environment");
    cr_assert_not(json, "0 is off");
    cr_assert_eq(parse(some_environment, WORDS("--state", "flag")), 0);
    cr_assert_str_eq(state, "flag");
    state = NULL;
    cr_assert_eq(parse(empty_environment, WORDS("x")), 0);
    cr_assert_null(state);
    cr_assert_not(json);
}

Test(options, what_is_not_given_keeps_its_default) {
    state = "default";
    cr_assert_eq(parse(no_environment, WORDS("--json")), 0);
    cr_assert_str_eq(state, "default");
    cr_assert_eq(operands, 0);
}

static void assert_refused(const char *const *list, const char *sentence) {
    operands = -1;
    state = "before";
    cr_assert_eq(parse(no_environment, list), -EINVAL, "%s", sentence);
    cr_assert_str_eq(error, sentence);
    cr_assert_str_eq(state, "before");
    cr_assert_eq(operands, -1);
}

Test(options, each_mistake_has_its_sentence) {
    assert_refused(WORDS("--state", "x", "--sate", "y"), "there is no option --sate");
    assert_refused(WORDS("--stat=y"), "there is no option --stat");
    assert_refused(WORDS("--states"), "there is no option --states");
    assert_refused(WORDS("--=y"), "there is no option --");
    assert_refused(WORDS("--state"), "--state needs a value: DIR");
    assert_refused(WORDS("--state="), "--state needs a value: DIR");
    assert_refused(WORDS("--state", ""), "--state needs a value: DIR");
    assert_refused(WORDS("--state", "--json"), "--state needs a value: DIR");
    assert_refused(WORDS("--json=yes"), "--json takes no value");
    assert_refused(WORDS("--state", "a", "--state", "b"), "--state is given twice");
}

Test(options, a_value_may_begin_with_dashes_when_it_is_attached) {
    cr_assert_eq(parse(no_environment, WORDS("--state=--json")), 0);
    cr_assert_str_eq(state, "--json");
    cr_assert_not(json);
}

Test(options, a_required_option_is_asked_for) {
    const struct capaian_option required[] = {{"name", "NAME", "T_NAME", "a name", &name, NULL, true}};
    char *list[] = {words[0]};
    cr_assert_eq(capaian_options_parse(1, list, required, 1, no_environment, &operands, error), -EINVAL);
    cr_assert_str_eq(error, "--name NAME is required; the environment may give it as T_NAME");
    cr_assert_eq(capaian_options_parse(1, list, required, 1, some_environment, &operands, error), 0);
    cr_assert_str_eq(name, "0");
}

Test(options, a_long_word_does_not_overrun_the_sentence) {
    char word[600];
    memset(word, '-', 2);
    memset(word + 2, 'x', sizeof word - 3);
    word[sizeof word - 1] = '\0';
    char *list[] = {word, word};
    cr_assert_eq(capaian_options_parse(2, list, OPTIONS, 4, no_environment, &operands, error), -EINVAL);
    cr_assert_eq(strlen(error), 255);
}

Test(options, help_is_aligned) {
    char *help = capaian_options_help(OPTIONS, 3);
    cr_assert_str_eq(help, "  --state DIR  the folder (T_STATE)\n"
                           "  --key FILE   the key pair\n"
                           "  --json       answer as JSON (T_JSON)\n");
    free(help);
    help = capaian_options_help(OPTIONS, 0);
    cr_assert_str_eq(help, "");
    free(help);
}

Test(options, a_public_key_is_digits_or_a_file) {
    struct folder folder = folder_make();
    struct capaian_keypair pair;
    char hex[65];
    uint8_t read[CAPAIAN_KEY_SIZE] = {7};
    capaian_keypair_make(&pair);
    cr_assert_eq(capaian_public_key_option("", read), -EINVAL);
    cr_assert_eq(capaian_public_key_option(folder_file(&folder, "absent"), read), -ENOENT);
    cr_assert_eq(capaian_public_key_option(folder_write(&folder, "bad", "hello\n"), read), -EBADMSG);
    cr_assert_eq(read[0], 7);
    cr_assert_eq(capaian_public_key_option(capaian_hex(pair.public_key, sizeof read, hex), read), 0);
    cr_assert_arr_eq(read, pair.public_key, sizeof read);
    memset(read, 0, sizeof read);
    const char *path = folder_file(&folder, "pair.key");
    cr_assert_eq(capaian_keypair_write(path, &pair), 0);
    cr_assert_eq(capaian_public_key_option(path, read), 0);
    cr_assert_arr_eq(read, pair.public_key, sizeof read);
    folder_remove(&folder);
}

Test(options, an_endpoint_has_a_transport_and_a_port) {
    const char *const good[] = {"tcp://127.0.0.1:5570", "tcp://*:5570",         "tcp://127.0.0.1:*",
                                "tcp://[::1]:5570",     "tcp://evaluator:5571", "ipc:///run/capaian/link"};
    const char *const bad[] = {"",
                               "127.0.0.1:5570",
                               "tcp://127.0.0.1",
                               "tcp://:5570",
                               "tcp://host:",
                               "tcp://host:x",
                               "tcp://host:5570x",
                               "http://host:5570",
                               "ipc://",
                               "tcp://"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_assert(capaian_endpoint_option(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_not(capaian_endpoint_option(bad[i]), "%s", bad[i]);
}
