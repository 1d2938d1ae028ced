// The text of an explanation as it is put together; within commands/explanation*.c only.
#pragma once

#include "client/command.h"
#include "commands/explanation.h"
#include "commands/listing.h"
#include "commands/words.h"
#include "wire/limits.h"

// A message that rows came from: what its receipt can be compared with.
struct explanation_message {
    uint64_t step;
    uint8_t id[CAPAIAN_ID_SIZE], hash[CAPAIAN_HASH_SIZE];
    char unit[CAPAIAN_CODE_MAX + 1];
    int64_t received_at;
};

// Built in two parts, because rows come page by page between them.
struct explanation {
    enum capaian_language language;
    const struct capaian_calendar *zone;
    bool full;
    struct capaian_string head, tail;
    struct listing_column columns[12];
    struct listing *rows;
    struct explanation_message *messages;    // by step
    size_t message_count, message_room;
};

#define SAY(indonesian, english) capaian_in_language(explanation->language, indonesian, english)

void explanation_add_versions(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                              struct capaian_string *out);
void explanation_add_figures(const struct explanation *explanation, const Capaian__V1__Explanation *page,
                             struct capaian_string *out);
int explanation_new_rows(struct explanation *explanation);    // 0 or -ENOMEM
// How a reader checks for himself that the rows are those that were sent.
void explanation_add_checks(const struct explanation *explanation, struct capaian_string *out);
