// The words that people read for what the protocol numbers: one table, both languages. A value that this version does
// not know (a newer evaluator answers) gets its group's word for *unknown*, never an empty text.
#pragma once

#include "capaian/v1/query.pb-c.h"
#include "wire/error.h"

const char *outcome_word(Capaian__V1__Assessed outcome, enum capaian_language language);
const char *alert_kind_word(Capaian__V1__AlertKind kind, enum capaian_language language);
const char *alert_state_word(Capaian__V1__AlertState state, enum capaian_language language);
const char *status_word(Capaian__V1__Status status, enum capaian_language language);
const char *stage_word(Capaian__V1__Stage stage, enum capaian_language language);
const char *left_out_word(Capaian__V1__LeftOut left_out, enum capaian_language language);
const char *reported_word(Capaian__V1__Reported reported, enum capaian_language language);
const char *deed_word(Capaian__V1__DeedKind deed, enum capaian_language language);    // what was done

// Of codes that travel as text: definitive, plt, plh, pj; sum, average, last, ratio-of-sums; ratio, reflected, ...;
// higher, lower, inside; and the first word of an explained figure. The code itself where it is not known.
const char *code_word(const char *code, enum capaian_language language);
