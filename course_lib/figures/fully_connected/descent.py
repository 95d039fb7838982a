"""Gradient descent as a film: the border bends while the loss falls."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected import regions as experiment
from course_lib.figures.fully_connected.regions import coarse, shade
from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.marks import wrong
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array

WIDTH, ACTIVATION = 8, "relu"
STARTS = {2: "1", 0: "2", 1: "3"}
"""Seeds of the first weights, and what a reader calls them: the first one goes well."""
STEPS = len(experiment.SHOWN)
# Where the axes stand, in shares of the figure: left, below, width, height.
_PLANE, _CURVE = (0.17, 0.335, 0.66, 0.655), (0.115, 0.105, 0.86, 0.165)


# The ring stands above the curves, at the head of a line.
_HIGH, _HELD = 0.95, 1.12


def _line(step: int) -> Array:
    update = experiment.SHOWN[step]
    return np.array([(update, _HELD), (update, 0), (update, _HIGH)])


@styled
@handles(Handle("step", at=_line, axes=1, jump=True))
def film(step: int, start: int) -> Figure:
    """Draw what the net says of the plane after some updates, and the loss until then.

    Parameters
    ----------
    step
        Index in ``experiments.fully_connected.regions.SHOWN``.
    start
        A key of ``STARTS``.
    """
    x, arm = experiment.spirals()
    way = experiment.descent(WIDTH, ACTIVATION, start)
    p, right = way.seen[step]
    side, update = experiment.SIDE, experiment.SHOWN[step]
    fig, (plane,) = new_figure(height=405)
    plane.set_position(_PLANE)
    curve = fig.add_axes(_CURVE)
    plane.axis("off")
    plane.set(xlim=(-side, side), ylim=(-side, side))
    box = (-side, side, -side, side)
    look: dict[str, Any] = {"origin": "lower", "extent": box, "interpolation": "none", "zorder": 0}
    readable(plane.imshow(shade(p), aspect="auto", **look), coarse(p), "p")
    if p.min() < 0.5 < p.max():
        middles = experiment.middles(len(p))
        plane.contour(middles, middles, p, levels=[0.5], colors=INK, linewidths=2.5, zorder=2)
    for group, colour, marker in ((0, ORANGE, "o"), (1, BLUE, "^")):
        points = x[arm == group].T
        plane.plot(*points, marker, color=colour, markeredgecolor=PAPER, markersize=7, zorder=3)
    wrong(plane, *x[~right].T, color=INK)
    for other in STARTS:
        loss = experiment.descent(WIDTH, ACTIVATION, other).loss
        curve.plot(loss, color=GREY, linewidth=1, linestyle=":", alpha=FAINT)
    curve.plot(way.loss[: update + 1], color=PURPLE, linestyle="-", linewidth=3)
    head = update, way.loss[update]
    curve.vlines(update, head[1], _HIGH, color=PURPLE, linewidth=1, linestyle=":", clip_on=False)
    curve.plot(*head, "o", color=PURPLE, markersize=7, clip_on=False)
    # The first updates change most: they have more room.
    curve.set_xscale("symlog", linthresh=20, linscale=1)
    curve.set(xlim=(-1, 560), ylim=(0, _HIGH), yticks=(0, 0.5))
    curve.set_xticks([0, 10, 100, 500], ["0", "10", "100", "500"])
    curve.minorticks_off()
    curve.set_xlabel(word("descent update"))
    curve.text(0.5, 0.78, word("descent loss"), color=INK, transform=curve.transAxes, ha="center")
    return fig


def film_says(step: int, start: int) -> str:
    """Return in words what ``film`` shows."""
    way = experiment.descent(WIDTH, ACTIVATION, start)
    update, right = experiment.SHOWN[step], int(way.seen[step].right.sum())
    n = experiment.N_POINTS
    solved, last = right == n, step == STEPS - 1
    verdict = "descent solved" if solved else "descent stuck" if last else "descent goes on"
    return word(
        "descent alt",
        start=STARTS[start],
        update=update,
        updates=word("descent one" if update == 1 else "descent many"),
        loss=f"{way.loss[update]:.2f}",
        right=right,
        n=n,
        verdict=word(verdict),
    )
