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
import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from course_lib.figures.handles import Handle, handles_of
from course_lib.figures.style import GREY, INK, PAPER
from course_lib.widgets import Explore, svg, touch
from course_lib.widgets.controls import Control
from tests.support.figures import MOVING, STILL

Box = tuple[float, float, float, float]
Way = npt.NDArray[np.float64]
Colour = str | tuple[float, ...]

# Text of this size is drawn larger on a phone: explore.css.
SMALL, LARGER = 13.0, 14.6


class Words(NamedTuple):
    """One text of a picture: what it says, how high, and its box if it is on the page."""

    says: str
    size: float
    box: Box | None
    phone: Box | None
    """Its box on a phone, where a page draws small text larger."""
    crossed: bool
    """Whether a line runs through it, and neither a card nor a disc is behind it."""


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
    circles: list[str]
    """The thin hollow circles about as large as a ring, with nothing in them."""
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
    ways, round_cards = list(lines(fig)), discs(fig)
    inside = {t: any(holds(disc, t) for disc in round_cards) for t in texts}
    empty = [disc for disc in round_cards if not any(holds(disc, t) for t in texts)]
    words = [words_of(t, [] if inside[t] else ways, shown=t not in hidden) for t in texts]
    rings = rings_of(fig, handles_of(draw), values, controls or {})
    circles = [f"a circle of {disc.size:g}" for disc in empty if disc.ring]
    found = unread(fig), rings, circles
    return Drawing(values, pieces, shape, edges(fig.bbox), words, *found, leaves)


def words_of(text: Text, ways: Sequence[tuple[Way, Bbox]], *, shown: bool) -> Words:
    """Return what is asked of one text; it is larger afterwards, as on a phone."""
    says, size = text.get_text(), text.get_fontsize()
    box = box_of(text) if shown else None
    crossed = bool(
        box
        and text.get_bbox_patch() is None
        and any(runs_through(way, box, inside) for way, inside in ways)
    )
    if size == SMALL:
        text.set_fontsize(LARGER)
    return Words(says, size, box, box_of(text) if shown else None, crossed)


def lines(fig: Figure) -> Iterator[tuple[Way, Bbox]]:
    """Give the lines of a picture, and the box outside which each is not drawn."""
    everywhere = Bbox.from_extents(-np.inf, -np.inf, np.inf, np.inf)
    for ax in fig.axes:
        drawn = [line for line in ax.lines if line.get_linestyle() not in ("None", "none")]
        drawn += [p for p in ax.patches if not p.get_fill() or p.get_facecolor()[3] == 0]
        drawn += [p for p in ax.artists if isinstance(p, PathPatch) and p.get_facecolor()[3] == 0]
        for item in drawn:
            if item.get_visible() and item.get_linewidth() > 0 and edge_of(item)[3] > 0:
                path = item.get_transform().transform_path(item.get_path())
                inside = ax.bbox if item.get_clip_on() else everywhere
                for way in path.to_polygons(closed_only=False):
                    yield np.asarray(way), inside


def edge_of(item: Line2D | Patch) -> tuple[float, ...]:
    """Return the colour of a line or of an outline, with its opacity."""
    colour = item.get_color() if isinstance(item, Line2D) else item.get_edgecolor()
    return to_rgba(colour)


def runs_through(way: Way, box: Box, inside: Bbox) -> bool:
    """Return whether a way crosses a text, but for its rim of two units."""
    seen = Bbox.intersection(Bbox.from_extents(box).padded(-2), inside)
    if seen is None or seen.width <= 0 or seen.height <= 0:
        return False
    rest = Outline([seen.min, (seen.x1, seen.y0), seen.max, (seen.x0, seen.y1), seen.min])
    whole = way[np.isfinite(way).all(axis=1)]
    return len(whole) > 1 and bool(Outline(whole).intersects_path(rest, filled=False))


class Disc(NamedTuple):
    """One round mark that is not small."""

    x: float
    y: float
    size: float
    ring: bool
    """Whether it is a hollow circle in the colour of a handle's ring, or in grey."""


def discs(fig: Figure) -> list[Disc]:
    """Return the round marks of a picture that are about as large as a ring, or larger."""
    found = []
    for ax in fig.axes:
        for line in (line for line in ax.lines if line.get_marker() == "o"):
            look = line.get_markerfacecolor(), line.get_markeredgecolor()
            for place in line.get_transform().transform(line.get_xydata()):
                found.append(disc(place, line.get_markersize(), *look))
        for patch in (patch for patch in ax.patches if isinstance(patch, Circle)):
            box = patch.get_window_extent()
            look = patch.get_facecolor(), patch.get_edgecolor()
            found.append(disc((box.min + box.max) / 2, box.width, *look))
    return [each for each in found if each.size >= 12]


def disc(place: Way, size: float, fill: Colour, edge: Colour) -> Disc:
    """Return one round mark."""
    hollow = to_rgba(fill)[3] == 0 or to_rgba(fill)[:3] == to_rgba(PAPER)[:3]
    neutral = to_rgba(edge)[:3] in (to_rgba(INK)[:3], to_rgba(GREY)[:3])
    return Disc(float(place[0]), float(place[1]), size, hollow and neutral and size <= 24)


def holds(disc: Disc, text: Text) -> bool:
    """Return whether a text stands in a round mark."""
    box = box_of(text)
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bool(np.hypot(x - disc.x, y - disc.y) < disc.size / 2)


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
