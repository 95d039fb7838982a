"""Lab 4, exercise 2: back through one step of the LSTM."""

from collections.abc import Callable, Sequence
from itertools import combinations, permutations

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.exercises.lstm.step import (
    Parts,
    cell_of,
    drawn,
    lstm_step,
    step_cases,
    step_extremes,
)
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTMCellCache

Gates = tuple[Array, Array, Array, Array]


def backward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dh, dc, x, h_prev, c_prev, W, (z, zi, zf, zo) and c of the steps forward."""
    return [after(rng, step) for step in step_cases(rng)]


def after(rng: np.random.Generator, case: Case) -> Case:
    """Return what backward gets of a step, with random dh and dc."""
    x, h_prev, c_prev, W, b = case
    *gates, c, _ = lstm_step(x, h_prev, c_prev, W, b)
    dh, dc = rng.normal(size=(2, *c.shape))
    return dh, dc, x, h_prev, c_prev, W, tuple(gates), c


def backward_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw gates without a slope, and a step whose h gets no gradient."""
    _, dc, *rest = after(rng, drawn(rng, 3, 2, 4))
    return [*(after(rng, case) for case in step_extremes(rng)), (np.zeros_like(dc), dc, *rest)]


def lstm_step_backward(
    dh: Array, dc: Array, x: Array, h_prev: Array, c_prev: Array, W: Array, gates: Gates, c: Array
) -> tuple[Array, ...]:
    """Return dx (B, D), dh_prev and dc_prev (B, H), dW (4 H, D + H) and db (4 H,)."""
    xh = np.concatenate([x, h_prev], axis=1)
    cache = LSTMCellCache(xh, c_prev, *gates, c, np.tanh(c))
    (dx, (dh_prev, dc_prev)), grads = cell_of(W, np.zeros(len(W))).backward((dh, dc), cache)
    return dx, dh_prev, dc_prev, grads["W"], grads["b"]


def whole(dh: Array, dc: Array, zo: Array, c: Array) -> Array:
    """Return the gradient of the memory, also of what h shows of it."""
    whole: Array = dc + dh * zo * (1 - np.tanh(c) ** 2)
    return whole


def blocks(dh: Array, dc: Array, c_prev: Array, gates: Gates, c: Array) -> Parts:
    """Return the gradient of the four pre-activations, where ``dc`` is the whole one."""
    z, zi, zf, zo = gates
    return [
        dc * zi * (1 - z**2),
        dc * z * zi * (1 - zi),
        dc * c_prev * zf * (1 - zf),
        dh * np.tanh(c) * zo * (1 - zo),
    ]


def gathered(parts: Parts, dc_prev: Array, x: Array, h_prev: Array, W: Array) -> Parts:
    """Return what is asked, from the gradient of the four pre-activations."""
    dpre, xh = np.concatenate(parts, axis=1), np.concatenate([x, h_prev], axis=1)
    dx, dh_prev = np.split(dpre @ W, [x.shape[1]], axis=1)
    return [dx, dh_prev, dc_prev, dpre.T @ xh, dpre.sum(axis=0)]


def whole_is(says: str, wrong: Callable[..., Array]) -> Wrong:
    """Return the answer in which the gradient of the memory is ``wrong(dh, dc, zo, c)``."""

    def answer(*args: Array) -> Parts:
        dh, dc, x, h_prev, c_prev, W, gates, c = args
        dc = wrong(dh, dc, gates[3], c)
        return gathered(blocks(dh, dc, c_prev, tuple(gates), c), dc * gates[2], x, h_prev, W)

    return Wrong(says, answer)


def blocks_are(says: str, wrong: Callable[..., Parts]) -> Wrong:
    """Return the answer with the blocks ``wrong(dh, dc, c_prev, gates, c, *right blocks)``."""

    def answer(*args: Array) -> Parts:
        dh, dc, x, h_prev, c_prev, W, gates, c = args
        dc = whole(dh, dc, gates[3], c)
        right = blocks(dh, dc, c_prev, tuple(gates), c)
        return gathered(wrong(dh, dc, c_prev, gates, c, *right), dc * gates[2], x, h_prev, W)

    return Wrong(says, answer)


def part_is(says: str, place: int, wrong: Callable[..., Array]) -> Wrong:
    """Return the answer that is wrong in one part, ``wrong(dh, dc, gates, c, *right parts)``."""

    def answer(*args: Array) -> Parts:
        dh, dc, _, _, _, _, gates, c = args
        parts = list(lstm_step_backward(*args))  # type: ignore[arg-type]
        parts[place] = wrong(dh, dc, gates, c, *parts)
        return parts

    return Wrong(says, answer)


def slope_of(gates: Gates, place: int) -> Array:
    """Return the slope of one of z, zi, zf, zo."""
    value = gates[place]
    return 1 - value * value if place == 0 else value * (1 - value)


def squashed(gates: Gates, *places: int) -> Gates:
    """Return z and the gates, some of them squashed once more."""
    z, *others = (
        (sigmoid if i else np.tanh)(value) if i in places else value
        for i, value in enumerate(gates)
    )
    return (z, *others)  # type: ignore[return-value]


def slopes_again(*places: int) -> Callable[..., Parts]:
    """Return the blocks whose slopes, at some places, are those of values squashed once more."""
    return lambda dh, dc, c_prev, gates, c, *right: [
        d / slope_of(gates, i) * slope_of(squashed(gates, *places), i) for i, d in enumerate(right)
    ]


def each_unit_in_turn(
    dh: Array, dc: Array, c_prev: Array, gates: Gates, c: Array, *right: Array
) -> Parts:
    """Return the blocks mixed as if a unit's four numbers stood side by side."""
    return [np.stack(right, axis=2).reshape(len(dh), -1)]


def without_slopes(*places: int) -> Callable[..., Parts]:
    """Return the blocks of which some lack the slope of their squashing function."""
    return lambda dh, dc, c_prev, gates, c, *right: [
        d / slope_of(gates, i) if i in places else d for i, d in enumerate(right)
    ]


def cut_by(cut: Callable[[Array, Array], Sequence[Array]]) -> Callable[..., Parts]:
    """Return the answer whose dx and dh_prev are ``cut(both, h_prev)``, both side by side."""

    def answer(*args: Array) -> Parts:
        dx, dh_prev, *others = lstm_step_backward(*args)  # type: ignore[arg-type]
        return [*cut(np.concatenate([dx, dh_prev], axis=1), args[3]), *others]

    return answer


def with_gates(*places: int) -> Callable[..., tuple[Array, ...]]:
    """Return the answer that squashes what comes in as gates, at some places, once more."""
    return lambda dh, dc, x, h_prev, c_prev, W, gates, c: lstm_step_backward(
        dh, dc, x, h_prev, c_prev, W, squashed(gates, *places), c
    )


def without_sums(*args: Array) -> Parts:
    """Return the gradients with dW and db of each example by itself."""
    dh, dc, x, h_prev, c_prev, _, gates, c = args
    parts = blocks(dh, whole(dh, dc, gates[3], c), c_prev, tuple(gates), c)
    d, xh = np.concatenate(parts, axis=1), np.concatenate([x, h_prev], axis=1)
    dx, dh_prev, dc_prev, *_ = lstm_step_backward(*args)  # type: ignore[arg-type]
    return [dx, dh_prev, dc_prev, d[:, :, None] * xh[:, None, :], d]


LSTM_STEP_BACKWARD = Exercise(
    name="lstm_step_backward",
    reference=lstm_step_backward,
    cases=backward_cases,
    extremes=backward_extremes,
    returns=("dx", "dh_prev", "dc_prev", "dW", "db"),
    called={f"gates[{i}]": name for i, name in enumerate(("z", "zi", "zf", "zo"))},
    wrong=(
        whole_is(
            "lacks what comes through h: h shows c, so a part of dh belongs to c",
            lambda dh, dc, zo, c: dc,
        ),
        whole_is(
            "loses the dc that comes in: the next step has read the memory too",
            lambda dh, dc, zo, c: whole(dh, 0 * dc, zo, c),
        ),
        whole_is(
            "lacks the slope of the tanh between c and h",
            lambda dh, dc, zo, c: dc + dh * zo,
        ),
        whole_is(
            "takes c for tanh(c) in the slope of the last tanh",
            lambda dh, dc, zo, c: dc + dh * zo * (1 - c**2),
        ),
        whole_is(
            "goes from h to c past the output gate",
            lambda dh, dc, zo, c: dc + dh * (1 - np.tanh(c) ** 2),
        ),
        blocks_are(
            "is that of a sum zi + z; a gate multiplies",
            lambda dh, dc, c_prev, gates, c, dz, di, df, do: [
                dc * (1 - gates[0] ** 2),
                dc * gates[1] * (1 - gates[1]),
                df,
                do,
            ],
        ),
        blocks_are(
            "lacks the slopes of all four squashing functions",
            lambda dh, dc, c_prev, gates, c, *right: [
                dc * gates[1],
                dc * gates[0],
                dc * c_prev,
                dh * np.tanh(c),
            ],
        ),
        blocks_are(
            "uses the slope of σ for z; z is squashed by tanh",
            lambda dh, dc, c_prev, gates, c, dz, *rest: [
                dc * gates[1] * gates[0] * (1 - gates[0]),
                *rest,
            ],
        ),
        blocks_are(
            "uses the slope of tanh for the gates; they are squashed by σ",
            lambda dh, dc, c_prev, gates, c, dz, *rest: [
                dz,
                dc * gates[0] * (1 - gates[1] ** 2),
                dc * c_prev * (1 - gates[2] ** 2),
                dh * np.tanh(c) * (1 - gates[3] ** 2),
            ],
        ),
        blocks_are(
            "pairs the forget gate with the new memory; it has multiplied the old one",
            lambda dh, dc, c_prev, gates, c, dz, di, df, do: [
                dz,
                di,
                dc * c * gates[2] * (1 - gates[2]),
                do,
            ],
        ),
        blocks_are(
            "pairs the output gate with c; it has multiplied tanh(c)",
            lambda dh, dc, c_prev, gates, c, dz, di, df, do: [
                dz,
                di,
                df,
                dh * c * gates[3] * (1 - gates[3]),
            ],
        ),
        blocks_are(
            "has the blocks of zi and zf swapped",
            lambda dh, dc, c_prev, gates, c, dz, di, df, do: [dz, df, di, do],
        ),
        *(
            blocks_are(
                "has the four blocks in a wrong order; d has that of the rows of W",
                lambda dh, dc, c_prev, gates, c, *right, order=order: [right[i] for i in order],
            )
            for order in permutations(range(4))
            if order not in ((0, 1, 2, 3), (0, 2, 1, 3))
        ),
        *(
            blocks_are(
                f"has the slope of {names[other]} in the gradient of {names[one]}",
                lambda dh, dc, c_prev, gates, c, *right, one=one, other=other: [
                    (d / slope_of(gates, one) * slope_of(gates, other) if i == one else d)
                    for i, d in enumerate(right)
                ],
            )
            for names in [("z", "zi", "zf", "zo")]
            for one, other in permutations(range(4), 2)
        ),
        part_is(
            "has dh added; that went through the gates, and there is no straight way for h",
            1,
            lambda dh, dc, gates, c, dx, dh_prev, *rest: dh_prev + dh,
        ),
        part_is(
            "is the slope of h_prev: the first columns of W belong to x",
            0,
            lambda dh, dc, gates, c, dx, dh_prev, *rest: dh_prev,
        ),
        part_is(
            "passes the forget gate without being multiplied by it",
            2,
            lambda dh, dc, gates, c, *parts: whole(dh, dc, gates[3], c),
        ),
        part_is(
            "is a mean over the batch; it is a sum",
            3,
            lambda dh, dc, gates, c, dx, dh_prev, dc_prev, dW, db: dW / len(dx),
        ),
        part_is(
            "is a mean over the batch; the sum is asked",
            4,
            lambda dh, dc, gates, c, dx, dh_prev, dc_prev, dW, db: db / len(dx),
        ),
        blocks_are(
            "gives z and zi each its own value as factor; each has multiplied the other",
            lambda dh, dc, c_prev, gates, c, dz, di, df, do: [
                dc * gates[0] * (1 - gates[0] ** 2),
                dc * gates[1] * gates[1] * (1 - gates[1]),
                df,
                do,
            ],
        ),
        *(
            blocks_are(
                f"squashes {what} once more for the slope; gates holds squashed values",
                slopes_again(*places),
            )
            for what, places in (
                ("the gates", (1, 2, 3)),
                ("z", (0,)),
                ("z and the gates", (0, 1, 2, 3)),
            )
        ),
        *(
            Wrong(
                f"squashes {what} once more; gates holds squashed values",
                with_gates(*places),
            )
            for what, places in (("the gates", (1, 2, 3)), ("z and the gates", (0, 1, 2, 3)))
        ),
        blocks_are(
            "has the gradients of z and the gates in turns; the four blocks follow each other",
            each_unit_in_turn,
        ),
        Wrong("is not summed over the batch; all examples use the same W and b", without_sums),
        *(
            blocks_are(
                f"lacks the slope of {' and of '.join(names[i] for i in places)}",
                without_slopes(*places),
            )
            for names in [("z", "zi", "zf", "zo")]
            for n in (1, 2, 3)
            for places in combinations(range(4), n)
        ),
        *(
            Wrong(
                "is half of the columns; the first of them belong to x, as many as it has", answer
            )
            for answer in (
                cut_by(lambda both, h_prev: np.array_split(both, 2, axis=1)),
                cut_by(lambda both, h_prev: np.split(both, 2, axis=1)),
                cut_by(lambda both, h_prev: np.split(both, [both.shape[1] // 2], axis=1)),
            )
        ),
        Wrong(
            "has as many columns as h_prev; the first of them belong to x, as many as it has",
            cut_by(lambda both, h_prev: np.split(both, [h_prev.shape[1]], axis=1)),
        ),
        part_is(
            "holds the columns of h_prev too; dx is as wide as x",
            0,
            lambda dh, dc, gates, c, dx, dh_prev, *rest: np.concatenate([dx, dh_prev], axis=1),
        ),
        part_is(
            "holds the columns of x too; dh_prev is as wide as h_prev",
            1,
            lambda dh, dc, gates, c, dx, dh_prev, *rest: np.concatenate([dx, dh_prev], axis=1),
        ),
    ),
)
