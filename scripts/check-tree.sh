#!/usr/bin/env bash
# Facts about the tree that no compiler checks. Prints each fault; exits with 1 when there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
faults=0
fault() {
  faults=$((faults + 1))
  printf 'check-tree: %s\n' "$*"
}
# The files of the tree: tracked ones, and new ones that git does not ignore.
files() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r f; do [ ! -f "$f" ] || echo "$f"; done; }

for companion in README.md LICENSE CHANGELOG.md CONTRIBUTING.md Makefile .gitignore .swift-format .ci/run; do
  [ -f "$companion" ] || fault "$companion is missing"
done
for made in $(git ls-files | grep -E '(^|/)(Package\.resolved$|\.build)' || true); do
  fault "$made is made by a build and must not be committed"
done

# A package with unsafe flags cannot be a versioned dependency.
if grep -n 'unsafeFlags' Package.swift; then fault "Package.swift uses unsafeFlags"; fi
# Nothing that a user can do may trap, so the sources hold no trap that is not a precondition.
traps=$(files 'Sources/*.swift' | xargs grep -nE '\b(fatalError\(|try!|as!)' || true)
[ -z "$traps" ] || fault "traps in the sources:"$'\n'"$traps"
for source in $(files 'Sources/*.swift' 'CKernels/*.c' 'CKernels/*.h' 'CKernels/*.inc' 'Tests/*.swift'); do
  lines=$(wc -l <"$source")
  [ "$lines" -le 500 ] || fault "$source has $lines lines; the limit is 500"
done

# The Swift that Package.swift asks for is the one that setup.sh and the README name.
tools=$(sed -n '1s/.*swift-tools-version: *\([0-9]*\.[0-9]*\).*/\1/p' Package.swift)
setup=$(sed -n 's/^needed_m[a-z]*=//p' scripts/setup.sh | paste -sd . -)
[ "$tools" = "$setup" ] || fault "Package.swift asks for Swift $tools, scripts/setup.sh for $setup"

if [ -f README.md ]; then
  grep -qF "Swift $tools" README.md || fault "README.md does not say that it needs Swift $tools"
  # Every command a reader is told to type is run by .ci/run, word for word.
  while IFS= read -r command; do
    grep -qxF "run $command" .ci/run || fault "README.md says '$command', which .ci/run does not run"
  done < <(awk '/^```sh$/ {on = 1; next} /^```/ {on = 0} on && NF && !/^(git clone|cd) /' README.md)
  for link in $(grep -oE '\]\([^)#]+' README.md CONTRIBUTING.md | sed 's/.*](//' | grep -v '^https*:'); do
    [ -e "$link" ] || fault "a link leads to $link, which is not here"
  done
fi

[ "$faults" -eq 0 ] || exit 1
echo "check-tree: all checks passed"
