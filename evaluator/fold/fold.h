// The ledger folded: everything derived (figures, attainment, verdicts, alerts) is a function of the steps in their
// order, and this is that function. Serving, starting again, rebuilding and auditing run the same code on the same
// steps. No socket, database or clock inside: the caller hands in each step, the refs it looked up and an arena, and
// gets back what the step caused.
#pragma once

#include "alert/settle.h"
#include "attainment/assess.h"
#include "capaian/v1/alert.pb-c.h"
#include "capaian/v1/query.pb-c.h"
#include "capaian/v1/submit.pb-c.h"
#include "wire/arena.h"

// A catalogue as applied. Numbers start at 1.
struct version {
    uint32_t number;
    struct catalogue *catalogue;
    int32_t effective;
    char *basis;
    uint64_t step;
    int64_t applied_at;
    // Its targets also hold for periods that ended before it was applied. Without this what has been judged stays.
    bool rejudge;
};

// A unit that adds rows of its own to an indicator: they are kept as an indicator by itself, without targets, and the
// figures of the whole are the sum of its parts.
struct tracked_part {
    char unit[CAPAIAN_CODE_MAX + 1];
    uint32_t id;
};

enum { TRACKED_CODE_MAX = 2 * CAPAIAN_CODE_MAX + 1 };    // of a part: INDICATOR/UNIT

// What is said of a catalogue when it is applied.
struct applied {
    const char *basis;
    int32_t effective;
    bool rejudge;
};

// An indicator for the ledger's whole life: known by its code, numbered in the order of first appearance.
struct tracked {
    uint32_t id;
    uint32_t whole;    // of a part: the indicator that it adds to; else its own id
    char code[TRACKED_CODE_MAX + 1];
    const struct indicator *rules;        // of the latest version that has it
    const struct catalogue *catalogue;    // that version's
    bool current;                         // that version is the latest
    int32_t duty_from;
    struct years years;
    struct tracked_part *parts;
    size_t part_count;
    int32_t next_day;    // when time alone could change something; at or before today: now
};

// What a person has decided and what goes on having an effect: a suppression, a reopening, a pause.
struct hold {
    Capaian__V1__DeedKind kind;
    char *subject;
    struct capaian_period period;    // of a reopening
    int32_t from, until;             // inclusive
    char *actor, *key, *reason;
};

// Who is expected to be heard from: a unit with feed_every, or a collector ("collector:NAME").
enum { SOURCE_NAME = CAPAIAN_CODE_MAX + 16 };

struct source {
    char name[SOURCE_NAME];
    int64_t heard;    // the instant of the latest message; of the catalogue that first expected it, when none came
    struct alert alert;
};

// A person and a step of a ladder, for the chain of appointments in which the ground for it lies.
struct consequence {
    char person[CAPAIAN_CODE_MAX + 1], ladder[CAPAIAN_CODE_MAX + 1];
    char unit[CAPAIAN_CODE_MAX + 1];    // the post in which the chain began
    int32_t since;                      // its first day
    unsigned step;
    Capaian__V1__AlertState state;
    const char *reason;
    int32_t fired, decided;    // days; 0: not
    uint64_t number;
};

struct fold {
    struct version *versions;
    size_t version_count;
    struct tracked **tracked;
    size_t tracked_count;
    uint32_t *of_catalogue;    // id of each indicator of the latest catalogue
    int64_t judged;            // everything that fell due before this instant has been judged
    int32_t today;             // its day
    int32_t next_day;          // the earliest of all tracked: asked for in every turn
    uint64_t step, events, messages, rows;
    uint64_t personnel_events;    // numbers of the stream about persons
    struct hold *holds;
    size_t hold_count;
    struct source *sources;
    size_t source_count;
    int64_t silence_due;
    struct consequence *consequences;
    size_t consequence_count;
    int32_t people_day;    // the day on which ladders are looked at next
    // Figures that differ from what the ledger has written, as (tracked, year, index).
    struct dirty {
        uint32_t id;
        struct year *year;
        size_t index;
    } * dirty;
    size_t dirty_count, dirty_room;
};

// The row that stands under a ref of an indicator, wherever the ledger keeps it. Changed in place and marked.
struct ref_entry {
    int32_t period;    // code of its reporting period
    struct statement statement;
    bool dirty;
};

struct judged_row;
struct message;

// A row, by the message that holds it.
struct row_name {
    const char *unit;
    const uint8_t *id;
    uint32_t row;
};

// What the record knows beside what the fold keeps in memory.
struct facts {
    void *context;
    // Never NULL for a ref that is well-formed, except when the ledger fails: then the fold stops with -EIO.
    struct ref_entry *(*find_ref)(void *context, uint32_t indicator, const char *ref);
    // A row of an earlier message, as judge_read_row gives it; its ref is good until eight more rows have been found.
    // 0; -ENOENT: there is no such message, or the row was refused; -EIO.
    int (*find_row)(void *context, const struct fold *fold, const struct row_name *name, struct capaian_arena *arena,
                    struct judged_row *ret);
    // For ever: `name` is replaced by the row of that rank. `awaited`: it has not come yet. 0 or -EIO.
    int (*put_replaced)(void *context, const struct row_name *name, const struct rank *by, bool awaited);
    // The strongest of the rows that replace one: 1, 0 when there is none, or -EIO.
    int (*find_replacer)(void *context, const struct row_name *name, struct rank *ret);
    // Whether rows of this message have been replaced before it came: 1, 0 or -EIO. Cheap where nothing is awaited.
    int (*is_awaited)(void *context, const char *unit, const uint8_t *id);
};

// A message as it came.
struct message {
    const uint8_t *id;    // CAPAIAN_ID_SIZE
    const char *unit;     // with the id, what the message is known by; the content must be of the same unit
    const void *content;
    size_t size;
    int64_t received_at;
    // The id says that it was made from the content, by a sender that keeps no state (wire/content_id.h): the same
    // events may come again under another id when anything beside them changed, so each needs its own key.
    bool stateless;
    // Decided outside of the record, by keys and by the quarantine, and so part of the record: CAPAIAN_OK, or why the
    // message was refused as a whole.
    enum capaian_code admission;
};

struct trace {
    uint32_t indicator;
    int32_t period;
};

// What one step caused. All in the arena.
struct effects {
    struct capaian_arena *arena;
    Capaian__V1__Verdict *verdict;    // of a message
    Capaian__V1__AlertEvent **events;
    const struct alert **alerts;    // of each event
    size_t event_count, event_room;
    Capaian__V1__AlertEvent **personnel;
    size_t personnel_count, personnel_room;
    struct trace *traces;    // the reporting periods that the message has rows for, each once
    size_t trace_count;
    // What has been said of judged targets for the first time, or anew.
    struct announcement {
        uint32_t indicator;
        int16_t year;
        struct announced *announced;
    } * announcements;
    size_t announcement_count, announcement_room;
    const struct source **heard;    // sources that were heard from
    size_t heard_count;
    size_t *consequences;             // of each event about a person: index in the fold's list
    const struct sealing *sealing;    // NULL: nothing was sealed
    uint32_t rows;                    // of the message
};

// A snapshot under a name, of a year as it stands: the ledger writes it row by row (fold/seal.h).
struct sealing {
    const char *name, *actor;
    int16_t year;
};

enum { REPLACED_CHAIN_MAX = 64 };    // rows that replace one another; what goes on longer counts as nothing

enum { TICK_INDICATORS = 64 };    // at most, in one tick: what years of silence tell about them fits its arena

int fold_new(int64_t start, struct fold **ret);
struct fold *fold_free(struct fold *fold);

// The steps. `at` is the ledger's time. 0; -ENOMEM or -EIO: the fold is no longer usable and the daemon ends.
int fold_message(struct fold *fold, const struct message *message, int64_t at, const struct facts *facts,
                 struct effects *effects);
// The verdict on a message that has been applied, as it was written, and the step that reached it.
struct verdict_of {
    const uint8_t *bytes;
    size_t size;
    uint64_t step;
};
// Another copy of a message that was applied had been received earlier, at `message->received_at`: what rests on the
// receive time takes that one. 0; -ENOMEM or -EIO.
int fold_earlier(struct fold *fold, const struct message *message, const struct verdict_of *was,
                 const struct facts *facts, struct effects *effects);
// The latest lock (its first day) by which a row of the message would be refused now; 0: by none. Changes nothing.
// `effects` only for its arena. 0; -ENOMEM or -EIO.
int fold_locked(struct fold *fold, const struct message *message, const struct facts *facts, struct effects *effects,
                int32_t *ret_day);
// A dry run: the verdict that the message would get now. Changes nothing.
int fold_trial(struct fold *fold, const struct message *message, int64_t at, struct effects *effects);
// Settles what fell due by `instant` for the indicators `first` to `last` (ids). The range is part of the step, so a
// replay settles the same ones in the same step.
int fold_tick(struct fold *fold, int64_t instant, uint32_t first, uint32_t last, const char *const *unheard,
              size_t unheard_count, int64_t at, struct effects *effects);
// The next range to settle at an instant, at most TICK_INDICATORS that have something due. False: none is left.
bool fold_due_range(const struct fold *fold, int64_t instant, uint32_t *ret_first, uint32_t *ret_last);
// Takes the catalogue over on success.
int fold_catalogue(struct fold *fold, struct catalogue *catalogue, const struct applied *applied, int64_t at);

// What a person does, and who.
struct deed {
    const Capaian__V1__Deed *what;
    const char *actor, *key, *reason;    // "" where not said
};

// Whether a deed can be done now: CAPAIAN_OK, or the code that refuses it, with its field and argument in *ret_field
// and *ret_argument.
enum capaian_code fold_deed_check(const struct fold *fold, const struct deed *deed, int64_t at, const char **ret_field,
                                  const char **ret_argument);
// Does one that the check has let pass.
int fold_deed(struct fold *fold, const struct deed *deed, int64_t at, struct effects *effects);

// A collector was heard last at an instant, and is silent now or heard again.
bool fold_link_silent(const struct fold *fold, const char *name);    // as the record has it
int fold_link(struct fold *fold, const char *name, int64_t heard, bool silent, int64_t at, struct effects *effects);

// What forbids a catalogue that is good in itself: an indicator with figures that would change how it is reported. A
// code, with the indicator in *ret_indicator; CAPAIAN_OK when nothing does.
enum capaian_code fold_catalogue_check(const struct fold *fold, const struct catalogue *catalogue,
                                       const char **ret_indicator);

// When the next tick is due; INT64_MAX: never. At or before fold->judged: now.
int64_t fold_next_due(const struct fold *fold);
void fold_note_next_day(struct fold *fold);    // after the next_day of any tracked has changed

const struct version *fold_latest(const struct fold *fold);    // NULL before the first catalogue

// The version that governed a day: the latest of those effective by then. NULL: none was.
const struct version *fold_version_on(const struct fold *fold, int32_t day);

// The rules that an indicator had on a day, whatever has been moved since; those of today where no version had it.
const struct indicator *fold_rules_on(const struct fold *fold, const struct tracked *tracked, int32_t day);

// Who answers for an indicator on a day: the holder of the post that was accountable then. *ret_unit is that post.
// NULL: vacant.
const struct holder *fold_accountable(const struct fold *fold, const struct tracked *tracked, int32_t day,
                                      const char **ret_unit);
struct tracked *fold_find(const struct fold *fold, const char *indicator);    // NULL: no version has it
// The year of an indicator, made when it is not there; NULL when out of memory.
struct year *fold_year(struct fold *fold, struct tracked *tracked, int year);
struct year *tracked_year(const struct tracked *tracked, int year);    // NULL when it is not there

// For loading what the ledger has written, after all catalogues have been folded.
// `alert` without its period, which is the text's. `name`: of the indicator, or of the source for `silent`.
int fold_load_alert(struct fold *fold, const char *name, const struct alert *alert, const char *period);
int fold_load_announced(struct fold *fold, uint32_t indicator, int year, const char *period, uint8_t outcome,
                        uint8_t band);
int fold_load_source(struct fold *fold, const char *name, int64_t heard);
int fold_load_consequence(struct fold *fold, const struct consequence *consequence);
// A hold as a deed made it; what it points to is copied.
int fold_add_hold(struct fold *fold, const struct deed *deed, int64_t at);
int fold_mark(struct fold *fold, struct tracked *tracked, struct year *year, struct figure *figure);
void fold_set_judged(struct fold *fold, int64_t instant);
// After the last of these: everything due until fold->judged has been settled.
void fold_loaded(struct fold *fold);

// When a step happens, and whom it had to do without.
struct moment {
    int64_t at;
    const char *const *unheard;
    size_t unheard_count;
};

// Fills an event's people, numbers and sentences; used by the steps.
int fold_emit(struct fold *fold, struct tracked *tracked, struct year *year, const struct transition *transition,
              const struct moment *moment, struct effects *effects);
