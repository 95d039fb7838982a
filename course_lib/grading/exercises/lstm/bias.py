"""Lab 4, exercise 3: a first bias with which the memory lasts as long as it should."""

from collections.abc import Callable
from itertools import combinations
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


BLOCKS = ("z", "the input gates", "the forget gates", "the output gates")


def wrong_blocks() -> list[Wrong]:
    """Return the answers that set several blocks, or none."""
    sets = [some for n in (2, 3) for some in combinations(range(4), n) if some != (1, 2, 3)]
    listed = [
        places_are(f"sets the biases of {' and of '.join(BLOCKS[i] for i in some)}", *some)
        for some in sets
    ]
    return [*listed, places_are("is 0 everywhere: no block is set")]


def at_places(says: str, *places: Callable[[int], Any]) -> Wrong:
    """Return the answer that sets other entries than those of a block, ``places(n_hidden)``."""

    def answer(n_hidden: int, steps: int, left: float) -> Array:
        b = np.zeros(4 * n_hidden)
        for place in places:
            b[place(n_hidden)] = first_bias(1, steps, left)[FORGET]
        return b

    return Wrong(says, answer)


def with_opposite_at(*places: int) -> Callable[[int, int, float], Array]:
    """Return the answer that sets other blocks too, to the opposite bias."""
    return lambda n_hidden, steps, left: (
        first_bias(n_hidden, steps, left)
        - spread(n_hidden, first_bias(1, steps, left)[FORGET], *places)
    )


def always(number: float) -> Callable[[int, Any], float]:
    """Return the rule of which the bias is one number."""
    return lambda steps, left: number


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
        *wrong_blocks(),
        at_places(
            "sets one entry of each four, as if the gates took turns; each gate has a whole block",
            lambda n: slice(FORGET, None, 4),
        ),
        at_places(
            "sets one entry of a block; all of its units have this bias",
            lambda n: FORGET * n,
        ),
        at_places(
            "sets two entries, whatever the number of units; a block has one for each unit",
            lambda n: slice(FORGET * n, FORGET * n + 2),
        ),
        bias_is(
            "divides the bias by the steps; the gate is the root of the share, and no more",
            lambda steps, left: odds(left ** (1 / steps)) / steps,
        ),
        at_places(
            "sets one entry of b, whatever the number of units; a block has one for each unit",
            lambda n: FORGET,
        ),
        Wrong(
            "sets other biases too; those that are not asked stay 0",
            lambda n_hidden, steps, left: np.where(
                first_bias(n_hidden, steps, left) == 0, 1.0, first_bias(n_hidden, steps, left)
            ),
        ),
        bias_is(
            "takes σ of the gate; needed is the number of which σ makes the gate",
            lambda steps, left: 1 / (1 + np.exp(-(left ** (1 / steps)))),
        ),
        bias_is(
            "divides the bias of one single step by the steps; the gate is a root",
            lambda steps, left: odds(left) / steps,
        ),
        bias_is(
            "divides the share by the steps; the gate multiplies at each step",
            lambda steps, left: odds(left / steps),
        ),
        bias_is(
            "takes the square root whatever the number of steps",
            lambda steps, left: odds(np.sqrt(left)),
        ),
        bias_is(
            "counts one step too many",
            lambda steps, left: odds(left ** (1 / (steps + 1))),
        ),
        bias_is(
            "counts one step too few",
            lambda steps, left: odds(left ** (1 / max(steps - 1, 1))),
        ),
        bias_is(
            "lets the share be lost where it should be left",
            lambda steps, left: odds((1 - left) ** (1 / steps)),
        ),
        bias_is(
            "has the logarithm to the base 10; e belongs to σ",
            lambda steps, left: odds(left ** (1 / steps)) / np.log(10),
        ),
        bias_is(
            "has the logarithm to the base 2; e belongs to σ",
            lambda steps, left: odds(left ** (1 / steps)) / np.log(2),
        ),
        bias_is(
            "lacks the logarithm: the fraction of g and 1 - g is not yet the bias",
            lambda steps, left: np.exp(odds(left ** (1 / steps))),
        ),
        bias_is(
            "turns tanh round; a gate is made by σ",
            lambda steps, left: np.arctanh(left ** (1 / steps)),
        ),
        bias_is(
            "has the bottom of the fraction alone: g stands above 1 - g",
            lambda steps, left: -np.log1p(-(left ** (1 / steps))),
        ),
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
        bias_is(
            "has infinity: its gate is 1, as if the exponent were 0; a whole-number division?",
            lambda steps, left: odds(left ** (1 // steps)),
        ),
        *(
            Wrong(
                f"sets the biases of {' and of '.join(BLOCKS[i] for i in places)} too; they stay 0",
                with_opposite_at(*places),
            )
            for n in (1, 2, 3)
            for places in combinations((0, 1, 3), n)
        ),
        bias_is(
            "is never below 0; a gate that is less than half open has a negative bias",
            lambda steps, left: max(odds(left ** (1 / steps)), 0.0),
        ),
        *(
            bias_is("does not change with the share that is left; it counts", rule)
            for rule in (
                lambda steps, left: np.log(max(steps - 1, 1)),
                lambda steps, left: np.log(steps - 1),
                lambda steps, left: np.log(steps + 1),
                lambda steps, left: np.log(2 * steps),
                lambda steps, left: np.log(steps / 2),
                lambda steps, left: odds(np.exp(-1 / steps)),
                lambda steps, left: steps,
            )
        ),
        *(
            bias_is("is one number for all steps and shares; both of them count", always(number))
            for number in (1, 2, 3, 5, 10)
        ),
    ),
)
