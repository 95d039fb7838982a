import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import RNN, Bidirectional, Pyramid, ShapeError, check_gradients, lengths_to_mask
from course_lib.recurrent.pyramid import join_steps, split_steps


@pytest.fixture
def rng():
    return np.random.default_rng(8)


@given(st.integers(0, 9), st.integers(1, 4))
def test_joined_steps_stand_one_after_the_other_and_come_apart_again(T, k):
    xs = np.random.default_rng(T).normal(size=(T, 2, 3))
    joined = join_steps(xs, k)
    assert joined.shape == (-(-T // k), 2, 3 * k)
    for t in range(T):
        part = slice(3 * (t % k), 3 * (t % k) + 3)
        np.testing.assert_array_equal(joined[t // k, :, part], xs[t])
    np.testing.assert_array_equal(split_steps(joined, k, T), xs)
    assert np.count_nonzero(joined) == xs.size


def test_a_ragged_end_is_as_if_zeros_came_after(rng):
    pyramid, xs = Pyramid(RNN(9, 4, rng), 3), rng.normal(size=(7, 2, 3))
    longer = np.concatenate([xs, np.zeros((2, 2, 3))])
    np.testing.assert_array_equal(pyramid.forward(xs)[0], pyramid.forward(longer)[0])


def test_a_mask_becomes_one_of_rounded_up_lengths(rng):
    pyramid = Pyramid(RNN(9, 4, rng), 3)
    mask = lengths_to_mask([0, 1, 3, 4, 7], 7)
    _, cache = pyramid.forward(rng.normal(size=(7, 5, 3)), None, mask)
    assert cache.mask.sum(axis=0).tolist() == [0, 1, 1, 2, 3]


def test_one_step_joined_is_the_layer_itself(rng):
    layer, xs = RNN(3, 4, rng), rng.normal(size=(5, 2, 3))
    np.testing.assert_array_equal(Pyramid(layer, 1).forward(xs)[0], layer.forward(xs)[0])


def test_gradients_are_slopes_over_two_directions(rng):
    net = Pyramid(Bidirectional(RNN(9, 4, rng), RNN(9, 4, rng)), 3)
    check_gradients(net, rng.normal(size=(7, 2, 3)), rng)


def test_a_layer_of_the_wrong_size_is_a_clear_error(rng):
    text = re.escape(
        "Pyramid, 2 steps joined: RNN.forward: xs has shape (3, 2, 6), expected (T, B, 3)."
    )
    with pytest.raises(ShapeError, match=f"^{text}$"):
        Pyramid(RNN(3, 4, rng), 2).forward(np.zeros((5, 2, 3)))


def test_joining_no_steps_is_a_clear_error(rng):
    text = re.escape("Pyramid: n_join is 0, expected a whole number of at least 1.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        Pyramid(RNN(3, 4, rng), 0)
