#include "commands/event.h"
#include "commands/explanation_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_ID = 8 };

int explanation_new_rows(struct explanation *explanation) {
    const struct listing_column columns[] = {
        {NULL, SAY("terhitung", "counts"), false, 0},
        {NULL, SAY("periode", "period"), false, 0},
        {NULL, SAY("angka", "figure"), false, 32},
        {NULL, "status", false, 0},
        {NULL, SAY("dinyatakan", "stated"), false, 0},
        {NULL, SAY("diterima", "received"), false, 0},
        {NULL, SAY("dari", "from"), false, 0},
        {NULL, "ref", false, 24},
        {NULL, SAY("pesan:baris", "message:row"), false, 0},
        {NULL, SAY("langkah", "step"), true, 0},
        {NULL, SAY("catatan", "note"), false, 0},
        {NULL, SAY("sumber dan bukti", "source and evidence"), false, 0},
    };
    memcpy(explanation->columns, columns, sizeof columns);
    explanation->rows = listing_new(explanation->columns, sizeof columns / sizeof *columns);
    return explanation->rows ? 0 : -ENOMEM;
}

// Where the message of the step is, or belongs.
static size_t place_of(const struct explanation *explanation, uint64_t step) {
    size_t low = 0, high = explanation->message_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (explanation->messages[middle].step < step)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void remember(struct explanation *explanation, const Capaian__V1__ExplainedRow *row) {
    size_t at = place_of(explanation, row->step);
    if (row->message_id.len != CAPAIAN_ID_SIZE || row->content_hash.len != CAPAIAN_HASH_SIZE ||
        (at < explanation->message_count && explanation->messages[at].step == row->step))
        return;
    if (explanation->message_count == explanation->message_room) {
        size_t room = explanation->message_room == 0 ? 64 : 2 * explanation->message_room;
        struct explanation_message *messages = realloc(explanation->messages, room * sizeof *messages);
        explanation->tail.failed |= !messages;
        if (!messages)
            return;
        explanation->messages = messages;
        explanation->message_room = room;
    }
    struct explanation_message *messages = explanation->messages;
    memmove(&messages[at + 1], &messages[at], (explanation->message_count++ - at) * sizeof *messages);
    messages[at] = (struct explanation_message){.step = row->step, .received_at = row->received_at};
    memcpy(messages[at].id, row->message_id.data, CAPAIAN_ID_SIZE);
    memcpy(messages[at].hash, row->content_hash.data, CAPAIAN_HASH_SIZE);
    snprintf(messages[at].unit, sizeof messages[at].unit, "%s", row->unit);
}

static void add_message(struct listing *rows, const struct explanation *explanation,
                        const Capaian__V1__ExplainedRow *row, struct capaian_string *text) {
    char hex[2 * CAPAIAN_ID_SIZE + 1] = "", step[24];
    if (row->message_id.len == CAPAIAN_ID_SIZE)
        (void)capaian_hex(row->message_id.data, row->message_id.len, hex);
    text->size = 0;
    capaian_string_add(text, "%.*s:%" PRIu32, explanation->full ? (int)sizeof hex : SHORT_ID, hex, row->row);
    listing_add(rows, text->text);
    snprintf(step, sizeof step, "%" PRIu64, row->step);
    listing_add(rows, step);
}

// Joined by semicolons; NULL when there is nothing to say.
static void add_joined(struct listing *rows, struct capaian_string *text, const char *const parts[], size_t count) {
    text->size = 0;
    for (size_t i = 0; i < count; i++)
        if (*parts[i])
            capaian_string_add(text, "%s%s", text->size ? "; " : "", parts[i]);
    listing_add(rows, text->size ? text->text : NULL);
}

void explanation_row(struct explanation *explanation, const Capaian__V1__ExplainedRow *row) {
    enum capaian_language language = explanation->language;
    struct listing *rows = explanation->rows;
    char instant[CAPAIAN_INSTANT_TEXT], hash[2 * CAPAIAN_HASH_SIZE + 16] = "";
    struct capaian_string text = {0};
    remember(explanation, row);
    listing_add(rows, row->counts     ? SAY("ya", "yes")
                      : row->replaced ? SAY("tidak (digantikan)", "no (replaced)")
                                      : SAY("tidak", "no"));
    listing_add(rows, row->period);
    string_add_figure(&text, row->figure, language);
    listing_add(rows, text.text);
    listing_add(rows, status_word(row->status, language));
    listing_add(rows, local_time(explanation->zone, row->as_of, instant));
    text.size = 0;
    capaian_string_add(&text, "%s%s", local_time(explanation->zone, row->received_at, instant),
                       row->late ? SAY(" (terlambat)", " (late)") : "");
    listing_add(rows, text.text);
    listing_add(rows, row->unit);
    listing_add(rows, row->ref);
    add_message(rows, explanation, row, &text);
    add_joined(rows, &text, (const char *const[]){row->note, row->reason}, 2);
    const Capaian__V1__Evidence *evidence = row->evidence;
    if (evidence && evidence->sha256.len == 32) {
        size_t name = (size_t)snprintf(hash, sizeof hash, "sha256 ");
        (void)capaian_hex(evidence->sha256.data, evidence->sha256.len, hash + name);
    }
    add_joined(rows, &text, (const char *const[]){row->source, evidence ? evidence->address : "", hash}, 3);
    explanation->tail.failed |= text.failed;
    capaian_string_free(&text);
}

void explanation_add_checks(const struct explanation *explanation, struct capaian_string *out) {
    if (explanation->message_count == 0)
        return;
    capaian_string_add(
        out, "\n%s\n%s\n\n", SAY("Cara memeriksa:", "How to check:"),
        SAY("  Setiap baris di atas ada dalam salah satu pesan ini. Tanda terima pengirimnya memuat id dan hash isi "
            "yang\n"
            "  sama, dan hash itu dapat dihitung lagi dari isi yang dikirim: capaian-collector receipt ID",
            "  Every row above is in one of these messages. The receipt that its sender holds has the same id and the "
            "same\n"
            "  hash of the content, which can be computed again from what was sent: capaian-collector receipt ID"));
    const struct listing_column columns[] = {
        {NULL, SAY("langkah", "step"), true, 0},
        {NULL, SAY("dari", "from"), false, 0},
        {NULL, SAY("diterima", "received"), false, 0},
        {NULL, SAY("id pesan", "message id"), false, 0},
        {NULL, SAY("hash isi", "hash of the content"), false, 0},
    };
    struct listing *listing = listing_new(columns, sizeof columns / sizeof *columns);
    out->failed |= !listing;
    for (size_t i = 0; listing && i < explanation->message_count; i++) {
        const struct explanation_message *message = &explanation->messages[i];
        char step[24], instant[CAPAIAN_INSTANT_TEXT], id[2 * CAPAIAN_ID_SIZE + 1], hash[2 * CAPAIAN_HASH_SIZE + 1];
        snprintf(step, sizeof step, "%" PRIu64, message->step);
        listing_add(listing, step);
        listing_add(listing, message->unit);
        listing_add(listing, local_time(explanation->zone, message->received_at, instant));
        listing_add(listing, capaian_hex(message->id, CAPAIAN_ID_SIZE, id));
        listing_add(listing, capaian_hex(message->hash, CAPAIAN_HASH_SIZE, hash));
    }
    if (listing)
        out->failed |= listing_text(listing, out) < 0;
    (void)listing_free(listing);
}
