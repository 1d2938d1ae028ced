#include "commands/tally.h"

#include "commands/commands.h"

#include <inttypes.h>

static void add_part(struct capaian_string *out, uint64_t count, const char *words) {
    if (count > 0)
        capaian_string_add(out, "; %" PRIu64 " %s", count, words);
}

void tally_text(struct capaian_string *out, enum capaian_language language, bool dry_run, const struct tally *tally) {
    if (dry_run)
        capaian_string_add(
            out, "%s", in_language(language, "uji coba, tidak ada yang disimpan: ", "dry run, nothing is stored: "));
    capaian_string_add(out,
                       in_language(language,
                                   "%" PRIu64 " baris diterima (%" PRIu64 " tidak berubah), %" PRIu64
                                   " ditolak, %" PRIu64 " peringatan",
                                   "%" PRIu64 " rows accepted (%" PRIu64 " unchanged), %" PRIu64 " refused, %" PRIu64
                                   " warnings"),
                       tally->accepted, tally->unchanged, tally->refused, tally->warnings);
    add_part(out, tally->pending, in_language(language, "tersimpan, putusan menyusul", "stored, verdict to come"));
    add_part(out, tally->not_stored, in_language(language, "tidak tersimpan", "not stored"));
    add_part(out, tally->unanswered, in_language(language, "tidak terjawab", "unanswered"));
    capaian_string_add(out, "\n");
}

int tally_exit(const struct tally *tally, bool judged) {
    if (tally->not_stored > 0 || tally->unanswered > 0 || (judged && tally->pending > 0))
        return COMMAND_COULD_NOT;
    return tally->refused > 0 ? COMMAND_NO : COMMAND_WELL;
}
