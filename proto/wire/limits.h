// Every limit on what a user controls. PROTOCOL.md publishes them and multiplies them out against the memory ceiling.
#pragma once

#include <stdint.h>

enum {
    CAPAIAN_VERSION = 1,    // of the envelope

    CAPAIAN_ID_SIZE = 16,      // message, act and session ids
    CAPAIAN_HASH_SIZE = 32,    // BLAKE2b-256
    CAPAIAN_KEY_SIZE = 32,     // CURVE public and secret keys
    CAPAIAN_EPOCH_SIZE = 16,

    CAPAIAN_ROWS_MAX = 1024,             // rows in a message
    CAPAIAN_CONTENT_MAX = 256 * 1024,    // bytes of an encoded Content
    CAPAIAN_RESULTS_MAX = 256,           // results in a verdict; more are counted, not listed
    CAPAIAN_CODE_MAX = 32,               // bytes of a unit, indicator or person code
    CAPAIAN_REF_MAX = 64,
    CAPAIAN_REPLACES_MAX = 64,    // rows of a message that replace others
    CAPAIAN_TEXT_MAX = 500,       // bytes of a note, reason, source, address
    CAPAIAN_SATUAN_MAX = 32,
    CAPAIAN_PATIENCE_MAX_MS = 60 * 1000,
    CAPAIAN_ATTEMPTS_MAX = 32,    // ids that one content is sent under by a sender that keeps no state
    CAPAIAN_AS_OF_AHEAD_MS = 24 * 60 * 60 * 1000,

    CAPAIAN_INTAKE_FRAME_MAX = CAPAIAN_CONTENT_MAX + 1024,
    CAPAIAN_LINK_FRAME_MAX = 4 * 1024 * 1024,
    CAPAIAN_QUERY_FRAME_MAX = 16 * 1024 * 1024,    // a catalogue travels in one frame
    CAPAIAN_REPLY_FRAME_MAX = 32 * 1024 * 1024,

    CAPAIAN_ARENA_MAX = 8 * 1024 * 1024,    // memory one decoded intake frame may take
    CAPAIAN_LINK_ARENA_MAX = 16 * 1024 * 1024,

    CAPAIAN_SUBMIT_CREDIT = 256,    // unanswered requests of a connection
    CAPAIAN_LINK_CREDIT = 8192,     // unsettled entries of a link
    CAPAIAN_LINK_CREDIT_BYTES = 3 * 1024 * 1024,
    CAPAIAN_LINK_BATCH_ENTRIES = 1024,
    CAPAIAN_LINK_BATCH_BYTES = 1024 * 1024,
    CAPAIAN_FOLLOW_CREDIT_MAX = 4096,
    CAPAIAN_FOLLOWS_MAX = 2048,    // at once
    CAPAIAN_TOPIC_MAX = 80,

    CAPAIAN_UNREAD_KEY_MAX = 8 * 1024 * 1024,    // of answers that the connections of a key have not taken
    CAPAIAN_UNREAD_MAX = 32 * 1024 * 1024,       // of all keys

    CAPAIAN_PAGE_ROWS = 500,    // rows of a query's page

    CAPAIAN_INDICATORS_MAX = 100000,
    CAPAIAN_CATALOGUE_CELL_MAX = 2000,    // bytes of a cell in a catalogue file
};

// 1990-01-01 UTC in milliseconds: no figure was stated before.
#define CAPAIAN_AS_OF_MIN INT64_C(631152000000)

// 3000-01-01 UTC in milliseconds: no ledger lives to see it.
#define CAPAIAN_INSTANT_MAX INT64_C(32503680000000)
