"""The block of the page on two directions, and our layer with its weights."""

import numpy as np

from course_lib import RNN, Bidirectional
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    layer = same_weights(Bidirectional(RNN(3, 5, rng), RNN(3, 5, rng)), block["rnn"])
    ys, cache = layer.forward(block["x"].numpy())
    (h,), (g,) = cache.state
    yield "hs", block["hs"], ys
    yield "h_n", block["h_n"], np.stack([h, g])
    yield "trap", block["trap"], ys[-1]
    yield "whole", block["whole"], np.concatenate([h, g], axis=1)
