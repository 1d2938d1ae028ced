// Sheets of figures on their way to a collector: read into messages, delivered, and what is said of each and becomes
// of its rows. What `submit` does with the files of a command line and `watch-folder` with those of its folders.
#pragma once

#include "commands/deliver.h"
#include "commands/input.h"
#include "commands/rows.h"

struct sheet {
    struct input input;    // its text is freed once it is read
    struct rows *rows;
    struct said *said;
    struct tally *tally;
};

// Reads the text of sheet number `file`; as_of is by default when it was last changed. 0 or -ENOMEM.
int sheet_read(struct sheet *sheet, size_t file, const struct rows_options *options, enum capaian_language language);
void sheet_clear(struct sheet *sheet);

// Delivers the messages of all; one that has not been read has none. COMMAND_WELL, also when some are unanswered (their
// tally says which): then a sentence says why. Else the exit code after a sentence.
int sheets_deliver(struct sheet *sheets, size_t count, struct delivery *delivery);

// --numbers and --on-behalf-of, either may be NULL. COMMAND_GO_ON, or COMMAND_USAGE after a sentence.
int sheets_options(const char *numbers, const char *on_behalf_of, struct rows_options *ret);
