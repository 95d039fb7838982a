"""What the tests ask of the pictures of each figure, drawn once in a run.

``python -m tests.support.drawings N NAME …`` draws the first N pictures of some moving figures in a
process of its own, and prints a hash of each: the same ones must come out there.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from course_lib.figures.handles import Handle, handles_of
from course_lib.widgets import Explore, svg, touch
from course_lib.widgets.controls import Control
from tests.support.figures import MOVING, STILL

Box = tuple[float, float, float, float]


class Words(NamedTuple):
    """One text of a picture: what it says, how high, and its box if it is on the page."""

    says: str
    size: float
    box: Box | None


class Drawing(NamedTuple):
    """One picture of a figure."""

    values: Mapping[str, object]
    pieces: list[str]
    shape: tuple[float, float]
    page: Box
    words: list[Words]
    unread: list[str]
    """What no pointer reads out: curves, and pictures of numbers."""
    rings: list[tuple[float, float]]
    """Where the page draws the ring of each handle."""
    leaves_settings: bool
    """Whether matplotlib's settings are after the drawing what they were before."""


def digest(pieces: list[str]) -> str:
    """Tell two pictures apart."""
    return sha256("\n".join(pieces).encode()).hexdigest()


def settings(figure: Explore) -> Iterator[dict[str, object]]:
    """Give the default, then each control at its least and its greatest value."""
    yield figure.default
    for name, control in figure.controls.items():
        for value in (control.values[0], control.values[-1]):
            yield figure.default | {name: value}


def draw(name: str) -> list[Drawing]:
    """Return a figure's pictures, in the order of ``settings``."""
    if name in STILL:
        return [drawing(STILL[name], {}, svg.Ids(name))]
    figure = MOVING[name]()
    return [
        drawing(figure.draw, values, figure.ids, figure.controls) for values in settings(figure)
    ]


def drawing(
    draw: Callable[..., Figure],
    values: Mapping[str, object],
    ids: svg.Ids,
    controls: Mapping[str, Control] | None = None,
) -> Drawing:
    """Return one picture and all that is asked of it."""
    before = matplotlib_settings()
    fig = draw(**values)
    leaves = matplotlib_settings() == before
    pieces, shape = svg.pieces(fig, ids), svg.shape(fig)
    fig.draw_without_rendering()
    texts = [t for t in fig.findobj(Text) if t.get_text().strip()]
    hidden = out_of_limits(fig)
    words = [
        Words(t.get_text(), t.get_fontsize(), None if t in hidden else box_of(t)) for t in texts
    ]
    rings = rings_of(fig, handles_of(draw), values, controls or {})
    return Drawing(values, pieces, shape, edges(fig.bbox), words, unread(fig), rings, leaves)


def rings_of(
    fig: Figure,
    handles: Sequence[Handle],
    values: Mapping[str, object],
    controls: Mapping[str, Control],
) -> list[tuple[float, float]]:
    """Return the middles of the rings, as the boxes of the words count: from the left and below."""
    high = svg.shape(fig)[1]
    return [
        (way[0] + aside[0], high - way[1] - aside[1])
        for way, aside in zip(
            touch.ways(fig, handles, values),
            [known["aside"] for known in touch.describe(fig, handles, controls)],
            strict=True,
        )
    ]


def unread(fig: Figure) -> list[str]:
    """Return the lines of three points or more, and the pictures, that a page does not read out."""
    found = []
    for k, ax in enumerate(fig.axes):
        joined = [line for line in ax.lines if line.get_linestyle() != "None"]
        if not touch.has_numbers(ax):
            found += [f"axes {k}: a curve" for line in joined if len(line.get_xdata()) > 2]
        found += [f"axes {k}: a picture" for image in ax.images if not hasattr(image, "readable")]
    return found


def matplotlib_settings() -> dict[str, object]:
    """Return what is set, as it is stored: asked by name, the backend would load pyplot."""
    return dict(dict.items(mpl.rcParams))


def out_of_limits(fig: Figure) -> set[Text]:
    """Return the labels of ticks that lie outside their axis: they are not drawn."""
    found = set()
    for ax in fig.axes:
        for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            low, high = sorted(limits)
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    found |= {tick.label1, tick.label2}
    return found


def box_of(text: Text) -> Box | None:
    """Return where a text is drawn, if it is and is not clipped."""
    shown = text.get_visible() and not text.get_clip_on()
    return edges(text.get_window_extent()) if shown else None


def edges(box: Bbox) -> Box:
    return float(box.x0), float(box.y0), float(box.x1), float(box.y1)


class Drawings:
    """The pictures of each figure, drawn by the first test of a run that asks for them.

    They are kept in a folder of this run, where the other processes of it look.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[str, list[Drawing]] = {}

    def __getitem__(self, name: str) -> list[Drawing]:
        if name not in self.read:
            path = self.folder / f"{name}.pickle"
            if not path.exists():
                # Two processes may draw the same at once; each file is whole when it has its name.
                mine = path.with_suffix(f".{os.getpid()}")
                mine.write_bytes(pickle.dumps(draw(name)))
                mine.replace(path)
            self.read[name] = pickle.loads(path.read_bytes())
        return self.read[name]


if __name__ == "__main__":
    for name in sys.argv[2:]:
        figure = MOVING[name]()
        some = islice(settings(figure), int(sys.argv[1]))
        drawn = (svg.pieces(figure.draw(**values), figure.ids) for values in some)
        print(name, *map(digest, drawn))
    print("matplotlib.pyplot" in sys.modules)
