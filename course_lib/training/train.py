"""The training loop: shuffle, one `update` a batch, keep a record, stop early.

`fit` repeats the lecture's third step, optimisation, for any net, loss and optimiser of this
library.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_lib.protocol import Layer, Loss, Mask, Params
from course_lib.shapes import expect_number, expect_rng, expect_size
from course_lib.training.batches import Data, Samples
from course_lib.training.evaluate import evaluate, expect_judgeable, judge, weighted_mean
from course_lib.training.history import DivergenceError, History
from course_lib.training.optim import Optimizer
from course_lib.training.progress import progress_bar
from course_lib.training.update import expect_own_params, update

__all__ = ["STOP", "DivergenceError", "History", "evaluate", "fit"]

STOP = "stop"
"""What a callback of `fit` returns to end the training."""


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
        Made from ``net.params``; or from some of them, ``only(net.params, "2")``, and then all
        others are frozen: they keep their values.
    x, target : numpy.ndarray
        The data; each has one axis for the N samples. They are not changed.
    rng : numpy.random.Generator
        Shuffles the samples in every epoch. The same seed gives the same training.
    epochs : int, optional
        How often all samples are seen.
    batch_size : int, optional
        Samples in an update. The last batch of an epoch may be smaller.
    mask : numpy.ndarray, optional
        bool; for the loss it is shaped like the scores without their last axis. A batch of which
        the loss's mask keeps no target makes no update.
    batch_axis : int, optional
        Axis of the samples in ``x``: 0 for (N, ...), 1 for sequences (T, N, D).
    target_axis : int, optional
        The same for ``target``, where it differs: 0 for one target (N, ...) a sequence.
    mask_for : str, optional
        Who gets the mask: "loss", "net" (as ``net.forward(x, mask=mask)``), or "both". If the net
        gets it, ``x`` may hold NaN where it is False.
    clip : float, optional
        Limit of the gradient's global norm.
    validation : tuple, optional
        ``(x, target)`` or ``(x, target, mask)``, judged after each epoch.
    patience : int, optional
        Stop after so many epochs without a lower validation loss. However the training ends, the
        params are then those of the best epoch.
    callback : callable, optional
        Gets the history after each update. If it returns `STOP`, that was the last one; whatever
        else it returns means nothing: ``lambda history: bar.update()`` lets the training go on.
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
        If the data are empty or of different lengths, no target is kept, a number is out of its
        range, or the optimiser belongs to another net.

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

    The last layer of a net alone, until the loss of an update is small:

    >>> from course_lib import ReLU, Sequential, only
    >>> net = Sequential(Dense(2, 16, rng), ReLU(), Dense(16, 1, rng))
    >>> last = SGD(only(net.params, "2"), lr=0.1)
    >>> def small(history):
    ...     return STOP if history.update_loss[-1] < 0.1 else None
    >>> fit(net, MeanSquaredError(), last, x, target, rng=rng, epochs=50, callback=small).stopped
    'callback'
    """
    expect_size("fit: epochs", epochs)
    expect_size("fit: batch_size", batch_size)
    _expect_options(net, optimizer, rng, clip, patience, validation)
    axes = (batch_axis, target_axis, mask_for)
    train = Samples("fit", x, target, mask, *axes)
    expect_judgeable(net, train)
    judged = None
    if validation is not None:
        v_mask = validation[2] if len(validation) == 3 else None
        judged = Samples("fit: validation", validation[0], validation[1], v_mask, *axes)
        expect_judgeable(net, judged)
    return _Training(
        net,
        criterion,
        optimizer,
        train,
        judged,
        rng=rng,
        batch_size=batch_size,
        clip=clip,
        patience=patience,
        callback=callback,
        bar=progress_bar("fit", progress, epochs * math.ceil(len(train) / batch_size)),
        history=History(param_norms={name: [] for name in optimizer.params}),
    ).run(epochs)


@dataclass
class _Training:
    """A net that is trained, and the record of it."""

    net: Layer
    criterion: Loss
    optimizer: Optimizer
    train: Samples
    judged: Samples | None
    rng: np.random.Generator
    batch_size: int
    clip: float | None
    patience: int | None
    callback: Callable[[History], object] | None
    bar: Any
    history: History
    best: Params = field(default_factory=dict)

    def run(self, epochs: int) -> History:
        """Train for so many epochs, or until something ends it; keep the best params."""
        try:
            for _ in range(epochs):
                self.run_epoch()
                if self.judged is not None:
                    self.judge(self.judged)
                self.bar.set_postfix(loss=f"{self.history.loss[-1]:.4g}")
                if self.history.stopped != "epochs":
                    break
        except KeyboardInterrupt:
            self.history.stopped = "interrupted"
        except DivergenceError as error:
            error.history = self.history
            raise
        finally:
            for name, p in self.best.items():
                self.net.params[name][...] = p
            self.bar.close()
        return self.history

    def run_epoch(self) -> None:
        """Make an update with each batch that has a target; write down the epoch's loss."""
        seen: list[tuple[float, int]] = []
        order = self.rng.permutation(len(self.train))
        try:
            for batch in self.train.split(self.batch_size, order):
                if batch.weight:
                    seen.append((self.learn(batch), batch.weight))
                self.bar.update()
                if batch.weight and self.callback and self.callback(self.history) is STOP:
                    self.history.stopped = "callback"
                    break
        finally:
            # Also for an epoch that was broken off.
            if seen:
                self.history.loss.append(weighted_mean(seen))

    def learn(self, batch: Samples) -> float:
        """Make one update, write it down, and return its loss."""
        history = self.history
        loss, norm, norms = update(
            self.net,
            self.criterion,
            self.optimizer,
            batch.x,
            batch.target,
            mask=batch.mask,
            mask_for=batch.mask_for,
            clip=self.clip,
            where=f"fit, update {len(history.update_loss) + 1}",
        )
        history.update_loss.append(loss)
        history.update_norm.append(norm)
        for name, value in norms.items():
            history.param_norms.setdefault(name, []).append(value)
        return loss

    def judge(self, data: Samples) -> None:
        """Write down how good the net is; keep its params if it was never better."""
        history = self.history
        where = f"fit, validation after update {len(history.update_loss)}"
        loss, right = judge(self.net, self.criterion, data, 256, where)
        history.validation_loss.append(loss)
        if right is not None:
            history.validation_accuracy.append(right)
        epoch = len(history.validation_loss) - 1
        if history.best_epoch is None or loss < history.validation_loss[history.best_epoch]:
            history.best_epoch = epoch
            if self.patience is not None:
                self.best = {name: p.copy() for name, p in self.net.params.items()}
        elif self.patience is not None and epoch - history.best_epoch >= self.patience:
            history.stopped = "patience"


def _expect_options(
    net: Layer,
    optimizer: Optimizer,
    rng: np.random.Generator,
    clip: float | None,
    patience: int | None,
    validation: tuple[Data, ...] | None,
) -> None:
    """Check what `fit` is given besides the data."""
    expect_rng("fit: rng", rng)
    if patience is not None:
        expect_size("fit: patience", patience)
    if clip is not None:
        expect_number("fit: clip", clip, "a positive number", lambda limit: limit > 0)
    expect_own_params("fit", net, optimizer)
    if validation is None:
        if patience is not None:
            raise ValueError(f"fit: patience is {patience}, expected validation data with it.")
    elif not isinstance(validation, tuple) or len(validation) not in (2, 3):
        raise ValueError(
            f"fit: validation has type {type(validation).__name__}, expected a tuple "
            "(x, target) or (x, target, mask)."
        )
