import re

import numpy as np
import pytest

from course_lib import GRU, LSTM, RNN, Dense, Pyramid, ShapeError, Stack, lengths_to_mask


@pytest.fixture
def rng():
    return np.random.default_rng(6)


def test_a_stack_is_one_layer_after_the_other(rng):
    first, second = LSTM(3, 4, rng), GRU(4, 2, rng)
    xs = rng.normal(size=(5, 2, 3))
    hs, cache = Stack(first, second).forward(xs)
    middle, cache_1 = first.forward(xs)
    expected, cache_2 = second.forward(middle)
    np.testing.assert_array_equal(hs, expected)
    np.testing.assert_array_equal(cache.state[0][1], cache_1.state[1])
    np.testing.assert_array_equal(cache.state[1][0], cache_2.state[0])


def test_params_are_the_layers_own_arrays(rng):
    first, second = RNN(3, 4, rng), RNN(4, 2, rng)
    deep = Stack(first, second)
    assert deep.params["0.W"] is first.params["W"]
    assert deep.params["1.b"] is second.params["b"]


def test_a_pyramid_inside_shortens_the_mask_of_the_layers_above(rng):
    deep = Stack(RNN(3, 4, rng), Pyramid(RNN(8, 4, rng), 2), Pyramid(RNN(8, 4, rng), 2))
    hs, cache = deep.forward(rng.normal(size=(10, 3, 3)), None, lengths_to_mask([10, 5, 0], 10))
    assert hs.shape == (3, 3, 4)
    assert cache.mask.sum(axis=0).tolist() == [3, 2, 0]


def test_an_error_names_the_layer(rng):
    text = re.escape("Stack, layer 1: RNN.forward: xs has shape (5, 2, 4), expected (T, B, 3).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        Stack(RNN(3, 4, rng), RNN(3, 4, rng)).forward(np.zeros((5, 2, 3)))


def test_an_error_in_the_state_names_the_layer(rng):
    deep = Stack(RNN(3, 4, rng), RNN(4, 2, rng))
    h = np.zeros((2, 4))
    text = re.escape("Stack, layer 1: RNN.forward: state[0] has shape (2, 4), expected (2, 2).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        deep.forward(np.zeros((5, 2, 3)), ((h,), (h,)))


def test_a_state_that_is_no_tuple_of_states_is_a_clear_error(rng):
    deep = Stack(RNN(3, 4, rng), RNN(4, 2, rng))
    text = re.escape("Stack.forward: state has 1 state, expected a tuple of 2 states.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        deep.forward(np.zeros((5, 2, 3)), (np.zeros((2, 4)),))
    hs, cache = deep.forward(np.zeros((5, 2, 3)))
    text = re.escape("Stack.backward: dstate has type list, expected a tuple of 2 states.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        deep.backward(hs, cache, [None, None])


def test_a_stack_of_nothing_is_a_clear_error():
    with pytest.raises(ValueError, match=r"^Stack: got no layer, expected at least one\.$"):
        Stack()


@pytest.mark.parametrize("wrong", [None, [], RNN, Dense(4, 2, np.random.default_rng(0))])
def test_what_is_no_sequence_layer_is_a_clear_error(wrong, rng):
    text = re.escape("expected a layer with forward(xs, state, mask).")
    with pytest.raises(
        ValueError, match=f"^Stack: layer 1 has type {type(wrong).__name__}, {text}$"
    ):
        Stack(RNN(3, 4, rng), wrong)


def test_a_layer_without_a_state_of_its_own_begins_with_its_first_one(rng):
    deep, xs = Stack(RNN(3, 4, rng), RNN(4, 2, rng)), rng.normal(size=(5, 2, 3))
    h = rng.normal(size=(2, 2))
    hs, cache = deep.forward(xs, (None, (h,)))
    both, both_cache = deep.forward(xs, ((np.zeros((2, 4)),), (h,)))
    np.testing.assert_array_equal(hs, both)
    _, grads = deep.backward(hs, cache)
    _, both_grads = deep.backward(hs, both_cache)
    assert grads["state"][0] is None
    np.testing.assert_array_equal(grads["state"][1][0], both_grads["state"][1][0])
