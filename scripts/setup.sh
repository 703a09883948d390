#!/usr/bin/env bash
# Makes sure that everything Swiftlet is built from is here, and installs what is missing:
# pkg-config, libgd and libpng with their headers, through apt-get (with sudo only when not root) or brew.
# Where it cannot install, it prints what to type and exits with 1. When all is there it does nothing.
set -euo pipefail

# The oldest Swift that builds the package, as in the first line of Package.swift.
needed_major=6
needed_minor=3

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

check_swift() {
  if ! have swift; then
    fail "there is no 'swift' on the PATH. Swiftlet needs Swift $needed_major.$needed_minor or later." \
      "Get it from https://www.swift.org/install/ and run this again."
  fi
  local version major minor
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
  if [ -z "$version" ]; then
    fail "'swift --version' does not say a version. Get Swift from https://www.swift.org/install/ and run this again."
  fi
  major=${version%%.*}
  minor=${version#*.}
  if [ "$major" -lt "$needed_major" ] || { [ "$major" -eq "$needed_major" ] && [ "$minor" -lt "$needed_minor" ]; }; then
    fail "this is Swift $version; Swiftlet needs $needed_major.$needed_minor or later." \
      "Get it from https://www.swift.org/install/ and run this again."
  fi
}

# Sets `missing` to the Debian or Homebrew names of what is not here.
find_missing() {
  local pkg_config=$1 gd=$2 png=$3
  missing=()
  have git || missing+=(git)
  if have pkg-config; then
    pkg-config --exists gdlib || missing+=("$gd")
    pkg-config --exists libpng || missing+=("$png")
  else
    missing+=("$pkg_config" "$gd" "$png")
  fi
}

# What stands before apt-get: nothing for root, sudo for anybody else who has it and can answer it.
find_sudo() {
  sudo=()
  [ "$(id -u)" -ne 0 ] || return 0
  have sudo || return 1
  if sudo -n true 2>/dev/null; then
    sudo=(sudo -n)
  elif [ -t 0 ]; then
    sudo=(sudo)
  else
    return 1
  fi
}

install_with_apt() {
  local by_hand="apt-get update && apt-get install -y ${missing[*]}"
  if ! find_sudo; then
    fail "missing: ${missing[*]}. They cannot be installed without root. As root, type:" "  $by_hand"
  fi
  say "installing ${missing[*]}"
  # A failed update is not the end: the lists that are here may be good enough.
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 update -qq ||
    say "apt-get update failed; trying with the package lists that are here"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get could not install ${missing[*]}. As root, type:" "  $by_hand"
}

# Written for macOS, but not tried there.
install_with_brew() {
  say "installing ${missing[*]}"
  brew install "${missing[@]}" || fail "brew could not install ${missing[*]}. Type:" "  brew install ${missing[*]}"
}

check_swift
if [ "$(uname -s)" = Darwin ]; then
  find_missing pkgconf gd libpng
  if [ ${#missing[@]} -gt 0 ]; then
    have brew || fail "missing: ${missing[*]}. Get Homebrew from https://brew.sh, then type:" "  brew install ${missing[*]}"
    install_with_brew
    find_missing pkgconf gd libpng
  fi
else
  find_missing pkg-config libgd-dev libpng-dev
  if [ ${#missing[@]} -gt 0 ]; then
    have apt-get || fail "missing: ${missing[*]} (by their Debian names). Install them with this system's own package manager:" \
      "the headers of libgd and libpng, and pkg-config. Then run this again."
    install_with_apt
    find_missing pkg-config libgd-dev libpng-dev
  fi
fi
[ ${#missing[@]} -eq 0 ] || fail "installed, but pkg-config still does not find: ${missing[*]}. Is PKG_CONFIG_LIBDIR set?"
