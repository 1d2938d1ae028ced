// What a peer's greeting makes libzmq ask the authenticator.
#include "net/zap.h"

#include "../fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { FRAMES_MAX = 10, ANSWER = 6 };

static const char keys[] = "0101010101010101010101010101010101010101010101010101010101010101 submit dispar loket\n";

static void *context, *socket;
static struct capaian_zap *zap;

static void stop(void) {
    zmq_close(socket);
    capaian_zap_stop(zap);
    zmq_ctx_term(context);
}

static void start(void) {
    const char *path = fuzz_path("authorised_keys");
    int linger = 0, wait = 5000;
    fuzz_write(path, keys, sizeof keys - 1);
    context = zmq_ctx_new();
    fuzz_must(capaian_zap_start(context, path, &zap) == 0);
    socket = zmq_socket(context, ZMQ_REQ);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &wait, sizeof wait);
    fuzz_must(zmq_connect(socket, "inproc://zeromq.zap.01") == 0);
    atexit(stop);
}

struct frame {
    const void *bytes;
    size_t size;
};

// True: admitted. The answer is always whole, and to this request.
static bool ask(const struct frame *frames, size_t count) {
    char status[8] = "";
    for (size_t i = 0; i < count; i++)
        fuzz_must(zmq_send(socket, frames[i].bytes, frames[i].size, i + 1 < count ? ZMQ_SNDMORE : 0) >= 0);
    zmq_msg_t frame;
    bool more = true;
    size_t got = 0;
    for (; more; got++) {
        zmq_msg_init(&frame);
        int r;
        do
            r = zmq_msg_recv(&frame, socket, 0);
        while (r < 0 && errno == EINTR);    // libFuzzer's alarm
        fuzz_must(r >= 0);
        if (got == 1 && count > 1)
            fuzz_must(zmq_msg_size(&frame) == frames[1].size &&
                      memcmp(zmq_msg_data(&frame), frames[1].bytes, frames[1].size) == 0);
        if (got == 2) {
            fuzz_must(zmq_msg_size(&frame) == 3);
            memcpy(status, zmq_msg_data(&frame), 3);
        }
        more = zmq_msg_more(&frame);
        zmq_msg_close(&frame);
    }
    fuzz_must(got == ANSWER && (strcmp(status, "200") == 0 || strcmp(status, "400") == 0));
    return strcmp(status, "200") == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint8_t key[CAPAIAN_KEY_SIZE] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                                  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const struct frame good[] = {{"1.0", 3}, {"7", 1},     {"roles:1", 7}, {"127.0.0.1", 9},
                                 {"", 0},    {"CURVE", 5}, {key, 32}};
    struct fuzz_input input = {data, size};
    struct frame frames[FRAMES_MAX];
    size_t count = 1 + fuzz_byte(&input) % FRAMES_MAX;
    bool same = count == 7;
    if (context == NULL)
        start();
    for (size_t i = 0; i < count; i++) {
        const uint8_t *piece = NULL;
        uint8_t choice = fuzz_byte(&input);
        frames[i] = good[i % 7];
        if (choice >= 0x80) {
            frames[i].size = fuzz_bytes(&input, &piece);
            frames[i].bytes = piece;
        }
        // Address, identity and the request's name decide nothing.
        if (i == 0 || i == 2 || i >= 5)
            same = same && frames[i].size == good[i % 7].size &&
                   (frames[i].size == 0 || memcmp(frames[i].bytes, good[i % 7].bytes, frames[i].size) == 0);
    }
    bool admitted = ask(frames, count);
    // Another domain that names the role too admits as well.
    fuzz_must(!same || admitted);
    fuzz_must(!admitted || (count == 7 && frames[6].size == sizeof key && memcmp(frames[6].bytes, key, 32) == 0));
    fuzz_must(ask(good, 7));
    return 0;
}
