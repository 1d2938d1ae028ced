#include "net/key.h"

#include "support/folder.h"
#include "value/text.h"

#include <errno.h>

static struct folder folder;

static void make(void) {
    folder = folder_make();
}

static void clean(void) {
    folder_remove(&folder);
}

TestSuite(key, .init = make, .fini = clean);

// The format, with P and S for the keys.
static char *pair_text(const struct capaian_keypair *pair, const char *format, char *buffer, size_t size) {
    char public_hex[65], secret_hex[65];
    capaian_hex(pair->public_key, CAPAIAN_KEY_SIZE, public_hex);
    capaian_hex(pair->secret_key, CAPAIAN_KEY_SIZE, secret_hex);
    size_t at = 0;
    for (; *format; format++) {
        if (*format == 'P' || *format == 'S')
            at += (size_t)snprintf(buffer + at, size - at, "%s", *format == 'P' ? public_hex : secret_hex);
        else
            at += (size_t)snprintf(buffer + at, size - at, "%c", *format);
    }
    return buffer;
}

static int read_text(const char *text, struct capaian_keypair *ret) {
    const char *path = folder_write(&folder, "text.key", text);
    chmod(path, 0600);
    return capaian_keypair_read(path, ret);
}

Test(key, what_is_written_is_read) {
    struct capaian_keypair pair, again;
    capaian_keypair_make(&pair);
    const char *path = folder_file(&folder, "server.key");
    cr_assert_eq(capaian_keypair_write(path, &pair), 0);
    cr_assert_eq(capaian_keypair_read(path, &again), 0);
    cr_assert_arr_eq(&pair, &again, sizeof pair);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0600);
}

Test(key, the_mode_does_not_depend_on_the_umask) {
    struct capaian_keypair pair;
    capaian_keypair_make(&pair);
    umask(0777);
    const char *path = folder_file(&folder, "server.key");
    cr_assert_eq(capaian_keypair_write(path, &pair), 0);
    umask(022);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0600);
}

Test(key, two_pairs_differ) {
    struct capaian_keypair one, two;
    capaian_keypair_make(&one);
    capaian_keypair_make(&two);
    cr_assert_arr_neq(one.public_key, two.public_key, CAPAIAN_KEY_SIZE);
    cr_assert_arr_neq(one.secret_key, two.secret_key, CAPAIAN_KEY_SIZE);
}

Test(key, a_file_is_never_overwritten) {
    struct capaian_keypair pair;
    capaian_keypair_make(&pair);
    const char *path = folder_write(&folder, "server.key", "precious\n");
    char text[32];
    cr_assert_eq(capaian_keypair_write(path, &pair), -EEXIST);
    cr_assert_str_eq(folder_read(path, text, sizeof text), "precious\n");
}

Test(key, a_missing_folder_or_file_is_named_by_the_system) {
    struct capaian_keypair pair = {.public_key = {7}};
    cr_assert_eq(capaian_keypair_write(folder_file(&folder, "absent/server.key"), &pair), -ENOENT);
    cr_assert_eq(capaian_keypair_read(folder_file(&folder, "absent.key"), &pair), -ENOENT);
    cr_assert_eq(pair.public_key[0], 7);
}

Test(key, a_secret_that_others_may_touch_is_refused) {
    struct capaian_keypair pair, again;
    uint8_t key[CAPAIAN_KEY_SIZE];
    capaian_keypair_make(&pair);
    const char *path = folder_file(&folder, "server.key");
    cr_assert_eq(capaian_keypair_write(path, &pair), 0);
    static const mode_t LOOSE[] = {0640, 0604, 0620, 0602, 0644, 0666};
    for (size_t i = 0; i < sizeof LOOSE / sizeof *LOOSE; i++) {
        chmod(path, LOOSE[i]);
        cr_assert_eq(capaian_keypair_read(path, &again), -EPERM, "mode %o", (unsigned)LOOSE[i]);
    }
    cr_assert_eq(capaian_public_key_read(path, key), 0, "the public line is no secret");
    cr_assert_arr_eq(key, pair.public_key, sizeof key);
    chmod(path, 0400);
    cr_assert_eq(capaian_keypair_read(path, &again), 0);
    const char *sheet = folder_write(&folder, "january.csv", "indicator,period,value\n");
    chmod(sheet, 0644);
    cr_assert_eq(capaian_keypair_read(sheet, &again), -EBADMSG, "what is no key needs no other mode");
}

Test(key, people_may_edit_the_file) {
    struct capaian_keypair pair, again;
    char text[512];
    capaian_keypair_make(&pair);
    cr_assert_eq(read_text(pair_text(&pair, "# mine\n\n\tsecret=S\r\n  public  =  P ", text, sizeof text), &again), 0);
    cr_assert_arr_eq(&pair, &again, sizeof pair);
}

Test(key, malformed_files_are_refused_and_change_nothing) {
    struct capaian_keypair pair, other, again = {.public_key = {7}};
    char text[512];
    capaian_keypair_make(&pair);
    capaian_keypair_make(&other);
    static const char *const MALFORMED[] = {
        "",
        "public = P\n",
        "secret = S\n",
        "public = P\nsecret = S\npublic = P\n",
        "public = P0\nsecret = S\n",
        "public = 12\nsecret = S\n",
        "public P\nsecret = S\n",
        "public = P\nsecret = S\nowner = me\n",
        "Public = P\nsecret = S\n",
        "public = P secret = S\n",
    };
    for (size_t i = 0; i < sizeof MALFORMED / sizeof *MALFORMED; i++)
        cr_assert_eq(read_text(pair_text(&pair, MALFORMED[i], text, sizeof text), &again), -EBADMSG, "%s",
                     MALFORMED[i]);
    memcpy(pair.public_key, other.public_key, sizeof pair.public_key);
    cr_assert_eq(read_text(pair_text(&pair, "public = P\nsecret = S\n", text, sizeof text), &again), -EBADMSG,
                 "halves of two pairs");
    cr_assert_eq(again.public_key[0], 7);
}

Test(key, what_is_not_a_small_file_is_refused) {
    struct capaian_keypair pair;
    char large[8192];
    memset(large, '#', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    cr_assert_eq(read_text(large, &pair), -EBADMSG);
    cr_assert_eq(capaian_keypair_read(folder.path, &pair), -EBADMSG);
    const char *pipe_path = folder_file(&folder, "pipe");
    cr_assert_eq(mkfifo(pipe_path, 0600), 0);
    cr_assert_eq(capaian_keypair_read(pipe_path, &pair), -EBADMSG, "and it does not hang");
}

Test(key, the_public_line_stands_alone) {
    struct capaian_keypair pair;
    char text[512];
    uint8_t key[CAPAIAN_KEY_SIZE] = {7};
    capaian_keypair_make(&pair);
    const char *path = folder_write(&folder, "public", pair_text(&pair, "secret = S\n", text, sizeof text));
    cr_assert_eq(capaian_public_key_read(path, key), -EBADMSG);
    cr_assert_eq(key[0], 7);
    path = folder_write(&folder, "public", pair_text(&pair, "public = P\n", text, sizeof text));
    cr_assert_eq(capaian_public_key_read(path, key), 0);
    cr_assert_arr_eq(key, pair.public_key, sizeof key);
}

Test(key, wiping_leaves_nothing) {
    struct capaian_keypair pair, zero = {0};
    capaian_keypair_make(&pair);
    capaian_keypair_wipe(&pair);
    cr_assert_arr_eq(&pair, &zero, sizeof pair);
}
