#include "runtime/configuration.h"

#include "support/folder.h"
#include "value/text.h"

#include <errno.h>

static struct folder folder;
static const char *state, *size;
static bool dry;
static char error[CAPAIAN_CONFIGURATION_TEXT];
static const char *variable, *variable_value;    // the only one there is

static const struct capaian_option OPTIONS[] = {
    {"state", "DIR", "T_STATE", "the folder", &state, NULL, false},
    {"size", "BYTES", "T_SIZE", "how large", &size, NULL, false},
    {"dry", NULL, "T_DRY", "only try", NULL, &dry, false},
};

static char *environment(const char *name) {
    return variable && strcmp(name, variable) == 0 ? (char *)variable_value : NULL;
}

static void set_up(void) {
    folder = folder_make();
    state = NULL;
    size = "1G";
    dry = false;
    variable = NULL;
}

static void tear_down(void) {
    folder_remove(&folder);
}

TestSuite(configuration, .init = set_up, .fini = tear_down);

#define WORDS(...)                                                                                                     \
    (char *[]) {                                                                                                       \
        "serve", __VA_ARGS__, NULL                                                                                     \
    }

static int parse(struct capaian_configuration *configuration, char **words) {
    int count = 0;
    while (words[count])
        count++;
    *configuration = (struct capaian_configuration){.options = OPTIONS, .count = sizeof OPTIONS / sizeof *OPTIONS};
    return capaian_configuration_read(configuration, count, words, environment, error);
}

// Reads the text as a file, with one word besides, and what is shown then; % stands for the path.
static void assert_shown(const char *text, char *word, const char *shown) {
    struct capaian_configuration configuration;
    char *path = (char *)folder_write(&folder, "conf", text);
    cr_assert_eq(parse(&configuration, WORDS("--config", path, word)), 0, "%s", error);
    struct capaian_string expected = {0};
    for (; *shown; shown++)
        capaian_string_add_bytes(&expected, *shown == '%' ? path : shown, *shown == '%' ? strlen(path) : 1);
    char *found = capaian_configuration_show(&configuration);
    cr_assert_str_eq(found, expected.text);
    capaian_string_free(&expected);
    free(found);
    capaian_configuration_free(&configuration);
}

Test(configuration, a_flag_is_before_the_environment_is_before_the_file_is_before_the_default) {
    assert_shown("# nothing\n", NULL,
                 "; state is not set\n"
                 "size = 1G    ; default\n"
                 "dry = no    ; default\n");
    assert_shown("\n  size=2G ; of the file\ndry : yes\nstate = /a folder\n", NULL,
                 "state = /a folder    ; %:4\n"
                 "size = 2G    ; %:2\n"
                 "dry = yes    ; %:3\n");
    variable = "T_SIZE";
    variable_value = "3G";
    dry = false;
    assert_shown("size = 2G\nstate = /file\ndry = no\r\n", "--state=/flag",
                 "state = /flag    ; --state\n"
                 "size = 3G    ; T_SIZE\n"
                 "dry = no    ; %:3\n");
}

Test(configuration, a_variable_takes_a_switch_back) {
    variable = "T_DRY";
    variable_value = "0";
    assert_shown("dry = yes\n", NULL,
                 "; state is not set\n"
                 "size = 1G    ; default\n"
                 "dry = no    ; T_DRY\n");
}

Test(configuration, what_is_shown_can_be_read_back) {
    struct capaian_configuration configuration;
    cr_assert_eq(parse(&configuration, WORDS("--state", "/a/b", "--dry")), 0);
    char *shown = capaian_configuration_show(&configuration);
    dry = false;
    assert_shown(shown, NULL,
                 "state = /a/b    ; %:1\n"
                 "size = 1G    ; %:2\n"
                 "dry = yes    ; %:3\n");
    free(shown);
}

Test(configuration, the_file_may_be_named_by_the_environment) {
    struct capaian_configuration configuration;
    variable = "CAPAIAN_CONFIG";
    variable_value = folder_write(&folder, "conf", "size = 5G\n");
    cr_assert_eq(parse(&configuration, WORDS("--check-config")), 0);
    cr_assert_str_eq(size, "5G");
    cr_assert(configuration.check);
    capaian_configuration_free(&configuration);
}

static void assert_found(const char *text, const char *sentence) {
    struct capaian_configuration configuration;
    char *path = (char *)folder_write(&folder, "conf", text);
    cr_assert_eq(parse(&configuration, WORDS("--config", path)), -EINVAL, "%s", sentence);
    cr_assert_eq(strncmp(error, path, strlen(path)), 0, "%s", error);
    cr_assert_str_eq(error + strlen(path), sentence);
    capaian_configuration_free(&configuration);
}

Test(configuration, each_mistake_in_the_file_is_named_with_its_line) {
    assert_found("size = 1G\n\nsizes = 2G\n", ":3: there is no setting sizes; --help lists them");
    assert_found("size = 1G\nsize = 2G\n", ":2: size is given already in line 1");
    assert_found("size 1G\nnonsense\n", ":1: is not `name = value`: size 1G");
    assert_found("size =\n", ":1: size needs a value: BYTES");
    assert_found("dry = 1\n", ":1: dry is yes or no");
    assert_found("[serve]\nsize = 1G\n", ":2: there are no [sections] here; take the line [serve] away");
    assert_found("[serve\n", ":1: is not `name = value`");
    assert_found("= 1\n", ":1: there is no setting ; --help lists them");
    char text[400];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text, "\n   \nsize=", 10);
    assert_found(text, ":3: the line is longer than 198 bytes");
}

Test(configuration, what_is_wrong_in_the_file_is_found_though_a_flag_is_before_it) {
    struct capaian_configuration configuration;
    char *path = (char *)folder_write(&folder, "conf", "dry = perhaps\n");
    cr_assert_eq(parse(&configuration, WORDS("--config", path, "--dry")), -EINVAL);
    cr_assert_eq(parse(&configuration, WORDS("--config", (char *)folder_file(&folder, "absent"))), -EINVAL);
    cr_assert_not_null(strstr(error, "absent: No such file or directory"));
    cr_assert_eq(parse(&configuration, WORDS("--size", "1", "word")), -EINVAL);
    cr_assert_str_eq(error, "takes options only, no other words: word");
    cr_assert_eq(parse(&configuration, WORDS("--size")), -EINVAL);
    cr_assert_str_eq(error, "--size needs a value: BYTES");
}

Test(configuration, a_place_begins_a_sentence) {
    struct capaian_configuration configuration;
    char place[CAPAIAN_CONFIGURATION_TEXT], expected[CAPAIAN_CONFIGURATION_TEXT];
    char *path = (char *)folder_write(&folder, "conf", "# first\nsize = 2G\n");
    variable = "T_STATE";
    variable_value = "/s";
    cr_assert_eq(parse(&configuration, WORDS("--config", path)), 0);
    snprintf(expected, sizeof expected, "%.400s:2: size", path);
    cr_assert_str_eq(capaian_configuration_place(&configuration, "size", place), expected);
    cr_assert_str_eq(capaian_configuration_place(&configuration, "state", place), "T_STATE");
    cr_assert_str_eq(capaian_configuration_place(&configuration, "dry", place), "--dry");
    capaian_configuration_free(&configuration);
}

Test(configuration, help_lists_its_own_too) {
    struct capaian_configuration configuration;
    cr_assert_eq(parse(&configuration, WORDS("--help", "--config", "/absent")), 0);
    cr_assert(configuration.help);
    char *help = capaian_configuration_help(&configuration);
    cr_assert_not_null(strstr(help, "  --size BYTES    how large (T_SIZE)\n"));
    cr_assert_not_null(strstr(help, "  --check-config "));
    cr_assert_not_null(strstr(help, "  --help "));
    free(help);
}
