"""The gradient on its way back through an RNN and through an LSTM."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.lstm.adding_problem import adding_net
from course_lib.experiments.lstm.lstm import (
    GRADIENT_STEPS,
    LAYERS,
    gradient_back,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.lstm.adding_problem import sequences
from course_lib.figures.lstm.adding_problem import trained as trained_on_100
from course_lib.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    in_words,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array


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


# Where the rings stand, above the bars.
_HELD = 1.38


def _above(back: int) -> tuple[float, float]:
    return GRADIENT_STEPS - back, _HELD


@styled
@handles(
    Handle("back", at=_above, jump=True),
    Handle("back", at=_above, axes=1, jump=True),
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
        ax.vlines(steps[back], sizes[back], _HELD, color=looks[name], linewidth=1, linestyle=":")
        ax.set_title(word("lstm wave", name=name, left=in_words(sizes[back])))
    axes[1].set(xlabel=word("lstm wave step"), xticks=(1, 25, 50, 75, 100))
    axes[0].set(xticks=[])
    return fig


def wave_says(back: int, when: str) -> str:
    """Return in words what ``wave`` shows."""
    left = {name.lower(): in_words(sizes[back]) for name, sizes in gradients(when).items()}
    return word("lstm wave alt", when=word(f"lstm {when}"), back=back, **left)
