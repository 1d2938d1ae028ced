#include "commands/words.h"

#include "client/command.h"

#include <stddef.h>
#include <string.h>

enum group { OUTCOME, KIND, STATE, STATUS, STAGE, LEFT_OUT, REPORTED, DEED, CODE };

// Value -1 stands for every value of the group that the table does not name.
static const struct word {
    enum group group;
    int value;
    const char *code;
    const char *indonesian;
    const char *english;
} WORDS[] = {
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_MET, NULL, "tercapai", "met"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET, NULL, "tidak tercapai", "not met"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_DUE, NULL, "belum berakhir", "not over yet"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED, NULL, "belum dilaporkan", "not reported yet"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_MISSED_SILENT, NULL, "tidak tercapai (tidak dilaporkan)",
     "missed (not reported)"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NO_TARGET, NULL, "belum ada target", "no target yet"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NO_TRAJECTORY, NULL, "tidak dapat dinilai (tanpa lintasan)",
     "not assessable (no trajectory)"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_SCHEDULED, NULL, "tidak dijadwalkan", "not scheduled"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NIL, NULL, "nihil", "nil"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_ESTIMATED, NULL, "baru perkiraan", "only an estimate"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_MISSING, NULL, "data tidak tersedia (diterima)", "missing (accepted)"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REVIEWED, NULL, "belum direviu", "not reviewed"},
    {OUTCOME, CAPAIAN__V1__ASSESSED__ASSESSED_BEYOND, NULL, "di luar jangkauan hitungan",
     "beyond what can be compared"},
    {OUTCOME, -1, NULL, "hasil tidak dikenal", "unknown outcome"},

    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED, NULL, "tidak tercapai", "missed"},
    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_BEHIND, NULL, "tertinggal", "behind"},
    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE, NULL, "terlambat lapor", "overdue"},
    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE, NULL, "tidak wajar", "implausible"},
    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_RESTATED, NULL, "dinyatakan ulang", "restated"},
    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_SILENT, NULL, "senyap", "silent"},
    {KIND, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_CONSEQUENCE, NULL, "konsekuensi", "consequence"},
    {KIND, -1, NULL, "jenis tidak dikenal", "unknown kind"},

    {STATE, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING, NULL, "aktif", "firing"},
    {STATE, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_ACKNOWLEDGED, NULL, "diketahui", "acknowledged"},
    {STATE, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_RESOLVED, NULL, "selesai", "resolved"},
    {STATE, CAPAIAN__V1__ALERT_STATE__ALERT_STATE_CANCELLED, NULL, "dibatalkan", "cancelled"},
    {STATE, -1, NULL, "keadaan tidak dikenal", "unknown state"},

    {STATUS, CAPAIAN__V1__STATUS__STATUS_FINAL, NULL, "final", "final"},
    {STATUS, CAPAIAN__V1__STATUS__STATUS_PROVISIONAL, NULL, "sementara", "provisional"},
    {STATUS, CAPAIAN__V1__STATUS__STATUS_ESTIMATED, NULL, "perkiraan", "estimated"},
    {STATUS, -1, NULL, "status tidak dikenal", "unknown status"},

    {STAGE, CAPAIAN__V1__STAGE__STAGE_SUBMITTED, NULL, "disampaikan", "submitted"},
    {STAGE, CAPAIAN__V1__STAGE__STAGE_REVIEWED, NULL, "sudah direviu", "reviewed"},
    {STAGE, CAPAIAN__V1__STAGE__STAGE_DISPUTED, NULL, "diragukan", "disputed"},
    {STAGE, -1, NULL, "tahap tidak dikenal", "unknown stage"},

    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NO, NULL, "dihitung", "counted"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NOT_DUE, NULL, "belum berakhir", "not over yet"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_MISSING, NULL, "data tidak tersedia (diterima)", "missing (accepted)"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NO_TARGET, NULL, "belum ada target", "no target yet"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NOT_WEIGHTED, NULL, "tanpa bobot", "not weighted"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NIL, NULL, "nihil", "nil"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NO_TRAJECTORY, NULL, "tanpa lintasan", "no trajectory"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_NOT_REPORTED, NULL, "belum dilaporkan", "not reported yet"},
    {LEFT_OUT, CAPAIAN__V1__LEFT_OUT__LEFT_OUT_OTHER, NULL, "tidak dapat dinilai", "not assessable"},
    {LEFT_OUT, -1, NULL, "alasan tidak dikenal", "unknown reason"},

    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_NOT_DUE, NULL, "belum berakhir", "not over yet"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_ON_TIME, NULL, "tepat waktu", "on time"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_LATE, NULL, "terlambat", "late"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_OPEN, NULL, "ditunggu", "awaited"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_OVERDUE, NULL, "lewat jatuh tempo", "overdue"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_LOCKED, NULL, "terkunci tanpa laporan", "locked, never reported"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_NIL, NULL, "nihil", "nil"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_MISSING, NULL, "dinyatakan tidak ada", "declared missing"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_MISSING_ACCEPTED, NULL, "data tidak tersedia (diterima)",
     "missing (accepted)"},
    {REPORTED, CAPAIAN__V1__REPORTED__REPORTED_NO_DUTY, NULL, "tidak wajib lapor", "no duty to report"},
    {REPORTED, -1, NULL, "keadaan laporan tidak dikenal", "unknown state of the report"},

    {DEED, CAPAIAN__V1__DEED_KIND__DEED_ACKNOWLEDGE, NULL, "diketahui", "acknowledged"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_COMMENT, NULL, "dikomentari", "commented on"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_FOLLOW_UP, NULL, "ditindaklanjuti", "followed up"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_SUPPRESS, NULL, "ditahan", "suppressed"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_CLOSE, NULL, "ditutup", "closed"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_REVIEW, NULL, "direviu", "reviewed"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_DISPUTE, NULL, "diragukan", "disputed"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_ACCEPT_MISSING, NULL, "ketiadaan data diterima", "accepted as missing"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_REFUSE_MISSING, NULL, "ketiadaan data ditolak", "refused as missing"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_REOPEN, NULL, "dibuka kembali", "reopened"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_PAUSE, NULL, "dijeda", "paused"},
    {DEED, CAPAIAN__V1__DEED_KIND__DEED_SEAL, NULL, "disegel", "sealed"},
    {DEED, -1, NULL, "tindakan tidak dikenal", "unknown deed"},

    {CODE, 0, "definitive", "definitif", "definitive"},
    {CODE, 0, "plt", "Plt", "acting (Plt)"},
    {CODE, 0, "plh", "Plh", "daily deputy (Plh)"},
    {CODE, 0, "pj", "Pj", "caretaker (Pj)"},
    {CODE, 0, "sum", "penjumlahan", "sum"},
    {CODE, 0, "average", "rata-rata", "average"},
    {CODE, 0, "last", "yang terakhir", "last"},
    {CODE, 0, "ratio-of-sums", "rasio dari jumlah", "ratio of sums"},
    {CODE, 0, "ratio", "R / T", "R / T"},
    {CODE, 0, "reflected", "(2T - R) / T", "(2T - R) / T"},
    {CODE, 0, "inverse", "T / R", "T / R"},
    {CODE, 0, "range", "rentang", "range"},
    {CODE, 0, "grade", "predikat", "grade"},
    {CODE, 0, "higher", "makin tinggi makin baik", "higher is better"},
    {CODE, 0, "lower", "makin rendah makin baik", "lower is better"},
    {CODE, 0, "inside", "di dalam rentang", "inside the range"},
    {CODE, 0, "complete", "lengkap", "complete"},
    {CODE, 0, "missing", "tidak ada", "missing"},
    {CODE, 0, "withdraw", "ditarik", "withdrawn"},
    {CODE, 0, "met", "tercapai", "met"},
    {CODE, 0, "not_met", "tidak tercapai", "not met"},
    {CODE, 0, "missed_silent", "tidak tercapai (tidak dilaporkan)", "missed (not reported)"},
    {CODE, 0, "nil", "nihil", "nil"},
    {CODE, 0, "estimated", "perkiraan", "estimated"},
};

static const char *text_of(const struct word *word, enum capaian_language language) {
    return capaian_in_language(language, word->indonesian, word->english);
}

static const char *find(enum group group, int value, enum capaian_language language) {
    const struct word *unknown = NULL;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (WORDS[i].group != group)
            continue;
        if (WORDS[i].value == value)
            return text_of(&WORDS[i], language);
        if (WORDS[i].value == -1)
            unknown = &WORDS[i];
    }
    return text_of(unknown, language);
}

const char *outcome_word(Capaian__V1__Assessed outcome, enum capaian_language language) {
    return find(OUTCOME, (int)outcome, language);
}

const char *alert_kind_word(Capaian__V1__AlertKind kind, enum capaian_language language) {
    return find(KIND, (int)kind, language);
}

const char *alert_state_word(Capaian__V1__AlertState state, enum capaian_language language) {
    return find(STATE, (int)state, language);
}

const char *status_word(Capaian__V1__Status status, enum capaian_language language) {
    return find(STATUS, (int)status, language);
}

const char *stage_word(Capaian__V1__Stage stage, enum capaian_language language) {
    return find(STAGE, (int)stage, language);
}

const char *left_out_word(Capaian__V1__LeftOut left_out, enum capaian_language language) {
    return find(LEFT_OUT, (int)left_out, language);
}

const char *reported_word(Capaian__V1__Reported reported, enum capaian_language language) {
    return find(REPORTED, (int)reported, language);
}

const char *deed_word(Capaian__V1__DeedKind deed, enum capaian_language language) {
    return find(DEED, (int)deed, language);
}

const char *code_word(const char *code, enum capaian_language language) {
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (WORDS[i].group == CODE && strcmp(WORDS[i].code, code) == 0)
            return text_of(&WORDS[i], language);
    }
    return code;
}
