"""Lab 3, exercises 1 and 2: one step, and all steps."""

from collections.abc import Callable
from itertools import accumulate

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import TIME, Case, Exercise, Wrong, at_rest
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Step = Callable[[Array, Array], Array]


# Exercise 1


def step_cases(rng: np.random.Generator) -> list[Case]:
    """Draw h (B, H), x (B, D), W_h (H, H), W_i (H, D) and b (H,); all sizes equal first.

    The last step is the first of a sequence: its state is 0.
    """
    *steps, first = (
        tuple(rng.normal(size=shape) for shape in ((B, H), (B, D), (H, H), (H, D), H))
        for B, D, H in ((3, 3, 3), (4, 2, 5), (2, 3, 1), (1, 4, 2), (1, 1, 1), (2, 3, 2))
    )
    return [*steps, at_rest(first, 0)]


def step_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw an input so large that tanh is flat."""
    h, x, W_h, W_i, b = step_cases(rng)[1]
    return [(h, 1e4 * x, W_h, W_i, b)]


def rnn_step(h: Array, x: Array, W_h: Array, W_i: Array, b: Array) -> Array:
    """Return the state after the step, (B, H)."""
    return np.tanh(h @ W_h.T + x @ W_i.T + b)


def pre(h: Array, x: Array, W_h: Array, W_i: Array, b: Array) -> Array:
    """Return the state before its activation function."""
    return h @ W_h.T + x @ W_i.T + b


def unit_by_unit(order: slice) -> Callable[..., Array]:
    """Return the answer in which each unit reads what others have become before it."""

    def answer(h: Array, x: Array, W_h: Array, W_i: Array, b: Array) -> Array:
        new = h.copy()
        for i in range(len(b))[order]:
            new[:, i] = np.tanh(new @ W_h[i] + x @ W_i[i] + b[i])
        return new

    return answer


RNN_STEP = Exercise(
    name="rnn_step",
    reference=rnn_step,
    cases=step_cases,
    extremes=step_extremes,
    wrong=(
        Wrong(
            "has no memory: h is not in it",
            lambda h, x, W_h, W_i, b: np.tanh(x @ W_i.T + b),
        ),
        Wrong("has no bias", lambda h, x, W_h, W_i, b: np.tanh(h @ W_h.T + x @ W_i.T)),
        Wrong(
            "is the state before the activation function",
            lambda h, x, W_h, W_i, b: h @ W_h.T + x @ W_i.T + b,
        ),
        Wrong(
            "uses the sigmoid; asked is tanh",
            lambda h, x, W_h, W_i, b: sigmoid(h @ W_h.T + x @ W_i.T + b),
        ),
        Wrong(
            "uses the columns of W_h where it needs the rows: row i belongs to unit i",
            lambda h, x, W_h, W_i, b: np.tanh(h @ W_h + x @ W_i.T + b),
        ),
        Wrong(
            "gives each matrix the other's signal: W_i is for the input, W_h for the state",
            lambda h, x, W_h, W_i, b: np.tanh(h @ W_i.T + x @ W_h.T + b),
        ),
        Wrong(
            "squashes the part of h and the part of x one by one; one tanh is for their sum",
            lambda h, x, W_h, W_i, b: np.tanh(h @ W_h.T) + np.tanh(x @ W_i.T + b),
        ),
        Wrong(
            "lets each unit hear its own state alone; W_h joins it to all",
            lambda h, x, W_h, W_i, b: np.tanh(h * np.diag(W_h) + x @ W_i.T + b),
        ),
        Wrong("uses the ReLU; asked is tanh", lambda *args: np.maximum(pre(*args), 0)),
        Wrong(
            "squashes twice: one tanh is for the sum",
            lambda *args: np.tanh(np.tanh(pre(*args))),
        ),
        Wrong(
            "adds the new state to the old one; it takes its place",
            lambda h, *others: h + rnn_step(h, *others),
        ),
        Wrong("does not hear the input", lambda h, x, W_h, W_i, b: np.tanh(h @ W_h.T + b)),
        Wrong(
            "squashes the part of h alone; one tanh is for the sum",
            lambda h, x, W_h, W_i, b: np.tanh(h @ W_h.T) + x @ W_i.T + b,
        ),
        Wrong(
            "squashes the part of x alone; one tanh is for the sum",
            lambda h, x, W_h, W_i, b: h @ W_h.T + np.tanh(x @ W_i.T + b),
        ),
        Wrong(
            "multiplies h entry by entry; a matrix product joins each unit to all",
            lambda h, x, W_h, W_i, b: np.tanh(h * W_h.sum(axis=1) + x @ W_i.T + b),
        ),
        Wrong(
            "meets W_i the wrong way round: each unit needs the weights that belong to it",
            lambda h, x, W_h, W_i, b: np.tanh(h @ W_h.T + x @ W_i + b),
        ),
        Wrong(
            "meets both matrices the wrong way round: each unit has weights of its own",
            lambda h, x, W_h, W_i, b: np.tanh(h @ W_h + x @ W_i + b),
        ),
        Wrong(
            "gives all sequences the state of the first",
            lambda h, x, W_h, W_i, b: np.tanh(h[0] @ W_h.T + x @ W_i.T + b),
        ),
        Wrong(
            "multiplies the part of h by the part of x; they are added",
            lambda h, x, W_h, W_i, b: np.tanh((h @ W_h.T) * (x @ W_i.T) + b),
        ),
        Wrong(
            "gives W_h the input and W_i the state: [x, h] and [W_h, W_i] need one order",
            lambda h, x, W_h, W_i, b: np.tanh(
                np.concatenate([x, h], axis=1) @ np.concatenate([W_h, W_i], axis=1).T + b
            ),
        ),
        Wrong(
            "lets a unit read the new state of those before it; all of them read the old h",
            unit_by_unit(slice(None)),
        ),
        Wrong(
            "lets a unit read the new state of those after it; all of them read the old h",
            unit_by_unit(slice(None, None, -1)),
        ),
        Wrong(
            "adds to each unit the sums of those before it; each unit's sum begins at 0",
            lambda h, x, W_h, W_i, b: np.tanh(np.cumsum(h @ W_h.T + x @ W_i.T, axis=1) + b),
        ),
        Wrong(
            "adds to each unit the sums of those before it; each unit's sum begins at 0",
            lambda *args: np.tanh(np.cumsum(pre(*args), axis=1)),
        ),
        Wrong(
            "gives each sequence one bias; each unit has one, the same for all sequences",
            lambda h, x, W_h, W_i, b: np.tanh(
                h @ W_h.T + x @ W_i.T + np.resize(b, len(h))[:, None]
            ),
        ),
        Wrong(
            "forgets b where h is 0; the bias is added to every state",
            lambda h, x, W_h, W_i, b: rnn_step(h, x, W_h, W_i, b * h.any()),
        ),
        Wrong(
            "squashes the old state, and not the sum",
            lambda h, *others: pre(np.tanh(h), *others),
        ),
        Wrong(
            "gives W_h the input and W_i the state: [h, x] and [W_i, W_h] need one order",
            lambda h, x, W_h, W_i, b: np.tanh(
                np.concatenate([h, x], axis=1) @ np.concatenate([W_i, W_h], axis=1).T + b
            ),
        ),
        *(
            Wrong(
                f"squashes {what}, and not the sum",
                lambda h, x, *others, first=first: pre(first(h), np.tanh(x), *others),
            )
            for what, first in (("the input", np.array), ("the old state and the input", np.tanh))
        ),
    ),
)


# Exercise 2


def some_step(rng: np.random.Generator, D: int, H: int) -> Fixture:
    """Return a function f(h, x) that is no RNN step."""
    return Fixture("fading-step", rng.normal(size=(D, H)))


def time_cases(rng: np.random.Generator) -> list[Case]:
    """Draw f, h0 (B, H) and xs (T, B, D); all sizes equal first, and the last h0 is 0."""
    sizes = (3, 3, 3, 3), (5, 2, 3, 4), (2, 4, 1, 2), (2, 1, 1, 1), (1, 1, 2, 1), (3, 2, 1, 2)
    *cases, last = (
        (some_step(rng, D, H), rng.normal(size=(B, H)), rng.normal(size=(T, B, D)))
        for T, B, D, H in sizes
    )
    return [*cases, at_rest(last, 1)]


def time_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw a sequence of one step, and a long one."""
    return [
        (some_step(rng, 2, 3), rng.normal(size=(B, 3)), rng.normal(size=(T, B, 2)))
        for T, B in ((1, 2), (30, 1))
    ]


def through_time(f: Step, h0: Array, xs: Array) -> Array:
    """Return the states after each step, (T, B, H)."""
    hs, h = [], h0
    for x in xs:
        h = f(h, x)
        hs.append(h)
    return np.array(hs)


def with_first(f: Step, h0: Array, xs: Array) -> Array:
    """Return h0 and the states after each step, (T + 1, B, H)."""
    return np.concatenate([h0[None], through_time(f, h0, xs)])


def by_hearing(order: Callable[[Array], Array]) -> Callable[[Step, Array, Array], Array]:
    """Return the answer that hears the inputs in another order."""
    return lambda f, h0, xs: through_time(f, h0, order(xs))


def without_first_step(first: Callable[[Array], Array]) -> Callable[[Step, Array, Array], Array]:
    """Return the answer whose loop begins at the second step, and what it has at the first."""
    return lambda f, h0, xs: np.concatenate(
        [first(h0)[None], through_time(f, h0, xs[1:]).reshape(-1, *h0.shape)]
    )


def shaped_like_xs(f: Step, h0: Array, xs: Array) -> Array:
    """Write the states into an array like xs."""
    hs = np.zeros_like(xs)
    hs[:] = through_time(f, h0, xs)
    return hs


def one_after_another(f: Step, h0: Array, xs: Array) -> Array:
    """Run a sequence from the state in which the one before has ended."""
    hs, h = np.zeros((*xs.shape[:2], h0.shape[1])), h0[:1]
    for k in range(len(h0)):
        ours = through_time(f, h, xs[:, k : k + 1])
        hs[:, k], h = ours[:, 0], ours[-1]
    return hs


THROUGH_TIME = Exercise(
    name="through_time",
    reference=through_time,
    cases=time_cases,
    extremes=time_extremes,
    wrong=(
        Wrong(
            "starts every step from h0; each step goes on where the last one ended",
            lambda f, h0, xs: np.array([f(h0, x) for x in xs]),
        ),
        Wrong(
            "starts from zeros; the first state comes in as h0",
            lambda f, h0, xs: through_time(f, np.zeros_like(h0), xs),
        ),
        Wrong(
            "gives the state before each step; asked is the one after it",
            lambda f, h0, xs: with_first(f, h0, xs)[:-1],
        ),
        Wrong(
            "has h0 in it: T steps make T states",
            with_first,
        ),
        Wrong(
            "is the last state alone; every step's state is asked",
            lambda f, h0, xs: through_time(f, h0, xs)[-1],
        ),
        Wrong(
            "walks along the examples; the first axis of xs is time",
            lambda f, h0, xs: through_time(f, h0, xs.swapaxes(0, 1)),
        ),
        Wrong(
            "reads from the last step to the first",
            lambda f, h0, xs: through_time(f, h0, xs[::-1]),
        ),
        Wrong(
            "begins its loop at the second step: the first input is never read",
            without_first_step(lambda h0: h0),
        ),
        Wrong(
            "begins its loop at the second step: the first state is left 0",
            without_first_step(np.zeros_like),
        ),
        Wrong(
            "begins its loop at the second step: the first input is never read, and a state lacks",
            lambda f, h0, xs: through_time(f, h0, xs[1:]),
        ),
        Wrong(
            "ends its loop one step early: the last input is never read",
            lambda f, h0, xs: through_time(f, h0, xs[:-1]),
        ),
        Wrong(
            "begins with zeros as the state, at the second step",
            lambda f, h0, xs: through_time(f, np.zeros_like(h0), np.concatenate([xs[1:], xs[:1]])),
        ),
        Wrong(
            "hears the input of the step before, and at the first step the last one",
            by_hearing(lambda xs: np.roll(xs, 1, axis=0)),
        ),
        Wrong(
            "hears the input of the step after",
            by_hearing(lambda xs: np.concatenate([xs[1:], xs[-1:]])),
        ),
        Wrong(
            "hears the input of the step after",
            by_hearing(lambda xs: np.roll(xs, -1, axis=0)),
        ),
        Wrong(
            "hears the first input at every step",
            by_hearing(lambda xs: np.broadcast_to(xs[:1], xs.shape)),
        ),
        Wrong(
            "has the last state at all steps: one array is written again and again",
            lambda f, h0, xs: np.broadcast_to(
                through_time(f, h0, xs)[-1], (len(xs), *h0.shape)
            ).copy(),
        ),
        Wrong(
            "calls f twice at each step",
            lambda f, h0, xs: through_time(lambda h, x: f(f(h, x), x), h0, xs),
        ),
        Wrong(
            "adds what f gives to the state; it takes its place",
            lambda f, h0, xs: through_time(lambda h, x: h + f(h, x), h0, xs),
        ),
        Wrong(
            "squashes what f gives; f is the whole step",
            lambda f, h0, xs: through_time(lambda h, x: np.tanh(f(h, x)), h0, xs),
        ),
        Wrong(
            "puts time and examples on one axis; keep an axis for each",
            lambda f, h0, xs: np.concatenate(through_time(f, h0, xs)),
        ),
        Wrong(
            "has the examples on the first axis; there is time",
            lambda f, h0, xs: through_time(f, h0, xs).swapaxes(0, 1),
        ),
        Wrong(
            "gives f its arguments the wrong way round: the state is the first",
            lambda f, h0, xs: through_time(lambda h, x: f(x, h), h0, xs),
        ),
        Wrong(
            "gives what a second call of f makes of each state; asked is the state itself",
            lambda f, h0, xs: np.array(
                [f(h, x) for h, x in zip(through_time(f, h0, xs), xs, strict=True)]
            ),
        ),
        Wrong(
            "makes its result in the shape of xs; a state has the shape of h0",
            shaped_like_xs,
        ),
        Wrong(
            "takes the first input for the first state; that is h0",
            lambda f, h0, xs: np.array([*accumulate(xs, f)]),
        ),
        Wrong(
            "starts a sequence where the one before has ended; each starts from its row of h0",
            one_after_another,
        ),
        Wrong(
            "leaves the last state at 0: the loop ends one step early",
            lambda f, h0, xs: np.concatenate(
                [through_time(f, h0, xs)[:-1], 0 * h0[None] if len(xs) > 1 else f(h0, xs[0])[None]]
            ),
        ),
    ),
    called=TIME,
)
