// A margin as a policy writes it: 5% of the target, or 2 points (2 poin) in the indicator's own satuan.
#pragma once

#include "catalogue.h"

// 0 or -EINVAL; never negative.
int margin_parse(const char *text, enum capaian_number_style style, struct margin *ret);

// Whether both are of one kind and `a` is the wider one.
bool margin_wider(struct margin a, struct margin b);
