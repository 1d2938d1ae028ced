// Messages from short texts, one row a line (or behind a ;):
//
//   par01 2026-03 12.5       a value; 3/4 a pair; =3:120 a closing of 3 rows that sum to 120 (=3:12/40 of pairs);
//                            ?missing, ?missing:reason (_ for a blank), ?withdraw, ?grade:BB, ?grade:BB:72.5, ?none
//                            the figures that are not numbers
//
// and behind it, in any order: ~p provisional, ~e estimated, ~N the status N, #K1 the ref, !words_of_a_reason,
// @2026-04-02 as_of (a day at noon in Jakarta, or +milliseconds on top of the message's own), ^ confirm, %orang the
// satuan's echo, &12.3 replaces row 3 of message number 12 (& alone a row that nobody sends), $ evidence.
#pragma once

#include "capaian/v1/content.pb-c.h"
#include "value/decimal.h"
#include "value/period.h"
#include "wire/limits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LETTER_TEXT = 64 * 1024, LETTER_HOUR = 3600 * 1000, LETTER_DAY = 24 * LETTER_HOUR };

// A day, or a day and a time of Jakarta: 2026-04-02, 2026-04-02T08:30.
static inline int64_t instant_of(const char *text) {
    char date[11] = "";
    int32_t day = 0;
    int hour = 0, minute = 0;
    memcpy(date, text, strnlen(text, 10));
    cr_assert_eq(capaian_date_parse(date, &day), 0, "%s is no date", text);
    if (text[10] == 'T')
        cr_assert_eq(sscanf(text + 11, "%d:%d", &hour, &minute), 2, "%s is no time", text);
    return (int64_t)day * LETTER_DAY + (hour - 7) * LETTER_HOUR + (int64_t)minute * 60000;
}

// The id of the message of a number.
static inline void letter_id(uint32_t number, uint8_t ret[CAPAIAN_ID_SIZE]) {
    memset(ret, 0, CAPAIAN_ID_SIZE);
    for (int i = 0; i < 4; i++)
        ret[i] = (uint8_t)(number >> (24 - 8 * i));
}

struct letter {
    Capaian__V1__Content content;
    Capaian__V1__Row *list[CAPAIAN_ROWS_MAX];
    Capaian__V1__Row rows[CAPAIAN_ROWS_MAX];
    // At most two numbers a row, and one wrapper around them.
    Capaian__V1__Decimal decimals[2 * CAPAIAN_ROWS_MAX];
    union {
        Capaian__V1__Ratio ratio;
        Capaian__V1__Complete complete;
        Capaian__V1__Missing missing;
        Capaian__V1__Withdraw withdraw;
        Capaian__V1__Grade grade;
    } figures[CAPAIAN_ROWS_MAX];
    Capaian__V1__Replaces replaces[CAPAIAN_ROWS_MAX];
    uint8_t replaced[CAPAIAN_ID_SIZE], replaced_ids[CAPAIAN_ROWS_MAX][CAPAIAN_ID_SIZE];
    Capaian__V1__Evidence evidence;
    uint8_t hash[32];    // of no file at all
    size_t decimal_count;
    char text[LETTER_TEXT];
    uint8_t bytes[CAPAIAN_CONTENT_MAX];
    size_t size;
};

static inline Capaian__V1__Decimal *letter_decimal(struct letter *letter, const char *text) {
    struct capaian_decimal exact;
    cr_assert_eq(capaian_decimal_parse(text, CAPAIAN_NUMBERS_EN, &exact), CAPAIAN_NUMBER_OK, "%s is no number", text);
    Capaian__V1__Decimal *decimal = &letter->decimals[letter->decimal_count++];
    capaian__v1__decimal__init(decimal);
    decimal->coefficient = exact.coefficient;
    decimal->scale = exact.scale;
    return decimal;
}

static inline void letter_pair(struct letter *letter, char *text, Capaian__V1__Decimal **ret_first,
                               Capaian__V1__Decimal **ret_second) {
    char *slash = strchr(text, '/');
    if (slash != NULL) {
        *slash = '\0';
        *ret_second = letter_decimal(letter, slash + 1);
    }
    *ret_first = letter_decimal(letter, text);
}

static inline void letter_figure(struct letter *letter, size_t index, char *text) {
    Capaian__V1__Row *row = &letter->rows[index];
    if (text[0] == '=') {
        Capaian__V1__Complete *complete = row->complete = &letter->figures[index].complete;
        row->figure_case = CAPAIAN__V1__ROW__FIGURE_COMPLETE;
        capaian__v1__complete__init(complete);
        char *colon = strchr(text, ':');
        complete->count = strtoull(text + 1, NULL, 10);
        if (colon != NULL)
            letter_pair(letter, colon + 1, &complete->total, &complete->denominator);
    } else if (strncmp(text, "?missing", 8) == 0) {
        capaian__v1__missing__init(row->missing = &letter->figures[index].missing);
        row->missing->reason = text[8] == ':' ? text + 9 : (char *)"belum terbit";
        for (char *at = row->missing->reason; text[8] == ':' && (at = strchr(at, '_')) != NULL;)
            *at = ' ';
        row->figure_case = CAPAIAN__V1__ROW__FIGURE_MISSING;
    } else if (strcmp(text, "?withdraw") == 0) {
        capaian__v1__withdraw__init(row->withdraw = &letter->figures[index].withdraw);
        row->figure_case = CAPAIAN__V1__ROW__FIGURE_WITHDRAW;
    } else if (strncmp(text, "?grade", 6) == 0) {
        char *score = text[6] == ':' ? strchr(text + 7, ':') : NULL;
        capaian__v1__grade__init(row->grade = &letter->figures[index].grade);
        row->grade->grade = text[6] == ':' ? text + 7 : (char *)"BB";
        if (score != NULL) {
            *score = '\0';
            row->grade->score = letter_decimal(letter, score + 1);
        }
        row->figure_case = CAPAIAN__V1__ROW__FIGURE_GRADE;
    } else if (strchr(text, '/') != NULL) {
        capaian__v1__ratio__init(row->ratio = &letter->figures[index].ratio);
        row->figure_case = CAPAIAN__V1__ROW__FIGURE_RATIO;
        letter_pair(letter, text, &row->ratio->numerator, &row->ratio->denominator);
    } else if (strcmp(text, "?none") != 0) {
        row->figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
        row->value = letter_decimal(letter, text);
    }
}

static inline void letter_replaces(struct letter *letter, Capaian__V1__Row *row, const char *text) {
    size_t index = (size_t)(row - letter->rows);
    unsigned number = 0, of = 0;
    cr_assert(text[0] == '\0' || sscanf(text, "%u.%u", &number, &of) == 2, "&%s is no row", text);
    letter_id(number, letter->replaced_ids[index]);
    row->replaces = &letter->replaces[index];
    capaian__v1__replaces__init(row->replaces);
    row->replaces->message_id = (ProtobufCBinaryData){CAPAIAN_ID_SIZE, letter->replaced_ids[index]};
    row->replaces->row = of;
}

static inline void letter_option(struct letter *letter, Capaian__V1__Row *row, char *text, int64_t received_at) {
    switch (text[0]) {
    case '~':
        row->status = text[1] == 'p'   ? CAPAIAN__V1__STATUS__STATUS_PROVISIONAL
                      : text[1] == 'e' ? CAPAIAN__V1__STATUS__STATUS_ESTIMATED
                                       : (Capaian__V1__Status)atoi(text + 1);
        break;
    case '#':
        row->ref = text + 1;
        break;
    case '!':
        row->reason = text + 1;
        break;
    case '@':
        row->as_of = text[1] == '+' ? received_at + atoll(text + 2) : instant_of(text + 1) + 12 * LETTER_HOUR;
        break;
    case '^':
        row->confirm = 1;
        break;
    case '%':
        row->satuan = text + 1;
        break;
    case '&':
        letter_replaces(letter, row, text + 1);
        break;
    case '$':
        capaian__v1__evidence__init(&letter->evidence);
        letter->evidence.address = (char *)"https://data.example/berkas.pdf";
        letter->evidence.sha256 = (ProtobufCBinaryData){sizeof letter->hash, letter->hash};
        row->evidence = &letter->evidence;
        break;
    default:
        cr_assert_fail("%s is no part of a row", text);
    }
}

// malloc'd; the encoded Content is letter->bytes[0 .. size - 1].
static inline struct letter *letter_of(const char *unit, bool atomic, const char *text, int64_t received_at) {
    struct letter *letter = calloc(1, sizeof *letter);
    cr_assert_not_null(letter);
    cr_assert_lt(strlen(text), LETTER_TEXT);
    memcpy(letter->text, text, strlen(text) + 1);
    capaian__v1__content__init(&letter->content);
    letter->content.unit = (char *)unit;
    letter->content.atomic = atomic;
    letter->content.rows = letter->list;
    char *rest = letter->text;
    for (char *line; (line = strsep(&rest, ";\n")) != NULL;) {
        char *part = strtok(line, " ");
        if (part == NULL)
            continue;
        size_t index = letter->content.n_rows++;
        Capaian__V1__Row *row = letter->list[index] = &letter->rows[index];
        capaian__v1__row__init(row);
        row->indicator = part;
        row->period = strtok(NULL, " ");
        row->as_of = received_at;
        part = strtok(NULL, " ");
        cr_assert_not_null(part, "a row has an indicator, a period and a figure");
        letter_figure(letter, index, part);
        while ((part = strtok(NULL, " ")) != NULL)
            letter_option(letter, row, part, received_at);
    }
    letter->size = capaian__v1__content__get_packed_size(&letter->content);
    cr_assert_leq(letter->size, sizeof letter->bytes);
    capaian__v1__content__pack(&letter->content, letter->bytes);
    return letter;
}
