"""One neuron that learns to say yes to one digit: its weights are a picture."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.datasets import mnist5k
from course_lib.datasets.mnist import SIDE
from course_lib.fully_connected.activations import sigmoid
from course_lib.protocol import Array

EPOCHS, BATCH, RATE = 5, 50, 0.05


class DigitNeuron(NamedTuple):
    """A trained neuron."""

    w: Array
    """(784,), a weight for each pixel, row by row from the top."""
    b: float
    """Its bias, rounded to one digit: then rounded sums on a page add up."""


class Answers(NamedTuple):
    """What a neuron says of the 1,000 test digits."""

    yes_right: int
    """How many of the 100 pictures of its digit get an answer above one half."""
    yes_wrong: int
    """How many of the 900 others do."""


@cache
def digit_neuron(digit: int) -> DigitNeuron:
    """Train one sigmoid neuron to tell ``digit`` from all others.

    Parameters
    ----------
    digit : int
        0 to 9.

    Returns
    -------
    DigitNeuron
        Kept, so that a second call costs nothing. Do not change it.

    Raises
    ------
    ValueError
        If ``digit`` is no digit.

    Notes
    -----
    Gradient descent on the cross-entropy, from weights of 0: one neuron alone needs no random
    start. A pixel that no training picture has ink in keeps its 0.

    Examples
    --------
    >>> digit_neuron(0).w.shape
    (784,)
    """
    if digit not in range(10):
        raise ValueError(f"digit_neuron: digit is {digit!r}, expected a whole number from 0 to 9.")
    train, _ = mnist5k()
    x, target = train.images.reshape(-1, SIDE * SIDE), (train.labels == digit).astype(float)
    w, b = np.zeros(SIDE * SIDE), 0.0
    for start in range(0, EPOCHS * len(x), BATCH):
        rows = slice(start % len(x), start % len(x) + BATCH)
        error = sigmoid(x[rows] @ w + b) - target[rows]
        w -= RATE * error @ x[rows] / BATCH
        b -= RATE * float(error.mean())
    return DigitNeuron(w, round(b, 1))


def answers(digit: int) -> Answers:
    """Count what the neuron of ``digit`` says of the test digits.

    Examples
    --------
    >>> answers(0).yes_right > 80
    True
    """
    neuron, (_, test) = digit_neuron(digit), mnist5k()
    yes = test.images.reshape(-1, SIDE * SIDE) @ neuron.w + neuron.b > 0
    right = test.labels == digit
    return Answers(int((yes & right).sum()), int((yes & ~right).sum()))
