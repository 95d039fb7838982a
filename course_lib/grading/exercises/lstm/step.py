"""Lab 4, exercise 1: one step of the LSTM."""

from collections.abc import Callable
from itertools import permutations

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, at_rest
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTMCell

Parts = list[Array]


def cell_of(W: Array, b: Array) -> LSTMCell:
    """Return the library's cell with these params."""
    H = len(W) // 4
    cell = LSTMCell(W.shape[1] - H, H, np.random.default_rng(0))
    cell.params = {"W": W, "b": b}
    return cell


def step_cases(rng: np.random.Generator) -> list[Case]:
    """Draw x (B, D), h_prev and c_prev (B, H), W (4 H, D + H), b (4 H,); D, H, B equal first.

    The last step is the first of a sequence: its state and its memory are 0.
    """
    sizes = (3, 3, 3), (4, 2, 5), (2, 3, 1), (1, 4, 2), (1, 1, 1), (2, 3, 2)
    *steps, first = (drawn(rng, *of_step) for of_step in sizes)
    return [*steps, at_rest(first, 1, 2)]


def drawn(rng: np.random.Generator, B: int, D: int, H: int) -> Case:
    """Return one case; the memory may be larger than 1."""
    x, h_prev = rng.normal(size=(B, D)), rng.uniform(-0.9, 0.9, size=(B, H))
    c_prev = 2 * rng.normal(size=(B, H))
    return x, h_prev, c_prev, rng.normal(size=(4 * H, D + H)), rng.normal(size=4 * H)


def step_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw gates that are wide open or quite shut, and a large memory."""
    x, h_prev, c_prev, W, b = drawn(rng, 3, 2, 4)
    return [(x, h_prev, c_prev, W, 100 * b), (x, h_prev, 20 * c_prev, W, b)]


def lstm_step(x: Array, h_prev: Array, c_prev: Array, W: Array, b: Array) -> tuple[Array, ...]:
    """Return z, zi, zf, zo, c and h, each (B, H)."""
    (h, c), cache = cell_of(W, b).forward(x, (h_prev, c_prev))
    return cache.z, cache.zi, cache.zf, cache.zo, c, h


def four(pre: Array) -> Parts:
    """Return the four blocks, each squashed as it should be."""
    z, *gates = np.split(pre, 4, axis=1)
    return [np.tanh(z), *map(sigmoid, gates)]


def gates_are(says: str, wrong: Callable[..., Parts]) -> Wrong:
    """Return the answer whose z, zi, zf and zo are ``wrong(x, h_prev, W, b)``."""

    def answer(x: Array, h_prev: Array, c_prev: Array, W: Array, b: Array) -> Parts:
        z, zi, zf, zo = wrong(x, h_prev, W, b)
        c = zf * c_prev + zi * z
        return [z, zi, zf, zo, c, zo * np.tanh(c)]

    return Wrong(says, answer)


def squashed_are(says: str, wrong: Callable[[Array], Parts]) -> Wrong:
    """Return the answer that makes z, zi, zf and zo of ``pre`` (B, 4 H) wrongly."""
    return gates_are(
        says, lambda x, h_prev, W, b: wrong(np.concatenate([x, h_prev], axis=1) @ W.T + b)
    )


def in_order(*order: int) -> Callable[[Array], Parts]:
    """Return what takes the blocks in another order."""
    return lambda pre: four(np.concatenate([np.split(pre, 4, axis=1)[i] for i in order], axis=1))


def as_wide_as(n: int, pre: Array) -> Parts:
    """Return the four blocks cut with the width n."""
    z, *gates = (pre[:, k * n : (k + 1) * n] for k in range(4))
    return [np.tanh(z), *map(sigmoid, gates)]


def in_turns(pre: Array) -> Parts:
    """Return the four blocks as if a unit's z, zi, zf and zo stood side by side."""
    return [pre[:, k::4] for k in range(4)]


def memory_is(says: str, wrong: Callable[..., Array]) -> Wrong:
    """Return the answer whose memory is ``wrong(c_prev, z, zi, zf)``."""

    def answer(x: Array, h_prev: Array, c_prev: Array, W: Array, b: Array) -> Parts:
        z, zi, zf, zo, _, _ = lstm_step(x, h_prev, c_prev, W, b)
        c = wrong(c_prev, z, zi, zf)
        return [z, zi, zf, zo, c, zo * np.tanh(c)]

    return Wrong(says, answer)


def output_is(says: str, wrong: Callable[..., Array]) -> Wrong:
    """Return the answer whose output is ``wrong(zo, c, c_prev)``."""

    def answer(x: Array, h_prev: Array, c_prev: Array, W: Array, b: Array) -> Parts:
        *gates, c, _ = lstm_step(x, h_prev, c_prev, W, b)
        return [*gates, c, wrong(gates[3], c, c_prev)]

    return Wrong(says, answer)


LSTM_STEP = Exercise(
    name="lstm_step",
    reference=lstm_step,
    cases=step_cases,
    extremes=step_extremes,
    returns=("z", "zi", "zf", "zo", "c", "h"),
    wrong=(
        gates_are(
            "comes from [h, x]; the first columns of W belong to x",
            lambda x, h_prev, W, b: four(np.concatenate([h_prev, x], axis=1) @ W.T + b),
        ),
        gates_are(
            "has no bias",
            lambda x, h_prev, W, b: four(np.concatenate([x, h_prev], axis=1) @ W.T),
        ),
        gates_are(
            "does not hear h_prev",
            lambda x, h_prev, W, b: four(x @ W[:, : x.shape[1]].T + b),
        ),
        squashed_are(
            "is not cut from the first block of rows: the order is z, zi, zf, zo",
            in_order(2, 0, 1, 3),
        ),
        # Before the next one: only where zi and zf are right is this what went wrong with c.
        memory_is(
            "lets the forget gate write and the input gate keep: they are swapped",
            lambda c_prev, z, zi, zf: zi * c_prev + zf * z,
        ),
        squashed_are(
            "is the forget gate: the blocks of zi and zf are swapped",
            in_order(0, 2, 1, 3),
        ),
        squashed_are(
            "is the output gate: the blocks of zf and zo are swapped",
            in_order(0, 1, 3, 2),
        ),
        squashed_are(
            "is squashed by σ; what is written into the memory needs both signs",
            lambda pre: [*map(sigmoid, np.split(pre, 4, axis=1))],
        ),
        squashed_are(
            "is squashed by tanh; a gate lies between 0 and 1",
            lambda pre: [*map(np.tanh, np.split(pre, 4, axis=1))],
        ),
        squashed_are(
            "is not squashed",
            lambda pre: [*np.split(pre, 4, axis=1)],
        ),
        memory_is(
            "has zi + z in it; a gate multiplies",
            lambda c_prev, z, zi, zf: zf * c_prev + zi + z,
        ),
        memory_is(
            "forgets nothing: the forget gate is not in it",
            lambda c_prev, z, zi, zf: c_prev + zi * z,
        ),
        memory_is(
            "forgets what it should keep: an open forget gate keeps the memory",
            lambda c_prev, z, zi, zf: (1 - zf) * c_prev + zi * z,
        ),
        memory_is(
            "forgets what it has just written too; the forget gate is for the old memory",
            lambda c_prev, z, zi, zf: zf * (c_prev + zi * z),
        ),
        memory_is(
            "writes what is forgotten, 1 - zf, as a GRU does; the input gate decides here",
            lambda c_prev, z, zi, zf: zf * c_prev + (1 - zf) * z,
        ),
        memory_is(
            "writes all of z: the input gate is not in it",
            lambda c_prev, z, zi, zf: zf * c_prev + z,
        ),
        memory_is(
            "is squashed; nothing squashes the memory itself",
            lambda c_prev, z, zi, zf: np.tanh(zf * c_prev + zi * z),
        ),
        *(
            squashed_are(
                "comes from another block of rows: they are in a wrong order", in_order(*o)
            )
            for o in permutations(range(4))
            if o not in ((0, 1, 2, 3), (0, 2, 1, 3), (0, 1, 3, 2), (2, 0, 1, 3))
        ),
        output_is("shows the memory from before the step", lambda zo, c, old: zo * np.tanh(old)),
        output_is("shows everything: the output gate is not in it", lambda zo, c, old: np.tanh(c)),
        output_is("lacks the squash of the memory", lambda zo, c, old: zo * c),
        output_is(
            "is squashed after the output gate; tanh comes before it",
            lambda zo, c, old: np.tanh(zo * c),
        ),
        output_is("squashes the memory with σ; asked is tanh", lambda zo, c, old: zo * sigmoid(c)),
        squashed_are(
            "is cut along the rows by a reshape; a gate has some columns of every row",
            lambda pre: [
                np.tanh(pre.reshape(4, len(pre), -1)[0]),
                *map(sigmoid, pre.reshape(4, len(pre), -1)[1:]),
            ],
        ),
        squashed_are(
            "takes one row of each four, as if the gates took turns; each gate has a whole block",
            lambda pre: four(np.concatenate(in_turns(pre), axis=1)),
        ),
        gates_are(
            "forgets b where h_prev is 0; the bias is added to every state",
            lambda x, h_prev, W, b: four(
                np.concatenate([x, h_prev], axis=1) @ W.T + b * h_prev.any()
            ),
        ),
        gates_are(
            "takes the width of a block from x; a block has a row for each unit",
            lambda x, h_prev, W, b: as_wide_as(
                x.shape[1], np.concatenate([x, h_prev], axis=1) @ W.T + b
            ),
        ),
    ),
)
