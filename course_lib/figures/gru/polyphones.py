"""The two readings of a character, as a net sees them; and how often four nets are right."""

from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from course_lib.datasets import READINGS, polyphones
from course_lib.datasets.polyphones import RARE, Phrases
from course_lib.experiments.gru.polyphones import KINDS, part, probabilities, trained
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import bar, rows, seeds, threshold
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

PHRASES = {
    "银行": "bank",
    "重要": "important",
    "重复": "to repeat",
    "音乐": "music",
    "爱好": "hobby",
    "头发": "hair",
    "高兴": "glad",
    "朝夕": "morning and evening",
    "散文": "essay",
    "助人为乐": "glad to help",
    "运行": "to be in motion",
    "自传": "autobiography",
}
HIDE = ("", "after", "before")
SEED = 5


class Reading(NamedTuple):
    """What the net makes of a phrase."""

    at: int
    """Which character is asked, from 0."""
    names: tuple[str, str]
    """Both readings, as the dictionary has them."""
    right: int
    """0 or 1: which one it is in this phrase."""
    p: Array
    """(2,), the net's probabilities."""
    trained: bool
    """Whether the phrase is one of the training phrases."""


def place_of(phrase: str) -> tuple[Phrases, int, bool]:
    """Return the phrases that have this one, its place there, and whether they are for training."""
    train, test = polyphones()
    known = phrase in train.text
    phrases = train if known else test
    (place,) = np.flatnonzero(phrases.text == phrase)
    return phrases, int(place), known


@cache
def reading(phrase: str, hide: str) -> Reading:
    """Let the net with both directions read a phrase.

    Parameters
    ----------
    phrase
        One of ``PHRASES``.
    hide
        ``""``, or the side of the asked character whose characters the net gets as rare ones.
    """
    phrases, place, known = place_of(phrase)
    asked, label = part(phrases, [place]), int(phrases.readings[place])
    steps = np.arange(len(asked.characters))[:, np.newaxis]
    sides = {"before": steps < asked.positions, "after": steps > asked.positions}
    away = sides.get(hide, np.zeros_like(asked.mask))
    characters = np.where(away & asked.mask, RARE, asked.characters)
    p = probabilities(trained("both", SEED), asked._replace(characters=characters), label // 2)[0]
    names = READINGS[label // 2 * 2][1], READINGS[label // 2 * 2 + 1][1]
    return Reading(int(asked.positions[0]), names, label % 2, p, known)


class Character(Text):
    """One Chinese character, centred at its point. It is a square, so no font need measure it.

    The page has a font for it; the machine that draws the figure may have none.
    """

    def get_window_extent(
        self, renderer: RendererBase | None = None, dpi: float | None = None
    ) -> Bbox:
        """Return the square of the character."""
        x, y = self._point()
        side = self._side()
        return Bbox.from_bounds(x - side / 2, y - side / 2, side, side)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the character, its base line a little above the lower side of the square."""
        (x, y), side = self._point(), self._side()
        left, base = x - side / 2, y - 0.37 * side
        if renderer.flipy():
            base = renderer.get_canvas_width_height()[1] - base
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        renderer.draw_text(
            gc, left, base, self.get_text(), self.get_fontproperties(), 0, mtext=self
        )
        gc.restore()

    def _point(self) -> tuple[float, float]:
        x, y = self.get_transform().transform(self.get_unitless_position())
        return float(x), float(y)

    def _side(self) -> float:
        return float(self.get_fontsize()) * cast(Figure, self.figure).dpi / 72


def _beside(phrase: str, hide: str) -> tuple[float, float]:
    """Return the upper edge of the asked character, or of the one beside it that is hidden."""
    phrases, place, _ = place_of(phrase)
    at = int(phrases.positions[place]) + {"": 0, "after": 1, "before": -1}[hide]
    return 23 + 48 * at, 62


@styled
@handles(Handle("hide", at=_beside, axes=1, rail=True))
def readings(phrase: str, hide: str) -> Figure:
    """Draw a phrase, its asked character framed, and a bar for the probability of each reading.

    Parameters
    ----------
    phrase, hide
        As for `reading`.
    """
    found = reading(phrase, hide)
    fig, (ax,) = new_figure(height=230, left=66, right=52, top=112)
    _draw_phrase(fig, phrase, found.at, hide)
    for row, p in enumerate(found.p):
        right = row == found.right
        ax.barh(row, p, color=BLUE if right else GREY, height=0.6, alpha=0.8)
        ax.text(p + 0.02, row, f"{p:.2f}", va="center", weight="bold" if right else "normal")
    ax.set(xlim=(0, 1), ylim=(1.6, -0.6), xticks=[0, 0.5, 1])
    ax.set_yticks([0, 1], found.names, color=INK)
    ax.axvline(0.5, color=GREY, linewidth=1, linestyle=":")
    ax.set_xlabel(word("polyphones probability", right=found.names[found.right]))
    return fig


def readings_says(phrase: str, hide: str) -> str:
    """Return in words what ``readings`` shows."""
    found = reading(phrase, hide)
    return word(
        "polyphones alt",
        phrase=phrase,
        english=PHRASES[phrase],
        character=phrase[found.at],
        hide=word(f"polyphones hide {hide}"),
        right=found.names[found.right],
        p=f"{found.p[found.right]:.2f}",
        other=found.names[1 - found.right],
        q=f"{found.p[1 - found.right]:.2f}",
        known=word("polyphones trained" if found.trained else "polyphones new"),
    )


@styled
def shares(record: Record, most: dict[str, float], table: float) -> Figure:
    """Draw how often each net is right, on training phrases and on new ones.

    Parameters
    ----------
    record
        Of the experiment "polyphones".
    most
        For each kind of net, the greatest share that is possible on the training phrases.
    table
        Share of the new phrases that the table without context gets right.
    """
    fig, (ax,) = new_figure(height=330, left=92, right=14, top=92)
    looks: dict[str, Any] = {"linestyle": "none", "markerfacecolor": "none"}
    rows(ax, [word(f"polyphones {kind}") for kind in KINDS])
    ax.set(xlim=(0.5, 1.01), ylim=(len(KINDS) - 0.5, -0.5), xticks=[0.5, 0.6, 0.7, 0.8, 0.9, 1])
    for row, kind in enumerate(KINDS):
        for key, color, marker in (("train", ORANGE, "o"), ("test", BLUE, "s")):
            seeds(ax, row, record.values(kind, key), color=color, marker=marker)
        bar(ax, row, most[kind], color=ORANGE)
    threshold(ax, table)
    ax.plot([], [], "s", color=BLUE, label=word("polyphones test"), **looks)
    ax.plot([], [], "o", color=ORANGE, label=word("polyphones train"), **looks)
    ax.plot([], [], color=ORANGE, linestyle="-", label=word("polyphones most"))
    ax.plot([], [], color=GREY, linestyle=":", label=word("polyphones table"))
    ax.set_xlabel(word("polyphones share"))
    ax.legend(loc="lower left", bbox_to_anchor=(-0.28, 0.98), labelspacing=0.2)
    return fig


def _draw_phrase(fig: Figure, phrase: str, at: int, hide: str) -> None:
    """Draw the characters in squares, the hidden ones empty."""
    ax: Axes = fig.add_axes((66 / 400, 1 - 76 / 230, 282 / 400, 66 / 230))
    ax.set(xlim=(0, 282), ylim=(0, 66))
    ax.axis("off")
    for k, letter in enumerate(phrase):
        hidden = (hide == "before" and k < at) or (hide == "after" and k > at)
        width, color = (3, ORANGE) if k == at else (1, GREY)
        box = Rectangle((2 + 48 * k, 20), 42, 42, linewidth=width, edgecolor=color)
        box.set(facecolor="none", linestyle=":" if hidden else "-")
        ax.add_patch(box)
        if not hidden:
            ax.add_artist(Character(23 + 48 * k, 41, letter, fontsize=28, ha="center", color=INK))
    known = word("polyphones trained" if reading(phrase, hide).trained else "polyphones new")
    ax.text(2, 0, f"{PHRASES[phrase]} ({known})", color=GREY, va="bottom")
