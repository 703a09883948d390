#!/usr/bin/env bash
# After `make plots`: the committed pictures came out again, byte for byte. That is promised on Debian 12, x86-64 with
# AVX2 (the same libgd, FreeType, libpng and zlib); elsewhere only that the same files are there.
set -euo pipefail
cd "$(dirname "$0")/.."

other=$(git status --porcelain -- plots | grep -vE '^ M ' || true)
if [ -n "$other" ]; then
  printf 'check-plots: plots/ holds other files than the ones committed:\n%s\n' "$other"
  exit 1
fi
if [ "$(uname -m)" = x86_64 ] && grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release && grep -qsw avx2 /proc/cpuinfo; then
  git diff --stat --exit-code -- plots || { echo "check-plots: pictures changed"; exit 1; }
  echo "check-plots: every picture is the committed one, byte for byte"
else
  echo "check-plots: the same files; bytes are compared on Debian 12, x86-64 with AVX2 only"
fi
