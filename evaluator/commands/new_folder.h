// A folder that a command writes: what is there already is never overwritten. Each function says in one sentence what
// went wrong, and returns COMMAND_WELL or the exit code.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Makes the folder where it is not there; `empty`: one with anything in it is refused. *ret is to be closed.
int new_folder_open(const char *path, bool empty, int *ret);

// `path` is for the sentence; `name` is a plain name.
int new_folder_write(int folder, const char *path, const char *name, const void *text, size_t size);
