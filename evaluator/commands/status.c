// status: how the evaluator is, or with --alerts what is standing.
#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/event.h"
#include "commands/figure.h"
#include "commands/json.h"
#include "commands/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SAY(indonesian, english) capaian_in_language(arguments->language, indonesian, english)

static const char *instant_or_never(const struct capaian_arguments *arguments, int64_t instant,
                                    char buffer[CAPAIAN_INSTANT_TEXT]) {
    return instant ? capaian_instant_format(&arguments->zone, instant, buffer) : SAY("belum pernah", "never");
}

static void add_count(const struct capaian_arguments *arguments, struct capaian_string *out, const char *label,
                      uint64_t count) {
    char number[CAPAIAN_NUMBER_TEXT];
    capaian_string_add(out, "%s: %s\n", label, count_text(count, arguments->language, number));
}

static void add_links(const struct capaian_arguments *arguments, const Capaian__V1__EvaluatorStatus *status,
                      struct capaian_string *out) {
    const struct listing_column columns[] = {
        {NULL, SAY("kolektor", "collector"), false, 40},
        {NULL, SAY("terhubung", "connected"), false, 0},
        {NULL, SAY("diterapkan", "applied"), true, 0},
        {NULL, SAY("lengkap sampai", "complete up to"), false, 0},
        {NULL, SAY("terakhir terdengar", "last heard"), false, 0},
    };
    struct listing *listing = listing_new(columns, sizeof columns / sizeof *columns);
    out->failed |= !listing;
    for (size_t i = 0; listing && i < status->n_links; i++) {
        const Capaian__V1__LinkStatus *link = status->links[i];
        char number[CAPAIAN_NUMBER_TEXT];
        char instant[CAPAIAN_INSTANT_TEXT];
        listing_add(listing, link->name);
        listing_add(listing, link->connected ? SAY("ya", "yes") : SAY("TIDAK", "NO"));
        listing_add(listing, count_text(link->applied, arguments->language, number));
        listing_add(listing, instant_or_never(arguments, link->watermark, instant));
        listing_add(listing, instant_or_never(arguments, link->heard_at, instant));
    }
    if (listing && status->n_links) {
        capaian_string_add(out, "\n");
        out->failed |= listing_text(listing, out) < 0;
    }
    (void)listing_free(listing);
    for (size_t i = 0; i < status->n_links; i++) {
        const Capaian__V1__LinkStatus *link = status->links[i];
        char number[CAPAIAN_NUMBER_TEXT];
        if (link->lacking > 0)
            capaian_string_add(
                out, SAY("TIDAK LENGKAP: %s, sampai %s pesan: %s\n", "NOT WHOLE: %s, up to %s messages: %s\n"),
                link->name, count_text(link->lacking, arguments->language, number),
                link->held ? SAY("tidak ada di sini dan tidak lagi di sana; tidak ada yang dikirim",
                                 "neither here nor there any more; it sends nothing")
                           : SAY("tanpa pesan itu, seperti diputuskan operatornya",
                                 "this ledger goes without them, as its operator said"));
        if (link->shared)
            capaian_string_add(out,
                               SAY("DUA kolektor memakai kunci %s: hentikan salah satunya\n",
                                   "TWO collectors use the key of %s: stop one of them\n"),
                               link->name);
    }
}

// What the alerts of the last 30 days ask of people.
static void add_load(const struct capaian_arguments *arguments, const Capaian__V1__AlertLoad *load,
                     struct capaian_string *out) {
    uint64_t fired = 0;
    uint64_t resolved = 0;
    for (size_t i = 0; i < load->n_days; i++) {
        fired += load->days[i]->fired;
        resolved += load->days[i]->resolved;
    }
    capaian_string_add(out, "\n%s\n", SAY("Peringatan 30 hari terakhir:", "Alerts of the last 30 days:"));
    add_count(arguments, out, SAY("  baru", "  began"), fired);
    add_count(arguments, out, SAY("  selesai", "  ended"), resolved);
    add_count(arguments, out, SAY("  berulang (tiga kali atau lebih)", "  flapping (three times or more)"),
              load->flapping);
    add_count(arguments, out, SAY("  diketahui lalu terbengkalai", "  acknowledged and stale"), load->stale);
    add_count(arguments, out, SAY("  ditahan", "  suppressed"), load->suppressed);
    for (size_t i = 0; i < load->n_days; i++)
        capaian_string_add(out, SAY("  %s: %u baru, %u selesai\n", "  %s: %u began, %u ended\n"), load->days[i]->day,
                           load->days[i]->fired, load->days[i]->resolved);
    for (size_t i = 0; i < load->n_top; i++) {
        // What happened once is no burden worth a line.
        if (load->top[i]->fired > 1)
            capaian_string_add(out, SAY("  %u kali: %s\n", "  %u times: %s\n"), load->top[i]->fired,
                               load->top[i]->alert);
    }
}

static void add_status(const struct capaian_arguments *arguments, const Capaian__V1__EvaluatorStatus *status,
                       struct capaian_string *out) {
    char instant[CAPAIAN_INSTANT_TEXT];
    char epoch[2 * CAPAIAN_EPOCH_SIZE + 1] = "-";
    if (status->epoch.len == CAPAIAN_EPOCH_SIZE)
        (void)capaian_hex(status->epoch.data, status->epoch.len, epoch);
    capaian_string_add(out, "%s: %s%s%s\n", SAY("Waktu buku besar", "Ledger time"),
                       capaian_instant_format(&arguments->zone, status->now, instant), status->simulated ? ", " : "",
                       status->simulated ? SAY("WAKTU SIMULASI", "SIMULATED TIME") : "");
    capaian_string_add(out, "%s: %s\n", SAY("Jatuh tempo dinilai sampai", "Due dates judged until"),
                       instant_or_never(arguments, status->judged_until, instant));
    add_count(arguments, out, SAY("Langkah", "Step"), status->step);
    add_count(arguments, out, SAY("Pesan", "Messages"), status->messages);
    add_count(arguments, out, SAY("Baris", "Rows"), status->rows);
    add_count(arguments, out, SAY("Versi katalog", "Catalogue version"), status->catalogue_version);
    add_count(arguments, out, SAY("Indikator", "Indicators"), status->indicators);
    add_count(arguments, out, SAY("Peringatan aktif", "Alerts standing"), status->standing);
    add_count(arguments, out, SAY("Nomor peristiwa terakhir", "Latest event number"), status->event_number);
    capaian_string_add(out, "%s: %s\n", SAY("Epoch aliran", "Stream epoch"), epoch);
    capaian_string_add(out, "%s: %s\n", SAY("Versi evaluator", "Evaluator version"), status->version);
    add_links(arguments, status, out);
    if (status->load)
        add_load(arguments, status->load, out);
    if (status->n_counters)
        capaian_string_add(out, "\n%s\n", SAY("Pencacah:", "Counters:"));
    for (size_t i = 0; i < status->n_counters; i++) {
        capaian_string_add(out, "  ");
        add_count(arguments, out, status->counters[i]->name, status->counters[i]->value);
    }
}

static int print_status(struct connection *connection) {
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    query.status = &status;
    int code = connection_ask(connection, &query, &reply);
    if (code != COMMAND_WELL)
        return code;
    struct capaian_string out = {0};
    if (connection->arguments->json) {
        string_add_json_message(&out, &reply->status->base);
        capaian_string_add(&out, "\n");
    } else {
        add_status(connection->arguments, reply->status, &out);
    }
    return capaian_command_print(&out);
}

struct standing {
    const struct capaian_arguments *arguments;
    struct capaian_string list;    // as text or as JSON
    char epoch[2 * CAPAIAN_EPOCH_SIZE + 1];
    uint64_t number;
    size_t count;
};

static int take_standing(const Capaian__V1__QueryReply *reply, void *context) {
    struct standing *standing = context;
    const Capaian__V1__Snapshot *page = reply->snapshot;
    if (page->epoch.len == CAPAIAN_EPOCH_SIZE)
        (void)capaian_hex(page->epoch.data, page->epoch.len, standing->epoch);
    standing->number = page->number;
    for (size_t i = 0; i < page->n_standing; i++) {
        if (standing->arguments->json) {
            capaian_string_add(&standing->list, "%s\n", standing->count ? "," : "");
            string_add_json_message(&standing->list, &page->standing[i]->base);
        } else {
            string_add_event(&standing->list, page->standing[i], standing->arguments->language,
                             &standing->arguments->zone);
        }
        standing->count++;
    }
    return PAGES_GO_ON;
}

static int print_standing(const struct standing *standing) {
    const struct capaian_arguments *arguments = standing->arguments;
    struct capaian_string out = {0};
    if (arguments->json) {
        capaian_string_add(&out, "{\"epoch\":\"%s\",\"number\":%" PRIu64 ",\"standing\":[", standing->epoch,
                           standing->number);
        if (standing->list.size)
            capaian_string_add_bytes(&out, standing->list.text, standing->list.size);
        capaian_string_add(&out, "\n]}\n");
    } else if (standing->count == 0) {
        capaian_string_add(&out, "%s\n", SAY("Tidak ada peringatan yang aktif.", "No alert is standing."));
    } else {
        capaian_string_add_bytes(&out, standing->list.text, standing->list.size);
    }
    out.failed |= standing->list.failed;
    return capaian_command_print(&out);
}

static int print_alerts(struct connection *connection, const char *unit) {
    struct standing standing = {.arguments = connection->arguments};
    Capaian__V1__SnapshotQuery snapshot = CAPAIAN__V1__SNAPSHOT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    snapshot.unit = (char *)unit;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SNAPSHOT;
    query.snapshot = &snapshot;
    int code = connection_pages(connection, &query, take_standing, &standing);
    if (code == COMMAND_WELL)
        code = print_standing(&standing);
    capaian_string_free(&standing.list);
    return code;
}

int command_status(int argc, char **argv) {
    bool alerts = false;
    const char *unit = "";
    const struct capaian_option options[] = {
        {"alerts", NULL, NULL, "the alerts that stand, instead of the evaluator's own state", NULL, &alerts, false},
        {"unit", "UNIT", NULL, "with --alerts: only of this unit", &unit, NULL, false},
    };
    const struct capaian_command_line line = {
        .usage = "status [--alerts [--unit UNIT]] [--json]",
        .help = "The ledger's time and step, what it holds, and each collector's link.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
    };
    struct capaian_arguments arguments;
    int code = arguments_read(argc, argv, &line, ARGUMENTS_QUERY, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    if (*unit && !alerts)
        return capaian_command_fail(COMMAND_USAGE, "status: --unit belongs to --alerts");
    struct connection connection;
    code = connection_open(&arguments, &connection);
    if (code != COMMAND_WELL)
        return code;
    code = alerts ? print_alerts(&connection, unit) : print_status(&connection);
    connection_close(&connection);
    return code;
}
