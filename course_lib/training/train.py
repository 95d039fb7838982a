"""The training loop: shuffle, one update a batch, keep a record, stop early.

`fit` is the lecture's third step, optimisation, for any net, loss and optimiser of this library.
Without its checks and records one update is::

    scores, cache = net.forward(x)
    loss, loss_cache = criterion.forward(scores, target)
    dscores, _ = criterion.backward(1.0, loss_cache)
    dx, grads = net.backward(dscores, cache)
    optimizer.step(grads)
"""

import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

import numpy as np

from course_lib.protocol import Array, Layer, Loss, Mask, Params
from course_lib.shapes import expect_number, expect_rng, expect_size
from course_lib.training.batches import Data, Samples
from course_lib.training.losses import accuracy
from course_lib.training.optim import Optimizer, clip_by_global_norm, global_norm


@dataclass
class History:
    """What happened in a training, as `fit` writes it down. Losses are in the criterion's unit.

    Attributes
    ----------
    loss : list of float
        Training loss of each epoch: the mean over its targets, while the params were changing.
    validation_loss, validation_accuracy : list of float
        After each epoch. Empty without validation data; accuracy is for targets that are classes.
    update_loss : list of float
        Loss of each update's batch, before the update.
    update_norm : list of float
        Global norm of each update's gradient, before clipping.
    param_norms : dict
        The norm of each array's gradient by itself, update by update: ``param_norms["0.W"]``.
    best_epoch : int or None
        Index of the epoch with the lowest validation loss. None without validation data.
    stopped : str
        Why it ended: "epochs" (all are done), "patience", "callback" or "interrupted".
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    update_loss: list[float] = field(default_factory=list)
    update_norm: list[float] = field(default_factory=list)
    param_norms: dict[str, list[float]] = field(default_factory=dict)
    best_epoch: int | None = None
    stopped: str = "epochs"


class DivergenceError(ValueError):
    """A score, loss or gradient is NaN or inf. After `fit`, ``history`` is the record so far."""

    history: History | None = None


def fit(
    net: Layer,
    criterion: Loss,
    optimizer: Optimizer,
    x: Data,
    target: Data,
    *,
    rng: np.random.Generator,
    epochs: int = 10,
    batch_size: int = 32,
    mask: Mask | None = None,
    batch_axis: int = 0,
    target_axis: int | None = None,
    mask_for: str = "loss",
    clip: float | None = None,
    validation: tuple[Data, ...] | None = None,
    patience: int | None = None,
    callback: Callable[[History], object] | None = None,
    progress: bool | None = None,
) -> History:
    """Change the params of ``net``, in place, so that ``criterion`` becomes small.

    Parameters
    ----------
    net : Layer
        Maps a batch of ``x`` to scores.
    criterion : Loss
        Compares the scores with the targets.
    optimizer : Optimizer
        Made from ``net.params``.
    x, target : numpy.ndarray
        The data; each has one axis for the N samples. They are not changed.
    rng : numpy.random.Generator
        Shuffles the samples in every epoch. The same seed gives the same training.
    epochs : int, optional
        How often all samples are seen.
    batch_size : int, optional
        Samples in an update. The last batch of an epoch may be smaller.
    mask : numpy.ndarray, optional
        bool; for the loss it is shaped like the scores without their last axis.
    batch_axis : int, optional
        Axis of the samples in ``x``: 0 for (N, ...), 1 for sequences (T, N, D).
    target_axis : int, optional
        The same for ``target``, where it differs: 0 for one target (N, ...) a sequence.
    mask_for : str, optional
        Who gets the mask: "loss", "net" (as ``net.forward(x, mask=mask)``), or "both".
    clip : float, optional
        Limit of the gradient's global norm.
    validation : tuple, optional
        ``(x, target)`` or ``(x, target, mask)``, judged after each epoch.
    patience : int, optional
        Stop after so many epochs without a lower validation loss. However the training ends, the
        params are then those of the best epoch.
    callback : callable, optional
        Gets the history after each update. If it returns something true, that was the last one.
    progress : bool, optional
        Whether to show a progress bar (it needs tqdm). Left out: where somebody sees it, in a
        terminal or a live notebook.

    Returns
    -------
    History
        The record. Ctrl-C ends the training and returns what there is, with ``stopped``
        "interrupted".

    Raises
    ------
    DivergenceError
        If a score, the loss or a gradient becomes NaN or inf.
    ValueError
        If the data are empty or of different lengths, a number is out of its range, or the
        optimiser belongs to another net.

    Notes
    -----
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> from course_lib.fully_connected.dense import Dense
    >>> from course_lib.training.losses import MeanSquaredError
    >>> from course_lib.training.optim import SGD
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(64, 2))
    >>> line, target = Dense(2, 1, rng), x @ np.array([[2.0], [-1.0]])
    >>> optimizer = SGD(line.params, lr=0.1)
    >>> history = fit(line, MeanSquaredError(), optimizer, x, target, rng=rng, epochs=50)
    >>> line.params["W"].round(3)
    array([[ 2., -1.]])
    """
    expect_rng("fit: rng", rng)
    expect_size("fit: epochs", epochs)
    expect_size("fit: batch_size", batch_size)
    if patience is not None:
        expect_size("fit: patience", patience)
    if clip is not None:
        expect_number("fit: clip", clip, "a positive number", lambda limit: limit > 0)
    _expect_own_params(net, optimizer)
    train = Samples("fit", x, target, mask, batch_axis, target_axis, mask_for)
    _expect_takes_mask(net, train)
    judged = None
    if validation is not None:
        if not isinstance(validation, tuple) or len(validation) not in (2, 3):
            raise ValueError(
                f"fit: validation has type {type(validation).__name__}, expected a tuple "
                "(x, target) or (x, target, mask)."
            )
        v_mask = validation[2] if len(validation) == 3 else None
        v_x, v_target = validation[:2]
        judged = Samples(
            "fit: validation", v_x, v_target, v_mask, batch_axis, target_axis, mask_for
        )
    elif patience is not None:
        raise ValueError(f"fit: patience is {patience}, expected validation data with it.")

    history = History(param_norms={name: [] for name in net.params})
    bar = _progress_bar(progress, epochs * math.ceil(len(train) / batch_size))
    best: Params = {}

    def run_epoch() -> None:
        seen: list[tuple[float, int]] = []
        try:
            for batch in train.split(batch_size, rng.permutation(len(train))):
                where = f"fit, update {len(history.update_loss) + 1}"
                loss, grads = _gradients(net, criterion, batch, where)
                norms = {name: global_norm({name: g}) for name, g in grads.items()}
                norm = math.hypot(*norms.values())
                if not math.isfinite(norm):
                    raise _diverged(where, f"a gradient has norm {norm}")
                history.update_loss.append(loss)
                history.update_norm.append(norm)
                for name, value in norms.items():
                    history.param_norms.setdefault(name, []).append(value)
                seen.append((loss, _count(batch)))
                optimizer.step(grads if clip is None else clip_by_global_norm(grads, clip)[0])
                if bar is not None:
                    bar.update()
                if callback is not None and callback(history):
                    history.stopped = "callback"
                    break
        finally:
            # Also for an epoch that was broken off.
            if seen:
                history.loss.append(_weighted_mean(seen))

    def judge(data: Samples) -> None:
        where = f"fit, validation after update {len(history.update_loss)}"
        loss, right = _judge(net, criterion, data, 256, where)
        history.validation_loss.append(loss)
        if right is not None:
            history.validation_accuracy.append(right)
        epoch = len(history.validation_loss) - 1
        if history.best_epoch is None or loss < history.validation_loss[history.best_epoch]:
            history.best_epoch = epoch
            if patience is not None:
                best.update({name: p.copy() for name, p in net.params.items()})
        elif patience is not None and epoch - history.best_epoch >= patience:
            history.stopped = "patience"

    try:
        for _ in range(epochs):
            run_epoch()
            if judged is not None:
                judge(judged)
            if bar is not None:
                bar.set_postfix(loss=f"{history.loss[-1]:.4g}")
            if history.stopped != "epochs":
                break
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    except DivergenceError as error:
        error.history = history
        raise
    finally:
        for name, p in best.items():
            net.params[name][...] = p
        if bar is not None:
            bar.close()
    return history


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
        If the data are empty or of different lengths.

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
    _expect_takes_mask(net, data)
    return _judge(net, criterion, data, batch_size, "evaluate")


def _loss(net: Layer, criterion: Loss, batch: Samples, where: str) -> tuple[float, Array, Any, Any]:
    """Return the loss, the scores, and what the two backwards need."""
    to_net = {} if batch.net_mask is None else {"mask": batch.net_mask}
    # A net that diverges overflows first; the errors here say it better than NumPy's warning.
    with np.errstate(over="ignore", invalid="ignore"):
        scores, cache = net.forward(batch.x, **to_net)
        if not np.isfinite(scores).all():
            raise _diverged(where, "the net's output holds NaN or inf")
        loss, loss_cache = criterion.forward(scores, batch.target, batch.loss_mask)
    if not math.isfinite(loss):
        raise _diverged(where, f"the loss is {loss}")
    return loss, scores, cache, loss_cache


def _gradients(net: Layer, criterion: Loss, batch: Samples, where: str) -> tuple[float, Params]:
    """Return the loss of a batch and its gradients."""
    loss, _, cache, loss_cache = _loss(net, criterion, batch, where)
    with np.errstate(over="ignore", invalid="ignore"):
        dscores, _ = criterion.backward(1.0, loss_cache)
        _, grads = net.backward(dscores, cache)
    return loss, grads


def _judge(
    net: Layer, criterion: Loss, data: Samples, batch_size: int, where: str
) -> tuple[float, float | None]:
    """Return the mean loss and, for targets that are classes, the accuracy."""
    losses, rights = [], []
    for batch in data.split(batch_size):
        loss, scores, _, _ = _loss(net, criterion, batch, where)
        losses.append((loss, _count(batch)))
        if batch.target.dtype.kind in "iu" and batch.target.shape == scores.shape[:-1]:
            share = accuracy(scores, batch.target, batch.loss_mask)
            rights.append((share, _count(batch)))
    return _weighted_mean(losses), _weighted_mean(rights) if rights else None


def _weighted_mean(pairs: list[tuple[float, int]]) -> float:
    """Return the mean of numbers that each stand for so many targets."""
    return math.fsum(value * count for value, count in pairs) / sum(count for _, count in pairs)


def _count(batch: Samples) -> int:
    """Return how much a batch weighs in a mean: the targets that the loss counted."""
    return len(batch) if batch.loss_mask is None else int(np.count_nonzero(batch.loss_mask))


def _diverged(where: str, what: str) -> DivergenceError:
    return DivergenceError(
        f"{where}: {what}, expected finite numbers; try a smaller learning rate, or a limit for "
        "the gradient, clip=1.0."
    )


def _expect_own_params(net: Layer, optimizer: Optimizer) -> None:
    """Check that the optimiser changes this net: its arrays are the net's."""
    ours, theirs = net.params, optimizer.params
    if ours.keys() != theirs.keys() or any(ours[name] is not theirs[name] for name in ours):
        raise ValueError(
            "fit: optimizer.params are not the arrays of net.params, expected an optimizer made "
            f"from this net: {type(optimizer).__name__}(net.params, ...)."
        )


def _expect_takes_mask(net: Layer, data: Samples) -> None:
    """Check that the net's forward takes the mask that it is to get."""
    if data.net_mask is not None and "mask" not in signature(net.forward).parameters:
        raise ValueError(
            f"{data.where}: mask_for is {data.mask_for!r}, expected 'loss': "
            f"{type(net).__name__}.forward takes no mask."
        )


def _progress_bar(progress: bool | None, total: int) -> Any:
    """Return a tqdm bar if one is wanted and somebody sees it, else None."""
    if not (_somebody_looks() if progress is None else progress):
        return None
    try:
        from tqdm import tqdm
    except ImportError:
        if progress:
            raise ValueError(
                "fit: progress is True but tqdm is not installed, expected tqdm; install it with "
                "pip install tqdm."
            ) from None
        return None
    return tqdm(total=total, unit="update", file=sys.stderr, disable=False)


def _somebody_looks() -> bool:
    """Return whether stderr goes to a person: not while pages are built or notebooks checked."""
    # COURSE_BUILD: the site's build. PYTEST_CURRENT_TEST: nbval. TQDM_DISABLE: tqdm's own switch.
    quiet = ("COURSE_BUILD", "PYTEST_CURRENT_TEST", "TQDM_DISABLE")
    if any(os.environ.get(name, "0") not in ("", "0") for name in quiet) or sys.stderr is None:
        return False
    return sys.stderr.isatty() or type(sys.stderr).__module__.startswith("ipykernel")
