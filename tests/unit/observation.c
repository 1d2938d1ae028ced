#include "net/observation.h"

#include "runtime/daemon.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct capaian_observation *observation;
static char endpoint[CAPAIAN_OBSERVATION_ENDPOINT];

static void set_up(void) {
    cr_assert_eq(capaian_observation_start("0", &observation, endpoint), 0);
}

static void tear_down(void) {
    observation = capaian_observation_stop(observation);
}

TestSuite(observation, .init = set_up, .fini = tear_down);

// The whole answer to a request for this.
static const char *ask_with(const char *method, const char *path, const char *body) {
    static char answer[8192];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    cr_assert_eq(strncmp(endpoint, "127.0.0.1:", 10), 0, "%s", endpoint);
    address.sin_port = htons((uint16_t)atoi(endpoint + 10));
    int file = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(connect(file, (const struct sockaddr *)&address, sizeof address), 0);
    char request[256];
    int length = snprintf(request, sizeof request,
                          "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", method,
                          path, strlen(body), body);
    cr_assert_eq(send(file, request, (size_t)length, 0), length);
    size_t size = 0;
    for (ssize_t got; (got = recv(file, answer + size, sizeof answer - 1 - size, 0)) > 0;)
        size += (size_t)got;
    answer[size] = '\0';
    close(file);
    return answer;
}

static const char *ask(const char *method, const char *path) {
    return ask_with(method, path, "");
}

static void assert_answer(const char *path, int status, const char *text) {
    const char *answer = ask("GET", path);
    cr_assert_eq(atoi(answer + strlen("HTTP/1.1 ")), status, "%s: %s", path, answer);
    cr_assert_not_null(strstr(answer, text), "%s: %s", path, answer);
}

static void publish(bool disk, bool link, int64_t now) {
    struct capaian_string metrics = {0};
    const struct capaian_check checks[] = {{"disk", disk, true, disk ? NULL : "full"},
                                           {"link", link, false, "1 waits"}};
    capaian_string_add(&metrics, "a 1\n");
    capaian_observation_publish(observation, &metrics, checks, 2, now);
    cr_assert_null(metrics.text);
}

Test(observation, a_daemon_that_starts_lives_and_is_not_ready) {
    assert_answer("/livez", 200, "\r\n\r\nok\n");
    assert_answer("/readyz", 503, "[-]loop failed: the daemon is starting\nreadyz check failed\n");
    assert_answer("/metrics", 200, "process_start_time_seconds");
}

Test(observation, what_it_needs_decides_and_the_rest_is_told) {
    publish(true, false, capaian_monotonic_ms());
    assert_answer("/readyz", 200, "\r\n\r\nok\n");
    assert_answer("/readyz?verbose", 200,
                  "\r\n\r\n[+]loop ok\n[+]disk ok\n[-]link not well, but ready all the same: 1 waits\n"
                  "readyz check passed\n");
    publish(false, true, capaian_monotonic_ms());
    assert_answer("/readyz", 503,
                  "\r\n\r\n[+]loop ok\n[-]disk failed: full\n[+]link ok: 1 waits\nreadyz check failed\n");
}

Test(observation, a_loop_that_stands_still_lives_no_more) {
    publish(true, true, capaian_monotonic_ms() - 61000);
    assert_answer("/livez", 503, "stood still");
    assert_answer("/readyz", 503, "[-]loop failed\n");
}

Test(observation, metrics_end_as_openmetrics_do) {
    publish(true, true, capaian_monotonic_ms());
    const char *answer = ask("GET", "/metrics");
    cr_assert_not_null(strstr(answer, "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"));
    cr_assert_not_null(strstr(answer, "\r\n\r\na 1\n# TYPE process_start_time_seconds gauge\n"));
    cr_assert_str_eq(answer + strlen(answer) - 7, "\n# EOF\n");
}

Test(observation, nothing_else_is_served) {
    assert_answer("/", 404, "/readyz?verbose");
    assert_answer("/metrics/", 404, "/metrics");
    cr_assert_eq(atoi(ask_with("POST", "/metrics", "a=1") + 9), 405);
    cr_assert_eq(atoi(ask("HEAD", "/livez") + 9), 200);
}

Test(observation, an_address_is_checked_and_taken_once) {
    cr_assert_eq(capaian_observation_check("9570"), 0);
    cr_assert_eq(capaian_observation_check("localhost:9570"), -EINVAL);
    struct capaian_observation *second = NULL;
    char unused[CAPAIAN_OBSERVATION_ENDPOINT];
    cr_assert_eq(capaian_observation_start(endpoint, &second, unused), -EADDRINUSE);
    cr_assert_null(second);
}
