"""How good a net is: its mean loss and its accuracy, batch by batch."""

import math

import numpy as np

from course_lib.protocol import Layer, Loss, Mask
from course_lib.shapes import expect_size
from course_lib.training.batches import Data, Samples
from course_lib.training.losses import accuracy
from course_lib.training.update import expect_finite, expect_finite_scores, masks


def evaluate(
    net: Layer,
    criterion: Loss,
    x: Data,
    target: Data,
    *,
    mask: Mask | None = None,
    batch_size: int = 256,
    batch_axis: int = 0,
    target_axis: int | None = None,
    mask_for: str = "loss",
) -> tuple[float, float | None]:
    """Return the mean loss and the accuracy of ``net``, computed batch by batch.

    Parameters
    ----------
    net, criterion, x, target, mask, batch_axis, target_axis, mask_for
        As in `fit`.
    batch_size : int, optional
        Samples that go through the net together. It changes the memory needed, not the result.

    Returns
    -------
    loss : float
        Mean over all targets that the mask keeps.
    accuracy : float or None
        Between 0 and 1. None if the targets are not classes.

    Raises
    ------
    DivergenceError
        If a score or the loss is NaN or inf.
    ValueError
        If the data are empty or of different lengths, or the mask keeps no target at all.

    Examples
    --------
    >>> from course_lib.fully_connected.activations import Tanh
    >>> from course_lib.training.losses import SoftmaxCrossEntropy
    >>> loss, right = evaluate(Tanh(), SoftmaxCrossEntropy(), np.eye(3), np.array([0, 1, 1]))
    >>> round(loss, 3), round(right, 3)
    (0.913, 0.667)
    """
    expect_size("evaluate: batch_size", batch_size)
    data = Samples("evaluate", x, target, mask, batch_axis, target_axis, mask_for)
    expect_judgeable(net, data)
    return judge(net, criterion, data, batch_size, "evaluate")


def judge(
    net: Layer, criterion: Loss, data: Samples, batch_size: int, where: str
) -> tuple[float, float | None]:
    """Return what `evaluate` returns, for samples that are checked. ``where`` begins an error.

    Examples
    --------
    >>> from course_lib.fully_connected.activations import Tanh
    >>> from course_lib.training.losses import MeanSquaredError
    >>> judge(Tanh(), MeanSquaredError(), Samples("here", np.eye(3), 0 * np.eye(3)), 2, "here")[1]
    """
    losses, rights = [], []
    for batch in data.split(batch_size):
        if not batch.weight:
            continue
        to_net, to_loss = masks(where, net, batch.mask, batch.mask_for)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            scores, _ = net.forward(batch.x, **to_net)
            expect_finite_scores(where, scores, to_loss)
            loss, _ = criterion.forward(scores, batch.target, to_loss)
        expect_finite(where, "the loss is", loss)
        losses.append((loss, batch.weight))
        if batch.target.dtype.kind in "iu" and batch.target.shape == scores.shape[:-1]:
            rights.append((accuracy(scores, batch.target, to_loss), batch.weight))
    return weighted_mean(losses), weighted_mean(rights) if rights else None


def expect_judgeable(net: Layer, data: Samples) -> None:
    """Check that the net takes the mask and the batch axis, and that one target counts at least.

    Raises
    ------
    ValueError
        If not.

    Examples
    --------
    >>> from course_lib.fully_connected.activations import Tanh
    >>> none = np.zeros(3, bool)
    >>> expect_judgeable(Tanh(), Samples("evaluate", np.eye(3), np.zeros(3, int), none))
    Traceback (most recent call last):
    ValueError: evaluate: mask keeps 0 of 3 targets, expected at least 1.
    """
    masks(data.where, net, data.mask, data.mask_for)
    if not data.weight and data.loss_mask is not None:
        raise ValueError(
            f"{data.where}: mask keeps 0 of {data.loss_mask.size} targets, expected at least 1."
        )
    axis = getattr(net, "batch_axis", None)
    if axis is not None and data.batch_axis != axis:
        raise ValueError(
            f"{data.where}: batch_axis is {data.batch_axis}, expected {axis}: "
            f"{type(net).__name__} takes sequences time first, x (T, N, ...)."
        )


def weighted_mean(pairs: list[tuple[float, int]]) -> float:
    """Return the mean of numbers that each stand for so many targets.

    Examples
    --------
    >>> weighted_mean([(1.0, 3), (5.0, 1)])
    2.0
    """
    return math.fsum(value * count for value, count in pairs) / sum(count for _, count in pairs)
