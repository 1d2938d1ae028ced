// The client commands of capaian-collector: what a department runs to send figures and to ask about them. argv[0] is
// the command word. They return the exit code of the process, print answers on standard output, and on standard error
// one sentence when they could not do what was asked.
#pragma once

#include "client/command.h"

int command_submit(int argc, char **argv);          // submit FILE... | -
int command_watch_folder(int argc, char **argv);    // watch-folder FOLDER
int command_receipt(int argc, char **argv);         // receipt ID
int command_status(int argc, char **argv);          // status [--json]
int command_keygen(int argc, char **argv);          // keygen FILE

// On the state folder itself: a copy of the journal, also while it is served, and such a copy in its place.
int command_backup(int argc, char **argv);     // backup FILE --state DIR
int command_restore(int argc, char **argv);    // restore FILE --state DIR
