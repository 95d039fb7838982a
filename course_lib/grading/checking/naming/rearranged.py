"""Changes of a right value as a whole: its axes, its places, its sums, another in its place.

Each function yields what to say, and the value as it would be. A sentence tells no number.
"""

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np

from course_lib.grading.checking.naming.pairs import Change, Pair, axis_name
from course_lib.protocol import Array

ORDINAL = ("first", "second", "third", "fourth")


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
