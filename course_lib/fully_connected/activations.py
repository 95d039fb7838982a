r"""Activation functions a = σ(z), applied to each neuron by itself.

Each is here three times: as a function, as its derivative, and as a layer. The layers keep the
output ``a`` as their cache, because all three slopes can be written with ``a`` alone.
"""

import numpy as np

from course_lib.protocol import Array, Params, read_only
from course_lib.shapes import expect_floats


def identity(z: Array) -> Array:
    """Return ``z``, of any shape, as a new array: a neuron without an activation function.

    Examples
    --------
    >>> identity(np.array([-1.0, 2.0]))
    array([-1.,  2.])
    """
    return +z


def identity_derivative(z: Array) -> Array:
    """Return 1 for every z, shaped like ``z``.

    Examples
    --------
    >>> identity_derivative(np.array([-1.0, 2.0]))
    array([1., 1.])
    """
    return np.ones_like(z)


def sigmoid(z: Array) -> Array:
    r"""Return σ(z) = 1 / (1 + e^{-z}), between 0 and 1.

    Parameters
    ----------
    z : numpy.ndarray
        Pre-activations of any shape.

    Returns
    -------
    numpy.ndarray
        The same shape and dtype.

    Notes
    -----
    Computed as ½ (1 + tanh(z / 2)): the same function, but no z overflows. It is exact to one
    rounding of 1, so a value below about 1e-16, in float32 1e-7, comes out as 0.
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> sigmoid(np.array([-1e4, 0.0, 1e4]))
    array([0. , 0.5, 1. ])
    """
    a: Array = np.tanh(0.5 * z)
    a += 1
    a *= 0.5
    return a


def sigmoid_derivative(z: Array) -> Array:
    """Return σ'(z) = σ(z) (1 - σ(z)), at most 1/4, for ``z`` of any shape.

    Examples
    --------
    >>> sigmoid_derivative(np.array([0.0, 1e4]))
    array([0.25, 0.  ])
    """
    a = sigmoid(np.asarray(z))  # the * of a matrix would be another product
    return a * (1 - a)


def tanh(z: Array) -> Array:
    """Return tanh(z) = 2 σ(2z) - 1, between -1 and 1, with mean 0 for symmetric z.

    ``z`` may have any shape; ``a`` has the same.

    Examples
    --------
    >>> tanh(np.array([-1e4, 0.0, 1e4]))
    array([-1.,  0.,  1.])
    """
    a: Array = np.tanh(z)
    return a


def tanh_derivative(z: Array) -> Array:
    """Return tanh'(z) = 1 - tanh(z)², at most 1, for ``z`` of any shape.

    Examples
    --------
    >>> tanh_derivative(np.array([0.0, 1e4]))
    array([1., 0.])
    """
    return 1 - np.tanh(np.asarray(z)) ** 2


def relu(z: Array) -> Array:
    """Return max(0, z), shaped like ``z``.

    Examples
    --------
    >>> relu(np.array([-3.0, 0.0, 2.0]))
    array([0., 0., 2.])
    """
    # An array of zeros, not the number 0: NumPy's fast loop takes two arrays.
    a: Array = np.maximum(z, np.zeros(z.shape, z.dtype))
    return a


def relu_derivative(z: Array) -> Array:
    """Return 1 where z > 0, else 0, shaped like ``z``. At the kink z = 0 it is 0.

    Examples
    --------
    >>> relu_derivative(np.array([-3.0, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    return (z > 0).astype(z.dtype)


class Sigmoid:
    """Sigmoid layer, a = σ(z) = 1 / (1 + e^{-z}).

    Notes
    -----
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> a, cache = Sigmoid().forward(np.array([[0.0]]))
    >>> Sigmoid().backward(np.ones((1, 1)), cache)
    (array([[0.25]]), {})
    """

    rows_apart = True

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, z: Array) -> tuple[Array, Array]:
        """Map ``z`` of any shape to ``a`` of the same shape.

        Raises
        ------
        ValueError
            If ``z`` is not a float32 or float64 array.
        """
        expect_floats("Sigmoid.forward: z", z, (...,))
        a = sigmoid(z)
        return read_only(a), a

    def backward(self, da: Array, a: Array) -> tuple[Array, Params]:
        """Return ``dz = da * a * (1 - a)``, shaped like ``z``.

        Raises
        ------
        ShapeError
            If ``da`` is not shaped like ``a``.
        """
        expect_floats("Sigmoid.backward: da", da, a.shape, a.dtype)
        return da * a * (1 - a), {}


class Tanh:
    """Tanh layer, a = tanh(z).

    Notes
    -----
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> a, cache = Tanh().forward(np.array([[0.0]]))
    >>> Tanh().backward(np.ones((1, 1)), cache)
    (array([[1.]]), {})
    """

    rows_apart = True

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, z: Array) -> tuple[Array, Array]:
        """Map ``z`` of any shape to ``a`` of the same shape.

        Raises
        ------
        ValueError
            If ``z`` is not a float32 or float64 array.
        """
        expect_floats("Tanh.forward: z", z, (...,))
        a = tanh(z)
        return read_only(a), a

    def backward(self, da: Array, a: Array) -> tuple[Array, Params]:
        """Return ``dz = da * (1 - a²)``, shaped like ``z``.

        Raises
        ------
        ShapeError
            If ``da`` is not shaped like ``a``.
        """
        expect_floats("Tanh.backward: da", da, a.shape, a.dtype)
        return da * (1 - a * a), {}


class ReLU:
    """Rectified linear layer, a = max(0, z).

    Notes
    -----
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> a, cache = ReLU().forward(np.array([[-3.0, 2.0]]))
    >>> ReLU().backward(np.ones((1, 2)), cache)
    (array([[0., 1.]]), {})
    """

    rows_apart = True

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, z: Array) -> tuple[Array, Array]:
        """Map ``z`` of any shape to ``a`` of the same shape.

        Raises
        ------
        ValueError
            If ``z`` is not a float32 or float64 array.
        """
        expect_floats("ReLU.forward: z", z, (...,))
        a = relu(z)
        return read_only(a), a

    def backward(self, da: Array, a: Array) -> tuple[Array, Params]:
        """Return ``dz = da * (a > 0)``, shaped like ``z``.

        Raises
        ------
        ShapeError
            If ``da`` is not shaped like ``a``.
        """
        expect_floats("ReLU.backward: da", da, a.shape, a.dtype)
        return da * (a > 0), {}
