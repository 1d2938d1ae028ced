// The link's socket: carries out what forward.h decides.
#pragma once

#include "collector.h"

// Begins with the journal's position. 0 or -errno.
int link_open(struct collector *collector);
void link_close(struct collector *collector);

// Takes what the evaluator sent; verdicts and positions go into the journal's transaction, then verdicts to who waits
// for them. 0; -EIO; -ENOSPC: the transaction is gone and collector->lost is set.
int link_receive(struct collector *collector);

// Before the commit: what the next watermark promises must be on disk with it. Same errors.
int link_promise(struct collector *collector);

// After the commit: settled entries count no longer against their units.
void link_committed(struct collector *collector);

// Instead, when the transaction was lost: the evaluator is asked again.
int link_lost(struct collector *collector);

// Hellos, entries, heartbeats. 0 or -EIO.
int link_send(struct collector *collector);

// A dry run. 0 or -EAGAIN.
int link_trial(struct collector *collector, uint64_t trial, const struct journal_entry *entry);

// When link_send or link_receive may next have something to do by themselves: monotonic milliseconds.
int64_t link_next_at(const struct collector *collector);

// All that is stored is settled, or nothing can be sent now.
bool link_done(const struct collector *collector);
