"""What two hidden units made of XOR, from each of twenty starts."""

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.xor import INPUTS, TARGET, Start, solve_xor
from course_lib.figures.style import BLUE, GREEN, GREY, INK, ORANGE, Lines, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

# The part of the plane that is drawn, and the points where the net is asked.
LOW, HIGH = -0.5, 1.5
_SIDE = np.linspace(LOW, HIGH, 41)
_GRID = np.stack(np.meshgrid(_SIDE, _SIDE), axis=-1)
WIDTH = 2
# The net knows a point if it gives the right class more than this probability.
KNOWN = 0.8


def says_one(run: Start, x: Array) -> Array:
    """Return the probability of class 1 at the points ``x`` (..., 2).

    Examples
    --------
    >>> says_one(solve_xor("tanh", 4, 0), INPUTS).round()
    array([0., 1., 1., 0.])
    """
    scores, _ = run.net.forward(x)
    p: Array = 1 / (1 + np.exp(scores[..., 0] - scores[..., 1]))
    return p


def unit_lines(run: Start) -> Lines:
    """Return for each hidden unit the line z = 0, long enough to cross the picture."""
    lines = []
    for w, b in zip(run.net.params["0.W"], run.net.params["0.b"], strict=True):
        foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.sqrt(w @ w)
        lines.append(np.array([foot - 9 * along, foot + 9 * along]))
    return lines


@styled
def plane(kind: str, start: int) -> Figure:
    """Draw where the net says class 1, the lines z = 0 of its two units, and the four points.

    Parameters
    ----------
    kind
        ``"ReLU"``, ``"tanh"`` or ``"sigmoid"``.
    start
        Which random start, 1, 2, …
    """
    run = solve_xor(kind, WIDTH, start - 1)
    fig, (ax,) = new_figure(height=370, top=36, left=52, right=40)
    p = says_one(run, _GRID)
    # A net that has learned nothing says ½ everywhere: then no part is coloured.
    if p.max() > 0.501:
        ax.contourf(_SIDE, _SIDE, p, levels=[0.5, 1.01], colors=[BLUE], alpha=0.16)
    for line, style in zip(unit_lines(run), ("-", "--"), strict=True):
        ax.plot(*line.T, color=GREY, linewidth=1.5, linestyle=style)
    right = np.where(TARGET == 1, says_one(run, INPUTS), 1 - says_one(run, INPUTS))
    for x, target, known in zip(INPUTS, TARGET, right > KNOWN, strict=True):
        ax.plot(*x, "s" if target else "o", color=BLUE if target else GREEN, markersize=13)
        if not known:
            ax.plot(*x, "x", color=ORANGE, markersize=24, markeredgewidth=3)
    ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xlabel="x₁")
    ax.set(xticks=(0, 1), yticks=(0, 1))
    ax.set_ylabel("x₂", rotation=0, labelpad=8)
    ax.set_title(word("xor title", verdict=_verdict(run), loss=f"{run.loss:.2f}"), color=INK)
    return fig


def plane_says(kind: str, start: int) -> str:
    """Return in words what ``plane`` shows."""
    run = solve_xor(kind, WIDTH, start - 1)
    dead = word("xor dead", dead=run.dead) if kind == "ReLU" else ""
    return word(
        "xor alt",
        start=start,
        kind=kind,
        verdict=_verdict(run),
        updates=run.updates,
        loss=f"{run.loss:.2f}",
        dead=dead,
    ).strip()


def _verdict(run: Start) -> str:
    return word("xor solved" if run.solved else "xor stuck")
