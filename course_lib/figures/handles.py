"""What a reader takes hold of in a picture: declared beside the drawing, moved by the page.

A drawing function says where its handles are. ``explore`` finds them there, and the page draws a
ring at each, which mouse, pen and finger move::

    @styled
    @handles(Handle("t", at=lambda t: (t, 0), jump=True))
    def belief(t: int, known: str) -> Figure:

- ``at`` says in the units of the axes where the ring stands at given settings. It takes the
  arguments of the drawing that it needs.
- Nobody writes the way back. A pointer sets the controls named in ``turns`` to the values whose
  place is nearest to it. So a handle may run along a line or a curve (one control), or over a
  plane or the cells of a matrix (two).
- Several points are a way of lines: the ring stands at the first point, and the pointer may take
  the whole way (a wire, the line z = 0).
- ``jump=True``: a press anywhere in the axes brings the ring there. So cells and steps are chosen.
- ``rail=True``: a thin line shows where the ring can go. It is for one control.
- ``paint=Paint("picture", box=(0, 0, 5, 5))``: the cells of a ``Pixels`` control, to press or to
  draw over.
- The slider stays: a handle is never the only way.

A figure with a script of its own (``static/live/NAME.js``) has in it a function for each handle, in
the same order, that computes the same as ``at``. Where several settings have one place, it can also
have ``pull``, the way back: point and settings in, settings out.

Two more things can be read in a picture: each curve in axes with numbers, by itself, and the
matrix that was given to ``readable``.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from course_lib.protocol import Array

Draw = TypeVar("Draw", bound=Callable[..., Figure])
Pull = Callable[..., Mapping[str, float]]


@dataclass(frozen=True)
class Handle:
    """One place in a picture that moves controls.

    Attributes
    ----------
    turns
        The arguments of the drawing that it sets: one name or two.
    at
        Where it stands, (2,) or (n, 2), as a function of the settings.
    axes
        Which axes of the figure it is in, from 0.
    jump, rail
        As said above.
    ring
        How far the ring is drawn from its place, where it would hide a word there.
    pull
        For a figure with a script: the settings that belong to a point ``(x, y)``.

    Raises
    ------
    ValueError
        If it turns nothing, or has a rail for two controls.

    Examples
    --------
    >>> Handle("t", at=lambda t: (t, 0)).way(t=3, known="past").tolist()
    [[3.0, 0.0]]
    """

    turns: str | tuple[str, ...]
    at: Callable[..., npt.ArrayLike]
    axes: int = 0
    jump: bool = False
    rail: bool = False
    ring: tuple[float, float] = (0.0, 0.0)
    pull: Pull | None = None

    def __post_init__(self) -> None:
        if not self.turns:
            raise ValueError("Handle: it turns nothing, expected the name of a control.")
        if self.rail and len(self.controls) > 1:
            raise ValueError(
                f"Handle({', '.join(self.controls)}): a rail for {len(self.controls)} controls, "
                "expected one control."
            )

    @property
    def controls(self) -> tuple[str, ...]:
        """The names in ``turns``."""
        return (self.turns,) if isinstance(self.turns, str) else self.turns

    def way(self, **values: Any) -> Array:
        """Return its points (n, 2) at these settings, in the units of its axes."""
        takes = inspect.signature(self.at).parameters
        points = self.at(**{name: values[name] for name in takes})
        return np.asarray(points, dtype=float).reshape(-1, 2)


@dataclass(frozen=True)
class Paint:
    """A grid of cells that a reader paints: those of a ``Pixels`` control.

    Attributes
    ----------
    turns
        The argument of the drawing that holds the picture.
    box
        Left, top, width and height of the grid in the units of the axes.
    axes
        Which axes of the figure it is in, from 0.
    """

    turns: str
    box: tuple[float, float, float, float]
    axes: int = 0


def handles(*items: Handle, paint: Paint | None = None) -> Callable[[Draw], Draw]:
    """Declare the handles of a drawing function; it is written below ``@styled``.

    Examples
    --------
    >>> @handles(Handle("t", at=lambda t: (t, 0)))
    ... def draw(t: int) -> Figure:
    ...     return Figure()
    >>> [handle.controls for handle in handles_of(draw)]
    [('t',)]
    """

    def declare(draw: Draw) -> Draw:
        draw.handles = items  # type: ignore[attr-defined]
        draw.paint = paint  # type: ignore[attr-defined]
        return draw

    return declare


def handles_of(draw: Callable[..., Figure]) -> tuple[Handle, ...]:
    """Return the handles that were declared for a drawing function."""
    found: tuple[Handle, ...] = getattr(_function(draw), "handles", ())
    return found


def paint_of(draw: Callable[..., Figure]) -> Paint | None:
    """Return the grid that a reader paints in what this function draws, if there is one."""
    found: Paint | None = getattr(_function(draw), "paint", None)
    return found


def _function(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    return draw.func if isinstance(draw, partial) else draw


def readable(image: AxesImage, values: Array, name: str = "") -> AxesImage:
    """Let the page read out the numbers (rows, columns) behind a picture, and return the picture.

    They may be coarser than the picture: each covers its part of it. ``name`` says what they are.

    Raises
    ------
    ValueError
        If ``values`` is not a matrix.
    """
    if np.ndim(values) != 2:
        raise ValueError(
            f"readable: values has shape {np.shape(values)}, expected (rows, columns)."
        )
    image.readable = name, values  # type: ignore[attr-defined]
    return image
