"""Parameters of RNN, GRU and LSTM by size, and the updates that GRU and LSTM take."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.gru.gru_or_lstm import SETTINGS
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import rows, seeds
from course_lib.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PAPER, new_figure, styled
from course_lib.figures.words import word
from course_lib.params.counting import count_parameters
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN

LAYERS: dict[str, type[RNN] | type[GRU] | type[LSTM]] = {"RNN": RNN, "GRU": GRU, "LSTM": LSTM}
LOOKS: dict[str, dict[str, Any]] = {
    "RNN": {"color": GREEN, "linestyle": "-."},
    "GRU": {"color": BLUE, "linestyle": "-"},
    "LSTM": {"color": ORANGE, "linestyle": "--"},
}
MARKERS = {"RNN": "^", "GRU": "o", "LSTM": "s"}
WIDEST = 160


@cache
def parameters(layer: str, n_in: int, n_hidden: int) -> int:
    """Return how many parameters such a layer has, counted from one.

    Examples
    --------
    >>> [parameters(layer, 2, 32) for layer in LAYERS]
    [1120, 3360, 4480]
    """
    return count_parameters(LAYERS[layer](n_in, n_hidden, np.random.default_rng(0)))


def equal_units(n_in: int, n_hidden: int) -> int:
    """Return how many units a GRU can have with at most the parameters of the LSTM.

    Examples
    --------
    >>> equal_units(2, 32)
    37
    """
    limit, units = parameters("LSTM", n_in, n_hidden), n_hidden
    while parameters("GRU", n_in, units + 1) <= limit:
        units += 1
    return units


def _size(n_in: int, n_hidden: int) -> tuple[float, float]:
    return n_hidden, parameters("LSTM", n_in, n_hidden) / 1000


@styled
@handles(Handle("n_hidden", at=_size, jump=True))
def sizes(n_in: int, n_hidden: int) -> Figure:
    """Draw the parameters against the hidden units, the chosen size marked.

    Parameters
    ----------
    n_in, n_hidden
        D and H; H from 16 to 128.
    """
    fig, (ax,) = new_figure(height=350, left=52, right=16, top=26)
    grid = [*range(8, WIDEST, 8), WIDEST]
    for layer, look in LOOKS.items():
        ax.plot(grid, [parameters(layer, n_in, H) / 1000 for H in grid], **look)
        here = parameters(layer, n_in, n_hidden) / 1000
        marker, color = MARKERS[layer], look["color"]
        ax.plot(n_hidden, here, marker, color=color, markersize=9, markeredgecolor=PAPER)
        ax.plot([], [], marker=marker, label=layer, **look)
    units = equal_units(n_in, n_hidden)
    level = parameters("LSTM", n_in, n_hidden) / 1000
    ax.plot([n_hidden] * 2, [0, level], color=GREY, linewidth=1, linestyle=":", zorder=1)
    ax.plot([n_hidden, units], [level, level], color=GREY, linewidth=1, zorder=1)
    ax.plot(
        units,
        parameters("GRU", n_in, units) / 1000,
        "D",
        color=BLUE,
        markersize=9,
        markerfacecolor="none",
    )
    ax.set(xlim=(0, WIDEST), ylim=(0, 138), xticks=range(0, 129, 32), yticks=range(0, 101, 50))
    ax.set_xlabel(word("gru-or-lstm units"))
    ax.set_title(word("gru-or-lstm thousands"))
    ax.legend(loc="upper left", reverse=True)
    return fig


def sizes_says(n_in: int, n_hidden: int) -> str:
    """Return in words what ``sizes`` shows."""
    rnn, gru, lstm = (parameters(layer, n_in, n_hidden) for layer in LAYERS)
    return word(
        "gru-or-lstm alt",
        D=n_in,
        H=n_hidden,
        rnn=f"{rnn:,}",
        gru=f"{gru:,}",
        lstm=f"{lstm:,}",
        ratio=f"{gru / lstm:.2f}",
        units=equal_units(n_in, n_hidden),
    )


def look_of(setting: str) -> dict[str, Any]:
    """Return the colour and the mark of a row: LSTMs are squares, with coupled gates diamonds."""
    if "coupled" in setting:
        return {"color": INK, "marker": "D"}
    kind = "GRU" if setting.startswith("GRU") else "LSTM"
    return {"color": LOOKS[kind]["color"], "marker": MARKERS[kind]}


@styled
def updates(record: Record) -> Figure:
    """Draw the updates until the adding problem was solved: a mark for each recorded seed.

    Parameters
    ----------
    record
        Of the experiment "gru-or-lstm".
    """
    fig, (ax,) = new_figure(height=460, left=112, right=16, top=12)
    rows(ax, [word(f"gru-or-lstm {name}") for name in SETTINGS])
    ax.set(xlim=(0, 2050), ylim=(len(SETTINGS) - 0.5, -0.5), xticks=range(0, 2001, 500))
    for row, setting in enumerate(SETTINGS):
        found, lost = record.values(setting, "updates"), record.values(setting, "solved") == 0
        seeds(ax, row, found, given_up=lost, middle=np.mean, **look_of(setting))
    ax.set_xlabel(word("gru-or-lstm updates"))
    return fig
