"""The questions of `which_structure` as a tree: their places, and what an answer rules out."""

from typing import NamedTuple, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height."""

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
SAID = {
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
PARENT = {child: node for node, fork in FORKS.items() for child in (fork.no, fork.yes)}


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
        fork = FORKS[PARENT[node]]
        against = "no" if node == fork.yes else "yes"
        if answers[fork.asks] == against or PARENT[node] in out:
            out.append(node)
    return out


def left(**answers: str) -> list[str]:
    """Return the structures that no answer has ruled out."""
    out = fallen(**answers)
    return [data for data in PLACES if data not in FORKS and data not in out]
