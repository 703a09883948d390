#!/usr/bin/env bash
# The same data drawn by Swiftlet and by matplotlib, scikit-learn and mlxtend: `make side-by-side`.
#
# Writes plots/side_by_side_1.png and _2.png. VENV=... is a Python that has the others; PAIRS=FOLDER KEY=FILE SEED=1 writes
# pairs without names, for readers to judge, and who drew which.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${VENV:-Benchmarks/.venv}
if [ -z "${VENV:-}" ]; then
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/python" -m pip install -q matplotlib scikit-learn mlxtend pillow
fi
if [ -z "${PICTURES:-}" ]; then
  swift build -c release --package-path Benchmarks --product pictures >&2
  PICTURES=$(swift build -c release --package-path Benchmarks --show-bin-path)/pictures
fi
folder=${FOLDER:-$(mktemp -d)}
mkdir -p "$folder"
[ -n "${FOLDER:-}" ] || trap 'rm -rf "$folder"' EXIT
"$PICTURES" sides docs/data "$folder"
"$venv/bin/python" Benchmarks/side_by_side/draw.py "$folder"
"$venv/bin/python" Benchmarks/side_by_side/compose.py "$folder" plots \
  ${PAIRS:+--pairs "$PAIRS"} ${KEY:+--key "$KEY"} ${SEED:+--seed "$SEED"}
