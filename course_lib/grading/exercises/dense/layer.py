"""Lab 1, exercises 2 and 3: a dense layer, forward and backward."""

from collections.abc import Callable

import numpy as np

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.protocol import Array

Gradients = tuple[Array, Array, Array]


# Exercise 2


def layer_sizes() -> list[tuple[int, int, int]]:
    """Return (B, n_in, n_out): a square first, in which a product with W runs both ways round."""
    return [(3, 3, 3), (5, 4, 2), (2, 3, 6), (1, 2, 3), (2, 2, 1), (1, 1, 2)]


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
            "adds b to W before the product; it is added to what comes out",
            lambda a, W, b: a @ (W.T + b),
        ),
        Wrong(
            "adds b once for each input; a neuron has its bias once",
            lambda a, W, b: a @ W.T + a.shape[1] * b,
        ),
        Wrong(
            "reads W in another order: a reshape moves no number, and a transpose does",
            lambda a, W, b: a @ W.reshape(W.shape[::-1]) + b,
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
        Wrong(
            "gives all neurons the sum of all biases; each has its own",
            lambda a, W, b: a @ W.T + b.sum(),
        ),
        Wrong(
            "gives the last example alone its bias; all examples have it",
            lambda a, W, b: a @ W.T + b * (np.arange(len(a)) == len(a) - 1)[:, None],
        ),
        Wrong(
            "gives the first example alone its bias; all examples have it",
            lambda a, W, b: a @ W.T + b * (np.arange(len(a)) == 0)[:, None],
        ),
        Wrong(
            "gives all neurons the bias of the first",
            lambda a, W, b: a @ W.T + b[0],
        ),
        Wrong(
            "keeps the last input alone: each round wipes what the one before has made",
            lambda a, W, b: a[:, -1:] * W[:, -1] + b,
        ),
        Wrong("multiplies by the bias; it is added", lambda a, W, b: (a @ W.T) * b),
        Wrong("is z of the first example alone", lambda a, W, b: a[0] @ W.T + b),
        Wrong(
            "adds up all inputs before the weights: each input has a weight of its own",
            lambda a, W, b: a.sum(axis=1, keepdims=True) * W.sum(axis=1) + b,
        ),
        Wrong(
            "takes the largest product; a neuron takes their sum",
            lambda a, W, b: (a[:, None] * W).max(axis=2) + b,
        ),
        Wrong(
            "adds to each neuron the sums of those before it; each neuron's sum begins at 0",
            lambda a, W, b: np.cumsum(a @ W.T, axis=1) + b,
        ),
        Wrong(
            "adds to each neuron the sums of those before it; each neuron's sum begins at 0",
            lambda a, W, b: np.cumsum(a @ W.T + b, axis=1),
        ),
        Wrong(
            "gives b an input and the 1 a weight: the ones and b need the same place",
            lambda a, W, b: np.column_stack([a, np.ones(len(a))]) @ np.column_stack([b, W]).T,
        ),
        Wrong(
            "gives b an input and the 1 a weight: the ones and b need the same place",
            lambda a, W, b: np.column_stack([np.ones(len(a)), a]) @ np.column_stack([W, b]).T,
        ),
        Wrong(
            "gives each example one bias; each neuron has one, the same for all examples",
            lambda a, W, b: a @ W.T + np.resize(b, len(a))[:, None],
        ),
        Wrong(
            "sums over the neurons; the sum of a neuron runs over its inputs",
            lambda a, W, b: a * W.sum(axis=0) + b,
        ),
        Wrong(
            "has the first example alone; each row of a gives a row",
            lambda a, W, b: dense_forward(a[:1], W, b),
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
        da_is(
            "has a slope of tanh in it; this layer has no activation function",
            lambda dz, a, W: (dz @ W) * (1 - a * a),
        ),
        da_is(
            "has a slope of the ReLU in it; this layer has no activation function",
            lambda dz, a, W: (dz @ W) * (a > 0),
        ),
        dW_is("is transposed: it needs the shape of W", lambda dz, a: a.T @ dz),
        Wrong(
            "is made of da; what reached the weights is dz",
            lambda dz, a, W: (dz @ W, (dz @ W).T @ a, dz.sum(axis=0)),
        ),
        Wrong(
            "is made of da; what reached the biases is dz",
            lambda dz, a, W: (dz @ W, dz.T @ a, (dz @ W).sum(axis=0)),
        ),
        Wrong(
            "is made of dW; it is a sum of dz over the examples",
            lambda dz, a, W: (dz @ W, dz.T @ a, (dz.T @ a).sum(axis=1)),
        ),
        Wrong(
            "is W after a step; asked is the gradient alone",
            lambda dz, a, W: (dz @ W, W - dz.T @ a, dz.sum(axis=0)),
        ),
        dW_is(
            "is made of two means; multiply for each example, and add the products",
            lambda dz, a: np.outer(dz.mean(axis=0), a.mean(axis=0)),
        ),
        dW_is(
            "has the square of a; the slope of a product has a itself", lambda dz, a: dz.T @ a**2
        ),
        dW_is(
            "counts the first example only; each example adds its part",
            lambda dz, a: np.outer(dz[0], a[0]),
        ),
        db_is("is that of the first example alone; all are added up", lambda dz: dz[0]),
        db_is("is that of the last example alone; all are added up", lambda dz: dz[-1]),
        db_is("is summed over everything; each neuron has a bias of its own", lambda dz: dz.sum()),
        db_is("is 1 everywhere: dz is not in it", lambda dz: np.ones(dz.shape[1])),
        db_is("is 0 everywhere: the biases have a gradient too", lambda dz: np.zeros(dz.shape[1])),
        dW_is(
            "is divided by the number of examples; the loss has taken its mean already, in dz",
            lambda dz, a: dz.T @ a / len(a),
        ),
        dW_is(
            "counts the last example only; each example adds its part",
            lambda dz, a: np.outer(dz[-1], a[-1]),
        ),
        dW_is(
            "adds up gradient and signal before it multiplies them; multiply for each example",
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
        da_is(
            "multiplies the sum of dz by the sum of W; first each dz by its own w, then the sum",
            lambda dz, a, W: np.outer(dz.sum(axis=1), W.sum(axis=0)),
        ),
        dW_is(
            "is not summed over the examples; all of them use the same W",
            lambda dz, a: dz[:, :, None] * a[:, None, :],
        ),
        dW_is(
            "holds the gradient of b too; that is db",
            lambda dz, a: dz.T @ np.column_stack([a, np.ones(len(a))]),
        ),
        da_is(
            "is summed over the examples; each of them has its own da",
            lambda dz, a, W: dz.sum(axis=0) @ W,
        ),
    ),
)
