"""What a reader moves: a slider, a choice, the steps of a sequence.

Each is a finite list of values with the text that stands for each, and the place to start at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from course_lib.figures.words import word

Value: TypeAlias = float | int | str
SHORT_LABEL, SHORT_TEXTS = 14, 8
"""Letters of a choice whose label and options stand in one row on a phone."""
MOST_LETTERS = 16
"""Letters of four options that stand in one row beside a picture; else they stand two by two."""
MOST_THUMBS = 7
"""Buttons that stand side by side on a phone."""


@dataclass(frozen=True)
class Control:
    """What all controls share.

    Attributes
    ----------
    label
        The words beside the control; empty for the name of the argument.
    values, texts
        The values that ``draw`` is called with, and how a reader sees each.
    start
        Index of the default.
    """

    kind: ClassVar[str]
    label: str
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    start: int

    def describe(self, name: str) -> dict[str, Any]:
        """Return what the page's script must know of it; ``name`` is that of the argument."""
        return {
            "name": name,
            "kind": self.kind,
            "label": self.label or name,
            "values": self.values,
            "texts": self.texts,
            "start": self.start,
        }


class Slider(Control):
    """Numbers from ``low`` to ``high``, ``step`` apart.

    Parameters
    ----------
    says
        How a reader sees a number, if not as it is: the same as in the sentence of the figure.

    Raises
    ------
    ValueError
        If the step does not divide the range or ``value`` is not one of the numbers.

    Examples
    --------
    >>> Slider(0, 1, step=0.5).values
    (0, 0.5, 1)
    """

    kind = "slider"

    def __init__(
        self,
        low: float,
        high: float,
        *,
        step: float,
        value: float | None = None,
        label: str = "",
        unit: str = "",
        says: Callable[[float], str] | None = None,
    ) -> None:
        who = f"Slider({low:g}, {high:g})"
        if not low < high:
            raise ValueError(f"{who}: low is {low:g}, expected less than high.")
        n = round((high - low) / step) if step > 0 else 0
        if n < 1 or not isclose(n * step, high - low, rel_tol=1e-9):
            raise ValueError(
                f"{who}: step is {step:g}, expected a positive number that divides {high - low:g}."
            )
        values = tuple(_tidy(low + i * step) for i in range(n + 1))
        start = low if value is None else value
        near = min(range(n + 1), key=lambda i: abs(values[i] - start))
        if not isclose(values[near], start, rel_tol=1e-9, abs_tol=1e-9 * step):
            raise ValueError(
                f"{who}: value is {start:g}, expected {low:g} to {high:g} in steps of {step:g}."
            )
        digits = max(len(f"{v:.10g}".partition(".")[2]) for v in values)
        write = says or (lambda v: f"{v:z.{digits}f}{unit}".replace("-", "−"))
        super().__init__(label, values, tuple(map(write, values)), near)


class Choice(Control):
    """One of a few options: a list of values, or a dict from value to the text for it.

    Raises
    ------
    ValueError
        If there are fewer than two options, one comes twice, or ``value`` is none of them.

    Examples
    --------
    >>> Choice(["mean", "max"], value="max").start
    1
    """

    kind = "choice"

    def __init__(
        self,
        options: Sequence[Value] | Mapping[str, str],
        *,
        value: Value | None = None,
        label: str = "",
    ) -> None:
        values = tuple(options)
        who = f"Choice({', '.join(map(str, values))})"
        if len(values) < 2 or len(set(map(str, values))) < len(values):
            raise ValueError(f"{who}: {len(values)} options, expected two or more, all different.")
        if value is not None and value not in values:
            raise ValueError(f"{who}: value is {value!r}, expected one of the options.")
        texts = tuple(options.values() if isinstance(options, Mapping) else map(str, values))
        super().__init__(label, values, texts, 0 if value is None else values.index(value))

    def describe(self, name: str) -> dict[str, Any]:
        """Return what the page's script must know of it: when it is one row, or two of two."""
        said = super().describe(name)
        letters = len("".join(self.texts))
        short = len(said["label"]) <= SHORT_LABEL and letters <= SHORT_TEXTS
        square = len(self.texts) == 4 and letters > MOST_LETTERS
        return said | ({"short": True} if short else {}) | ({"columns": 2} if square else {})


class Steps(Control):
    """A sequence 0, 1, 2, …, played or gone through step by step.

    Parameters
    ----------
    steps
        How many, or the caption of each.
    pace
        How long a step lasts when the sequence plays, in milliseconds.
    first
        What the first one is called: 1, or 0 where nothing is done yet.

    Raises
    ------
    ValueError
        If there are fewer than two steps, ``value`` is not one of them, or ``first`` is neither.

    Examples
    --------
    >>> Steps(["forward", "backward"]).texts
    ('step 1 of 2: forward', 'step 2 of 2: backward')
    >>> Steps(3, first=0).texts
    ('step 0 of 2', 'step 1 of 2', 'step 2 of 2')
    """

    kind = "steps"

    pace: int

    def __init__(
        self,
        steps: int | Sequence[str],
        *,
        value: int = 0,
        label: str = "",
        pace: int = 900,
        first: int = 1,
    ) -> None:
        captions = [""] * steps if isinstance(steps, int) else [f": {text}" for text in steps]
        n = len(captions)
        if n < 2:
            raise ValueError(f"Steps: {n} steps, expected two or more.")
        if value not in range(n):
            raise ValueError(f"Steps: value is {value!r}, expected 0 to {n - 1}.")
        if first not in (0, 1):
            raise ValueError(f"Steps: first is {first!r}, expected 0 or 1.")
        texts = tuple(
            word("step", at=i, of=n - 1 + first) + caption
            for i, caption in enumerate(captions, start=first)
        )
        super().__init__(label, tuple(range(n)), texts, value)
        object.__setattr__(self, "pace", pace)

    def describe(self, name: str) -> dict[str, Any]:
        """Return what the page's script must know of it, its pace too."""
        return super().describe(name) | {"pace": self.pace}


class Pixels(Control):
    """A small picture that the reader paints, as a text of digits, row by row.

    Its three values are the empty picture, ``start`` and the full one; on a page every other
    picture of the same size is one too.

    Raises
    ------
    ValueError
        If ``start`` is no matrix of whole numbers from 0 to ``levels`` - 1, or is empty or full.

    Examples
    --------
    >>> Pixels([[0, 1], [2, 0]], levels=3).values
    ('0000', '0120', '2222')
    """

    kind = "pixels"
    shape: tuple[int, int]
    levels: int

    def __init__(self, start: npt.ArrayLike, *, levels: int, label: str = "") -> None:
        rows = np.asarray(start)
        if rows.ndim != 2 or not np.isin(rows, range(min(levels, 10))).all():
            raise ValueError(
                f"Pixels: start has shape {rows.shape}, expected rows of whole numbers from 0 to "
                f"{levels - 1}."
            )
        texts = ("0" * rows.size, "".join(f"{v:.0f}" for v in rows.ravel()))
        values = (*texts, str(levels - 1) * rows.size)
        if len(set(values)) < 3:
            raise ValueError("Pixels: start is empty or full, expected a picture.")
        names = tuple(word(f"pixels {name}") for name in ("empty", "start", "full"))
        super().__init__(label, values, names, 1)
        object.__setattr__(self, "shape", rows.shape)
        object.__setattr__(self, "levels", levels)

    def describe(self, name: str) -> dict[str, Any]:
        """Return what the page's script must know of it, its shape and its levels too.

        More columns than fit on a phone, a thumb wide each, become one pad.
        """
        pad = self.shape[1] > MOST_THUMBS
        return super().describe(name) | {"shape": self.shape, "levels": self.levels, "pad": pad}


def _tidy(value: float) -> float | int:
    """Return ``value`` without the rounding of the sum: 0.1 · 3 is 0.3, and 1.0 is 1."""
    value = round(value, 10)
    return int(value) if value == int(value) else value
