"""A pyramid over time: how many steps are left at each level, and where the ends do not fit."""

from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import columns, seeds
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    new_figure,
    styled,
)
from course_lib.figures.words import word

LEVELS = 2
COLORS = (GREY, BLUE, GREEN)
SLOT = 21.0


def lengths(steps: int, join: int) -> list[int]:
    """Return how many steps the input and each level has.

    Parameters
    ----------
    steps
        T of the input.
    join
        k, how many steps become one at each level.

    Examples
    --------
    >>> lengths(13, 2), lengths(13, 3)
    ([13, 7, 4], [13, 5, 2])
    """
    found = [steps]
    for _ in range(LEVELS):
        found.append(-(-found[-1] // join))
    return found


def _last_step(steps: int, join: int) -> tuple[float, float]:
    return middle(0, steps - 1, join), height(0)


@styled
@handles(Handle("steps", at=_last_step, ring=(0, -24)))
def net(steps: int, join: int) -> Figure:
    """Draw the input and two levels above it; what stands in for missing steps is dotted.

    Parameters
    ----------
    steps
        T of the input, 9 to 16.
    join
        k, 2 to 4.
    """
    fig, (ax,) = new_figure(height=300, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(0, 292))
    ax.axis("off")
    counts = lengths(steps, join)
    for level, n in enumerate(counts):
        # The last box of the level above may want more steps than there are.
        wanted = n if level == LEVELS else counts[level + 1] * join
        for i in range(wanted):
            draw_box(ax, level, i, join, missing=i >= n)
        if level:
            width = f"{join} · {'D' if level == 1 else 'H'}"
            row = word("pyramidal row", level=level, n=n, width=width)
        else:
            row = word("pyramidal input", n=n)
        color = COLORS[level] if level else INK
        y = height(level) + 33 if level else 12
        # Before the wires that pass it.
        behind = {"facecolor": PAPER, "edgecolor": "none", "pad": 2}
        ax.text(8, y, row, ha="left", va="center", color=color, bbox=behind, zorder=3)
    return fig


def height(level: int) -> float:
    """Return where the row of a level stands."""
    return 42.0 + 98 * level


def middle(level: int, i: int, join: int) -> float:
    """Return the middle of box ``i``: above the middle of all that it has read."""
    return 8 + SLOT * float(join**level) * (i + 0.5)


def draw_box(ax: Axes, level: int, i: int, join: int, *, missing: bool) -> None:
    """Draw one step of a level, as wide as the steps below it, and its wires to them."""
    x, y, half = middle(level, i, join), height(level), SLOT * join**level / 2 - 1
    color = ORANGE if missing else COLORS[level]
    look: dict[str, Any] = {"linestyle": ":" if missing else "-", "linewidth": 1.5}
    # What is missing is one number, 0, however wide its level is.
    half = min(half, SLOT / 2 - 1) if missing else half
    if missing:
        x = min(x, 392 - SLOT / 2)
    ax.add_patch(
        FancyBboxPatch(
            (x - half, y - 12),
            2 * half,
            24,
            boxstyle="round,pad=0,rounding_size=4",
            facecolor=PAPER,
            edgecolor=color,
            zorder=2,
            **look,
        )
    )
    ax.text(
        x,
        y - 1,
        "0" if missing else str(i + 1),
        ha="center",
        va="center",
        zorder=3,
        color=color if missing else INK,
    )
    if level and not missing:
        for child in range(i * join, (i + 1) * join):
            below = min(middle(level - 1, child, join), 392 - SLOT / 2)
            # From its own part of the box.
            top = x + (below - x) * 0.5
            ax.annotate(
                "",
                xy=(top, y - 12),
                xytext=(below, height(level - 1) + 13),
                zorder=1,
                arrowprops={"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0},
            )


def net_says(steps: int, join: int) -> str:
    """Return in words what ``net`` shows."""
    counts = lengths(steps, join)
    missing = [above * join - n for n, above in pairwise(counts)]
    return word(
        "pyramidal alt",
        join=join,
        counts=" → ".join(map(str, counts)),
        missing=" + ".join(map(str, missing)),
    )


LENGTHS = ("long", "real")


@styled
def costs(record: Record) -> Figure:
    """Draw accuracy and time of the flat net and the pyramid, a mark for each seed.

    Parameters
    ----------
    record
        Of the experiment ``"pyramidal"``.
    """
    fig, axes = new_figure(1, 2, height=250, left=52, bottom=30, top=62, gap=62)
    looks: dict[str, dict[str, Any]] = {
        "flat": {"color": ORANGE, "marker": "s"},
        "pyramid": {"color": BLUE, "marker": "^"},
    }
    slowest = max(
        record.values(f"{kind}, {length}", "milliseconds").max()
        for kind in looks
        for length in LENGTHS
    )
    for ax, key in zip(axes, ("accuracy", "milliseconds"), strict=True):
        columns(ax, [word(f"pyramidal {length}") for length in LENGTHS])
        ax.set(xlim=(-0.5, 1.5), ylim=(0.9, 1) if key == "accuracy" else (0, 1.05 * slowest))
        for side, (kind, look) in enumerate(looks.items()):
            for place, length in enumerate(LENGTHS):
                values = record.values(f"{kind}, {length}", key)
                label = word(f"pyramidal {kind}") if not place else None
                at = place + 0.46 * (side - 0.5)
                seeds(ax, at, values, along="y", room=0.4, label=label, **look)
        ax.set_title(word(f"pyramidal {key}"), fontsize=13)
    axes[0].set_yticks([0.9, 0.95, 1])
    fig.legend(*axes[0].get_legend_handles_labels(), loc="upper center", ncols=2)
    return fig
