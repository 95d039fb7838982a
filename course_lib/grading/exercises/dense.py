"""Lab 1, dense layers and activations."""

from collections.abc import Callable

import numpy as np

from course_lib.activations import sigmoid, sigmoid_derivative
from course_lib.grading.check import Checks
from course_lib.grading.exercise import Case, Exercise, Wrong, by_name, quiet
from course_lib.grading.fixtures import Fixture
from course_lib.grading.training import (
    N_CLASSES,
    N_IN,
    ActivationOf,
    DenseOf,
    train_on_digits,
)
from course_lib.losses import SoftmaxCrossEntropy
from course_lib.protocol import Array
from course_lib.sequential import Sequential

Squash = Callable[[Array], Array]
Gradients = tuple[Array, Array, Array]
HIDDEN = 30


# Exercise 1


def sigmoid_cases(rng: np.random.Generator) -> list[Case]:
    """Draw small arrays, one of them with numbers whose power of e no computer can hold."""
    large = np.array([-1e4, -1.0, 0.0, 1.0, 1e4])
    return [(rng.normal(size=1),), (rng.normal(size=5),), (3 * rng.normal(size=(2, 3)),), (large,)]


def sigmoid_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw three axes, and the numbers at which a power of e becomes 0 or infinite."""
    edges = np.array([-1e300, -745.2, -709.8, -37.0, 37.0, 709.8, 745.2, 1e300])
    return [(rng.normal(size=(2, 1, 3)),), (rng.permutation(edges),), (rng.normal(size=(0, 2)),)]


def sigmoid_of_one_number(z: Array) -> Array:
    """Decide once for the whole array."""
    return sigmoid(z) if z >= 0 else 1 - sigmoid(-z)


SIGMOID = Exercise(
    name="sigmoid",
    reference=sigmoid,
    cases=sigmoid_cases,
    extremes=sigmoid_extremes,
    laws=(quiet("is right, but a power of e overflows on the way, and NumPy warns"),),
    wrong=(
        Wrong(
            "is the sigmoid of -z: it falls where the sigmoid rises",
            lambda z: sigmoid(-z),
        ),
        Wrong(
            "becomes infinity divided by infinity, which is NaN, for a large z",
            lambda z: np.exp(z) / (1 + np.exp(z)),
        ),
        Wrong(
            "is tanh(z), between -1 and 1; the sigmoid stays between 0 and 1",
            np.tanh,
        ),
        Wrong(
            "is the slope of the sigmoid, not the sigmoid itself",
            sigmoid_derivative,
        ),
        Wrong(
            "is too steep: it is the sigmoid of 2z",
            lambda z: 0.5 * (1 + np.tanh(z)),
        ),
        Wrong(
            "asks `if` about a whole array; each entry of z needs an answer of its own",
            sigmoid_of_one_number,
        ),
        Wrong(
            "is right, but a power of e overflows on the way, and NumPy warns",
            lambda z: 1 / (1 + np.exp(-z)),
        ),
    ),
)


# Exercise 2


def layer_sizes() -> list[tuple[int, int, int]]:
    """Return (B, n_in, n_out): a square first, in which a product with W runs both ways round."""
    return [(3, 3, 3), (5, 4, 2), (2, 3, 6), (1, 2, 3)]


def forward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw a (B, n_in), W (n_out, n_in) and b (n_out,)."""
    return [
        (rng.normal(size=(B, n)), rng.normal(size=(m, n)), rng.normal(size=m))
        for B, n, m in layer_sizes()
    ]


def dense_forward(a: Array, W: Array, b: Array) -> Array:
    """Return z (B, n_out) of ``a`` (B, n_in)."""
    return a @ W.T + b


DENSE_FORWARD = Exercise(
    name="dense_forward",
    reference=dense_forward,
    cases=forward_cases,
    extremes=lambda rng: [(rng.normal(size=(0, 3)), rng.normal(size=(2, 3)), rng.normal(size=2))],
    wrong=(
        Wrong("has no bias: b is not in it", lambda a, W, b: a @ W.T),
        Wrong("takes the bias away; a neuron adds it", lambda a, W, b: a @ W.T - b),
        Wrong(
            "uses the columns of W where it needs the rows: row i belongs to neuron i",
            lambda a, W, b: a @ W + b,
        ),
        Wrong(
            "gives each example one bias; each neuron has one, the same for all examples",
            lambda a, W, b: a @ W.T + b[:, None],
        ),
        Wrong(
            "is an average over the inputs; a neuron takes a sum",
            lambda a, W, b: a @ W.T / a.shape[1] + b,
        ),
        Wrong(
            "has an activation function in it; asked is z, before the activation",
            lambda a, W, b: sigmoid(a @ W.T + b),
        ),
    ),
)


# Exercise 3


def backward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dz (B, n_out), a (B, n_in) and W (n_out, n_in)."""
    return [
        (rng.normal(size=(B, m)), rng.normal(size=(B, n)), rng.normal(size=(m, n)))
        for B, n, m in layer_sizes()
    ]


def dense_backward(dz: Array, a: Array, W: Array) -> Gradients:
    """Return da (B, n_in), dW (n_out, n_in) and db (n_out,)."""
    return dz @ W, dz.T @ a, dz.sum(axis=0)


def da_is(says: str, wrong: Callable[[Array, Array, Array], Array]) -> Wrong:
    """Return the answer that is wrong in da alone."""
    return Wrong(says, lambda dz, a, W: (wrong(dz, a, W), dz.T @ a, dz.sum(axis=0)))


def dW_is(says: str, wrong: Callable[[Array, Array], Array]) -> Wrong:
    """Return the answer that is wrong in dW alone."""
    return Wrong(says, lambda dz, a, W: (dz @ W, wrong(dz, a), dz.sum(axis=0)))


def db_is(says: str, wrong: Callable[[Array], Array]) -> Wrong:
    """Return the answer that is wrong in db alone."""
    return Wrong(says, lambda dz, a, W: (dz @ W, dz.T @ a, wrong(dz)))


DENSE_BACKWARD = Exercise(
    name="dense_backward",
    reference=dense_backward,
    cases=backward_cases,
    returns=("da", "dW", "db"),
    wrong=(
        da_is(
            "uses the rows of W where it needs the columns: neuron j spoke along column j",
            lambda dz, a, W: dz @ W.T,
        ),
        da_is(
            "has a slope of the sigmoid in it; this layer has no activation function",
            lambda dz, a, W: (dz @ W) * a * (1 - a),
        ),
        dW_is("is transposed: it needs the shape of W", lambda dz, a: a.T @ dz),
        dW_is(
            "is divided by the number of examples; the loss has taken its mean already, in dz",
            lambda dz, a: dz.T @ a / len(a),
        ),
        dW_is(
            "counts the last example only; each example adds its part",
            lambda dz, a: np.outer(dz[-1], a[-1]),
        ),
        dW_is(
            "adds up blame and signal before it multiplies them; multiply for each example",
            lambda dz, a: np.outer(dz.sum(axis=0), a.sum(axis=0)),
        ),
        db_is(
            "is dz itself; all examples use the same b, so their parts are added up",
            lambda dz: dz,
        ),
        db_is("is a mean over the examples; it is a sum", lambda dz: dz.mean(axis=0)),
        db_is(
            "is summed over the neurons; each neuron has a bias of its own",
            lambda dz: dz.sum(axis=1),
        ),
    ),
)


# Exercise 4


def tanh_cases(rng: np.random.Generator) -> list[Case]:
    """Draw functions with values between 0 and 1 that are not the sigmoid, and arrays for them."""
    return [
        (Fixture(name, float(rng.uniform(0.5, 2.0))), 2 * rng.normal(size=shape))
        for name, shape in (("arctan-squash", 4), ("ratio-squash", (2, 3)), ("arctan-squash", 1))
    ]


def tanh_from(squash: Squash, z: Array) -> Array:
    """Return 2 squash(2z) - 1, shaped like ``z``."""
    return 2 * squash(2 * z) - 1


TANH_FROM = Exercise(
    name="tanh_from",
    reference=tanh_from,
    cases=tanh_cases,
    wrong=(
        Wrong(
            "is the tanh of NumPy; use the function that comes in: the check passes others than σ",
            lambda squash, z: np.tanh(z),
        ),
        Wrong("stretches the values but not z", lambda squash, z: 2 * squash(z) - 1),
        Wrong("stretches z but not the values", lambda squash, z: squash(2 * z)),
        Wrong(
            "moves the values down but does not stretch them",
            lambda squash, z: squash(2 * z) - 0.5,
        ),
        Wrong("squeezes z where it should stretch it", lambda squash, z: 2 * squash(z / 2) - 1),
        Wrong("lies between 0 and 2", lambda squash, z: 2 * squash(2 * z)),
    ),
)

EXERCISES = by_name(SIGMOID, DENSE_FORWARD, DENSE_BACKWARD, TANH_FROM)
check = Checks(EXERCISES)


def train(
    sigmoid: Squash,
    dense_forward: Callable[..., Array],
    dense_backward: Callable[..., Gradients],
    tanh_from: Callable[[Squash, Array], Array],
) -> None:
    """Train two nets that compute with a learner's functions, and print what they learned."""
    functions = {"sigmoid": sigmoid, "tanh_from": tanh_from}
    functions |= {"dense_forward": dense_forward, "dense_backward": dense_backward}
    if fault := check.first_fault(**functions):
        print(f"Nothing is trained yet. {fault}.")
        return
    activations = {
        "sigmoid": ActivationOf(sigmoid, lambda a: a * (1 - a)),
        "tanh": ActivationOf(lambda z: tanh_from(sigmoid, z), lambda a: 1 - a * a),
    }
    for name, activation in activations.items():
        rng = np.random.default_rng(0)
        first = DenseOf(N_IN, HIDDEN, rng, dense_forward, dense_backward)
        last = DenseOf(HIDDEN, N_CLASSES, rng, dense_forward, dense_backward)
        right = train_on_digits(Sequential(first, activation, last), SoftmaxCrossEntropy())
        print(f"Your net with {name:8} reads {right:.1%} of 1,000 new digits right.")
