"""Frames of a hidden Markov model follow its probabilities."""

import math

import numpy as np
import pytest

from course_lib.datasets import HMM, hmm_frames

ONE_WAY = HMM([1, 0, 0], [[0.5, 0.5, 0], [0, 0.8, 0.2], [0, 0, 1]], [[0, 1], [3, 4], [5, 6]], 0.5)


def rng(seed=0):
    return np.random.default_rng(seed)


# The model


def test_the_levels_are_one_apart_around_0_and_all_others_are_equally_likely():
    hmm = HMM.levels(4, stay=0.7, spread=0.3)
    np.testing.assert_array_equal(hmm.means, [[-1.5], [-0.5], [0.5], [1.5]])
    np.testing.assert_allclose(hmm.transition, np.full((4, 4), 0.1) + 0.6 * np.eye(4), rtol=1e-15)
    np.testing.assert_array_equal(hmm.start, np.full(4, 0.25))
    assert hmm.spread == 0.3


@pytest.mark.parametrize("stay", [0, 1])
def test_a_level_can_be_left_at_once_or_kept_for_ever(stay):
    states = hmm_frames(50, 20, rng(), HMM.levels(3, stay=stay)).states
    np.testing.assert_array_equal(states[1:] == states[:-1], stay == 1)


def test_the_model_keeps_copies():
    start = np.array([1.0, 0.0])
    hmm = HMM(start, np.eye(2), [[0], [1]], 1)
    start[:] = 0.5
    np.testing.assert_array_equal(hmm.start, [1, 0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5, 0.4], np.eye(2), np.eye(2), 1), "HMM: start is [0.5, 0.4], "),
        (([1.5, -0.5], np.eye(2), np.eye(2), 1), "HMM: start is [1.5, -0.5], "),
        (([np.nan, 1], np.eye(2), np.eye(2), 1), "HMM: start is [nan, 1.0], "),
        (([1, 0], [[1, 0], [0.5, 0.6]], np.eye(2), 1), "HMM: row 1 of transition is [0.5, 0.6], "),
    ],
)
def test_what_is_no_probability_is_named(arguments, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        HMM(*arguments)
    assert str(error.value) == message + "expected probabilities that add up to 1."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, np.eye(2), np.eye(2), 1), "HMM: start has shape (), expected (K,)."),
        (
            ([1, 0], np.eye(3), np.eye(2), 1),
            "HMM: transition has shape (3, 3), expected (2, 2).",
        ),
        (([1, 0], np.eye(2), [0, 1], 1), "HMM: means has shape (2,), expected (2, D)."),
        (
            ([1, 0], np.eye(2), [[0], [np.inf]], 1),
            "HMM: means has an entry that is NaN or inf, expected numbers.",
        ),
        (([1, 0], np.eye(2), np.eye(2), 0), "HMM: spread is 0, expected a positive number."),
        (
            ([1, 0], np.eye(2), np.eye(2), np.nan),
            "HMM: spread is nan, expected a positive number.",
        ),
    ],
)
def test_a_wrong_model_is_named(arguments, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        HMM(*arguments)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_states": 1}, "HMM.levels: n_states is 1, expected a whole number of at least 2."),
        ({"stay": 1.1}, "HMM.levels: stay is 1.1, expected a number from 0 to 1."),
        ({"stay": "often"}, "HMM.levels: stay is 'often', expected a number from 0 to 1."),
        ({"stay": math.nan}, "HMM.levels: stay is nan, expected a number from 0 to 1."),
        ({"spread": -1}, "HMM: spread is -1, expected a positive number."),
    ],
)
def test_wrong_levels_are_named(arguments, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        HMM.levels(**arguments)
    assert str(error.value) == message


# The frames


@pytest.mark.parametrize(("n", "steps"), [(1, 1), (3, 50)])
def test_frames_have_the_documented_shapes(n, steps):
    frames = hmm_frames(n, steps, rng(), ONE_WAY)
    assert frames.xs.shape == (steps, n, 2)
    assert frames.xs.dtype == np.float64
    assert frames.states.shape == (steps, n)
    assert frames.states.dtype == np.int64


def test_states_follow_each_other_with_the_probabilities_of_the_model():
    hmm = HMM([0.2, 0.3, 0.5], [[0.1, 0.2, 0.7], [0.6, 0.4, 0], [0.3, 0.3, 0.4]], np.eye(3), 1)
    states = hmm_frames(2000, 50, rng(), hmm).states
    first = np.unique(states[0], return_counts=True)[1]
    np.testing.assert_allclose(first / 2000, hmm.start, atol=0.04)
    pairs = np.zeros((3, 3))
    np.add.at(pairs, (states[:-1], states[1:]), 1)
    assert pairs[1, 2] == 0
    np.testing.assert_allclose(pairs / pairs.sum(axis=1, keepdims=True), hmm.transition, atol=0.01)


def test_an_impossible_transition_never_happens():
    states = hmm_frames(500, 30, rng(), ONE_WAY).states
    assert (states[0] == 0).all()
    assert set(np.unique(np.diff(states, axis=0))) == {0, 1}
    assert set(np.unique(states)) == {0, 1, 2}


class Constant(np.random.Generator):
    """A generator whose chances are all the same."""

    def __init__(self, chance):
        super().__init__(np.random.PCG64(0))
        self.chance = chance

    def random(self, size):
        return np.full(size, self.chance)


@pytest.mark.parametrize(("chance", "state"), [(0.0, 1), (np.nextafter(1, 0), 10)])
def test_the_smallest_and_the_largest_chance_give_a_possible_state(chance, state):
    # Ten tenths add up to a little less than 1 in float64; the first and last state never come.
    p = [0, *[0.1] * 10, 0]
    hmm = HMM(p, [p] * 12, np.zeros((12, 1)), 1)
    assert np.cumsum(p)[-1] < 1
    assert (hmm_frames(2, 3, Constant(chance), hmm).states == state).all()


def test_frames_are_the_means_of_their_states_with_normal_noise():
    frames = hmm_frames(1000, 40, rng(), ONE_WAY)
    noise = (frames.xs - ONE_WAY.means[frames.states]) / ONE_WAY.spread
    for state in range(3):
        z = noise[frames.states == state]
        n = len(z)
        np.testing.assert_allclose(z.mean(axis=0), 0, atol=5 / np.sqrt(n))
        np.testing.assert_allclose(np.cov(z.T), np.eye(2), atol=8 / np.sqrt(n))
        # The middle half of a normal distribution.
        assert np.mean(np.abs(z) < 0.67449) == pytest.approx(0.5, abs=3 / np.sqrt(n))


def test_without_a_model_the_frames_are_of_the_six_levels():
    ours, same = hmm_frames(4, 30, rng()), hmm_frames(4, 30, rng(), HMM.levels(6))
    np.testing.assert_array_equal(ours.xs, same.xs)
    np.testing.assert_array_equal(ours.states, same.states)


def test_float32_has_the_same_draws():
    exact, single = hmm_frames(5, 30, rng()), hmm_frames(5, 30, rng(), dtype=np.float32)
    assert single.xs.dtype == np.float32
    np.testing.assert_array_equal(single.xs, exact.xs.astype(np.float32))
    np.testing.assert_array_equal(single.states, exact.states)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 5, rng()), "hmm_frames: n is 0, expected a whole number of at least 1."),
        ((5, 0, rng()), "hmm_frames: steps is 0, expected a whole number of at least 1."),
        (
            (5, 5, 0),
            "hmm_frames: rng has type int, expected a numpy.random.Generator; make one with "
            "np.random.default_rng(0).",
        ),
        (
            (5, 5, rng(), 6),
            "hmm_frames: hmm has type int, expected an HMM; HMM.levels() makes one.",
        ),
    ],
)
def test_a_wrong_argument_is_named(arguments, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        hmm_frames(*arguments)
    assert str(error.value) == message


def test_a_wrong_dtype_is_named():
    with pytest.raises(ValueError, match=r"^hmm_frames: dtype is float16, expected float32 or"):
        hmm_frames(1, 1, rng(), dtype=np.float16)
