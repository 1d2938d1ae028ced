// The evaluator's append-only record, and the fold over it, kept in step: what the fold derived from a step is written
// in the transaction that records the step. One writer; everything else reads through a connection of its own.
//
// Inputs (never changed, enforced by triggers): `message` (as it came, with its verdict), `step` (ticks, catalogue
// versions, the simulated clock), `catalogue_file`. Derived from them alone, so that `rebuild` can compare: `figure`,
// `ref`, `trace`, `alert`, `event`, `progress`. Beside them: `link`, how many entries each link has settled here.
#pragma once

#include "fold/fold.h"
#include "runtime/store.h"
#include "wire/limits.h"

extern const struct capaian_store_schema ledger_schema;

struct ref_cache;
struct traces;
struct newest;
struct found;

enum { LEDGER_LOAD_DAYS = 30 };    // over which it is counted how often an alert has fired

// An event written by the open transaction; to be published once it is committed.
struct written_event {
    uint64_t number;
    size_t offset, size;    // of the encoded AlertEvent in ledger.event_bytes
    char unit[CAPAIAN_CODE_MAX + 1];
    Capaian__V1__AlertKind kind;
};

struct ledger {
    struct capaian_store *store;
    struct fold *fold;
    uint8_t epoch[CAPAIAN_EPOCH_SIZE];
    bool simulated;
    int64_t now;                    // ledger time of the latest step; never runs back
    int64_t clock;                  // simulated ledgers: the time that people have set
    bool copy;                      // a backup that has not been opened yet
    bool open;                      // a transaction is open
    struct capaian_arena *arena;    // of the step being applied
    struct ref_cache *refs;
    struct capaian_arena *scratch;    // of an earlier message that is read again
    struct traces *traces;            // of the writer
    struct newest *newest;            // message ids
    struct found *found;
    uint64_t awaited;    // rows that have been replaced before they came
    struct written_event *events;
    size_t event_count, event_room;
    uint8_t *event_bytes;
    size_t event_size, event_bytes_room;
    struct ledger_statements *statements;
};

// Creates the database with a new epoch. `start` is the first instant of a simulated ledger. Errors as
// capaian_store_open; -EEXIST when there is one already.
int ledger_create(const char *path, bool simulated, int64_t start, char **ret_sentence);

// Opens it for its one writer and folds what is written, or (readonly connection closed again) not at all.
int ledger_open(const char *path, struct ledger **ret, char **ret_sentence);
struct ledger *ledger_close(struct ledger *ledger);

// A message as the link brings it.
struct entry {
    struct message message;
    const uint8_t *sender;    // the sender's key
};

enum arrival { ARRIVAL_NEW, ARRIVAL_DUPLICATE, ARRIVAL_CONFLICT };

// Each opens the transaction when none is open. 0, or -errno after which the ledger is not to be used any more.
// The verdict's bytes are in the ledger's arena until the next call.
int ledger_message(struct ledger *ledger, const struct entry *entry, int64_t at, enum arrival *ret_arrival,
                   const uint8_t **ret_verdict, size_t *ret_size);
// The latest lock (its first day) by which a row of a message that is not known yet would be refused now; 0: by none.
// Nothing is recorded. 0 or -errno.
int ledger_locked(struct ledger *ledger, const struct entry *entry, int32_t *ret_day);
// Everything due by `instant`, in as many steps as it takes, within the transaction.
int ledger_tick(struct ledger *ledger, int64_t instant, const char *const *unheard, size_t unheard_count, int64_t at);
// Who did something, by which key, and why, as the record keeps it. Any may be NULL; act_id when it is no act.
struct doing {
    const uint8_t *act_id;    // CAPAIAN_ID_SIZE
    const uint8_t *hash;      // CAPAIAN_HASH_SIZE, of the act as it was asked for
    const char *actor, *key, *reason;
};

// Takes the catalogue over on success; files are its texts. What it makes due at once is settled in the same
// transaction.
int ledger_catalogue(struct ledger *ledger, struct catalogue *catalogue, const struct catalogue_file *files,
                     size_t count, const struct applied *applied, const struct doing *doing, int64_t at);
// The same without what follows from it: one step each, for folding a record again.
int ledger_catalogue_step(struct ledger *ledger, struct catalogue *catalogue, const struct catalogue_file *files,
                          size_t count, const struct applied *applied, const struct doing *doing, int64_t at);
int ledger_tick_step(struct ledger *ledger, int64_t instant, uint32_t first, uint32_t last, const char *const *unheard,
                     size_t unheard_count, int64_t at);
int ledger_clock(struct ledger *ledger, int64_t to, const struct doing *doing);
// Another copy of an applied message had been received earlier: `entry` is that copy, `was` of the one that was
// applied.
int ledger_earlier(struct ledger *ledger, const struct entry *entry, const struct verdict_of *was, int64_t at);
// A collector has fallen silent, or is heard again.
int ledger_link_heard(struct ledger *ledger, const char *name, int64_t heard, bool silent, int64_t at);
// A deed that fold_deed_check has let pass.
int ledger_deed(struct ledger *ledger, const Capaian__V1__Deed *deed, const struct doing *doing, int64_t at);

// The step that an act has become, 0 when it has not been done. *ret_same: what was done under the id is what this hash
// is of.
uint64_t ledger_act_step(struct ledger *ledger, const uint8_t act_id[CAPAIAN_ID_SIZE],
                         const uint8_t hash[CAPAIAN_HASH_SIZE], bool *ret_same);

// What has been settled here of a link's key.
struct ledger_link {
    uint64_t applied;                    // entries, each time that it came
    bool named;                          // a collector has said which journal it sends
    uint8_t journal[CAPAIAN_ID_SIZE];    // the last one
    uint64_t reached;                    // of it: the furthest entry
    uint8_t last[CAPAIAN_ID_SIZE];       // and its chain, or message id where it came without
    uint64_t lacking;                    // entries that this ledger goes without, by an operator's word
};

// Nothing has been settled of a key that is not known.
struct ledger_link ledger_link_find(struct ledger *ledger, const uint8_t key[CAPAIAN_KEY_SIZE]);
int ledger_link_settle(struct ledger *ledger, const uint8_t key[CAPAIAN_KEY_SIZE], const struct ledger_link *link);

// Writes what the fold has derived and commits: 0 means on disk. The events stay listed until ledger_published.
int ledger_commit(struct ledger *ledger);
void ledger_published(struct ledger *ledger);

// A restored ledger is another stream: its numbers are given out again for other events. A copy that ledger_backup made
// says so itself and is renewed when it is opened; one that was copied by hand is given away by a collector that
// remembers more. 0 or -errno.
int ledger_renew_epoch(struct ledger *ledger);

// A whole, verified copy of the ledger at `path` as it was committed last, marked as one; the step that it reaches.
// Only reads, through a connection of its own, so that another thread may do it. 0 or -errno with a sentence.
int ledger_backup(const char *path, const char *file, uint64_t *ret_step, char **ret_sentence);

// What would be the verdict; nothing is recorded. The bytes are in the arena.
int ledger_trial(struct ledger *ledger, const struct entry *entry, int64_t at, const uint8_t **ret_verdict,
                 size_t *ret_size);

// Folds all steps of `path` (a resting ledger or a backup) again, from nothing, and compares every derived table.
// Calls `difference` with a sentence for each table that differs. 0 equal, 1 different, -errno.
int ledger_rebuild_check(const char *path, void (*difference)(void *context, const char *sentence), void *context,
                         uint64_t *ret_steps, char **ret_sentence);

struct rebuilt {
    uint64_t steps;
    bool derived;     // a derived table differed
    bool repaired;    // and none does any more
    bool renewed;     // events were among them: the stream has a new epoch
    bool damaged;     // the inputs are not what they were: nothing was repaired, a backup is needed
    bool verdicts;    // what was answered about a message differs. It was said to somebody, and stays
};

// The same on a resting ledger, which is locked meanwhile; then the derived tables that differ are made anew, all of
// them, in one transaction. The inputs are never written. 0; -EBUSY: it is being served; other -errno: it is as it was.
int ledger_rebuild(const char *path, void (*difference)(void *context, const char *sentence), void *context,
                   struct rebuilt *ret, char **ret_sentence);
