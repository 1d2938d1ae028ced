#include "runtime/daemon.h"

#include "support/folder.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <zmq.h>

Test(daemon, the_ready_file_appears_whole) {
    struct folder folder = folder_make();
    const struct capaian_endpoint endpoints[] = {{"intake", "tcp://127.0.0.1:5570"}, {"link", "tcp://[::1]:5571"}};
    const char *path = folder_write(&folder, "ready", "what was there before, and longer than what comes after it now");
    char text[256];
    cr_assert_eq(capaian_ready_file(path, endpoints, 2), 0);
    cr_assert_str_eq(folder_read(path, text, sizeof text), "intake=tcp://127.0.0.1:5570\nlink=tcp://[::1]:5571\n");
    cr_assert_eq(capaian_ready_file(path, endpoints, 0), 0);
    cr_assert_str_eq(folder_read(path, text, sizeof text), "");
    cr_assert_eq(capaian_ready_file(NULL, endpoints, 2), 0);
    cr_assert_eq(capaian_ready_file(folder_file(&folder, "absent/ready"), endpoints, 2), -ENOENT);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(rmdir(folder.path), 0, "nothing else is left");
}

// A socket as systemd has it, in the folder; named to whoever is to tell.
static int listen_as_systemd(const struct folder *folder) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    cr_assert_lt(snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", folder->path),
                 (int)sizeof address.sun_path);
    int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(file, (const struct sockaddr *)&address, sizeof address), 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    return file;
}

// What has been told next; "" when there is nothing.
static const char *told(int file) {
    static char text[64];
    ssize_t size = recv(file, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    return text;
}

Test(daemon, systemd_is_told_where_it_listens) {
    struct folder folder = folder_make();
    unsetenv("NOTIFY_SOCKET");
    capaian_notify("READY=1");
    cr_assert_not(capaian_notify_wanted());
    int file = listen_as_systemd(&folder);
    cr_assert(capaian_notify_wanted());
    capaian_notify("READY=1");
    cr_assert_str_eq(told(file), "READY=1");
    capaian_notify_status("3 of 4");
    capaian_notify_status("3 of 4");
    capaian_notify_status("4 of 4");
    cr_assert_str_eq(told(file), "STATUS=3 of 4");
    cr_assert_str_eq(told(file), "STATUS=4 of 4");
    cr_assert_str_eq(told(file), "");
    close(file);
    capaian_notify("STOPPING=1");
    folder_remove(&folder);
}

Test(daemon, the_watchdog_hears_of_turns_twice_in_its_time) {
    struct folder folder = folder_make();
    int file = listen_as_systemd(&folder);
    char process[24];
    snprintf(process, sizeof process, "%d", getpid());
    setenv("WATCHDOG_USEC", "3000000", 1);
    setenv("WATCHDOG_PID", process, 1);
    for (int64_t now = 100000; now < 103000; now += 100)
        capaian_notify_turn(now);
    cr_assert_str_eq(told(file), "WATCHDOG=1");
    cr_assert_str_eq(told(file), "WATCHDOG=1");
    cr_assert_str_eq(told(file), "");
    close(file);
    folder_remove(&folder);
}

Test(daemon, a_watchdog_of_another_process_is_none) {
    struct folder folder = folder_make();
    int file = listen_as_systemd(&folder);
    setenv("WATCHDOG_USEC", "1000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    capaian_notify_turn(100000);
    cr_assert_str_eq(told(file), "");
    close(file);
    folder_remove(&folder);
}

Test(daemon, a_signal_ends_a_poll_and_sets_the_flag) {
    capaian_stop_on_signals();
    cr_assert_not(capaian_stop_asked());
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGTERM};
    struct itimerspec soon = {.it_value = {.tv_nsec = 200 * INT64_C(1000000)}};
    timer_t timer;
    cr_assert_eq(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    cr_assert_eq(timer_settime(timer, 0, &soon, NULL), 0);
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_PAIR);
    zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
    cr_assert_eq(zmq_poll(&item, 1, 20000), -1);
    cr_assert_eq(zmq_errno(), EINTR);
    cr_assert(capaian_stop_asked());
    timer_delete(timer);
    zmq_close(socket);
    zmq_ctx_term(context);
    cr_assert_eq(raise(SIGPIPE), 0, "a closed pipe ends nobody");
}

Test(daemon, a_second_signal_ends_the_process) {
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        capaian_stop_on_signals();
        raise(SIGINT);
        if (!capaian_stop_asked())
            _exit(1);
        raise(SIGTERM);
        _exit(2);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status));
    cr_assert_eq(WTERMSIG(status), SIGTERM);
}

Test(daemon, files_are_raised_to_the_hard_limit_less_some_to_spare) {
    struct rlimit limit = {.rlim_cur = 64, .rlim_max = 200};
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    cr_assert_eq(capaian_raise_files(), 150);
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    cr_assert_eq(limit.rlim_cur, 150);
    while (dup(STDERR_FILENO) >= 0)
        ;
    cr_assert(capaian_spare_files());
    cr_assert_geq(dup(STDERR_FILENO), 150);
    capaian_spare_files_end();
    cr_assert_lt(dup(STDERR_FILENO), 0);
    cr_assert(capaian_spare_files());
    while (dup(STDERR_FILENO) >= 0)
        ;
    cr_assert_not(capaian_spare_files());
}

Test(daemon, clocks_agree_with_the_system) {
    cr_assert_leq(capaian_wall_ms() / 1000 - (int64_t)time(NULL), 1);
    int64_t before = capaian_monotonic_us();
    cr_assert_leq(before / 1000, capaian_monotonic_ms());
    cr_assert_leq(before, capaian_monotonic_us());
}
