#include "commands/import_folder.h"

#include "catalogue/folder.h"
#include "client/command.h"
#include "runtime/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

size_t import_rank(const char *name) {
    static const struct {
        const char *name, *canonical;
    } others[] = {
        {"unit.csv", "units.csv"},         {"perangkat_daerah.csv", "units.csv"}, {"indikator.csv", "indicators.csv"},
        {"target.csv", "targets.csv"},     {"pejabat.csv", "holders.csv"},        {"kebijakan.ini", "policy.ini"},
        {"kalender.csv", "calendar.csv"},  {"rencana.csv", "plan.csv"},           {"bagian.csv", "shares.csv"},
        {"andil.csv", "shares.csv"},       {"skala.csv", "scales.csv"},           {"tangga.csv", "ladder.csv"},
        {"saldo_awal.csv", "opening.csv"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcasecmp(name, others[i].name) == 0)
            name = others[i].canonical;
    }
    size_t rank = 0;
    while (rank < CATALOGUE_FILES && strcasecmp(name, catalogue_file_names[rank]) != 0)
        rank++;
    return rank;
}

static void find_unknown(struct findings *findings, const char *name) {
    char known[256] = "";
    for (size_t rank = 0, used = 0; rank < CATALOGUE_FILES && used < sizeof known; rank++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", rank > 0 ? ", " : "",
                                 catalogue_file_names[rank]);
    findings_add(findings, name, 0, "", CAPAIAN_FILE_UNKNOWN, name, known, NULL);
}

static bool is_sheet(const char *name) {
    size_t size = strlen(name);
    return *name != '.' && size > 4 && strcasecmp(name + size - 4, ".csv") == 0;
}

static int read_file(const char *path, const char *name, struct import_file *ret) {
    char *whole = NULL;
    if (asprintf(&whole, "%s/%s", path, name) < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s", strerror(ENOMEM));
    char *text = NULL, *kept = strdup(name);
    size_t size = 0;
    int error = kept != NULL ? capaian_file_read(whole, CATALOGUE_FILE_SIZE_MAX, &text, &size, NULL) : -ENOMEM;
    int code = COMMAND_WELL;
    if (error < 0)
        code = capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", whole, strerror(-error));
    free(whole);
    if (code != COMMAND_WELL) {
        free(kept);
        return code;
    }
    // It was read into room for the largest.
    char *fitting = realloc(text, size + 1);
    *ret = (struct import_file){kept, fitting != NULL ? fitting : text, size};
    // cppcheck-suppress memleak
    return COMMAND_WELL;    // both are the caller's, in ret
}

int import_folder_read(const char *path, struct import_folder *ret, struct findings *findings) {
    DIR *names = opendir(path);
    if (names == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(errno));
    *ret = (struct import_folder){0};
    int code = COMMAND_WELL;
    bool any = false;
    for (const struct dirent *entry; code == COMMAND_WELL && (entry = readdir(names)) != NULL;) {
        size_t rank = import_rank(entry->d_name);
        any = any || rank < CATALOGUE_FILES;
        if (rank == CATALOGUE_FILES && is_sheet(entry->d_name))
            find_unknown(findings, entry->d_name);
        else if (rank < CATALOGUE_FILES && ret->files[rank].name != NULL)
            findings_add(findings, entry->d_name, 0, "", CAPAIAN_FILE_TWICE, catalogue_file_names[rank], NULL, NULL);
        else if (rank < CATALOGUE_FILES)
            code = read_file(path, entry->d_name, &ret->files[rank]);
    }
    (void)closedir(names);
    if (code == COMMAND_WELL && !any)
        code = capaian_command_fail(COMMAND_NO,
                                    "%s: no file of a catalogue is in it (units.csv or perangkat_daerah.csv, "
                                    "indicators.csv or indikator.csv, ...)",
                                    path);
    if (code != COMMAND_WELL)
        import_folder_free(ret);
    return code;
}

void import_folder_free(struct import_folder *folder) {
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        free(folder->files[rank].name);
        free(folder->files[rank].text);
    }
    *folder = (struct import_folder){0};
}
