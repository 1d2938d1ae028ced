// Attainment figures that were published: target, realization and percentage as they stand in print, and where. Facts
// gathered from performance reports, regulations, source code and newspapers of Indonesian governments; the words are
// ours.
#pragma once

#include <stddef.h>

struct published_source {
    const char *name, *url;
};

enum published_rule { RATIO, REFLECTED, INVERSE, RANGE_HIGHER, RANGE_LOWER, MEAN };

enum published_how {
    ROUNDED,      // follows from what is printed, rounded half away from zero
    TRUNCATED,    // follows, its further digits cut off
    WRONG,        // does not follow from what is printed, which is exact: `ours` does
    COARSE,       // amounts are printed too coarsely to tell: it lies between what they allow, `ours` is their quotient
    BASE,         // the target is not printed: `ours` is what it must have been
    UNPUBLISHED,    // no percentage is printed: `ours` would be it; none without a realization
};

// Blank or NULL: none. Of a mean, what is averaged: target, high, realization. The steps: how far amounts may be from
// what is printed.
struct published {
    unsigned source;
    const char *what;
    enum published_rule rule;
    const char *target, *high, *realization, *published;
    enum published_how how;
    const char *ours, *target_step, *realization_step, *why;
};

#define SAYS(source_, rule_, what_, target_, realization_, published_)                                                 \
    .source = (source_), .rule = (rule_), .what = (what_), .target = (target_), .realization = (realization_),         \
    .published = (published_)

static const struct published_source published_sources[] = {
    {"LKjIP Kabupaten Manggarai Timur 2019",
     "https://123dok.com/article/menurunnya-kematian-ibu-baru-melahirkan-anak-baru-lahir.qojrmjjz"},
    {"LKj Provinsi Lampung 2015",
     "https://text-id.123dok.com/document/lzgjwrwvz-angka-kematian-ibu-aki-per-100-000-kelahiran-hidup.html"},
    {"LKjIP Kabupaten Tanah Datar 2016",
     "https://text-id.123dok.com/document/"
     "dy445j4ry-angka-partisipasi-murni-sdmi-angka-partisipasi-murni-apm-smpmts.html"},
    {"LKj Kabupaten Tanah Datar 2015, pendidikan",
     "https://text-id.123dok.com/document/oz1w68wpy-apk-smpmtspaketb-tabel3-3-21-meningkatnya-apk-smasmkmapaketc.html"},
    {"LKj Kabupaten Tanah Datar 2015, lingkungan hidup",
     "https://text-id.123dok.com/document/"
     "4zpk588oy-persentase-cakupan-wilayah-persampahan-status-mutu-lingkungan-hidup-kualitas-air.html"},
    {"LKj Kabupaten Tanah Datar 2015, jalan",
     "https://text-id.123dok.com/document/oy8nx7n5y-persentasepeningkatanjalan-ber-kualitas-baik.html"},
    {"LKjIP Dinas PUPR Kota Dumai 2020",
     "https://123dok.com/article/capaian-kinerja-organisasi-akuntabilitas-kinerja.yev4vr50"},
    {"LKjIP Kota Dumai 2016",
     "https://text-id.123dok.com/document/dzxogpwoz-rasio-gurumurid-per-kelas-rata-rata-sdmi.html"},
    {"LKPJ Kabupaten Wonosobo 2019", "https://123dok.com/document/zx51vd7d-d-urusan-perindustrian.html"},
    {"Antara Sumbar, Tanah Datar 2018",
     "https://sumbar.antaranews.com/berita/228437/penjualan-karcis-istano-pagaruyuang-capai-rp15-miliar"},
    {"Valora News, Tanah Datar 2019",
     "https://www.valoranews.com/berita/14241/"
     "pariwara-pemkab-tanahdatar-empat-tahun-irdinansyah-tarmizizuldafri-darma-ada-target-rpjmd-sudah-capai-100"},
    {"Fajar, Maros 15 July 2022",
     "https://sulsel.fajar.co.id/2022/07/15/triwulan-kedua-realisasi-pad-pemkab-maros-capai-4080-persen/2"},
    {"Kaidah Malut, Ternate 8 October 2021",
     "http://malut.kaidah.id/ternate-majang/read/1723/triwulan-ketiga-retribusi-daerah-belum-capai-target/"},
    {"Media Lampung, Lampung Barat", "https://medialampung.disway.id/read/48635/medialampung.co.id"},
    {"Suara Surakarta, 28 February 2024", "https://surakarta.suara.com/read/2024/02/28/221919/"
                                          "gibran-berupaya-tingkatkan-pad-kota-solo-ini-yang-bakal-dilakukan?page=2"},
    {"Harian Rakyat Bengkulu, Bengkulu Tengah 2023",
     "https://harianrakyatbengkulu.bacakoran.co/amp/4875/tak-capai-target-retribusi-opd-akan-dievaluasi"},
    {"Tribun Medan, Deli Serdang 8 January 2024",
     "https://tribunmedan.cfd/2024/01/08/"
     "bapenda-deli-serdang-cuma-dapat-pad-rp-800-miliar-dan-jauh-dari-target-ini-penjelasan-kabanpenda"},
    {"Tribun Medan, Deli Serdang 18 May 2024",
     "https://medan.tribunnews.com/2024/05/18/"
     "realisasi-penerimaan-pemkab-deli-serdang-minim-pj-bupati-pertanyakan-kinerja-bapenda?page=2"},
    {"Ras Centre, Deli Serdang September 2025",
     "https://www.rascentre.com/2025/09/ultimatum-bapenda-bupati-ini-momen.html"},
    {"Mistar, Deli Serdang 2022", "http://mistar.online/news/sumut/serapan-anggaran-deli-sedang-masih-4138-persen"},
    {"E-Sakip Kabupaten Pringsewu, app/Helpers/lakip_helper.php", "https://github.com/andhika201/E-Sakip"},
    {"PermenPANRB 8/2021, examples on p. 110 of the scan",
     "http://online.flipbuilder.com/vajnr/eqrv/files/basic-html/page110.html"},
    {"PermenPANRB 8/2021, examples on p. 363 of the scan",
     "http://online.flipbuilder.com/vajnr/eqrv/files/basic-html/page363.html"},
    {"LKjIP Inspektorat Kabupaten Sampang 2019",
     "https://123dok.com/document/zx5dll94-baik-baik-cukup-kurang-kurang.html"},
};

static const struct published published_rows[] = {
    {SAYS(0, INVERSE, "maternal deaths, as counted", "162", "186", "87.10")},
    {SAYS(0, INVERSE, "maternal deaths, as shown in the table", "0.16", "0.19", "87.10"), .how = COARSE,
     .ours = "84.21", .target_step = "0.005", .realization_step = "0.005",
     .why = "computed from the counts, printed beside rates of two digits"},
    {SAYS(0, INVERSE, "infant deaths per 1,000 births", "9.20", "9.53", "96.54")},
    {SAYS(0, INVERSE, "deaths under five per 1,000 births", "0.64", "0.18", "72.52"), .how = WRONG, .ours = "355.56",
     .why = "far below the ceiling, called missed; near (T-R)/T, a reduction and no attainment"},
    {SAYS(0, MEAN, "mean of the three", "87.10", "72.52", "85.38"), .high = "96.54", .how = TRUNCATED,
     .why = "of what is printed, the wrong 72.52 included"},
    {SAYS(1, REFLECTED, "infant deaths against 2015", "32", "4.88", "184.75")},
    {SAYS(1, REFLECTED, "infant deaths against the end of the plan", "24", "4.88", "179.67")},
    {SAYS(2, RATIO, "net enrolment, primary", "90.89", "92.22", "101.46")},
    {SAYS(2, RATIO, "net enrolment, lower secondary", "81.73", "82.92", "101.46")},
    {SAYS(3, RATIO, "gross enrolment, lower secondary", "101.51", "103.22", "101.68")},
    {SAYS(4, RATIO, "villages with waste collection, in the text", "15", "11", "73.30"), .how = WRONG, .ours = "73.33",
     .why = "11 of 15 is 73.33"},
    {SAYS(4, RATIO, "villages with waste collection, in the table", "15", "11", "70.30"), .how = WRONG, .ours = "73.33",
     .why = "the same page says 73.30, and the table swaps target and realization"},
    {SAYS(4, RATIO, "water sources of good quality", "5", "5", "100")},
    {SAYS(5, RATIO, "roads improved, km", "21", "25.478", "121.32")},
    {SAYS(5, RATIO, "roads improved, percent", "1.49", "1.81", "121.32"), .how = COARSE, .ours = "121.48",
     .target_step = "0.005", .realization_step = "0.005",
     .why = "computed from the km, printed beside percentages of three digits"},
    {SAYS(5, RATIO, "bridges in good condition", "14.71", "14.71", "100")},
    {SAYS(5, MEAN, "mean of roads and bridges", "121.32", "", "110"), .high = "100", .how = TRUNCATED},
    {SAYS(6, RATIO, "clean water capacity, litres per second", "405", "65", "16.05")},
    {SAYS(6, RATIO, "applications completed within the year", "100", "100", "100")},
    {SAYS(7, RATIO, "pupils per teacher, primary", "32", "17.9", "83.86"), .how = WRONG, .ours = "55.94",
     .why = "no formula gives it: R/T 55.94, T/R 178.77, (2T-R)/T 144.06"},
    {SAYS(7, RATIO, "pupils per teacher, lower secondary", "34", "17.5", "82"), .how = WRONG, .ours = "51.47",
     .why = "no formula gives it: R/T 51.47, T/R 194.29, (2T-R)/T 148.53"},
    {SAYS(8, RATIO, "small industries, increase", "23", "5", "21.73"), .how = TRUNCATED},
    {SAYS(8, RATIO, "street vendors in wrong places, decrease", "1.3", "0.5", ""), .how = UNPUBLISHED, .ours = "38.46",
     .why = "a decrease is the better the larger it is"},
    {SAYS(9, RATIO, "revenue from tourism, June against the year", "6000000000", "3200000000", "53.99"), .how = COARSE,
     .ours = "53.33", .target_step = "50000000", .realization_step = "50000000", .why = "billions of one decimal"},
    {SAYS(10, RATIO, "visitors", "1200000", "1281548", ""), .how = UNPUBLISHED, .ours = "106.80"},
    {SAYS(11, RATIO, "own revenue against the cash plan to June", "120900000000", "107800000000", "80"), .how = WRONG,
     .ours = "89.16", .why = "said to be 80 in the same article that prints both amounts"},
    {SAYS(11, RATIO, "own revenue against the year", "", "107800000000", "40.80"), .how = BASE,
     .ours = "264215686274.51"},
    {SAYS(11, RATIO, "licensing fees against the year", "", "610000000", "7.9"), .how = BASE, .ours = "7721518987.34"},
    {SAYS(12, RATIO, "fees to September: all fees", "32452531191", "13866406931", "42.73")},
    {SAYS(12, RATIO, "fees to September: health services", "15000000", "35251900", "235.01")},
    {SAYS(12, RATIO, "fees to September: waste collection", "6000000000", "2980810500", "49.68")},
    {SAYS(12, RATIO, "fees to September: street parking", "6000000000", "341000000", "5.68")},
    {SAYS(12, RATIO, "fees to September: markets", "205000000", "57132000", "27.87")},
    {SAYS(12, RATIO, "fees to September: vehicle inspection", "300000000", "0", "0.00")},
    {SAYS(12, RATIO, "fees to September: fire equipment", "1125000000", "480720000", "42.73")},
    {SAYS(12, RATIO, "fees to September: septic service", "75000000", "8800000", "11.73")},
    {SAYS(12, RATIO, "fees to September: calibration", "375000000", "24435250", "6.52")},
    {SAYS(12, RATIO, "fees to September: wholesale markets", "12512531191", "7204546803", "57.58")},
    {SAYS(12, RATIO, "fees to September: auction halls", "150000000", "12310000", "8.21")},
    {SAYS(12, RATIO, "fees to September: bus stations", "550000000", "241970000", "43.99")},
    {SAYS(12, RATIO, "fees to September: parking lots", "500000000", "292900000", "58.58")},
    {SAYS(13, RATIO, "fees to November: all", "4700000000", "2650000000", "55.75"), .how = COARSE, .ours = "56.38",
     .target_step = "100000000", .realization_step = "10000000", .why = "amounts said to be a little more"},
    {SAYS(13, RATIO, "fees to November: general services", "3600000000", "1700000000", "47.85"), .how = COARSE,
     .ours = "47.22", .target_step = "100000000", .realization_step = "100000000",
     .why = "amounts said to be a little more"},
    {SAYS(13, RATIO, "fees to November: business services", "1000000000", "555000000", "53.71"), .how = COARSE,
     .ours = "55.50", .target_step = "100000000", .realization_step = "1000000",
     .why = "amounts said to be a little more"},
    {SAYS(13, RATIO, "fees to November: licences", "79000000", "352000000", "446.43"), .how = COARSE, .ours = "445.57",
     .target_step = "1000000", .realization_step = "1000000", .why = "amounts said to be a little more"},
    {SAYS(14, RATIO, "all fees", "85443461840", "57705618557", "71.52"), .how = WRONG, .ours = "67.54",
     .why = "both amounts are printed to the rupiah"},
    {SAYS(14, RATIO, "building permits", "18000000000", "5500000000", ""), .how = UNPUBLISHED, .ours = "30.56"},
    {SAYS(15, RATIO, "fees", "2500000000", "723000000", "28"), .how = TRUNCATED},
    {SAYS(15, RATIO, "fees: health services", "75000000", "76000000", ""), .how = UNPUBLISHED, .ours = "101.33"},
    {SAYS(15, RATIO, "fees: telecommunication towers", "110000000", "121000000", ""), .how = UNPUBLISHED,
     .ours = "110.00"},
    {SAYS(16, RATIO, "own revenue", "1200000000000", "800000000000", "62.9"), .how = COARSE, .ours = "66.67",
     .target_step = "50000000000", .realization_step = "50000000000", .why = "hundreds of billions of one digit"},
    {SAYS(17, RATIO, "own revenue to 17 May", "1300000000000", "176000000000", "13.03"), .how = COARSE, .ours = "13.54",
     .target_step = "50000000000", .realization_step = "500000000", .why = "trillions of one decimal"},
    {SAYS(18, RATIO, "own revenue to 17 September", "", "800000000000", "64.44"), .how = BASE,
     .ours = "1241464928615.77"},
    {SAYS(19, RATIO, "budget spent to August", "4229535350834", "1700000000000", "41.38"), .how = COARSE,
     .ours = "40.19", .target_step = "0", .realization_step = "100000000000", .why = "trillions of one decimal"},
    {SAYS(20, REFLECTED, "disaster risk index, one module", "88.82", "135.15", "47.84")},
    {SAYS(20, INVERSE, "disaster risk index, the other module", "88.82", "135.15", "65.72")},
    {SAYS(21, RANGE_HIGHER, "complaints settled, 80 to 90, above it", "80", "92", "113"), .high = "90", .how = WRONG,
     .ours = "102.22", .why = "the example divides 92 by 90"},
    {SAYS(21, RANGE_HIGHER, "complaints settled, 80 to 90, below it", "80", "70", "87.5"), .high = "90"},
    {SAYS(21, RANGE_LOWER, "months needed, 7 to 8, faster", "7", "6.5", "107"), .high = "8"},
    {SAYS(21, RANGE_LOWER, "months needed, 7 to 8, slower", "7", "9", "87.5"), .high = "8"},
    {SAYS(22, RATIO, "accountability score", "85", "85", "100")},
    {SAYS(22, RATIO, "budget execution score", "95", "93", "98")},
    {SAYS(23, RATIO, "financial findings, decrease", "55", "", ""), .how = UNPUBLISHED,
     .why = "printed as n/a: not measured, and no zero"},
};
