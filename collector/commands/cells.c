#include "commands/cells.h"

#include "value/text.h"
#include "wire/limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct capaian_column cell_columns[CELL_COLUMNS] = {
    [CELL_UNIT] = {"unit", "perangkat_daerah|perangkat daerah|opd|skpd", false},
    [CELL_INDICATOR] = {"indicator", "indikator|kode_indikator|kode indikator", true},
    [CELL_PERIOD] = {"period", "periode", true},
    [CELL_VALUE] = {"value", "nilai|realisasi", false},
    [CELL_NUMERATOR] = {"numerator", "pembilang", false},
    [CELL_DENOMINATOR] = {"denominator", "penyebut", false},
    [CELL_COMPLETE] = {"complete", "lengkap", false},
    [CELL_TOTAL] = {"total", "jumlah", false},
    [CELL_TOTAL_DENOMINATOR] = {"total_denominator", "total_penyebut|jumlah_penyebut", false},
    [CELL_MISSING] = {"missing", "tidak_ada|tidak ada", false},
    [CELL_GRADE] = {"grade", "predikat", false},
    [CELL_SCORE] = {"score", "skor", false},
    [CELL_WITHDRAW] = {"withdraw", "tarik|ditarik", false},
    [CELL_STATUS] = {"status", "", false},
    [CELL_AS_OF] = {"as_of", "per_tanggal|per tanggal", false},
    [CELL_REF] = {"ref", "nomor", false},
    [CELL_REPLACES] = {"replaces", "menggantikan|mengganti", false},
    [CELL_REASON] = {"reason", "alasan", false},
    [CELL_SATUAN] = {"satuan", "", false},
    [CELL_SOURCE] = {"source", "sumber", false},
    [CELL_EVIDENCE] = {"evidence", "bukti", false},
    [CELL_EVIDENCE_SHA256] = {"evidence_sha256", "bukti_sha256", false},
    [CELL_NOTE] = {"note", "catatan", false},
    [CELL_CONFIRM] = {"confirm", "konfirmasi", false},
    [CELL_EVENT] = {"event", "kejadian", false},
};

// The line being read.
struct reading {
    const struct capaian_sheet *sheet;
    uint32_t index;
    const struct cell_style *style;
    struct capaian_arena *arena;
    struct capaian_findings *findings;
    bool passed;
};

static const char *cell(const struct reading *reading, enum cell_column column) {
    return capaian_sheet_cell(reading->sheet, reading->index, column);
}

static bool filled(const struct reading *reading, enum cell_column column) {
    return *cell(reading, column) != '\0';
}

// The schema's strings are not const; nothing writes to them before they are packed.
static char *text_of(const struct reading *reading, enum cell_column column) {
    return (char *)cell(reading, column);
}

static void fault(struct reading *reading, enum capaian_code code, enum cell_column column, const char *argument0,
                  const char *argument1, const char *argument2) {
    capaian_findings_add(reading->findings, reading->index, code, cell_columns[column].name, argument0, argument1,
                         argument2);
    reading->passed = false;
}

// Both readings of 1.234, each with the style that it belongs to.
static void fault_ambiguous(struct reading *reading, enum cell_column column) {
    static const enum capaian_number_style styles[2] = {CAPAIAN_NUMBERS_ID, CAPAIAN_NUMBERS_EN};
    const char *text = cell(reading, column);
    const char *readings[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        struct capaian_decimal decimal;
        capaian_nano nano;
        char number[CAPAIAN_NUMBER_TEXT];
        if (capaian_decimal_parse(text, styles[i], &decimal) == CAPAIAN_NUMBER_OK &&
            capaian_nano_of(decimal, &nano) == 0)
            readings[i] = capaian_arena_text(reading->arena, "%s (%s)",
                                             capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, number),
                                             i == 0 ? "id" : "en");
    }
    fault(reading, CAPAIAN_FIGURE_AMBIGUOUS, column, text, readings[0], readings[1]);
}

// Reads the number of a filled cell; false when it is faulty, and the decimal then is 0.
static bool read_number(struct reading *reading, enum cell_column column, Capaian__V1__Decimal *ret) {
    capaian__v1__decimal__init(ret);
    struct capaian_decimal decimal;
    switch (capaian_decimal_parse(cell(reading, column), reading->style->numbers, &decimal)) {
    case CAPAIAN_NUMBER_OK:
        ret->coefficient = decimal.coefficient;
        ret->scale = decimal.scale;
        return true;
    case CAPAIAN_NUMBER_AMBIGUOUS:
        fault_ambiguous(reading, column);
        return false;
    case CAPAIAN_NUMBER_TOO_MANY_DIGITS:
        fault(reading, CAPAIAN_FIGURE_LARGE, column, cell(reading, column), NULL, NULL);
        return false;
    default:
        fault(reading, CAPAIAN_FIGURE_MALFORMED, column, cell(reading, column), NULL, NULL);
        return false;
    }
}

// ya and tidak as people write them. A faulty cell reads as no.
static bool read_flag(struct reading *reading, enum cell_column column) {
    static const char *const yes[] = {"ya", "y", "yes", "true", "benar", "1", "x"};
    static const char *const no[] = {"", "tidak", "t", "no", "n", "false", "salah", "0", "-"};
    const char *text = cell(reading, column);
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
        if (strcasecmp(text, yes[i]) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
        if (strcasecmp(text, no[i]) == 0)
            return false;
    }
    fault(reading, CAPAIAN_FLAG_MALFORMED, column, text, NULL, NULL);
    return false;
}

static void read_ratio(struct reading *reading, struct cell_row *row) {
    capaian__v1__ratio__init(&row->ratio);
    if (filled(reading, CELL_NUMERATOR)) {
        read_number(reading, CELL_NUMERATOR, &row->first);
        row->ratio.numerator = &row->first;
    }
    if (filled(reading, CELL_DENOMINATOR)) {
        // A faulty denominator stands as 1, so that no second fault is found in what was not read.
        if (!read_number(reading, CELL_DENOMINATOR, &row->second))
            row->second.coefficient = 1;
        row->ratio.denominator = &row->second;
    }
    row->row.ratio = &row->ratio;
    row->row.figure_case = CAPAIAN__V1__ROW__FIGURE_RATIO;
}

static void read_complete(struct reading *reading, struct cell_row *row) {
    capaian__v1__complete__init(&row->complete);
    Capaian__V1__Decimal count;
    if (read_number(reading, CELL_COMPLETE, &count)) {
        if (count.scale != 0 || count.coefficient < 0)
            fault(reading, CAPAIAN_COUNT_MALFORMED, CELL_COMPLETE, cell(reading, CELL_COMPLETE), NULL, NULL);
        else
            row->complete.count = (uint64_t)count.coefficient;
    }
    if (filled(reading, CELL_TOTAL)) {
        read_number(reading, CELL_TOTAL, &row->first);
        row->complete.total = &row->first;
    }
    if (filled(reading, CELL_TOTAL_DENOMINATOR)) {
        read_number(reading, CELL_TOTAL_DENOMINATOR, &row->second);
        row->complete.denominator = &row->second;
    }
    row->row.complete = &row->complete;
    row->row.figure_case = CAPAIAN__V1__ROW__FIGURE_COMPLETE;
}

static void read_grade(struct reading *reading, struct cell_row *row) {
    capaian__v1__grade__init(&row->grade);
    row->grade.grade = text_of(reading, CELL_GRADE);
    if (filled(reading, CELL_SCORE)) {
        read_number(reading, CELL_SCORE, &row->first);
        row->grade.score = &row->first;
    }
    row->row.grade = &row->grade;
    row->row.figure_case = CAPAIAN__V1__ROW__FIGURE_GRADE;
}

// The one figure of the line. The schema's oneof cannot show that a line states two, so that is found here.
static void read_figure(struct reading *reading, struct cell_row *row) {
    bool withdraw = read_flag(reading, CELL_WITHDRAW);
    bool ratio = filled(reading, CELL_NUMERATOR) || filled(reading, CELL_DENOMINATOR);
    const struct {
        bool there;
        enum cell_column column;
    } kinds[] = {
        {filled(reading, CELL_VALUE), CELL_VALUE},
        {ratio, filled(reading, CELL_NUMERATOR) ? CELL_NUMERATOR : CELL_DENOMINATOR},
        {filled(reading, CELL_GRADE), CELL_GRADE},
        {filled(reading, CELL_MISSING), CELL_MISSING},
        {filled(reading, CELL_COMPLETE), CELL_COMPLETE},
        {withdraw, CELL_WITHDRAW},
    };
    const enum cell_column none = CELL_COLUMNS;
    enum cell_column stated = none;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (!kinds[i].there)
            continue;
        if (stated != none) {
            fault(reading, CAPAIAN_FIGURE_SEVERAL, kinds[i].column, cell_columns[stated].name,
                  cell_columns[kinds[i].column].name, NULL);
            break;
        }
        stated = kinds[i].column;
    }
    if (filled(reading, CELL_SCORE) && !filled(reading, CELL_GRADE))
        fault(reading, CAPAIAN_CELL_ALONE, CELL_SCORE, "score", "grade", NULL);
    if (filled(reading, CELL_TOTAL) && !filled(reading, CELL_COMPLETE))
        fault(reading, CAPAIAN_CELL_ALONE, CELL_TOTAL, "total", "complete", NULL);
    if (filled(reading, CELL_TOTAL_DENOMINATOR) && !filled(reading, CELL_COMPLETE))
        fault(reading, CAPAIAN_CELL_ALONE, CELL_TOTAL_DENOMINATOR, "total_denominator", "complete", NULL);

    switch (stated) {
    case CELL_VALUE:
        read_number(reading, CELL_VALUE, &row->first);
        row->row.value = &row->first;
        row->row.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
        break;
    case CELL_NUMERATOR:
    case CELL_DENOMINATOR:
        read_ratio(reading, row);
        break;
    case CELL_GRADE:
        read_grade(reading, row);
        break;
    case CELL_MISSING:
        capaian__v1__missing__init(&row->missing);
        row->missing.reason = text_of(reading, CELL_MISSING);
        row->row.missing = &row->missing;
        row->row.figure_case = CAPAIAN__V1__ROW__FIGURE_MISSING;
        break;
    case CELL_COMPLETE:
        read_complete(reading, row);
        break;
    case CELL_WITHDRAW:
        capaian__v1__withdraw__init(&row->withdraw);
        row->row.withdraw = &row->withdraw;
        row->row.figure_case = CAPAIAN__V1__ROW__FIGURE_WITHDRAW;
        break;
    default:
        break;    // nothing stated: the row check says so
    }
}

static Capaian__V1__Status read_status(struct reading *reading) {
    static const struct {
        const char *word;
        Capaian__V1__Status status;
    } words[] = {
        {"", CAPAIAN__V1__STATUS__STATUS_FINAL},
        {"final", CAPAIAN__V1__STATUS__STATUS_FINAL},
        {"tetap", CAPAIAN__V1__STATUS__STATUS_FINAL},
        {"provisional", CAPAIAN__V1__STATUS__STATUS_PROVISIONAL},
        {"sementara", CAPAIAN__V1__STATUS__STATUS_PROVISIONAL},
        {"estimated", CAPAIAN__V1__STATUS__STATUS_ESTIMATED},
        {"perkiraan", CAPAIAN__V1__STATUS__STATUS_ESTIMATED},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strcasecmp(cell(reading, CELL_STATUS), words[i].word) == 0)
            return words[i].status;
    }
    fault(reading, CAPAIAN_STATUS_WORD, CELL_STATUS, cell(reading, CELL_STATUS), NULL, NULL);
    return CAPAIAN__V1__STATUS__STATUS_FINAL;
}

static int64_t read_as_of(struct reading *reading) {
    if (!filled(reading, CELL_AS_OF))
        return reading->style->has_as_of ? reading->style->as_of : 0;
    int64_t instant;
    if (capaian_instant_parse(&reading->style->calendar, cell(reading, CELL_AS_OF), &instant) == 0)
        return instant;
    fault(reading, CAPAIAN_AS_OF_MALFORMED, CELL_AS_OF, cell(reading, CELL_AS_OF), NULL, NULL);
    return CAPAIAN_AS_OF_MIN;    // not 0, which would be found absent as well
}

// 1,23457E+12 or 1.23457E+12: what a spreadsheet shows of a long number. Different numbers look the same by then, and
// as a ref one would silently revise the other.
static bool rounded_by_spreadsheet(const char *text) {
    const char *end = text + strspn(text, "0123456789");
    if (end == text)
        return false;
    if (*end == '.' || *end == ',')
        end += 1 + strspn(end + 1, "0123456789");
    return (*end == 'E' || *end == 'e') && end[1] == '+' && end[2] != '\0' &&
           end[2 + strspn(end + 2, "0123456789")] == '\0';
}

static void read_evidence(struct reading *reading, struct cell_row *row) {
    if (!filled(reading, CELL_EVIDENCE) && !filled(reading, CELL_EVIDENCE_SHA256))
        return;
    capaian__v1__evidence__init(&row->evidence);
    row->evidence.address = text_of(reading, CELL_EVIDENCE);
    row->row.evidence = &row->evidence;
    if (!filled(reading, CELL_EVIDENCE_SHA256))
        return;
    if (capaian_unhex(cell(reading, CELL_EVIDENCE_SHA256), row->sha256, sizeof(row->sha256)) < 0) {
        fault(reading, CAPAIAN_EVIDENCE_MALFORMED, CELL_EVIDENCE_SHA256, NULL, NULL, NULL);
        row->row.evidence = NULL;    // the row check would find the same again
        return;
    }
    row->evidence.sha256.data = row->sha256;
    row->evidence.sha256.len = sizeof(row->sha256);
}

// 3bab...:0, as explain shows a row: its message and its place there.
static void read_replaces(struct reading *reading, struct cell_row *row) {
    enum { ROW_DIGITS = 9 };
    const char *text = cell(reading, CELL_REPLACES);
    if (*text == '\0')
        return;
    char hex[2 * CAPAIAN_ID_SIZE + 1] = {0};
    size_t size = strcspn(text, ":");
    const char *number = text + size + (text[size] == ':');
    size_t digits = strspn(number, "0123456789");
    if (size == sizeof(hex) - 1)
        memcpy(hex, text, size);
    if (capaian_unhex(hex, row->replaced, sizeof(row->replaced)) < 0 || digits == 0 || digits > ROW_DIGITS ||
        number[digits] != '\0') {
        fault(reading, CAPAIAN_REPLACES_CELL, CELL_REPLACES, text, NULL, NULL);
        return;
    }
    capaian__v1__replaces__init(&row->replaces);
    row->replaces.message_id = (ProtobufCBinaryData){sizeof(row->replaced), row->replaced};
    row->replaces.row = (uint32_t)strtoul(number, NULL, 10);
    row->row.replaces = &row->replaces;
}

// `register (atas nama dinkes)`: the key only says through whom a row came.
static char *read_source(const struct reading *reading) {
    char *own = text_of(reading, CELL_SOURCE);
    const char *whom = reading->style->on_behalf_of;
    if (whom == NULL)
        return own;
    char *both = *own == '\0' ? capaian_arena_text(reading->arena, "atas nama %s", whom)
                              : capaian_arena_text(reading->arena, "%s (atas nama %s)", own, whom);
    return both != NULL ? both : own;
}

static enum cell_event read_event(struct reading *reading) {
    if (!filled(reading, CELL_EVENT))
        return CELL_EVENT_UNSAID;
    return read_flag(reading, CELL_EVENT) ? CELL_EVENT_YES : CELL_EVENT_NO;
}

bool cells_read(const struct capaian_sheet *sheet, uint32_t index, const struct cell_style *style,
                struct capaian_arena *arena, struct capaian_findings *findings, struct cell_row *ret) {
    struct reading reading = {
        .sheet = sheet, .index = index, .style = style, .arena = arena, .findings = findings, .passed = true};
    *ret = (struct cell_row){0};
    Capaian__V1__Row *row = &ret->row;
    capaian__v1__row__init(row);
    row->indicator = text_of(&reading, CELL_INDICATOR);
    row->period = text_of(&reading, CELL_PERIOD);
    read_figure(&reading, ret);
    row->status = read_status(&reading);
    row->as_of = read_as_of(&reading);
    row->ref = text_of(&reading, CELL_REF);
    if (rounded_by_spreadsheet(row->ref))
        fault(&reading, CAPAIAN_REF_ROUNDED, CELL_REF, row->ref, NULL, NULL);
    read_replaces(&reading, ret);
    row->reason = text_of(&reading, CELL_REASON);
    row->satuan = text_of(&reading, CELL_SATUAN);
    row->source = read_source(&reading);
    read_evidence(&reading, ret);
    row->note = text_of(&reading, CELL_NOTE);
    row->confirm = read_flag(&reading, CELL_CONFIRM);
    ret->event = read_event(&reading);

    const int64_t any_clock = INT64_MAX - CAPAIAN_AS_OF_AHEAD_MS;
    if (!capaian_row_check(row, index, any_clock, arena, findings))
        reading.passed = false;
    return reading.passed;
}

const char *cells_column_of(const char *field) {
    static const struct {
        const char *field;
        enum cell_column column;
    } nested[] = {
        {"ratio.numerator", CELL_NUMERATOR},
        {"ratio.denominator", CELL_DENOMINATOR},
        {"complete.count", CELL_COMPLETE},
        {"complete.total", CELL_TOTAL},
        {"complete.denominator", CELL_TOTAL_DENOMINATOR},
        {"missing.reason", CELL_MISSING},
        {"grade.grade", CELL_GRADE},
        {"grade.score", CELL_SCORE},
        {"replaces.message_id", CELL_REPLACES},
        {"replaces.row", CELL_REPLACES},
        {"evidence.address", CELL_EVIDENCE},
        {"evidence.sha256", CELL_EVIDENCE_SHA256},
    };
    for (size_t i = 0; i < sizeof(nested) / sizeof(*nested); i++) {
        if (strcmp(field, nested[i].field) == 0)
            return cell_columns[nested[i].column].name;
    }
    return field;
}

const char *cells_column_word(const char *column, enum capaian_language language, char buffer[CELL_WORD]) {
    for (size_t i = 0; language == CAPAIAN_INDONESIAN && i < CELL_COLUMNS; i++) {
        const char *others = cell_columns[i].aliases;
        if (strcmp(column, cell_columns[i].name) != 0 || *others == '\0')
            continue;
        snprintf(buffer, CELL_WORD, "%.*s", (int)strcspn(others, "|"), others);
        return buffer;
    }
    return column;
}
