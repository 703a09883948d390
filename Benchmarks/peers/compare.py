"""Times Swiftlet and its peers in turn and writes what came of it: results.json, from which report.py makes the text.

    compare.py --swiftlet PATH --python PATH --out FOLDER [--quick] [--only W1 W5 gemm ...]

What makes such figures wrong, and what is done about it:
- Machines change their speed from second to second: contenders take turns, round by round, and medians are compared.
- A library that waits for work may spin on a core: whoever is not running is stopped (SIGSTOP).
- One thread is one core: all of a single-threaded comparison is pinned to it, and libraries are told.
- Environment variables slow libraries down (OPENBLAS_CORETYPE=Haswell halves numpy): they are taken out.
- The first run compiles: every contender has run twice before it is timed, for at least 0.05 s each time.
"""
import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from workloads import PEERS, WORKLOADS

HERE = Path(__file__).resolve().parent
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count()))
LIBRARY = {"jax-fit": "jax"}
TRAPS = re.compile(
    r"^(OPENBLAS|BLIS|GOTO|XLA|JAX|TF|OMP|GOMP|KMP|MKL|DNNL|ONEDNN|ATEN|TORCH|PYTORCH|NVPL|KERAS|SWIFTLET|MALLOC|LD_PRELOAD)")


def environment(threads):
    """This process's, without what changes the speed of libraries, with the number of threads for all of them."""
    env = {k: v for k, v in os.environ.items() if not TRAPS.match(k)}
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
        env[name] = str(threads)
    env |= {"JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "jax"}
    if threads == 1:
        env["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    return env


def pinned(threads):
    """The last core for one thread (the first one has the interrupts), all of them for more."""
    cores = CORES[-1:] if threads == 1 else CORES
    return lambda: os.sched_setaffinity(0, cores) if hasattr(os, "sched_setaffinity") else None


class Answerer:
    """A process that answers each line with a line, and is stopped in between."""

    def __init__(self, command, threads):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=environment(threads), preexec_fn=pinned(threads))
        self.is_stopped = False

    def ask(self, line, stop=True):
        if self.is_stopped:
            self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        if stop and answer:
            self.process.send_signal(signal.SIGSTOP)
        self.is_stopped = stop
        return answer or "skip it ended"

    def end(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


class Peer:
    """A way to run a workload in a library's process."""

    def __init__(self, process, name, kind):
        self.process, self.what = process, f"{name} {kind}"

    def prepare(self):
        return self.process.ask("prepare " + self.what)

    def run(self):
        return self.process.ask("run " + self.what)

    def end(self):
        pass


class Ours:
    """`swiftlet bench ... --serve`."""

    def __init__(self, swiftlet, arguments, threads):
        self.command, self.threads = [swiftlet, "bench", *arguments, "--serve", "--threads", str(threads)], threads

    def prepare(self):
        self.process = Answerer(self.command, self.threads)
        return self.process.process.stdout.readline().strip() or "skip it ended"

    def run(self):
        return self.process.ask("once")

    def end(self):
        self.process.end()


class Comparison:
    def __init__(self, options):
        self.options = options
        self.rows, self.versions, self.missing = [], {}, {}
        self.libraries = {}

    def library(self, name, threads):
        """The process of a library, or None when it cannot be imported."""
        name = LIBRARY.get(name, name)
        if name in self.missing:
            return None
        if (name, threads) not in self.libraries:
            process = Answerer([self.options.python, str(HERE / "contender.py"), name, str(threads)], threads)
            answer = process.ask("versions")
            if answer.startswith("skip"):
                self.missing[name] = answer[5:]
                say(f"  {name}: not here ({answer[5:]})")
                return None
            self.versions[name] = answer
            self.libraries[name, threads] = process
        return self.libraries[name, threads]

    def workload(self, name, threads, rounds):
        contenders = {"peak": Ours(self.options.swiftlet, ["peak"], threads)}
        contenders["swiftlet"] = Ours(self.options.swiftlet, [name], threads)
        if WORKLOADS[name].loss:
            contenders["swiftlet-unshuffled"] = Ours(self.options.swiftlet, [name, "--no-shuffle"], threads)
        for process in self.libraries.values():
            process.ask("forget")
        # With several threads those that have a chance, and that the bars speak of.
        peers = [p for p in PEERS[name] if threads == 1 or p not in ("keras", "sklearn")]
        for kind in peers:
            process = self.library(kind, threads)
            if process:
                contenders[kind] = Peer(process, name, kind)
        answers = {}
        for kind, contender in list(contenders.items()):
            answer = contender.prepare()
            if answer.startswith("skip"):
                say(f"  {name} {kind}: {answer}")
                self.missing[f"{kind} on {name}"] = answer[5:]
                contenders.pop(kind).end()
        for _ in range(rounds):
            for kind, contender in contenders.items():
                numbers = contender.run().split()
                if numbers[0] != "skip":
                    answers.setdefault(kind, []).append([float(n) for n in numbers])
        for contender in contenders.values():
            contender.end()
        for kind, told in answers.items():
            walls = sorted(t[0] for t in told)
            self.rows.append(dict(
                workload=name, contender=kind, threads=threads, median=median(walls), min=walls[0], max=walls[-1],
                processor=median(t[1] for t in told), rounds=len(told)))
        told = {kind: median(t[0] for t in times) for kind, times in answers.items()}
        ours = told.get("swiftlet", float("nan"))
        say(f"{name} with {threads}: " + ", ".join(
            f"{kind} {t:.1f} GFLOP/s" if kind == "peak" else f"{kind} {t * 1e6:.4g} us ({t / ours:.3g})"
            for kind, t in told.items()))

    def product(self, m, n, k, form, threads, isa, repeats):
        """Swiftlet's product beside the loop of multiply-adds."""
        env = environment(threads) | ({"SWIFTLET_ISA": isa} if isa else {})
        told = subprocess.run(
            [self.options.swiftlet, "bench", "gemm", str(m), str(n), str(k), "--form", form, "--threads", str(threads),
             "--repeat", str(repeats), "--json"],
            env=env, preexec_fn=pinned(threads), capture_output=True, text=True)
        if told.returncode:
            say(f"gemm {m} {n} {k}: {told.stderr.strip()}")
            return
        result = json.loads(told.stdout)
        self.rows.append(dict(product=[m, n, k], **{
            key: result[key] for key in ("form", "isa", "threads", "gflops", "peak_gflops")}))
        say(f"gemm {form} {m}x{n}x{k} {result['isa']} with {threads}: "
            f"{result['gflops']:.1f} of {result['peak_gflops']:.1f} GFLOP/s")

    def end(self):
        for process in self.libraries.values():
            process.end()


def say(line):
    print(line, file=sys.stderr, flush=True)


def busy_cores(seconds=2):
    """How many cores are at work now: a load average would still count the build before."""
    def read():
        try:
            ticks = [int(t) for t in open("/proc/stat").readline().split()[1:9]]
        except OSError:
            return None
        return sum(ticks), ticks[3] + ticks[4]
    before = read()
    if before is None:
        return os.getloadavg()[0]
    time.sleep(seconds)
    after = read()
    return len(CORES) * (1 - (after[1] - before[1]) / max(after[0] - before[0], 1))


def machine(options):
    """What the figures belong to."""
    names = re.findall(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text()) if Path("/proc/cpuinfo").exists() else []
    family = re.findall(r"cpu family\s*:\s*(.*)", Path("/proc/cpuinfo").read_text()) if names else []
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    return dict(
        cpu=(names or [platform.processor()])[0] + (f", family {family[0]}" if family else ""), cores=len(CORES),
        system=platform.platform(), swift=swift, date=time.strftime("%Y-%m-%d", time.gmtime()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--swiftlet", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", help="workloads, or gemm")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--threads", type=int, help="with so many only, in place of one and all")
    options = parser.parse_args()
    quick, comparison, everything = options.quick, Comparison(options), sorted({options.threads} if options.threads else {1, len(CORES)})
    load = busy_cores()  # of others: nothing of this runs yet
    wanted = options.only or [*WORKLOADS, "gemm"]
    try:
        for threads in everything:
            for name in WORKLOADS:
                if name in wanted:
                    comparison.workload(name, threads, options.rounds or ((5 if threads == 1 else 3) if quick else 25))
        if "gemm" in wanted:
            repeats = 5 if quick else 25
            for size in (32, 64, 128, 256, 512, 1024, 2048):
                for isa in (None, "avx2"):
                    comparison.product(size, size, size, "nn", 1, isa, repeats)
                if len(CORES) > 1 and size >= 128:
                    comparison.product(size, size, size, "nn", len(CORES), None, repeats)
    finally:
        comparison.end()
    result = dict(
        machine=machine(options) | dict(load=round(load, 1)), versions=comparison.versions, missing=comparison.missing, quick=quick)
    lines = [json.dumps(result)[1:-1]] + ['"rows": [\n' + ",\n".join(json.dumps(r) for r in comparison.rows) + "\n]"]
    (Path(options.out) / "results.json").write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
