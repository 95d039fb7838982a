"""Training seen from outside: loss and accuracy as they change, and pictures as contact sheets."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected import training as experiment
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    WIDTH,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.training.train import History

# The powers of ten between which the slider of `learning_rates` moves, and its step.
POWERS = (-4.0, 1.0)
POWER_STEP = 0.5
LN_10 = float(np.log(10))


def learning_rate(power: float) -> float:
    """Return 10^power with one digit: the numbers 1, 3, 10, 30, … that people try.

    Examples
    --------
    >>> learning_rate(-0.5), learning_rate(-3)
    (0.3, 0.001)
    """
    return float(f"{10**power:.1g}")


def rate_says(power: float) -> str:
    """Return the learning rate as slider and sentence have it.

    Examples
    --------
    >>> rate_says(-0.5), rate_says(-4)
    ('0.3', '0.0001')
    """
    rate = learning_rate(power)
    return f"{rate:g}" if rate >= 1e-3 else f"{rate:.4f}"


def _rate_line(power: float) -> Array:
    # The ring hangs above the axes, where there is no accuracy.
    rate = learning_rate(power)
    return np.array([(rate, 1.06), (rate, 0), (rate, 1)])


# From the axes to their titles.
_ABOVE = 26


@styled
@handles(Handle("power", at=_rate_line, axes=1, jump=True))
def learning_rates(optimizer: str, power: float) -> Figure:
    """Draw one learning rate's loss by epoch, and beside it the accuracy at all of them."""
    fig, (left, right) = new_figure(1, 2, height=290, top=44, gap=64)
    _loss_axes(left, experiment.EPOCHS, (0.04, 20))
    left.set_title(word("training loss"), pad=_ABOVE)
    epochs = np.arange(1, experiment.EPOCHS + 1)
    for seed in experiment.SEEDS:
        loss = experiment.run(optimizer, learning_rate(power), seed).loss
        left.plot(epochs[: len(loss)], loss, color=BLUE, linestyle="-", linewidth=1.5)
    powers = np.arange(POWERS[0], POWERS[1] + POWER_STEP, POWER_STEP)
    rates = [learning_rate(p) for p in powers]
    for seed in experiment.SEEDS:
        found = [experiment.run(optimizer, rate, seed).accuracy for rate in rates]
        right.plot(rates, found, "o", color=GREY, markersize=4, alpha=0.7)
        here = experiment.run(optimizer, learning_rate(power), seed).accuracy
        right.plot(learning_rate(power), here, "D", color=ORANGE, markeredgecolor=PAPER)
    right.axvline(learning_rate(power), color=ORANGE, linestyle=":", linewidth=1.5, zorder=0)
    right.set(xscale="log", xlim=(5e-5, 20), ylim=(0, 1), xlabel=word("training rate"))
    right.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    right.set_xticks([1e-4, 1e-2, 1], ["10⁻⁴", "10⁻²", "1"])
    right.minorticks_off()
    right.set_title(word("training accuracy"), pad=_ABOVE)
    return fig


def learning_rates_says(optimizer: str, power: float) -> str:
    """Return in words what ``learning_rates`` shows."""
    rate = learning_rate(power)
    runs = [experiment.run(optimizer, rate, seed) for seed in experiment.SEEDS]
    found = sorted(run.accuracy for run in runs)
    dead = sorted(run.n_dead for run in runs)[len(runs) // 2]
    return word(
        "training alt",
        optimizer=optimizer,
        lr=rate_says(power),
        low=f"{found[0]:.2f}",
        high=f"{found[-1]:.2f}",
        verdict=word(f"training {experiment.verdict(optimizer, rate)}", dead=dead),
    )


@styled
def curves(histories: Sequence[History], n_test: int) -> Figure:
    """Draw loss and test accuracy by epoch of several trainings, one line for each.

    The band is two standard errors of an accuracy counted on ``n_test`` cases, around the mean of
    the last epoch.
    """
    n = len(histories[0].loss)
    epochs = np.arange(1, n + 1)
    fig, (left, right) = new_figure(1, 2, height=270, gap=64)
    _loss_axes(left, n, (0.01, 10))
    for history in histories:
        left.plot(epochs, history.loss, color=BLUE, linestyle="-", linewidth=1.5)
        left.plot(epochs, history.validation_loss, color=ORANGE, linestyle="--", linewidth=1.5)
        right.plot(epochs, history.validation_accuracy, color=ORANGE, linestyle="--", linewidth=1.5)
    middle, last = histories[0].loss[n // 2], histories[0].validation_loss[-1]
    left.text(n / 2, middle / 1.6, word("training train"), color=BLUE, ha="right", va="top")
    left.text(n, last * 1.35, word("training test"), color=ORANGE, ha="right", va="bottom")
    mean = float(np.mean([h.validation_accuracy[-1] for h in histories]))
    band = 2 * experiment.standard_error(mean, n_test)
    right.axhspan(mean - band, mean + band, color=GREEN, alpha=0.2, linewidth=0)
    right.set(xlim=(0, n), ylim=(0.8, 1), xlabel=word("training epoch"))
    right.set(yticks=[0.8, 0.85, 0.9, 0.95, 1])
    right.set_title(word("training accuracy"))
    return fig


@styled
def contact_sheet(pictures: Array, labels: Sequence[str], *, columns: int = 6) -> Figure:
    """Draw N pictures in rows, the label of each above it.

    Parameters
    ----------
    pictures : numpy.ndarray
        (N, rows, columns), 0 is paper and 1 is full ink.
    labels : sequence of str
        N labels, short enough for the width of a picture.
    columns : int, optional
        Pictures in a row.

    Raises
    ------
    ValueError
        If there is not one label for each picture.
    """
    if len(labels) != len(pictures):
        raise ValueError(
            f"contact_sheet: there are {len(labels)} labels, expected {len(pictures)}, one for "
            "each picture."
        )
    rows = -(-len(pictures) // columns)
    gap, head = 10, 20 if any(labels) else 0
    side = (WIDTH - gap * (columns - 1)) / columns
    height = rows * (side + head) + (rows - 1) * gap
    fig = Figure(figsize=(WIDTH / 72, height / 72))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.set_axis_off()
    for i, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        x, y = (i % columns) * (side + gap), (i // columns) * (side + head + gap) + head
        ax.imshow(
            picture,
            cmap="Greys",
            vmin=0,
            vmax=1,
            extent=(x, x + side, y + side, y),
            interpolation="none",
        )
        ax.text(x + side / 2, y - 5, label, ha="center", va="bottom")
    ax.set(xlim=(0, WIDTH), ylim=(height, 0), aspect="auto")
    return fig


def _loss_axes(ax: Axes, epochs: int, limits: tuple[float, float]) -> None:
    """Prepare axes for losses in nats by epoch, with a line at ln 10."""
    ax.set(yscale="log", xlim=(0, epochs), ylim=limits, xlabel=word("training epoch"))
    ax.axhline(LN_10, color=INK, linestyle=":", linewidth=1)
    ax.text(epochs, LN_10 * 1.15, word("training chance"), ha="right", va="bottom")
    ax.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    ax.set_ylim(limits)
    ax.set_xticks(range(0, epochs + 1, 5))
    ax.minorticks_off()
    ax.set_title(word("training loss"))
