// A deed as a person writes it on a command line, read into the message. Pure: what can be known without the evaluator
// is checked here, so that a typing error is answered at once and with an example.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "catalogue/names.h"
#include "value/text.h"

// acknowledge, comment, ...: the words that are taken, Indonesian ones too.
extern const struct name deed_names[];

// Each "" where it was not given.
struct deed_words {
    const char *kind, *subject, *until, *from, *period, *cause, *action, *owner, *due, *reason, *actor;
};

// Fills both messages, which borrow the words; what was in them is lost. False: `ret_sentence` says what is wrong and
// how it is written.
bool deed_read(const struct deed_words *words, Capaian__V1__Deed *ret, Capaian__V1__FollowUp *ret_follow_up,
               struct capaian_string *ret_sentence);
