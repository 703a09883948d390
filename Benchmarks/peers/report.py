"""Writes RESULTS.md from what the other programs left in a folder: results.json, gemm.csv, elementwise.csv, isa_table.csv,
memory.json, pictures.json. What is missing is said.        report.py FOLDER"""
import csv
import json
import sys
from pathlib import Path

from workloads import BARS, PEERS, REFERENCE, REFERENCE_PEAK, TWO_THREADS, W5_SHARE, WORKLOADS, products

FOLDER = Path(sys.argv[1])
PICTURES = dict(
    scatter="scatter of 2,000 points", losslog="losses of 60 epochs, log scale", gallery="12 activations in panels",
    regions="decision regions with 2,000 points")
PICTURE_PEERS = dict(
    mpl="matplotlib", sklearn="scikit-learn, pcolormesh", contourf="scikit-learn, contourf", mlxtend="mlxtend")
CLOSE = 1.25  # a peer that takes longer than this times its figure elsewhere does not count


def loaded(name):
    path = FOLDER / name
    return json.loads(path.read_text()) if path.exists() else None


def time(seconds):
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c) for c in line) + " |" for line in lines) + "\n"


class Results:
    def __init__(self, told):
        self.machine, self.versions, self.missing = told["machine"], told["versions"], told["missing"]
        self.quick = told["quick"]
        self.steps = {(r["workload"], r["contender"], r["threads"]): r for r in told["rows"] if "workload" in r}
        self.products = [r for r in told["rows"] if "product" in r]
        self.threads = sorted({key[2] for key in self.steps}) or [1]

    def seconds(self, workload, contender, threads=1):
        """One thread: what the core spent, so that neighbours do not count. Several: what passed."""
        row = self.steps.get((workload, contender, threads))
        return row and (row["processor"] if threads == 1 else row["median"])

    def peak(self, workload, threads=1):
        return self.steps[workload, "peak", threads]["median"]

    def times_as_fast(self, workload, peer, threads=1):
        """How many times as fast as the peer; against jax's bare loop without shuffling."""
        ours = self.seconds(workload, "swiftlet-unshuffled" if peer == "jax" else "swiftlet", threads)
        ours = ours or self.seconds(workload, "swiftlet", threads)
        theirs = self.seconds(workload, peer, threads)
        return theirs / ours if ours and theirs else None

    def slowness(self, workload, peer):
        """A peer's time over that measured elsewhere, scaled by the peaks."""
        theirs = self.seconds(workload, peer)
        expected = REFERENCE.get((workload, peer))
        return theirs / (expected * REFERENCE_PEAK / self.peak(workload)) if theirs and expected else None


def head(r):
    lines = [
        "# Results", "",
        "Written by `make bench`" + (" with `QUICK=1`" if r.quick else "") + "; not to be edited. How it is measured "
        "stands at the head of [peers/compare.py](peers/compare.py), what the figures mean in "
        "[docs/PERFORMANCE.md](../docs/PERFORMANCE.md).", "",
        f"{r.machine['cpu']}, {r.machine['cores']} cores · {r.machine['system']} · {r.machine['swift']} · "
        f"{r.machine['date']}", "",
        f"Others kept {r.machine.get('load', 0)} cores busy when it began" + (
            ": **figures of a busy machine, to be measured again**." if r.machine.get("load", 0) > 0.5 else "."), "",
        f"The peak, a loop of multiply-adds on one core: {r.peak('W5'):.0f} GFLOP/s." if r.steps else "", "",
        "Peers: " + "; ".join(r.versions.values()) + "." if r.versions else "No peers."]
    lines += [f"Not here: {name} ({why})." for name, why in r.missing.items()]
    return "\n".join(lines) + "\n"


def bars(r):
    rows = []
    for workload, wanted in BARS.items():
        for peer, bar in wanted.items():
            ratio, slowness = r.times_as_fast(workload, peer), r.slowness(workload, peer)
            if ratio is None:
                rows.append([workload, peer, "not measured", f"≥ {bar}", ""])
                continue
            met = "met" if ratio >= bar else "**not met**"
            if slowness and slowness > CLOSE:
                met += f" (the peer is slow here: {slowness:.2f})"
            elif slowness and slowness < 1 / CLOSE and ratio < bar:
                met += f"; the peer takes {slowness:.2f} of the time expected, at that it would be {ratio / slowness:.3g}×"
            rows.append([workload, peer, f"{ratio:.3g}×", f"≥ {bar}×", met])
    text = "\n## How many times as fast as each peer, one thread\n\n"
    text += "Through `fit` and `predict`, with shuffling, loss, accuracy and history; against *jax*, which gets batches "
    text += "cut beforehand and records nothing, without shuffling. The bars are what was set out to be reached. Where "
    text += "one is not met by much, it may be the peer: what its time is expected to be is that measured on another "
    text += "machine, scaled by the peaks (see the last table but one).\n\n"
    text += table(["workload", "peer", "Swiftlet is", "bar", ""], rows)
    ours = r.seconds("W5", "swiftlet")
    if ours:
        w = WORKLOADS["W5"]
        share = products(w.widths, w.batch) / ours / r.peak("W5") * 1e-9
        text += f"\nW5: the products alone reach {share:.3f} of the peak over the whole step "
        text += f"(bar {W5_SHARE}: {'met' if share >= W5_SHARE else '**not met**'}).\n"
    return text


def steps(r, threads):
    contenders = ["swiftlet", "swiftlet-unshuffled", "jax", "jax-fit", "torch", "keras", "sklearn", "onnxruntime"]
    rows = []
    for workload in WORKLOADS:
        cells = [r.seconds(workload, c, threads) for c in contenders]
        if any(cells):
            rows.append([workload, *[time(c) if c else "–" for c in cells]])
    what = "the core's time" if threads == 1 else "time that passed"
    text = f"\n## Time per step, {threads} thread{'s' if threads > 1 else ''}\n\nMedians: {what}.\n\n"
    return text + table(["workload", *contenders], rows)


def two(r):
    threads = r.threads[-1]
    if threads == 1:
        return ""
    rows = []
    for workload in WORKLOADS:
        one, many = (r.steps.get((workload, "swiftlet", t)) for t in (1, threads))
        if not one or not many:
            continue
        itself, jax = one["median"] / many["median"], r.times_as_fast(workload, "jax", threads)
        wanted = TWO_THREADS.get(workload, {})
        bar = wanted.get("itself", 1.0)
        # Where nothing can be gained, one is as good as the other but for the noise of a measurement.
        met = itself >= (bar if bar > 1 else 0.97) and (jax or 0) >= wanted.get("jax", 0)
        bars = f"≥ {bar}×" + (f", jax ≥ {wanted['jax']}×" if "jax" in wanted else "")
        rows.append([
            workload, f"{itself:.2f}×", f"{jax:.3g}×" if jax else "–", bars, "met" if met else "**not met**"])
    text = f"\n## {threads} threads against one\n\nTime that passed, medians. Where the bar is 1, nothing is divided, "
    text += "and 0.97 passes for the noise of a measurement.\n\n"
    return text + table(["workload", "Swiftlet against one thread", f"against jax with {threads}", "bars", ""], rows)


def squares(r):
    if not r.products:
        return ""
    sizes = sorted({p["product"][0] for p in r.products})
    kinds = sorted({(p["threads"], p["isa"]) for p in r.products})
    share = {
        (p["product"][0], p["threads"], p["isa"]): f"{p['gflops'] / p['peak_gflops']:.3f}" for p in r.products}
    text = "\n## Square products, as share of the peak measured in turn\n\n"
    return text + table(
        ["size", *[f"{isa}, {t} thread{'s' if t > 1 else ''}" for t, isa in kinds]],
        [[n, *[share.get((n, t, isa), "–") for t, isa in kinds]] for n in sizes])


def peers_of_products():
    path = FOLDER / "gemm.csv"
    if not path.exists():
        return ""
    rows = list(csv.DictReader(path.open()))
    names, ahead, near, text = ["openblas", "blis", "onednn"], 0, 0, []
    for row in rows:
        best = max((float(row[n]) for n in names if row[n]), default=0)
        ours = float(row["ours"])
        ahead, near = ahead + (ours > best), near + (ours >= 0.95 * best)
        ratio = f"{ours / best:.2f}" if best else "–"
        text.append([row["form"], f"{row['m']}×{row['n']}×{row['k']}", row["ours"], *[row[n] or "–" for n in names],
                     f"**{ratio}**" if best and ours < 0.95 * best else ratio])
    return (
        "\n## Products of networks, as share of the peak, one thread\n\nM×N elements of C, sums of length K. "
        f"{near} of {len(rows)} reach 0.95 of the best of the three, {ahead} are ahead of all of them "
        f"(bars: all; {2 * len(rows) // 3 + 1}).\n\n"
        + table(["form", "M×N×K", "Swiftlet", "OpenBLAS", "BLIS", "oneDNN", "of the best"], text))


def plain(name, title, words):
    path = FOLDER / name
    if not path.exists():
        return ""
    rows = [r for r in csv.reader(path.open()) if r and not r[0].startswith("#")]
    return f"\n## {title}\n\n{words}\n\n" + table(rows[0], rows[1:]) if len(rows) > 1 else ""


def elementwise():
    path = FOLDER / "elementwise.csv"
    if not path.exists():
        return ""
    rows = []
    for r in csv.DictReader(path.open()):
        theirs = r["sleef_ns"]
        word = "" if not theirs else "met" if float(r["ours_ns"]) <= float(theirs) else "**not met**"
        rows.append([r["function"], r["isa"], r["ours_ns"], theirs or "–", word])
    return (
        "\n## Elementwise functions\n\nNanoseconds per element beside SLEEF's functions of at most 1 ULP, operands in L1.\n\n"
        + table(["function", "set", "Swiftlet", "SLEEF u10", ""], rows))


def kernels():
    path = FOLDER / "kernels.csv"
    if not path.exists():
        return ""
    rows = []
    for name, median, deviation, iterations in list(csv.reader(path.open()))[1:]:
        name, _, times = name.partition(" ×1000")
        calls = 1 if not _ else 1000
        spread = float(deviation.strip().strip("±% ") or 0)
        rows.append([name, time(float(median) / calls * 1e-9), f"{spread:.2g}" if spread < 100 else "> 100", iterations])
    return "\n## Kernels and calls of fit one by one\n\n" + table(["", "median", "± %", "runs"], rows)


def memory():
    told = loaded("memory.json")
    if not told:
        return ""
    rows = [
        [m["workload"], *[f"{m[k] / 1e6:.1f}" for k in ("data", "model", "allowed", "peak")],
         "met" if m["peak"] <= m["allowed"] else "**not met**"] for m in told]
    return (
        "\n## Memory\n\nMB: the data; parameters, the optimizer's slots and the arena; 1.5 × (both + 15 MB); the peak "
        "resident size of a program that makes the data, trains and ends (linked with Swiftlet alone).\n\n"
        + table(["workload", "data", "model", "allowed", "peak", ""], rows))


def pictures():
    told = loaded("pictures.json")
    if not told:
        return ""
    times = {(r["scene"], r["contender"]): r["processor"] for r in told["rows"]}
    alone = {(r["scene"], r["contender"]): r for r in told["processes"]}
    rows = []
    for (scene, peer), bar in told["bars"]:
        ours, theirs = times.get((scene, "swiftlet")), times.get((scene, peer))
        if not ours or not theirs:
            rows.append([PICTURES[scene], PICTURE_PEERS[peer], "", "not measured", "", "", "", ""])
            continue
        word = "" if bar is None else "met" if ours <= bar * theirs else "**not met**"
        a, b = (alone.get((scene, c), {}) for c in ("swiftlet", peer))
        starts, sizes = (" / ".join(f(x[key]) if key in x else "–" for x in (a, b)) for key, f in (
            ("seconds", time), ("peak", lambda n: f"{n / 1e6:.0f}")))
        rows.append([
            PICTURES[scene], PICTURE_PEERS[peer], time(ours), time(theirs), f"{ours / theirs:.3f}",
            "–" if bar is None else f"≤ {bar}", word, starts, sizes])
    peak = max(r["peak"] for r in told["processes"] if r["contender"] == "swiftlet")
    crowd, limit = told["crowd"], told["crowd_bars"]
    text = (
        f"\n## Pictures\n\nDrawn and saved as PNG, 1200×900, from the same numbers, in turn ({told['machine']['date']}; "
        f"{told['versions']}; others kept {told['machine']['load']} cores busy when it began); how stands at the head of [peers/pictures.py](peers/pictures.py). The time is what the core "
        "spent on one more picture of a process that has drawn some; then a process of its own, from its start to the file, "
        "ours / theirs, and its peak resident size in MB. Regions: the model is asked in both, fitted in neither.\n\n"
        + table(["picture", "peer", "Swiftlet", "peer", "quotient", "bar", "", "process", "MB"], rows))
    text += (
        f"\nThe largest process of ours takes {peak / 1e6:.1f} MB (bar {told['memory_bar'] / 1e6:.0f}: "
        f"{'met' if peak <= told['memory_bar'] else '**not met**'}). A scatter of {crowd['points']:,} points takes "
        f"{crowd['seconds']:.2f} s and {crowd['peak'] / 1e6:.0f} MB, its data included (bars {limit['seconds']:g} s and "
        f"{limit['bytes'] / 1e6:.0f} MB: "
        f"{'met' if crowd['seconds'] < limit['seconds'] and crowd['peak'] < limit['bytes'] else '**not met**'}).\n")
    return text + "".join(f"\nNot here: {name} ({why}).\n" for name, why in told["missing"].items())


def like_elsewhere(r):
    rows = []
    for workload in WORKLOADS:
        for peer in PEERS[workload]:
            slowness = r.slowness(workload, peer)
            if slowness:
                word = "slow here" if slowness > CLOSE else "faster than there" if slowness < 1 / CLOSE else "as there"
                rows.append([workload, peer, time(REFERENCE[workload, peer]), f"{slowness:.2f}", word])
    return (
        "\n## Do the peers run as well as elsewhere?\n\nTheir time here over that on one core of a Zen 5 times the "
        f"quotient of the peaks (there {REFERENCE_PEAK:.0f} GFLOP/s). Above {CLOSE} a peer would be weakened, and a row "
        "of the table of bars would not count; what does no arithmetic to speak of is below 1, because the clocks "
        "differ less than the peaks.\n\n" + table(["workload", "peer", "there", "here / there, scaled", ""], rows))


def spread(r):
    rows = [
        [w, c, t, time(s["median"]), time(s["min"]), time(s["max"]), time(s["processor"]), s["rounds"]]
        for (w, c, t), s in r.steps.items() if c != "peak"]
    return "\n## Everything, with its spread\n\nPer step: time that passed, and the median of what the cores spent.\n\n" + table(
        ["workload", "contender", "threads", "median", "least", "most", "cores", "rounds"], rows)


def headlines(r):
    """For the README: the time of a step, and how many times as long others take."""
    rows = []
    for name, words in (
        ("W1", "2-2-3, one row per batch"), ("W2", "5-20-2, batches of 32"), ("W4", "4-32-16-4, all 10,000 rows"),
        ("W5", "784-512-512-10, batches of 128"), ("W6", "64-128-10, batches of 32"),
        ("I1", "5-20-2, predict one row"), ("I2", "64-128-10, predict 100,000 rows"),
    ):
        ours = r.seconds(name, "swiftlet")
        if not ours:
            continue
        ratios = [r.times_as_fast(name, peer) for peer in ("jax", "jax-fit", "torch", "keras", "sklearn", "onnxruntime")]
        # Two digits: a machine that has more to do does not give more.
        rows.append([words, time(ours), *[f"{float(f'{x:.2g}'):g}×" if x else "–" for x in ratios]])
    return table(
        ["one thread", "a step", "jax, bare loop", "jax as fit", "PyTorch", "Keras (jax)", "scikit-learn", "onnxruntime"], rows)


def put_into(readme, text):
    """Between the two marks."""
    begin, end = "<!-- speed: written by make bench -->\n", "<!-- /speed -->"
    if readme.exists() and begin in readme.read_text():
        before, rest = readme.read_text().split(begin)
        readme.write_text(before + begin + text + end + rest.split(end, 1)[1])


def main():
    told = loaded("results.json")
    if not told:
        sys.exit("there is no results.json: run compare.py first")
    r = Results(told)
    parts = [head(r), bars(r), *[steps(r, t) for t in r.threads], two(r), squares(r), peers_of_products()]
    parts += [
        elementwise(),
        plain("isa_table.csv", "Every kernel by instruction set", "Nanoseconds of a call, operands in L1, and how many "
              "times as fast as the baseline; what binds a kernel that gains little stands in the last column, whose words "
              "[c/isa_table.c](c/isa_table.c) explains."),
        kernels(), memory(), pictures(), like_elsewhere(r), spread(r)]
    (FOLDER / "RESULTS.md").write_text("".join(parts))
    put_into(Path(__file__).resolve().parents[2] / "README.md", headlines(r))


main()
