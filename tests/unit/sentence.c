#include "alert/sentence.h"

#include "harness/regency.h"

#define OUTCOME(name) CAPAIAN__V1__ASSESSED__ASSESSED_##name
#define KIND(name) CAPAIAN__V1__ALERT_KIND__ALERT_KIND_##name

static const struct indicator visits = {.code = "par01",
                                        .name = "Kunjungan",
                                        .unit = "dispar",
                                        .reporter = "dinkes",
                                        .satuan = "orang",
                                        .better = BETTER_HIGHER,
                                        .has_min = true,
                                        .has_max = true,
                                        .min = 10 * CAPAIAN_NANO,
                                        .max = 90 * CAPAIAN_NANO};
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
        {KIND(OVERDUE), "2026-03", "missing_accepted", "dinyatakan tidak ada dan itu diterima", "declared missing"},
        {KIND(OVERDUE), "2026-03", "closed_unit", "dinkes sudah ditutup tanpa penerus", "dinkes has closed without"},
        {KIND(MISSED), "2026-Q1", "excused", "tidak lagi dinilai meleset", "no longer counts as missed"},
        {KIND(MISSED), "2026-Q1", "acknowledgement_expired",
         "bahwa Kunjungan 2026-Q1 tidak tercapai sudah habis, dan itu masih berlaku: realisasi 820 orang",
         "of Kunjungan 2026-Q1 being missed has run out, and it still stands: 820 orang"},
        {KIND(BEHIND), "2026", "escalated", "Kunjungan 2026 tertinggal dari jalurnya: realisasi 820 orang",
         "Nobody has acknowledged Kunjungan 2026 being behind its course: 820 orang"},
        {KIND(IMPLAUSIBLE), "2026-03", "replaced", "sudah diganti baris lain", "replaced by another row"},
        {KIND(IMPLAUSIBLE), "2026-03", "confirmed", "ditegaskan dengan bukti: 7,5 orang", "with evidence: 7.5 orang"},
        {KIND(IMPLAUSIBLE), "2026-03", "reviewed", "sudah diperiksa: 7,5 orang", "been reviewed: 7.5 orang"},
        {KIND(IMPLAUSIBLE), "2026-03", "plausible", "wajar setelah", "is plausible now"},
        {KIND(IMPLAUSIBLE), "2026-03", "beyond_plausible",
         "sampai 2026-03 tidak wajar: 8 orang terhadap 1.000 orang menurut jalurnya (82,00 %)",
         "through 2026-03 is implausible: 8 orang against 1,000 orang on its course (82.00 %)"},
        {KIND(IMPLAUSIBLE), "2026-03", "outside_limits", "7,5 orang, di luar batas 10 sampai 90",
         "7.5 orang, is outside the limits 10 to 90"},
        {KIND(IMPLAUSIBLE), "2026-03", "fell", "turun: 7,5, padahal sampai 2026-02 sudah 75",
         "has fallen: 7.5, although through 2026-02 it was 75"},
        {KIND(IMPLAUSIBLE), "2026-03", "jump", "melonjak: 7,5 orang, sedangkan 2026-02 75 orang",
         "jumps: 7.5 orang, where that of 2026-02 is 75 orang"},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct transition transition = short_of_target(list[i].kind, list[i].period, list[i].reason);
        transition.figure = nano_of_text("7.5");
        transition.beside = nano_of_text("75");
        transition.beside_period = period_of("2026-02");
        says(&transition, list[i].indonesian, list[i].english);
    }
}

Test(sentence, a_follow_up_names_its_cause_where_it_is_known) {
    struct transition transition = short_of_target(KIND(MISSED), "2026-Q1", "followed_up");
    Capaian__V1__FollowUp follow_up = CAPAIAN__V1__FOLLOW_UP__INIT;
    follow_up.action = (char *)"Loket keliling";
    follow_up.owner = (char *)"P0501";
    follow_up.due = (char *)"2026-06-30";
    transition.follow_up = &follow_up;
    says(&transition, "2026-Q1: tindakan Loket keliling; penanggung jawab",
         "2026-Q1: action Loket keliling; owner P0501;");
    follow_up.cause = (char *)"Loket tutup";
    says(&transition, "2026-Q1: penyebab Loket tutup; tindakan", "2026-Q1: cause Loket tutup; action");
}

Test(sentence, a_percentage_next_to_100_is_not_rounded_into_it) {
    struct transition transition = short_of_target(KIND(MISSED), "2026", "numeric");
    transition.assessment.percent = nano_of_text("99.999999");
    says(&transition, "(99,999999 %)", "(99.999999 %)");
}

// A range by both its bounds, a grade by its name, progress in points.
Test(sentence, a_target_is_told_as_people_agreed_on_it) {
    struct transition transition = short_of_target(KIND(MISSED), "2026", "numeric");
    struct indicator indicator = visits;
    indicator.better = BETTER_INSIDE;
    indicator.formula = FORMULA_RANGE;
    transition.assessment.aim = (struct aim){80 * CAPAIAN_NANO, 90 * CAPAIAN_NANO, true};
    told(&indicator, &transition, &plt,
         "Target Kunjungan 2026 tidak tercapai: realisasi 820 orang dari target 80 sampai 90 orang (82,00 %); yang "
         "disepakati ada di dalam rentang itu. Penanggung jawab: Budi (Plt).",
         "Kunjungan 2026 is missed: 820 orang against 80 to 90 orang (82.00 %); inside that range is what was agreed. "
         "Accountable: Budi (acting, Plt).");

    static const struct grade scale[] = {
        {.grade = "B", .rank = 4}, {.grade = "BB", .rank = 5}, {.grade = "A", .rank = 6}};
    indicator = visits;
    indicator.formula = FORMULA_GRADE;
    indicator.grades = scale;
    indicator.grade_count = 3;
    transition.assessment.aim = (struct aim){.target = 6 * CAPAIAN_NANO};
    transition.assessment.realization = 4 * CAPAIAN_NANO;
    told(&indicator, &transition, &plt,
         "Target Kunjungan 2026 tidak tercapai: realisasi B dari target A (82,00 %); lebih tinggi lebih baik. "
         "Penanggung jawab: Budi (Plt).",
         "Kunjungan 2026 is missed: B against A (82.00 %); higher is better. Accountable: Budi (acting, Plt).");

    indicator = visits;
    indicator.progress = true;
    indicator.satuan = "%";
    indicator.decimals = 1;
    transition = short_of_target(KIND(BEHIND), "2026", "below_trajectory");
    transition.assessment.aim = (struct aim){.target = nano_of_text("45")};
    transition.assessment.realization = nano_of_text("40.8");
    transition.assessment.percent = nano_of_text("90.666667");
    told(&indicator, &transition, &plt,
         "Sampai 2026-02, Kunjungan tertinggal dari jalur tahun 2026: realisasi 40,8 % dari target 45,0 % (90,67 %), "
         "4,2 poin di bawahnya. Penanggung jawab: Budi (Plt).",
         "Through 2026-02, Kunjungan is behind its course for 2026: 40.8 % against 45.0 % (90.67 %), 4.2 points below. "
         "Accountable: Budi (acting, Plt).");
}

static void told_with(struct sentence_facts facts, const char *indonesian, const char *english) {
    struct capaian_arena *arena = capaian_arena_new(1 << 16);
    facts.indicator = &visits;
    facts.accountable = &plt;
    cr_assert_str_eq(alert_sentence(&facts, CAPAIAN_INDONESIAN, arena), indonesian);
    cr_assert_str_eq(alert_sentence(&facts, CAPAIAN_ENGLISH, arena), english);
    capaian_arena_free(arena);
}

Test(sentence, a_restatement_says_what_had_been_announced) {
    struct band bands[] = {{.from = 90 * CAPAIAN_NANO, .name = "tinggi"}, {.inclusive = true, .name = "rendah"}};
    const struct policy policy = {.bands = bands, .band_count = 2};
    struct transition transition = short_of_target(KIND(RESTATED), "2026-Q1", "restated_missed");
    transition.before = (struct announced){.outcome = OUTCOME(MET), .band = 1};
    told_with((struct sentence_facts){.transition = &transition, .policy = &policy},
              "Putusan Kunjungan 2026-Q1 yang sudah diumumkan berubah dari tercapai (tinggi) menjadi tidak tercapai "
              "(rendah): realisasi 820 orang dari target 1.000 orang (82,00 %). Penanggung jawab: Budi (Plt).",
              "The announced verdict on Kunjungan 2026-Q1 changes from met (tinggi) to missed (rendah): 820 orang "
              "against 1,000 orang (82.00 %). Accountable: Budi (acting, Plt).");
    struct capaian_arena *arena = capaian_arena_new(1 << 12);
    cr_assert_str_eq(alert_before(&transition.before, &policy, arena), "met (tinggi)");
    transition.before = (struct announced){.outcome = OUTCOME(MISSED_SILENT)};
    cr_assert_str_eq(alert_before(&transition.before, &policy, arena), "missed_silent");
    capaian_arena_free(arena);
}

Test(sentence, an_escalation_says_who_is_told_now) {
    const struct holder secretary = {.name = "Citra", .unit = "sekda"};
    const struct transition transition = {.kind = KIND(OVERDUE), .period = period_of("2026-01"), .reason = "escalated"};
    told_with(
        (struct sentence_facts){.transition = &transition, .told = &secretary},
        "Belum ada yang menyatakan mengetahui bahwa Kunjungan 2026-01 belum dilaporkan; kini disampaikan kepada "
        "Citra (sekda). Penanggung jawab: Budi (Plt).",
        "Nobody has acknowledged Kunjungan 2026-01 not being reported; now told: Citra (sekda). Accountable: Budi "
        "(acting, Plt).");
}

Test(sentence, what_a_person_did_names_the_person) {
    Capaian__V1__Acted acted = CAPAIAN__V1__ACTED__INIT;
    acted.actor = (char *)"Citra";
    acted.until = (char *)"2026-03-01";
    acted.reason = (char *)"data terlambat";
    Capaian__V1__FollowUp follow_up = CAPAIAN__V1__FOLLOW_UP__INIT;
    follow_up.cause = (char *)"cuaca";
    follow_up.action = (char *)"promosi";
    follow_up.owner = (char *)"Budi";
    follow_up.due = (char *)"2026-04-01";
    struct transition transition = {.kind = KIND(MISSED),
                                    .period = period_of("2026-01"),
                                    .reason = "acknowledged",
                                    .acted = &acted,
                                    .follow_up = &follow_up};
    told_with((struct sentence_facts){.transition = &transition},
              "Citra menyatakan mengetahui bahwa Kunjungan 2026-01 tidak tercapai, sampai 2026-03-01: data terlambat. "
              "Penanggung jawab: Budi (Plt).",
              "Citra acknowledges Kunjungan 2026-01 being missed, until 2026-03-01: data terlambat. Accountable: Budi "
              "(acting, Plt).");
    transition.reason = "closed";
    acted.reason = (char *)"";
    told_with((struct sentence_facts){.transition = &transition},
              "Citra menutup peringatan bahwa Kunjungan 2026-01 tidak tercapai. Penanggung jawab: Budi (Plt).",
              "Citra closes the alert about Kunjungan 2026-01 being missed. Accountable: Budi (acting, Plt).");
    transition.reason = "followed_up";
    told_with((struct sentence_facts){.transition = &transition},
              "Tindak lanjut atas Kunjungan 2026-01: penyebab cuaca; tindakan promosi; penanggung jawab tindakan Budi; "
              "selesai 2026-04-01. Penanggung jawab: Budi (Plt).",
              "Follow-up on Kunjungan 2026-01: cause cuaca; action promosi; owner Budi; due 2026-04-01. Accountable: "
              "Budi (acting, Plt).");
}

// Whatever the table has can be said, in both languages, also where the one who tells it knows no more.
Test(sentence, no_reason_is_without_words) {
    for (unsigned i = 0; i < ALERT_REASON_COUNT; i++) {
        struct transition transition = short_of_target(KIND(MISSED), "2026", alert_reason_text((enum alert_reason)i));
        says(&transition, "", "");
    }
}

Test(sentence, a_full_arena_gives_none) {
    struct capaian_arena *arena = capaian_arena_new(64);
    struct transition transition = short_of_target(KIND(MISSED), "2026", "numeric");
    const struct sentence_facts facts = {.indicator = &visits, .transition = &transition, .accountable = &plt};
    cr_assert_null(alert_sentence(&facts, CAPAIAN_ENGLISH, arena));
    capaian_arena_free(arena);
}
