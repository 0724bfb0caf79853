#!/usr/bin/env bash
# Looks the dependencies up in Go's vulnerability database. Without a network
# there is nothing to compare with: that is said, and is no failure.
set -uo pipefail
out=$("$1" -tags no_animations ./... 2>&1); code=$?
if [ $code -ne 0 ] && grep -qiE 'dial tcp|no such host|fetching vulnerabilities|proxyconnect|connection refused|forbidden' <<<"$out"; then
  echo "govulncheck: the vulnerability database can't be reached from here, so nothing was compared."
  exit 0
fi
echo "$out" | tail -40
exit $code
