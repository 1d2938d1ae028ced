# shellcheck shell=bash disable=SC2154,SC2016
# The year of a fictional regency, sourced by tests/demo --year. Catalogue versions are folders of tests/example-year
# that hold the files that change; reports are sent on the day in their name, by one system for all departments, each
# row with its unit. Lines with ! are the alerts of the log, by number. What must come about is asserted.
export CAPAIAN_LANG=id CAPAIAN_ZONE=WIB    # what is asserted is worded so
example=tests/example-year
seen=0 seen_persons=0
today=

month() { printf '\n=== %s\n' "$*"; }
tell() { printf -- '-- %s\n' "$*"; }
fail() { echo "tests/demo --year: $*" >&2; exit 1; }
must() { grep -Eq -- "$1" "$place/alerts" || fail "no alert says: $1"; }
must_not() { ! grep -Eq -- "$1" "$place/alerts" || fail "an alert says: $1"; }

# What the log has beyond what was shown: each alert in two lines, its head and the sentence that says why.
news() {
  local latest
  latest=$(event_number)
  [ "$latest" -gt "$seen" ] || return 0
  capaian-evaluator watch --since "$seen" --count $((latest - seen)) 2>/dev/null |
    sed -E '/^ +(Oleh|Tindak lanjut:|Disampaikan kepada:|Semula:) ?/d; s/^ +/    /; s/^([0-9])/  ! \1/
            s/ Penanggung jawab: [^;]*\.$//' | tee -a "$place/alerts"
  seen=$latest
}

# The same of the stream about persons.
persons() {
  local latest
  latest=$(capaian-evaluator watch --personnel --since 0 --until 500ms --json 2>/dev/null | grep -c '"number"') || true
  [ "$latest" -gt "$seen_persons" ] || return 0
  capaian-evaluator watch --personnel --since "$seen_persons" --count $((latest - seen_persons)) 2>/dev/null |
    sed -E '/^ +Oleh /d; s/^ +/    /; s/^([0-9])/  !! \1/' | tee -a "$place/persons"
  seen_persons=$latest
}

# To the morning of a day; what falls due on the way is told.
to() {
  today=$1
  capaian-evaluator clock advance "${1}T10:00:00+07:00" >/dev/null
  news
}

# The day's reports. What is said of a row (a warning, a refusal) is shown.
send() {
  local file
  to "$1"
  for file in "$example/reports/$today"-*.csv; do
    submit "$file" && continue
    sed 's/^/    /' "$place/answer" >&2
    fail "$file was not accepted whole"
  done
  news
}

submit() {
  local code=0
  CAPAIAN_KEY=$place/keys/kabupaten.key capaian-collector submit --numbers en --as-of "${today}T09:00:00+07:00" \
    "$1" >"$place/answer" 2>&1 || code=$?
  tell "$(basename "$1" .csv): $(tail -n 1 "$place/answer" | sed 's/^ *//')"
  sed -n '$!s/^[^:]*:/    baris /p' "$place/answer"
  return $code
}

# A version: the folder so far with the files of this one over it. What it changes is counted.
apply() {
  local version=$1
  cp "$example/catalogue/$version"/* "$place/catalogue"
  capaian-evaluator catalogue apply "$place/catalogue" --effective "$version" --basis "$2" >"$place/answer" \
    2>"$place/findings" || { cat "$place/findings" >&2; fail "version $version is refused"; }
  sed -n '/^$/q; / 0 baru, 0 dihapus, 0 berubah/d; /^ /p' "$place/answer"
  tail -n 1 "$place/answer"
  news
}

act() {
  capaian-evaluator act "$@" --actor "${actor:-P110}" | sed 's/^/    /'
  news
}

# A part of what a command says, cut to the width of a page, which must show the pattern.
shows() {
  local pattern=$1 part=$2
  shift 2
  "$@" >"$place/answer" || fail "$*: no answer"
  sed -n "$part" "$place/answer" | cut -c1-150 | tee "$place/shown"
  grep -Eq -- "$pattern" "$place/shown" || fail "$* does not show $pattern"
}

month "Januari 2026  Perjanjian kinerja, lalu pelantikan serentak"
make_keys
allow_submit kabupaten '*' >/dev/null
mkdir "$place/catalogue"
start_pair 2026-01-01
[ -z "$live" ] || start_dashboard
apply 2026-01-01 'Perjanjian Kinerja 2026'
sed -n '1p' "$place/findings"
to 2026-01-26
tell "Satu holders.csv: 110 jabatan, satu versi katalog"
apply 2026-01-26 'SK Bupati 15/2026'
grep -q 'pejabat: 110 baru' "$place/answer" || fail "not 110 posts in one version"

month "Februari dan Maret 2026"
send 2026-02-08
send 2026-03-08
to 2026-04-01
tell "Kepala Dinas Pariwisata akan cuti tiga minggu: Plh"
apply 2026-04-01 'SPT 61/2026'

month "April 2026  Triwulan I: retribusi meleset"
send 2026-04-08
to 2026-04-10
tell "Bapenda mengetahui (sampai 20 April) dan menindaklanjuti"
actor=P240 act ketahui missed/ret01/2026-Q1 --reason 'Ditelusuri per pasar' --until 2026-04-20
actor=P240 act tindak-lanjut missed/ret01/2026-Q1 --cause 'Dua loket tutup' --action 'Buka loket keliling' \
  --owner P240 --due 2026-05-15
actor=P240 act ketahui behind/ret01/2026 --reason 'Ditelusuri per pasar' --until 2027-01-31
tell "Selama cuti Plh menjabat, tetapi tidak bertanggung jawab atas triwulan itu"
shows 'Pejabat saat ini: .*P263' '/^Penanggung jawab/,/^Pejabat/p' capaian-evaluator explain par01 2026-Q1
to 2026-04-22
must 'Masa pernyataan mengetahui .* sudah habis'
actor=P240 act ketahui missed/ret01/2026-Q1 --reason 'Loket keliling berjalan' --until 2026-12-31
tell "Surat harian, per unit dan batas waktu"
shows 'paling lambat 2026-05-15' '/paling lambat/,$!{1,2p}; /paling lambat/,$p' capaian-evaluator digest --day 2026-04-21
send 2026-05-08
send 2026-06-08
to 2026-06-29
capaian-evaluator report --period 2026 --csv >"$place/before.csv"

month "Juli 2026  Penataan: satu berganti nama, dua digabung, satu dipecah"
to 2026-07-01
apply 2026-07-01 'Perda 3/2026'
sed -n '/^Penanggung jawab/,/^$/{/^$/!p}' "$place/answer"
capaian-evaluator report --period 2026 --csv >"$place/after.csv"
tell "Angka triwulan I sebelum dan sesudah: target, realisasi, capaian, putusan"
for when in before after; do
  cut -d, -f1,2,7-11 "$place/$when.csv" | grep -E ',(par01|bud01|dag01|ora01|ret01),' >"$place/$when.moved"
done
paste -d ' ' "$place/before.moved" "$place/after.moved" | sed 's/ /   ->   /; s/^/    /'
[ "$(wc -l <"$place/before.moved")" -eq 5 ] || fail "not the five indicators"
diff <(cut -d, -f2- "$place/before.moved") <(cut -d, -f2- "$place/after.moved") >&2 ||
  fail "the figures before and after the reorganisation differ"
tell "Triwulan II dilaporkan oleh penerus; realisasi tidak wajar ditegaskan dengan bukti"
send 2026-07-08
must 'tidak wajar  aktif  dispora  ora01'
must 'retribusi daerah 2026-Q2 tidak tercapai: realisasi 9\.070\.000\.000 '
must_not 'dinyatakan ulang .*2026-Q1'
shows 'realisasi|5\.600\.000\.000' '/^  R (2026-Q1)\|^  R = 5/p' capaian-evaluator explain ret01 2026-Q1
send 2026-07-14
must 'tidak wajar  selesai  dispora  ora01'
tell "BPS belum terbit: dinyatakan tidak ada, dan diterima sampai Desember"
act terima-kosong mis01/2026-S1 --reason 'BPS terbit Desember' --until 2026-12-20
must 'terlambat lapor  selesai  dinsos  mis01  2026-S1'
tell "Bapenda mengganti baris yang kurang satu nol"
to 2026-07-15
capaian-evaluator explain ret01 2026 --full >"$place/answer"
row=$(sed -nE 's/.* 570\.000\.000 .* ([0-9a-f]{32}:[0-9]+) .*/\1/p' "$place/answer")
[ -n "$row" ] || fail "explain does not show the row of 570 million"
printf 'unit,indikator,periode,nilai,menggantikan,alasan\nbapenda,ret01,2026-Q2,5700000000,%s,kurang satu nol\n' \
  "$row" >"$place/2026-07-15-bapenda.csv"
submit "$place/2026-07-15-bapenda.csv" || fail "the replacement is refused"
news
act ketahui missed/ret01/2026-Q2 --reason 'Rapat 20 Juli' --until 2026-12-31
tell "Stunting semester I: sementara, lalu tetap"
send 2026-07-22
shows 'tidak +2026-S1 +19,6 +sementara' '/^terhitung\|^\(ya\|tidak\) .*2026-S1/p' capaian-evaluator explain stn01 2026-S1

month "Agustus dan September 2026  RSUD diam; eskalasi melewati jabatan kosong; temuan Inspektorat"
to 2026-09-10
must 'senyap  aktif  rsud'
must 'rehabilitasi jalan .*kini disampaikan kepada Sekretaris Daerah'
must 'rehabilitasi jalan .*kini disampaikan kepada Bupati'
must_not 'disampaikan kepada .*asisten-2'
act buka-kembali dpmptsp/2026-Q2 --reason 'Temuan Inspektorat' --until 2026-09-30
act buka-kembali rsud/2026-07 --reason 'SIMRS pulih' --until 2026-09-30
send 2026-09-15
must 'dinyatakan ulang  selesai  dpmptsp  izn01  2026-Q2'
act tahan indicator/izn01 --reason 'Dibahas dengan Inspektorat' --until 2026-12-31
send 2026-09-22
must 'senyap  selesai  rsud'

month "Oktober 2026  APBD Perubahan; penarikan"
to 2026-10-01
apply 2026-10-01 'APBD-P 2026'
send 2026-10-08
must 'tidak tercapai  aktif  rsud  bor01  2026-Q3'
tell "Berita acara ganda ditarik, lalu dihitung ulang"
send 2026-10-12
send 2026-10-20
act ketahui missed/ret01/2026-Q3 --reason 'Rapat 15 Oktober' --until 2027-01-31
act ketahui missed/bor01/2026-Q3 --reason 'Ruang rawat ditambah' --until 2027-01-31
tell "Target murni dan perubahan berdampingan, dengan bagian setiap unit"
shows '48\.000\.000\.000 +2026-01-01' '/^Target periode ini/,/^$/{/^$/!p}; /^2026-Q[12] .*ya$/p' \
  capaian-evaluator explain ret01 2026
grep -q '^    5  45\.000\.000\.000' "$place/shown" || fail "the revised target is not shown"
send 2026-11-08
send 2026-12-08
tell "BPS terbit; periodenya dibuka kembali"
act buka-kembali bappeda/2026-S1 --reason 'Rilis BPS' --until 2026-12-20
send 2026-12-15
tell "Rapor Plt dan pejabat definitif yang menyusul, menurut lintasan sejak serah terima"
to 2026-12-20
must_not 'waktu penerbitan izin .*kini disampaikan'
shows 'P250' '/^[a-z].*P250/p; /^Skor\|^Tanpa/p; /^Aturan/p; /^jal01/p' capaian-evaluator scorecard --person P250
shows 'lintasan' '/^[a-z].*P251/p; /^Skor\|^Tanpa/p; /^Aturan/p; /^jal01/p' capaian-evaluator scorecard --person P251
tell "Kepala dinas gabungan: yang dibawa Dinas Kebudayaan dihitung sejak bergabung"
shows '^bud01 .*; saat serah terima 13$' '/^[a-z].*P119/p; /^Skor\|^Tanpa/p; /^Aturan/p; /^par01\|^bud01/p' \
  capaian-evaluator scorecard --person P119 --period 2026

month "Januari 2027  Perjanjian kinerja 2027; tahun 2026 dinilai"
to 2027-01-01
apply 2027-01-01 'Perjanjian Kinerja 2027'
send 2027-01-08
must 'tidak tercapai  aktif  sekda  akp01  2026'
tell "Kebijakan kini: sisa target tahun itu; rapor yang sama"
shows 'sisa target' '/^[a-z].*P251/p; /^Skor\|^Tanpa/p; /^Aturan/p; /^jal01/p' \
  capaian-evaluator scorecard --person P251 --period 2026
tell "Semuanya diketahui dalam rapat LKjIP"
for alert in $(capaian-evaluator status --alerts --json | grep -o '"alert":"missed/[^"]*"' | cut -d'"' -f4); do
  capaian-evaluator act ketahui "$alert" --reason 'Dibahas dalam LKjIP' --until 2027-12-31 --actor P110 >/dev/null
done
news >"$place/answer"
seen=$(event_number)
grep '!' "$place/answer"
tell "Bappeda mereviu semua angka 2026"
capaian-evaluator completeness --period 2026 --csv >"$place/answer"
! grep ',locked,' "$place/answer" >&2 || fail "what a closed unit reported is asked of its successor"
reviewed=0
while IFS=, read -r indicator period; do
  capaian-evaluator act reviu "$indicator/$period" --actor P110 >/dev/null && reviewed=$((reviewed + 1))
done < <(grep -E ',(on_time|late),' "$place/answer" | cut -d, -f4,6 | sort -u)
echo "    $reviewed angka"
to 2027-01-31
persons
grep -q 'langkah 1 tangga jpt' "$place/persons" || fail "step 1 of the ladder was not reached"

month "Februari dan Maret 2027  Keputusan; LKjIP 2026 disegel"
send 2027-02-08
to 2027-02-15
consequence=$(capaian-evaluator watch --personnel --since 0 --count 1 --json | grep -o '"alert":"[^"]*"' | cut -d'"' -f4)
actor=P001 act tutup "$consequence" --reason 'SK 31/2027: enam bulan untuk memperbaiki kinerja'
persons
send 2027-03-08
to 2027-03-20
tell "Rapor 2026 sebuah unit, dengan indikator yang ia tanggung bersama"
shows 'stn01' '/^[a-z].*dinkes/p; 3,$p' capaian-evaluator scorecard --unit dinkes --period 2026
tell "Predikat dan rentang dalam rapor"
shows '^akp01 .* BB  +B ' '/^akp01/p' capaian-evaluator scorecard --unit sekda --period 2026
shows '^bor01 .* [0-9]+,00 - [0-9]+,00 ' '/^bor01/p' capaian-evaluator scorecard --unit rsud --period 2026
tell "Rencana 2025..2030 dengan saldo awal, dan rekap menurut sasaran"
shows '1\.947\.200' '/^Hitungan/,/Hasil/{/R\b\|T =\|saldo/p}' capaian-evaluator explain par01 2025..2030
shows '^T1' '2,8p' capaian-evaluator plan --period 2026
act segel LKjIP-2026 --period 2026 --reason 'LKjIP 2026 ditandatangani'
capaian-evaluator report --sealed LKjIP-2026 --csv >"$place/sealed.csv"
grep -q ',par01,.*,1007200,' "$place/sealed.csv" || fail "the sealed snapshot has no figure of par01"

month "April 2027  Temuan BPK sesudah LKjIP: dinyatakan ulang, yang disegel tetap"
send 2027-04-08
to 2027-04-16
act buka-kembali disparbud/2026-Q4 --reason 'Temuan BPK' --until 2027-04-30
send 2027-04-20
must 'dinyatakan ulang  selesai  disparbud  par01  2026$'
tell "Disegel 20 Maret; menurut buku besar 19 April; dan kini"
capaian-evaluator report --sealed LKjIP-2026 --csv | diff "$place/sealed.csv" - >&2 || fail "the seal has changed"
shows '1\.007\.200' '/^par01/p' capaian-evaluator report --sealed LKjIP-2026
shows '1\.007\.200' '/^par01/p' capaian-evaluator report --period 2026 --as-of 2027-04-19
shows '955\.200' '/^par01/p' capaian-evaluator report --period 2026
act ketahui missed/par01/2026 --reason 'Ditindaklanjuti' --until 2027-12-31
act ketahui behind/ret01/2027 --reason 'Masa perbaikan' --until 2027-12-31
tell "Riwayat"
shows 'aktif  disparbud  par01' 'p' capaian-evaluator history missed/par01/2026

month "Mei sampai Oktober 2027  Enam bulan perbaikan"
for day in 2027-05-08 2027-06-08 2027-07-08 2027-08-08 2027-09-08 2027-10-08; do send "$day"; done
for quarter in Q1 Q2 Q3; do act reviu "ret01/2027-$quarter" >/dev/null; done
to 2027-11-01
persons
grep -q 'langkah 2 tangga jpt' "$place/persons" || fail "step 2 of the ladder was not reached"

month "Penutup"
tell "Capaian 2026"
shows 'target murni .* 48\.000\.000\.000' '1p; / tahun: /d; /^[a-z]/p; / target murni \| rencana 2/p' capaian-evaluator report --period 2026
grep -q '^izn02 .* 82,40 ' "$place/shown" || fail "the average of the quarters is another one"
tell "Riwayat katalog"
shows 'Perda 3/2026' '/^versi\|^ /p' capaian-evaluator catalogue history
if [ -n "$live" ]; then
  tell "Selesai dimainkan; dasbor tetap terbuka sampai dihentikan"
  wait "$dashboard"
  exit
fi
tell "Dihentikan; buku besar dilipat ulang dari langkah-langkahnya dan dibandingkan"
stop_and_check >"$place/answer"
cat "$place/answer"
grep -q 'equal' "$place/answer" || fail "the record folded again is another one"
printf '\nIkhtisar: %s peringatan dan %s peristiwa personalia; angka sama sebelum dan sesudah penataan; dua putusan dinyatakan\n' \
  "$seen" "$seen_persons"
printf 'ulang sesudah dibuka kembali; langkah 2 tangga tercapai; buku besar sama bila dilipat ulang.\n'
