"""A pulse that the right GRU keeps and the slide's loses; and how both are trained to remember."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.gru.erratum import FORMULAS, STEPS, SYMBOLS
from course_lib.experiments.recorded import Record
from course_lib.figures.gru.gru import FAR, bias_for
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import columns, seeds, threshold
from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.recurrent.gru import GRU

LENGTH, PULSE = 16, 2
_LOOKS = {
    "right": (BLUE, "o", "-"),
    "slide": (ORANGE, "s", "--"),
    "naive": (GREEN, "^", "-."),
}


@cache
def pulse(z: float, r: float) -> tuple[Array, Array]:
    """Return the memory over ``LENGTH`` steps by the right formula and by the slide's.

    At step ``PULSE`` the input is 1 and the update gate is 0, so that the unit writes. At all
    other steps the input is 0 and the update gate is ``z``. The candidate is tanh(2 x + r h).

    Parameters
    ----------
    z, r
        The gates, 0 to 1.

    Returns
    -------
    right, slide : Array
        (LENGTH,). At z = 1 the slide says h = h and no number: NaN but for the pulse.

    Examples
    --------
    >>> right, slide = pulse(1, 0.5)
    >>> right.round(2).tolist()[:4]
    [0.0, 0.96, 0.96, 0.96]
    """
    xs = np.zeros((LENGTH, 1, 1))
    xs[PULSE - 1] = 1
    found = []
    for after in (z, 0):
        gru = GRU(1, 1, np.random.default_rng(0))
        # The pulse shuts the update gate: 4 FAR is more than any bias.
        gru.params["W"][:] = np.array([[0.0, 0], [-4 * FAR, 0], [2, 1]])
        gru.params["b"][:] = [bias_for(r), bias_for(after), 0]
        found.append(gru.forward(xs)[0][:, 0, 0])
    right, slide = np.array(found[0]), np.array(found[1])
    if z == 1:
        slide = np.where(xs[:, 0, 0] == 1, slide, np.nan)
    return right, slide


@styled
@handles(Handle("z", at=lambda z, r: (PULSE + 2, pulse(z, r)[0][PULSE + 1])))
def memory(z: float, r: float) -> Figure:
    """Draw what both formulas make of a pulse.

    Parameters
    ----------
    z, r
        Update gate after the pulse, and reset gate.
    """
    right, slide = pulse(z, r)
    fig, (ax,) = new_figure(height=300, left=46, top=62)
    steps = np.arange(1, LENGTH + 1)
    ax.axvline(PULSE, color=GREY, linewidth=1, linestyle=":")
    for name, values in (("right", right), ("slide", slide)):
        color, marker, line = _LOOKS[name]
        ax.plot(steps, values, color=color, marker=marker, linestyle=line, markersize=5)
    ax.text(-0.02, 1.16, word("erratum right"), color=BLUE, transform=ax.transAxes)
    ax.text(-0.02, 1.04, word("erratum slide"), color=ORANGE, transform=ax.transAxes)
    if z == 1:
        ax.text(LENGTH, 0.4, word("erratum nothing"), color=ORANGE, ha="right")
    ax.set(xlim=(0.5, LENGTH + 0.5), ylim=(-0.05, 1.1), yticks=[0, 0.5, 1], xticks=[2, 5, 10, 15])
    ax.set_xlabel(word("erratum step"))
    return fig


def memory_says(z: float, r: float) -> str:
    """Return in words what ``memory`` shows."""
    right, slide = pulse(z, r)
    return word(
        "erratum alt",
        z=f"{z:g}",
        r=f"{r:g}",
        steps=LENGTH - PULSE,
        pulse=f"{right[PULSE - 1]:.2f}",
        right=f"{right[-1]:.2f}",
        slide=word("erratum undecided") if z == 1 else f"{slide[-1]:.2f}",
    )


@styled
def recall(record: Record) -> Figure:
    """Draw the share of first symbols that each net names, a mark for each recorded seed.

    Parameters
    ----------
    record
        Of the experiment "erratum".
    """
    fig, (ax,) = new_figure(height=320, left=46, top=92)
    columns(ax, [str(steps) for steps in STEPS])
    ax.set(xlim=(-0.4, len(STEPS) - 0.6), ylim=(0, 1.05), xlabel=word("erratum steps"))
    for k, name in enumerate(FORMULAS):
        color, marker, line = _LOOKS[name]
        shares = np.array([record.values(f"{name} {steps}", "accuracy") for steps in STEPS])
        x = np.arange(len(STEPS)) + 0.26 * (k - 1)
        for at, found in zip(x, shares, strict=True):
            seeds(ax, at, found, color=color, marker=marker, along="y", room=0.18)
        ax.plot(x, shares.mean(axis=1), linestyle=line, color=color)
        (key,) = ax.plot([], [], color=color, marker=marker, linestyle=line)
        key.set(markerfacecolor="none", label=word(f"erratum {name}"))
    threshold(ax, 1 / SYMBOLS, along="y")
    ax.set_title(word("erratum share"), fontsize=13, pad=70)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 0.98))
    return fig
