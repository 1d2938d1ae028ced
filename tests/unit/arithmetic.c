// The arithmetic of a figure line by line, in both languages, with every number.
#include "explain/explain.h"
#include "harness/promise.h"

#include <criterion/criterion.h>

static const struct band bands[] = {{.from = 90 * CAPAIAN_NANO, .name = "tinggi"},
                                    {.from = 0, .inclusive = true, .name = "rendah"}};
static const struct policy policy = {.tolerance = {.percent = true, .amount = 5 * CAPAIAN_NANO},
                                     .bands = (struct band *)bands,
                                     .band_count = 2,
                                     .score_cap = 120 * CAPAIAN_NANO};

static struct promise *promised(enum consolidation within, enum formula formula, enum better better) {
    struct promise *promise = promise_of(within, BY_SUM);
    promise->indicator.formula = formula;
    promise->indicator.better = better;
    promise->indicator.satuan = "orang";
    return promise;
}

// What is explained of the period on the day is exactly these lines. Frees the promise.
static void assert_lines(struct promise *promise, const char *period, const char *today, bool english,
                         const char *const expected[]) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    struct explained explained = {.rules = &promise->indicator,
                                  .policy = &policy,
                                  .years = &promise->years,
                                  .period = period_of(period),
                                  .today = day_of(today),
                                  .lock_day = capaian_period_last(period_of(period)) + 91};
    struct explanation_lines lines;
    cr_assert(explained_find(&explained), "%s", period);
    explain_begin(&lines, arena, explained.rules, english);
    explain_arithmetic(&lines, &explained);
    cr_assert_not(lines.failed);
    for (size_t i = 0; expected[i] != NULL; i++) {
        cr_assert_lt(i, lines.count, "no line %s", expected[i]);
        cr_assert_str_eq(lines.list[i], expected[i]);
    }
    size_t count = 0;
    while (expected[count] != NULL)
        count++;
    cr_assert_eq(lines.count, count, "one more: %s", lines.list[count]);
    capaian_arena_free(arena);
}

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ID false
#define EN true

Test(arithmetic, ratio_of_a_sum) {
    struct promise *promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    promise_goal(promise, "2026-Q1", "150000", true);
    promise_report(promise, "2026-01", "40000");
    promise_report(promise, "2026-02", "45000");
    promise_report(promise, "2026-03", "35000.5");
    assert_lines(
        promise, "2026-Q1", "2026-04-05", ID,
        LINES("R (2026-01 s.d. 2026-03) = 40.000 + 45.000 + 35.000,5 = 120.000,5 orang",
              "Pembulatan R: 120.000,5 dibulatkan satu kali pada 0 desimal, setengah ke atas, menjadi 120.001.",
              "T = 150.000 orang, target sejak awal tahun s.d. akhir 2026-Q1.",
              "Capaian = R / T x 100 = 120.001 / 150.000 x 100 = 80,00 %",
              ("Capaian mentah 80,000667 %, disimpan tanpa batas; kartu nilai memakai 80,000667 % (batas "
               "kebijakan 120 %)."),
              "Kategori menurut kebijakan: rendah. Kategori bukan putusan tercapai atau tidak.",
              "Putusan: makin tinggi makin baik, tercapai bila R >= T; 120.001 < 150.000: tidak terpenuhi.",
              "Selisih: R - T = 120.001 - 150.000 = -29.999 orang.",
              ("Toleransi kebijakan 5 % dari T = 7.500 orang; kekurangan 29.999 ada di luarnya: tertinggal dari "
               "lintasan. Toleransi tidak mengubah putusan."),
              "Hasil: tidak tercapai."));
    assert_lines(promise, "2026-Q1", "2026-04-05", EN,
                 LINES("R (2026-01 through 2026-03) = 40,000 + 45,000 + 35,000.5 = 120,000.5 orang",
                       "Rounding of R: 120,000.5 is rounded once, at 0 decimals, half up, to 120,001.",
                       "T = 150,000 orang, the target from the start of the year to the end of 2026-Q1.",
                       "Attainment = R / T x 100 = 120,001 / 150,000 x 100 = 80.00 %",
                       ("Raw attainment 80.000667 %, kept uncapped; a scorecard takes 80.000667 % (the policy's cap is "
                        "120 %)."),
                       "Band by policy: rendah. A band is not the verdict of met or not met.",
                       "Decision: higher is better, met when R >= T; 120,001 < 150,000: not satisfied.",
                       "Deviation: R - T = 120,001 - 150,000 = -29,999 orang.",
                       ("The policy's tolerance 5 % of T = 7,500 orang; the shortfall of 29,999 is beyond it: behind "
                        "the trajectory. It does not change the decision."),
                       "Outcome: not met."));
    free(promise);
}

Test(arithmetic, reflected_of_a_ratio_of_sums) {
    struct promise *promise = promised(BY_RATIO_OF_SUMS, FORMULA_REFLECTED, BETTER_LOWER);
    promise->indicator.decimals = 1;
    promise->indicator.per = 100;
    promise->indicator.satuan = "%";
    promise_goal(promise, "2026-Q1", "5", true);
    promise_report(promise, "2026-01", "1/20");
    promise_report(promise, "2026-02", "2/30");
    promise_report(promise, "2026-03", "1/10");
    assert_lines(promise, "2026-Q1", "2026-04-05", ID,
                 LINES("R (2026-01 s.d. 2026-03): jumlah pembilang 1 + 2 + 1 = 4; jumlah penyebut 20 + 30 + 10 = 60.",
                       "R (2026-01 s.d. 2026-03) = 100 x 4 / 60 = 6,666666667 %",
                       "Pembulatan R: 6,666666667 dibulatkan satu kali pada 1 desimal, setengah ke atas, menjadi 6,7.",
                       "T = 5 %, target sejak awal tahun s.d. akhir 2026-Q1.",
                       "Capaian = (2 x T - R) / T x 100 = (2 x 5 - 6,7) / 5 x 100 = 66,00 %",
                       "Capaian mentah 66 %, disimpan tanpa batas; kartu nilai memakai 66 % (batas kebijakan 120 %).",
                       "Kategori menurut kebijakan: rendah. Kategori bukan putusan tercapai atau tidak.",
                       "Putusan: makin rendah makin baik, tercapai bila R <= T; 6,7 > 5: tidak terpenuhi.",
                       "Selisih: R - T = 6,7 - 5 = 1,7 poin persen.",
                       ("Toleransi kebijakan 5 % dari T = 0,25 poin persen; kekurangan 1,7 ada di luarnya: tertinggal "
                        "dari lintasan. Toleransi tidak mengubah putusan."),
                       "Hasil: tidak tercapai."));
    free(promise);
}

Test(arithmetic, inverse_of_the_last_is_capped_in_a_scorecard_only) {
    struct promise *promise = promised(BY_LAST, FORMULA_INVERSE, BETTER_LOWER);
    promise_goal(promise, "2026-02", "18", false);
    promise_report(promise, "2026-01", "19");
    promise_report(promise, "2026-02", "12")->statement.status = CAPAIAN__V1__STATUS__STATUS_PROVISIONAL;
    assert_lines(
        promise, "2026-02", "2026-04-05", EN,
        LINES("R = the last figure (2026-02) = 12 orang", "Rounding of R: nothing to round (0 decimals are agreed).",
              "T = 18 orang, the target for 2026-02 alone.", "Attainment = T / R x 100 = 18 / 12 x 100 = 150.00 %",
              "Raw attainment 150 %, kept uncapped; a scorecard takes 120 % (the policy's cap is 120 %).",
              "Band by policy: tinggi. A band is not the verdict of met or not met.",
              "Decision: lower is better, met when R <= T; 12 < 18: satisfied.",
              "Deviation: R - T = 12 - 18 = -6 orang.", "It rests on provisional figures, which may still change.",
              "Outcome: met."));
    free(promise);
}

// The lines about the percentage and the decision, of a figure of the year's first month.
static void assert_range(enum better better, const char *realized, const char *const expected[]) {
    struct promise *promise = promised(BY_LAST, FORMULA_RANGE, better);
    struct goal *goal = promise_goal(promise, "2026-01", "80", true);
    goal->high = nano_of_text("90");
    goal->has_high = true;
    promise_report(promise, "2026-01", realized);
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    struct explained explained = {.rules = &promise->indicator,
                                  .years = &promise->years,
                                  .period = period_of("2026-01"),
                                  .today = day_of("2026-04-05")};
    struct explanation_lines lines;
    cr_assert(explained_find(&explained));
    explain_begin(&lines, arena, explained.rules, ID);
    explain_arithmetic(&lines, &explained);
    for (size_t i = 0; expected[i] != NULL; i++)
        cr_assert_str_eq(lines.list[3 + i], expected[i]);
    capaian_arena_free(arena);
    free(promise);
}

Test(arithmetic, range_in_its_three_senses) {
    assert_range(
        BETTER_HIGHER, "92",
        LINES("R = 92 ada di atas rentang 80 sampai 90 orang: batas terdekat, batas atas 90, dipakai sebagai T.",
              "Capaian = R / T x 100 = 92 / 90 x 100 = 102,22 %",
              "Putusan: makin tinggi makin baik, tercapai bila R >= batas bawah T; 92 > 80: terpenuhi.",
              "Selisih: R - batas atas = 92 - 90 = 2 orang.", "Hasil: tercapai."));
    assert_range(
        BETTER_LOWER, "72",
        LINES("R = 72 ada di bawah rentang 80 sampai 90 orang: batas terdekat, batas bawah 80, dipakai sebagai T.",
              "Capaian = (2 x T - R) / T x 100 = (2 x 80 - 72) / 80 x 100 = 110,00 %",
              "Putusan: makin rendah makin baik, tercapai bila R <= batas atas T; 72 < 90: terpenuhi.",
              "Selisih: R - batas bawah = 72 - 80 = -8 orang.", "Hasil: tercapai."));
    assert_range(
        BETTER_INSIDE, "99",
        LINES("R = 99 ada di atas rentang 80 sampai 90 orang: batas terdekat, batas atas 90, dipakai sebagai T.",
              "Capaian = (2 x T - R) / T x 100 = (2 x 90 - 99) / 90 x 100 = 90,00 %",
              "Putusan: harus di dalam rentang, tercapai bila 80 <= R <= 90; R = 99: tidak terpenuhi.",
              "Selisih: R - batas atas = 99 - 90 = 9 orang.", "Hasil: tidak tercapai."));
    assert_range(BETTER_INSIDE, "85",
                 LINES("Capaian: R = 85 ada di dalam rentang 80 sampai 90 orang, maka 100,00 %.",
                       "Putusan: harus di dalam rentang, tercapai bila 80 <= R <= 90; R = 85: terpenuhi.",
                       "Selisih: 0, R ada di dalam rentang.", "Hasil: tercapai."));
}

Test(arithmetic, grades_by_name_rank_and_score) {
    static const struct grade grades[] = {{.grade = "B", .rank = 1, .score = 70 * CAPAIAN_NANO},
                                          {.grade = "BB", .rank = 2, .score = 80 * CAPAIAN_NANO}};
    struct promise *promise = promised(BY_LAST, FORMULA_GRADE, BETTER_HIGHER);
    promise->indicator.grades = grades;
    promise->indicator.grade_count = 2;
    promise_goal(promise, "2026-01", "2", true);
    promise_report(promise, "2026-01", "1");
    assert_lines(
        promise, "2026-01", "2026-04-05", ID,
        LINES("R = angka terakhir (2026-01) = B (peringkat 1 dari 2, skor 70)",
              "T = BB (peringkat 2 dari 2, skor 80), target sejak awal tahun s.d. akhir 2026-01.",
              "Capaian = skor B / skor BB x 100 = 70 / 80 x 100 = 87,50 %",
              "Capaian mentah 87,5 %, disimpan tanpa batas; kartu nilai memakai 87,5 % (batas kebijakan 120 %).",
              "Kategori menurut kebijakan: rendah. Kategori bukan putusan tercapai atau tidak.",
              ("Putusan: peringkat yang lebih tinggi lebih baik, tercapai bila peringkat R >= peringkat T; 1 < 2: "
               "tidak terpenuhi."),
              "Selisih: R - T = 1 - 2 = -1 peringkat.",
              ("Toleransi kebijakan 5 % dari T = 0,1 peringkat; kekurangan 1 ada di luarnya: tertinggal dari lintasan. "
               "Toleransi tidak mengubah putusan."),
              "Hasil: tidak tercapai."));
    free(promise);
}

// Only the first lines matter.
static void assert_begins(struct promise *promise, const char *period, const char *today, bool english,
                          const char *const expected[]) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    struct explained explained = {.rules = &promise->indicator,
                                  .policy = &policy,
                                  .years = &promise->years,
                                  .period = period_of(period),
                                  .today = day_of(today),
                                  .lock_day = capaian_period_last(period_of(period)) + 91};
    struct explanation_lines lines;
    cr_assert(explained_find(&explained), "%s", period);
    explain_begin(&lines, arena, explained.rules, english);
    explain_arithmetic(&lines, &explained);
    for (size_t i = 0; expected[i] != NULL; i++) {
        cr_assert_lt(i, lines.count, "no line %s", expected[i]);
        cr_assert_str_eq(lines.list[i], expected[i]);
    }
    capaian_arena_free(arena);
}

Test(arithmetic, averages_of_values_and_of_events) {
    struct promise *promise = promised(BY_AVERAGE, FORMULA_RATIO, BETTER_HIGHER);
    promise->indicator.decimals = 2;
    promise_goal(promise, "2026-Q1", "80", true);
    promise_report(promise, "2026-01", "80");
    promise_report(promise, "2026-02", "-1");
    promise_report(promise, "2026-03", "90");
    assert_begins(promise, "2026-Q1", "2026-04-05", EN,
                  LINES("R (2026-01 through 2026-03) = average = (80 + (-1) + 90) / 3 = 56.333333333 orang",
                        "Rounding of R: 56.333333333 is rounded once, at 2 decimals, half up, to 56.33."));
    promise->indicator.reporting = REPORTING_EVENTS;
    for (size_t i = 0; i < 3; i++) {
        struct figure *figure = &promise->year[0].figures[i];
        figure->numerator = figure->statement.numerator;
        figure->count = figure->statement.count = i + 1;
    }
    assert_begins(
        promise, "2026-Q1", "2026-04-05", ID,
        LINES("R (2026-01 s.d. 2026-03): jumlah nilai (80 + (-1) + 90) = 169; banyaknya kejadian 1 + 2 + 3 = 6.",
              "R (2026-01 s.d. 2026-03) = rata-rata = jumlah / banyaknya = 169 / 6 = 28,166666667 orang"));
    free(promise);
}

Test(arithmetic, figures_to_date_are_subtracted_within_the_year) {
    struct promise *promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    promise->indicator.reported_to_date = true;
    promise_goal(promise, "2026-Q1", "80", false);
    promise_goal(promise, "2026-Q2", "90", false);
    promise_months(promise, 2026, 1, 3, "85");
    promise_months(promise, 2026, 4, 6, "180");
    assert_begins(
        promise, "2026-Q1", "2026-07-05", EN,
        LINES("R through 2026-03 = the last figure, which is reported since the start of the year = 85 orang"));
    assert_lines(promise, "2026-Q2", "2026-07-05", ID,
                 LINES("R = angka s.d. 2026-06 dikurangi angka s.d. 2026-03 = 180 - 85 = 95 orang",
                       "Pembulatan R: tidak ada yang dibulatkan (disepakati 0 desimal).",
                       "T = 90 orang, target untuk 2026-Q2 saja.", "Capaian = R / T x 100 = 95 / 90 x 100 = 105,56 %",
                       ("Capaian mentah 105,555556 %, disimpan tanpa batas; kartu nilai memakai 105,555556 % (batas "
                        "kebijakan 120 %)."),
                       "Kategori menurut kebijakan: tinggi. Kategori bukan putusan tercapai atau tidak.",
                       "Putusan: makin tinggi makin baik, tercapai bila R >= T; 95 > 90: terpenuhi.",
                       "Selisih: R - T = 95 - 90 = 5 orang.", "Hasil: tercapai.",
                       "Sampai dengan 2026-06, terhadap target sampai hari itu:",
                       "R s.d. 2026-06 = angka terakhir, yang dilaporkan sejak awal tahun = 180 orang",
                       "Pembulatan R: tidak ada yang dibulatkan (disepakati 0 desimal).",
                       "T (2026-Q1 s.d. 2026-Q2) = jumlah target periode = 80 + 90 = 170 orang",
                       "Capaian = R / T x 100 = 180 / 170 x 100 = 105,88 %",
                       ("Capaian mentah 105,882353 %, disimpan tanpa batas; kartu nilai memakai 105,882353 % (batas "
                        "kebijakan 120 %)."),
                       "Kategori menurut kebijakan: tinggi. Kategori bukan putusan tercapai atau tidak.",
                       "Putusan: makin tinggi makin baik, tercapai bila R >= T; 180 > 170: terpenuhi.",
                       "Selisih: R - T = 180 - 170 = 10 orang.", "Hasil: tercapai."));
    free(promise);
}

Test(arithmetic, a_curve_says_from_where_to_where_and_how_far) {
    struct promise *promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    promise_goal(promise, "2026", "730", true)->curve = CURVE_LINEAR;
    promise_report(promise, "2026-01", "58");
    assert_lines(
        promise, "2026-01", "2026-02-05", EN,
        LINES("R (2026-01) = 58 orang", "Rounding of R: nothing to round (0 decimals are agreed).",
              "Outcome: there is no target for this period yet, so there is nothing to compare with.",
              "Through 2026-01, against the target to that day:", "R (2026-01) = 58 orang",
              "Rounding of R: nothing to round (0 decimals are agreed).",
              ("T on 2026-01-31 lies on the agreed straight line from 0 (2025-12-31) to 730 (2026-12-31): 31 of "
               "365 days are gone."),
              "T = 0 + (730 - 0) x 31 / 365 = 62 orang", "Attainment = R / T x 100 = 58 / 62 x 100 = 93.55 %",
              ("Raw attainment 93.548387 %, kept uncapped; a scorecard takes 93.548387 % (the policy's cap is "
               "120 %)."),
              "Band by policy: tinggi. A band is not the verdict of met or not met.",
              "Decision: higher is better, met when R >= T; 58 < 62: not satisfied.",
              "Deviation: R - T = 58 - 62 = -4 orang.",
              ("The policy's tolerance 5 % of T = 3.1 orang; the shortfall of 4 is beyond it: behind the "
               "trajectory. It does not change the decision."),
              "Outcome: not met."));
    promise_find(promise, "2026")->curve = CURVE_S;
    promise_find(promise, "2026")->target = nano_of_text("48627125");
    // 3 * 31^2 * 365 - 2 * 31^3 = 992,713 of 365^3 = 48,627,125.
    promise_report(promise, "2026-01", "992713");
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    struct explained explained = {.rules = &promise->indicator,
                                  .years = &promise->years,
                                  .period = period_of("2026-01"),
                                  .today = day_of("2026-02-05")};
    struct explanation_lines lines;
    cr_assert(explained_find(&explained));
    explain_begin(&lines, arena, explained.rules, ID);
    explain_arithmetic(&lines, &explained);
    cr_assert_str_eq(lines.list[7], "Bagian jalan: 3p^2 - 2p^3 dengan p = 31/365, yaitu 992713/48627125.");
    cr_assert_str_eq(lines.list[8], "T = 0 + (48.627.125 - 0) x 992713 / 48627125 = 992.713 orang");
    capaian_arena_free(arena);
    free(promise);
}

Test(arithmetic, a_plan_year_by_year) {
    struct promise *promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    promise->indicator.every = CAPAIAN_YEAR;
    promise_year(promise, 2025);
    promise_year(promise, 2026);
    promise_year(promise, 2027);
    promise_goal(promise, "2025..2028", "100", true);
    promise_opening(promise, "2025-12-31", "10");
    promise->openings[0].source = "LKjIP 2025";
    promise_report(promise, "2026", "20");
    assert_begins(
        promise, "2025..2028", "2027-02-01", ID,
        LINES("Rencana 2025..2028:", "Saldo awal s.d. 2025-12-31 (LKjIP 2025): 10 orang",
              "Tahun 2026:", "R (2026) = 20 orang", "Pembulatan R: tidak ada yang dibulatkan (disepakati 0 desimal).",
              "Tahun 2027: tidak ikut dihitung, belum dilaporkan 2027.",
              "Tahun 2028: tidak ikut dihitung selama ada kekosongan sebelumnya.",
              "R = jumlah antartahun = 10 + 20 = 30 orang",
              "Pembulatan R: tidak ada yang dibulatkan (disepakati 0 desimal).",
              "T = 100 orang, target akhir rencana 2025..2028.", "Capaian = R / T x 100 = 30 / 100 x 100 = 30,00 %"));
    promise->indicator.across_years = BY_AVERAGE;
    promise->indicator.within_year = BY_LAST;
    assert_begins(promise, "2025..2028", "2027-02-01", EN,
                  LINES("Plan 2025..2028:",
                        ("Opening balance through 2025-12-31 (LKjIP 2025): 10; it contributes nothing to an average of "
                         "years."),
                        "Year 2026:", "R = the last figure (2026) = 20 orang",
                        "Rounding of R: nothing to round (0 decimals are agreed).",
                        "Year 2027: not counted, not reported: 2027.",
                        "Year 2028: not counted while there is a gap before it.",
                        "R = average across years = (20) / 1 = 20 orang"));
    free(promise);
}

// The last line alone.
static void assert_outcome(struct promise *promise, const char *period, const char *today, bool english,
                           const char *expected) {
    struct capaian_arena *arena = capaian_arena_new(1 << 20);
    struct explained explained = {.rules = &promise->indicator,
                                  .policy = &policy,
                                  .years = &promise->years,
                                  .period = period_of(period),
                                  .today = day_of(today),
                                  .lock_day = capaian_period_last(period_of(period)) + 91};
    struct explanation_lines lines;
    cr_assert(explained_find(&explained), "%s", period);
    explain_begin(&lines, arena, explained.rules, english);
    explain_arithmetic(&lines, &explained);
    cr_assert_str_eq(lines.list[lines.count - 1], expected);
    capaian_arena_free(arena);
}

Test(arithmetic, what_has_no_figure_has_its_stated_outcome) {
    struct promise *promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    promise_goal(promise, "2026-Q1", "80", true);
    promise_goal(promise, "2026-Q2", "-", true);
    promise_report(promise, "2026-01", "30");
    assert_begins(
        promise, "2026-Q1", "2026-04-05", ID,
        LINES(("R (2026-01 s.d. 2026-03) belum ada: 2026-02, 2026-03 belum dilaporkan lengkap; yang kosong bukan "
               "nol.")));
    assert_outcome(promise, "2026-Q1", "2026-04-05", ID,
                   "Hasil: belum dilaporkan (2026-02, 2026-03); yang kosong bukan nol, dan terkunci pada 2026-06-30.");
    assert_outcome(promise, "2026-Q1", "2026-07-05", EN,
                   "Outcome: missed (not reported): 2026-02, 2026-03 was not complete until it locked on 2026-06-30.");
    assert_outcome(promise, "2026-Q1", "2026-03-05", EN,
                   "Outcome: not over yet (its last day is 2026-03-31), so there is no verdict.");
    promise_missing(promise, "2026-02", "2026-08-31");
    promise_missing(promise, "2026-03", "2026-09-30");
    assert_outcome(promise, "2026-Q1", "2026-07-05", ID,
                   ("Hasil: dikeluarkan dari penilaian: 2026-02, 2026-03 dinyatakan tidak tersedia, dan itu diterima "
                    "sampai 2026-08-31."));
    assert_outcome(promise, "2026-Q2", "2026-07-05", EN,
                   "Outcome: not scheduled, its target is written as - and this period is not assessed.");
    free(promise);
}

Test(arithmetic, zero_and_negative_targets_have_no_percentage) {
    struct promise *promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    struct goal *goal = promise_goal(promise, "2026-01", "0", true);
    promise_report(promise, "2026-01", "0");
    static const char zero[] = "Persentase tidak ada: T = 0. Perbandingan R dengan T tetap menentukan; kartu nilai "
                               "menghitung 100 bila tercapai dan 0 bila tidak.";
    assert_begins(promise, "2026-01", "2026-02-05", ID,
                  LINES("R (2026-01) = 0 orang", "Pembulatan R: tidak ada yang dibulatkan (disepakati 0 desimal).",
                        "T = 0 orang, target sejak awal tahun s.d. akhir 2026-01.", zero,
                        "Putusan: makin tinggi makin baik, tercapai bila R >= T; 0 = 0: terpenuhi.",
                        "Selisih: R - T = 0 - 0 = 0 orang.", "Hasil: tercapai."));
    goal->target = nano_of_text("-2");
    assert_begins(promise, "2026-01", "2026-02-05", EN,
                  LINES("R (2026-01) = 0 orang", "Rounding of R: nothing to round (0 decimals are agreed).",
                        "T = -2 orang, the target from the start of the year to the end of 2026-01.",
                        ("No percentage: T is below zero. The comparison of R with T decides all the same; a scorecard "
                         "counts 100 when met and 0 when not."),
                        "Decision: higher is better, met when R >= T; 0 > -2: satisfied.",
                        "Deviation: R - T = 0 - (-2) = 2 orang.", "Outcome: met."));
    free(promise);
}

Test(arithmetic, nil_and_estimates_and_no_trajectory) {
    struct promise *promise = promised(BY_RATIO_OF_SUMS, FORMULA_RATIO, BETTER_HIGHER);
    promise_goal(promise, "2026-01", "80", true);
    promise_report(promise, "2026-01", "0/0");
    assert_outcome(promise, "2026-01", "2026-02-05", ID,
                   "Hasil: nihil (0/0), tidak ada yang terjadi dan tidak ada yang dinilai.");
    promise_report(promise, "2026-01", "90/1")->statement.status = CAPAIAN__V1__STATUS__STATUS_ESTIMATED;
    assert_outcome(promise, "2026-01", "2026-02-05", EN,
                   "Outcome: only an estimate; R satisfies T, but an estimate never shows as met.");
    free(promise);
    promise = promised(BY_SUM, FORMULA_RATIO, BETTER_HIGHER);
    promise_goal(promise, "2026", "80", true);
    promise_report(promise, "2026-01", "30");
    assert_outcome(
        promise, "2026", "2026-02-05", EN,
        ("Outcome: not assessable, no trajectory of targets is agreed before the end of the year; a straight "
         "line is never assumed."));
    free(promise);
}
