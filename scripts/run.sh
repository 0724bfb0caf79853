#!/usr/bin/env bash
# Opens the window; without a display, plays the main job in a virtual one.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here. Mostrador opens in a virtual one, walks through the main job,"
  echo "and writes pictures of what it shows to tour/."
  exec scripts/e2e.sh tour
fi
exec bin/mostrador "$@"
