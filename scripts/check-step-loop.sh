#!/usr/bin/env bash
# Reads the machine code of a release build: the loop over training batches counts no reference and asks for no memory.
# Usage: scripts/check-step-loop.sh [PROGRAM]; without one, the program `swiftlet` is built. Needs objdump and nm;
# where they are missing it says so and checks nothing.
# Looked at are the loops of Pass.train and of what was made of Pass.run that call kernels, by an address in a register
# or in memory, and what such a loop calls for rules whose numbers change from step to step.
# Of batches whose products are shared by threads: all of SharedRun.run, which goes from step to step, and Team.fork.
set -euo pipefail
for tool in objdump nm; do
  command -v "$tool" >/dev/null || { echo "check-step-loop: there is no $tool; nothing was checked"; exit 0; }
done
program=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."
if [ -z "$program" ]; then
  swift build -c release --product swiftlet >&2
  program=$(swift build -c release --show-bin-path)/swiftlet
fi
case $(uname -m) in
  x86_64) ;;
  *) echo "check-step-loop: the code of $(uname -m) is not read; nothing was checked"; exit 0 ;;
esac
counted='swift_retain|swift_release|swift_bridgeObject|swift_alloc|swift_slowAlloc|swift_beginAccess|malloc|WOc'

# Prints "TO KERNELS COUNTED" for every loop of a function that calls kernels: a jump back, and what lies between.
# A jump to before the function is its last call.
loops() {
  objdump -d --no-show-raw-insn --disassemble="$1" "$program" | awk -v counted="$counted" '
    function number(hex,   i, value) {
      for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
      return value
    }
    /^ +[0-9a-f]+:/ {
      at = $1; sub(":", "", at); lines++
      address[lines] = number(at); code[lines] = $0
      if ($2 !~ /^j/ || $3 !~ /^[0-9a-f]+$/) next
      if (number($3) >= address[1] && number($3) < address[lines]) { from[++jumps] = number($3); to[jumps] = lines }
    }
    END {
      for (j = 1; j <= jumps; j++) {
        kernels = found = 0
        for (i = 1; i <= to[j]; i++) {
          if (address[i] < from[j]) continue
          if (code[i] ~ /call +\*/ || code[i] ~ /jmp +\*/) kernels++
          if (code[i] ~ /call/ && code[i] ~ counted) found++
        }
        if (kernels > 1) print to[j], kernels, found
      }
    }'
}

symbols() { nm "$program" | awk -v wanted="$1" '$2 ~ /[tT]/ && $3 ~ wanted { print $3 }'; }

checked=0
failed=0
for symbol in $(symbols '8Swiftlet4PassC5train') $(symbols '8Swiftlet4PassC3run'); do
  while read -r _ kernels found; do
    checked=$((checked + 1))
    if [ "$found" -ne 0 ]; then
      echo "check-step-loop: a loop with $kernels calls of kernels counts references $found times, in $symbol" >&2
      failed=1
    fi
  done < <(loops "$symbol")
done
# Usage: whole NAME FUNCTIONS; what matches FUNCTIONS has to be there and to count nothing.
whole() {
  local symbol found=0
  for symbol in $(symbols "$2"); do
    found=$((found + 1))
    if objdump -d --no-show-raw-insn --disassemble="$symbol" "$program" | grep -E 'call|jmp' | grep -E "<[^>]*($counted)" >&2; then
      echo "check-step-loop: references are counted in $symbol" >&2
      failed=1
    fi
  done
  checked=$((checked + found))
  if [ "$found" -eq 0 ]; then
    echo "check-step-loop: $1 was not found; was it renamed, or taken into its caller?" >&2
    failed=1
  fi
}
whole TrainingState.update '8Swiftlet13TrainingStateC6updateyyF'
whole TrainingState.updateByParts '8Swiftlet13TrainingStateC13updateByPartsyyF'
whole TrainingState.moveTogether '8Swiftlet13TrainingStateC12moveTogether'
whole KeptRule.sweep '8Swiftlet10KeptRuleOf.*5sweep'
whole Adam.sweep '8Swiftlet4AdamV5sweep'
whole SharedRun.run '8Swiftlet9SharedRunC3run'
whole Team.fork '8Swiftlet4TeamC4fork'
if [ "$checked" -lt 2 ]; then
  echo "check-step-loop: the loop over batches was not found; were Pass.train and Pass.run renamed?" >&2
  exit 1
fi
[ "$failed" -eq 0 ] || exit 1
echo "check-step-loop: $checked loops and functions count no reference and ask for no memory"
