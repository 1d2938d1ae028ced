// The part of the table that the catalogue's check uses; see wire/codes.h. Findings carry file, line and column beside
// it.
#pragma once

// clang-format off
#define CAPAIAN_CATALOGUE_CODES(X) \
    /* Files of the folder */ \
    X(FILE_ABSENT, "file.absent", CAPAIAN_ERROR, "Berkas {0} wajib ada.", "The file {0} is required.") \
    X(FILE_UNKNOWN, "file.unknown", CAPAIAN_ERROR, "Berkas {0} bukan bagian dari katalog: {1}. Ganti namanya atau pindahkan dari folder ini.", "The file {0} is not part of a catalogue: {1}. Rename it or move it out of this folder.") \
    X(FILE_TWICE, "file.twice", CAPAIAN_ERROR, "Berkas {0} diberikan dua kali.", "The file {0} is given twice.") \
    X(FILE_ROWS, "file.rows", CAPAIAN_ERROR, "Berkas ini memuat {0} baris; batasnya {1}.", "This file has {0} rows; the limit is {1}.") \
    X(FILE_NO_ROWS, "file.no_rows", CAPAIAN_ERROR, "Berkas {0} hanya berisi judul kolom; isi paling sedikit satu baris.", "The file {0} has only its header; write at least one row.") \
    X(FINDINGS_LEFT_OFF, "findings.left_off", CAPAIAN_WARNING, "Masih ada {0} temuan lain yang tidak ditampilkan; perbaiki dahulu yang di atas.", "Another {0} findings are not listed; mend those above first.") \
    /* Cells */ \
    X(CELL_ABSENT, "cell.absent", CAPAIAN_ERROR, "Sel ini harus diisi ({0}).", "This cell must be filled ({0}).") \
    X(CELL_CHOICE, "cell.choice", CAPAIAN_ERROR, "{0} tidak dikenal di sini; pilih salah satu: {1}.", "{0} is not known here; choose one of: {1}.") \
    X(CELL_NUMBER, "cell.number", CAPAIAN_ERROR, "{0} bukan angka. Tulis angkanya saja, tanpa satuan atau tanda persen, menurut gaya yang dinyatakan numbers dalam policy.ini ({1}).", "{0} is not a number. Write the bare number, without satuan or percent sign, in the style that numbers declares in policy.ini ({1}).") \
    X(CELL_AMBIGUOUS, "cell.ambiguous", CAPAIAN_ERROR, "{0} dapat dibaca dua cara: {1} atau {2}. Nyatakan gaya angkanya dengan numbers = id atau numbers = en di policy.ini.", "{0} can be read in two ways: {1} or {2}. Declare the style with numbers = id or numbers = en in policy.ini.") \
    X(CELL_WHOLE, "cell.whole", CAPAIAN_ERROR, "{0} harus bilangan bulat dari {1} sampai {2}.", "{0} must be a whole number from {1} to {2}.") \
    X(CELL_DATE, "cell.date", CAPAIAN_ERROR, "{0} bukan tanggal. Tulis tahun-bulan-hari, misalnya 2026-01-31.", "{0} is not a date. Write year-month-day, as in 2026-01-31.") \
    X(CELL_DATES, "cell.dates", CAPAIAN_ERROR, "Berlaku sampai {1}, sebelum mulai berlaku {0}.", "It ends on {1}, before it begins on {0}.") \
    X(CELL_SPAN, "cell.span", CAPAIAN_ERROR, "{0} bukan jangka waktu. Tulis 30d (hari kalender), 10wd atau 10hk (hari kerja).", "{0} is not a span of days. Write 30d (calendar days) or 10wd (working days).") \
    X(CELL_DURATION, "cell.duration", CAPAIAN_ERROR, "{0} bukan lama waktu. Tulis misalnya 10m, 2h atau 1d.", "{0} is not a length of time. Write 10m, 2h or 1d, say.") \
    X(CELL_NEGATIVE, "cell.negative", CAPAIAN_ERROR, "{0} tidak boleh negatif.", "{0} must not be negative.") \
    X(CODE_TWICE, "code.twice", CAPAIAN_ERROR, "{0} sudah ada di baris {1}; setiap kode hanya satu baris.", "{0} is already in line {1}; a code has one row only.") \
    /* What a spreadsheet made of a cell */ \
    X(EXCEL_DATE, "excel.date", CAPAIAN_ERROR, "{0} adalah hasil ubahan Excel atas tanggal atau periode. Format kolom ini sebagai Teks, lalu tulis lagi, misalnya {1}.", "{0} is what Excel makes of a date or a period. Format this column as Text and write it again, as in {1}.") \
    X(EXCEL_TIME, "excel.time", CAPAIAN_ERROR, "{0} dibaca lembar kerja sebagai jam. Untuk rasio 1:32 tulis satu angka saja (32) dan jelaskan artinya di definition.", "A spreadsheet reads {0} as a time of day. For a ratio of 1:32 write one number (32) and say in definition what it means.") \
    X(EXCEL_ROUNDED, "excel.rounded", CAPAIAN_ERROR, "{0} adalah angka panjang yang dibulatkan Excel; angka aslinya sudah hilang. Format kolom ini sebagai Teks (atau Angka tanpa notasi ilmiah), lalu tulis lagi angka lengkapnya.", "{0} is a long number that Excel has rounded; the original is lost. Format this column as Text (or Number, not scientific) and write the whole number again.") \
    X(EXCEL_FAULT, "excel.fault", CAPAIAN_ERROR, "{0} adalah kesalahan rumus lembar kerja. Perbaiki rumusnya dan simpan nilainya.", "{0} is a spreadsheet's error. Mend the formula and save its value.") \
    /* units.csv */ \
    X(UNIT_NAME_ABSENT, "unit.name_absent", CAPAIAN_WARNING, "Unit {0} belum bernama; pesan dan laporan hanya akan menyebut kodenya.", "Unit {0} has no name; alerts and reports can only show its code.") \
    X(UNIT_ROOT_ABSENT, "unit.root_absent", CAPAIAN_ERROR, "Tidak ada pucuk pimpinan: tepat satu unit (Bupati) harus tanpa reports_to.", "There is no root: exactly one unit (the Bupati) must have no reports_to.") \
    X(UNIT_ROOT_SECOND, "unit.root_second", CAPAIAN_ERROR, "{0} tidak punya reports_to, padahal {1} sudah menjadi pucuk; isi atasannya.", "{0} has no reports_to, but {1} is the root already; say whom it reports to.") \
    X(UNIT_CYCLE, "unit.cycle", CAPAIAN_ERROR, "reports_to berputar: {0}. Tidak ada yang sampai ke pucuk pimpinan.", "reports_to runs in a circle: {0}. It never reaches the root.") \
    X(UNIT_SUPERIOR_ENDED, "unit.superior_ended", CAPAIAN_WARNING, "Atasan {0} tidak berlaku selama seluruh masa berlaku unit {1}.", "The superior {0} is not valid throughout the validity of unit {1}.") \
    X(UNIT_SUCCESSOR_OPEN, "unit.successor_open", CAPAIAN_ERROR, "Unit {0} punya penerus tetapi tidak punya tanggal berakhir; isi kolom to.", "Unit {0} has successors but no end; fill the column to.") \
    X(UNIT_SUCCESSOR_ABSENT, "unit.successor_invalid", CAPAIAN_ERROR, "Penerus {0} tidak berlaku pada {1}, sehari setelah unit ini berakhir.", "The successor {0} is not valid on {1}, the day after this unit ends.") \
    X(UNIT_HOLDER_ABSENT, "unit.holder_absent", CAPAIAN_WARNING, "Unit {0} menanggung indikator tetapi tidak punya pejabat di holders.csv.", "Unit {0} answers for indicators but has no holder in holders.csv.") \
    X(UNIT_SUCCESSION, "unit.succession", CAPAIAN_ERROR, "Unit {0} punya terlalu banyak penerus turun-temurun; batasnya {1}.", "Unit {0} has too many successors, their successors included; the limit is {1}.") \
    /* indicators.csv */ \
    X(INDICATOR_NAME_ABSENT, "indicator.name_absent", CAPAIAN_WARNING, "Indikator {0} belum bernama; pesan dan laporan hanya akan menyebut kodenya.", "Indicator {0} has no name; alerts and reports can only show its code.") \
    X(INDICATOR_UNIT_ABSENT, "indicator.unit_absent", CAPAIAN_ERROR, "Indikator {0} tidak punya unit penanggung jawab.", "Indicator {0} has no responsible unit.") \
    X(INDICATOR_SOURCE_ABSENT, "indicator.source_absent", CAPAIAN_ERROR, "Indikator {0} tidak menyebut sumber datanya.", "Indicator {0} does not name the source of its data.") \
    X(INDICATOR_FORMULA_ABSENT, "indicator.formula_absent", CAPAIAN_ERROR, "Indikator {0} tidak punya rumus capaian: {1}.", "Indicator {0} has no formula of attainment: {1}.") \
    X(INDICATOR_FORMULA_DIRECTION, "indicator.formula_direction", CAPAIAN_ERROR, "Rumus {0} tidak cocok dengan better={1}; pakai {2}.", "The formula {0} does not go with better={1}; use {2}.") \
    X(INDICATOR_CONSOLIDATION_ABSENT, "indicator.consolidation_absent", CAPAIAN_ERROR, "Indikator {0} tidak menyebut cara menggabungkan angkanya: {1}.", "Indicator {0} does not say how its figures are consolidated: {1}.") \
    X(INDICATOR_RATE_SUMMED, "indicator.rate_summed", CAPAIAN_ERROR, "Persentase atau rasio tidak boleh dijumlahkan antar tahun (100 % tiap tahun menjadi 500 %); pakai last, average atau ratio-of-sums.", "A rate is never summed across years (100 % a year would become 500 %); use last, average or ratio-of-sums.") \
    X(INDICATOR_RATIO_ACROSS, "indicator.ratio_across", CAPAIAN_ERROR, "across_years = ratio-of-sums membutuhkan within_year = ratio-of-sums: pembilang dan penyebut harus dilaporkan.", "across_years = ratio-of-sums needs within_year = ratio-of-sums: numerators and denominators must be reported.") \
    X(INDICATOR_PROGRESS_ABSENT, "indicator.progress_absent", CAPAIAN_ERROR, "Menjumlahkan persentase dalam satu tahun hanya masuk akal untuk kemajuan; nyatakan progress = ya, atau pakai last atau ratio-of-sums.", "A sum of percentages within a year makes sense for progress only; say progress = yes, or use last or ratio-of-sums.") \
    X(INDICATOR_PER_PERCENT, "indicator.per_percent", CAPAIAN_ERROR, "Satuan {0} dengan ratio-of-sums membutuhkan per = 100.", "Satuan {0} with ratio-of-sums needs per = 100.") \
    X(INDICATOR_PER_IDLE, "indicator.per_idle", CAPAIAN_WARNING, "per hanya berlaku untuk ratio-of-sums; di sini tidak berpengaruh.", "per goes with ratio-of-sums only; it has no effect here.") \
    X(INDICATOR_EVENTS_TO_DATE, "indicator.events_to_date", CAPAIAN_ERROR, "Kejadian dijumlahkan satu per satu; reported_as = to_date tidak berlaku untuk reporting = events.", "Events add up one by one; reported_as = to_date does not go with reporting = events.") \
    X(INDICATOR_EVENTS_LAST, "indicator.events_last", CAPAIAN_ERROR, "Kejadian dijumlahkan; untuk reporting = events pakai within_year = sum, average atau ratio-of-sums.", "Events add up; with reporting = events use within_year = sum, average or ratio-of-sums.") \
    X(INDICATOR_LIMITS, "indicator.limits", CAPAIAN_ERROR, "min {0} lebih besar dari max {1}.", "min {0} is above max {1}.") \
    X(LOCK_EARLY, "lock.early", CAPAIAN_ERROR, "Penguncian ({1}) dapat jatuh sebelum jatuh tempo ({0}).", "The lock ({1}) can fall before the due date ({0}).") \
    X(INDICATOR_TARGET_ABSENT, "indicator.target_absent", CAPAIAN_ERROR, "Indikator {0} tidak punya satu angka pun untuk dicapai di targets.csv.", "Indicator {0} has no number to reach in targets.csv.") \
    X(INDICATOR_UNIT_ENDED, "indicator.unit_ended", CAPAIAN_WARNING, "Unit {0} berakhir {1} tanpa penerus, sedangkan indikator ini masih berlaku.", "Unit {0} ends on {1} without a successor, while this indicator goes on.") \
    X(INDICATOR_EVERY_DAY, "indicator.every_day", CAPAIAN_ERROR, "Kewajiban lapor paling sering bulanan (every = month); kejadian di dalamnya tetap bertanggal sendiri-sendiri.", "The duty to report is monthly at the most (every = month); the events within it still carry their own dates.") \
    X(INDICATOR_AVERAGE_UNWEIGHTED, "indicator.average_unweighted", CAPAIAN_WARNING, "Rata-rata sederhana menyamakan bulan sepi dan bulan ramai; bila pembilang dan penyebutnya diketahui, pakai ratio-of-sums.", "A plain average counts a slack month like a busy one; where numerators and denominators are known, use ratio-of-sums.") \
    X(INDICATOR_GRADE_NEEDS, "indicator.grade_needs", CAPAIAN_ERROR, "Rumus grade membutuhkan {0} di kolom ini.", "The formula grade needs {0} in this column.") \
    X(SCALE_UNKNOWN, "scale.unknown", CAPAIAN_ERROR, "Skala {0} tidak ada di scales.csv.", "The scale {0} is not in scales.csv.") \
    X(SCALE_NAMELESS, "scale.nameless", CAPAIAN_ERROR, "Skala {0} tidak menyebut from_value untuk {1}, sehingga angka tidak dapat dinamai dengannya.", "The scale {0} gives no from_value for {1}, so figures cannot be named by it.") \
    X(SATUAN_ABSENT, "satuan.absent", CAPAIAN_ERROR, "Indikator {0} tidak punya satuan.", "Indicator {0} has no satuan.") \
    X(SATUAN_UNKNOWN, "satuan.unknown", CAPAIAN_ERROR, "Satuan {0} tidak ada dalam daftar satuan di policy.ini; perbaiki ejaannya atau tambahkan ke daftar.", "The satuan {0} is not in the list of policy.ini; mend its spelling or add it to the list.") \
    /* targets.csv */ \
    X(TARGET_TWICE, "target.twice", CAPAIAN_ERROR, "Target {0} untuk {1} sudah ada di baris {2}.", "The target of {0} for {1} is already in line {2}.") \
    X(TARGET_FINER, "target.finer", CAPAIAN_ERROR, "Target {0} lebih halus dari kewajiban lapor ({1}), sehingga tidak dapat dinilai.", "The target {0} is finer than the duty to report ({1}) and can never be assessed.") \
    X(TARGET_MIXED, "target.mixed", CAPAIAN_ERROR, "Target {0} menghitung {1}, sedangkan baris {2} dari tahun dan jenis periode yang sama menghitung sebaliknya; pilih salah satu.", "The target {0} counts {1}, but line {2} of the same year and kind of period counts the other way; choose one.") \
    X(TARGET_CONTRADICTS, "target.contradicts", CAPAIAN_ERROR, "Sampai akhir {0} target ini berarti {1}, padahal baris {2} menyebut angka lain untuk hari yang sama.", "At the end of {0} this target amounts to {1}, but line {2} gives another number for the same day.") \
    X(TARGET_FALLS, "target.falls", CAPAIAN_WARNING, "Target sampai dengan {0} lebih kecil dari target di baris {1}, padahal angkanya dijumlahkan.", "The target to date of {0} is below the one in line {1}, although figures are summed.") \
    X(TARGET_UNJUDGED, "target.unjudged", CAPAIAN_WARNING, "Tidak ada target {0} tahun {1} yang dinilai (judged); tidak akan pernah dinyatakan tidak tercapai.", "No target of {0} in {1} is judged; it can never be missed.") \
    X(TARGET_JUDGED_IDLE, "target.judged_idle", CAPAIAN_ERROR, "Target {0} tidak dijadwalkan (-) tetapi dinilai (judged); isi angkanya atau tulis judged = tidak.", "The target {0} is not scheduled (-) but judged; give its number or write judged = no.") \
    X(TARGET_DECIMALS, "target.decimals", CAPAIAN_WARNING, "Target {0} memakai lebih banyak desimal dari yang disepakati ({1}) dan dibulatkan sebelum dibandingkan.", "The target {0} has more decimals than agreed ({1}) and is rounded before it is compared.") \
    X(TARGET_LIMITS, "target.limits", CAPAIAN_WARNING, "Target {0} di luar min dan max indikatornya; periksa satuannya.", "The target {0} is outside its indicator's min and max; check the satuan.") \
    X(WEIGHTS, "weight.sum", CAPAIAN_ERROR, "Bobot unit {0} tahun {1} berjumlah {2}, seharusnya 100.", "The weights of unit {0} in {1} add up to {2} instead of 100.") \
    X(TARGET_HIGH_ABSENT, "target.high_absent", CAPAIAN_ERROR, "Rumus range membutuhkan batas atas: isi target_high.", "The formula range needs its upper bound: fill target_high.") \
    X(TARGET_HIGH_IDLE, "target.high_idle", CAPAIAN_ERROR, "target_high hanya berlaku untuk formula = range dengan target berupa angka.", "target_high goes only with formula = range and a target that is a number.") \
    X(TARGET_HIGH_BELOW, "target.high_below", CAPAIAN_ERROR, "Batas atas {1} lebih kecil dari batas bawah {0}.", "The upper bound {1} is below the lower one {0}.") \
    X(TARGET_CURVE, "target.curve", CAPAIAN_ERROR, "Kurva mengisi hari-hari di antara dua target sampai dengan (to_date) yang berupa angka; tidak berlaku untuk {0}.", "A curve fills the days between two targets to date that are numbers; it does not go with {0}.") \
    X(TARGET_PLAN_WEIGHT, "target.plan_weight", CAPAIAN_ERROR, "Target beberapa tahun ({0}) tidak diberi bobot; bobot ada pada target tahunnya.", "A target of several years ({0}) takes no weight; weights go with the targets of a year.") \
    X(TARGET_PLAN_BELOW, "target.plan_below", CAPAIAN_WARNING, "Target {0} lebih kecil dari target {1} saja (baris {2}), padahal angkanya dijumlahkan antar tahun.", "The target of {0} is below that of {1} alone (line {2}), although figures are summed across years.") \
    X(TARGET_PERIOD_AVERAGE, "target.period_average", CAPAIAN_WARNING, "Indikator {0} dilaporkan sampai dengan (to_date) dan dirata-ratakan, tetapi target {1} menghitung period; rata-rata angka sampai dengan tidak setara dengan rata-rata target per periode. Tulis counts = to_date.", "Indicator {0} is reported to date and averaged, but the target of {1} counts period; an average of figures to date is not that of periods. Write counts = to_date.") \
    X(TARGET_GRADE, "target.grade", CAPAIAN_ERROR, "{0} bukan predikat pada skala {1}; yang ada: {2}.", "{0} is not a grade of the scale {1}; there are: {2}.") \
    /* holders.csv */ \
    X(PERSON_IDENTITY, "person.identity", CAPAIAN_ERROR, "Kolom person memuat nomor identitas (NIP atau NIK); pakai kode jabatan sendiri, misalnya P0201.", "The column person holds an identity number (NIP or NIK); use a code of your own, as P0201.") \
    X(HOLDER_OVERLAP, "holder.overlap", CAPAIAN_ERROR, "{0} dan {1} (baris {2}) memegang jabatan yang sama pada waktu yang sama.", "{0} and {1} (line {2}) hold the same post at the same time.") \
    X(HOLDER_PLH_OUTSIDE, "holder.plh_outside", CAPAIAN_ERROR, "Plh {0} tidak berada dalam masa jabatan satu pejabat; Plh hanya menggantikan sementara pejabat yang ada.", "The Plh {0} does not lie inside one holder's tenure; a Plh only stands in for a holder.") \
    X(HOLDER_PLT_LONG, "holder.plt_long", CAPAIAN_WARNING, "Plt {0} menjabat sampai {1}, lebih dari enam bulan sejak {2}.", "The Plt {0} serves until {1}, more than six months from {2}.") \
    X(HOLDER_VACANCY, "holder.vacancy", CAPAIAN_WARNING, "Jabatan {0} kosong dari {1} sampai {2}; tidak ada yang bertanggung jawab.", "The post {0} is vacant from {1} to {2}; nobody is accountable.") \
    X(HOLDER_BASIS_ABSENT, "holder.basis_absent", CAPAIAN_WARNING, "Pengangkatan {0} belum menyebut dasarnya (nomor SK).", "The appointment of {0} names no basis (the decree's number).") \
    /* policy.ini */ \
    X(POLICY_KEY, "policy.key", CAPAIAN_ERROR, "{0} bukan kebijakan yang dikenal. Yang dikenal: {1}.", "{0} is not a policy that is known. Known are: {1}.") \
    X(POLICY_TWICE, "policy.twice", CAPAIAN_ERROR, "{0} sudah ditetapkan di baris {1}.", "{0} is already set in line {1}.") \
    X(POLICY_LINE, "policy.line", CAPAIAN_ERROR, "Baris ini tidak dapat dibaca; tulis nama = nilai.", "This line cannot be read; write name = value.") \
    X(POLICY_VALUE, "policy.value", CAPAIAN_ERROR, "{0} tidak dapat dibaca; tulis misalnya {1}.", "{0} cannot be read; write {1}, say.") \
    X(POLICY_CLEAR, "policy.clear", CAPAIAN_ERROR, "clear ({0}) lebih longgar dari tolerance ({1}); peringatan akan berakhir sebelum mulai.", "clear ({0}) is wider than tolerance ({1}); an alert would end before it begins.") \
    /* calendar.csv */ \
    X(CALENDAR_TWICE, "calendar.twice", CAPAIAN_WARNING, "{0} sudah ada di baris {1}.", "{0} is already in line {1}.") \
    /* plan.csv */ \
    X(NODE_UNKNOWN, "plan.unknown", CAPAIAN_ERROR, "{0} tidak ada di plan.csv.", "{0} is not in plan.csv.") \
    X(NODE_CYCLE, "plan.cycle", CAPAIAN_ERROR, "parent berputar: {0}.", "parent runs in a circle: {0}.") \
    /* shares.csv */ \
    X(SHARE_OWN, "share.own", CAPAIAN_ERROR, "{0} adalah penanggung jawab indikator ini; bagiannya tidak ditulis di sini.", "{0} is accountable for this indicator; its own part is not listed here.") \
    X(SHARE_TWICE, "share.twice", CAPAIAN_ERROR, "Bagian {0} dalam indikator {1} sudah ada di baris {2}.", "The part of {0} in indicator {1} is already in line {2}.") \
    X(SHARE_ADDS, "share.adds", CAPAIAN_ERROR, "{0} digabungkan dengan {1}; angka seperti itu tidak dapat dijumlahkan dari beberapa unit. Pakai part = answers.", "{0} is consolidated by {1}; such a figure is never added up from several units. Use part = answers.") \
    X(SHARE_IDLE, "share.idle", CAPAIAN_ERROR, "Yang menambah (adds) melaporkan barisnya sendiri dan tidak diberi share.", "Who adds reports rows of its own and takes no share.") \
    X(SHARE_RANGE, "share.range", CAPAIAN_ERROR, "{0} harus lebih dari 0 dan paling banyak 100.", "{0} must be above 0 and at most 100.") \
    X(SHARE_SUM, "share.sum", CAPAIAN_ERROR, "Bagian (answers) indikator {0} berjumlah {1}, lebih dari 100.", "The parts (answers) of indicator {0} add up to {1}, above 100.") \
    /* scales.csv */ \
    X(GRADE_TWICE, "grade.twice", CAPAIAN_ERROR, "Predikat {0} pada skala {1} sudah ada di baris {2}.", "The grade {0} of the scale {1} is already in line {2}.") \
    X(GRADE_RANK_TWICE, "grade.rank_twice", CAPAIAN_ERROR, "Peringkat {0} pada skala {1} sudah dipakai di baris {2}.", "The rank {0} of the scale {1} is already taken in line {2}.") \
    X(GRADE_ORDER, "grade.order", CAPAIAN_ERROR, "{0} harus lebih tinggi dari {1}, milik predikat di bawahnya ({2}).", "{0} must be above {1}, which belongs to the grade below it ({2}).") \
    /* ladder.csv */ \
    X(LADDER_TWICE, "ladder.twice", CAPAIAN_ERROR, "Langkah {0} pada tangga {1} sudah ada di baris {2}.", "Step {0} of the ladder {1} is already in line {2}.") \
    X(LADDER_GAP, "ladder.gap", CAPAIAN_ERROR, "Tangga {0} melompat ke langkah {1}; langkah {2} tidak ada.", "The ladder {0} jumps to step {1}; step {2} is not there.") \
    X(LADDER_TRIGGER, "ladder.trigger", CAPAIAN_ERROR, "Pemicu {0} tidak dapat dibaca; tulis misalnya score<80.", "The trigger {0} cannot be read; write score<80, say.") \
    X(LADDER_KIND, "ladder.kind", CAPAIAN_WARNING, "Tidak ada unit berjenis {0} di units.csv; langkah ini tidak akan pernah mengenainya.", "No unit of units.csv is of the kind {0}; this step can never reach one.") \
    X(LADDER_BASIS_ABSENT, "ladder.basis_absent", CAPAIAN_WARNING, "Langkah {0} pada tangga {1} belum menyebut dasar hukumnya.", "Step {0} of the ladder {1} names no legal basis.") \
    /* opening.csv */ \
    X(OPENING_UNTIL, "opening.until", CAPAIAN_ERROR, "{0} bukan hari terakhir suatu tahun; tulis misalnya 2025-12-31.", "{0} is not the last day of a year; write 2025-12-31, say.") \
    X(OPENING_FIGURE, "opening.figure", CAPAIAN_ERROR, "Indikator {0} digabungkan antar tahun dengan {1}: isi {2}.", "Indicator {0} is consolidated across years by {1}: fill {2}.") \
    X(OPENING_IDLE, "opening.idle", CAPAIAN_ERROR, "Indikator {0} digabungkan antar tahun dengan {1}: kosongkan sel ini.", "Indicator {0} is consolidated across years by {1}: leave this cell blank.") \
    X(OPENING_DENOMINATOR, "opening.denominator", CAPAIAN_ERROR, "Penyebut {0} harus lebih dari 0.", "The denominator {0} must be above 0.") \
    X(OPENING_TWICE, "opening.twice", CAPAIAN_ERROR, "Saldo awal {0} per {1} sudah ada di baris {2}.", "The opening of {0} at {1} is already in line {2}.") \
    X(OPENING_OUTSIDE, "opening.outside", CAPAIAN_WARNING, "Saldo awal {0} per {1} tidak dipakai: tidak ada target beberapa tahun yang mencakup hari itu.", "The opening of {0} at {1} has no effect: no target of several years covers that day.") \
    X(OPENING_SOURCE_ABSENT, "opening.source_absent", CAPAIAN_WARNING, "Saldo awal {0} belum menyebut sumbernya.", "The opening of {0} names no source.")
// clang-format on
