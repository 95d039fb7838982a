"""Lab 4, exercise 4: an LSTM with several mistakes, which the learner finds by reading.

The page shows a whole function. Four of its mistakes change the result. Whoever mends some of
them must hear that this was right, so each set of them that can be left is a wrong answer here.
The fifth changes an argument: every check sees that by itself.
"""

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
NUMBERS = {2: "two", 3: "three"}


def sequence_cases(rng: np.random.Generator) -> list[Case]:
    """Draw xs (T, B, D), h0 and c0 (B, H), W (4 H, D + H) and b (4 H,); sizes equal first."""
    return [drawn(rng, *sizes) for sizes in ((3, 3, 3, 3), (5, 2, 3, 4), (4, 3, 2, 1))]


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


def with_mistakes(
    mistakes: frozenset[str], xs: Array, h0: Array, c0: Array, W: Array, b: Array
) -> Array:
    """Return what the function gives in which some of the mistakes are left."""
    h: Array = h0
    c: Array = c0
    hs = []
    for x in xs:
        xh = [h, x] if "the input" in mistakes else [x, h]
        z, zi, zf, zo = np.split(np.concatenate(xh, axis=1) @ W.T + b, 4, axis=1)
        if "the gates" in mistakes:
            zi, zf = zf, zi
        squash = sigmoid if "z" in mistakes else np.tanh
        before = c
        c = sigmoid(zf) * c + sigmoid(zi) * squash(z)
        h = sigmoid(zo) * np.tanh(before if "the output" in mistakes else c)
        hs.append(h)
    return np.array(hs)


def left(mistakes: tuple[str, ...]) -> Wrong:
    """Return the answer in which these mistakes are left."""
    if len(mistakes) == len(MISTAKES):
        says = "still has all four mistakes that change the result; read it beside the equations"
    elif len(mistakes) == 1:
        says = f"has one mistake left that changes the result: it {MISTAKES[mistakes[0]]}"
    else:
        done = " and ".join(place for place in MISTAKES if place not in mistakes)
        says = f"is wrong in {NUMBERS[len(mistakes)]} places that change the result; mended: {done}"
    chosen = frozenset(mistakes)
    return Wrong(says, lambda xs, h0, c0, W, b: with_mistakes(chosen, xs, h0, c0, W, b))


MENDED_LSTM = Exercise(
    name="mended_lstm",
    reference=mended_lstm,
    cases=sequence_cases,
    extremes=sequence_extremes,
    needs=("lstm_step",),
    wrong=(
        *(left(some) for n in (4, 3, 2, 1) for some in combinations(MISTAKES, n)),
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
    ),
)
