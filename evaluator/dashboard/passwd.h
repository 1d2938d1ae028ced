// dashboard passwd: a line of the file of people.
#pragma once

int dashboard_passwd(int argc, char **argv);    // argv[0] is the word passwd; the exit code
