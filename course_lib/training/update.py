"""One update of a net: forward, loss, backward, clip, step."""

import math
from inspect import signature
from typing import Any, NamedTuple

import numpy as np

from course_lib.protocol import Array, Layer, Loss, Mask
from course_lib.shapes import expect_name
from course_lib.training.clipping import clip_by_global_norm, global_norm
from course_lib.training.history import DivergenceError
from course_lib.training.optim import Optimizer


class Update(NamedTuple):
    """What an update saw before it changed the params."""

    loss: float
    """Of the batch, in the criterion's unit."""
    norm: float
    """Of the whole gradient, before clipping."""
    param_norms: dict[str, float]
    """Of each array's gradient by itself."""


def update(
    net: Layer,
    criterion: Loss,
    optimizer: Optimizer,
    x: Any,
    target: Any,
    *,
    mask: Mask | None = None,
    mask_for: str = "loss",
    clip: float | None = None,
    where: str = "update",
) -> Update:
    """Change the params of ``net`` once, in place, so that ``criterion`` becomes smaller.

    Parameters
    ----------
    net, criterion, optimizer, clip
        As in `fit`.
    x, target : numpy.ndarray
        One batch.
    mask : numpy.ndarray, optional
        bool; for the loss it is shaped like the scores without their last axis.
    mask_for : str, optional
        Who gets the mask: "loss", "net" (as ``net.forward(x, mask=mask)``), or "both".
    where : str, optional
        Begins the message of an error.

    Returns
    -------
    Update
        The loss before the update, and the norms of the gradient.

    Raises
    ------
    DivergenceError
        If a score, the loss or a gradient is NaN or inf. The params are then as they were.
    ValueError
        If the optimiser belongs to another net, the net takes no mask, the mask keeps no target,
        or an array does not fit.

    Notes
    -----
    Source: lecture, part "Fully Connected Structure": the third step, the best function.

    Examples
    --------
    >>> from course_lib.fully_connected.dense import Dense
    >>> from course_lib.training.losses import MeanSquaredError
    >>> from course_lib.training.optim import SGD
    >>> rng = np.random.default_rng(0)
    >>> line, x = Dense(2, 1, rng), rng.normal(size=(64, 2))
    >>> target, optimizer = x @ np.array([[2.0], [-1.0]]), SGD(line.params, lr=0.1)
    >>> losses = [update(line, MeanSquaredError(), optimizer, x, target).loss for _ in range(50)]
    >>> line.params["W"].round(2)
    array([[ 2., -1.]])
    """
    expect_own_params(where, net, optimizer)
    to_net, to_loss = masks(where, net, mask, mask_for)
    # A net that diverges overflows first; the errors here say it better than NumPy's warning.
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        scores, cache = net.forward(x, **to_net)
        expect_finite_scores(where, scores, to_loss)
        loss, loss_cache = criterion.forward(scores, target, to_loss)
        expect_finite(where, "the loss is", loss)
        dscores, _ = criterion.backward(1.0, loss_cache)
        _, grads = net.backward(dscores, cache)
    frozen = net.params.keys() - optimizer.params.keys()
    grads = {name: g for name, g in grads.items() if name not in frozen}
    norms = {name: global_norm({name: g}) for name, g in grads.items()}
    norm = math.hypot(*norms.values())
    expect_finite(where, "a gradient has norm", norm)
    optimizer.step(grads if clip is None else clip_by_global_norm(grads, clip)[0])
    return Update(loss, norm, norms)


def expect_own_params(where: str, net: Layer, optimizer: Optimizer) -> None:
    """Check that the optimiser changes this net: its arrays are the net's, all or some of them.

    Raises
    ------
    ValueError
        If not.

    Examples
    --------
    >>> from course_lib.fully_connected.dense import Dense
    >>> from course_lib.training.optim import SGD
    >>> net, other = (Dense(2, 1, np.random.default_rng(seed)) for seed in (0, 1))
    >>> expect_own_params("fit", net, SGD(net.params, 0.1))
    >>> expect_own_params("fit", net, SGD(other.params, 0.1))
    Traceback (most recent call last):
    ValueError: fit: optimizer.params are not the arrays of net.params, expected an optimizer \
made from this net: SGD(net.params, ...).
    """
    ours = net.params
    if any(name not in ours or ours[name] is not p for name, p in optimizer.params.items()):
        raise ValueError(
            f"{where}: optimizer.params are not the arrays of net.params, expected an optimizer "
            f"made from this net: {type(optimizer).__name__}(net.params, ...)."
        )


def masks(
    where: str, net: Layer, mask: Mask | None, mask_for: str
) -> tuple[dict[str, Mask], Mask | None]:
    """Return what of the mask goes to the net, as options of forward, and what to the loss.

    Raises
    ------
    ValueError
        If ``mask_for`` is unknown, or the net is to get a mask and takes none.

    Examples
    --------
    >>> from course_lib.recurrent.over_time import LastStep
    >>> masks("update", LastStep(), np.array([[True]]), "net")
    ({'mask': array([[ True]])}, None)
    """
    expect_name(f"{where}: mask_for", mask_for, ("loss", "net", "both"))
    if mask is None or mask_for == "loss":
        return {}, mask
    if "mask" not in signature(net.forward).parameters:
        raise ValueError(
            f"{where}: mask_for is {mask_for!r}, expected 'loss': {type(net).__name__}.forward "
            "takes no mask."
        )
    return {"mask": mask}, None if mask_for == "net" else mask


def expect_finite_scores(where: str, scores: Array, mask: Mask | None) -> None:
    """Check the scores that count: what a mask leaves out may be NaN.

    Raises
    ------
    DivergenceError
        If one is NaN or inf.

    Examples
    --------
    >>> expect_finite_scores("update", np.array([[np.nan], [1.0]]), np.array([False, True]))
    """
    finite = np.isfinite(scores)
    if finite.all():
        return
    # A mask of another shape or type is for the loss to refuse.
    if isinstance(mask, np.ndarray) and mask.dtype == np.bool_ and mask.shape == scores.shape[:-1]:
        finite |= ~mask[..., np.newaxis]
    if not finite.all():
        raise _diverged(where, "the net's output holds NaN or inf")


def expect_finite(where: str, what: str, value: float) -> None:
    """Check a loss or a norm.

    Raises
    ------
    DivergenceError
        If it is NaN or inf.

    Examples
    --------
    >>> expect_finite("update", "the loss is", 0.7)
    """
    if not math.isfinite(value):
        raise _diverged(where, f"{what} {value}")


def _diverged(where: str, what: str) -> DivergenceError:
    return DivergenceError(
        f"{where}: {what}, expected finite numbers; try a smaller learning rate, or a limit for "
        "the gradient, clip=1.0."
    )
