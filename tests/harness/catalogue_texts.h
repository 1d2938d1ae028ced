// A small catalogue without a fault, for tests that break it in one place. Lines are counted from 1, the header.
#pragma once

#include "catalogue/catalogue.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_FILES = 6, TEXT_MAX = 16 * 1024 };

static const char *const good_names[TEXT_FILES] = {"units.csv",   "indicators.csv", "targets.csv",
                                                   "holders.csv", "policy.ini",     "calendar.csv"};

static const char *const good_texts[TEXT_FILES] = {
    ("unit,name,kind,reports_to,from,to,successors,official_code,feed_every\n"
     "bupati,Bupati,,,,,,,\n"
     "sekda,Sekretariat Daerah,sekretariat,bupati,2020-01-01,,,,\n"
     "dispar,Dinas Pariwisata,dinas,sekda,2020-01-01,,,2.19,1d\n"
     "dinkes,Dinas Kesehatan,dinas,sekda,2020-01-01,,,,\n"),

    ("indicator,name,unit,reporter,satuan,decimals,formula,better,reporting,reported_as,every,within_year,across_years,"
     "per,progress,min,max,scale,source,due,final_due,lock,plan,definition,from,to\n"
     "par01,Kunjungan,dispar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,Karcis,10wd,,30d,S2.1,Orang,"
     "2026-01-01,\n"
     "izn01,Waktu izin,dispar,dinkes,hari,2,reflected,lower,value,period,month,ratio-of-sums,ratio-of-sums,1,,,,,"
     "Register,,,,,,2026-01-01,\n"
     "jal01,Kemajuan,dispar,,%,2,ratio,higher,value,to_date,month,last,last,,,0,100,,Laporan,,,,,,2026-01-01,"
     "2026-12-31\n"),

    ("indicator,period,target,target_high,counts,judged,weight,curve\n"
     "par01,2026-Q1,150.000,,to_date,no,,\n"
     "par01,2026,1.000.000,,to_date,yes,40,\n"
     "izn01,2026,\"5,5\",,,yes,30,\n"
     "jal01,2026-12,100,,to_date,yes,30,\n"
     "jal01,2026-Q1,-,,period,no,,\n"),

    ("unit,person,name,capacity,from,to,appointment,basis\n"
     "dispar,P0201,Kepala Dinas,definitive,2024-01-01,,inauguration,SK 1\n"
     "dispar,P0202,Plt Kepala Dinas,Plt,2026-03-01,,assignment,SK 2\n"
     "dispar,P0203,Kepala Dinas,definitive,2026-06-01,,inauguration,SK 3\n"
     "dispar,P0204,Plh Kepala Dinas,Plh,2026-07-01,2026-07-10,assignment,SK 4\n"),

    ("timezone = Asia/Jakarta\n"
     "numbers = id\n"
     "satuan = orang, hari, %\n"
     "tolerance = 5%\n"),

    ("date,name,kind\n"
     "2026-12-25,Natal,holiday\n"),
};

static inline size_t good_rank(const char *name) {
    size_t rank = 0;
    while (rank < TEXT_FILES && strcmp(good_names[rank], name) != 0)
        rank++;
    return rank;
}

static inline void good_files(struct catalogue_file files[TEXT_FILES]) {
    for (size_t i = 0; i < TEXT_FILES; i++)
        files[i] = (struct catalogue_file){good_names[i], good_texts[i], strlen(good_texts[i])};
}

// The good text of a file with one line put in the place of another; a line past the last is appended.
static inline void good_text_with(const char *name, unsigned line, const char *text, char buffer[TEXT_MAX]) {
    const char *at = good_texts[good_rank(name)];
    size_t used = 0;
    bool placed = false;
    for (unsigned number = 1; *at != '\0' || !placed; number++) {
        size_t size = strcspn(at, "\n") + (strchr(at, '\n') != NULL);
        int more = number == line ? snprintf(buffer + used, TEXT_MAX - used, "%s\n", text)
                                  : snprintf(buffer + used, TEXT_MAX - used, "%.*s", (int)size, at);
        used += (size_t)more;
        placed = placed || number == line;
        at += size;
    }
}
