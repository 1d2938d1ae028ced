#include "commands/post.h"

#include "client/command.h"
#include "runtime/daemon.h"
#include "runtime/file.h"
#include "runtime/log.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEADERS_MAX = 16 * 1024,
    ANSWER_SECONDS = 30,
    AGAIN_MS = 500,
    AGAIN_MOST_MS = 60 * 1000,
    TICK_MS = 100,
    LAST_ANSWER_MS = 3000
};

struct post {
    CURL *curl;
    struct curl_slist *headers;
    const char *url;
    int64_t stopping_at;    // monotonic; 0: nobody has asked to stop while an answer was waited for
    char host[256];         // what of the URL is shown: the rest of it may hold a secret
};

// What the other end says beside its status is not looked at.
static size_t drop(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

// An answer that is under way is waited for a little: not heard, the same would have to be told again.
static int stop_when_asked(void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up) {
    struct post *post = context;
    (void)down_all;
    (void)down;
    (void)up_all;
    (void)up;
    if (!capaian_stop_asked())
        return 0;
    int64_t now = capaian_monotonic_ms();
    if (post->stopping_at == 0)
        post->stopping_at = now;
    return now - post->stopping_at >= LAST_ANSWER_MS;
}

static bool add_header(struct post *post, const char *line) {
    struct curl_slist *longer = curl_slist_append(post->headers, line);
    if (longer != NULL)
        post->headers = longer;
    return longer != NULL;
}

static int add_headers(struct post *post, const char *path) {
    char *text = NULL;
    size_t size = 0;
    int r = capaian_file_read(path, HEADERS_MAX, &text, &size, NULL);
    if (r < 0)
        return capaian_command_fail(COMMAND_COULD_NOT, "%s: %s", path, strerror(-r));
    bool whole = true;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL && whole; line = strtok_r(NULL, "\r\n", &rest))
        whole = add_header(post, line);
    free(text);
    return whole ? COMMAND_WELL : capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
}

static bool prepare(struct post *post, const char *content_type) {
    char line[128];
    (void)snprintf(line, sizeof line, "Content-Type: %s", content_type);
    return post->curl != NULL && add_header(post, line) && add_header(post, "Expect:") &&
           curl_easy_setopt(post->curl, CURLOPT_URL, post->url) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_USERAGENT, "capaian/" CAPAIAN_RELEASE) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_TIMEOUT, (long)ANSWER_SECONDS) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_XFERINFOFUNCTION, stop_when_asked) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_XFERINFODATA, post) == CURLE_OK &&
           curl_easy_setopt(post->curl, CURLOPT_WRITEFUNCTION, drop) == CURLE_OK;
}

// What libcurl would find out only at the first post, and never say.
static int read_host(struct post *post) {
    CURLU *parts = curl_url();
    char *scheme = NULL, *host = NULL, *port = NULL;
    CURLUcode wrong = parts == NULL ? CURLUE_OUT_OF_MEMORY : curl_url_set(parts, CURLUPART_URL, post->url, 0);
    if (wrong == CURLUE_OK)
        wrong = curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0);
    if (wrong == CURLUE_OK && strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
        wrong = CURLUE_UNSUPPORTED_SCHEME;
    if (wrong == CURLUE_OK)
        wrong = curl_url_get(parts, CURLUPART_HOST, &host, 0);
    if (wrong == CURLUE_OK)
        wrong = curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    if (wrong == CURLUE_OK)
        (void)snprintf(post->host, sizeof post->host, "%s:%s", host, port);
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
    return wrong == CURLUE_OK
               ? COMMAND_WELL
               : capaian_command_fail(COMMAND_USAGE, "forward: --to is http://HOST/... or https://HOST/...: %s",
                                      curl_url_strerror(wrong));
}

int post_open(const char *url, const char *content_type, const char *headers, struct post **ret) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return capaian_command_fail(COMMAND_COULD_NOT, "libcurl does not start");
    struct post *post = calloc(1, sizeof *post);
    if (post == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    post->url = url;
    int code = read_host(post);
    if (code != COMMAND_WELL) {
        (void)post_close(post);
        return code;
    }
    post->curl = curl_easy_init();
    code =
        prepare(post, content_type) ? COMMAND_WELL : capaian_command_fail(COMMAND_COULD_NOT, "libcurl cannot be used");
    if (code == COMMAND_WELL && headers != NULL)
        code = add_headers(post, headers);
    if (code == COMMAND_WELL)
        *ret = post;
    else
        (void)post_close(post);
    return code;
}

struct post *post_close(struct post *post) {
    if (post == NULL)
        return NULL;
    curl_slist_free_all(post->headers);
    curl_easy_cleanup(post->curl);
    free(post);
    curl_global_cleanup();
    return NULL;
}

static void rest(int64_t ms) {
    for (int64_t end = capaian_monotonic_ms() + ms; !capaian_stop_asked() && capaian_monotonic_ms() < end;)
        (void)poll(NULL, 0, TICK_MS);
}

// One attempt: the status, or 0 with what libcurl says.
static long attempt(struct post *post, const struct capaian_string *body, const char **ret_why) {
    long status = 0;
    (void)curl_easy_setopt(post->curl, CURLOPT_HTTPHEADER, post->headers);
    (void)curl_easy_setopt(post->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->size);
    (void)curl_easy_setopt(post->curl, CURLOPT_POSTFIELDS, body->text);
    CURLcode code = curl_easy_perform(post->curl);
    *ret_why = curl_easy_strerror(code);
    if (code == CURLE_OK)
        (void)curl_easy_getinfo(post->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

int post_send(struct post *post, const struct capaian_string *body) {
    enum { REQUEST_TIMEOUT = 408, TOO_MANY = 429, SERVER_ERROR = 500 };
    bool said = false;
    for (int64_t wait = AGAIN_MS; !capaian_stop_asked(); wait = wait * 2 < AGAIN_MOST_MS ? wait * 2 : AGAIN_MOST_MS) {
        const char *why = NULL;
        char text[16];
        long status = attempt(post, body, &why);
        if (status >= 200 && status < 300)
            return COMMAND_WELL;
        if (status != 0 && status != REQUEST_TIMEOUT && status != TOO_MANY && status < SERVER_ERROR)
            return capaian_command_fail(
                COMMAND_COULD_NOT, "%s answers %ld: mend that, and begin again; nothing is lost", post->host, status);
        (void)snprintf(text, sizeof text, "%ld", status);
        if (!said && !capaian_stop_asked())
            capaian_log(CAPAIAN_WARN, "not heard; trying again until it is", "to", post->host, "why",
                        status == 0 ? why : text, NULL);
        said = true;
        rest(wait);
    }
    return COMMAND_GO_ON;
}
