"""Lab 6, the last cell: a learner's functions find the kernel behind a photograph."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib.experiments.cnn.convolution import KERNELS, filtered, grey, picture
from course_lib.protocol import Array

HIDDEN = "edges x"
FEW, MANY = 20, 2000
SIDE = 20


class Answers(NamedTuple):
    """A learner's four functions that compute with pictures."""

    convolve: Callable[..., Array]
    columns: Callable[..., Array]
    convolve_backward: Callable[..., tuple[Array, ...]]
    descend: Callable[..., Array]


class Found(NamedTuple):
    """What came of a search for the hidden kernel."""

    error: float
    """The largest error of a weight."""
    kernel: Array
    """(3, 3)"""


def safe_rate(columns: Array) -> float:
    """Return half of the largest learning rate that does not diverge."""
    top = float(np.linalg.eigvalsh(columns @ columns.T / columns.shape[1])[-1])
    return 0.5 / top


def by_loops(answers: Answers, x: Array, target: Array, steps: int) -> Array:
    """Return the kernel (1, 1, 3, 3) that the learner's convolution and backward find."""
    start, b = np.zeros((1, 1, 3, 3)), np.zeros(1)
    return answers.descend(
        lambda W: answers.convolve(x, W, b, 1, 0),
        lambda dy: answers.convolve_backward(dy, x, start, 1, 0)[1],
        target,
        start,
        safe_rate(answers.columns(x, 3, 1)),
        steps,
    )


def by_columns(answers: Answers, x: Array, target: Array, steps: int) -> Array:
    """Return the same, found with products of matrices: the windows are laid out once."""
    windows = answers.columns(x, 3, 1)
    row: Array = answers.descend(
        lambda W: W @ windows,
        lambda dy: dy @ windows.T,
        target.reshape(1, -1),
        np.zeros((1, 9)),
        safe_rate(windows),
        steps,
    )
    return row.reshape(1, 1, 3, 3)


def search(answers: Answers, find: Callable[..., Array], x: Array, steps: int) -> Found:
    """Hide a kernel behind a picture and look for it."""
    W = KERNELS[HIDDEN][None, None]
    kernel = find(answers, x, answers.convolve(x, W, np.zeros(1), 1, 0), steps)
    return Found(float(np.abs(kernel - W).max()), kernel[0, 0])


def find_kernel(answers: Answers) -> dict[str, Any]:
    """Look for the kernel in noise, by loops, and in the whole photograph, by columns.

    Returns
    -------
    dict
        ``"noise"``, ``"few"`` and ``"photograph"``: `Found` after 20 steps in noise, after 20 in
        the photograph, and after 2,000 there. ``"pixels"``: how far the dahlia under the kernel
        found in the photograph is from the dahlia under the hidden one, in units of its spread.
    """
    photo = picture("photograph")[None]
    found: dict[str, Any] = {
        "noise": search(answers, by_loops, picture("noise")[None, :SIDE, :SIDE], FEW),
        "few": search(answers, by_columns, photo, FEW),
        "photograph": search(answers, by_columns, photo, MANY),
    }
    right = filtered("flower", HIDDEN)[1:-1, 1:-1]
    W = found["photograph"].kernel[None, None]
    ours = answers.convolve(grey("flower")[None], W, np.zeros(1), 1, 0)[0]
    found["pixels"] = float(np.sqrt(np.mean((ours - right) ** 2)) / right.std())
    return found
