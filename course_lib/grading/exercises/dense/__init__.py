"""Lab 1, dense layers and activations."""

from collections.abc import Callable

import numpy as np

from course_lib.fully_connected.sequential import Sequential
from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.nets import N_CLASSES, N_IN, ActivationOf, DenseOf, train_on_digits
from course_lib.grading.checking.variants import Variant
from course_lib.grading.exercises.dense.activations import SIGMOID, TANH_FROM, Squash
from course_lib.grading.exercises.dense.layer import DENSE_BACKWARD, DENSE_FORWARD, Gradients
from course_lib.grading.exercises.dense.variants import CHOICES
from course_lib.protocol import Array
from course_lib.training.losses import SoftmaxCrossEntropy

HIDDEN = 30

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


def variant(student: str, mark: str) -> Variant:
    """Return the lab of one student, which a mark decides."""
    return Variant(mark, EXERCISES, CHOICES, train)
