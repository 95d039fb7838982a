"""The structures of the lecture "Basic Structures for Deep Learning Models", in NumPy."""

from course_lib.activations import (
    ReLU,
    Sigmoid,
    Tanh,
    identity,
    identity_derivative,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh,
    tanh_derivative,
)
from course_lib.dense import Dense
from course_lib.gradcheck import (
    GradientError,
    check_gradients,
    compare_gradients,
    numerical_gradient,
)
from course_lib.initializers import he, orthogonal, uniform, xavier
from course_lib.sequential import Sequential
from course_lib.shapes import ShapeError

__all__ = [
    "Dense",
    "GradientError",
    "ReLU",
    "Sequential",
    "ShapeError",
    "Sigmoid",
    "Tanh",
    "check_gradients",
    "compare_gradients",
    "he",
    "identity",
    "identity_derivative",
    "numerical_gradient",
    "orthogonal",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "tanh",
    "tanh_derivative",
    "uniform",
    "xavier",
]
