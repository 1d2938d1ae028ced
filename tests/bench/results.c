#include "results.h"

#include "value/text.h"

#include <assert.h>
#include <errno.h>
#include <protobuf-c/protobuf-c.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zmq.h>

struct figure *results_figure(struct results *results, const char *name, const char *what, const char *unit) {
    for (size_t i = 0; i < results->count; i++)
        if (strcmp(results->figures[i].name, name) == 0)
            return &results->figures[i];
    assert(results->count < FIGURES_MAX);
    struct figure *figure = &results->figures[results->count++];
    *figure = (struct figure){.name = name, .what = what, .unit = unit};
    return figure;
}

void figure_add(struct figure *figure, double sample) {
    assert(figure->count < ROUNDS_MAX);
    figure->samples[figure->count++] = sample;
}

static int compare(const void *left, const void *right) {
    const double *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

double figure_median(const struct figure *figure) {
    double sorted[ROUNDS_MAX];
    if (figure->count == 0)
        return 0;
    memcpy(sorted, figure->samples, sizeof sorted);
    qsort(sorted, figure->count, sizeof *sorted, compare);
    return (sorted[(figure->count - 1) / 2] + sorted[figure->count / 2]) / 2;
}

double results_memory(long pid, double *ret_peak) {
    static const char resident[] = "VmRSS:", peak[] = "VmHWM:";
    char path[64], line[256];
    double now = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    *ret_peak = 0;
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, resident, strlen(resident)) == 0)
            now = strtod(line + strlen(resident), NULL) / 1024;
        else if (strncmp(line, peak, strlen(peak)) == 0)
            *ret_peak = strtod(line + strlen(peak), NULL) / 1024;
    }
    if (file)
        fclose(file);
    return now;
}

// 12,345 or 3.21.
static const char *number(double value, char buffer[32]) {
    if (value < 100) {
        snprintf(buffer, 32, "%.*f", value < 10 ? 2 : 1, value);
        return buffer;
    }
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%.0f", value), at = 0;
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            buffer[at++] = ',';
        buffer[at++] = digits[i];
    }
    buffer[at] = '\0';
    return buffer;
}

struct part {
    const char *name;
    char version[64];
};

static void parts_read(struct part parts[5]) {
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    parts[0] = (struct part){.name = "capaian", .version = CAPAIAN_RELEASE};
    parts[1].name = "libzmq";
    snprintf(parts[1].version, sizeof parts[1].version, "%d.%d.%d", major, minor, patch);
    parts[2].name = "sqlite";
    snprintf(parts[2].version, sizeof parts[2].version, "%s", sqlite3_libversion());
    parts[3].name = "protobuf-c";
    snprintf(parts[3].version, sizeof parts[3].version, "%s", protobuf_c_version());
    parts[4].name = "libsodium";
    snprintf(parts[4].version, sizeof parts[4].version, "%s", sodium_version_string());
}

static void print_figure(const struct figure *figure) {
    char median[32], least[32], most[32], share[32] = "", cores[64] = "";
    double low = figure->samples[0], high = low;
    for (unsigned i = 1; i < figure->count; i++) {
        low = figure->samples[i] < low ? figure->samples[i] : low;
        high = figure->samples[i] > high ? figure->samples[i] : high;
    }
    if (figure->limit > 0)
        snprintf(share, sizeof share, "%.2f", figure_median(figure) / figure->limit);
    if (figure->cores[0] > 0)
        snprintf(cores, sizeof cores, "%.2f %.2f %.2f", figure->cores[0] / figure->count,
                 figure->cores[1] / figure->count, figure->cores[2] / figure->count);
    bool several = figure->count > 1;
    printf("%-50s %11s %11s %11s  %-6s %6s   %s\n", figure->what, number(figure_median(figure), median),
           several ? number(low, least) : "", several ? number(high, most) : "", figure->unit, share, cores);
}

void results_print(const struct results *results) {
    struct utsname system;
    struct part parts[5];
    uname(&system);
    parts_read(parts);
    printf("\n%s %s, %ld processors;", system.sysname, system.release, sysconf(_SC_NPROCESSORS_ONLN));
    for (size_t i = 0; i < 5; i++)
        printf(" %s %s%s", parts[i].name, parts[i].version, i < 4 ? "," : "\n");
    printf("medians of %u rounds of %.1f s; load, collector and evaluator on the same processors; load average before "
           "%.1f\n\n",
           results->rounds, results->seconds, results->busy);
    printf("%-50s %11s %11s %11s  %-6s %6s   %s\n", "", "median", "least", "most", "", "of", "cores used by");
    printf("%-50s %11s %11s %11s  %-6s %6s   %s\n", "", "", "", "", "", "limit", "load coll eval");
    for (size_t i = 0; i < results->count; i++)
        if (results->figures[i].count > 0)
            print_figure(&results->figures[i]);
    printf("\nlimit: SQLite alone for rows in batches or pipelined and for many who wait; one fdatasync for one who\n"
           "waits for the receipt, two for the verdict\n");
}

int results_write(const struct results *results, const char *file) {
    struct utsname system;
    struct part parts[5];
    uname(&system);
    parts_read(parts);
    struct capaian_string out = {0};
    capaian_string_add(&out, "{\"processors\":%ld,\"kernel\":", sysconf(_SC_NPROCESSORS_ONLN));
    capaian_string_add_json(&out, system.release);
    capaian_string_add(&out, ",\"versions\":{");
    for (size_t i = 0; i < 5; i++) {
        capaian_string_add(&out, "%s\"%s\":", i > 0 ? "," : "", parts[i].name);
        capaian_string_add_json(&out, parts[i].version);
    }
    capaian_string_add(&out, "},\"rounds\":%u,\"seconds\":%.3f,\"busy\":%.2f,\"figures\":[", results->rounds,
                       results->seconds, results->busy);
    for (size_t i = 0; i < results->count; i++) {
        const struct figure *figure = &results->figures[i];
        capaian_string_add(&out, "%s\n{\"name\":\"%s\",\"unit\":\"%s\",\"median\":%.3f,\"limit\":%.3f,\"samples\":[",
                           i > 0 ? "," : "", figure->name, figure->unit, figure_median(figure), figure->limit);
        for (unsigned k = 0; k < figure->count; k++)
            capaian_string_add(&out, "%s%.3f", k > 0 ? "," : "", figure->samples[k]);
        capaian_string_add(&out, "]}");
    }
    capaian_string_add(&out, "]}\n");
    FILE *to = out.failed ? NULL : fopen(file, "we");
    int r = out.failed ? -ENOMEM : to ? 0 : -errno;
    if (to && fwrite(out.text, 1, out.size, to) != out.size)
        r = -EIO;
    if (to && fclose(to) != 0)
        r = -errno;
    capaian_string_free(&out);
    return r;
}
