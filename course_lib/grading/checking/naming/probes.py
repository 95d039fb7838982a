"""Name a mistake by what a wrong answer does with other arguments.

The learner's function is called again: with an argument doubled, turned to the opposite sign or
changed in its last row. What then happens to its result, and what should have, is said in words.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from course_lib.grading.checking.compare import leaves
from course_lib.grading.checking.exercise import Case, Exercise, numbers_in
from course_lib.grading.checking.naming.pairs import axis_name, is_real
from course_lib.grading.checking.naming.supposed import with_value
from course_lib.grading.inside.outcome import Outcome, call
from course_lib.protocol import Array

Call: TypeAlias = Callable[[Case], Outcome]
CASES = 2
POWERS = {
    -2: "falls to a quarter",
    -1: "is halved",
    0: "stays as it is",
    1: "is doubled",
    2: "becomes four times as large",
    3: "becomes eight times as large",
    4: "becomes sixteen times as large",
}


class Tried(NamedTuple):
    """What is right in one case, and what the learner's function gave."""

    args: Case
    right: Any
    ours: Any


def probed(exercise: Exercise, tried: list[Tried], path: str, again: Call) -> str:
    """Return what a part does with other arguments that it should not, "" if nothing is found.

    Parameters
    ----------
    exercise
        What was asked.
    tried
        Cases in which the part is wrong.
    path
        The name of the part.
    again
        Calls the learner's function.
    """
    # Two cases of more than a few numbers: small ones have many a property by chance.
    cases = sorted(tried, key=lambda case: numbers_in(case.args))[-CASES:]
    left: list[str] | None = None
    for case in cases:
        # What it does tells more than what it does not.
        with np.errstate(all="ignore"):
            found = list(properties(exercise, case, path, again))
        here = sorted(dict.fromkeys(found), key=lambda says: says.startswith("does not go"))
        left = here if left is None else [says for says in left if says in here]
        if not left:
            return ""
    return left[0] if left and len(cases) == CASES else ""


def by_chance(exercise: Exercise, tried: list[Tried], path: str, again: Call) -> str:
    """Return that a second call with the same arguments gives something else, "" if not so."""
    if not tried:
        return ""
    case = max(tried, key=lambda case: numbers_in(case.args))
    before = part(exercise, case.ours, path)
    then = part(exercise, again(case.args).value, path)
    if before is None or then is None or np.array_equal(before, then, equal_nan=True):
        return ""
    return "is another number each time it is called with the same input"


def properties(exercise: Exercise, case: Tried, path: str, again: Call) -> Iterator[str]:
    """Yield in words what is wrong in one case."""
    right, ours = (part(exercise, value, path) for value in (case.right, case.ours))
    if right is None or ours is None or right.shape != ours.shape or not np.isfinite(ours).all():
        return
    given = dict(zip(exercise.parameters, case.args, strict=True))
    flat = {name + key: v for name, value in given.items() for key, v in leaves(value).items()}

    def both(name: str, value: Any) -> tuple[Array, Array] | None:
        args = with_value(given, {name: value})
        made = call(exercise.reference, args)
        theirs = again(args)
        if made.error or theirs.error:
            return None
        values = (part(exercise, made.value, path), part(exercise, theirs.value, path))
        if values[0] is None or values[1] is None or not np.isfinite(values[0]).all():
            return None
        fits = values[0].shape == right.shape and values[1].shape == right.shape
        return (values[0], values[1]) if fits else None

    for name, value in flat.items():
        if not is_real(value) or np.asarray(value).dtype.kind != "f" or not np.any(value):
            continue
        if (pair := both(name, 2 * value)) is not None:
            yield from doubled(name, right, ours, *pair)
        if (pair := both(name, -value)) is not None:
            yield from turned(name, right, ours, *pair)
        if isinstance(value, np.ndarray) and value.ndim and len(value) > 1:
            other = value.copy()
            other[-1] = 0.5 - 0.7 * other[-1]
            if (pair := both(name, other)) is not None:
                yield from spread(name, value, right, ours, *pair)


def part(exercise: Exercise, value: Any, path: str) -> Array | None:
    """Return one part of a result as numbers, None if it is none."""
    found = leaves(value, exercise.returns).get(path)
    return np.asarray(found, float) if is_real(found) else None


def doubled(
    name: str, right: Array, ours: Array, right_then: Array, ours_then: Array
) -> Iterator[str]:
    """Yield with which power of an argument a result grows, if that is wrong."""
    wanted, found = power(right, right_then), power(ours, ours_then)
    if found == wanted:
        return
    when = f"when {name} is doubled"
    if found is None and wanted is not None:
        yield f"does not go with {name} as it should: {when}, the right one {POWERS[wanted]}"
    elif found is not None and wanted is not None:
        yield f"{POWERS[found]} {when}; the right one {POWERS[wanted]}"
    elif found is not None:
        verb = "is" if POWERS[found].startswith("is ") else "does"
        yield f"{POWERS[found]} {when}; the right one {verb} not"


def power(before: Array, then: Array) -> int | None:
    """Return the power with which numbers grew when an argument was doubled."""
    if not before.any():
        return None
    for exponent in POWERS:
        if np.allclose(then, before * 2.0**exponent, rtol=1e-7, atol=1e-12):
            return exponent
    return None


def turned(
    name: str, right: Array, ours: Array, right_then: Array, ours_then: Array
) -> Iterator[str]:
    """Yield what the sign of an argument does to a result, if that is wrong."""
    ways = {"stays as it is": 1, "changes its sign": -1}
    when = f"when {name} changes its sign"
    for says, sign in ways.items():
        fits = ours.any() and np.allclose(ours_then, sign * ours, rtol=1e-7, atol=1e-12)
        wanted = right.any() and np.allclose(right_then, sign * right, rtol=1e-7, atol=1e-12)
        if fits and not wanted:
            yield f"{says} {when}; the right one does not"
        elif wanted and not fits:
            yield f"does not go with the sign of {name}: {when}, the right one {says}"


def spread(
    name: str, value: Array, right: Array, ours: Array, right_then: Array, ours_then: Array
) -> Iterator[str]:
    """Yield that rows which should not hear of each other do, or the other way round."""
    what = axis_name(value, 0)
    moved, moves = (~np.isclose(a, b) for a, b in ((ours, ours_then), (right, right_then)))
    if moved.any() and not moves.any():
        yield f"changes with the last {what} of {name}; the right one does not"
    elif moves.any() and not moved.any():
        yield f"does not change with the last {what} of {name}; the right one does"
    elif (moved & ~moves).any() and not (moves & ~moved).any():
        yield f"changes in more places than it should with the last {what} of {name}"
    elif (moves & ~moved).any() and not (moved & ~moves).any():
        # Which axis is to blame is not known: what was changed is the end of the first one alone.
        yield f"leaves some places as they are where {name} changes; they should change too"
