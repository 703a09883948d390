"""The workloads, the peers that can run them, the figures they are held to. The networks are those of `swiftlet bench`."""
from collections import namedtuple

# `epochs` of one call: enough that what a call costs does not count. `loops`: of jax's compiled loop, which is so fast
# that it needs more of them to be timed at all.
Workload = namedtuple("Workload", "widths hidden output loss optimizer batch rows epochs loops")

# Optimizers: SGD 0.001 with momentum 0.9, RMSprop 0.001 (decay 0.9), Adam 0.001.
WORKLOADS = {
    "W1": Workload([2, 2, 3], "relu", "linear", "ce", "sgd", 1, 2000, 1, 100),
    "W1d": Workload([2, 2, 3], "relu", "softmax", "ce", "sgd", 1, 2000, 1, 30),  # a second softmax under the loss
    "W2": Workload([5, 20, 2], "relu", "linear", "ce", "rmsprop", 32, 200, 150, 1000),
    "W3": Workload([2, 1], "linear", "linear", "mse", "rmsprop", 64, 64_000, 1, 4),
    "W4": Workload([4, 32, 16, 4], "tanh", "linear", "mse", "adam", 10_000, 10_000, 200, 20),
    "W5": Workload([784, 512, 512, 10], "relu", "linear", "ce", "adam", 128, 6400, 1, 1),
    "W6": Workload([64, 128, 10], "relu", "linear", "ce", "adam", 32, 1797, 5, 30),
    "I1": Workload([5, 20, 2], "relu", "softmax", None, None, 1, 1, 1, 1),
    "I2": Workload([64, 128, 10], "relu", "softmax", None, None, 100_000, 100_000, 1, 1),
}

# jax: a whole epoch in one compiled loop over batches cut beforehand, nothing recorded: the strongest that jax can do.
# jax-fit: the same with what a `fit` gives: rows shuffled and gathered, loss and accuracy of every step recorded.
PEERS = {
    "W1": ["jax", "jax-fit", "torch", "sklearn"],
    "W1d": ["jax", "jax-fit", "torch"],
    "W2": ["jax", "jax-fit", "torch", "keras", "sklearn"],
    "W3": ["jax", "jax-fit", "torch", "keras"],
    "W4": ["jax", "jax-fit", "torch", "keras", "sklearn"],
    "W5": ["jax", "jax-fit", "torch", "keras", "sklearn"],
    "W6": ["jax", "jax-fit", "torch", "keras", "sklearn"],
    "I1": ["jax", "torch", "keras", "onnxruntime"],
    "I2": ["jax", "torch", "keras", "onnxruntime"],
}

# How many times as fast as a peer Swiftlet has to be, one thread. Against "jax", which neither shuffles nor records,
# Swiftlet runs without shuffling.
BARS = {
    "W1": {"jax": 1.0, "jax-fit": 9, "torch": 1000, "sklearn": 450},
    "W1d": {"jax": 6, "jax-fit": 8, "torch": 850},
    "W2": {"jax": 6, "jax-fit": 10, "torch": 200},
    "W3": {"jax": 3, "jax-fit": 80, "torch": 400},
    "W4": {"jax": 1.8, "jax-fit": 7, "torch": 5},
    "W5": {"jax": 1.15, "jax-fit": 1.18, "torch": 3.5},
    "W6": {"jax": 2.2, "jax-fit": 3, "torch": 24},
    "I1": {"onnxruntime": 12},
    "I2": {"jax": 1.3, "torch": 7, "onnxruntime": 2.2},
}
# With two threads: against one, and against jax with two.
TWO_THREADS = {"W4": {"itself": 1.8, "jax": 2.2}, "W5": {"itself": 1.7}}
# The share of the peak that the products of a W5 step reach over the whole step.
W5_SHARE = 0.77


def products(widths, batch):
    """Floating-point operations of the products of a training step: forward, gradients of weights, of inputs."""
    pairs = list(zip(widths, widths[1:]))
    return 2 * batch * (2 * sum(a * b for a, b in pairs) + sum(a * b for a, b in pairs[1:]))


# What the peers took on another machine (one core of a Zen 5, nothing else running), in seconds per step, and its
# measured peak in GFLOP/s. By the quotient of the peaks it is told whether a peer runs here as well as it should.
REFERENCE_PEAK = 280.0
REFERENCE = {
    ("W1", "jax"): 0.077e-6, ("W1", "jax-fit"): 1.11e-6, ("W1", "torch"): 104e-6, ("W1", "sklearn"): 47e-6,
    ("W1d", "jax"): 0.83e-6, ("W1d", "jax-fit"): 1.20e-6, ("W1d", "torch"): 112e-6,
    ("W2", "jax"): 4.0e-6, ("W2", "jax-fit"): 7.3e-6, ("W2", "torch"): 145e-6, ("W2", "keras"): 136e-6,
    ("W2", "sklearn"): 64e-6,
    ("W3", "jax"): 0.64e-6, ("W3", "jax-fit"): 23e-6, ("W3", "torch"): 94e-6, ("W3", "keras"): 68e-6,
    ("W4", "jax"): 0.85e-3, ("W4", "jax-fit"): 3.7e-3, ("W4", "torch"): 2.53e-3, ("W4", "keras"): 1.40e-3,
    ("W4", "sklearn"): 2.1e-3,
    ("W5", "jax"): 2.22e-3, ("W5", "jax-fit"): 2.27e-3, ("W5", "torch"): 7.96e-3, ("W5", "keras"): 2.59e-3,
    ("W5", "sklearn"): 7.6e-3,
    ("W6", "jax"): 19.7e-6, ("W6", "jax-fit"): 29e-6, ("W6", "torch"): 218e-6, ("W6", "keras"): 117e-6,
    ("W6", "sklearn"): 119e-6,
    ("I1", "jax"): 5.3e-6, ("I1", "torch"): 11.2e-6, ("I1", "keras"): 35e-6, ("I1", "onnxruntime"): 4.1e-6,
    ("I2", "jax"): 13.0e-3, ("I2", "torch"): 77e-3, ("I2", "keras"): 17.9e-3, ("I2", "onnxruntime"): 21.7e-3,
}
