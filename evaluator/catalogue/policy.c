#include "bands.h"
#include "columns.h"
#include "margin.h"
#include "names.h"
#include "percent.h"
#include "policy_lines.h"
#include "span.h"
#include "wire/limits.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MONTHS_MAX = 600 };

static struct policy *policy_of(struct reader *reader) {
    return &reader->catalogue->policy;
}

static bool read_numbers(struct reader *reader, const char *value) {
    int style = name_value(number_style_names, value);
    policy_of(reader)->numbers = (enum capaian_number_style)style;
    return style != 0 || *value == '\0';
}

static bool read_timezone(struct reader *reader, const char *value) {
    return capaian_zone_parse(value, &reader->catalogue->calendar.offset_s) == 0;
}

// Entries separated by commas, as they are written.
static bool read_list(struct reader *reader, const char *value, size_t entry_max, const char ***ret,
                      size_t *ret_count) {
    size_t room = 1, count = 0;
    for (const char *at = value; *at != '\0'; at++)
        room += *at == ',';
    const char **list = reader_take(reader, reader->memory, room, sizeof *list);
    for (const char *at = value; list != NULL && *at != '\0';) {
        at += strspn(at, " \t,");
        size_t size = strcspn(at, ","), kept = size;
        while (kept > 0 && (at[kept - 1] == ' ' || at[kept - 1] == '\t'))
            kept--;
        if (kept > entry_max)
            return false;
        char *entry = kept > 0 ? reader_take(reader, reader->memory, kept + 1, 1) : NULL;
        if (entry != NULL) {
            memcpy(entry, at, kept);
            entry[kept] = '\0';
            list[count++] = entry;
        }
        at += size;
    }
    *ret = list;
    *ret_count = count;
    return count > 0;
}

static bool read_satuan(struct reader *reader, const char *value) {
    return read_list(reader, value, CAPAIAN_SATUAN_MAX, &policy_of(reader)->satuan, &policy_of(reader)->satuan_count);
}

static bool read_missing_reasons(struct reader *reader, const char *value) {
    return read_list(reader, value, CAPAIAN_TEXT_MAX, &policy_of(reader)->missing_reasons,
                     &policy_of(reader)->missing_reason_count);
}

static bool read_due(struct reader *reader, const char *value) {
    return capaian_span_parse(value, &policy_of(reader)->due) == 0;
}

static bool read_lock(struct reader *reader, const char *value) {
    return capaian_span_parse(value, &policy_of(reader)->lock) == 0;
}

static bool read_grace(struct reader *reader, const char *value) {
    return capaian_duration_parse(value, &policy_of(reader)->grace_ms) == 0;
}

static bool read_tolerance(struct reader *reader, const char *value) {
    return margin_parse(value, policy_of(reader)->numbers, &policy_of(reader)->tolerance) == 0;
}

static bool read_clear(struct reader *reader, const char *value) {
    return margin_parse(value, policy_of(reader)->numbers, &policy_of(reader)->clear) == 0;
}

// 20%..200%
static bool read_plausible(struct reader *reader, const char *value) {
    struct policy *policy = policy_of(reader);
    capaian_nano low, high;
    const char *at;
    if (percent_read(value, policy->numbers, &low, &at) < 0)
        return false;
    at += strspn(at, " \t");
    if (strncmp(at, "..", 2) != 0)
        return false;
    at += 2;
    if (percent_parse(at + strspn(at, " \t"), policy->numbers, &high) < 0 || low < 0 || high <= low)
        return false;
    policy->plausible_low = low;
    policy->plausible_high = high;
    return true;
}

// A cap below 100 would keep from everybody what a target that is met has earned.
static bool read_score_cap(struct reader *reader, const char *value) {
    capaian_nano cap;
    if (percent_parse(value, policy_of(reader)->numbers, &cap) < 0 || cap < 100 * CAPAIAN_NANO ||
        cap > 1000 * CAPAIAN_NANO)
        return false;
    policy_of(reader)->score_cap = cap;
    return true;
}

static bool read_tenure_target(struct reader *reader, const char *value) {
    int rule = name_value(tenure_target_names, value);
    policy_of(reader)->tenure_target = (enum tenure_target)rule;
    return rule != 0;
}

static bool read_min_months(struct reader *reader, const char *value) {
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || digits > 3 || value[digits] != '\0')
        return false;
    policy_of(reader)->min_months = (unsigned)strtoul(value, NULL, 10);
    return policy_of(reader)->min_months <= MONTHS_MAX;
}

// A span; none, and 0d: nobody is ever told.
static bool read_escalation(struct reader *reader, const char *value) {
    struct capaian_span span = {0};
    bool none = name_value(review_names, value) == REVIEW_NONE;
    if (!none && capaian_span_parse(value, &span) < 0)
        return false;
    policy_of(reader)->escalation = span;
    return true;
}

static bool read_review(struct reader *reader, const char *value) {
    int by = name_value(review_names, value);
    policy_of(reader)->review = by == REVIEW_DESK;
    return by != 0;
}

struct policy_key {
    const char *name;
    const char *absent;     // the value that holds without it
    const char *example;    // for those who wrote something else
    // Reads the value into the catalogue's policy. False: it cannot be read.
    bool (*read)(struct reader *reader, const char *value);
};

enum { POLICY_KEYS = 16 };

// Read in this order: the style of numbers is needed by those after it.
static const struct policy_key policy_keys[POLICY_KEYS] = {
    {"numbers", "", "id", read_numbers},    // undeclared: what only one reading allows
    {"timezone", "Asia/Jakarta", "Asia/Makassar", read_timezone},
    {"satuan",
     "%, persen, poin, indeks, skor, nilai, rasio, orang, jiwa, keluarga, rumah tangga, hari, jam, menit, rupiah, Rp, "
     "juta rupiah, unit, buah, paket, kegiatan, laporan, dokumen, izin, berkas, desa, kelurahan, kecamatan, km, m, m2, "
     "ha, ton, kg, kali, kejadian, kasus, predikat",
     "%, orang, hari, rupiah", read_satuan},
    {"due", "10d", "10wd", read_due},
    {"lock", "30d", "30d", read_lock},
    {"grace", "10m", "10m", read_grace},
    {"tolerance", "5%", "5% / 2 points", read_tolerance},
    {"clear", "2%", "2% / 1 points", read_clear},
    {"plausible", "20%..200%", "20%..200%", read_plausible},
    {"bands", "lima", ">90 tinggi, >=0 rendah", bands_read},    // or one that is ready made
    {"score_cap", "120", "120", read_score_cap},
    {"tenure_target", "trajectory", "trajectory / remaining", read_tenure_target},
    {"min_months", "6", "6", read_min_months},
    {"missing_reasons", "belum terbit, keadaan kahar, di luar kendali", "belum terbit, keadaan kahar",
     read_missing_reasons},
    {"escalation", "7d", "5wd / none", read_escalation},
    {"review", "none", "none / desk", read_review},
};

struct value {
    const char *text;    // NULL: not set
    unsigned line;
};

struct values {
    struct reader *reader;
    struct value list[POLICY_KEYS];
};

static const char *known_keys(char buffer[256]) {
    size_t used = 0;
    for (size_t i = 0; i < POLICY_KEYS; i++) {
        size_t size = strlen(policy_keys[i].name);
        memcpy(buffer + used, policy_keys[i].name, size);
        used += size;
        memcpy(buffer + used, ", ", 3);
        used += 2;
    }
    buffer[used - 2] = '\0';
    return buffer;
}

void policy_keys_text(struct capaian_string *out) {
    for (size_t i = 0; i < POLICY_KEYS; i++) {
        const struct policy_key *key = &policy_keys[i];
        capaian_string_add(out, "  %s = %s", key->name, key->example);
        if (*key->absent != '\0' && strcmp(key->absent, key->example) != 0)
            capaian_string_add(out, "    (without it: %s)", key->absent);
        capaian_string_add(out, "\n");
        if (key->read == bands_read)
            bands_text(out);
    }
}

bool policy_key(size_t index, struct policy_key_text *ret) {
    if (index >= POLICY_KEYS)
        return false;
    *ret = (struct policy_key_text){policy_keys[index].name, policy_keys[index].absent, policy_keys[index].example};
    return true;
}

static void take(void *context, const char *name, const char *value, unsigned line) {
    struct values *values = context;
    size_t key = 0;
    while (key < POLICY_KEYS && !name_same(name, policy_keys[key].name, strlen(policy_keys[key].name)))
        key++;
    if (key == POLICY_KEYS) {
        char keys[256];
        reader_find(values->reader, FILE_POLICY, line, "", CAPAIAN_POLICY_KEY, name, known_keys(keys), NULL);
    } else if (values->list[key].text != NULL) {
        char first[NUMBER_ARGUMENT];
        reader_find(values->reader, FILE_POLICY, line, policy_keys[key].name, CAPAIAN_POLICY_TWICE, name,
                    line_argument(values->list[key].line, first), NULL);
    } else {
        values->list[key] = (struct value){reader_keep(values->reader, value), line};
    }
}

enum { NUMBERS, TIMEZONE, SATUAN, DUE, LOCK, GRACE, TOLERANCE, CLEAR };    // the first of policy_keys

// The line of the first of two keys that is set; 0: neither.
static unsigned line_of(const struct values *values, int key, int other) {
    return values->list[key].line > 0 ? values->list[key].line : values->list[other].line;
}

static const char *text_of(const struct values *values, int key) {
    return values->list[key].text != NULL ? values->list[key].text : policy_keys[key].absent;
}

static void check(struct reader *reader, const struct values *values) {
    const struct policy *policy = policy_of(reader);
    if (margin_wider(policy->clear, policy->tolerance))
        reader_find(reader, FILE_POLICY, line_of(values, CLEAR, TOLERANCE), "clear", CAPAIAN_POLICY_CLEAR,
                    text_of(values, CLEAR), text_of(values, TOLERANCE), NULL);
    if (span_ends_before(policy->lock, policy->due))
        reader_find(reader, FILE_POLICY, line_of(values, LOCK, DUE), "lock", CAPAIAN_LOCK_EARLY, text_of(values, DUE),
                    text_of(values, LOCK), NULL);
}

void policy_read(struct reader *reader) {
    struct values values = {.reader = reader};
    if (reader->files[FILE_POLICY] != NULL)
        policy_lines(reader, reader->files[FILE_POLICY], take, &values);
    for (size_t i = 0; i < POLICY_KEYS && !reader->failed; i++) {
        const struct policy_key *key = &policy_keys[i];
        struct value *value = &values.list[i];
        if (value->text != NULL && (*value->text == '\0' || !key->read(reader, value->text))) {
            reader_find(reader, FILE_POLICY, value->line, key->name, CAPAIAN_POLICY_VALUE, value->text, key->example,
                        NULL);
            value->text = NULL;
        }
        if (value->text == NULL)
            (void)key->read(reader, key->absent);
    }
    if (!reader->failed)
        check(reader, &values);
}
