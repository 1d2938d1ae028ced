// What a deed is about, as its subject names it: an alert by its id, a figure as INDICATOR/PERIOD, what a unit reports
// as UNIT/PERIOD.
#pragma once

#include "fold/fold.h"

// An alert with what it stands in: an indicator's year, a source, or a person's consequence.
struct subject {
    struct alert *alert;    // NULL for a consequence
    struct tracked *tracked;
    struct year *year;
    struct source *source;
    struct consequence *consequence;
};

// False: no alert has this id, or it has never fired.
bool subject_alert(const struct fold *fold, const char *id, struct subject *ret);

struct subject_figure {
    struct tracked *tracked;
    struct year *year;
    struct figure *figure;
};

// False: there is no such indicator, or no such reporting period of it.
bool subject_of_figure(const struct fold *fold, const char *text, struct subject_figure *ret);

// CODE/PERIOD; false when it is not of that form.
bool subject_split(const char *text, char ret_code[CAPAIAN_CODE_MAX + 1], struct capaian_period *ret_period);

// The unit that a deed is about: that of its alert or figure, or the one it names. "" where it is about none (a seal),
// or where the check will refuse it.
const char *subject_unit(const struct fold *fold, const Capaian__V1__Deed *deed);

// "consequence/PERSON/UNIT/SINCE/LADDER-STEP": the id of a consequence. Returns buffer.
enum { CONSEQUENCE_ID_MAX = 160 };
char *consequence_id(const struct consequence *consequence, char buffer[CONSEQUENCE_ID_MAX]);
