// A small catalogue without a fault, for tests that break it in one place. Lines are counted from 1, the header.
#pragma once

#include "catalogue/catalogue.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_FILES = 11, REQUIRED_FILES = 5, TEXT_MAX = 16 * 1024 };

static const char *const good_names[TEXT_FILES] = {"units.csv",  "indicators.csv", "targets.csv", "holders.csv",
                                                   "policy.ini", "calendar.csv",   "plan.csv",    "shares.csv",
                                                   "scales.csv", "ladder.csv",     "opening.csv"};

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
     "2026-12-31\n"
     "sak01,Nilai SAKIP,dispar,,predikat,0,grade,higher,value,period,year,last,last,,,,,akip,LHE,,,,T2,,2026-01-01,\n"
     "air01,Keasaman air,dispar,,%,1,range,inside,value,period,quarter,last,last,,,0,14,,Laboratorium,,,,,,"
     "2026-01-01,\n"),

    ("indicator,period,target,target_high,counts,judged,weight,curve\n"
     "par01,2026-Q1,150.000,,to_date,no,,\n"
     "par01,2026,1.000.000,,to_date,yes,40,\n"
     "izn01,2026,\"5,5\",,,yes,30,\n"
     "jal01,2026-12,100,,to_date,yes,30,\n"
     "jal01,2026-Q1,-,,period,no,,\n"
     "sak01,2026,BB,,,yes,,\n"
     "air01,2026-Q4,\"6,5\",\"8,5\",period,yes,,\n"
     "par01,2025..2030,6.500.000,,,no,,linear\n"
     "izn01,2025..2030,5,,,no,,\n"
     "sak01,2025..2030,A,,,no,,\n"),

    ("unit,person,name,capacity,from,to,appointment,basis\n"
     "dispar,P0201,Kepala Dinas,definitive,2024-01-01,,inauguration,SK 1\n"
     "dispar,P0202,Plt Kepala Dinas,Plt,2026-03-01,,assignment,SK 2\n"
     "dispar,P0203,Kepala Dinas,definitive,2026-06-01,,inauguration,SK 3\n"
     "dispar,P0204,Plh Kepala Dinas,Plh,2026-07-01,2026-07-10,assignment,SK 4\n"),

    ("timezone = Asia/Jakarta\n"
     "numbers = id\n"
     "satuan = orang, hari, %, predikat\n"
     "tolerance = 5%\n"),

    ("date,name,kind\n"
     "2026-12-25,Natal,holiday\n"),

    ("node,parent,level,name,external\n"
     "S2.1,T2,sasaran,Kunjungan naik,RPJMN 2025-2029\n"
     "T2,,tujuan,Daya tarik wisata naik,\n"),

    ("indicator,unit,part,share\n"
     "par01,dinkes,adds,\n"
     "izn01,sekda,answers,30\n"
     "izn01,dinkes,answers,\"20,5\"\n"),

    ("scale,grade,rank,score,from_value\n"
     "akip,AA,7,7,90\n"
     "akip,A,6,6,80\n"
     "akip,BB,5,5,70\n"
     "akip,B,4,4,60\n"
     "akip,CC,3,3,50\n"
     "akip,C,2,2,30\n"
     "akip,D,1,1,0\n"
     "opini,WDP,2,3,\n"
     "opini,WTP,3,4,\n"),

    ("ladder,step,kinds,trigger,after_months,not_before_months,text,basis\n"
     "jpt,2,dinas,score<80,6,24,Uji kompetensi ulang,PP 11/2017\n"
     "jpt,1,dinas ; sekretariat,skor < 80%,12,,6 bulan perbaikan,PP 11/2017\n"),

    ("indicator,until,realized,numerator,denominator,source\n"
     "par01,2025-12-31,1.240.000,,,LKjIP 2025\n"
     "izn01,2025-12-31,,5.000,800,LKjIP 2025\n"
     "sak01,2025-12-31,B,,,LHE 2025\n"),
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
