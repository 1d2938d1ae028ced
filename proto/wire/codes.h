// The table behind wire/error.h: X(NAME, "stable.name", severity, Indonesian, English).
#pragma once

// clang-format off
#define CAPAIAN_CODES(X) \
    /* The frame and the connection */ \
    X(ENVELOPE_MALFORMED, "envelope.malformed", CAPAIAN_ERROR, "Bingkai ini bukan Envelope yang dapat dibaca.", "This frame is not a readable Envelope.") \
    X(ENVELOPE_VERSION, "envelope.version", CAPAIAN_ERROR, "Versi Envelope {0} tidak dikenal; versi yang dipakai di sini {1}.", "Envelope version {0} is not known; this side speaks {1}.") \
    X(ENVELOPE_KIND, "envelope.kind", CAPAIAN_ERROR, "Isi Envelope ini tidak dikenal atau tidak dilayani di soket ini.", "The kind of this Envelope is unknown, or not served on this socket.") \
    X(TOO_LARGE, "message.too_large", CAPAIAN_ERROR, "Pesan terlalu besar; batasnya ada di PROTOCOL.md. Bagi menjadi beberapa pesan.", "The message is too large; the limits are in PROTOCOL.md. Split it.") \
    X(NOT_ALLOWED, "key.not_allowed", CAPAIAN_ERROR, "Kunci ini tidak berhak melakukan {0}; dalam kurung: peran yang diperlukan di authorised_keys.", "This key has no right to {0}; in parentheses: the role it needs in authorised_keys.") \
    X(KEY_UNIT, "key.unit", CAPAIAN_ERROR, "Kunci ini tidak mewakili unit {0}.", "This key does not speak for unit {0}.") \
    X(BUSY, "busy", CAPAIAN_ERROR, "Sedang penuh; kirim lagi pesan yang sama setelah {0} milidetik.", "Busy; send the same message again after {0} milliseconds.") \
    X(BUSY_QUOTA, "busy.quota", CAPAIAN_ERROR, "Pesan unit {0} yang belum diproses memenuhi jatahnya; kirim lagi nanti.", "Unit {0} has filled its share of the reserve with messages not yet applied; send again later.") \
    X(BUSY_CREDIT, "busy.credit", CAPAIAN_ERROR, "Terlalu banyak permintaan yang belum dijawab pada sambungan ini (batas {0}).", "Too many unanswered requests on this connection (limit {0}).") \
    X(BUSY_EVALUATOR, "busy.evaluator", CAPAIAN_ERROR, "Evaluator belum terhubung; {0} baru dapat dijawab setelah itu.", "The evaluator is not connected; {0} has to wait for it.") \
    X(DISK_FULL, "busy.disk_full", CAPAIAN_ERROR, "Disk penuh; pesan tidak disimpan. Kirim lagi nanti.", "The disk is full; the message was not stored. Send it again later.") \
    /* The message */ \
    X(ID_LENGTH, "message.id_length", CAPAIAN_ERROR, "message_id harus tepat 16 bita, bukan {0}.", "message_id must be exactly 16 bytes, not {0}.") \
    X(ID_CONFLICT, "message.id_conflict", CAPAIAN_ERROR, "message_id ini sudah dipakai untuk isi yang lain; tidak ada yang berubah. Kirim isi baru dengan id baru.", "This message_id already stands for other content; nothing changed. Send new content under a new id.") \
    X(ID_UNKNOWN, "message.unknown", CAPAIAN_ERROR, "Pesan dengan id ini tidak ada di sini.", "There is no message with this id here.") \
    X(CONTENT_MALFORMED, "content.malformed", CAPAIAN_ERROR, "Isi pesan bukan Content yang dapat dibaca.", "The content is not a readable Content.") \
    X(CONTENT_UNKNOWN_FIELD, "content.unknown_field", CAPAIAN_ERROR, "Isi pesan memuat bidang nomor {0} yang tidak dikenal; tidak ada yang diabaikan diam-diam.", "The content holds field number {0}, which is not known; nothing is silently ignored.") \
    X(CONTENT_ROWS, "content.rows", CAPAIAN_ERROR, "Satu pesan memuat 1 sampai {0} baris.", "A message holds 1 to {0} rows.") \
    X(CONTENT_UNIT, "content.unit", CAPAIAN_ERROR, "unit harus berupa kode: 1 sampai 32 huruf, angka, titik, garis bawah atau tanda hubung.", "unit must be a code: 1 to 32 letters, digits, dots, underscores or hyphens.") \
    X(UNIT_UNKNOWN, "unit.unknown", CAPAIAN_ERROR, "Unit {0} tidak ada dalam katalog.", "Unit {0} is not in the catalogue.") \
    X(LINK_UNIT, "link.unit", CAPAIAN_ERROR, "Kolektor ini tidak dipercaya untuk unit {0}.", "This collector is not trusted for unit {0}.") \
    X(QUARANTINED, "message.quarantined", CAPAIAN_ERROR, "Pesan ini dua kali menghentikan evaluator dan dikarantina; hubungi pengelola.", "The evaluator died on this message twice; it is quarantined. Tell the operator.") \
    X(ATOMIC, "row.not_applied", CAPAIAN_ERROR, "Baris ini tidak diterapkan karena baris lain ditolak dan pengirim meminta semua atau tidak sama sekali.", "Not applied: another row was refused and the sender asked for all or nothing.") \
    /* The row, as far as it can be known without a catalogue */ \
    X(CODE_MALFORMED, "code.malformed", CAPAIAN_ERROR, "Kode {0} tidak sah: 1 sampai 32 huruf, angka, titik, garis bawah atau tanda hubung.", "{0} is not a code: 1 to 32 letters, digits, dots, underscores or hyphens.") \
    X(TEXT_MALFORMED, "text.malformed", CAPAIAN_ERROR, "Teks bukan UTF-8 atau memuat karakter kendali.", "The text is not UTF-8 or holds control characters.") \
    X(TEXT_TOO_LONG, "text.too_long", CAPAIAN_ERROR, "Teks terlalu panjang: {0} bita, batasnya {1}.", "The text is too long: {0} bytes, the limit is {1}.") \
    X(PERIOD_MALFORMED, "period.malformed", CAPAIAN_ERROR, "{0} bukan periode. Tulis 2026, 2026-S1, 2026-Q1, 2026-03 atau 2026-03-14.", "{0} is not a period. Write 2026, 2026-S1, 2026-Q1, 2026-03 or 2026-03-14.") \
    X(FIGURE_ABSENT, "figure.absent", CAPAIAN_ERROR, "Baris ini tidak memuat angka: isi satu dari value, ratio, grade, missing, complete atau withdraw.", "The row states nothing: give one of value, ratio, grade, missing, complete or withdraw.") \
    X(FIGURE_DIGITS, "figure.digits", CAPAIAN_ERROR, "Angka memuat terlalu banyak desimal: {0}, batasnya 9.", "The figure has too many decimals: {0}, the limit is 9.") \
    X(FIGURE_MALFORMED, "figure.malformed", CAPAIAN_ERROR, "{0} bukan angka. Untuk angka yang tidak ada, kosongkan dan pakai missing dengan alasannya.", "{0} is not a number. Where there is no figure, leave it out and declare it missing with its reason.") \
    X(FIGURE_AMBIGUOUS, "figure.ambiguous", CAPAIAN_ERROR, "{0} dapat dibaca dua cara: {1} atau {2}. Sebutkan gaya angkanya: --numbers id atau --numbers en.", "{0} can be read in two ways: {1} or {2}. Say in which style numbers are written: --numbers id or --numbers en.") \
    X(MISSING_REASON, "missing.reason", CAPAIAN_ERROR, "missing membutuhkan alasan dari daftar kebijakan.", "missing needs a reason from the policy's list.") \
    X(RATIO_PART, "ratio.part", CAPAIAN_ERROR, "Pembilang dan penyebut harus keduanya ada.", "Numerator and denominator must both be there.") \
    X(RATIO_ZERO, "ratio.zero", CAPAIAN_ERROR, "Penyebut nol dengan pembilang {0} tidak mungkin; 0/0 berarti nihil.", "A zero denominator under {0} is impossible; 0/0 means nil.") \
    X(RATIO_NEGATIVE, "ratio.negative", CAPAIAN_ERROR, "Penyebut tidak boleh negatif.", "The denominator must not be negative.") \
    X(AS_OF_ABSENT, "as_of.absent", CAPAIAN_ERROR, "as_of wajib: kapan angka ini dinyatakan (milidetik sejak 1970 UTC).", "as_of is required: when the figure was stated (milliseconds since 1970 UTC).") \
    X(AS_OF_ANCIENT, "as_of.ancient", CAPAIAN_ERROR, "as_of {0} jatuh sebelum 1990; as_of dihitung dalam milidetik, bukan detik.", "as_of {0} lies before 1990; it counts milliseconds, not seconds.") \
    X(AS_OF_AHEAD, "as_of.ahead", CAPAIAN_ERROR, "as_of {0} lebih dari sehari di depan waktu terima {1}.", "as_of {0} is more than a day ahead of the receive time {1}.") \
    X(STATUS_UNKNOWN, "status.unknown", CAPAIAN_ERROR, "Status {0} tidak dikenal: 0 final, 1 sementara, 2 perkiraan.", "Status {0} is not known: 0 final, 1 provisional, 2 estimated.") \
    X(REF_TOO_LONG, "ref.too_long", CAPAIAN_ERROR, "ref terlalu panjang: {0} bita, batasnya {1}.", "ref is too long: {0} bytes, the limit is {1}.") \
    X(REF_ABSENT, "ref.absent", CAPAIAN_ERROR, "Baris kejadian membutuhkan ref (nomor izin, nomor karcis), supaya berkas yang sama tidak terhitung dua kali.", "A row of an event needs a ref (a permit's number, a ticket's), so that the same file never counts twice.") \
    X(REPLACES_MALFORMED, "replaces.malformed", CAPAIAN_ERROR, "replaces.message_id harus tepat 16 bita.", "replaces.message_id must be exactly 16 bytes.") \
    X(EVIDENCE_MALFORMED, "evidence.malformed", CAPAIAN_ERROR, "evidence.sha256 harus tepat 32 bita.", "evidence.sha256 must be exactly 32 bytes.") \
    /* A sheet (CSV), and what only a line of one can have wrong */ \
    X(SHEET_NO_HEADER, "sheet.empty", CAPAIAN_ERROR, "Berkas kosong: baris pertama harus memuat nama kolom, misalnya indikator,periode,nilai.", "The file is empty: its first line must name the columns, as in indicator,period,value.") \
    X(SHEET_UNKNOWN_COLUMN, "sheet.column_unknown", CAPAIAN_ERROR, "Kolom {0} tidak dikenal; tidak ada kolom yang diabaikan diam-diam. Mungkin maksudnya: {1}. Semua kolom: --help.", "The column {0} is not known; no column is silently ignored. Perhaps: {1}. All columns: --help.") \
    X(SHEET_REPEATED_COLUMN, "sheet.column_twice", CAPAIAN_ERROR, "Kolom {0} ada dua kali.", "The column {0} is there twice.") \
    X(SHEET_NEEDS_COLUMN, "sheet.column_absent", CAPAIAN_ERROR, "Kolom {0} wajib ada (nama lainnya: {1}). Semua kolom: --help.", "The column {0} is required (its other names: {1}). All columns: --help.") \
    X(SHEET_TOO_MANY_CELLS, "sheet.cells", CAPAIAN_ERROR, "Baris ini memuat lebih banyak sel daripada judul kolomnya; periksa pemisah dan tanda kutip.", "This line has more cells than the header; check separators and quotes.") \
    X(SHEET_LONG_CELL, "sheet.cell_too_long", CAPAIAN_ERROR, "Isi sel pada kolom {0} terlalu panjang.", "The cell in column {0} is too long.") \
    X(SHEET_UNREADABLE, "sheet.malformed", CAPAIAN_ERROR, "Berkas bukan CSV yang dapat dibaca: kutip tidak ditutup atau karakter kendali ({0}).", "The file is not readable CSV: a quote that never ends, or control characters ({0}).") \
    X(SHEET_ENCODING, "sheet.encoding", CAPAIAN_ERROR, "Teks berkas ini bukan UTF-8. Simpan lagi dari lembar kerja sebagai \"CSV UTF-8\".", "The text of this file is not UTF-8. Save it again from the spreadsheet as \"CSV UTF-8\".") \
    X(SHEET_NO_ROWS, "sheet.no_rows", CAPAIAN_ERROR, "Berkas hanya memuat nama kolom; tidak ada satu baris pun di bawahnya.", "The file names its columns and has no line below them.") \
    X(SHEET_NOT_CSV, "sheet.binary", CAPAIAN_ERROR, "Ini berkas lembar kerja (xlsx, xls, ods), bukan CSV. Simpan sebagai CSV UTF-8 dahulu.", "This is a spreadsheet file (xlsx, xls, ods), not CSV. Save it as CSV UTF-8 first.") \
    X(SHEET_LARGE, "sheet.too_large", CAPAIAN_ERROR, "Berkas terlalu besar; batasnya {0}.", "The file is too large; the limit is {0}.") \
    X(AS_OF_UNSTATED, "as_of.unstated", CAPAIAN_ERROR, "Belum disebutkan kapan angka ini dinyatakan: beri --as-of 2026-04-03, atau isi kolom as_of (per_tanggal).", "When the figure was stated is not said: give --as-of 2026-04-03, or fill the column as_of.") \
    X(ROW_REPEATED, "row.repeated", CAPAIAN_ERROR, "Indikator dan periode ini sudah ada di baris {0}. Hapus salah satunya; kalau ini kejadian yang berbeda, beri ref (nomor) pada setiap baris.", "This indicator and period stand in line {0} as well. Remove one of them; if they are different events, give each its ref.") \
    X(UNIT_ABSENT, "unit.absent", CAPAIAN_ERROR, "Unit pelapor belum disebutkan: isi kolom unit atau beri --unit KODE.", "The reporting unit is not named: fill the unit column or give --unit CODE.") \
    X(UNIT_FOLDER, "unit.folder", CAPAIAN_ERROR, "Folder ini milik unit {0}; baris unit {1} tidak dikirim dari sini.", "This folder is unit {0}'s; a line of unit {1} is not sent from here.") \
    X(ATOMIC_UNITS, "content.units", CAPAIAN_ERROR, "Semua atau tidak sama sekali hanya berlaku untuk satu unit; berkas ini memuat {0} dan {1}.", "All or nothing holds for one unit only; this file has {0} and {1}.") \
    X(FIGURE_SEVERAL, "figure.several", CAPAIAN_ERROR, "Baris ini memuat {0} dan {1}; isi satu saja.", "The line states {0} and {1}; give one.") \
    X(FIGURE_LARGE, "figure.large", CAPAIAN_ERROR, "{0} tidak muat: paling banyak 9 desimal dan 18 angka seluruhnya.", "{0} does not fit: at most 9 decimals, and 18 digits in all.") \
    X(CELL_ALONE, "cell.alone", CAPAIAN_ERROR, "{0} hanya berlaku bersama {1}.", "{0} goes only with {1}.") \
    X(COUNT_MALFORMED, "count.malformed", CAPAIAN_ERROR, "{0} bukan jumlah baris: tulis bilangan bulat, 0 untuk nihil.", "{0} is not a number of rows: write a whole number, 0 for nil.") \
    X(FLAG_MALFORMED, "flag.malformed", CAPAIAN_ERROR, "{0} tidak dapat dibaca: tulis ya atau tidak.", "{0} cannot be read: write yes or no.") \
    X(STATUS_WORD, "status.word", CAPAIAN_ERROR, "Status {0} tidak dikenal: tulis tetap, sementara atau perkiraan.", "Status {0} is not known: write final, provisional or estimated.") \
    X(AS_OF_MALFORMED, "as_of.malformed", CAPAIAN_ERROR, "{0} bukan tanggal. Tulis 2026-03-14 atau 2026-03-14T08:30:00+07:00.", "{0} is not a date. Write 2026-03-14 or 2026-03-14T08:30:00+07:00.") \
    X(REF_ROUNDED, "ref.rounded", CAPAIAN_ERROR, "{0} adalah nomor panjang yang dibulatkan lembar kerja; nomor yang berbeda menjadi sama. Jadikan kolomnya teks lalu ekspor lagi.", "{0} is a long number that a spreadsheet rounded; different numbers become the same. Make the column text and export again.") \
    X(ROW_TWICE, "row.twice", CAPAIAN_ERROR, "Baris {0} menyatakan hal lain tentang yang sama pada as_of yang sama; tidak dapat dipastikan mana yang berlaku. Hapus yang salah.", "Line {0} states something else about the same thing with the same as_of; which of them counts cannot be told. Remove the wrong one.") \
    X(REPLACES_CELL, "replaces.cell", CAPAIAN_ERROR, "{0} bukan pesan:baris: tulis seperti ditunjukkan explain --full, 32 angka heksadesimal, titik dua, nomor baris.", "{0} is not message:row: write it as explain --full shows it, 32 hexadecimal digits, a colon, the row's number.") \
    /* The row against the catalogue */ \
    X(INDICATOR_UNKNOWN, "indicator.unknown", CAPAIAN_ERROR, "Indikator {0} tidak ada dalam katalog.", "Indicator {0} is not in the catalogue.") \
    X(INDICATOR_UNIT, "indicator.unit", CAPAIAN_ERROR, "Indikator {0} dilaporkan oleh {1}, bukan oleh {2}.", "Indicator {0} is reported by {1}, not by {2}.") \
    X(INDICATOR_ENDED, "indicator.ended", CAPAIAN_ERROR, "Indikator {0} tidak berlaku pada periode {1}.", "Indicator {0} is not valid in period {1}.") \
    X(PERIOD_FUTURE, "period.future", CAPAIAN_ERROR, "Periode {0} belum dimulai pada saat laporan diterima.", "Period {0} had not begun when the report was received.") \
    X(PERIOD_LOCKED, "period.locked", CAPAIAN_ERROR, "Periode {0} terkunci sejak {1}.", "Period {0} is locked since {1}.") \
    X(PERIOD_FINER, "period.finer", CAPAIAN_ERROR, "Periode {0} lebih halus dari kewajiban lapor ({1}).", "Period {0} is finer than the duty to report ({1}).") \
    X(PERIOD_COARSER, "period.coarser", CAPAIAN_ERROR, "Periode {0} lebih kasar dari kewajiban lapor ({1}).", "Period {0} is coarser than the duty to report ({1}).") \
    X(COMPLETE_VALUE, "complete.not_events", CAPAIAN_ERROR, "Indikator {0} dilaporkan sebagai nilai, bukan kejadian; complete tidak berlaku.", "Indicator {0} is reported as a value, not as events; complete does not apply.") \
    X(COMPLETE_EARLY, "complete.early", CAPAIAN_ERROR, "Periode {0} belum berakhir; tutup setelah hari terakhirnya.", "Period {0} has not ended; close it after its last day.") \
    X(FIGURE_KIND, "figure.kind", CAPAIAN_ERROR, "Indikator {0} menerima {1}.", "Indicator {0} takes {1}.") \
    X(FIGURE_RANGE, "figure.range", CAPAIAN_ERROR, "{0} di luar batas wajar {1} sampai {2}; periksa, atau kirim dengan confirm.", "{0} is outside {1} to {2}; check it, or send it with confirm.") \
    X(FIGURE_CONFIRMED, "figure.confirmed", CAPAIAN_WARNING, "{0} di luar batas wajar {1} sampai {2}, diterima karena confirm.", "{0} is outside {1} to {2}; accepted because of confirm.") \
    X(MISSING_REASON_UNKNOWN, "missing.reason_unknown", CAPAIAN_ERROR, "Alasan {0} tidak ada dalam kebijakan; yang berlaku: {1}.", "The reason {0} is not in the policy; it has: {1}.") \
    X(MISSING_DECLARED, "missing.declared", CAPAIAN_NOTE, "Dinyatakan tidak ada; berlaku setelah diterima oleh yang berwenang.", "Declared missing; it holds once somebody with the right accepts it.") \
    X(GRADE_UNKNOWN, "grade.unknown", CAPAIAN_ERROR, "Predikat {0} tidak ada dalam skala {1}.", "The grade {0} is not in the scale {1}.") \
    X(GRADE_SCORE, "grade.score", CAPAIAN_ERROR, "Nilai {0} berpredikat {1}, bukan {2}; periksa nilai atau predikatnya.", "A score of {0} is called {1}, not {2}; check the score or the grade.") \
    X(REPLACES_SELF, "replaces.self", CAPAIAN_ERROR, "Baris tidak dapat menggantikan baris dalam pesan yang sama; kirim satu baris yang benar saja.", "A row cannot replace one of its own message; send the right one alone.") \
    X(REPLACES_MANY, "replaces.many", CAPAIAN_ERROR, "Paling banyak {0} baris dalam satu pesan dapat menggantikan baris lain; bagi menjadi beberapa pesan.", "At most {0} rows of a message may replace others; split it.") \
    X(REPLACES_AWAITED, "replaces.awaited", CAPAIAN_NOTE, "Baris yang digantikan belum diterima; bila datang, tidak akan dihitung.", "The row that is replaced has not come yet; when it does it will not count.") \
    X(ROW_REPLACED, "row.replaced", CAPAIAN_NOTE, "Baris ini sudah digantikan oleh baris lain dan tidak dihitung.", "Another row has taken the place of this one; it does not count.") \
    X(SATUAN, "satuan.differs", CAPAIAN_ERROR, "Satuan {0} tidak sama dengan satuan indikator, {1}.", "Satuan {0} is not the indicator's, {1}.") \
    X(REASON_ABSENT, "reason.absent", CAPAIAN_ERROR, "Angka periode {0} diubah setelah jatuh tempo {1}; sebutkan alasannya.", "The figure of {0} is revised after its due date {1}; give the reason.") \
    X(UNCHANGED, "row.unchanged", CAPAIAN_NOTE, "Sama dengan yang sudah ada; tidak ada yang berubah.", "The same as what stands; nothing changed.") \
    X(ROW_CONFIRMED, "row.confirmed", CAPAIAN_NOTE, "Angkanya sama dengan yang sudah ada; kini ditegaskan dengan bukti.", "The same figure as what stands; it is confirmed with evidence now.") \
    X(SUPERSEDED, "row.superseded", CAPAIAN_WARNING, "Tercatat, tetapi pernyataan yang lebih kuat ({0}) tetap berlaku.", "On record, but a stronger statement ({0}) stands.") \
    X(ROW_RETURNS, "row.returns", CAPAIAN_WARNING, "Angka periode {0} kembali ke angka yang pernah dikoreksi; pastikan bukan berkas lama yang terkirim lagi.", "The figure of {0} returns to one that had been corrected; make sure that this is not an old file sent again.") \
    X(TARGET_ABSENT, "target.absent", CAPAIAN_NOTE, "Belum ada target untuk indikator {0} tahun {1}.", "Indicator {0} has no target yet for {1}.") \
    X(LATE, "row.late", CAPAIAN_WARNING, "Diterima terlambat: jatuh tempo {0}.", "Late: it was due {0}.") \
    X(COMPLETE_COUNT, "complete.count", CAPAIAN_WARNING, "Belum lengkap: dinyatakan {0}, yang terhitung {1}; periode tetap terbuka sampai sama.", "Not complete yet: {0} stated, {1} counted; the period stays open until they agree.") \
    X(INDICATOR_CHANGED, "indicator.changed", CAPAIAN_ERROR, "Indikator {0} sudah punya angka; cara melaporkannya tidak dapat diubah. Pakai kode baru.", "Indicator {0} has figures already; how it is reported cannot change. Use a new code.") \
    /* Queries and acts */ \
    X(QUERY_MALFORMED, "query.malformed", CAPAIAN_ERROR, "Pertanyaan tidak dapat dibaca: {0}.", "The query cannot be read: {0}.") \
    X(QUERY_UNKNOWN, "query.unknown", CAPAIAN_ERROR, "{0} tidak ada.", "There is no {0}.") \
    X(CLOCK_REAL, "clock.real", CAPAIAN_ERROR, "Buku besar ini memakai waktu nyata; jamnya tidak dapat dimajukan.", "This ledger runs in real time; its clock cannot be advanced.") \
    X(CLOCK_BACK, "clock.back", CAPAIAN_ERROR, "Waktu tidak dapat mundur: sekarang {0}.", "Time does not run back: it is {0}.") \
    X(CATALOGUE_ABSENT, "catalogue.absent", CAPAIAN_ERROR, "Belum ada katalog; terapkan dahulu dengan catalogue apply.", "There is no catalogue yet; apply one first.") \
    X(CATALOGUE_LATER, "catalogue.later", CAPAIAN_ERROR, "Pada saat itu belum ada katalog; yang pertama diterapkan {0}.", "There was no catalogue at that time; the first was applied {0}.") \
    X(CATALOGUE_FINDINGS, "catalogue.findings", CAPAIAN_ERROR, "Katalog ditolak: {0} kesalahan.", "The catalogue is refused: {0} errors.") \
    X(CATALOGUE_MOVED, "catalogue.moved", CAPAIAN_ERROR, "Katalog versi {0} sudah diterapkan sementara itu; periksa lagi terhadapnya.", "Version {0} was applied in the meantime; check against it again.") \
    X(BACKUP_FAILED, "backup.failed", CAPAIAN_ERROR, "{0} Tidak ada cadangan yang dibuat.", "{0} No backup was made.") \
    X(DEED_KIND, "deed.kind", CAPAIAN_ERROR, "Tindakan ini tidak dikenal, atau tidak berlaku untuk {0}.", "This deed is not known, or not possible for {0}.") \
    X(DEED_SUBJECT, "deed.subject", CAPAIAN_ERROR, "{0} tidak ada. Tulis nomor peringatan (missed/par01/2026-Q1), INDIKATOR/PERIODE, UNIT/PERIODE, unit/KODE, indicator/KODE atau person/KODE, menurut tindakannya.", "There is no {0}. Write an alert's id (missed/par01/2026-Q1), INDICATOR/PERIOD, UNIT/PERIOD, unit/CODE, indicator/CODE or person/CODE, as the deed takes it.") \
    X(DEED_NOT_STANDING, "deed.not_standing", CAPAIAN_ERROR, "Peringatan {0} sudah selesai.", "The alert {0} does not stand any more.") \
    X(DEED_UNTIL, "deed.until", CAPAIAN_ERROR, "Tanggal {0} tidak dapat dipakai: tulis tanggal seperti 2026-12-31, mulai hari ini.", "The date {0} cannot be used: write one as 2026-12-31, from today on.") \
    X(DEED_ACTOR, "deed.actor", CAPAIAN_ERROR, "Sebutkan siapa yang bertindak (actor).", "Say who acts (actor).") \
    X(DEED_REASON, "deed.reason", CAPAIAN_ERROR, "Sebutkan alasannya (reason).", "Give the reason.") \
    X(DEED_TEXT, "deed.text", CAPAIAN_ERROR, "Salah satu teks terlalu panjang atau bukan UTF-8.", "One of the texts is too long, or not UTF-8.") \
    X(DEED_FOLLOW_UP, "deed.follow_up", CAPAIAN_ERROR, "Tindak lanjut membutuhkan apa yang dilakukan (action), oleh siapa (owner) dan sampai kapan (due).", "A follow-up needs what is done (action), by whom (owner) and by when (due).") \
    X(DEED_NOT_MISSING, "deed.not_missing", CAPAIAN_ERROR, "{0} tidak dinyatakan tidak ada, jadi tidak ada yang dapat diterima atau ditolak.", "{0} has not been declared missing, so there is nothing to accept or refuse.") \
    X(DEED_NOT_REPORTED, "deed.not_reported", CAPAIAN_ERROR, "{0} belum dilaporkan, jadi belum dapat diperiksa.", "{0} has not been reported, so it cannot be reviewed.") \
    X(DEED_SEALED, "deed.sealed", CAPAIAN_ERROR, "Nama {0} sudah dipakai; potret yang disegel tidak pernah berubah. Pilih nama lain.", "The name {0} is taken; what is sealed never changes. Choose another.") \
    X(ACT_CONFLICT, "act.conflict", CAPAIAN_ERROR, "act_id ini sudah dipakai untuk tindakan lain; tidak ada yang berubah.", "This act_id already stands for another act; nothing changed.") \
    X(PAST_LARGE, "query.past_large", CAPAIAN_ERROR, "Keadaan pada saat itu tidak dapat disusun lagi di sini: buku besar memuat lebih banyak ref atau baris pengganti daripada batasnya ({0}).", "What stood at that instant cannot be put together here: the ledger holds more refs or replaced rows than the limit ({0}).") \
    X(PAST_UNREADABLE, "query.past_unreadable", CAPAIAN_ERROR, "Langkah-langkah sampai saat itu tidak dapat dibaca; periksa buku besar dengan rebuild --check.", "The steps up to that instant cannot be read; check the ledger with rebuild --check.") \
    CAPAIAN_CATALOGUE_CODES(X)
// clang-format on

#include "wire/catalogue_codes.h"
