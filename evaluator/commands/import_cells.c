#include "commands/import_cells.h"

#include "catalogue/excel.h"
#include "catalogue/names.h"
#include "value/calendar.h"

#include <string.h>

bool cell_kind(const char *column, enum cell_kind *ret) {
    static const struct {
        const char *column;
        enum cell_kind kind;
    } kinds[] = {
        {"unit", CELL_CODE},          {"reports_to", CELL_CODE},
        {"indicator", CELL_CODE},     {"reporter", CELL_CODE},
        {"person", CELL_CODE},        {"node", CELL_CODE},
        {"parent", CELL_CODE},        {"official_code", CELL_OFFICIAL},
        {"from", CELL_DATE},          {"to", CELL_DATE},
        {"date", CELL_DATE},          {"until", CELL_DATE},
        {"period", CELL_PERIOD},      {"feed_every", CELL_DURATION},
        {"due", CELL_SPAN},           {"final_due", CELL_SPAN},
        {"lock", CELL_SPAN},          {"decimals", CELL_NUMBER},
        {"per", CELL_NUMBER},         {"min", CELL_NUMBER},
        {"max", CELL_NUMBER},         {"target", CELL_NUMBER},
        {"target_high", CELL_NUMBER}, {"weight", CELL_NUMBER},
        {"share", CELL_NUMBER},       {"rank", CELL_NUMBER},
        {"score", CELL_NUMBER},       {"from_value", CELL_NUMBER},
        {"step", CELL_NUMBER},        {"after_months", CELL_NUMBER},
        {"realized", CELL_NUMBER},    {"not_before_months", CELL_NUMBER},
        {"numerator", CELL_NUMBER},   {"denominator", CELL_NUMBER},
        {"trigger", CELL_MIXED},      {"name", CELL_TEXT},
        {"kind", CELL_TEXT},          {"successors", CELL_TEXT},
        {"satuan", CELL_TEXT},        {"scale", CELL_TEXT},
        {"source", CELL_TEXT},        {"plan", CELL_TEXT},
        {"definition", CELL_TEXT},    {"basis", CELL_TEXT},
        {"level", CELL_TEXT},         {"external", CELL_TEXT},
        {"grade", CELL_TEXT},         {"ladder", CELL_TEXT},
        {"kinds", CELL_TEXT},         {"text", CELL_TEXT},
        {"curve", CELL_TEXT},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].column, column) != 0)
            continue;
        *ret = kinds[i].kind;
        return true;
    }
    return false;
}

// Not disarmed as in reports: - is a target that is not scheduled, and what is read back must be what was there.
static void add_cell(struct capaian_string *out, const char *cell) {
    if (strpbrk(cell, ",;\"\n\r\t") == NULL) {
        capaian_string_add_bytes(out, cell, strlen(cell));
        return;
    }
    capaian_string_add_bytes(out, "\"", 1);
    while (*cell != '\0') {
        size_t plain = strcspn(cell, "\"");
        capaian_string_add_bytes(out, cell, plain);
        cell += plain;
        if (*cell == '"') {
            capaian_string_add_bytes(out, "\"\"", 2);
            cell++;
        }
    }
    capaian_string_add_bytes(out, "\"", 1);
}

static enum capaian_code damage_code(const char *cell) {
    switch (excel_damage(cell)) {
    case EXCEL_INTACT:
        break;
    case EXCEL_MADE_DATE:
        return CAPAIAN_EXCEL_DATE;
    case EXCEL_MADE_TIME:
        return CAPAIAN_EXCEL_TIME;
    case EXCEL_MADE_ROUNDED:
        return CAPAIAN_EXCEL_ROUNDED;
    case EXCEL_MADE_FAULT:
        return CAPAIAN_EXCEL_FAULT;
    }
    return CAPAIAN_OK;
}

static bool plain_number(const char *cell, enum capaian_number_style style, char ret[CAPAIAN_NUMBER_TEXT]) {
    struct capaian_decimal decimal;
    capaian_nano nano;
    if (capaian_decimal_parse(cell, style, &decimal) != CAPAIAN_NUMBER_OK || capaian_nano_of(decimal, &nano) < 0)
        return false;
    capaian_nano_format(nano, -1, CAPAIAN_NUMBERS_UNDECLARED, ret);
    return true;
}

static enum capaian_code import_number(const char *cell, enum capaian_number_style style, struct capaian_string *out,
                                       const char **ret_instead) {
    char plain[CAPAIAN_NUMBER_TEXT];
    if (plain_number(cell, style, plain)) {
        add_cell(out, plain);
        return CAPAIAN_OK;
    }
    enum capaian_code code = damage_code(cell);
    *ret_instead = style == CAPAIAN_NUMBERS_ID ? "1.234,5" : "1,234.5";
    if (code != CAPAIAN_OK)
        return code;
    struct capaian_decimal decimal;
    if (capaian_decimal_parse(cell, style, &decimal) == CAPAIAN_NUMBER_TOO_MANY_DIGITS)
        return CAPAIAN_FIGURE_LARGE;
    // What is written is read as English: 12.5 among Indonesian numbers would pass as something that nobody declared.
    if (plain_number(cell, CAPAIAN_NUMBERS_EN, plain)) {
        *ret_instead = style == CAPAIAN_NUMBERS_ID ? "id: 1.234.567,89" : "en: 1,234,567.89";
        return CAPAIAN_CELL_NUMBER;
    }
    add_cell(out, cell);
    return CAPAIAN_OK;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Bytes of the number at the start: digits, and points and commas between digits.
static size_t number_size(const char *text, size_t size) {
    size_t used = 0;
    while (used < size && (is_digit(text[used]) || (used > 0 && (text[used] == '.' || text[used] == ',') &&
                                                    used + 1 < size && is_digit(text[used + 1]))))
        used++;
    return used;
}

static void add_mixed(struct capaian_string *out, const char *text, size_t size, enum capaian_number_style style) {
    for (size_t at = 0; at < size;) {
        char token[CAPAIAN_NUMBER_TEXT] = "", plain[CAPAIAN_NUMBER_TEXT];
        size_t length = number_size(text + at, size - at);
        if (length < sizeof token)
            memcpy(token, text + at, length);
        if (plain_number(token, style, plain))
            capaian_string_add(out, "%s", plain);
        else
            capaian_string_add_bytes(out, text + at, length > 0 ? length : 1);
        at += length > 0 ? length : 1;
    }
}

// 46023: the number of days that a spreadsheet keeps behind a date.
static bool is_serial_date(const char *cell) {
    return strlen(cell) == 5 && strspn(cell, "0123456789") == 5 && cell[0] >= '3' && cell[0] <= '5';
}

// Whether the cell is what its column takes; then nothing has happened to it.
static bool is_intact(enum cell_kind kind, const char *cell, const char **ret_instead) {
    struct capaian_period period;
    struct capaian_span span;
    int32_t day;
    int64_t ms;
    switch (kind) {
    case CELL_CODE:
        *ret_instead = "dispar";
        return capaian_code_valid(cell) && excel_damage(cell) != EXCEL_MADE_DATE;
    case CELL_OFFICIAL:
        *ret_instead = "2.19";
        return excel_damage(cell) == EXCEL_INTACT;
    case CELL_DATE:
        *ret_instead = "2026-01-31";
        return capaian_date_parse(cell, &day) == 0;
    case CELL_PERIOD:
        *ret_instead = "2026-03";
        return capaian_period_parse(cell, &period) == 0;
    case CELL_SPAN:
        *ret_instead = "30d";
        return capaian_span_parse(cell, &span) == 0;
    case CELL_DURATION:
        *ret_instead = "1d";
        return capaian_duration_parse(cell, &ms) == 0;
    default:
        *ret_instead = "teks";
        return *cell != '#';
    }
}

enum capaian_code cell_import(const struct columns *columns, size_t column, const char *cell,
                              enum capaian_number_style style, struct capaian_string *out, const char **ret_instead) {
    const struct name *names = columns->forms[column].names;
    enum cell_kind kind = CELL_TEXT;
    *ret_instead = NULL;
    if (*cell == '\0')
        return CAPAIAN_OK;
    if (names != NULL) {
        int value = name_value(names, cell);
        enum capaian_code code = value == 0 ? damage_code(cell) : CAPAIAN_OK;
        *ret_instead = names->text;
        if (code == CAPAIAN_OK)
            add_cell(out, value != 0 ? name_text(names, value) : cell);
        return code;
    }
    (void)cell_kind(columns->list[column].name, &kind);
    if (kind == CELL_NUMBER)
        return import_number(cell, style, out, ret_instead);
    if (!is_intact(kind, cell, ret_instead)) {
        enum capaian_code code = kind == CELL_DATE && is_serial_date(cell) ? CAPAIAN_EXCEL_DATE : damage_code(cell);
        if (code != CAPAIAN_OK)
            return code;
    }
    if (kind != CELL_MIXED) {
        add_cell(out, cell);
        return CAPAIAN_OK;
    }
    struct capaian_string mixed = {0};
    add_mixed(&mixed, cell, strlen(cell), style);
    out->failed |= mixed.failed;
    add_cell(out, mixed.failed ? "" : mixed.text);
    capaian_string_free(&mixed);
    return CAPAIAN_OK;
}

// The policies whose values have numbers in the declared style.
static bool has_numbers(const char *line, size_t size) {
    static const char *const keys[] = {"tolerance", "clear", "plausible", "bands", "score_cap"};
    char name[32] = "";
    memcpy(name, line, size < sizeof name ? size : sizeof name - 1);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (name_same(name, keys[i], strlen(keys[i])))
            return true;
    }
    return false;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static enum capaian_number_style declared_style(const char *value, size_t size) {
    char word[8] = "";
    size_t used = 0;
    while (size > 0 && is_blank(*value))
        value++, size--;
    while (used < size && used < sizeof word - 1 && !is_blank(value[used]) && value[used] != ';') {
        word[used] = value[used];
        used++;
    }
    return (enum capaian_number_style)name_value(number_style_names, word);
}

struct policy_text {
    enum capaian_number_style style;
    struct capaian_string out;
    bool converting;    // the value that goes on has numbers
    bool numbers;       // the key has been seen
    enum capaian_number_style declared;
};

// The part of the line up to the value; 0: the line begins none.
static size_t begin_value(struct policy_text *text, const char *line, size_t size) {
    size_t sign = 0;
    while (sign < size && line[sign] != '=' && line[sign] != ':')
        sign++;
    if (size == 0 || is_blank(*line) || sign == size)
        return 0;
    size_t kept = sign;
    while (kept > 0 && is_blank(line[kept - 1]))
        kept--;
    bool numbers = name_same("numbers", line, kept);
    text->converting = !numbers && has_numbers(line, kept);
    if (numbers) {
        text->numbers = true;
        text->declared = declared_style(line + sign + 1, size - sign - 1);
        capaian_string_add(&text->out, "numbers = en");
        return size;
    }
    capaian_string_add_bytes(&text->out, line, sign + 1);
    return sign + 1;
}

static void import_line(struct policy_text *text, const char *line, size_t size) {
    size_t blanks = 0, begun = 0;
    while (blanks < size && is_blank(line[blanks]))
        blanks++;
    bool comment = blanks < size && (line[blanks] == ';' || line[blanks] == '#' || line[blanks] == '[');
    if (!comment)
        begun = begin_value(text, line, size);
    if (text->converting && !comment)
        add_mixed(&text->out, line + begun, size - begun, text->style);
    else
        capaian_string_add_bytes(&text->out, line + begun, size - begun);
    capaian_string_add_bytes(&text->out, "\n", 1);
}

void policy_import(const char *text, size_t size, enum capaian_number_style style, struct capaian_string *out,
                   enum capaian_number_style *ret_declared) {
    struct policy_text policy = {.style = style};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
    }
    while (size > 0) {
        const char *end = memchr(text, '\n', size);
        size_t line = end != NULL ? (size_t)(end - text) : size;
        import_line(&policy, text, line > 0 && text[line - 1] == '\r' ? line - 1 : line);
        line += end != NULL;
        size -= line;
        text += line;
    }
    if (!policy.numbers)
        capaian_string_add(out, "numbers = en\n");
    if (policy.out.size > 0)
        capaian_string_add_bytes(out, policy.out.text, policy.out.size);
    out->failed |= policy.out.failed;
    capaian_string_free(&policy.out);
    *ret_declared = policy.declared;
}
