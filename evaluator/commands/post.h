// Something told by HTTP until it has been heard.
#pragma once

#include "value/text.h"

struct post;

// `headers`: the path of a file with a header a line, as `Authorization: Bearer ...`; NULL: none. COMMAND_WELL, or the
// exit code after a sentence.
int post_open(const char *url, const char *content_type, const char *headers, struct post **ret);
struct post *post_close(struct post *post);    // takes NULL, returns NULL

// Posts it, again and again while nobody answers, or that it is to come later (408, 429, 5xx). COMMAND_WELL: it was
// taken (2xx); COMMAND_GO_ON: a signal came before; COMMAND_COULD_NOT after a sentence: it will never be taken.
int post_send(struct post *post, const struct capaian_string *body);
