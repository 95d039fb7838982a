"""The gradient check finds wrong gradients, says where, and leaves everything as it was."""

import re

import numpy as np
import pytest

from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.embedding import Embedding
from course_lib.fully_connected.sequential import Sequential
from course_lib.shapes import ShapeError
from course_lib.training.gradcheck import (
    GradientError,
    check_gradients,
    compare_gradients,
    numerical_gradient,
)
from course_lib.training.losses import softmax


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


class Wrong(Dense):
    """A dense layer whose backward is spoiled by one function."""

    def __init__(self, rng, spoil):
        super().__init__(3, 2, rng)
        self.spoil = spoil

    def backward(self, dz, a):
        return self.spoil(self, dz, a, *super().backward(dz, a))


def sign_of_b(layer, dz, a, da, grads):
    return da, grads | {"b": -grads["b"]}


def no_sum_over_the_batch(layer, dz, a, da, grads):
    return da, grads | {"W": dz[:1].T @ a[:1]}


def one_wrong_entry(layer, dz, a, da, grads):
    W = grads["W"].copy()
    W[1, 2] += 1e-3
    return da, grads | {"W": W}


def wrong_index_in_x(layer, dz, a, da, grads):
    return da[:, ::-1].copy(), grads


def nan_in_b(layer, dz, a, da, grads):
    return da, grads | {"b": grads["b"] * np.nan}


def all_zero(layer, dz, a, da, grads):
    return np.zeros_like(da), grads


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (sign_of_b, r"grads\['b'\]\[\d\] is .*, the numerical gradient is .*: relative error 2,"),
        (no_sum_over_the_batch, r"grads\['W'\]\[\d, \d\] is .*, the numerical gradient is"),
        (one_wrong_entry, r"grads\['W'\]\[1, 2\] is .*, the numerical gradient is"),
        (wrong_index_in_x, r"dx\[\d, [02]\] is .*, the numerical gradient is"),
        (nan_in_b, r"grads\['b'\]\[0\] is nan, the numerical gradient is"),
        (all_zero, r"dx\[\d, \d\] is 0, the numerical gradient is .*: relative error 1,"),
    ],
)
def test_a_wrong_gradient_is_found_and_named(spoil, text, rng):
    with pytest.raises(GradientError, match=text):
        check_gradients(Wrong(rng, spoil), rng.normal(size=(5, 3)), rng)


def test_a_missing_or_unknown_name_is_found(rng):
    text = r"check_gradients: grads are named \['W'\], expected the names of params, \['W', 'b'\]\."
    layer = Wrong(rng, lambda layer, dz, a, da, grads: (da, {"W": grads["W"]}))
    with pytest.raises(GradientError, match=text):
        check_gradients(layer, rng.normal(size=(5, 3)), rng)


def test_a_wrong_shape_of_a_gradient_is_found(rng):
    layer = Wrong(rng, lambda layer, dz, a, da, g: (da, g | {"W": g["W"].T.copy()}))
    with pytest.raises(ShapeError, match=r"grads\['W'\] has shape \(3, 2\), expected \(2, 3\)\."):
        check_gradients(layer, rng.normal(size=(5, 3)), rng)


def test_a_softmax_with_an_all_zero_backward_does_not_pass(rng):
    class BlindSoftmax(Tanh):
        def forward(self, z):
            return softmax(z), z

        def backward(self, da, z):
            return np.zeros_like(z), {}

    with pytest.raises(GradientError, match=r"dx\["):
        check_gradients(BlindSoftmax(), rng.normal(size=(5, 3)), rng)


def test_right_gradients_pass_with_their_errors(rng):
    errors = check_gradients(Dense(3, 2, rng), rng.normal(size=(5, 3)), rng)
    assert list(errors) == ["x", "W", "b"]
    assert max(errors.values()) < 1e-8


@pytest.mark.parametrize("spoil", [None, sign_of_b])
def test_inputs_and_params_are_put_back_exactly(spoil, rng):
    layer = Wrong(rng, spoil or (lambda layer, dz, a, da, grads: (da, grads)))
    x = rng.normal(size=(5, 3))
    before = [x.copy(), *(p.copy() for p in layer.params.values())]
    try:
        check_gradients(layer, x, rng)
    except GradientError:
        assert spoil
    for array, old in zip([x, *layer.params.values()], before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_the_array_is_put_back_also_when_the_function_fails():
    x = np.array([1.0, 2.0])

    def fail():
        raise RuntimeError("no value here")

    with pytest.raises(RuntimeError, match="no value here"):
        numerical_gradient(fail, x)
    np.testing.assert_array_equal(x, [1.0, 2.0])


def test_the_numerical_gradient_of_a_cubic_is_its_derivative(rng):
    x = rng.normal(size=(2, 3, 2))
    slope = numerical_gradient(lambda: float(np.sum(x**3)), x, 1e-5)
    np.testing.assert_allclose(slope, 3 * x**2, rtol=1e-7)


def test_a_number_is_an_array_without_axes():
    x = np.array(3.0)
    assert numerical_gradient(lambda: float(x) ** 2, x) == pytest.approx(6)


def test_float32_is_refused():
    text = re.escape("numerical_gradient: array has dtype float32, expected float64;")
    with pytest.raises(ValueError, match=text):
        numerical_gradient(lambda: 0.0, np.zeros(2, np.float32))


def test_what_is_no_array_is_a_clear_error():
    text = "numerical_gradient: array has type list, expected a NumPy array of shape (...,)."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        numerical_gradient(lambda: 0.0, [1.0])
    with pytest.raises(ValueError, match=r"^dW has type list, expected a NumPy array of shape"):
        compare_gradients("dW", [1.0], np.ones(1))


def test_the_error_is_relative_to_the_largest_entry_of_the_array():
    numeric = np.array([1.0, 1e-9])
    assert compare_gradients("dW", np.array([1.0, 2e-9]), numeric) == pytest.approx(1e-9)
    with pytest.raises(GradientError, match=r"dW\[1\] is 2e-09"):
        compare_gradients("dW", np.array([0, 2e-9]), np.array([0, 1e-9]))


def test_empty_gradients_have_no_error():
    assert compare_gradients("dW", np.zeros((0, 3)), np.zeros((0, 3))) == 0.0


def test_integers_have_no_slope(rng):
    layer = Sequential(Embedding(7, 3, rng), Dense(3, 2, rng))
    x = rng.integers(0, 7, (4, 5))
    errors = check_gradients(layer, x, rng)
    assert errors.pop("x") == 0
    assert max(errors.values()) < 1e-8


def test_a_dx_of_integers_that_is_not_zero_is_found(rng):
    layer = Embedding(7, 3, rng)
    layer.backward = lambda dy, x: (np.ones(x.shape), Embedding.backward(layer, dy, x)[1])
    with pytest.raises(GradientError, match=r"^dx\[0\] is 1, the numerical gradient is 0"):
        check_gradients(layer, np.array([1, 2]), rng)


def test_a_layer_in_float32_is_told_what_to_change(rng):
    text = re.escape(
        "check_gradients: params['W'] has dtype float32, expected float64; make the layer with "
        "dtype=np.float64"
    )
    for dtype in (np.float32, np.float64):
        with pytest.raises(ValueError, match=f"^{text}"):
            check_gradients(Dense(3, 2, rng, dtype=np.float32), np.ones((5, 3), dtype), rng)
    text = "check_gradients: x has dtype float32, expected float64; convert it with x.astype(np.flo"
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        check_gradients(Tanh(), np.ones((5, 3), np.float32), rng)


def test_the_output_of_a_layer_can_be_the_input_of_the_next(rng):
    a, _ = Tanh().forward(rng.normal(size=(5, 3)))
    check_gradients(Dense(3, 2, rng), a, rng)
    text = "^numerical_gradient: array is read-only, expected one whose entries may be changed"
    with pytest.raises(ValueError, match=text):
        numerical_gradient(lambda: 0.0, a)
