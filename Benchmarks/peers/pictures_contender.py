"""The pictures of `Benchmarks/Sources/pictures`, drawn by matplotlib, scikit-learn and mlxtend as their documentation does.

    pictures_contender.py FOLDER             answers lines, with FOLDER's CSV files as data:
        versions                 ->   NAME VERSION, ...
        prepare scatter mpl      ->   ready 1 | skip REASON     drawn twice
        run scatter mpl          ->   SECONDS PROCESSOR_SECONDS
    pictures_contender.py FOLDER once scatter mpl FILE          draws one and ends, printing its peak resident size

Every picture has 1200 x 900 pixels and is saved as PNG with the default settings. Models are fitted beforehand.
"""
import resource
import sys
import time
import warnings
from functools import partial
from pathlib import Path

warnings.filterwarnings("ignore")
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import drawn

FOLDER = Path(sys.argv[1])
table, points = partial(drawn.table, FOLDER), partial(drawn.points, FOLDER)
figure = drawn.figure


def saved(fig, path):
    fig.savefig(path)
    plt.close(fig)


def scatter():
    x, y = points("scatter")

    def draw(path):
        fig, ax = figure()
        for k in range(3):
            ax.scatter(x[y == k, 0], x[y == k, 1], s=12, label=f"class {k}")
        ax.set(title="x0 and x1 by label", xlabel="x0", ylabel="x1")
        ax.legend()
        saved(fig, path)
    return draw


def losslog():
    names, t = table("losslog")

    def draw(path):
        fig, ax = figure()
        for name, column in zip(names[1:], t.T[1:]):
            ax.plot(t[:, 0], column, label=name)
        ax.set(title="Loss", xlabel="epoch", ylabel="mean squared error", yscale="log")
        ax.grid(True)
        ax.legend()
        saved(fig, path)
    return draw


def gallery():
    names, values = table("gallery")
    _, slopes = table("gallery_slopes")

    def draw(path):
        fig, axes = plt.subplots(3, 4, figsize=(8, 6), dpi=150)
        for k, ax in enumerate(axes.flat, 1):
            ax.plot(values[:, 0], values[:, k])
            ax.plot(values[:, 0], slopes[:, k], "--")
            ax.set(title=names[k], ylim=(-1.2, 3))
            ax.grid(True)
        fig.suptitle("12 activations")
        fig.tight_layout()
        saved(fig, path)
    return draw


def fitted():
    from sklearn.neural_network import MLPClassifier

    x, y = points("regions_train")
    return MLPClassifier((16,), learning_rate_init=0.05, batch_size=100, max_iter=30, random_state=1).fit(x, y)


def regions_sklearn(method="pcolormesh"):
    from sklearn.inspection import DecisionBoundaryDisplay

    model, (x, y) = fitted(), points("regions")

    def draw(path):
        fig, ax = figure()
        DecisionBoundaryDisplay.from_estimator(
            model, x, response_method="predict_proba", grid_resolution=300, plot_method=method, alpha=0.6, ax=ax)
        for k in range(3):
            ax.scatter(x[y == k, 0], x[y == k, 1], s=12, edgecolor="white", linewidth=0.5, label=f"class {k}")
        ax.set(title="Decision regions", xlabel="x0", ylabel="x1")
        ax.legend()
        saved(fig, path)
    return draw


def regions_mlxtend():
    from mlxtend.plotting import plot_decision_regions

    model, (x, y) = fitted(), points("regions")

    def draw(path):
        fig, ax = figure()
        plot_decision_regions(x, y, clf=model, ax=ax)
        ax.set(title="Decision regions", xlabel="x0", ylabel="x1")
        saved(fig, path)
    return draw


MAKERS = {
    ("scatter", "mpl"): scatter, ("losslog", "mpl"): losslog, ("gallery", "mpl"): gallery,
    ("regions", "sklearn"): regions_sklearn, ("regions", "contourf"): lambda: regions_sklearn("contourf"),
    ("regions", "mlxtend"): regions_mlxtend}


def versions():
    from importlib.metadata import PackageNotFoundError, version

    told = []
    for name in ("matplotlib", "scikit-learn", "mlxtend"):
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            pass
    return ", ".join(told)


def serve():
    prepared = {}
    answers, sys.stdout = sys.stdout, sys.stderr  # what the libraries print is no answer
    for line in sys.stdin:
        what, *rest = line.split()
        key, path = tuple(rest), FOLDER / ("_".join(rest) + ".png")
        try:
            if what == "versions":
                answer = versions()
            elif what == "prepare":
                prepared[key] = draw = MAKERS[key]()
                draw(path)
                draw(path)
                answer = "ready 1"
            else:
                start, cpu = time.perf_counter(), time.process_time()
                prepared[key](path)
                answer = f"{time.perf_counter() - start!r} {time.process_time() - cpu!r}"
        except Exception as error:  # told to the one who compares, who goes on without
            answer = "skip " + f"{type(error).__name__}: {error}".split("\n")[0][:200]
        print(answer, file=answers, flush=True)


if len(sys.argv) > 2:
    MAKERS[sys.argv[3], sys.argv[4]]()(sys.argv[5])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
else:
    serve()
