"""Wrong answers as learners write them, each with a true description of its mistake.

A module for each lab. ``RIGHT[exercise]`` is a right answer, plainly written: `plain`.
``MISTAKES[exercise][what is wrong]`` is how the wrong one is made of it: edits ``old => new``, one
a line, or a whole function. They were written down without a look at the exercises' own lists of
wrong answers, and at the changes that the catalogue is made of.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from course_lib import sigmoid
from tests.labs.mistakes import (
    eighth,
    eleventh,
    fifth,
    fourth,
    ninth,
    second,
    seventh,
    sixth,
    tenth,
    third,
)

LABS = ["dense", "backpropagation", "rnn", "lstm", "gru", "convolution", "pooling"]


class Mistake(NamedTuple):
    """A wrong answer: of which lab and exercise, what is wrong with it, and its code."""

    lab: str
    exercise: str
    what: str
    code: str


def mistakes(lab: str) -> list[Mistake]:
    """Return the wrong answers of a lab: the first set, then the later ones."""
    module = import_module(f"tests.labs.mistakes.{lab}")
    sets = (second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh)
    later = (written.MISTAKES.get(lab, {}) for written in sets)
    return [
        Mistake(lab, exercise, what, edited(module.RIGHT[exercise], edits))
        for wrong in (module.MISTAKES, *later)
        for exercise, found in wrong.items()
        for what, edits in found.items()
    ]


def edited(code: str, edits: str) -> str:
    """Return the code after the edits, or the whole function that stands in their place.

    Raises
    ------
    ValueError
        If what is to be changed does not stand in the code, just once.
    """
    if edits.lstrip("\n").startswith("def "):
        return edits
    lines = edits.split("\n")
    for edit in lines if all(line.count(" => ") == 1 for line in lines) else [edits]:
        old, new = edit.split(" => ")
        if code.count(old) != 1:
            raise ValueError(f"edited: {old!r} stands {code.count(old)} times, expected once.")
        code = code.replace(old, new)
    return code


def function(mistake: Mistake) -> Callable[..., Any]:
    """Return the function of a wrong answer; the exercises that it needs are right."""
    right = import_module(f"tests.labs.mistakes.{mistake.lab}").RIGHT
    namespace: dict[str, Any] = {"np": np, "sigmoid": sigmoid}
    for code in (*right.values(), mistake.code):
        exec(compile(code, mistake.exercise, "exec"), namespace)
    answer: Callable[..., Any] = namespace[mistake.exercise]
    return answer
