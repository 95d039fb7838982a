"""The block of the page on gradient checking: the same slopes by both checks."""

import numpy as np

from course_lib import numerical_gradient


def compare(block):
    x = block["x"].detach().numpy().copy()
    yield "dx", block["dx"], numerical_gradient(lambda: float(np.tanh(x).sum()), x)
    yield "passed", np.asarray(float(block["passed"])), np.asarray(1.0)
