#include "results.h"

#include <assert.h>
#include <protobuf-c/protobuf-c.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

const struct figure *results_find(const struct results *results, const char *table, const char *row,
                                  const char *column) {
    for (size_t i = 0; i < results->count; i++) {
        const struct figure *figure = &results->figures[i];
        if (strcmp(figure->table, table) == 0 && strcmp(figure->row, row) == 0 && strcmp(figure->column, column) == 0)
            return figure;
    }
    return NULL;
}

struct figure *results_figure(struct results *results, const char *table, const char *row, const char *column) {
    const struct figure *found = results_find(results, table, row, column);
    if (found)
        return &results->figures[found - results->figures];
    assert(results->count < FIGURES_MAX);
    struct figure *figure = &results->figures[results->count++];
    *figure = (struct figure){.table = table, .row = row, .column = column};
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

// The sample at that share of the sorted ones; between two of them their mean.
static double quantile(const struct figure *figure, double share) {
    double sorted[ROUNDS_MAX];
    if (figure->count == 0)
        return 0;
    memcpy(sorted, figure->samples, sizeof sorted);
    qsort(sorted, figure->count, sizeof *sorted, compare);
    double at = share * (figure->count - 1);
    return (sorted[(size_t)at] + sorted[(size_t)(at + 0.5)]) / 2;
}

double figure_median(const struct figure *figure) {
    return quantile(figure, 0.5);
}

double figure_least(const struct figure *figure) {
    return quantile(figure, 0);
}

double figure_most(const struct figure *figure) {
    return quantile(figure, 1);
}

void results_ratio(struct results *results, const char *table, const char *row, const struct figure *of,
                   const struct figure *to) {
    if (of->count == 0 || of->count != to->count)
        return;
    struct figure *ratio = results_figure(results, table, row, of->column);
    for (unsigned i = 0; i < of->count; i++)
        figure_add(ratio, to->samples[i] > 0 ? of->samples[i] / to->samples[i] : 0);
}

void results_version(struct results *results, const char *name, const char *text) {
    assert(results->version_count < VERSIONS_MAX);
    struct version *version = &results->versions[results->version_count++];
    version->name = name;
    snprintf(version->text, sizeof version->text, "%.*s", (int)sizeof version->text - 1, text);
}

static void describe_processor(struct results *results) {
    static const char model[] = "model name";
    char line[256], text[300] = "unknown";
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, model, strlen(model)) == 0 && strchr(line, ':')) {
            line[strcspn(line, "\n")] = '\0';
            snprintf(text, sizeof text, "%ld x%s", sysconf(_SC_NPROCESSORS_ONLN), strchr(line, ':') + 1);
            break;
        }
    if (file)
        fclose(file);
    results_version(results, "processors", text);
}

void results_describe_machine(struct results *results) {
    struct utsname system;
    int major, minor, patch;
    char text[64];
    time_t now = time(NULL);
    struct tm date;
    uname(&system);
    strftime(text, sizeof text, "%Y-%m-%d", gmtime_r(&now, &date));
    results_version(results, "date", text);
    describe_processor(results);
    results_version(results, "kernel", system.release);
    zmq_version(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
    results_version(results, "libzmq", text);
    results_version(results, "SQLite", sqlite3_libversion());
    results_version(results, "protobuf-c", protobuf_c_version());
    results_version(results, "libsodium", sodium_version_string());
}
