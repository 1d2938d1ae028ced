// catalogue apply: makes a folder the standing version, after saying what that changes.
#include "catalogue/files.h"
#include "commands/catalogue.h"
#include "commands/commands.h"
#include "commands/difference_text.h"
#include "commands/listing.h"
#include "commands/policy_texts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct application {
    const struct capaian_arguments *arguments;
    const char *basis, *effective;
    int32_t effective_day;
    bool dry_run, rejudge;
    struct checked_folder *folder;
    uint32_t standing;           // the version compared with; 0: none
    struct catalogue *before;    // that version; NULL: none, or `unreadable`
    bool unreadable;
    bool unchanged;    // what stands is this very folder, basis and date
    uint32_t later;    // the first version that takes the place of this one by its effective day; 0: none
    char later_effective[CAPAIAN_PERIOD_TEXT];
    struct policy_texts policies_before, policies;
    struct difference difference;
    struct capaian_string files;    // that differ, came or went: ", holders.csv, policy.ini"
};

static const struct catalogue_file *find_file(const struct catalogue_folder *folder, const char *name) {
    for (size_t i = 0; i < folder->count; i++) {
        if (strcmp(folder->files[i].name, name) == 0)
            return &folder->files[i];
    }
    return NULL;
}

static bool same_text(const struct catalogue_file *file, ProtobufCBinaryData text) {
    return file->size == text.len && (text.len == 0 || memcmp(file->text, text.data, text.len) == 0);
}

// Beside the numbers: what is in some of them is counted nowhere else.
static void compare_files(const struct catalogue_folder *folder, const Capaian__V1__CataloguePage *page,
                          struct capaian_string *out) {
    for (size_t i = 0; i < page->n_files; i++) {
        const struct catalogue_file *file = find_file(folder, page->files[i]->name);
        if (!file || !same_text(file, page->files[i]->text))
            capaian_string_add(out, ", %s", page->files[i]->name);
    }
    for (size_t i = 0; i < folder->count; i++) {
        size_t at = 0;
        while (at < page->n_files && strcmp(page->files[at]->name, folder->files[i].name) != 0)
            at++;
        if (at == page->n_files)
            capaian_string_add(out, ", %s", folder->files[i].name);
    }
}

// The day that the evaluator has: of a simulated ledger not that of the wall.
static int ask_today(struct connection *connection, const struct catalogue *catalogue, int32_t *ret) {
    Capaian__V1__EvaluatorStatusQuery status = CAPAIAN__V1__EVALUATOR_STATUS_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    const Capaian__V1__QueryReply *reply = NULL;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_STATUS;
    query.status = &status;
    int code = connection_ask(connection, &query, &reply);
    if (code == COMMAND_WELL)
        *ret = capaian_day_at(&catalogue->calendar, reply->status->now);
    return code;
}

static bool is_unchanged(const struct application *application, const Capaian__V1__CataloguePage *page) {
    return application->files.size == 0 && !application->files.failed && !application->rejudge &&
           strcmp(page->basis, application->basis) == 0 && strcmp(page->effective, application->effective) == 0;
}

static int compare_policies(struct application *application, const Capaian__V1__CataloguePage *page) {
    struct catalogue_file standing = {0};
    for (size_t i = 0; i < page->n_files; i++) {
        if (strcmp(page->files[i]->name, catalogue_file_names[FILE_POLICY]) == 0)
            standing =
                (struct catalogue_file){page->files[i]->name, page->files[i]->text.data, page->files[i]->text.len};
    }
    int error = policy_texts_read(standing.name != NULL ? &standing : NULL, &application->policies_before);
    if (error == 0)
        error = policy_texts_read(find_file(&application->folder->folder, catalogue_file_names[FILE_POLICY]),
                                  &application->policies);
    if (error == 0)
        policy_texts_compare(&application->policies_before, &application->policies, &application->difference);
    return error;
}

// With the standing version, read again from its texts. A text that this version's reader refuses leaves no comparison,
// and then everything counts as added.
static int compare(struct application *application, const Capaian__V1__CataloguePage *page, int32_t today) {
    const struct catalogue *after = application->folder->catalogue;
    const struct compare_days days = {today, application->effective_day};
    if (page == NULL) {
        catalogue_compare(NULL, after, days, &application->difference);
        return COMMAND_WELL;
    }
    application->standing = page->version;
    compare_files(&application->folder->folder, page, &application->files);
    application->unchanged = is_unchanged(application, page);
    int code = catalogue_read_page(page, &application->before);
    if (code != COMMAND_WELL)
        return code;
    application->unreadable = application->before == NULL;
    catalogue_compare(application->before, after, days, &application->difference);
    if (!application->unreadable && compare_policies(application, page) < 0)
        code = capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(ENOMEM));
    return code;
}

// By the effective day, not by when it was applied, a version holds.
static int find_later(struct connection *connection, struct application *application) {
    int32_t first = INT32_MAX;
    for (uint32_t version = application->standing; version > 0; version--) {
        const Capaian__V1__CataloguePage *page = NULL;
        int32_t effective;
        int code = catalogue_fetch(connection, version, &page);
        if (code != COMMAND_WELL)
            return code;
        if (page == NULL || capaian_date_parse(page->effective, &effective) < 0 ||
            effective <= application->effective_day || effective >= first)
            continue;
        first = effective;
        application->later = version;
        capaian_date_format(effective, application->later_effective);
    }
    return COMMAND_WELL;
}

struct counted {
    const char *name;
    const char *indonesian, *english;
    const struct changes *changes;
};

enum { COUNTED = 4 };

static void list_parts(const struct difference *difference, struct counted ret[COUNTED]) {
    ret[0] = (struct counted){"units", "unit", "units", &difference->units};
    ret[1] = (struct counted){"indicators", "indikator", "indicators", &difference->indicators};
    ret[2] = (struct counted){"targets", "target", "targets", &difference->targets};
    ret[3] = (struct counted){"holders", "pejabat", "holders", &difference->holders};
}

static void add_counts(const struct application *application, struct capaian_string *out) {
    enum capaian_language language = application->arguments->language;
    const struct difference *difference = &application->difference;
    struct counted parts[COUNTED];
    list_parts(difference, parts);
    for (size_t i = 0; i < COUNTED; i++) {
        capaian_string_add(out,
                           capaian_in_language(language, "  %s: %zu baru, %zu dihapus, %zu berubah",
                                               "  %s: %zu added, %zu removed, %zu changed"),
                           capaian_in_language(language, parts[i].indonesian, parts[i].english),
                           parts[i].changes->added, parts[i].changes->removed, parts[i].changes->changed);
        if (parts[i].changes == &difference->targets)
            capaian_string_add(out, capaian_in_language(language, " (%zu naik, %zu turun)", " (%zu up, %zu down)"),
                               difference->targets_up, difference->targets_down);
        capaian_string_add(out, "\n");
    }
}

static void add_changes(const struct application *application, struct capaian_string *out) {
    enum capaian_language language = application->arguments->language;
    if (application->unreadable)
        capaian_string_add(out,
                           capaian_in_language(language,
                                               "Versi %" PRIu32 " tidak terbaca oleh program ini; semuanya tampil "
                                               "sebagai baru:\n",
                                               "Version %" PRIu32 " cannot be read by this program; everything shows "
                                               "as new:\n"),
                           application->standing);
    else if (application->standing > 0)
        capaian_string_add(out,
                           capaian_in_language(language, "Dibandingkan dengan versi %" PRIu32 ":\n",
                                               "Compared with version %" PRIu32 ":\n"),
                           application->standing);
    else
        capaian_string_add(out, "%s\n", capaian_in_language(language, "Katalog pertama:", "The first catalogue:"));
    add_counts(application, out);
    if (application->files.size > 0) {
        capaian_string_add(out, capaian_in_language(language, "  berkas: ", "  files: "));
        string_add_visible(out, application->files.text + 2);
        capaian_string_add(out, "\n");
    }
    if (application->rejudge && application->standing > 0)
        capaian_string_add(
            out,
            capaian_in_language(language,
                                "  --rejudge: semua periode yang berakhir sejak %s dinilai ulang menurut "
                                "versi ini\n",
                                "  --rejudge: all periods that have ended since %s are judged again by "
                                "this version\n"),
            application->effective);
    if (application->later > 0)
        capaian_string_add(out,
                           capaian_in_language(language,
                                               "  Versi %" PRIu32 " berlaku sejak %s dan menggantikan versi ini dari "
                                               "hari itu; terapkan lagi yang itu dari folder ini.\n",
                                               "  Version %" PRIu32 " is effective from %s and takes the place of this "
                                               "one from that day; apply that again from this folder.\n"),
                           application->later, application->later_effective);
    string_add_difference(out, &application->difference, application->rejudge, language);
    capaian_string_add(out, "\n");
}

static void add_changes_json(const struct application *application, struct capaian_string *out) {
    const struct difference *difference = &application->difference;
    struct counted parts[COUNTED];
    list_parts(difference, parts);
    capaian_string_add(out, "\"compared_with\":%" PRIu32 ",\"effective\":\"%s\",\"rejudge\":%s", application->standing,
                       application->effective, application->rejudge ? "true" : "false");
    if (application->later > 0)
        capaian_string_add(out, ",\"later\":{\"version\":%" PRIu32 ",\"effective\":\"%s\"}", application->later,
                           application->later_effective);
    for (size_t i = 0; i < COUNTED; i++)
        capaian_string_add(out, ",\"%s\":{\"added\":%zu,\"removed\":%zu,\"changed\":%zu}", parts[i].name,
                           parts[i].changes->added, parts[i].changes->removed, parts[i].changes->changed);
    capaian_string_add(out, ",\"targets_up\":%zu,\"targets_down\":%zu,", difference->targets_up,
                       difference->targets_down);
    string_add_difference_json(out, difference);
}

// The act's id is derived from what it says, the version compared with included: repeated, it is the same act.
static int make_id(const Capaian__V1__CatalogueApply *apply, uint8_t ret_id[CAPAIAN_ID_SIZE]) {
    size_t size = capaian__v1__catalogue_apply__get_packed_size(apply);
    uint8_t *bytes = malloc(size + 1);
    if (!bytes)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    capaian__v1__catalogue_apply__pack(apply, bytes);
    capaian_message_id_of_content(bytes, size, 0, ret_id);
    free(bytes);
    return COMMAND_WELL;
}

static int send(struct connection *connection, const struct application *application, uint32_t *ret_version,
                uint64_t *ret_step) {
    const struct catalogue_folder *folder = &application->folder->folder;
    Capaian__V1__CatalogueFile *files = calloc(folder->count, sizeof *files);
    Capaian__V1__CatalogueFile **list = calloc(folder->count, sizeof(Capaian__V1__CatalogueFile *));
    if (!files || !list) {
        free(files);
        free(list);
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    }
    for (size_t i = 0; i < folder->count; i++) {
        capaian__v1__catalogue_file__init(&files[i]);
        files[i].name = (char *)folder->files[i].name;
        files[i].text = (ProtobufCBinaryData){folder->files[i].size, (uint8_t *)folder->files[i].text};
        list[i] = &files[i];
    }
    Capaian__V1__CatalogueApply apply = CAPAIAN__V1__CATALOGUE_APPLY__INIT;
    Capaian__V1__ActRequest act = CAPAIAN__V1__ACT_REQUEST__INIT;
    const Capaian__V1__ActReply *reply = NULL;
    uint8_t id[CAPAIAN_ID_SIZE];
    apply.files = list;
    apply.n_files = folder->count;
    apply.basis = (char *)application->basis;
    apply.effective = (char *)application->effective;
    apply.compared_with = application->standing;
    apply.rejudge = application->rejudge;
    int code = make_id(&apply, id);
    if (code == COMMAND_WELL) {
        act.act_id = (ProtobufCBinaryData){sizeof id, id};
        act.act_case = CAPAIAN__V1__ACT_REQUEST__ACT_CATALOGUE_APPLY;
        act.catalogue_apply = &apply;
        code = connection_act(connection, &act, &reply);
    }
    if (code == COMMAND_WELL) {
        *ret_version = reply->catalogue_version;
        *ret_step = reply->step;
    }
    free(files);
    free(list);
    return code;
}

static int finish(const struct application *application, uint32_t version, uint64_t step) {
    enum capaian_language language = application->arguments->language;
    struct capaian_string out = {0};
    if (application->arguments->json) {
        capaian_string_add(&out, "{\"applied\":%s,\"version\":%" PRIu32 ",\"step\":%" PRIu64 ",",
                           step ? "true" : "false", version, step);
        add_changes_json(application, &out);
        capaian_string_add(&out, "}\n");
        return capaian_command_print(&out);
    }
    if (application->unchanged)
        capaian_string_add(&out,
                           capaian_in_language(language,
                                               "Versi %" PRIu32 " sudah persis ini; tidak ada yang diterapkan.\n",
                                               "Version %" PRIu32 " is exactly this; nothing was applied.\n"),
                           version);
    else if (application->dry_run)
        capaian_string_add(&out, "%s\n",
                           capaian_in_language(language, "Belum diterapkan (--dry-run).", "Not applied (--dry-run)."));
    else
        capaian_string_add(
            &out,
            capaian_in_language(language,
                                "Katalog versi %" PRIu32 " diterapkan pada langkah %" PRIu64 ", berlaku sejak %s.\n",
                                "Catalogue version %" PRIu32 " is applied at step %" PRIu64 ", effective %s.\n"),
            version, step, application->effective);
    return capaian_command_print(&out);
}

static int apply_over(struct connection *connection, struct application *application) {
    const Capaian__V1__CataloguePage *page = NULL;
    int32_t today = 0;
    int code = ask_today(connection, application->folder->catalogue, &today);
    if (code == COMMAND_WELL)
        code = catalogue_fetch(connection, 0, &page);
    if (code == COMMAND_WELL)
        code = compare(application, page, today);
    if (code == COMMAND_WELL)
        code = find_later(connection, application);
    if (code == COMMAND_WELL && !application->arguments->json && !application->unchanged) {
        struct capaian_string out = {0};
        add_changes(application, &out);
        code = capaian_command_print(&out);
    }
    if (code != COMMAND_WELL)
        return code;
    uint32_t version = application->standing;
    uint64_t step = 0;
    if (!application->unchanged && !application->dry_run)
        code = send(connection, application, &version, &step);
    return code == COMMAND_WELL ? finish(application, version, step) : code;
}

static int apply_folder(struct application *application, const char *path) {
    struct checked_folder folder;
    int code = catalogue_read_folder(path, &folder);
    if (code != COMMAND_WELL)
        return code;
    // cppcheck-suppress autoVariables
    application->folder = &folder;    // until this function returns
    if (folder.findings.count > 0) {
        struct capaian_string text = {0};
        string_add_findings(&text, &folder.findings, application->arguments->language);
        fputs(text.failed ? "" : text.text, stderr);
        capaian_string_free(&text);
    }
    code = folder.findings.errors ? COMMAND_NO : COMMAND_WELL;
    struct connection connection;
    if (code == COMMAND_WELL)
        code = connection_open(application->arguments, &connection);
    if (code == COMMAND_WELL) {
        code = apply_over(&connection, application);
        connection_close(&connection);
    }
    capaian_string_free(&application->files);
    policy_texts_free(&application->policies_before);
    policy_texts_free(&application->policies);
    application->before = catalogue_free(application->before);
    checked_folder_free(&folder);
    application->folder = NULL;
    return code;
}

int command_catalogue_apply(int argc, char **argv) {
    struct capaian_arguments arguments;
    struct application application = {.arguments = &arguments};
    const struct capaian_option options[] = {
        {"basis", "TEXT", NULL, "the legal basis: SK Bupati 15/2026", &application.basis, NULL, true},
        {"effective", "DATE", NULL, "since when it is in force: 2026-01-01", &application.effective, NULL, true},
        {"dry-run", NULL, NULL, "say what would change and stop", NULL, &application.dry_run, false},
        {"rejudge", NULL, NULL, "its targets also hold for periods that ended since then: they are judged again", NULL,
         &application.rejudge, false},
    };
    const struct capaian_command_line line = {
        .usage = "catalogue apply DIR --basis TEXT --effective DATE [--dry-run] [--rejudge] [--json]",
        .help =
            "Checks the folder, says what changes against the standing version (units, indicators, targets with the\n"
            "old and the new number, holders, policies; the first 20 of each kind), and makes it the next version: "
            "one\n"
            "step of the ledger. Earlier versions stay. Repeating it changes nothing; when somebody else applied a\n"
            "version in between it is refused.\n"
            "Periods that have been judged stay as they were judged, unless --rejudge is given: that restates those\n"
            "which ended on or after --effective, and makes a version even where nothing else changes.\n",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .operands_least = 1,
        .operands_most = 1,
    };
    int code = arguments_read(argc, argv, &line, ARGUMENTS_ACT, &arguments);
    if (code != COMMAND_GO_ON)
        return code;
    if (capaian_date_parse(application.effective, &application.effective_day) < 0)
        return capaian_command_fail(COMMAND_USAGE, "catalogue apply: --effective %s is not a date: 2026-01-01",
                                    application.effective);
    return apply_folder(&application, argv[1]);
}
