"""One f with its loop, and the same f unrolled over a short sequence."""

from collections.abc import Callable
from math import tanh
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import NullLocator

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREEN,
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

XS = (1, 0, 1, 1, 0)
GAP = 70.0  # from box to box in the chain
Step = Callable[[float, int], tuple[float, str]]


def count(h: float, x: int) -> tuple[float, str]:
    """Count the ones: h' = h + x."""
    return h + x, f"{h + x:g}"


def parity(h: float, x: int) -> tuple[float, str]:
    """Remember whether the number of ones is odd: h' = 1 where h and x differ."""
    after = float(h != x)
    return after, word("unrolled odd" if after else "unrolled even")


def neuron(h: float, x: int) -> tuple[float, str]:
    """Be one tanh neuron: h' = tanh(0.5 h + x), and y = 2 h'."""
    after = tanh(0.5 * h + x)
    return after, text(2 * after)


RULES: dict[str, Step] = {"count": count, "parity": parity, "neuron": neuron}


def run(rule: str) -> tuple[list[float], list[str]]:
    """Return h before the first step and after each, and y of each step.

    Examples
    --------
    >>> run("count")
    ([0.0, 1.0, 1.0, 2.0, 3.0, 3.0], ['1', '1', '2', '3', '3'])
    """
    hs, ys = [0.0], []
    for x in XS:
        h, y = RULES[rule](hs[-1], x)
        hs.append(h)
        ys.append(y)
    return hs, ys


def _box_of(step: int) -> tuple[float, float]:
    """Return where the box of the step that was just done stands; before the first, the first h."""
    return (52 + GAP * (step - 1), 90) if step else (12, 90)


@styled
@handles(Handle("step", at=_box_of, axes=1, jump=True, ring=(-17, -17)))
def unrolled(rule: str, step: int) -> Figure:
    """Draw f with its loop, and below it the chain of all steps, of which ``step`` are done.

    Parameters
    ----------
    rule
        Which f: a key of RULES.
    step
        How many steps are done, 0 to 5.
    """
    hs, ys = run(rule)
    fig, (loop, chain) = new_figure(2, 1, height=380, left=4, right=4, top=4, bottom=4, gap=10)
    for ax in (loop, chain):
        ax.set(xlim=(0, 392), ylim=(0, 181))
        ax.axis("off")
    draw_loop(loop, rule, hs, ys, step)
    draw_chain(chain, hs, ys, step)
    return fig


def draw_loop(ax: Axes, rule: str, hs: list[float], ys: list[str], step: int) -> None:
    """Draw the one box f with the numbers of the step that was just done, and its rule."""
    x, y = 80.0, 90.0
    done = step > 0
    box(ax, x, y, BLUE if done else GREY, 26)
    arrow(ax, (x, 34), (x, y - 27), used=done)
    arrow(ax, (x, y + 27), (x, 146), used=done)
    # The loop: out on the right, over the top, in on the left.
    look: dict[str, Any] = {"color": ORANGE if done else GREY, "linewidth": 2 if done else 1.2}
    look["linestyle"] = "-" if done else ":"
    right, left, top = x + 56, x - 56, y + 44
    # It passes behind the arrow of y, with a gap.
    ax.plot([x + 27, right, right, x + 8], [y, y, top, top], **look)
    ax.plot([x - 8, left, left], [top, top, y], **look)
    arrow(ax, (left - 0.5, y), (x - 27, y), used=done, color=ORANGE)
    now = (f"x = {XS[step - 1]}", f"y = {ys[step - 1]}") if done else ("x", "y")
    ax.text(x, 16, now[0], ha="center", va="center", color=INK)
    ax.text(x, 164, now[1], ha="center", va="center", color=GREEN)
    ax.text(right + 6, top - 20, "h′", ha="left", va="center", color=ORANGE)
    ax.text(left - 6, top - 20, "h", ha="right", va="center", color=ORANGE)
    for row, line in enumerate(lines(rule, hs, ys, step)):
        ax.text(186, 132 - 26 * row, line, ha="left", va="center", color=INK)


def lines(rule: str, hs: list[float], ys: list[str], step: int) -> list[str]:
    """Return the rule, and the numbers put in for the step that was just done."""
    shown = [word(f"unrolled rule {rule}"), word(f"unrolled y {rule}")]
    if not step:
        return [*shown, word("unrolled start")]
    h, x, after = text(hs[step - 1]), XS[step - 1], text(hs[step])
    return [*shown, f"h = {h}, x = {x}", f"h′ = {after}, y = {ys[step - 1]}"]


def draw_chain(ax: Axes, hs: list[float], ys: list[str], step: int) -> None:
    """Draw a copy of f for each step; the steps that are not done yet are grey and empty."""
    y, places = 90.0, 52 + GAP * np.arange(len(XS))
    ax.text(12, y, text(hs[0]), ha="center", va="center", color=ORANGE)
    out = places[-1] + 17
    arrow(ax, (out, y), (out + GAP / 2, y), used=step == len(XS), color=ORANGE)
    for t, (x, bit) in enumerate(zip(places, XS, strict=True)):
        done, now = t < step, t == step - 1
        box(ax, x, y, BLUE if done else GREY, 16, thick=now)
        arrow(ax, (x, 44), (x, y - 17), used=done)
        arrow(ax, (x, y + 17), (x, 136), used=done)
        ax.text(x, 30, str(bit), ha="center", va="center", color=INK if done else GREY)
        ax.text(x, 8, f"x{'¹²³⁴⁵'[t]}", ha="center", va="center", color=GREY)
        start = 22 if t == 0 else x - GAP + 17
        arrow(ax, (start, y), (x - 17, y), used=done, color=ORANGE)
        if done:
            ax.text(x, 150, ys[t], ha="center", va="center", color=GREEN)
            # Above the boxes: between them there is no room for three digits.
            ax.text(x + GAP / 2, y + 25, text(hs[t + 1]), ha="center", va="center", color=ORANGE)
        ax.text(x, 172, f"y{'¹²³⁴⁵'[t]}", ha="center", va="center", color=GREY)


def box(ax: Axes, x: float, y: float, color: str, half: float, *, thick: bool = True) -> None:
    """Draw the box f around (x, y)."""
    ax.add_patch(
        FancyBboxPatch(
            (x - half, y - half),
            2 * half,
            2 * half,
            boxstyle="round,pad=0,rounding_size=4",
            facecolor=PAPER,
            edgecolor=color,
            linewidth=3 if thick else 1.5,
            zorder=2,
        )
    )
    ax.text(x, y, "f", ha="center", va="center", color=color, weight="bold", size=16, zorder=3)


def arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    used: bool,
    color: str = BLUE,
) -> None:
    """Draw an arrow; one not used yet is thin, grey and dotted."""
    look = {
        "arrowstyle": "-|>",
        "color": color if used else GREY,
        "linewidth": 2 if used else 1.2,
        "linestyle": "-" if used else ":",
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate("", xy=end, xytext=start, arrowprops=look)


def text(value: float) -> str:
    """Return a number as the figure writes it.

    Examples
    --------
    >>> text(2.0), text(-0.462)
    ('2', '−0.46')
    """
    return f"{round(value, 2):zg}".replace("-", "−")


def unrolled_says(rule: str, step: int) -> str:
    """Return in words what ``unrolled`` shows."""
    hs, ys = run(rule)
    f = word(f"unrolled rule {rule}")
    if not step:
        return word("unrolled alt start", f=f)
    memory, outputs = ", ".join(map(text, hs[: step + 1])), ", ".join(ys[:step])
    return word("unrolled alt", f=f, done=step, of=len(XS), hs=memory, ys=outputs)


@styled
def examples(results: dict[str, Array], sizes: tuple[int, ...]) -> Figure:
    """Draw the share of right steps against the number of training sequences, a mark a seed.

    Parameters
    ----------
    results
        What ``experiments.recurrent.recurrent.at_best_rates`` returns.
    sizes
        Numbers of training sequences.
    """
    fig, (ax,) = new_figure(height=300, left=52, bottom=48, top=26)
    looks: list[dict[str, Any]] = [
        {"color": BLUE, "marker": "o", "linestyle": "-"},
        {"color": ORANGE, "marker": "s", "linestyle": "--"},
        {"color": PURPLE, "marker": "^", "linestyle": ":"},
        {"color": GREEN, "marker": "D", "linestyle": "-."},
    ]
    for (kind, shares), look in zip(results.items(), looks, strict=False):
        ax.plot(sizes, shares, markerfacecolor="none", **look | {"linestyle": "none"})
        ax.plot(sizes, shares.mean(axis=1), label=word(f"unrolled {kind}"), **look | {"marker": ""})
    ax.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    ax.set_xscale("log", base=2)
    ax.set_xticks(sizes, [str(n) for n in sizes])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set(ylim=(0.45, 1.04), xlabel=word("unrolled sequences"))
    ax.set_title(word("unrolled share"), fontsize=13)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.1))
    return fig
