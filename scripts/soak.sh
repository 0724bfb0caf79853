#!/usr/bin/env bash
# Kills desktop and relay with kill -9 in a running conversation, again and again with
# another seed, for so many minutes (10, or the first argument), and stops at the first
# run in which something was lost or doubled. The seed that it prints repeats the run.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-${SOAK_MINUTES:-10}}
seed=${MOSTRADOR_SEED:-$(date +%s)}
mkdir -p bin
echo "Building…"
go test -race -c -o bin/soak.test ./e2e/processes
CGO_ENABLED=0 go build -o bin/ ./cmd/mostrador-relay ./cmd/mostrador-sandbox
export MOSTRADOR_E2E_PROGRAMS=$PWD/bin
end=$((SECONDS + minutes * 60)) runs=0
while [ $SECONDS -lt $end ]; do
  kills=$((10 + RANDOM % 40))
  echo "Seed $seed, $kills kills on each side…"
  MOSTRADOR_SEED=$seed MOSTRADOR_KILLS=$kills bin/soak.test -test.v -test.count=1 -test.timeout 15m -test.run '^TestKilled' ||
    { echo "Repeat it with: MOSTRADOR_SEED=$seed MOSTRADOR_KILLS=$kills go test -race -run '^TestKilled' ./e2e/processes"; exit 1; }
  seed=$((seed + 1)) runs=$((runs + 1))
done
echo "$runs runs in $minutes minutes; nothing was lost or doubled."
