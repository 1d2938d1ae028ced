// What lies in a stretch of days of one indicator, as in the tenure of a person: only what was realized in reporting
// periods that began in it, against what was to be reached in them.
//
// `trajectory`: of a sum, R is realized from the first own reporting period to the cut and T is the trajectory at the
// cut less the trajectory on the eve of that period. Where nothing was agreed for that eve, what counts begins at the
// first later checkpoint: what lies before it cannot be told apart from the predecessor's. Of the last, an average or a
// ratio of sums: the own reporting periods against the target at their latest checkpoint. Nothing is prorated.
//
// `remaining`: of a sum, T is the year's target less what had been realized before, and is due when the year is (at the
// last own checkpoint, against the trajectory there, when the stretch ends before the year does). Of an average, T is
// the mean of the targets that end in the own periods. The rest as above. Source: the complementary contract of the
// Ministry of Finance, Buku Pintar Pengelolaan Kinerja KPPN Denpasar pp. 76 and 78.
#pragma once

#include "fold/fold.h"

struct stretch {
    int32_t from, to;    // inclusive
    int32_t today;       // periods that ended before it have ended
    enum tenure_target rule;
    bool whole;    // nothing short of the last checkpoint in it will do
};

struct stretched {
    struct assessment assessment;    // its period is the year
    struct realized realized;        // where the assessment has a realization, or is NIL
    int32_t begins;                  // the first day that counts; of no meaning without a cut
    bool has_handover;
    capaian_nano at_handover;    // realized in the year before what counts
};

// Within one year.
struct stretched stretch_assess(const struct tracked *tracked, const struct year *year, const struct stretch *stretch);
