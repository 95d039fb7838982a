"""Lab 2, exercises 4 and 5: a net of two layers, forward and backward."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.exercises.slopes import WRONG_SLOPES
from course_lib.protocol import Array

Sums = Callable[[Array, Array, Array], Array]


def net_sizes() -> list[tuple[int, int, int, int]]:
    """Return (B, n_in, n_hidden, n_out): all equal first, then all different."""
    return [(3, 3, 3, 3), (4, 5, 2, 3), (1, 2, 4, 3), (2, 1, 2, 1), (1, 1, 1, 2)]


def net_cases(rng: np.random.Generator) -> list[Case]:
    """Draw x, W1, b1, W2 and b2."""
    return [
        tuple(rng.normal(size=shape) for shape in ((B, n), (h, n), h, (m, h), m))
        for B, n, h, m in net_sizes()
    ]


def two_layer_forward(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array]:
    """Return scores (B, n_out) and the hidden a (B, n_hidden)."""
    a = np.tanh(x @ W1.T + b1)
    return a @ W2.T + b2, a


def with_hidden(hidden: Callable[[Array], Array], b: float = 1, c: float = 1) -> Callable[..., Any]:
    """Return a forward with another activation and with b1 and b2 times ``b`` and ``c``."""

    def forward(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array]:
        a = hidden(x @ W1.T + b * b1)
        return a @ W2.T + c * b2, a

    return forward


def a_is(says: str, wrong: Callable[[Array], Array]) -> Wrong:
    """Return the answer that is wrong in a alone."""

    def answer(*args: Array) -> tuple[Array, Array]:
        scores, a = two_layer_forward(*args)
        return scores, wrong(a)

    return Wrong(says, answer)


def sums_go_on(a: Array, W: Array, b: Array) -> Array:
    """Return z where the sum of a unit begins with that of the unit before."""
    return np.cumsum(a @ W.T, axis=1) + b


def biased_sums_go_on(a: Array, W: Array, b: Array) -> Array:
    """Return z where the sum of a unit, with its bias, begins with that of the unit before."""
    return np.cumsum(a @ W.T + b, axis=1)


def ones_elsewhere(a: Array, W: Array, b: Array) -> Array:
    """Return z where b meets an input, and the 1 for b a weight."""
    z: Array = np.column_stack([a, np.ones(len(a))]) @ np.column_stack([b, W]).T
    return z


def biased_by_example(a: Array, W: Array, b: Array) -> Array:
    """Return z where an example has a bias, the same for all units."""
    return a @ W.T + np.resize(b, len(a))[:, None]


def dense(a: Array, W: Array, b: Array) -> Array:
    """Return z as it should be."""
    return a @ W.T + b


def with_sums(first: Sums, second: Sums) -> Callable[..., tuple[Array, Array]]:
    """Return the forward whose two layers are made by these functions."""

    def forward(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array]:
        a = np.tanh(first(x, W1, b1))
        return second(a, W2, b2), a

    return forward


WRONG_SUMS: tuple[tuple[Sums, str], ...] = (
    (sums_go_on, "is made of sums that go on from unit to unit; each unit's sum begins at 0"),
    (
        biased_sums_go_on,
        "is made of sums that go on from unit to unit; each unit's sum begins at 0",
    ),
    (
        ones_elsewhere,
        "gives a bias an input and the 1 a weight: ones and biases need the same place",
    ),
    (
        biased_by_example,
        "gives each example one bias; each unit has one, the same for all examples",
    ),
)


TWO_LAYER_FORWARD = Exercise(
    name="two_layer_forward",
    reference=two_layer_forward,
    cases=net_cases,
    returns=("scores", "a"),
    wrong=(
        Wrong(
            "is the hidden layer before its activation function",
            lambda x, W1, b1, W2, b2: (two_layer_forward(x, W1, b1, W2, b2)[0], x @ W1.T + b1),
        ),
        Wrong(
            "is made without the activation function between the layers: two layers are then one",
            with_hidden(lambda z: z),
        ),
        Wrong("uses the sigmoid; asked is tanh", with_hidden(lambda z: 0.5 + 0.5 * np.tanh(z / 2))),
        Wrong("uses the ReLU; asked is tanh", with_hidden(lambda z: np.maximum(z, 0))),
        Wrong(
            "uses the columns of W1 where it needs the rows: row i belongs to hidden unit i",
            lambda x, W1, b1, W2, b2: two_layer_forward(x, W1.T, b1, W2, b2),
        ),
        Wrong(
            "uses the columns of W2 where it needs the rows: row i belongs to score i",
            lambda x, W1, b1, W2, b2: two_layer_forward(x, W1, b1, W2.T, b2),
        ),
        Wrong(
            "meets both matrices the wrong way round: each unit has weights of its own",
            lambda x, W1, b1, W2, b2: two_layer_forward(x, W1.T, b1, W2.T, b2),
        ),
        Wrong(
            "is the slope of tanh; asked is its value, and backward makes the slope of it",
            lambda x, W1, b1, W2, b2: (
                two_layer_forward(x, W1, b1, W2, b2)[0],
                1 - two_layer_forward(x, W1, b1, W2, b2)[1] ** 2,
            ),
        ),
        Wrong(
            "comes from x in the second layer too; that layer reads a",
            lambda x, W1, b1, W2, b2: (x @ W2.T + b2, two_layer_forward(x, W1, b1, W2, b2)[1]),
        ),
        Wrong(
            "adds b2 before the product; it is added to what comes out",
            lambda x, W1, b1, W2, b2: (
                (two_layer_forward(x, W1, b1, W2, b2)[1] + b2) @ W2.T,
                two_layer_forward(x, W1, b1, W2, b2)[1],
            ),
        ),
        Wrong(
            "has an activation function at the end; scores may be any number",
            lambda *args: (
                np.maximum(two_layer_forward(*args)[0], 0),
                two_layer_forward(*args)[1],
            ),
        ),
        Wrong(
            "has an activation function at the end; scores may be any number",
            lambda *args: (
                0.5 + 0.5 * np.tanh(two_layer_forward(*args)[0] / 2),
                two_layer_forward(*args)[1],
            ),
        ),
        Wrong("has no bias in the first layer", with_hidden(np.tanh, b=0)),
        Wrong("has no bias in the second layer", with_hidden(np.tanh, c=0)),
        Wrong(
            "has an activation function at the end; scores may be any number",
            lambda *args: (np.tanh(two_layer_forward(*args)[0]), two_layer_forward(*args)[1]),
        ),
        *(
            Wrong(says, with_sums(first, second))
            for sums, says in WRONG_SUMS
            for first, second in ((sums, sums), (sums, dense), (dense, sums))
        ),
        a_is(
            "holds the ones of the bias too; asked are the activations alone",
            lambda a: np.column_stack([a, np.ones(len(a))]),
        ),
        a_is(
            "holds the ones of the bias too; asked are the activations alone",
            lambda a: np.column_stack([np.ones(len(a)), a]),
        ),
        Wrong(
            "squashes x in the place of the sums; first comes the sum of a unit, then its tanh",
            lambda x, W1, b1, W2, b2: (
                dense(dense(np.tanh(x), W1, b1), W2, b2),
                dense(np.tanh(x), W1, b1),
            ),
        ),
        Wrong(
            "squashes x too; tanh is for the sums of the hidden units",
            lambda x, *others: two_layer_forward(np.tanh(x), *others),
        ),
    ),
)


def backward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dscores, x, a between -1 and 1, and W2."""
    return [
        (
            rng.normal(size=(B, m)),
            rng.normal(size=(B, n)),
            rng.uniform(-0.9, 0.9, size=(B, h)),
            rng.normal(size=(m, h)),
        )
        for B, n, h, m in net_sizes()
    ]


def two_layer_backward(
    dscores: Array, x: Array, a: Array, W2: Array
) -> tuple[Array, Array, Array, Array]:
    """Return dW1, db1, dW2 and db2."""
    return through(dscores, x, a, dscores @ W2 * (1 - a * a))


def through(dscores: Array, x: Array, a: Array, dz1: Array) -> tuple[Array, Array, Array, Array]:
    """Return the gradients where dz1 (B, n_hidden) comes to the first layer."""
    return dz1.T @ x, dz1.sum(axis=0), dscores.T @ a, dscores.sum(axis=0)


def dz1_is(says: str, wrong: Callable[[Array, Array], Array]) -> Wrong:
    """Return the answer whose dz1 is ``wrong(da, a)``."""
    return Wrong(says, lambda ds, x, a, W2: through(ds, x, a, wrong(ds @ W2, a)))


def through_slope(slope: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    """Return what gives dz1 with another slope than that of tanh."""
    return lambda da, a: da * slope(a)


def part_is(says: str, place: int, wrong: Callable[..., Array]) -> Wrong:
    """Return the answer that is wrong in one of its four parts."""

    def answer(dscores: Array, x: Array, a: Array, W2: Array) -> list[Array]:
        parts = list(two_layer_backward(dscores, x, a, W2))
        parts[place] = wrong(dscores, x, a, dscores @ W2 * (1 - a * a))
        return parts

    return Wrong(says, answer)


TWO_LAYER_BACKWARD = Exercise(
    name="two_layer_backward",
    reference=two_layer_backward,
    cases=backward_cases,
    returns=("dW1", "db1", "dW2", "db2"),
    wrong=(
        dz1_is("lacks the slope of tanh: the gradient passes it on its way back", lambda da, a: da),
        dz1_is(
            "uses the slope of the sigmoid; the hidden layer is tanh",
            lambda da, a: da * a * (1 - a),
        ),
        dz1_is(
            "adds the slope of tanh; a chain of slopes is a product",
            lambda da, a: da + (1 - a * a),
        ),
        dz1_is(
            "takes the tanh of a again: a is tanh(z) already",
            lambda da, a: da * (1 - np.tanh(a) ** 2),
        ),
        dz1_is("forgets a square in the slope of tanh", lambda da, a: da * (1 - a)),
        *(dz1_is(says, through_slope(slope)) for says, slope in WRONG_SLOPES.items()),
        part_is(
            "lacks the slope of tanh, which dz1 has",
            0,
            lambda ds, x, a, dz1: (dz1 / (1 - a * a)).T @ x,
        ),
        part_is(
            "lacks the slope of tanh, which dz1 has",
            1,
            lambda ds, x, a, dz1: (dz1 / (1 - a * a)).sum(axis=0),
        ),
        part_is(
            "is summed over the units; each has a bias of its own",
            1,
            lambda ds, x, a, dz1: dz1.sum(axis=1),
        ),
        part_is(
            "is that of a weight from x; the signal at its start is a",
            2,
            lambda ds, x, a, dz1: ds.T @ x,
        ),
        part_is("is not summed over the examples", 3, lambda ds, x, a, dz1: ds),
        part_is(
            "is summed over the scores; each has a bias of its own",
            3,
            lambda ds, x, a, dz1: ds.sum(axis=1),
        ),
        Wrong(
            "goes back along the rows of W2 where it needs the columns",
            lambda ds, x, a, W2: through(ds, x, a, ds @ W2.T * (1 - a * a)),
        ),
        part_is(
            "is that of a weight from the hidden layer; the signal at its start is x",
            0,
            lambda ds, x, a, dz1: dz1.T @ a,
        ),
        part_is("is transposed: it needs the shape of W1", 0, lambda ds, x, a, dz1: x.T @ dz1),
        part_is("is not summed over the examples", 1, lambda ds, x, a, dz1: dz1),
        part_is("is transposed: it needs the shape of W2", 2, lambda ds, x, a, dz1: a.T @ ds),
        part_is(
            "is a mean over the examples; it is a sum", 3, lambda ds, x, a, dz1: ds.mean(axis=0)
        ),
        Wrong(
            "comes from a da in another order: a reshape where axes should be moved",
            lambda ds, x, a, W2: through(ds, x, a, (W2.T @ ds.T).reshape(a.shape) * (1 - a * a)),
        ),
        part_is(
            "pairs dscores with the slope of tanh; W2 has multiplied a itself",
            2,
            lambda ds, x, a, dz1: ds.T @ (1 - a * a),
        ),
        Wrong(
            "goes back with the sum of dscores for all examples; each example has its own",
            lambda ds, x, a, W2: through(ds, x, a, ds.sum(axis=0) @ W2 * (1 - a * a)),
        ),
        part_is(
            "is not summed over the examples",
            0,
            lambda ds, x, a, dz1: dz1[:, :, None] * x[:, None, :],
        ),
        part_is(
            "is not summed over the examples",
            2,
            lambda ds, x, a, dz1: ds[:, :, None] * a[:, None, :],
        ),
    ),
)
