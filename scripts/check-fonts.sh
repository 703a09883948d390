#!/usr/bin/env bash
# Pictures are lettered with the bundled fonts: they come out byte for byte the same on a machine that has no fonts.
# Draws two pictures as usual, then without fontconfig's settings, then with every folder of fonts hidden (in a mount
# namespace of its own, where the system allows that). SWIFTLET=path tries a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${SWIFTLET:-}
if [ -z "$program" ]; then
  swift build -c release --product swiftlet
  program=$(swift build -c release --show-bin-path)/swiftlet
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pictures="--only iris --only sum_bin"

# shellcheck disable=SC2086
draw() { "$program" plots $pictures --out "$work/$1" >"$work/$1.out" 2>"$work/$1.err"; }

same() {
  if ! diff -r "$work/usual" "$work/$1" || [ -s "$work/$1.err" ]; then
    echo "check-fonts: pictures differ $2"
    cat "$work/$1.err"
    exit 1
  fi
  echo "check-fonts: the same bytes $2"
}

draw usual
FONTCONFIG_FILE=/dev/null draw unset
same unset "without fontconfig's settings"

hidden=""
for folder in /usr/share/fonts /usr/local/share/fonts /etc/fonts /var/cache/fontconfig "$HOME/.fonts" \
  "$HOME/.local/share/fonts"; do
  if [ -d "$folder" ]; then hidden="$hidden $folder"; fi
done
if [ "$(uname -s)" = Linux ] && unshare -rm true 2>/dev/null; then
  # shellcheck disable=SC2086
  unshare -rm bash -euc '
    program=$1 out=$2 pictures=$3
    shift 3
    for folder in "$@"; do mount -t tmpfs none "$folder"; done
    if find "$@" -name "*.ttf" | grep -q .; then exit 9; fi
    FONTCONFIG_FILE=/dev/null "$program" plots $pictures --out "$out"
  ' hide "$program" "$work/hidden" "$pictures" $hidden >"$work/hidden.out" 2>"$work/hidden.err"
  same hidden "with every folder of fonts hidden"
else
  echo "check-fonts: folders of fonts cannot be hidden here; that part was left out"
fi
