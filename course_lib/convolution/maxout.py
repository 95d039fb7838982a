"""Maxout: a neuron that takes the largest of several weighted sums."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course_lib.convolution.pooling import MaxPoolMaps
from course_lib.fully_connected.dense import Dense
from course_lib.initializers import Initializer, get_initializer
from course_lib.parts import ParamsOf
from course_lib.protocol import Array, Params
from course_lib.shapes import expect_dtype, expect_floats, expect_rng, expect_size


class Maxout:
    """Maxout layer, a_i = max over k of z_ik with z = W x + b: a learned activation function.

    Each neuron has several weighted sums, and its output is the largest. As a function of the
    input this is convex and made of straight pieces: with 2 sums ReLU and ``|x|`` are among them.

    Parameters
    ----------
    n_in, n_out : int
        Neurons before, and in the layer.
    n_pieces : int
        Sums of each neuron. The rows i n_pieces, ..., (i + 1) n_pieces - 1 of W are neuron i's.
    rng : numpy.random.Generator
        Draws the first W (n_out n_pieces, n_in). The first b is 0.
    init, dtype : optional
        As for `Dense`.

    Raises
    ------
    ValueError
        If an argument is not as above.

    Notes
    -----
    It is a `Dense` layer and a pool across its outputs, so of equal sums the first gets the
    gradient.
    Source: Goodfellow et al. 2013, https://proceedings.mlr.press/v28/goodfellow13.html; lecture,
    part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> layer = Maxout(1, 1, 2, np.random.default_rng(0))
    >>> layer.params["W"][:] = [[1.0], [-1.0]]
    >>> a, cache = layer.forward(np.array([[-3.0], [2.0]]))
    >>> a
    array([[3.],
           [2.]])
    """

    params = ParamsOf("sums")

    def __init__(
        self,
        n_in: int,
        n_out: int,
        n_pieces: int,
        rng: np.random.Generator,
        *,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("Maxout: n_in", n_in)
        expect_size("Maxout: n_out", n_out)
        expect_size("Maxout: n_pieces", n_pieces)
        expect_rng("Maxout: rng", rng)
        expect_dtype("Maxout: dtype", dtype)
        init = get_initializer("Maxout: init", init)
        self.sums = Dense(n_in, n_out * n_pieces, rng, init=init, dtype=dtype)
        self.largest = MaxPoolMaps(n_pieces)

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Any]]:
        """Map ``x`` (B, n_in) to ``a`` (B, n_out).

        Raises
        ------
        ShapeError
            If ``x`` is not (B, n_in).
        ValueError
            If ``x`` has not the dtype of the params.
        """
        W = self.params["W"]
        expect_floats("Maxout.forward: x", x, ("B", W.shape[1]), W.dtype)
        z, _ = self.sums.forward(x)
        a, cache = self.largest.forward(z)
        return a, (x, cache)

    def backward(self, da: Array, cache: tuple[Array, Any]) -> tuple[Array, Params]:
        """Return ``dx`` (B, n_in) and the gradients of W and b.

        Raises
        ------
        ShapeError
            If ``da`` is not shaped like the ``a`` of forward.
        """
        x, pool_cache = cache
        n_out = len(self.params["b"]) // self.largest.size[0]
        expect_floats("Maxout.backward: da", da, (len(x), n_out), x.dtype)
        dz, _ = self.largest.backward(da, pool_cache)
        return self.sums.backward(dz, x)
