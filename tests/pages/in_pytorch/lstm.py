"""The block of the LSTM's page, and our LSTM with its weights."""

import numpy as np

from course_lib import LSTM
from tests.support.in_pytorch import same_weights


def compare(block):
    layer = same_weights(LSTM(3, 2, np.random.default_rng(0)), block["lstm"])
    hs, cache = layer.forward(block["x"].numpy())
    h, c = cache.state
    yield "hs", block["hs"], hs
    yield "h_n", block["h_n"], h[np.newaxis]
    yield "c_n", block["c_n"], c[np.newaxis]
    forget = slice(2, 4)
    bias = block["lstm"].bias_ih_l0[forget] + block["lstm"].bias_hh_l0[forget]
    yield "the forget bias", bias, np.ones(2)
