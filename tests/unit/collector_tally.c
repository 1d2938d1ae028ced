#include "commands/commands.h"
#include "commands/tally.h"

#include <criterion/criterion.h>

static void reads(const struct tally *tally, bool dry_run, const char *english, const char *indonesian) {
    struct capaian_string out = {0};
    tally_text(&out, CAPAIAN_ENGLISH, dry_run, tally);
    cr_assert_str_eq(out.text, english);
    capaian_string_free(&out);
    tally_text(&out, CAPAIAN_INDONESIAN, dry_run, tally);
    cr_assert_str_eq(out.text, indonesian);
    capaian_string_free(&out);
}

Test(collector_tally, one_is_not_many) {
    reads(&(struct tally){.accepted = 1, .warnings = 1}, false, "1 row accepted (0 unchanged), 0 refused, 1 warning\n",
          "1 baris diterima (0 tidak berubah), 0 ditolak, 1 peringatan\n");
    reads(&(struct tally){.accepted = 3, .unchanged = 1, .refused = 2, .pending = 4}, false,
          "3 rows accepted (1 unchanged), 2 refused, 0 warnings; 4 stored, verdict to come\n",
          "3 baris diterima (1 tidak berubah), 2 ditolak, 0 peringatan; 4 tersimpan, putusan menyusul\n");
}

Test(collector_tally, what_was_sent_before_is_said) {
    reads(&(struct tally){.accepted = 1, .before = 1}, false,
          "1 row accepted (1 sent before, 0 unchanged), 0 refused, 0 warnings\n",
          "1 baris diterima (1 sudah pernah dikirim, 0 tidak berubah), 0 ditolak, 0 peringatan\n");
}

Test(collector_tally, a_file_that_was_not_read_is_not_counted_in_rows) {
    reads(&(struct tally){.files_unread = 1}, false, "1 file not sent\n", "1 berkas tidak dikirim\n");
    reads(&(struct tally){.files_unread = 2, .refused = 1}, true,
          "dry run, nothing is stored: 0 rows accepted (0 unchanged), 1 refused, 0 warnings; 2 files not sent\n",
          "uji coba, tidak ada yang disimpan: 0 baris diterima (0 tidak berubah), 1 ditolak, 0 peringatan; "
          "2 berkas tidak dikirim\n");
}

Test(collector_tally, exit_codes) {
    cr_assert_eq(tally_exit(&(struct tally){.accepted = 1, .before = 1}, true), COMMAND_WELL);
    cr_assert_eq(tally_exit(&(struct tally){.accepted = 1, .refused = 1}, true), COMMAND_NO);
    cr_assert_eq(tally_exit(&(struct tally){.files_unread = 1}, true), COMMAND_NO);
    cr_assert_eq(tally_exit(&(struct tally){.pending = 1}, true), COMMAND_COULD_NOT);
    cr_assert_eq(tally_exit(&(struct tally){.pending = 1}, false), COMMAND_WELL);
    cr_assert_eq(tally_exit(&(struct tally){.unanswered = 1, .refused = 1}, false), COMMAND_COULD_NOT);
    cr_assert_eq(tally_exit(&(struct tally){.not_stored = 1}, false), COMMAND_COULD_NOT);
}
