#!/usr/bin/env bash
# Swiftlet as a stranger's dependency: a throw-away package asks for a tagged version of this tree and builds
#   alone    with the product Swiftlet only, while pkg-config finds no libgd, and
#   readme   the first Swift program of README.md, as pasted, with SwiftletPlot, and
#   gallery  the programs of plots/README.md, each a function (compiled only: `make plots` runs them).
# The first two are run. SwiftPM refuses a versioned dependency that has unsafe flags, so this checks that too.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT

# The tree as it is, changes included, as a repository with the tag 0.0.1.
mkdir "$box/Swiftlet" "$box/visitor" "$box/visitor/Sources"
git ls-files --cached --others --exclude-standard -z |
  while IFS= read -r -d '' f; do [ ! -f "$f" ] || printf '%s\0' "$f"; done |
  tar --null -T - -cf - | tar -xf - -C "$box/Swiftlet"
git -C "$box/Swiftlet" init -q
git -C "$box/Swiftlet" add -A
git -C "$box/Swiftlet" -c user.name=check -c user.email=check@localhost commit -qm 'As it is'
git -C "$box/Swiftlet" tag 0.0.1

cd "$box/visitor"
mkdir Sources/alone Sources/readme Sources/gallery
cat >Package.swift <<MANIFEST
// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "visitor",
  platforms: [.macOS(.v15)],
  dependencies: [.package(url: "file://$box/Swiftlet", exact: "0.0.1")],
  targets: [
    .executableTarget(name: "alone", dependencies: [.product(name: "Swiftlet", package: "Swiftlet")]),
    .executableTarget(
      name: "readme",
      dependencies: [
        .product(name: "Swiftlet", package: "Swiftlet"), .product(name: "SwiftletPlot", package: "Swiftlet"),
      ]),
    .target(
      name: "gallery",
      dependencies: [
        .product(name: "Swiftlet", package: "Swiftlet"), .product(name: "SwiftletPlot", package: "Swiftlet"),
      ]),
  ]
)
MANIFEST
cat >Sources/alone/main.swift <<'PROGRAM'
import Swiftlet

let data = Dataset.sumBin(rows: 200, seed: 1)
let model = Sequential(for: data, seed: 1) {
  Dense(8, activation: .relu)
  Dense(3)
}
try model.compile(
  optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
let history = try model.fit(data, epochs: 20, verbose: .silent)
guard let first = history.loss.first, let last = history.loss.last, last < first else {
  throw SwiftletError(.training, [])
}
print("alone: loss from \(first) to \(last)")
PROGRAM
awk '/^```swift$/ && !done {on = 1; next} /^```/ {if (on) done = 1; on = 0} on' "$root/README.md" >Sources/readme/main.swift
[ -s Sources/readme/main.swift ] || { echo "check-dependent: README.md has no Swift program" >&2; exit 1; }

{
  printf 'import Swiftlet\nimport SwiftletPlot\n'
  # Blocks marked ```swift calls-helpers are parts of larger programs.
  awk '/^```swift$/ {on = 1; printf "\nfunc picture%d() throws {\n", ++n; next} /^```/ {if (on) print "}"; on = 0} on {print "  " $0}' \
    "$root/plots/README.md"
} >Sources/gallery/gallery.swift
programs=$(grep -c '^func picture' Sources/gallery/gallery.swift)
[ "$programs" -ge 20 ] || { echo "check-dependent: plots/README.md has only $programs programs" >&2; exit 1; }

export CLANG_MODULE_CACHE_PATH="$box/modules"
PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH=/nonexistent swift build --product alone
symbols=$(nm -D "$(swift build --show-bin-path)/alone" 2>/dev/null)
# Not piped into grep -q: it would end before nm does, and pipefail would call that a failure.
if grep -q gdImage <<<"$symbols"; then
  echo "check-dependent: the program that imports Swiftlet alone is linked with libgd" >&2
  exit 1
fi
"$(swift build --show-bin-path)/alone"
swift build --product readme
swift build --target gallery
# It is run where the README says it runs: in the folder of the clone, here a copy, since it writes pictures.
(cd "$box/Swiftlet" && "$box/visitor/.build/debug/readme")
echo "check-dependent: all checks passed"
