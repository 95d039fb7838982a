"""The block on convolution over time, and our layers with its weights."""

import numpy as np

from course_lib import Conv1D
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    conv = same_weights(Conv1D(12, 32, 7, rng, padding=3), block["conv"])
    yield "y", block["y"], conv.forward(block["x"].numpy())[0]
    causal = same_weights(Conv1D(12, 32, 7, rng), block["causal"])
    yield "y_past", block["y_past"], causal.forward(block["past"].numpy())[0]
