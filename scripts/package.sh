#!/usr/bin/env bash
# Makes what people install, in dist/: a Windows program, a Debian package and a tar for any Linux.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^ *Version = "\(.*\)"/\1/p' FyneApp.toml)
ldflags="-s -w -X main.version=$version"
mkdir -p dist bin


windows() {
  if ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
    if command -v apt-get >/dev/null; then
      echo "Installing mingw-w64…"
      root=""; [ "$(id -u)" = 0 ] || root=sudo
      $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64 >/dev/null
    else
      echo "No mingw-w64 here: the Windows program is left out. Install x86_64-w64-mingw32-gcc to make it."
      return 0
    fi
  fi
  echo "Building for Windows…"
  icon_syso
  GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc CXX=x86_64-w64-mingw32-g++ \
    go build -tags no_animations -ldflags "$ldflags -H=windowsgui" -o dist/Mostrador.exe .
  rm -f mostrador_windows_amd64.syso
}

# The icon and the version go into a resource that the linker picks up by its name.
icon_syso() {
  work=$(mktemp -d)
  convert assets/icon.png -define icon:auto-resize=256,128,64,48,32,16 "$work/mostrador.ico"
  {
    echo '1 ICON "mostrador.ico"'
    echo '1 VERSIONINFO'
    echo "FILEVERSION ${version//./,},0"
    echo 'BEGIN'
    echo '  BLOCK "StringFileInfo" BEGIN BLOCK "040904b0" BEGIN'
    echo '    VALUE "ProductName", "Mostrador"'
    echo '    VALUE "FileDescription", "Mostrador"'
    echo "    VALUE \"ProductVersion\", \"$version\""
    echo '  END END'
    echo '  BLOCK "VarFileInfo" BEGIN VALUE "Translation", 0x409, 1200 END'
    echo 'END'
  } >"$work/mostrador.rc"
  (cd "$work" && x86_64-w64-mingw32-windres mostrador.rc -O coff -o mostrador.syso)
  cp "$work/mostrador.syso" mostrador_windows_amd64.syso
  rm -rf "$work"
}

linux() {
  arch=$(go env GOARCH)
  echo "Building for Linux ($arch)…"
  go build -tags no_animations -ldflags "$ldflags" -o bin/mostrador .
  CGO_ENABLED=0 go build -ldflags "$ldflags" -o bin/ ./cmd/mostrador-relay ./cmd/mostrador-sandbox
  root=$(mktemp -d)
  chmod 755 "$root"
  install -Dm755 bin/mostrador "$root/usr/bin/mostrador"
  install -Dm755 bin/mostrador-relay "$root/usr/bin/mostrador-relay"
  install -Dm755 bin/mostrador-sandbox "$root/usr/bin/mostrador-sandbox"
  install -Dm644 assets/icon.png "$root/usr/share/icons/hicolor/512x512/apps/mostrador.png"
  install -Dm644 scripts/mostrador.desktop "$root/usr/share/applications/mostrador.desktop"
  install -Dm644 LICENSE "$root/usr/share/doc/mostrador/copyright"
  tar -C "$root" -cJf "dist/mostrador-$version-linux-$arch.tar.xz" usr
  deb "$root" "$arch"
  rm -rf "$root"
}

deb() {
  command -v dpkg-deb >/dev/null || { echo "No dpkg-deb here: the .deb is left out."; return 0; }
  mkdir -p "$1/DEBIAN"
  cat >"$1/DEBIAN/control" <<CONTROL
Package: mostrador
Version: $version
Architecture: $2
Maintainer: The Mostrador authors <mostrador@mostrador.example>
Section: net
Priority: optional
Depends: libc6, libgl1, libx11-6, libxkbcommon0, libwayland-client0
Homepage: https://mostrador.example
Description: Desktop inbox for small businesses
 Answer customers on WhatsApp, keep saved replies and orders, and tell
 customers how their order stands. Works without a network.
CONTROL
  dpkg-deb --root-owner-group --build "$1" "dist/mostrador_${version}_$2.deb" >/dev/null
}

case "$(uname -s)" in
  Linux) windows; linux ;;
  *) echo "On this system see docs/macos.md and docs/windows.md." ;;
esac
ls -lh dist
