"""Times pictures beside those of matplotlib, scikit-learn and mlxtend, in turn: pictures.json.

    pictures.py --pictures PATH --python PATH --out FOLDER [--rounds 15]

Both sides draw the same numbers into a PNG of 1200 x 900 pixels, in a file of memory where the system has one, each in one
process that is kept, pinned to one core, and stopped while the other draws (see compare.py). Medians are compared: of the
time the core spent, so that neighbours do not count. Asking the model is part of the picture of decision regions; fitting
it is not.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from compare import Answerer, busy_cores, environment, machine, pinned, say

HERE = Path(__file__).resolve().parent
# Our time over theirs, at most. scikit-learn's display has two ways to show probabilities: cells, which keep every value, and
# contours of seven steps, the default, which are quicker and told beside it.
BARS = {
    ("scatter", "mpl"): 0.5, ("losslog", "mpl"): 0.3, ("gallery", "mpl"): 0.08, ("regions", "sklearn"): 0.12,
    ("regions", "contourf"): None, ("regions", "mlxtend"): 0.25}
SCENES = list(dict.fromkeys(scene for scene, _ in BARS))
MEMORY = 40_000_000  # bytes a process may take that draws one picture
CROWD = dict(points=10_000_000, seconds=2.0, bytes=400_000_000)


class Side:
    """One way to draw one picture, in a process that draws others too."""

    def __init__(self, process, words):
        self.process, self.words, self.times = process, words, []
        self.trouble = process.ask("prepare " + words)

    @property
    def is_here(self):
        return self.trouble.startswith("ready")

    def run(self):
        answer = self.process.ask("run " + self.words)
        if not answer.startswith("skip"):
            self.times.append([float(t) for t in answer.split()])

    def row(self):
        walls, cores = [t[0] for t in self.times], [t[1] for t in self.times]
        return dict(wall=median(walls), processor=median(cores), min=min(cores), max=max(cores), rounds=len(cores))


def output(command):
    start = time.perf_counter()
    told = subprocess.run(
        command, capture_output=True, text=True, env=environment(1), preexec_fn=pinned(1), check=True).stdout.split()
    return [float(t) for t in told], time.perf_counter() - start


def in_turn(options, folder, missing):
    """Rows of every picture, ours and theirs."""
    ours = Answerer([options.pictures, "serve", folder], 1)
    theirs = Answerer([options.python, str(HERE / "pictures_contender.py"), folder], 1)
    rows, versions = [], theirs.ask("versions")
    for scene in SCENES:
        peers = [peer for s, peer in BARS if s == scene]
        sides = {"swiftlet": Side(ours, scene)} | {peer: Side(theirs, f"{scene} {peer}") for peer in peers}
        for name in [n for n, side in sides.items() if not side.is_here]:
            missing[f"{name} on {scene}"] = sides.pop(name).trouble[5:]
        for _ in range(options.rounds):
            for side in sides.values():
                side.run()
        for name, side in sides.items():
            rows.append(dict(scene=scene, contender=name, **side.row()))
        told = {r["contender"]: r["processor"] for r in rows if r["scene"] == scene}
        say(f"{scene}: " + ", ".join(
            f"{n} {t * 1e3:.1f} ms ({told['swiftlet'] / t:.3f})" for n, t in told.items() if "swiftlet" in told))
    ours.end()
    theirs.end()
    return rows, versions


def alone(options, folder):
    """A process for each picture, from its start to the file; and what it takes of memory."""
    rows = []
    for scene in SCENES:
        (_, peak), whole = output([options.pictures, "once", scene, f"{folder}/once.png"])
        rows.append(dict(scene=scene, contender="swiftlet", seconds=whole, peak=peak))
        for peer in [peer for s, peer in BARS if s == scene]:
            try:
                (peak,), whole = output(
                    [options.python, str(HERE / "pictures_contender.py"), folder, "once", scene, peer, f"{folder}/once.png"])
                rows.append(dict(scene=scene, contender=peer, seconds=whole, peak=peak))
            except subprocess.CalledProcessError:
                pass  # said already
    return rows


def crowd(options, folder):
    (seconds, peak), _ = output([options.pictures, "crowd", str(CROWD["points"]), f"{folder}/crowd.png"])
    say(f"{CROWD['points']:,} points: {seconds:.2f} s, {peak / 1e6:.0f} MB")
    return dict(points=CROWD["points"], seconds=seconds, peak=peak)


def main():
    parser = argparse.ArgumentParser()
    for name in ("pictures", "python", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    load, missing = busy_cores(), {}
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        subprocess.run([options.pictures, "tables", folder], check=True, env=environment(1))
        rows, versions = in_turn(options, folder, missing)
        processes = alone(options, folder)
        told = dict(
            machine=machine(options) | dict(load=round(load, 1)), versions=versions, missing=missing, rows=rows,
            processes=processes, crowd=crowd(options, folder), bars=list(BARS.items()), memory_bar=MEMORY, crowd_bars=CROWD)
    (Path(options.out) / "pictures.json").write_text(json.dumps(told, indent=1) + "\n")


main()
