"""The adding problem: remember two marked numbers over a long time, and give their sum."""

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array
from course_lib.shapes import expect_dtype, expect_rng, expect_size

ADDING_BASELINE = 1 / 6
"""Error of the best constant answer: the variance of a sum of two numbers from U(0, 1)."""


def adding(
    n: int, steps: int, rng: np.random.Generator, *, dtype: npt.DTypeLike = np.float64
) -> tuple[Array, Array]:
    """Return N sequences of numbers, two of them marked, and the sum of the two.

    Parameters
    ----------
    n : int
        N, how many sequences.
    steps : int
        T, their length, at least 2. The longer, the harder.
    rng : numpy.random.Generator
        Draws the numbers and the marked steps.
    dtype : numpy dtype, optional
        float64 or float32. Both get the same draws.

    Returns
    -------
    xs : numpy.ndarray
        (T, N, 2). ``xs[..., 0]`` are the numbers, uniform from 0 to 1; ``xs[..., 1]`` is 1 at the
        two marked steps and else 0.
    targets : numpy.ndarray
        (N, 1), the sum of the two marked numbers, from 0 to 2.

    Raises
    ------
    ValueError
        If a size is too small, ``rng`` is not a generator, or ``dtype`` is not float32 or float64.

    Notes
    -----
    The first mark is at any of the first T // 2 steps, the second at any of the others. Who cannot
    remember does best with the answer 1, the mean of the targets. The mean squared error is then
    their variance: 1/12 for each number, so 1/6 for the sum, which is ``ADDING_BASELINE``. It does
    not depend on T.

    Source: Hochreiter & Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735, who drew
    from -1 to 1, scaled the sum to stay between 0 and 1, marked both ends with -1 and let lengths
    differ; numbers from 0 to 1 and a fixed length as in Le, Jaitly & Hinton 2015,
    https://arxiv.org/abs/1504.00941; one mark in each half as in Arjovsky, Shah & Bengio 2016,
    https://arxiv.org/abs/1511.06464.

    Examples
    --------
    >>> xs, targets = adding(3, 100, np.random.default_rng(0))
    >>> xs.shape, targets.shape
    ((100, 3, 2), (3, 1))
    >>> numbers, marks = xs[..., 0], xs[..., 1]
    >>> bool(np.allclose((numbers * marks).sum(axis=0), targets[:, 0]))
    True
    """
    expect_size("adding: n", n)
    expect_size("adding: steps", steps, least=2)
    expect_rng("adding: rng", rng)
    expect_dtype("adding: dtype", dtype)
    xs = np.zeros((steps, n, 2), dtype)
    xs[..., 0] = rng.random((steps, n))
    half = steps // 2
    first, second = rng.integers(0, half, n), rng.integers(half, steps, n)
    row = np.arange(n)
    xs[first, row, 1] = xs[second, row, 1] = 1
    return xs, (xs[first, row, 0] + xs[second, row, 0])[:, None]
