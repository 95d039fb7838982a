"""Frames of a hidden Markov model: at each step a hidden state, shown through noise.

How well anybody can know the states from the frames is computed in `course_lib.datasets.bayes`.
"""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array
from course_lib.shapes import (
    expect_dtype,
    expect_floats,
    expect_number,
    expect_rng,
    expect_size,
)

Float64s = npt.NDArray[np.float64]


class Frames(NamedTuple):
    """N sequences of T frames and the states behind them, time first."""

    xs: Array
    """(T, N, D), what is seen."""
    states: npt.NDArray[np.int64]
    """(T, N), what is hidden: 0 to K - 1."""


class HMM:
    """A hidden Markov model: s_t follows from s_{t-1} by chance, and x_t = means[s_t] + noise.

    Parameters
    ----------
    start : array_like
        (K,), the probability of each state at the first step.
    transition : array_like
        (K, K), ``transition[i, j]`` is the probability that state j comes after state i. 0 is
        allowed: then j never comes after i.
    means : array_like
        (K, D), the frame of each state without noise.
    spread : float
        Standard deviation of the noise: normal, independent in each of the D numbers.

    Raises
    ------
    ValueError
        If a shape does not fit, probabilities are negative or do not add up to 1, or ``spread`` is
        not a positive number.

    Examples
    --------
    >>> HMM([1, 0], [[0.5, 0.5], [0, 1]], [[-1], [1]], 0.5).n_states
    2
    """

    def __init__(
        self,
        start: npt.ArrayLike,
        transition: npt.ArrayLike,
        means: npt.ArrayLike,
        spread: float,
    ) -> None:
        self.start: Float64s = np.array(start, np.float64)
        self.transition: Float64s = np.array(transition, np.float64)
        self.means: Float64s = np.array(means, np.float64)
        expect_floats("HMM: start", self.start, ("K",))
        self.n_states = len(self.start)
        expect_floats("HMM: transition", self.transition, (self.n_states, self.n_states))
        expect_floats("HMM: means", self.means, (self.n_states, "D"))
        _expect_probabilities("HMM: start", self.start)
        for i, row in enumerate(self.transition):
            _expect_probabilities(f"HMM: row {i} of transition", row)
        if not np.isfinite(self.means).all():
            raise ValueError("HMM: means has an entry that is NaN or inf, expected numbers.")
        expect_number("HMM: spread", spread, "a positive number", lambda s: 0 < s < np.inf)
        self.spread = float(spread)

    @classmethod
    def levels(cls, n_states: int = 6, *, stay: float = 0.78, spread: float = 0.74) -> Self:
        """Return the model of this course: K levels one apart, around 0, each kept for a while.

        Parameters
        ----------
        n_states : int, optional
            K, at least 2.
        stay : float, optional
            Probability that the next state is the same. All others are equally likely.
        spread : float, optional
            Standard deviation of the noise. The levels are 1 apart.

        Raises
        ------
        ValueError
            If K is below 2, ``stay`` is not a probability or ``spread`` is not positive.

        Notes
        -----
        One frame tells the state right with probability 1 - (2 - 2/K) Φ(-1 / (2 spread)), where Φ
        is the normal distribution function: each level can be taken for the one above or below, the
        two at the ends for one only. With the numbers given here that is .584, and all 50 frames of
        a sequence together give .78.

        Source: this course.

        Examples
        --------
        >>> HMM.levels(3).means.ravel()
        array([-1.,  0.,  1.])
        """
        expect_size("HMM.levels: n_states", n_states, least=2)
        expect_number("HMM.levels: stay", stay, "a number from 0 to 1", lambda p: 0 <= p <= 1)
        K = n_states
        transition = np.full((K, K), (1 - stay) / (K - 1))
        np.fill_diagonal(transition, stay)
        return cls(np.full(K, 1 / K), transition, np.arange(K)[:, None] - (K - 1) / 2, spread)


def hmm_frames(
    n: int,
    steps: int,
    rng: np.random.Generator,
    hmm: HMM | None = None,
    *,
    dtype: npt.DTypeLike = np.float64,
) -> Frames:
    """Return N sequences of T frames with the state behind each frame.

    Parameters
    ----------
    n, steps : int
        N and T.
    rng : numpy.random.Generator
        Draws states and noise.
    hmm : HMM, optional
        `HMM.levels` with its six states, if left out.
    dtype : numpy dtype, optional
        Of the frames: float64 or float32. Both get the same draws.

    Returns
    -------
    Frames
        ``xs`` (T, N, D) and ``states`` (T, N).

    Raises
    ------
    ValueError
        If a size is not a positive whole number, ``rng`` is not a generator, ``hmm`` is not an
        `HMM`, or ``dtype`` is not float32 or float64.

    Notes
    -----
    Source: Rabiner 1989, https://doi.org/10.1109/5.18626. The task, to name the state of each frame
    from the past or from past and future, follows frame classification in Graves & Schmidhuber
    2005, https://doi.org/10.1016/j.neunet.2005.06.042, with a bound that can be computed.

    Examples
    --------
    >>> frames = hmm_frames(3, 50, np.random.default_rng(0))
    >>> frames.xs.shape, frames.states.shape
    ((50, 3, 1), (50, 3))
    """
    expect_size("hmm_frames: n", n)
    expect_size("hmm_frames: steps", steps)
    expect_rng("hmm_frames: rng", rng)
    hmm = HMM.levels() if hmm is None else hmm
    expect_hmm("hmm_frames: hmm", hmm)
    expect_dtype("hmm_frames: dtype", dtype)
    states = np.empty((steps, n), np.int64)
    chances = rng.random((steps, n))
    states[0] = _draw(np.broadcast_to(hmm.start, (n, hmm.n_states)), chances[0])
    for t in range(1, steps):
        states[t] = _draw(hmm.transition[states[t - 1]], chances[t])
    noise = rng.standard_normal((steps, n, hmm.means.shape[1]))
    return Frames((hmm.means[states] + hmm.spread * noise).astype(dtype), states)


def expect_hmm(name: str, hmm: HMM) -> None:
    """Check that the model is one.

    Raises
    ------
    ValueError
        If ``hmm`` is something else.

    Examples
    --------
    >>> expect_hmm("posterior: hmm", 6)
    Traceback (most recent call last):
    ValueError: posterior: hmm has type int, expected an HMM; HMM.levels() makes one.
    """
    if not isinstance(hmm, HMM):
        raise ValueError(
            f"{name} has type {type(hmm).__name__}, expected an HMM; HMM.levels() makes one."
        )


def _draw(probabilities: Float64s, chances: Float64s) -> npt.NDArray[np.intp]:
    """Return for each row of (N, K) a state, by the chance (N,) from [0, 1)."""
    edges = probabilities.cumsum(axis=1)
    # The last edge exactly 1, in spite of rounding: no chance lies above it.
    edges /= edges[:, -1:]
    drawn: npt.NDArray[np.intp] = (chances[:, None] >= edges).sum(axis=1)
    return drawn


def _expect_probabilities(name: str, p: Float64s) -> None:
    total = p.sum()
    if not (p >= 0).all() or abs(total - 1) > 1e-9:
        raise ValueError(f"{name} is {p.tolist()}, expected probabilities that add up to 1.")
