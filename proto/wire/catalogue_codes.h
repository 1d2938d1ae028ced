// The part of the table that the catalogue's check uses; see wire/codes.h. Findings carry file, line and column beside it.
#pragma once

// clang-format off
#define CAPAIAN_CATALOGUE_CODES(X) \
    X(FILE_ABSENT, "file.absent", CAPAIAN_ERROR, "Berkas {0} wajib ada.", "The file {0} is required.") \
    X(FILE_NOT_YET, "file.not_yet", CAPAIAN_ERROR, "Berkas {0} belum didukung oleh versi ini.", "The file {0} is not supported by this version yet.")
// clang-format on
