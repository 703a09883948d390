"""The stripes of `sum_mod` learnt by a network of 15 weights in plain numpy, with an initialisation that looks at the data.

    stripes_recipe.py [--seeds 20] [--range 600] [--rows 2000] [--shuffled] [--csv FILE]

One line of JSON for each seed: the accuracy on its own points and on 10,000 fresh ones, and the seconds that each part
took of the core. What it computes:

1. Split off 400 points. Candidates w = (a, b) on half a plane, a step of pi apart and jittered, out to the range.
2. Score each by the size of the gradient that it would get as a sine unit whose output weights are still zero:
   sum over classes of mean(G sin w·x)² + mean(G cos w·x)², G = one-hot classes less their shares. Keep the best 8.
3. Train 8 networks of 2 - 2 sines - 3 from there, 100 steps, all at once; keep the one with the least validation loss.
4. Set its outputs to zero again and train it on all points: 1500 steps of Adam. The frequencies (about 200) and the
   outputs (about 10) have learning rates of their own.

float32, in blocks that stay in the cache. A block's phases are one product with the points.
"""
import argparse
import json
import math
import os
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np

from stripes_data import labelled, read, sum_mod

BLOCK = 64  # candidates at a time
KEPT = 8


def candidates(reach, rng):
    """[count][2]: one of each pair w, -w, which are the same wave."""
    a, b = np.arange(0, reach, np.pi), np.arange(-reach, reach, np.pi)
    grid = np.stack(np.meshgrid(a, b, indexing="ij"), axis=-1).reshape(-1, 2)
    return (grid + np.pi * rng.random(grid.shape)).astype(np.float32)


def scores(w, x, residual):
    """[count]: the squared gradient of each candidate. `residual` is [rows][classes]."""
    xt, gt = np.ascontiguousarray(x.T), np.ascontiguousarray(residual.T / len(x))
    phase = np.empty((BLOCK, len(x)), np.float32)
    wave = np.empty_like(phase)
    told = np.empty(len(w), np.float32)
    for start in range(0, len(w), BLOCK):
        some = w[start:start + BLOCK]
        p, v = phase[:len(some)], wave[:len(some)]
        np.matmul(some, xt, out=p)
        total = 0
        for function in (np.sin, np.cos):
            function(p, out=v)
            total = total + np.square(v @ gt.T).sum(axis=1)
        told[start:start + BLOCK] = total
    return told


class Networks:
    """Several networks 2 - 2 sines - K side by side: the first axis counts them. Columns are points, so that sums over
    units and classes run along memory. All parameters stand in one array, for Adam's sake."""

    def __init__(self, parameters, classes):
        self.all, self.classes = parameters, classes
        self.w, self.b, self.v, self.c = self.views(parameters)

    @classmethod
    def at(cls, w, classes):
        """Both units at the same frequency, a quarter of a turn apart."""
        made = cls(np.zeros((len(w), 6 + 3 * classes), np.float32), classes)
        made.w[:] = w[:, None, :]
        made.b[:, 1] = np.pi / 2
        return made

    def views(self, a):
        """w [n][2 units][2 inputs], b [n][2][1], v [n][K][2], c [n][K][1]."""
        n, k = len(a), self.classes
        return (a[:, :4].reshape(n, 2, 2), a[:, 4:6].reshape(n, 2, 1),
                a[:, 6:6 + 2 * k].reshape(n, k, 2), a[:, 6 + 2 * k:].reshape(n, k, 1))

    def only(self, best):
        """The one of this number, its outputs at zero."""
        one = Networks(self.all[best:best + 1].copy(), self.classes)
        one.all[:, 6:] = 0
        return one

    def logits(self, x):
        return self.v @ np.sin(self.w @ x.T + self.b) + self.c

    def losses(self, x, y):
        z = self.logits(x)
        z -= z.max(axis=1, keepdims=True)
        return np.log(np.exp(z).sum(axis=1)).mean(axis=1) - z[:, y, np.arange(len(y))].mean(axis=1)

    def gradients(self, x, hot, into):
        w, b, v, c = into
        phase = self.w @ x
        phase += self.b
        h = np.sin(phase)
        p = self.v @ h
        p += self.c
        p -= p.max(axis=1, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(axis=1, keepdims=True)
        p -= hot
        p *= np.float32(1 / x.shape[1])
        np.matmul(p, h.transpose(0, 2, 1), out=v)
        p.sum(axis=2, keepdims=True, out=c)
        back = np.cos(phase, out=phase)
        back *= self.v.transpose(0, 2, 1) @ p
        np.matmul(back, x.T, out=w)
        back.sum(axis=2, keepdims=True, out=b)

    def train(self, x, y, steps, batch, rates, rng):
        """Adam with a cosine to zero; rates of (w; biases and outputs)."""
        g, m, s = (np.zeros_like(self.all) for _ in range(3))
        into = self.views(g)
        rate = np.where(np.arange(self.all.shape[1]) < 4, *rates).astype(np.float32)
        columns = np.concatenate([x, np.eye(self.classes, dtype=np.float32)[y]], axis=1).T
        at = len(x)
        for step in range(steps):
            if at + batch > len(x):
                shuffled, at = columns[:, rng.permutation(len(x))], 0
            self.gradients(shuffled[:2, at:at + batch], shuffled[2:, at:at + batch], into)
            at += batch
            m += np.float32(0.1) * (g - m)
            s += np.float32(0.001) * (g * g - s)
            now = (0.5 + 0.5 * math.cos(math.pi * step / steps)) / (1 - 0.9 ** (step + 1))
            size = np.sqrt(s * np.float32(1 / (1 - 0.999 ** (step + 1))))
            size += np.float32(1e-8)
            self.all -= rate * np.float32(now) * m / size


def learnt(x, y, reach, rng, classes=3):
    """The network and the seconds of each part."""
    times, start = {}, time.process_time()

    def lap(name):
        nonlocal start
        now = time.process_time()
        times[name], start = now - start, now

    order = rng.permutation(len(x))
    validation, fit = order[:len(x) // 5], order[len(x) // 5:]
    hot = np.eye(classes, dtype=np.float32)[y[fit]]
    w = candidates(reach, rng)
    told = scores(w, x[fit], hot - hot.mean(axis=0))
    best = w[np.argpartition(told, -KEPT)[-KEPT:]]
    lap("score")
    several = Networks.at(best, classes)
    several.train(x[fit], y[fit], 100, min(250, len(fit)), (0.5, 0.05), rng)
    chosen = int(np.argmin(several.losses(x[validation], y[validation])))
    lap("choose")
    network = several.only(chosen)
    network.train(x, y, 1500, min(500, len(x)), (0.05, 1.0), rng)
    lap("train")
    return network, times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--range", type=float, default=600, dest="reach")
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--shuffled", action="store_true", help="the control: labels that belong to other points")
    parser.add_argument("--csv")
    options = parser.parse_args()
    for seed in range(1, options.seeds + 1):
        rng = np.random.default_rng(seed)
        x, y = read(options.csv) if options.csv else sum_mod(options.rows, seed)
        if options.shuffled:
            y = rng.permutation(y)
        network, times = learnt(x, y, options.reach, rng)
        fresh, truth = sum_mod(10_000, seed + 1_000_003)

        def right(points, classes):
            return float((network.logits(points)[0].argmax(axis=0) == classes).mean())

        print(json.dumps({
            "seed": seed, "range": options.reach, "train": right(x, y), "held_out": right(fresh, truth),
            "seconds": sum(times.values()), "parts": times,
            "frequencies": [[round(float(f), 3) for f in unit] for unit in network.w[0]]}), flush=True)


if __name__ == "__main__":
    main()
