// Days and periods as people write them: 13 Agustus 2026, Triwulan I 2026.
#pragma once

#include "wire/error.h"

#include <stdint.h>

enum { DATE_WORDS = 64 };

char *date_words(int32_t day, enum capaian_language language, char buffer[DATE_WORDS]);

// What is no period stays as it is.
char *period_words(const char *period, enum capaian_language language, char buffer[DATE_WORDS]);
