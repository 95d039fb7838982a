"""Pyramidal RNN: a layer that reads several steps at once, so that its sequence is shorter."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.parts import ParamsOf, Place
from course_lib.protocol import Array, Mask, read_only
from course_lib.recurrent.sequence import Grads, SequenceLayer, expect_cache, expect_mask, hide
from course_lib.shapes import expect_floats, expect_layer, expect_size


class PyramidCache(NamedTuple):
    """What the pyramid must remember."""

    n_steps: int  # T of xs
    inner: Any  # the layer's cache
    inputs_mask: Mask | None

    @property
    def state(self) -> Any:
        """The layer's state after the last step."""
        return self.inner.state

    @property
    def mask(self) -> Mask | None:
        """The mask of the output, (⌈T / k⌉, B)."""
        mask: Mask | None = self.inner.mask
        return mask


class Pyramid:
    """Joins each k steps and gives them to a layer: T steps in, ⌈T / k⌉ steps out.

    Parameters
    ----------
    layer : SequenceLayer
        Takes (⌈T / k⌉, B, k D): the k inputs of D numbers one after the other.
    n_join : int, optional
        k, how many steps become one.

    Attributes
    ----------
    layer : SequenceLayer
        The layer; ``params`` is the layer's own.

    Raises
    ------
    ValueError
        If ``layer`` is not a sequence layer or ``n_join`` no positive whole number. An error
        inside the layer is passed on.

    Notes
    -----
    Ragged ends: where k does not divide T, inputs of 0 are put after the last step. With a mask,
    a joined step counts if one of its k steps does; those that do not are 0. So a sequence of
    length n, padded at its end, becomes one of length ⌈n / k⌉, the same as it would be alone. The
    shorter mask is ``cache.mask``.
    For a pyramid of layers with two directions, write ``Pyramid(Bidirectional(...))``.
    Source: lecture, part "Pyramidal RNN"; Chan et al. 2016,
    https://doi.org/10.1109/ICASSP.2016.7472621.

    Examples
    --------
    >>> from course_lib import RNN
    >>> pyramid = Pyramid(RNN(2 * 3, 4, np.random.default_rng(0)), 2)
    >>> pyramid.forward(np.ones((7, 5, 3)))[0].shape
    (4, 5, 4)
    """

    params = ParamsOf("layer")
    batch_axis = 1

    def __init__(self, layer: SequenceLayer, n_join: int = 2) -> None:
        expect_layer("Pyramid: layer", layer, "xs", "state", "mask")
        expect_size("Pyramid: n_join", n_join)
        self.layer, self.n_join = layer, n_join

    def forward(
        self, xs: Array, state: Any = None, mask: Mask | None = None
    ) -> tuple[Array, PyramidCache]:
        """Map ``xs`` (T, B, D) to ``hs`` (⌈T / k⌉, B, H); options as in `Recurrent.forward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        expect_floats("Pyramid.forward: xs", xs, ("T", "B", "D"))
        expect_mask("Pyramid.forward: mask", mask, xs.shape[:2])
        joined = join_steps(hide(xs, mask), self.n_join)
        any_on: Mask | None = None
        if mask is not None:
            any_on = np.any(join_steps(mask[:, :, np.newaxis], self.n_join), axis=2)
        with Place(f"Pyramid, {self.n_join} steps joined"):
            hs, inner = self.layer.forward(joined, state, any_on)
            expect_cache(type(self.layer).__name__, inner)
        return read_only(hs[...]), PyramidCache(len(xs), inner, mask)

    def backward(self, dhs: Array, cache: PyramidCache, dstate: Any = None) -> tuple[Array, Grads]:
        """Return ``dxs`` (T, B, D) and ``grads``; options as in `Recurrent.backward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        with Place(f"Pyramid, {self.n_join} steps joined"):
            djoined, grads = self.layer.backward(dhs, cache.inner, dstate)
        dxs = split_steps(djoined, self.n_join, cache.n_steps)
        return hide(dxs, cache.inputs_mask), grads


def join_steps(xs: npt.NDArray[Any], k: int) -> npt.NDArray[Any]:
    """Return (⌈T / k⌉, B, k D) from ``xs`` (T, B, D), with 0 after the last step.

    Examples
    --------
    >>> join_steps(np.array([[[1]], [[2]], [[3]]]), 2)[:, 0]
    array([[1, 2],
           [3, 0]])
    """
    T, B, D = xs.shape
    n = -(-T // k)
    padded = np.zeros((n * k, B, D), xs.dtype)
    padded[:T] = xs
    return padded.reshape(n, k, B, D).swapaxes(1, 2).reshape(n, B, k * D)


def split_steps(joined: Array, k: int, n_steps: int) -> Array:
    """Return ``xs`` (T, B, D) from what `join_steps` made of it.

    Examples
    --------
    >>> split_steps(np.array([[[1, 2]], [[3, 0]]]), 2, 3).ravel()
    array([1, 2, 3])
    """
    n, B, D = joined.shape[0], joined.shape[1], joined.shape[2] // k
    return joined.reshape(n, B, k, D).swapaxes(1, 2).reshape(n * k, B, D)[:n_steps]
