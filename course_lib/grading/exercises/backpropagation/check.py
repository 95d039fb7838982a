"""Lab 2, exercise 2: a gradient checker."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.exercises.backpropagation.numerical import (
    Function,
    numerical_gradient,
    quadratic,
    slope_of,
)
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Gradient = Callable[[Array], Array]
EPS, TOLERANCE, LEAST = 1e-6, 1e-5, 1e-8


def right_gradients(rng: np.random.Generator) -> list[Case]:
    """Draw functions with their gradients: ordinary, tiny, huge, with a tiny entry, and all 0.

    In the last four the largest error is near what is allowed. In two of these all entries have
    it: in both their sum would be too large, in one the root of the sum of their squares. That
    one is at 0, where a step of any length is right.
    """
    cases: list[Case] = []
    for scale in (1.0, 1e-7, 1e6):
        Q, b = quadratic(rng, 3, scale)
        cases.append((Fixture("quadratic", Q, b), slope_of(Q, b), rng.normal(size=3)))
    A, w, x = rng.normal(size=(3, 2, 2)), rng.normal(size=3), rng.normal(size=(2, 2))
    cases.append((Fixture("bump", A, w), Fixture("bump-slope", A, A, w), x))
    nothing = np.zeros((3, 3))
    for entries in ([-1e-13, -1.0, -2.0], [1e-7, 2e3, -1e3], [0.0, 0.0, 0.0]):
        b = np.array(entries)
        f, gradient = Fixture("quadratic", nothing, b), slope_of(nothing, b)
        cases.append((f, gradient, rng.normal(size=3)))
    nearly = [wrong_by(rng, TOLERANCE / 2, first=True)]
    nearly += [wrong_by(rng, 0.4 * TOLERANCE), wrong_by(rng, 0.6 * TOLERANCE, far=0)]
    return [*cases, *nearly, nearly_nothing(rng, 0.7 * TOLERANCE)]


def wrong_by(
    rng: np.random.Generator, error: float, *, first: bool = False, far: float = 1
) -> Case:
    """Draw a gradient whose entries, or first entry, are wrong by ``error`` times its largest one.

    All entries are about 26 in size: so their sum, a square and a root are far from the largest.
    """
    Q, x = rng.normal(size=(3, 3)), far * rng.normal(size=3)
    wanted = rng.choice([-1.0, 1.0], size=3) * rng.uniform(25, 27, size=3)
    S = (Q + Q.T) / 2
    b, errors = wanted - S @ x, np.full(3, error * np.abs(wanted).max())
    if first:
        errors[1:] = 0
    return Fixture("quadratic", Q, b), Fixture("affine", S, b - errors), x


def nearly_nothing(rng: np.random.Generator, error: float) -> Case:
    """Draw a gradient below the least size, wrong by ``error`` times that in its first entry."""
    nothing, b = np.zeros((3, 3)), 1e-10 * rng.normal(size=3)
    wrong = b - np.array([error * LEAST, 0.0, 0.0])
    return Fixture("quadratic", nothing, b), Fixture("affine", nothing, wrong), rng.normal(size=3)


def wrong_gradients(rng: np.random.Generator) -> list[Case]:
    """Draw functions with what is not quite their gradient.

    One is twice the gradient. In three of the last the largest error is too large, and the mean
    error is not.
    """
    Q, b = quadratic(rng, 3)
    S, f = (Q + Q.T) / 2, Fixture("quadratic", Q, b)
    first, _, last = np.eye(3)
    almost = [
        Fixture("affine", -S, -b),
        Fixture("affine", Q, b),
        Fixture("affine", 0.999 * S, 0.999 * b),
        Fixture("affine", S, b - 0.1 * first),
        Fixture("affine", S, b + 0.2 * last),
        Fixture("affine", S, b + np.array([0.5, -0.5, 0.0])),
        Fixture("affine", S, np.where(first == 1, np.nan, b)),
    ]
    cases: list[Case] = [(f, gradient, rng.normal(size=3)) for gradient in almost]
    for scale, factor in ((1e-7, 2), (1e-9, -1)):
        Q, c = quadratic(rng, 3, scale)
        tiny = Fixture("quadratic", Q, c), Fixture("affine", factor * (Q + Q.T) / 2, factor * c)
        cases.append((*tiny, rng.normal(size=3)))
    cases += [wrong_by(rng, 1.9 * TOLERANCE, first=True), nearly_nothing(rng, 1.5 * TOLERANCE)]
    cases += [wrong_by(rng, 1.4 * TOLERANCE, first=True), wrong_by(rng, 3 * TOLERANCE)]
    A, w, x = rng.normal(size=(3, 2, 2)), rng.normal(size=3), rng.normal(size=(2, 2))
    B = A + np.multiply.outer([0.0, 0.0, 1.0], rng.normal(size=(2, 2)))
    cases.append((Fixture("bump", A, w), Fixture("bump-slope", A, B, w), x))
    return cases


def gradient_cases(rng: np.random.Generator) -> list[Case]:
    """Draw right and wrong gradients in an order that nobody can guess."""
    cases = right_gradients(rng) + wrong_gradients(rng)
    return [cases[i] for i in rng.permutation(len(cases))]


def both(f: Function, gradient: Gradient, x: Array) -> tuple[Array, Array, float]:
    """Return a gradient, the numerical one, and the size of the larger of the two."""
    ours, numeric = gradient(x), numerical_gradient(f, x, EPS)
    return ours, numeric, max(float(np.abs(ours).max()), float(np.abs(numeric).max()), LEAST)


def gradient_fits(f: Function, gradient: Gradient, x: Array) -> bool:
    """Tell whether ``gradient(x)`` is the gradient of ``f`` at ``x``, of any shape."""
    ours, numeric, size = both(f, gradient, x)
    return bool(np.abs(ours - numeric).max() / size <= TOLERANCE)


def fits_if(holds: Callable[[Array, Array, float], Any]) -> Callable[..., bool]:
    """Return a checker that judges by ``holds(ours, numeric, size)``."""
    return lambda f, gradient, x: bool(holds(*both(f, gradient, x)))


def entry_by_entry(ours: Array, numeric: Array, size: float) -> Any:
    """Divide each entry's error by that entry."""
    least = np.maximum(np.maximum(np.abs(ours), np.abs(numeric)), 1e-300)
    return (np.abs(ours - numeric) / least).max() <= TOLERANCE


def entry_or_least(ours: Array, numeric: Array, size: float) -> Any:
    """Divide each entry's error by that entry, or by the least size."""
    least = np.maximum(np.maximum(np.abs(ours), np.abs(numeric)), LEAST)
    return (np.abs(ours - numeric) / least).max() <= TOLERANCE


def by_least_entry(ours: Array, numeric: Array, size: float) -> Any:
    """Divide by the smallest entry, or by the least size."""
    least = max(float(np.abs(ours).min()), float(np.abs(numeric).min()), LEAST)
    return np.abs(ours - numeric).max() / least <= TOLERANCE


def without_least_size(ours: Array, numeric: Array, size: float) -> Any:
    """Divide by the size also where it is next to nothing."""
    largest = max(np.abs(ours).max(), np.abs(numeric).max())
    return largest != 0 and np.abs(ours - numeric).max() / largest <= TOLERANCE


def without_sizes(ours: Array, numeric: Array, size: float) -> Any:
    """Divide by the largest entry, in which a negative one does not count."""
    bottom = max(float(ours.max()), float(numeric.max()), LEAST)
    return np.abs(ours - numeric).max() / bottom <= TOLERANCE


def by_both_lengths(ours: Array, numeric: Array, size: float) -> Any:
    """Divide the length of the difference by the length of the gradients."""
    bottom = max(float(np.linalg.norm(ours)), float(np.linalg.norm(numeric)), LEAST)
    return np.linalg.norm(ours - numeric) / bottom <= TOLERANCE


def below(limit: float) -> Callable[[Array, Array, float], Any]:
    """Return what allows another error."""
    return lambda ours, numeric, size: np.abs(ours - numeric).max() / size <= limit


def with_step(eps: float) -> Callable[..., bool]:
    """Return a checker whose numerical gradient has another step."""

    def answer(f: Function, gradient: Gradient, x: Array) -> bool:
        ours, numeric = gradient(x), numerical_gradient(f, x, eps)
        size = max(float(np.abs(ours).max()), float(np.abs(numeric).max()), LEAST)
        return bool(np.abs(ours - numeric).max() / size <= TOLERANCE)

    return answer


def by_lengths(ours: Array, numeric: Array, size: float) -> Any:
    """Compare the lengths."""
    first, second = float(np.linalg.norm(ours)), float(np.linalg.norm(numeric))
    return abs(first - second) / max(first, second, LEAST) <= TOLERANCE


def direction(gradient: Array) -> Array:
    """Return a gradient brought to the length 1, or 0."""
    length = np.linalg.norm(gradient)
    return gradient / length if length > 0 else gradient


def by_angle(ours: Array, numeric: Array, size: float) -> Any:
    """Compare the angle of the two gradients with 0."""
    one, two = direction(ours), direction(numeric)
    return np.array_equal(one, two) or 1 - (one * two).sum() <= TOLERANCE


def by_direction(ours: Array, numeric: Array, size: float) -> Any:
    """Compare the gradients after both have been brought to the length 1."""
    return np.abs(direction(ours) - direction(numeric)).max() <= TOLERANCE


def by_place(place: int, *, refused: bool) -> Callable[[Array, Array, float], Any]:
    """Return what judges by one entry: it is not too large, or ``refused`` if it is."""

    def holds(ours: Array, numeric: Array, size: float) -> Any:
        error = abs(ours.flat[place] - numeric.flat[place]) / size
        return not error > TOLERANCE if refused else error <= TOLERANCE

    return holds


GRADIENT_FITS = Exercise(
    name="gradient_fits",
    reference=gradient_fits,
    cases=gradient_cases,
    needs=("numerical_gradient",),
    wrong=(
        Wrong("says True to every gradient", fits_if(lambda ours, numeric, size: True)),
        Wrong("says False to every gradient", fits_if(lambda ours, numeric, size: False)),
        Wrong(
            "divides 0 by 0 where both gradients are 0: there the least size is needed",
            fits_if(without_least_size),
        ),
        Wrong(
            "judges the error by itself; compare it with the size of the gradients",
            fits_if(lambda ours, numeric, size: np.abs(ours - numeric).max() <= TOLERANCE),
        ),
        Wrong(
            "lets errors of different signs cancel",
            fits_if(lambda ours, numeric, size: abs((ours - numeric).sum()) / size <= TOLERANCE),
        ),
        Wrong(
            "compares only how large the gradients are, not where they point",
            fits_if(by_lengths),
        ),
        Wrong(
            "is content with one right entry",
            fits_if(lambda ours, numeric, size: np.abs(ours - numeric).min() / size <= TOLERANCE),
        ),
        Wrong(
            "refuses a right gradient that has a tiny entry: divide by the size of the largest one",
            fits_if(entry_by_entry),
        ),
        Wrong(
            "refuses a right gradient that has a small entry: divide by the size of the largest",
            fits_if(entry_or_least),
        ),
        Wrong(
            "passes a wrong gradient that is tiny: the least size in the bottom is too large",
            fits_if(
                lambda ours, numeric, size: np.abs(ours - numeric).max() / max(size, 1) <= TOLERANCE
            ),
        ),
        Wrong(
            "divides by the size of the smallest entry, not of the largest one",
            fits_if(by_least_entry),
        ),
        Wrong(
            "forgets that a difference may be below 0; its size counts",
            fits_if(lambda ours, numeric, size: (ours - numeric).max() / size <= TOLERANCE),
        ),
        Wrong(
            "judges by the limits of np.allclose; the error that is asked has other ones",
            fits_if(lambda ours, numeric, size: np.allclose(ours, numeric)),
        ),
        Wrong(
            "lets a NaN pass: > with a NaN is False, and np.nanmax leaves a NaN out",
            fits_if(
                lambda ours, numeric, size: not np.abs(ours - numeric).max() / size > TOLERANCE
            ),
        ),
        Wrong(
            "is too generous: a gradient that is wrong by one part in a thousand passes",
            fits_if(lambda ours, numeric, size: np.abs(ours - numeric).max() / size <= 0.01),
        ),
        *(
            Wrong(
                "is too generous: it lets pass what is several times the allowed error",
                fits_if(below(limit)),
            )
            for limit in (1e-4,)
        ),
        *(
            Wrong(
                "is too strict: it refuses what is below the allowed error",
                fits_if(below(limit)),
            )
            for limit in (1e-6, 1e-7)
        ),
        Wrong(
            "has True and False the wrong way round",
            fits_if(lambda ours, numeric, size: np.abs(ours - numeric).max() / size > TOLERANCE),
        ),
        Wrong(
            "takes the mean of the differences; the largest one decides",
            fits_if(lambda ours, numeric, size: np.abs(ours - numeric).mean() / size <= TOLERANCE),
        ),
        Wrong(
            "adds up the differences; the largest one decides",
            fits_if(lambda ours, numeric, size: np.abs(ours - numeric).sum() / size <= TOLERANCE),
        ),
        Wrong(
            "takes the length of the difference; its largest entry decides",
            fits_if(lambda ours, numeric, size: np.linalg.norm(ours - numeric) / size <= TOLERANCE),
        ),
        Wrong("compares lengths where the largest entries decide", fits_if(by_both_lengths)),
        Wrong(
            "divides by the largest entry without its size: a negative entry may be the larger one",
            fits_if(without_sizes),
        ),
        Wrong(
            "divides by the sum of both sizes; the larger of the two decides",
            fits_if(
                lambda ours, numeric, size: (
                    np.abs(ours - numeric).max()
                    / (np.abs(ours).max() + np.abs(numeric).max() + LEAST)
                    <= TOLERANCE
                )
            ),
        ),
        Wrong(
            "asks for equal numbers; a numerical gradient is never quite exact",
            fits_if(lambda ours, numeric, size: np.array_equal(ours, numeric)),
        ),
        Wrong(
            "takes too long a step for its numerical gradient: a right gradient fails",
            with_step(0.1),
        ),
        *(
            Wrong(
                "takes so short a step that rounding decides: a right gradient fails",
                with_step(eps),
            )
            for eps in (1e-12, 1e-13, 1e-14, 1e-15, 1e-16, 1e-20)
        ),
        *(
            Wrong(f"judges by the {which} entry alone; each entry has to fit", fits_if(holds))
            for which, place in (("first", 0), ("last", -1))
            for holds in (by_place(place, refused=False), by_place(place, refused=True))
        ),
        Wrong(
            "compares the sizes of the entries, not their signs",
            fits_if(
                lambda ours, numeric, size: (
                    np.abs(np.abs(ours) - np.abs(numeric)).max() / size <= TOLERANCE
                )
            ),
        ),
        *(
            Wrong("compares only where the gradients point, not how large they are", fits_if(holds))
            for holds in (by_angle, by_direction)
        ),
        Wrong(
            "takes the size of the largest difference; first the size of each, then the largest",
            fits_if(lambda ours, numeric, size: abs((ours - numeric).max()) / size <= TOLERANCE),
        ),
        Wrong(
            "compares the signs of the entries, not their sizes",
            fits_if(lambda ours, numeric, size: np.array_equal(np.sign(ours), np.sign(numeric))),
        ),
    ),
)
