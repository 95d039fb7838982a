"""One style for every figure: how to draw so that a figure is right everywhere.

A figure of this book is seen in a text column of 700 pixels and on a phone, on white and on black,
by readers who do not see every colour, with a font that we do not choose. For the author of a
figure this means::

    from course_lib.figures.style import BLUE, ORANGE, new_figure, styled

    @styled
    def parabola(gain: float) -> Figure:
        '''Draw a = gain z².'''
        fig, (ax,) = new_figure(height=240)
        z = np.linspace(-2, 2, 101)
        ax.plot(z, gain * z**2, color=BLUE)
        ax.set(xlabel="z", ylabel="a", ylim=(0, 8))
        return fig

- A drawing function takes plain values, returns a ``Figure``, and changes nothing else. It is
  marked ``@styled`` and begins with ``new_figure``. No pyplot.
- Colours are the six names here and no others; a page draws each in its light or its dark form.
  A line has an ``alpha`` of ``FAINT`` or more. The shade of a shape may be paler, where a line or
  a word says the same. A dense picture (``imshow``) may have a colour map.
- Nothing is told by colour alone: give each line its own style (the default cycle does), each
  group of points its own marker, and write names beside lines rather than in a legend.
- Set the limits of the axes. Frames of a figure that moves must not jump.
- Text is one line and has no ``$...$``: write ``x₁`` and ``10⁻³`` in Unicode. The page's font
  replaces ours, which is wider than most, so leave no text closer to another than one space.
- Results of several seeds are drawn with ``course_lib.figures.marks``.
- No line runs through a word. One that must stand on lines has a ``CARD`` behind it.
- A thin hollow circle is the ring of a handle, and nothing else: a neuron is filled.
- Words come from ``course_lib.figures.words``.
- ``part(artist, "name")`` names what a live script of the page moves.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from math import log10
from typing import Any, ParamSpec, TypeAlias, TypeVar

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from course_lib.protocol import Array

Lines: TypeAlias = Sequence[Array]

P = ParamSpec("P")
A = TypeVar("A", bound=Artist)

# The light form of each colour; the dark form has the same name in widgets/static/explore.css.
# All reach 4.5:1 on the page, so that they serve for text too.
INK = "#1b1e23"
GREY = "#5f6873"
BLUE = "#0062ad"
ORANGE = "#b04a00"
GREEN = "#00755c"
PURPLE = "#96307e"
# The page behind the figure: the rim of a point that lies on a line.
PAPER = "#ffffff"
# As pale as a line may be: each colour has 3:1 with the page.
FAINT = 0.7

# Behind a word that has to stand on lines: ``ax.text(..., bbox=CARD)``.
CARD = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}

PALETTE = {
    "ink": INK,
    "grey": GREY,
    "blue": BLUE,
    "orange": ORANGE,
    "green": GREEN,
    "purple": PURPLE,
    "paper": PAPER,
}

# Width of every figure, in units of which a phone of 360 pixels shows 0.8 and a desktop 1.4 px.
WIDTH = 400

RC: dict[Any, Any] = {
    "figure.dpi": 72,
    "figure.facecolor": "none",
    "figure.edgecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.linewidth": 1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "axes.titlecolor": INK,
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, PURPLE])
    + cycler(linestyle=["-", "--", "-.", ":"]),
    "axes.formatter.use_mathtext": False,
    "font.family": "DejaVu Sans",
    "font.size": 13,
    "legend.frameon": False,
    "legend.fontsize": 13,
    "lines.linewidth": 2,
    "lines.markersize": 7,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 13,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 13,
    "savefig.bbox": "standard",
    "svg.fonttype": "none",
    "svg.hashsalt": "course",
    "savefig.transparent": True,
}


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Let ``draw`` run in the style of the book, whatever the reader has set for matplotlib.

    Examples
    --------
    >>> @styled
    ... def empty() -> Figure:
    ...     return new_figure()[0]
    >>> float(empty().get_figwidth() * 72)
    400.0
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with applied():
            return draw(*args, **kwargs)

    return drawn


@contextmanager
def applied() -> Iterator[None]:
    """Set matplotlib to the style of the book inside a ``with``, and back after it."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)
        yield


def new_figure(
    rows: int = 1,
    columns: int = 1,
    *,
    height: float = 260,
    left: float = 52,
    right: float = 12,
    top: float = 24,
    bottom: float = 46,
    gap: float = 54,
) -> tuple[Figure, list[Axes]]:
    """Return a figure WIDTH wide and its axes in reading order.

    The margins are fixed, not fitted to the text, so that the axes stand still when the picture
    moves.

    Parameters
    ----------
    rows, columns
        The grid of axes. More than two columns are too narrow for a phone.
    height
        Of the whole figure, in the unit of WIDTH, as are the rest.
    left, right, top, bottom
        Room for tick labels, axis labels and a title.
    gap
        Between two axes, both ways.
    """
    fig = Figure(figsize=(WIDTH / 72, height / 72))
    wide = (WIDTH - left - right - gap * (columns - 1)) / columns
    high = (height - top - bottom - gap * (rows - 1)) / rows
    grid = fig.subplots(
        rows,
        columns,
        squeeze=False,
        gridspec_kw={
            "left": left / WIDTH,
            "right": 1 - right / WIDTH,
            "bottom": bottom / height,
            "top": 1 - top / height,
            "wspace": gap / wide,
            "hspace": gap / high,
        },
    )
    return fig, list(grid.flat)


def shapes(ax: Axes, name: str, lines: Lines, **look: Any) -> PathPatch:
    """Draw lines or polygons as one part with a name, which the page's script can move.

    Parameters
    ----------
    ax
        Where to draw; its limits stay as they are.
    name
        Of the part, unique in the figure.
    lines
        Each an array of points (n, 2) in the units of the axes.
    **look
        As for ``matplotlib.patches.PathPatch``. Without ``facecolor`` nothing is filled, without
        ``edgecolor`` there is no line.
    """
    path = Path.make_compound_path(*(Path(line) for line in lines)) if lines else Path(_NOTHING)
    look = {"facecolor": "none", "edgecolor": "none", "joinstyle": "round"} | look
    patch = part(PathPatch(path, **look), name)
    ax.add_artist(patch)
    return patch


def part(artist: A, name: str) -> A:
    """Name what the page's script moves, and return it."""
    artist.set_gid(name)
    return artist


def apart(places: Sequence[float] | Array, least: float) -> Array:
    """Return where to write names that belong to these places, none closer than ``least``.

    Each name stays at its place where it can. Those that would touch share the room around them.

    Parameters
    ----------
    places
        Where the marks are, along one axis; in any order.
    least
        Height of a line of text, in the unit of ``places``.

    Returns
    -------
    Array
        In the order of ``places``.

    Examples
    --------
    >>> apart([0.0, 0.2, 5.0], least=1.0)
    array([-0.4,  0.6,  5. ])
    """
    order = np.argsort(places, kind="stable")
    # With what the names below take away, they may come as near as they like, but keep their order.
    groups: list[list[float]] = []
    for rank, k in enumerate(order):
        group = [float(places[k]) - rank * least]
        while groups and np.mean(groups[-1]) > np.mean(group):
            group = groups.pop() + group
        groups.append(group)
    found = np.empty(len(order))
    means = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    found[order] = means + least * np.arange(len(order))
    return found


def factor(says: str) -> str:
    """Return a number as it stands in a product: a negative one in brackets.

    Examples
    --------
    >>> factor("−2"), factor("0.5")
    ('(−2)', '0.5')
    """
    return f"({says})" if says.startswith("−") else says


_NOTHING = np.empty((0, 2))
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(value: float, position: int | None = None) -> str:
    """Return the label of a tick on a logarithmic axis: ``ax.yaxis.set_major_formatter(...)``.

    Examples
    --------
    >>> power_of_ten(1e-3)
    '10⁻³'
    """
    return "10" + str(round(log10(value))).translate(_RAISED)


def in_words(value: float) -> str:
    r"""Return a number as a sentence has it: two digits, or one and a power of ten.

    Examples
    --------
    >>> in_words(3.2e-7), in_words(0.25), in_words(-1.8), in_words(2e8)
    ('3\xa0·\xa010⁻⁷', '0.25', '−1.8', '2\xa0·\xa010⁸')
    """
    size, sign = abs(value), "−" if value < 0 else ""
    text = f"{size:.2g}"
    if "e" in text or 0 < size < 0.01:
        digit, exponent = f"{size:.0e}".split("e")
        # No line of a sentence ends between its parts.
        text = f"{digit}\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}{power_of_ten(10.0 ** int(exponent))}"
    return sign + text
