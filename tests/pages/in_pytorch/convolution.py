"""The block of the page on convolution, and our layers with its weights."""

import numpy as np

from course_lib import Conv2D
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    x = block["x"].numpy()
    conv = same_weights(Conv2D(3, 8, 5, rng, stride=2, padding=1), block["conv"])
    yield "y", block["y"], conv.forward(x)[0]
    same = same_weights(Conv2D(3, 8, 3, rng, padding=1), block["same"])
    yield "y_same", block["y_same"], same.forward(x)[0]
    # Dilation 2: a kernel of 5 x 5 with zeros between the weights.
    wide, weights = Conv2D(3, 8, 5, rng), block["wide"].state_dict()
    wide.params["W"][:] = 0
    wide.params["W"][..., ::2, ::2] = weights["weight"].numpy()
    wide.params["b"][:] = weights["bias"].numpy()
    yield "y_wide", block["y_wide"], wide.forward(x)[0]
