#!/usr/bin/env bash
# Swiftlet beside its peers, on this machine: `make bench`, or `make bench QUICK=1` for a short one.
#
# Makes Benchmarks/.venv with the peers of PyPI, installs those of apt where it may, measures all in turn, and writes
# results.json and scaling.json (what the pictures are drawn from), RESULTS.md, plots/benchmarks.png and
# plots/scaling.png. A peer that cannot be had is named and left out. VENV=... uses another environment as it is;
# ONLY="W1 gemm" measures these alone and writes nothing; ROUNDS=9 has every contender take that many turns. The
# machine should have nothing else to do. PART=stripes (`make bench-stripes`) is another comparison: who learns the
# stripes of sum_mod, and how well; some ten minutes. PART=pictures (`make bench-pictures`) measures the pictures alone.
set -euo pipefail
cd "$(dirname "$0")/.."
quick=${QUICK:+--quick}
rounds=${ROUNDS:-${QUICK:+5}}
venv=${VENV:-Benchmarks/.venv}
made=Benchmarks/.build/c
say() { printf 'bench: %s\n' "$*" >&2; }

install_python_peers() {
  [ -z "${VENV:-}" ] || return 0
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv" || { say "no Python environment: no peers of PyPI"; return 0; }
  for peer in ${peers:-numpy torch jax keras scikit-learn onnxruntime onnx matplotlib mlxtend}; do
    "$venv/bin/python" -m pip show -q "$peer" >/dev/null 2>&1 && continue
    say "installing $peer"
    "$venv/bin/python" -m pip install -q "$peer" || say "$peer cannot be installed: going on without"
  done
}

# The libraries of C that kernels are compared with: opened at run time, so a missing one is an empty column.
install_c_peers() {
  command -v apt-get >/dev/null || { say "no apt: OpenBLAS, BLIS, oneDNN, SLEEF only where they are"; return 0; }
  local missing=()
  for package in libopenblas0 libblis4 libdnnl2 libsleef3; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  for package in "${missing[@]}"; do
    "${sudo[@]}" apt-get install -y -q "$package" >/dev/null 2>&1 || say "$package cannot be installed: going on without"
  done
}

# c NAME: Benchmarks/c/NAME.c with the kernels of the release build.
c() {
  mkdir -p "$made"
  "${CC:-clang}" -O2 -I CKernels/include "Benchmarks/c/$1.c" "$(dirname "$swiftlet")"/CKernels.build/*.o -ldl -lm -o "$made/$1"
}

# One core, the last, and none of the variables that slow libraries down.
alone() {
  local pin=()
  ! command -v taskset >/dev/null || pin=(taskset -c "$(($(nproc) - 1))")
  env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE -u SWIFTLET_ISA "${pin[@]}" "$@"
}

# Who learns the stripes: stripes.json, stripes_catboost.json, the tables in README.md and docs/guides, the pictures.
stripes() {
  alone "$python" Benchmarks/peers/stripes.py --swiftlet "$swiftlet" --out Benchmarks
  python3 Benchmarks/peers/stripes_report.py Benchmarks
  "$swiftlet" plots --only stripes --only stripes_peers --out plots
  say "written: Benchmarks/stripes.json, tables in README.md and docs/guides/stripes.md, plots/stripes.png, plots/stripes_peers.png"
}

# Pictures beside those of matplotlib, scikit-learn and mlxtend: pictures.json.
pictures() {
  say "pictures beside those of others"
  swift build -c release --package-path Benchmarks --product pictures >&2
  python3 Benchmarks/peers/pictures.py --python "$python" --out Benchmarks ${QUICK:+--rounds 5} \
    --pictures "$(swift build -c release --package-path Benchmarks --show-bin-path)/pictures"
}

[ "${PART:-}" != pictures ] || peers="matplotlib scikit-learn mlxtend"
[ "${PART:-}" != stripes ] || peers="numpy catboost scikit-learn torch"
install_python_peers
python=$venv/bin/python
[ -x "$python" ] || python=python3
if [ "${PART:-}" = pictures ]; then
  pictures
  python3 Benchmarks/peers/report.py Benchmarks
  say "written: Benchmarks/pictures.json, Benchmarks/RESULTS.md"
  exit 0
fi
[ "${PART:-}" = stripes ] || install_c_peers
say "building"
swift build -c release --product swiftlet >&2
swiftlet=$(swift build -c release --show-bin-path)/swiftlet

if [ "${PART:-}" = stripes ]; then
  stripes
  exit 0
fi
say "networks and products beside those of others"
compare() { python3 Benchmarks/peers/compare.py --swiftlet "$swiftlet" --python "$python" $quick ${ROUNDS:+--rounds "$ROUNDS"} "$@"; }
if [ -n "${ONLY:-}" ]; then # a look at some of them, which leaves the files as they are
  mkdir -p Benchmarks/.build
  compare --out Benchmarks/.build --only $ONLY
  exit 0
fi
compare --out Benchmarks
c gemm_peers
alone "$made/gemm_peers" best "${rounds:-15}" >Benchmarks/gemm.csv
for table in elementwise_peers isa_table; do
  [ -f "Benchmarks/c/$table.c" ] || continue
  c "$table"
  alone "$made/$table" >"Benchmarks/${table%_peers}.csv"
done
if [ -z "${QUICK:-}" ]; then # these need a second build
  say "memory"
  swift build -c release --package-path Benchmarks >&2
  built=$(swift build -c release --package-path Benchmarks --show-bin-path)
  python3 Benchmarks/peers/memory.py --swiftlet "$swiftlet" --resident "$built/resident" --out Benchmarks
  say "kernels one by one"
  alone "$built/kernels" --quiet --columns name,median,std,iterations --format csv >Benchmarks/kernels.csv
else
  say "a short run: memory and the kernels one by one stay as they were"
fi
pictures
say "cost as work grows"
python3 Benchmarks/peers/scaling.py --swiftlet "$swiftlet" --out Benchmarks $quick
python3 Benchmarks/peers/report.py Benchmarks
"$swiftlet" plots --only benchmarks --only scaling --out plots
say "written: Benchmarks/RESULTS.md, plots/benchmarks.png, plots/scaling.png"
