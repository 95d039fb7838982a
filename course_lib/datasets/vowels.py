"""JapaneseVowels: who of nine speakers says /ae/."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.datasets.files import read_arrays
from course_lib.protocol import Array, Mask
from course_lib.shapes import expect_dtype

FILE = "japanese_vowels.npz"
SHA256 = "ca4abceb3958f93acd298557383dc5da27be84ce9181328660b1f469e793af7e"
N_STEPS = 29


class Utterances(NamedTuple):
    """N utterances of different lengths, time first, padded with zeros to T steps."""

    frames: Array
    """(T, N, 12), the LPC cepstrum coefficients of each frame; 0 after the end."""
    mask: Mask
    """(T, N), True where there is a frame."""
    lengths: npt.NDArray[np.int64]
    """(N,), in frames."""
    speakers: npt.NDArray[np.int64]
    """(N,), 0 to 8."""


def japanese_vowels(*, dtype: npt.DTypeLike = np.float64) -> tuple[Utterances, Utterances]:
    """Return (train, test): 270 and 370 real utterances of nine men who say /ae/.

    A frame is 25.6 ms of sound, sampled at 10 kHz, in 12 LPC cepstrum coefficients; the next frame
    begins 6.4 ms later. An utterance has 7 to 29 frames. Train has 30 utterances of each speaker;
    test was recorded on other occasions and has 24 to 88.

    Parameters
    ----------
    dtype : numpy dtype, optional
        Of the frames: float64 or float32.

    Returns
    -------
    train, test : Utterances
        ``frames`` (29, N, 12), ``mask`` (29, N), ``lengths`` (N,) and ``speakers`` (N,), in the
        order of the source: sorted by speaker. The arrays are new: change them as you like.

    Raises
    ------
    ValueError
        If ``dtype`` is not float32 or float64.
    DatasetError
        If the package's data file is missing or damaged.

    Notes
    -----
    Source: Kudo, Toyama & Shimbo 1999, https://doi.org/10.1016/S0167-8655(99)00077-X; UCI Machine
    Learning Repository, https://doi.org/10.24432/C5NS47, and its split; CC BY 4.0, see
    ``course_lib/data/japanese_vowels.md``.

    Examples
    --------
    >>> train, test = japanese_vowels()
    >>> train.frames.shape, test.frames.shape
    ((29, 270, 12), (29, 370, 12))
    >>> np.unique(test.speakers, return_counts=True)[1]
    array([31, 35, 88, 44, 29, 24, 40, 50, 29])
    """
    expect_dtype("japanese_vowels: dtype", dtype)
    stored = read_arrays("japanese_vowels", FILE, SHA256)

    def part(name: str) -> Utterances:
        lengths = stored[f"{name}_lengths"].astype(np.int64)
        mask = np.arange(N_STEPS)[:, None] < lengths
        frames = np.zeros((*mask.shape, 12), dtype)
        # Stored one utterance after the other: fill utterance by utterance, so through the
        # transposed view. Stored as whole millionths, which is all that the source has.
        frames.swapaxes(0, 1)[mask.T] = stored[f"{name}_millionths"] / 1e6
        return Utterances(frames, mask, lengths, stored[f"{name}_speakers"].astype(np.int64))

    return part("train"), part("test")
