"""MNIST-5k: five thousand real handwritten digits."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.datasets.files import read_arrays
from course_lib.protocol import Array
from course_lib.shapes import expect_dtype, expect_size

FILE = "mnist5k.npz"
SHA256 = "d2c5840951d82937d030b3b7725b464e4b65489ebbc348ff15922b410428dbb4"
SIDE, N_TRAIN, N_TEST = 28, 4000, 1000


class Digits(NamedTuple):
    """N pictures of handwritten digits and what they show."""

    images: Array
    """(N, size, size), rows from the top, 0 is paper and 1 is full ink."""
    labels: npt.NDArray[np.int64]
    """(N,), the digits 0 to 9."""


def mnist5k(
    *, size: int = SIDE, n_train: int = N_TRAIN, dtype: npt.DTypeLike = np.float64
) -> tuple[Digits, Digits]:
    """Return (train, test): up to 4,000 and always the same 1,000 real digits.

    Parameters
    ----------
    size : int, optional
        Rows and columns of a picture, in pixels: 28, or a divisor of it. A smaller picture holds
        the means of square blocks: at 14, of 2x2 pixels.
    n_train : int, optional
        How many training pictures, 1 to 4,000. A multiple of 10 has every class equally often.
    dtype : numpy dtype, optional
        Of the pictures: float64 or float32.

    Returns
    -------
    train, test : Digits
        ``images`` (N, size, size) in [0, 1] and ``labels`` (N,). The arrays are new: change them
        as you like.

    Raises
    ------
    ValueError
        If ``size`` does not divide 28, there are fewer than ``n_train`` training pictures, or
        ``dtype`` is not float32 or float64.
    DatasetError
        If the package's data file is missing or damaged.

    Notes
    -----
    All pictures come from MNIST's training set, 500 of each class, so one writer can be in both
    parts: an accuracy here must not be compared with those published for MNIST's own test set.
    Every ten pictures in a row, from the start, show every digit once.

    Source: LeCun, Cortes & Burges, the MNIST database; LeCun et al. 1998,
    https://doi.org/10.1109/5.726791; CC BY-SA 3.0, see ``course_lib/data/mnist5k.md``.

    Examples
    --------
    >>> train, test = mnist5k(size=14)
    >>> train.images.shape, test.images.shape
    ((4000, 14, 14), (1000, 14, 14))
    >>> np.unique(test.labels, return_counts=True)[1]
    array([100, 100, 100, 100, 100, 100, 100, 100, 100, 100])
    """
    expect_size("mnist5k: size", size)
    if SIDE % size:
        raise ValueError(
            f"mnist5k: size is {size}, expected 28 or a divisor of it, such as 14 or 7."
        )
    expect_size("mnist5k: n_train", n_train)
    if n_train > N_TRAIN:
        raise ValueError(
            f"mnist5k: n_train is {n_train}, expected at most {N_TRAIN}; the other {N_TEST} "
            "pictures are the test set."
        )
    expect_dtype("mnist5k: dtype", dtype)
    stored = read_arrays("mnist5k", FILE, SHA256)

    def part(rows: slice) -> Digits:
        images = shrink(stored["images"][rows], size, dtype)
        return Digits(images, stored["labels"][rows].astype(np.int64))

    return part(slice(n_train)), part(slice(N_TRAIN, None))


def shrink(pixels: npt.NDArray[np.uint8], size: int, dtype: npt.DTypeLike) -> Array:
    """Average ``pixels`` (N, n, n) of 0 to 255 over blocks to (N, size, size) in [0, 1].

    Examples
    --------
    >>> shrink(np.array([[[0, 255], [255, 0]]], np.uint8), 1, np.float64)
    array([[[0.5]]])
    """
    k = pixels.shape[1] // size
    blocks = pixels.reshape(len(pixels), size, k, size, k)
    # The sum is exact in either dtype, so there is one rounding only, in the division.
    means: Array = blocks.sum(axis=(2, 4), dtype=dtype) / (255 * k * k)
    return means
