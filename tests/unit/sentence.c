#include "alert/sentence.h"

#include "harness/regency.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define KIND(name) CAPAIAN__V1__ALERT_KIND__ALERT_KIND_##name

static const struct indicator visits = {.code = "par01",
                                        .name = "Kunjungan",
                                        .unit = "dispar",
                                        .reporter = "dinkes",
                                        .satuan = "orang",
                                        .better = BETTER_HIGHER};
static const struct holder plt = {.name = "Budi", .capacity = CAPACITY_PLT};

static struct transition short_of_target(Capaian__V1__AlertKind kind, const char *period, const char *reason) {
    return (struct transition){.kind = kind,
                               .period = period_of(period),
                               .reason = reason,
                               .assessment = {.outcome = OUTCOME(NOT_MET),
                                              .cut = period_of("2026-02"),
                                              .has_target = true,
                                              .has_realization = true,
                                              .has_percent = true,
                                              .aim = {.target = 1000 * CAPAIAN_NANO},
                                              .realization = 820 * CAPAIAN_NANO,
                                              .percent = 82 * CAPAIAN_NANO}};
}

static void told(const struct indicator *indicator, const struct transition *transition, const struct holder *holder,
                 const char *indonesian, const char *english) {
    struct capaian_arena *arena = capaian_arena_new(1 << 16);
    int32_t last = capaian_period_last(transition->period);
    const struct sentence_facts facts = {.indicator = indicator,
                                         .transition = transition,
                                         .accountable = holder,
                                         .due_day = last + 10,
                                         .lock_day = last + 31};
    cr_assert_str_eq(alert_sentence(&facts, CAPAIAN_INDONESIAN, arena), indonesian);
    cr_assert_str_eq(alert_sentence(&facts, CAPAIAN_ENGLISH, arena), english);
    capaian_arena_free(arena);
}

Test(sentence, a_numeric_miss_says_the_numbers_and_which_side_is_better) {
    struct transition transition = short_of_target(KIND(MISSED), "2026-Q1", "numeric");
    told(&visits, &transition, &plt,
         "Target Kunjungan 2026-Q1 tidak tercapai: realisasi 820 orang dari target 1.000 orang (82,00 %); lebih tinggi "
         "lebih baik. Penanggung jawab: Budi (Plt).",
         "Kunjungan 2026-Q1 is missed: 820 orang against 1,000 orang (82.00 %); higher is better. Accountable: Budi "
         "(acting, Plt).");
    struct indicator falling = visits;
    falling.better = BETTER_LOWER;
    falling.decimals = 2;
    transition.assessment.has_percent = false;
    told(&falling, &transition, NULL,
         "Target Kunjungan 2026-Q1 tidak tercapai: realisasi 820,00 orang dari target 1.000,00 orang; lebih rendah "
         "lebih baik. Penanggung jawab: jabatan kosong.",
         "Kunjungan 2026-Q1 is missed: 820.00 orang against 1,000.00 orang; lower is better. Accountable: the post is "
         "vacant.");
}

Test(sentence, a_silent_miss_says_that_nothing_is_not_zero) {
    const struct transition transition = {
        .kind = KIND(MISSED), .period = period_of("2026-01"), .reason = "not_reported"};
    told(&visits, &transition, &plt,
         "Target Kunjungan 2026-01 tidak tercapai karena tidak dilaporkan sampai terkunci pada 2026-03-03; angkanya "
         "tidak ada, bukan nol. Penanggung jawab: Budi (Plt).",
         "Kunjungan 2026-01 is missed because it was not reported until it locked on 2026-03-03; there is no figure, "
         "which is not zero. Accountable: Budi (acting, Plt).");
}

// Both languages have something of their own to say, and name what they speak of.
static void says(const struct transition *transition, const char *in_indonesian, const char *in_english) {
    struct capaian_arena *arena = capaian_arena_new(1 << 16);
    const struct sentence_facts facts = {
        .indicator = &visits, .transition = transition, .accountable = &plt, .due_day = 20000, .lock_day = 20030};
    char *indonesian = alert_sentence(&facts, CAPAIAN_INDONESIAN, arena),
         *english = alert_sentence(&facts, CAPAIAN_ENGLISH, arena);
    cr_assert_not_null(strstr(indonesian, in_indonesian), "%s", indonesian);
    cr_assert_not_null(strstr(english, in_english), "%s", english);
    cr_assert(strstr(indonesian, "Kunjungan") != NULL && strstr(english, "Kunjungan") != NULL);
    cr_assert(strstr(indonesian, "2026") != NULL && strstr(english, "2026") != NULL);
    cr_assert_eq(indonesian[strlen(indonesian) - 1], '.');
    capaian_arena_free(arena);
}

Test(sentence, every_reason_has_its_own_words) {
    static const struct {
        Capaian__V1__AlertKind kind;
        const char *period, *reason, *indonesian, *english;
    } list[] = {
        {KIND(MISSED), "2026-Q1", "caught_up", "tetap tercatat tidak tercapai", "stays on record as missed"},
        {KIND(MISSED), "2026-Q1", "corrected", "tidak lagi meleset", "no longer missed"},
        {KIND(MISSED), "2026-Q1", "revised", "katalog yang direvisi", "revised catalogue"},
        {KIND(BEHIND), "2026", "below_trajectory", "Sampai 2026-02, Kunjungan tertinggal", "Through 2026-02"},
        {KIND(BEHIND), "2026", "recovered", "kembali ke jalur", "back on its course"},
        {KIND(BEHIND), "2026", "year_judged", "Tahun 2026 selesai", "2026 is over"},
        {KIND(OVERDUE), "2026-03", "not_reported", "dari dinkes belum lengkap; jatuh tempo 2024-10-04",
         "from dinkes is not in; it was due 2024-10-04"},
        {KIND(OVERDUE), "2026-03", "late_report", "terlambat", "after its due date"},
        {KIND(OVERDUE), "2026-03", "into_missed", "dinilai tidak tercapai", "judged missed"},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct transition transition = short_of_target(list[i].kind, list[i].period, list[i].reason);
        says(&transition, list[i].indonesian, list[i].english);
    }
}

Test(sentence, a_percentage_next_to_100_is_not_rounded_into_it) {
    struct transition transition = short_of_target(KIND(MISSED), "2026", "numeric");
    transition.assessment.percent = nano_of_text("99.999999");
    says(&transition, "(99,999999 %)", "(99.999999 %)");
}

Test(sentence, a_full_arena_gives_none) {
    struct capaian_arena *arena = capaian_arena_new(64);
    struct transition transition = short_of_target(KIND(MISSED), "2026", "numeric");
    const struct sentence_facts facts = {.indicator = &visits, .transition = &transition, .accountable = &plt};
    cr_assert_null(alert_sentence(&facts, CAPAIAN_ENGLISH, arena));
    capaian_arena_free(arena);
}
