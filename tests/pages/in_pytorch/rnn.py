"""The block of the page on the naive RNN, and our RNN with its weights."""

import numpy as np

from course_lib import RNN, Dense, softmax
from tests.support.in_pytorch import same_weights


def compare(block):
    layer = same_weights(RNN(3, 5, np.random.default_rng(0)), block["rnn"])
    out = same_weights(Dense(5, 2, np.random.default_rng(0)), block["out"])
    hs, cache = layer.forward(block["x"].numpy())
    yield "hs", block["hs"], hs
    yield "h_n", block["h_n"], cache.state[0][np.newaxis]
    yield "y", block["y"], softmax(out.forward(hs)[0])
