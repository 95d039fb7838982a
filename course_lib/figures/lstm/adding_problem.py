"""The adding problem: a sequence, what a trained net holds of it, and how nets learn it."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.datasets import adding
from course_lib.experiments.lstm.adding_problem import SOLVED, Trained, train_adding
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import rows, seeds, threshold
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN

STEPS = 100
LOOKS: dict[str, dict[str, Any]] = {
    "RNN": {"color": ORANGE, "linestyle": "--", "marker": "s"},
    "LSTM": {"color": BLUE, "linestyle": "-", "marker": "o"},
    "GRU": {"color": GREEN, "linestyle": "-.", "marker": "^"},
}


@cache
def trained(net: str) -> Trained:
    """Return one training of "RNN" or "LSTM", kept."""
    return train_adding(LSTM, 1, forget_bias=1.0) if net == "LSTM" else train_adding(RNN, 1)


def sequences() -> tuple[Array, Array]:
    """Return twelve sequences that no net has learned from, and their sums."""
    return adding(12, STEPS, np.random.default_rng(100), dtype=np.float32)


@cache
def answers(net: str) -> Array:
    """Return (T, N): what the net would answer if the sequence ended at each step."""
    recurrent, _, dense = trained(net).net.layers
    hs, _ = recurrent.forward(sequences()[0])
    read: Array = dense.forward(hs)[0][..., 0]
    return read


def best_guess(sequence: int) -> Array:
    """Return (T,), the mean of the sum, given what was marked so far.

    A number still to come is ½ on average.
    """
    numbers, marks = sequences()[0][:, sequence - 1].T
    guess: Array = 1 + np.cumsum((numbers - 0.5) * marks)
    return guess


def second_mark(sequence: int) -> tuple[float, float]:
    """Return step and number of the second mark of a sequence, from 1."""
    numbers, marks = sequences()[0][:, sequence - 1].T
    step = int(np.flatnonzero(marks)[1])
    return step + 1.0, float(numbers[step])


@styled
@handles(Handle("sequence", at=second_mark, jump=True))
def task(net: str, sequence: int) -> Figure:
    """Draw a sequence with its two marks, and below it the answer of a trained net at each step.

    Parameters
    ----------
    net
        "RNN" or "LSTM".
    sequence
        Which of the sequences, from 1.
    """
    xs, sums = sequences()
    numbers, marks = xs[:, sequence - 1].T
    first, second = np.flatnonzero(marks)
    t = np.arange(1, STEPS + 1)
    fig, (top, bottom) = new_figure(rows=2, height=400, left=40, top=28, bottom=48, gap=62)
    top.vlines(t, 0, numbers, color=GREY, linewidth=1, alpha=FAINT)
    for k in (first, second):
        top.vlines(t[k], 0, numbers[k], color=PURPLE, linewidth=3)
    top.plot(t[[first, second]], numbers[[first, second]], "D", color=PURPLE)
    top.set(xlim=(0, STEPS + 2), ylim=(0, 1.12), yticks=(0, 1))
    parts = [f"{numbers[k]:.2f}" for k in (first, second)]
    total = f"{sums[sequence - 1, 0]:.2f}"
    top.set_title(word("adding sum", first=parts[0], second=parts[1], total=total), fontsize=13)
    read = answers(net)[:, sequence - 1]
    bottom.step(t, best_guess(sequence), where="post", color=GREY, linewidth=1.5, linestyle=":")
    bottom.plot(t, read, **LOOKS[net] | {"marker": ""})
    bottom.plot(STEPS, read[-1], clip_on=False, **LOOKS[net])
    bottom.set(xlim=(0, STEPS + 2), ylim=(-0.4, 2.2), yticks=(0, 1, 2), xlabel=word("adding step"))
    bottom.text(STEPS, 1.85, word("adding guess"), ha="right", va="center", color=GREY)
    answer = f"{read[-1]:.2f}"
    bottom.set_title(word("adding answer", net=net, answer=answer, total=total), fontsize=13)
    return fig


def task_says(net: str, sequence: int) -> str:
    """Return in words what ``task`` shows."""
    xs, sums = sequences()
    numbers, marks = xs[:, sequence - 1].T
    first, second = np.flatnonzero(marks)
    return word(
        "adding alt",
        net=net,
        i=first + 1,
        j=second + 1,
        first=f"{numbers[first]:.2f}",
        second=f"{numbers[second]:.2f}",
        total=f"{sums[sequence - 1, 0]:.2f}",
        answer=f"{answers(net)[-1, sequence - 1]:.2f}",
    )


@styled
def curves(runs: dict[str, Trained]) -> Figure:
    """Draw the test error against the updates; a training that solves the problem ends there.

    Parameters
    ----------
    runs
        Trainings by the name of their layer: "RNN", "LSTM", "GRU".
    """
    fig, (ax,) = new_figure(height=290, left=44, top=30, bottom=50)
    for name, run in runs.items():
        ax.plot(run.updates, run.errors, label=name, **LOOKS[name] | {"marker": ""})
        ax.plot(run.last, run.errors[-1], clip_on=False, **LOOKS[name])
    ax.axhline(SOLVED, color=GREY, linewidth=1, linestyle=":")
    ax.text(1500, SOLVED + 0.02, word("adding solved"), ha="right", va="bottom", color=GREY)
    ax.set(xlim=(0, 1530), ylim=(0, 1.6), yticks=(0, 0.5, 1, 1.5), xlabel=word("adding updates"))
    ax.set_title(word("adding error"), fontsize=13)
    ax.legend(loc="center right", bbox_to_anchor=(1, 0.37))
    return fig


@styled
def record(found: Record) -> Figure:
    """Draw the lowest test error of each recorded run: a row for each setting.

    Parameters
    ----------
    found
        The record "adding-problem".
    """
    settings = list(dict.fromkeys(run.setting for run in found.runs))
    fig, (ax,) = new_figure(height=320, left=120, top=30, bottom=50)
    rows(ax, settings)
    ax.set(xlim=(0, 1.15), ylim=(len(settings) - 0.5, -1.1), xlabel=word("adding least"))
    for row, setting in enumerate(settings):
        look = LOOKS[setting.split(",")[0]]
        least = found.values(setting, "least")
        seeds(ax, row, least, color=look["color"], marker=look["marker"])
    threshold(ax, SOLVED)
    ax.text(SOLVED + 0.02, -0.75, word("adding solved left"), va="center", color=GREY)
    threshold(ax, 1)
    return fig
