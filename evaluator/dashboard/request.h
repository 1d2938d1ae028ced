// One HTTP request, whoever serves it: what was asked, and what to answer. Knows no socket.
#pragma once

#include "dashboard/view.h"
#include "value/text.h"

enum { BODY_MAX = 16 * 1024, PARAMETERS_MAX = 24 };

struct request {
    const char *method, *path;
    struct parameter query[PARAMETERS_MAX];
    size_t query_count;
    char *body;                        // of a POST, as forms send it; decoded in place
    const char *language, *session;    // cookies; "": none
    const char *accept_language, *origin, *host, *address;
};

struct answer {
    unsigned status;
    const char *type;
    struct capaian_string body;
    char location[512];    // "": none
    char session[SESSION_SECRET];
    bool sets_session;       // an empty one ends it
    const char *language;    // to be remembered; NULL: as it was
    char file[96];           // the name to save it under; "": none
};

// Everything but assets and the stream of events. 0 or -ENOMEM.
int request_serve(struct site *site, struct request *request, struct answer *ret);

void answer_go(struct answer *answer, const char *location);

// Who is asking, by the session: ROLE_PUBLIC or ROLE_NOBODY without one. `person` and `session` are filled in for
// somebody.
struct viewer request_viewer(struct site *site, const char *secret, struct person *person, struct session *session);

// Decodes a%20b+c in place; false where it holds a NUL or is no UTF-8.
bool form_decode(char *text);
