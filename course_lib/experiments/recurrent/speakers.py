"""Who of nine men speaks, from the frames of an utterance: the task of several pages."""

from functools import cache

import numpy as np

from course_lib.datasets import Utterances, japanese_vowels
from course_lib.protocol import Array, Integers
from course_lib.shapes import expect_size

D, SPEAKERS = 12, 9


@cache
def utterances() -> tuple[Utterances, Utterances]:
    """Return (train, test), each number of a frame scaled by the training frames: read-only.

    Over the training frames each of the 12 numbers has mean 0 and standard deviation 1. Padding
    stays 0.
    """
    train, test = japanese_vowels()
    real = train.frames[train.mask]
    mean, spread = real.mean(axis=0), real.std(axis=0)

    def scaled(part: Utterances) -> Utterances:
        frames = np.where(part.mask[..., None], (part.frames - mean) / spread, 0)
        frames.flags.writeable = False
        return part._replace(frames=frames)

    return scaled(train), scaled(test)


def windows(xs: Array, reach: int) -> Array:
    """Return each step of ``xs`` (T, B, D) with its neighbours: (T, B, (2 reach + 1) D).

    Before the first step and after the last there is 0.

    Raises
    ------
    ValueError
        If ``reach`` is negative or no whole number.

    Examples
    --------
    >>> windows(np.array([[[1]], [[2]], [[3]]]), 1)[:, 0]
    array([[0, 1, 2],
           [1, 2, 3],
           [2, 3, 0]])
    """
    expect_size("windows: reach", reach, least=0)
    padded = np.pad(xs, ((reach, reach), (0, 0), (0, 0)))
    parts = [padded[i : i + len(xs)] for i in range(2 * reach + 1)]
    return np.concatenate(parts, axis=2)


def targets(part: Utterances) -> Integers:
    """Return the speaker of each frame, (T, N)."""
    return np.repeat(part.speakers[None], len(part.mask), axis=0)
