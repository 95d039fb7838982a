import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Pyramid,
    ShapeError,
    Tanh,
    lengths_to_mask,
)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@settings(max_examples=50)
@given(st.integers(0, 8), st.integers(1, 3), st.sampled_from([RNN, LSTM, GRU]), st.booleans())
def test_a_reversed_sequence_reverses_the_output(T, B, make, with_mask):
    rng = np.random.default_rng(T)
    one, two = make(3, 4, rng), make(3, 4, rng)
    xs = rng.normal(size=(T, B, 3))
    mask = rng.random((T, B)) < 0.6 if with_mask else None
    turned = mask[::-1] if with_mask else None
    ys, _ = Bidirectional(one, two, "sum").forward(xs, None, mask)
    ys_turned, _ = Bidirectional(two, one, "sum").forward(xs[::-1], None, turned)
    np.testing.assert_array_equal(ys_turned, ys[::-1])


def test_the_two_halves_are_the_two_directions(rng):
    ahead, back = RNN(3, 4, rng), GRU(3, 2, rng)
    xs = rng.normal(size=(5, 2, 3))
    ys, cache = Bidirectional(ahead, back).forward(xs)
    np.testing.assert_array_equal(ys[..., :4], ahead.forward(xs)[0])
    np.testing.assert_array_equal(ys[..., 4:], back.forward(xs[::-1])[0][::-1])
    np.testing.assert_array_equal(cache.state[0][0], ys[-1, :, :4])
    np.testing.assert_array_equal(cache.state[1][0], ys[0, :, 4:])


def test_a_merging_layer_takes_both_outputs(rng):
    ahead, back, f3 = RNN(3, 4, rng), RNN(3, 2, rng), Dense(6, 5, rng)
    xs = rng.normal(size=(5, 2, 3))
    both, _ = Bidirectional(ahead, back).forward(xs)
    ys, _ = Bidirectional(ahead, back, f3).forward(xs)
    np.testing.assert_array_equal(ys, f3.forward(both)[0])


def test_the_bias_of_a_merging_layer_does_not_show_in_the_padding(rng):
    f3 = Dense(8, 5, rng)
    f3.params["b"][:] = 1
    net = Bidirectional(RNN(3, 4, rng), RNN(3, 4, rng), f3)
    ys, cache = net.forward(rng.normal(size=(5, 2, 3)), None, lengths_to_mask([5, 2], 5))
    assert not ys[2:, 1].any()
    _, grads = net.backward(np.ones_like(ys), cache)
    np.testing.assert_array_equal(grads["merge.b"], 7)


def test_params_are_the_layers_own_arrays(rng):
    ahead, back, f3 = RNN(3, 4, rng), RNN(3, 4, rng), Dense(8, 5, rng)
    params = Bidirectional(ahead, back, f3).params
    assert params["forward.W"] is ahead.params["W"]
    assert params["backward.W"] is back.params["W"]
    assert params["merge.b"] is f3.params["b"]


def test_a_sum_of_different_sizes_is_a_clear_error(rng):
    net = Bidirectional(RNN(3, 4, rng), RNN(3, 2, rng), "sum")
    text = re.escape(
        "Bidirectional.forward: the backward layer's output has shape (5, 2, 2), "
        "expected (5, 2, 4)."
    )
    with pytest.raises(ShapeError, match=f"^{text}$"):
        net.forward(np.zeros((5, 2, 3)))


def test_an_unknown_merge_is_a_clear_error(rng):
    text = re.escape("Bidirectional: merge is 'mean', expected one of 'concatenate', 'sum'.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        Bidirectional(RNN(3, 4, rng), RNN(3, 4, rng), "mean")


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        (
            (None, Tanh()),
            "forward has type NoneType, expected a layer with forward(xs, state, mask).",
        ),
        ((RNN, Tanh()), "forward has type type, expected a layer with forward(xs, state, mask)."),
    ],
)
def test_what_is_no_sequence_layer_is_a_clear_error(layers, text):
    with pytest.raises(ValueError, match=f"^Bidirectional: {re.escape(text)}$"):
        Bidirectional(*layers)


def test_a_merge_that_is_no_layer_is_a_clear_error(rng):
    text = "Bidirectional: merge has type function, expected a layer with forward(both)."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Bidirectional(RNN(3, 4, rng), RNN(3, 4, rng), lambda both: both)


def test_a_layer_without_a_state_of_its_own_begins_with_its_first_one(rng):
    net, xs, h = Bidirectional(RNN(3, 4, rng), RNN(3, 4, rng)), np.ones((5, 2, 3)), np.ones((2, 4))
    ys, cache = net.forward(xs, (None, (h,)))
    np.testing.assert_array_equal(ys, net.forward(xs, ((0 * h,), (h,)))[0])
    none, (dh,) = net.backward(ys, cache)[1]["state"]
    assert none is None
    assert dh.shape == h.shape


def test_an_error_inside_says_where(rng):
    net = Bidirectional(RNN(3, 4, rng), GRU(2, 4, rng))
    text = re.escape("Bidirectional: GRU.forward: xs has shape (5, 2, 3), expected (T, B, 2).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        net.forward(np.zeros((5, 2, 3)))


def test_a_pyramid_inside_is_a_clear_error(rng):
    net = Bidirectional(Pyramid(RNN(6, 4, rng)), Pyramid(RNN(6, 4, rng)))
    text = re.escape(
        "Bidirectional.forward: the forward layer makes 3 steps of 5, expected as many; write "
        "Pyramid(Bidirectional(...)), not the other way round."
    )
    with pytest.raises(ShapeError, match=f"^{text}$"):
        net.forward(np.zeros((5, 2, 3)))


def test_a_state_that_is_no_pair_is_a_clear_error(rng):
    net, xs = Bidirectional(RNN(3, 4, rng), RNN(3, 4, rng)), np.zeros((5, 2, 3))
    ys, cache = net.forward(xs)
    one = (np.zeros((2, 4)),)
    text = "has 1 state, expected a tuple of 2 states."
    with pytest.raises(ValueError, match=re.escape(f"Bidirectional.forward: state {text}")):
        net.forward(xs, one)
    with pytest.raises(ValueError, match=re.escape(f"Bidirectional.backward: dstate {text}")):
        net.backward(ys, cache, one)
