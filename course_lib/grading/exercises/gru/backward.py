"""Lab 5, exercise 2: back through one step of the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, at_rest
from course_lib.grading.exercises.gru.forward import every_third, filled, sizes
from course_lib.protocol import Array
from course_lib.recurrent.gru import GRUCellCache

Backward = tuple[Array, Array, Array, Array]


def backward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dh, x, h_prev, r, z, h_new and W; the last h_prev is 0."""
    *steps, first = (
        (
            rng.normal(size=(B, H)),
            rng.normal(size=(B, D)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            rng.uniform(0.1, 0.9, size=(B, H)),
            rng.uniform(0.1, 0.9, size=(B, H)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            rng.normal(size=(3 * H, D + H)),
        )
        for B, D, H in sizes()
    )
    return [*steps, at_rest(first, 2)]


def back(
    dh: Array,
    x: Array,
    h_prev: Array,
    r: Array,
    z: Array,
    h_new: Array,
    W: Array,
    *,
    without: str = "",
) -> Backward:
    """Return dx, dh_prev, dW and db, perhaps with one thing left out."""

    def factor(name: str, value: Any) -> Any:
        return 1 if name == without else value

    H, D = h_prev.shape[1], x.shape[1]
    sign = -1 if without == "sign" else 1
    share = z if without == "kept share" else factor("share", 1 - z)
    at_z, at_r = (
        sigmoid(g) if without in ("slope " + s, "slopes") else g for g, s in ((z, "z"), (r, "r"))
    )
    slope = {"square": 1 - h_new, "brackets": (1 - h_new) ** 2}.get(without, 1 - h_new**2)
    du_h = dh * share * factor("tanh", slope)
    du_z = (
        sign * dh * (h_prev - h_new) * factor("sigmoid", factor("sigmoid of z", at_z * (1 - at_z)))
    )
    dq = du_h @ W[2 * H :, D:]
    du_r = (
        dq * factor("memory", h_prev) * factor("sigmoid", factor("sigmoid of r", at_r * (1 - at_r)))
    )
    gates = np.concatenate([du_r, du_z], axis=1)
    du = np.concatenate([gates, du_h], axis=1)
    ways = {
        "straight": dh * z,
        "candidate": dq * factor("reset", r),
        "reset gate": du_r @ W[:H, D:],
        "update gate": du_z @ W[H : 2 * H, D:],
    }
    gone = ("reset gate", "update gate") if without == "gates" else (without,)
    dh_prev = sum(way for name, way in ways.items() if name not in gone)
    seen = np.concatenate([x, factor("read", r) * h_prev], axis=1)
    dW = np.concatenate([gates.T @ np.concatenate([x, h_prev], axis=1), du_h.T @ seen])
    return du @ W[:, :D], np.asarray(dh_prev), dW, du.sum(axis=0)


def gru_backward(
    dh: Array, x: Array, h_prev: Array, r: Array, z: Array, h_new: Array, W: Array
) -> Backward:
    """Return dx (B, D), dh_prev (B, H), dW (3 H, D + H) and db (3 H,)."""
    cell = filled(x, W, np.zeros(len(W)))
    cache = GRUCellCache(x, h_prev, r, z, h_new, r * h_prev)
    (dx, (dh_prev,)), grads = cell.backward((dh,), cache)
    return dx, dh_prev, grads["W"], grads["b"]


def back_is(says: str, without: str) -> Wrong:
    """Return the answer that leaves one thing out."""
    return Wrong(
        says,
        lambda dh, x, h_prev, r, z, h_new, W: back(dh, x, h_prev, r, z, h_new, W, without=without),
    )


def one_way(says: str, *kept: str) -> Wrong:
    """Return the answer in which some of the ways to the memory are all of dh_prev."""
    ways = {"straight", "candidate", "gates"} - {*kept}

    def answer(*args: Array) -> list[Array]:
        dx, whole, dW, db = gru_backward(*args)
        gone = [whole - back(*args, without=way)[1] for way in ways]
        return [dx, whole - sum(gone), dW, db]

    return Wrong(says, answer)


def gates_changed(
    dh: Array, x: Array, h_prev: Array, r: Array, z: Array, h_new: Array, W: Array
) -> list[Array]:
    """Put the block of z before that of r, in dx, dW and db."""
    _, dh_prev, dW, db = gru_backward(dh, x, h_prev, r, z, h_new, W)
    H, D = h_prev.shape[1], x.shape[1]
    order = [*range(H, 2 * H), *range(H), *range(2 * H, 3 * H)]
    each = [slice(i, i + 1) for i in range(len(x))]
    rows = [back(dh[i], x[i], h_prev[i], r[i], z[i], h_new[i], W)[3] for i in each]
    return [np.array(rows)[:, order] @ W[:, :D], dh_prev, dW[order], db[order]]


def in_turn(
    dh: Array, x: Array, h_prev: Array, r: Array, z: Array, h_new: Array, W: Array
) -> list[Array]:
    """Give the three blocks the rows in turn, of W, dW and db."""
    dx, dh_prev, dW, db = back(dh, x, h_prev, r, z, h_new, every_third(W))
    rows = np.arange(len(W)).reshape(3, -1).T.ravel()
    return [dx, dh_prev, dW[rows], db[rows]]


def part_is(says: str, place: int, wrong: Callable[[Any, int], Any]) -> Wrong:
    """Return the answer with one part changed by ``wrong(part, B)``."""

    def answer(
        dh: Array, x: Array, h_prev: Array, r: Array, z: Array, h_new: Array, W: Array
    ) -> list[Array]:
        parts: list[Any] = list(gru_backward(dh, x, h_prev, r, z, h_new, W))
        parts[place] = wrong(parts[place], len(x))
        return parts

    return Wrong(says, answer)


def not_summed(
    dh: Array, x: Array, h_prev: Array, r: Array, z: Array, h_new: Array, W: Array
) -> list[Array]:
    """Give each example biases of its own."""
    each = [slice(i, i + 1) for i in range(len(x))]
    rows = [back(dh[i], x[i], h_prev[i], r[i], z[i], h_new[i], W)[3] for i in each]
    return [*gru_backward(dh, x, h_prev, r, z, h_new, W)[:3], np.array(rows)]


GRU_BACKWARD = Exercise(
    name="gru_backward",
    reference=gru_backward,
    cases=backward_cases,
    returns=("dx", "dh_prev", "dW", "db"),
    wrong=(
        back_is("has the update gate's gradient with the wrong sign: does h rise with z?", "sign"),
        back_is("lacks the slope of the sigmoid", "sigmoid"),
        back_is("lacks the slope of tanh", "tanh"),
        back_is("forgets the square in the slope of tanh", "square"),
        back_is("squares too much in the slope of tanh: h' alone has the square", "brackets"),
        back_is("hands the candidate all of dh; only a part of it went into h", "share"),
        back_is("has the gradient of r without the memory that it multiplied", "memory"),
        back_is("lacks the straight way: h keeps a part of h_prev itself", "straight"),
        back_is("lacks the way through the candidate", "candidate"),
        back_is("lacks the ways through the two gates", "gates"),
        back_is("does not pass r on its way through the candidate", "reset"),
        back_is(
            "pairs the candidate's gradient with h_prev; its rows have read r ⊙ h_prev", "read"
        ),
        back_is("lacks the way to the memory through the reset gate", "reset gate"),
        back_is("lacks the way to the memory through the update gate", "update gate"),
        one_way("is the straight way alone; the memory was read in three more places", "straight"),
        one_way("is the way through the candidate alone; there are three more", "candidate"),
        one_way("has the ways through the two gates alone; there are two more", "gates"),
        back_is("has the share z of the candidate; the candidate has 1 - z", "kept share"),
        Wrong("has the two blocks of the gates exchanged: r comes first", gates_changed),
        part_is("is transposed: it needs the shape of W", 2, lambda dW, B: dW.T),
        part_is("is a mean over the examples; it is a sum", 3, lambda db, B: db / B),
        Wrong("is not summed over the examples", not_summed),
        back_is("has the slope at the sigmoid of z; z has been through the sigmoid", "slope z"),
        back_is("has the slope at the sigmoid of r; r has been through the sigmoid", "slope r"),
        back_is("has the slopes at the sigmoid of a gate; both have been through it", "slopes"),
        back_is("lacks the slope of the sigmoid of z", "sigmoid of z"),
        back_is("lacks the slope of the sigmoid of r", "sigmoid of r"),
        Wrong("takes every third row for a block; the rows of a block stand together", in_turn),
    ),
)
