# The year of a fictional regency, sourced by tests/demo --year. Catalogue versions are folders of tests/example-year
# that hold what changes; reports are sent on the day in their name, each with its own units.
example=tests/example-year
seen=0
today=2026-01-01

month() { printf '\n=== %s\n' "$*"; }
tell() { printf -- '-- %s\n' "$*"; }
fail() { echo "tests/demo --year: $*" >&2; exit 1; }

# What the log has beyond what was shown.
news() {
  local latest
  latest=$(event_number)
  [ "$latest" -gt "$seen" ] || return 0
  capaian-evaluator watch --since "$seen" --count $((latest - seen)) 2>/dev/null | sed 's/^/  ! /' | tee -a "$place/alerts"
  seen=$latest
}

# To the morning of a day; what falls due on the way is told.
to() {
  today=$1
  capaian-evaluator clock advance "${1}T10:00:00+07:00" >/dev/null
  news
}

send() {
  local file
  for file in "$example/reports/$today"-*.csv; do
    tell "$today: $(basename "$file")"
    CAPAIAN_KEY=$place/keys/kabupaten.key capaian-collector submit --receipts --numbers en \
      --as-of "${today}T09:00:00+07:00" "$file" 2>&1 | cut -c1-220 | sed 's/^/    /' | tee -a "$place/submitted"
  done
  news
}

# A version: the folder so far with the files of this one over it.
apply() {
  local version=$1
  shift
  cp "$example/catalogue/$version"/* "$place/catalogue"
  capaian-evaluator catalogue apply "$place/catalogue" --effective "$version" --basis "$@" 2>&1 | grep -v "average_unw\|^kesalahan: 0"
  news
}

act() {
  capaian-evaluator act "$@" | sed 's/^/    /'
  news
}

# Prints what a command says and holds it to what it must say.
shows() {
  local pattern=$1 said
  shift
  said=$("$@") || fail "$* failed: $said"
  printf '%s\n' "$said" | cut -c1-150
  grep -Eq -- "$pattern" <<<"$said" || fail "$* does not show $pattern"
}

month "2026-01  Perjanjian kinerja"
make_keys
allow_submit kabupaten '*'
mkdir "$place/catalogue"
start_pair 2026-01-01
apply 2026-01-01 'Perjanjian Kinerja 2026'
to 2026-01-26
tell "Pelantikan serentak"
apply 2026-01-26 'SK Bupati 15/2026'

month "2026-02, 2026-03"
for day in 2026-02-08 2026-03-08; do to $day; send; done
to 2026-04-01
tell "Plh selama cuti"
apply 2026-04-01 'SPT 61/2026'

month "2026-04  Triwulan I"
to 2026-04-08; send
to 2026-04-10
act ketahui missed/ret01/2026-Q1 --reason 'Ditelusuri per pasar' --until 2026-04-20 --actor P120
act tindak-lanjut missed/ret01/2026-Q1 --cause 'Dua loket pasar tutup' --action 'Buka loket keliling' --owner P120 --due 2026-05-15 --actor P120
to 2026-04-22
to 2026-05-08; send
to 2026-06-08; send
to 2026-06-29
capaian-evaluator report --period 2026 --csv >"$place/before.csv"
capaian-evaluator report --period 2026 | cut -c1-170
to 2026-07-01
month "2026-07  Penataan perangkat daerah"
apply 2026-07-01 'Perda 3/2026'
capaian-evaluator report --period 2026 --csv >"$place/after.csv"
to 2026-07-08; send
to 2026-07-14; send
act terima-kosong mis01/2026-S1 --reason 'BPS terbit Desember' --until 2026-12-20 --actor P010
to 2026-07-22; send
to 2026-08-05
to 2026-08-20
to 2026-09-10
act buka-kembali dpmptsp/2026-Q2 --reason 'Temuan Inspektorat' --until 2026-09-30 --actor P010
to 2026-09-15; send
to 2026-09-22; send
to 2026-10-01
apply 2026-10-01 'APBD-P 2026'
to 2026-10-08; send
to 2026-10-12; send
to 2026-10-20; send
to 2026-11-08; send
to 2026-12-08; send
to 2026-12-15; send
to 2027-01-01
apply 2027-01-01 'Perjanjian Kinerja 2027'
to 2027-01-08; send
for q in 2026-Q1 2026-Q2 2026-Q3 2026-Q4; do
  act reviu ret01/$q --actor P010
done
to 2027-01-31
to 2027-02-15
to 2027-03-08
capaian-evaluator status --alerts | head -100
