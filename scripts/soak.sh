#!/usr/bin/env bash
# Tries for so many minutes (10, or the first argument) to make something get lost, doubled or shown wrong:
# lives simulated shops, kills desktop and relay with kill -9 in a running conversation, cuts the power of their
# machines, and offers 5,000 webhooks a second for a minute. It goes round with another seed each time and stops at
# the first run that went wrong; what it prints repeats that run.
#   KILLS=200   how often each side is killed in a round        CUTS=20   how often the power is cut
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-${SOAK_MINUTES:-10}}
kills=${KILLS:-200} cuts=${CUTS:-20}
seed=${MOSTRADOR_SEED:-$(date +%s)}
mkdir -p bin
echo "Building…"
go test -race -c -o bin/soak.test ./e2e/processes
go test -c -o bin/flood.test ./e2e/processes
go test -c -o bin/simulation.test ./e2e/simulation
CGO_ENABLED=0 go build -o bin/ ./cmd/mostrador-relay ./cmd/mostrador-sandbox
export MOSTRADOR_E2E_PROGRAMS=$PWD/bin

again() { # again WHAT COMMAND…: runs it, or says how to repeat it
  echo "$1"
  shift
  env "$@" || { echo "Repeat it with: $*"; exit 1; }
}

test=(-test.v -test.count=1 -test.timeout 60m)
end=$((SECONDS + minutes * 60)) rounds=0
while [ $SECONDS -lt $end ]; do
  share=$(((end - SECONDS) / 180 + 1)) # of what is left, in minutes
  again "Simulated shops for $share minutes…" bin/simulation.test "${test[@]}" -test.run '^TestWhatever' -minutes "$share"
  again "Seed $seed, $kills kills on each side…" MOSTRADOR_SEED=$seed MOSTRADOR_KILLS=$kills bin/soak.test "${test[@]}" -test.run '^TestKilled'
  again "Seed $seed, the power is cut $cuts times…" MOSTRADOR_SEED=$seed MOSTRADOR_CUTS=$cuts bin/flood.test "${test[@]}" -test.run '^TestAPowerCut'
  if [ $rounds = 0 ]; then
    again "A cluster of three servers and two relays…" MOSTRADOR_CLUSTER=full go test ./backend/relay -count=1 -v -run '^TestACluster'
    again "5,000 webhooks a second for a minute…" MOSTRADOR_FLOOD=5000 MOSTRADOR_FLOOD_SECONDS=60 bin/flood.test "${test[@]}" -test.run '^TestAFlood'
  fi
  seed=$((seed + 1)) rounds=$((rounds + 1))
done
echo "$rounds rounds in $minutes minutes; nothing was lost, doubled or shown wrong."
