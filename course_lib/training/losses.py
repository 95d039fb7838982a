"""Loss functions: one number that says how far the scores are from the targets.

Both losses keep the protocol of a layer and take a mask. It has the shape of ``scores`` without
the last axis and is True where a target counts. What stands at the other places, even NaN, does
not change the loss, and its gradient is exactly 0. A mask that keeps no target is an error, for a
mean of nothing is no number; `fit` and `evaluate` leave such a batch out.

Numbers that underflow to 0 are right here, whatever ``np.seterr`` says.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array, Integers, Mask, Params
from course_lib.shapes import ShapeError, expect_array, expect_floats, expect_shape, shape_text


class CrossEntropyCache(NamedTuple):
    """What softmax cross-entropy must remember: N kept targets, K classes."""

    powers: Array  # (N, K), e^{scores - largest score of the row}
    totals: Array  # (N,), the sum of each row of powers; softmax = powers / totals
    target: Integers  # (N,)
    mask: Mask | None
    shape: tuple[int, ...]  # of scores


class SquaredErrorCache(NamedTuple):
    """What the mean squared error must remember: N kept targets of D numbers."""

    difference: Array  # (N, D), scores - target
    mask: Mask | None
    shape: tuple[int, ...]  # of scores


class SoftmaxCrossEntropy:
    """Softmax and cross-entropy in one, loss = mean of ln(Σ_k e^{s_k}) - s_target.

    Notes
    -----
    The largest score of a row is taken off first. That changes nothing in the loss, and no power
    overflows. The loss is in nats; scores that say nothing give ln K. A score of -inf is a class
    of probability 0.
    Source: lecture, part "Fully Connected Structure"; Bishop 2006, Pattern Recognition and
    Machine Learning, section 4.3.4.

    Examples
    --------
    >>> criterion = SoftmaxCrossEntropy()
    >>> loss, cache = criterion.forward(np.zeros((1, 4)), np.array([2]))
    >>> round(loss, 4), round(float(np.log(4)), 4)
    (1.3863, 1.3863)
    >>> criterion.backward(1.0, cache)
    (array([[ 0.25,  0.25, -0.75,  0.25]]), {})
    """

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(
        self, scores: Array, target: Integers, mask: Mask | None = None
    ) -> tuple[float, CrossEntropyCache]:
        """Return the mean loss in nats of ``scores`` (..., K) for the classes ``target`` (...).

        ``mask`` (...) is True where a target counts.

        Raises
        ------
        ShapeError
            If ``target`` or ``mask`` is not shaped like ``scores`` without the last axis.
        ValueError
            If a kept target is not a class 0 ... K-1, a kept score is NaN or inf, no target is
            kept, or a dtype is wrong.
        """
        where = "SoftmaxCrossEntropy.forward"
        _expect_classes(where, scores, target, mask)
        s = _rows(scores, mask)
        y = target.reshape(-1) if mask is None else target[mask]
        each = np.arange(y.size)
        # Of many classes the place of the largest is found faster than the largest itself; of a few
        # NumPy finds it down the columns of a copy faster than along short rows.
        largest = s[each, s.argmax(axis=1)] if s.shape[1] > 50 else np.asfortranarray(s).max(axis=1)
        if not np.isfinite(largest).all():
            tops = scores.max(axis=-1)
            raise ValueError(
                f"{where}: the largest of {_first('scores', tops, ~np.isfinite(tops), mask)}, "
                "expected a finite number; the usual cause is a learning rate that is too large."
            )
        if y.min() < 0 or y.max() >= s.shape[1]:
            outside = (target < 0) | (target >= s.shape[1])
            hint = "; leave a target out by a mask, mask=target >= 0" if y.min() < 0 else ""
            raise ValueError(
                f"{where}: {_first('target', target, outside, mask)}, expected a class from 0 to "
                f"{s.shape[1] - 1}{hint}."
            )
        shifted = s - largest[:, None]
        right = shifted[each, y]
        with np.errstate(under="ignore"):
            powers = np.exp(shifted, out=shifted)
            # The sum of each row as a product with ones: three times as fast as sum(axis=1).
            totals = powers @ np.ones(s.shape[1], s.dtype)
        loss = float((np.log(totals) - right).sum()) / y.size
        return loss, CrossEntropyCache(powers, totals, y, mask, scores.shape)

    def backward(self, dloss: float, cache: CrossEntropyCache) -> tuple[Array, Params]:
        """Return ``dscores = dloss * (softmax - [1 at the target]) / N``, shaped like scores."""
        powers, totals, target, mask, shape = cache
        share = float(dloss) / target.size
        with np.errstate(under="ignore"):
            dscores = powers * (share / totals)[:, None]
        dscores[np.arange(target.size), target] -= share
        return _put_back(dscores, mask, shape), {}


class MeanSquaredError:
    """Mean squared error, loss = mean of (scores - target)² over all kept entries.

    The mean is over every number: N kept targets of D numbers each are N·D entries.

    Notes
    -----
    Source: Bishop 2006, Pattern Recognition and Machine Learning, section 3.1.1. There the sum is
    halved; here it is the plain mean, whose baseline (a constant score) is the targets' variance.

    Examples
    --------
    >>> criterion = MeanSquaredError()
    >>> loss, cache = criterion.forward(np.array([[3.0, 1.0]]), np.array([[1.0, 1.0]]))
    >>> loss
    2.0
    >>> criterion.backward(1.0, cache)
    (array([[2., 0.]]), {})
    """

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(
        self, scores: Array, target: Array, mask: Mask | None = None
    ) -> tuple[float, SquaredErrorCache]:
        """Return the mean loss of ``scores`` (..., D) for ``target`` (..., D).

        ``mask`` (...) is True where a target, a row of D numbers, counts.

        Raises
        ------
        ShapeError
            If ``target`` is not shaped like ``scores``, or ``mask`` not like ``scores`` without
            the last axis.
        ValueError
            If a kept entry is NaN or inf, no entry is kept, or a dtype is wrong.
        """
        where = "MeanSquaredError.forward"
        expect_floats(f"{where}: scores", scores, (..., "D"))
        expect_floats(f"{where}: target", target, scores.shape, scores.dtype)
        _expect_some(where, target, mask, scores.shape[:-1])
        s, y = _rows(scores, mask), _rows(target, mask)
        for name, array, rows in (("scores", scores, s), ("target", target, y)):
            if not np.isfinite(rows).all():
                kept = None if mask is None else mask[..., None]
                raise ValueError(
                    f"{where}: {_first(name, array, ~np.isfinite(array), kept)}, expected a finite "
                    "number."
                )
        difference = s - y
        loss = float(np.vdot(difference, difference)) / difference.size
        return loss, SquaredErrorCache(difference, mask, scores.shape)

    def backward(self, dloss: float, cache: SquaredErrorCache) -> tuple[Array, Params]:
        """Return ``dscores = dloss * 2 (scores - target) / (N·D)``, shaped like scores."""
        difference, mask, shape = cache
        with np.errstate(under="ignore"):
            dscores = difference * (2 * float(dloss) / difference.size)
        return _put_back(dscores, mask, shape), {}


def softmax(scores: Array) -> Array:
    """Return e^{s_k} / Σ_j e^{s_j} over the last axis: K positive numbers that add to 1.

    Parameters
    ----------
    scores : numpy.ndarray
        float64 or float32, (..., K).

    Returns
    -------
    numpy.ndarray
        Probabilities of the same shape and dtype.

    Raises
    ------
    ValueError
        If it is not a float array, has no classes, or a row's largest score is NaN or ±inf.

    Examples
    --------
    >>> softmax(np.array([-1e4, 0.0, 0.0]))
    array([0. , 0.5, 0.5])
    """
    expect_floats("softmax: scores", scores, (..., "K"))
    if scores.shape[-1] == 0:
        raise ShapeError(f"softmax: scores has shape {scores.shape}, expected at least 1 class.")
    largest = scores.max(axis=-1, keepdims=True)
    if not np.isfinite(largest).all():
        where = _first("scores", largest[..., 0], ~np.isfinite(largest[..., 0]), None)
        raise ValueError(f"softmax: the largest of {where}, expected a finite number.")
    p: Array = scores - largest
    with np.errstate(under="ignore"):
        np.exp(p, out=p)
        p /= p.sum(axis=-1, keepdims=True)
    return p


def accuracy(scores: Array, target: Integers, mask: Mask | None = None) -> float:
    """Return the share of kept targets whose class has the largest score.

    Parameters
    ----------
    scores : numpy.ndarray
        float64 or float32, (..., K). Of equal scores the first counts as the largest.
    target : numpy.ndarray
        Classes, whole numbers, (...).
    mask : numpy.ndarray, optional
        bool, (...): True where a target counts.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ShapeError
        If ``target`` or ``mask`` is not shaped like ``scores`` without the last axis.
    ValueError
        If no target is kept, a kept score is NaN, or a dtype is wrong.

    Examples
    --------
    >>> accuracy(np.array([[1.0, 2.0], [1.0, 0.0]]), np.array([1, 1]))
    0.5
    """
    _expect_classes("accuracy", scores, target, mask)
    if np.isnan(_rows(scores, mask)).any():
        kept = None if mask is None else mask[..., None]
        where = _first("scores", scores, np.isnan(scores), kept)
        raise ValueError(f"accuracy: {where}, expected a number.")
    right = scores.argmax(axis=-1) == target
    return float(np.mean(right if mask is None else right[mask]))


def _expect_classes(where: str, scores: Array, target: Integers, mask: Mask | None) -> None:
    """Check the types and shapes of scores (..., K), target (...) and mask (...)."""
    expect_floats(f"{where}: scores", scores, (..., "K"))
    if scores.shape[-1] == 0:
        raise ShapeError(f"{where}: scores has shape {scores.shape}, expected at least 1 class.")
    expect_array(f"{where}: target", target, "of classes")
    if target.shape == scores.shape:
        raise ShapeError(
            f"{where}: target has shape {target.shape}, expected {shape_text(scores.shape[:-1])}; "
            "from one-hot rows make classes with target.argmax(axis=-1)."
        )
    expect_shape(f"{where}: target", target, scores.shape[:-1])
    if target.dtype.kind not in "iu":
        raise ValueError(
            f"{where}: target has dtype {target.dtype}, expected whole numbers, the classes; "
            "convert it with target.astype(int)."
        )
    _expect_some(where, target, mask, target.shape)


def _expect_some(
    where: str, target: npt.NDArray[Any], mask: Mask | None, shape: tuple[int, ...]
) -> None:
    """Check the mask, and that at least one target counts."""
    if not target.size:
        raise ValueError(f"{where}: target has shape {target.shape}, expected at least 1 target.")
    if mask is None:
        return
    expect_array(f"{where}: mask", mask, "of bool")
    if mask.dtype != np.bool_:
        raise ValueError(
            f"{where}: mask has dtype {mask.dtype}, expected bool, True where a target counts; "
            "convert it with mask.astype(bool)."
        )
    expect_shape(f"{where}: mask", mask, shape)
    if not mask.any():
        raise ValueError(
            f"{where}: mask keeps 0 of {mask.size} targets, expected at least 1; leave such a "
            "batch out, as fit and evaluate do."
        )


def _rows(array: Array, mask: Mask | None) -> Array:
    """Return the kept rows of (..., K) as (N, K)."""
    return array.reshape(-1, array.shape[-1]) if mask is None else array[mask]


def _put_back(rows: Array, mask: Mask | None, shape: tuple[int, ...]) -> Array:
    """Return the rows (N, K) in their places of an array of this shape, 0 elsewhere."""
    if mask is None:
        return rows.reshape(shape)
    whole = np.zeros(shape, rows.dtype)
    whole[mask] = rows
    return whole


def _first(name: str, array: npt.NDArray[Any], bad: Mask, kept: Mask | None) -> str:
    """Return the first kept entry that is bad, as text: ``"target[3, 0] is 7"``."""
    index = tuple(int(i) for i in np.argwhere(bad if kept is None else bad & kept)[0])
    return f"{name}[{', '.join(map(str, index))}] is {array[index]}"
