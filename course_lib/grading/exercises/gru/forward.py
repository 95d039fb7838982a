"""Lab 5, exercise 1: one step of the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, at_rest
from course_lib.protocol import Array
from course_lib.recurrent.gru import GRUCell

Forward = tuple[Array, Array, Array, Array]


def sizes() -> list[tuple[int, int, int]]:
    """Return (B, D, H): all equal first."""
    return [(3, 3, 3), (4, 2, 3), (1, 4, 2), (2, 3, 1), (1, 1, 1), (2, 3, 2)]


def step_cases(rng: np.random.Generator) -> list[Case]:
    """Draw x (B, D), h_prev (B, H), W (3 H, D + H) and b (3 H,); the last h_prev is 0."""
    *steps, first = (
        (
            rng.normal(size=(B, D)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            rng.normal(size=(3 * H, D + H)),
            rng.normal(size=3 * H),
        )
        for B, D, H in sizes()
    )
    return [*steps, at_rest(first, 1)]


def step_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw gates that are nearly open or shut."""
    x, h_prev, W, b = step_cases(rng)[1]
    return [(20 * x, h_prev, W, b), (x, h_prev, np.zeros_like(W), b)]


def mixed(h_prev: Array, h_new: Array, z: Array) -> Array:
    """Return the new memory."""
    return z * h_prev + (1 - z) * h_new


def multiplied(h_prev: Array, r: Array) -> Array:
    """Return what the reset gate lets through."""
    return r * h_prev


def step(
    x: Array,
    h_prev: Array,
    W: Array,
    b: Array,
    *,
    mix: Callable[[Array, Array, Array], Array] = mixed,
    gate: Callable[[Array], Array] = sigmoid,
    squash: Callable[[Array], Array] = np.tanh,
    reset: Callable[[Array, Array], Array] = multiplied,
    order: tuple[int, int, int] = (0, 1, 2),
) -> Forward:
    """Return h, r, z and h_new of a step that may differ in one place."""
    Ws, bs = np.split(W, 3), np.split(b, 3)
    (W_r, W_z, W_h), (b_r, b_z, b_h) = ([three[i] for i in order] for three in (Ws, bs))
    xh = np.concatenate([x, h_prev], axis=1)
    r, z = gate(xh @ W_r.T + b_r), gate(xh @ W_z.T + b_z)
    h_new = squash(np.concatenate([x, reset(h_prev, r)], axis=1) @ W_h.T + b_h)
    return mix(h_prev, h_new, z), r, z, h_new


def gru_step(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Return h, r, z and h_new, each (B, H)."""
    cell = filled(x, W, b)
    (h,), cache = cell.forward(x, (h_prev,))
    return h, cache.r, cache.z, cache.h_new


def filled(x: Array, W: Array, b: Array) -> GRUCell:
    """Return the library's cell with these weights."""
    cell = GRUCell(x.shape[1], len(W) // 3, np.random.default_rng(0))
    cell.params["W"][...], cell.params["b"][...] = W, b
    return cell


def reset_after(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Reset what the memory gives to the candidate, after the product."""
    h, r, z, _ = step(x, h_prev, W, b)
    (W_x, W_h), n = np.split(W[2 * h.shape[1] :], [x.shape[1]], axis=1), 2 * h.shape[1]
    h_new = np.tanh(x @ W_x.T + b[n:] + r * (h_prev @ W_h.T))
    return mixed(h_prev, h_new, z), r, z, h_new


def memory_first(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Join [h, x]; the columns of W are for [x, h]."""
    D = x.shape[1]
    return step(x, h_prev, np.concatenate([W[:, -D:], W[:, :-D]], axis=1), b)


def step_is(says: str, **options: Any) -> Wrong:
    """Return the step that differs in one place."""
    return Wrong(says, lambda x, h_prev, W, b: step(x, h_prev, W, b, **options))


def jobs_changed(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Let z reset the memory and r mix it."""
    _, r, z, _ = step(x, h_prev, W, b)
    _, _, _, h_new = step(x, h_prev, W, b, reset=lambda h, _: h * z)
    return mixed(h_prev, h_new, r), r, z, h_new


def reset_of(
    candidate: Callable[[Array, Array, Array], Array],
) -> Callable[[Array, Array, Array, Array], Forward]:
    """Return the step whose candidate is ``candidate(r, product, b_h)``, of x and all of h_prev."""

    def answer(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
        _, r, z, _ = step(x, h_prev, W, b)
        W_h, b_h = np.split(W, 3)[2], np.split(b, 3)[2]
        h_new = candidate(r, np.concatenate([x, h_prev], axis=1) @ W_h.T, b_h)
        return mixed(h_prev, h_new, z), r, z, h_new

    return answer


def reset_by(r: Array) -> Callable[[Array, Array], Array]:
    """Return what resets by this r, whatever the gate says."""
    return lambda h_prev, _: r * h_prev


def not_yet_reset(own: int) -> Callable[[Array, Array, Array, Array], Forward]:
    """Return the step in whose loop a candidate reads the r of the units before it, and 0 else.

    With ``own`` 1 it reads that of its own unit too.
    """

    def answer(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
        _, r, z, h_new = step(x, h_prev, W, b)
        for k in range(h_new.shape[1]):
            known = np.where(np.arange(r.shape[1]) < k + own, r, 0)
            h_new[:, k] = step(x, h_prev, W, b, reset=reset_by(known))[3][:, k]
        return mixed(h_prev, h_new, z), r, z, h_new

    return answer


def x_reset(with_bias: int) -> Callable[[Array, Array, Array, Array], Forward]:
    """Return the step whose r multiplies what x gives to the candidate, perhaps with the bias."""

    def answer(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
        _, r, z, _ = step(x, h_prev, W, b)
        (W_x, W_h), b_h = np.split(np.split(W, 3)[2], [x.shape[1]], axis=1), np.split(b, 3)[2]
        reset = r * (x @ W_x.T + with_bias * b_h) + (1 - with_bias) * b_h
        h_new = np.tanh(reset + h_prev @ W_h.T)
        return mixed(h_prev, h_new, z), r, z, h_new

    return answer


def every_third(rows: Array) -> Array:
    """Return the rows as if the three blocks had them in turn."""
    return np.concatenate([rows[block::3] for block in range(3)])


def row_after_row(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Take the examples for steps in time: each begins with the memory of the one before."""
    h, made = h_prev[:1], []
    for row in x:
        made.append(step(row[None], h, W, b))
        h = made[-1][0]
    memory, r, z, h_new = (np.concatenate(parts) for parts in zip(*made, strict=True))
    return memory, r, z, h_new


def z_of_reset(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Let z read the memory that r has reset."""
    _, r, _, h_new = step(x, h_prev, W, b)
    _, _, z, _ = step(x, r * h_prev, W, b)
    return mixed(h_prev, h_new, z), r, z, h_new


def keeping_reset(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
    """Keep a part of the memory that r has reset."""
    _, r, z, h_new = step(x, h_prev, W, b)
    return mixed(r * h_prev, h_new, z), r, z, h_new


def shared_by(says: str, mix: Callable[[Array, Array, Array, Array], Array]) -> Wrong:
    """Return the step whose memory is ``mix(h_prev, h_new, z, r)``."""

    def answer(x: Array, h_prev: Array, W: Array, b: Array) -> Forward:
        _, r, z, h_new = step(x, h_prev, W, b)
        return mix(h_prev, h_new, z, r), r, z, h_new

    return Wrong(says, answer)


GRU_STEP = Exercise(
    name="gru_step",
    reference=gru_step,
    cases=step_cases,
    extremes=step_extremes,
    returns=("h", "r", "z", "h_new"),
    wrong=(
        step_is(
            "is mixed the other way round: this z says how much is kept, not replaced",
            mix=lambda h_prev, h_new, z: (1 - z) * h_prev + z * h_new,
        ),
        step_is(
            "is the candidate alone: nothing of the old memory is kept",
            mix=lambda h_prev, h_new, z: h_new,
        ),
        step_is(
            "adds the candidate in full; it gets only what the old memory gives up",
            mix=lambda h_prev, h_new, z: z * h_prev + h_new,
        ),
        step_is(
            "adds the gate to the memory; a gate multiplies",
            mix=lambda h_prev, h_new, z: (z + h_prev) + (1 - z + h_new),
        ),
        step_is("does not use r: the candidate sees all of the memory", reset=lambda h, r: h),
        Wrong(
            "resets after the product, as PyTorch does; the lecture resets the memory before it",
            reset_after,
        ),
        Wrong(
            "resets the whole product, that of x too; r is for the memory alone",
            reset_of(lambda r, product, b_h: np.tanh(r * product + b_h)),
        ),
        Wrong(
            "resets the whole product, that of x too; r is for the memory alone",
            reset_of(lambda r, product, b_h: np.tanh(r * (product + b_h))),
        ),
        Wrong(
            "resets the candidate; r is for the memory that it reads",
            reset_of(lambda r, product, b_h: r * np.tanh(product + b_h)),
        ),
        Wrong("lets z read the memory after the reset; both gates read all of it", z_of_reset),
        Wrong("keeps a part of the reset memory; z keeps a part of h_prev itself", keeping_reset),
        shared_by(
            "shares by r; the update gate z says how much is kept",
            lambda h_prev, h_new, z, r: r * h_prev + (1 - r) * h_new,
        ),
        shared_by(
            "keeps by r; the update gate z says how much is kept",
            lambda h_prev, h_new, z, r: r * h_prev + (1 - z) * h_new,
        ),
        shared_by(
            "gives the candidate the share 1 - r; it is 1 - z",
            lambda h_prev, h_new, z, r: z * h_prev + (1 - r) * h_new,
        ),
        shared_by(
            "is the old memory with the candidate's share added: nothing is given up",
            lambda h_prev, h_new, z, r: h_prev + (1 - z) * h_new,
        ),
        shared_by(
            "squashes the new memory; the candidate is squashed, and the memory is not",
            lambda h_prev, h_new, z, r: np.tanh(mixed(h_prev, h_new, z)),
        ),
        step_is(
            "resets with 1 - r: an open r lets the memory through", reset=lambda h, r: (1 - r) * h
        ),
        step_is("adds r to the memory; a gate multiplies", reset=lambda h, r: r + h),
        step_is("swaps the gates: the first block of rows is that of r", order=(1, 0, 2)),
        Wrong("lets z reset and r mix: the two gates have each other's work", jobs_changed),
        step_is("takes the candidate's rows first; the blocks are r, z, h'", order=(1, 2, 0)),
        *(
            step_is("takes the blocks of rows in a wrong order", order=order)
            for order in ((0, 2, 1), (2, 0, 1), (2, 1, 0))
        ),
        step_is("uses tanh for the gates; a gate lies between 0 and 1", gate=np.tanh),
        step_is("uses the sigmoid for the candidate", squash=sigmoid),
        Wrong("has no biases", lambda x, h_prev, W, b: step(x, h_prev, W, 0 * b)),
        Wrong("joins the two in the wrong order: x comes first, then h", memory_first),
        *(
            Wrong(
                "reads reset gates that are still 0: all of r comes first, then the candidate",
                not_yet_reset(own),
            )
            for own in (1, 0)
        ),
        Wrong(
            "takes every third row for a block; the rows of a block stand together",
            lambda x, h_prev, W, b: step(x, h_prev, every_third(W), every_third(b)),
        ),
        *(
            Wrong("resets what comes from x; r is for the memory", x_reset(with_bias))
            for with_bias in (0, 1)
        ),
        Wrong(
            "takes every third number of b for a gate; the numbers of a block stand together",
            lambda x, h_prev, W, b: step(x, h_prev, W, every_third(b)),
        ),
        Wrong(
            "takes every third row of W for a gate; the rows of a block stand together",
            lambda x, h_prev, W, b: step(x, h_prev, every_third(W), b),
        ),
        Wrong(
            "goes on from example to example; each of them has an h_prev of its own",
            row_after_row,
        ),
    ),
)
