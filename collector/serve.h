// `capaian-collector serve`: runs until it is told to stop. Returns the exit code.
#pragma once

int command_serve(int argc, char **argv);
