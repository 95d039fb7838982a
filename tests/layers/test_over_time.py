"""Laws of the last step and the mean over time, with sequences of different lengths."""

import re

import numpy as np
import pytest

from course_lib import (
    GRU,
    RNN,
    Bidirectional,
    LastStep,
    MeanOverTime,
    Sequential,
    ShapeError,
    lengths_to_mask,
)
from course_lib.training.gradcheck import compare_gradients, numerical_gradient

LENGTHS = [4, 1, 0, 3]
both = pytest.mark.parametrize("layer", [LastStep(), MeanOverTime()], ids=["last", "mean"])


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


@both
def test_a_masked_sequence_is_the_shorter_sequence_alone(layer, rng):
    xs, mask = rng.normal(size=(4, 4, 2)), lengths_to_mask(LENGTHS, 4)
    y, cache = layer.forward(xs, mask)
    dy = rng.normal(size=y.shape)
    dxs, _ = layer.backward(dy, cache)
    for b, n in enumerate(LENGTHS):
        y_b, cache_b = layer.forward(xs[:n, b : b + 1])
        np.testing.assert_allclose(y[b : b + 1], y_b, atol=1e-15)
        dxs_b, _ = layer.backward(dy[b : b + 1], cache_b)
        np.testing.assert_allclose(dxs[:n, b : b + 1], dxs_b, atol=1e-15)
        assert not dxs[n:, b].any()


@both
def test_a_masked_gradient_is_the_slope(layer, rng):
    xs, mask = rng.normal(size=(4, 3, 2)), rng.random((4, 3)) < 0.6
    y, cache = layer.forward(xs, mask)
    dy = rng.normal(size=y.shape)
    slope = numerical_gradient(lambda: float(np.sum(dy * layer.forward(xs, mask)[0])), xs)
    compare_gradients("dxs", layer.backward(dy, cache)[0], slope)


@both
def test_what_a_masked_step_holds_does_not_matter(layer, rng):
    xs, mask = rng.normal(size=(4, 4, 2)), lengths_to_mask(LENGTHS, 4)
    y, _ = layer.forward(xs, mask)
    for rubbish in (np.nan, np.inf):
        xs[~mask] = rubbish
        np.testing.assert_array_equal(layer.forward(xs, mask)[0], y)


@both
def test_a_sequence_of_no_steps_gives_zero(layer):
    y, cache = layer.forward(np.zeros((0, 3, 2)))
    np.testing.assert_array_equal(y, np.zeros((3, 2)))
    assert layer.backward(np.ones((3, 2)), cache)[0].shape == (0, 3, 2)


def test_the_last_step_may_stand_anywhere():
    mask = np.array([[True, False], [False, True], [True, False], [False, False]])
    xs = np.arange(8.0).reshape(4, 2, 1)
    np.testing.assert_array_equal(LastStep().forward(xs, mask)[0].ravel(), [4.0, 3.0])


@both
def test_a_wrong_mask_is_a_clear_error(layer):
    name, xs = type(layer).__name__, np.zeros((4, 3, 2))
    text = f"{name}.forward: mask has shape (3, 4), expected (4, 3)."
    with pytest.raises(ShapeError, match=re.escape(text)):
        layer.forward(xs, np.ones((3, 4), bool))
    with pytest.raises(ValueError, match=rf"{name}.forward: mask has dtype float64, expected bool"):
        layer.forward(xs, np.ones((4, 3)))


def test_behind_two_directions_the_last_step_has_read_backwards_one_step_only(rng):
    layer, xs = Bidirectional(RNN(2, 3, rng), GRU(2, 4, rng)), rng.normal(size=(6, 5, 2))
    other = xs.copy()
    other[:-1] = rng.normal(size=(5, 5, 2))
    (y, cache), (y_other, cache_other) = (
        Sequential(layer, LastStep()).forward(x) for x in (xs, other)
    )
    np.testing.assert_array_equal(y[:, 3:], y_other[:, 3:])
    assert (y[:, :3] != y_other[:, :3]).all()
    # The states hold what both halves read of the whole sequence.
    for state, state_other in zip(cache.layers[0].state, cache_other.layers[0].state, strict=True):
        assert (state[0] != state_other[0]).all()
