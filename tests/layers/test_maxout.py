"""Laws of Maxout, beyond those of every layer."""

import numpy as np
import pytest

from course_lib import Maxout, ReLU, ShapeError


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def test_each_neuron_is_the_largest_of_its_own_sums(rng):
    layer, x = Maxout(3, 4, 5, rng), rng.normal(size=(6, 3))
    layer.params["b"][...] = rng.normal(size=20)
    a, _ = layer.forward(x)
    W, b = layer.params["W"].reshape(4, 5, 3), layer.params["b"].reshape(4, 5)
    for n, i in np.ndindex(6, 4):
        assert a[n, i] == pytest.approx(max(W[i, k] @ x[n] + b[i, k] for k in range(5)))


def test_relu_and_the_absolute_value_are_among_its_functions(rng):
    x = rng.normal(size=(9, 1))
    layer = Maxout(1, 2, 2, rng)
    layer.params["W"][...] = np.array([[1.0], [0.0], [1.0], [-1.0]])
    a, _ = layer.forward(x)
    np.testing.assert_array_equal(a[:, :1], ReLU().forward(x)[0])
    np.testing.assert_array_equal(a[:, 1:], np.abs(x))


def test_it_is_convex(rng):
    layer = Maxout(3, 4, 3, rng)
    p, q = rng.normal(size=(2, 50, 3))
    between, _ = layer.forward((p + q) / 2)
    assert (between <= (layer.forward(p)[0] + layer.forward(q)[0]) / 2 + 1e-12).all()


def test_errors_say_what_does_not_fit(rng):
    with pytest.raises(ValueError, match=r"Maxout: n_pieces is 0, expected a whole number of at"):
        Maxout(3, 4, 0, rng)
    with pytest.raises(ValueError, match=r"Maxout: init is 'glorot', expected one of 'uniform'"):
        Maxout(3, 4, 2, rng, init="glorot")
    with pytest.raises(ShapeError, match=r"Maxout.forward: x has shape \(5, 2\), expected \(B, 3"):
        Maxout(3, 4, 2, rng).forward(np.zeros((5, 2)))
