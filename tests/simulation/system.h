// What the daemons ask of the system is answered by the world. Once a process, before anything of theirs is called.
#pragma once

void system_begin(void);
