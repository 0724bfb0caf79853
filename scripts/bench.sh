#!/usr/bin/env bash
# Measures what the program promises in numbers, beside what this machine allows. Takes the
# flags of bench/main.go: scripts/bench.sh -only intake,steady -seconds 60
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x bin/mostrador ] || make build
echo "Building the bench and an empty window…"
go build -o bin/bench ./bench
go build -tags no_animations -ldflags "-s -w" -o bin/emptywindow ./bench/emptywindow
go test -c -o bin/inbox.test ./ui/inbox
exec bin/bench "$@"
