// A catalogue's folder as an office keeps it: the files under their Indonesian names too (indikator.csv, pejabat.csv).
#pragma once

#include "catalogue/files.h"
#include "catalogue/findings.h"

struct import_file {
    char *name;    // as it is called there; NULL: not there
    char *text;
    size_t size;
};

struct import_folder {
    struct import_file files[CATALOGUE_FILES];
};

// The rank of a file by its own or an Indonesian name, in any case; CATALOGUE_FILES: of none.
size_t import_rank(const char *name);

// Reads what belongs to a catalogue; other CSV files, and two files for one, are findings. COMMAND_WELL, or the exit
// code after a sentence.
int import_folder_read(const char *path, struct import_folder *ret, struct findings *findings);
void import_folder_free(struct import_folder *folder);
