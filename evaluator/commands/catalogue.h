// The parts of the catalogue command, and what they share.
#pragma once

#include "catalogue/folder.h"
#include "commands/connection.h"

// argv[0] is the word after `catalogue`.
int command_catalogue_check(int argc, char **argv);
int command_catalogue_apply(int argc, char **argv);
int command_catalogue_show(int argc, char **argv);
int command_catalogue_history(int argc, char **argv);
int command_catalogue_template(int argc, char **argv);
int command_catalogue_import(int argc, char **argv);

// A folder as it was read and checked. catalogue is NULL when there are errors.
struct checked_folder {
    struct catalogue_folder folder;
    struct catalogue *catalogue;
    struct catalogue_findings findings;
};

// COMMAND_WELL, whatever the findings, or the exit code after a sentence.
int catalogue_read_folder(const char *path, struct checked_folder *ret);
void checked_folder_free(struct checked_folder *folder);

// Writes the findings as lines `file:line: column: code: sentence`, and how many there are.
void string_add_findings(struct capaian_string *out, const struct catalogue_findings *findings,
                         enum capaian_language language);
// "errors":1,"findings":[...]
void string_add_findings_json(struct capaian_string *out, const struct catalogue_findings *findings);

// The version asked for, 0 for the latest. *ret is NULL when there is no catalogue yet. COMMAND_WELL or the exit code.
int catalogue_fetch(struct connection *connection, uint32_t version, const Capaian__V1__CataloguePage **ret);

// The catalogue of a version; NULL when this program's reader refuses its texts. COMMAND_WELL or the exit code.
int catalogue_read_page(const Capaian__V1__CataloguePage *page, struct catalogue **ret);
