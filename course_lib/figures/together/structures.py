"""What each structure of the course connects, and what it costs: measured on our own layers.

The figure of `which_structure` draws it beside each answer.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from course_lib.convolution.conv import Conv1D
from course_lib.convolution.reshape import ImageToSequence, SequenceToImage
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.params.counting import count_parameters
from course_lib.protocol import Array
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN

STEPS, LONG, H = 10, 1000, 4


class Structure(NamedTuple):
    """A structure for sequences of one number a step."""

    build: Callable[[int, np.random.Generator], Any]
    """From the length n and a generator, a layer."""
    takes: str
    """The shape that it takes: "row" (1, n), "signal" (1, 1, n) or "sequence" (n, 1, 1)."""
    waits: bool
    """Whether a step must wait for the one before."""


def _cldnn(n: int, rng: np.random.Generator) -> Sequential:
    convolution = Conv1D(1, H, 3, rng, padding=1)
    return Sequential(
        SequenceToImage(1), convolution, ImageToSequence(), LSTM(H, H, rng, forget_bias=1.0)
    )


STRUCTURES = {
    "table": Structure(lambda n, rng: Dense(n, n, rng), "row", False),
    "picture": Structure(lambda n, rng: Conv1D(1, H, 3, rng, padding=1), "signal", False),
    "stream": Structure(lambda n, rng: RNN(1, H, rng), "sequence", True),
    "far": Structure(lambda n, rng: LSTM(1, H, rng, forget_bias=3.0), "sequence", True),
    "whole": Structure(
        lambda n, rng: Bidirectional(LSTM(1, H, rng), LSTM(1, H, rng)), "sequence", True
    ),
    "both": Structure(_cldnn, "sequence", True),
}
"""For each kind of data."""


@cache
def connections(data: str) -> Array:
    """Return how strongly each output step reacts to each input step, (10, 10), before training.

    Rows are outputs. Entry [t, s] is the norm of ∂y^t / ∂x^s, by differences.

    Examples
    --------
    >>> (connections("picture")[4] > 0).nonzero()[0]
    array([3, 4, 5])
    """
    structure, rng = STRUCTURES[data], np.random.default_rng(1)
    layer, x = structure.build(STEPS, rng), 0.5 * rng.normal(size=STEPS)
    shape = {"row": (1, -1), "signal": (1, 1, -1), "sequence": (-1, 1, 1)}[structure.takes]

    def outputs(x: Array) -> Array:
        y: Array = layer.forward(x.reshape(shape))[0]
        return y.reshape(STEPS, -1) if structure.takes == "sequence" else y.reshape(-1, STEPS).T

    slopes = np.zeros((STEPS, STEPS))
    for s, one in enumerate(np.eye(STEPS)):
        change = (outputs(x + 1e-5 * one) - outputs(x - 1e-5 * one)) / 2e-5
        slopes[:, s] = np.linalg.norm(change, axis=1)
    return slopes


@cache
def costs(data: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the params for 10 and for 1,000 steps, and how many steps must wait in a row.

    Examples
    --------
    >>> costs("table"), costs("stream")
    (((110, 1001000), (1, 1)), ((24, 24), (10, 1000)))
    """
    structure, rng = STRUCTURES[data], np.random.default_rng(0)
    few, many = (count_parameters(structure.build(n, rng)) for n in (STEPS, LONG))
    return (few, many), ((STEPS, LONG) if structure.waits else (1, 1))
