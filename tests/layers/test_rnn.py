import re

import numpy as np
import pytest
from hypothesis import given

from course_lib import RNN, RNNCell, ShapeError
from tests.support.equal import SIZES, assert_equal_to_the_loop


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@given(SIZES)
def test_the_fast_layer_equals_the_loop(case):
    rng = np.random.default_rng(case["seed"])
    assert_equal_to_the_loop(RNN(case["D"], case["H"], rng, dtype=case["dtype"]), case)


def test_one_step_is_the_lectures_equation(rng):
    cell = RNNCell(3, 4, rng)
    x, h_prev = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    W_i, W_h, b = cell.params["W"][:, :3], cell.params["W"][:, 3:], cell.params["b"]
    b[:] = rng.normal(size=4)
    (h,), _ = cell.forward(x, (h_prev,))
    for row in range(2):
        expected = np.tanh(W_i @ x[row] + W_h @ h_prev[row] + b)
        np.testing.assert_allclose(h[row], expected, atol=1e-15)


def test_the_gradient_through_time_shrinks_with_the_recurrent_weights(rng):
    rnn = RNN(2, 3, rng)
    rnn.params["W"][:, 2:] = 0.5 * np.eye(3)
    xs, state = np.zeros((20, 1, 2)), (np.zeros((1, 3)),)
    hs, cache = rnn.forward(xs, state)
    dhs = np.zeros_like(hs)
    dhs[-1] = 1
    _, grads = rnn.backward(dhs, cache)
    np.testing.assert_allclose(grads["state"][0], 0.5**20, rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (np.zeros((32, 5)), "RNNCell.forward: x has shape (32, 5), expected (B, 3)."),
        (np.zeros((1, 32, 3)), "RNNCell.forward: x has shape (1, 32, 3), expected (B, 3)."),
    ],
)
def test_a_wrong_step_is_a_clear_error(x, text, rng):
    cell = RNNCell(3, 4, rng)
    with pytest.raises(ShapeError, match=f"^{re.escape(text)}$"):
        cell.forward(x, cell.zero_state(32))


def test_a_wrong_state_of_a_step_is_a_clear_error(rng):
    cell = RNNCell(3, 4, rng)
    text = re.escape("RNNCell.forward: state[0] has shape (5, 4), expected (2, 4).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        cell.forward(np.zeros((2, 3)), cell.zero_state(5))


def test_a_wrong_gradient_of_a_step_is_a_clear_error(rng):
    cell = RNNCell(3, 4, rng)
    _, cache = cell.forward(np.zeros((2, 3)), cell.zero_state(2))
    text = re.escape("RNNCell.backward: dstate has type ndarray, expected a tuple of 1 array.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        cell.backward(np.zeros((2, 4)), cache)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"n_in": 0}, "RNNCell: n_in is 0, expected a whole number of at least 1."),
        ({"n_hidden": 2.0}, "RNNCell: n_hidden is 2.0, expected a whole number of at least 1."),
        ({"rng": 0}, "RNNCell: rng has type int, expected a numpy.random.Generator;"),
        ({"init": "best"}, "RNNCell: init is 'best', expected one of 'uniform', 'xavier'"),
        ({"dtype": np.float16}, "RNNCell: dtype is float16, expected float32 or float64."),
    ],
)
@pytest.mark.parametrize("make", [RNNCell, RNN])
def test_wrong_options_are_a_clear_error(make, change, text, rng):
    options = {"n_in": 3, "n_hidden": 4, "rng": rng, **change}
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        make(**options)
