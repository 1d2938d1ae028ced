#include "names.h"

#include "catalogue.h"

#include <ctype.h>
#include <string.h>

const struct name formula_names[] = {
    {FORMULA_RATIO, "ratio", "rasio"},
    {FORMULA_REFLECTED, "reflected", "cermin|dicerminkan"},
    {FORMULA_INVERSE, "inverse", "kebalikan|terbalik"},
    {FORMULA_RANGE, "range", "rentang|kisaran"},
    {FORMULA_GRADE, "grade", "predikat|peringkat"},
    {0},
};

const struct name better_names[] = {
    {BETTER_HIGHER, "higher", "lebih tinggi|tinggi|naik|makin tinggi|semakin tinggi|maximize|maksimal|maksimalkan"},
    {BETTER_LOWER, "lower", "lebih rendah|rendah|turun|makin rendah|semakin rendah|minimize|minimal|minimalkan"},
    {BETTER_INSIDE, "inside", "di dalam|dalam rentang|stabil|stabilize"},
    {0},
};

const struct name reporting_names[] = {
    {REPORTING_VALUE, "value", "nilai|angka"},
    {REPORTING_EVENTS, "events", "kejadian|peristiwa|event"},
    {0},
};

const struct name reported_as_names[] = {
    {COUNTS_PERIOD, "period", "periode|periode itu"},
    {COUNTS_TO_DATE, "to_date", "kumulatif|sampai dengan|s.d.|sd|s/d|cumulative"},
    {0},
};

const struct name counts_names[] = {
    {COUNTS_PERIOD, "period", "periode|periode itu"},
    {COUNTS_TO_DATE, "to_date", "kumulatif|sampai dengan|s.d.|sd|s/d|cumulative"},
    {0},
};

const struct name consolidation_names[] = {
    {BY_SUM, "sum", "jumlah|penjumlahan"},
    {BY_AVERAGE, "average", "rata rata|rerata|mean"},
    {BY_LAST, "last", "terakhir|nilai akhir|nilai terakhir|posisi terakhir"},
    {BY_RATIO_OF_SUMS, "ratio-of-sums", "rasio jumlah|rasio dari jumlah"},
    {0},
};

const struct name every_names[] = {
    {CAPAIAN_DAY, "day", "hari|harian|daily"},
    {CAPAIAN_MONTH, "month", "bulan|bulanan|monthly"},
    {CAPAIAN_QUARTER, "quarter", "triwulan|triwulanan|tw|quarterly"},
    {CAPAIAN_SEMESTER, "semester", "semesteran"},
    {CAPAIAN_YEAR, "year", "tahun|tahunan|yearly"},
    {0},
};

const struct name capacity_names[] = {
    {CAPACITY_DEFINITIVE, "definitive", "definitif"},
    {CAPACITY_PLT, "Plt", "plt.|pelaksana tugas"},
    {CAPACITY_PLH, "Plh", "plh.|pelaksana harian"},
    {CAPACITY_PJ, "Pj", "pj.|penjabat"},
    {0},
};

const struct name appointment_names[] = {
    {APPOINTMENT_INAUGURATION, "inauguration", "pelantikan|dilantik"},
    {APPOINTMENT_CONFIRMATION, "confirmation", "pengukuhan|dikukuhkan"},
    {APPOINTMENT_ASSIGNMENT, "assignment", "penugasan|ditugaskan|surat perintah"},
    {0},
};

const struct name flag_names[] = {
    {FLAG_YES, "yes", "ya|y|true|benar|1|x"},
    {FLAG_NO, "no", "tidak|t|n|false|salah|0|-"},
    {0},
};

const struct name holiday_names[] = {
    {1, "holiday", "libur|libur nasional|hari libur"},
    {2, "joint_leave", "cuti bersama|leave"},
    {0},
};

const struct name number_style_names[] = {
    {CAPAIAN_NUMBERS_ID, "id", ""},
    {CAPAIAN_NUMBERS_EN, "en", ""},
    {0},
};

const struct name curve_names[] = {
    {CURVE_LINEAR, "linear", "linier|lurus|garis lurus"},
    {CURVE_S, "s", "kurva s|s curve"},
    {0},
};

const struct name part_names[] = {
    {PART_ADDS, "adds", "menambah|menambahkan|menjumlah"},
    {PART_ANSWERS, "answers", "menanggung|ikut menanggung|bertanggung jawab"},
    {0},
};

const struct name tenure_target_names[] = {
    {TENURE_TRAJECTORY, "trajectory", "lintasan|trajektori"},
    {TENURE_REMAINING, "remaining", "sisa|sisa target"},
    {0},
};

const struct name review_names[] = {
    {REVIEW_NONE, "none", "tidak|tidak ada|tanpa"},
    {REVIEW_DESK, "desk", "meja|reviu|ya"},
    {0},
};

static bool is_gap(char c) {
    return c == ' ' || c == '-' || c == '_';
}

bool name_same(const char *text, const char *name, size_t size) {
    const char *end = name + size;
    for (; *text != '\0' && name < end; text++, name++) {
        bool gap = is_gap(*text) && is_gap(*name);
        if (!gap && tolower((unsigned char)*text) != tolower((unsigned char)*name))
            return false;
    }
    return *text == '\0' && name == end;
}

int name_value(const struct name *names, const char *text) {
    for (; names->value != 0; names++) {
        if (name_same(text, names->text, strlen(names->text)))
            return names->value;
        for (const char *at = names->others; *at != '\0';) {
            size_t size = strcspn(at, "|");
            if (name_same(text, at, size))
                return names->value;
            at += size + (at[size] == '|');
        }
    }
    return 0;
}

const char *name_text(const struct name *names, int value) {
    for (; names->value != 0; names++) {
        if (names->value == value)
            return names->text;
    }
    return "";
}

const char *formula_name(enum formula formula) {
    return name_text(formula_names, (int)formula);
}

const char *better_name(enum better better) {
    return name_text(better_names, (int)better);
}

const char *consolidation_name(enum consolidation consolidation) {
    return name_text(consolidation_names, (int)consolidation);
}

const char *capacity_name(enum capacity capacity) {
    return name_text(capacity_names, (int)capacity);
}
