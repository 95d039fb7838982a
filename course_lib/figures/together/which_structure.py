"""Which structure for which data: four questions, what each one connects, and what it costs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREY,
    INK,
    PAPER,
    Lines,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.together.question_tree import (
    ANSWERS,
    FORKS,
    PARENT,
    PLACES,
    QUESTIONS,
    ROOT,
    SAID,
    Box,
    fallen,
    left,
    reached,
)
from course_lib.figures.together.structures import (
    STEPS,
    STRUCTURES,
    connections,
    costs,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array

LINES = (376, 398, 420)


def tree_parts(order: str, near: str, future: str, far: str) -> dict[str, Lines | str]:
    """Return what moves in ``tree``.

    Parameters
    ----------
    order, near, future, far
        One of ``ANSWERS`` to each question.

    Returns
    -------
    dict
        ``veil``: what covers the parts that fell out. ``path`` and ``here``: the way through the
        tree, and the box at its end. ``line 0`` to ``line 2``: what is written below.

    Examples
    --------
    >>> parts = tree_parts("no", "?", "?", "?")
    >>> len(parts["path"]), parts["line 0"]
    (1, 'assumes nothing: every pair has its own weight')
    """
    answers = {"order": order, "near": near, "future": future, "far": far}
    return {**_ways(answers), **_texts(answers)}


def _ways(answers: dict[str, str]) -> dict[str, Lines]:
    way = reached(**answers)
    covers = [box for node in fallen(**answers) for box in (PLACES[node].box, *PLACES[node].own)]
    return {
        "veil": [around(box, 2) for box in covers],
        "path": [np.array(PLACES[node].way, dtype=float) for node in way[1:]],
        "here": [around(PLACES[way[-1]].box)],
    }


def _texts(answers: dict[str, str]) -> dict[str, str]:
    return {f"line {k}": line for k, line in enumerate(lines(left(**answers)))}


def around(box: Box, room: float = 0) -> Array:
    """Return the way around a box (5, 2), so much outside of it."""
    x, y, wide, high = box
    x0, x1, y0, y1 = x - room, x + wide + room, y - room, y + high + room
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], dtype=float)


def lines(found: Sequence[str]) -> tuple[str, str, str]:
    """Return what stands below the tree: what the one structure assumes and costs, or how many."""
    if len(found) > 1:
        return word("which left", n=len(found), of=len(STRUCTURES)), " ", " "
    (few, many), (short, long) = costs(found[0])
    return (
        word(f"which {found[0]} assumes"),
        word("which params", few=f"{few:,}", many=f"{many:,}"),
        word("which waits", few=f"{short:,}", many=f"{long:,}"),
    )


_ASIDE = 86.0


def _stands(order: str, near: str, future: str, far: str) -> tuple[float, float]:
    """Return the place of a box by its right edge: there the ring stands."""
    end = reached(order=order, near=near, future=future, far=far)[-1]
    x, y, wide, high = PLACES[end].box
    return x + wide - _ASIDE, y + high / 2


@styled
@handles(Handle(QUESTIONS, at=_stands, jump=True, ring=(_ASIDE, 0)))
def tree(order: str, near: str, future: str, far: str) -> Figure:
    """Draw the questions as a tree, what each structure connects, and dim what falls out.

    Parameters
    ----------
    order, near, future, far
        As in `tree_parts`.
    """
    answers = {"order": order, "near": near, "future": future, "far": far}
    ways, texts = _ways(answers), _texts(answers)
    fig, (ax,) = new_figure(height=440, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(432, 0))
    ax.axis("off")
    for node, (box, way, _) in PLACES.items():
        x, y, wide, high = box
        if node != ROOT:
            ax.plot(*np.transpose(way), color=GREY, linewidth=1.5, linestyle="-", zorder=1)
            said = "yes" if node == FORKS[PARENT[node]].yes else "no"
            words = ax.text(*SAID[node], word(f"which {said}"), ha="center", va="center")
            words.set_color(GREY)
        asks = node in FORKS
        edge = GREY if asks else BLUE
        ax.add_patch(Rectangle((x, y), wide, high, facecolor=PAPER, edgecolor=edge, linewidth=1))
        if asks:
            ax.text(x + wide / 2, y + high / 2, word(f"which {node}"), ha="center", va="center")
        else:
            _thumb(ax, connections(node), x + 4, y + 4, high - 8)
            name = word(f"which {node}").split(", ")
            for row, text in enumerate(name):
                at = y + high / 2 + 17 * (row - (len(name) - 1) / 2)
                ax.text(x + high + 2, at, text, va="center", color=INK)
    for row in range(3):
        ax.text(52, 138 + 19 * row, word(f"which square {row}"), va="center", color=GREY)
    shapes(ax, "veil", ways["veil"], facecolor=PAPER, alpha=0.6).set_zorder(4)
    shapes(ax, "path", ways["path"], edgecolor=BLUE, linewidth=4).set_zorder(5)
    shapes(ax, "here", ways["here"], edgecolor=BLUE, linewidth=3).set_zorder(5)
    for k, y in enumerate(LINES):
        part(ax.text(4, y, texts[f"line {k}"], va="center", color=INK), f"line {k}")
    return fig


def _thumb(ax: Axes, slopes: Array, x: float, y: float, side: float) -> None:
    """Draw which inputs (columns) each output (row) sees, in three shades."""
    strength = np.sqrt(slopes / slopes.max())
    cell = side / STEPS
    shade = np.where(slopes > 0, np.ceil(3 * strength), 0)
    for level in (1, 2, 3):
        squares = [
            around((x + cell * s, y + cell * t, cell, cell)) for t, s in np.argwhere(shade == level)
        ]
        if squares:
            path = Path.make_compound_path(*map(Path, squares))
            ax.add_patch(PathPatch(path, facecolor=BLUE, alpha=level / 3, linewidth=0))
    ax.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor=GREY, linewidth=1))


def tree_says(order: str, near: str, future: str, far: str) -> str:
    """Return in words what ``tree`` shows."""
    answers = {"order": order, "near": near, "future": future, "far": far}
    found = left(**answers)
    told = {key: word(f"which {answer}") for key, answer in answers.items()}
    if len(found) == 1:
        return word("which one", name=word(f"which {found[0]}"), text=_sentence(found[0]), **told)
    names = "; ".join(word(f"which {data}") for data in found)
    return word("which some", names=names, **told)


def _sentence(data: str) -> str:
    """Return what one structure assumes, sees and costs."""
    seen = int((connections(data)[STEPS // 2] > 0).sum())
    assumes, params, waits = lines([data])
    return word("which sees", assumes=assumes, n=seen, of=STEPS, params=params, waits=waits)


LEADS = {
    "table": "../1-fully-connected/dense",
    "picture": "../5-cnn/convolution",
    "stream": "../2-recurrent/rnn",
    "far": "../3-lstm/lstm",
    "whole": "../2-recurrent/bidirectional",
    "both": "cldnn",
}
"""The page of each structure, as seen from the page of this figure."""


def tree_leads(order: str, near: str, future: str, far: str) -> list[tuple[str, str]]:
    """Return the pages of the structures that are left."""
    found = left(order=order, near=near, future=future, far=far)
    return [(LEADS[data], word(f"which {data} page")) for data in found]


def tree_numbers() -> dict[str, Any]:
    """Return what the page's script needs to do the same."""
    words = WORDS[language()]
    keys = ("which some", "which one", "which left", *(f"which {said}" for said in ANSWERS))
    return {
        "root": ROOT,
        "forks": {node: fork._asdict() for node, fork in FORKS.items()},
        "places": {node: place._asdict() for node, place in PLACES.items()},
        "aside": _ASIDE,
        "structures": {
            data: {
                "name": word(f"which {data}"),
                "lines": lines([data]),
                "sentence": _sentence(data),
                "lead": (LEADS[data], word(f"which {data} page")),
            }
            for data in PLACES
            if data in STRUCTURES
        },
        "words": {key: words[key] for key in keys},
    }
