"""The points of `Dataset.sumMod(rows:seed:)` and of its shuffled control, to the bit, without Swiftlet."""
import csv

import numpy as np

MASK = 0xFFFFFFFF
DATA = 5  # RandomStream.Purpose.data


def philox(counter, key):
    """Philox4x32 with 10 rounds (Salmon et al. 2011)."""
    a, b, c, d = counter
    k0, k1 = key & MASK, key >> 32
    for _ in range(10):
        p, q = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (q >> 32) ^ b ^ k0, q & MASK, (p >> 32) ^ d ^ k1, p & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return a, b, c, d


def stream(seed, count):
    """The first numbers of the stream that Swiftlet makes data from: 64 bits each, SplitMix64 of key and place."""
    half = philox((0, 0, DATA, 0), seed)
    whole = philox((0, 0, DATA, 1), half[0] << 32 | half[1])
    z = np.uint64(whole[0] << 32 | whole[1]) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def labelled(x):
    """The class of each point: the whole part of 100·(x0 + x1), modulo 3, in double."""
    return (100 * x.astype(np.float64).sum(axis=1)).astype(np.int64) % 3


def sum_mod(rows, seed):
    """x [rows][2] float32 in [0, 1), classes [rows]."""
    x = ((stream(seed, 2 * rows) >> np.uint64(40)).astype(np.float32) * np.float32(2.0 ** -24)).reshape(rows, 2)
    return x, labelled(x)


def read(path):
    """A table with the columns x0, x1 and the class last, under a line of names."""
    rows = list(csv.reader(open(path)))[1:]
    return np.array([r[:2] for r in rows], np.float32), np.array([r[-1] for r in rows], np.int64)
