"""The windows of a block of pictures as the columns of one matrix, for a fast convolution.

With M the matrix of the weights, ``sums = M @ columns`` in forward, and in backward
``dM = dsums @ columns.T`` and ``dcolumns = M.T @ dsums``. Two pairs of linear maps, each the
transpose of the other, lead there and back: ``unfold`` (pictures to columns) and ``fold``,
``collect`` (sums to maps) and ``spread``.

With stride 1 the padded rows of all pictures lie end to end in one long line. To move all windows
by (i, j) is to move along the line by i * width + j, so each kernel offset is one slice. The zeros
after a row are those before the next one, and so are the zeros between two pictures. Windows that
reach over the end of a row are computed too, and left out by ``collect``.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from course_lib.convolution.padding import reflect, reflect_backward
from course_lib.protocol import Array

# Work space for one block of pictures: it fits the cache, and Python's part in the time is small.
BLOCK_BYTES = 3 * 2**20
# OpenBLAS multiplies narrow matrices twice as fast up to about a million products.
NARROW, NARROW_PRODUCTS = 1000, 2**20


class Windows(NamedTuple):
    """Windows on pictures: each number for rows and columns, in pixels."""

    size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    padding_mode: str


class Columns:
    """Work space for n pictures (C, rows, columns) and F maps (H, W) of windows on them.

    Parameters
    ----------
    n : int
        Pictures in the block.
    picture, maps : tuple of int
        (C, rows, columns) and (F, H, W).
    windows : Windows
        The size of the kernel, stride and padding.
    dtype : numpy dtype
        Of all arrays.

    Attributes
    ----------
    columns : numpy.ndarray
        (C K, length): one column for each window, K entries of each of C maps.
    sums : numpy.ndarray
        (S F, length): S sums for each of F maps. S K is the number of entries of the kernel.
    """

    def __init__(
        self,
        n: int,
        picture: tuple[int, ...],
        maps: tuple[int, ...],
        windows: Windows,
        dtype: npt.DTypeLike,
    ) -> None:
        (C, rows, columns), (F, H, W) = picture, maps
        (p, q), (n_i, n_j) = windows.padding, windows.size
        self.windows, self.picture, self.maps = windows, (rows, columns), (H, W)
        S, K = split(C, F, windows)
        self.entries = (K // n_j, n_j)
        self.in_line = windows.stride == (1, 1)
        zeros = self.in_line and windows.padding_mode == "zeros"
        shared = (min(p, n_i - 1), min(q, n_j - 1)) if zeros else (0, 0)
        height, width = rows + 2 * p - shared[0], columns + 2 * q - shared[1]
        self.grid = (n, height, width)
        self.line = np.zeros((C, n * height * width + shared[0] * width + shared[1]), dtype)

        # The sums of windows that are all in the zeros above or below are 0; they are left out.
        skip = p if zeros and S > 1 else 0
        lines = (n, height, width) if self.in_line else (n, H, W)
        stop = ((n - 1) * lines[1] + H + S - 2) * lines[2] + W
        self.part = slice(skip * width, stop - skip * width)
        shifts = [k * lines[2] for k in range(S)]
        length = stop - shifts[-1]
        self._sums = np.zeros((S * F, max(stop, math.prod(lines))), dtype)
        self._maps = self._sums[:F, : math.prod(lines)].reshape(F, *lines)[:, :, :H, :W]
        self.sums = self._sums[:, self.part]
        self.columns = np.empty((C * K, self.sums.shape[1]), dtype)

        # The views are made once: a block takes microseconds, and so does a view.
        self.dline = np.empty_like(self.line)
        self._pixels, self._dpixels = map(self._without_padding, (self.line, self.dline))
        self._windows, dwindows = map(self._windows_of, (self.line, self.dline))
        self._columns = self.columns.reshape(self._windows.shape)
        self._entries = [
            (dwindows[:, i, j], self._columns[:, i, j]) for i, j in np.ndindex(self.entries)
        ]
        self._shifted_sums = [
            self._sums[k * F : (k + 1) * F, shift : shift + length]
            for k, shift in enumerate(shifts)
        ]

    def unfold(self, x: Array) -> None:
        """Fill the columns with pictures ``x`` (n, C, rows, columns)."""
        self._pixels[...] = x.swapaxes(0, 1)
        if self.windows.padding_mode == "reflect":
            reflect(self._padded(self.line), self.windows.padding)
        self._columns[...] = self._windows

    def fold(self) -> Array:
        """Add up what the columns hold where they were taken from: ``dx`` like ``x``."""
        self.dline.fill(0)
        # Windows overlap, so they are added one kernel entry at a time.
        for pixels, column in self._entries:
            pixels += column
        if self.windows.padding_mode == "reflect":
            reflect_backward(self._padded(self.dline), self.windows.padding)
        return self._dpixels.swapaxes(0, 1)

    def collect(self, b: Array) -> Array:
        """Add the S sums of each window, and ``b`` (F,): ``y`` (n, F, H, W)."""
        first, *others = self._shifted_sums
        # Nothing is computed outside the part, so what the block before added is still there.
        first[:, : self.part.start] = 0
        first[:, self.part.stop :] = 0
        for sums in others:
            first += sums
        first += b[:, None]  # here a map is one long row, in y many short ones
        return self._maps.swapaxes(0, 1)

    def spread(self, dy: Array) -> None:
        """Fill the S sums of each window with its gradient ``dy`` (n, F, H, W)."""
        self._maps[...] = dy.swapaxes(0, 1)
        first, *others = self._shifted_sums
        for sums in others:
            sums[...] = first

    def _windows_of(self, line: Array) -> Array:
        """Return the view (C, rows, columns, ...) of the pixels each kernel entry meets."""
        C, (n, height, width), (H, W) = len(line), self.grid, self.maps
        to_map, step = line.strides
        row = width * step
        kernel = (C, *self.entries), (to_map, row, step)
        if self.in_line:
            line = line[:, self.part]
            places: list[tuple[int, ...]] = [(self.sums.shape[1],), (step,)]
        else:
            s, t = self.windows.stride
            places = [(n, H, W), (height * row, s * row, t * step)]
        shape, strides = (a + b for a, b in zip(kernel, places, strict=True))
        return as_strided(line, shape, strides)

    def _padded(self, line: Array) -> Array:
        """Return the line as pictures (C, n, height, width)."""
        return line[:, : math.prod(self.grid)].reshape(len(line), *self.grid)

    def _without_padding(self, line: Array) -> Array:
        """Return the pictures on the line without padding, (C, n, rows, columns)."""
        (p, q), (rows, columns) = self.windows.padding, self.picture
        return self._padded(line)[:, :, p : p + rows, q : q + columns]


def split(C: int, F: int, windows: Windows) -> tuple[int, int]:
    """Return S and K: into how many sums of how many entries of the kernel a product is split.

    A column holds the whole kernel, or one row of it: then there is one sum for each kernel row,
    and the sums are added. That moves C n_j + F n_i numbers instead of C n_i n_j.
    """
    n_i, n_j = windows.size
    if windows.stride == (1, 1) and 2 * C * (n_i - 1) * n_j > F * n_i:
        return n_i, n_j
    return 1, n_i * n_j


def to_matrix(W: Array, windows: Windows) -> Array:
    """Arrange weights ``W`` (F, C, rows, columns) as M (S F, C K)."""
    F, C = W.shape[:2]
    S, K = split(C, F, windows)
    return W.reshape(F, C, S, K).transpose(2, 0, 1, 3).reshape(S * F, C * K)


def from_matrix(M: Array, shape: tuple[int, ...], windows: Windows) -> Array:
    """Arrange M (S F, C K) as weights of this shape, (F, C, rows, columns)."""
    F, C = shape[:2]
    S, K = split(C, F, windows)
    return M.reshape(S, F, C, K).transpose(1, 2, 0, 3).reshape(shape)


def blocks(x: Array, maps: tuple[int, ...], windows: Windows) -> Iterator[tuple[slice, Columns]]:
    """Yield blocks of the pictures ``x`` (B, C, rows, columns), each with its work space."""
    if not len(x):  # pictures without pixels have windows too, in the padding
        return
    C, F = x.shape[1], maps[0]
    S, K = split(C, F, windows)
    area = math.prod(n + 2 * p for n, p in zip(x.shape[2:], windows.padding, strict=True))
    per_block = BLOCK_BYTES // ((C * K + S * F) * area * x.itemsize)
    if C * K * S * F < NARROW:
        per_block = min(per_block, NARROW_PRODUCTS // (C * K * S * F * area))
    work = None
    for start in range(0, len(x), max(1, per_block)):
        block = slice(start, min(start + max(1, per_block), len(x)))
        n = block.stop - block.start
        if work is None or n != work.grid[0]:
            work = Columns(n, x.shape[1:], maps, windows, x.dtype)
        yield block, work
