"""Laws of the layer with local connections, beyond those of every layer."""

import re

import numpy as np
import pytest

from course_lib import Conv2D, LocallyConnected2D, ShapeError, count_parameters


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def test_with_one_kernel_at_all_places_it_is_a_convolution(rng):
    local = LocallyConnected2D(2, 3, (6, 5), (3, 2), rng, stride=(1, 2))
    conv = Conv2D(2, 3, (3, 2), rng, stride=(1, 2))
    local.params["W"][...] = conv.params["W"]
    x = rng.normal(size=(4, 2, 6, 5))
    y, cache = local.forward(x)
    y_conv, cache_conv = conv.forward(x)
    np.testing.assert_allclose(y, y_conv, atol=1e-12)
    dy = rng.normal(size=y.shape)
    dx, grads = local.backward(dy, cache)
    dx_conv, grads_conv = conv.backward(dy, cache_conv)
    np.testing.assert_allclose(dx, dx_conv, atol=1e-12)
    # A shared weight collects the gradients of all its places.
    np.testing.assert_allclose(grads["W"].sum(axis=(0, 1)), grads_conv["W"], atol=1e-12)
    np.testing.assert_allclose(grads["b"].sum(axis=(1, 2)), grads_conv["b"], atol=1e-12)


def test_each_place_has_weights_of_its_own(rng):
    layer = LocallyConnected2D(1, 1, 4, 2, rng, stride=2)
    x = rng.normal(size=(1, 1, 4, 4))
    before, _ = layer.forward(x)
    layer.params["W"][1, 0] += 1
    after, _ = layer.forward(x)
    assert [tuple(place) for place in np.argwhere(before != after)] == [(0, 0, 1, 0)]


def test_a_hundred_neurons_on_a_hundred_pixels_each_have_ten_thousand_weights(rng):
    layer = LocallyConnected2D(1, 1, 100, 10, rng, stride=10)
    assert layer.params["W"].size == 10_000
    assert count_parameters(layer) == 10_100


def test_each_kernel_starts_in_the_range_of_its_own_inputs(rng):
    W = LocallyConnected2D(3, 2, 8, 3, rng).params["W"]
    assert W.shape == (6, 6, 2, 3, 3, 3)
    assert 0.9 * 27**-0.5 < np.abs(W).max() <= 27**-0.5


def test_errors_say_what_does_not_fit(rng):
    text = "LocallyConnected2D: picture has shape (3, 9), expected at least 4 x 4 in axes 0 and 1"
    with pytest.raises(ShapeError, match=re.escape(text)):
        LocallyConnected2D(1, 1, (3, 9), 4, rng)
    layer = LocallyConnected2D(2, 1, (6, 5), 3, rng)
    text = "LocallyConnected2D.forward: x has shape (4, 2, 6, 6), expected (B, 2, 6, 5)."
    with pytest.raises(ShapeError, match=re.escape(text)):
        layer.forward(np.zeros((4, 2, 6, 6)))
    with pytest.raises(ValueError, match=r"LocallyConnected2D: stride is 0, expected a whole"):
        LocallyConnected2D(1, 1, 6, 3, rng, stride=0)
    with pytest.raises(ValueError, match=r"LocallyConnected2D: rng has type int, expected a numpy"):
        LocallyConnected2D(1, 1, 6, 3, 0)
