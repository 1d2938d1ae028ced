#include "network.h"

#include "net/socket.h"
#include "world.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum kind { ROUTER, DEALER, PUB, SUB };

struct frame {
    struct frame *next;
    struct capaian_peer peer;
    uint8_t key[CAPAIAN_KEY_SIZE];
    size_t size;
    uint8_t bytes[];
};

struct connection {
    struct connection *next;
    struct socket *client, *server;
    uint32_t number;    // the routing id
    bool up;
    bool gone;             // the server knows
    bool flows[2];         // it ended, and what was on its way still arrives
    int64_t arrived[2];    // of the last frame: to the server, to the client
    unsigned waiting[2];
};

struct socket {
    struct socket *next;
    enum kind kind;
    struct party *party;
    char endpoint[64];
    uint8_t key[CAPAIAN_KEY_SIZE];    // of a client
    bool closed;
    struct frame *first, *last;       // to be read
    struct connection *connection;    // of a client: the one that stands
};

struct parted {
    const struct party *a, *b;
    int64_t until;
    bool silent;
};

struct delivery {
    struct delivery *next, **self;    // of those on their way
    struct connection *connection;
    bool to_client;
    struct frame *frame;
};

enum { PARTED_MAX = 16, PIPE_MAX = 1000, SMALL_PIPE = 3 };

static struct {
    struct socket *sockets;
    struct connection *connections;
    struct delivery *deliveries;
    uint32_t numbers;
    struct network_weather weather;
    struct parted parted[PARTED_MAX];
    struct party *actor;
} network;

void network_act_as(struct party *party) {
    network.actor = party;
}

struct party *network_actor(void) {
    return network.actor;
}

void network_begin(void) {
    memset(&network, 0, sizeof network);
}

void network_set(struct network_weather weather) {
    network.weather = weather;
}

static void drop_frames(struct socket *socket) {
    while (socket->first != NULL) {
        struct frame *next = socket->first->next;
        free(socket->first);
        socket->first = next;
    }
    socket->last = NULL;
}

static void end_delivery(struct delivery *delivery) {
    *delivery->self = delivery->next;
    if (delivery->next != NULL)
        delivery->next->self = delivery->self;
    free(delivery);
}

void network_end(void) {
    while (network.deliveries != NULL) {
        free(network.deliveries->frame);
        end_delivery(network.deliveries);
    }
    while (network.sockets != NULL) {
        struct socket *next = network.sockets->next;
        drop_frames(network.sockets);
        free(network.sockets);
        network.sockets = next;
    }
    while (network.connections != NULL) {
        struct connection *next = network.connections->next;
        free(network.connections);
        network.connections = next;
    }
}

static struct parted *parted(const struct party *a, const struct party *b) {
    for (struct parted *p = network.parted; p < network.parted + PARTED_MAX; p++)
        if (p->until > world_now() && ((p->a == a && p->b == b) || (p->a == b && p->b == a)))
            return p;
    return NULL;
}

static void wake(struct party *party) {
    if (!party->dead)
        party->wake(party);
}

static void connect_again(void *context, uint64_t argument);

static void learn(void *context, uint64_t argument) {
    struct connection *connection = context;
    (void)argument;
    connection->gone = true;
}

static void break_connection(struct connection *connection) {
    if (!connection->up)
        return;
    connection->up = false;
    bool reachable = parted(connection->client->party, connection->server->party) == NULL;
    for (unsigned i = 0; i < 2; i++)
        connection->flows[i] = reachable && world_chance(500);
    world_at(world_now() + world_between(0, 200 * WORLD_MS), learn, connection, 0);
    struct socket *client = connection->client;
    if (client->connection == connection)
        client->connection = NULL;
    // The end of a connection is read after what came before it.
    int64_t ended = connection->flows[1] && connection->arrived[1] > world_now() ? connection->arrived[1] : world_now();
    if (!client->closed)
        world_at(ended + world_between(WORLD_MS, 300 * WORLD_MS), connect_again, client, 0);
}

static struct socket *find_server(const char *endpoint) {
    for (struct socket *socket = network.sockets; socket != NULL; socket = socket->next)
        if (!socket->closed && (socket->kind == ROUTER || socket->kind == PUB) &&
            strcmp(socket->endpoint, endpoint) == 0)
            return socket;
    return NULL;
}

static void connect_again(void *context, uint64_t argument) {
    struct socket *client = context;
    (void)argument;
    if (client->closed || client->party->dead || client->connection != NULL)
        return;
    struct socket *server = find_server(client->endpoint);
    if (server == NULL || parted(client->party, server->party) != NULL) {
        world_at(world_now() + world_between(50 * WORLD_MS, 400 * WORLD_MS), connect_again, client, 0);
        return;
    }
    struct connection *connection = calloc(1, sizeof *connection);
    assert(connection != NULL);
    *connection = (struct connection){
        .next = network.connections, .client = client, .server = server, .number = ++network.numbers, .up = true};
    network.connections = connection;
    client->connection = connection;
    wake(client->party);
}

static void deliver(void *context, uint64_t argument) {
    struct delivery *delivery = context;
    struct connection *connection = delivery->connection;
    struct socket *to = delivery->to_client ? connection->client : connection->server;
    (void)argument;
    const struct parted *cut = parted(connection->client->party, connection->server->party);
    if (connection->up && cut != NULL && cut->silent) {
        world_at(cut->until, deliver, delivery, 0);
        return;
    }
    connection->waiting[delivery->to_client]--;
    if ((!connection->up && (!connection->flows[delivery->to_client] || cut != NULL)) || to->closed) {
        free(delivery->frame);
    } else {
        if (to->last != NULL)
            to->last->next = delivery->frame;
        else
            to->first = delivery->frame;
        to->last = delivery->frame;
        wake(to->party);
    }
    end_delivery(delivery);
}

static void put(struct connection *connection, bool to_client, const uint8_t *bytes, size_t size) {
    const struct socket *client = connection->client;
    struct delivery *delivery = malloc(sizeof *delivery);
    struct frame *frame = malloc(sizeof *frame + size);
    assert(delivery != NULL && frame != NULL);
    *frame = (struct frame){.size = size, .peer = {.size = 5}};
    memcpy(frame->peer.id + 1, &connection->number, sizeof connection->number);
    memcpy(frame->key, client->key, sizeof frame->key);
    memcpy(frame->bytes, bytes, size);
    int64_t takes =
        world_chance(network.weather.slow) ? world_between(WORLD_MS, NETWORK_SLOWEST) : world_between(30, 2 * WORLD_MS);
    int64_t *arrived = &connection->arrived[to_client];
    *arrived = world_now() + takes > *arrived ? world_now() + takes : *arrived + 1;
    connection->waiting[to_client]++;
    *delivery = (struct delivery){network.deliveries, &network.deliveries, connection, to_client, frame};
    if (network.deliveries != NULL)
        network.deliveries->self = &delivery->next;
    network.deliveries = delivery;
    world_at(*arrived, deliver, delivery, 0);
}

// 0 or -errno. What a process sends after its end leaves it no more; it does not learn that.
static int send_frame(struct connection *connection, bool to_client, const Capaian__V1__Envelope *envelope) {
    struct party *sender = to_client ? connection->server->party : connection->client->party;
    if (sender->sends_left == 0 && !sender->dead) {
        sender->dead = true;
        if (sender->died != NULL)
            sender->died(sender);
    }
    if (sender->sends_left > 0)
        sender->sends_left--;
    if (sender->dead)
        return 0;
    if (connection->waiting[to_client] >= (world_chance(network.weather.full) ? SMALL_PIPE : PIPE_MAX))
        return -EAGAIN;
    if (world_chance(network.weather.lost))
        return 0;
    size_t size = capaian__v1__envelope__get_packed_size(envelope);
    uint8_t *bytes = malloc(size);
    assert(bytes != NULL);
    capaian__v1__envelope__pack(envelope, bytes);
    put(connection, to_client, bytes, size);
    if (world_chance(network.weather.doubled))
        put(connection, to_client, bytes, size);
    free(bytes);
    return 0;
}

bool network_connected(const void *socket) {
    return ((const struct socket *)socket)->connection != NULL;
}

void network_break(struct party *party) {
    for (struct connection *c = network.connections; c != NULL; c = c->next)
        if (c->client->party == party || c->server->party == party)
            break_connection(c);
}

void network_part(const struct party *a, const struct party *b, int64_t until, bool silent) {
    for (struct parted *p = network.parted; p < network.parted + PARTED_MAX; p++) {
        if (p->until > world_now())
            continue;
        *p = (struct parted){a, b, until, silent};
        break;
    }
    for (struct connection *c = network.connections; c != NULL && !silent; c = c->next)
        if ((c->client->party == a && c->server->party == b) || (c->client->party == b && c->server->party == a))
            break_connection(c);
}

void network_heal(void) {
    memset(network.parted, 0, sizeof network.parted);
    network.weather = (struct network_weather){0};
}

static struct socket *open_socket(enum kind kind, const char *endpoint, const uint8_t *key) {
    struct socket *socket = calloc(1, sizeof *socket);
    assert(socket != NULL && network.actor != NULL && strlen(endpoint) < sizeof socket->endpoint);
    socket->kind = kind;
    socket->party = network.actor;
    strcpy(socket->endpoint, endpoint);
    if (key != NULL)
        memcpy(socket->key, key, sizeof socket->key);
    socket->next = network.sockets;
    network.sockets = socket;
    return socket;
}

static int serve(enum kind kind, const char *endpoint, void **ret, char *ret_endpoint) {
    if (find_server(endpoint) != NULL)
        return -EADDRINUSE;
    *ret = open_socket(kind, endpoint, NULL);
    if (ret_endpoint != NULL)
        strcpy(ret_endpoint, endpoint);
    return 0;
}

int capaian_router_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                        int64_t frame_max, void **ret, char *ret_endpoint) {
    (void)context;
    (void)server;
    (void)roles;
    (void)frame_max;
    return serve(ROUTER, endpoint, ret, ret_endpoint);
}

int capaian_pub_bind(void *context, const char *endpoint, const struct capaian_keypair *server, unsigned roles,
                     void **ret, char *ret_endpoint) {
    (void)context;
    (void)server;
    (void)roles;
    return serve(PUB, endpoint, ret, ret_endpoint);
}

static int call(enum kind kind, const char *endpoint, const struct capaian_keypair *client, void **ret) {
    struct socket *socket = open_socket(kind, endpoint, client->public_key);
    world_at(world_now() + world_between(100, 5 * WORLD_MS), connect_again, socket, 0);
    *ret = socket;
    return 0;
}

int capaian_dealer_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                           const struct capaian_keypair *client, int64_t frame_max, void **ret) {
    (void)context;
    (void)server_key;
    (void)frame_max;
    return call(DEALER, endpoint, client, ret);
}

int capaian_sub_connect(void *context, const char *endpoint, const uint8_t server_key[CAPAIAN_KEY_SIZE],
                        const struct capaian_keypair *client, void **ret) {
    (void)context;
    (void)server_key;
    return call(SUB, endpoint, client, ret);
}

void *capaian_socket_close(void *opaque) {
    struct socket *socket = opaque;
    if (socket == NULL)
        return NULL;
    socket->closed = true;
    for (struct connection *c = network.connections; c != NULL; c = c->next)
        if (c->client == socket || c->server == socket)
            break_connection(c);
    drop_frames(socket);
    return NULL;
}

static struct frame *take_frame(struct socket *socket) {
    struct frame *frame = socket->first;
    if (frame == NULL || socket->party->dead)
        return NULL;
    socket->first = frame->next;
    if (socket->first == NULL)
        socket->last = NULL;
    return frame;
}

static void give_frame(struct frame *frame, zmq_msg_t *payload) {
    zmq_msg_close(payload);
    int r = zmq_msg_init_size(payload, frame->size);
    assert(r == 0);
    (void)r;
    memcpy(zmq_msg_data(payload), frame->bytes, frame->size);
    free(frame);
}

int capaian_router_receive(void *router, struct capaian_peer *ret_peer, uint8_t ret_key[CAPAIAN_KEY_SIZE],
                           zmq_msg_t *payload) {
    struct frame *frame = take_frame(router);
    if (frame == NULL)
        return 0;
    *ret_peer = frame->peer;
    memcpy(&ret_peer->owner, frame->key, sizeof ret_peer->owner);
    memcpy(ret_key, frame->key, sizeof frame->key);
    give_frame(frame, payload);
    return 1;
}

int capaian_router_send(void *router, const struct capaian_peer *peer, const Capaian__V1__Envelope *envelope) {
    for (struct connection *c = network.connections; c != NULL; c = c->next)
        if (c->server == router && memcmp(peer->id + 1, &c->number, sizeof c->number) == 0)
            return c->gone ? -EHOSTUNREACH : send_frame(c, true, envelope);
    return -EHOSTUNREACH;
}

int capaian_dealer_receive(void *dealer, zmq_msg_t *payload) {
    struct frame *frame = take_frame(dealer);
    if (frame == NULL)
        return 0;
    give_frame(frame, payload);
    return 1;
}

int capaian_dealer_send(void *dealer, const Capaian__V1__Envelope *envelope) {
    struct socket *socket = dealer;
    return socket->connection == NULL ? -EAGAIN : send_frame(socket->connection, false, envelope);
}

int capaian_pub_send(void *pub, const char *topic, const Capaian__V1__Envelope *envelope) {
    (void)topic;    // everybody here takes the whole stream
    for (struct connection *c = network.connections; c != NULL; c = c->next)
        if (c->server == pub && c->up)
            (void)send_frame(c, true, envelope);    // what a full pipe does not take is dropped
    return 0;
}

int capaian_sub_receive(void *sub, zmq_msg_t *payload) {
    return capaian_dealer_receive(sub, payload);
}

// What the daemons ask of libzmq itself. Messages are libzmq's own.

void *zmq_ctx_new(void) {
    return &network;
}

int zmq_ctx_term(void *context) {
    (void)context;
    return 0;
}

int zmq_setsockopt(void *socket, int option, const void *value, size_t size) {
    (void)socket;
    (void)option;
    (void)value;
    (void)size;
    return 0;
}

int zmq_close(void *socket) {
    capaian_socket_close(socket);
    return 0;
}
