// What a daemon's ROUTERs have handed to libzmq and the peers have not taken yet, in bytes: libzmq's own marks count
// messages. Counted for each key, over all its connections, and together; what would be too much is not sent. One
// thread sends; libzmq's threads give back.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

enum {
    // Of answers up to this size some more are sent, so that whoever reads too slowly can be told so.
    CAPAIAN_UNREAD_SMALL = 1024,
    CAPAIAN_UNREAD_SPARE = 256 * 1024,
};

// A frame of `size` bytes, counted to the owner (the beginning of a key) until libzmq has encrypted or dropped it. Who
// has nothing unread may have a frame of any size. 0; -EAGAIN: too much is unread, later; -ENOMEM.
int capaian_unread_frame(uint64_t owner, size_t size, zmq_msg_t *ret_frame);

int64_t capaian_unread_bytes(void);    // of all
