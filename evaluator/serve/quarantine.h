// An entry on which the evaluator died twice is not tried a third time. What is being folded is noted in a small mapped
// file, which outlives the process (not the machine: a power cut is no fault of an entry), so the next start knows what
// the last one died on. An entry that is applied and committed is cleared of suspicion.
#pragma once

#include "wire/limits.h"

#include <stdbool.h>
#include <stdint.h>

struct quarantine;

// 0 or -errno.
int quarantine_open(const char *path, struct quarantine **ret);
struct quarantine *quarantine_close(struct quarantine *quarantine);    // takes NULL, returns NULL

// Whether the evaluator has died twice on this message.
bool quarantine_holds(const struct quarantine *quarantine, const uint8_t id[CAPAIAN_ID_SIZE], const char *unit);

// Around the folding of one message.
void quarantine_enter(struct quarantine *quarantine, const uint8_t id[CAPAIAN_ID_SIZE], const char *unit);
// `folded`: to its end; else it comes again.
void quarantine_leave(struct quarantine *quarantine, bool folded);

// After a commit: everything folded until now is beyond suspicion.
void quarantine_committed(struct quarantine *quarantine);
