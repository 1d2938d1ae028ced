// Questions to the evaluator for a page: connections that are lent to one request at a time, and answers that live as
// long as the page.
#pragma once

#include "client/arguments.h"
#include "dashboard/feed.h"
#include "dashboard/page.h"

struct askers;
struct askers *askers_new(const struct capaian_arguments *arguments, unsigned most);
struct askers *askers_free(struct askers *askers);    // all are given back; takes NULL, returns NULL

// NULL: none can be opened, or `most` are lent, which those who serve requests are no more than.
struct capaian_client *askers_take(struct askers *askers);
void askers_give(struct askers *askers, struct capaian_client *client);

// Why there was no answer: the page's refusal and its status say so, in sentences.
struct asking {
    struct capaian_client *client;
    struct page *page;
    int64_t deadline_ms;
};

// NULL: there is none, and the page says why. The answer lives as long as the page.
const Capaian__V1__QueryReply *ask(const struct asking *asking, Capaian__V1__QueryRequest *query);

// All pages of an answer, one after the other. False as above.
bool ask_all(const struct asking *asking, Capaian__V1__QueryRequest *query,
             void (*take)(const Capaian__V1__QueryReply *reply, void *context), void *context);

// A deed of this person. False: it was not done, and the page says why.
bool ask_deed(const struct asking *asking, const char *actor, const char *reason, Capaian__V1__Deed *deed);

// Where the stream of alerts stands, without a page. 0 or -errno.
int ask_place(struct capaian_client *client, int64_t deadline_ms, struct place *ret);
