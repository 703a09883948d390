"""The pictures of `pictures sides`, from the same numbers, as the documentation of matplotlib, scikit-learn and mlxtend draws
such pictures: default settings, a title, names of the axes, a legend; 1200 x 900 pixels.

    draw.py FOLDER         reads FOLDER's CSV files, writes NAME_theirs.png
"""
import glob
import sys
import warnings
from functools import partial
from pathlib import Path

warnings.filterwarnings("ignore")
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

sys.path.append(str(Path(__file__).parent.parent / "peers"))
import drawn

FOLDER = Path(sys.argv[1])
table, points = partial(drawn.table, FOLDER), partial(drawn.points, FOLDER)
figure = drawn.figure


def saved(fig, name):
    fig.savefig(FOLDER / f"{name}_theirs.png")
    plt.close(fig)


def by_class(ax, x, y, names, **how):
    for k, name in enumerate(names):
        ax.scatter(x[y == k, 0], x[y == k, 1], label=name, **how)


def scatter(name, title):
    x, y = points(name)
    fig, ax = figure()
    by_class(ax, x, y, ["0", "1", "2"], s=12)
    ax.set(title=title, xlabel="x0", ylabel="x1")
    ax.legend(title="label")
    saved(fig, name)


def regions():
    from sklearn.inspection import DecisionBoundaryDisplay
    from sklearn.neural_network import MLPClassifier

    x, y = points("regions_train")
    model = MLPClassifier((16,), learning_rate_init=0.05, batch_size=100, max_iter=30, random_state=1).fit(x, y)
    x, y = points("regions")
    fig, ax = figure()
    display = DecisionBoundaryDisplay.from_estimator(
        model, x, response_method="predict_proba", grid_resolution=300, ax=ax, xlabel="x0", ylabel="x1", alpha=0.6)
    dots = [c if isinstance(c, str) else tuple(c) for c in getattr(display, "multiclass_colors_", ["C0", "C1", "C2"])]
    for k in range(3):
        ax.scatter(x[y == k, 0], x[y == k, 1], s=20, color=dots[k], edgecolor="black", linewidth=0.5, label=f"class {k}")
    ax.set_title("Decision regions")
    ax.legend()
    saved(fig, "regions")


def iris():
    from mlxtend.plotting import plot_decision_regions
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y = points("iris")
    model = make_pipeline(
        StandardScaler(), MLPClassifier((16,), "tanh", learning_rate_init=0.01, max_iter=100, random_state=1)).fit(x, y)
    fig, ax = figure()
    plot_decision_regions(x, y, clf=model, legend=2, ax=ax)
    ax.set(title="Iris by its petals", xlabel="petal length (cm)", ylabel="petal width (cm)")
    saved(fig, "iris")


def loss(name, label, **how):
    names, t = table(name)
    fig, ax = figure()
    for column, values in zip(names[1:], t.T[1:]):
        ax.plot(t[:, 0], values, label=column)
    ax.set(title="Loss", xlabel="epoch", ylabel=label, **how)
    ax.grid(True)
    ax.legend()
    saved(fig, name)


def confusion():
    from sklearn.metrics import ConfusionMatrixDisplay

    _, t = table("confusion")
    fig, ax = figure()
    ConfusionMatrixDisplay.from_predictions(t[:, 0].astype(int), t[:, 1].astype(int), ax=ax)
    ax.set_title("Confusion matrix")
    saved(fig, "confusion")


def gallery():
    names, values = table("gallery")
    _, slopes = table("gallery_slopes")
    fig, axes = plt.subplots(3, 4, figsize=(8, 6), dpi=150)
    for k, ax in enumerate(axes.flat, 1):
        ax.plot(values[:, 0], values[:, k], label="f(x)")
        ax.plot(values[:, 0], slopes[:, k], "--", label="f'(x)")
        ax.set(title=names[k], ylim=(-1.2, 3))
        ax.grid(True)
    axes.flat[0].legend()
    fig.suptitle("12 activations")
    fig.tight_layout()
    saved(fig, "gallery")


def weights():
    files = sorted(glob.glob(str(FOLDER / "weights_*.csv")))
    fig, axes = plt.subplots(1, len(files), figsize=(8, 6), dpi=150)
    for path, ax in zip(files, np.atleast_1d(axes)):
        names, values = table(Path(path).stem)
        ax.hist(values, bins=40)
        ax.set(title=names[0], xlabel="weight")
    np.atleast_1d(axes)[0].set_ylabel("count")
    fig.suptitle("Weights of each layer")
    fig.tight_layout()
    saved(fig, "weights")


def roc():
    from sklearn.metrics import RocCurveDisplay

    _, t = table("roc")
    fig, ax = figure()
    RocCurveDisplay.from_predictions(t[:, 0].astype(int), t[:, 1], name="MLP", plot_chance_level=True, ax=ax)
    ax.set_title("ROC curve")
    saved(fig, "roc")


def surface():
    x, t = table("surface")
    x = np.array([float(n) for n in x])
    fig, ax = figure()
    filled = ax.contourf(x, x, t, 12)
    lines = ax.contour(x, x, t, 12, colors="black", linewidths=0.5)
    ax.clabel(lines, fontsize=8)
    fig.colorbar(filled, ax=ax, label="height")
    ax.set(title="A wave", xlabel="x", ylabel="y")
    saved(fig, "surface")


scatter("scatter", "x0 and x1 by label")
scatter("stripes", "x0 and x1 by label")
regions()
iris()
loss("loss", "cross-entropy")
loss("losslog", "mean squared error", yscale="log")
confusion()
gallery()
weights()
roc()
surface()
