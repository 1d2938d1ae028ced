#include "descent.h"

#include "runtime/log.h"
#include "value/calendar.h"
#include "value/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int descent_branched(struct collector *collector, const Capaian__V1__LinkGreeting *said) {
    const struct journal_position *position = journal_position(collector->journal);
    if (said->journal.len != JOURNAL_ID_SIZE || memcmp(said->journal.data, position->id, JOURNAL_ID_SIZE) != 0 ||
        said->last.len != JOURNAL_CHAIN_SIZE || said->reached < position->first)
        return 0;
    if (said->reached > position->last)
        return 1;
    struct journal_record record;
    capaian_arena_reset(collector->scratch);
    int r = journal_get(collector->journal, said->reached, collector->scratch, &record);
    if (r <= 0)
        return r < 0 ? -EIO : 1;
    // An evaluator that knows of no chains has the id.
    return memcmp(record.entry.chain, said->last.data, JOURNAL_CHAIN_SIZE) != 0 &&
           memcmp(record.entry.id, said->last.data, CAPAIAN_ID_SIZE) != 0;
}

void descent_note_incomplete(struct collector *collector, const Capaian__V1__LinkGreeting *said) {
    if (!collector_may_log(collector, FORWARD_INCOMPLETE))
        return;
    char lacking[24], first[24], epoch[2 * CAPAIAN_EPOCH_SIZE + 1];
    snprintf(lacking, sizeof lacking, "%" PRIu64, collector->forward.held);
    snprintf(first, sizeof first, "%" PRIu64, journal_position(collector->journal)->first);
    char since[CAPAIAN_INSTANT_TEXT];
    capaian_instant_format(&(struct capaian_calendar){0}, journal_position(collector->journal)->whole_since, since);
    capaian_log(CAPAIAN_FAULT,
                "STOPPED: the evaluator was restored from a backup that lacks messages which are not here any more; "
                "nothing is sent. Restore a backup of after whole_since, or start with --go-without EPOCH",
                "lacking", lacking, "oldest_here", first, "whole_since", since, "epoch",
                capaian_hex(said->epoch.data, CAPAIAN_EPOCH_SIZE, epoch), NULL);
}

void descent_note_branch(struct collector *collector) {
    // Two collectors with one key do so by turns.
    if (!collector_may_log(collector, 95))
        return;
    char last[24], reached[24];
    snprintf(last, sizeof last, "%" PRIu64, journal_position(collector->journal)->last);
    snprintf(reached, sizeof reached, "%" PRIu64, collector->forward.position.parent_reached);
    capaian_log(
        CAPAIAN_FAULT,
        "this journal is an older copy, or another collector has used its key: the evaluator has messages that "
        "are not here. It goes on as a journal of its own; a restore of the evaluator is whole from now on only",
        "last", last, "evaluator_has", reached, NULL);
}

void descent_note_shared(const struct collector *collector) {
    capaian_log(CAPAIAN_FAULT,
                "another collector uses the same key, perhaps on a copy of this state folder. Nothing is lost or "
                "counted twice, but both are slow, and a copied journal is no second copy: stop one, and give it a "
                "key and a folder of its own",
                "evaluator", collector->evaluator, NULL);
}
