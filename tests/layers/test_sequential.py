"""Laws of the chain of layers, beyond those of every layer."""

import re

import numpy as np
import pytest

from course_lib import (
    RNN,
    Dense,
    LastStep,
    Pyramid,
    ReLU,
    Sequential,
    ShapeError,
    Sigmoid,
    Tanh,
    lengths_to_mask,
)


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def test_forward_is_one_layer_after_the_other(rng):
    layers = Dense(3, 4, rng), Tanh(), Dense(4, 2, rng)
    x = y = rng.normal(size=(5, 3))
    for layer in layers:
        y, _ = layer.forward(y)
    np.testing.assert_array_equal(Sequential(*layers).forward(x)[0], y)


def test_params_are_the_layers_own_arrays_under_dotted_names(rng):
    first, last = Dense(3, 4, rng), Dense(4, 2, rng)
    net = Sequential(first, ReLU(), last)
    assert list(net.params) == ["0.W", "0.b", "2.W", "2.b"]
    assert net.params["2.W"] is last.params["W"]
    before = net.forward(np.ones((1, 3)))[0]
    net.params["2.b"] += 1
    np.testing.assert_allclose(net.forward(np.ones((1, 3)))[0], before + 1)


def test_a_chain_in_a_chain_is_the_flat_chain(rng):
    a, b, c = Dense(3, 4, rng), Tanh(), Dense(4, 2, rng)
    flat, deep = Sequential(a, b, c), Sequential(Sequential(a, b), c)
    assert list(deep.params) == ["0.0.W", "0.0.b", "1.W", "1.b"]
    x, dy = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    (y, cache), (y_deep, cache_deep) = flat.forward(x), deep.forward(x)
    np.testing.assert_array_equal(y_deep, y)
    (dx, grads), (dx_deep, grads_deep) = flat.backward(dy, cache), deep.backward(dy, cache_deep)
    np.testing.assert_array_equal(dx_deep, dx)
    for ours, theirs in zip(grads.values(), grads_deep.values(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_cache_is_one_cache_a_layer(rng):
    net = Sequential(Dense(3, 4, rng), Sigmoid())
    x = rng.normal(size=(5, 3))
    y, cache = net.forward(x)
    assert len(cache.layers) == 2
    assert cache.layers[0] is x
    assert cache.layers[1] is y


def test_the_same_layer_twice_gets_the_sum_of_its_gradients(rng):
    layer = Dense(3, 3, rng)
    net = Sequential(layer, layer)
    x, dy = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    _, cache = net.forward(x)
    _, grads = net.backward(dy, cache)
    assert list(net.params) == list(grads) == ["0.W", "0.b"]
    assert net.params["1.W"] is layer.params["W"]
    second, first = dy.T @ layer.forward(x)[0], (dy @ layer.params["W"]).T @ x
    np.testing.assert_allclose(grads["0.W"], first + second)


ERRORS = [
    (lambda net: Sequential(), "Sequential: there are 0 layers, expected at least 1."),
    (
        lambda net: net.forward(np.zeros((5, 7))),
        "Sequential, layer 0: Dense.forward: a has shape (5, 7), expected (..., 3).",
    ),
    (
        lambda net: Sequential(*net.layers, *net.layers).forward(np.zeros((5, 3))),
        "Sequential, layer 3: Dense.forward: a has shape (5, 2), expected (..., 3).",
    ),
]


@pytest.mark.parametrize(("call", "text"), ERRORS)
def test_a_mistake_names_the_layer(call, text, rng):
    net = Sequential(Dense(3, 4, rng), Tanh(), Dense(4, 2, rng))
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        call(net)
    assert str(caught.value) == text


def test_a_list_of_layers_is_a_clear_error(rng):
    text = "Sequential: layer 0 has type list, expected a layer with forward(x)."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Sequential([Dense(3, 4, rng), Tanh()])


def test_a_wrong_shape_inside_stays_a_shape_error(rng):
    with pytest.raises(ShapeError):
        Sequential(Dense(3, 4, rng)).forward(np.zeros((5, 7)))


def test_the_mask_goes_to_the_layers_that_take_it_and_shrinks_in_a_pyramid(rng):
    net = Sequential(
        Dense(3, 4, rng), Pyramid(RNN(8, 5, rng)), Sequential(Tanh(), RNN(5, 4, rng)), LastStep()
    )
    lengths = np.array([7, 2, 1])
    xs, mask = rng.normal(size=(7, 3, 3)), lengths_to_mask(lengths, 7)
    y, cache = net.forward(xs, mask)
    assert cache.mask is None
    for b, n in enumerate(lengths):
        alone, _ = net.forward(xs[:n, b : b + 1])
        np.testing.assert_allclose(y[b : b + 1], alone, atol=1e-12)
    assert net.backward(np.ones_like(y), cache)[0].shape == xs.shape


def test_a_mask_that_no_layer_takes_is_a_clear_error(rng):
    message = "Sequential.forward: mask is given, expected None: no layer takes it."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Sequential(Tanh()).forward(np.ones((2, 2, 3)), np.ones((2, 2), bool))
