// Why an alert changed state: one table for the code, the wire and PROTOCOL.md. A text is stable; the sentences say to
// readers when it is given (kinds are those of AlertKind, as alert ids begin with them).
#pragma once

#include <stdbool.h>

// clang-format off
// X(name, text, kinds, Indonesian, English), in the order of PROTOCOL.md.
#define ALERT_REASONS(X) \
    X(NUMERIC, "numeric", "missed", "periodenya berakhir, semua angkanya dilaporkan, dan realisasinya tidak mencapai target", "the period has ended, all it rests on is reported, and realization fails the target") \
    X(NOT_REPORTED, "not_reported", "missed, overdue", "hari penguncian (`missed`) atau jatuh tempo (`overdue`) terlewati tanpa laporan lengkap", "the lock day (`missed`) or the due date (`overdue`) has passed and something is not reported") \
    X(CORRECTED, "corrected", "missed", "semua dilaporkan dan targetnya tidak lagi meleset, juga bila baru perkiraan atau nihil", "all is reported and the target is no longer failed, be it by an estimate or by nil") \
    X(CAUGHT_UP, "caught_up", "missed", "target sesudahnya di tahun yang sama tercapai; catatannya tetap ada", "a later judged target of the year is met; the record stays") \
    X(EXCUSED, "excused", "missed", "angkanya dinyatakan tidak ada dan itu diterima", "what it rests on is declared missing, and that is accepted") \
    X(RESTATED_MET, "restated_met", "restated", "putusan yang sudah diumumkan berubah menjadi tercapai", "the verdict that had been announced becomes met") \
    X(RESTATED_MISSED, "restated_missed", "restated", "putusan yang sudah diumumkan berubah menjadi tidak tercapai, dengan atau tanpa angka", "the verdict that had been announced becomes missed, with a figure or without one") \
    X(RESTATED_BAND, "restated_band", "restated", "putusannya sama, tetapi capaiannya berpindah kategori", "the verdict is the same, the band of the attainment is another") \
    X(RESTATED_OTHER, "restated_other", "restated", "putusan yang sudah diumumkan berubah menjadi nihil, perkiraan, atau dikecualikan", "the verdict that had been announced becomes nil, an estimate, or left out as missing") \
    X(BELOW_TRAJECTORY, "below_trajectory", "behind", "di satu titik pemeriksaan sebelum akhir tahun realisasi lebih buruk dari target, melebihi toleransi", "at a checkpoint before the year's end realization is worse than the target by more than the tolerance") \
    X(RECOVERED, "recovered", "behind", "di titik pemeriksaan yang sama atau sesudahnya selisihnya kembali dalam batas `clear`", "at the same or a later checkpoint it is within `clear`") \
    X(YEAR_JUDGED, "year_judged", "behind", "tahunnya selesai, dan sudah dilaporkan sampai akhir atau terkunci", "the year is over, and reported to its end or locked") \
    X(LATE_REPORT, "late_report", "overdue", "laporannya masuk", "it is reported") \
    X(MISSING_ACCEPTED, "missing_accepted", "overdue", "angkanya dinyatakan tidak ada dan itu diterima", "it is declared missing, and that is accepted") \
    X(INTO_MISSED, "into_missed", "overdue", "target yang bertumpu padanya sudah terkunci dan dinilai tidak tercapai", "a judged target that rests on it has locked") \
    X(CLOSED_UNIT, "closed_unit", "overdue, silent", "unit pelapornya sudah ditutup tanpa penerus, atau tidak lagi diharapkan mengirim", "the unit that reports has closed and nobody has succeeded it, or it is no longer expected to send") \
    X(BEYOND_PLAUSIBLE, "beyond_plausible", "implausible", "realisasi sampai akhir periode jauh di atas atau di bawah jalur pada titik pemeriksaan yang sama", "realization to the period's end is far above or below the trajectory at the same checkpoint") \
    X(OUTSIDE_LIMITS, "outside_limits", "implausible", "angkanya di luar min dan max tanpa bukti", "the figure is outside min and max, without evidence") \
    X(FELL, "fell", "implausible", "angka kumulatif lebih kecil dari yang dilaporkan sebelumnya", "a figure to date is below the one reported before it") \
    X(JUMP, "jump", "implausible", "angka periode itu sepuluh kali atau sepersepuluh dari periode sebelumnya, atau lebih jauh lagi", "the period's figure is ten times or a tenth of the one before it, or further off") \
    X(REPLACED, "replaced", "implausible", "baris lain yang berlaku", "another row stands") \
    X(CONFIRMED, "confirmed", "implausible", "angkanya ditegaskan dengan bukti", "the figure is confirmed with evidence") \
    X(REVIEWED, "reviewed", "implausible", "angkanya sudah diperiksa", "the figure has been reviewed") \
    X(PLAUSIBLE, "plausible", "implausible", "angka atau target di sekitarnya berubah, sehingga angkanya wajar", "figures or targets around it have changed, so that it is plausible") \
    X(SILENT, "silent", "silent", "tiga selang waktu lewat tanpa kiriman", "three intervals have passed without a message") \
    X(HEARD, "heard", "silent", "kiriman masuk lagi", "a message has come") \
    X(ELIGIBLE, "eligible", "consequence", "syarat langkah itu terpenuhi", "the test of the step holds") \
    X(DECIDED, "decided", "consequence", "keputusannya dicatat", "a decision is recorded") \
    X(LEFT_POST, "left_post", "consequence", "jabatannya ditinggalkan", "the post was left") \
    X(RESTATED_AWAY, "restated_away", "consequence", "dasarnya hilang karena putusan dinyatakan ulang", "its ground was restated away") \
    X(REVISED, "revised", "missed, behind, overdue, implausible", "katalog terbaru tidak lagi memuat dasarnya: target, penilaian, jalur, atau kewajiban lapor", "the latest catalogue no longer has what it rests on: the target, its being judged, the trajectory, the duty to report") \
    X(ESCALATED, "escalated", "any", "tidak ada yang mengetahui (acknowledge) selama `escalation`; disampaikan ke atasan berikutnya", "nobody has acknowledged it for the span `escalation`; it is taken to the next superior") \
    X(ACKNOWLEDGED, "acknowledged", "any", "seseorang menyatakan mengetahui, sampai satu tanggal", "somebody has acknowledged it, until a date") \
    X(ACKNOWLEDGEMENT_EXPIRED, "acknowledgement_expired", "any", "masa pernyataan mengetahui habis sementara dasarnya masih ada", "the acknowledgement has run out while the ground stands") \
    X(COMMENTED, "commented", "any", "seseorang memberi catatan", "somebody has commented on it") \
    X(FOLLOWED_UP, "followed_up", "any", "tindak lanjut dicatat: penyebab, tindakan, penanggung jawab, tanggal", "a follow-up is recorded: cause, action, owner, date") \
    X(CLOSED, "closed", "any", "satu keputusan menutupnya; tidak aktif lagi selama dasarnya yang sama masih ada", "a decision closes it; it does not fire again while the same ground stands")
// clang-format on

#define ALERT_REASON_ENUM(name, text, kinds, indonesian, english) REASON_##name,
enum alert_reason { ALERT_REASONS(ALERT_REASON_ENUM) ALERT_REASON_COUNT };
#undef ALERT_REASON_ENUM

struct alert_reason_entry {
    const char *text, *kinds, *indonesian, *english;
};

const struct alert_reason_entry *alert_reason_entry(enum alert_reason reason);

// Static text.
const char *alert_reason_text(enum alert_reason reason);

bool alert_reason_is(const char *text, enum alert_reason reason);

// The table's own text for what the ledger has kept; "" for what the table does not have.
const char *alert_reason_intern(const char *text);
