#include "fold/subject.h"
#include "runtime/daemon.h"
#include "serve/server.h"
#include "value/text.h"
#include "wire/content.h"
#include "wire/envelope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct acting {
    struct server *server;
    const struct capaian_peer *peer;
    const Capaian__V1__ActRequest *request;
    struct doing doing;
    Capaian__V1__ActReply reply;
    bool answered_later;
};

static void refuse(struct acting *a, enum capaian_code code, const char *field, const char *argument) {
    const char *const arguments[3] = {argument, NULL, NULL};
    a->reply.refusal = capaian_refusal(a->server->answer, code, field, arguments);
}

static void advance_clock(struct acting *a, int64_t to) {
    struct server *server = a->server;
    char now[CAPAIAN_INSTANT_TEXT];
    const struct version *latest = fold_latest(server->ledger->fold);
    const struct capaian_calendar utc = {0};
    capaian_instant_format(latest == NULL ? &utc : &latest->catalogue->calendar, server_now(server), now);
    if (!server->ledger->simulated)
        refuse(a, CAPAIAN_CLOCK_REAL, "to", NULL);
    else if (to < server->clock)
        refuse(a, CAPAIAN_CLOCK_BACK, "to", now);
    else if (to >= CAPAIAN_INSTANT_MAX)
        refuse(a, CAPAIAN_QUERY_MALFORMED, "to", "to >= 3000-01-01");
    else if (server->advance.waits)
        refuse(a, CAPAIAN_BUSY, "to", "1000");
    if (a->reply.refusal != NULL)
        return;
    if (ledger_clock(server->ledger, to, &a->doing) < 0 || !server_commit(server)) {
        server->failed = true;
        return;
    }
    server->clock = to;
    server->clock_moved_at = capaian_monotonic_ms();
    server->advance = (struct pending_act){.waits = true, .peer = *a->peer, .step = server->ledger->fold->step};
    memcpy(server->advance.act_id, a->request->act_id.data, CAPAIAN_ID_SIZE);
    a->answered_later = true;
    link_tell_clock(server);
}

static void list_findings(struct acting *a, const struct catalogue_findings *findings) {
    struct capaian_arena *arena = a->server->answer;
    Capaian__V1__Refusal **list = capaian_arena_take(arena, (findings->count + 1) * sizeof(Capaian__V1__Refusal *));
    size_t count = 0;
    for (size_t i = 0; list != NULL && i < findings->count; i++) {
        const struct catalogue_finding *finding = &findings->list[i];
        Capaian__V1__Refusal *refusal = capaian_refusal(
            arena, finding->code, capaian_arena_text(arena, "%s:%u:%s", finding->file, finding->line, finding->column),
            finding->arguments);
        if (refusal == NULL)
            break;
        list[count++] = refusal;
    }
    a->reply.findings = list;
    a->reply.n_findings = count;
}

static int compare_files(const void *left, const void *right) {
    const struct catalogue_file *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static void apply_catalogue(struct acting *a, const Capaian__V1__CatalogueApply *apply) {
    struct server *server = a->server;
    struct fold *fold = server->ledger->fold;
    enum { FILES_MAX = 16 };
    struct catalogue_file files[FILES_MAX];
    int32_t effective;
    char number[16];
    snprintf(number, sizeof number, "%zu", fold->version_count);
    if (apply->compared_with != fold->version_count) {
        refuse(a, CAPAIAN_CATALOGUE_MOVED, "compared_with", number);
        return;
    }
    if (capaian_date_parse(apply->effective, &effective) < 0 || apply->n_files > FILES_MAX) {
        refuse(a, CAPAIAN_QUERY_MALFORMED, "effective", apply->effective);
        return;
    }
    for (size_t i = 0; i < apply->n_files; i++)
        files[i] =
            (struct catalogue_file){apply->files[i]->name, apply->files[i]->text.data, apply->files[i]->text.len};
    // As the ledger gives them back: a replay reads the same files in the same order.
    qsort(files, apply->n_files, sizeof files[0], compare_files);
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings = {0};
    const char *indicator = NULL;
    if (catalogue_read(files, apply->n_files, &catalogue, &findings) < 0) {
        refuse(a, CAPAIAN_BUSY, "files", "1000");
        return;
    }
    list_findings(a, &findings);
    if (catalogue == NULL) {
        snprintf(number, sizeof number, "%zu", findings.errors);
        refuse(a, CAPAIAN_CATALOGUE_FINDINGS, "files", capaian_arena_text(server->answer, "%s", number));
    } else if (fold_catalogue_check(fold, catalogue, &indicator) != CAPAIAN_OK) {
        refuse(a, CAPAIAN_INDICATOR_CHANGED, "files", indicator);
        catalogue_free(catalogue);
    } else if (ledger_catalogue(server->ledger, catalogue, files, apply->n_files,
                                &(struct applied){apply->basis, effective, apply->rejudge}, &a->doing,
                                server_now(server)) < 0 ||
               !server_commit(server)) {
        server->failed = true;
    } else {
        a->reply.step = fold_latest(fold)->step;
        a->reply.catalogue_version = fold_latest(fold)->number;
        // What waited for the first catalogue can be judged now.
        if (fold->version_count == 1)
            link_restart(server);
    }
    catalogue_findings_free(&findings);
}

static void back_up(struct acting *a, const Capaian__V1__Backup *backup) {
    // Beside the ledger, under the evaluator's own rights: a name, never a way out of the folder, and never one that
    // SQLite or the daemon reads as its own.
    if (!capaian_code_valid(backup->file) || backup->file[0] == '.' || backup->file[0] == '-' ||
        strncmp(backup->file, "ledger", 6) == 0 || strncmp(backup->file, "authorised_keys", 15) == 0 ||
        strncmp(backup->file, "server.key", 10) == 0 || strncmp(backup->file, "acts.log", 8) == 0) {
        refuse(a, CAPAIAN_BACKUP_FAILED, "file",
               "FILE is a plain name: the copy is written beside the ledger, so no folder and no dot in front.");
        return;
    }
    const char *ledger = sqlite3_db_filename(capaian_store_db(a->server->ledger->store), "main");
    const char *slash = strrchr(ledger, '/');
    char *path = capaian_arena_text(a->server->answer, "%.*s%s", slash == NULL ? 0 : (int)(slash - ledger + 1), ledger,
                                    backup->file);
    if (a->server->copying != NULL) {
        refuse(a, CAPAIAN_BACKUP_FAILED, "file", "Another backup is being made; ask again when it is done.");
        return;
    }
    if (!server_commit(a->server))
        return;
    if (path != NULL)
        a->server->copying = copying_begin(ledger, path, a->request->act_id.data, a->peer);
    if (a->server->copying == NULL)
        refuse(a, CAPAIAN_BACKUP_FAILED, "file", "The evaluator has no memory left for it.");
    else
        a->answered_later = true;
}

void act_answer_backup(struct server *server) {
    struct copied copied;
    if (server->copying == NULL || !copying_done(server->copying, &copied))
        return;
    Capaian__V1__ActReply reply = CAPAIAN__V1__ACT_REPLY__INIT;
    const char *const arguments[3] = {
        copied.sentence == NULL ? "The evaluator has no memory or no disk left for it." : copied.sentence, NULL, NULL};
    capaian_arena_reset(server->answer);
    reply.act_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, (uint8_t *)copying_act(server->copying)};
    if (copied.error < 0)
        reply.refusal = capaian_refusal(server->answer, CAPAIAN_BACKUP_FAILED, "file", arguments);
    else {
        reply.step = server->backup_step = copied.step;
        server->backed_up = true;
        server->backed_up_at = capaian_wall_ms();
        int r = copying_remember(server->backups_path, server->backed_up_at);
        if (r < 0)
            capaian_log(CAPAIAN_WARN, "when this backup was made will not be known after a restart", "file",
                        server->backups_path, "why", strerror(-r), NULL);
        memcpy(server->last_backup, copying_act(server->copying), CAPAIAN_ID_SIZE);
    }
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY, &reply);
    server_send(server, server->query_socket, copying_peer(server->copying), &envelope);
    server->copying = copying_end(server->copying);
}

// Who may: a desk speaks for those it vouches for; what opens the record again or seals it is the administrator's; what
// is decided about a person, the personnel office's.
static unsigned roles_for(const Capaian__V1__Deed *deed) {
    if (deed->kind == CAPAIAN__V1__DEED_KIND__DEED_REOPEN || deed->kind == CAPAIAN__V1__DEED_KIND__DEED_SEAL)
        return CAPAIAN_ROLE_ADMIN;
    if (strncmp(deed->subject, "consequence/", 12) == 0 || deed->kind == CAPAIAN__V1__DEED_KIND__DEED_PAUSE)
        return CAPAIAN_ROLE_ADMIN | CAPAIAN_ROLE_PERSONNEL;
    return CAPAIAN_ROLE_ADMIN | CAPAIAN_ROLE_DESK;
}

// Fields of a later schema are ignored, and so not kept either: nobody would have looked at their size.
static void forget_unknown(ProtobufCMessage *message) {
    message->n_unknown_fields = 0;
}

static void do_deed(struct acting *a, Capaian__V1__Deed *what, const struct capaian_key_entry *entry) {
    struct ledger *ledger = a->server->ledger;
    forget_unknown(&what->base);
    if (what->follow_up != NULL)
        forget_unknown(&what->follow_up->base);
    const struct deed deed = {what, a->request->actor, a->doing.key, a->request->reason};
    const char *field = "deed", *argument = NULL;
    if ((entry->roles & roles_for(what)) == 0) {
        refuse(a, CAPAIAN_NOT_ALLOWED, "deed", "deed (desk / personnel / admin)");
        return;
    }
    // A desk speaks about its own units.
    const char *unit = subject_unit(ledger->fold, what);
    bool desk = (entry->roles & roles_for(what) & ~(unsigned)CAPAIAN_ROLE_DESK) == 0;
    if (desk && unit[0] != '\0' && !capaian_key_covers(entry, unit)) {
        refuse(a, CAPAIAN_KEY_UNIT, "subject", unit);
        return;
    }
    // What fell due before it is judged before it.
    int64_t now = server_now(a->server);
    enum capaian_code code = fold_deed_check(ledger->fold, &deed, now, &field, &argument);
    if (code != CAPAIAN_OK)
        refuse(a, code, field, argument);
    else if (ledger_deed(ledger, what, &a->doing, now) < 0 || !server_commit(a->server))
        a->server->failed = true;
    else
        a->reply.step = ledger->fold->step;
}

// Over the act as it was asked for, its id apart.
static void hash_request(const Capaian__V1__ActRequest *request, struct capaian_arena *arena,
                         uint8_t ret_hash[CAPAIAN_HASH_SIZE]) {
    Capaian__V1__ActRequest bare = *request;
    bare.act_id = (ProtobufCBinaryData){0, NULL};
    size_t size = capaian__v1__act_request__get_packed_size(&bare);
    uint8_t *bytes = capaian_arena_take(arena, size + 1);
    // A folder that fills the memory is told apart by its size.
    memset(ret_hash, 0, CAPAIAN_HASH_SIZE);
    if (bytes == NULL) {
        memcpy(ret_hash, &size, sizeof size);
        return;
    }
    capaian__v1__act_request__pack(&bare, bytes);
    capaian_content_hash(bytes, size, ret_hash);
}

void act_do(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
            const Capaian__V1__ActRequest *request) {
    uint8_t hash[CAPAIAN_HASH_SIZE];
    struct acting a = {.server = server,
                       .peer = peer,
                       .request = request,
                       .doing = {.act_id = request->act_id.data,
                                 .hash = hash,
                                 .actor = request->actor,
                                 .key = entry->comment,
                                 .reason = request->reason}};
    bool same = false;
    hash_request(request, server->answer, hash);
    capaian_arena_reset(server->answer);
    capaian__v1__act_reply__init(&a.reply);
    a.reply.act_id = request->act_id;
    server->counters.acts++;
    uint64_t done = 0;
    bool deed = request->act_case == CAPAIAN__V1__ACT_REQUEST__ACT_DEED;
    if ((entry->roles & CAPAIAN_ROLE_ADMIN) == 0 && !deed)
        refuse(&a, CAPAIAN_NOT_ALLOWED, "act", "act (admin)");
    else if (request->act_id.len != CAPAIAN_ID_SIZE)
        refuse(&a, CAPAIAN_ID_LENGTH, "act_id", "-");
    else if ((done = ledger_act_step(server->ledger, request->act_id.data, hash, &same)) != 0 && !same) {
        refuse(&a, CAPAIAN_ACT_CONFLICT, "act_id", NULL);
    } else if (done != 0) {
        // Done before: the same act is done once, and its answer is the same.
        a.reply.step = done;
        for (size_t i = 0; i < server->ledger->fold->version_count; i++)
            if (server->ledger->fold->versions[i].step == done)
                a.reply.catalogue_version = server->ledger->fold->versions[i].number;
        if (server->advance.waits && memcmp(server->advance.act_id, request->act_id.data, CAPAIAN_ID_SIZE) == 0) {
            server->advance.peer = *peer;
            a.answered_later = true;
        }
    } else if (server->backed_up && memcmp(server->last_backup, request->act_id.data, CAPAIAN_ID_SIZE) == 0) {
        a.reply.step = server->backup_step;
    } else if (server->copying != NULL && copying_is(server->copying, request->act_id.data)) {
        *copying_peer(server->copying) = *peer;
        a.answered_later = true;
    } else if (server->disk_short)
        refuse(&a, CAPAIAN_DISK_FULL, "", NULL);
    else if (request->act_case == CAPAIAN__V1__ACT_REQUEST__ACT_CLOCK_ADVANCE)
        advance_clock(&a, request->clock_advance->to);
    else if (request->act_case == CAPAIAN__V1__ACT_REQUEST__ACT_CATALOGUE_APPLY)
        apply_catalogue(&a, request->catalogue_apply);
    else if (request->act_case == CAPAIAN__V1__ACT_REQUEST__ACT_BACKUP)
        back_up(&a, request->backup);
    else if (deed)
        do_deed(&a, request->deed, entry);
    else
        refuse(&a, CAPAIAN_QUERY_MALFORMED, "act", "act");
    if (server->failed)
        return;
    // It is done, so it is answered; a line that is missing is written with the next.
    int r = acts_log_write(server->acts, server->ledger);
    if (r < 0)
        capaian_log(CAPAIAN_FAULT, "the list of acts cannot be written; acts lost by a restore could not be named",
                    "why", strerror(-r), NULL);
    if (a.answered_later)
        return;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_ACT_REPLY, &a.reply);
    server_send(server, server->query_socket, peer, &envelope);
    // Only now: publishing takes the memory that the answer stood in.
    stream_publish(server);
}
