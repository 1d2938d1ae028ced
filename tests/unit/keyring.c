#include "net/keyring.h"

#include "support/folder.h"
#include "value/text.h"

#include <errno.h>

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"
#define THREE "abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcd"

static struct folder folder;
static unsigned line;
static const char *what;

static void make(void) {
    folder = folder_make();
}

static void clean(void) {
    folder_remove(&folder);
}

TestSuite(keyring, .init = make, .fini = clean);

static const char *write_keys(const char *text) {
    return folder_write(&folder, "authorised_keys", text);
}

static struct capaian_keyring *load(const char *text) {
    struct capaian_keyring *ring = NULL;
    cr_assert_eq(capaian_keyring_load(write_keys(text), &ring, &line, &what), 0);
    return ring;
}

static const struct capaian_key_entry *find(const struct capaian_keyring *ring, const char *hex) {
    uint8_t key[CAPAIAN_KEY_SIZE];
    cr_assert_eq(capaian_unhex(hex, key, sizeof key), 0);
    return capaian_keyring_find(ring, key);
}

static void assert_malformed(const char *text, unsigned wanted_line, const char *wanted_what) {
    struct capaian_keyring *ring = NULL;
    line = 0;
    what = "";
    cr_assert_eq(capaian_keyring_load(write_keys(text), &ring, &line, &what), -EBADMSG, "%s", text);
    cr_assert_eq(line, wanted_line, "line %u of: %s", line, text);
    cr_assert_not_null(strstr(what, wanted_what), "%s", what);
    cr_assert_null(ring);
}

Test(keyring, reads_every_part_of_a_line) {
    struct capaian_keyring *ring = load("# keys of the regency\n"
                                        "\n" ONE "  submit,query\tdispar,dinkes.01   ticketing  system \n"
                                        "  " TWO " watch *\r\n" THREE " admin,desk,personnel,link * Pak Budi — pusat");
    cr_assert_eq(capaian_keyring_count(ring), 3);
    const struct capaian_key_entry *one = find(ring, ONE), *two = find(ring, TWO), *three = find(ring, THREE);
    cr_assert_eq(one->roles, CAPAIAN_ROLE_SUBMIT | CAPAIAN_ROLE_QUERY);
    cr_assert_not(one->all_units);
    cr_assert_eq(one->unit_count, 2);
    cr_assert_str_eq(one->units[1], "dinkes.01");
    cr_assert_str_eq(one->comment, "ticketing  system");
    cr_assert_eq(two->roles, CAPAIAN_ROLE_WATCH);
    cr_assert(two->all_units);
    cr_assert_str_eq(two->comment, "");
    cr_assert_eq(three->roles, CAPAIAN_ROLE_ADMIN | CAPAIAN_ROLE_DESK | CAPAIAN_ROLE_PERSONNEL | CAPAIAN_ROLE_LINK);
    cr_assert_str_eq(three->comment, "Pak Budi — pusat");
    cr_assert_eq(capaian_keyring_at(ring, 0), one, "in the order of the file");
    cr_assert_eq(capaian_keyring_at(ring, 2), three);
    cr_assert_null(capaian_keyring_at(ring, 3));
    uint8_t unknown[CAPAIAN_KEY_SIZE] = {0};
    cr_assert_null(capaian_keyring_find(ring, unknown));
    cr_assert_null(capaian_keyring_free(ring));
    cr_assert_null(capaian_keyring_free(NULL));
}

Test(keyring, a_key_covers_its_units_and_no_others) {
    struct capaian_keyring *ring = load(ONE " submit dispar,dinkes\n" TWO " link *\n");
    cr_assert(capaian_key_covers(find(ring, ONE), "dispar"));
    cr_assert(capaian_key_covers(find(ring, ONE), "dinkes"));
    cr_assert_not(capaian_key_covers(find(ring, ONE), "dis"));
    cr_assert_not(capaian_key_covers(find(ring, ONE), "dispar2"));
    cr_assert_not(capaian_key_covers(find(ring, ONE), "dispar,dinkes"));
    cr_assert_not(capaian_key_covers(find(ring, ONE), "*"));
    cr_assert_not(capaian_key_covers(find(ring, ONE), ""));
    cr_assert(capaian_key_covers(find(ring, TWO), "anything"));
    capaian_keyring_free(ring);
}

Test(keyring, finds_each_of_many_keys) {
    enum { KEYS = 300 };
    static char text[KEYS * 90];
    size_t size = 0;
    for (unsigned i = 0; i < KEYS; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%064x submit u%u\n", (i * 7919U) % 100003U, i);
    struct capaian_keyring *ring = load(text);
    for (unsigned i = 0; i < KEYS; i++) {
        char hex[65], unit[8];
        snprintf(hex, sizeof hex, "%064x", (i * 7919U) % 100003U);
        snprintf(unit, sizeof unit, "u%u", i);
        cr_assert(capaian_key_covers(find(ring, hex), unit));
    }
    capaian_keyring_free(ring);
}

Test(keyring, says_where_a_line_is_wrong_and_why) {
    assert_malformed("# fine\n" ONE " submit *\n12 submit *\n", 3, "64 hexadecimal digits");
    assert_malformed(ONE "1 submit *\n", 1, "64 hexadecimal digits");
    assert_malformed("zz" ONE " submit *\n", 1, "64 hexadecimal digits");
    assert_malformed(ONE "\n", 1, "roles are missing");
    assert_malformed(ONE " submit\n", 1, "units are missing");
    assert_malformed(ONE " sbumit *\n", 1, "role is unknown");
    assert_malformed(ONE " Submit *\n", 1, "role is unknown");
    assert_malformed(ONE " submit,,link *\n", 1, "role is unknown");
    assert_malformed(ONE " submit, link *\n", 1, "role is unknown");
    assert_malformed(ONE " link,link *\n", 1, "named twice");
    assert_malformed(ONE " submit dispar,\n", 1, "not a code");
    assert_malformed(ONE " submit *,dispar\n", 1, "not a code");
    assert_malformed(ONE " submit dis/par\n", 1, "not a code");
    assert_malformed(ONE " submit * \xff\n", 1, "UTF-8");
    assert_malformed(ONE " submit * \x1b[31mred\n", 1, "control characters");
    assert_malformed(ONE " submit *\n" TWO " watch *\n\n" ONE " admin *\n", 4, "earlier line");
}

Test(keyring, a_nul_byte_hides_nothing) {
    const char *path = folder_file(&folder, "authorised_keys");
    static const char TEXT[] = ONE " submit *\n" TWO " submit a\0 b\n";
    FILE *file = fopen(path, "w");
    fwrite(TEXT, 1, sizeof TEXT - 1, file);
    fclose(file);
    struct capaian_keyring *ring = NULL;
    cr_assert_eq(capaian_keyring_load(path, &ring, &line, &what), -EBADMSG);
    cr_assert_eq(line, 2);
}

Test(keyring, no_key_at_all_is_a_fault_of_its_own) {
    struct capaian_keyring *ring = NULL;
    cr_assert_eq(capaian_keyring_load(write_keys(""), &ring, &line, &what), -ENOKEY);
    cr_assert_eq(capaian_keyring_load(write_keys("# none yet\n \n"), &ring, &line, &what), -ENOKEY);
    cr_assert_eq(capaian_keyring_load(folder_file(&folder, "absent"), &ring, &line, &what), -ENOENT);
    cr_assert_eq(capaian_keyring_load(folder.path, &ring, &line, &what), -EINVAL);
    cr_assert_null(ring);
}

Test(keyring, refresh_sees_every_change_even_of_the_same_size) {
    struct capaian_keyring *ring = load(ONE " submit *\n");
    bool removed = true;
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 0);
    cr_assert_not(removed);
    for (unsigned i = 0; i < 50; i++) {
        write_keys(i % 2 == 0 ? TWO " submit *\n" : ONE " submit *\n");
        cr_assert_eq(capaian_keyring_refresh(ring, 0, &removed, &line, &what), 1, "change %u", i);
        cr_assert_eq(find(ring, ONE) != NULL, i % 2 != 0);
        cr_assert_eq(capaian_keyring_refresh(ring, 0, &removed, &line, &what), 0);
    }
    capaian_keyring_free(ring);
}

Test(keyring, refresh_says_when_a_watched_role_was_lost) {
    struct capaian_keyring *ring = load(ONE " watch,query *\n" TWO " submit *\n");
    bool removed = true;
    write_keys(ONE " watch,query *\n" TWO " submit *\n" THREE " watch *\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert_not(removed, "a new key");
    write_keys(ONE " watch *\n" THREE " watch *\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert_not(removed, "other roles and keys");
    write_keys(ONE " watch *\n" THREE " query *\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert(removed, "a role");
    write_keys(THREE " query *\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert(removed, "a key");
    capaian_keyring_free(ring);
}

Test(keyring, a_fault_keeps_the_old_ring_and_is_told_once) {
    struct capaian_keyring *ring = load(ONE " watch *\n");
    bool removed = false;
    write_keys("# fine\nnonsense\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), -EBADMSG);
    cr_assert_eq(line, 2);
    cr_assert_not_null(find(ring, ONE));
    cr_assert(capaian_keyring_stale(ring));
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 0);
    cr_assert_eq(unlink(folder_file(&folder, "authorised_keys")), 0);
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), -ENOENT);
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 0);
    cr_assert_not_null(find(ring, ONE));
    cr_assert_not(removed);
    cr_assert(capaian_keyring_stale(ring));
    write_keys("# fine\nnonsense\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 0, "told already");
    cr_assert(capaian_keyring_stale(ring), "it is back, and as wrong as before");
    write_keys(TWO " watch *\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert(removed, "compared with the last good ring");
    cr_assert_not(capaian_keyring_stale(ring));
    cr_assert_null(find(ring, ONE));
    capaian_keyring_free(ring);
}

Test(keyring, the_last_key_taken_out_lets_nobody_in) {
    struct capaian_keyring *ring = load("# people\n" ONE " watch *\n");
    bool removed = false;
    write_keys("# people\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert(removed);
    cr_assert_null(find(ring, ONE));
    cr_assert_eq(capaian_keyring_count(ring), 0);
    cr_assert_not(capaian_keyring_stale(ring));
    write_keys(ONE " watch *\n");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    write_keys("");
    cr_assert_eq(capaian_keyring_refresh(ring, CAPAIAN_ROLE_WATCH, &removed, &line, &what), 1);
    cr_assert_null(find(ring, ONE));
    capaian_keyring_free(ring);
}

Test(keyring, refresh_follows_a_rename) {
    struct capaian_keyring *ring = load(ONE " watch *\n");
    bool removed = false;
    const char *new_path = folder_write(&folder, "new", TWO " watch *\n");
    cr_assert_eq(rename(new_path, folder_file(&folder, "authorised_keys")), 0);
    cr_assert_eq(capaian_keyring_refresh(ring, 0, &removed, &line, &what), 1);
    cr_assert_not_null(find(ring, TWO));
    capaian_keyring_free(ring);
}
