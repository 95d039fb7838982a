"""aⁿbⁿ: after n times a come n times b. Who predicts the end has counted."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array, Mask
from course_lib.recurrent.sequence import lengths_to_mask
from course_lib.shapes import expect_dtype

ANBN_SYMBOLS = "ab$"
"""What the symbols 0, 1 and 2 stand for; $ is both the start and the end."""
_, B, END = range(3)


class Strings(NamedTuple):
    """N strings of different lengths and what comes next, time first, padded to T steps."""

    xs: Array
    """(T, N, 3), the symbols one-hot; 0 after the end."""
    symbols: npt.NDArray[np.int64]
    """(T, N), the input as numbers: 0 is a, 1 is b, 2 is $; also 2 after the end."""
    targets: npt.NDArray[np.int64]
    """(T, N), the next symbol."""
    mask: Mask
    """(T, N), True where there is a symbol: where a net learns."""
    predictable: Mask
    """(T, N), True from the first b on, where counting tells the next symbol: where to judge."""


def anbn(counts: npt.ArrayLike, *, dtype: npt.DTypeLike = np.float64) -> Strings:
    """Return the strings aⁿbⁿ for each n in ``counts``, with the next symbols as targets.

    For n = 3, with a star where the target can be known by counting::

        input    $ a a a b b b
        target   a a a b b b $
                         * * *

    Parameters
    ----------
    counts : array_like of int
        (N,), the n of each string, at least 1. Draw them for training, such as
        ``rng.integers(1, 11, size=32)``, and take longer ones for a test.
    dtype : numpy dtype, optional
        Of the one-hot input: float64 or float32.

    Returns
    -------
    Strings
        ``xs`` (T, N, 3), and ``symbols``, ``targets``, ``mask``, ``predictable``, all (T, N).

    Raises
    ------
    ValueError
        If ``counts`` are not whole numbers of at least 1, or ``dtype`` is not float32 or float64.

    Notes
    -----
    While there are only a's, nobody can know whether another follows: these steps are not judged.
    From the first b on, all is certain: n - 1 more b's, then $. A string is solved when all its n
    predictable symbols are right. (The first a is certain too, but needs no memory; it does not
    count.)

    As in Gers & Schmidhuber 2001, each string stands alone, between a start and an end; here one
    symbol $ is both. In Joulin & Mikolov 2015 the strings follow each other with nothing between,
    so the end of one is the first a of the next. What counts as right, every symbol that can be
    known, is theirs. Their targets and ours are one next symbol; Gers & Schmidhuber's, all that
    may come next.

    Source: Gers & Schmidhuber 2001, https://doi.org/10.1109/72.963769; Joulin & Mikolov 2015,
    https://arxiv.org/abs/1503.01007.

    Examples
    --------
    >>> strings = anbn([3, 1])
    >>> ["".join(ANBN_SYMBOLS[i] for i in column) for column in strings.symbols.T]
    ['$aaabbb', '$ab$$$$']
    >>> ["".join(ANBN_SYMBOLS[i] for i in column) for column in strings.targets.T]
    ['aaabbb$', 'ab$$$$$']
    >>> strings.predictable.T.astype(int)
    array([[0, 0, 0, 0, 1, 1, 1],
           [0, 0, 1, 0, 0, 0, 0]])
    """
    expect_dtype("anbn: dtype", dtype)
    n = np.asarray(counts)
    if n.ndim != 1 or not n.size:
        raise ValueError(f"anbn: counts has shape {n.shape}, expected (N,) with N at least 1.")
    if not np.issubdtype(n.dtype, np.integer) or n.min() < 1:
        raise ValueError(f"anbn: counts is {counts!r}, expected whole numbers of at least 1.")
    n = n.astype(np.int64)
    t = np.arange(2 * n.max() + 1)[:, None]
    mask = lengths_to_mask(2 * n + 1, len(t))
    # How many of the two borders, a to b and b to $, step t has passed: 0 is a, 1 is b, 2 is $.
    targets = (t >= n).astype(np.int64) + (t >= 2 * n)
    symbols = np.concatenate([np.full_like(targets[:1], END), targets[:-1]])
    xs = np.eye(3, dtype=dtype)[symbols] * mask[..., None]
    return Strings(xs, symbols, targets, mask, mask & (symbols == B))
