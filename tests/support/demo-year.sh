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
  capaian-evaluator catalogue apply "$place/catalogue" --effective "$version" --basis "$3" >"$place/answer" 2>/dev/null
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

month "2026-04  Triwulan I"
send 2026-04-08
to 2026-04-10
tell "Bapenda mengetahui, dan menindaklanjuti; masa ketahui habis 20 April"
actor=P240 act ketahui missed/ret01/2026-Q1 --reason 'Ditelusuri per pasar' --until 2026-04-20
actor=P240 act tindak-lanjut missed/ret01/2026-Q1 --cause 'Dua loket tutup' --action 'Buka loket keliling' --owner P240 --due 2026-05-15
act tahan indicator/jal01 --reason 'Gangguan SIPD' --until 2026-04-30
to 2026-04-22
actor=P240 act ketahui missed/ret01/2026-Q1 --reason 'Loket keliling berjalan' --until 2026-07-31
tell "Surat hari ini"
capaian-evaluator digest --day 2026-04-21
send 2026-05-08
send 2026-06-08
to 2026-06-29
capaian-evaluator report --period 2026 --csv >"$place/before.csv"

month "2026-07  Penataan perangkat daerah: satu berganti nama, dua digabung, satu dipecah"
to 2026-07-01
apply 2026-07-01 6 'Perda 3/2026'
capaian-evaluator report --period 2026 --csv >"$place/after.csv"
head -3 "$place/before.csv"
diff "$place/before.csv" "$place/after.csv" || true
send 2026-07-08
send 2026-07-14
act terima-kosong mis01/2026-S1 --reason 'BPS terbit Desember' --until 2026-12-20
send 2026-07-22
to 2026-08-05
to 2026-08-20
to 2026-09-10
act buka-kembali dpmptsp/2026-Q2 --reason 'Temuan Inspektorat' --until 2026-09-30
act buka-kembali rsud/2026-07 --reason 'SIMRS pulih' --until 2026-09-30
send 2026-09-15
send 2026-09-22
to 2026-10-01
apply 2026-10-01 8 'APBD-P 2026'
send 2026-10-08
send 2026-10-12
send 2026-10-20
send 2026-11-08
send 2026-12-08
send 2026-12-15
to 2027-01-01
apply 2027-01-01 6 'Perjanjian Kinerja 2027'
send 2027-01-08
for q in 2026-Q1 2026-Q2 2026-Q3 2026-Q4; do
  act reviu ret01/$q
done
to 2027-01-31
capaian-evaluator watch --help | head -30
to 2027-02-15
to 2027-03-08
capaian-evaluator status --alerts | head -100
