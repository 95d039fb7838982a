"""`course_lib`, as the benchmark calls it: dense and recurrent layers, losses and training.

``NAME(sizes, params, x, dy)`` makes a layer with the given params, which are in PyTorch's names and
layout, and returns three functions: ``forward`` and ``forward_backward``, which are timed, and
``results``, the arrays to compare with PyTorch's. ``train_NAME(sizes, params, x, target)`` returns
one function, which trains for one epoch and returns the mean loss.
"""

from itertools import pairwise

import numpy as np

from course_lib import (
    GRU,
    LSTM,
    RNN,
    Adam,
    Bidirectional,
    Conv2D,
    Dense,
    Flatten,
    LastStep,
    MaxPool2D,
    MeanSquaredError,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    clip_by_global_norm,
    from_torch,
    to_torch,
)


def timed(layer, x, dy, named):
    """Return the three functions of a layer; ``named`` gives the gradients PyTorch's names."""
    kept = {}

    def forward():
        return layer.forward(x)[0]

    def forward_backward():
        y, cache = layer.forward(x)
        dx, grads = layer.backward(dy, cache)
        kept.update(y=y, dx=dx, grads=grads)

    def results():
        return {"y": kept["y"], "dx": kept["dx"], **named(kept["grads"])}

    return forward, forward_backward, results


def dense(s, params, x, dy):
    rng, sizes, layers = np.random.default_rng(0), s["sizes"], []
    for n_in, n_out in pairwise(sizes):
        layers += [Dense(n_in, n_out, rng, dtype=x.dtype), ReLU()]
    net = Sequential(*layers[:-1])
    names = {f"{2 * i}.{name}": f"{name}{i}" for i in range(len(sizes) - 1) for name in "Wb"}
    for ours, theirs in names.items():
        net.params[ours][...] = params[theirs]
    return timed(net, x, dy, lambda grads: {f"d{names[name]}": g for name, g in grads.items()})


def recurrent(layer, params, x, dy):
    """Time a layer that PyTorch has."""
    from_torch(layer, params)

    def named(grads):
        # A second layer of this kind holds the gradients, so that `to_torch` gives their names.
        for name, value in layer.params.items():
            value[...] = grads[name]
        theirs = to_torch(layer)
        for name in theirs:
            # The two biases of a gate have one gradient.
            if name.startswith("bias_hh"):
                both = theirs[name.replace("hh", "ih")].copy()
                n = len(layer.params.get("b_h", ()))
                if n:
                    both[-n:] = theirs[name][-n:]
                theirs[name] = both
        from_torch(layer, params)
        return {f"d{name}": g for name, g in theirs.items()}

    return timed(layer, x, dy, named)


def rnn(s, params, x, dy):
    return recurrent(RNN(s["D"], s["H"], np.random.default_rng(0), dtype=x.dtype), params, x, dy)


def lstm(s, params, x, dy):
    return recurrent(LSTM(s["D"], s["H"], np.random.default_rng(0), dtype=x.dtype), params, x, dy)


def gru(s, params, x, dy):
    layer = GRU(s["D"], s["H"], np.random.default_rng(0), reset="after", dtype=x.dtype)
    return recurrent(layer, params, x, dy)


def bilstm(s, params, x, dy):
    rng = np.random.default_rng(0)
    two = [LSTM(s["D"], s["H"], rng, dtype=x.dtype) for _ in range(2)]
    return recurrent(Bidirectional(*two), params, x, dy)


def peephole(s, params, x, dy):
    H, rng = s["H"], np.random.default_rng(0)
    plain = LSTM(s["D"], H, rng, dtype=x.dtype)
    layer = LSTM(s["D"], H, rng, peephole="gers", dtype=x.dtype)
    from_torch(plain, {name: value for name, value in params.items() if name != "p"})
    for name, value in plain.params.items():
        layer.params[name][...] = value
    layer.params["p"][...] = params["p"]

    def named(grads):
        for name, value in plain.params.items():
            value[...] = grads[name]
        theirs = to_torch(plain)
        theirs["bias_hh_l0"] = theirs["bias_ih_l0"]
        return {**{f"d{name}": g for name, g in theirs.items()}, "dp": grads["p"]}

    return timed(layer, x, dy, named)


def softmax_ce(s, params, x, target):
    criterion, kept = SoftmaxCrossEntropy(), {}

    def forward():
        return criterion.forward(x, target)[0]

    def forward_backward():
        loss, cache = criterion.forward(x, target)
        dx, _ = criterion.backward(1.0, cache)
        kept.update(y=np.asarray(loss), dx=dx)

    return forward, forward_backward, lambda: kept


def train_mlp(s, params, x, target):
    rng, sizes, layers = np.random.default_rng(0), s["sizes"], []
    for n_in, n_out in pairwise(sizes):
        layers += [Dense(n_in, n_out, rng, dtype=x.dtype), ReLU()]
    net = Sequential(*layers[:-1])
    names = {f"{2 * i}.{name}": f"{name}{i}" for i in range(len(sizes) - 1) for name in "Wb"}
    return training(net, names, params, s, x, target, SoftmaxCrossEntropy())


def train_cnn(s, params, x, target):
    rng, dtype = np.random.default_rng(0), x.dtype
    net = Sequential(
        Conv2D(1, 16, 3, rng, padding=1, dtype=dtype),
        ReLU(),
        MaxPool2D(2),
        Conv2D(16, 32, 3, rng, padding=1, dtype=dtype),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dense(128, 10, rng, dtype=dtype),
    )
    places = enumerate((0, 3, 7))
    names = {f"{place}.{name}": f"{name}{i}" for i, place in places for name in "Wb"}
    return training(net, names, params, s, x, target, SoftmaxCrossEntropy())


def train_adding(s, params, x, target):
    rng = np.random.default_rng(0)
    lstm = LSTM(2, s["H"], rng, dtype=x.dtype)
    from_torch(lstm, {name: value for name, value in params.items() if name not in "Wb"})
    net = Sequential(lstm, LastStep(), Dense(s["H"], 1, rng, dtype=x.dtype))
    names, xs = {"2.W": "W", "2.b": "b"}, np.ascontiguousarray(x.swapaxes(0, 1))
    return training(
        net, names, params, s, xs, target, MeanSquaredError(), lr=1e-2, clip=1.0, batch_axis=1
    )


def training(net, names, params, s, x, target, criterion, lr=1e-3, clip=None, batch_axis=0):
    """Return a function that trains for one epoch; both sides draw the same order."""
    for ours, theirs in names.items():
        net.params[ours][...] = params[theirs]
    optimizer, rng, n = Adam(net.params, lr), np.random.default_rng(5), s["B"]

    def epoch():
        losses, order = [], rng.permutation(len(target))
        for start in range(0, len(target) - n + 1, n):
            batch = order[start : start + n]
            scores, cache = net.forward(np.take(x, batch, axis=batch_axis))
            loss, loss_cache = criterion.forward(scores, target[batch])
            dscores, _ = criterion.backward(1.0, loss_cache)
            _, grads = net.backward(dscores, cache)
            optimizer.step(grads if clip is None else clip_by_global_norm(grads, clip)[0])
            losses.append(loss)
        return float(np.mean(losses))

    return epoch
