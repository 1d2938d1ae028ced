#include "dashboard/http.h"

#include "dashboard/assets.h"
#include "dashboard/request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct http {
    struct site *site;
    struct streams *streams;
    struct MHD_Daemon *daemon;
};

// The library takes what it only reads as if it wrote to it.
static struct MHD_Response *fixed(const void *bytes, size_t size) {
    union {
        const void *read;
        void *write;
    } either = {bytes};
    return MHD_create_response_from_buffer(size, either.write, MHD_RESPMEM_PERSISTENT);
}

// A request while its body comes in.
struct incoming {
    char *body;
    size_t size;
    bool large;
};

static const char *const HEADERS[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
     "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "geolocation=(), camera=(), microphone=()"},
};

static enum MHD_Result answer_with(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response,
                                   const char *type, const char *cache) {
    if (!response)
        return MHD_NO;
    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++)
        MHD_add_response_header(response, HEADERS[i][0], HEADERS[i][1]);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", cache);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_text(struct MHD_Connection *connection, unsigned status, const char *text) {
    return answer_with(connection, status, fixed(text, strlen(text)), "text/plain; charset=utf-8", "no-store");
}

static const char *header(struct MHD_Connection *connection, const char *name) {
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

static enum MHD_Result send_asset(struct MHD_Connection *connection, const char *name) {
    const struct asset *asset = assets;
    while (asset < assets + asset_count && strcmp(asset->name, name) != 0)
        asset++;
    if (asset == assets + asset_count)
        return send_text(connection, MHD_HTTP_NOT_FOUND, "not found\n");
    // A browser asks each time, so that a new release shows, and has it already where it is the same.
    bool has = strstr(header(connection, MHD_HTTP_HEADER_IF_NONE_MATCH), asset->tag) != NULL;
    struct MHD_Response *response = fixed(asset->bytes, has ? 0 : asset->size);
    if (response)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, asset->tag);
    return answer_with(connection, has ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, response, asset->type, "no-cache");
}

static const char *cookie(struct MHD_Connection *connection, const char *name) {
    const char *value = MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, name);
    return value ? value : "";
}

static enum MHD_Result take_parameter(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
    struct request *request = context;
    (void)kind;
    if (request->query_count < PARAMETERS_MAX && name && value && capaian_text_valid(value, strlen(value), false))
        request->query[request->query_count++] = (struct parameter){name, value};
    return MHD_YES;
}

static const char *address_of(struct MHD_Connection *connection, char buffer[INET6_ADDRSTRLEN]) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    buffer[0] = '\0';
    if (info && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, buffer,
                  INET6_ADDRSTRLEN);
    else if (info && info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, buffer,
                  INET6_ADDRSTRLEN);
    return buffer;
}

static void add_cookie(const struct http *http, struct MHD_Response *response, const char *name, const char *value,
                       bool secret, int seconds) {
    char text[256];
    snprintf(text, sizeof text, "%s=%s; Path=/; SameSite=Strict; Max-Age=%d%s%s", name, value, seconds,
             secret ? "; HttpOnly" : "", http->site->https ? "; Secure" : "");
    MHD_add_response_header(response, MHD_HTTP_HEADER_SET_COOKIE, text);
}

static enum MHD_Result send_answer(const struct http *http, struct MHD_Connection *connection, struct answer *answer) {
    enum { YEAR_S = 365 * 24 * 60 * 60 };
    char text[160];
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->body.size, answer->body.text, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    if (*answer->location)
        MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, answer->location);
    if (answer->sets_session)
        add_cookie(http, response, "session", answer->session, true, *answer->session ? SESSION_LONGEST_MS / 1000 : 0);
    if (answer->language)
        add_cookie(http, response, "lang", answer->language, false, YEAR_S);
    if (*answer->file) {
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", answer->file);
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, text);
    }
    return answer_with(connection, answer->status, response, answer->type, "no-store");
}

static enum MHD_Result serve_page(struct http *http, struct MHD_Connection *connection, const char *method,
                                  const char *path, struct incoming *incoming) {
    char address[INET6_ADDRSTRLEN], nothing[1] = "";
    struct answer answer = {0};
    struct request request = {
        .method = method,
        .path = path,
        .body = incoming->body ? incoming->body : nothing,
        .language = cookie(connection, "lang"),
        .session = cookie(connection, "session"),
        .accept_language = header(connection, MHD_HTTP_HEADER_ACCEPT_LANGUAGE),
        .origin = header(connection, MHD_HTTP_HEADER_ORIGIN),
        .host = header(connection, MHD_HTTP_HEADER_HOST),
        .address = address_of(connection, address),
    };
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_parameter, &request);
    enum MHD_Result result = request_serve(http->site, &request, &answer) < 0
                                 ? send_text(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "out of memory\n")
                                 : send_answer(http, connection, &answer);
    capaian_string_free(&answer.body);
    return result;
}

static enum MHD_Result serve_stream(struct http *http, struct MHD_Connection *connection) {
    struct person person;
    struct session session;
    if (request_viewer(http->site, cookie(connection, "session"), &person, &session).role == ROLE_NOBODY)
        return send_text(connection, MHD_HTTP_FORBIDDEN, "log in\n");
    const char *after = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Last-Event-ID");
    if (!after)
        after = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "after");
    struct MHD_Response *response = streams_open(http->streams, connection, after);
    if (!response)
        return send_text(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "too many are listening\n");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");    // a proxy passes on what there is at once
    return answer_with(connection, MHD_HTTP_OK, response, "text/event-stream", "no-store");
}

static bool take_body(struct incoming *incoming, const char *bytes, size_t size) {
    if (incoming->size + size > BODY_MAX) {
        incoming->large = true;
        return true;
    }
    char *body = realloc(incoming->body, incoming->size + size + 1);
    if (!body)
        return false;
    memcpy(body + incoming->size, bytes, size);
    incoming->size += size;
    body[incoming->size] = '\0';
    incoming->body = body;
    return true;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *bytes, size_t *size, void **state) {
    struct http *http = context;
    bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    (void)version;
    if (!*state) {
        *state = calloc(1, sizeof(struct incoming));
        return *state ? MHD_YES : MHD_NO;
    }
    struct incoming *incoming = *state;
    if (*size > 0) {
        bool taken = take_body(incoming, bytes, *size);
        *size = 0;
        return taken ? MHD_YES : MHD_NO;
    }
    if (incoming->large)
        return send_text(connection, MHD_HTTP_CONTENT_TOO_LARGE, "larger than a form may be\n");
    if (!post && strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET and POST alone\n");
    if (!capaian_text_valid(path, strlen(path), false))
        return send_text(connection, MHD_HTTP_BAD_REQUEST, "the path is no text\n");
    if (strncmp(path, "/assets/", 8) == 0)
        return send_asset(connection, path + 8);
    if (strcmp(path, "/events") == 0)
        return serve_stream(http, connection);
    return serve_page(http, connection, method, path, incoming);
}

static void forget(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code) {
    struct incoming *incoming = *state;
    (void)context;
    (void)connection;
    (void)code;
    if (incoming)
        free(incoming->body);
    free(incoming);
    *state = NULL;
}

int http_start(struct site *site, struct streams *streams, const struct sockaddr_storage *at, struct http **ret) {
    struct http *http = calloc(1, sizeof *http);
    if (!http)
        return -ENOMEM;
    *http = (struct http){.site = site, .streams = streams};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                     (at->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0U);
    errno = 0;
    http->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, handle, http, MHD_OPTION_SOCK_ADDR, at, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WORKERS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)CONNECTION_IDLE_S, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_END);
    if (!http->daemon) {
        int error = errno ? -errno : -EADDRINUSE;
        free(http);
        return error;
    }
    *ret = http;
    return 0;
}

uint16_t http_port(const struct http *http) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

struct http *http_stop(struct http *http) {
    if (!http)
        return NULL;
    MHD_stop_daemon(http->daemon);
    free(http);
    return NULL;
}
