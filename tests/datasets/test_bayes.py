"""Posteriors of a hidden Markov model: equal to brute force, and the best there is."""

import itertools
import math

import numpy as np
import pytest

from course_lib import accuracy
from course_lib.datasets import (
    HMM,
    expected_accuracy,
    frame_posterior,
    hmm_frames,
    posterior,
)

GENERAL = HMM(
    [0.2, 0.5, 0.3],
    [[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]],
    [[0, 1], [1, 0], [2, 2]],
    0.9,
)
# Zeros at the start, in a row, in a column, and a state that nothing leads to.
ZEROS = HMM([0.5, 0, 0.5], [[0.5, 0.5, 0], [0, 1, 0], [0, 0.7, 0.3]], [[0, 1], [1, 0], [2, 2]], 0.9)
UNREACHABLE = HMM(
    [0.4, 0.6, 0], [[0.9, 0.1, 0], [0.2, 0.8, 0], [0.3, 0.3, 0.4]], np.eye(3)[:, :2], 0.5
)
MODELS = [
    pytest.param(GENERAL, id="general"),
    pytest.param(ZEROS, id="zeros"),
    pytest.param(UNREACHABLE, id="unreachable"),
]
STEPS = 6


def brute_force(xs, hmm, known):
    """Return P(s_t | frames known(t)), from the sum over all K^T paths of states."""
    result = np.zeros((*xs.shape[:2], hmm.n_states))
    for n, t in itertools.product(range(xs.shape[1]), range(len(xs))):
        for path in itertools.product(range(hmm.n_states), repeat=len(xs)):
            p = hmm.start[path[0]]
            for before, after in itertools.pairwise(path):
                p *= hmm.transition[before, after]
            for seen in known(t):
                for x, mean in zip(xs[seen, n], hmm.means[path[seen]], strict=True):
                    p *= math.exp(-(((x - mean) / hmm.spread) ** 2) / 2)
            result[t, n, path[t]] += p
    return result / result.sum(axis=2, keepdims=True)


def frames(hmm, n=2, steps=STEPS, seed=0):
    return hmm_frames(n, steps, np.random.default_rng(seed), hmm)


# The same as by definition


@pytest.mark.parametrize("hmm", MODELS)
def test_the_posterior_of_one_frame_is_that_of_all_paths(hmm):
    xs = frames(hmm).xs
    expected = brute_force(xs, hmm, lambda t: [t])
    np.testing.assert_allclose(frame_posterior(xs, hmm), expected, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("lag", [0, 1, 2, 5, 6, 9, None])
@pytest.mark.parametrize("hmm", MODELS)
def test_the_posterior_of_each_lag_is_that_of_all_paths(hmm, lag):
    xs = frames(hmm).xs
    last = STEPS if lag is None else lag
    expected = brute_force(xs, hmm, lambda t: range(min(t + last + 1, STEPS)))
    np.testing.assert_allclose(posterior(xs, hmm, lag=lag), expected, rtol=1e-11, atol=1e-14)


def test_one_step_alone_has_neither_past_nor_future():
    xs = frames(GENERAL, n=5, steps=1).xs
    expected = frame_posterior(xs, GENERAL)
    for lag in (0, 1, None):
        np.testing.assert_allclose(posterior(xs, GENERAL, lag=lag), expected, rtol=1e-13)


def test_without_memory_the_other_frames_tell_nothing():
    p = [0.2, 0.5, 0.3]
    hmm = HMM(p, [p, p, p], [[0.0], [1.0], [2.0]], 0.8)
    xs = frames(hmm, n=3, steps=20).xs
    for lag in (0, 2, None):
        np.testing.assert_allclose(posterior(xs, hmm, lag=lag), frame_posterior(xs, hmm), rtol=1e-9)


def test_a_state_that_never_changes_is_known_from_all_frames_alike():
    hmm = HMM.levels(3, stay=1)
    xs = frames(hmm, n=2, steps=30).xs
    smooth = posterior(xs, hmm)
    np.testing.assert_allclose(smooth, np.broadcast_to(smooth[0], smooth.shape), rtol=1e-9)
    np.testing.assert_allclose(posterior(xs, hmm, lag=0)[-1], smooth[-1], rtol=1e-12)


# Which frames are used


@pytest.mark.parametrize("lag", [0, 1, 3])
def test_frames_after_the_lag_change_nothing_and_the_last_one_before_does(lag):
    xs = frames(GENERAL, steps=12).xs
    changed = xs.copy()
    changed[7] += 1
    same = (posterior(xs, GENERAL, lag=lag) == posterior(changed, GENERAL, lag=lag)).all(
        axis=(1, 2)
    )
    np.testing.assert_array_equal(same, np.arange(12) + lag < 7)


def test_a_lag_as_long_as_the_sequence_is_smoothing():
    xs = frames(HMM.levels(), n=3, steps=9).xs
    smooth = posterior(xs, HMM.levels())
    for lag in (8, 9, 100):
        np.testing.assert_allclose(
            posterior(xs, HMM.levels(), lag=lag), smooth, rtol=1e-9, atol=1e-12
        )


def test_sequences_do_not_know_each_other():
    xs = frames(GENERAL, n=4, steps=10).xs
    for lag in (0, 2, None):
        alone = posterior(xs[:, 2:3], GENERAL, lag=lag)
        np.testing.assert_allclose(posterior(xs, GENERAL, lag=lag)[:, 2:3], alone, rtol=1e-12)


# Probabilities, also at extremes


@pytest.mark.parametrize("hmm", MODELS)
@pytest.mark.parametrize("scale", [1, 1e4])
def test_rows_are_probabilities_and_the_impossible_has_0(hmm, scale):
    xs = scale * frames(hmm, n=5, steps=40).xs
    rows = [frame_posterior(xs, hmm), *(posterior(xs, hmm, lag=lag) for lag in (0, 3, None))]
    for p in rows:
        assert (p >= 0).all()
        np.testing.assert_allclose(p.sum(axis=2), 1, rtol=1e-12)
        if hmm is ZEROS:
            assert (p[0, :, 1] == 0).all()
        if hmm is UNREACHABLE:
            assert (p[:, :, 2] == 0).all()


def test_a_long_sequence_does_not_underflow():
    # The probability of such frames is about e^-5000, far below the smallest float64.
    xs = frames(HMM.levels(), n=1, steps=5000).xs
    p = posterior(xs, HMM.levels())
    np.testing.assert_allclose(p.sum(axis=2), 1, rtol=1e-12)
    # The start is forgotten: the second half alone gives the same, but for its first steps.
    np.testing.assert_allclose(p[2600:], posterior(xs[2500:], HMM.levels())[100:], atol=1e-12)


def test_float32_frames_are_computed_in_float64():
    xs = frames(HMM.levels(), n=3, steps=20).xs.astype(np.float32)
    for p, exact in (
        (posterior(xs, HMM.levels()), posterior(xs.astype(np.float64), HMM.levels())),
        (frame_posterior(xs, HMM.levels()), frame_posterior(xs.astype(np.float64), HMM.levels())),
    ):
        assert p.dtype == np.float64
        np.testing.assert_array_equal(p, exact)


def test_an_empty_batch_and_no_steps_give_empty_arrays():
    for shape in ((4, 0, 1), (0, 4, 1)):
        xs = np.zeros(shape)
        assert frame_posterior(xs, HMM.levels()).shape == (*shape[:2], 6)
        for lag in (0, 2, None):
            assert posterior(xs, HMM.levels(), lag=lag).shape == (*shape[:2], 6)


def test_read_only_frames_are_left_as_they_are():
    xs = frames(HMM.levels(), n=3, steps=20).xs
    xs.flags.writeable = False
    before = xs.copy()
    posterior(xs, HMM.levels())
    posterior(xs, HMM.levels(), lag=1)
    frame_posterior(xs, HMM.levels())
    np.testing.assert_array_equal(xs, before)


# Bounds


def bounds(n=2000):
    """Return (name, expected accuracy, accuracy) with ever more frames known, at t < T - 5."""
    hmm = HMM.levels()
    xs, states = hmm_frames(n, 50, np.random.default_rng(0), hmm)
    rows = {"frame": frame_posterior(xs, hmm)}
    rows |= {lag: posterior(xs, hmm, lag=lag) for lag in (0, 1, 2, 3, 5, None)}
    return [
        (name, expected_accuracy(p[:-5]), accuracy(p[:-5], states[:-5])) for name, p in rows.items()
    ]


def test_more_frames_are_better_and_the_bounds_are_those_of_the_course():
    found = bounds()
    expected = [value for _, value, _ in found]
    assert expected == sorted(expected)
    assert np.diff(expected).min() > 5e-4
    np.testing.assert_allclose(
        expected, [0.586, 0.704, 0.750, 0.767, 0.775, 0.779, 0.781], atol=0.006
    )
    # By sample: 90,000 states, not independent, so about three times the usual standard error.
    np.testing.assert_allclose([value for *_, value in found], expected, atol=0.006)


def test_the_bound_of_one_frame_is_the_one_in_closed_form():
    hmm = HMM.levels(5, spread=0.6)
    xs, _ = hmm_frames(3000, 20, np.random.default_rng(0), hmm)
    above = 0.5 * math.erfc(0.5 / 0.6 / math.sqrt(2))
    assert expected_accuracy(frame_posterior(xs, hmm)) == pytest.approx(1 - 1.6 * above, abs=0.005)


def test_the_documented_bound_of_one_frame_is_right():
    above = 0.5 * math.erfc(0.5 / 0.74 / math.sqrt(2))
    assert 1 - (2 - 2 / 6) * above == pytest.approx(0.584, abs=5e-4)


def test_the_probabilities_are_true():
    # Of all guesses that are made with probability p, a share of p is right.
    hmm = HMM.levels()
    xs, states = hmm_frames(1000, 50, np.random.default_rng(0), hmm)
    for p in (frame_posterior(xs, hmm), posterior(xs, hmm, lag=1), posterior(xs, hmm)):
        best, right = p.max(axis=2), p.argmax(axis=2) == states
        for low in (0.4, 0.6, 0.8):
            chosen = (best >= low) & (best < low + 0.2)
            assert right[chosen].mean() == pytest.approx(best[chosen].mean(), abs=0.025)


def test_no_other_decision_does_better_than_the_one_of_bayes():
    hmm = HMM.levels()
    xs, states = hmm_frames(2000, 50, np.random.default_rng(0), hmm)
    filtered = posterior(xs, hmm, lag=0)
    nearest = np.abs(xs - hmm.means[:, 0]).argmin(axis=2)
    again = posterior(xs, HMM.levels(stay=0.5), lag=0).argmax(axis=2)
    best = accuracy(filtered, states)
    assert best > np.mean(again == states) + 0.01
    assert np.mean(again == states) > np.mean(nearest == states) + 0.01


# Errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: posterior(np.zeros((3, 2)), HMM.levels()),
            "posterior: xs has shape (3, 2), expected (T, N, 1).",
        ),
        (
            lambda: frame_posterior(np.zeros((3, 2, 4)), HMM.levels()),
            "frame_posterior: xs has shape (3, 2, 4), expected (T, N, 1).",
        ),
        (
            lambda: posterior(np.zeros((3, 2, 1), np.int64), HMM.levels()),
            "posterior: xs has dtype int64, expected float32 or float64; convert it with "
            "xs.astype(np.float64).",
        ),
        (
            lambda: posterior(np.full((3, 2, 1), np.nan), HMM.levels()),
            "posterior: xs has an entry that is NaN or inf, expected numbers.",
        ),
        (
            lambda: posterior(np.zeros((3, 2, 1)), HMM.levels(), lag=-1),
            "posterior: lag is -1, expected a whole number of at least 0.",
        ),
        (
            lambda: posterior(np.zeros((3, 2, 1)), HMM.levels(), lag=1.5),
            "posterior: lag is 1.5, expected a whole number of at least 0.",
        ),
        (
            lambda: posterior(np.zeros((3, 2, 1)), None),
            "posterior: hmm has type NoneType, expected an HMM; HMM.levels() makes one.",
        ),
        (
            lambda: expected_accuracy(np.zeros((0, 3))),
            "expected_accuracy: posterior has shape (0, 3), expected at least one row.",
        ),
        (
            lambda: expected_accuracy(np.array(1.0)),
            "expected_accuracy: posterior has shape (), expected (..., K).",
        ),
    ],
)
def test_a_wrong_argument_is_named(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message
