"""The block of the page on first weights: how far PyTorch's draws reach, and its biases."""

import numpy as np

from course_lib import Dense


def reaching(largest, bound):
    """Return the largest of 400 even draws up to a bound, or where they should have been."""
    return np.clip(largest, 0.9 * bound, bound)


def compare(block):
    largest, xavier = block["largest"].numpy(), block["xavier"].numpy()
    yield "largest", block["largest"], reaching(largest, 400**-0.5)
    yield "xavier", block["xavier"], reaching(xavier, (6 / 500) ** 0.5)
    yield "bias", block["bias"], Dense(400, 100, np.random.default_rng(0)).params["b"]
