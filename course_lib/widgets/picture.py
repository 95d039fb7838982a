"""``show``: a figure that stands still, right in light and dark, with its alternative text."""

from dataclasses import dataclass
from hashlib import sha256

from matplotlib.figure import Figure

from course_lib.widgets import page, svg
from course_lib.widgets.moving import building


def show(fig: Figure, *, alt: str, caption: str = "") -> "Picture":
    """Return ``fig`` as the last value of a notebook cell: an inline picture that fits the page.

    Parameters
    ----------
    fig
        Drawn by a function of ``course_lib.figures``.
    alt
        What the picture shows, for who cannot see it.
    caption
        Plain text below it, if there is some.

    Raises
    ------
    ValueError
        If ``alt`` is empty.

    Examples
    --------
    >>> fig = Figure(figsize=(4, 3))
    >>> fig.subplots().set_title("Nothing yet").get_text()
    'Nothing yet'
    >>> show(fig, alt="Empty axes.").alt
    'Empty axes.'
    """
    if not alt:
        raise ValueError("show: alt is empty, expected what the picture shows.")
    return Picture(fig, alt, caption)


@dataclass(frozen=True)
class Picture:
    """A picture with its text; made by ``show``."""

    fig: Figure
    alt: str
    caption: str

    def _repr_html_(self) -> str:
        # The ids inside the picture must be its own on the page: made from what it says.
        name = "still-" + sha256((self.alt + self.caption).encode()).hexdigest()[:8]
        pieces = svg.pieces(self.fig, svg.Ids(name))
        tag = page.svg_tag(pieces, svg.shape(self.fig), self.alt)
        return ("" if building() else page.style()) + page.figure_tag(tag, caption=self.caption)
