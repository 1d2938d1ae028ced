#include "serve/settings.h"

#include "client/command.h"

// The name of the setting that is none; NULL: all are.
static const char *no_endpoint(const struct server_setup *setup) {
    return !capaian_endpoint_option(setup->link)     ? "link"
           : !capaian_endpoint_option(setup->alerts) ? "alerts"
           : !capaian_endpoint_option(setup->query)  ? "query"
                                                     : NULL;
}

static int find_paths(struct serve_settings *settings) {
    struct server_setup *setup = &settings->setup;
    const struct {
        const char *given, *usual;
        const char **place;
    } files[SERVE_PATHS] = {
        [SERVE_LEDGER] = {NULL, "ledger.db", &setup->ledger},
        [SERVE_KEY] = {settings->told.key, "server.key", &setup->key},
        [SERVE_KEYS] = {settings->told.keys, "authorised_keys", &setup->keys},
        [SERVE_QUARANTINE] = {NULL, "ledger.in-hand", &setup->quarantine},
        [SERVE_ACTS] = {setup->acts, "acts.log", &setup->acts},
        [SERVE_BACKUPS] = {NULL, "ledger.backed-up", &setup->backups},
    };
    int code = COMMAND_GO_ON;
    for (size_t i = 0; i < SERVE_PATHS && code == COMMAND_GO_ON; i++) {
        code = capaian_settings_path(&settings->told, files[i].given, files[i].usual, settings->paths[i]);
        *files[i].place = settings->paths[i];
    }
    settings->told.key = setup->key;
    settings->told.keys = setup->keys;
    return code;
}

int serve_settings_read(int argc, char **argv, struct serve_settings *ret) {
    struct server_setup *setup = &ret->setup;
    *setup = (struct server_setup){
        .link = "tcp://127.0.0.1:5571", .alerts = "tcp://127.0.0.1:5572", .query = "tcp://127.0.0.1:5573"};
    const struct capaian_option options[] = {
        {"link", "ENDPOINT", "CAPAIAN_LINK", "for collectors (tcp://127.0.0.1:5571)", &setup->link, NULL, false},
        {"alerts", "ENDPOINT", "CAPAIAN_ALERTS", "for subscribers (tcp://127.0.0.1:5572)", &setup->alerts, NULL, false},
        {"query", "ENDPOINT", "CAPAIAN_QUERY", "for queries, acts and follows (tcp://127.0.0.1:5573)", &setup->query,
         NULL, false},
        {"acts", "FILE", "CAPAIAN_ACTS",
         "what people did, for a restore to list what is lost; best on another disk (DIR/acts.log)", &setup->acts, NULL,
         false},
    };
    int code = capaian_settings_read(&ret->told, argc, argv,
                                     "capaian-evaluator serve --state DIR [options]\n\nServes a ledger made with "
                                     "init.\n\n",
                                     options, sizeof options / sizeof *options);
    if (code == COMMAND_GO_ON && no_endpoint(setup) != NULL)
        code = capaian_settings_wrong(&ret->told, no_endpoint(setup), CAPAIAN_ENDPOINT_WRONG);
    if (code == COMMAND_GO_ON)
        code = find_paths(ret);
    return code == COMMAND_GO_ON ? capaian_settings_show(&ret->told) : code;
}

void serve_settings_free(struct serve_settings *settings) {
    capaian_settings_free(&settings->told);
}
