"""The block of the page on the CLDNN, and our chain of layers with its weights."""

import numpy as np

from course_lib import (
    LSTM,
    Conv2D,
    Dense,
    ImageToSequence,
    LastStep,
    MaxPool2D,
    ReLU,
    Sequential,
)
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    conv = same_weights(Conv2D(1, 8, 3, rng, padding=1), block["conv"])
    lstm = same_weights(LSTM(56, 20, rng), block["lstm"])
    out = same_weights(Dense(20, 10, rng), block["out"])
    turned = Sequential(conv, ReLU(), MaxPool2D((2, 1)), ImageToSequence())
    frames, _ = turned.forward(block["x"].numpy())
    hs, cache = lstm.forward(frames)
    scores, _ = Sequential(LastStep(), out).forward(hs)
    yield "frames", block["frames"], frames
    yield "hs", block["hs"], hs
    yield "h_n", block["h_n"], cache.state[0][np.newaxis]
    yield "c_n", block["c_n"], cache.state[1][np.newaxis]
    yield "scores", block["scores"], scores
