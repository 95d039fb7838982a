"""Fully connected layer, z^l = W^l a^{l-1} + b^l."""

import numpy as np
import numpy.typing as npt

from course_lib.initializers import Initializer, get_initializer
from course_lib.protocol import Array, Params, read_only
from course_lib.shapes import expect_dtype, expect_floats, expect_rng, expect_size


class Dense:
    """Fully connected layer, z = W a + b for one column a, ``a @ W.T + b`` for rows.

    Parameters
    ----------
    n_in, n_out : int
        Neurons in layers l-1 and l. ``W[i, j]`` is the lecture's w_ij: to neuron i, from neuron j.
    rng : numpy.random.Generator
        Draws the first W. The first b is 0.
    init : str or callable, optional
        How W is drawn: a name of `course_lib.initializers` or a function like those there.
    dtype : numpy dtype, optional
        float64 or float32: the dtype of the params, and so of all inputs.

    Raises
    ------
    ValueError
        If a size is not a positive whole number, or ``init`` or ``dtype`` is unknown.

    Notes
    -----
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> layer = Dense(3, 2, np.random.default_rng(0))
    >>> layer.params["W"].shape, layer.params["b"].shape
    ((2, 3), (2,))
    >>> z, cache = layer.forward(np.ones((5, 3)))
    >>> z.shape
    (5, 2)
    """

    rows_apart = True

    def __init__(
        self,
        n_in: int,
        n_out: int,
        rng: np.random.Generator,
        *,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("Dense: n_in", n_in)
        expect_size("Dense: n_out", n_out)
        expect_rng("Dense: rng", rng)
        expect_dtype("Dense: dtype", dtype)
        W = get_initializer("Dense: init", init)((n_out, n_in), rng, dtype)
        self.params: Params = {"W": W, "b": np.zeros(n_out, dtype)}

    def forward(self, a: Array) -> tuple[Array, Array]:
        """Map activations ``a`` (..., n_in) to pre-activations ``z`` (..., n_out).

        Raises
        ------
        ShapeError
            If the last axis of ``a`` is not ``n_in``.
        ValueError
            If ``a`` has not the dtype of the params.
        """
        W, b = self.params["W"], self.params["b"]
        expect_floats("Dense.forward: a", a, (..., W.shape[1]), W.dtype)
        z = a @ W.T
        z += b
        return read_only(z), a

    def backward(self, dz: Array, a: Array) -> tuple[Array, Params]:
        """Return ``da`` (..., n_in) and the gradients of W and b, summed over the rows.

        Raises
        ------
        ShapeError
            If ``dz`` is not shaped like the ``z`` of forward.
        """
        W = self.params["W"]
        expect_floats("Dense.backward: dz", dz, (*a.shape[:-1], W.shape[0]), W.dtype)
        a_rows, dz_rows = a.reshape(-1, W.shape[1]), dz.reshape(-1, W.shape[0])
        return dz @ W, {"W": dz_rows.T @ a_rows, "b": dz_rows.sum(axis=0)}
