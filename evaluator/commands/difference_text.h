// A difference as people read it before they sign, and the same facts as JSON.
#pragma once

#include "commands/difference.h"
#include "value/text.h"

// The lists that are not empty, each with its first entries and how many more there are. `rejudge`: whether the
// targets of ended periods are judged again, which their list says.
void string_add_difference(struct capaian_string *out, const struct difference *difference, bool rejudge,
                           enum capaian_language language);

// "changes":{"target_up":{"count":1,"list":[...]},...}: every kind, also without entries.
void string_add_difference_json(struct capaian_string *out, const struct difference *difference);

// The number of a target: 1.000, 5,5..7, a grade's name, - where it is not scheduled; "" for no target.
void string_add_target(struct capaian_string *out, const struct indicator *rules, const struct target *target,
                       enum capaian_number_style style);
// Its fields in JSON, each beginning with the prefix: "before":5.5,"before_high":7,"before_grade":null
void string_add_target_json(struct capaian_string *out, const char *prefix, const struct indicator *rules,
                            const struct target *target);
