"""Lab 2, backpropagation and the gradient check."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.nets import N_IN, LossOf, TwoLayersOf, train_on_digits
from course_lib.grading.exercises.backpropagation.check import GRADIENT_FITS, Gradient
from course_lib.grading.exercises.backpropagation.loss import SOFTMAX_CROSS_ENTROPY
from course_lib.grading.exercises.backpropagation.net import TWO_LAYER_BACKWARD, TWO_LAYER_FORWARD
from course_lib.grading.exercises.backpropagation.numerical import NUMERICAL_GRADIENT, Function
from course_lib.protocol import Array, Integers

HIDDEN = 30

EXERCISES = by_name(
    NUMERICAL_GRADIENT,
    GRADIENT_FITS,
    SOFTMAX_CROSS_ENTROPY,
    TWO_LAYER_FORWARD,
    TWO_LAYER_BACKWARD,
)
check = Checks(EXERCISES)


def train(
    gradient_fits: Callable[[Function, Gradient, Array], bool],
    softmax_cross_entropy: Callable[[Array, Integers], tuple[float, Array]],
    two_layer_forward: Callable[..., tuple[Array, Array]],
    two_layer_backward: Callable[..., tuple[Array, ...]],
) -> None:
    """Let a learner's checker judge the learner's net, train it, and print what came of it."""
    functions: dict[str, Any] = {"gradient_fits": gradient_fits}
    functions |= {"softmax_cross_entropy": softmax_cross_entropy}
    functions |= {"two_layer_forward": two_layer_forward, "two_layer_backward": two_layer_backward}
    if fault := check.first_fault(**functions):
        print(f"Nothing is trained yet. {fault}.")
        return
    rng = np.random.default_rng(0)
    net = TwoLayersOf(HIDDEN, rng, two_layer_forward, two_layer_backward)
    criterion = LossOf(softmax_cross_entropy)
    x, target = rng.normal(size=(8, N_IN)), rng.integers(0, 10, size=8)
    for name in ("b1", "W2", "b2"):

        def loss(value: Array, name: str = name) -> float:
            params = {**net.params, name: value}
            return softmax_cross_entropy(two_layer_forward(x, *params.values())[0], target)[0]

        def slope(value: Array, name: str = name) -> Array:
            scores, cache = net.forward(x)
            _, dscores = criterion.forward(scores, target)
            return net.backward(dscores, cache)[1][name]

        fits = gradient_fits(loss, slope, net.params[name].copy())
        print(f"Your checker says of your net's d{name}: {fits}.")
    right = train_on_digits(net, criterion)
    print(f"Your net reads {right:.1%} of 1,000 new digits right.")
