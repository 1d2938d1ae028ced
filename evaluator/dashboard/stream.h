// Server-sent events: a browser that is told, by number, that an alert has moved, and that learns what it slept
// through. What moved it asks for as whoever it is: nothing of an alert is in the stream.
#pragma once

#include "dashboard/feed.h"

#include <microhttpd.h>

enum { STREAMS_MAX = 256 };

struct streams;
struct streams *streams_new(void);
struct streams *streams_free(struct streams *streams);

// Before the feed is started, and before it is stopped for good.
void streams_follow(struct streams *streams, struct feed *feed);
void streams_end(struct streams *streams);    // all of them, now
void streams_wake(void *streams);             // for feed_new

// From this place on (NULL or unreadable: from now). NULL: as many as may are open, or no memory.
struct MHD_Response *streams_open(struct streams *streams, struct MHD_Connection *connection, const char *after);
