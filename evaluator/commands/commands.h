// The commands of capaian-evaluator. Each takes its own part of the command line, argv[0] being the command's word, and
// returns the exit code; main.c holds the table that names them.
#pragma once

#include "client/command.h"

// On the state folder itself.
int command_init(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_rebuild(int argc, char **argv);
int command_restore(int argc, char **argv);

// Against a running evaluator.
int command_report(int argc, char **argv);
int command_scorecard(int argc, char **argv);
int command_plan(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_completeness(int argc, char **argv);
int command_digest(int argc, char **argv);
int command_history(int argc, char **argv);
int command_act(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_forward(int argc, char **argv);
int command_status(int argc, char **argv);
int command_clock(int argc, char **argv);
int command_catalogue(int argc, char **argv);    // check needs no evaluator
int command_backup(int argc, char **argv);
int command_dashboard(int argc, char **argv);    // dashboard/dashboard.c

int command_keygen(int argc, char **argv);
