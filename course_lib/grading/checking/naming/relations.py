"""Name a mistake that nobody listed: how a wrong result differs from the right one.

A change is something that may have happened to the right value: it was transposed, a term was left
out, a squash was added. It is the mistake if it gives the learner's value in every case. Each has a
sentence, which tells no number of the answer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, TypeAlias

import numpy as np

from course_lib.grading.checking.compare import near
from course_lib.protocol import Array

Change: TypeAlias = tuple[str, Any]
ORDINAL = ("first", "second", "third", "fourth")
MANY = {2.0: "twice", 3.0: "three times", 4.0: "four times"}
FEW = {0.5: "half of", 1 / 3: "a third of", 0.25: "a quarter of"}


@dataclass(frozen=True)
class Pair:
    """One part of a result in one case.

    Attributes
    ----------
    right, ours : array_like
        The part as it should be, and the learner's.
    given : mapping of str to array_like
        The arguments of the call, by their names.
    parts : mapping of str to array_like
        The other parts of the right result, by their names.
    """

    right: Any
    ours: Any
    given: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)


def relation(pairs: list[Pair], rtol: float, atol: float) -> str:
    """Return the first change that explains a part in every case, "" if none does.

    A case in which the part is right counts for a change that does nothing there.
    """
    if not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    # One number alone has many a relation by chance.
    if sum(wrong_numbers(pair, rtol, atol) for pair in pairs) < 2:
        return ""
    left: list[str] | None = None
    for pair in sorted(pairs, key=lambda pair: near(pair.right, pair.ours, rtol, atol)):
        if left is None:
            left = list(dict.fromkeys(explained(pair, rtol, atol)))
        elif left and not near(pair.right, pair.ours, rtol, atol):
            here = set(explained(pair, rtol, atol))
            left = [says for says in left if says in here]
        elif left:
            # What would have changed a value that is right did not happen.
            other = {says for says, value in changes(pair) if not same(pair, value, rtol, atol)}
            left = [says for says in left if says not in other]
    return left[0] if left else ""


def wrong_numbers(pair: Pair, rtol: float, atol: float) -> int:
    """Return how many numbers are wrong; all, where the shape is."""
    right, ours = np.asarray(pair.right), np.asarray(pair.ours)
    if right.shape != ours.shape:
        return max(right.size, 2)
    return int((~np.isclose(ours, right, rtol, atol, equal_nan=True)).sum())


def explained(pair: Pair, rtol: float, atol: float) -> Iterator[str]:
    """Yield the sentence of each change that gives the learner's value in one case."""
    for says, value in changes(pair):
        if same(pair, value, rtol, atol):
            yield says


def same(pair: Pair, value: Any, rtol: float, atol: float) -> bool:
    """Tell whether a changed value is finite and the learner's."""
    value, ours = np.asarray(value), np.asarray(pair.ours)
    if value.shape != ours.shape:
        return False
    atol = max(atol, 1e-9)
    # Most values are refused by their first number.
    if value.size and not abs(value.item(0) - ours.item(0)) <= atol + rtol * abs(value.item(0)):
        return False
    return bool(np.isfinite(value).all()) and near(value, ours, rtol, atol)


def is_real(value: Any) -> bool:
    """Tell whether a part is one real number or an array of them, none too large for a float."""
    if isinstance(value, bool) or not isinstance(value, np.ndarray | int | float):
        return False
    dtype = np.asarray(value).dtype
    return dtype.kind in "iuf" and dtype.itemsize <= np.dtype(float).itemsize


def changes(pair: Pair) -> Iterator[Change]:
    """Yield all changes of a right value, the simplest first: what to say, and the value."""
    right = np.asarray(pair.right, dtype=float)
    with np.errstate(all="ignore"):
        for kind in KINDS:
            yield from kind(right, pair)


def turned(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the other sign, and the axes in other orders and directions."""
    yield "has the opposite sign", -right
    if right.ndim == 2:
        yield "is transposed", right.T
        yield "is transposed and has the opposite sign", -right.T
    for a in range(right.ndim):
        for b in range(a + 1, right.ndim):
            if right.ndim > 2:
                yield f"has its axes {a} and {b} swapped", right.swapaxes(a, b)
    for axis in range(right.ndim):
        yield f"has its {axis_name(right, axis, many=True)} in reverse order", np.flip(right, axis)
    if right.ndim > 1:
        last = np.flip(right, (-2, -1))
        yield "is turned round in its last two axes", last
    for axis, n in enumerate(right.shape):
        for blocks in (2, 3, 4):
            if n % blocks == 0 and n:
                yield from in_blocks(right, axis, blocks)
    if right.ndim == 1:
        yield "is sorted", np.sort(right)


def in_blocks(right: Array, axis: int, blocks: int) -> Iterator[Change]:
    """Yield the value with its blocks along an axis in each other order, or all like one."""
    parts = np.split(right, blocks, axis)
    many = axis_name(right, axis, many=True)
    word = f"its {('two', 'three', 'four')[blocks - 2]} blocks of {many}"
    for order in list(permutations(range(blocks)))[1:]:
        yield f"has {word} in another order", np.concatenate([parts[k] for k in order], axis)
    for i, part in enumerate(parts):
        yield f"has in {word} the same: the {ORDINAL[i]}", np.concatenate([part] * blocks, axis)


def scaled(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value times or divided by a small number, or by a size of an argument."""
    for factor, word in MANY.items():
        yield f"is {word} what it should be", factor * right
    for factor, word in FEW.items():
        yield f"is {word} what it should be", factor * right
    for word, size in sizes({**pair.given, **pair.parts}):
        if size > 1:
            yield f"is too small: it is divided by {word}, as in a mean", right / size
            yield f"is too large: it is multiplied by {word}", right * size
            yield f"is divided by the square root of {word}", right / np.sqrt(size)
            yield f"is multiplied by the square root of {word}", right * np.sqrt(size)
    for word, size in sizes({**pair.given, **pair.parts}):
        for other, theirs in sizes({**pair.given, **pair.parts}):
            if size != theirs and theirs:
                says = f"is divided by {word} in the place of {other}"
                yield says, right * theirs / size


def sizes(given: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield every size that the arguments have, with its name."""
    for name, value in given.items():
        value = np.asarray(value)
        for axis, size in enumerate(value.shape):
            yield f"the number of {axis_name(value, axis, many=True)} of {name}", size
        if value.ndim > 1:
            yield f"the number of entries of {name}", value.size
        if value.ndim > 2:
            inner = f"the number of entries of one {axis_name(value, 0)} of {name}"
            yield inner, value[:1].size


def axis_name(value: Array, axis: int, *, many: bool = False) -> str:
    """Return how the entries along an axis are called."""
    if value.ndim == 1:
        return "entries" if many else "entry"
    if value.ndim == 2:
        return ("row", "column")[axis] + ("s" if many else "")
    return f"{'indices' if many else 'index'} of axis {axis}"


def taken(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield another part of the result, an argument as it came, and nothing but zeros."""
    for name, value in pair.parts.items():
        if np.shape(value) == right.shape:
            yield f"holds {name}", value
            yield f"holds {name} with the opposite sign", -np.asarray(value, float)
    for name, value in pair.given.items():
        if np.shape(value) == right.shape:
            yield f"is {name} as it was", value
    yield "is 0 everywhere" if right.ndim else "is 0", np.zeros_like(right)
    yield "is 1 everywhere" if right.ndim else "is 1", np.ones_like(right)


def shifted(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the values of the place before or after along an axis, with zeros or in a ring."""
    for axis in range(right.ndim if right.size else 0):
        what = axis_name(right, axis)
        for step, way in ((1, "late"), (-1, "early")):
            ring = np.roll(right, step, axis)
            yield f"is one {what} too {way}, in a ring", ring
            edge = ring.copy()
            edge[at(axis, 0 if step > 0 else -1)] = 0
            yield f"is one {what} too {way}", edge
            stays = ring.copy()
            stays[at(axis, 0 if step > 0 else -1)] = right[at(axis, 0 if step > 0 else -1)]
            yield f"is one {what} too {way}, but for the {'first' if step > 0 else 'last'}", stays
            heaped = edge.copy()
            heaped[at(axis, -1 if step > 0 else 0)] += right[at(axis, -1 if step > 0 else 0)]
            yield f"is moved by one {what}, and what would leave stays at the edge", heaped
        yield from at_the_ends(right, axis)


def at_the_ends(right: Array, axis: int) -> Iterator[Change]:
    """Yield the value with another first or last place along an axis, or without one."""
    what = axis_name(right, axis)
    for word, here, beside in (("first", 0, 1), ("last", -1, -2)):
        again = right.copy()
        if right.shape[axis] > 1:
            again[at(axis, here)] = right[at(axis, beside)]
        yield f"has the {what} beside it in its {word} {what}, too", again
        empty = right.copy()
        empty[at(axis, here)] = 0
        yield f"is 0 in its {word} {what}", empty
        only = np.zeros_like(right)
        only[at(axis, here)] = right[at(axis, here)]
        yield f"is 0 but in its {word} {what}", only
        yield f"lacks its {word} {what}", np.delete(right, here, axis)
        one = right.take([here], axis)
        parts = [one, right] if here == 0 else [right, one]
        yield f"has its {word} {what} twice", np.concatenate(parts, axis)
        zeros = [0 * one, right] if here == 0 else [right, 0 * one]
        says = f"has a {what} of zeros too many, as the {word}"
        yield says, np.concatenate(zeros, axis)


def shifted_by(right: Array, axis: int) -> Array:
    """Return the values of the place before along an axis, and 0 in the first."""
    before = np.roll(right, 1, axis)
    before[at(axis, 0)] = 0
    return before


def at(axis: int, index: int) -> tuple[Any, ...]:
    """Return what takes one index of an axis and all of the axes before it."""
    return (*[slice(None)] * axis, index)


def terms(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value with a term that is missing, doubled or negative, or with a factor more."""
    for name, value in {**pair.given, **pair.parts}.items():
        term = fitted(value, right.shape)
        if term is None or not term.any():
            continue
        yield f"lacks {name}: it should be added", right - term
        yield f"has {name} once too often", right + term
        yield f"is the mean of the right one and {name}", (right + term) / 2
        yield f"lacks a half of {name}", right - term / 2
        yield f"is multiplied by the sign of {name}", right * np.sign(term)
        yield f"is multiplied by the size of {name}", right * np.abs(term)
        yield f"is the larger one of what it should be and {name}", np.maximum(right, term)
        yield f"is the smaller one of what it should be and {name}", np.minimum(right, term)
        yield f"has {name} with the opposite sign", right - 2 * term
        yield f"lacks {name}: it should be taken away", right + 2 * term
        for word, size in sizes({**pair.given, **pair.parts}):
            if size > 2:
                yield f"has {name} too often: as often as {word}", right + (size - 1) * term
        yield f"lacks the factor {name}", right / term
        yield f"has the factor {name} once too often", right * term
        twice = f"by {name} twice, or where it should be"
        yield f"is divided {twice} multiplied", right / term**2
        yield f"is multiplied {twice} divided", right * term**2
        yield f"has the slope 1 - {name}² once too often", right * (1 - term**2)
        yield f"has the slope {name} (1 - {name}) once too often", right * term * (1 - term)
        yield f"has 1 - {name} in the place of {name}", right / term * (1 - term)
        yield f"has {name} in the place of 1 - {name}", right / (1 - term) * term
        yield f"lacks the factor 1 - {name}", right / (1 - term)
        yield f"lacks the factor 1 - {name}²", right / (1 - term**2)
        yield f"lacks the slope {name} (1 - {name})", right / (term * (1 - term))
    yield from products(right, pair)
    if np.asarray(pair.right).dtype.kind in "iu":
        yield from counted_back(right, pair)
    yield "is too large by 1", right + 1
    yield "is too small by 1", right - 1


def counted_back(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield whole numbers that count from the other end."""
    for name, value in pair.given.items():
        if np.ndim(value) == 0 and float(value).is_integer():
            yield f"counts from the end, of {name}", float(value) - 1 - right
            yield f"counts from the end, of {name}, and one too many", float(value) - right


def products(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value with a product of two arguments that is missing, doubled or negative."""
    named = {
        name: term
        for name, value in {**pair.given, **pair.parts}.items()
        if np.shape(value) == right.shape
        and (term := fitted(value, right.shape)) is not None
        and term.any()
    }
    names = list(named)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            term = named[one] * named[other]
            yield f"lacks the product of {one} and {other}: it should be added", right - term
            yield f"has the product of {one} and {other} once too often", right + term
            yield f"has the product of {one} and {other} with the opposite sign", right - 2 * term


def fitted(value: Any, shape: tuple[int, ...]) -> Array | None:
    """Return an argument as a term of a result of this shape, None if it does not fit."""
    if not is_real(value):
        return None
    try:
        term: Array = np.broadcast_to(np.asarray(value, float), shape)
    except ValueError:
        return None
    return term


def sigmoid(z: Array) -> Array:
    """Return σ(z), without a warning where z is large."""
    value: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return value


def logit(a: Array) -> Array:
    """Return the z whose σ is ``a``."""
    value: Array = np.log(a / (1 - a))
    return value


def squashed(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value with a function too many, too few, or another one."""
    yield "is squashed by tanh once too often", np.tanh(right)
    yield "is squashed by σ once too often", sigmoid(right)
    yield "is cut off below 0: there is a ReLU too many", np.maximum(right, 0)
    yield "lacks its tanh", np.arctanh(right)
    yield "lacks its σ", logit(right)
    yield "is squashed by σ in the place of tanh", sigmoid(np.arctanh(right))
    yield "is squashed by tanh in the place of σ", np.tanh(logit(right))
    for axis in range(right.ndim):
        if right.size:
            powers = np.exp(right - right.max(axis, keepdims=True))
            says = f"has a softmax too many, over its {axis_name(right, axis, many=True)}"
            yield says, powers / powers.sum(axis, keepdims=True)
    yield "has lost its sign", np.abs(right)
    yield "is cut off above 0: what is positive is 0", np.minimum(right, 0)
    yield "is cut off below -1 and above 1", np.clip(right, -1, 1)
    yield "is cut off below 0 and above 1", np.clip(right, 0, 1)
    yield "holds its signs alone: 1, 0 and -1", np.sign(right)
    yield "is the square of what it should be, with its sign", right * np.abs(right)
    yield "is the third power of what it should be", right**3
    yield "has the opposite sign, and all are positive", -np.abs(right)
    if right.ndim and right.size:
        yield "is divided by its own length", right / np.sqrt((right**2).sum())
        yield "is divided by its own sum", right / right.sum()
        yield "is divided by its own largest size", right / np.abs(right).max()
        yield "has lost its mean", right - right.mean()
    yield "is the square of what it should be", right**2
    yield "is the square root of what it should be", np.sqrt(right)
    yield "is the logarithm of what it should be", np.log(right)
    yield "is e to the power of what it should be", np.exp(right)
    yield "is 1 minus what it should be", 1 - right
    yield "is 1 divided by what it should be", 1 / right
    yield "is rounded to whole numbers", np.round(right)
    yield "is cut to whole numbers", np.trunc(right)


def reduced(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value summed or averaged where it should not be, or the same in all rows."""
    for axis in range(right.ndim):
        what = axis_name(right, axis, many=True)
        if not right.size:
            continue
        yield f"is summed over its {what}", right.sum(axis)
        yield f"is averaged over its {what}", right.mean(axis)
        first = np.broadcast_to(right.take([0], axis), right.shape)
        yield f"has the same values in all its {what}: those of the first", first
        one = axis_name(right, axis)
        yield f"is added up from {one} to the next", np.cumsum(right, axis)
        back = np.flip(np.cumsum(np.flip(right, axis), axis), axis)
        yield f"is added up from the last {one} to the first", back
        count = np.arange(1, right.shape[axis] + 1)
        count = count.reshape([-1 if k == axis else 1 for k in range(right.ndim)])
        yield f"is the mean of all up to this {one}", np.cumsum(right, axis) / count
        yield f"grows with the {one}: it is multiplied by its number", right * count
        yield f"falls with the {one}: it is divided by its number", right / count
        yield (
            f"grows with the {one}: it is multiplied by its number, from 0 on",
            right * (count - 1),
        )
        yield (
            f"lacks what the {one} before has: it is the difference",
            right - shifted_by(right, axis),
        )
        yield f"has lost the mean of its {what}", right - right.mean(axis, keepdims=True)
        length = np.sqrt((right**2).sum(axis, keepdims=True))
        yield f"is divided by its own length, over its {what}", right / length
        whole = right.sum(axis, keepdims=True)
        yield f"is divided by its own sum, over its {what}", right / whole
        top = np.abs(right).max(axis, keepdims=True)
        yield f"is divided by its own largest size, over its {what}", right / top
        yield f"is sorted along its {what}", np.sort(right, axis)
        total = np.broadcast_to(right.sum(axis, keepdims=True), right.shape)
        yield f"has in all its {what} the same: their sum", total
        mean = np.broadcast_to(right.mean(axis, keepdims=True), right.shape)
        yield f"has in all its {what} the same: their mean", mean
        yield f"has no more than the first of its {what}", right.take(0, axis)
        yield f"has no more than the last of its {what}", right.take(-1, axis)
    yield "has an axis too many, in front", right[np.newaxis]
    yield "has an axis too many, at the end", right[..., np.newaxis]
    if right.ndim > 1:
        yield "is flat: it lacks its axes", right.ravel()
    if right.ndim and 1 in right.shape:
        yield "lacks an axis of size 1", right.squeeze()
    if right.ndim == 2 and right.shape[0] != right.shape[1]:
        yield "has its numbers in the shape of the transpose", right.reshape(right.shape[::-1])
    if right.ndim > 1:
        there = right.reshape(right.shape[::-1]).T
        yield "is read in another order: a reshape where axes should be moved", there
        back = right.T.reshape(right.shape)
        yield "is read in another order: a reshape where axes should be moved", back
    if right.size > 1:
        yield "has in all places the same: the sum of all", np.full_like(right, right.sum())
        yield "has in all places the same: the mean of all", np.full_like(right, right.mean())


def undone(
    pairs: list[Pair], changes: Callable[[Pair], Iterator[Change]]
) -> Iterator[tuple[str, list[Any]]]:
    """Yield a learner's values with one change undone: what it was, and the values of all cases."""
    with np.errstate(all="ignore"):
        steps = [dict(changes(pair)) for pair in pairs]
    for says in steps[0]:
        values = [step.get(says) for step in steps]
        if all(value is not None and np.isfinite(value).all() for value in values):
            yield says, values


def undoings(pair: Pair) -> Iterator[Change]:
    """Yield a learner's value with one change undone, and the words for that change."""
    ours = np.asarray(pair.ours, dtype=float)
    yield "has the opposite sign", -ours
    yield "is doubled", ours / 2
    yield "is halved", 2 * ours
    if ours.ndim == 2:
        yield "is transposed", ours.T
    yield "is squashed by tanh", np.arctanh(ours)
    yield "is squashed by σ", logit(ours)
    # Of large numbers all are 1 or -1 then.
    if np.abs(ours).max(initial=0) < 5:
        yield "is left without a tanh", np.tanh(ours)
        yield "is left without a σ", sigmoid(ours)
    for axis in range(ours.ndim):
        many = axis_name(ours, axis, many=True)
        yield f"has its {many} in reverse order", np.flip(ours, axis)


def more_undoings(pair: Pair) -> Iterator[Change]:
    """Yield further ones: a size or an argument that came in last."""
    ours = np.asarray(pair.ours, dtype=float)
    for word, size in sizes({**pair.given, **pair.parts}):
        yield f"is divided by {word}", ours * size
        if size:
            yield f"is multiplied by {word}", ours / size
    for name, value in {**pair.given, **pair.parts}.items():
        term = fitted(value, ours.shape)
        if term is not None:
            yield f"gets {name} added", ours - term
            yield f"loses {name}", ours + term
            yield f"is multiplied by {name}", ours / term


KINDS: tuple[Callable[[Array, Pair], Iterator[Change]], ...] = (
    *(turned, scaled, taken, shifted, terms, squashed, reduced),
)
