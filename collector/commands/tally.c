#include "commands/tally.h"

#include "commands/commands.h"

#include <inttypes.h>

static void add_part(struct capaian_string *out, uint64_t count, const char *words) {
    if (count > 0)
        capaian_string_add(out, "; %" PRIu64 " %s", count, words);
}

// English counts; Indonesian does not.
static const char *plural(enum capaian_language language, uint64_t count) {
    return language == CAPAIAN_ENGLISH && count != 1 ? "s" : "";
}

static bool counts_rows(const struct tally *tally) {
    return tally->accepted + tally->refused + tally->pending + tally->not_stored + tally->unanswered > 0;
}

static void add_rows(struct capaian_string *out, enum capaian_language language, const struct tally *tally) {
    capaian_string_add(out,
                       capaian_in_language(language, "%" PRIu64 " baris%s diterima (", "%" PRIu64 " row%s accepted ("),
                       tally->accepted, plural(language, tally->accepted));
    if (tally->before > 0)
        capaian_string_add(
            out, capaian_in_language(language, "%" PRIu64 " sudah pernah dikirim, ", "%" PRIu64 " sent before, "),
            tally->before);
    capaian_string_add(out,
                       capaian_in_language(language,
                                           "%" PRIu64 " tidak berubah), %" PRIu64 " ditolak, %" PRIu64 " peringatan%s",
                                           "%" PRIu64 " unchanged), %" PRIu64 " refused, %" PRIu64 " warning%s"),
                       tally->unchanged, tally->refused, tally->warnings, plural(language, tally->warnings));
    add_part(out, tally->pending,
             capaian_in_language(language, "tersimpan, putusan menyusul", "stored, verdict to come"));
    add_part(out, tally->not_stored, capaian_in_language(language, "tidak tersimpan", "not stored"));
    add_part(out, tally->unanswered, capaian_in_language(language, "tidak terjawab", "unanswered"));
}

void tally_text(struct capaian_string *out, enum capaian_language language, bool dry_run, const struct tally *tally) {
    if (dry_run)
        capaian_string_add(
            out, "%s",
            capaian_in_language(language, "uji coba, tidak ada yang disimpan: ", "dry run, nothing is stored: "));
    bool rows = counts_rows(tally) || tally->files_unread == 0;
    if (rows)
        add_rows(out, language, tally);
    if (tally->files_unread > 0)
        capaian_string_add(
            out, capaian_in_language(language, "%s%" PRIu64 " berkas%s tidak dikirim", "%s%" PRIu64 " file%s not sent"),
            rows ? "; " : "", tally->files_unread, plural(language, tally->files_unread));
    capaian_string_add(out, "\n");
}

void tally_json(struct capaian_string *out, bool dry_run, const struct tally *tally) {
    capaian_string_add(out,
                       "{\"dry_run\":%s,\"accepted\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"pending\":%" PRIu64
                       ",\"not_stored\":%" PRIu64 ",\"unanswered\":%" PRIu64,
                       dry_run ? "true" : "false", tally->accepted, tally->refused, tally->pending, tally->not_stored,
                       tally->unanswered);
    capaian_string_add(out,
                       ",\"sent_before\":%" PRIu64 ",\"unchanged\":%" PRIu64 ",\"warnings\":%" PRIu64
                       ",\"files_unread\":%" PRIu64 "}\n",
                       tally->before, tally->unchanged, tally->warnings, tally->files_unread);
}

int tally_exit(const struct tally *tally, bool judged) {
    if (tally->not_stored > 0 || tally->unanswered > 0 || (judged && tally->pending > 0))
        return COMMAND_COULD_NOT;
    return tally->refused > 0 || tally->files_unread > 0 ? COMMAND_NO : COMMAND_WELL;
}
