"""One LSTM cell, lit piece by piece and moved by hand; its gradient; a trained one at work."""

from functools import cache
from math import floor
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from course_lib.experiments.lstm.adding_problem import adding_net
from course_lib.experiments.lstm.lstm import (
    GRADIENT_STEPS,
    LAYERS,
    ORDERS,
    Learned,
    gradient_back,
    solve_adding,
    waiter,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.lstm.adding_problem import sequences
from course_lib.figures.lstm.adding_problem import trained as trained_on_100
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    Lines,
    in_words,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array

# A flow of 1 is drawn this wide; the memory can reach ±3.
UNIT = 0.3
# Where things stand: the line of c, the row of z and h, the row of the gates' names.
TOP, MIDDLE, BOTTOM = 5.3, 2.6, 0.5
LEFT, RIGHT = 0.3, 9.7
FORGET, ADD, OUT = 2.2, 5.0, 7.6
GATES = {"zf": FORGET, "zi": 3.6, "zo": OUT}
KEPT, SHUT = 0.9, 0.1
"""A gate from here on counts as open, and up to here as shut."""


def cell_parts(z: float, zi: float, zf: float, zo: float, c_prev: float) -> dict[str, Lines]:
    """Return what moves in ``cell``: a band for each flow, as wide as its value.

    Parameters
    ----------
    z
        Input, -1 to 1.
    zi, zf, zo
        Input, forget and output gate, 0 to 1.
    c_prev
        Memory before the step.

    Returns
    -------
    dict
        ``plus`` and ``minus``: the bands of the positive and of the negative values.
        ``gates``: those of the three gates.

    Examples
    --------
    >>> parts = cell_parts(1, 1, 0, 1, -2)
    >>> len(parts["plus"]), len(parts["minus"])
    (6, 1)
    """
    kept, new = zf * c_prev, zi * z
    c = kept + new
    squashed = np.tanh(c)
    h = zo * squashed
    flows = [
        (c_prev, along(c_prev, LEFT, FORGET, TOP)),
        (kept, along(kept, FORGET, ADD, TOP)),
        (c, along(c, ADD, RIGHT, TOP)),
        (z, upward(z, ADD, BOTTOM + 0.5, MIDDLE)),
        (new, upward(new, ADD, MIDDLE, TOP)),
        (squashed, upward(squashed, OUT, MIDDLE, TOP - 1.3)),
        (h, along(h, OUT, RIGHT, MIDDLE)),
    ]
    return {
        "plus": [band for value, band in flows if value >= 0],
        "minus": [band for value, band in flows if value < 0],
        "gates": [
            upward(zf, FORGET, BOTTOM + 0.5, TOP),
            upward(zi, GATES["zi"], BOTTOM + 0.5, MIDDLE + 0.5 * UNIT * zi),
            along(zi, GATES["zi"], ADD, MIDDLE),
            upward(zo, OUT, BOTTOM + 0.5, MIDDLE),
        ],
    }


def along(value: float, x0: float, x1: float, y: float) -> Array:
    """Return a band from left to right, as wide as the value."""
    half = 0.5 * UNIT * abs(value)
    return corners(x0, x1, y - half, y + half)


def upward(value: float, x: float, y0: float, y1: float) -> Array:
    """Return a band from bottom to top, as wide as the value."""
    half = 0.5 * UNIT * abs(value)
    return corners(x - half, x + half, y0, y1)


def corners(x0: float, x1: float, y0: float, y1: float) -> Array:
    """Return the way around a rectangle, an array (5, 2)."""
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


# The ring of a gate goes up its wire as the gate opens.
GATE_FROM, GATE_BY = 1.15, 1.2


def _opened(gate: float) -> float:
    return GATE_FROM + GATE_BY * gate


@styled
@handles(
    Handle("zf", at=lambda zf: (FORGET, _opened(zf)), rail=True),
    Handle("zi", at=lambda zi: (GATES["zi"], _opened(zi)), rail=True),
    Handle("zo", at=lambda zo: (OUT, _opened(zo)), rail=True),
    Handle("z", at=lambda z: (ADD, GATE_FROM + 0.5 * GATE_BY * (z + 1)), rail=True),
    Handle("c_prev", at=lambda c_prev: (1.4, TOP + 0.3 * c_prev), rail=True),
)
def cell(z: float, zi: float, zf: float, zo: float, c_prev: float) -> Figure:
    """Draw the cell of the lecture, each flow as wide as its value."""
    parts = cell_parts(z, zi, zf, zo, c_prev)
    fig, (ax,) = new_figure(height=276, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 10), ylim=(-0.1, 6.74), aspect="equal")
    draw_pipes(ax)
    shapes(ax, "gates", parts["gates"], facecolor=GREEN)
    shapes(ax, "plus", parts["plus"], facecolor=BLUE)
    shapes(ax, "minus", parts["minus"], edgecolor=ORANGE, facecolor=PAPER, linewidth=2)
    draw_signs(ax)
    for x, y, name, colour in NAMES:
        ax.text(x, y, name, ha="center", va="center", color=colour, weight="bold", size=15)
    for x, key in ((FORGET, "forget"), (GATES["zi"], "input"), (OUT, "output")):
        ax.text(x, 0.0, word(f"lstm {key}"), ha="center", va="center", color=GREEN)
    return fig


def draw_pipes(ax: Axes) -> None:
    """Draw the empty pipes of a cell, with no axis."""
    ax.axis("off")
    pipes = [[(LEFT, TOP), (RIGHT, TOP)], [(OUT, MIDDLE), (RIGHT, MIDDLE)], [(OUT, 1), (OUT, TOP)]]
    pipes += [[(FORGET, 1), (FORGET, TOP)], [(ADD, 1), (ADD, TOP)]]
    pipes += [[(GATES["zi"], 1), (GATES["zi"], MIDDLE), (ADD, MIDDLE)]]
    for pipe in pipes:
        ax.plot(*np.transpose(pipe), color=GREY, linewidth=1, linestyle="-", zorder=0.5)


def draw_signs(ax: Axes) -> None:
    """Draw what stands where pipes meet: three products, a sum and the squash."""
    for x, y, sign in ((FORGET, TOP, "×"), (ADD, TOP, "+"), (ADD, MIDDLE, "×"), (OUT, MIDDLE, "×")):
        ax.plot(x, y, "o", markersize=17, color=INK, markerfacecolor=PAPER, markeredgewidth=1.5)
        ax.text(x, y - 0.03, sign, ha="center", va="center", size=15, color=INK)
    box = {"facecolor": PAPER, "edgecolor": INK, "boxstyle": "round,pad=0.25"}
    ax.text(OUT, 3.95, "tanh", ha="center", va="center", bbox=box)


NAMES = (
    (0.75, TOP + 0.85, "cᵗ⁻¹", BLUE),
    (9.2, TOP + 0.85, "cᵗ", BLUE),
    (9.2, MIDDLE + 0.6, "hᵗ", BLUE),
    (ADD, BOTTOM + 0.05, "z", BLUE),
    (FORGET, BOTTOM + 0.05, "zᶠ", GREEN),
    (GATES["zi"], BOTTOM + 0.05, "zⁱ", GREEN),
    (OUT, BOTTOM + 0.05, "zᵒ", GREEN),
)


def cell_says(z: float, zi: float, zf: float, zo: float, c_prev: float) -> str:
    """Return in words what ``cell`` shows, with its arithmetic."""
    c = zf * c_prev + zi * z
    h = zo * float(np.tanh(c))
    values = {"z": z, "zi": zi, "zf": zf, "zo": zo, "before": c_prev, "c": c, "h": h}
    places = {name: text(value) for name, value in values.items()}
    hidden = word("lstm hidden") if zo <= SHUT else word("lstm shown")
    return word("lstm alt", **places, verdict=word(f"lstm {fate(zi, zf)}"), hidden=hidden)


def fate(zi: float, zf: float) -> str:
    """Return what the two gates do with the memory, as the key of a word.

    Examples
    --------
    >>> fate(0.05, 1.0), fate(1.0, 0.0), fate(0.5, 0.5)
    ('kept', 'replaced', 'mixed')
    """
    if zf >= KEPT:
        return "kept" if zi <= SHUT else "added" if zi >= KEPT else "mixed"
    if zf <= SHUT:
        return "emptied" if zi <= SHUT else "replaced" if zi >= KEPT else "mixed"
    return "mixed"


def text(value: float) -> str:
    """Return a number with two decimals, rounded as the page's script does it.

    Examples
    --------
    >>> text(-0.125), text(0.125), text(-0.001)
    ('−0.12', '0.13', '0.00')
    """
    return f"{floor(100 * value + 0.5) / 100:.2f}".replace("-", "−")


def cell_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    keys = ("alt", "kept", "added", "emptied", "replaced", "mixed", "hidden", "shown")
    places = {"top": TOP, "middle": MIDDLE, "bottom": BOTTOM, "left": LEFT, "right": RIGHT}
    places |= {"forget": FORGET, "add": ADD, "out": OUT, "input": GATES["zi"], "unit": UNIT}
    places |= {"from": GATE_FROM, "by": GATE_BY}
    words = WORDS[language()]
    return places | {
        "open": KEPT,
        "shut": SHUT,
        "words": {key: words[f"lstm {key}"] for key in keys},
    }


class Watched(NamedTuple):
    """One sequence of the adding problem in one neuron of a trained LSTM."""

    numbers: Array
    """(T,), what comes in."""
    marks: Array
    """(T,), 1 where the number counts."""
    gates: Array
    """(T, 4): z, zi, zf, zo."""
    c: Array
    """(T + 1,); c[0] is the memory before the first step."""
    h: Array
    """(T,)."""


# Sequences of the test set whose first marked number is near 1, by their second.
SEQUENCES = {"large": 290, "small": 398}


@cache
def trained() -> Learned:
    """Train an LSTM of four neurons on the adding problem."""
    return solve_adding(0, n_hidden=4)


@cache
def watched(second: str) -> Watched:
    """Watch the neuron whose memory follows the sum best, in one sequence."""
    net, xs = trained().lstm, trained().xs
    hs, cache = net.forward(xs)
    sums = xs.prod(axis=2).sum(axis=0)
    k = int(np.argmax([abs(np.corrcoef(c, sums)[0, 1]) for c in cache.c[-1]]))
    b = SEQUENCES[second]
    numbers, marks = xs[:, b].T
    return Watched(numbers, marks, cache.gates[:, :, k, b], cache.c[:, k, b], hs[:, b, k])


def _number(step: int, second: str) -> tuple[float, float]:
    return step + 1, float(watched(second).numbers[step])


@styled
@handles(Handle("step", at=_number, jump=True))
def steps(step: int, second: str) -> Figure:
    """Draw the input, the gates, and c and h over time.

    Parameters
    ----------
    step
        Where the cursor stands, from 0.
    second
        The sequence, by its second marked number: ``"large"`` or ``"small"``.
    """
    w = watched(second)
    fig, axes = new_figure(rows=3, height=430, left=44, right=52, top=24, bottom=44, gap=34)
    t = np.arange(1, len(w.numbers) + 1)
    at = step + 1
    for ax, title in zip(axes, ("numbers", "gates", "memory"), strict=True):
        ax.axvspan(at - 0.5, at + 0.5, facecolor=GREY, alpha=0.3, linewidth=0)
        ax.set_title(word(f"lstm {title}", left=text(between(w))))
        ax.set(xlim=(0.3, len(t) + 0.7), xticks=[])
    top, middle, bottom = axes
    marked = w.marks == 1
    top.vlines(t, 0, w.numbers, color=np.where(marked, ORANGE, GREY).tolist(), linewidth=2)
    top.plot(t[~marked], w.numbers[~marked], "o", color=GREY, markersize=4)
    top.plot(t[marked], w.numbers[marked], "D", color=ORANGE, markersize=8)
    top.set(ylim=(0, 1.1), yticks=(0, 1))
    looks = (("zⁱ", 1, ORANGE, "-"), ("zᶠ", 2, GREEN, "--"), ("zᵒ", 3, PURPLE, ":"))
    for _, row, colour, style in looks:
        middle.plot(t, w.gates[:, row], color=colour, linestyle=style)
    middle.set(ylim=(-0.04, 1.08), yticks=(0, 1))
    bottom.step(np.r_[0.5, t + 0.5], np.r_[w.c[0], w.c[1:]], color=BLUE, where="pre")
    bottom.plot(t, w.h, color=PURPLE, linestyle="--")
    bottom.axhline(0, color=GREY, linewidth=1)
    # The same room for both sequences, whatever the training gave.
    both = np.concatenate([watched(name).c for name in SEQUENCES])
    bottom.set(ylim=(both.min() - 0.25, both.max() + 0.1), yticks=(0, 0.5))
    bottom.set(xlabel=word("lstm step"), xticks=(1, 10, 20, 30))
    beside(middle, [(w.gates[-1, row], name, colour) for name, row, colour, _ in looks])
    beside(bottom, [(w.c[-1], "c", BLUE), (w.h[-1], "h", PURPLE)])
    return fig


def between(w: Watched) -> float:
    """Return the product of the forget gates between the two marks."""
    first, last = np.flatnonzero(w.marks)
    return float(w.gates[first + 1 : last, 2].prod())


def beside(ax: Axes, lines: list[tuple[float, str, str]]) -> None:
    """Write the name of each line beside its end, none closer to another than a line of text."""
    low, high = ax.get_ylim()
    x, y = ax.get_xlim()[1] + 0.6, high + 1.0
    for end, name, colour in sorted(lines, reverse=True):
        y = min(end, y - 0.26 * (high - low))
        ax.text(x, y, name, color=colour, va="center", weight="bold")


def steps_says(step: int, second: str) -> str:
    """Return in words what happens in this step."""
    w = watched(second)
    _, zi, zf, zo = w.gates[step]
    return word(
        "lstm steps",
        mark=word("lstm marked" if w.marks[step] else "lstm unmarked"),
        number=text(w.numbers[step]),
        zi=text(zi),
        zf=text(zf),
        zo=text(zo),
        before=text(w.c[step]),
        c=text(w.c[step + 1]),
        h=text(w.h[step]),
    )


# A value of 1 in the figure of the pieces: the bill of the page stays below 1.
WIDE = 0.9
PIECES = 6


class Flow(NamedTuple):
    """One pipe that is filled: a gate, or a number on its way."""

    piece: int
    value: float
    band: Array
    is_gate: bool


@cache
def served() -> list[dict[str, float]]:
    """Return what the waiter's cell does at each order: its gates, c before and after, and h."""
    cell, found = waiter(), []
    state = cell.zero_state(1)
    for x in ORDERS:
        (h, c), seen = cell.forward(x[np.newaxis], state)
        state = h, c
        names = {"z": seen.z, "zi": seen.zi, "zf": seen.zf, "zo": seen.zo, "tanh": seen.tanh_c}
        names |= {"before": seen.c_prev, "c": c, "h": h}
        found.append({name: float(value[0, 0]) for name, value in names.items()})
    return found


def flows(v: dict[str, float]) -> list[Flow]:
    """Return the filled pipes of a step, in the order in which they are lit."""
    new, kept, wide = v["zi"] * v["z"], v["zf"] * v["before"], WIDE / UNIT
    gates = [
        (1, v["zf"], upward(v["zf"], FORGET, BOTTOM + 0.5, TOP)),
        (3, v["zi"], upward(v["zi"], GATES["zi"], BOTTOM + 0.5, MIDDLE + 0.5 * UNIT * v["zi"])),
        (3, v["zi"], along(v["zi"], GATES["zi"], ADD, MIDDLE)),
        (5, v["zo"], upward(v["zo"], OUT, BOTTOM + 0.5, MIDDLE)),
    ]
    values = [
        (0, v["before"], along(wide * v["before"], LEFT, FORGET, TOP)),
        (1, kept, along(wide * kept, FORGET, ADD, TOP)),
        (2, v["z"], upward(wide * v["z"], ADD, BOTTOM + 0.5, MIDDLE)),
        (3, new, upward(wide * new, ADD, MIDDLE, TOP)),
        (4, v["c"], along(wide * v["c"], ADD, RIGHT, TOP)),
        (5, v["tanh"], upward(wide * v["tanh"], OUT, MIDDLE, TOP - 1.3)),
        (5, v["h"], along(wide * v["h"], OUT, RIGHT, MIDDLE)),
    ]
    return [Flow(*gate, True) for gate in gates] + [Flow(*value, False) for value in values]


# Where each piece is taken hold of.
HOLDS = ((1.1, TOP), (FORGET, 3.4), (ADD, 1.8), (GATES["zi"], 1.8), (6.4, TOP), (9.0, MIDDLE))


@styled
@handles(Handle("piece", at=lambda piece: HOLDS[piece], jump=True))
def pieces(piece: int, order: int) -> Figure:
    """Draw the cell with its pipes filled one after the other, while a waiter takes an order.

    Parameters
    ----------
    piece
        The last piece that is lit, from 0: the old memory, what is kept of it, what could be
        written, what is, the new memory, what is shown.
    order
        Which of ORDERS is heard.
    """
    fig, (ax,) = new_figure(height=312, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 10), ylim=(-0.1, 7.65), aspect="equal")
    draw_pipes(ax)
    for flow in flows(served()[order]):
        if flow.piece <= piece:
            now = flow.piece == piece
            colour = GREEN if flow.is_gate else BLUE
            look = (colour, 1.0 if now else 0.35)
            ax.add_patch(Polygon(flow.band, facecolor=look, edgecolor=colour, linewidth=0.5))
    draw_signs(ax)
    for part, (x, y, name, colour) in zip(NAMED, NAMES, strict=True):
        lit = colour if part <= piece else GREY
        ax.text(x, y, name, ha="center", va="center", color=lit, weight="bold", size=15)
    for x, part, key in ((FORGET, 1, "forget"), (GATES["zi"], 3, "input"), (OUT, 5, "output")):
        lit = GREEN if part <= piece else GREY
        ax.text(x, 0.0, word(f"lstm {key}"), ha="center", va="center", color=lit)
    ax.text(5, 7.2, arithmetic(piece, order), ha="center", va="center", size=15, weight="bold")
    return fig


# The piece that lights each of NAMES.
NAMED = (0, 4, 5, 2, 1, 3, 5)


def arithmetic(piece: int, order: int) -> str:
    """Return what the piece computes.

    Examples
    --------
    >>> arithmetic(4, 2)
    'cᵗ = 0.29 + 0.20 = 0.49'
    """
    v = served()[order]
    places = v | {"price": ORDERS[order, 0], "kept": v["zf"] * v["before"], "new": v["zi"] * v["z"]}
    return word(f"lstm piece {piece}", **{key: text(value) for key, value in places.items()})


def pieces_says(piece: int, order: int) -> str:
    """Return in words what ``pieces`` shows."""
    return word(
        "lstm pieces alt",
        heard=word(f"lstm order {order}"),
        what=word(f"lstm what {piece}"),
        arithmetic=arithmetic(piece, order),
    )


@cache
def gradients(when: str) -> dict[str, Array]:
    """Return by layer the size of the gradient on its way back, ``"before"`` or ``"after"``."""
    nets = {name: trained_on_100(name).net for name in LAYERS}
    if when == "before":
        first = {name: np.random.default_rng(1).spawn(2)[0] for name in LAYERS}
        nets = {
            name: adding_net(kind, first[name], **options)
            for name, (kind, options) in LAYERS.items()
        }
    return {name: gradient_back(net, sequences()[0]) for name, net in nets.items()}


@styled
@handles(
    Handle("back", at=lambda back: (GRADIENT_STEPS - back, 0), jump=True),
    Handle("back", at=lambda back: (GRADIENT_STEPS - back, 0), axes=1, jump=True),
)
def wave(back: int, when: str) -> Figure:
    """Draw how far the gradient has come on its way back through 100 steps, RNN above LSTM.

    Parameters
    ----------
    back
        Steps that it has gone.
    when
        ``"before"`` or ``"after"`` the training.
    """
    fig, axes = new_figure(rows=2, height=330, left=40, right=14, top=28, bottom=46, gap=52)
    steps = GRADIENT_STEPS - np.arange(GRADIENT_STEPS)
    looks = {"RNN": ORANGE, "LSTM": BLUE}
    for ax, (name, sizes) in zip(axes, gradients(when).items(), strict=True):
        ax.set(xlim=(0, GRADIENT_STEPS + 1), ylim=(0, 1.45), yticks=(0, 1))
        ax.axhline(1, color=GREY, linewidth=1, linestyle=":")
        for start in range(0, back + 1, 5):
            those = slice(start, min(start + 5, back + 1))
            ax.bar(steps[those], sizes[those], width=0.8, color=(looks[name], 0.5))
        ax.bar(steps[back], sizes[back], width=2.4, color=looks[name])
        ax.plot(steps[back], 0, "^", color=looks[name], clip_on=False, markersize=9, zorder=5)
        ax.set_title(word("lstm wave", name=name, left=in_words(sizes[back])))
    axes[1].set(xlabel=word("lstm wave step"), xticks=(1, 25, 50, 75, 100))
    axes[0].set(xticks=[])
    return fig


def wave_says(back: int, when: str) -> str:
    """Return in words what ``wave`` shows."""
    left = {name.lower(): in_words(sizes[back]) for name, sizes in gradients(when).items()}
    return word("lstm wave alt", when=word(f"lstm {when}"), back=back, **left)
