#include "value/calendar.h"
#include "value/decimal.h"
#include "value/period.h"
#include "value/text.h"
#include "wire/content.h"
#include "wire/limits.h"

#include <inttypes.h>
#include <string.h>

// One row, and what was found wrong with the field in hand.
struct look {
    const Capaian__V1__Row *row;
    int64_t received_at;
    struct capaian_arena *arena;    // for arguments, when something is wrong
    const struct check *check;
    const char *arguments[3];
};

// An entry of the table below. `run` gives the code of what is wrong with one field and fills the arguments, or
// CAPAIAN_OK.
struct check {
    const char *field;
    enum capaian_code (*run)(struct look *look);
    // Of a text.
    size_t offset, max;
    enum capaian_code too_long;
    bool lines;
};

static enum capaian_code check_text(struct look *look, const char *text) {
    if (!text || !*text)
        return CAPAIAN_OK;
    size_t size = strlen(text);
    if (size > look->check->max) {
        look->arguments[0] = capaian_arena_text(look->arena, "%zu", size);
        look->arguments[1] = capaian_arena_text(look->arena, "%zu", look->check->max);
        return look->check->too_long;
    }
    return capaian_text_valid(text, size, look->check->lines) ? CAPAIAN_OK : CAPAIAN_TEXT_MALFORMED;
}

static enum capaian_code check_row_text(struct look *look) {
    const char *text = NULL;
    memcpy(&text, (const char *)look->row + look->check->offset, sizeof text);
    return check_text(look, text);
}

static enum capaian_code check_indicator(struct look *look) {
    const char *code = look->row->indicator;
    if (code && capaian_code_valid(code))
        return CAPAIAN_OK;
    look->arguments[0] = code;
    return CAPAIAN_CODE_MALFORMED;
}

static enum capaian_code check_period(struct look *look) {
    const char *text = look->row->period;
    struct capaian_period parsed;
    if (text && capaian_period_parse(text, &parsed) == 0 && parsed.kind != CAPAIAN_YEARS)
        return CAPAIAN_OK;
    look->arguments[0] = text;
    return CAPAIAN_PERIOD_MALFORMED;
}

static enum capaian_code check_figure(struct look *look) {
    switch (look->row->figure_case) {
    case CAPAIAN__V1__ROW__FIGURE_VALUE:
    case CAPAIAN__V1__ROW__FIGURE_RATIO:
    case CAPAIAN__V1__ROW__FIGURE_GRADE:
    case CAPAIAN__V1__ROW__FIGURE_MISSING:
    case CAPAIAN__V1__ROW__FIGURE_COMPLETE:
    case CAPAIAN__V1__ROW__FIGURE_WITHDRAW:
        return look->row->value ? CAPAIAN_OK : CAPAIAN_FIGURE_ABSENT;    // any member: all are pointers
    default:
        return CAPAIAN_FIGURE_ABSENT;
    }
}

static enum capaian_code check_digits(struct look *look, const Capaian__V1__Decimal *decimal) {
    if (!decimal || decimal->scale <= CAPAIAN_SCALE_MAX)
        return CAPAIAN_OK;
    look->arguments[0] = capaian_arena_text(look->arena, "%" PRIu32, decimal->scale);
    return CAPAIAN_FIGURE_DIGITS;
}

static enum capaian_code check_part(struct look *look, const Capaian__V1__Decimal *decimal) {
    if (decimal && decimal->coefficient < 0)
        return CAPAIAN_RATIO_NEGATIVE;
    return check_digits(look, decimal);
}

static enum capaian_code check_value(struct look *look) {
    const Capaian__V1__Row *row = look->row;
    return row->figure_case == CAPAIAN__V1__ROW__FIGURE_VALUE ? check_digits(look, row->value) : CAPAIAN_OK;
}

static const Capaian__V1__Ratio *ratio_of(const Capaian__V1__Row *row) {
    return row->figure_case == CAPAIAN__V1__ROW__FIGURE_RATIO ? row->ratio : NULL;
}

static enum capaian_code check_ratio(struct look *look) {
    const Capaian__V1__Ratio *ratio = ratio_of(look->row);
    return !ratio || (ratio->numerator && ratio->denominator) ? CAPAIAN_OK : CAPAIAN_RATIO_PART;
}

static enum capaian_code check_ratio_numerator(struct look *look) {
    const Capaian__V1__Ratio *ratio = ratio_of(look->row);
    return ratio ? check_digits(look, ratio->numerator) : CAPAIAN_OK;
}

static const char *decimal_text(struct capaian_arena *arena, const Capaian__V1__Decimal *decimal) {
    capaian_nano nano;
    char buffer[CAPAIAN_NUMBER_TEXT];
    if (capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, &nano) < 0)
        return NULL;
    return capaian_arena_text(arena, "%s", capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, buffer));
}

static enum capaian_code check_ratio_denominator(struct look *look) {
    const Capaian__V1__Ratio *ratio = ratio_of(look->row);
    if (!ratio || !ratio->denominator)
        return CAPAIAN_OK;
    if (ratio->denominator->coefficient == 0 && ratio->numerator && ratio->numerator->coefficient != 0) {
        look->arguments[0] = decimal_text(look->arena, ratio->numerator);
        return CAPAIAN_RATIO_ZERO;
    }
    return check_part(look, ratio->denominator);
}

static const Capaian__V1__Grade *grade_of(const Capaian__V1__Row *row) {
    return row->figure_case == CAPAIAN__V1__ROW__FIGURE_GRADE ? row->grade : NULL;
}

static enum capaian_code check_grade(struct look *look) {
    const Capaian__V1__Grade *grade = grade_of(look->row);
    if (!grade)
        return CAPAIAN_OK;
    if (!grade->grade || !*grade->grade)
        return CAPAIAN_FIGURE_ABSENT;
    return check_text(look, grade->grade);
}

static enum capaian_code check_grade_score(struct look *look) {
    const Capaian__V1__Grade *grade = grade_of(look->row);
    return grade ? check_digits(look, grade->score) : CAPAIAN_OK;
}

static enum capaian_code check_missing(struct look *look) {
    const Capaian__V1__Row *row = look->row;
    if (row->figure_case != CAPAIAN__V1__ROW__FIGURE_MISSING || !row->missing)
        return CAPAIAN_OK;
    if (!row->missing->reason || !*row->missing->reason)
        return CAPAIAN_MISSING_REASON;
    return check_text(look, row->missing->reason);
}

static const Capaian__V1__Complete *complete_of(const Capaian__V1__Row *row) {
    return row->figure_case == CAPAIAN__V1__ROW__FIGURE_COMPLETE ? row->complete : NULL;
}

static enum capaian_code check_complete_total(struct look *look) {
    const Capaian__V1__Complete *complete = complete_of(look->row);
    return complete ? check_digits(look, complete->total) : CAPAIAN_OK;
}

static enum capaian_code check_complete_denominator(struct look *look) {
    const Capaian__V1__Complete *complete = complete_of(look->row);
    return complete ? check_part(look, complete->denominator) : CAPAIAN_OK;
}

static enum capaian_code check_status(struct look *look) {
    int number = (int)look->row->status;
    if (number >= CAPAIAN__V1__STATUS__STATUS_FINAL && number <= CAPAIAN__V1__STATUS__STATUS_ESTIMATED)
        return CAPAIAN_OK;
    look->arguments[0] = capaian_arena_text(look->arena, "%d", number);
    return CAPAIAN_STATUS_UNKNOWN;
}

// As a person reads it where it is an instant of our calendar, else (seconds, microseconds) as the number that came.
static const char *instant_text(struct capaian_arena *arena, int64_t instant) {
    static const struct capaian_calendar utc = {0};
    const int64_t year_3000 = INT64_C(32503680000000);
    char buffer[CAPAIAN_INSTANT_TEXT];
    if (instant < 0 || instant >= year_3000)
        return capaian_arena_text(arena, "%" PRId64, instant);
    return capaian_arena_text(arena, "%s", capaian_instant_format(&utc, instant, buffer));
}

static enum capaian_code check_as_of(struct look *look) {
    int64_t as_of = look->row->as_of;
    if (as_of <= 0)
        return CAPAIAN_AS_OF_ABSENT;
    // Seconds in the place of milliseconds are some day of January 1970, and would lose to every other statement.
    if (as_of < CAPAIAN_AS_OF_MIN) {
        look->arguments[0] = instant_text(look->arena, as_of);
        return CAPAIAN_AS_OF_ANCIENT;
    }
    if (as_of - CAPAIAN_AS_OF_AHEAD_MS <= look->received_at)
        return CAPAIAN_OK;
    look->arguments[0] = instant_text(look->arena, as_of);
    look->arguments[1] = instant_text(look->arena, look->received_at);
    return CAPAIAN_AS_OF_AHEAD;
}

static enum capaian_code check_replaces_message(struct look *look) {
    const Capaian__V1__Replaces *replaces = look->row->replaces;
    return !replaces || replaces->message_id.len == CAPAIAN_ID_SIZE ? CAPAIAN_OK : CAPAIAN_REPLACES_MALFORMED;
}

static enum capaian_code check_evidence_address(struct look *look) {
    const Capaian__V1__Evidence *evidence = look->row->evidence;
    return evidence ? check_text(look, evidence->address) : CAPAIAN_OK;
}

static enum capaian_code check_evidence_sha256(struct look *look) {
    const Capaian__V1__Evidence *evidence = look->row->evidence;
    return !evidence || evidence->sha256.len == 32 ? CAPAIAN_OK : CAPAIAN_EVIDENCE_MALFORMED;
}

#define LIMIT(limit, code) .max = (limit), .too_long = (code)
#define ROW_TEXT(member) .run = check_row_text, .offset = offsetof(Capaian__V1__Row, member)

static const struct check checks[] = {
    {.field = "indicator", .run = check_indicator},
    {.field = "period", .run = check_period},
    {.field = "figure", .run = check_figure},
    {.field = "value", .run = check_value},
    {.field = "ratio", .run = check_ratio},
    {.field = "ratio.numerator", .run = check_ratio_numerator},
    {.field = "ratio.denominator", .run = check_ratio_denominator},
    {.field = "grade.grade", .run = check_grade, LIMIT(CAPAIAN_CODE_MAX, CAPAIAN_TEXT_TOO_LONG)},
    {.field = "grade.score", .run = check_grade_score},
    {.field = "missing.reason", .run = check_missing, LIMIT(CAPAIAN_TEXT_MAX, CAPAIAN_TEXT_TOO_LONG)},
    {.field = "complete.total", .run = check_complete_total},
    {.field = "complete.denominator", .run = check_complete_denominator},
    {.field = "status", .run = check_status},
    {.field = "as_of", .run = check_as_of},
    {.field = "ref", ROW_TEXT(ref), LIMIT(CAPAIAN_REF_MAX, CAPAIAN_REF_TOO_LONG)},
    {.field = "replaces.message_id", .run = check_replaces_message},
    {.field = "reason", ROW_TEXT(reason), LIMIT(CAPAIAN_TEXT_MAX, CAPAIAN_TEXT_TOO_LONG), .lines = true},
    {.field = "satuan", ROW_TEXT(satuan), LIMIT(CAPAIAN_SATUAN_MAX, CAPAIAN_TEXT_TOO_LONG)},
    {.field = "source", ROW_TEXT(source), LIMIT(CAPAIAN_TEXT_MAX, CAPAIAN_TEXT_TOO_LONG)},
    {.field = "evidence.address", .run = check_evidence_address, LIMIT(CAPAIAN_TEXT_MAX, CAPAIAN_TEXT_TOO_LONG)},
    {.field = "evidence.sha256", .run = check_evidence_sha256},
    {.field = "note", ROW_TEXT(note), LIMIT(CAPAIAN_TEXT_MAX, CAPAIAN_TEXT_TOO_LONG), .lines = true},
};

bool capaian_row_check(const Capaian__V1__Row *row, uint32_t index, int64_t received_at, struct capaian_arena *arena,
                       struct capaian_findings *findings) {
    struct look look = {.row = row, .received_at = received_at, .arena = arena};
    bool passed = true;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        look.check = &checks[i];
        enum capaian_code code = look.check->run(&look);
        if (code == CAPAIAN_OK)
            continue;
        passed = false;
        capaian_findings_add(findings, index, code, look.check->field, look.arguments[0], look.arguments[1],
                             look.arguments[2]);
        memset(look.arguments, 0, sizeof look.arguments);
    }
    return passed;
}
