"""Laws of the fully connected layer, beyond those of every layer."""

import re

import numpy as np
import pytest

from course_lib.fully_connected.dense import Dense
from course_lib.initializers import he
from course_lib.shapes import ShapeError


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


@pytest.fixture
def layer(rng):
    layer = Dense(3, 2, rng)
    layer.params["b"][...] = [0.5, -0.25]
    return layer


def test_z_is_the_written_sum_over_j(layer, rng):
    W, b, a = layer.params["W"], layer.params["b"], rng.normal(size=(5, 3))
    z, _ = layer.forward(a)
    for row in range(5):
        for i in range(2):
            expected = sum(W[i, j] * a[row, j] for j in range(3)) + b[i]
            assert z[row, i] == pytest.approx(expected, rel=1e-13)


def test_a_row_of_the_batch_is_the_column_of_the_lecture(layer, rng):
    column = rng.normal(size=(3, 1))
    z, _ = layer.forward(column.T)
    expected = layer.params["W"] @ column + layer.params["b"][:, None]
    np.testing.assert_allclose(z.T, expected, rtol=1e-13)


def test_gradients_are_the_written_sums_over_the_batch(layer, rng):
    a, dz = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    da, grads = layer.backward(dz, layer.forward(a)[1])
    for i in range(2):
        assert grads["b"][i] == pytest.approx(sum(dz[:, i]), rel=1e-12)
        for j in range(3):
            expected = sum(dz[row, i] * a[row, j] for row in range(5))
            assert grads["W"][i, j] == pytest.approx(expected, rel=1e-12)
    for row, j in np.ndindex(5, 3):
        expected = sum(dz[row, i] * layer.params["W"][i, j] for i in range(2))
        assert da[row, j] == pytest.approx(expected, rel=1e-12)


def test_a_single_vector_needs_no_batch_axis(layer):
    a = np.array([1.0, 2.0, 3.0])
    z, cache = layer.forward(a)
    assert z.shape == (2,)
    da, grads = layer.backward(np.array([1.0, -1.0]), cache)
    assert da.shape == (3,)
    np.testing.assert_array_equal(grads["W"], [a, -a])


def test_two_dense_layers_in_a_row_are_one(rng):
    first, second, both = Dense(3, 4, rng), Dense(4, 2, rng), Dense(3, 2, rng)
    for layer in (first, second):
        layer.params["b"][...] = rng.normal(size=layer.params["b"].shape)
    both.params["W"][...] = second.params["W"] @ first.params["W"]
    both.params["b"][...] = second.params["W"] @ first.params["b"] + second.params["b"]
    a = rng.normal(size=(5, 3))
    z, _ = second.forward(first.forward(a)[0])
    np.testing.assert_allclose(z, both.forward(a)[0], atol=1e-14)


def test_the_first_bias_is_zero_and_the_first_weights_are_drawn_by_init():
    layer = Dense(30, 20, np.random.default_rng(0), init="he")
    by_function = Dense(30, 20, np.random.default_rng(0), init=he)
    np.testing.assert_array_equal(layer.params["b"], 0)
    np.testing.assert_array_equal(layer.params["W"], he((20, 30), np.random.default_rng(0)))
    np.testing.assert_array_equal(layer.params["W"], by_function.params["W"])


ERRORS = [
    (lambda rng: Dense(-3, 2, rng), "Dense: n_in is -3, expected a whole number of at least 1."),
    (lambda rng: Dense(3, 0, rng), "Dense: n_out is 0, expected a whole number of at least 1."),
    (lambda rng: Dense(3, 2.0, rng), "Dense: n_out is 2.0, expected a whole number of at least 1."),
    (lambda rng: Dense(3, True, rng), "Dense: n_out is True, expected a whole number"),
    (lambda rng: Dense(3, 2, 0), "Dense: rng has type int, expected a numpy.random.Generator;"),
    (lambda rng: Dense(3, 2, None), "Dense: rng has type NoneType, expected a numpy.random"),
    (lambda rng: Dense(3, 2, rng, init="zavier"), "Dense: init is 'zavier', expected one of"),
    (
        lambda rng: Dense(3, 2, rng, dtype=np.float16),
        "Dense: dtype is float16, expected float32 or float64.",
    ),
    (
        lambda rng: Dense(3, 2, rng, dtype=np.int64),
        "Dense: dtype is int64, expected float32 or float64",
    ),
    (
        lambda rng: Dense(3, 2, rng).forward(np.zeros((5, 7))),
        "Dense.forward: a has shape (5, 7), expected (..., 3).",
    ),
    (
        lambda rng: Dense(3, 2, rng).backward(np.zeros((5, 3)), np.zeros((5, 3))),
        "Dense.backward: dz has shape (5, 3), expected (5, 2).",
    ),
]


@pytest.mark.parametrize(("call", "text"), ERRORS)
def test_a_mistake_is_one_clear_sentence(call, text, rng):
    with pytest.raises(ValueError, match=re.escape(text)):
        call(rng)


def test_a_wrong_shape_is_a_shape_error(layer):
    with pytest.raises(ShapeError):
        layer.forward(np.zeros((5, 7)))
