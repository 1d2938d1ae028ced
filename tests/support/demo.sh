# shellcheck shell=bash disable=SC2154
# What tests/demo and its year share: a pair of daemons of its own on loopback, with a ledger in simulated time.
# Sets: place, pids, evaluator, collector (public keys), link, and the variables that the commands read.

place=$(mktemp -d "${TMPDIR:-/tmp}/capaian-demo.XXXXXX")
mkdir -m 700 "$place/evaluator" "$place/collector" "$place/keys"
pids=()
leave() {
  local code=$?
  if $keep && [ "$code" -eq 0 ]; then return; fi
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$code" -ne 0 ]; then
    tail -n 5 "$place"/*.log >&2 || true
    echo "tests/demo: failed; everything it made is in $place" >&2
  else
    rm -rf "$place"
  fi
}
trap leave EXIT
[ -z "$live" ] || trap 'exit 0' INT TERM    # as the first process of a container it has no other end

say() { printf '\n== %s\n' "$*"; }

# Waits for a daemon's ready file and prints the endpoint of a name in it.
endpoint() {
  local until=$((SECONDS + 20))
  until [ -s "$1" ]; do
    [ "$SECONDS" -lt "$until" ] || { echo "tests/demo: $1 did not appear" >&2; return 1; }
    read -rt 0.05 <> <(:) || true
  done
  sed -n "s/^$2=//p" "$1"
}

# Every alert that the log holds has also reached the watcher.
until_seen() {
  local until=$((SECONDS + 10))
  until [ "$(grep -c '^    ! [0-9]' "$place/alerts")" -ge "$1" ]; do
    [ "$SECONDS" -lt "$until" ] || { echo "tests/demo: the watcher has not seen all of $1 alerts" >&2; exit 1; }
    read -rt 0.05 <> <(:) || true
  done
}

# Key pairs of both daemons and of the planning office.
make_keys() {
  evaluator=$(capaian-evaluator keygen "$place/evaluator/server.key")
  collector=$(capaian-collector keygen "$place/collector/server.key")
  admin=$(capaian-evaluator keygen "$place/keys/bappeda.key")
  printf '%s admin,watch,query,personnel * bappeda\n%s link * kolektor\n' "$admin" "$collector" \
    >"$place/evaluator/authorised_keys"
  printf '%s admin * bappeda\n' "$admin" >"$place/collector/authorised_keys"
}

# A department's key pair, for the units listed.
allow_submit() {
  printf '%s submit %s %s\n' "$(capaian-collector keygen "$place/keys/$1.key")" "$2" "$1" |
    tee -a "$place/collector/authorised_keys"
}

start_pair() {
  capaian-evaluator init --state "$place/evaluator" --simulated "$1"
  capaian-evaluator serve --state "$place/evaluator" --ready "$place/evaluator.ready" --link 'tcp://127.0.0.1:*' \
    --alerts 'tcp://127.0.0.1:*' --query 'tcp://127.0.0.1:*' 2>"$place/evaluator.log" &
  pids+=($!)
  link=$(endpoint "$place/evaluator.ready" link)
  CAPAIAN_EVALUATOR=$(endpoint "$place/evaluator.ready" query)
  export CAPAIAN_EVALUATOR CAPAIAN_EVALUATOR_KEY=$evaluator CAPAIAN_COLLECTOR_KEY=$collector
  capaian-collector serve --state "$place/collector" --simulated --name kolektor --evaluator "$link" \
    --evaluator-key "$evaluator" --intake 'tcp://127.0.0.1:*' --ready "$place/collector.ready" 2>"$place/collector.log" &
  pids+=($!)
  CAPAIAN_COLLECTOR=$(endpoint "$place/collector.ready" intake)
  export CAPAIAN_COLLECTOR CAPAIAN_KEY=$place/keys/bappeda.key
  echo "evaluator $CAPAIAN_EVALUATOR, collector $CAPAIAN_COLLECTOR"
}

# Where --live says; over what is played.
start_dashboard() {
  capaian-evaluator dashboard --listen "$live" 2>"$place/dashboard.log" &
  dashboard=$!
  pids+=("$dashboard")
}

start_watcher() {
  capaian-evaluator watch --since 0 > >(sed -u 's/^/    ! /' | tee "$place/alerts") 2>"$place/watch.log" &
  watcher=$!
  pids+=("$watcher")
}

event_number() { capaian-evaluator status --json | sed -n 's/.*"event_number":\([0-9]*\).*/\1/p'; }

# The record, folded again from its steps, equals itself.
stop_and_check() {
  kill -TERM "${pids[1]}" && wait "${pids[1]}"
  kill -TERM "${pids[0]}" && wait "${pids[0]}"
  capaian-evaluator rebuild --check --state "$place/evaluator"
}
