#!/usr/bin/env bash
# Compiles the kernels for 64-bit Arm and runs Tests/CDriver there under emulation; natively first, for this CPU.
# Needs clang and, for Arm on another CPU, qemu-user and a C library for it, which it installs where it may. Where
# they cannot be had it says so and skips that part.
set -euo pipefail
cd "$(dirname "$0")/.."
built=.build/c
mkdir -p "$built"
say() { printf 'check-arm: %s\n' "$*"; }

./scripts/build-c.sh Tests/CDriver/driver.c "$built/driver"
"$built/driver"
if [ "$(uname -m)" = aarch64 ] || [ "$(uname -m)" = arm64 ]; then
  say "this CPU is an Arm: nothing to emulate"
  exit 0
fi

have_all() { command -v qemu-aarch64 >/dev/null && command -v aarch64-linux-gnu-gcc >/dev/null && [ -d /usr/aarch64-linux-gnu/include ]; }
if ! have_all && command -v apt-get >/dev/null; then
  sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  "${sudo[@]}" apt-get install -y -q qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross >/dev/null 2>&1 || true
fi
if ! have_all; then
  say "skipped: needs qemu-user, gcc-aarch64-linux-gnu and libc6-dev-arm64-cross (apt), which are not here"
  exit 0
fi
# The headers and libraries lie under /usr/aarch64-linux-gnu; gcc knows where its own are, and links.
gcc=$(dirname "$(aarch64-linux-gnu-gcc -print-libgcc-file-name)")
./scripts/build-c.sh Tests/CDriver/driver.c "$built/driver-arm" --target=aarch64-linux-gnu \
  -isystem /usr/aarch64-linux-gnu/include -B "$gcc" -L "$gcc" -L /usr/aarch64-linux-gnu/lib \
  -fuse-ld=lld -static -Wno-unused-command-line-argument
time qemu-aarch64 "$built/driver-arm"
say "the kernels for Arm pass"
