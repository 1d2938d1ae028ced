#include "dashboard/stream.h"

#include "value/text.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stream {
    struct streams *streams;
    struct MHD_Connection *connection;
    struct place place;    // told up to here
    bool waiting;          // suspended until it is woken
    bool begun;
    char text[2 * PLACE_TEXT + 64];    // to be sent, from `sent` on
    size_t size, sent;
};

struct streams {
    pthread_mutex_t lock;
    struct feed *feed;
    struct stream *list[STREAMS_MAX];
    bool ended;
};

struct streams *streams_new(void) {
    struct streams *streams = calloc(1, sizeof *streams);
    if (streams)
        pthread_mutex_init(&streams->lock, NULL);
    return streams;
}

struct streams *streams_free(struct streams *streams) {
    if (streams)
        pthread_mutex_destroy(&streams->lock);
    free(streams);
    return NULL;
}

void streams_follow(struct streams *streams, struct feed *feed) {
    pthread_mutex_lock(&streams->lock);
    streams->feed = feed;
    pthread_mutex_unlock(&streams->lock);
}

static void wake_all(struct streams *streams) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = streams->list[i];
        if (stream && stream->waiting) {
            stream->waiting = false;
            MHD_resume_connection(stream->connection);
        }
    }
}

void streams_wake(void *context) {
    struct streams *streams = context;
    pthread_mutex_lock(&streams->lock);
    wake_all(streams);
    pthread_mutex_unlock(&streams->lock);
}

void streams_end(struct streams *streams) {
    pthread_mutex_lock(&streams->lock);
    streams->ended = true;
    wake_all(streams);
    pthread_mutex_unlock(&streams->lock);
}

// What there is to say: news, that the place is gone, or a sign of life to one that was woken for nothing.
static void fill(struct stream *stream, bool woken) {
    char id[PLACE_TEXT];
    struct place now;
    enum feed_since since = feed_since(stream->streams->feed, &stream->place, &now);
    int size = 0;
    stream->sent = 0;
    if (since != FEED_NOTHING) {
        stream->place = now;
        size = snprintf(stream->text, sizeof stream->text, "event: %s\nid: %s\ndata: %s\n\n",
                        since == FEED_MORE ? "news" : "reset", place_text(&now, id), id);
    } else if (woken || !stream->begun) {
        size = snprintf(stream->text, sizeof stream->text, ": %s\n\n", stream->begun ? "here" : "begun");
    }
    stream->begun = true;
    stream->size = (size_t)size;
}

static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t room) {
    struct stream *stream = context;
    struct streams *streams = stream->streams;
    (void)position;
    pthread_mutex_lock(&streams->lock);
    ssize_t size = 0;
    if (stream->sent == stream->size)
        fill(stream, stream->begun && stream->size == 0);
    if (streams->ended) {
        size = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (stream->sent < stream->size) {
        size = (ssize_t)(stream->size - stream->sent < room ? stream->size - stream->sent : room);
        memcpy(buffer, stream->text + stream->sent, (size_t)size);
        stream->sent += (size_t)size;
    } else {
        stream->waiting = true;
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&streams->lock);
    return size;
}

static void free_stream(void *context) {
    struct stream *stream = context;
    struct streams *streams = stream->streams;
    pthread_mutex_lock(&streams->lock);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (streams->list[i] == stream)
            streams->list[i] = NULL;
    }
    pthread_mutex_unlock(&streams->lock);
    free(stream);
}

static bool keep(struct streams *streams, struct stream *stream) {
    bool kept = false;
    pthread_mutex_lock(&streams->lock);
    for (size_t i = 0; i < STREAMS_MAX && !kept && !streams->ended; i++) {
        if (!streams->list[i]) {
            streams->list[i] = stream;
            kept = true;
        }
    }
    pthread_mutex_unlock(&streams->lock);
    return kept;
}

struct MHD_Response *streams_open(struct streams *streams, struct MHD_Connection *connection, const char *after) {
    enum { BLOCK = 1024 };
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return NULL;
    *stream = (struct stream){.streams = streams, .connection = connection};
    if (!after || place_parse(after, &stream->place) < 0)
        feed_place(streams->feed, &stream->place);
    if (!keep(streams, stream)) {
        free(stream);
        return NULL;
    }
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, stream, free_stream);
    if (!response)
        free_stream(stream);
    return response;
}
