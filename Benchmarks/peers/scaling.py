"""How the time of a step grows with the work: scaling.json, from which plots/scaling.png is drawn.

    scaling.py --swiftlet PATH --out FOLDER [--quick]

Four series of networks, one thread, through `fit`: rows of a batch, units of a hidden layer, hidden layers, rows of
data. For each the floating-point operations of its products and the bytes that a step has to move are counted, and the
two ceilings (the loop of multiply-adds, memory that fits into no cache) are measured in the same run.
"""
import argparse
import json
import os
import subprocess
from pathlib import Path

from workloads import WORKLOADS, products

# By name: the workload that is changed, what is changed, its values.
SERIES = {
    "batch": ("W6", dict(rows=10_000), "batch", [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 10_000]),
    "width": ("W6", dict(rows=2048, batch=128), "width",
              [2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048]),
    "depth": ("W6", dict(rows=2048, batch=128, width=64), "depth", [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]),
    "rows": ("W6", dict(batch=32, width=16), "rows",
             [1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000]),
}


def pin():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def bench(swiftlet, *arguments):
    line = subprocess.run(
        [swiftlet, "bench", *map(str, arguments), "--json"], stdout=subprocess.PIPE, preexec_fn=pin, check=True).stdout
    return json.loads(line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--swiftlet", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    peak = bench(options.swiftlet, "peak")
    rows = []
    for series, (workload, fixed, name, values) in SERIES.items():
        # In a short run every second one, and the last.
        for value in values if not options.quick else sorted({*values[::2], values[-1]}):
            size = fixed | {name: value}
            if options.quick and size["rows"] > 1_000_000:
                continue
            flags = [text for key, number in size.items() for text in (f"--{key}", number)]
            repeats = 3 if options.quick or size["rows"] > 1_000_000 else 7
            told = bench(options.swiftlet, workload, *flags, "--repeat", repeats, "--seconds", 0.02)
            w = WORKLOADS[workload]
            hidden = [size.get("width", w.widths[1])] * size.get("depth", 1)
            widths = [w.widths[0], *hidden, w.widths[-1]]
            batch = min(size.get("batch", w.batch), size["rows"])
            # The last batch of an epoch may be smaller.
            steps = -(-size["rows"] // batch)
            flops = products(widths, size["rows"]) / steps
            parameters = sum((a + 1) * b for a, b in zip(widths, widths[1:]))
            rows.append(dict(
                series=series, value=value, seconds=told["processor_seconds_per_step"], flops=flops,
                parameters=parameters, bytes=size["rows"] / steps * (w.widths[0] + 1) * 4))
            print(f"{series} {value}: {told['processor_seconds_per_step'] * 1e6:.4g} us, "
                  f"{flops / told['processor_seconds_per_step'] / peak['gflops'] * 1e-9:.3f} of the peak", flush=True)
    lines = [f'"gflops": {peak["gflops"]:.1f},', f'"gigabytes_per_second": {peak["gigabytes_per_second"]:.1f},',
             '"rows": [', ",\n".join(json.dumps(r) for r in rows), "]"]
    (Path(options.out) / "scaling.json").write_text("{" + "\n".join(lines) + "}\n")


main()
