#!/usr/bin/env python3
"""Writes Tests/Fixtures/golden-solvers: L-BFGS of PyTorch and scipy, Rprop of PyTorch, in Double.

Usage: python3 scripts/make_solver_fixtures.py     (needs numpy, scipy and torch)

lbfgs.json  cases[]: function and its numbers, start, config (PyTorch's names), points[calls, n] and losses after each
            call of step() with the strong Wolfe line search, minimum and minimum_loss by scipy's L-BFGS-B
rprop.json  in the format of golden/optimizers.json, on its p0 and grads
"""
import json
import pathlib

import numpy
import scipy
import scipy.optimize
import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Tests/Fixtures/golden-solvers"
VERSIONS = {"torch": torch.__version__.split("+")[0], "scipy": scipy.__version__, "numpy": numpy.__version__}


def array(values):
    values = numpy.asarray(values, dtype=numpy.float64)
    return {"shape": list(values.shape), "data": values.ravel().tolist()}


def single(values):
    """Exactly representable in float32."""
    return numpy.asarray(values, dtype=numpy.float32).astype(numpy.float64)


def quadratic(case):
    a, b = torch.tensor(case["a"]), torch.tensor(case["b"])
    return lambda x: 0.5 * x @ (a @ x) - b @ x


def rosenbrock(case):
    return lambda x: torch.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def logistic(case):
    """Mean cross-entropy of sigmoid(x·w + c); the parameters are w, then c."""
    rows, labels = torch.tensor(case["x"]), torch.tensor(case["y"])

    def loss(p):
        logits = rows @ p[:-1] + p[-1]
        return torch.mean(torch.nn.functional.softplus(logits) - labels * logits)

    return loss


FUNCTIONS = {"quadratic": quadratic, "rosenbrock": rosenbrock, "logistic": logistic}


def cases():
    random = numpy.random.default_rng(1)
    m = random.normal(size=(6, 6))
    quadratic_numbers = {"a": single(m @ m.T + 0.1 * numpy.eye(6)), "b": single(random.normal(size=6))}
    x = single(random.normal(size=(60, 3)))
    labels = (x @ [1.5, -2.0, 0.5] + 0.3 + random.logistic(size=60) > 0).astype(numpy.float64)
    short = {"lr": 1.0, "max_iter": 1, "max_eval": 25, "tolerance_grad": 1e-9, "tolerance_change": 1e-14}
    whole = {"lr": 1.0, "max_iter": 20, "max_eval": 25, "tolerance_grad": 1e-7, "tolerance_change": 1e-9}
    yield "quadratic", "quadratic", quadratic_numbers, numpy.zeros(6), dict(short, history_size=4), 30
    yield "quadratic_rate", "quadratic", quadratic_numbers, numpy.ones(6), dict(short, lr=0.5, history_size=10), 30
    yield "rosenbrock", "rosenbrock", {}, single([-1.2, 1.0]), dict(short, history_size=10), 30
    yield "rosenbrock_4", "rosenbrock", {}, single([-1.2, 1.0, -1.2, 1.0]), dict(short, history_size=3), 40
    yield "rosenbrock_defaults", "rosenbrock", {}, single([-1.2, 1.0]), dict(whole, history_size=100), 4
    yield "logistic", "logistic", {"x": x, "y": labels}, numpy.zeros(4), dict(short, history_size=10), 12


def lbfgs(name, kind, numbers, start, config, calls):
    function = FUNCTIONS[kind](numbers)
    point = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS([point], line_search_fn="strong_wolfe", **config)

    def closure():
        optimizer.zero_grad()
        loss = function(point)
        loss.backward()
        return loss

    points, losses = [], []
    for _ in range(calls):
        optimizer.step(closure)
        points.append(point.detach().numpy().copy())
        losses.append(float(function(point.detach())))

    def value_and_slope(x):
        p = torch.tensor(x, requires_grad=True)
        loss = function(p)
        loss.backward()
        return float(loss.detach()), p.grad.numpy()

    found = scipy.optimize.minimize(
        value_and_slope, start, jac=True, method="L-BFGS-B", options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10000})
    return {
        "name": name, "function": kind, **{key: array(value) for key, value in numbers.items()},
        "start": array(start), "config": config, "calls": calls, "points": array(points), "losses": losses,
        "minimum": array(found.x), "minimum_loss": float(found.fun),
    }


def rprop():
    golden = json.loads((ROOT / "Tests/Fixtures/golden/optimizers.json").read_text())
    start = numpy.array(golden["p0"]["data"])
    gradients = numpy.array(golden["grads"]["data"]).reshape(golden["grads"]["shape"])

    def run(config, dtype):
        point = torch.tensor(start, dtype=dtype, requires_grad=True)
        optimizer = torch.optim.Rprop([point], **config)
        way = []
        for gradient in gradients:
            point.grad = torch.tensor(gradient, dtype=dtype)
            optimizer.step()
            way.append(point.detach().numpy().astype(numpy.float64).copy())
        return numpy.array(way)

    for name, config in [
        ("rprop_default", {"lr": 0.01, "etas": [0.5, 1.2], "step_sizes": [1e-6, 50]}),
        ("rprop", {"lr": 0.1, "etas": [0.4, 1.3], "step_sizes": [1e-3, 0.5]}),
    ]:
        exact, narrow = run(config, torch.float64), run(config, torch.float32)
        yield {
            "lib": "torch", "name": name, "config": {"class": "Rprop", **config}, "traj": array(exact),
            "f32_dev": {"max_abs": float(numpy.abs(exact - narrow).max())},
        }, golden


def write(name, value):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps({"meta": {"versions": VERSIONS}, **value}, indent=None) + "\n")


def main():
    write("lbfgs", {"cases": [lbfgs(*case) for case in cases()]})
    made = list(rprop())
    golden = made[0][1]
    write("rprop", {"p0": golden["p0"], "grads": golden["grads"], "cases": [case for case, _ in made]})


if __name__ == "__main__":
    main()
