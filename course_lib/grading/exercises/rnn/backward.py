"""Lab 3, exercise 3: backpropagation through time."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import TIME, Case, Exercise, Wrong, at_rest
from course_lib.grading.exercises.slopes import WRONG_SLOPES
from course_lib.protocol import Array

Gradients = tuple[Array, Array, Array, Array, Array]


def bptt_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dys, hs (T, B, H), h0, xs, W_h and W_i; all sizes equal first, the last h0 is 0."""
    sizes = (3, 3, 3, 3), (4, 2, 3, 5), (5, 3, 4, 2), (2, 1, 1, 1), (3, 2, 1, 2)
    *cases, last = (drawn(rng, *of_case) for of_case in sizes)
    return [*cases, at_rest(last, 2)]


def drawn(rng: np.random.Generator, T: int, B: int, D: int, H: int) -> Case:
    """Return one case, with states between -1 and 1."""
    hs, h0 = rng.uniform(-0.9, 0.9, size=(T, B, H)), rng.uniform(-0.9, 0.9, size=(B, H))
    W_h, W_i = rng.normal(size=(H, H)), rng.normal(size=(H, D))
    return rng.normal(size=(T, B, H)), hs, h0, rng.normal(size=(T, B, D)), W_h, W_i


def bptt_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw a sequence of one step, and one in which only the last output matters."""
    dys, *rest = drawn(rng, 6, 2, 3, 4)
    dys[:-1] = 0
    return [drawn(rng, 1, 2, 3, 4), (dys, *rest)]


def slope_of_tanh(h: Array) -> Array:
    """Return the slope where tanh has the value ``h``."""
    return 1 - h * h


def dzs_of(
    dys: Array,
    hs: Array,
    W_back: Array,
    slope: Callable[[Array], Array] = slope_of_tanh,
    carry: float = 1,
) -> Array:
    """Return dz of each step; each passes its gradient on to the step before with ``W_back``."""
    dzs, dh = np.zeros_like(dys), np.zeros_like(dys[0])
    for t in reversed(range(len(dys))):
        dzs[t] = (dys[t] + carry * dh) * slope(hs[t])
        dh = dzs[t] @ W_back
    return dzs


def dzs_if_dys_alone_pass_tanh(dys: Array, hs: Array, W_back: Array) -> Array:
    """Return dz where what comes back from the next step passes no slope."""
    dzs, dh = np.zeros_like(dys), np.zeros_like(dys[0])
    for t in reversed(range(len(dys))):
        dzs[t] = dys[t] * slope_of_tanh(hs[t]) + dh
        dh = dzs[t] @ W_back
    return dzs


def with_slope(slope: Callable[[Array], Array]) -> Callable[[Array, Array, Array], Array]:
    """Return what gives dz with another slope than that of tanh."""
    return lambda dys, hs, W_h: dzs_of(dys, hs, W_h, slope=slope)


def dzs_with_two_slopes(dys: Array, hs: Array, W_back: Array) -> Array:
    """Return dz where what a step sends back passes its slope a second time."""
    dzs, dh = np.zeros_like(dys), np.zeros_like(dys[0])
    for t in reversed(range(len(dys))):
        dzs[t] = (dys[t] + dh) * slope_of_tanh(hs[t])
        dh = dzs[t] @ W_back * slope_of_tanh(hs[t])
    return dzs


def dzs_of_one_step_back(dys: Array, hs: Array, W_back: Array) -> Array:
    """Return dz where a step sends back no more than what its own output says."""
    dzs, dh = np.zeros_like(dys), np.zeros_like(dys[0])
    for t in reversed(range(len(dys))):
        dzs[t] = (dys[t] + dh) * slope_of_tanh(hs[t])
        dh = (dys[t] * slope_of_tanh(hs[t])) @ W_back
    return dzs


def dzs_added_up(dys: Array, hs: Array, W_back: Array) -> Array:
    """Return dz where dh is never begun anew."""
    dzs, dh = np.zeros_like(dys), np.zeros_like(dys[0])
    for t in reversed(range(len(dys))):
        dh = dh + dys[t]
        dzs[t] = dh * slope_of_tanh(hs[t])
        dh = dh + dzs[t] @ W_back
    return dzs


def with_slope_before(
    dys: Array, hs: Array, h0: Array, xs: Array, W_h: Array, W_i: Array
) -> Gradients:
    """Return the gradients where each slope is that of the state before."""
    before = np.concatenate([h0[None], hs[:-1]])
    return gathered(dzs_of(dys, before, W_h), hs, h0, xs, W_h, W_i)


def dh_of_step_1(
    dys: Array, hs: Array, h0: Array, xs: Array, W_h: Array, W_i: Array
) -> list[Array]:
    """Return the gradients with the one of the first step's state for dh0."""
    dzs = dzs_of(dys, hs, W_h)
    return [dzs[0] / slope_of_tanh(hs[0]), *gathered(dzs, hs, h0, xs, W_h, W_i)[1:]]


def gathered(dzs: Array, hs: Array, h0: Array, xs: Array, W_h: Array, W_i: Array) -> Gradients:
    """Return dh0, dxs, dW_h, dW_i and db where dz comes to each step."""
    before = np.concatenate([h0[None], hs[:-1]])
    dW_h, dW_i = (np.einsum("tbi,tbj->ij", dzs, signal) for signal in (before, xs))
    return dzs[0] @ W_h, dzs @ W_i, dW_h, dW_i, dzs.sum(axis=(0, 1))


def bptt(dys: Array, hs: Array, h0: Array, xs: Array, W_h: Array, W_i: Array) -> Gradients:
    """Return dh0 (B, H), dxs (T, B, D), dW_h (H, H), dW_i (H, D) and db (H,)."""
    return gathered(dzs_of(dys, hs, W_h), hs, h0, xs, W_h, W_i)


def dzs_are(says: str, wrong: Callable[[Array, Array, Array], Array]) -> Wrong:
    """Return the answer whose dz are ``wrong(dys, hs, W_h)``."""
    return Wrong(
        says,
        lambda dys, hs, h0, xs, W_h, W_i: gathered(wrong(dys, hs, W_h), hs, h0, xs, W_h, W_i),
    )


def part_is(says: str, place: int, wrong: Callable[..., Array]) -> Wrong:
    """Return the answer that is wrong in one part, ``wrong(dzs, hs, h0, xs)``."""

    def answer(dys: Array, hs: Array, h0: Array, xs: Array, W_h: Array, W_i: Array) -> list[Array]:
        parts: list[Any] = list(bptt(dys, hs, h0, xs, W_h, W_i))
        parts[place] = wrong(dzs_of(dys, hs, W_h), hs, h0, xs)
        return parts

    return Wrong(says, answer)


def states_before(hs: Array, h0: Array, xs: Array) -> Array:
    """Return the state before each step, which W_h reads."""
    return np.concatenate([h0[None], hs[:-1]])


def inputs(hs: Array, h0: Array, xs: Array) -> Array:
    """Return the input of each step, which W_i reads."""
    return xs


def product_of(signal: Callable[..., Array], kept: str) -> Callable[..., Array]:
    """Return the gradient of a matrix that is not summed over one axis, "t" or "b"."""
    return lambda dzs, *others: np.einsum(f"tbi,tbj->{kept}ij", dzs, signal(*others))


def of_step(t: int) -> Callable[..., Any]:
    """Return the answer in which the weights hear one step only."""

    def answer(
        dys: Array, hs: Array, h0: Array, xs: Array, W_h: Array, W_i: Array
    ) -> tuple[Array, ...]:
        dzs, before = dzs_of(dys, hs, W_h), np.concatenate([h0[None], hs[:-1]])
        dh0, dxs, *_ = bptt(dys, hs, h0, xs, W_h, W_i)
        return dh0, dxs, dzs[t].T @ before[t], dzs[t].T @ xs[t], dzs[t].sum(axis=0)

    return answer


def only_last(dys: Array) -> Array:
    """Return dys with 0 at all steps but the last."""
    last = np.zeros_like(dys)
    last[-1] = dys[-1]
    return last


BPTT = Exercise(
    name="bptt",
    reference=bptt,
    cases=bptt_cases,
    extremes=bptt_extremes,
    returns=("dh0", "dxs", "dW_h", "dW_i", "db"),
    wrong=(
        dzs_are(
            "does not come back through time: a state is also read by the step after it",
            lambda dys, hs, W_h: dzs_of(dys, hs, W_h, carry=0),
        ),
        dzs_are(
            "hears the last output only; every step's output has its gradient",
            lambda dys, hs, W_h: dzs_of(only_last(dys), hs, W_h),
        ),
        dzs_are(
            "lacks the slope of tanh",
            lambda dys, hs, W_h: dzs_of(dys, hs, W_h, slope=np.ones_like),
        ),
        dzs_are(
            "has the slope of tanh for dys alone; what the next step sends back passes it too",
            dzs_if_dys_alone_pass_tanh,
        ),
        *(dzs_are(says, with_slope(slope)) for says, slope in WRONG_SLOPES.items()),
        dzs_are(
            "passes the slope of tanh twice on its way from step to step; once is enough",
            dzs_with_two_slopes,
        ),
        dzs_are(
            "goes back one step only: what comes from further on is lost",
            dzs_of_one_step_back,
        ),
        dzs_are(
            "adds up dh from step to step; each step begins with dys and what the next one sent",
            dzs_added_up,
        ),
        dzs_are(
            "takes dys of the step after; each step has its own",
            lambda dys, hs, W_h: dzs_of(np.concatenate([dys[1:], dys[-1:]]), hs, W_h),
        ),
        dzs_are(
            "takes dys of the step before; each step has its own",
            lambda dys, hs, W_h: dzs_of(np.roll(dys, 1, axis=0), hs, W_h),
        ),
        dzs_are(
            "walks from the first step to the last; the gradient comes from the last one",
            lambda dys, hs, W_h: dzs_of(dys[::-1], hs[::-1], W_h)[::-1],
        ),
        Wrong(
            "has the slope of tanh at the state before; it is at the state of its own step",
            with_slope_before,
        ),
        dzs_are(
            "uses the slope of the sigmoid; this is tanh",
            lambda dys, hs, W_h: dzs_of(dys, hs, W_h, slope=lambda h: h * (1 - h)),
        ),
        dzs_are(
            "takes the tanh of hs again: hs are values of tanh already",
            lambda dys, hs, W_h: dzs_of(dys, hs, W_h, slope=lambda h: 1 - np.tanh(h) ** 2),
        ),
        dzs_are(
            "goes back along the rows of W_h where it needs the columns",
            lambda dys, hs, W_h: dzs_of(dys, hs, W_h.T),
        ),
        Wrong(
            "is that of step 1 alone; all steps use the same weights, so their parts add up",
            of_step(0),
        ),
        Wrong(
            "is that of step T alone; all steps use the same weights, so their parts add up",
            of_step(-1),
        ),
        part_is(
            "pairs the gradient of a step with the state after it; W_h read the one before",
            2,
            lambda dzs, hs, h0, xs: np.einsum("tbi,tbj->ij", dzs, hs),
        ),
        part_is(
            "takes hs[-1] before step 1, and in Python that is the last state; there it was h0",
            2,
            lambda dzs, hs, h0, xs: np.einsum("tbi,tbj->ij", dzs, np.roll(hs, 1, axis=0)),
        ),
        part_is(
            "leaves out h0, which W_h read at step 1",
            2,
            lambda dzs, hs, h0, xs: np.einsum("tbi,tbj->ij", dzs[1:], hs[:-1]),
        ),
        part_is(
            "is a mean over the steps; it is a sum",
            3,
            lambda dzs, hs, h0, xs: np.einsum("tbi,tbj->ij", dzs, xs) / len(xs),
        ),
        part_is(
            "is not summed over the examples",
            4,
            lambda dzs, hs, h0, xs: dzs.sum(axis=0),
        ),
        Wrong(
            "is the gradient of the state of step 1; from there a slope and a product lead to h0",
            dh_of_step_1,
        ),
        Wrong(
            "has dys of step 1 in it once more; h0 is no output",
            lambda dys, *others: [
                bptt(dys, *others)[0] + dys[0],
                *bptt(dys, *others)[1:],
            ],
        ),
        part_is(
            "is 0: what is left after step 1 belongs to h0",
            0,
            lambda dzs, hs, h0, xs: np.zeros_like(h0),
        ),
        part_is(
            "is not summed over the steps",
            4,
            lambda dzs, hs, h0, xs: dzs.sum(axis=1),
        ),
        part_is(
            "is a mean over the examples; it is a sum",
            4,
            lambda dzs, hs, h0, xs: dzs.mean(axis=1).sum(axis=0),
        ),
        part_is(
            "is a mean over the steps; it is a sum",
            2,
            lambda dzs, hs, h0, xs: (
                np.einsum("tbi,tbj->ij", dzs, np.concatenate([h0[None], hs[:-1]])) / len(xs)
            ),
        ),
        part_is(
            "pairs the gradient of a step with the input of another",
            3,
            lambda dzs, hs, h0, xs: np.einsum("tbi,tbj->ij", dzs, np.roll(xs, 1, axis=0)),
        ),
        part_is(
            "is dz of step 1; from there one more product leads to h0",
            0,
            lambda dzs, hs, h0, xs: dzs[0],
        ),
        Wrong(
            "is made of the dh that goes to the step before; x gets dz of its own step",
            lambda dys, hs, h0, xs, W_h, W_i: [
                bptt(dys, hs, h0, xs, W_h, W_i)[0],
                dzs_of(dys, hs, W_h) @ W_h @ W_i,
                *bptt(dys, hs, h0, xs, W_h, W_i)[2:],
            ],
        ),
        *(
            part_is(f"is not summed over the {axis}", place, product_of(signal, kept))
            for place, signal in ((2, states_before), (3, inputs))
            for axis, kept in (("examples", "b"), ("steps", "t"))
        ),
    ),
    called=TIME,
)
