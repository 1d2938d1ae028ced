// A regency with files of its own: units of kinds, holders, shares, a plan, a ladder. Every indicator is a value,
// reported by dispar.
#pragma once

#include "harness/regency.h"

#define OFFICE_INDICATORS                                                                                              \
    "indicator,unit,formula,better,every,within_year,decimals,per,plan,name,satuan,source,across_years,reporting,"     \
    "reporter,from\n"
#define OFFICE_REST ",Nama,orang,Buku,last,value,dispar,2025-01-01\n"
#define OFFICE_TARGETS "indicator,period,target,counts,judged,weight\n"
#define OFFICE_HOLDERS "unit,person,name,capacity,from,to,appointment,basis\n"
#define OFFICE_UNITS                                                                                                   \
    "unit,name,kind,reports_to,from,to,successors\nbupati,Bupati,kepala,,,,\n"                                         \
    "dispar,Dinas Pariwisata,dinas,bupati,2020-01-01,,\ndinkes,Dinas Kesehatan,dinas,bupati,2020-01-01,,\n"            \
    "kec,Kecamatan,kecamatan,bupati,2020-01-01,,\n"
#define OFFICE_POLICY                                                                                                  \
    "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\nmin_months = 6\nmissing_reasons = belum terbit\n"

struct office {
    const char *indicators, *targets;                                 // whole files
    const char *holders, *units, *policy, *shares, *plan, *ladder;    // NULL: the usual ones, or none
};

static inline struct catalogue *office_catalogue(const struct office *office) {
    const char *const names[] = {"units.csv",  "indicators.csv", "targets.csv", "holders.csv",
                                 "policy.ini", "shares.csv",     "plan.csv",    "ladder.csv"};
    const char *const texts[] = {
        office->units != NULL ? office->units : OFFICE_UNITS,
        office->indicators,
        office->targets,
        office->holders != NULL ? office->holders
                                : OFFICE_HOLDERS "dispar,P1,Ani,definitive,2025-01-01,,inauguration,SK 1\n"
                                                 "dinkes,P8,Budi,definitive,2025-01-01,,inauguration,SK 1\n"
                                                 "kec,P9,Citra,definitive,2025-01-01,,inauguration,SK 1\n",
        office->policy != NULL ? office->policy : OFFICE_POLICY,
        office->shares,
        office->plan,
        office->ladder,
    };
    struct catalogue_file files[sizeof names / sizeof *names];
    size_t count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (texts[i] != NULL)
            files[count++] = (struct catalogue_file){names[i], texts[i], strlen(texts[i])};
    return regency_read(files, count);
}

static inline struct regency *office_make(struct office office, const char *start) {
    struct regency *regency = calloc(1, sizeof *regency);
    regency->now = instant_of(start);
    regency->arena = capaian_arena_new(CAPAIAN_LINK_ARENA_MAX);
    cr_assert_eq(fold_new(regency->now, &regency->fold), 0);
    struct applied applied = {.basis = "SK 1"};
    cr_assert_eq(capaian_date_parse(start, &applied.effective), 0);
    cr_assert_eq(fold_catalogue(regency->fold, office_catalogue(&office), &applied, regency->now), 0);
    regency_tick(regency, regency->fold->judged);
    return regency;
}

static inline int32_t day_of(const char *text) {
    int32_t day = 0;
    cr_assert_eq(capaian_date_parse(text, &day), 0, "%s is no date", text);
    return day;
}

#define cr_assert_day(day, expected)                                                                                   \
    do {                                                                                                               \
        char day_[CAPAIAN_PERIOD_TEXT];                                                                                \
        cr_assert_eq(day, day_of(expected), "%s is not %s", capaian_date_format(day, day_), expected);                 \
    } while (0)

// The months of a year from the first to the last, each with the same figures ("a 9;b 50"), reported on the 5th of the
// next.
static inline void office_months(struct regency *regency, int year, int first, int last, const char *figures) {
    for (int month = first; month <= last; month++) {
        char rows[512] = "", day[32];
        size_t used = 0;
        for (const char *at = figures; *at != '\0';) {
            char indicator[40], figure[40];
            cr_assert_eq(sscanf(at, "%39s %39[^;]", indicator, figure), 2, "%s", figures);
            used += (size_t)snprintf(rows + used, sizeof rows - used, "%s%s %04d-%02d %s", used > 0 ? ";" : "",
                                     indicator, year, month, figure);
            at += strcspn(at, ";");
            at += *at == ';';
        }
        snprintf(day, sizeof day, "%04d-%02d-05", month == 12 ? year + 1 : year, month % 12 + 1);
        if (instant_of(day) > regency->now)
            regency_until(regency, day);
        regency_report(regency, rows);
    }
}
