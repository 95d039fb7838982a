"""Which structure for which data: four questions, what each one connects, and what it costs."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from course_lib.convolution.conv import Conv1D
from course_lib.convolution.reshape import ImageToSequence, SequenceToImage
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
from course_lib.figures.words import WORDS, language, word
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.params.counting import count_parameters
from course_lib.protocol import Array
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height."""

STEPS, LONG, H = 10, 1000, 4


class Structure(NamedTuple):
    """A structure for sequences of one number a step."""

    build: Callable[[int, np.random.Generator], Any]
    """From the length n and a generator, a layer."""
    takes: str
    """The shape that it takes: "row" (1, n), "signal" (1, 1, n) or "sequence" (n, 1, 1)."""
    waits: bool
    """Whether a step must wait for the one before."""


def _cldnn(n: int, rng: np.random.Generator) -> Sequential:
    convolution = Conv1D(1, H, 3, rng, padding=1)
    return Sequential(
        SequenceToImage(1), convolution, ImageToSequence(), LSTM(H, H, rng, forget_bias=1.0)
    )


STRUCTURES = {
    "table": Structure(lambda n, rng: Dense(n, n, rng), "row", False),
    "picture": Structure(lambda n, rng: Conv1D(1, H, 3, rng, padding=1), "signal", False),
    "stream": Structure(lambda n, rng: RNN(1, H, rng), "sequence", True),
    "far": Structure(lambda n, rng: LSTM(1, H, rng, forget_bias=3.0), "sequence", True),
    "whole": Structure(
        lambda n, rng: Bidirectional(LSTM(1, H, rng), LSTM(1, H, rng)), "sequence", True
    ),
    "both": Structure(_cldnn, "sequence", True),
}
"""For each kind of data."""


@cache
def connections(data: str) -> Array:
    """Return how strongly each output step reacts to each input step, (10, 10), before training.

    Rows are outputs. Entry [t, s] is the norm of ∂y^t / ∂x^s, by differences.

    Examples
    --------
    >>> (connections("picture")[4] > 0).nonzero()[0]
    array([3, 4, 5])
    """
    structure, rng = STRUCTURES[data], np.random.default_rng(1)
    layer, x = structure.build(STEPS, rng), 0.5 * rng.normal(size=STEPS)
    shape = {"row": (1, -1), "signal": (1, 1, -1), "sequence": (-1, 1, 1)}[structure.takes]

    def outputs(x: Array) -> Array:
        y: Array = layer.forward(x.reshape(shape))[0]
        return y.reshape(STEPS, -1) if structure.takes == "sequence" else y.reshape(-1, STEPS).T

    slopes = np.zeros((STEPS, STEPS))
    for s, one in enumerate(np.eye(STEPS)):
        change = (outputs(x + 1e-5 * one) - outputs(x - 1e-5 * one)) / 2e-5
        slopes[:, s] = np.linalg.norm(change, axis=1)
    return slopes


@cache
def costs(data: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the params for 10 and for 1,000 steps, and how many steps must wait in a row.

    Examples
    --------
    >>> costs("table"), costs("stream")
    (((110, 1001000), (1, 1)), ((24, 24), (10, 1000)))
    """
    structure, rng = STRUCTURES[data], np.random.default_rng(0)
    few, many = (count_parameters(structure.build(n, rng)) for n in (STEPS, LONG))
    return (few, many), ((STEPS, LONG) if structure.waits else (1, 1))


OPEN = "?"
ANSWERS = (OPEN, "no", "yes")
QUESTIONS = ("order", "near", "future", "far")
"""What the tree asks: each is a control, and an argument of ``tree``."""


class Place(NamedTuple):
    """Where a question or a structure stands in the tree, in pixels from the upper left corner."""

    box: Box
    way: tuple[tuple[float, float], ...]
    """The line that leads to it."""
    own: tuple[Box, ...]
    """What belongs to that line alone; its answer is written there."""


class Fork(NamedTuple):
    """A question, and what comes next."""

    asks: str
    no: str
    yes: str


ROOT = "order?"
FORKS = {
    ROOT: Fork("order", no="table", yes="near?"),
    "near?": Fork("near", no="future?", yes="near, far?"),
    "near, far?": Fork("far", no="picture", yes="both"),
    "future?": Fork("future", no="far?", yes="whole"),
    "far?": Fork("far", no="stream", yes="far"),
}
_LEFT, _MIDDLE, _STEM = 180.0, 198.0, 16.0
PLACES = {
    ROOT: Place((4, 6, 176, 36), (), ()),
    "table": Place((216, 2, 172, 44), ((_LEFT, 24), (216, 24)), ((183, 4, 31, 24),)),
    "near?": Place((4, 70, 176, 36), ((_STEM, 42), (_STEM, 70)), ((8, 44, 40, 24),)),
    "near, far?": Place(
        (216, 70, 172, 36), ((_LEFT, 88), (216, 88)), ((183, 68, 31, 24), (190, 104, 48, 90))
    ),
    "picture": Place(
        (240, 111, 148, 44), ((228, 106), (228, 133), (240, 133)), ((190, 121, 48, 24),)
    ),
    "both": Place((240, 160, 148, 44), ((228, 106), (228, 182), (240, 182)), ((190, 170, 48, 24),)),
    "future?": Place((4, 216, 176, 36), ((_STEM, 106), (_STEM, 216)), ((8, 108, 40, 106),)),
    "whole": Place((216, 212, 172, 44), ((_LEFT, 234), (216, 234)), ((183, 214, 31, 24),)),
    "far?": Place(
        (4, 290, 176, 36), ((_STEM, 252), (_STEM, 290)), ((8, 254, 40, 34), (183, 300, 14, 16))
    ),
    "stream": Place(
        (216, 264, 172, 44),
        ((_LEFT, 308), (_MIDDLE, 308), (_MIDDLE, 286), (216, 286)),
        ((188, 264, 26, 38),),
    ),
    "far": Place(
        (216, 314, 172, 44),
        ((_LEFT, 308), (_MIDDLE, 308), (_MIDDLE, 336), (216, 336)),
        ((188, 314, 26, 46),),
    ),
}
# Where "no" and "yes" are written, at the middle of the word.
_SAID = {
    "table": (199, 13),
    "near?": (36, 57),
    "near, far?": (199, 77),
    "picture": (208, 133),
    "both": (208, 182),
    "future?": (36, 118),
    "whole": (199, 223),
    "far?": (36, 271),
    "stream": (198, 274),
    "far": (198, 350),
}
_PARENT = {child: node for node, fork in FORKS.items() for child in (fork.no, fork.yes)}
LINES = (376, 398, 420)


def reached(**answers: str) -> list[str]:
    """Return the nodes of the tree from the first question to the first one without an answer.

    Examples
    --------
    >>> reached(order="yes", near="no", future="?", far="yes")
    ['order?', 'near?', 'future?']
    """
    way = [ROOT]
    while way[-1] in FORKS and answers[FORKS[way[-1]].asks] != OPEN:
        fork = FORKS[way[-1]]
        way.append(fork.yes if answers[fork.asks] == "yes" else fork.no)
    return way


def fallen(**answers: str) -> list[str]:
    """Return the nodes that an answer has ruled out, each with all that follows from it.

    Examples
    --------
    >>> fallen(order="?", near="?", future="?", far="no")
    ['both', 'far']
    """
    out: list[str] = []
    for node in PLACES:
        if node == ROOT:
            continue
        fork = FORKS[_PARENT[node]]
        against = "no" if node == fork.yes else "yes"
        if answers[fork.asks] == against or _PARENT[node] in out:
            out.append(node)
    return out


def left(**answers: str) -> list[str]:
    """Return the structures that no answer has ruled out."""
    out = fallen(**answers)
    return [data for data in PLACES if data not in FORKS and data not in out]


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


def _stands(order: str, near: str, future: str, far: str) -> tuple[float, float]:
    """Return the place of a box by its right edge: there the ring stands."""
    end = reached(order=order, near=near, future=future, far=far)[-1]
    x, y, wide, high = PLACES[end].box
    return x + wide - _ASIDE, y + high / 2


_ASIDE = 86.0


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
            said = "yes" if node == FORKS[_PARENT[node]].yes else "no"
            words = ax.text(*_SAID[node], word(f"which {said}"), ha="center", va="center")
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
