"""Laws of the first weights."""

import re
from functools import partial

import numpy as np
import pytest

from course_lib import GRU, LSTM, RNN, Dense, GRUCell, LSTMCell, RNNCell, StackRNN
from course_lib.initializers import INITIALIZERS, fans, get_initializer, orthogonal, uniform, xavier

every_initializer = pytest.mark.parametrize("init", INITIALIZERS.values(), ids=INITIALIZERS)
SHAPES = {"wide": (200, 400), "tall": (400, 200), "kernel": (40, 20, 5, 5)}


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("uniform", lambda n_in, n_out: 1 / (3 * n_in)),
        ("xavier", lambda n_in, n_out: 2 / (n_in + n_out)),
        ("he", lambda n_in, n_out: 2 / n_in),
        ("orthogonal", lambda n_in, n_out: None),
    ],
)
def test_the_mean_is_zero_and_the_variance_as_documented(name, variance, shape, rng):
    W = INITIALIZERS[name](shape, rng)
    # Orthonormal vectors of length max(rows, columns): each entry has variance 1 / that length.
    expected = variance(*fans(shape)) or 1 / max(shape[0], W[0].size)
    assert W.var() == pytest.approx(expected, rel=0.05)
    assert abs(W.mean()) < 5 * (expected / W.size) ** 0.5


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_uniform_draws_fill_their_range_and_do_not_leave_it(shape, rng):
    n_in, n_out = fans(shape)
    for init, limit in ((uniform, n_in**-0.5), (xavier, (6 / (n_in + n_out)) ** 0.5)):
        W = init(shape, rng)
        assert 0.99 * limit < W.max() <= limit
        assert -limit <= W.min() < -0.99 * limit


@pytest.mark.parametrize("shape", [(3, 3), (3, 7), (7, 3), (4, 2, 3, 3), (1, 5)])
def test_orthogonal_rows_or_columns_are_orthonormal(shape, rng):
    W = orthogonal(shape, rng).reshape(shape[0], -1)
    gram = W @ W.T if W.shape[0] <= W.shape[1] else W.T @ W
    np.testing.assert_allclose(gram, np.eye(min(W.shape)), atol=1e-14)


def test_orthogonal_prefers_no_direction(rng):
    # QR with its own signs would make the diagonal's signs one-sided.
    diagonals = np.array([np.diag(orthogonal((4, 4), rng)) for _ in range(400)])
    assert np.all(np.abs((diagonals > 0).mean(axis=0) - 0.5) < 0.12)


@every_initializer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 3, 5, 5)])
def test_shape_and_dtype_are_as_asked(init, dtype, shape, rng):
    W = init(shape, rng, dtype)
    assert (W.shape, W.dtype) == (shape, dtype)
    assert W.flags.c_contiguous
    assert W.flags.writeable


@every_initializer
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(init):
    first, again, other = (init((4, 3), np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@every_initializer
def test_a_second_draw_of_one_generator_differs(init, rng):
    assert (init((4, 3), rng) != init((4, 3), rng)).any()


@every_initializer
def test_a_vector_has_no_fans(init, rng):
    with pytest.raises(
        ValueError, match=r"fans: shape is \(3,\), expected \(n_out, n_in, \.\.\.\)"
    ):
        init((3,), rng)


def test_names_are_found_and_functions_pass():
    for name, init in INITIALIZERS.items():
        assert get_initializer("here", name) is init
        W, same = (f((4, 3), np.random.default_rng(0)) for f in (init, get_initializer("", init)))
        np.testing.assert_array_equal(W, same)


@pytest.mark.parametrize(
    ("W", "text"),
    [
        (np.zeros((3, 2)), "Dense: init: W has shape (3, 2), expected (2, 3)."),
        (np.zeros((2, 3), np.int64), "Dense: init: W has dtype int64, expected float64; convert"),
        (np.zeros((2, 3), np.float32), "Dense: init: W has dtype float32, expected float64;"),
        (0.0, "Dense: init: W has type float, expected a NumPy array of shape (2, 3)."),
    ],
)
def test_a_function_that_draws_something_else_is_a_clear_error(W, text, rng):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        Dense(3, 2, rng, init=lambda shape, rng, dtype: W)


def test_an_unknown_name_is_a_clear_error_that_lists_the_known():
    text = r"Dense: init is 'glorot', expected one of 'uniform', 'xavier', 'he', 'orthogonal'\."
    with pytest.raises(ValueError, match=text):
        get_initializer("Dense: init", "glorot")


def layer_of_each_kind(kind, init, rng, dtype):
    """Return a recurrent layer with 5 inputs and 4 neurons, and the widths of what W reads."""
    if kind == "StackRNN":
        return StackRNN(5, 4, rng, n_stacks=2, depth=5, n_top=2, init=init, dtype=dtype), (5, 4, 4)
    make = {
        "RNN": RNN,
        "RNNCell": RNNCell,
        "LSTM": LSTM,
        "LSTM, coupled": partial(LSTM, coupled=True),
        "LSTM, a gate left out": partial(LSTM, without=("zo",), peephole="lecture"),
        "LSTMCell": LSTMCell,
        "GRU": GRU,
        "GRU, reset after": partial(GRU, reset="after"),
        "GRUCell": GRUCell,
    }[kind]
    return make(5, 4, rng, init=init, dtype=dtype), (5, 4)


every_recurrent_layer = pytest.mark.parametrize(
    ("kind", "n_blocks"),
    [
        *(("RNN", 1), ("RNNCell", 1), ("LSTM", 4), ("LSTM, coupled", 3), ("LSTMCell", 4)),
        *(("LSTM, a gate left out", 3), ("GRU", 3), ("GRU, reset after", 3), ("GRUCell", 3)),
        ("StackRNN", 1),
    ],
)


@every_recurrent_layer
@pytest.mark.parametrize("init", ["orthogonal", orthogonal])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-14), (np.float32, 1e-6)])
def test_each_matrix_in_a_recurrent_w_is_orthogonal(kind, n_blocks, init, dtype, tolerance, rng):
    layer, widths = layer_of_each_kind(kind, init, rng, dtype)
    W = layer.params["W"]
    assert W.shape == (4 * n_blocks, sum(widths))
    assert W.dtype == dtype
    assert W.flags.c_contiguous
    for gate in np.split(W, n_blocks):
        for block in np.split(gate, np.cumsum(widths)[:-1], axis=1):
            values = np.linalg.svd(block.astype(float), compute_uv=False)
            np.testing.assert_allclose(values, 1, atol=tolerance)


@every_recurrent_layer
@pytest.mark.parametrize("init", ["uniform", "xavier", "he", xavier])
def test_other_initializers_draw_a_recurrent_w_gate_by_gate_as_a_whole(kind, n_blocks, init):
    layer, widths = layer_of_each_kind(kind, init, np.random.default_rng(9), np.float64)
    rng, draw = np.random.default_rng(9), INITIALIZERS.get(init, xavier)
    W = np.concatenate([draw((4, sum(widths)), rng, np.float64) for _ in range(n_blocks)])
    np.testing.assert_array_equal(layer.params["W"], W)


def test_a_function_of_the_users_own_draws_a_recurrent_w_as_a_whole(rng):
    asked = []

    def ones(shape, rng, dtype):
        asked.append(shape)
        return np.ones(shape, dtype)

    LSTM(3, 2, rng, init=ones)
    RNN(3, 2, rng, init=ones)
    assert asked == [(2, 5)] * 5


def test_an_orthogonal_recurrent_matrix_keeps_lengths_and_another_does_not(rng):
    """The purpose: the gradient of h through W^h alone keeps its length for any number of steps."""
    kept, lost = (RNN(3, 40, rng, init=init).params["W"][:, 3:] for init in ("orthogonal", "he"))
    h = rng.normal(size=40)
    for steps in (1, 10, 100):
        after = np.linalg.norm(np.linalg.matrix_power(kept, steps) @ h)
        assert after == pytest.approx(np.linalg.norm(h), rel=1e-12)
        assert np.linalg.norm(np.linalg.matrix_power(lost, steps) @ h) != pytest.approx(after)
