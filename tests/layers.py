"""The one list of layers: every law of test_protocol.py holds for each of them.

A new layer is one line here. A public layer that is left out fails a test.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib import Dense, ReLU, Sequential, Sigmoid, Tanh
from course_lib.protocol import Array, Layer


class Case(NamedTuple):
    """How to make a layer, and the shape of an input for it."""

    make: Callable[[np.random.Generator, Any], Layer]
    shape: tuple[int, ...]
    batch_axis: int = 0


LAYERS: dict[str, Case] = {
    "Dense": Case(lambda rng, dtype: Dense(3, 4, rng, dtype=dtype), (5, 3)),
    "Dense, leading axes": Case(lambda rng, dtype: Dense(3, 4, rng, dtype=dtype), (2, 5, 3)),
    "Sigmoid": Case(lambda rng, dtype: Sigmoid(), (5, 3)),
    "Tanh": Case(lambda rng, dtype: Tanh(), (5, 3)),
    "ReLU": Case(lambda rng, dtype: ReLU(), (5, 3)),
    "Sequential": Case(
        lambda rng, dtype: Sequential(
            Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, 2, rng, dtype=dtype)
        ),
        (5, 3),
    ),
}


def draw_input(case: Case, rng: np.random.Generator, dtype: Any = np.float64) -> Array:
    """Return an input whose entries all differ by at least 1e-2 and are as far from 0.

    So no entry is near a kink (ReLU at 0) and no two are near a tie (the maximum of a window).
    """
    size = int(np.prod(case.shape))
    steps = rng.permutation(np.arange(size) - size // 2) + 0.5
    return (steps * (4 / size) + rng.uniform(-1e-3, 1e-3, size)).reshape(case.shape).astype(dtype)
