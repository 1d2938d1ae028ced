#include "bands.h"

#include "names.h"
#include "percent.h"
#include "value/text.h"

#include <string.h>

// Half-open where the sources leave holes between 79,99 and 80,00.
static const struct ready {
    const char *name, *list;    // its numbers as en
} ready_made[] = {
    // The names that regional plans use (Permendagri 54/2010 and 86/2017), as Sampang prints them.
    {"lima", ">90 sangat tinggi, >75 tinggi, >65 sedang, >50 rendah, >=0 sangat rendah"},
    // The Ministry of Finance's green, yellow and red.
    {"lampu", ">=100 hijau, >=80 kuning, >=0 merah"},
    // PermenPANRB 88/2021.
    {"akip", ">90 AA, >80 A, >70 BB, >60 B, >50 CC, >30 C, >=0 D"},
    // PermenPANRB 14/2017.
    {"skm", ">=88.31 A, >=76.61 B, >=65 C, >=25 D"},
};

enum { READY_MADE = sizeof ready_made / sizeof *ready_made };

// Whether what `next` holds ends where `before` begins: strictly falling.
static bool falls(const struct band *before, const struct band *next) {
    return next->from < before->from || (next->from == before->from && next->inclusive && !before->inclusive);
}

// One of the list; *at is moved to its end.
static bool read_band(struct reader *reader, const char **at, enum capaian_number_style style, struct band *ret) {
    const char *text = *at;
    if (*text != '>')
        return false;
    ret->inclusive = text[1] == '=';
    text += ret->inclusive ? 2 : 1;
    text += strspn(text, " \t");
    if (percent_read(text, style, &ret->from, &text) < 0)
        return false;
    const char *name = text + strspn(text, " \t");
    size_t size = strcspn(name, ",");
    *at = name + size;
    while (size > 0 && (name[size - 1] == ' ' || name[size - 1] == '\t'))
        size--;
    if (name == text || size == 0 || size > BAND_NAME_MAX)
        return false;
    char kept[BAND_NAME_MAX + 1];
    memcpy(kept, name, size);
    kept[size] = '\0';
    ret->name = reader_keep(reader, kept);
    return true;
}

static bool read_list(struct reader *reader, const char *at, enum capaian_number_style style) {
    struct band *bands = reader_take(reader, reader->memory, BANDS_MAX, sizeof *bands);
    size_t count = 0;
    while (bands != NULL && *at != '\0') {
        at += strspn(at, " \t");
        if (count == BANDS_MAX || !read_band(reader, &at, style, &bands[count]) ||
            (count > 0 && !falls(&bands[count - 1], &bands[count])))
            return false;
        count++;
        at += *at == ',';
    }
    reader->catalogue->policy.bands = bands;
    reader->catalogue->policy.band_count = count;
    return count > 0;
}

bool bands_read(struct reader *reader, const char *value) {
    for (size_t i = 0; i < READY_MADE; i++) {
        if (name_same(value, ready_made[i].name, strlen(ready_made[i].name)))
            return read_list(reader, ready_made[i].list, CAPAIAN_NUMBERS_EN);
    }
    return read_list(reader, value, reader->catalogue->policy.numbers);
}

void bands_text(struct capaian_string *out) {
    for (size_t i = 0; i < READY_MADE; i++)
        capaian_string_add(out, "    %s: %s\n", ready_made[i].name, ready_made[i].list);
}
