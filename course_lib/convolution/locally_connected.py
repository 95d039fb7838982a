"""Local connections without shared weights: sparse connectivity alone."""

import math

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.convolution.windows import output_axes, per_axis
from course_lib.initializers import Initializer, get_initializer
from course_lib.protocol import Array, Params, read_only
from course_lib.shapes import expect_dtype, expect_floats, expect_rng, expect_size


class LocallyConnected2D:
    """A neuron for each window of a picture, with a kernel of its own: y_rc = W_rc x_rc + b_rc.

    Parameters
    ----------
    c_in, c_out : int
        Feature maps that come in and go out.
    picture : int or (int, int)
        Rows and columns of the pictures. Unlike a convolution the layer is made for one size.
    size : int or (int, int)
        Rows and columns of a window, in pixels.
    rng : numpy.random.Generator
        Draws the first W (rows out, columns out, c_out, c_in, rows, columns). The first b
        (c_out, rows out, columns out) is 0.
    stride : int or (int, int), optional
        Pixels from one window to the next.
    init : str or callable, optional
        How each kernel is drawn: a name of `course_lib.initializers` or a function like those.
    dtype : numpy dtype, optional
        float64 or float32.

    Raises
    ------
    ShapeError
        If the window does not fit the picture.
    ValueError
        If an argument is not as above.

    Notes
    -----
    Source: lecture, part "Convolutional Layer". The layer of "each neuron connects to some of
    the neurons before it"; with the same kernel at all places it is `Conv2D`.

    Examples
    --------
    100 neurons, each of which sees 10 x 10 of the 100 x 100 pixels, have 10,000 weights:

    >>> layer = LocallyConnected2D(1, 1, 100, 10, np.random.default_rng(0), stride=10)
    >>> layer.params["W"].shape, layer.params["W"].size
    ((10, 10, 1, 1, 10, 10), 10000)
    >>> y, cache = layer.forward(np.ones((2, 1, 100, 100)))
    >>> y.shape
    (2, 1, 10, 10)
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        picture: int | tuple[int, int],
        size: int | tuple[int, int],
        rng: np.random.Generator,
        *,
        stride: int | tuple[int, int] = 1,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("LocallyConnected2D: c_in", c_in)
        expect_size("LocallyConnected2D: c_out", c_out)
        self.picture = per_axis("LocallyConnected2D: picture", picture, 2)
        self.size = per_axis("LocallyConnected2D: size", size, 2)
        expect_rng("LocallyConnected2D: rng", rng)
        self.stride = per_axis("LocallyConnected2D: stride", stride, 2)
        expect_dtype("LocallyConnected2D: dtype", dtype)
        draw = get_initializer("LocallyConnected2D: init", init)
        H, W = output_axes(
            "LocallyConnected2D: picture", self.picture, 0, self.size, self.stride, (0, 0)
        )
        kernels = [draw((c_out, c_in, *self.size), rng, dtype) for _ in range(H * W)]
        self.params: Params = {
            "W": np.stack(kernels).reshape(H, W, c_out, c_in, *self.size),
            "b": np.zeros((c_out, H, W), dtype),
        }

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Map pictures ``x`` (B, c_in, rows, columns) to ``y`` (B, c_out, rows, columns).

        Raises
        ------
        ShapeError
            If ``x`` has another number of maps or another size than the layer was made for.
        ValueError
            If ``x`` has not the dtype of the params.
        """
        W, b = self.params["W"], self.params["b"]
        expect_floats("LocallyConnected2D.forward: x", x, ("B", W.shape[3], *self.picture), W.dtype)
        # Neuron (r, c) of map f: the sum over k, i, j of its kernel times its window.
        rows = self._rows(x)
        y = rows @ self._kernels().swapaxes(2, 3)
        return read_only(y.transpose(2, 3, 0, 1) + b), x

    def backward(self, dy: Array, x: Array) -> tuple[Array, Params]:
        """Return ``dx``, shaped like ``x``, and the gradients of W and b, summed over the batch.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        W, b = self.params["W"], self.params["b"]
        expect_floats("LocallyConnected2D.backward: dy", dy, (len(x), *b.shape), W.dtype)
        dneurons = dy.transpose(2, 3, 0, 1)
        dW = dneurons.swapaxes(2, 3) @ self._rows(x)
        dx = np.zeros(x.shape, x.dtype)
        dwindows = self._windows(dx)
        drows = (dneurons @ self._kernels()).reshape(dwindows.transpose(2, 3, 0, 1, 4, 5).shape)
        # The windows may overlap, so their gradients are added one kernel offset at a time.
        for i, j in np.ndindex(*self.size):
            dwindows[..., i, j] += drows[..., i, j].transpose(2, 3, 0, 1)
        return dx, {"W": dW.reshape(W.shape), "b": dy.sum(axis=0)}

    def expect_steps_kept(self) -> None:
        """Check that step t stays step t along the last axis: a mask over time asks for that.

        Raises
        ------
        ValueError
            If a window covers several steps, or leaves some out.
        """
        if (self.size[1], self.stride[1]) != (1, 1):
            raise ValueError(
                f"LocallyConnected2D: under a mask the steps have size {self.size[1]} and stride "
                f"{self.stride[1]}, expected 1 and 1, so that as many steps come out."
            )

    def multiply_adds(self, shape: tuple[int, ...]) -> int:
        """Return the products in one forward on an ``x`` of this shape: each weight once."""
        return shape[0] * self.params["W"].size

    def _windows(self, x: Array) -> Array:
        """Return the view (B, c_in, rows out, columns out, rows, columns) of all windows."""
        s, t = self.stride
        return sliding_window_view(x, self.size, axis=(2, 3), writeable=x.flags.writeable)[
            :, :, ::s, ::t
        ]

    def _rows(self, x: Array) -> Array:
        """Return what each neuron sees as rows, (rows out, columns out, B, c_in size)."""
        windows = self._windows(x).transpose(2, 3, 0, 1, 4, 5)
        return windows.reshape(*windows.shape[:3], math.prod(windows.shape[3:]))

    def _kernels(self) -> Array:
        """Return W as a matrix (c_out, c_in size) for each place."""
        W = self.params["W"]
        return W.reshape(*W.shape[:3], math.prod(W.shape[3:]))
