// The link of PROTOCOL.md section 13 as an abstract machine: two collectors with their journals, one evaluator with its
// ledger, and senders that may give any message to any collector at any time. spin visits every state that the bounds
// below allow; tests/model/check says with which bounds.
//
// What is on disk (`journal`, `ledger`, `backup`) is apart from what is in memory (`draft`, `fold`, `forward`, `link`).
// Every atomic block is one step of a daemon, and between any two a daemon may die: it starts again with what is on
// disk. Frames keep their order within a link, may be lost anywhere and may come again late, as where a connection
// breaks and an older one has still something to give.
//
// Not in here: time (a silence is noticed when nothing is on its way any more, or too early as a fault), watermarks,
// credit, the contents of rows, full disks, keys, and two processes with one key. A receipt counts as told with the
// commit after which it may be told, a verdict when it comes: that is the most that can be promised.
//
// A name in capitals behind #ifdef breaks a promise on purpose; those of the daemons' own switches are the same.

// Bounds.
#ifndef LETTERS
#define LETTERS 2      // messages, numbered from 1
#endif
#ifndef PLACES
#define PLACES 2       // entries that a journal takes in its life
#endif
#ifndef FAULTS
#define FAULTS 2       // deaths, lost and doubled frames, silences: together
#endif
#ifndef RESTORES
#define RESTORES 0     // times that the ledger is put back to an earlier copy
#endif
#ifndef PURGES
#define PURGES 0
#endif
#ifndef WAITS
#define WAITS 0        // entries that wait for a lock
#endif
#ifndef PUT_BACK
#define PUT_BACK 0     // times that the first collector's journal is put back to an earlier copy
#endif
// With ALONE only the first collector is at work, so that more can befall it. With MARKED no ledger is put back by a hand.
#ifndef FRAMES
#define FRAMES 2       // on the way in one direction of a link
#endif

// With RIVALS all messages have one id, each with other content.
#ifdef RIVALS
#define IDS 1
#define ID(letter) 0
#else
#define IDS LETTERS
#define ID(letter) ((letter) - 1)
#endif

#define COLLECTORS 2
#define CONFLICT 15    // a verdict; the others are the step at which the message was applied
#define VERDICT(letter, step) (ID(letter) * 16 + (step))    // names its message
#define BIT(letter) (1 << (letter))
#define ANSWERED 10    // what a collector's turn is about, where it is no message
#define PURGING 11
#define SILENCE 12

typedef Journal {
    byte entry[PLACES];      // the message at each place, from place 1; 0: not there, or purged
    byte verdict[PLACES];
    byte first, last, cursor;
    byte chain;              // of the last place
    byte epoch, applied;     // of the ledger, as remembered with that cursor
    byte id, parent, parent_reached;
};

typedef Ledger {
    byte letter[IDS];    // what stands under an id
    byte step[IDS];
    byte steps;
    byte epoch;
    bit copy;            // the mark of a copy that `backup` made
    // Of each link:
    byte applied[COLLECTORS], journal[COLLECTORS], reached[COLLECTORS], last[COLLECTORS];
};

// The hash over all entries up to a place: which messages they were, in their order, two bits each.
#define CHAINED(chain, letter) ((chain) * 4 + (letter))
#define CHAIN_AT(j, at) (j.chain >> (2 * (j.last - (at))))
#define LETTER(chain) ((chain) & 3)

mtype = { HELLO, STREAMING, REFUSED };

typedef Forward {
    mtype state;
    byte session, base, sent;
    bit said;        // the hello of this session
    byte held;       // the epoch of the ledger that lacks what is not here
    bit whole;       // the ledger that greeted last lacks nothing that is not here
};

typedef Link {
    bit connected, answer, waits;
    byte session, settled, journal;
    byte held, verdict[PLACES];    // what the next acknowledgement tells
};

// On disk.
Journal journal[COLLECTORS], journal_copy;
Ledger ledger, backup;
byte goes_without[COLLECTORS];    // the epoch that the operator named

// In memory.
Forward forward[COLLECTORS];
Ledger fold;
Link link[COLLECTORS];
bit folded, answering;

// kind, session, and
//   hello     epoch, applied, journal
//   batch     first, count, chain and chain, which name their entries, sequence
//   greeting  epoch, applied, journal, reached, last; session 0: I do not know your session
//   ack       settled, applied, count, verdict, verdict
mtype = { hello, batch, greeting, ack };
chan up[COLLECTORS] = [FRAMES] of { mtype, byte, byte, byte, byte, byte, byte };
chan down[COLLECTORS] = [FRAMES] of { mtype, byte, byte, byte, byte, byte, byte };

// What the world knows and no daemon.
byte faults = FAULTS, restores = RESTORES, purges = PURGES, waits = WAITS, put_back = PUT_BACK;
byte epochs = 1, journals = COLLECTORS;    // given out so far
bit backed_up, journal_copied, restored;
byte acknowledged;            // messages with a receipt: a bit each, as in the next
byte excused;                 // lost, and an operator was told that they are
byte gone;                    // lost by a restore: somebody has to be told
byte unkept[COLLECTORS];      // once in the journal and no longer
bit unaware[COLLECTORS];      // the journal was put back and no ledger has greeted it since
bit stopped[COLLECTORS];      // the operator was told that nothing is sent or deleted
byte told[LETTERS];           // the verdict that the sender was told

// Of the step that is being done, or the frame that is being read.
hidden byte i, k, place, was, lacking;
hidden byte anew;
hidden Journal draft;    // what the turn will commit
hidden byte f0, f1, f2, f3, f4, f5;
hidden mtype kind;
#define f_session f0
#define f_epoch f1
#define f_applied f2
#define f_journal f3
#define f_reached f4
#define f_last f5
#define f_settled f1
#define f_count f3
#define f_verdict1 f4
#define f_verdict2 f5
#define f_first f1
#define f_entries f2
#define f_chain1 f3
#define f_chain2 f4
#define f_sequence f5


inline copy_journal(to, from) {
    for (i : 0 .. PLACES - 1) {
        to.entry[i] = from.entry[i];
        to.verdict[i] = from.verdict[i];
    }
    to.first = from.first; to.last = from.last; to.cursor = from.cursor; to.chain = from.chain;
    to.epoch = from.epoch; to.applied = from.applied;
    to.id = from.id; to.parent = from.parent; to.parent_reached = from.parent_reached;
}

inline copy_ledger(to, from) {
    for (i : 0 .. IDS - 1) {
        to.letter[i] = from.letter[i];
        to.step[i] = from.step[i];
    }
    to.steps = from.steps; to.epoch = from.epoch; to.copy = from.copy;
    for (i : 0 .. COLLECTORS - 1) {
        to.applied[i] = from.applied[i];
        to.journal[i] = from.journal[i];
        to.reached[i] = from.reached[i];
        to.last[i] = from.last[i];
    }
    i = 0
}

inline clear_frame() {
    f0 = 0; f1 = 0; f2 = 0; f3 = 0; f4 = 0; f5 = 0
}

// Random ids never meet: the smallest that nothing carries any more does the same, with fewer states.
#define CARRIED(c, s)                                                                                                  \
    (forward[c].session == s || link[c].session == s || up[c]??[_, eval(s), _, _, _, _, _] ||                         \
     down[c]??[_, eval(s), _, _, _, _, _])

inline begin_session(c) {
    was = 1;
    do
    :: CARRIED(c, was) -> was++
    :: else -> break
    od;
    forward[c].state = HELLO;
    forward[c].session = was;
    forward[c].said = 0;
    forward[c].base = journal[c].cursor;
    forward[c].sent = journal[c].cursor;
    was = 0
}

#define HAS(j, l) (j.entry[0] == l || j.entry[1] == l || (PLACES > 2 && j.entry[PLACES - 1] == l) ||                   \
                   (PLACES > 3 && j.entry[PLACES - 2] == l))
#define HAS_ID(j, l)                                                                                                   \
    ((j.entry[0] && ID(j.entry[0]) == ID(l)) || (j.entry[1] && ID(j.entry[1]) == ID(l)) ||                             \
     (PLACES > 2 && j.entry[PLACES - 1] && ID(j.entry[PLACES - 1]) == ID(l)) ||                                        \
     (PLACES > 3 && j.entry[PLACES - 2] && ID(j.entry[PLACES - 2]) == ID(l)))
// Names mean nothing: of the messages the first comes first, and comes to the first collector, where both are alike.
#define FIRST(c) (c == 0 || acknowledged != 0 || PUT_BACK > 0)
#define AFTER(l) (acknowledged & BIT(l))
#define KEPT(l) (ledger.letter[ID(l)] != 0 || HAS(journal[0], l) || HAS(journal[1], l))

// ---- What must hold after every step that changes a disk.

// The verdict that the ledger has for the message at a place of a journal.
#define TRUE_VERDICT(l)                                                                                                \
    (ledger.letter[ID(l)] == l -> VERDICT(l, ledger.step[ID(l)]) : VERDICT(l, CONFLICT))

inline check_cursor(c) {
    // A collector that remembers of this ledger no more than it has may trust its cursor.
    if
    :: journal[c].epoch == ledger.epoch && !ledger.copy && journal[c].applied <= ledger.applied[c] ->
        for (i : 0 .. PLACES - 1) {
            if
            :: i < journal[c].cursor && journal[c].entry[i] != 0 ->
                assert(ledger.letter[ID(journal[c].entry[i])] != 0);
                assert(journal[c].verdict[i] == TRUE_VERDICT(journal[c].entry[i]))
            :: else
            fi
        }
    :: else
    fi
}

inline check() {
    for (k : 1 .. LETTERS) {
        // Nothing is lost that a receipt was given for.
        assert(!(acknowledged & BIT(k)) || KEPT(k) || (gone | excused) & BIT(k))
    }
    for (k : 0 .. COLLECTORS - 1) {
        check_cursor(k);
        assert(journal[k].cursor <= journal[k].last && journal[k].first <= journal[k].cursor + 1)
    }
    k = 0
}

inline note_gone() {
    for (k : 1 .. LETTERS) {
        if
        :: acknowledged & BIT(k) && !KEPT(k) -> gone = gone | BIT(k)
        :: else
        fi
    }
    // Who put both back has nobody who could tell.
    for (k : 0 .. COLLECTORS - 1) {
        if
        :: unaware[k] -> excused = excused | (gone & unkept[k])
        :: else
        fi
    }
}

inline copy_of_journal() {
    d_step {
        put_back > 0 && !journal_copied ->
        journal_copied = 1;
        copy_journal(journal_copy, journal[0])
    }
}

inline drain(channel) {
    do
    :: nempty(channel) -> channel?kind(f0, f1, f2, f3, f4, f5)
    :: empty(channel) -> break
    od;
    clear_frame()
}

// ---- Collectors.

#define ASKED(c) (link[c].answer)    // the session has to be told something

// Nothing is on its way and nobody will say anything: what the next hello or heartbeat is for.
#define QUIET(c) (empty(up[c]) && empty(down[c]) && !ASKED(c))
#define STALE(c) (!link[c].connected || link[c].session != forward[c].session)

inline say_hello(c) {
    d_step {
        forward[c].state == HELLO && nfull(up[c]) && (!forward[c].said || QUIET(c)) ->
        forward[c].said = 1;
        up[c]!hello(forward[c].session, journal[c].epoch, journal[c].applied, journal[c].id, 0, 0)
    }
}

#ifdef ADVANCE_CURSOR_EARLY
inline settle_unheard(c) {
    journal[c].cursor = forward[c].sent;
    check()
}
#else
inline settle_unheard(c) {
    skip
}
#endif

// One entry, or two where there are two.
inline send_batch(c) {
    atomic {
        forward[c].state == STREAMING && forward[c].sent < journal[c].last && nfull(up[c]) ->
        if
        :: count = 1
        :: forward[c].sent + 1 < journal[c].last -> count = 2
        fi;
        d_step {
            place = forward[c].sent;
            up[c]!batch(forward[c].session, place + 1 - forward[c].base, count, CHAIN_AT(journal[c], place + 1),
                        (count == 2 -> CHAIN_AT(journal[c], place + count) : 0), place + 1);
            forward[c].sent = place + count;
            count = 0;
            settle_unheard(c)
        }
    }
}

// A heartbeat that would only be answered with nothing is left out.
inline beat(c) {
    d_step {
        forward[c].state == STREAMING && QUIET(c) && nfull(up[c]) && !link[c].waits &&
        (STALE(c) || forward[c].sent > journal[c].cursor) ->
        up[c]!batch(forward[c].session, forward[c].sent + 1 - forward[c].base, 0, 0, 0, forward[c].sent + 1)
    }
}

// The ledger has entries of this journal that are not in it.
#ifdef SAME_PLACE
#define NAME(chain) ID(LETTER(chain))
#else
#define NAME(chain) (chain)
#endif
#ifdef NO_BRANCH
#define BRANCHED(c) false
#else
#define BRANCHED(c)                                                                                                    \
    (f_journal == draft.id && f_last != 0 && f_reached >= draft.first &&                                               \
     (f_reached > draft.last || NAME(CHAIN_AT(draft, f_reached)) != NAME(f_last)))
#endif

// Another journal has sent with this key since: so this one is a copy of what it was before that.
#ifdef ONLY_ITS_OWN
#define SUCCEEDED(c) false
#else
#define SUCCEEDED(c) (f_journal != 0 && f_journal != draft.id && f_journal != draft.parent)
#endif

// forward_lacking()
inline count_lacking(c) {
    lacking = 0;
    if
    :: f_journal == draft.id ->
        if
        :: f_reached < draft.first - 1 -> lacking = draft.first - 1 - f_reached
        :: else
        fi
    :: else ->
        lacking = draft.parent_reached;
        if
        :: f_journal == draft.parent && draft.parent != 0 ->
            lacking = (f_reached < lacking -> lacking - f_reached : 0)
        :: else
        fi;
        lacking = lacking + draft.first - 1
    fi
}

#ifdef IGNORE_EPOCH
#define RENEWED(c) false
#else
#define RENEWED(c) (f_epoch != draft.epoch || f_applied < draft.applied)
#endif
#ifdef IGNORE_LACKING
#define COUNT_LACKING(c) skip
#else
#define COUNT_LACKING(c) count_lacking(c)
#endif

// Where a session begins to send.
#ifdef NO_RESEND
#define RESUME(c) draft.last
#else
#define RESUME(c) draft.cursor
#endif

// Without it a ledger that is put back by a hand, before anything of the new journal is acknowledged, would seem to have
// all that the old copy remembers.
#ifdef BRANCH_WITHOUT_COUNT
#define REMEMBER_COUNT skip
#else
#define REMEMBER_COUNT draft.applied = f_applied
#endif

inline remember_ledger(c) {
    if
    :: RENEWED(c) ->
        draft.epoch = f_epoch;
        draft.applied = f_applied;
        draft.cursor = draft.first - 1
    :: else
    fi
}

inline branch(c) {
    if
    :: !BRANCHED(c) -> remember_ledger(c)
    :: else
    fi;
    REMEMBER_COUNT;
    draft.parent = f_journal;
    draft.parent_reached = f_reached;
    journals++;
    draft.id = journals;
    anew = 1
}

inline take_greeting(c) {
    if
    :: f_session == 0 ->
        if
        :: forward[c].state == STREAMING -> anew = 1
        :: else
        fi
    :: f_session == forward[c].session && forward[c].state == HELLO ->
        unaware[c] = 0;
        forward[c].whole = 0;
        lacking = 0;
        if
        :: !BRANCHED(c) && RENEWED(c) -> COUNT_LACKING(c)
        :: else
        fi;
        if
        :: lacking > 0 && goes_without[c] != f_epoch ->
            forward[c].state = REFUSED;
            forward[c].held = f_epoch;
            stopped[c] = 1
        :: else ->
            // What it then lacks is said in every hello, and both show it.
            if
            :: lacking > 0 -> excused = excused | (gone & unkept[c])
            :: else
            fi;
            forward[c].held = 0;
            if
            :: BRANCHED(c) || SUCCEEDED(c) -> branch(c)
            :: else ->
                remember_ledger(c);
                forward[c].whole = (purges > 0);    // it is for nothing else
                stopped[c] = 0;
                forward[c].state = STREAMING;
                forward[c].base = RESUME(c);
                forward[c].sent = RESUME(c)
            fi
        fi
    :: else
    fi
}

// An acknowledgement that does not continue ends the session.
inline take_ack(c) {
    if
    :: f_session == forward[c].session && forward[c].state == STREAMING ->
        was = draft.cursor - forward[c].base;
        if
        :: f_settled < was || f_settled > forward[c].sent - forward[c].base || f_count != f_settled - was ||
           (f_count > 0 && f_verdict1 / 16 != ID(draft.entry[(f_count > 0 -> draft.cursor : 0)])) ||
           (f_count > 1 && f_verdict2 / 16 != ID(draft.entry[(f_count > 1 -> draft.cursor + 1 : 0)])) ->
            anew = 1
        :: else ->
            if
            :: f_count > 0 ->
                for (k : 1 .. f_count) {
                    place = draft.cursor;
                    was = (k == 1 -> f_verdict1 : f_verdict2);
                    // One verdict for ever, unless the ledger that reached it is no more.
                    assert(restored || draft.verdict[place] == 0 || draft.verdict[place] == was);
                    assert(restored || told[draft.entry[place] - 1] == 0 ||
                           told[draft.entry[place] - 1] == was);
                    draft.verdict[place] = was;
                    // Told at once, before the journal has it.
                    told[draft.entry[place] - 1] = was;
                    draft.cursor++
                }
                draft.applied = f_applied
            :: else
            fi
        fi
    :: else
    fi
}


#ifdef ADVANCE_CURSOR_EARLY
#define TAKE_ACK(c) skip
#else
#define TAKE_ACK(c) take_ack(c)
#endif

inline take_answer(c) {
    down[c]?kind(f0, f1, f2, f3, f4, f5);
    if
    :: kind == greeting -> take_greeting(c)
    :: else -> TAKE_ACK(c)
    fi
}

#ifdef ANSWER_BEFORE_COMMIT
#define ANSWER_EARLY(l) acknowledged = acknowledged | BIT(l)
#else
#define ANSWER_EARLY(l) skip
#endif

inline purge(c) {
    assert(!stopped[c]);
    place = draft.first - 1;
    unkept[c] = unkept[c] | BIT(draft.entry[place]);
    draft.entry[place] = 0;
    draft.verdict[place] = 0;
    draft.first++;
    purges--
}

// The answers follow the commit. They are taken as given at once: who is answered later, or asks again, can be promised
// no more than who is answered now.
inline commit_journal(c) {
    copy_journal(journal[c], draft);
    for (i : 0 .. PLACES - 1) {
        if
        :: journal[c].entry[i] != 0 ->
            acknowledged = acknowledged | BIT(journal[c].entry[i])
        :: else
        fi
    }
    // What a restored ledger lacks may go before it has greeted.
    if
    :: restored -> note_gone()
    :: else
    fi
}

inline put_journal_back(c) {
    for (k : 0 .. PLACES - 1) {
        if
        :: journal[c].entry[k] != 0 && !HAS(journal_copy, journal[c].entry[k]) ->
            unkept[c] = unkept[c] | BIT(journal[c].entry[k])
        :: else
        fi
    }
    copy_journal(journal[c], journal_copy);
    unaware[c] = 1;
    note_gone()
}

#define TAKES(c, l) (!HAS_ID(journal[c], l) && journal[c].last < PLACES)
#ifdef PURGE_UNAPPLIED
#define APPLIED(c) journal[c].last
#else
#define APPLIED(c) journal[c].cursor
#endif
// A collector that has just started does not know yet whether the ledger still has what it would delete.
#ifdef PURGE_UNGREETED
#define MAY_PURGE(c) (forward[c].held == 0)
#else
#define MAY_PURGE(c) forward[c].whole
#endif
#define PURGES_ONE(c) (purges > 0 && journal[c].first <= APPLIED(c) && MAY_PURGE(c))
// After a while; to do so while nothing has changed leads nowhere.
#define TRIES_AGAIN(c)                                                                                                 \
    (forward[c].state == REFUSED && (goes_without[c] == forward[c].held || fold.epoch != forward[c].held))
#define LOSES_PATIENCE(c) (faults > 0 && forward[c].state != REFUSED && forward[c].said)
#define KILLED 1
#define PUT_BACK_TOO 2

// One turn: what came is taken into one transaction, and nobody else sees any of it before the commit. So one that dies
// before it leaves nothing behind but what it has told too early; and so may one die in which nothing came.
inline turn(c) {
    atomic {
        if
        :: TAKES(c, 1) && FIRST(c) -> event = 1
        :: TAKES(c, 2) && AFTER(1) -> event = 2
#if LETTERS > 2
        :: TAKES(c, 3) && AFTER(2) -> event = 3
#endif
        :: nempty(down[c]) -> event = ANSWERED
        :: PURGES_ONE(c) -> event = PURGING
        :: TRIES_AGAIN(c) -> event = SILENCE
        :: LOSES_PATIENCE(c) -> faults--; event = SILENCE
        :: faults > 0 -> faults--; dies = KILLED
        :: c == 0 && put_back > 0 && journal_copied -> put_back--; dies = PUT_BACK_TOO
        fi;
        if
        :: true
        :: event != 0 && !dies && faults > 0 -> faults--; dies = KILLED
        fi;
        d_step {
            copy_journal(draft, journal[c]);
            anew = (event == SILENCE);
            if
            :: event == ANSWERED && !dies -> take_answer(c)
            :: event == PURGING && !dies -> purge(c)
            :: event != 0 && event < ANSWERED ->
                draft.entry[draft.last] = event;
                draft.last++;
                draft.chain = CHAINED(draft.chain, event);
                ANSWER_EARLY(event)
            :: else
            fi;
            if
            :: dies == PUT_BACK_TOO -> put_journal_back(c)
            :: else
            fi;
            if
            :: dies ->
                anew = 1;
                forward[c].held = 0;
                forward[c].whole = 0;
                drain(down[c])
            :: else -> commit_journal(c)
            fi;
            if
            :: anew -> begin_session(c)
            :: else
            fi;
            event = 0;
            dies = 0;
            clear_frame();
            check()
        }
    }
}

// The operator says that the ledger shall do without what is gone.
inline word_of_operator(c) {
    d_step {
        forward[c].state == REFUSED && goes_without[c] != forward[c].held ->
        goes_without[c] = forward[c].held
    }
}

proctype collector(byte c) {
    byte event, dies, count;
end:
    do
    :: turn(c)
    :: say_hello(c)
    :: send_batch(c)
    :: beat(c)
    :: word_of_operator(c)
    od
}

// ---- The evaluator.

inline greet(c) {
    down[c]!greeting(link[c].session, fold.epoch, fold.applied[c], fold.journal[c], fold.reached[c], fold.last[c])
}

inline greet_unknown(c) {
    down[c]!greeting(0, 0, 0, 0, 0, 0)
}

inline commit_ledger() {
    copy_ledger(ledger, fold);
    folded = 0;
    check()
}

inline renew_epoch() {
    epochs++;
    fold.epoch = epochs;
    fold.copy = 0;
    commit_ledger()
}

// What is not connected is not answered, and forgotten by the next hello at the latest.
inline disconnect(c) {
    link[c].connected = 0;
    link[c].session = 0;
    link[c].journal = 0;
    link[c].settled = 0;
    link[c].waits = 0;
    link[c].answer = 0;
    link[c].held = 0;
    for (i : 0 .. PLACES - 1) {
        link[c].verdict[i] = 0
    }
    i = 0
}

inline take_hello(c) {
    if
    :: f_epoch == fold.epoch && f_applied > fold.applied[c] ->
        // The ledger was put back by hand: a new epoch, for all links.
        renew_epoch();
        for (k : 0 .. COLLECTORS - 1) {
            if
            :: link[k].connected && k != c -> greet_unknown(k)
            :: else
            fi;
            disconnect(k)
        }
    :: else
    fi;
    if
    :: link[c].session != f_session -> disconnect(c)
    :: else
    fi;
    link[c].connected = 1;
    link[c].session = f_session;
    link[c].journal = f_journal;
    greet(c)
}

#ifdef FORGET_IDS
#define KNOWN(l) false
#else
#define KNOWN(l) (fold.letter[ID(l)] != 0)
#endif

// A message is applied once for ever: what has its id is this message again, or another that may not have it.
inline fold_entry(c, l) {
    if
    :: !KNOWN(l) ->
        assert(fold.letter[ID(l)] == 0);
        fold.steps++;
        fold.letter[ID(l)] = l;
        fold.step[ID(l)] = fold.steps
    :: else
    fi;
    link[c].verdict[link[c].held] =
        (fold.letter[ID(l)] == l -> VERDICT(l, fold.step[ID(l)]) : VERDICT(l, CONFLICT));
    link[c].held++;
    link[c].settled++;
    fold.applied[c]++
}

// How far the journal has been settled here. While it is sent again that stays where it was.
inline note_reached(c, count) {
    if
    :: count > 0 && !(fold.journal[c] == link[c].journal && f_sequence + count - 1 <= fold.reached[c]) ->
        fold.journal[c] = link[c].journal;
        fold.reached[c] = f_sequence + count - 1;
        fold.last[c] = (count == 1 -> f_chain1 : f_chain2)
    :: else
    fi
}

#ifdef TRUST_HEARTBEATS
#define IN_ORDER(c) (f_first == link[c].settled + 1 || f_entries == 0)
#else
#define IN_ORDER(c) (f_first == link[c].settled + 1)
#endif
#define SESSION_KNOWN(c) (link[c].connected && link[c].session == f_session)

#ifdef REACH_WAITING
#define FOLDED f_entries
#else
#define FOLDED place
#endif

// The first `place` entries are folded; if these are not all, the next one came after a lock that is not judged yet and
// waits for it in its journal, with all that come behind.
inline take_batch(c) {
    if
    :: !SESSION_KNOWN(c) || (!link[c].waits && !IN_ORDER(c)) ->
        if
        :: SESSION_KNOWN(c) -> disconnect(c)
        :: else
        fi;
        greet_unknown(c)
    :: else ->
        link[c].answer = 1;
        if
        :: !link[c].waits && f_entries > 0 ->
            if
            :: place > f_entries -> place = f_entries
            :: else
            fi;
            if
            :: place < f_entries ->
                waits--;
                link[c].waits = 1
            :: else
            fi;
            if
            :: place > 0 -> fold_entry(c, LETTER(f_chain1))
            :: else
            fi;
            if
            :: place > 1 -> fold_entry(c, LETTER(f_chain2))
            :: else
            fi;
            note_reached(c, FOLDED);
            folded = 1
        :: else
        fi
    fi
}

// Frames are taken as they come; what they change is committed together.
inline take_frame(c) {
    atomic {
        !answering && nempty(up[c]) && nfull(down[0]) && nfull(down[1]) ->
        if
        :: all = 2
        :: waits > 0 -> all = 1
        :: waits > 0 -> all = 0
        fi;
        d_step {
            up[c]?kind(f0, f1, f2, f3, f4, f5);
            place = all;
            all = 0;
            if
            :: kind == hello -> take_hello(c)
            :: else -> take_batch(c)
            fi;
            clear_frame()
        }
    }
}

#ifdef ACKNOWLEDGE_BEFORE_COMMIT
#define MAY_COMMIT (!ASKED(0) && !ASKED(1))
#define ANSWERS_LATER 0
#define MAY_ANSWER true
#else
#define MAY_COMMIT (!answering)
#define ANSWERS_LATER (ASKED(0) || ASKED(1))
#define MAY_ANSWER answering
#endif

inline commit_turn() {
    d_step {
        (folded || ASKED(0) || ASKED(1)) && MAY_COMMIT ->
        commit_ledger();
        answering = ANSWERS_LATER
    }
}

inline acknowledge(c) {
    d_step {
        MAY_ANSWER && ASKED(c) && nfull(down[c]) ->
        place = (link[c].held > 2 -> 2 : link[c].held);
        down[c]!ack(link[c].session, link[c].settled - link[c].held + place, fold.applied[c], place,
                    (place > 0 -> link[c].verdict[0] : 0), (place > 1 -> link[c].verdict[1] : 0));
        for (i : 0 .. PLACES - 1) {
            link[c].verdict[i] = (i + place < PLACES -> link[c].verdict[(i + place < PLACES -> i + place : 0)] : 0)
        }
        link[c].held = link[c].held - place;
        link[c].answer = (link[c].held > 0);
        answering = answering && (ASKED(0) || ASKED(1))
    }
}

inline judge_lock(c) {
    d_step {
        link[c].waits && !folded && !answering && !ASKED(c) && nfull(down[c]) ->
        if
        :: link[c].connected -> greet_unknown(c)
        :: else
        fi;
        disconnect(c)
    }
}

// The evaluator's turn is one; what it does for each link is apart for spin's sake.
proctype evaluator() {
end:
    do
    :: commit_turn()
    od
}

proctype service(byte c) {
    byte all;
end:
    do
    :: take_frame(c)
    :: acknowledge(c)
    :: judge_lock(c)
    od
}

// ---- What goes wrong.

inline start_evaluator() {
    copy_ledger(fold, ledger);
    folded = 0;
    answering = 0;
    for (k : 0 .. COLLECTORS - 1) {
        disconnect(k);
        drain(up[k])
    }
    if
    :: ledger.copy -> renew_epoch()
    :: else
    fi
}

inline lose(channel) {
    d_step {
        faults > 0 && nempty(channel) ->
        faults--;
        channel?kind(f0, f1, f2, f3, f4, f5);
        clear_frame()
    }
}

// It comes, and again after what is behind it.
inline double(channel) {
    d_step {
        faults > 0 && nempty(channel) && nfull(channel) ->
        faults--;
        channel?<kind, f0, f1, f2, f3, f4, f5>;
        channel!kind(f0, f1, f2, f3, f4, f5);
        clear_frame()
    }
}

inline expire_link(c) {
    d_step {
        faults > 0 && link[c].connected && !answering && !folded && !ASKED(c) ->
        faults--;
        disconnect(c)
    }
}

inline back_up() {
    d_step {
        restores > 0 && !backed_up ->
        backed_up = 1;
        copy_ledger(backup, ledger)
    }
}

// A copy that `backup` made is marked; one that a hand made is not.
inline kill_evaluator() {
    atomic {
        if
        :: faults > 0 -> faults--
#ifndef MARKED
        :: restores > 0 && backed_up -> restores--; again = 1
#endif
        :: restores > 0 && backed_up -> restores--; again = 2
        fi;
        d_step {
            if
            :: again > 0 ->
                restored = 1;
                copy_ledger(ledger, backup);
                ledger.copy = again - 1;
                note_gone()
            :: else
            fi;
            again = 0;
            start_evaluator();
            check()
        }
    }
}

// From here on nothing fails.
inline heal() {
    d_step {
        faults + restores + put_back + purges + waits > 0 ->
        faults = 0;
        restores = 0;
        put_back = 0;
        purges = 0;
        waits = 0
    }
}

proctype world() {
    byte again;
end:
    do
    :: kill_evaluator()
    :: back_up()
    :: copy_of_journal()
    :: heal()
    od
}

proctype weather(byte c) {
end:
    do
    :: lose(up[c])
    :: lose(down[c])
    :: double(up[c])
    :: double(down[c])
    :: expire_link(c)
    od
}

// ---- What must hold in the end.

#define TOLD_WELL(l)                                                                                                   \
    (!(acknowledged & BIT(l)) || excused & BIT(l) ||                                                                   \
     (ledger.letter[ID(l)] != 0 && (told[l - 1] != 0 || (!HAS(journal[0], l) && !HAS(journal[1], l)))))
#define SETTLED(c) (journal[c].cursor == journal[c].last)
#define DONE (SETTLED(0) && SETTLED(1) && TOLD_WELL(1) && TOLD_WELL(2) && (LETTERS < 3 || TOLD_WELL(LETTERS)))

proctype rest() {
end:

    timeout ->
    assert(DONE)
}

#ifdef LIVENESS
ltl progress { <> [] DONE }
#endif

init {
    d_step {
        for (k : 0 .. COLLECTORS - 1) {
            journal[k].first = 1;
            journal[k].id = k + 1;
            begin_session(k)
        }
        ledger.epoch = 1;
        copy_ledger(fold, ledger);
        place = 0; was = 0; i = 0; k = 0; lacking = 0
    };
    atomic {
        run rest();
        run evaluator();
        run world();
        run collector(0);
        run service(0);
        run weather(0);
#ifndef ALONE
        run collector(1);
        run service(1);
        run weather(1)
#endif
    }
}
