"""Lab 4, exercise 3: a first bias with which the memory lasts as long as it should."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.protocol import Array

FORGET = 2
"""The place of the forget gate among the blocks z, zi, zf, zo."""


def bias_cases(rng: np.random.Generator) -> list[Case]:
    """Draw n_hidden, steps and left; the last gate is less than half open."""
    cases: list[Case] = [
        (n_hidden, steps, float(rng.uniform(0.2, 0.9)))
        for n_hidden, steps in ((3, 20), (1, 2), (4, 100), (2, 1000))
    ]
    return [*cases, (2, 2, float(rng.uniform(0.05, 0.2)))]


def bias_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw one step that forgets most, and ten thousand that forget little."""
    return [(2, 1, float(rng.uniform(0.01, 0.1))), (3, 10_000, float(rng.uniform(0.9, 0.99)))]


def odds(gate: Any) -> Any:
    """Return ln(gate / (1 - gate)), of which σ makes the gate."""
    return np.log(gate) - np.log1p(-gate)


def first_bias(n_hidden: int, steps: int, left: float) -> Array:
    """Return the biases (4 H,) with which ``left`` of the memory is left after ``steps`` steps."""
    return spread(n_hidden, odds(np.float64(left) ** (1 / steps)), FORGET)


def spread(n_hidden: int, bias: Any, *places: int) -> Array:
    """Return biases that are 0 but in some of the four blocks."""
    b = np.zeros((4, n_hidden))
    b[list(places)] = bias
    return b.ravel()


def bias_is(says: str, wrong: Callable[[int, Any], Any]) -> Wrong:
    """Return the answer in which a forget gate's bias is ``wrong(steps, left)``."""
    return Wrong(
        says,
        lambda n_hidden, steps, left: spread(n_hidden, wrong(steps, np.float64(left)), FORGET),
    )


def places_are(says: str, *places: int) -> Wrong:
    """Return the answer that sets other blocks."""
    return Wrong(
        says,
        lambda n_hidden, steps, left: spread(n_hidden, first_bias(1, steps, left)[FORGET], *places),
    )


FIRST_BIAS = Exercise(
    name="first_bias",
    reference=first_bias,
    cases=bias_cases,
    extremes=bias_extremes,
    wrong=(
        places_are("sets the second block, which is that of the input gates", 1),
        places_are("sets the last block, which is that of the output gates", 3),
        places_are("sets the first block, which is that of z", 0),
        places_are("sets all four blocks; the other biases stay 0", 0, 1, 2, 3),
        places_are("sets all three gates; the other biases stay 0", 1, 2, 3),
        Wrong(
            "is the block of the forget gates alone; b has four blocks",
            lambda n_hidden, steps, left: first_bias(n_hidden, steps, left)[
                FORGET * n_hidden : (FORGET + 1) * n_hidden
            ],
        ),
        bias_is(
            "holds the value of the gate; σ has to make this value of the bias",
            lambda steps, left: left ** (1 / steps),
        ),
        bias_is(
            "loses so much in one single step; the gate multiplies at each step",
            lambda steps, left: odds(left),
        ),
        bias_is(
            "takes a power of the share where a root is needed",
            lambda steps, left: odds(left**steps),
        ),
        bias_is(
            "takes the same amount off at each step; a gate takes the same share",
            lambda steps, left: odds(1 - (1 - left) / steps),
        ),
        bias_is(
            "is the logarithm of the gate; σ is not the exponential function",
            lambda steps, left: np.log(left) / steps,
        ),
        bias_is(
            "is the rule ln T, for which the share does not matter",
            lambda steps, left: np.log(steps),
        ),
        bias_is(
            "has the opposite sign: these gates begin as shut as they should be open",
            lambda steps, left: -odds(left ** (1 / steps)),
        ),
    ),
)
