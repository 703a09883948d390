"""The peak resident size of every workload, beside what its data and its model need: memory.json.

    memory.py --swiftlet PATH --resident PATH --out FOLDER

`resident` is linked with the library alone; `swiftlet` itself brings libgd with it, whose libraries take 15 MB more.
"""
import argparse
import json
import subprocess
from pathlib import Path

from workloads import WORKLOADS

PROCESS = 15_000_000  # what a program may need before it has any data

parser = argparse.ArgumentParser()
for name in ("swiftlet", "resident", "out"):
    parser.add_argument("--" + name, required=True)
options = parser.parse_args()
told = []
for name, w in WORKLOADS.items():
    line = subprocess.check_output([options.swiftlet, "bench", name, "--repeat", "1", "--seconds", "0.001", "--json"])
    size = json.loads(line)
    words = [",".join(map(str, w.widths)), w.hidden, w.output, w.loss or "none", w.optimizer or "none"]
    # Enough epochs for everything to have been used.
    peak = int(subprocess.check_output([options.resident, *words, *map(str, (w.batch, w.rows, 2))]))
    data, model = size["data_bytes"], size["model_bytes"]
    told.append(dict(workload=name, data=data, model=model, allowed=int(1.5 * (data + model + PROCESS)), peak=peak))
(Path(options.out) / "memory.json").write_text("[\n" + ",\n".join(json.dumps(t) for t in told) + "\n]\n")
