"""What is measured: sizes, params in PyTorch's names and layout, inputs, gradients of outputs."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from course_lib.datasets import adding, mnist5k


class Workload(NamedTuple):
    """A name of a function in the adapters, its sizes, and the ratio to PyTorch that is the aim."""

    kind: str
    sizes: dict
    goal: float


def over_time(kind, H, goal):
    return Workload(kind, {"T": 100, "B": 32, "D": H, "H": H}, goal)


def conv(B, C, S, F, K, goal):
    return Workload("conv2d", {"N": B, "C": C, "S": S, "F": F, "K": K, "pad": K // 2}, goal)


def pool(kind, goal):
    return Workload(kind, {"N": 32, "C": 32, "S": 32}, goal)


LAYERS = {
    "dense 784-512-512-10": Workload("dense", {"sizes": (784, 512, 512, 10), "B": 128}, 0.43),
    "RNN, H 128": over_time("rnn", 128, 0.36),
    "RNN, H 512": over_time("rnn", 512, 0.47),
    "LSTM, H 128": over_time("lstm", 128, 1.15),
    "LSTM, H 512": over_time("lstm", 512, 1.00),
    "GRU, H 128": over_time("gru", 128, 0.42),
    "GRU, H 512": over_time("gru", 512, 0.45),
    "bidirectional LSTM": over_time("bilstm", 128, 1.20),
    "peephole LSTM": over_time("peephole", 128, 0.40),
    "conv 3×3, 16 → 32": conv(32, 16, 32, 32, 3, 1.35),
    "conv 5×5, 16 → 32": conv(32, 16, 32, 32, 5, 1.60),
    "conv 3×3, 1 → 8": conv(64, 1, 28, 8, 3, 0.42),
    "conv 5×5, 1 → 16": conv(64, 1, 28, 16, 5, 0.55),
    "max pool": pool("maxpool", 0.3),
    "average pool": pool("avgpool", 0.3),
    "L2 pool": pool("l2pool", 0.2),
    "loss, 10 classes": Workload("softmax_ce", {"B": 128, "K": 10}, 0.5),
    "loss, 1000 classes": Workload("softmax_ce", {"B": 512, "K": 1000}, 1.0),
}

TRAINING = {
    "epoch of an MLP": Workload("train_mlp", {"sizes": (64, 256, 128, 10), "B": 32}, 0.36),
    "epoch of a CNN": Workload("train_cnn", {"B": 32}, 0.75),
    "epoch of an LSTM": Workload("train_adding", {"T": 100, "B": 50, "H": 64, "N": 2000}, 1.0),
}

GATES = {"rnn": 1, "lstm": 4, "gru": 3, "bilstm": 4, "peephole": 4}


def gflop(work):
    """Return the 10⁹ operations of the matrix products, None where these are not most of the work.

    Each product of forward has two as large in backward, for the gradients of the weights and of
    the input, and a multiply-add is two operations.
    """
    kind, s, _ = work
    if kind == "dense":
        multiply_adds = s["B"] * sum(n * m for n, m in pairwise(s["sizes"]))
    elif kind in GATES:
        ways = 2 if kind == "bilstm" else 1
        multiply_adds = ways * s["T"] * s["B"] * GATES[kind] * s["H"] * (s["D"] + s["H"])
    elif kind == "conv2d" and s["C"] > 1:
        multiply_adds = s["N"] * s["F"] * s["S"] ** 2 * s["C"] * s["K"] ** 2
    else:
        return None
    return 3 * 2 * multiply_adds / 1e9


def layer_data(work, dtype):
    """Return the params, the input, and the gradient of the output (for a loss: the classes)."""
    rng, (kind, s, _) = np.random.default_rng(0), work

    def normal(*shape, scale=1.0):
        return (rng.standard_normal(shape) * scale).astype(dtype)

    if kind == "dense":
        params = {}
        for i, (n, m) in enumerate(pairwise(s["sizes"])):
            params |= {f"W{i}": normal(m, n, scale=n**-0.5), f"b{i}": normal(m, scale=0.1)}
        return params, normal(s["B"], s["sizes"][0]), normal(s["B"], s["sizes"][-1])
    if kind in GATES:
        T, B, D, H = (s[name] for name in "TBDH")
        params, rows, scale = {}, GATES[kind] * H, H**-0.5
        for way in ("", "_reverse") if kind == "bilstm" else ("",):
            for name, shape in (("ih", (rows, D)), ("hh", (rows, H))):
                params[f"weight_{name}_l0{way}"] = normal(*shape, scale=scale)
                params[f"bias_{name}_l0{way}"] = normal(rows, scale=scale)
        if kind == "peephole":
            params["p"] = normal(3, H, scale=scale)
        return params, normal(T, B, D), normal(T, B, H * (2 if kind == "bilstm" else 1))
    if kind == "conv2d":
        N, C, S, F, K = (s[name] for name in "NCSFK")
        params = {"W": normal(F, C, K, K, scale=(C * K * K) ** -0.5), "b": normal(F, scale=0.1)}
        return params, normal(N, C, S, S), normal(N, F, S, S)
    if kind == "softmax_ce":
        return {}, normal(s["B"], s["K"], scale=3.0), rng.integers(0, s["K"], s["B"])
    N, C, S = (s[name] for name in "NCS")
    return {}, normal(N, C, S, S), normal(N, C, S // 2, S // 2)


def training_data(work):
    """Return first params, inputs and targets, the samples on axis 0, all float32."""
    rng, (kind, s, _) = np.random.default_rng(1), work

    def uniform(*shape, n_in):
        return rng.uniform(-(n_in**-0.5), n_in**-0.5, shape).astype(np.float32)

    if kind == "train_adding":
        H = s["H"]
        params = {
            "weight_ih_l0": uniform(4 * H, 2, n_in=H),
            "weight_hh_l0": uniform(4 * H, H, n_in=H),
            "bias_ih_l0": uniform(4 * H, n_in=H),
            "bias_hh_l0": np.zeros(4 * H, np.float32),
            "W": uniform(1, H, n_in=H),
            "b": np.zeros(1, np.float32),
        }
        xs, target = adding(s["N"], s["T"], rng, dtype=np.float32)
        return params, np.ascontiguousarray(xs.swapaxes(0, 1)), target
    digits, _ = mnist5k(size=7, n_train=1440, dtype=np.float32)
    images = np.pad(digits.images, ((0, 0), (0, 1), (0, 1)))
    if kind == "train_mlp":
        sizes, params = s["sizes"], {}
        for i, (n, m) in enumerate(pairwise(sizes)):
            params |= {f"W{i}": uniform(m, n, n_in=n), f"b{i}": np.zeros(m, np.float32)}
        return params, images.reshape(-1, 64), digits.labels
    shapes = {"0": (16, 1, 3, 3), "1": (32, 16, 3, 3), "2": (10, 128)}
    params = {f"W{i}": uniform(*shape, n_in=np.prod(shape[1:])) for i, shape in shapes.items()}
    params |= {f"b{i}": np.zeros(shape[0], np.float32) for i, shape in shapes.items()}
    return params, images[:, np.newaxis], digits.labels
