#include "runtime/metrics.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Of a sync on good disks and on bad ones.
static const int64_t BOUNDS_US[CAPAIAN_DURATION_BOUNDS] = {500,   1000,   2500,   5000,    10000,
                                                           25000, 100000, 250000, 1000000, 5000000};

void capaian_metric_family(struct capaian_string *out, const char *name, enum capaian_metric kind, const char *unit,
                           const char *help) {
    static const char *const KINDS[] = {[CAPAIAN_COUNTER] = "counter",
                                        [CAPAIAN_GAUGE] = "gauge",
                                        [CAPAIAN_HISTOGRAM] = "histogram",
                                        [CAPAIAN_INFO_METRIC] = "info"};
    capaian_string_add(out, "# TYPE %s %s\n", name, KINDS[kind]);
    if (unit)
        capaian_string_add(out, "# UNIT %s %s\n", name, unit);
    capaian_string_add(out, "# HELP %s %s\n", name, help);
}

static void add_label_value(struct capaian_string *out, const char *value) {
    for (; *value; value++) {
        if (*value == '\n')
            capaian_string_add(out, "\\n");
        else
            capaian_string_add(out, *value == '"' || *value == '\\' ? "\\%c" : "%c", *value);
    }
}

static void add_labels(struct capaian_string *out, va_list labels) {
    const char *label;
    bool any = false;
    while ((label = va_arg(labels, const char *)) != NULL) {
        capaian_string_add(out, "%s%s=\"", any ? "," : "{", label);
        add_label_value(out, va_arg(labels, const char *));
        capaian_string_add(out, "\"");
        any = true;
    }
    if (any)
        capaian_string_add(out, "}");
}

void capaian_metric_sample(struct capaian_string *out, const char *name, enum capaian_metric kind, double value, ...) {
    static const char *const SUFFIXES[] = {
        [CAPAIAN_COUNTER] = "_total", [CAPAIAN_GAUGE] = "", [CAPAIAN_HISTOGRAM] = "", [CAPAIAN_INFO_METRIC] = "_info"};
    capaian_string_add(out, "%s%s", name, SUFFIXES[kind]);
    va_list labels;
    va_start(labels, value);
    add_labels(out, labels);
    va_end(labels);
    capaian_string_add(out, " %.15g\n", value);
}

void capaian_metric(struct capaian_string *out, const char *name, enum capaian_metric kind, const char *unit,
                    const char *help, double value) {
    capaian_metric_family(out, name, kind, unit, help);
    capaian_metric_sample(out, name, kind, value, NULL);
}

void capaian_metric_figures(struct capaian_string *out, const char *beginning, enum capaian_metric kind,
                            const struct capaian_figure *figures, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char name[96];
        snprintf(name, sizeof name, "%s%s", beginning, figures[i].name);
        capaian_metric(out, name, kind, figures[i].unit, figures[i].help, figures[i].value);
    }
}

void capaian_metric_build(struct capaian_string *out, const char *daemon) {
    capaian_metric_family(out, "capaian_build", CAPAIAN_INFO_METRIC, NULL, "What runs here.");
    capaian_metric_sample(out, "capaian_build", CAPAIAN_INFO_METRIC, 1, "version", CAPAIAN_RELEASE, "daemon", daemon,
                          "sqlite", sqlite3_libversion(), NULL);
}

void capaian_durations_add(struct capaian_durations *durations, int64_t us) {
    size_t i = 0;
    while (i < CAPAIAN_DURATION_BOUNDS && us > BOUNDS_US[i])
        i++;
    durations->counts[i]++;
    durations->sum_us += us;
}

void capaian_metric_durations(struct capaian_string *out, const char *name, const char *help,
                              const struct capaian_durations *durations) {
    uint64_t count = 0;
    capaian_metric_family(out, name, CAPAIAN_HISTOGRAM, "seconds", help);
    for (size_t i = 0; i < CAPAIAN_DURATION_BOUNDS; i++) {
        count += durations->counts[i];
        capaian_string_add(out, "%s_bucket{le=\"%g\"} %" PRIu64 "\n", name, (double)BOUNDS_US[i] / 1e6, count);
    }
    count += durations->counts[CAPAIAN_DURATION_BOUNDS];
    capaian_string_add(out, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n%s_count %" PRIu64 "\n%s_sum %.15g\n", name, count,
                       name, count, name, (double)durations->sum_us / 1e6);
}

// A line about a family: of counters and of info its name takes the suffix that its samples have; an info is a gauge.
static void add_older_line(const char *line, size_t size, const char **suffix, struct capaian_string *out) {
    const char *name = line + strlen("# TYPE "), *end = memchr(name, ' ', size - strlen("# TYPE "));
    if (!end)
        return;
    const char *rest = end;
    size_t rest_size = size - (size_t)(rest - line);
    if (strncmp(line, "# TYPE ", strlen("# TYPE ")) == 0) {
        bool info = rest_size == 5 && memcmp(rest, " info", 5) == 0;
        *suffix = info ? "_info" : rest_size == 8 && memcmp(rest, " counter", 8) == 0 ? "_total" : "";
        if (info) {
            rest = " gauge";
            rest_size = strlen(rest);
        }
    }
    capaian_string_add(out, "%.*s%s%.*s\n", (int)(end - line), line, *suffix, (int)rest_size, rest);
}

void capaian_metrics_older(const char *openmetrics, struct capaian_string *out) {
    const char *suffix = "";
    while (*openmetrics) {
        size_t size = strcspn(openmetrics, "\n");
        if (strncmp(openmetrics, "# TYPE ", 7) == 0 || strncmp(openmetrics, "# HELP ", 7) == 0)
            add_older_line(openmetrics, size, &suffix, out);
        else if (*openmetrics != '#')
            capaian_string_add(out, "%.*s\n", (int)size, openmetrics);
        openmetrics += size + (openmetrics[size] == '\n');
    }
}
