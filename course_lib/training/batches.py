"""Samples and their batches: which axis holds the samples, and how to take some of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Integers, Mask
from course_lib.shapes import expect_name

Data = npt.NDArray[Any]


@dataclass(frozen=True)
class Samples:
    """N inputs with their targets and, for sequences, the mask of what counts.

    Parameters
    ----------
    where : str
        Begins the message of an error.
    x, target : numpy.ndarray
        Inputs and targets, each with one axis for the N samples.
    mask : numpy.ndarray, optional
        bool, with the axis of ``target`` if it is for the loss alone, else with that of ``x``.
    batch_axis : int, optional
        Axis of the samples in ``x``: 0 for (N, ...), 1 for sequences (T, N, D).
    target_axis : int, optional
        The same for ``target``; left out, it is ``batch_axis``.
    mask_for : str, optional
        Who gets the mask: "loss", "net" or "both".

    Raises
    ------
    ValueError
        If something is not an array, has no such axis, no sample, another number of samples than
        ``x``, or if ``x`` holds NaN or inf where the net's mask does not hide it.

    Examples
    --------
    >>> samples = Samples("here", np.arange(5.0), np.arange(5))
    >>> [batch.target for batch in samples.split(2, np.array([4, 3, 2, 1, 0]))]
    [array([4, 3]), array([2, 1]), array([0])]
    """

    where: str
    x: Data
    target: Data
    mask: Mask | None = None
    batch_axis: int = 0
    target_axis: int | None = None
    mask_for: str = "loss"

    def __post_init__(self) -> None:
        expect_name(f"{self.where}: mask_for", self.mask_for, ("loss", "net", "both"))
        for name, array, axis in self.arrays():
            if not isinstance(array, np.ndarray):
                raise ValueError(
                    f"{self.where}: {name} has type {type(array).__name__}, expected a NumPy array."
                )
            if not 0 <= axis < array.ndim:
                raise ValueError(
                    f"{self.where}: {name} has shape {array.shape}, expected an axis {axis} for "
                    "the samples; batch_axis and target_axis say which it is."
                )
            if array.shape[axis] != len(self) or not len(self):
                expected = f"{len(self)}, as many as x" if len(self) else "at least 1"
                raise ValueError(
                    f"{self.where}: {name} has {array.shape[axis]} samples on axis {axis}, "
                    f"expected {expected}."
                )
        self._expect_finite()

    def _expect_finite(self) -> None:
        """Check the inputs that count: those that the net's mask hides may be NaN."""
        if self.x.dtype.kind != "f" or np.isfinite(self.x).all():
            return
        bad = ~np.isfinite(self.x)
        hidden = np.zeros_like(bad)
        if self.mask is not None and self.mask.dtype == np.bool_:
            n = self.mask.ndim
            if self.mask.shape == self.x.shape[:n]:
                hidden |= ~self.mask.reshape(*self.mask.shape, *[1] * (self.x.ndim - n))
        if self.net_mask is not None:
            bad &= ~hidden
        if bad.any():
            index = tuple(int(i) for i in np.argwhere(bad)[0])
            place = ", ".join(map(str, index))
            hint = "; the mask is for the loss alone, with mask_for='both' it hides x as well"
            raise ValueError(
                f"{self.where}: x[{place}] is {self.x[index]}, expected a finite number"
                f"{hint if hidden[index] else ''}."
            )

    def __len__(self) -> int:
        """Return N."""
        return int(self.x.shape[self.batch_axis])

    @property
    def weight(self) -> int:
        """How much the samples weigh in a mean: the number of targets that the loss counts."""
        return len(self) if self.loss_mask is None else int(np.count_nonzero(self.loss_mask))

    def arrays(self) -> list[tuple[str, Data, int]]:
        """Return the name, array and samples' axis of all that is here."""
        target_axis = self.batch_axis if self.target_axis is None else self.target_axis
        arrays = [("x", self.x, self.batch_axis), ("target", self.target, target_axis)]
        if self.mask is not None:
            mask_axis = target_axis if self.mask_for == "loss" else self.batch_axis
            arrays.append(("mask", self.mask, mask_axis))
        return arrays

    def split(self, size: int, order: Integers | None = None) -> Iterator["Samples"]:
        """Give the samples, ``size`` at a time, in this order of their indices.

        The last batch may be smaller. Each batch is a copy.
        """
        order = np.arange(len(self)) if order is None else order
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            parts = {name: array.take(rows, axis) for name, array, axis in self.arrays()}
            yield replace(self, x=parts["x"], target=parts["target"], mask=parts.get("mask"))

    @property
    def loss_mask(self) -> Mask | None:
        """The mask, if the loss gets it."""
        return None if self.mask_for == "net" else self.mask

    @property
    def net_mask(self) -> Mask | None:
        """The mask, if the net gets it."""
        return None if self.mask_for == "loss" else self.mask
