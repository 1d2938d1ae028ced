#include "commands/commands.h"
#include "commands/sheets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Sends the figures of CSV sheets. It keeps no state: a message's id is made from its content, and as_of is by\n"
    "default when the file was last changed. Sending a file again is harmless: what was accepted stays as it is, what\n"
    "was refused is judged again. Sending it corrected changes what was corrected.\n"
    "\n"
    "  capaian-collector submit --unit dispar --numbers id 2026-Q1.csv\n"
    "  capaian-collector submit --dry-run --unit dispar 2026-Q1.csv\n"
    "  ticket-export | capaian-collector submit --unit dispar --as-of 2026-04-03T09:00 -\n"
    "\n"
    "      indikator,periode,nilai,satuan,nomor            indicator,period,numerator,denominator,status\n"
    "      par01,2026-01,12,orang,TKT-000871               kes04,2026-Q1,412,498,provisional\n"
    "\n"
    "The first line names the columns, in English or Indonesian; a column that is not known is refused.\n"
    "  indicator (indikator)*, period (periode)*: 2026, 2026-S1, 2026-Q1, 2026-03, 2026-03-14\n"
    "  unit (perangkat_daerah, opd, skpd): the reporting unit of the line; where blank, --unit\n"
    "  one of: value (nilai, realisasi) | numerator (pembilang) and denominator (penyebut)\n"
    "    | grade (predikat), score (skor) | missing (tidak_ada): the reason why no figure will come\n"
    "    | complete (lengkap): how many events the period has, with total (jumlah), total_denominator\n"
    "    (total_penyebut) | withdraw (tarik): ya\n"
    "  ref (nomor): the event's own number, a permit's or a ticket's; never a running number of the sheet\n"
    "  status: final, provisional, estimated (tetap, sementara, perkiraan)\n"
    "  as_of (per_tanggal): when the figure was stated, a date or 2026-04-03T09:00\n"
    "  replaces (menggantikan): the row, message:row as explain --full shows it, that never counts again\n"
    "  reason (alasan), satuan, source (sumber), note (catatan); evidence (bukti), an address, together with\n"
    "    evidence_sha256 (bukti_sha256) of what is there\n"
    "  confirm (konfirmasi): ya, the figure is right although it looks wrong\n"
    "  event (kejadian): ya or tidak, see below\n"
    "\n"
    "Events add up, and only a ref tells an event sent again from another one: lines of events always need a ref.\n"
    "This command does not know which indicators are events, so it refuses a value without ref (ref.absent) when\n"
    "its indicator has a ref, a complete or event=ya elsewhere in the file, when its period is a day, or "
    "(row.repeated)\n"
    "when the indicator and period are there twice. For the last two event=tidak says that it is no event.\n"
    "What it cannot see is a lone line of an event whose period is a month or longer: give that a ref too.\n"
    "\n"
    "Faults are printed as file:line: field: code: sentence. Good lines are sent and faulty ones are not, except\n"
    "with --atomic. A unit is a department or post, satuan the unit of measure. Exit code 0: every line was accepted "
    "(with --wait stored: is on the collector's disk);\n"
    "1: lines were refused; 2: wrong usage; 3: some could not be sent or got no answer: send the same file again.\n";

struct submission {
    struct capaian_arguments arguments;
    struct rows_options rows;
    struct delivery delivery;
    struct said said;
    struct tally tally;
    struct sheet *sheets;
    char **names;
    size_t count;
    bool refused;    // a line or a file, by its first reading
};

struct submit_words {
    const char *unit, *numbers, *as_of, *wait, *on_behalf_of;
    bool dry_run, atomic, receipts;
};

static int read_words(const struct submit_words *words, struct submission *submission) {
    struct rows_options *rows = &submission->rows;
    *rows = (struct rows_options){
        .unit = words->unit, .offset_s = submission->arguments.zone.offset_s, .atomic = words->atomic};
    if (words->unit != NULL && !capaian_code_valid(words->unit))
        return capaian_command_fail(COMMAND_USAGE, "--unit %s is not a code: 1 to 32 letters, digits, dots, _ or -",
                                    words->unit);
    int code = sheets_options(words->numbers, words->on_behalf_of, rows);
    if (code != COMMAND_GO_ON)
        return code;
    rows->has_as_of = words->as_of != NULL;
    if (rows->has_as_of && capaian_instant_parse(&submission->arguments.zone, words->as_of, &rows->as_of) < 0)
        return capaian_command_fail(
            COMMAND_USAGE, "--as-of %s is not an instant: 2026-04-03 or 2026-04-03T09:00:00+07:00", words->as_of);
    if (strcmp(words->wait, "judged") != 0 && strcmp(words->wait, "stored") != 0)
        return capaian_command_fail(COMMAND_USAGE, "--wait is judged or stored, not %s", words->wait);
    if (words->atomic && submission->arguments.operands > 1)
        return capaian_command_fail(COMMAND_USAGE, "--atomic takes one file: all or nothing holds for one message");
    submission->delivery.arguments = &submission->arguments;
    submission->delivery.judged = words->dry_run || strcmp(words->wait, "judged") == 0;
    submission->delivery.dry_run = words->dry_run;
    submission->delivery.receipts = words->receipts;
    submission->delivery.drawn = true;
    return COMMAND_GO_ON;
}

static int print_said(struct submission *submission) {
    struct capaian_string out = {0};
    if (submission->arguments.json)
        said_json(&submission->said, submission->names, &out);
    else
        said_text(&submission->said, submission->names, submission->arguments.language, &out);
    return capaian_command_print(&out);
}

static int read_file(struct submission *submission, size_t index) {
    const char *name = submission->names[index];
    struct sheet *sheet = &submission->sheets[index];
    *sheet = (struct sheet){.said = &submission->said, .tally = &submission->tally};
    int error = input_read(name, ROWS_FILE_MAX, &sheet->input);
    if (error == -EFBIG)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s is larger than %d MiB; split it", name,
                                    ROWS_FILE_MAX / (1024 * 1024));
    if (error == -EINVAL)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s is not a file; use - for standard input", name);
    if (error == 0)
        error = sheet_read(sheet, index, &submission->rows, submission->arguments.language);
    if (error < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", name, strerror(-error));
    submission->refused = submission->refused || sheet->rows->finding_count > 0;
    return COMMAND_WELL;
}

static int read_files(struct submission *submission) {
    submission->sheets = calloc(submission->count, sizeof(*submission->sheets));
    if (submission->sheets == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    int code = COMMAND_WELL;
    for (size_t i = 0; code == COMMAND_WELL && i < submission->count; i++)
        code = read_file(submission, i);
    return code;
}

static int finish(const struct submission *submission) {
    const struct delivery *delivery = &submission->delivery;
    enum capaian_language language = submission->arguments.language;
    struct capaian_string out = {0};
    if (submission->arguments.json) {
        tally_json(&out, delivery->dry_run, &submission->tally);
    } else {
        if (submission->rows.atomic && submission->refused)
            capaian_string_add(
                &out, "%s",
                capaian_in_language(language, "tidak ada yang dikirim (--atomic): ", "nothing was sent (--atomic): "));
        tally_text(&out, language, delivery->dry_run, &submission->tally);
    }
    int code = capaian_command_print(&out);
    if (code != COMMAND_WELL)
        return code;
    code = tally_exit(&submission->tally, delivery->judged);
    if (code == COMMAND_COULD_NOT)
        return capaian_command_fail(
            code, "%s",
            capaian_in_language(language,
                                "belum selesai: kirim lagi berkas yang sama, tidak ada yang terhitung dua kali",
                                "not finished: send the same file again, nothing counts twice"));
    return code == COMMAND_WELL && submission->refused ? COMMAND_NO : code;
}

static void clear(struct submission *submission) {
    for (size_t i = 0; submission->sheets != NULL && i < submission->count; i++)
        sheet_clear(&submission->sheets[i]);
    free(submission->sheets);
    said_clear(&submission->said);
}

// -v is --receipts.
static void spell_out(int argc, char **argv) {
    static char receipts[] = "--receipts";
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "-v") == 0)
            argv[i] = receipts;
    }
}

int command_submit(int argc, char **argv) {
    struct submit_words words = {.wait = "judged"};
    bool json = false;
    const struct capaian_option options[] = {
        {"unit", "CODE", "CAPAIAN_UNIT", "the reporting unit of lines that do not name theirs", &words.unit, NULL,
         false},
        {"numbers", "id|en", NULL, "1.234,5 or 1,234.5; where not given, 1.234 is refused as ambiguous", &words.numbers,
         NULL, false},
        {"as-of", "INSTANT", NULL, "when the figures were stated; where not given, when the file was last changed",
         &words.as_of, NULL, false},
        {"dry-run", NULL, NULL, "store nothing: print the verdicts that the lines would get", NULL, &words.dry_run,
         false},
        {"atomic", NULL, NULL, "all lines or none; takes one file of one unit that fits one message", NULL,
         &words.atomic, false},
        {"wait", "judged|stored", NULL, "wait for the verdicts (where not given), or for the receipts only",
         &words.wait, NULL, false},
        {"on-behalf-of", "WHOM", NULL, "written into each row's source: who stands behind the figures",
         &words.on_behalf_of, NULL, false},
        {"json", NULL, NULL, "a JSON object a line: what is said of lines and messages, then how many rows became what",
         NULL, &json, false},
        {"receipts", NULL, NULL, "also -v: print message ids, receipts, and notes beside faults and warnings", NULL,
         &words.receipts, false},
    };
    const struct capaian_command_line line = {
        .usage = "submit FILE... | - [options]",
        .help = help,
        .options = options,
        .option_count = sizeof(options) / sizeof(*options),
        .operands_least = 1,
        .operands_most = 10000,
    };
    struct submission submission = {0};
    spell_out(argc, argv);
    int code = arguments_read(argc, argv, &line, "2m", &submission.arguments);
    submission.arguments.json = json;
    if (code == COMMAND_GO_ON)
        code = read_words(&words, &submission);
    if (code != COMMAND_GO_ON)
        return code;
    submission.names = argv + 1;
    submission.count = (size_t)submission.arguments.operands;
    code = read_files(&submission);
    if (code == COMMAND_WELL)
        code = sheets_deliver(submission.sheets, submission.count, &submission.delivery);
    int printed = print_said(&submission);
    code = code == COMMAND_WELL ? printed : code;
    if (code == COMMAND_WELL)
        code = finish(&submission);
    clear(&submission);
    return code;
}
