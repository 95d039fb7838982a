"""The windows of a block of pictures as the columns of one matrix, for a fast convolution.

With M the matrix of the weights, ``sums = M @ columns`` in forward, and in backward
``dM = dsums @ columns.T`` and ``dcolumns = M.T @ dsums``. Two pairs of linear maps, each the
transpose of the other, lead there and back: ``unfold`` (pictures to columns) and ``fold``,
``collect`` (sums to maps) and ``spread``.

With stride 1 the padded rows of all pictures lie end to end in one long line. To move all windows
by (i, j) is to move along the line by i * width + j, so each kernel offset is one slice. Windows
that reach over the end of a row are computed too, and left out by ``collect``.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.padding import inside, reflect, reflect_backward
from course_lib.protocol import Array

# Work space for one block of pictures: about what the second-level cache of a core holds.
BLOCK_BYTES = 2**19


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
        self.windows, self.maps = windows, (H, W)
        self.padded = np.zeros((C, n, rows + 2 * p, columns + 2 * q), dtype)
        self.in_line = windows.stride == (1, 1)
        grid = self.padded.shape[1:] if self.in_line else (n, H, W)

        # A column holds the whole kernel, or one row of it: then M gives one sum for each kernel
        # row, and these sums are added. That moves C n_j + F n_i numbers and not C n_i n_j.
        by_rows = self.in_line and 2 * C * (n_i - 1) * n_j > F * n_i
        self.shifts = [i * grid[2] for i in range(n_i if by_rows else 1)]
        self.offsets = [(i, j) for i in range(1 if by_rows else n_i) for j in range(n_j)]
        slices = self._slices(self.padded)
        self._columns = np.empty((C, len(slices), *slices[0].shape[1:]), dtype)
        self._sums = np.zeros((len(self.shifts), F, *grid), dtype)
        length = math.prod(slices[0].shape[1:])
        self.columns = self._columns.reshape(-1, length)
        self.sums = self._sums.reshape(len(self.shifts) * F, -1)[:, :length]

    def unfold(self, x: Array) -> None:
        """Fill the columns with pictures ``x`` (n, C, rows, columns)."""
        inside(self.padded, self.windows.padding)[...] = x.swapaxes(0, 1)
        if self.windows.padding_mode == "reflect":
            reflect(self.padded, self.windows.padding)
        for k, pixels in enumerate(self._slices(self.padded)):
            self._columns[:, k] = pixels

    def fold(self) -> Array:
        """Add up what the columns hold where they were taken from: ``dx`` like ``x``."""
        dpadded = np.zeros_like(self.padded)
        for k, pixels in enumerate(self._slices(dpadded)):
            pixels += self._columns[:, k]
        if self.windows.padding_mode == "reflect":
            reflect_backward(dpadded, self.windows.padding)
        return inside(dpadded, self.windows.padding).swapaxes(0, 1)

    def collect(self) -> Array:
        """Add the S sums of each window: ``y`` (n, F, H, W)."""
        first, *others = self._lines()
        for line in others:
            first += line
        return self._whole_windows()

    def spread(self, dy: Array) -> None:
        """Fill the S sums of each window with its gradient ``dy`` (n, F, H, W)."""
        self._whole_windows()[...] = dy
        first, *others = self._lines()
        for line in others:
            line[...] = first

    def _slices(self, padded: Array) -> list[Array]:
        """Return, for each kernel offset, the view of the pixels that it meets in all windows."""
        if self.in_line:
            line, width = padded.reshape(len(padded), -1), padded.shape[-1]
            starts = [i * width + j for i, j in self.offsets]
            length = line.shape[1] - starts[-1]
            return [line[:, start : start + length] for start in starts]
        (s, t), (H, W) = self.windows.stride, self.maps
        return [
            padded[:, :, i : i + s * (H - 1) + 1 : s, j : j + t * (W - 1) + 1 : t]
            for i, j in self.offsets
        ]

    def _lines(self) -> list[Array]:
        """Return the S sums as views (F, length), each moved to where its windows begin."""
        F, length = self._sums.shape[1], self.sums.shape[1] - self.shifts[-1]
        return [
            self.sums[k * F : (k + 1) * F, shift : shift + length]
            for k, shift in enumerate(self.shifts)
        ]

    def _whole_windows(self) -> Array:
        """Return the view (n, F, H, W) of the first sums, without windows over the edge."""
        H, W = self.maps
        return self._sums[0, :, :, :H, :W].swapaxes(0, 1)

    def to_matrix(self, W: Array) -> Array:
        """Arrange weights ``W`` (F, C, rows, columns) as M (S F, C K)."""
        S, F, K = len(self.shifts), len(W), len(self.offsets)
        return W.reshape(F, -1, S, K).transpose(2, 0, 1, 3).reshape(S * F, -1)

    def from_matrix(self, M: Array, shape: tuple[int, ...]) -> Array:
        """Arrange M as weights of this shape, (F, C, rows, columns)."""
        S, F, K = len(self.shifts), shape[0], len(self.offsets)
        return M.reshape(S, F, -1, K).transpose(1, 2, 0, 3).reshape(shape)


def blocks(x: Array, maps: tuple[int, ...], windows: Windows) -> Iterator[tuple[slice, Columns]]:
    """Yield blocks of the pictures ``x`` (B, C, rows, columns), each with its work space."""
    if not x.size or not math.prod(maps):
        return
    work = Columns(1, x.shape[1:], maps, windows, x.dtype)
    per_block = max(1, BLOCK_BYTES // (work.columns.nbytes + work.sums.nbytes))
    for start in range(0, len(x), per_block):
        block = slice(start, min(start + per_block, len(x)))
        n = block.stop - block.start
        if n != work.padded.shape[1]:
            work = Columns(n, x.shape[1:], maps, windows, x.dtype)
        yield block, work
