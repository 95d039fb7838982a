"""Lab 4, exercise 4: an LSTM with several mistakes, which the learner finds by reading.

The page shows a whole function. Four of its mistakes change the result. Whoever mends some of
them must hear that this was right, so each set of them that can be left is a wrong answer here.
The fifth changes an argument: every check sees that by itself.
"""

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTM

MISTAKES = {
    "the input": "joins the two parts of [x, h] in the wrong order",
    "the gates": "takes two of the blocks of rows for each other",
    "z": "squashes z like a gate",
    "the output": "shows the memory too early",
}
"""Where the mistakes are, and what is said of one that is left alone."""
OTHER_MISTAKES = MISTAKES | {
    "z": "does not squash z",
    "the output": "shows the memory without squashing it",
}
"""The same places with other mistakes: for variants of the lab."""
NUMBERS = {2: "two", 3: "three"}


def sequence_cases(rng: np.random.Generator) -> list[Case]:
    """Draw xs (T, B, D), h0 and c0 (B, H), W (4 H, D + H) and b (4 H,); sizes equal first."""
    return [
        drawn(rng, *sizes) for sizes in ((3, 3, 3, 3), (5, 2, 3, 4), (4, 3, 2, 1), (2, 1, 1, 1))
    ]


def drawn(rng: np.random.Generator, T: int, B: int, D: int, H: int) -> Case:
    """Return one case."""
    h0, c0 = rng.uniform(-0.9, 0.9, size=(B, H)), rng.normal(size=(B, H))
    W, b = rng.normal(size=(4 * H, D + H)), rng.normal(size=4 * H)
    return rng.normal(size=(T, B, D)), h0, c0, W, b


def sequence_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw one step, and many."""
    return [drawn(rng, 1, 2, 3, 2), drawn(rng, 40, 1, 2, 3)]


def mended_lstm(xs: Array, h0: Array, c0: Array, W: Array, b: Array) -> Array:
    """Return the outputs of all steps, (T, B, H)."""
    H = h0.shape[1]
    lstm = LSTM(W.shape[1] - H, H, np.random.default_rng(0))
    lstm.params["W"][...], lstm.params["b"][...] = W, b
    return lstm.forward(xs, (h0, c0))[0]


def memory_first(W: Array) -> Array:
    """Return the columns of W as [h, x] meets them: those for x come first in it."""
    H = len(W) // 4
    return np.concatenate([W[:, H:], W[:, :H]], axis=1)


def with_mistakes(
    mistakes: set[str],
    joined: Callable[[Array], Array],
    xs: Array,
    h0: Array,
    c0: Array,
    W: Array,
    b: Array,
) -> Array:
    """Return what the function gives in which some of the mistakes are left.

    ``mistakes`` holds their places, or of other mistakes what is said of them. ``joined(W)`` is
    what x and h meet if they are joined in the wrong order.
    """
    h: Array = h0
    c: Array = c0
    hs = []
    met = joined(W) if "the input" in mistakes else W
    for x in xs:
        z, zi, zf, zo = np.split(np.concatenate([x, h], axis=1) @ met.T + b, 4, axis=1)
        if "the gates" in mistakes:
            zi, zf = zf, zi
        squash = sigmoid if "z" in mistakes else np.tanh
        before = c
        written = z if OTHER_MISTAKES["z"] in mistakes else squash(z)
        c = sigmoid(zf) * c + sigmoid(zi) * written
        shown = np.tanh(before if "the output" in mistakes else c)
        h = sigmoid(zo) * (c if OTHER_MISTAKES["the output"] in mistakes else shown)
        hs.append(h)
    return np.array(hs)


def left(
    mistakes: tuple[str, ...], of: Mapping[str, str], joined: Callable[[Array], Array]
) -> Wrong:
    """Return the answer in which these mistakes are left."""
    if len(mistakes) == len(of):
        says = "still has all four mistakes that change the result; read it beside the equations"
    elif len(mistakes) == 1:
        says = f"has one mistake left that changes the result: it {of[mistakes[0]]}"
    else:
        done = " and ".join(place for place in of if place not in mistakes)
        says = f"is wrong in {NUMBERS[len(mistakes)]} places that change the result; mended: {done}"
    chosen = {place if of[place] == MISTAKES[place] else of[place] for place in mistakes}
    return Wrong(
        says,
        lambda xs, h0, c0, W, b: with_mistakes(chosen, joined, xs, h0, c0, W, b),
        whole=True,  # that c0 is changed is the fifth, and is to be found
    )


def left_in(
    of: Mapping[str, str], joined: Callable[[Array], Array] = memory_first
) -> tuple[Wrong, ...]:
    """Return the answers in which some of the mistakes are left, or something else is wrong."""
    return (
        *(left(some, of, joined) for n in (4, 3, 2, 1) for some in combinations(of, n)),
        Wrong(
            "starts from zeros; the first state comes in as h0 and c0",
            lambda xs, h0, c0, W, b: mended_lstm(xs, 0 * h0, 0 * c0, W, b),
        ),
        Wrong(
            "is the last output alone; every step has one",
            lambda xs, h0, c0, W, b: mended_lstm(xs, h0, c0, W, b)[-1],
        ),
        Wrong(
            "starts every step from h0 and c0; each goes on where the last one ended",
            lambda xs, h0, c0, W, b: np.concatenate(
                [mended_lstm(x[None], h0, c0, W, b) for x in xs]
            ),
        ),
    )


MENDED_LSTM = Exercise(
    name="mended_lstm",
    reference=mended_lstm,
    cases=sequence_cases,
    extremes=sequence_extremes,
    needs=("lstm_step",),
    wrong=left_in(MISTAKES),
)
