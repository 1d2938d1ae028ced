#include "commands/progress.h"

#include "commands/arguments.h"
#include "runtime/daemon.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR = 30, EVERY_MS = 100 };

static void draw(struct progress *progress) {
    char bar[BAR + 1] = {0};
    for (uint64_t i = 0; i < BAR; i++)
        bar[i] = i * progress->rows < progress->answered * BAR ? '#' : '.';
    fprintf(stderr,
            capaian_in_language(progress->language, "\r[%s] %" PRIu64 " dari %" PRIu64 " baris terjawab",
                                "\r[%s] %" PRIu64 " of %" PRIu64 " rows answered"),
            bar, progress->answered, progress->rows);
    fflush(stderr);
    progress->drawn_at = capaian_monotonic_ms();
}

void progress_start(struct progress *progress, enum capaian_language language, uint64_t rows) {
    *progress = (struct progress){.language = language, .rows = rows};
    progress->shown = rows > 0 && isatty(STDERR_FILENO);
    if (progress->shown)
        draw(progress);
}

void progress_add(struct progress *progress, uint64_t rows) {
    if (!progress->shown)
        return;
    progress->answered += rows;
    if (progress->answered == progress->rows || capaian_monotonic_ms() - progress->drawn_at >= EVERY_MS)
        draw(progress);
}

void progress_end(struct progress *progress) {
    if (progress->shown)
        fprintf(stderr, "\r\033[K");
}
