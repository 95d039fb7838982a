"""The catalogue of changed solutions: what a wrong result is as if.

``tools.labs.mutants`` changes each solution in all small ways. Here a learner's wrong result is
looked up among theirs. The file holds a print of each result: its shapes, and two sums of its
numbers with random weights. So it names what is wrong and gives no number away.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

import numpy as np

from course_lib.protocol import Array

FILE = Path(__file__).parents[3] / "data" / "mutants.json"
SUMS = 2
LARGE = 10.0


class Print(NamedTuple):
    """What tells one part of a result, over all public cases, from every other."""

    shapes: str
    sums: list[float]


class Known(NamedTuple):
    """The changes of a solution that give a part with the same shapes."""

    sums: Array
    """A row for each change."""
    says: list[str]
    others: list[tuple[tuple[int, ...], float]]
    """Which other parts each change makes wrong, and their sum: see `of_others`."""


# Exercise, part, shapes in all cases.
Catalogue: TypeAlias = dict[str, dict[str, dict[str, Known]]]


def fingerprint(values: Sequence[Any]) -> Print | None:
    """Return the print of one part in all cases, None if it is not made of numbers or words.

    Parameters
    ----------
    values : sequence
        The part in each case. Where there is none because the call failed, a text: how it failed.
    """
    words = [isinstance(value, str) and not is_failure(value) for value in values]
    values = [
        crc32(value.encode()) % 997 if word else value
        for word, value in zip(words, values, strict=True)
    ]
    arrays = [np.zeros(0) if isinstance(value, str) else np.asarray(value) for value in values]
    if any(a.dtype.kind not in "biuf" for a in arrays):
        return None
    numbers = np.concatenate([a.ravel().astype(float) for a in arrays])
    # A NaN counts as a number that no result is likely to have; an overflow ends somewhere.
    numbers = tamed(np.clip(np.nan_to_num(numbers, nan=777.25), -1e9, 1e9))
    if not numbers.size:
        return None
    weights = np.random.default_rng(len(numbers)).normal(size=(SUMS, len(numbers)))
    shapes = [
        value if isinstance(value, str) else "x".join(map(str, array.shape)) or "1"
        for value, array in zip(values, arrays, strict=True)
    ]
    return Print(" ".join(shapes), [float(f"{s:.6e}") for s in weights @ numbers])


def tamed(numbers: Array) -> Array:
    """Return numbers of which the large ones are brought near: beside them small ones count."""
    size = np.maximum(np.abs(numbers), LARGE)
    return np.where(size > LARGE, np.sign(numbers) * LARGE * (1 + np.log(size / LARGE)), numbers)


def is_failure(value: str) -> bool:
    """Tell whether a text says that a call failed, or gave no such part."""
    return value == "none" or value.startswith("raised ") or " " in value


@cache
def catalogue() -> Catalogue:
    """Return what the file holds."""
    labs = json.loads(FILE.read_text(encoding="utf-8"))["labs"].values()
    return {
        exercise: {
            part: {
                shapes: Known(
                    np.array([entry[:SUMS] for entry in entries]),
                    [lab["says"][entry[SUMS]] for entry in entries],
                    [
                        (tuple(entry[SUMS + 1]), entry[SUMS + 2])
                        if entry[SUMS + 1 :]
                        else ((), 0.0)
                        for entry in entries
                    ],
                )
                for shapes, entries in of_shapes.items()
            }
            for part, of_shapes in parts.items()
        }
        for lab in labs
        for exercise, parts in lab["exercises"].items()
    }


def of_others(prints: Mapping[str, Print]) -> float:
    """Return one sum that tells the prints of some parts from others.

    Examples
    --------
    >>> of_others({"da": Print("2", [1.0, 3.0]), "db": Print("2", [2.0, 0.0])})
    5.0
    """
    return float(f"{sum((i + 1) * made.sums[0] for i, made in enumerate(prints.values())):.5e}")


class Named(NamedTuple):
    """A change of the solution that gives a part of a wrong result."""

    says: str
    whole: bool
    """Whether it gives the learner's other parts too that it makes wrong."""


def as_if(
    exercise: str, part: str, values: Sequence[Any], all_parts: Mapping[str, Sequence[Any]]
) -> Named | None:
    """Return the change of the solution that gives a part of a wrong result, None if none does.

    Of several it is one that gives the learner's other parts too.

    Parameters
    ----------
    exercise, part : str
        The names of both; a result that is one value has the part "".
    values : sequence
        The part in each public case, or how the call failed.
    all_parts : mapping of str to sequence
        The same for all parts, in their order.
    """
    made = fingerprint(values)
    if made is None:
        return None
    known = catalogue().get(exercise, {}).get(part, {}).get(made.shapes)
    if known is None:
        return None
    fits = np.isclose(known.sums, made.sums, rtol=3e-6, atol=1e-7).all(axis=1)
    if not fits.any():
        return None
    prints = {path: fingerprint(theirs) for path, theirs in all_parts.items()}
    found = [int(i) for i in np.flatnonzero(fits)]
    whole = next((i for i in found if gives(known.others[i], prints)), None)
    return Named(known.says[found[0] if whole is None else whole], whole is not None)


def gives(others: tuple[tuple[int, ...], float], prints: Mapping[str, Print | None]) -> bool:
    """Tell whether the other parts that a change makes wrong are a learner's."""
    which, wanted = others
    paths = [path for i, path in enumerate(prints) if i in which]
    theirs = {path: made for path in paths if (made := prints[path]) is not None}
    if len(theirs) < len(which):
        return False
    return bool(np.isclose(of_others(theirs), wanted, rtol=1e-4, atol=1e-4))
