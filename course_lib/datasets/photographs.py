"""Two real photographs, small: a temple and a flower."""

import numpy as np
import numpy.typing as npt

from course_lib.datasets.files import read_arrays
from course_lib.protocol import Array
from course_lib.shapes import expect_dtype, expect_name

FILE = "photographs.npz"
SHA256 = "74c05e80e6b98f7c4da15a5648b87c1747c13d0a22f7b1faf17f38d6d631fd89"
NAMES = ("china", "flower")
ROWS, COLUMNS = 160, 240
# How bright red, green and blue look, in thousandths, as for television (ITU-R BT.601).
BRIGHTNESS = (299, 587, 114)


def photograph(name: str, *, colour: bool = False, dtype: npt.DTypeLike = np.float64) -> Array:
    """Return a photograph, 160 rows by 240 columns of pixels, grey or in colour.

    Parameters
    ----------
    name : str
        ``"china"``, a pavilion above a lake, or ``"flower"``, a dahlia.
    colour : bool, optional
        Whether to return red, green and blue, or one grey value.
    dtype : numpy dtype, optional
        float64 or float32.

    Returns
    -------
    numpy.ndarray
        (160, 240), or (160, 240, 3) in colour, rows from the top, columns from the left; 0 is
        black and 1 is white. The array is new: change it as you like.

    Raises
    ------
    ValueError
        If there is no photograph of this name, ``colour`` is not True or False, or ``dtype`` is not
        float32 or float64.
    DatasetError
        If the package's data file is missing or damaged.

    Notes
    -----
    A grey value is 0.299 red + 0.587 green + 0.114 blue, about as bright as the colour looks.
    A `Conv2D` wants (B, C, rows, columns): ``grey[None, None]``, or for colours
    ``np.moveaxis(colours, -1, 0)[None]``.

    Source: photographs on Flickr, CC BY 2.0, as shipped with scikit-learn; see
    ``course_lib/data/photographs.md`` for the photographers and the changes. Grey: ITU-R
    Recommendation BT.601.

    Examples
    --------
    >>> photograph("china").shape, photograph("flower", colour=True).shape
    ((160, 240), (160, 240, 3))
    """
    expect_name("photograph: name", name, NAMES)
    if not isinstance(colour, bool | np.bool_):
        raise ValueError(f"photograph: colour is {colour!r}, expected True or False.")
    expect_dtype("photograph: dtype", dtype)
    pixels = read_arrays("photograph", FILE, SHA256)[name]
    # Whole numbers are exact in either dtype: one rounding only, in the division.
    whole = pixels if colour else pixels @ np.array(BRIGHTNESS)
    image: Array = whole.astype(dtype)
    image /= 255 if colour else 255_000
    return image
