"""Lab 6, exercise 5: weights found by gradient descent."""

import math
from collections.abc import Callable

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Map = Callable[[Array], Array]
Shape = tuple[int, ...]
# Shares of the largest learning rate with which the loss does not rise.
FALLS, TOO_LONG = (0.2, 0.5), (1.2, 1.4)


def descend_cases(rng: np.random.Generator) -> list[Case]:
    """Draw layers that are linear in W, with their backward, a target, and steps.

    W and y have other shapes, and not as many numbers. One descent is long. In the last case but
    one the layer returns W itself, so whoever changes y changes W. In the last the steps are too
    long: the loss rises.
    """
    shapes: list[tuple[Shape, Shape, int]] = [
        ((2, 2), (3,), 3),
        ((1, 1, 3), (2, 3), 5),
        ((4,), (2,), 2),
        ((1,), (2, 1), 1),
        ((2,), (1,), 60),
    ]
    cases = [drawn(rng, *of_case) for of_case in shapes]
    target, W = rng.normal(size=(2, 2))
    itself = Fixture("itself"), Fixture("itself"), target, W, 0.25, 2
    return [*cases, itself, drawn(rng, (3,), (2,), 4, TOO_LONG)]


def descend_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw no step at all, and many."""
    return [drawn(rng, (2, 2), (3,), 0), drawn(rng, (2, 2), (1, 3), 50)]


def drawn(
    rng: np.random.Generator,
    shape: Shape,
    of_y: Shape,
    steps: int,
    share: tuple[float, float] = FALLS,
) -> Case:
    """Draw the arguments of one descent: the shapes of W and y, how many steps, how long each."""
    places = math.prod(of_y)
    A = rng.normal(size=(places, math.prod(shape)))
    forward = Fixture("reshaped-affine", A, rng.normal(size=places), of_y)
    backward = Fixture("reshaped-affine", A.T, np.zeros(A.shape[1]), shape)
    lr = float(rng.uniform(*share) * places / np.linalg.norm(A, 2) ** 2)
    return forward, backward, rng.normal(size=of_y), rng.normal(size=shape), lr, steps


def descend(forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int) -> Array:
    """Return W after so many steps downhill."""
    return stepwise(forward, backward, target, W, lr, steps)


def mean_slope(y: Array, target: Array) -> Array:
    """Return the slope of the mean squared error in ``y``."""
    return 2 * (y - target) / y.size


def stepwise(
    forward: Map,
    backward: Map,
    target: Array,
    W: Array,
    lr: float,
    steps: int,
    slope: Callable[[Array, Array], Array] = mean_slope,
) -> Array:
    """Return W after steps along the gradient that comes of another slope of the loss."""
    for _ in range(steps):
        W = W - lr * backward(slope(forward(W), target))
    return W


def slope_is(says: str, slope: Callable[[Array, Array], Array]) -> Wrong:
    """Return the answer whose dy is wrong."""

    def function(
        forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int
    ) -> Array:
        return stepwise(forward, backward, target, W, lr, steps, slope)

    return Wrong(says, function)


def with_first_gradient(
    forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int
) -> Array:
    """Compute the gradient once and for all."""
    return W + steps * (stepwise(forward, backward, target, W, lr, 1) - W)


def with_rates(forward: Map, backward: Map, target: Array, W: Array, rates: list[float]) -> Array:
    """Return W after a step with each learning rate."""
    for lr in rates:
        W = stepwise(forward, backward, target, W, lr, 1)
    return W


def with_weights_as_factor(
    forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int
) -> Array:
    """Return W after steps whose gradient has W as a factor."""
    for _ in range(steps):
        W = W - lr * W * backward(mean_slope(forward(W), target))
    return W


def best_so_far(
    forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int
) -> Array:
    """Return the weights of the way that have the smallest loss."""
    way = [stepwise(forward, backward, target, W, lr, n) for n in range(steps + 1)]
    return min(way, key=lambda there: float(((forward(there) - target) ** 2).mean()))


def alone(forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int) -> Array:
    """Return the steps without the weights from which they go."""
    for _ in range(steps):
        W = -lr * backward(mean_slope(forward(W), target))
    return W


def with_memory(kept: float) -> Callable[[Map, Map, Array, Array, float, int], Array]:
    """Return the answer whose steps keep so much of the gradients before."""

    def answer(
        forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int
    ) -> Array:
        gradient = np.zeros_like(W)
        for _ in range(steps):
            gradient = kept * gradient + backward(mean_slope(forward(W), target))
            W = W - lr * gradient
        return W

    return answer


def from_the_first(
    forward: Map, backward: Map, target: Array, W: Array, lr: float, steps: int
) -> Array:
    """Begin each step at the W that came in."""
    first = W
    for _ in range(steps):
        W = first - lr * backward(mean_slope(forward(W), target))
    return W


DESCEND = Exercise(
    name="descend",
    reference=descend,
    cases=descend_cases,
    extremes=descend_extremes,
    wrong=(
        slope_is(
            "goes uphill: the loss grows; a gradient points to where the loss is larger",
            lambda y, target: -mean_slope(y, target),
        ),
        slope_is(
            "is the slope of a sum of squares; the loss is their mean",
            lambda y, target: 2 * (y - target),
        ),
        slope_is(
            "is divided by the rows of y alone; the mean is over all its numbers",
            lambda y, target: 2 * (y - target) / len(y),
        ),
        slope_is(
            "has lost a factor: what is the slope of a square?",
            lambda y, target: (y - target) / y.size,
        ),
        slope_is(
            "sends y back; what counts is how far y is from the target",
            lambda y, target: 2 * y / y.size,
        ),
        slope_is(
            "sends the squared error back, not its slope",
            lambda y, target: (y - target) ** 2 / y.size,
        ),
        slope_is(
            "has the size of the difference alone: its sign says which way",
            lambda y, target: 2 * np.abs(y - target) / y.size,
        ),
        slope_is(
            "has the sign of the difference alone: its size counts too",
            lambda y, target: np.sign(y - target) / y.size,
        ),
        slope_is(
            "sends the loss to each output, not its slope",
            lambda y, target: np.full_like(y, np.mean((y - target) ** 2)),
        ),
        slope_is(
            "sends the mean error to each output; each has a difference of its own",
            lambda y, target: np.full_like(y, 2 * np.mean(y - target)),
        ),
        slope_is(
            "sends the mean error to each output; each has a difference of its own",
            lambda y, target: np.full_like(y, 2 * np.mean(y - target) / y.size),
        ),
        slope_is(
            "is divided by the root of the number of outputs; the mean divides by the number",
            lambda y, target: 2 * (y - target) / np.sqrt(y.size),
        ),
        slope_is(
            "is divided by the root of the number of outputs; the mean divides by the number",
            lambda y, target: (y - target) / np.sqrt(y.size),
        ),
        slope_is(
            "is divided by the square of the number of outputs; the mean divides once",
            lambda y, target: 2 * (y - target) / y.size**2,
        ),
        Wrong(
            "is divided by the number of weights; the mean is over the outputs",
            lambda forward, backward, target, W, lr, steps: stepwise(
                forward,
                backward,
                target,
                W,
                lr,
                steps,
                lambda y, target: 2 * (y - target) / W.size,
            ),
        ),
        *(
            Wrong(
                "makes its steps shorter and shorter; the learning rate stays as it is",
                lambda forward, backward, target, W, lr, steps, share=share: with_rates(
                    forward, backward, target, W, [lr * share(k) for k in range(steps)]
                ),
            )
            for share in (
                lambda k: 0.9**k,
                lambda k: 0.9 ** (k + 1),
                lambda k: 1 / (k + 1),
                lambda k: 0.99**k,
            )
        ),
        Wrong(
            "shares the learning rate among the steps; each has all of it",
            lambda forward, backward, target, W, lr, steps: descend(
                forward, backward, target, W, lr / max(steps, 1), steps
            ),
        ),
        Wrong(
            "multiplies the gradient by W; a step takes it away from W",
            with_weights_as_factor,
        ),
        Wrong(
            "forgets the old weights: in each step W is the step alone",
            lambda forward, backward, target, W, lr, steps: alone(
                forward, backward, target, W, lr, steps
            ),
        ),
        Wrong(
            "returns the outputs and not the weights",
            lambda forward, backward, target, W, lr, steps: forward(
                descend(forward, backward, target, W, lr, steps)
            ),
        ),
        Wrong(
            "returns the outputs and not the weights",
            lambda forward, backward, target, W, lr, steps: forward(
                descend(forward, backward, target, W, lr, max(steps - 1, 0))
            ),
        ),
        Wrong(
            "returns the last gradient and not the weights",
            lambda forward, backward, target, W, lr, steps: backward(
                mean_slope(
                    forward(descend(forward, backward, target, W, lr, max(steps - 1, 0))), target
                )
            ),
        ),
        Wrong(
            "returns the gradient after the last step and not the weights",
            lambda forward, backward, target, W, lr, steps: backward(
                mean_slope(forward(descend(forward, backward, target, W, lr, steps)), target)
            ),
        ),
        Wrong(
            "takes one step too few",
            lambda forward, backward, target, W, lr, steps: descend(
                forward, backward, target, W, lr, max(steps - 1, 0)
            ),
        ),
        Wrong(
            "changes nothing: the weights are those that came in",
            lambda forward, backward, target, W, lr, steps: W,
        ),
        Wrong(
            "goes on along the first gradient; after each step there is a new one",
            with_first_gradient,
        ),
        Wrong(
            "takes one step only, or begins each at the first W; a step goes on from the last",
            lambda forward, backward, target, W, lr, steps: descend(
                forward, backward, target, W, lr, min(steps, 1)
            ),
        ),
        Wrong(
            "takes one step too many",
            lambda forward, backward, target, W, lr, steps: descend(
                forward, backward, target, W, lr, steps + 1
            ),
        ),
        Wrong(
            "starts from zeros; the first weights come in as W",
            lambda forward, backward, target, W, lr, steps: descend(
                forward, backward, target, np.zeros_like(W), lr, steps
            ),
        ),
        Wrong(
            "does not use the learning rate",
            lambda forward, backward, target, W, lr, steps: descend(
                forward, backward, target, W, 1.0, steps
            ),
        ),
        Wrong(
            "returns the last step and not the weights",
            lambda forward, backward, target, W, lr, steps: (
                descend(forward, backward, target, W, lr, steps)
                - descend(forward, backward, target, W, lr, max(steps - 1, 0))
            ),
        ),
        Wrong(
            "adds up the gradients of all steps; each step takes that of its own y alone",
            with_memory(1.0),
        ),
        Wrong(
            "keeps a part of the gradients before, a momentum; each step takes its own alone",
            with_memory(0.9),
        ),
        Wrong("begins each step at the first W; a step goes on from the last", from_the_first),
        Wrong(
            "gives the weights with the smallest loss on the way; asked are those after all steps",
            best_so_far,
        ),
        *(
            slope_is(
                "has the slope of a root; the loss is the mean of squares, without a root", slope
            )
            for slope in (
                lambda y, target: (y - target) / (y.size * np.sqrt(np.mean((y - target) ** 2))),
                lambda y, target: 2 * (y - target) / (y.size * np.sqrt(np.mean((y - target) ** 2))),
                lambda y, target: (y - target) / np.sqrt(np.sum((y - target) ** 2)),
            )
        ),
    ),
)
