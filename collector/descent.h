// Whether this journal and the ledger that greets still belong together: either may have been put back to an older
// copy.
#pragma once

#include "collector.h"

// Whether the ledger has entries of this journal that are not in it: then the journal was put back to an older copy,
// and what it took since stands under the numbers of what it had. 1, 0 or -EIO.
int descent_branched(struct collector *collector, const Capaian__V1__LinkGreeting *said);

// Told loudly, for the operator.
void descent_note_incomplete(struct collector *collector, const Capaian__V1__LinkGreeting *said);
void descent_note_branch(struct collector *collector);
void descent_note_shared(const struct collector *collector);
