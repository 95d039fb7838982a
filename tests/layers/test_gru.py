import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import GRU, LSTM, GRUCell, Recurrent, ShapeError, check_gradients, sigmoid
from tests.support.equal import SIZES, assert_equal_to_the_loop


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@given(SIZES, st.sampled_from(["before", "after"]))
def test_the_fast_layer_equals_the_loop(case, reset):
    rng = np.random.default_rng(case["seed"])
    layer = GRU(case["D"], case["H"], rng, reset=reset, dtype=case["dtype"])
    assert_equal_to_the_loop(layer, case)


@pytest.mark.parametrize("reset", ["before", "after"])
def test_gradients_of_the_loop_are_slopes(reset, rng):
    layer = Recurrent(GRUCell(3, 4, rng, reset=reset))
    for value in layer.params.values():
        value[...] = rng.normal(size=value.shape)
    check_gradients(layer, rng.normal(size=(4, 2, 3)), rng)


@pytest.mark.parametrize("reset", ["before", "after"])
def test_one_step_is_the_written_equation(reset, rng):
    cell = GRUCell(3, 4, rng, reset=reset)
    for value in cell.params.values():
        value[...] = rng.normal(size=value.shape)
    x, h_prev = rng.normal(size=3), rng.normal(size=4)
    W_r, W_z, W_h = np.split(cell.params["W"], 3)
    b_r, b_z, b_h = np.split(cell.params["b"], 3)
    xh = np.concatenate([x, h_prev])
    r, z = sigmoid(W_r @ xh + b_r), sigmoid(W_z @ xh + b_z)
    if reset == "before":
        h_new = np.tanh(W_h @ np.concatenate([x, r * h_prev]) + b_h)
    else:
        inner = W_h[:, 3:] @ h_prev + cell.params["b_h"]
        h_new = np.tanh(W_h[:, :3] @ x + b_h + r * inner)
    (h,), _ = cell.forward(x[None], (h_prev[None],))
    np.testing.assert_allclose(h[0], z * h_prev + (1 - z) * h_new, atol=1e-15)


def test_the_two_resets_are_different_functions(rng):
    before, after = (
        GRU(3, 4, np.random.default_rng(0), reset=reset) for reset in ("before", "after")
    )
    np.testing.assert_array_equal(before.params["W"], after.params["W"])
    xs = rng.normal(size=(5, 2, 3))
    assert np.abs(before.forward(xs)[0] - after.forward(xs)[0]).max() > 1e-3


@pytest.mark.parametrize("reset", ["before", "after"])
def test_an_update_gate_at_1_keeps_the_memory(reset, rng):
    layer = GRU(3, 4, rng, reset=reset)
    layer.params["b"][4:8] = 1e4
    h = rng.normal(size=(2, 4))
    hs, _ = layer.forward(rng.normal(size=(50, 2, 3)), (h,))
    np.testing.assert_array_equal(hs, np.broadcast_to(h, hs.shape))


@pytest.mark.parametrize("reset", ["before", "after"])
def test_a_reset_gate_at_0_hides_the_past_from_the_candidate(reset, rng):
    cell = GRUCell(3, 4, rng, reset=reset)
    cell.params["b"][:4] = -1e4
    x = rng.normal(size=(2, 3))
    _, one = cell.forward(x, (rng.normal(size=(2, 4)),))
    _, two = cell.forward(x, (rng.normal(size=(2, 4)),))
    np.testing.assert_array_equal(one.h_new, two.h_new)


def test_a_gru_has_three_quarters_of_the_params_of_an_lstm(rng):
    gru, lstm = GRU(3, 4, rng), LSTM(3, 4, rng)
    sizes = [sum(value.size for value in layer.params.values()) for layer in (gru, lstm)]
    assert 4 * sizes[0] == 3 * sizes[1]


@pytest.mark.parametrize("make", [GRUCell, GRU])
def test_wrong_options_are_a_clear_error(make, rng):
    text = re.escape("GRUCell: reset is 'never', expected one of 'before', 'after'.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        make(3, 4, rng, reset="never")


def test_a_wrong_step_is_a_clear_error(rng):
    cell = GRUCell(3, 4, rng)
    text = re.escape("GRUCell.forward: x has shape (32, 5), expected (B, 3).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        cell.forward(np.zeros((32, 5)), cell.zero_state(32))


def test_a_wrong_gradient_of_a_step_is_a_clear_error(rng):
    cell = GRUCell(3, 4, rng)
    _, cache = cell.forward(np.zeros((2, 3)), cell.zero_state(2))
    text = re.escape("GRUCell.backward: dstate[0] has shape (2, 3), expected (2, 4).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        cell.backward((np.zeros((2, 3)),), cache)
