import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import LSTM, LSTMCell, Recurrent, ShapeError, check_gradients, sigmoid
from tests.support.equal import SIZES, assert_equal_to_the_loop

PARTS = ("zi", "zf", "zo", "tanh_c")


def fits(peephole, coupled, without):
    if coupled and {"zi", "zf"} & set(without):
        return False
    return not (peephole == "gers" and {"zi", "zf", "zo"} <= set(without))


OPTIONS = [
    {"peephole": peephole, "coupled": coupled, "without": without}
    for peephole in (None, "lecture", "gers")
    for coupled in (False, True)
    for n in range(5)
    for without in itertools.combinations(PARTS, n)
    if fits(peephole, coupled, without)
]


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@settings(max_examples=200)
@given(SIZES, st.sampled_from(OPTIONS))
def test_the_fast_layer_equals_the_loop(case, options):
    rng = np.random.default_rng(case["seed"])
    layer = LSTM(case["D"], case["H"], rng, dtype=case["dtype"], **options)
    assert_equal_to_the_loop(layer, case)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_gradients_are_slopes_with_all_options(options, rng):
    layer = LSTM(3, 2, rng, **options)
    xs = rng.normal(size=(3, 2, 3))
    check_gradients(layer, xs, rng)
    check_gradients(Recurrent(layer.cell), xs, rng)


def test_one_step_is_the_lectures_equation(rng):
    cell = LSTMCell(3, 4, rng)
    cell.params["b"][:] = rng.normal(size=16)
    x, h_prev, c_prev = rng.normal(size=3), rng.normal(size=4), rng.normal(size=4)
    W, W_i, W_f, W_o = np.split(cell.params["W"], 4)
    b, b_i, b_f, b_o = np.split(cell.params["b"], 4)
    xh = np.concatenate([x, h_prev])
    z, zi = np.tanh(W @ xh + b), sigmoid(W_i @ xh + b_i)
    zf, zo = sigmoid(W_f @ xh + b_f), sigmoid(W_o @ xh + b_o)
    c = zf * c_prev + zi * z
    (h_ours, c_ours), _ = cell.forward(x[None], (h_prev[None], c_prev[None]))
    np.testing.assert_allclose(c_ours[0], c, atol=1e-15)
    np.testing.assert_allclose(h_ours[0], zo * np.tanh(c), atol=1e-15)


def test_the_lectures_peephole_is_one_matrix_with_diagonal_blocks(rng):
    cell = LSTMCell(3, 4, rng, peephole="lecture")
    x, h_prev, c_prev = rng.normal(size=3), rng.normal(size=4), rng.normal(size=4)
    diagonals = np.concatenate([np.diag(row) for row in cell.params["p"]])
    pre = np.hstack([cell.params["W"], diagonals]) @ np.concatenate([x, h_prev, c_prev])
    (_, c), cache = cell.forward(x[None], (h_prev[None], c_prev[None]))
    z, zi, zf, zo = np.tanh(pre[:4]), *np.split(sigmoid(pre[4:]), 3)
    np.testing.assert_allclose(c[0], zf * c_prev + zi * z, atol=1e-15)
    np.testing.assert_allclose(cache.zo[0], zo, atol=1e-15)


def test_gers_peephole_shows_the_new_memory_to_the_output_gate_only(rng):
    cell = LSTMCell(3, 4, rng, peephole="gers")
    x, state = rng.normal(size=(1, 3)), tuple(rng.normal(size=(2, 1, 4)))
    pre = np.concatenate([x, state[0]], axis=1) @ cell.params["W"].T
    p_i, p_f, p_o = cell.params["p"]
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    (_, c), cache = cell.forward(x, state)
    np.testing.assert_allclose(cache.z, np.tanh(z), atol=1e-15)
    np.testing.assert_allclose(cache.zi, sigmoid(zi + p_i * state[1]), atol=1e-15)
    np.testing.assert_allclose(cache.zf, sigmoid(zf + p_f * state[1]), atol=1e-15)
    np.testing.assert_allclose(cache.zo, sigmoid(zo + p_o * c), atol=1e-15)


@pytest.mark.parametrize("make", [LSTM, lambda *a, **k: Recurrent(LSTMCell(*a, **k))])
def test_a_forget_gate_fixed_at_1_keeps_the_memory(make, rng):
    layer = make(3, 4, rng, without=("zf",))
    layer.params["b"][4:8] = -1e4  # the input gate is shut
    c = rng.normal(size=(2, 4))
    _, cache = layer.forward(rng.normal(size=(50, 2, 3)), (np.zeros((2, 4)), c))
    np.testing.assert_array_equal(cache.state[1], c)


@pytest.mark.parametrize("part", ["zi", "zf", "zo"])
def test_a_gate_left_out_is_1_and_has_no_params(part, rng):
    cell = LSTMCell(3, 4, rng, without=(part,))
    _, cache = cell.forward(1e4 * np.ones((2, 3)), cell.zero_state(2))
    np.testing.assert_array_equal(getattr(cache, part), 1.0)
    assert cell.params["W"].shape == (12, 7)
    # Some products pad with zeros, and 0 * inf would be NaN.
    assert all(np.isfinite(array).all() for array in cell.expand())


def test_without_its_activation_the_output_is_the_gated_memory(rng):
    cell = LSTMCell(3, 4, rng, without=("tanh_c",))
    (h, c), cache = cell.forward(rng.normal(size=(2, 3)), tuple(rng.normal(size=(2, 2, 4))))
    np.testing.assert_array_equal(h, cache.zo * c)


def test_the_coupled_gates_add_to_1(rng):
    cell = LSTMCell(3, 4, rng, coupled=True, peephole="lecture", forget_bias=1.0)
    _, cache = cell.forward(rng.normal(size=(5, 3)), tuple(rng.normal(size=(2, 5, 4))))
    np.testing.assert_allclose(cache.zi + cache.zf, 1.0, atol=1e-15)
    assert cell.params["W"].shape == (12, 7)
    assert cell.params["p"].shape == (3, 4)


def test_coupled_memory_stays_between_what_was_and_what_comes_in(rng):
    _, cache = LSTM(3, 4, rng, coupled=True).forward(10 * rng.normal(size=(50, 2, 3)))
    assert np.abs(cache.c).max() <= 1


def test_the_forget_bias_is_the_bias_of_the_forget_gate_alone(rng):
    cell = LSTMCell(3, 4, rng, forget_bias=2.0)
    _, cache = cell.forward(np.zeros((1, 3)), cell.zero_state(1))
    np.testing.assert_allclose(cache.zf, 1 / (1 + np.exp(-2.0)))
    np.testing.assert_array_equal(cache.zi, 0.5)
    np.testing.assert_array_equal(cache.zo, 0.5)


def test_the_gates_of_the_fast_layer_are_those_of_the_cell(rng):
    layer, xs = LSTM(3, 4, rng, forget_bias=1.0), rng.normal(size=(5, 2, 3))
    _, fast = layer.forward(xs)
    _, slow = Recurrent(layer.cell).forward(xs)
    for t, step in enumerate(slow.steps):
        for k, name in enumerate(("z", "zi", "zf", "zo")):
            gate = fast.gates[t, k].T
            np.testing.assert_allclose(gate, getattr(step, name), atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("gate", ["zi", "zf", "zo"])
def test_a_gate_left_out_is_open_for_any_input_and_has_no_infinite_bias(gate, dtype, rng):
    """BLAS pads its blocks with zeros, and infinity times zero is NaN."""
    cell = LSTMCell(3, 4, rng, without=(gate,), dtype=dtype)
    x = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 1]], dtype)
    _, cache = cell.forward(x, cell.zero_state(2))
    assert all(np.isfinite(array).all() for array in cell.expand())
    np.testing.assert_array_equal(getattr(cache, gate), 1)


@pytest.mark.parametrize("make", [LSTMCell, LSTM])
@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"n_in": -3}, "LSTMCell: n_in is -3, expected a whole number of at least 1."),
        ({"peephole": "yes"}, "LSTMCell: peephole is 'yes', expected one of 'lecture', 'gers'."),
        ({"without": ("c",)}, "LSTMCell: without is 'c', expected one of 'zi', 'zf', 'zo', "),
        ({"without": "zf"}, "LSTMCell: without is 'zf', expected a tuple such as ('zf',)."),
        (
            {"without": ("zf",), "coupled": True},
            "LSTMCell: coupled is True with ('zf',) left out, expected both zi and zf: the "
            "coupled input gate is 1 - zf.",
        ),
        (
            {"without": ("zi", "zf", "zo"), "peephole": "gers"},
            "LSTMCell: peephole is 'gers' with all gates left out, expected None: its peepholes "
            "go into the gates only.",
        ),
        (
            {"without": ("zf",), "forget_bias": 1.0},
            "LSTMCell: forget_bias is 1 with zf left out, expected 0: there is no forget gate.",
        ),
        ({"forget_bias": None}, "LSTMCell: forget_bias is None, expected a finite number."),
    ],
)
def test_wrong_options_are_a_clear_error(make, change, text, rng):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        make(**{"n_in": 3, "n_hidden": 4, "rng": rng, **change})


def test_a_wrong_step_is_a_clear_error(rng):
    cell = LSTMCell(3, 4, rng)
    text = re.escape("LSTMCell.forward: x has shape (32, 5), expected (B, 3).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        cell.forward(np.zeros((32, 5)), cell.zero_state(32))


def test_a_wrong_gradient_of_a_step_is_a_clear_error(rng):
    cell = LSTMCell(3, 4, rng)
    _, cache = cell.forward(np.zeros((2, 3)), cell.zero_state(2))
    text = re.escape("LSTMCell.backward: dstate has 1 array, expected a tuple of 2 arrays.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        cell.backward((np.zeros((2, 4)),), cache)
