"""Name a mistake by what it is as if an argument were: 0, turned round, taken for another.

The right answer itself is called with changed arguments. If it then gives the learner's value in
every case, the learner's function reads that argument wrongly, or not at all. This needs no list
and no catalogue, so it works for fresh cases too.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib.grading.checking.compare import leaves, near
from course_lib.grading.checking.exercise import Case, Exercise
from course_lib.grading.checking.naming.pairs import axis_name, is_real
from course_lib.grading.checking.naming.recomputed import sigmoid
from course_lib.grading.inside.outcome import Attempt, Outcome, attempt
from course_lib.protocol import Array

# How many wrong words, or wrong numbers in a single case, tell one supposition from the others.
WORDS = 5
NUMBERS = 4
ORDINALS = ("first", "second", "third", "fourth")


class Supposed(NamedTuple):
    """Other arguments for one call, and in words what is supposed of them."""

    says: str
    args: Case


def supposed(
    exercise: Exercise,
    calls: list[tuple[Case, Any, Outcome]],
    path: str,
    known: dict[tuple[int, int], Attempt],
    unnamed: Sequence[str] = (),
) -> str:
    """Return under which supposition the right answer gives a part of the learner's result.

    Parameters
    ----------
    exercise
        What was asked.
    calls
        The arguments of each case, what is right, and what the learner's function did.
    path
        The name of the part.
    known
        What the right answer gave in a case under a supposition: kept for the next part.
    unnamed
        Wrong parts that come before, of which nothing is known. What is supposed gives these too,
        or it is not the mistake.

    Returns
    -------
    str
        "" if under none, or no case gave a value.
    """
    # What gives this part must give those too, and nothing did.
    if any(enough(exercise, calls, p) for p in unnamed) or not enough(exercise, calls, path):
        return ""
    left: list[str] | None = None
    # The cases with a wrong value first: they leave the fewest.
    for i in sorted(range(len(calls)), key=lambda i: rank(exercise, calls[i], path)):
        args, right, ours = calls[i]
        if ours.error is None and path not in leaves(right, exercise.returns):
            continue
        here = []
        for k, (says, other) in enumerate(suppositions(exercise, args)):
            if left is not None and says not in left:
                continue
            if (i, k) not in known:
                # A reference leaves its arguments as they were, so it needs no copies of them.
                known[i, k] = attempt(exercise.reference, other)
            made = known[i, k]
            if all(agree(exercise, made, ours, p) for p in (path, *unnamed)):
                here.append(says)
        if left is None and rank(exercise, (args, right, ours), path):
            return ""
        left = list(dict.fromkeys(here))
        if not left:
            return ""
    return left[0] if left else ""


def enough(exercise: Exercise, calls: list[tuple[Case, Any, Outcome]], path: str) -> bool:
    """Tell whether the wrong values are so many that no supposition gives them by chance.

    A word, or True or False, is right by chance as often as not.
    """
    here = [c for c in calls if path in leaves(c[1], exercise.returns)]
    wrong = [leaves(c[1], exercise.returns)[path] for c in here if not rank(exercise, c, path)]
    if all(isinstance(value, bool | str) for value in wrong):
        return len(wrong) >= WORDS
    numbers = sum(np.size(value) for value in wrong)
    return len(wrong) > 1 or (numbers >= NUMBERS and len(here) > 2)


def rank(exercise: Exercise, case: tuple[Case, Any, Outcome], path: str) -> int:
    """Return 0 for a case with a wrong value, 1 for a right one, 2 for an error."""
    _, right, ours = case
    if ours.error:
        return 2
    value, theirs = (leaves(v, exercise.returns).get(path) for v in (right, ours.value))
    return int(near(value, theirs, exercise.rtol, exercise.atol))


def agree(exercise: Exercise, made: Attempt, ours: Outcome, path: str) -> bool:
    """Tell whether two calls gave the same part, or both failed."""
    if made.fault or ours.error:
        return bool(made.fault and ours.error)
    value, other = (leaves(o.value, exercise.returns).get(path) for o in (made, ours))
    if not is_real(value):
        return type(value) is type(other) and bool(np.all(value == other))
    alike = near(value, other, exercise.rtol, max(exercise.atol, 1e-9))
    return alike and bool(np.isfinite(np.asarray(value)).all())


def suppositions(exercise: Exercise, args: Case) -> Iterator[Supposed]:
    """Yield calls in which one argument is another, or two are swapped."""
    given = dict(zip(exercise.parameters, args, strict=True))
    flat = {name + key: v for name, value in given.items() for key, v in leaves(value).items()}
    for name, value in flat.items():
        for says, other in alternatives(name, value, flat):
            yield Supposed(f"as if {says}", with_value(given, {name: other}))
    names = list(flat)
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            if swappable(flat[one], flat[two]):
                swapped = with_value(given, {one: flat[two], two: flat[one]})
                yield Supposed(f"as if {one} and {two} changed places", swapped)


def swappable(one: Any, two: Any) -> bool:
    """Tell whether two arguments may be taken for each other."""
    if callable(one) and callable(two):
        return True
    return is_real(one) and is_real(two) and np.shape(one) == np.shape(two)


def with_value(given: dict[str, Any], new: dict[str, Any]) -> Case:
    """Return the arguments with other values at some of their parts."""

    def put(path: str, value: Any) -> Any:
        if path in new:
            return new[path]
        if isinstance(value, dict):
            return {key: put(f"{path}[{key!r}]", part) for key, part in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(put(f"{path}[{i}]", part) for i, part in enumerate(value))
        return value

    return tuple(put(name, value) for name, value in given.items())


def alternatives(name: str, value: Any, flat: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what may be taken for one argument, each with its words."""
    if callable(value):
        yield from other_functions(name, value)
    elif not is_real(value):
        return
    elif isinstance(value, np.ndarray) and value.ndim:
        if value.size:
            with np.errstate(all="ignore"):
                yield from other_arrays(name, value)
    else:
        yield from other_numbers(name, value)
    for other, theirs in flat.items():
        if other == name or callable(value) != callable(theirs):
            continue
        if swappable(value, theirs):
            yield f"{other} stood in the place of {name}", theirs
        if is_real(theirs) and isinstance(value, np.ndarray):
            sizes = np.asarray(theirs)
            for axis, size in enumerate(sizes.shape):
                many = f"the number of {axis_name(sizes, axis, many=True)} of {other}"
                yield f"{name} were multiplied by {many}", value * size
                if size:
                    yield f"{name} were divided by {many}", value / size


def other_numbers(name: str, value: float) -> Iterator[tuple[str, float]]:
    """Yield other values of a number."""
    kind = type(value)
    for number in (0, 1):
        yield f"{name} were {number}", kind(number)
    yield f"{name} were one smaller", kind(value - 1)
    yield f"{name} were one larger", kind(value + 1)
    yield f"{name} were doubled", kind(2 * value)
    yield f"{name} were halved", kind(value / 2)
    yield f"{name} were squared", kind(value**2)
    yield f"{name} had the opposite sign", kind(-value)
    if isinstance(value, float):
        yield f"1 - {name} stood in the place of {name}", 1 - value
        if value:
            yield f"1 / {name} stood in the place of {name}", 1 / value


def other_arrays(name: str, value: Array) -> Iterator[tuple[str, Array]]:
    """Yield other values of an array, of the same shape."""
    yield f"{name} were 0 everywhere", np.zeros_like(value)
    yield f"{name} had the opposite sign", -value
    if value.ndim == 2 and value.shape[0] == value.shape[1]:
        yield f"{name} were transposed", value.T
    if value.ndim > 2 and value.shape[-1] == value.shape[-2]:
        yield f"{name} were transposed in its last two axes", value.swapaxes(-1, -2)
    yield f"{name} were 1 everywhere", np.ones_like(value)
    yield f"{name} had lost its signs", np.abs(value)
    yield f"{name} were squared", value**2
    yield f"{name} were doubled", 2 * value
    yield f"{name} were halved", value / 2
    yield f"1 - {name} stood in the place of {name}", 1 - value
    yield f"{name} went through tanh first", np.tanh(value)
    yield f"{name} went through σ first", sigmoid(value)
    yield f"{name} were cut off below 0", np.maximum(value, 0)
    for axis in range(value.ndim):
        yield from along(name, value, axis)
    if value.ndim > 2:
        yield f"{name} were turned round in its last two axes", np.flip(value, (-2, -1))


def along(name: str, value: Array, axis: int) -> Iterator[tuple[str, Array]]:
    """Yield other values of an array along one axis, also where that changes nothing."""
    what, many = axis_name(value, axis), axis_name(value, axis, many=True)
    n = value.shape[axis]
    yield f"the {many} of {name} were in reverse order", np.flip(value, axis)
    index = np.arange(n).reshape([-1 if a == axis else 1 for a in range(value.ndim)])
    for word, at in (("first", 0), ("last", n - 1)):
        yield f"only the {word} {what} of {name} counted", np.where(index == at, value, 0)
        yield f"the {word} {what} of {name} were left out", np.where(index != at, value, 0)
        same = np.broadcast_to(value.take([at], axis), value.shape).copy()
        yield f"all {many} of {name} were its {word}", same
    for step, way in ((1, "before"), (-1, "after")):
        ring = np.roll(value, step, axis)
        edge = np.where(index == (0 if step > 0 else n - 1), 0, ring)
        yield f"each {what} of {name} were the one {way} it", edge
    mean = np.broadcast_to(value.mean(axis, keepdims=True), value.shape).copy()
    yield f"all {many} of {name} were their mean", mean
    for blocks in (2, 3, 4):
        if n % blocks == 0:
            parts = np.split(value, blocks, axis)
            for i in range(blocks):
                for j in range(i + 1, blocks):
                    order = list(range(blocks))
                    order[i], order[j] = j, i
                    says = f"the {ORDINALS[i]} and the {ORDINALS[j]} block of {many} of {name}"
                    moved = np.concatenate([parts[k] for k in order], axis)
                    yield f"{says} changed places", moved
    for step in range(1, n):
        yield f"the {many} of {name} were all moved on, in a ring", np.roll(value, step, axis)


def other_functions(name: str, value: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Yield functions that use a function wrongly: swapped arguments, an added one, twice."""
    yield f"{name} got its arguments in another order", lambda *a: value(*a[::-1])
    yield f"what goes into {name} were added to what comes out", lambda *a: value(*a) + a[0]
    yield f"{name} were not called", lambda *a: a[0]
    yield f"{name} had the opposite sign", lambda *a: -value(*a)
    yield f"{name} were called twice in a row", lambda *a: value(value(*a), *a[1:])
    yield f"what comes out of {name} were squared", lambda *a: value(*a) ** 2
    yield f"the size of what comes out of {name} counted", lambda *a: np.abs(value(*a))
    yield f"the sign of what goes into {name} counted", lambda *a: value(np.sign(a[0]), *a[1:])
    yield f"{name} heard 0 in the place of what goes in first", lambda *a: value(0 * a[0], *a[1:])
    yield f"{name} heard 0 in the place of what goes in last", lambda *a: value(*a[:-1], 0 * a[-1])
