// A command's connection to the evaluator: asks, acts, turns pages. Whatever goes wrong is said here, once, and comes
// back as the exit code to end with.
#pragma once

#include "client/client.h"
#include "commands/arguments.h"

struct connection {
    const struct capaian_arguments *arguments;
    struct capaian_client *client;
    int64_t patience_ms;    // for how long what is answered *busy* is asked again
};

// COMMAND_WELL, or the exit code after a sentence. SIGINT and SIGTERM end a wait from here on.
int connection_open(const struct capaian_arguments *arguments, struct connection *ret);
// What is asked of the past takes the evaluator a while to put together.
void connection_be_patient(struct connection *connection);
void connection_close(struct connection *connection);

// One question or act, one answer, which lives until the next call with this connection. A refusal is printed as
// `code: sentence` and is COMMAND_NO.
int connection_ask(struct connection *connection, Capaian__V1__QueryRequest *query,
                   const Capaian__V1__QueryReply **ret);
// As connection_ask, but a refusal with this code is no failure: *ret is NULL.
int connection_ask_unless(struct connection *connection, Capaian__V1__QueryRequest *query, enum capaian_code code,
                          const Capaian__V1__QueryReply **ret);
// An act without an id is a new one.
int connection_act(struct connection *connection, Capaian__V1__ActRequest *act, const Capaian__V1__ActReply **ret);

// All pages of an answer. `page` returns PAGES_GO_ON, or the exit code to end with.
enum { PAGES_GO_ON = -1 };
typedef int connection_page(const Capaian__V1__QueryReply *reply, void *context);
int connection_pages(struct connection *connection, Capaian__V1__QueryRequest *query, connection_page *page,
                     void *context);

// For errors of functions of the client that a command calls itself.
int connection_fail(const struct connection *connection, int error);
int connection_refused(const struct connection *connection, const Capaian__V1__Refusal *refusal);
