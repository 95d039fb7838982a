"""Lab 4, exercise 4: an LSTM with several mistakes, which the learner finds by reading.

The page shows a whole function. Four of its mistakes change the result. Whoever mends some of
them must hear that this was right, so each set of them that can be left is a wrong answer here.
The fifth changes an argument: every check sees that by itself.
"""

from collections.abc import Callable, Mapping
from itertools import combinations, permutations

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import TIME, Case, Exercise, Wrong, at_rest
from course_lib.grading.exercises.lstm.step import Parts, in_turns
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
    """Draw xs (T, B, D), h0 and c0 (B, H), W (4 H, D + H) and b (4 H,); sizes equal first.

    In the last h0 and c0 are 0.
    """
    sizes = (3, 3, 3, 3), (5, 2, 3, 4), (4, 3, 2, 1), (2, 1, 1, 1), (3, 2, 1, 2)
    *cases, last = (drawn(rng, *of_case) for of_case in sizes)
    return [*cases, at_rest(last, 1, 2)]


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


Step = Callable[[Array, Array, Array, Array, Array, Array], tuple[Array, Array, Array]]


def in_blocks(pre: Array) -> Parts:
    """Return the four blocks."""
    return np.split(pre, 4, axis=1)


def looped(
    says: str,
    step: Step,
    order: tuple[int, ...] = (0, 1, 2, 3),
    cut: Callable[[Array], Parts] = in_blocks,
) -> Wrong:
    """Return the answer whose ``step(z, zi, zf, zo, h, c)`` gives the output, h and c."""

    def answer(xs: Array, h0: Array, c0: Array, W: Array, b: Array) -> Array:
        h, c, hs = h0, c0, []
        for x in xs:
            parts = cut(np.concatenate([x, h], axis=1) @ W.T + b)
            z, zi, zf, zo = (parts[i] for i in order)
            shown, h, c = step(z, zi, zf, zo, h, c)
            hs.append(shown)
        return np.array(hs)

    return Wrong(says, answer)


def plainly(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Return the output, h and c as they should be."""
    c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
    h = sigmoid(zo) * np.tanh(c)
    return h, h, c


def with_memory(says: str, memory: Callable[[Array, Array, Array, Array], Array]) -> Wrong:
    """Return the answer whose memory is ``memory(z, zi, zf, c)``, with z and gates squashed."""

    def step(
        z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
    ) -> tuple[Array, Array, Array]:
        c = memory(np.tanh(z), sigmoid(zi), sigmoid(zf), c)
        h = sigmoid(zo) * np.tanh(c)
        return h, h, c

    return looped(says, step)


def squashed_twice(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Squash z by σ, and then by tanh."""
    c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(sigmoid(z))
    h = sigmoid(zo) * np.tanh(c)
    return h, h, c


def tanh_for_gates(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Squash the gates like z."""
    c = np.tanh(zf) * c + np.tanh(zi) * np.tanh(z)
    h = np.tanh(zo) * np.tanh(c)
    return h, h, c


def shown_half_way(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Show the memory after it has forgotten, and before it is written."""
    kept = sigmoid(zf) * c
    h = sigmoid(zo) * np.tanh(kept)
    return h, h, kept + sigmoid(zi) * np.tanh(z)


def memory_squashed(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Squash the memory itself."""
    c = np.tanh(sigmoid(zf) * c + sigmoid(zi) * np.tanh(z))
    h = sigmoid(zo) * c
    return h, h, c


def memory_squashed_twice(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Squash the memory itself, and once more what is shown of it."""
    c = np.tanh(sigmoid(zf) * c + sigmoid(zi) * np.tanh(z))
    h = sigmoid(zo) * np.tanh(c)
    return h, h, c


def exchanged(
    z: Array, zi: Array, zf: Array, zo: Array, h: Array, c: Array
) -> tuple[Array, Array, Array]:
    """Take h for the memory, and the memory for h."""
    _, h, c = plainly(z, zi, zf, zo, h, c)
    return c, c, h


def memory_anew(xs: Array, h0: Array, c0: Array, W: Array, b: Array) -> Array:
    """Begin the memory anew at each step, and not the output."""
    h, hs = h0, []
    for x in xs:
        h = mended_lstm(x[None], h, c0, W, b)[0]
        hs.append(h)
    return np.array(hs)


def output_anew(xs: Array, h0: Array, c0: Array, W: Array, b: Array) -> Array:
    """Begin the output anew at each step, and not the memory."""
    c, hs = c0, []
    for x in xs:
        z, zi, zf, zo = np.split(np.concatenate([x, h0], axis=1) @ W.T + b, 4, axis=1)
        h, _, c = plainly(z, zi, zf, zo, h0, c)
        hs.append(h)
    return np.array(hs)


def others() -> tuple[Wrong, ...]:
    """Return the answers in which something else than the planted mistakes is wrong."""
    planted = (0, 1, 2, 3), (0, 2, 1, 3)
    orders = [order for order in permutations(range(4)) if order not in planted]
    return (
        *(looped("takes the blocks of rows in a wrong order", plainly, o) for o in orders),
        looped("squashes z twice, by σ and then by tanh", squashed_twice),
        looped("squashes the gates by tanh; a gate lies between 0 and 1", tanh_for_gates),
        looped("shows the memory after it has forgotten, and before it is written", shown_half_way),
        looped("squashes the memory itself; what is shown of it is squashed", memory_squashed),
        looped(
            "squashes the memory itself; what is shown of it is squashed", memory_squashed_twice
        ),
        Wrong("begins the memory anew at each step: c0 is for the first alone", memory_anew),
        Wrong("begins h anew at each step: h0 is for the first alone", output_anew),
        with_memory(
            "writes all of z: the input gate is not in it", lambda z, zi, zf, c: zf * c + z
        ),
        with_memory(
            "forgets nothing: the forget gate is not in it", lambda z, zi, zf, c: c + zi * z
        ),
        with_memory(
            "adds the input gate to z; a gate multiplies", lambda z, zi, zf, c: zf * c + zi + z
        ),
        with_memory(
            "writes what is forgotten, 1 - zf, as a GRU does; the input gate decides here",
            lambda z, zi, zf, c: zf * c + (1 - zf) * z,
        ),
        with_memory(
            "forgets what it should keep: an open forget gate keeps the memory",
            lambda z, zi, zf, c: (1 - zf) * c + zi * z,
        ),
        looped(
            "gives the memory of each step; asked is what is shown of it",
            lambda z, zi, zf, zo, h, c: (
                plainly(z, zi, zf, zo, h, c)[2],
                *plainly(z, zi, zf, zo, h, c)[1:],
            ),
        ),
        Wrong(
            "has no bias",
            lambda xs, h0, c0, W, b: mended_lstm(xs, h0, c0, W, 0 * b),
        ),
        Wrong(
            "reads from the last step to the first",
            lambda xs, h0, c0, W, b: mended_lstm(xs[::-1], h0, c0, W, b),
        ),
        looped("takes h and c for each other after a step, and gives c", exchanged),
        looped(
            "takes h and c for each other from one step to the next",
            lambda *args: (plainly(*args)[0], *plainly(*args)[:0:-1]),
        ),
        Wrong(
            "begins with h0 and c0 taken for each other",
            lambda xs, h0, c0, W, b: mended_lstm(xs, c0, h0, W, b),
        ),
        Wrong(
            "puts time and examples on one axis; keep an axis for each",
            lambda xs, h0, c0, W, b: np.concatenate(mended_lstm(xs, h0, c0, W, b)),
        ),
        Wrong(
            "has the examples on the first axis; there is time",
            lambda xs, h0, c0, W, b: mended_lstm(xs, h0, c0, W, b).swapaxes(0, 1),
        ),
        Wrong(
            "has h0 in it: T steps make T outputs",
            lambda xs, h0, c0, W, b: np.concatenate([h0[None], mended_lstm(xs, h0, c0, W, b)]),
        ),
        Wrong(
            "gives the output from before each step; asked is the one after it",
            lambda xs, h0, c0, W, b: np.concatenate([h0[None], mended_lstm(xs, h0, c0, W, b)[:-1]]),
        ),
        looped(
            "takes one row of each four, as if the gates took turns; each gate has a whole block",
            plainly,
            cut=in_turns,
        ),
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
        *others(),
    )


MENDED_LSTM = Exercise(
    name="mended_lstm",
    reference=mended_lstm,
    cases=sequence_cases,
    extremes=sequence_extremes,
    needs=("lstm_step",),
    wrong=left_in(MISTAKES),
    called=TIME,
)
