#!/usr/bin/env bash
# format.sh check|fix
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-check}" = fix ]; then gofmt -w $(git ls-files '*.go'); exit; fi
unformatted=$(gofmt -l $(git ls-files '*.go'))
[ -z "$unformatted" ] || { echo "Not formatted (make format):"; echo "$unformatted"; exit 1; }
