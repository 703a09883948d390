#!/usr/bin/env bash
# usage: build-c.sh PROGRAM.c OUTPUT [CLANG OPTION...]
# A C program with the kernels, without SwiftPM. CC is the compiler (clang); options go to every call of it.
set -euo pipefail
program=$1 output=$2
shift 2
root=$(cd "$(dirname "$0")/.." && pwd)
objects=$output.objects
mkdir -p "$objects"
compilers=()
for source in "$root"/CKernels/*.c; do
  "${CC:-clang}" -O2 "$@" -I "$root/CKernels/include" -c "$source" -o "$objects/$(basename "$source" .c).o" &
  compilers+=($!)
done
for compiler in "${compilers[@]}"; do wait "$compiler"; done
"${CC:-clang}" -O2 "$@" -I "$root/CKernels/include" -I "$root/Tests/CDriver" "$program" "$objects"/*.o -lm -ldl -o "$output"
