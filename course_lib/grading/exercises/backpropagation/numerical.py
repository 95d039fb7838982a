"""Lab 2, exercise 1: a gradient by differences."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Function = Callable[[Array], float]


def quadratic(rng: np.random.Generator, n: int, scale: float = 1.0) -> tuple[Array, Array]:
    """Draw Q (n, n), not symmetric, and b (n,) of the function ½ x·Qx + b·x."""
    return scale * rng.normal(size=(n, n)), scale * rng.normal(size=n)


def slope_of(Q: Array, b: Array) -> Fixture:
    """Return the gradient of ½ x·Qx + b·x."""
    return Fixture("affine", (Q + Q.T) / 2, b)


def difference_cases(rng: np.random.Generator) -> list[Case]:
    """Draw functions, points of several shapes, and steps large enough to be seen.

    The last point is far from 0.
    """
    A, w = rng.normal(size=(3, 2, 2)), rng.normal(size=3)
    return [
        (Fixture("quadratic", *quadratic(rng, 3)), rng.normal(size=3), 0.01),
        (Fixture("bump", A, w), rng.normal(size=(2, 2)), 0.02),
        (Fixture("quadratic", *quadratic(rng, 6)), rng.normal(size=(1, 2, 3)), 0.001),
        (Fixture("bump", *quadratic(rng, 2)), rng.normal(size=2), 0.1),
        (Fixture("bump", *quadratic(rng, 1)), rng.normal(size=1), 0.2),
        (
            Fixture("bump", rng.uniform(0.5, 1.5, size=(1, 2)), rng.normal(size=1)),
            rng.choice([-1.0, 1.0], size=2) * rng.uniform(1.5, 3, size=2),
            0.1,
        ),
    ]


def by_entry(f: Function, x: Array, eps: float, slope: Callable[[Array, Array], float]) -> Array:
    """Return ``slope(x + eps, x - eps)`` for each entry that is moved, shaped like ``x``."""
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = eps
        slopes[index] = slope(x + step, x - step)
    return slopes


def numerical_gradient(f: Function, x: Array, eps: float) -> Array:
    """Return the slope of ``f`` in each entry of ``x``, shaped like it."""
    return by_entry(f, x, eps, lambda above, below: (f(above) - f(below)) / (2 * eps))


def row_by_row(f: Function, x: Array, eps: float) -> Array:
    """Move all entries of a row at once."""
    slopes = np.empty_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        slopes[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes


def by_steps_of(
    length: Callable[[Any], float], *, divided: bool = False
) -> Callable[[Function, Array, float], Array]:
    """Return the answer that moves an entry by eps times ``length(entry)``.

    It divides by the distance of the two points if ``divided`` says so, else by 2 eps.
    """

    def answer(f: Function, x: Array, eps: float) -> Array:
        slopes = np.empty_like(x)
        for index in np.ndindex(x.shape):
            step = np.zeros_like(x)
            step[index] = eps * length(x[index])
            run = 2 * (step[index] if divided else eps)
            slopes[index] = (f(x + step) - f(x - step)) / run
        return slopes

    return answer


def without_putting_back(f: Function, x: Array, eps: float) -> Array:
    """Leave each entry below where it was."""
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        x[index] += eps
        above = f(x)
        x[index] -= 2 * eps
        slopes[index] = (above - f(x)) / (2 * eps)
    return slopes


NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    reference=numerical_gradient,
    cases=difference_cases,
    rtol=1e-6,
    atol=1e-8,
    wrong=(
        Wrong(
            "takes a step to one side only; take one to each side of x",
            lambda f, x, eps: by_entry(f, x, eps, lambda above, _: (f(above) - f(x)) / eps),
        ),
        Wrong(
            "divides by the length of one step; how far apart are the two points?",
            lambda f, x, eps: 2 * numerical_gradient(f, x, eps),
        ),
        Wrong(
            "does not divide by the distance of the two points",
            lambda f, x, eps: 2 * eps * numerical_gradient(f, x, eps),
        ),
        Wrong(
            "moves all entries of x at once; each entry has a slope of its own",
            lambda f, x, eps: np.full_like(x, (f(x + eps) - f(x - eps)) / (2 * eps)),
        ),
        Wrong("moves a whole row of x at once; each entry has a slope of its own", row_by_row),
        Wrong(
            "does not put an entry back before it moves the next one",
            without_putting_back,
        ),
        Wrong(
            "is rounded to whole numbers: an array of integers holds no slope",
            lambda f, x, eps: np.trunc(numerical_gradient(f, x, eps)),
        ),
        Wrong(
            "is a second difference, which tells how the slope changes; asked is the slope",
            lambda f, x, eps: by_entry(
                f, x, eps, lambda above, below: (f(above) - 2 * f(x) + f(below)) / eps**2
            ),
        ),
        Wrong(
            "takes a step that depends on the entry; it is eps for each of them",
            by_steps_of(lambda entry: entry),
        ),
        Wrong(
            "uses a step of its own; the length of the step comes in as eps",
            lambda f, x, eps: numerical_gradient(f, x, 1e-5),
        ),
        Wrong(
            "uses a step of its own; the length of the step comes in as eps",
            lambda f, x, eps: numerical_gradient(f, x, 1e-3),
        ),
        Wrong(
            "takes twice the step, and divides by the distance of the single one",
            lambda f, x, eps: 2 * numerical_gradient(f, x, 2 * eps),
        ),
        Wrong(
            "takes a step to one side only, backwards; take one to each side of x",
            lambda f, x, eps: by_entry(f, x, eps, lambda _, below: (f(x) - f(below)) / eps),
        ),
        Wrong(
            "takes a step to one side only, and divides by the distance of two",
            lambda f, x, eps: by_entry(f, x, eps, lambda above, _: (f(above) - f(x)) / (2 * eps)),
        ),
        Wrong(
            "takes a step to one side only, and divides by the distance of two",
            lambda f, x, eps: by_entry(f, x, eps, lambda _, below: (f(x) - f(below)) / (2 * eps)),
        ),
        Wrong(
            "adds the two values of f; a slope is made of their difference",
            lambda f, x, eps: by_entry(
                f, x, eps, lambda above, below: (f(above) + f(below)) / (2 * eps)
            ),
        ),
        Wrong(
            "has lost its sign; where f falls the slope is negative",
            lambda f, x, eps: np.abs(numerical_gradient(f, x, eps)),
        ),
        Wrong(
            "is 0 everywhere: both points are the same array, or x itself twice",
            lambda f, x, eps: np.zeros_like(x),
        ),
        Wrong(
            "is flat; a gradient has the shape of x",
            lambda f, x, eps: numerical_gradient(f, x, eps).ravel(),
        ),
        Wrong(
            "is rounded down to whole numbers: is there a division //?",
            lambda f, x, eps: np.floor(numerical_gradient(f, x, eps)),
        ),
        *(
            Wrong(
                "takes a step that depends on the entry; it is eps for each of them",
                by_steps_of(length, divided=divided),
            )
            for length, divided in (
                (abs, False),
                (abs, True),
                (lambda entry: max(1, abs(entry)), False),
                (lambda entry: max(1, abs(entry)), True),
                (lambda entry: 1 + abs(entry), False),
                (lambda entry: 1 + abs(entry), True),
            )
        ),
        Wrong(
            "takes half the step, and divides by the distance of the whole one",
            lambda f, x, eps: numerical_gradient(f, x, eps / 2) / 2,
        ),
    ),
)
