"""Embedding: a row of numbers, learned, for each word or class."""

import numpy as np
import numpy.typing as npt

from course_lib.initializers import Initializer, get_initializer
from course_lib.protocol import Array, Integers, Params, read_only
from course_lib.shapes import expect_array, expect_dtype, expect_floats, expect_rng, expect_size


class Embedding:
    """Embedding, y = W[x]: row x of W. It is the one layer whose input is integers.

    The same as a `Dense` layer without bias on one-hot vectors, without the products by 0.

    Parameters
    ----------
    n_in : int
        How many words or classes there are; ``x`` is from 0 to n_in - 1.
    n_out : int
        Numbers in the row of each.
    rng : numpy.random.Generator
        Draws the first W (n_in, n_out).
    init : str or callable, optional
        How W is drawn: a function of `course_lib.initializers` or a name there. Without it,
        from Normal(0, 1).
    dtype : numpy dtype, optional
        float64 or float32: the dtype of W, and so of the output.

    Raises
    ------
    ValueError
        If a size is not a positive whole number, or ``init`` or ``dtype`` is unknown.

    Notes
    -----
    Here W[i] belongs to input i: the layout of every embedding table, and the transpose of the
    W of a `Dense` layer.
    Source: Bengio et al. 2003, https://www.jmlr.org/papers/v3/bengio03a.html.

    Examples
    --------
    >>> layer = Embedding(7, 3, np.random.default_rng(0))
    >>> y, cache = layer.forward(np.array([[2, 0], [6, 2]]))
    >>> y.shape, bool((y[0, 0] == y[1, 1]).all())
    ((2, 2, 3), True)
    """

    rows_apart = True

    def __init__(
        self,
        n_in: int,
        n_out: int,
        rng: np.random.Generator,
        *,
        init: str | Initializer | None = None,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("Embedding: n_in", n_in)
        expect_size("Embedding: n_out", n_out)
        expect_rng("Embedding: rng", rng)
        expect_dtype("Embedding: dtype", dtype)
        draw = standard_normal if init is None else get_initializer("Embedding: init", init)
        self.params: Params = {"W": draw((n_in, n_out), rng, dtype)}

    def forward(self, x: Integers) -> tuple[Array, Integers]:
        """Map integers ``x`` of any shape to ``y`` (..., n_out).

        Raises
        ------
        ValueError
            If ``x`` is not a NumPy array of integers, or one is not from 0 to n_in - 1.
        """
        W, name = self.params["W"], "Embedding.forward: x"
        expect_array(name, x, "of integers")
        if not np.issubdtype(x.dtype, np.integer):
            raise ValueError(
                f"{name} has dtype {x.dtype}, expected integers from 0 to {len(W) - 1}."
            )
        if x.size and (x.min() < 0 or x.max() >= len(W)):
            raise ValueError(
                f"{name} has entries from {x.min()} to {x.max()}, expected 0 to {len(W) - 1}."
            )
        return read_only(W[x]), x

    def backward(self, dy: Array, x: Integers) -> tuple[Array, Params]:
        """Return ``dx``, all 0, and the gradient of W: the sum of ``dy`` where each row was used.

        An integer cannot be moved a little, so there is no slope; zeros shaped like ``x`` let a
        net with an embedding in front work like any other.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        W = self.params["W"]
        expect_floats("Embedding.backward: dy", dy, (*x.shape, W.shape[1]), W.dtype)
        dW = np.zeros_like(W)
        # Not dW[x] += dy: that would keep only one of two gradients of the same row.
        np.add.at(dW, x, dy)
        return np.zeros(x.shape, W.dtype), {"W": dW}

    def multiply_adds(self, shape: tuple[int, ...]) -> int:
        """Return 0: rows are copied, nothing is multiplied."""
        return 0


def standard_normal(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
) -> Array:
    """Draw from Normal(0, 1): a row of an embedding adds up no inputs, so nothing scales it.

    Examples
    --------
    >>> standard_normal((2, 3), np.random.default_rng(0)).shape
    (2, 3)
    """
    return rng.standard_normal(shape).astype(dtype, copy=False)
