"""The best that anybody can do on the frames of a hidden Markov model, by Bayes' rule.

How well a state can be known depends on which frames may be used: the one of the same step, also
those before it, some after it, or all. Each gives a bound for the nets that see just these.
"""

import numpy as np

from course_lib.datasets.hmm import HMM, Float64s, expect_hmm
from course_lib.protocol import Array
from course_lib.shapes import expect_floats, expect_size


def frame_posterior(xs: Array, hmm: HMM) -> Float64s:
    """Return P(s_t | x_t), what one frame alone tells: the bound of a net without memory.

    The frame is weighed against the probability of each state at step t before any frame is seen.

    Parameters
    ----------
    xs : numpy.ndarray
        (T, N, D), float64 or float32. All is computed in float64.
    hmm : HMM
        The model that made the frames.

    Returns
    -------
    numpy.ndarray
        (T, N, K), float64, each row adds up to 1.

    Raises
    ------
    ShapeError
        If ``xs`` is not (T, N, D).
    ValueError
        If ``hmm`` is not an `HMM`, or ``xs`` is not a float array.

    Examples
    --------
    >>> hmm = HMM([0.5, 0.5], [[1, 0], [0, 1]], [[-1], [1]], 1.0)
    >>> frame_posterior(np.array([[[0.0]], [[1.0]]]), hmm).round(2)
    array([[[0.5 , 0.5 ]],
    <BLANKLINE>
           [[0.12, 0.88]]])
    """
    log_likelihood = _enter("frame_posterior", xs, hmm)
    log_prior = np.empty((len(xs), hmm.n_states))
    prior = hmm.start
    for t in range(len(xs)):
        log_prior[t] = _log(prior)
        prior = prior @ hmm.transition
    return _normalised(log_likelihood + log_prior[:, None])


def posterior(xs: Array, hmm: HMM, *, lag: int | None = None) -> Float64s:
    """Return P(s_t | x_0 ... x_{t+lag}), what these frames tell about each state.

    Parameters
    ----------
    xs : numpy.ndarray
        (T, N, D), float64 or float32. All is computed in float64.
    hmm : HMM
        The model that made the frames.
    lag : int, optional
        How many frames after step t are known, as far as there are any. 0 is *filtering*, the past
        and the present: the bound of a net in one direction. d is *fixed-lag smoothing*: the bound
        when its target comes d steps later. None is *smoothing*, all frames: the bound of a net in
        both directions.

    Returns
    -------
    numpy.ndarray
        (T, N, K), float64, each row adds up to 1.

    Raises
    ------
    ShapeError
        If ``xs`` is not (T, N, D).
    ValueError
        If ``lag`` is negative or no whole number, ``hmm`` is not an `HMM`, or ``xs`` is not a float
        array.

    Notes
    -----
    The forward-backward recursion, in logarithms: nothing underflows, and an impossible transition
    is just log 0 = -∞. With α_t(j) = P(x_0 ... x_t, s_t = j) and
    β_t(i) = P(x_{t+1} ... x_{t+d} | s_t = i), the posterior is proportional to α β.

    `accuracy` of a posterior and the states is the share that the Bayes decision, the most
    probable state, gets right on this sample; `expected_accuracy` is its expectation given the
    frames, with less noise. No net can beat it on average. Compare different lags on the steps
    t < T - lag only: at the end all lags know the same frames.

    Source: Rabiner 1989, https://doi.org/10.1109/5.18626, section III.

    Examples
    --------
    >>> from course_lib.datasets import hmm_frames
    >>> hmm = HMM.levels()
    >>> xs, states = hmm_frames(1000, 50, np.random.default_rng(0), hmm)
    >>> rows = [frame_posterior(xs, hmm)] + [posterior(xs, hmm, lag=d) for d in (0, 2, None)]
    >>> [round(expected_accuracy(row[:-5]), 2) for row in rows]
    [0.58, 0.7, 0.77, 0.78]
    """
    log_likelihood = _enter("posterior", xs, hmm)
    if lag is not None:
        expect_size("posterior: lag", lag, least=0)
    log_transition, steps = _log(hmm.transition), len(xs)
    alpha = log_likelihood.copy()
    beta = np.zeros_like(alpha)
    if steps:
        alpha[0] += _log(hmm.start)
    for t in range(1, steps):
        alpha[t] += _log_sum(alpha[t - 1][..., None] + log_transition, axis=-2)
    if lag is None or lag >= steps:
        for t in range(steps - 2, -1, -1):
            after = log_likelihood[t + 1] + beta[t + 1]
            beta[t] = _log_sum(log_transition + after[..., None, :], axis=-1)
    else:
        # One frame more of the future for all steps at once; at the end there is none.
        for _ in range(lag):
            after = log_likelihood[1:] + beta[1:]
            beta[:-1] = _log_sum(log_transition + after[..., None, :], axis=-1)
    return _normalised(alpha + beta)


def expected_accuracy(posterior: Float64s) -> float:
    """Return the mean over all rows of the largest probability: how often the best guess is right.

    Parameters
    ----------
    posterior : numpy.ndarray
        (..., K), from `posterior` or `frame_posterior`.

    Raises
    ------
    ShapeError
        If it has no last axis.
    ValueError
        If it is empty, or not a float array.

    Examples
    --------
    >>> expected_accuracy(np.array([[0.5, 0.5], [0.0, 1.0]]))
    0.75
    """
    expect_floats("expected_accuracy: posterior", posterior, (..., "K"))
    if not posterior.size:
        raise ValueError(
            f"expected_accuracy: posterior has shape {posterior.shape}, expected at least one row."
        )
    return float(posterior.max(axis=-1).mean())


def _enter(where: str, xs: Array, hmm: HMM) -> Float64s:
    """Check, and return log P(x_t | s_t) (T, N, K), but for a number that all states share."""
    expect_hmm(f"{where}: hmm", hmm)
    expect_floats(f"{where}: xs", xs, ("T", "N", hmm.means.shape[1]))
    if not np.isfinite(xs).all():
        raise ValueError(f"{where}: xs has an entry that is NaN or inf, expected numbers.")
    scaled = (xs[:, :, None].astype(np.float64) - hmm.means) / hmm.spread
    log_likelihood: Float64s = -0.5 * (scaled**2).sum(axis=-1)
    return log_likelihood


def _log(p: Float64s) -> Float64s:
    """Return log p, with log 0 = -inf and no warning."""
    return np.log(p, out=np.full_like(p, -np.inf), where=p > 0)


def _log_sum(logs: Float64s, axis: int) -> Float64s:
    """Return log Σ exp(logs) along one axis, also where all are -inf."""
    largest = logs.max(axis=axis, keepdims=True)
    # Nothing is possible: any finite number in place of -inf - (-inf), which is NaN.
    shift = np.where(np.isfinite(largest), largest, 0)
    return _log(np.exp(logs - shift).sum(axis=axis)) + shift.squeeze(axis)


def _normalised(logs: Float64s) -> Float64s:
    """Return the probabilities (..., K) that these logarithms are proportional to."""
    p: Float64s = np.exp(logs - logs.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return p
