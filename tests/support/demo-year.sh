# The year of a fictional regency, sourced by tests/demo --year. Catalogue versions are folders of tests/example-year
# that hold the files that change; reports are sent on the day in their name, by one system for all departments, each
# row with its unit. Lines with ! are the alerts of the log, by number. What must come about is asserted.
example=tests/example-year
seen=0 seen_persons=0
today=

month() { printf '\n=== %s\n' "$*"; }
tell() { printf -- '-- %s\n' "$*"; }
fail() { echo "tests/demo --year: $*" >&2; exit 1; }
must() { grep -Eq -- "$1" "$place/alerts" || fail "no alert says: $1"; }

# What the log has beyond what was shown, whole.
news() {
  local latest
  latest=$(event_number)
  [ "$latest" -gt "$seen" ] || return 0
  capaian-evaluator watch --since "$seen" --count $((latest - seen)) 2>/dev/null |
    sed -E 's/^ +/    /; s/^([0-9])/  ! \1/; s/ Penanggung jawab: [^;]*\.$//' | tee -a "$place/alerts"
  seen=$latest
}

# The same of the stream about persons.
persons() {
  local latest
  latest=$(capaian-evaluator watch --personnel --since 0 --until 1s --json 2>/dev/null | grep -c '"number"') || true
  [ "$latest" -gt "$seen_persons" ] || return 0
  capaian-evaluator watch --personnel --since "$seen_persons" --count $((latest - seen_persons)) 2>/dev/null |
    sed -E 's/^ +/    /; s/^([0-9])/  !! \1/' | tee -a "$place/persons"
  seen_persons=$latest
}

# To the morning of a day; what falls due on the way is told.
to() {
  today=$1
  capaian-evaluator clock advance "${1}T10:00:00+07:00" >/dev/null
  news
}

# The day's reports. What is said of a row (a warning, a refusal) is shown; receipts are kept.
send() {
  local file
  to "$1"
  for file in "$example/reports/$today"-*.csv; do
    CAPAIAN_KEY=$place/keys/kabupaten.key capaian-collector submit --receipts --numbers en \
      --as-of "${today}T09:00:00+07:00" "$file" >"$place/answer" 2>&1 || true
    tell "$today  $(basename "$file"): $(tail -n 1 "$place/answer" | sed 's/^ *//')"
    sed -n '/: pesan /!{$!s/^[^:]*:/    baris /p}' "$place/answer"
  done
  news
}

# A version: the folder so far with the files of this one over it. Its first lines say what changes.
apply() {
  local version=$1 lines=$2
  cp "$example/catalogue/$version"/* "$place/catalogue"
  capaian-evaluator catalogue apply "$place/catalogue" --effective "$version" --basis "$3" >"$place/answer" 2>"$place/findings" ||
    { cat "$place/findings" >&2; fail "version $version is refused"; }
  head -n "$lines" "$place/answer"
  tail -n 1 "$place/answer"
  news
}

act() {
  capaian-evaluator act "$@" --actor "${actor:-P110}" | sed 's/^/    /'
  news
}

# Prints what a command says, cut to the width of a page, and holds it to what it must say.
shows() {
  local pattern=$1 said
  shift
  said=$("$@") || fail "$* failed: $said"
  cut -c1-160 <<<"$said"
  grep -Eq -- "$pattern" <<<"$said" || fail "$* does not show $pattern"
}

month "2026-01  Perjanjian kinerja, lalu pelantikan serentak"
make_keys
allow_submit kabupaten '*' >/dev/null
mkdir "$place/catalogue"
start_pair 2026-01-01
apply 2026-01-01 5 'Perjanjian Kinerja 2026'
to 2026-01-26
tell "Satu holders.csv, 110 jabatan, satu versi katalog"
apply 2026-01-26 5 'SK Bupati 15/2026'
grep -q 'pejabat: 110 baru' "$place/answer" || fail "not 110 posts in one version"

month "2026-02, 2026-03"
send 2026-02-08
send 2026-03-08
to 2026-04-01
tell "Kepala Dinas Pariwisata cuti tiga minggu: Plh"
apply 2026-04-01 0 'SPT 61/2026'

month "2026-04  Triwulan I: retribusi meleset; mengetahui, menindaklanjuti, masa ketahui habis"
send 2026-04-08
to 2026-04-10
actor=P240 act ketahui missed/ret01/2026-Q1 --reason 'Ditelusuri per pasar' --until 2026-04-20
actor=P240 act tindak-lanjut missed/ret01/2026-Q1 --cause 'Dua loket tutup' --action 'Buka loket keliling' \
  --owner P240 --due 2026-05-15
actor=P240 act ketahui behind/ret01/2026 --reason 'Ditelusuri per pasar' --until 2027-01-31
tell "Plh menerima surat selama cuti: yang menjabat dan yang bertanggung jawab"
shows 'P263' capaian-evaluator explain par01 2026-Q1
to 2026-04-22
must 'Masa pernyataan mengetahui'
actor=P240 act ketahui missed/ret01/2026-Q1 --reason 'Loket keliling berjalan' --until 2026-12-31
tell "Surat harian, 21 April"
capaian-evaluator digest --day 2026-04-21
send 2026-05-08
send 2026-06-08
to 2026-06-29
capaian-evaluator report --period 2026 --csv >"$place/before.csv"

month "2026-07  Penataan: satu berganti nama, dua digabung, satu dipecah"
to 2026-07-01
apply 2026-07-01 6 'Perda 3/2026'
sed -n '/^Penanggung jawab/,/^$/p' "$place/answer"
capaian-evaluator report --period 2026 --csv >"$place/after.csv"
tell "Angka sebelum dan sesudah"
# Unit, indicator, through which period, target, realization, attainment, verdict; what is due since is not a figure.
for when in before after; do
  cut -d, -f1,2,7-11 "$place/$when.csv" | grep -E ',(par01|bud01|dag01|ora01|ret01),' >"$place/$when.moved"
done
paste -d ' ' "$place/before.moved" "$place/after.moved" | sed 's/^/    /'
diff <(cut -d, -f2- "$place/before.moved") <(cut -d, -f2- "$place/after.moved") >/dev/null ||
  fail "the figures before and after the reorganisation differ"

tell "Triwulan II dilaporkan oleh penerus"
send 2026-07-08
must 'tidak wajar  aktif  dispora  ora01'
send 2026-07-14
must 'tidak wajar  selesai  dispora  ora01'
act terima-kosong mis01/2026-S1 --reason 'BPS terbit Desember' --until 2026-12-20
tell "Bapenda mengganti baris yang salah satuan"
to 2026-07-15
capaian-evaluator explain ret01 2026 --full >"$place/answer"
row=$(sed -nE 's/.* 570\.000\.000 .* ([0-9a-f]{32}:[0-9]+) .*/\1/p' "$place/answer")
[ -n "$row" ] || fail "explain does not show the row of 570 million"
printf 'unit,indikator,periode,nilai,menggantikan,alasan\nbapenda,ret01,2026-Q2,5700000000,%s,satu nol tertinggal\n' \
  "$row" >"$place/ganti.csv"
CAPAIAN_KEY=$place/keys/kabupaten.key capaian-collector submit --numbers en --as-of 2026-07-15T09:00:00+07:00 \
  "$place/ganti.csv" | sed 's/^/    /'
news
act ketahui missed/ret01/2026-Q2 --reason 'Rapat 20 Juli' --until 2026-12-31
send 2026-07-22

month "2026-08, 2026-09  RSUD diam; eskalasi; temuan Inspektorat sesudah terkunci"
to 2026-09-10
must 'senyap  aktif  rsud'
must 'kini disampaikan kepada Sekretaris Daerah'
must 'kini disampaikan kepada Bupati'
act buka-kembali dpmptsp/2026-Q2 --reason 'Temuan Inspektorat' --until 2026-09-30
act buka-kembali rsud/2026-07 --reason 'SIMRS pulih' --until 2026-09-30
send 2026-09-15
must 'dinyatakan ulang  selesai  dpmptsp  izn01  2026-Q2'
send 2026-09-22
must 'senyap  selesai  rsud'
tell "Riwayat satu peringatan"
capaian-evaluator history missed/izn01/2026-Q2 | cut -c1-170
act tahan indicator/izn01 --reason 'Sudah dibahas dengan Inspektorat' --until 2026-12-31

month "2026-10  APBD Perubahan: target murni dan perubahan; penarikan"
to 2026-10-01
apply 2026-10-01 6 'APBD-P 2026'
send 2026-10-08
send 2026-10-12
send 2026-10-20
act ketahui missed/ret01/2026-Q3 --reason 'Rapat 15 Oktober' --until 2027-01-31
act ketahui missed/bor01/2026-Q3 --reason 'Ruang rawat ditambah' --until 2027-01-31
tell "Murni dan perubahan berdampingan"
shows '48\.000\.000\.000' capaian-evaluator explain ret01 2026
tell "Keadaan per 15 Juli, menurut buku besar"
#capaian-evaluator report --as-of 2026-07-15
send 2026-11-08
send 2026-12-08
act buka-kembali bappeda/2026-S1 --reason 'Rilis BPS' --until 2026-12-20
send 2026-12-15

month "2027-01  Perjanjian kinerja 2027; tahun 2026 dinilai"
to 2027-01-01
apply 2027-01-01 6 'Perjanjian Kinerja 2027'
send 2027-01-08
for alert in $(capaian-evaluator status --alerts --json | grep -o '"alert":"missed/[^"]*/2026"' | cut -d'"' -f4); do
  capaian-evaluator act ketahui "$alert" --reason 'Dibahas dalam LKjIP' --until 2027-12-31 --actor P110 >/dev/null
done
news | grep '!' || true
tell "Bappeda mereviu semua angka 2026"
capaian-evaluator completeness --period 2026 --csv >"$place/answer"
reviewed=0
while IFS=, read -r indicator period; do
  capaian-evaluator act reviu "$indicator/$period" --actor P110 >/dev/null && reviewed=$((reviewed + 1))
done < <(grep -E ',(on_time|late),' "$place/answer" | cut -d, -f4,6 | sort -u)
echo "    $reviewed angka"
news
to 2027-01-31
persons
