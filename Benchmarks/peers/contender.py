"""One library, told what to do line by line on standard input; started by compare.py, with its threads fixed.

    contender.py LIBRARY THREADS        LIBRARY: jax, torch, keras, sklearn, onnxruntime
    versions             ->   NAME VERSION, ...
    forget               ->   done                           what was prepared is given back
    prepare W1 jax-fit   ->   ready STEPS | skip REASON      made, compiled and run twice; a repetition is STEPS long
    run W1 jax-fit       ->   SECONDS PROCESSOR_SECONDS      per step, of one repetition
"""
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
library, threads = sys.argv[1], int(sys.argv[2])

import numpy as np

from workloads import WORKLOADS

LEAST = 0.05  # seconds of a repetition


def data(name):
    w, rng = WORKLOADS[name], np.random.RandomState(0)
    whole = name == "W3"
    x = (rng.randint(0, 100, (w.rows, 2)) if whole else rng.rand(w.rows, w.widths[0])).astype("float32")
    if w.loss == "ce":
        y = rng.randint(0, w.widths[-1], w.rows).astype("int64")
    else:
        y = (x.mean(1, keepdims=True) if whole else rng.rand(w.rows, w.widths[-1])).astype("float32")
    return w, x, y


def sized(make, steps, epochs):
    """`make(epochs)` gives something to run; the epochs are raised until one run lasts LEAST seconds."""
    while True:
        run = make(epochs)
        run()  # compiles
        start = time.perf_counter()
        run()
        took = time.perf_counter() - start
        if took >= LEAST:
            return run, steps * epochs
        epochs = int(epochs * min(max(1.3 * LEAST / max(took, 1e-9), 1.5), 50)) + 1


def torch_contender(name, _):
    import torch

    torch.set_num_threads(threads)
    w, x, y = data(name)
    act = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "linear": torch.nn.Identity}[w.hidden]
    layers = []
    for i, (a, b) in enumerate(zip(w.widths, w.widths[1:])):
        layers.append(torch.nn.Linear(a, b))
        if i < len(w.widths) - 2:
            layers.append(act())
    if w.output == "softmax":
        layers.append(torch.nn.Softmax(-1))
    net = torch.nn.Sequential(*layers)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    if not w.loss:
        def make(times):
            def run():
                with torch.inference_mode():
                    for _ in range(times):
                        net(x)
            return run
        return sized(make, 1, 1)
    loss_of = torch.nn.CrossEntropyLoss() if w.loss == "ce" else torch.nn.MSELoss()
    optimizer = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.001, momentum=0.9),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9),
        "adam": lambda p: torch.optim.Adam(p, lr=0.001),
    }[w.optimizer](net.parameters())

    def make(epochs):
        def run():
            for _ in range(epochs):
                for i in range(0, w.rows, w.batch):
                    optimizer.zero_grad()
                    loss_of(net(x[i:i + w.batch]), y[i:i + w.batch]).backward()
                    optimizer.step()
        return run
    # One pass is enough for an eager library: nothing is compiled that more passes would pay for.
    return sized(make, -(-w.rows // w.batch), 1)


def jax_contender(name, kind):
    import jax
    import jax.numpy as jnp

    w, x, y = data(name)
    key, params = jax.random.PRNGKey(0), []
    for a, b in zip(w.widths, w.widths[1:]):
        key, sub = jax.random.split(key)
        params.append((jax.random.normal(sub, (a, b)) * 0.3, jnp.zeros(b)))
    act = {"relu": jax.nn.relu, "tanh": jnp.tanh, "linear": lambda a: a}[w.hidden]
    each = jax.tree_util.tree_map

    def forward(ps, x):
        for weights, biases in ps[:-1]:
            x = act(x @ weights + biases)
        x = x @ ps[-1][0] + ps[-1][1]
        return jax.nn.softmax(x) if w.output == "softmax" else x

    if not w.loss:
        f, rows = jax.jit(forward), jnp.array(x)
        def make(times):
            def run():
                for _ in range(times):
                    result = f(params, rows)
                    if w.rows > 1:
                        jax.block_until_ready(result)
                jax.block_until_ready(result)
            return run
        return sized(make, 1, 1)

    def loss(ps, x, y):
        o = forward(ps, x)
        if w.loss == "ce":
            value = -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(o), y[:, None], 1))
            return value, jnp.sum(jnp.argmax(o, 1) == y)
        value = jnp.mean((o - y) ** 2)
        return value, value

    def updated(ps, m, v, t, g):
        if w.optimizer == "sgd":
            m = each(lambda m, g: 0.9 * m + g, m, g)
            ps = each(lambda p, m: p - 0.001 * m, ps, m)
        elif w.optimizer == "rmsprop":
            v = each(lambda v, g: 0.9 * v + 0.1 * g * g, v, g)
            ps = each(lambda p, g, v: p - 0.001 * g / (jnp.sqrt(v) + 1e-7), ps, g, v)
        else:
            m = each(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = each(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            rate = 0.001 * jnp.sqrt(1 - 0.999 ** t) / (1 - 0.9 ** t)
            ps = each(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), ps, m, v)
        return ps, m, v, t

    steps = w.rows // w.batch
    zeros = each(jnp.zeros_like, params)
    start = (params, zeros, zeros, jnp.float32(0))
    if kind == "jax":
        xs = jnp.array(x[:steps * w.batch]).reshape(steps, w.batch, -1)
        ys = jnp.array(y[:steps * w.batch]).reshape((steps, w.batch) if w.loss == "ce" else (steps, w.batch, -1))

        def step(carry, batch):
            ps, m, v, t = carry
            g = jax.grad(lambda ps: loss(ps, *batch)[0])(ps)
            return updated(ps, m, v, t + 1, g), 0.0

        def make(epochs):
            f = jax.jit(lambda c: jax.lax.fori_loop(0, epochs, lambda i, c: jax.lax.scan(step, c, (xs, ys))[0], c))
            return lambda: jax.block_until_ready(f(start))
    else:
        rows, targets = jnp.array(x), jnp.array(y)

        def step(carry, index):
            ps, m, v, t = carry
            told, g = jax.value_and_grad(loss, has_aux=True)(ps, rows[index], targets[index])
            return updated(ps, m, v, t + 1, g), told

        def epoch(carry, key):
            order = jax.random.permutation(key, w.rows)[:steps * w.batch].reshape(steps, w.batch)
            return jax.lax.scan(step, carry, order)

        def make(epochs):
            f = jax.jit(lambda c: jax.lax.scan(epoch, c, jax.random.split(jax.random.PRNGKey(1), epochs)))
            return lambda: jax.block_until_ready(f(start))
    return sized(make, steps, w.loops)


def keras_contender(name, _):
    import keras

    w, x, y = data(name)
    model = keras.Sequential(
        [keras.layers.Input((w.widths[0],))]
        + [keras.layers.Dense(s, activation=w.hidden) for s in w.widths[1:-1]]
        + [keras.layers.Dense(w.widths[-1], activation=w.output)])
    if not w.loss:
        def make(times):
            def run():
                for _ in range(times):
                    model.predict_on_batch(x) if w.rows == 1 else model.predict(x, batch_size=8192, verbose=0)
            return run
        return sized(make, 1, 1)
    model.compile(
        {"sgd": lambda: keras.optimizers.SGD(0.001, 0.9), "rmsprop": lambda: keras.optimizers.RMSprop(0.001),
         "adam": lambda: keras.optimizers.Adam(0.001)}[w.optimizer](),
        keras.losses.SparseCategoricalCrossentropy(from_logits=w.output == "linear") if w.loss == "ce" else "mse")

    def make(epochs):
        return lambda: model.fit(x, y, batch_size=w.batch, epochs=epochs, verbose=0, shuffle=False)
    return sized(make, -(-w.rows // w.batch), w.epochs)


def sklearn_contender(name, _):
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    w, x, y = data(name)
    kind = MLPClassifier if w.loss == "ce" else MLPRegressor

    def make(epochs):
        # It has no RMSprop: Adam stands in.
        how = dict(
            hidden_layer_sizes=w.widths[1:-1], activation={"relu": "relu", "tanh": "tanh"}[w.hidden],
            solver="sgd" if w.optimizer == "sgd" else "adam", batch_size=w.batch, max_iter=epochs, shuffle=False,
            tol=0, n_iter_no_change=10 ** 6, alpha=0)
        return lambda: kind(**how).fit(x, y)
    return sized(make, -(-w.rows // w.batch), w.epochs)


def onnxruntime_contender(name, _):
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    w, x, _ = data(name)
    rng, nodes, constants, last = np.random.RandomState(1), [], [], "x"
    for i, (a, b) in enumerate(zip(w.widths, w.widths[1:])):
        constants += [
            numpy_helper.from_array(rng.randn(a, b).astype("float32"), f"w{i}"),
            numpy_helper.from_array(np.zeros(b, "float32"), f"b{i}")]
        nodes.append(helper.make_node("Gemm", [last, f"w{i}", f"b{i}"], [f"z{i}"]))
        last = f"a{i}"
        nodes.append(helper.make_node("Relu" if i < len(w.widths) - 2 else "Softmax", [f"z{i}"], [last]))
    graph = helper.make_graph(
        nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, w.widths[0]])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, [None, w.widths[-1]])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def make(times):
        def run():
            for _ in range(times):
                session.run(None, {"x": x})
        return run
    return sized(make, 1, 1)


def versions():
    """`name version, name version`: of what this process stands for."""
    from importlib.metadata import version

    names = {"sklearn": ["scikit-learn"], "jax": ["jax", "jaxlib"], "keras": ["keras"]}.get(library, [library])
    return ", ".join(f"{n} {version(n)}" for n in names)


def main():
    makers = {
        "jax": jax_contender, "torch": torch_contender, "keras": keras_contender, "sklearn": sklearn_contender,
        "onnxruntime": onnxruntime_contender}
    prepared = {}
    answers, sys.stdout = sys.stdout, sys.stderr  # what the libraries print is no answer
    for line in sys.stdin:
        what, *rest = line.split()
        try:
            if what == "versions":
                answer = versions()
            elif what == "forget":
                prepared.clear()
                answer = "done"
            elif what == "prepare":
                prepared[tuple(rest)] = made = makers[library](*rest)
                answer = f"ready {made[1]}"
            else:
                run, steps = prepared[tuple(rest)]
                start, cpu = time.perf_counter(), time.process_time()
                run()
                wall, cpu = time.perf_counter() - start, time.process_time() - cpu
                answer = f"{wall / steps!r} {cpu / steps!r}"
        except Exception as error:  # told to the one who compares, who goes on without
            answer = "skip " + f"{type(error).__name__}: {error}".split("\n")[0][:200]
        print(answer, file=answers, flush=True)


main()
