#include "harness/catalogue_good.h"

Test(catalogue, units_are_found_by_code) {
    struct catalogue *catalogue = read_plain();
    cr_assert_eq(catalogue->unit_count, 4);
    for (size_t i = 1; i < catalogue->unit_count; i++)
        cr_assert_lt(strcmp(catalogue->units[i - 1].code, catalogue->units[i].code), 0);
    const struct unit *unit = catalogue_unit(catalogue, "dispar");
    cr_assert_str_eq(unit->name, "Dinas Pariwisata");
    cr_assert_str_eq(unit->kind, "dinas");
    cr_assert_str_eq(unit->reports_to, "sekda");
    cr_assert_str_eq(unit->official_code, "2.19");
    cr_assert_eq(unit->from, day("2020-01-01"));
    cr_assert_eq(unit->to, DAY_NEVER);
    cr_assert_eq(unit->feed_every_ms, 86400000);
    cr_assert_str_eq(catalogue_unit(catalogue, "bupati")->reports_to, "");
    cr_assert_eq(catalogue_unit(catalogue, "bupati")->from, DAY_ALWAYS);
    cr_assert_null(catalogue_unit(catalogue, "dispa"));
    cr_assert_null(catalogue_unit(catalogue, ""));
    catalogue_free(catalogue);
}

Test(catalogue, an_indicator_holds_its_rules_and_the_policys_where_its_cells_are_blank) {
    struct catalogue *catalogue = read_plain();
    cr_assert_eq(catalogue->indicator_count, 5);
    const struct indicator *visits = catalogue_indicator(catalogue, "par01");
    cr_assert_str_eq(visits->unit, "dispar");
    cr_assert_str_eq(visits->reporter, "dispar", "the unit itself where the cell is blank");
    cr_assert_eq(visits->formula, FORMULA_RATIO);
    cr_assert_eq(visits->better, BETTER_HIGHER);
    cr_assert_eq(visits->reporting, REPORTING_EVENTS);
    cr_assert_not(visits->reported_to_date);
    cr_assert_eq(visits->every, CAPAIAN_MONTH);
    cr_assert_eq(visits->within_year, BY_SUM);
    cr_assert_eq(visits->per, 1);
    cr_assert(visits->has_min && visits->min == 0);
    cr_assert_not(visits->has_max);
    cr_assert(visits->due.count == 10 && visits->due.working);
    cr_assert(visits->lock.count == 30 && !visits->lock.working);
    cr_assert_lt(visits->final_due.count, 0);
    cr_assert_str_eq(visits->plan, "S2.1");
    const struct indicator *days = catalogue_indicator(catalogue, "izn01");
    cr_assert_str_eq(days->reporter, "dinkes");
    cr_assert_eq(days->formula, FORMULA_REFLECTED);
    cr_assert_eq(days->within_year, BY_RATIO_OF_SUMS);
    cr_assert(days->due.count == 10 && !days->due.working, "the policy's default");
    const struct indicator *roads = catalogue_indicator(catalogue, "jal01");
    cr_assert(roads->reported_to_date);
    cr_assert_eq(roads->decimals, 2);
    cr_assert_eq(roads->to, day("2026-12-31"));
    cr_assert_null(catalogue_indicator(catalogue, "par02"));
    catalogue_free(catalogue);
}

Test(catalogue, targets_stand_by_indicator_and_last_day) {
    struct catalogue *catalogue = read_plain();
    cr_assert_eq(catalogue->target_count, 10);
    const struct indicator *visits = catalogue_indicator(catalogue, "par01");
    cr_assert_eq(visits->target_count, 3);
    const struct target *targets = &catalogue->targets[visits->first_target + 1];    // after the plan's
    cr_assert(capaian_period_equal(targets[0].period, period("2026-Q1")));
    cr_assert(is_number(targets[0].target, 150000));
    cr_assert(targets[0].scheduled && targets[0].to_date && !targets[0].judged);
    cr_assert(is_number(targets[1].target, 1000000));
    cr_assert(is_number(targets[1].weight, 40));
    cr_assert(targets[1].judged);
    const struct target *days =
        &catalogue->targets[catalogue_indicator(catalogue, "izn01")->first_target + 1];    // after the plan's
    cr_assert_eq(days->target, 5 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert(days->to_date, "a year's target counts to date where the cell is blank");
    const struct target *roads = &catalogue->targets[catalogue_indicator(catalogue, "jal01")->first_target];
    cr_assert_not(roads[0].scheduled);
    cr_assert(is_number(roads[1].target, 100));
    catalogue_free(catalogue);
}

Test(catalogue, somebody_is_accountable_on_each_day_and_a_plh_only_acts) {
    struct catalogue *catalogue = read_plain();
    cr_assert_null(catalogue_accountable(catalogue, "dispar", day("2023-12-31")));
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day("2026-02-28"))->person, "P0201");
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day("2026-03-01"))->person, "P0202");
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day("2026-05-31"))->person, "P0202");
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day("2026-06-01"))->person, "P0203");
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day("2026-07-05"))->person, "P0203");
    cr_assert_str_eq(catalogue_acting(catalogue, "dispar", day("2026-07-05"))->person, "P0204");
    cr_assert_str_eq(catalogue_acting(catalogue, "dispar", day("2026-07-11"))->person, "P0203");
    cr_assert_eq(catalogue_acting(catalogue, "dispar", day("2026-07-05"))->capacity, CAPACITY_PLH);
    cr_assert_null(catalogue_acting(catalogue, "sekda", day("2026-07-05")));
    catalogue_free(catalogue);
}

Test(catalogue, a_blank_end_is_the_day_before_the_next_holder) {
    struct catalogue *catalogue = read_with("holders.csv", "unit,person,capacity,from,to,basis\n"
                                                           "dispar,C,definitif,2026-06-01,,SK\n"
                                                           "dispar,H2,Plh,2026-08-01,,SK\n"
                                                           "dispar,A,definitif,2024-01-01,,SK\n"
                                                           "dispar,H1,Plh,2026-07-01,,SK\n"
                                                           "dispar,B,Plt,2026-03-01,,SK\n");
    static const char *const persons[] = {"A", "B", "C", "H1", "H2"};
    const int32_t ends[] = {day("2026-02-28"), day("2026-05-31"), DAY_NEVER, day("2026-07-31"), DAY_NEVER};
    for (size_t i = 0; i < 5; i++) {
        cr_assert_str_eq(catalogue->holders[i].person, persons[i]);
        cr_assert_eq(catalogue->holders[i].to, ends[i], "%s", persons[i]);
    }
    cr_assert_eq(catalogue->holders[0].appointment, APPOINTMENT_INAUGURATION);
    cr_assert_eq(catalogue->holders[1].appointment, APPOINTMENT_ASSIGNMENT);
    catalogue_free(catalogue);
}

Test(catalogue, due_and_lock_are_counted_from_the_last_day_of_the_period) {
    struct catalogue *catalogue = read_plain();
    const struct indicator *days = catalogue_indicator(catalogue, "izn01");
    cr_assert_eq(indicator_due_day(catalogue, days, period("2026-01")), day("2026-02-10"));
    cr_assert_eq(indicator_lock_day(catalogue, days, period("2026-01")), day("2026-03-03"),
                 "the thirtieth day is still open");
    // Ten working days from 31 December 2026; and across Christmas, which the calendar names.
    const struct indicator *visits = catalogue_indicator(catalogue, "par01");
    cr_assert_eq(indicator_due_day(catalogue, visits, period("2026-12")), day("2027-01-14"));
    cr_assert_eq(indicator_due_day(catalogue, visits, period("2026-12-18")), day("2027-01-04"));
    catalogue_free(catalogue);
}

Test(catalogue, a_policy_without_keys_holds_the_defaults) {
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    struct catalogue_file files[TEXT_FILES];
    const char *targets =
        "indicator,period,target,target_high,counts,judged\npar01,2026,7,,,ya\nizn01,2026,5,,,ya\njal01,2026,9,,,ya\n"
        "sak01,2026,BB,,,ya\nair01,2026,6,8,,ya\n";
    const char *openings = "indicator,until\n";
    good_files(files);
    files[good_rank("policy.ini")] = (struct catalogue_file){"policy.ini", "", 0};
    files[good_rank("targets.csv")] = (struct catalogue_file){"targets.csv", targets, strlen(targets)};
    files[good_rank("opening.csv")] = (struct catalogue_file){"opening.csv", openings, strlen(openings)};
    cr_assert_eq(catalogue_read(files, TEXT_FILES, &catalogue, &findings), 0);
    cr_assert_eq(findings.count, 0);
    const struct policy *policy = &catalogue->policy;
    cr_assert_eq(policy->numbers, CAPAIAN_NUMBERS_UNDECLARED);
    cr_assert_eq(catalogue->calendar.offset_s, 7 * 3600);
    cr_assert(policy->due.count == 10 && !policy->due.working);
    cr_assert(policy->lock.count == 30 && !policy->lock.working);
    cr_assert_eq(policy->grace_ms, 600000);
    cr_assert(policy->tolerance.percent && is_number(policy->tolerance.amount, 5));
    cr_assert(policy->clear.percent && is_number(policy->clear.amount, 2));
    cr_assert_gt(policy->satuan_count, 10);
    cr_assert_gt(policy->missing_reason_count, 0);
    cr_assert(is_number(policy->score_cap, 120));
    cr_assert_eq(policy->tenure_target, TENURE_TRAJECTORY);
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
}

Test(catalogue, a_policy_is_read_as_it_is_written) {
    struct catalogue *catalogue = read_with("policy.ini", "\xEF\xBB\xBF; kebijakan\r\n"
                                                          "[kebijakan]\r\n"
                                                          "Timezone = WITA   ; waktu tengah\r\n"
                                                          "numbers = id\r\n"
                                                          "satuan = orang,\r\n"
                                                          "  hari , %, predikat,\r\n"
                                                          "  # catatan\r\n"
                                                          "  rupiah\r\n"
                                                          "tolerance = 2,5 poin\r\n"
                                                          "clear: 1 points\r\n"
                                                          "missing_reasons = belum terbit, keadaan kahar\r\n"
                                                          "due = 10hk\r\n"
                                                          "grace = 5m");
    const struct policy *policy = &catalogue->policy;
    cr_assert_eq(catalogue->calendar.offset_s, 8 * 3600);
    cr_assert_eq(policy->satuan_count, 5);
    cr_assert_str_eq(policy->satuan[1], "hari");
    cr_assert_str_eq(policy->satuan[4], "rupiah");
    cr_assert_not(policy->tolerance.percent);
    cr_assert_eq(policy->tolerance.amount, 2 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert(is_number(policy->clear.amount, 1));
    cr_assert_str_eq(policy->missing_reasons[1], "keadaan kahar");
    cr_assert(policy->due.working);
    cr_assert_eq(policy->grace_ms, 300000);
    catalogue_free(catalogue);
}

Test(catalogue, a_policy_line_may_be_longer_than_a_readers_buffer) {
    char text[4096] = "numbers = id\nsatuan = orang, hari, %, predikat";
    size_t used = strlen(text);
    for (int i = 0; i < 100; i++)
        used += (size_t)sprintf(text + used, ", satuan nomor %d", i);
    sprintf(text + used, " ; %s\ndue = 7d\n", "catatan yang dibuang");
    struct catalogue *catalogue = read_with("policy.ini", text);
    cr_assert_eq(catalogue->policy.satuan_count, 104);
    for (int i = 0; i < 100; i++) {
        char expected[32];
        sprintf(expected, "satuan nomor %d", i);
        cr_assert_str_eq(catalogue->policy.satuan[4 + i], expected);
    }
    cr_assert_eq(catalogue->policy.due.count, 7, "the line after it is read as ever");
    catalogue_free(catalogue);
}

Test(catalogue, indonesian_headers_and_words_say_the_same) {
    struct catalogue_file files[TEXT_FILES];
    static const char *const texts[TEXT_FILES] = {
        "kode;nama;jenis;atasan;mulai;sampai\nbupati;Bupati;;;;\ndispar;Dinas;dinas;bupati;2020-01-01;\n",
        "indikator;nama;penanggung jawab;satuan;desimal;rumus;arah;cara lapor;dilaporkan sebagai;setiap;dalam tahun;"
        "antar tahun;per;sumber;jatuh tempo\n"
        "izn;Izin;dispar;%;2;Rasio;lebih tinggi;Nilai;periode;bulanan;rasio dari jumlah;rata-rata;100;Register;5hk\n",
        "indikator;periode;target;menghitung;dinilai;bobot\nizn;2026-Q1;92,5;kumulatif;tidak;\nizn;2026;95;s.d.;Ya;"
        "100\nizn;2025..2029;95;;tidak;\n",
        "unit;pejabat;jabatan;kapasitas;tmt;sampai;pengangkatan;sk\n"
        "dispar;P1;Kepala;Pelaksana Tugas;2026-01-01;2026-03-31;penugasan;SPT 1\n",
        "numbers = id\n",
        "tanggal;nama;jenis\n2026-08-17;Proklamasi;libur nasional\n",
        "kode;induk;tingkat;uraian;mendukung\nT1;;tujuan;Layanan baik;RPJMD Provinsi\n",
        "indikator;perangkat daerah;peran;porsi\nizn;bupati;menambah;\n",
        "skala;predikat;peringkat;skor;mulai nilai\nskm;B;2;3;76,61\nskm;C;1;2;65\n",
        "tangga;langkah;jenis unit;pemicu;setelah bulan;paling cepat bulan;konsekuensi;dasar hukum\n"
        "jpt;1;dinas;skor<80;12;24;6 bulan perbaikan;PP 11/2017\n",
        "indikator;sampai dengan;realisasi;pembilang;penyebut;sumber\nizn;2025-12-31;91;;;LKjIP\n",
    };
    for (size_t i = 0; i < TEXT_FILES; i++)
        files[i] = (struct catalogue_file){good_names[i], texts[i], strlen(texts[i])};
    struct catalogue *catalogue = read_good(files, TEXT_FILES);
    const struct indicator *indicator = catalogue_indicator(catalogue, "izn");
    cr_assert_eq(indicator->formula, FORMULA_RATIO);
    cr_assert_eq(indicator->better, BETTER_HIGHER);
    cr_assert_eq(indicator->every, CAPAIAN_MONTH);
    cr_assert_eq(indicator->within_year, BY_RATIO_OF_SUMS);
    cr_assert_eq(indicator->across_years, BY_AVERAGE);
    cr_assert_eq(indicator->per, 100);
    cr_assert(indicator->due.working && indicator->due.count == 5);
    cr_assert(catalogue->targets[1].to_date && catalogue->targets[2].judged);
    cr_assert_eq(catalogue->targets[1].target, 92 * CAPAIAN_NANO + CAPAIAN_NANO / 2);
    cr_assert_eq(catalogue->holders[0].capacity, CAPACITY_PLT);
    cr_assert_eq(catalogue->calendar.holiday_count, 1);
    cr_assert_str_eq(catalogue_node(catalogue, "T1")->external, "RPJMD Provinsi");
    cr_assert_eq(catalogue->shares[0].part, PART_ADDS);
    cr_assert_eq(catalogue->grades[1].from_value, 76 * CAPAIAN_NANO + 61 * CAPAIAN_NANO / 100);
    cr_assert_eq(catalogue->rungs[0].not_before_months, 24);
    cr_assert(is_number(catalogue->openings[0].realized, 91));
    catalogue_free(catalogue);
}

Test(catalogue, names_are_those_of_the_files) {
    cr_assert_str_eq(formula_name(FORMULA_REFLECTED), "reflected");
    cr_assert_str_eq(better_name(BETTER_LOWER), "lower");
    cr_assert_str_eq(consolidation_name(BY_RATIO_OF_SUMS), "ratio-of-sums");
    cr_assert_str_eq(capacity_name(CAPACITY_PLT), "Plt");
    cr_assert_str_eq(formula_name((enum formula)0), "");
}

Test(catalogue, a_finding_reads_as_place_code_and_sentence) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    char text[TEXT_MAX];
    good_files(files);
    good_text_with("units.csv", 6, "x,X,,setda,2020-01-01,,,,", text);
    files[0] = (struct catalogue_file){"units.csv", text, strlen(text)};
    cr_assert_eq(catalogue_read(files, good_rank("policy.ini"), &catalogue, &findings), 0);
    cr_assert_null(catalogue);
    cr_assert_geq(findings.count, 2);
    char *english = catalogue_finding_text(&findings.list[0], CAPAIAN_ENGLISH);
    char *indonesian = catalogue_finding_text(&findings.list[0], CAPAIAN_INDONESIAN);
    cr_assert_str_eq(english, "units.csv:6: reports_to: unit.unknown: Unit setda is not in the catalogue.");
    cr_assert_str_eq(indonesian, "units.csv:6: reports_to: unit.unknown: Unit setda tidak ada dalam katalog.");
    free(english);
    free(indonesian);
    const struct catalogue_finding *absent = &findings.list[findings.count - 1];
    char *whole = catalogue_finding_text(absent, CAPAIAN_ENGLISH);
    cr_assert_str_eq(whole, "policy.ini: file.absent: The file policy.ini is required.");
    free(whole);
    catalogue_findings_free(&findings);
    catalogue_findings_free(&findings);    // empty, and harmless
}

Test(catalogue, findings_do_not_depend_on_the_order_of_the_files) {
    struct catalogue_file files[TEXT_FILES], turned[TEXT_FILES];
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings, again;
    good_files(files);
    files[good_rank("holders.csv")].size -= 40;
    files[good_rank("units.csv")] =
        (struct catalogue_file){"units.csv", "unit,name,reports_to\na,A,b\nb,B,a\nc,C,d\n", 39};
    for (size_t i = 0; i < TEXT_FILES; i++)
        turned[i] = files[TEXT_FILES - 1 - i];
    cr_assert_eq(catalogue_read(files, TEXT_FILES, &catalogue, &findings), 0);
    cr_assert_eq(catalogue_read(turned, TEXT_FILES, &catalogue, &again), 0);
    cr_assert_gt(findings.count, 3);
    cr_assert_eq(findings.count, again.count);
    for (size_t i = 0; i < findings.count; i++) {
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_INDONESIAN);
        char *other = catalogue_finding_text(&again.list[i], CAPAIAN_INDONESIAN);
        cr_assert_str_eq(text, other);
        free(text);
        free(other);
    }
    catalogue_findings_free(&findings);
    catalogue_findings_free(&again);
}
