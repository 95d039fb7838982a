"""Laws of the activation functions, beyond those of every layer."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib.fully_connected import activations
from course_lib.fully_connected.activations import (
    ReLU,
    Sigmoid,
    Tanh,
    relu,
    sigmoid,
    sigmoid_derivative,
    tanh,
)

NAMES = ("identity", "sigmoid", "tanh", "relu")
every_function = pytest.mark.parametrize("name", NAMES)
numbers = hnp.arrays(np.float64, st.integers(1, 20), elements=st.floats(-30, 30))


@given(numbers)
def test_tanh_is_two_sigmoid_of_twice_z_minus_one_to_machine_precision(z):
    np.testing.assert_allclose(tanh(z), 2 * sigmoid(2 * z) - 1, rtol=0, atol=4e-16)


@given(numbers)
def test_sigmoid_is_the_textbook_formula(z):
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=0, atol=4e-16)


@given(numbers)
def test_sigmoid_is_symmetric_about_one_half(z):
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), rtol=0, atol=3e-16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_at_ten_thousand_are_exact_and_silent(dtype):
    z = np.array([-1e4, 1e4], dtype)
    for name, at_z, slope in [
        ("identity", [-1e4, 1e4], [1, 1]),
        ("sigmoid", [0, 1], [0, 0]),
        ("tanh", [-1, 1], [0, 0]),
        ("relu", [0, 1e4], [0, 1]),
    ]:
        np.testing.assert_array_equal(getattr(activations, name)(z), np.array(at_z, dtype))
        np.testing.assert_array_equal(getattr(activations, f"{name}_derivative")(z), slope)


@every_function
def test_the_derivative_is_the_slope(name):
    f, derivative = getattr(activations, name), getattr(activations, f"{name}_derivative")
    z, eps = np.linspace(-6, 6, 100), 1e-6  # not 0, the kink of ReLU
    np.testing.assert_allclose(derivative(z), (f(z + eps) - f(z - eps)) / (2 * eps), atol=1e-9)


@every_function
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_and_dtype_stay_and_z_is_not_changed(name, dtype):
    z = np.linspace(-3, 3, 24, dtype=dtype).reshape(2, 3, 4)
    z.flags.writeable = False
    for function in (getattr(activations, name), getattr(activations, f"{name}_derivative")):
        a = function(z)
        assert (a.shape, a.dtype) == (z.shape, dtype)


@pytest.mark.parametrize(
    ("layer", "name"), [(Sigmoid(), "sigmoid"), (Tanh(), "tanh"), (ReLU(), "relu")]
)
def test_a_layer_is_its_function_and_its_derivative(layer, name):
    z, da = np.linspace(-3, 3, 20), np.linspace(1, 2, 20)
    a, cache = layer.forward(z)
    np.testing.assert_array_equal(a, getattr(activations, name)(z))
    slope = getattr(activations, f"{name}_derivative")(z)
    np.testing.assert_allclose(layer.backward(da, cache)[0], da * slope, atol=1e-15)


def test_the_slope_of_sigmoid_is_at_most_one_quarter():
    assert sigmoid_derivative(np.zeros(1))[0] == 0.25
    assert sigmoid_derivative(np.linspace(-9, 9, 1001)).max() <= 0.25


def test_relu_has_slope_zero_at_its_kink():
    assert activations.relu_derivative(np.zeros(1))[0] == 0
    assert ReLU().backward(np.ones(1), ReLU().forward(np.zeros(1))[1])[0][0] == 0


@given(numbers)
def test_relu_of_z_minus_relu_of_minus_z_is_z(z):
    np.testing.assert_array_equal(relu(z) - relu(-z), z)


def test_not_a_number_stays_not_a_number():
    for name in NAMES:
        assert math.isnan(getattr(activations, name)(np.array([np.nan]))[0])
