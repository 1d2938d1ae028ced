// Figures for whoever observes a daemon, written as OpenMetrics text (https://prometheus.io/docs/specs/om/): a family,
// then its samples. Never anything about a person.
#pragma once

#include "value/text.h"

enum capaian_metric { CAPAIAN_COUNTER, CAPAIAN_GAUGE, CAPAIAN_HISTOGRAM, CAPAIAN_INFO_METRIC };

// `name` ends in the unit where there is one. A counter's samples have _total, an info's _info: both are added here.
void capaian_metric_family(struct capaian_string *out, const char *name, enum capaian_metric kind, const char *unit,
                           const char *help);
// capaian_metric_sample(out, name, kind, 3, "kind", "missed", NULL): pairs of label and value, NULL.
void capaian_metric_sample(struct capaian_string *out, const char *name, enum capaian_metric kind, double value, ...)
    __attribute__((sentinel));
// A family with one sample without labels.
void capaian_metric(struct capaian_string *out, const char *name, enum capaian_metric kind, const char *unit,
                    const char *help, double value);
// Families of one sample without labels, all of one kind; each name after `beginning`.
struct capaian_figure {
    const char *name, *unit, *help;
    double value;
};
void capaian_metric_figures(struct capaian_string *out, const char *beginning, enum capaian_metric kind,
                            const struct capaian_figure *figures, size_t count);
// capaian_build_info, the same for every daemon.
void capaian_metric_build(struct capaian_string *out, const char *daemon);

// How long something took, counted by the daemon's own thread. Starts as {0}.
enum { CAPAIAN_DURATION_BOUNDS = 10 };
struct capaian_durations {
    uint64_t counts[CAPAIAN_DURATION_BOUNDS + 1];    // up to each bound, and above the last
    int64_t sum_us;
};
void capaian_durations_add(struct capaian_durations *durations, int64_t us);
void capaian_metric_durations(struct capaian_string *out, const char *name, const char *help,
                              const struct capaian_durations *durations);

// The same figures in the older text format of Prometheus, for who does not read OpenMetrics.
void capaian_metrics_older(const char *openmetrics, struct capaian_string *out);
