"""``Table`` and ``agree``: results on a page, as a table and as one line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


def spread(values: npt.ArrayLike, digits: int = 2) -> str:
    """Return the mean of runs and their standard deviation, as a cell of a table.

    Parameters
    ----------
    values : (runs,)
        One number for each run, at least two.
    digits
        Digits behind the point.

    Raises
    ------
    ValueError
        If there are fewer than two numbers.

    Notes
    -----
    The deviation is that of a sample, divided by n - 1.

    Examples
    --------
    >>> spread([0.5, 0.7, 0.6])
    '0.60 ± 0.10'
    """
    runs = np.asarray(values, dtype=float)
    if runs.ndim != 1 or len(runs) < 2:
        raise ValueError(f"spread: values has shape {runs.shape}, expected (runs,), 2 or more.")
    return f"{runs.mean():.{digits}f} ± {runs.std(ddof=1):.{digits}f}"


class Table:
    """Rows of results: a table on the page, and in a notebook.

    Parameters
    ----------
    rows : mapping to sequences
        The name of each row, a text or a number, and its values, one for each column.
    columns : sequence
        What stands above each value: texts or numbers.
    corner : str, optional
        What stands above the names.
    digits : int, optional
        Digits behind the point of a float. Whole numbers and texts stay as they are.

    Raises
    ------
    ValueError
        If a row has not one value for each column.

    Examples
    --------
    >>> Table({"tanh": [0.98, 5], "ReLU": [1.0, 5]}, ("factor", "seeds"), corner="layer")
    layer | factor | seeds
    tanh  |   0.98 |     5
    ReLU  |   1.00 |     5
    """

    def __init__(
        self,
        rows: Mapping[Any, Sequence[object]],
        columns: Sequence[object],
        *,
        corner: str = "",
        digits: int = 2,
    ) -> None:
        for name, values in rows.items():
            if len(values) != len(columns):
                raise ValueError(
                    f"Table: row {name!r} has {len(values)} values, expected {len(columns)}."
                )
        self.lines = [[corner, *map(str, columns)]] + [
            [str(name), *(cell(value, digits) for value in values)] for name, values in rows.items()
        ]

    def __repr__(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self.lines, strict=True)]
        return "\n".join(
            " | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
            for line in self.lines
        )

    def _repr_markdown_(self) -> str:
        head, *body = (f"| {' | '.join(escaped(line))} |" for line in self.lines)
        rule = f"|:--|{'--:|' * (len(self.lines[0]) - 1)}"
        return "\n".join([head, rule, *body])


def cell(value: object, digits: int) -> str:
    """Return what stands in one cell of a table."""
    if isinstance(value, float | np.floating):
        # A rounded zero has no sign: it would differ between machines.
        return f"{round(float(value), digits) + 0.0:.{digits}f}"
    return str(value)


def escaped(line: list[str]) -> list[str]:
    """Keep a bar inside a cell, such as that of |z|, from ending it."""
    return [text.replace("|", r"\|") for text in line]


def agree(**pairs: tuple[npt.ArrayLike, npt.ArrayLike]) -> "Agreement":
    """Say as the last value of a cell that pairs of results are equal, or raise.

    Parameters
    ----------
    **pairs : tuple of two array_like
        What is compared, by its name.

    Raises
    ------
    ValueError
        If nothing is compared.
    AssertionError
        If a pair differs in its shape, or by more than 1e-12 of its size.

    Examples
    --------
    >>> agree(z=(0.1 + 0.2, 0.3), b=([1, 2], [1, 2]))
    ✓ equal: z, b
    """
    if not pairs:
        raise ValueError("agree: there is no pair, expected name=(ours, theirs).")
    for name, (ours, theirs) in pairs.items():
        a, b = np.asarray(ours), np.asarray(theirs)
        if a.shape != b.shape:
            raise AssertionError(f"agree: {name} has the shapes {a.shape} and {b.shape}.")
        if not np.allclose(a, b, rtol=1e-12, atol=1e-12):
            raise AssertionError(f"agree: {name} differs by {np.abs(a - b).max():.1e}.")
    return Agreement(tuple(pairs))


@dataclass(frozen=True)
class Agreement:
    """The names of what is equal; made by ``agree``."""

    names: tuple[str, ...]

    def __repr__(self) -> str:
        return f"✓ equal: {', '.join(self.names)}"

    def _repr_markdown_(self) -> str:
        return f"✓ equal: {', '.join(f'`{name}`' for name in self.names)}"
