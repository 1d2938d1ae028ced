#include "commands/explanation.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct capaian_calendar ZONE = {.offset_s = 7 * 3600};

static void check_figure(const char *figure, enum capaian_language language, const char *expected) {
    struct capaian_string out = {0};
    string_add_figure(&out, figure, language);
    cr_assert_str_eq(out.text ? out.text : "", expected);
    capaian_string_free(&out);
}

Test(explanation, figures_as_the_language_writes_them) {
    check_figure("", CAPAIAN_INDONESIAN, "");
    check_figure("1234.5", CAPAIAN_INDONESIAN, "1.234,5");
    check_figure("-1234.5", CAPAIAN_ENGLISH, "-1,234.5");
    check_figure("3/40000", CAPAIAN_INDONESIAN, "3/40.000");
    check_figure("complete 1200 (340000.5)", CAPAIAN_INDONESIAN, "lengkap 1.200 (340.000,5)");
    check_figure("complete 12 (340)", CAPAIAN_ENGLISH, "complete 12 (340)");
    check_figure("withdraw", CAPAIAN_INDONESIAN, "ditarik");
    check_figure("BB", CAPAIAN_INDONESIAN, "BB");
    check_figure("A1234", CAPAIAN_INDONESIAN, "A1234");
    check_figure("1.2.3", CAPAIAN_INDONESIAN, "1.2.3");
}

struct promise {
    Capaian__V1__AttainmentRow row;
    Capaian__V1__Assessment assessment;
    Capaian__V1__Decimal target, realization, attainment;
    Capaian__V1__Person person;
    Capaian__V1__ExplainedFigure figure;
    Capaian__V1__ExplainedFigure *figures[1];
    char *arithmetic[1];
    Capaian__V1__Explanation page;
};

static void fill(struct promise *promise) {
    capaian__v1__attainment_row__init(&promise->row);
    capaian__v1__assessment__init(&promise->assessment);
    capaian__v1__decimal__init(&promise->target);
    capaian__v1__decimal__init(&promise->realization);
    capaian__v1__decimal__init(&promise->attainment);
    capaian__v1__person__init(&promise->person);
    capaian__v1__explained_figure__init(&promise->figure);
    capaian__v1__explanation__init(&promise->page);
    promise->target.coefficient = 150000;
    promise->realization.coefficient = 120000;
    promise->attainment.coefficient = 80;
    promise->row.indicator = (char *)"par01";
    promise->row.name = (char *)"Kunjungan wisatawan";
    promise->row.unit = (char *)"dispar";
    promise->row.satuan = (char *)"orang";
    promise->row.formula = (char *)"ratio";
    promise->row.better = (char *)"higher";
    promise->assessment.period = (char *)"2026-Q1";
    promise->assessment.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET;
    promise->assessment.target = &promise->target;
    promise->assessment.realization = &promise->realization;
    promise->assessment.attainment = &promise->attainment;
    promise->assessment.catalogue_version = 2;
    promise->person.person = (char *)"P0201";
    promise->person.name = (char *)"Kepala Dinas";
    promise->person.capacity = (char *)"plt";
    promise->figure.period = (char *)"2026-01";
    promise->figure.realized = (char *)"40000";
    promise->figure.reported = 1;
    promise->figures[0] = &promise->figure;
    promise->arithmetic[0] = (char *)"120.000 / 150.000 = 80,00 %";
    promise->page.row = &promise->row;
    promise->page.assessment = &promise->assessment;
    promise->page.legal_basis = (char *)"SK Bupati 15/2026";
    promise->page.effective = (char *)"2026-01-01";
    promise->page.within_year = (char *)"sum";
    promise->page.figures = promise->figures;
    promise->page.n_figures = 1;
    promise->page.arithmetic_id = promise->arithmetic;
    promise->page.n_arithmetic_id = 1;
    promise->page.accountable = &promise->person;
}

static char *print(struct explanation *explanation, bool cut) {
    struct capaian_string out = {0};
    explanation_print(explanation, cut, &out);
    cr_assert_not(out.failed);
    (void)explanation_free(explanation);
    return out.text;
}

Test(explanation, holds_everything_that_the_figure_stands_on) {
    struct promise promise;
    fill(&promise);
    struct explanation *explanation = explanation_new(CAPAIAN_INDONESIAN, &ZONE, false);
    Capaian__V1__AttainmentPage ledger = CAPAIAN__V1__ATTAINMENT_PAGE__INIT;
    ledger.step = 42;
    ledger.simulated = 1;
    explanation_ledger(explanation, &ledger);
    explanation_begin(explanation, &promise.page);

    uint8_t id[16] = {0x01};
    Capaian__V1__ExplainedRow row = CAPAIAN__V1__EXPLAINED_ROW__INIT;
    row.message_id = (ProtobufCBinaryData){sizeof id, id};
    row.row = 3;
    row.figure = (char *)"40000";
    row.counts = 1;
    explanation_row(explanation, &row);
    row.counts = 0;
    row.late = 1;
    row.note = (char *)"digantikan";
    row.reason = (char *)"salah ketik";
    explanation_row(explanation, &row);

    char *text = print(explanation, true);
    static const char *const PARTS[] = {
        "Buku besar 1970-01-01T07:00:00+07:00, langkah 42, WAKTU SIMULASI",
        "par01  Kunjungan wisatawan (dispar, orang)",
        "Rumus: R / T; makin tinggi makin baik; dalam setahun: penjumlahan; 0 desimal",
        "Target: 150.000 orang (katalog versi 2; dasar: SK Bupati 15/2026; berlaku sejak 2026-01-01)",
        "2026-01           40.000",
        "  1970-01-01 07:00:00  ",
        "  01000000:3  ",
        "(terlambat)",
        "digantikan; salah ketik",
        "--rows 0",
        "120.000 / 150.000 = 80,00 %",
        "Realisasi: 120.000",
        "Capaian: 80,00 %",
        "Hasil: tidak tercapai",
        "Penanggung jawab (hari terakhir periode): Kepala Dinas (P0201), Plt",
        "Pejabat saat ini: jabatan kosong",
    };
    const char *at = text;
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        const char *found = strstr(at, PARTS[i]);
        cr_assert_not_null(found, "no %s in or out of its place in\n%s", PARTS[i], text);
        at = found;
    }
    free(text);
}

Test(explanation, ids_in_full_and_the_gap) {
    struct promise promise;
    fill(&promise);
    promise.row.unreported_from = (char *)"2026-02";
    promise.assessment.cut = (char *)"2026-01";
    struct explanation *explanation = explanation_new(CAPAIAN_ENGLISH, &ZONE, true);
    explanation_begin(explanation, &promise.page);
    uint8_t id[16] = {0x01};
    Capaian__V1__ExplainedRow row = CAPAIAN__V1__EXPLAINED_ROW__INIT;
    row.message_id = (ProtobufCBinaryData){sizeof id, id};
    explanation_row(explanation, &row);
    char *text = print(explanation, false);
    cr_assert(strstr(text, "  01000000000000000000000000000000:0  "), "%s", text);
    cr_assert(strstr(text, "\nGap since: 2026-02\n"), "%s", text);
    cr_assert(strstr(text, "\nCounted through the end of: 2026-01\n"), "%s", text);
    free(text);
}

Test(explanation, without_rows_and_without_a_verdict) {
    struct promise promise;
    fill(&promise);
    promise.page.assessment = NULL;
    promise.figure.reported = 0;
    promise.figure.realized = (char *)"0";
    struct explanation *explanation = explanation_new(CAPAIAN_ENGLISH, &ZONE, false);
    explanation_begin(explanation, &promise.page);
    char *text = print(explanation, false);
    cr_assert(strstr(text, "No row has been reported."));
    cr_assert(strstr(text, "\n2026-01                  -             0  -      not yet\n"),
              "nothing reported is not zero:\n%s", text);
    cr_assert_null(strstr(text, "Outcome"));
    cr_assert_null(strstr(text, "--rows"));
    free(text);
}

Test(explanation, versions_parts_and_what_to_check_it_with) {
    struct promise promise;
    fill(&promise);
    Capaian__V1__TargetVersion first = CAPAIAN__V1__TARGET_VERSION__INIT, second = first;
    Capaian__V1__TargetVersion *versions[] = {&first, &second};
    Capaian__V1__Decimal less = CAPAIAN__V1__DECIMAL__INIT;
    less.coefficient = 100000;
    first.catalogue_version = 1;
    first.target = &promise.target;
    first.basis = (char *)"PK murni";
    first.effective = (char *)"2026-01-01";
    first.in_force = 1;
    second.catalogue_version = 2;
    second.target = &less;
    second.basis = (char *)"PK perubahan";
    second.effective = (char *)"2026-03-01";
    promise.page.versions = versions;
    promise.page.n_versions = 2;
    Capaian__V1__ExplainedFigure part = CAPAIAN__V1__EXPLAINED_FIGURE__INIT;
    part.period = (char *)"2026-01";
    part.unit = (char *)"pusk1";
    part.missing = (char *)"belum terbit";
    part.missing_accepted = (char *)"2026-06-30";
    promise.figure.stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED;
    Capaian__V1__ExplainedFigure *figures[] = {&promise.figure, &part};
    promise.page.figures = figures;
    promise.page.n_figures = 2;
    Capaian__V1__Person *answering[] = {&promise.person};
    promise.page.answering = answering;
    promise.page.n_answering = 1;
    struct explanation *explanation = explanation_new(CAPAIAN_INDONESIAN, &ZONE, false);
    explanation_begin(explanation, &promise.page);
    uint8_t id[16] = {0xab}, hash[32] = {0xcd};
    Capaian__V1__ExplainedRow row = CAPAIAN__V1__EXPLAINED_ROW__INIT;
    Capaian__V1__Evidence evidence = CAPAIAN__V1__EVIDENCE__INIT;
    evidence.address = (char *)"https://example.id/bukti";
    row.message_id = (ProtobufCBinaryData){sizeof id, id};
    row.content_hash = (ProtobufCBinaryData){sizeof hash, hash};
    row.step = 12;
    row.unit = (char *)"dispar";
    row.replaced = 1;
    row.source = (char *)"Karcis";
    row.evidence = &evidence;
    row.figure = (char *)"missing: 2026 belum terbit";
    explanation_row(explanation, &row);
    row.row = 1;
    explanation_row(explanation, &row);
    row.step = 7;
    id[0] = 0x01;
    explanation_row(explanation, &row);
    char *text = print(explanation, false);
    static const char *const PARTS[] = {
        "    1  150.000  2026-01-01     1970-01-01 07:00:00  ya          PK murni\n",
        "    2  100.000  2026-03-01     1970-01-01 07:00:00  tidak       PK perubahan\n",
        "2026-01        -               40.000                0  sudah direviu  ya\n",
        ("2026-01        pusk1                -                0  -              dinyatakan tidak ada: belum terbit "
         "(diterima "
         "s.d. 2026-06-30)\n"),
        "tidak (digantikan)",
        "tidak ada: 2026 belum terbit",
        "Karcis; https://example.id/bukti",
        "Ikut menjawab: Kepala Dinas (P0201), Plt",
        "Cara memeriksa:",
        "\n      7  dispar  1970-01-01 07:00:00  01000000000000000000000000000000  cd00000000000000",
        "\n     12  dispar  1970-01-01 07:00:00  ab000000000000000000000000000000  cd00000000000000",
    };
    const char *at = text;
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        const char *found = strstr(at, PARTS[i]);
        cr_assert_not_null(found, "no %s in or out of its place in\n%s", PARTS[i], text);
        at = found;
    }
    cr_assert_null(strstr(strstr(at, "ab00") + 1, "ab000000000000000000000000000000"), "a message is named once:\n%s",
                   text);
    free(text);
}
