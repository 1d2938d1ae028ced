// What the product asks the system beside SQLite, answered for files on a disk in memory too. Linking the library is
// enough; nothing of this is called by name.
#pragma once

#include "disk/disk.h"

// The disk that answers; NULL: none, and everything goes to the system alone.
void disk_beside(struct disk *disk);
