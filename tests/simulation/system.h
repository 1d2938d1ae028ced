// What the daemons ask of the system is answered by the world. Once a process, before anything of theirs is called.
#pragma once

#include "disk/disk.h"

void system_begin(struct disk *disk);
