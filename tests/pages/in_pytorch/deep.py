"""The block of the page on deep recurrent nets, and our stack with its weights."""

import numpy as np

from course_lib import RNN, Stack
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    layer = same_weights(Stack(RNN(3, 5, rng), RNN(5, 5, rng)), block["rnn"])
    hs, cache = layer.forward(block["x"].numpy())
    yield "hs", block["hs"], hs
    yield "h_n", block["h_n"], np.stack([state[0] for state in cache.state])
