#include "files.h"

#include <string.h>

const char *const catalogue_file_names[CATALOGUE_FILES] = {
    "units.csv", "indicators.csv", "targets.csv", "holders.csv", "policy.ini",  "calendar.csv",
    "plan.csv",  "shares.csv",     "scales.csv",  "ladder.csv",  "opening.csv",
};

size_t catalogue_file_rank(const char *name) {
    size_t rank = 0;
    while (rank < CATALOGUE_FILES && strcmp(name, catalogue_file_names[rank]) != 0)
        rank++;
    return rank;
}

bool catalogue_file_required(size_t rank) {
    return rank < FILE_CALENDAR;
}
