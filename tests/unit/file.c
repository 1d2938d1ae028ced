#include "runtime/file.h"

#include "support/folder.h"

#include <errno.h>

static struct folder folder;

static void make(void) {
    folder = folder_make();
}

static void clean(void) {
    folder_remove(&folder);
}

TestSuite(file, .init = make, .fini = clean);

Test(file, what_is_replaced_is_whole_and_of_its_mode) {
    char text[256];
    struct stat status;
    const char *path = folder_write(&folder, "place", "what was there before, and longer than what comes after it");
    for (int durable = 0; durable < 2; durable++) {
        cr_assert_eq(capaian_file_replace(path, "new\n", 4, 0600, durable), 0);
        cr_assert_str_eq(folder_read(path, text, sizeof text), "new\n");
        cr_assert_eq(stat(path, &status), 0);
        cr_assert_eq(status.st_mode & 07777, 0600);
    }
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(rmdir(folder.path), 0, "nothing else is left");
}

Test(file, where_it_cannot_be_replaced_nothing_is_left) {
    cr_assert_eq(capaian_file_replace(folder_file(&folder, "absent/place"), "new\n", 4, 0600, true), -ENOENT);
    const char *path = folder_file(&folder, "a-folder");
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_assert_eq(capaian_file_replace(path, "new\n", 4, 0600, true), -EISDIR);
    cr_assert_eq(rmdir(path), 0);
    cr_assert_eq(rmdir(folder.path), 0, "nothing else is left");
}
