"""Lab 6, convolution."""

from collections.abc import Callable
from typing import Any

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.variants import Variant
from course_lib.grading.exercises.convolution.backward import CONVOLVE_BACKWARD
from course_lib.grading.exercises.convolution.columns import COLUMNS
from course_lib.grading.exercises.convolution.count import COUNT_WEIGHTS, Counts
from course_lib.grading.exercises.convolution.descend import DESCEND
from course_lib.grading.exercises.convolution.forward import CONVOLVE
from course_lib.grading.exercises.convolution.photo import (
    FEW,
    MANY,
    Answers,
    find_kernel,
)
from course_lib.grading.exercises.convolution.variants import CHOICES
from course_lib.protocol import Array

EXERCISES = by_name(COUNT_WEIGHTS, CONVOLVE, COLUMNS, CONVOLVE_BACKWARD, DESCEND)
check = Checks(EXERCISES)


def train(
    count_weights: Callable[..., Counts],
    convolve: Callable[..., Array],
    columns: Callable[..., Array],
    convolve_backward: Callable[..., tuple[Array, ...]],
    descend: Callable[..., Array],
) -> None:
    """Look for a hidden kernel with a learner's functions, and print what was found."""
    functions: dict[str, Any] = {"count_weights": count_weights, "convolve": convolve}
    functions |= {"columns": columns, "convolve_backward": convolve_backward, "descend": descend}
    if fault := check.first_fault(**functions):
        print(f"Nothing is trained yet. {fault}.")
        return
    dense, sparse, shared = count_weights(1, 1, 80, 3, 1)
    print(f"For 80 x 80 pixels a dense layer would have to find {dense:,} weights,")
    print(f"a sparse one {sparse:,}, and yours, which shares them, has to find {shared}.")
    found = find_kernel(Answers(convolve, columns, convolve_backward, descend))
    for name, steps, what in (
        ("noise", FEW, "20 x 20 pixels of noise"),
        ("few", FEW, "the photograph"),
        ("photograph", MANY, "the photograph"),
    ):
        error = found[name].error
        print(f"{steps:5,} steps on {what}: each weight is right to {error:.1g}.")
    print("The kernel that you found in the photograph:")
    print(found["photograph"].kernel.round(2) + 0.0)
    print(f"On another photograph it does {1 - found['pixels']:.1%} of what the hidden one does.")


def variant(student: str, mark: str) -> Variant:
    """Return the lab of one student, which a mark decides."""
    return Variant(mark, EXERCISES, CHOICES, train)
