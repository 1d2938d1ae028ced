#include "runtime/log.h"

#include "support/folder.h"

#include <errno.h>
#include <fcntl.h>

static char text[16384];

// Runs with standard error in a file, whose text is then in `text`.
#define CAPTURE(call)                                                                                                  \
    do {                                                                                                               \
        struct folder folder = folder_make();                                                                          \
        const char *path = folder_file(&folder, "stderr");                                                             \
        int saved = dup(STDERR_FILENO), file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);                         \
        dup2(file, STDERR_FILENO);                                                                                     \
        call;                                                                                                          \
        dup2(saved, STDERR_FILENO);                                                                                    \
        close(file);                                                                                                   \
        close(saved);                                                                                                  \
        folder_read(path, text, sizeof text);                                                                          \
        folder_remove(&folder);                                                                                        \
    } while (0)

static size_t lines(void) {
    size_t count = 0;
    for (const char *at = text; *at; at++)
        count += *at == '\n';
    return count;
}

// What follows the time stamp.
static const char *body(void) {
    const char *at = strstr(text, " level=");
    cr_assert_not_null(at);
    return at + 1;
}

Test(log, one_line_with_its_fields) {
    CAPTURE(capaian_log(CAPAIAN_INFO, "listening", "endpoint", "tcp://127.0.0.1:5570", "keys", "3", NULL));
    cr_assert_str_eq(body(), "level=info msg=listening endpoint=tcp://127.0.0.1:5570 keys=3\n");
    static const char PATTERN[] = "ts=dddd-dd-ddTdd:dd:dd.dddZ ";
    for (size_t i = 0; PATTERN[i]; i++)
        cr_assert(PATTERN[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == PATTERN[i], "at %zu of %s", i,
                  text);
}

Test(log, what_a_stranger_writes_stays_one_value_of_one_line) {
    CAPTURE(capaian_log(CAPAIAN_WARN, "two words", "a", "x y", "b", "say \"hi\"", "c", "1\n2 level=info", "d", "", "e",
                        "back\\slash", "f", "k=v", "g", "\x1b[31m", NULL));
    cr_assert_str_eq(body(),
                     "level=warn msg=\"two words\" a=\"x y\" b=\"say \\\"hi\\\"\" c=\"1\\n2 level=info\" d=\"\" "
                     "e=\"back\\\\slash\" f=\"k=v\" g=\"\\x1b[31m\"\n");
    cr_assert_eq(lines(), 1);
}

Test(log, utf8_stays_readable_and_what_is_not_is_escaped) {
    CAPTURE(capaian_log(CAPAIAN_FAULT, "x", "good", "capaian é", "bad", "\xff\xfe", "c1", "\xc2\x9b", "null",
                        (const char *)NULL, NULL));
    cr_assert_str_eq(body(), "level=error msg=x good=\"capaian é\" bad=\"\\xff\\xfe\" c1=\"\\xc2\\x9b\" null=-\n");
}

Test(log, long_values_and_long_lines_are_cut_and_say_so) {
    static char value[5000];
    memset(value, 'a', sizeof value - 1);
    CAPTURE(capaian_log(CAPAIAN_INFO, "x", "v", value, "after", "1", NULL));
    cr_assert_eq(lines(), 1);
    cr_assert_not_null(strstr(text, "aaa...\" after=1\n"));
    cr_assert_lt(strlen(text), 1200);
    for (size_t i = 0; i + 1 < sizeof value; i += 2)
        memcpy(value + i, "\xc3\xa9", 2);
    value[sizeof value - 1] = '\0';
    CAPTURE(capaian_log(CAPAIAN_INFO, "x", "v", value, NULL));
    cr_assert_not_null(strstr(text, "\xc3\xa9...\"\n"), "cut between characters");
    memset(value, '\n', sizeof value - 1);
    CAPTURE(capaian_log(CAPAIAN_INFO, "x", "a", value, "b", value, "c", value, "d", "1", NULL));
    cr_assert_eq(lines(), 1);
    cr_assert_not_null(strstr(text, "\" cut=true\n"));
    cr_assert_leq(strlen(text), 4096);
}

Test(log, below_the_lowest_level_is_silence) {
    CAPTURE(capaian_log(CAPAIAN_DEBUG, "x", NULL));
    cr_assert_str_eq(text, "");
    capaian_log_level(CAPAIAN_DEBUG);
    CAPTURE(capaian_log(CAPAIAN_DEBUG, "x", NULL));
    cr_assert_str_eq(body(), "level=debug msg=x\n");
    capaian_log_level(CAPAIAN_FAULT);
    CAPTURE(capaian_log(CAPAIAN_WARN, "x", NULL));
    cr_assert_str_eq(text, "");
}

Test(log, a_source_is_allowed_once_an_interval) {
    struct capaian_log_limit limit = {0};
    cr_assert(capaian_log_allow(&limit, 5, 1000, 100));
    cr_assert_not(capaian_log_allow(&limit, 5, 1000, 100));
    cr_assert_not(capaian_log_allow(&limit, 5, 1099, 100));
    cr_assert(capaian_log_allow(&limit, 6, 1099, 100));
    cr_assert(capaian_log_allow(&limit, 5, 1100, 100));
    cr_assert_not(capaian_log_allow(&limit, 5, 1199, 100));
    cr_assert(capaian_log_allow(&limit, 0, 1199, 100), "zero is a source like any other");
    cr_assert_not(capaian_log_allow(&limit, 0, 1200, 100));
}

Test(log, a_full_table_forgets_the_oldest) {
    struct capaian_log_limit limit = {0};
    for (uint64_t source = 0; source < 64; source++)
        cr_assert(capaian_log_allow(&limit, source, 1000 + (int64_t)source, 100000));
    cr_assert(capaian_log_allow(&limit, 100, 2000, 100000));
    cr_assert_not(capaian_log_allow(&limit, 1, 2000, 100000), "the others are remembered");
    cr_assert_not(capaian_log_allow(&limit, 63, 2000, 100000));
    cr_assert(capaian_log_allow(&limit, 0, 2000, 100000), "the oldest was forgotten");
}

Test(log, json_holds_the_same_and_can_be_read_always) {
    cr_assert_eq(capaian_log_form("xml"), -EINVAL);
    cr_assert_eq(capaian_log_form("json"), 0);
    CAPTURE(capaian_log(CAPAIAN_WARN, "two words", "plain", "3", "quoted", "say \"hi\"\\", "lines", "1\n2", "escape",
                        "\x1b[31m", "good", "capaian é", "bad", "\xff", "empty", "", "null", (const char *)NULL, NULL));
    static const char PATTERN[] = "{\"ts\":\"dddd-dd-ddTdd:dd:dd.dddZ\",";
    for (size_t i = 0; PATTERN[i]; i++)
        cr_assert(PATTERN[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == PATTERN[i], "at %zu of %s", i,
                  text);
    cr_assert_str_eq(
        text + strlen(PATTERN),
        "\"level\":\"warn\",\"msg\":\"two words\",\"plain\":\"3\",\"quoted\":\"say \\\"hi\\\"\\\\\","
        "\"lines\":\"1\\n2\",\"escape\":\"\\u001b[31m\",\"good\":\"capaian é\",\"bad\":\"\\\\xff\",\"empty\":\"\","
        "\"null\":\"-\"}\n");
    char value[2000];
    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    CAPTURE(capaian_log(CAPAIAN_INFO, "long", "a", value, "b", value, "c", value, "d", value, NULL));
    cr_assert_eq(lines(), 1);
    cr_assert_null(strstr(text, "\"d\""), "of what does not fit there is nothing");
    cr_assert_str_eq(text + strlen(text) - 17, "...\",\"cut\":true}\n");
    // What is longest when it is escaped.
    memset(value, 1, sizeof value - 1);
    CAPTURE(capaian_log(CAPAIAN_INFO, value, "a", "1", NULL));
    cr_assert_str_eq(strchr(text, ','), ",\"level\":\"info\",\"cut\":true}\n");
}
