"""Who learns the stripes of `sum_mod`? Swiftlet and others, all from the same 2000 points: stripes.json.

    stripes.py --swiftlet PATH --out FOLDER [--seeds 5] [--only catboost svm ...]

Every peer may try the settings of a small grid. They are compared on 400 of the points of seed 1, and the best is then
trained on all 2000 points of each seed and judged on 10,000 fresh ones. Seconds are those of that last training, on one
core (the process is pinned by run.sh); `tuning` is what the grid took. Nobody is told that the sum of the columns matters,
but for the rows called "told", which are given x0 + x1 in place of the two. A peer that is not installed is named and left
out. Swiftlet's own row is told by `swiftlet bench stripes --json`, the method in numpy by stripes_recipe.py. With --only
the other rows of stripes.json stay as they are.
"""
import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np

from stripes_data import sum_mod

ROWS, FRESH = 2000, 10_000
STARTS = {"siren": 20}  # seeds of those that depend much on their start
VIEW = (0.4, 0.6)  # of the pictures: both coordinates


def fresh_seed(seed):
    return seed + 1_000_003


def catboost(settings, x, y, seed):
    from catboost import CatBoostClassifier

    model = CatBoostClassifier(
        loss_function="MultiClass", thread_count=1, random_seed=seed, verbose=False, allow_writing_files=False, **settings)
    model.fit(x, y)
    return model, lambda points: model.predict(points).ravel().astype(int)


def scikit(make):
    def fit(settings, x, y, seed):
        model = make(settings, seed)
        model.fit(x, y)
        return model, model.predict
    return fit


def forest(settings, seed):
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(random_state=seed, n_jobs=1, **settings)


def neighbours(settings, seed):
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(n_jobs=1, **settings)


def svm(settings, seed):
    from sklearn.svm import SVC

    return SVC(kernel="rbf", cache_size=500, **settings)


def mlp(settings, seed):
    import warnings

    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    warnings.filterwarnings("ignore", module="sklearn")
    return make_pipeline(StandardScaler(), MLPClassifier(random_state=seed, max_iter=400, n_iter_no_change=50, **settings))


def network(layers):
    """A network in torch: Adam with decoupled decay, cosine to zero, batches of 100."""
    def fit(settings, x, y, seed):
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(seed)
        model = layers(torch, settings)
        points, classes = torch.from_numpy(2 * x - 1), torch.from_numpy(y)
        steps = settings["epochs"] * (len(x) // 100)
        optimizer = torch.optim.AdamW(model.parameters(), settings["rate"], weight_decay=settings.get("decay", 0))
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
        for _ in range(settings["epochs"]):
            for rows in torch.randperm(len(x)).split(100)[:len(x) // 100]:
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(model(points[rows]), classes[rows]).backward()
                optimizer.step()
                schedule.step()

        def predict(fresh):
            with torch.no_grad():
                return model(torch.from_numpy(2 * fresh - 1)).argmax(1).numpy()
        return model, predict
    return fit


def relu(torch, settings):
    widths = [2] + settings["widths"] + [3]
    parts = []
    for a, b in zip(widths, widths[1:]):
        parts += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    return torch.nn.Sequential(*parts[:-1])


def siren(torch, settings):
    """Sitzmann et al. 2020: sin(omega0 (W x + b)), U(-1/n, 1/n) in the first layer, U(-sqrt(6/n)/30, ...) behind it."""
    class Sine(torch.nn.Module):
        def __init__(self, inputs, outputs, omega, bound):
            super().__init__()
            self.linear, self.omega = torch.nn.Linear(inputs, outputs), omega
            torch.nn.init.uniform_(self.linear.weight, -bound, bound)

        def forward(self, x):
            return torch.sin(self.omega * self.linear(x))

    n, layers = settings["width"], settings["layers"]
    parts = [Sine(2, n, settings["omega0"], 1 / 2)]
    parts += [Sine(n, n, 30, (6 / n) ** 0.5 / 30) for _ in range(layers - 1)]
    last = torch.nn.Linear(n, 3)
    torch.nn.init.uniform_(last.weight, -(6 / n) ** 0.5 / 30, (6 / n) ** 0.5 / 30)
    return torch.nn.Sequential(*parts, last)


def grid(**choices):
    return [dict(zip(choices, values)) for values in itertools.product(*choices.values())]


# Name, what it is called in tables, how it is trained, settings to choose from, the columns that it gets.
PEERS = {
    "catboost": ("CatBoost", catboost, [{}] + grid(depth=[4, 8, 10], iterations=[300]), False),
    "forest": ("random forest", scikit(forest), grid(n_estimators=[300], min_samples_leaf=[1, 3, 10, 30]), False),
    "neighbours": ("k nearest neighbours", scikit(neighbours), grid(n_neighbors=[1, 3, 5, 15, 45, 135]), False),
    "svm": ("SVM, RBF kernel", scikit(svm), grid(gamma=[1, 10, 100, 1e3, 1e4, 1e5], C=[1, 100]), False),
    "mlp": ("scikit-learn MLP", scikit(mlp), grid(
        hidden_layer_sizes=[(100,), (100, 100, 100)], alpha=[1e-4, 1.0], learning_rate_init=[0.001, 0.01]), False),
    "relu": ("ReLU, 2-512-512-512-3 (torch)", network(relu), grid(
        widths=[[512, 512, 512]], rate=[1e-3], decay=[0.0, 1.0], epochs=[150]), False),
    "siren": ("SIREN (torch)", network(siren), grid(
        omega0=[30, 100, 300, 400, 500, 600], width=[256], layers=[1, 2], rate=[3e-4, 1e-3], epochs=[100]), False),
    # Of its own accord it cuts a column at 254 places, and there are 200 stripes.
    "catboost-told": ("CatBoost, told x0 + x1", catboost, [{}, {"border_count": 2048}], True),
    "neighbours-told": ("k-NN, told x0 + x1", scikit(neighbours), grid(n_neighbors=[1, 3, 5, 9]), True),
}

ORDER = ["swiftlet", "swiftlet-given", "recipe", "siren", "relu", "mlp", "svm", "neighbours", "forest", "catboost", "neighbours-told",
         "catboost-told"]


def points(rows, seed, told):
    x, y = sum_mod(rows, seed)
    return (x.astype(np.float64).sum(axis=1, keepdims=True) if told else x), y


def tuned(fit, settings, told):
    """The settings with the best accuracy on 400 points that were set aside."""
    x, y = points(ROWS, 1, told)
    tried = []
    for some in settings:
        _, predict = fit(some, x[400:], y[400:], 1)
        tried.append((float((predict(x[:400]) == y[:400]).mean()), some))
        print("   ", tried[-1], file=sys.stderr, flush=True)
    return max(tried, key=lambda t: t[0])[1]


def measured(fit, settings, seed, told):
    x, y = points(ROWS, seed, told)
    fresh, truth = points(FRESH, fresh_seed(seed), told)
    start = time.process_time()
    model, predict = fit(settings, x, y, seed)
    seconds = time.process_time() - start
    return model, dict(
        seed=seed, train=float((predict(x) == y).mean()), fresh=float((predict(fresh) == truth).mean()), seconds=seconds)


def told_of(name, title, runs, **more):
    mean = {k: statistics.mean(r[k] for r in runs) for k in ("train", "fresh")}
    return dict(
        name=name, title=title, **mean, least=min(r["fresh"] for r in runs), most=max(r["fresh"] for r in runs),
        seconds=statistics.median(r["seconds"] for r in runs), runs=runs, **more)


def peer(name, seeds, out):
    title, fit, settings, told = PEERS[name]
    print(title, file=sys.stderr, flush=True)
    start = time.process_time()
    best = tuned(fit, settings, told) if len(settings) > 1 else settings[0]
    tuning = time.process_time() - start
    runs = []
    for seed in range(1, STARTS.get(name, seeds) + 1):
        model, run = measured(fit, best, seed, told)
        runs.append(run)
        print("   ", run, file=sys.stderr, flush=True)
        if name == "catboost" and seed == 1:
            catboost_view(model, out)
    return told_of(name, title, runs, settings=best, tuning=tuning)


def catboost_view(model, out):
    """What CatBoost of seed 1 says in the view of the pictures. It is constant between the borders that it cuts its
    columns at, so one answer for each cell is all there is: the probabilities of classes 0 and 1 in hundredths."""
    cuts = []
    for column in range(2):
        inside = [float(b) for b in model.get_borders()[column] if VIEW[0] < b < VIEW[1]]
        cuts.append([VIEW[0], *inside, VIEW[1]])
    middles = [(np.array(c[:-1]) + np.array(c[1:])) / 2 for c in cuts]
    cells = np.stack(np.meshgrid(*middles), axis=-1)
    p = model.predict_proba(cells.reshape(-1, 2)).reshape(cells.shape[:2] + (3,))
    rows = ["".join("%02d%02d" % tuple(min(99, round(100 * float(v))) for v in cell[:2]) for cell in row) for row in p]
    told = dict(x0=[round(v, 5) for v in cuts[0]], x1=[round(v, 5) for v in cuts[1]], cells=rows)
    (out / "stripes_catboost.json").write_text(json.dumps(told, indent=0) + "\n")


def runs_of(command):
    """Of a program that tells its runs as JSON: one in each line, or all in one."""
    told = [json.loads(line) for line in subprocess.check_output(command).decode().splitlines()]
    told = [run for line in told for run in line.get("runs", [line])]
    return [dict(seed=t["seed"], train=t["train"], fresh=t["held_out"], seconds=t["seconds"]) for t in told]


def recipe(_):
    script = str(Path(__file__).with_name("stripes_recipe.py"))
    return told_of("recipe", "the method in numpy, range given", runs_of([sys.executable, script, "--seeds", "20"]))


def swiftlet(path, name):
    """With and without a search for the range."""
    words = ["bench", "stripes", "--seeds", "20", "--threads", "1", "--json"]
    if name == "swiftlet-given":
        return told_of(name, "Swiftlet, range given", runs_of([path, *words, "--range", "600"]))
    return told_of(name, "Swiftlet", runs_of([path, *words]))


def versions():
    from importlib.metadata import PackageNotFoundError, version

    def named(package):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            return None
    return [v for v in map(named, ["catboost", "scikit-learn", "torch", "numpy"]) if v]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--swiftlet")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    rows, missing = [], {}
    for name in PEERS:
        if options.only and name not in options.only:
            continue
        try:
            rows.append(peer(name, options.seeds, options.out))
        except ImportError as error:
            missing[name] = str(error)
            print(f"stripes: {name} is left out: {error}", file=sys.stderr)
    own = {"recipe": recipe}
    if options.swiftlet:
        own |= {name: lambda name: swiftlet(options.swiftlet, name) for name in ("swiftlet", "swiftlet-given")}
    rows += [make(name) for name, make in own.items() if not options.only or name in options.only]
    path = options.out / "stripes.json"
    if options.only and path.exists():
        rows += [r for r in json.loads(path.read_text())["rows"] if r["name"] not in {new["name"] for new in rows}]
    rows.sort(key=lambda r: ORDER.index(r["name"]))
    path.write_text(json.dumps(dict(versions=versions(), missing=missing, rows=rows), indent=1) + "\n")


if __name__ == "__main__":
    main()
