#include "runtime/metrics.h"

#include <criterion/criterion.h>

static struct capaian_string out;

static void tear_down(void) {
    capaian_string_free(&out);
}

TestSuite(metrics, .fini = tear_down);

Test(metrics, a_family_has_its_kind_its_unit_and_its_help) {
    capaian_metric(&out, "a_frames", CAPAIAN_COUNTER, NULL, "Frames.", 18446744073709551615.0 / 4096);
    capaian_metric(&out, "a_used_bytes", CAPAIAN_GAUGE, "bytes", "Used.", 1234567890123.0);
    cr_assert_str_eq(out.text, "# TYPE a_frames counter\n# HELP a_frames Frames.\na_frames_total 4.5035996273705e+15\n"
                               "# TYPE a_used_bytes gauge\n# UNIT a_used_bytes bytes\n# HELP a_used_bytes Used.\n"
                               "a_used_bytes 1234567890123\n");
}

Test(metrics, labels_are_escaped) {
    capaian_metric_sample(&out, "a", CAPAIAN_GAUGE, 0.5, "one", "a \"b\"\\\n", "two", "", NULL);
    cr_assert_str_eq(out.text, "a{one=\"a \\\"b\\\"\\\\\\n\",two=\"\"} 0.5\n");
}

Test(metrics, durations_are_counted_up_to_each_bound) {
    struct capaian_durations durations = {0};
    const int64_t times[] = {0, 500, 501, 2500, 6000000};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        capaian_durations_add(&durations, times[i]);
    capaian_metric_durations(&out, "a_seconds", "Time.", &durations);
    cr_assert_not_null(strstr(out.text, "\na_seconds_bucket{le=\"0.0005\"} 2\na_seconds_bucket{le=\"0.001\"} 3\n"
                                        "a_seconds_bucket{le=\"0.0025\"} 4\na_seconds_bucket{le=\"0.005\"} 4\n"));
    cr_assert_not_null(strstr(out.text, "\na_seconds_bucket{le=\"5\"} 4\na_seconds_bucket{le=\"+Inf\"} 5\n"
                                        "a_seconds_count 5\na_seconds_sum 6.003501\n"));
}

Test(metrics, the_older_format_has_the_same_figures) {
    struct capaian_string older = {0};
    capaian_metric(&out, "a_frames", CAPAIAN_COUNTER, NULL, "Frames.", 3);
    capaian_metric(&out, "a_used_bytes", CAPAIAN_GAUGE, "bytes", "Used.", 5);
    capaian_metric_family(&out, "a_build", CAPAIAN_INFO_METRIC, NULL, "What runs.");
    capaian_metric_sample(&out, "a_build", CAPAIAN_INFO_METRIC, 1, "version", "# TYPE 1", NULL);
    capaian_string_add(&out, "# EOF\n");
    capaian_metrics_older(out.text, &older);
    cr_assert_str_eq(older.text, "# TYPE a_frames_total counter\n# HELP a_frames_total Frames.\na_frames_total 3\n"
                                 "# TYPE a_used_bytes gauge\n# HELP a_used_bytes Used.\na_used_bytes 5\n"
                                 "# TYPE a_build_info gauge\n# HELP a_build_info What runs.\n"
                                 "a_build_info{version=\"# TYPE 1\"} 1\n");
    capaian_string_free(&older);
}
