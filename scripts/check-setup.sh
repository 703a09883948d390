#!/usr/bin/env bash
# Tries setup.sh on machines made of stand-ins: each case puts its own `swift`, `pkg-config`, `apt-get`, ... on the PATH
# and says what setup.sh must print and return.
set -euo pipefail
cd "$(dirname "$0")/.."

box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
failures=0

# A machine with nothing but the tools that setup.sh itself is written with.
fresh_machine() {
  rm -rf "${box:?}"/*
  mkdir "$box/bin"
  for tool in bash sed head env dirname; do ln -s "$(command -v $tool)" "$box/bin/$tool"; done
  stand_in swift 'echo "Swift version 6.3.1 (swift-6.3.1-RELEASE)"'
  stand_in git ''
  stand_in uname 'echo Linux'
  stand_in id 'echo 0'
}
# A command of that name with that body; everything it is asked is written to $box/log.
stand_in() {
  printf '#!%s\necho "%s $*" >>"%s/log"\n%s\n' "$(command -v bash)" "$1" "$box" "$2" >"$box/bin/$1"
  chmod +x "$box/bin/$1"
}
# Finds the libraries once apt-get or brew has been here.
libraries_after() { stand_in pkg-config "test -e '$box/installed'"; }

# expect NAME STATUS WORDS: setup.sh ends with STATUS and what it printed or called has WORDS.
expect() {
  local status=0
  : >>"$box/log"
  PATH="$box/bin" bash scripts/setup.sh >"$box/said" 2>&1 </dev/null || status=$?
  if [ "$status" -ne "$2" ] || ! grep -qF -- "$3" "$box/said" "$box/log"; then
    failures=$((failures + 1))
    printf 'FAILED: %s: expected status %s and "%s", got status %s and:\n' "$1" "$2" "$3" "$status"
    sed 's/^/  /' "$box/said" "$box/log"
  else
    printf 'ok: %s\n' "$1"
  fi
}

fresh_machine
stand_in pkg-config ''
expect "all there: nothing is installed" 0 "pkg-config --exists libpng"
if grep -q apt-get "$box/log" || [ -s "$box/said" ]; then
  failures=$((failures + 1))
  echo "FAILED: with all there, setup.sh installed or said something"
fi

fresh_machine
libraries_after
stand_in apt-get "case \"\$*\" in *install*) : >'$box/installed' ;; esac"
expect "root: installs through apt-get" 0 "install -y -qq --no-install-recommends libgd-dev libpng-dev"

fresh_machine
stand_in apt-get "case \"\$*\" in *install*) : >'$box/installed'; printf '#!/bin/sh\n' >'$box/bin/pkg-config'; $(command -v chmod) +x '$box/bin/pkg-config' ;; esac"
expect "no pkg-config: it is installed too" 0 "install -y -qq --no-install-recommends pkg-config libgd-dev libpng-dev"

fresh_machine
libraries_after
stand_in id 'echo 1000'
stand_in sudo 'if [ "$2" = true ]; then exit 0; fi; shift; exec "$@"'
stand_in apt-get "case \"\$*\" in *install*) : >'$box/installed' ;; esac"
expect "not root: goes through sudo" 0 "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get"

fresh_machine
libraries_after
stand_in id 'echo 1000'
stand_in apt-get ''
expect "not root and no sudo: says what to type" 1 "apt-get update && apt-get install -y libgd-dev libpng-dev"

fresh_machine
libraries_after
stand_in apt-get 'case "$*" in *install*) exit 100 ;; esac'
expect "apt-get fails: says what to type" 1 "apt-get could not install libgd-dev libpng-dev"

fresh_machine
libraries_after
expect "no apt-get: names what is missing" 1 "missing: libgd-dev libpng-dev"

fresh_machine
libraries_after
stand_in apt-get ''
expect "installed but not found" 1 "pkg-config still does not find: libgd-dev libpng-dev"

fresh_machine
rm "$box/bin/swift"
expect "no Swift: says where to get it" 1 "https://www.swift.org/install/"

fresh_machine
stand_in swift 'echo "Swift version 6.1.2 (swift-6.1.2-RELEASE)"'
expect "old Swift: says which is needed" 1 "this is Swift 6.1; Swiftlet needs 6.3 or later"

fresh_machine
libraries_after
stand_in uname 'echo Darwin'
stand_in brew ": >'$box/installed'"
expect "macOS: installs through brew" 0 "brew install gd libpng"

[ "$failures" -eq 0 ] || { echo "$failures checks of setup.sh failed"; exit 1; }
echo "setup.sh: all checks passed"
