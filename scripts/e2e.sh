#!/usr/bin/env bash
# Drives the real window under a virtual display. e2e.sh short|full|tour
# Pictures of what was shown go to tour/.
set -euo pipefail
cd "$(dirname "$0")/.."
how=${1:-short}
export MOSTRADOR_E2E=$how MOSTRADOR_TOUR="$PWD/tour"
rm -rf tour
case "$how" in
  short) tests='.' ;;
  full) tests='.' ;;
  tour) tests='TestTheFirstFiveMinutes|TestEveryRoom' ;;
  *) echo "usage: e2e.sh short|full|tour"; exit 2 ;;
esac
go test -tags e2e -count=1 -timeout 20m -run "$tests" ./e2e/window
echo "Pictures are in tour/."
