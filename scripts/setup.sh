#!/usr/bin/env bash
# Installs the system libraries that the window needs, and nothing that is there already.
#   setup.sh run      what it takes to build and open the window
#   setup.sh test     the same, and what the end-to-end tests need
set -euo pipefail
purpose=${1:-run}

command -v go >/dev/null || { echo "Go is missing. Install it from https://go.dev/dl and run this again."; exit 1; }
if ! command -v cc >/dev/null && ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
  echo "A C compiler is missing. Install gcc (Debian: apt install gcc; macOS: xcode-select --install) and run this again."
  exit 1
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "This needs an administrator: $*"; exit 1; fi
}

debian() {
  local want=(libgl1-mesa-dev xorg-dev libwayland-dev libxkbcommon-dev pkg-config) missing=()
  [ "$purpose" = test ] && want+=(xvfb xdotool x11-utils imagemagick libgl1-mesa-dri)
  [ "$purpose" = run ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && want+=(xvfb xdotool x11-utils imagemagick libgl1-mesa-dri)
  for p in "${want[@]}"; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing+=("$p")
  done
  [ ${#missing[@]} = 0 ] && return
  echo "Installing system libraries: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

fedora() {
  local want=(mesa-libGL-devel libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel wayland-devel libxkbcommon-devel) missing=()
  if [ "$purpose" = test ] || [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    want+=(xorg-x11-server-Xvfb xdotool xwininfo ImageMagick mesa-dri-drivers)
  fi
  for p in "${want[@]}"; do rpm -q "$p" >/dev/null 2>&1 || missing+=("$p"); done
  [ ${#missing[@]} = 0 ] && return
  echo "Installing system libraries: ${missing[*]}"
  as_root dnf install -y -q "${missing[@]}"
}

case "$(uname -s)" in
  Darwin) xcode-select -p >/dev/null 2>&1 || { echo "Run: xcode-select --install"; exit 1; } ;;
  Linux)
    if command -v apt-get >/dev/null; then debian
    elif command -v dnf >/dev/null; then fedora
    else echo "Unknown Linux: install the GL, X11, Wayland and xkbcommon headers by hand; docs/building.md lists them."; fi ;;
  *) echo "On Windows see docs/windows.md." ;;
esac
