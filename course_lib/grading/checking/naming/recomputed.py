"""Changes of each number of a right value: a factor, a term, a function too many or too few.

Each function yields what to say, and the value as it would be. A sentence tells no number.
"""

from collections.abc import Iterator

import numpy as np

from course_lib.grading.checking.naming.pairs import Change, Pair, axis_name, fitted, sizes
from course_lib.protocol import Array

MANY = {2.0: "twice", 3.0: "three times", 4.0: "four times"}
FEW = {0.5: "half of", 1 / 3: "a third of", 0.25: "a quarter of"}


def scaled(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value times or divided by a small number, or by a size of an argument."""
    for factor, word in MANY.items():
        yield f"is {word} what it should be", factor * right
    for factor, word in FEW.items():
        yield f"is {word} what it should be", factor * right
    named = list(sizes({**pair.given, **pair.parts}))
    for word, size in named:
        if size > 1:
            yield f"is too small: it is divided by {word}, as in a mean", right / size
            yield f"is too large: it is multiplied by {word}", right * size
            yield f"is divided by the square root of {word}", right / np.sqrt(size)
            yield f"is multiplied by the square root of {word}", right * np.sqrt(size)
    for word, size in named:
        for other, theirs in named:
            if size != theirs and theirs:
                says = f"is divided by {word} in the place of {other}"
                yield says, right * theirs / size


def terms(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value with a term that is missing, doubled or negative, or with a factor more."""
    for name, value in {**pair.given, **pair.parts}.items():
        term = fitted(value, right.shape)
        if term is None:
            continue
        yield f"is smaller by {name}, which is left out or taken away", right - term
        yield f"has {name} once too often", right + term
        yield f"is the mean of the right one and {name}", (right + term) / 2
        yield f"lacks a half of {name}", right - term / 2
        yield f"is multiplied by the sign of {name}", right * np.sign(term)
        yield f"is multiplied by the size of {name}", right * np.abs(term)
        yield f"is the larger one of what it should be and {name}", np.maximum(right, term)
        yield f"is the smaller one of what it should be and {name}", np.minimum(right, term)
        yield f"has {name} with the opposite sign", right - 2 * term
        yield f"is larger by twice {name}", right + 2 * term
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
            yield (
                f"is smaller by the product of {one} and {other}, which is left out or taken away",
                right - term,
            )
            yield f"has the product of {one} and {other} once too often", right + term
            yield f"has the product of {one} and {other} with the opposite sign", right - 2 * term


def squashed(right: Array, pair: Pair) -> Iterator[Change]:
    """Yield the value with a function too many, too few, or another one."""
    yield "is squashed by tanh once too often", np.tanh(right)
    yield "is squashed by σ once too often", sigmoid(right)
    yield "is cut off below 0, as by a ReLU", np.maximum(right, 0)
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
    for digits in range(1, 7):
        yield "is rounded to a few digits", np.round(right, digits)
    yield "is cut to whole numbers", np.trunc(right)


def sigmoid(z: Array) -> Array:
    """Return σ(z), without a warning where z is large."""
    value: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return value


def logit(a: Array) -> Array:
    """Return the z whose σ is ``a``."""
    value: Array = np.log(a / (1 - a))
    return value
