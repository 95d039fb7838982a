"""The block of the GRU's page, and our GRU with its weights."""

import numpy as np

from course_lib import GRU
from tests.support.in_pytorch import same_weights


def compare(block):
    layer = GRU(4, 3, np.random.default_rng(0), reset="after")
    same_weights(layer, block["gru"])
    hs, cache = layer.forward(block["x"].numpy())
    yield "hs", block["hs"], hs
    yield "h_n", block["h_n"], cache.state[0][np.newaxis]
    yield "the last of hs", block["hs"][-1], block["h_n"][0]
