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

# The clients of others that the sandbox is tried with need Node 20 or newer. Where the
# system has none, it comes from the system's packages or else from nodejs.org into bin/.
node_version=v22.20.0

node_fits() { command -v npm >/dev/null && node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null; }

node_from_system() {
  echo "Installing Node"
  if command -v apt-get >/dev/null; then
    as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  elif command -v dnf >/dev/null; then as_root dnf install -y -q nodejs npm
  elif command -v brew >/dev/null; then brew install --quiet node
  else return 1; fi
}

node_from_its_makers() {
  local arch=x64 os file sums
  case "$(uname -m)" in arm64 | aarch64) arch=arm64 ;; esac
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  file=node-$node_version-$os-$arch.tar.gz
  sums=$(mktemp -d)
  curl -fsSL -o "$sums/$file" "https://nodejs.org/dist/$node_version/$file" &&
    curl -fsSL "https://nodejs.org/dist/$node_version/SHASUMS256.txt" | grep " $file\$" > "$sums/sum" &&
    (cd "$sums" && { sha256sum -c --quiet sum 2>/dev/null || shasum -a 256 -c sum >/dev/null; }) &&
    rm -rf bin/node && mkdir -p bin/node && tar -xzf "$sums/$file" -C bin/node --strip-components=1 &&
    rm -rf "$sums"
}

node_js() {
  [ "$purpose" = test ] || return 0
  cd "$(dirname "$0")/.."
  PATH="$PWD/bin/node/bin:$PATH"
  node_fits || { node_from_system && node_fits; } || node_from_its_makers ||
    echo "Node could not be installed: the clients of others are not tried. Install Node 20 or newer from https://nodejs.org"
}

case "$(uname -s)" in
  Darwin) xcode-select -p >/dev/null 2>&1 || { echo "Run: xcode-select --install"; exit 1; } ;;
  Linux)
    if command -v apt-get >/dev/null; then debian
    elif command -v dnf >/dev/null; then fedora
    else echo "Unknown Linux: install the GL, X11, Wayland and xkbcommon headers by hand; docs/building.md lists them."; fi ;;
  *) echo "On Windows see docs/windows.md." ;;
esac
node_js
