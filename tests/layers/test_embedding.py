"""Laws of the embedding. Its input is integers, so those about slopes and dtypes stand here."""

import re

import numpy as np
import pytest

from course_lib import Dense, Embedding, LastStep, Sequential, ShapeError
from course_lib.training.gradcheck import compare_gradients, numerical_gradient


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def test_the_gradient_of_w_is_its_slope_also_where_a_row_is_used_twice(rng):
    layer, x = Embedding(5, 3, rng), np.array([[0, 2, 2], [4, 2, 0]])
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dx, grads = layer.backward(dy, cache)
    W = layer.params["W"]
    slope = numerical_gradient(lambda: float(np.sum(dy * layer.forward(x)[0])), W)
    compare_gradients("grads['W']", grads["W"], slope)
    assert not dx.any()


def test_it_is_a_dense_layer_on_one_hot_vectors(rng):
    layer, x = Embedding(5, 3, rng), rng.integers(0, 5, (4, 2))
    dense = Dense(5, 3, rng)
    dense.params["W"][...] = layer.params["W"].T
    one_hot = np.eye(5)[x]
    y, cache = layer.forward(x)
    z, dense_cache = dense.forward(one_hot)
    np.testing.assert_allclose(y, z, atol=1e-15)
    _, grads = layer.backward(y, cache)
    _, dense_grads = dense.backward(z, dense_cache)
    np.testing.assert_allclose(grads["W"].T, dense_grads["W"], atol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.int64])
def test_any_integers_are_taken(dtype, rng):
    layer = Embedding(5, 3, rng, dtype=np.float32)
    y, cache = layer.forward(np.array([4, 0], dtype))
    np.testing.assert_array_equal(y, layer.params["W"][[4, 0]])
    dx, grads = layer.backward(y, cache)
    assert y.dtype == dx.dtype == grads["W"].dtype == np.float32


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3, 4)])
def test_x_may_have_any_axes(shape, rng):
    layer = Embedding(5, 3, rng)
    y, cache = layer.forward(np.zeros(shape, int))
    dx, _ = layer.backward(y, cache)
    assert (y.shape, dx.shape) == ((*shape, 3), shape)


def test_a_net_may_begin_with_it(rng):
    net = Sequential(Embedding(5, 3, rng), LastStep(), Dense(3, 2, rng))
    y, cache = net.forward(rng.integers(0, 5, (6, 4)))
    dx, grads = net.backward(y, cache)
    assert (y.shape, dx.shape, list(grads)) == ((4, 2), (6, 4), ["0.W", "2.W", "2.b"])


@pytest.mark.parametrize(
    ("x", "text"),
    [
        ([0, 1], "Embedding.forward: x has type list, expected a NumPy array of integers."),
        (np.zeros(3), "Embedding.forward: x has dtype float64, expected integers from 0 to 4."),
        (np.ones(3, bool), "Embedding.forward: x has dtype bool, expected integers from 0 to 4."),
        (np.array([0, 5]), "Embedding.forward: x has entries from 0 to 5, expected 0 to 4."),
        (np.array([-1, 3]), "Embedding.forward: x has entries from -1 to 3, expected 0 to 4."),
    ],
)
def test_what_is_no_class_is_a_clear_error(x, text, rng):
    with pytest.raises(ValueError, match=re.escape(text)):
        Embedding(5, 3, rng).forward(x)


def test_a_wrong_gradient_is_a_clear_error(rng):
    layer = Embedding(5, 3, rng)
    _, cache = layer.forward(np.zeros((4, 2), int))
    text = "Embedding.backward: dy has shape (4, 3), expected (4, 2, 3)."
    with pytest.raises(ShapeError, match=re.escape(text)):
        layer.backward(np.zeros((4, 3)), cache)


def test_the_first_w_is_normal_or_as_init_says(rng):
    assert abs(Embedding(200, 50, rng).params["W"].std() - 1) < 0.05
    assert np.abs(Embedding(200, 100, rng, init="uniform").params["W"]).max() <= 0.1
    with pytest.raises(ValueError, match=r"Embedding: init is 'glorot', expected one of"):
        Embedding(5, 3, rng, init="glorot")
