// The evaluator at work: one thread, one loop. A turn takes what the links have sent, folds it, lets time pass, commits
// once, and only then answers and publishes. Queries and follows are served between turns, in pages, from a reading
// connection of their own. The way of a row through the files: link.c, ../ledger/record.c, ../fold/message.c,
// ../alert/settle.c, stream.c.
#pragma once

#include "ledger/acts_log.h"
#include "ledger/ledger.h"
#include "net/keyring.h"
#include "net/socket.h"
#include "net/zap.h"
#include "runtime/log.h"
#include "runtime/metrics.h"
#include "serve/copying.h"
#include "serve/quarantine.h"

enum {
    LINKS_MAX = 64,
    LINK_LOST_MS = 5000,    // a link silent for this long is not heard any more
    BEACON_MS = 1000,
    TURN_FRAMES = 256,               // link frames of one turn
    TURN_BYTES = 256 << 10,          // and their bytes: while they are folded and told, collectors take more
    TURN_VERDICT_BYTES = 8 << 20,    // verdicts and events a turn may hold back for its commit
    ACK_BYTES = 1 << 20,             // verdicts in one LinkAck
    QUERIES_PER_TURN = 16,
    QUERY_LIMIT_MS = 2000,    // of database time for one page
    FOLLOW_PAGE = 256,        // events read from the log at once
    FOLLOW_REST_MS = 10,      // of a follower that takes nothing, at first
    ALERT_KINDS = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_CONSEQUENCE + 1,
};

// A collector: known by its key, connected by a session.
struct link {
    uint8_t key[CAPAIAN_KEY_SIZE];
    struct capaian_peer peer;
    uint8_t session[CAPAIAN_ID_SIZE];
    bool connected;
    uint64_t settled;                    // entries of this session, those of the open turn included
    struct ledger_link here;             // of this key, ever; the open turn included
    uint8_t journal[CAPAIAN_ID_SIZE];    // that this session sends
    bool names_journal;
    uint8_t instance[CAPAIAN_ID_SIZE], instance_before[CAPAIAN_ID_SIZE];    // the process of the session, and before it
    bool shared;            // that one came back: two processes use the key
    bool held;              // it sends nothing: this ledger lacks what is gone there
    uint64_t would_lack;    // so many entries
    int64_t watermark;      // what has been heard, in ledger time
    int64_t heard_at;       // monotonic
    // The lock that the next entry came after, of this session, until that instant is judged; 0: none. Entries are not
    // taken meanwhile: they stay in the collector's journal, as they do before there is a catalogue.
    int64_t waits_for;
    bool skipped;        // entries of this session have come and were not folded
    bool answer;         // a batch of this turn waits for its ack
    size_t *verdicts;    // offsets of this turn's verdicts in server.verdict_bytes, as (offset, size) pairs
    size_t verdict_count, verdict_room;
};

struct follow {
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    char unit[CAPAIAN_CODE_MAX + 1];
    bool personnel;    // the stream about persons
    uint64_t after;
    uint32_t credit;
    bool said_live;
    int64_t sent_at;    // monotonic
    // It takes nothing now: not tried again until then, each time twice as long after. Whoever has stopped reading must
    // not cost a page of the log in every turn.
    int64_t rests_until, rest_ms;
};

// What a turn may not answer before its commit, or a person waits for.
struct pending_act {
    bool waits;
    struct capaian_peer peer;
    uint8_t act_id[CAPAIAN_ID_SIZE];
    uint64_t step;
};

#define COUNTERS(X)                                                                                                    \
    X(frames_refused)                                                                                                  \
    X(keys_refused)                                                                                                    \
    X(duplicates)                                                                                                      \
    X(conflicts)                                                                                                       \
    X(waited)                                                                                                          \
    X(commits)                                                                                                         \
    X(queries)                                                                                                         \
    X(acts)                                                                                                            \
    X(trials)                                                                                                          \
    X(published)                                                                                                       \
    X(sends_dropped)

// What has been asked of the past last.
struct past_asked {
    int64_t at, ready_at;    // monotonic; 0: nothing
    bool ready, answered;
    int error;
};

struct past;
struct capaian_observation;

struct server {
    uint64_t descriptors;    // how many there may be
    void *context;
    struct capaian_zap *zap;
    struct capaian_keyring *keys;
    struct capaian_keypair pair;
    void *link_socket, *alerts_socket, *query_socket;
    char link_endpoint[256], alerts_endpoint[256], query_endpoint[256];
    struct ledger *ledger;
    struct acts_log *acts;
    struct quarantine *quarantine;
    sqlite3 *reader;
    int64_t query_until;    // monotonic; the reader gives up past it
    struct past *past;      // NULL: nobody has asked for some time
    struct past_asked past_asked;
    struct capaian_arena *frame;     // the frame being read
    struct capaian_arena *answer;    // the frame being written
    struct link *links;
    size_t link_count;
    uint8_t *verdict_bytes;
    size_t verdict_size, verdict_room;
    struct follow *follows;
    size_t follow_count, follow_room;
    int64_t clock;             // simulated time; ledgers in real time ask the wall
    int64_t clock_moved_at;    // monotonic
    struct pending_act advance;
    // A backup is no step of the record: the last one is remembered here, so that asking again finds it done.
    uint8_t last_backup[CAPAIAN_ID_SIZE];
    uint64_t backup_step;
    bool backed_up;
    struct copying *copying;    // NULL: no backup is on its way
    int64_t beacon_at;          // monotonic
    int64_t alerts_until;       // monotonic: until then the alerts' socket, closed for a removed key, is opened again
    int64_t disk_left;          // bytes that may be written before the floor is reached
    bool disk_short;            // nothing is folded
    bool failed;                // the ledger cannot go on
    struct capaian_log_limit limit;
    struct capaian_durations commit_times;
    int64_t backed_up_at;                       // wall clock; 0: never
    const char *backups_path;                   // where that is remembered
    struct capaian_observation *observation;    // NULL: nobody observes; the caller's
    struct observing {
        int64_t at, counted_at;    // monotonic
        uint64_t counted_step;     // at which the alerts were counted
        unsigned firing[ALERT_KINDS], acknowledged[ALERT_KINDS];
    } observing;
    const char *keys_path;
    struct {
#define X(name) uint64_t name;
        COUNTERS(X)
#undef X
    } counters;
};

// serve.c
// The files of a ledger's folder, and where the sockets are to be bound. Must live as long as the server.
struct server_setup {
    const char *ledger, *key, *keys, *quarantine, *acts, *backups;
    const char *link, *alerts, *query;
};
// Everything read and bound, in a server of zeroes. 0, or the exit code after a sentence on standard error; to be
// closed either way.
int server_open(struct server *server, const struct server_setup *setup);
// Takes what is there, commits it, answers it. True: there may be more at once; else passage_wait() says for how long
// it may wait. server->failed: the ledger cannot go on, and nothing was answered that is not on disk.
bool server_turn(struct server *server);
void server_close(struct server *server);

// server.c
int64_t server_now(const struct server *server);    // ledger time

// All that was folded until now, before any of it is answered. False: server->failed.
bool server_commit(struct server *server);

// One frame of a ROUTER, decoded: NULL when it was refused, and the peer has been told why. `right` names what the
// roles are for, in the refusal.
Capaian__V1__Envelope *server_read(struct server *server, void *router, const struct capaian_peer *peer,
                                   const uint8_t key[CAPAIAN_KEY_SIZE], unsigned roles, const char *right,
                                   zmq_msg_t *payload, const struct capaian_key_entry **ret_entry);
// Counts what the peer does not take any more. False: it does not.
bool server_send(struct server *server, void *router, const struct capaian_peer *peer,
                 const Capaian__V1__Envelope *envelope);
void server_refuse_kind(struct server *server, void *router, const struct capaian_peer *peer);    // not served here
void server_refuse(struct server *server, void *router, const struct capaian_peer *peer, enum capaian_code code,
                   const char *argument);

// link.c: a turn's frames into the ledger, then its answers.
bool link_receive(struct server *server);    // true: there may be more
void link_answer(struct server *server);
void link_expire(struct server *server);
void link_note_silence(struct server *server);
void link_tell_clock(struct server *server);
void link_go_on(struct server *server);      // those that waited for a lock that is judged now
void link_restart(struct server *server);    // all sessions end; each collector begins another at once
void link_expect(struct server *server);     // every collector that is configured, from now on
void link_keys_changed(struct server *server);

// horizon.c: up to which instant every configured collector has been heard. The comments of those not heard until
// `due`.
int64_t link_horizon(const struct server *server, int64_t due, const char **ret_unheard, size_t *ret_count);

// Up to which instant every other collector has been heard; INT64_MAX where there is none.
int64_t link_horizon_beside(const struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE]);
// room.c: looks at the disk, every turn; whether a batch can be folded.
void room_look(struct server *server);
bool room_take(struct server *server, const Capaian__V1__LinkBatch *batch);

// passage.c: what falls due as time passes.
int64_t passage_wait(const struct server *server);    // milliseconds until something could fall due
void passage_judge(struct server *server);
void passage_answer(struct server *server);
// The lock that an entry waits for: rows that came after it would be refused, and another collector may yet bring the
// same message, received before. 0: none. -errno.
int64_t passage_wait_for(struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE], const struct entry *entry);
// Nothing of other collectors can come before that instant any more, or they have been waited for.
bool passage_is_judged(const struct server *server, const uint8_t key[CAPAIAN_KEY_SIZE], int64_t instant);

// stream.c: committed events, to subscribers and followers.
void stream_publish(struct server *server);
void stream_follow(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
                   const Capaian__V1__FollowRequest *request);
void stream_credit(struct server *server, const struct capaian_peer *peer, uint32_t credit);
bool stream_pump(struct server *server);    // true: there is more to send
void stream_beacon(struct server *server);
void stream_gone(struct server *server);         // the epoch is another one: every follow ends with FollowGone
void stream_drop_keys(struct server *server);    // after keys were removed

// desk.c: queries, acts and follows.
bool desk_receive(struct server *server);    // true: there may be more

// Each fills the reply's `what` in the answer arena, or a refusal.
void answer_attainment(struct server *server, const Capaian__V1__AttainmentQuery *query, const char *cursor,
                       const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_explain(struct server *server, const Capaian__V1__ExplainQuery *query, const char *cursor,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_snapshot(struct server *server, const Capaian__V1__SnapshotQuery *query, const char *cursor,
                     const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_status(struct server *server, Capaian__V1__QueryReply *reply);
void answer_catalogue(struct server *server, const Capaian__V1__CatalogueQuery *query, Capaian__V1__QueryReply *reply);
void answer_verdict(struct server *server, const Capaian__V1__VerdictQuery *query,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_completeness(struct server *server, const Capaian__V1__CompletenessQuery *query, const char *cursor,
                         const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_history(struct server *server, const Capaian__V1__HistoryQuery *query, const char *cursor,
                    const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_digest(struct server *server, const Capaian__V1__DigestQuery *query, const char *cursor,
                   const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_scorecard(struct server *server, const Capaian__V1__ScorecardQuery *query, const char *cursor,
                      const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);
void answer_plan(struct server *server, const Capaian__V1__PlanQuery *query, const char *cursor,
                 const struct capaian_key_entry *entry, Capaian__V1__QueryReply *reply);

void answer_sealed(struct server *server, const char *cursor, Capaian__V1__QueryReply *reply);

// past.c: a slice of work on the fold of the past that is waited for. True: there is more.
bool past_turn(struct server *server);

// observe.c: between turns, to those who only look on: that the loop turns, and once a second how the evaluator is.
void server_observe(struct server *server);

// acts.c
void act_do(struct server *server, const struct capaian_peer *peer, const struct capaian_key_entry *entry,
            const Capaian__V1__ActRequest *request);
void act_answer_backup(struct server *server);    // when it is done
