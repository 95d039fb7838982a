"""The block on channels, and our convolutions with its weights."""

import numpy as np

from course_lib import Conv2D
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    x = block["x"].numpy()
    conv = same_weights(Conv2D(2, 3, 2, rng), block["conv"])
    yield "y", block["y"], conv.forward(x)[0]
    one = same_weights(Conv2D(2, 4, 1, rng), block["one"])
    yield "y1", block["y1"], one.forward(x)[0]
    # Depthwise: a convolution of its own for each map, and nothing is added over maps.
    alone = Conv2D(1, 1, 2, rng)
    weights = block["depthwise"].state_dict()
    for m in range(2):
        alone.params["W"][0] = weights["weight"][m].numpy()
        alone.params["b"][0] = weights["bias"][m].numpy()
        yield (
            f"map {m}",
            block["depthwise"](block["x"])[:, m : m + 1],
            alone.forward(x[:, m : m + 1])[0],
        )
