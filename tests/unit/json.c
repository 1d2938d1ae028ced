#include "commands/json.h"

#include "capaian/v1/query.pb-c.h"
#include "commands/figure.h"

#include <criterion/criterion.h>
#include <string.h>

static void check(const ProtobufCMessage *message, const char *expected) {
    struct capaian_string out = {0};
    string_add_json_message(&out, message);
    cr_assert_not(out.failed);
    cr_assert_str_eq(out.text, expected);
    capaian_string_free(&out);
}

Test(json, every_field_by_its_name_in_the_schema) {
    Capaian__V1__Decimal target = {
        .base = PROTOBUF_C_MESSAGE_INIT(&capaian__v1__decimal__descriptor), .coefficient = -12500, .scale = 3};
    Capaian__V1__Decimal weight = {
        .base = PROTOBUF_C_MESSAGE_INIT(&capaian__v1__decimal__descriptor), .coefficient = 40, .scale = 0};
    Capaian__V1__Assessment assessment = CAPAIAN__V1__ASSESSMENT__INIT;
    assessment.period = (char *)"2026-Q1";
    assessment.outcome = CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET;
    assessment.target = &target;
    assessment.catalogue_version = 3;
    assessment.status = CAPAIAN__V1__STATUS__STATUS_PROVISIONAL;
    assessment.judged = 1;
    assessment.band = (char *)"sangat tinggi";
    assessment.stage = CAPAIAN__V1__STAGE__STAGE_REVIEWED;
    assessment.weight = &weight;
    check(&assessment.base,
          "{\"period\":\"2026-Q1\",\"cut\":\"\",\"outcome\":\"not_met\",\"target\":-12.5,\"realization\":null,"
          "\"attainment\":null,\"deviation\":null,\"catalogue_version\":3,\"status\":\"provisional\",\"judged\":true,"
          "\"target_high\":null,\"band\":\"sangat tinggi\",\"target_grade\":\"\",\"realization_grade\":\"\","
          "\"stage\":\"reviewed\",\"capped\":null,\"weight\":40}");
}

Test(json, lists_bytes_and_texts) {
    uint8_t epoch[] = {0x00, 0xab, 0xff};
    Capaian__V1__AlertEvent event = CAPAIAN__V1__ALERT_EVENT__INIT;
    Capaian__V1__AlertEvent *standing[] = {&event, &event};
    Capaian__V1__Snapshot snapshot = CAPAIAN__V1__SNAPSHOT__INIT;
    char *unheard[] = {(char *)"kol \"1\"", (char *)"k2"};
    event.unheard = unheard;
    event.n_unheard = 2;
    event.kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE;
    event.state = CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING;
    event.at = -1;
    event.number = UINT64_MAX;
    snapshot.epoch = (ProtobufCBinaryData){sizeof epoch, epoch};
    snapshot.number = 7;
    snapshot.standing = standing;
    snapshot.n_standing = 2;
    struct capaian_string out = {0};
    string_add_json_message(&out, &snapshot.base);
    cr_assert_eq(strstr(out.text, "{\"epoch\":\"00abff\",\"number\":7,\"standing\":[{"), out.text);
    cr_assert(strstr(out.text, "\"number\":18446744073709551615"));
    cr_assert(strstr(out.text, "\"kind\":\"overdue\",\"state\":\"firing\""));
    cr_assert(strstr(out.text, "\"at\":-1"));
    cr_assert(strstr(out.text, "\"unheard\":[\"kol \\\"1\\\"\",\"k2\"]"));
    capaian_string_free(&out);
}

Test(json, of_a_oneof_only_what_is_set) {
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT;
    Capaian__V1__Missing missing = CAPAIAN__V1__MISSING__INIT;
    missing.reason = (char *)"r";
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_MISSING;
    row.missing = &missing;
    struct capaian_string out = {0};
    string_add_json_message(&out, &row.base);
    cr_assert(strstr(out.text, "\"missing\":{\"reason\":\"r\"}"));
    cr_assert_null(strstr(out.text, "\"value\""));
    cr_assert_null(strstr(out.text, "\"withdraw\""));
    capaian_string_free(&out);
}

Test(json, an_empty_message_and_values_of_a_later_version) {
    Capaian__V1__Withdraw withdraw = CAPAIAN__V1__WITHDRAW__INIT;
    check(&withdraw.base, "{}");
    char code[JSON_ENUM_TEXT];
    cr_assert_str_eq(enum_code(&capaian__v1__assessed__descriptor, 99, code), "99");
    cr_assert_str_eq(enum_code(&capaian__v1__assessed__descriptor, 5, code), "missed_silent");
    cr_assert_str_eq(enum_code(&capaian__v1__alert_state__descriptor, 2, code), "acknowledged");
    Capaian__V1__Assessment assessment = CAPAIAN__V1__ASSESSMENT__INIT;
    assessment.outcome = (Capaian__V1__Assessed)99;
    struct capaian_string out = {0};
    string_add_json_message(&out, &assessment.base);
    cr_assert(strstr(out.text, "\"outcome\":99,"));
    capaian_string_free(&out);
}

Test(json, decimals_as_the_language_writes_them_and_plain) {
    Capaian__V1__Decimal decimal = CAPAIAN__V1__DECIMAL__INIT;
    char text[CAPAIAN_NUMBER_TEXT];
    decimal.coefficient = 123456785;
    decimal.scale = 2;
    cr_assert_str_eq(decimal_plain(&decimal, text), "1234567.85");
    cr_assert_str_eq(decimal_text(&decimal, 1, CAPAIAN_INDONESIAN, text), "1.234.567,9");
    cr_assert_str_eq(decimal_text(&decimal, 2, CAPAIAN_ENGLISH, text), "1,234,567.85");
    cr_assert_str_eq(decimal_text(NULL, 2, CAPAIAN_ENGLISH, text), "");
    cr_assert_str_eq(count_text(1234567, CAPAIAN_INDONESIAN, text), "1.234.567");
    decimal.coefficient = 99999;
    decimal.scale = 3;
    cr_assert_str_eq(percent_text(&decimal, CAPAIAN_INDONESIAN, text), "99,999", "not 100 before it is");
    decimal.scale = 10;
    cr_assert_str_eq(decimal_plain(&decimal, text), "null");
    cr_assert_str_eq(percent_text(&decimal, CAPAIAN_INDONESIAN, text), "");
}
