"""Make conv.npz and pooling.npz: what PyTorch computes in float64. The tests read the files alone.

Usage: python make_conv.py, in an environment that has torch.
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

HERE = Path(__file__).parent


def run(function, inputs, dy_from):
    """Return the arrays of one case: inputs, y, dy and the gradient of each input."""
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in inputs.items()}
    y = function(**tensors)
    dy = dy_from.normal(size=tuple(y.shape))
    y.backward(torch.tensor(dy))
    arrays = {"y": y.detach().numpy(), "dy": dy, **inputs}
    arrays.update({f"d{name}": tensor.grad.numpy() for name, tensor in tensors.items()})
    return arrays


def convolution(stride, padding, mode):
    def function(x, W, b):
        if mode == "reflect":
            sides = [p for p in reversed(padding) for _ in range(2)]
            x = functional.pad(x, sides, mode="reflect")
        conv = functional.conv1d if W.ndim == 3 else functional.conv2d
        return conv(x, W, b, stride, 0 if mode == "reflect" else padding)

    return function


def main():
    rng = np.random.default_rng(20170323)
    cases = {
        "plain": ((2, 3, 6, 5), (4, 3, 3, 2), (1, 1), (0, 0), "zeros"),
        "padded": ((3, 1, 5, 6), (2, 1, 3, 3), (1, 1), (1, 2), "zeros"),
        "strided": ((2, 3, 7, 8), (2, 3, 3, 2), (2, 3), (1, 0), "zeros"),
        "reflect": ((2, 2, 5, 6), (3, 2, 3, 3), (1, 2), (2, 1), "reflect"),
        "signal": ((3, 2, 9), (4, 2, 4), (2,), (1,), "zeros"),
    }
    arrays = {}
    for name, (x, W, stride, padding, mode) in cases.items():
        inputs = {k: rng.normal(size=shape) for k, shape in {"x": x, "W": W, "b": W[:1]}.items()}
        found = run(convolution(stride, padding, mode), inputs, rng)
        found.update(stride=np.array(stride), padding=np.array(padding))
        arrays.update({f"{name}.{key}": value for key, value in found.items()})
    np.savez_compressed(HERE / "conv.npz", **arrays)

    pools = {
        "MaxPool2D": functional.max_pool2d,
        "AvgPool2D": functional.avg_pool2d,
        "L2Pool2D": lambda x, size, stride: functional.lp_pool2d(x, 2.0, size, stride),
        "MaxPool1D": functional.max_pool1d,
        "AvgPool1D": functional.avg_pool1d,
        "L2Pool1D": lambda x, size, stride: functional.lp_pool1d(x, 2.0, size, stride),
    }
    arrays = {}
    for name, function in pools.items():
        for size, stride in ((2, 2), (3, 2)):
            shape = (2, 3, 7, 6) if name.endswith("2D") else (2, 3, 8)
            inputs = {"x": rng.normal(size=shape)}
            found = run(lambda x, f=function, k=size, s=stride: f(x, k, s), inputs, rng)
            arrays.update({f"{name} {size} {stride}.{key}": a for key, a in found.items()})
    np.savez_compressed(HERE / "pooling.npz", **arrays)


if __name__ == "__main__":
    main()
