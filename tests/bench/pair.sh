# Sourced by the benchmarks: a pair of daemons in a temporary folder, started and stopped by process id, without
# anything left behind. Sets `place` and, once both serve, `intake`, `query`, `alerts`, `evaluator_pid` and
# `collector_pid`; the public keys of both are `evaluator_key` and `collector_key`.
# shellcheck shell=bash disable=SC2034

pair_pids=()

# A folder for a pair with keys for 64 senders, who may send for every unit, and one that may do everything else.
pair_make() {
  place=$(mktemp -d "${TMPDIR:-/tmp}/capaian-bench.XXXXXX")
  trap pair_leave EXIT
  mkdir -m 700 "$place/evaluator" "$place/collector" "$place/keys"
  evaluator_key=$(capaian-evaluator keygen "$place/evaluator/server.key")
  collector_key=$(capaian-collector keygen "$place/collector/server.key")
  local number admin
  admin=$(capaian-evaluator keygen "$place/keys/admin.key")
  printf '%s admin,watch,query * bench\n%s link * collector\n' "$admin" "$collector_key" \
    >"$place/evaluator/authorised_keys"
  {
    printf '%s query * bench\n' "$admin"
    for number in {1..64}; do
      printf '%s submit * sender-%s\n' "$(capaian-collector keygen "$place/keys/$number.key")" "$number"
    done
  } >"$place/collector/authorised_keys"
}

pair_leave() {
  local code=$?
  pair_stop
  if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then tail -n 5 "$place"/*.log >&2 || true; fi
  rm -rf "$place"
}

# Waits for the ready file of a daemon that has just been started; `ready_ms` is how long that took. A daemon that has
# ended is not waited for.
pair_wait() { # PID FILE
  local begun=${EPOCHREALTIME/.} until=$((SECONDS + 300))
  until [ -s "$2" ]; do
    if ! kill -0 "$1" 2>/dev/null || [ "$SECONDS" -ge "$until" ]; then
      echo "bench: $2 did not appear" >&2
      return 1
    fi
    read -rt 0.002 <> <(:) || true
  done
  ready_ms=$(((${EPOCHREALTIME/.} - begun) / 1000))
}

pair_endpoint() { # FILE NAME
  sed -n "s/^$2=//p" "$1"
}

# What is sent to the collector is for the evaluator that was started last; `link` stays the same for both.
pair_evaluator() {
  rm -f "$place/evaluator.ready"
  capaian-evaluator serve --state "$place/evaluator" --ready "$place/evaluator.ready" \
    --link "${link:-tcp://127.0.0.1:*}" --alerts 'tcp://127.0.0.1:*' --query 'tcp://127.0.0.1:*' \
    2>>"$place/evaluator.log" &
  evaluator_pid=$!
  pair_pids+=("$evaluator_pid")
  pair_wait "$evaluator_pid" "$place/evaluator.ready"
  link=$(pair_endpoint "$place/evaluator.ready" link)
  query=$(pair_endpoint "$place/evaluator.ready" query)
  alerts=$(pair_endpoint "$place/evaluator.ready" alerts)
  export CAPAIAN_EVALUATOR=$query CAPAIAN_EVALUATOR_KEY=$evaluator_key CAPAIAN_KEY=$place/keys/admin.key
}

pair_collector() {
  rm -f "$place/collector.ready"
  capaian-collector serve --state "$place/collector" --simulated --name collector --evaluator "$link" \
    --evaluator-key "$evaluator_key" --intake 'tcp://127.0.0.1:*' --ready "$place/collector.ready" \
    2>>"$place/collector.log" &
  collector_pid=$!
  pair_pids+=("$collector_pid")
  pair_wait "$collector_pid" "$place/collector.ready"
  intake=$(pair_endpoint "$place/collector.ready" intake)
}

# Ends one of them, or both, and waits until they have ended.
pair_end() { # PID
  local pid left=()
  for pid in "${pair_pids[@]}"; do [ "$pid" = "$1" ] || left+=("$pid"); done
  pair_pids=("${left[@]}")
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

pair_stop() {
  while [ ${#pair_pids[@]} -gt 0 ]; do pair_end "${pair_pids[0]}"; done
}
